"""Which touchpoints matter: each taken away and raised in turn, and the demand it makes."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from tqdm import tqdm

from cjsim.errors import UserError
from cjsim.interventions.plan import make_plan
from cjsim.journey.luck import check_seed
from cjsim.language import text
from cjsim.results.definitions import BY_NAME
from cjsim.results.markets import as_scenario
from cjsim.results.statistics import compare_paired, summarise
from cjsim.scenarios.schema import BASELINE, Scenario
from cjsim.scenarios.sizing import resized
from cjsim.studies.futures import Task, prepare, world_of
from cjsim.studies.knock_out import Demand, KnockOut, KnockOutTask, knock_out
from cjsim.studies.touchpoints import Touchpoint, touchpoints_of
from cjsim.studies.workers import check_workers, each


class Importance:
    """What each touchpoint is worth, by paired runs without it and with more of it.

    Attributes:
        scenario: The market.
        plan: The plan that was lived.
        points: The touchpoints.
        futures: What each future said, in order of the replicates.
    """

    def __init__(
        self,
        scenario: Scenario,
        plan: str,
        points: Sequence[Touchpoint],
        seed: int,
        futures: Sequence[KnockOut],
    ) -> None:
        """Keep the futures."""
        self.scenario = scenario
        self.plan = plan
        self.points = list(points)
        self.seed = seed
        self.futures = list(futures)
        self._worlds = np.array([world_of(scenario, one.replicate) for one in futures], np.int64)

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per test and touchpoint, the most important first.

        Columns: test ("without" or "raised"), rank (within the test, by the size of the mean
        change of orders), touchpoint, kind; orders and contribution: the change against the
        same future as it is, with _low and _high (nine of ten futures) and _mean_low and
        _mean_high (95 % interval of the mean); orders_share, the change as a share of orders.
        """
        tests = (self.ranking("without"), self.ranking("raised"))
        return pd.concat(tests, ignore_index=True)

    def ranking(self, test: str, kpi: str = "orders") -> pd.DataFrame:
        """Return the rows of one test, ranked by the mean change of a KPI.

        Args:
            test: "without" or "raised".
            kpi: Any KPI; its columns stand beside those of orders and contribution.
        """
        if test not in ("without", "raised"):
            raise UserError("test", test, text('expected "without" or "raised".'))
        if kpi not in BY_NAME:
            raise UserError("kpi", kpi, text("known are: {kpis}.", {"kpis": ", ".join(BY_NAME)}))
        kpis = dict.fromkeys(("orders", "contribution", kpi))
        rows = []
        for point in self.points:
            if test == "raised" and not point.raised:
                continue
            row: dict[str, Any] = {"test": test, "touchpoint": point.name, "kind": point.kind}
            for name in kpis:
                row |= self._change(test, point.name, name)
            usual = float(self._base("orders").mean())
            row["orders_share"] = row["orders"] / usual if usual else 0.0
            rows.append(row)
        table = pd.DataFrame(rows).sort_values(
            kpi, key=lambda change: -change.abs(), kind="stable", ignore_index=True
        )
        table.insert(1, "rank", table.index + 1)
        return table

    def _base(self, kpi: str) -> Any:
        return np.array([one.kpis[kpi] for one in self.futures])

    def _change(self, test: str, point: str, kpi: str) -> dict[str, float]:
        """Return the change of a KPI that a test makes, with its range and interval."""
        tested = np.array([getattr(one, test)[point][kpi] for one in self.futures])
        found = compare_paired(
            self._base(kpi), tested, self._worlds,
            higher_is_better=None, is_skewed=BY_NAME[kpi].is_skewed, seed=self.seed,
        )  # fmt: skip
        return {
            kpi: found.difference,
            f"{kpi}_low": found.difference_low,
            f"{kpi}_high": found.difference_high,
            f"{kpi}_mean_low": found.difference_mean_low,
            f"{kpi}_mean_high": found.difference_mean_high,
        }

    @cached_property
    def demand(self) -> pd.DataFrame:
        """One row per channel and sales channel: the demand it makes and that it only meets.

        Columns: channel, kind; people_reached; orders of those people; generated (of these,
        would not have come without the channel), captured (would have come anyway); kept_away
        (orders of the same people that come only without it); through_others (orders of people
        it did not reach that came, or went, because of it); generated_share of the orders (0
        in a future without any). All are means over futures, with generated_low and _high and
        generated_share_low and _high for nine of ten of them.
        """
        rows = []
        for point in self.points:
            if point.name not in self.futures[0].demand:
                continue
            each_one = [one.demand[point.name] for one in self.futures]
            row: dict[str, Any] = {"channel": point.name, "kind": point.kind}
            means = np.mean(each_one, axis=0)
            row |= dict(zip(Demand._fields, map(float, means), strict=True))
            share = [one.generated / one.orders if one.orders else 0.0 for one in each_one]
            for name, values in (
                ("generated", [one.generated for one in each_one]),
                ("generated_share", share),
            ):
                found = summarise(
                    np.array(values), self._worlds, is_skewed=False, seed=self.seed
                )  # fmt: skip
                row |= {name: found.mean, f"{name}_low": found.low, f"{name}_high": found.high}
            rows.append(row)
        return pd.DataFrame(rows)


