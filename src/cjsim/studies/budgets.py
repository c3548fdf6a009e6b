"""From an idea and a budget to an intervention that costs the budget."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from cjsim.errors import UserError
from cjsim.history import History
from cjsim.journey.luck import replicate_seed
from cjsim.journey.market import DAYS_PER_MONTH
from cjsim.journey.stages import Mark
from cjsim.journey.tally import DISCOUNTS, MARKS
from cjsim.model import JourneyModel
from cjsim.results.definitions import KPI_NAMES
from cjsim.results.run import finish
from cjsim.scenarios.actions import Intervention
from cjsim.scenarios.agreement import agreement
from cjsim.scenarios.paths import draw_unknowns, get_number
from cjsim.scenarios.schema import Scenario
from cjsim.studies.catalogue import Idea, names_in
from cjsim.studies.futures import world_of
from cjsim.studies.pains import pains_of

SPENDING = ("media", "support", "contacts", "programmes", "referrals")
MAX_MARGIN_SHARE = 0.9
N_PILOTS = 3
"""Futures of the baseline, and of each trial: the first ones of the comparison to come."""
_ROUNDS = 2
_FULL_SHARE = 0.98
_SIZED_BY_TRIAL = ("each", "contact", "margin")


class DoesNotFitError(Exception):
    """An idea that a market has no place, or a budget no money, for; the text says why."""


@dataclass(frozen=True, slots=True)
class Pilot:
    """What a few runs of the baseline say, from which ideas get their first size.

    `revenue` and `spent` are money over the run, `times` how often each mark happened to the
    people, `pains` how often each pain was felt; means over the runs.
    """

    scenario: Scenario
    plan: str
    seed: int
    revenue: float
    spent: float
    times: Mapping[str, float]
    pains: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Fitted:
    """An idea as an intervention, and what it costs over the run."""

    idea: Idea
    action: Intervention
    cost: float


def pilot_of(scenario: Scenario, plan: str, seed: int) -> Pilot:
    """Return the figures of a few runs of a plan."""
    histories = lived(scenario, plan, seed)
    tallies = np.mean([history.tallies.sum(axis=(0, 1)) for history in histories], axis=0)
    felt = [pains_of(scenario, history) for history in histories]
    return Pilot(
        scenario,
        plan,
        seed,
        math.fsum(history.ledger.total("revenue") for history in histories) / len(histories),
        _spent(scenario, histories),
        {mark.name: scenario.weight * float(tallies[MARKS + mark]) for mark in Mark},
        {pain: math.fsum(one[pain] for one in felt) / len(felt) for pain in felt[0]},
    )


def lived(scenario: Scenario, plan: str, seed: int) -> list[History]:
    """Return the histories of a plan in the first futures of a comparison."""
    histories = []
    for replicate in range(N_PILOTS):
        market = draw_unknowns(scenario, seed, world_of(scenario, replicate))
        luck = replicate_seed(seed, replicate)
        model = JourneyModel(market, plan=plan, seed=luck, panel=0, keep_moves=False)
        finish(model)
        histories.append(model.history)
    return histories


def _spent(scenario: Scenario, histories: Sequence[History]) -> float:
    """Return the money runs spent: media, pay, programmes, and price given away; their mean."""
    each = [
        scenario.weight * float(history.tallies[:, :, DISCOUNTS].sum())
        - history.ledger.total(*SPENDING)
        for history in histories
    ]
    return math.fsum(each) / len(each)


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
        raise DoesNotFitError(f"it takes {idea.lead_days} days until it works")
    start = scenario.scenario.start + dt.timedelta(days=idea.lead_days)
    table = {
        "source": "assumption",
        **_filled(idea.intervention, names_in(scenario)),
        "start": start,
    }
    table |= dict(_sizes(idea, table, budget, n_days, pilot, strength))
    adapter: TypeAdapter[Intervention] = TypeAdapter(Intervention)
    return adapter.validate_python(table)


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
    match idea.pays:
        case "once":
            yield "one_off_cost", budget
            yield from _moved(idea, budget, pilot)
        case "media":
            spend = float(scenario.channels[table["channel"]].spend_per_month)
            yield idea.size, budget / (spend * months)
        case "pay":
            if scenario.support is None:
                raise DoesNotFitError("there is no support desk")
            pay = float(scenario.support.cost_per_staff_per_month)
            n_people = math.ceil(budget / (pay * months) - 1e-9)  # people come whole
            paid_days = round(budget * DAYS_PER_MONTH / (pay * n_people))
            yield idea.size, float(n_people)
            yield "end", table["start"] + dt.timedelta(days=min(max(paid_days, 1), n_days) - 1)
        case "each":
            unit = idea.unit_price_share * float(scenario.brands[scenario.our_brand].price)
            times = pilot.times[idea.mark] * share_of_run
            if unit * times <= 0.0:
                raise DoesNotFitError(f"{idea.mark.lower().replace('_', ' ')} happens to nobody")
            yield idea.size, min(strength * budget / (unit * times), 1.0)
            yield idea.unit, unit
        case "contact":
            cost = float(scenario.channels[table["channel"]].cost_per_contact)
            yield idea.size, strength * budget / (cost * n_days)
        case "margin":
            if pilot.revenue <= 0.0:
                raise DoesNotFitError("nothing is sold")
            share = strength * budget / (pilot.revenue * share_of_run)
            yield idea.size, min(share, MAX_MARGIN_SHARE)


def _moved(idea: Idea, budget: float, pilot: Pilot) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the numbers that money at the start moves towards the best they can be."""
    half, moves, scenario = idea.half_of_revenue_share, 0, pilot.scenario
    least = half if half.high is None else half.high
    most = half if half.low is None else half.low
    if pilot.revenue <= 0.0:
        raise DoesNotFitError("nothing is sold, so its cost cannot be told")
    closed = [1.0 - 2.0 ** (-budget / (one * pilot.revenue)) for one in (half, least, most)]
    names = names_in(scenario)
    for move in idea.moves:
        try:
            now = float(get_number(scenario, move.path.format_map(names)))
        except UserError:
            raise DoesNotFitError(f"the market has no {move.path}") from None
        gap = move.best - now
        if gap == 0.0:
            continue
        moves += 1
        value, *ends = (
            _rounded(share * gap + (now if move.how == "to" else 0.0)) for share in closed
        )
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
        raise DoesNotFitError("it is as good as it can be")


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
        raise DoesNotFitError(f"the market has no {error.args[0]} channel") from None


