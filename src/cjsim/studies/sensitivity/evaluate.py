"""A market at many points of its numbers: the one way in which studies of this kind run points.

It is a sweep over a table of points. A point that cannot be lived is kept as a failure with its
reason. It is never a zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cjsim.scenarios.paths import get_number, set_number
from cjsim.scenarios.schema import Scenario
from cjsim.studies.futures import is_uncertain
from cjsim.studies.sweeps.jobs import SUCCEEDED
from cjsim.studies.sweeps.sweep import sweep


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
    store: Path | None = None,
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
        store: Folder in which runs are kept and from which they are resumed.
        workers: Processes; 1 when None, all cores when 0.
        executor: Any `concurrent.futures.Executor` instead.
        progress: Whether to show a progress bar on standard error.

    Returns:
        The runs of the sweep (`Study.runs`) with point_id, the row of `points`, in front;
        in order of point, plan and replicate. Outcomes of a failed run are NaN.
    """
    study = sweep(
        scenario, points, plans=plans, replicates=replicates, seed=seed, customers=customers,
        days=days, outcomes=outcomes, store=store, workers=workers, executor=executor,
        progress=progress,
    )  # fmt: skip
    runs = study.runs
    by_id = study.points.set_index("scenario_id")["point_id"]
    runs.insert(0, "point_id", runs["scenario_id"].map(by_id).astype("int64"))
    return runs.sort_values(["scenario_id", "replication_id"], ignore_index=True)


def has_failed(runs: pd.DataFrame) -> pd.Series[bool]:
    """Return which runs have no outcome: failed, or given up."""
    return runs["status"] != SUCCEEDED


def worlds_of(scenario: Scenario, paths: Sequence[str], replicates: int) -> NDArray[np.int64]:
    """Return the world of each replicate once the numbers at `paths` are set, shape (R,)."""
    market = scenario.model_copy(deep=True)
    for path in paths:
        set_number(market, path, float(get_number(market, path)))
    is_open = is_uncertain(market)
    return np.array([one // 2 if is_open else one for one in range(replicates)], np.int64)
