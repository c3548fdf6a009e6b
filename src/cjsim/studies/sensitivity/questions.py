"""What a study of many points asks: which plans, which KPI, how many replicates."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cjsim.errors import UserError
from cjsim.journey.luck import check_seed
from cjsim.language import text
from cjsim.results.definitions import BY_NAME, Kpi
from cjsim.results.markets import as_scenario
from cjsim.scenarios.errors import did_you_mean, listed
from cjsim.scenarios.schema import BASELINE, Scenario
from cjsim.scenarios.sizing import resized
from cjsim.scenarios.type_names import named
from cjsim.studies.sensitivity.evaluate import evaluate, has_failed, worlds_of
from cjsim.studies.workers import check_workers

FEWEST_WORLDS = 2


@dataclass(frozen=True, slots=True)
class Question:
    """One or two plans of a market and the KPI that decides; with two, their difference.

    The difference is the second plan's KPI minus the first's, in the same future.
    """

    market: Scenario
    plans: tuple[str, ...]
    goal: str
    replicates: int
    seed: int
    store: Path | None
    workers: int
    executor: Executor | None
    progress: bool

    @property
    def kpi(self) -> Kpi:
        """The KPI that decides."""
        return BY_NAME[self.goal]

    @property
    def unit(self) -> str:
        """Its unit; money is in the market's currency."""
        return self.market.scenario.currency if self.kpi.unit == "money" else self.kpi.unit

    @property
    def words(self) -> str:
        """What the outcome is, e.g. `contribution of swap minus keep`."""
        said = {"kpi": named(self.goal), "plan": self.plans[-1], "other": self.plans[0]}
        if self.is_paired:
            return text("{kpi} of {plan} minus {other}", said)
        return text("{kpi} of {plan}", said)

    @property
    def is_paired(self) -> bool:
        """Whether the outcome is a difference of two plans."""
        return len(self.plans) == 2

    def live(self, points: pd.DataFrame, part: str = "") -> pd.DataFrame:
        """Return the runs at some points (see `evaluate`).

        Args:
            points: One row per point, one column per path.
            part: Name of the folder within the store, where a study runs points in turns.

        Raises:
            UserError: All of them failed.
        """
        runs = evaluate(
            self.market, points, plans=self.plans, outcomes=(self.goal,),
            replicates=self.replicates, seed=self.seed, workers=self.workers,
            executor=self.executor, progress=self.progress,
            store=None if self.store is None else self.store / part,
        )  # fmt: skip
        if has_failed(runs).all():
            first = runs["error_message"].iloc[0]
            raise UserError(
                "runs", f"all {len(runs)} failed", text("the first says: {first}", {"first": first})
            )
        return runs

    def outcome(self, runs: pd.DataFrame) -> NDArray[np.float64]:
        """Return the outcome at each point in each replicate, (points, R); NaN where it failed."""
        each = [self.values(runs, plan) for plan in self.plans]
        return each[-1] - each[0] if self.is_paired else each[0]

    def values(self, runs: pd.DataFrame, plan: str) -> NDArray[np.float64]:
        """Return the KPI of a plan at each point in each replicate, (points, R)."""
        mine = runs[runs["plan"] == plan].sort_values(["point_id", "replication_id"])
        return mine[self.goal].to_numpy(np.float64).reshape(-1, self.replicates)

    def worlds(self, paths: Sequence[str]) -> NDArray[np.int64]:
        """Return the world of each replicate once the numbers at `paths` are set."""
        return worlds_of(self.market, paths, self.replicates)

    def check_worlds(self, paths: Sequence[str]) -> None:
        """Refuse too few replicates to tell luck from what is asked.

        Raises:
            UserError: They make fewer than two worlds.
        """
        worlds = self.worlds(paths)
        if np.unique(worlds).size < FEWEST_WORLDS:
            least = 3 if self.replicates > 1 or worlds_of(self.market, paths, 2)[1] == 0 else 2
            how = text(
                "give {least} or more, or luck cannot be told from an effect.", {"least": least}
            )
            raise UserError("replicates", self.replicates, how)


def ask(
    scenario: Scenario | str | Path,
    *,
    plans: Sequence[str] | None,
    goal: str | None,
    replicates: int,
    seed: int | None,
    customers: int | None,
    days: int | None,
    store: str | Path | None,
    workers: int | None,
    executor: Executor | None,
    progress: bool,
    n_plans: tuple[int, ...] = (1, 2),
) -> Question:
    """Return a question whose arguments are checked; None takes what the file says.

    Raises:
        MarketFileError: The file has mistakes.
        UserError: Any other mistake in the arguments.
    """
    market = resized(as_scenario(scenario), customers, days)
    known = list(dict.fromkeys([BASELINE, *market.plans]))
    if isinstance(plans, str):
        raise UserError("plans", plans, text('give a list, e.g. ["keep", "swap"].'))
    names = tuple((market.kpis.compare or known) if plans is None else plans)
    for name in names:
        if name not in known:
            raise UserError(
                "plan", name, text("this market has: {known}.", {"known": ", ".join(known)})
            )
    if len(set(names)) != len(names) or len(names) not in n_plans:
        many = text(" or ").join((text("one"), text("two"))[count - 1] for count in n_plans)
        raise UserError(
            "plans",
            list(names),
            text("name {many} of: {known}.", {"many": many, "known": ", ".join(known)}),
        )
    kpi = goal or market.kpis.verdict or market.kpis.headline[0]
    if kpi not in BY_NAME:
        guess = did_you_mean(kpi, BY_NAME)
        raise UserError(
            "goal",
            kpi,
            text(
                "no KPI has this name.{guess} Known are: {BY_NAME}.",
                {"guess": guess, "BY_NAME": listed(BY_NAME)},
            ),
        )
    if replicates < 1:
        raise UserError("replicates", replicates, text("at least one future is needed."))
    luck = check_seed(int(market.scenario.seed) if seed is None else seed)
    folder = None if store is None else Path(store)
    n_workers = check_workers(workers)
    return Question(market, names, kpi, replicates, luck, folder, n_workers, executor, progress)


def failures(runs: pd.DataFrame) -> list[str]:
    """Return what is to be said of failed runs: how many, and the first reason."""
    failed = runs[has_failed(runs)]
    if failed.empty:
        return []
    return [
        text(
            "{n} of {total} runs failed; the first: {error}",
            {"n": len(failed), "total": len(runs), "error": failed["error_message"].iloc[0]},
        )
    ]