def with_actions(
    scenario: Scenario,
    baseline: str,
    actions: Mapping[str, Intervention],
    plans: Mapping[str, Sequence[str]],
) -> Scenario:
    """Return a market with these interventions and plans beside the baseline, checked.

    Each plan is the baseline's list and then its own.
    """
    kept = list(scenario.plans.get(baseline, []))
    changed = scenario.model_copy(deep=True)
    changed.interventions = {name: scenario.interventions[name] for name in kept} | dict(actions)
    changed.plans = {baseline: kept} | {name: [*kept, *own] for name, own in plans.items()}
    changed.kpis.compare, changed.kpis.budget_neutral = [], []
    findings = agreement(changed, KPI_NAMES)
    if findings:
        path, message = findings[0]
        raise UserError("catalogue", ".".join(map(str, path)), message)
    return changed


def fitting(
    ideas: Sequence[Idea], pilot: Pilot, budget: float
) -> tuple[list[Fitted], dict[str, str]]:
    """Return each idea as an intervention that costs `budget`, and why others do not fit.

    Where only a trial can tell what an idea costs, it is tried and its size corrected, until
    it costs the budget or cannot be larger.
    """
    found: list[Fitted] = []
    left_out: dict[str, str] = {}
    for idea in ideas:
        try:
            if idea.pays in _SIZED_BY_TRIAL:
                found.append(_by_trial(idea, pilot, budget))
            else:
                found.append(Fitted(idea, make_action(idea, budget, pilot), budget))
        except DoesNotFitError as reason:
            left_out[idea.name] = f"{reason}."
    return found, left_out


def _by_trial(idea: Idea, pilot: Pilot, budget: float) -> Fitted:
    """Return an idea at the size at which trials spend the budget on average."""
    strength = 1.0
    for _round in range(_ROUNDS):
        action = make_action(idea, budget, pilot, strength)
        trial = with_actions(
            pilot.scenario, pilot.plan, {idea.name: action}, {"trial": [idea.name]}
        )
        cost = _spent(trial, lived(trial, "trial", pilot.seed)) - pilot.spent
        if cost <= 0.0:
            raise DoesNotFitError("it happens to nobody")
        if abs(cost / budget - 1.0) < 1.0 - _FULL_SHARE:
            return Fitted(idea, action, cost)
        before, strength = strength, strength * min(max(budget / cost, 0.1), 10.0)
    action = make_action(idea, budget, pilot, strength)
    return Fitted(idea, action, min(cost * strength / before, cost if cost < budget else budget))


def shared(ideas: Sequence[Idea], pilot: Pilot, budget: float) -> list[Fitted]:
    """Return the ideas that fit as interventions that share a budget in equal parts.

    What an idea cannot spend, because it already does all it can, goes to the others.
    """
    fits, _ = fitting(ideas, pilot, budget)
    if not fits:
        return []
    parts, _ = fitting([one.idea for one in fits], pilot, budget / len(fits))
    full = [one for one in parts if one.cost < _FULL_SHARE * budget / len(parts)]
    others = [one for one in parts if one not in full]
    if not full or not others:
        return parts
    rest = budget - math.fsum(one.cost for one in full)
    more, _ = fitting([one.idea for one in others], pilot, rest / len(others))
    return [*full, *more]
