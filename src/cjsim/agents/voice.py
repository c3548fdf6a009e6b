"""How loud we are: exposures that are not bought, and our share of all that is said."""

from __future__ import annotations

from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.schema_market import Channel
from cjsim.scenarios.schema_people import Search


def click_share(rank: float, search: Search) -> float:
    """Return the share of searches that click the result at `rank` (1 is the top).

    It falls by a power of the rank from what the first gets.
    """
    return float(float(search.top_click_share) * rank ** -float(search.click_decay))


def aimed_people(channel: Channel, today: Scenario) -> float:
    """Return the people a channel is aimed at who use it at all."""
    aimed = sum(
        float(segment.share)
        for name, segment in today.segments.items()
        if not channel.segments or name in channel.segments
    )
    return float(today.scenario.people) * aimed * float(channel.reach_share)


def free_exposures(channel: Channel, today: Scenario, good_words: float) -> float:
    """Return exposures per reached person and day that no money buys.

    They are those of our own pages and posts, clicks on search results by rank, and what
    `good_words`, the good things people said of us yesterday, earn by being passed on.
    """
    free = float(channel.exposures_per_week) / 7.0
    clicked = click_share(float(channel.search_rank), today.journey.search)
    free += float(channel.searches_per_week) / 7.0 * clicked
    if today.scenario.switches.earned_media:
        earned = good_words * float(channel.earned_per_message)
        free += earned / max(aimed_people(channel, today), 1.0)
    return free


def voice_times(ours: float, rivals: float, n_brands: int) -> float:
    """Return our share of voice against an even one: 1 when we are as loud as the average brand.

    Args:
        ours: Exposures to us per person and day.
        rivals: Exposures to all rivals, likewise.
        n_brands: Brands of the market, ours among them.
    """
    total = ours + rivals
    return n_brands * ours / total if total > 0.0 else 1.0
