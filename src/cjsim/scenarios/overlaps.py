"""The interventions of a plan side by side: which move the same thing, or reach the same people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from cjsim.language import text
from cjsim.scenarios.actions import Action, ContactAction
from cjsim.scenarios.estimate import first_day_of, last_day_of
from cjsim.scenarios.paths import expand_path
from cjsim.scenarios.reach import started_by_policies
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.wording import plain_day


class Overlap(NamedTuple):
    """Two interventions of a plan that meet.

    `what` is the number both move, or "contacts" when both address the same people;
    `is_conflict` says that one undoes the other, so that only one of them works. What a policy
    starts may meet (`is_possible`); its days are only known when the market lives.
    """

    one: str
    other: str
    what: str
    first_day: dt.date
    last_day: dt.date
    is_conflict: bool
    is_possible: bool


def overlaps(scenario: Scenario, plan: str) -> list[Overlap]:
    """Return where two interventions of a plan meet, in the order of the plan."""
    listing = scenario.plans.get(plan, [])
    started = started_by_policies(scenario, listing)
    names = list(dict.fromkeys([*listing, *started]))
    found: list[Overlap] = []
    for one, other in combinations(names, 2):
        actions = scenario.interventions[one], scenario.interventions[other]
        first = max(first_day_of(scenario, each) for each in actions)
        last = min(last_day_of(scenario, each) for each in actions)
        if first > last or not _segments(scenario, *actions):
            continue
        may = one in started or other in started
        for what, is_conflict in _meetings(scenario, *actions):
            found.append(Overlap(one, other, what, first, last, is_conflict, may))
    return found


def overlaps_in_words(scenario: Scenario, plan: str) -> Iterator[str]:
    """Yield each overlap of a plan as a line."""
    for one, other, what, first_day, last_day, is_conflict, is_possible in overlaps(scenario, plan):
        may = text("may both") if is_possible else text("both")
        first, last = plain_day(first_day), plain_day(last_day)
        if what == "contacts":
            yield text(
                "{one} and {other} {may} address the same people, {first} to {last}",
                {"one": one, "other": other, "may": may, "first": first, "last": last},
            )
        elif is_conflict:
            yield text(
                "{one} and {other} {may} set {what}, {first} to {last}: only one can hold",
                {
                    "one": one,
                    "other": other,
                    "may": may,
                    "what": what,
                    "first": first,
                    "last": last,
                },
            )
        else:
            yield text(
                "{one} and {other} {may} move {what}, {first} to {last}",
                {
                    "one": one,
                    "other": other,
                    "may": may,
                    "what": what,
                    "first": first,
                    "last": last,
                },
            )


def _segments(scenario: Scenario, one: Action, other: Action) -> set[str]:
    """Return the segments both are for."""
    everyone = list(scenario.segments)
    return set(one.segments or everyone) & set(other.segments or everyone)


def _meetings(scenario: Scenario, one: Action, other: Action) -> Iterator[tuple[str, bool]]:
    """Yield what two actions have in common, and whether one undoes the other."""
    if isinstance(one, ContactAction) and isinstance(other, ContactAction):
        if not (one.stages and other.stages) or set(one.stages) & set(other.stages):
            yield "contacts", False
        return
    ways = [
        {
            path: change.how
            for change in each.changes()
            for path in expand_path(scenario, change.path)
        }
        for each in (one, other)
    ]
    for path in ways[0]:
        if path in ways[1]:
            # a value that is set hides what moved it before
            yield path, "to" in (ways[0][path], ways[1][path])
