"""One future: every plan of a comparison lived by the same people with the same luck."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cjsim.errors import UserError
from cjsim.journey.luck import replicate_seed
from cjsim.model import JourneyModel
from cjsim.results.future import Future
from cjsim.results.journeys import journeys_of
from cjsim.results.kpis import kpi_values
from cjsim.results.series import daily_places, daily_series
from cjsim.results.value import changed_receipts, touched_by
from cjsim.scenarios.paths import all_numbers, draw_unknowns
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.sizing import resized
from cjsim.studies.calibration.parameter_sets import ParameterSets

MAX_ORDERS = 255


@dataclass(frozen=True, slots=True)
class Task:
    """What one worker needs to live one future."""

    scenario: Scenario
    plans: tuple[str, ...]
    seed: int
    replicate: int
    threads: int
    splits_effect: bool
    sets: ParameterSets | None = None


def world_of(scenario: Scenario, replicate: int) -> int:
    """Return which draw of the unknown numbers a replicate lives in.

    Two replicates share a world, so that chance and ignorance can be told apart; a market
    without ranges has nothing unknown and every replicate counts by itself.
    """
    return replicate // 2 if is_uncertain(scenario) else replicate


def is_uncertain(scenario: Scenario) -> bool:
    """Return whether any number of the market has a range."""
    return any(number.is_uncertain for number in all_numbers(scenario).values())


def prepare(task: Task) -> None:
    """Compile the engine, by a day of a few customers, so that every process finds it ready."""
    market = resized(task.scenario, min(50, task.scenario.n_customers()), 1)
    try:
        model = JourneyModel(market, panel=0, keep_moves=False)
    except UserError:
        return  # too few customers for this network: the first run compiles instead
    model.step()
    model.close()


def live_future(task: Task) -> Future:
    """Run the baseline and all plans of one replicate.

    The models step side by side: those that hear the baseline's people each day before the
    baseline itself moves on.
    """
    world = world_of(task.scenario, task.replicate)
    market = draw_unknowns(task.scenario, task.seed, world)
    if task.sets is not None:
        task.sets.write(market, world)
    luck = replicate_seed(task.seed, task.replicate)
    baseline_name = task.plans[0]
    baseline = JourneyModel(
        market, plan=baseline_name, seed=luck, threads=task.threads, panel=0, keep_moves=False,
        keep_receipts=True,
    )  # fmt: skip

    def model_of(
        plan: str, hears: JourneyModel | None = None, decided_by: JourneyModel | None = None
    ) -> JourneyModel:
        return JourneyModel(
            market, plan=plan, seed=luck, threads=task.threads, panel=0, keep_moves=False,
            network=baseline.network, people=baseline.records, hears=hears,
            decided_by=decided_by, keep_receipts=hears is None,
        )  # fmt: skip

    others = {plan: model_of(plan) for plan in task.plans[1:]}
    direct = {}
    if task.splits_effect:
        # what a policy would have decided had others not been reached is not asked
        direct = {plan: model_of(plan, baseline, others[plan]) for plan in task.plans[1:]}
    everyone = [*direct.values(), *others.values(), baseline]
    try:
        for _day in range(market.n_days()):
            for model in everyone:
                model.step()
    finally:
        for model in everyone:
            model.close()
    models = {baseline_name: baseline, **others}
    future = Future(
        replicate=task.replicate,
        kpis={plan: _kpis(model) for plan, model in models.items()},
        orders={plan: _counted(model) for plan, model in models.items()},
        direct_orders={plan: _counted(model) for plan, model in direct.items()},
        segments=baseline.records["segment"].copy(),
        receipts={
            plan: changed_receipts(baseline.history.receipts, model.history.receipts)
            for plan, model in others.items()
        },
        touched={plan: touched_by(model, baseline) for plan, model in others.items()},
        series={plan: daily_series(market, model.history) for plan, model in models.items()},
        places={plan: daily_places(model.history) for plan, model in models.items()},
        journeys={plan: journeys_of(market, model.history) for plan, model in models.items()},
        unknowns=_drawn(task.scenario, market),
    )
    for model in everyone:
        model.dissolve()
    return future


def _drawn(scenario: Scenario, market: Scenario) -> dict[str, float]:
    """Return what the numbers with a range are in this future."""
    unknown = [path for path, number in all_numbers(scenario).items() if number.is_uncertain]
    drawn = all_numbers(market)
    return {path: float(drawn[path]) for path in unknown}


def _kpis(model: JourneyModel) -> dict[str, float]:
    return kpi_values(model.market_file, model.history, model.reviews.mean_of_ours)


def _counted(model: JourneyModel) -> NDArray[np.uint8]:
    return np.minimum(model.orders, MAX_ORDERS).astype(np.uint8)