def importance(
    scenario: Scenario | str | Path,
    *,
    plan: str = BASELINE,
    raised_share: float = 0.5,
    replicates: int | None = None,
    seed: int | None = None,
    customers: int | None = None,
    days: int | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
    threads: int = 1,
    progress: bool = False,
) -> Importance:
    """Take away and raise each touchpoint in turn; say which matter most, and how sure.

    Each future is lived as it is, once more without each channel, sales channel, the desk,
    reviews, word of mouth and the like, and once more with more of each; the people and their
    luck stay the same, so the change is that touchpoint's, exact per customer.

    Args:
        scenario: A market, the name of a ready-made one, or a path.
        plan: The plan that is lived; what it sets to a value stays so.
        raised_share: How far a raise goes, above 0: money and staff grow by this share, a
            share or a score moves so far towards 1.
        replicates: Futures; the file's number when None.
        seed: Seed of all luck; the file's when None.
        customers: Simulated customers instead of the file's.
        days: Days instead of the file's.
        workers: Processes; 1 when None, all cores when 0. Results do not depend on it.
        executor: Any `concurrent.futures.Executor` instead.
        threads: Threads of each run.
        progress: Whether to show a progress bar on standard error.

    Raises:
        MarketFileError: The file has mistakes; all are listed with their lines.
        UserError: Any other mistake in the arguments.
    """
    market = resized(as_scenario(scenario), customers, days)
    make_plan(market, plan)  # refuses a plan the market does not have
    if not 0.0 < raised_share <= 1.0:
        raise UserError("raised_share", raised_share, text("expected a share above 0 up to 1."))
    n_replicates = int(market.scenario.replicates) if replicates is None else replicates
    if n_replicates < 1:
        raise UserError("replicates", n_replicates, text("at least one future is needed."))
    luck = check_seed(int(market.scenario.seed) if seed is None else seed)
    points = touchpoints_of(market, plan, raised_share)
    tasks = [
        KnockOutTask(market, plan, tuple(points), luck, replicate, threads)
        for replicate in range(n_replicates)
    ]
    n_workers = min(check_workers(workers), n_replicates)
    futures: list[KnockOut] = []
    with tqdm(
        total=n_replicates, desc=text("futures"), unit=text("future"), disable=not progress
    ) as bar:
        for future in each(knock_out, tasks, n_workers, executor, _prepare):
            futures.append(future)
            bar.update()
    futures.sort(key=lambda future: future.replicate)
    return Importance(market, plan, points, luck, futures)


def _prepare(task: KnockOutTask) -> None:
    """Compile the engine before any process starts on a future."""
    prepare(Task(task.scenario, (task.plan,), task.seed, 0, task.threads, False))
