"""A market at many points of its numbers: every plan lived at each, with the same luck.

A point that cannot be lived is kept as a failure with its reason. It is never a zero.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from tqdm import tqdm

from cjsim.errors import UserError
from cjsim.journey.luck import replicate_seed
from cjsim.model import JourneyModel, finish
from cjsim.results.kpis import kpi_values
from cjsim.results.markets import load_scenario
from cjsim.scenarios.paths import bounds_of, draw_unknowns, get_number, set_number, share_groups
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.sizing import resized
from cjsim.studies.calibration import write_number
from cjsim.studies.futures import Task, is_uncertain, prepare, world_of
from cjsim.studies.workers import check_workers, each

FAILURES = (
    UserError, ArithmeticError, AssertionError, AttributeError, LookupError,
    MemoryError, RuntimeError, TypeError, ValueError,
)  # fmt: skip
"""What may go wrong with one run without ending the study."""
OK, FAILED = "ok", "failed"
FEW_POINTS = 16


@dataclass(frozen=True, slots=True)
class PointTask:
    """What one worker needs to live all plans at one point, in some of its replicates."""

    scenario: Scenario
    point: int
    values: Mapping[str, float]
    plans: tuple[str, ...]
    outcomes: tuple[str, ...]
    seed: int
    replicates: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Lived:
    """The outcomes of the plans at one point, or why there are none."""

    point: int
    replicate: int
    outcomes: dict[str, dict[str, float]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def evaluate(
    scenario: Scenario,
    points: pd.DataFrame,
    *,
    plans: Sequence[str],
    outcomes: Sequence[str],
    replicates: int,
    seed: int,
    customers: int | None = None,
    days: int | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
    progress: bool = False,
) -> pd.DataFrame:
    """Live every plan at every point, in as many replicates, all points with the same luck.

    Args:
        scenario: The market.
        points: One row per point and one column per path: the values of these numbers there.
        plans: Plans to live.
        outcomes: KPIs to keep.
        replicates: Replicates of each point; what is not in `points` and has a range is drawn
            anew in each world, the same at all points.
        seed: Seed of all luck.
        customers: Simulated customers instead of the file's.
        days: Days instead of the file's.
        workers: Processes; 1 when None, all cores when 0.
        executor: Any `concurrent.futures.Executor` instead.
        progress: Whether to show a progress bar on standard error.

    Returns:
        One row per point, replicate and plan: scenario_id (row of `points`), replication_id,
        plan, status ("ok" or "failed"), error, the paths and the outcomes (NaN in a failed run).
    """
    market = resized(scenario, customers, days)
    paths = [str(path) for path in points.columns]
    rows = points.to_numpy(np.float64)
    all_of_them = [tuple(range(replicates))]
    if len(rows) < FEW_POINTS:  # else a point is a task, so that its market is made but once
        all_of_them = [(replicate,) for replicate in range(replicates)]
    tasks = [
        PointTask(
            market, point, dict(zip(paths, map(float, row), strict=True)), tuple(plans),
            tuple(outcomes), seed, some,
        )
        for point, row in enumerate(rows)
        for some in all_of_them
    ]  # fmt: skip
    n_workers = min(check_workers(workers), len(tasks))
    lived: list[Lived] = []
    n_futures = len(rows) * replicates
    with tqdm(total=n_futures, desc="futures", unit="future", disable=not progress) as bar:
        for some in each(live_point, tasks, n_workers, executor, _prepare):
            lived += some
            bar.update(len(some))
    lived.sort(key=lambda one: (one.point, one.replicate))
    return pd.DataFrame([row for one in lived for row in _rows(one, paths, rows, plans, outcomes)])


def _rows(
    lived: Lived,
    paths: list[str],
    values: NDArray[np.float64],
    plans: Sequence[str],
    outcomes: Sequence[str],
) -> list[dict[str, Any]]:
    found = []
    for plan in plans:
        row: dict[str, Any] = {
            "scenario_id": lived.point,
            "replication_id": lived.replicate,
            "plan": plan,
            "status": FAILED if plan in lived.errors else OK,
            "error": lived.errors.get(plan, ""),
        }
        row |= dict(zip(paths, values[lived.point], strict=True))
        known = lived.outcomes.get(plan, {})
        found.append(row | {name: known.get(name, math.nan) for name in outcomes})
    return found


def live_point(task: PointTask) -> list[Lived]:
    """Live all plans at one point; a failure is told, not raised."""
    try:
        market = at_point(task.scenario, task.values)
    except FAILURES as error:
        errors = dict.fromkeys(task.plans, _said(error))
        return [Lived(task.point, replicate, {}, dict(errors)) for replicate in task.replicates]
    return [_live(task, market, replicate) for replicate in task.replicates]


def _live(task: PointTask, market: Scenario, replicate: int) -> Lived:
    """Live one replicate of a point: all plans, by the same people with the same luck."""
    lived = Lived(task.point, replicate)
    market = draw_unknowns(market, task.seed, world_of(market, replicate))
    network = None
    for plan in task.plans:
        try:
            model = JourneyModel(
                market, plan=plan, seed=replicate_seed(task.seed, replicate), panel=0,
                keep_moves=False, network=network,
            )  # fmt: skip
            network = model.network
            finish(model)
            kpis = kpi_values(model.market_file, model.history, model.reviews.mean_of_ours)
            lived.outcomes[plan] = {name: kpis[name] for name in task.outcomes}
        except FAILURES as error:
            lived.errors[plan] = _said(error)
    return lived


def _said(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


def _prepare(task: PointTask) -> None:
    """Compile the engine before any process starts on a run."""
    prepare(Task(task.scenario, (task.plans[0],), task.seed, 0, 1, False))


def at_point(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """Return a copy of a market with some numbers set, which are then certain.

    Of shares that make 1 together, those that are not set give way in proportion. The market is
    checked anew as a whole: what a file could not say, a point cannot either.

    Raises:
        UserError: No number has a path, or shares cannot make 1.
        MarketFileError: With these values it is no market.
    """
    market = scenario.model_copy(deep=True)
    for path, value in values.items():
        is_whole = bounds_of(market, path).is_whole
        _write(market, path, float(round(value)) if is_whole else value)
    for shares in share_groups(market):
        if any(path in values for path in shares):
            _give_way(market, shares, values)
    return load_scenario(market.model_dump(exclude_unset=True, exclude_none=True))


def _write(market: Scenario, path: str, value: float) -> None:
    """Set a number as if the file had it so."""
    set_number(market, path, value)
    write_number(market, path, get_number(market, path))


def _give_way(market: Scenario, shares: list[str], values: Mapping[str, float]) -> None:
    """Let the shares of a group that were not set make up what is left of 1."""
    rest = [path for path in shares if path not in values]
    left = 1.0 - math.fsum(get_number(market, path) for path in shares if path in values)
    total = math.fsum(get_number(market, path) for path in rest)
    if left < -1e-9 or (total <= 0.0 < left - 1e-9):
        raise UserError(shares[0], 1.0 - left, "these shares do not make 1 together.")
    for path in rest:
        share = max(left, 0.0) / total if total > 0.0 else 0.0
        _write(market, path, get_number(market, path) * share)


def worlds_of(scenario: Scenario, paths: Sequence[str], replicates: int) -> NDArray[np.int64]:
    """Return the world of each replicate once the numbers at `paths` are set, shape (R,)."""
    market = scenario.model_copy(deep=True)
    for path in paths:
        set_number(market, path, float(get_number(market, path)))
    is_open = is_uncertain(market)
    return np.array([one // 2 if is_open else one for one in range(replicates)], np.int64)
