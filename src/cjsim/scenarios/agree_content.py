"""What must agree about interventions on what we say and show: messages, voices, ways to see."""

from __future__ import annotations

import math
from collections.abc import Iterator

from cjsim.language import text
from cjsim.scenarios.actions import BetterContent, Influencer, Listing, Seo
from cjsim.scenarios.actions.exploring import Exploration
from cjsim.scenarios.checked import Checked
from cjsim.scenarios.errors import listed
from cjsim.scenarios.wording import Finding, figure

_TOLERANCE = 1e-6  # of shares that must make 1


def content_findings(
    market: Checked, place: tuple[str, str], action: BetterContent | Seo | Influencer | Listing
) -> Iterator[Finding]:
    """Yield what is wrong with an intervention on what we say."""
    if isinstance(action, BetterContent):
        yield from _mix(place, action)
        return
    channel = market.scenario.channels.get(action.channel)
    if channel is None:  # said where names are checked
        return
    if channel.moment == "contact":
        yield Finding(
            (*place, "channel"),
            text(
                '"{channel}" is a channel of moment "contact": nobody meets it by '
                'chance. Name one of moment "always" or "search".',
                {"channel": action.channel},
            ),
        )
    elif isinstance(action, Seo) and channel.searches_per_week == 0.0:
        yield Finding(
            (*place, "channel"),
            text(
                '"{channel}" finds nothing by search, so a rank there changes '
                "nothing. Give [channels.{channel}] searches_per_week.",
                {"channel": action.channel},
            ),
        )
    elif isinstance(action, Influencer) and channel.kind != "personal":
        yield Finding(
            (*place, "channel"),
            text(
                '"{channel}" is of kind "{kind}", where the firm speaks for itself. '
                'Name a channel of kind = "personal".',
                {"channel": action.channel, "kind": channel.kind},
            ),
        )


def _mix(place: tuple[str, str], action: BetterContent) -> Iterator[Finding]:
    mix = action.mix()
    written = {name: share for name, share in mix.items() if share is not None}
    if not written:
        return
    missing = [name for name in mix if name not in written]
    if missing:
        yield Finding(
            (*place, next(iter(written))),
            text(
                "the three shares of the mix are written together. Add {missing}.",
                {"missing": listed(missing)},
            ),
        )
    elif abs(math.fsum(written.values()) - 1.0) > _TOLERANCE:
        total = figure(round(math.fsum(written.values()), 9))
        yield Finding(
            (*place, next(iter(written))),
            text(
                "{mix} make {total}; they must make 1.", {"mix": listed(list(mix)), "total": total}
            ),
        )


def exploration_findings(
    market: Checked, place: tuple[str, str], action: Exploration
) -> Iterator[Finding]:
    """Yield a finding when the way to explore it names is of another kind than it works on."""
    way = market.scenario.explore.get(action.explore)
    if way is None or way.kind in action.kinds:  # a name that is not there is said elsewhere
        return
    kind = str(getattr(action, "type", ""))
    entries = market.scenario.explore.items()
    fit = [name for name, each in entries if each.kind in action.kinds]
    kinds = text(" or ").join(f'"{each}"' for each in action.kinds)
    remedy = (
        text("Name one of: {fit}.", {"fit": listed(fit)})
        if fit
        else text("Add an entry of [explore] with kind = {kinds}.", {"kinds": kinds})
    )
    yield Finding(
        (*place, "explore"),
        text(
            '"{explore}" is of kind "{kind}": {type} works on {kinds}. {remedy}',
            {
                "explore": action.explore,
                "kind": way.kind,
                "type": kind,
                "kinds": kinds,
                "remedy": remedy,
            },
        ),
    )
