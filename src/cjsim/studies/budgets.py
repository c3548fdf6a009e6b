"""From an idea and a budget to an intervention that costs the budget."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from cjsim.errors import UserError
from cjsim.history import History
from cjsim.journey.luck import replicate_seed
from cjsim.journey.stages import Mark
from cjsim.journey.tally import DISCOUNTS, MARKS
from cjsim.language import text
from cjsim.model import JourneyModel, finish
from cjsim.results.definitions import KPI_NAMES
from cjsim.scenarios.actions import Intervention
from cjsim.scenarios.agreement import agreement
from cjsim.scenarios.paths import draw_unknowns
from cjsim.scenarios.schema import Scenario
from cjsim.studies.catalogue import Idea
from cjsim.studies.futures import world_of
from cjsim.studies.pains import mean_of, pains_of
from cjsim.studies.sizes import DoesNotFitError, Pilot, make_action

SPENDING = ("media", "support", "contacts", "programmes", "referrals")
N_PILOTS = 3
"""Futures of the baseline, and of each trial: the first ones of the comparison to come."""
_ROUNDS = 2
_FULL_SHARE = 0.98
_SIZED_BY_TRIAL = ("each", "reward", "contact", "people", "margin")


@dataclass(frozen=True, slots=True)
class Fitted:
    """An idea as an intervention, and what it costs over the run.

    `given_away` is the part of the cost that is no spending but a lower price.
    """

    idea: Idea
    action: Intervention
    cost: float
    given_away: float = 0.0


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
        _given_away(scenario, histories),
        {mark.name: scenario.weight * float(tallies[MARKS + mark]) for mark in Mark},
        mean_of(felt),
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
    spent = -math.fsum(history.ledger.total(*SPENDING) for history in histories)
    return spent / len(histories) + _given_away(scenario, histories)


def _given_away(scenario: Scenario, histories: Sequence[History]) -> float:
    """Return the mean of what buyers of runs paid less than the price."""
    each = [float(history.tallies[:, :, DISCOUNTS].sum()) for history in histories]
    return scenario.weight * math.fsum(each) / len(each)


def with_actions(
    scenario: Scenario,
    baseline: str,
    actions: Mapping[str, Intervention],
    plans: Mapping[str, Sequence[str]],
) -> Scenario:
    """Return a market with these interventions and plans beside the baseline, checked.

    Each plan is the baseline's list and then its own. Of what is wrong only that is told which
    the new interventions bring with them: an event that a shorter run does not reach is left
    alone, as where plans are run and compared.
    """
    kept = list(scenario.plans.get(baseline, []))
    changed = scenario.model_copy(deep=True)
    changed.interventions = {name: scenario.interventions[name] for name in kept} | dict(actions)
    changed.plans = {baseline: kept} | {name: [*kept, *own] for name, own in plans.items()}
    changed.kpis.compare, changed.kpis.budget_neutral = [], []
    for path, message in agreement(changed, KPI_NAMES):
        if path[0] == "interventions" and path[1] in actions:
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
        histories = lived(trial, "trial", pilot.seed)
        cost = _spent(trial, histories) - pilot.spent
        if cost <= 0.0:
            raise DoesNotFitError(text("it happens to nobody"))
        given_away = _given_away(trial, histories) - pilot.given_away
        if abs(cost / budget - 1.0) < 1.0 - _FULL_SHARE:
            return Fitted(idea, action, cost, given_away)
        before, strength = strength, strength * min(max(budget / cost, 0.1), 10.0)
    action = make_action(idea, budget, pilot, strength)
    total = min(cost * strength / before, cost if cost < budget else budget)
    return Fitted(idea, action, total, given_away * total / cost)


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
