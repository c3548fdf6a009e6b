"""How large an intervention is that costs a budget: an idea, its numbers filled in."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from cjsim.errors import UserError
from cjsim.journey.market import DAYS_PER_MONTH
from cjsim.language import message, text
from cjsim.scenarios.actions import Intervention
from cjsim.scenarios.changes import How
from cjsim.scenarios.costs import monthly_flow
from cjsim.scenarios.paths import expand_path, get_number
from cjsim.scenarios.schema import Scenario
from cjsim.studies.catalogue import Idea, Moved, names_in
from cjsim.studies.pains import Felt

MAX_MARGIN_SHARE = 0.9
_HOURS_PER_MONTH = 160.0
"""Hours of work in a month's pay (assumption)."""
_NAMES = {
    "media": message("media channel that money is spent on"),
    "search_media": message("media channel for those who search that money is spent on"),
    "contact": message("channel of contacts with a price"),
    "unpaid": message("sales channel in which payments fail"),
    "refused": message("sales channel in which deliveries are refused"),
    "explore": message("open way to see the product"),
    "delivered": message("sales channel that sends orders"),
    "ranked": message("channel that people search in (searches_per_week)"),
}
_USUAL_SIZE = 0.3
"""The share a reward begins with, before trials say what it costs."""


class DoesNotFitError(Exception):
    """An idea that a market has no place, or a budget no money, for; the text says why."""


@dataclass(frozen=True, slots=True)
class Pilot:
    """What a few runs of the baseline say, from which ideas get their first size.

    `revenue`, `spent` and `given_away` (the part of it that is a lower price, no spending) are
    money over the run, `times` how often each mark happened to the
    people, `pains` how often each pain was felt; means over the runs.
    """

    scenario: Scenario
    plan: str
    seed: int
    revenue: float
    spent: float
    given_away: float
    times: Mapping[str, float]
    pains: Mapping[str, Felt]


def make_action(idea: Idea, budget: float, pilot: Pilot, strength: float = 1.0) -> Intervention:
    """Return an idea as an intervention of a market that costs about `budget` over the run.

    Args:
        idea: The idea.
        budget: Money over the whole run.
        pilot: The market, and what runs of the baseline said.
        strength: Factor on the size where only a trial can tell the cost.

    Raises:
        DoesNotFitError: The market or the budget has no place for it.
    """
    scenario = pilot.scenario
    n_days = scenario.n_days() - idea.lead_days
    if n_days < 1:
        raise DoesNotFitError(
            text(
                "it takes {lead_days} days until it works, and the run has {days}",
                {"lead_days": idea.lead_days, "days": scenario.n_days()},
            )
        )
    start = scenario.scenario.start + dt.timedelta(days=idea.lead_days)
    table = {
        "source": "assumption",
        **_filled(idea.intervention, names_in(scenario)),
        "start": start,
    }
    for path in _filled({path: path for path in idea.needs}, names_in(scenario)).values():
        if _number(scenario, path) <= 0.0:
            raise DoesNotFitError(text("{path} is 0 here", {"path": path}))
    table |= dict(_sizes(idea, table, budget, n_days, pilot, strength))
    return _read(table)


def _sizes(
    idea: Idea,
    table: Mapping[str, Any],
    budget: float,
    n_days: int,
    pilot: Pilot,
    strength: float,
) -> Iterator[tuple[str, Any]]:
    """Yield the keys of an intervention that the budget sets."""
    scenario, months = pilot.scenario, n_days / DAYS_PER_MONTH
    share_of_run = n_days / scenario.n_days()
    unit = _rounded(idea.unit_price_share * float(scenario.brands[scenario.our_brand].price))
    if idea.unit:
        yield idea.unit, unit
    if idea.pays in ("contact", "people"):
        unit += float(scenario.channels[table["channel"]].cost_per_contact)
    match idea.pays:
        case "once":
            yield "one_off_cost", budget
            yield from _moved(idea, budget, pilot)
        case "media":
            spend = float(scenario.channels[table["channel"]].spend_per_month)
            yield idea.size, budget / (spend * months)
        case "training" | "pay" | "hours":
            yield from _of_the_desk(idea, table, budget, n_days, pilot)
        case "each":
            times = pilot.times[idea.mark] * share_of_run
            if unit * times <= 0.0:
                raise DoesNotFitError(
                    text("{what} happens to nobody", {"what": idea.mark.lower().replace("_", " ")})
                )
            yield idea.size, min(strength * budget / (unit * times), 1.0)
        case "reward":
            yield idea.size, min(strength * _USUAL_SIZE, 1.0)
        case "contact":
            yield idea.size, strength * budget / (unit * n_days)
        case "people":
            yield idea.size, strength * budget / unit
        case "margin":
            if pilot.revenue <= 0.0:
                raise DoesNotFitError(text("nothing is sold"))
            share = strength * budget / (pilot.revenue * share_of_run)
            yield idea.size, min(share, MAX_MARGIN_SHARE)


