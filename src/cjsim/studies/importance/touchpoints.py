"""The touchpoints of a market, and what it means to take one away or to raise it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from cjsim.scenarios.actions import ContactAction
from cjsim.scenarios.paths import bounds_of, expand_path, get_number, set_number
from cjsim.scenarios.schema import Scenario


class Setting(NamedTuple):
    """A number set `to` a value, raised `times` a factor, or moved a `share` of the way to 1."""

    path: str
    how: Literal["to", "times", "share"]
    amount: float


@dataclass(frozen=True, slots=True)
class Touchpoint:
    """Where customers meet us: `without` and `raised` are the two tests of what it is worth.

    `switch` names a mechanism to turn off instead; `channel` a channel of contacts whose
    programmes are dropped from the plan.
    """

    name: str
    kind: str
    without: tuple[Setting, ...] = ()
    raised: tuple[Setting, ...] = ()
    switch: str | None = None
    channel: str | None = None


_WAYS: tuple[tuple[str, str, str | None, tuple[tuple[str, str], ...]], ...] = (
    ("own_content", "content", None, (("journey.search.findability", "share"),)),
    ("exploring", "content", "explore", (("explore.*.per_day_share", "share"),)),
    ("reviews", "people", "reviews",
     (("peers.reviews.read_share", "share"), ("peers.reviews.write_share", "times"),
      ("peers.reviews.extreme_write_share", "times"))),
    ("word_of_mouth", "people", "word_of_mouth",
     (("peers.owner_talk_per_day_share", "times"),
      ("peers.emotion_talk_per_day_share", "times"))),
    ("asking_in_search", "people", "ask_in_search",
     (("journey.search.ask_per_day_share", "share"),)),
    ("talk_in_evaluation", "people", "talk_in_evaluation",
     (("journey.evaluation.talk_per_day_share", "share"),)),
    ("asking_before_buying", "people", "attitude_of_others", (("segments.*.ask_share", "share"),)),
)  # fmt: skip
"""Name, kind, the switch that turns it off (its numbers become 0 where there is none), and
which numbers raise it, how."""


def touchpoints_of(scenario: Scenario, plan: str, raised_share: float) -> list[Touchpoint]:
    """Return the touchpoints of a market under a plan.

    Args:
        scenario: The market.
        plan: The plan that is lived; its contacts are touchpoints too.
        raised_share: How far a raise goes: money and staff grow by this share, a share or a
            score moves so far towards 1.
    """
    return [
        *_channels(scenario, plan, raised_share),
        *_sales(scenario, raised_share),
        *_support(scenario, raised_share),
        *_ways(scenario, raised_share),
    ]


def _channels(scenario: Scenario, plan: str, raised_share: float) -> Iterator[Touchpoint]:
    for name, channel in scenario.channels.items():
        if channel.moment == "contact":
            if _programmes(scenario, plan, name):
                yield Touchpoint(name, "channel", channel=name)
        elif channel.spend_per_month > 0.0 or channel.exposures_per_week > 0.0:
            paths = [f"channels.{name}.{key}" for key in ("spend_per_month", "exposures_per_week")]
            yield Touchpoint(
                name,
                "channel",
                tuple(Setting(path, "to", 0.0) for path in paths),
                tuple(Setting(path, "times", 1.0 + raised_share) for path in paths),
            )


def _sales(scenario: Scenario, raised_share: float) -> Iterator[Touchpoint]:
    for name, sales in scenario.sales.items():
        if sales.is_open < 0.5:  # not open yet: there is nothing to take away
            continue
        shut = Setting(f"sales.{name}.is_open", "to", 0.0)
        eased = Setting(f"sales.{name}.convenience", "share", raised_share)
        yield Touchpoint(name, "sales", (shut,), (eased,))


def _support(scenario: Scenario, raised_share: float) -> Iterator[Touchpoint]:
    if scenario.support is not None and scenario.scenario.switches.support:
        nobody = Setting("support.staff", "to", 0.0)
        more = Setting("support.staff", "times", 1.0 + raised_share)
        yield Touchpoint("support", "support", (nobody,), (more,))


def _ways(scenario: Scenario, raised_share: float) -> Iterator[Touchpoint]:
    for name, kind, switch, numbers in _WAYS:
        if switch is not None and not getattr(scenario.scenario.switches, switch):
            continue
        raised = tuple(
            Setting(path, "times", 1.0 + raised_share)
            if how == "times"
            else Setting(path, "share", raised_share)
            for path, how in numbers
        )
        without = () if switch else tuple(Setting(path, "to", 0.0) for path, _ in numbers)
        yield Touchpoint(name, kind, without, raised, switch)


def _programmes(scenario: Scenario, plan: str, channel: str) -> list[str]:
    """Return the interventions of a plan that make contacts through a channel."""
    actions = {name: scenario.interventions[name] for name in scenario.plans.get(plan, [])}
    return [
        name
        for name, action in actions.items()
        if isinstance(action, ContactAction) and action.channel == channel
    ]


def taken_away(scenario: Scenario, plan: str, point: Touchpoint) -> Scenario:
    """Return the market without a touchpoint."""
    changed = with_settings(scenario, point.without)
    if point.switch is not None:
        setattr(changed.scenario.switches, point.switch, False)
    if point.channel is not None:
        dropped = _programmes(scenario, plan, point.channel)
        changed.plans[plan] = [name for name in scenario.plans[plan] if name not in dropped]
    return changed


def with_settings(scenario: Scenario, settings: Sequence[Setting]) -> Scenario:
    """Return a copy of the market with some numbers changed, within their bounds."""
    changed = scenario.model_copy(deep=True)
    for setting in settings:
        for path in expand_path(changed, setting.path):
            now, bounds = float(get_number(changed, path)), bounds_of(changed, path)
            value = {
                "to": setting.amount,
                "times": now * setting.amount,
                "share": now + setting.amount * (1.0 - now),
            }[setting.how]
            value = min(max(value, bounds.at_least), bounds.at_most)
            set_number(changed, path, math.ceil(value) if bounds.is_whole else value)
    return changed
