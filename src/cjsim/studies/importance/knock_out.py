"""One future with every touchpoint taken away and raised in turn: same people, same luck."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cjsim.interventions.plan import make_plan
from cjsim.journey.listening import make_sieve
from cjsim.journey.luck import replicate_seed
from cjsim.journey.reach import note_met
from cjsim.journey.stages import Mark
from cjsim.model import PHASES, JourneyModel, finish
from cjsim.results.kpis import kpi_values
from cjsim.scenarios.paths import draw_unknowns
from cjsim.scenarios.schema import Scenario
from cjsim.studies.futures import world_of
from cjsim.studies.importance.touchpoints import Touchpoint, taken_away, with_settings


@dataclass(frozen=True, slots=True)
class KnockOutTask:
    """What one worker needs to test all touchpoints in one future."""

    scenario: Scenario
    plan: str
    points: tuple[Touchpoint, ...]
    seed: int
    replicate: int
    threads: int


class Demand(NamedTuple):
    """Orders of the people a touchpoint reached, against the same future without it.

    `generated` would not have come without it, `captured` would have come anyway; `kept_away`
    came only without it. `through_others` is what it changed with people it did not reach.
    """

    people_reached: float
    orders: float
    generated: float
    captured: float
    kept_away: float
    through_others: float


@dataclass(frozen=True, slots=True)
class KnockOut:
    """What one future says: KPIs as it is, without and with more of each touchpoint."""

    replicate: int
    kpis: dict[str, float]
    without: dict[str, dict[str, float]] = field(default_factory=dict)
    raised: dict[str, dict[str, float]] = field(default_factory=dict)
    demand: dict[str, Demand] = field(default_factory=dict)


def knock_out(task: KnockOutTask) -> KnockOut:
    """Live one future as it is, and again without and with more of each touchpoint."""
    market = draw_unknowns(task.scenario, task.seed, world_of(task.scenario, task.replicate))
    luck = replicate_seed(task.seed, task.replicate)
    base = JourneyModel(
        market, plan=task.plan, seed=luck, threads=task.threads, panel=0, keep_moves=False
    )
    reached = live_watched(base)
    result = KnockOut(task.replicate, _kpis(base))

    def lived(changed: Scenario) -> JourneyModel:
        model = JourneyModel(
            changed, plan=task.plan, seed=luck, threads=task.threads, panel=0,
            keep_moves=False, network=base.network,
        )  # fmt: skip
        finish(model)
        return model

    for point in task.points:
        model = lived(taken_away(market, task.plan, point))
        result.without[point.name] = _kpis(model)
        if point.name in reached:
            result.demand[point.name] = demand_of(
                base.orders, model.orders, reached[point.name], market.weight
            )
        if point.raised:
            result.raised[point.name] = _kpis(lived(with_settings(market, point.raised)))
    return result


def live_watched(model: JourneyModel) -> dict[str, NDArray[np.bool_]]:
    """Live a model to its end; return whom each channel reached, shape (customers,), by name.

    A medium reaches those who meet it, a channel of contacts those it addresses, a sales
    channel those who order through it.
    """
    scenario, n_customers = model.market_file, model.records.size
    reached = {name: np.zeros(n_customers, bool) for name in (*scenario.channels, *scenario.sales)}
    programmes = make_plan(scenario, model.plan.name).programmes
    met = np.zeros(n_customers, np.int64)
    ordered = np.uint64(1) << np.uint64(Mark.ORDERED)
    try:
        for day in range(scenario.n_days()):
            for phase in PHASES:
                if phase is JourneyModel.customers_live:
                    note_met(
                        day, model.key, model.records, model.markets, make_sieve(model.markets), met
                    )
                phase(model)
            model.day += 1
            for slot, name in enumerate(scenario.channels):
                reached[name] |= (met >> slot) & 1 == 1
            for programme in programmes:
                addressed = (model.sweep.programmes >> np.uint16(programme.slot)) & np.uint16(1)
                reached[programme.action.channel] |= addressed == 1
            buys = (model.records["marks"] & ordered) != 0
            for number, name in enumerate(scenario.sales):
                reached[name] |= buys & (model.records["sales"] == number)
    finally:
        model.close()
    return reached


def demand_of(
    orders: NDArray[np.int64],
    without: NDArray[np.int64],
    reached: NDArray[np.bool_],
    weight: float,
) -> Demand:
    """Return what a channel did, customer by customer.

    Args:
        orders: Orders of each customer as it is, shape (customers,).
        without: The same customers' orders without the channel.
        reached: Whom the channel reached.
        weight: People each customer stands for.
    """
    change = orders - without
    return Demand(
        weight * float(reached.sum()),
        weight * float(orders[reached].sum()),
        weight * float(np.maximum(change[reached], 0).sum()),
        weight * float(np.minimum(orders, without)[reached].sum()),
        weight * float(np.maximum(-change[reached], 0).sum()),
        weight * float(change[~reached].sum()),
    )


def _kpis(model: JourneyModel) -> dict[str, float]:
    return kpi_values(model.market_file, model.history, model.reviews.mean_of_ours)