def _of_the_desk(
    idea: Idea, table: Mapping[str, Any], budget: float, n_days: int, pilot: Pilot
) -> Iterator[tuple[str, Any]]:
    """Yield the keys of an intervention that is paid for as work at the desk."""
    scenario, desk = pilot.scenario, pilot.scenario.support
    if desk is None:
        raise DoesNotFitError(text("there is no support desk"))
    pay = float(desk.cost_per_staff_per_month)
    if pay <= 0.0:
        raise DoesNotFitError(text("the staff costs nothing, so more of its work has no price"))
    match idea.pays:
        case "training":
            people = max(math.ceil(float(desk.staff)), 1)
            per_hour = pay / _HOURS_PER_MONTH
            yield "people", people
            yield "cost_per_hour", per_hour
            yield "hours_per_person", budget / (people * per_hour)
            yield from _moved(idea, budget, pilot)
        case "pay":
            n_people = math.ceil(
                budget / (pay * n_days / DAYS_PER_MONTH) - 1e-9
            )  # people come whole
            paid_days = round(budget * DAYS_PER_MONTH / (pay * n_people))
            yield idea.size, float(n_people)
            yield "end", _last_day(table, paid_days, n_days)
        case "hours":
            flows = [monthly_flow(scenario, each) or 0.0 for each in _read(table).changes()]
            a_month = math.fsum(flows)
            if a_month <= 0.0:
                raise DoesNotFitError(text("it is as good as it can be"))
            yield "end", _last_day(table, round(budget * DAYS_PER_MONTH / a_month), n_days)


def _number(scenario: Scenario, path: str) -> float:
    """Return a number an idea needs; 0 where the market does not have it."""
    try:
        return float(get_number(scenario, path))
    except UserError:
        return 0.0


def _read(table: Mapping[str, Any]) -> Intervention:
    """Return the intervention a table says."""
    adapter: TypeAdapter[Intervention] = TypeAdapter(Intervention)
    return adapter.validate_python(table)


def _last_day(table: Mapping[str, Any], paid_days: int, n_days: int) -> dt.date:
    """Return the last of the days that are paid for."""
    start: dt.date = table["start"]
    return start + dt.timedelta(days=min(max(paid_days, 1), n_days) - 1)


def _moved(idea: Idea, budget: float, pilot: Pilot) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the numbers that money at the start moves towards the best they can be."""
    half, moves, scenario = idea.half_of_revenue_share, 0, pilot.scenario
    least = half if half.high is None else half.high
    most = half if half.low is None else half.low
    if pilot.revenue <= 0.0:
        raise DoesNotFitError(text("nothing is sold, so its cost cannot be told"))
    closed = [1.0 - 2.0 ** (-budget / (one * pilot.revenue)) for one in (half, least, most)]
    for move in idea.moves:
        gap, now = _gap(move, scenario)
        if gap == 0.0:
            continue
        moves += 1
        value, *ends = (_rounded(_said(move.how, share * gap, now)) for share in closed)
        yield (
            move.key,
            {
                "value": value,
                "low": min(value, *ends),
                "high": max(value, *ends),
                "source": half.source or "assumption",
            },
        )
    if moves == 0:
        raise DoesNotFitError(text("it is as good as it can be"))


def _gap(move: Moved, scenario: Scenario) -> tuple[float, float]:
    """Return how far a number is from its best, and what it is; the nearest of several."""
    try:
        paths = expand_path(scenario, move.path.format_map(names_in(scenario)))
        found = [float(get_number(scenario, path)) for path in paths]
    except (KeyError, UserError):
        found = []
    if not found:
        raise DoesNotFitError(text("the market has no {path}", {"path": move.path}))
    now = min(found, key=lambda value: abs(move.best - value))
    return move.best - now, now


def _said(how: How, moved: float, now: float) -> float:
    """Return what an intervention says that moves a number from `now` by `moved`."""
    if how == "to":
        return now + moved
    return moved if how == "by" else 1.0 + moved / now


def _named(name: str) -> str:
    """Return what a name in braces stands for, in words."""
    return text(_NAMES.get(name, name))


def _rounded(value: float) -> float:
    """Return a value with five significant digits, as people would write it."""
    return float(f"{value:.5g}")


def _filled(table: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Return a table with the names of the market in place of those in braces."""
    try:
        return {
            key: value.format_map(names) if isinstance(value, str) else value
            for key, value in table.items()
        }
    except KeyError as error:
        raise DoesNotFitError(
            text("the market has no {name}", {"name": _named(error.args[0])})
        ) from None
