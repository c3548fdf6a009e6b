"""The result of a sweep: its runs as tables, and as what other tools read."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cjsim.errors import UserError
from cjsim.language import text
from cjsim.results.definitions import BY_NAME
from cjsim.results.statistics import summarise
from cjsim.scenarios.errors import did_you_mean, listed
from cjsim.scenarios.schema import Scenario
from cjsim.studies.futures import world_of
from cjsim.studies.sweeps import converting
from cjsim.studies.sweeps.jobs import FAILED, SUCCEEDED
from cjsim.studies.sweeps.ledger import ABORTED
from cjsim.studies.sweeps.store import Store
from cjsim.studies.sweeps.traces import MEANS

if TYPE_CHECKING:
    import xarray as xr

_RENAMED = {"seed": "seed_entropy", "error": "error_message", "seconds": "wall_s"}
_RUN_COLUMNS = (
    "study_id", "run_id", "scenario_id", "scenario", "plan", "replication_id", "seed_entropy",
    "status", "error_type", "error_message", "wall_s", "cpu_seconds", "engine_seconds",
    "started_at",
)  # fmt: skip


class Study:
    """Many runs over many points, as one result.

    A *scenario* is a point under a plan. Replicate number n has the same luck, and the same
    draw of unknown numbers, in all of them.

    Attributes:
        about: What was asked for: plans, paths, bounds, seed, outcomes, versions.
        scenario: The market, before any point is put into it.
        folder: Where it is kept; None when it is in memory.
    """

    def __init__(self, store: Store, scenario: Scenario, n_replicates: int) -> None:
        """Read the ledger; a study does not change afterwards."""
        self.about: dict[str, Any] = store.ledger.about()
        self.scenario = scenario
        self.folder: Path | None = store.folder
        self.n_replicates = n_replicates
        self._rows = store.ledger.frame(n_replicates)
        self._points = store.ledger.points()
        self._store = store

    def __repr__(self) -> str:
        """Say what was run and how it went."""
        counts = self._rows["status"].value_counts()
        went = ", ".join(f"{count:,} {status}" for status, count in counts.items())
        return (
            f"<Study {self.about['study_id']} of {self.about['name']!r}: "
            f"{len(self.points):,} scenarios x {self.n_replicates} replicates: {went}>"
        )

    # --- tables ----------------------------------------------------------------------

    @property
    def paths(self) -> list[str]:
        """What was swept."""
        return list(self.about["paths"])

    @property
    def outcomes(self) -> list[str]:
        """The KPIs that were kept."""
        return list(self.about["outcomes"])

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row a run: who it is, how it went, its parameters, its outcomes.

        Columns: study_id, run_id, scenario_id, scenario (in words), plan, replication_id,
        seed_entropy (text), status, error_type, error_message, wall_s (seconds, all in all),
        cpu_seconds (of the processor), engine_seconds (the part of that in the engine),
        started_at; then each path that was swept; then each KPI. Outcomes of a run that did
        not succeed are NaN.
        """
        runs = self._rows.rename(columns=_RENAMED)
        words = self.points.set_index("scenario_id")["scenario"]
        runs["scenario"] = runs["scenario_id"].map(words)
        for name in (*self.paths, *self.outcomes, "wall_s", "cpu_seconds", "engine_seconds"):
            runs[name] = runs[name].astype(float)
        return runs[[*_RUN_COLUMNS, *self.paths, *self.outcomes]].copy()

    @cached_property
    def points(self) -> pd.DataFrame:
        """One row per scenario: scenario_id, scenario (in words), point_id, plan, each path."""
        plans = self.about["plans"]
        points = self._points
        each = points.loc[points.index.repeat(len(plans))].reset_index()
        each.insert(0, "scenario_id", np.arange(len(each)))
        each.insert(2, "plan", np.tile(plans, len(points)))
        values = (
            [
                plan,
                *(f"{path} = {value:g}" for path, value in zip(points.columns, row, strict=True)),
            ]
            for plan, row in zip(each["plan"], each[list(points.columns)].to_numpy(), strict=True)
        )
        each.insert(1, "scenario", [", ".join(parts) for parts in values])
        return each

    @cached_property
    def table(self) -> pd.DataFrame:
        """Mean and range of each KPI at each scenario.

        Columns: scenario_id, plan, each path; kpi, unit; mean; low and high (nine of ten
        futures lie between); mean_low and mean_high (95 % interval of the mean, Student's t
        over draws of the unknown numbers); n_runs that are counted: those that succeeded and
        in which the KPI is defined.
        """
        return self.table_of(self.outcomes)

    def table_of(self, kpis: Sequence[str]) -> pd.DataFrame:
        """Return `table` for some KPIs only."""
        currency = self.scenario.scenario.currency
        for name in kpis:
            self.check_outcome(name)
        seed, rows = int(self.about["seed"]), []
        groups = dict(list(self.runs.groupby("scenario_id")))
        for point in self.points.drop(columns=["scenario", "point_id"]).to_dict("records"):
            runs = groups[point["scenario_id"]]
            worlds = np.array([self.worlds[i] for i in runs["replication_id"]], np.int64)
            for name in kpis:
                values = runs[name].to_numpy(float)
                found = summarise(values, worlds, is_skewed=False, seed=seed)
                unit = BY_NAME[name].unit
                rows.append(
                    {
                        **point,
                        "kpi": name,
                        "unit": currency if unit == "money" else unit,
                        "mean": found.mean,
                        "low": found.low,
                        "high": found.high,
                        "mean_low": found.mean_low,
                        "mean_high": found.mean_high,
                        "n_runs": int(np.isfinite(values).sum()),
                    }
                )
        return pd.DataFrame(rows)

    @cached_property
    def worlds(self) -> dict[int, int]:
        """Which draw of the unknown numbers each replicate lives in."""
        return {i: world_of(self.scenario, i) for i in range(self.n_replicates)}

    @property
    def failures(self) -> pd.DataFrame:
        """The runs that failed or were given up, with their messages."""
        runs = self.runs[self.runs["status"].isin([FAILED, ABORTED])]
        return runs[["run_id", "scenario", "replication_id", "status", "error_message"]]

    @property
    def is_finished(self) -> bool:
        """Whether every run has been made, well or not."""
        return bool(self._rows["status"].isin([SUCCEEDED, FAILED]).all())

    def traces(self, *, by_segment: bool = False) -> pd.DataFrame:
        """Return the daily figures of all runs that succeeded.

        Columns: run_id, scenario_id, plan, replication_id, each path; day (from 0); segment,
        when by segment; and the figures of `run.daily` that were asked for. Over segments
        they are sums, satisfaction and trust means over customers.

        Raises:
            UserError: No daily figures were asked for.
        """
        metrics = list(self.about["metrics"])
        if not metrics:
            how = text("this study kept no daily figures; sweep with daily=True.")
            raise UserError("traces", "none", how)
        rows = self._store.traces(self._rows, metrics)
        if not by_segment:
            rows = _over_segments(rows, metrics)
        keys = ["run_id", "scenario_id", "plan", "replication_id", *self.paths]
        return self.runs[keys].merge(rows, on="run_id", how="inner")

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all that was found: equal digests mean equal results.

        It covers which runs there are, their luck, parameters, outcomes and daily figures;
        not how long they took, nor when or where they were made.
        """
        rows = self._rows
        digest = hashlib.sha256()
        names = [*self.paths, *self.outcomes]
        digest.update("\n".join([*names, *self.about["metrics"]]).encode())
        digest.update(rows[["run_id", "scenario_id", "replication_id"]].to_numpy("int64").tobytes())
        numbers = rows[names].to_numpy(float)
        digest.update(np.where(np.isnan(numbers), np.nan, numbers).tobytes())  # one kind of NaN
        for column in ("plan", "seed", "status", "trace_sha256"):
            digest.update("\n".join(rows[column].fillna("").astype(str)).encode())
        return digest.hexdigest()

    # --- for other tools -------------------------------------------------------------

    def to_xarray(self) -> xr.Dataset:
        """Return an xarray Dataset: dims scenario x replication, and time with daily figures.

        Parameters and plan are coordinates of `scenario`; a daily figure is named
        `daily_<name>` and has dims scenario x replication x time (days from 0).

        Raises:
            UserError: xarray is not installed.
        """
        return converting.to_xarray(self)

    def to_mesa(self) -> pd.DataFrame:
        """Return what Mesa's `batch_run` would: RunId, iteration, Step, parameters, outcomes.

        A row is a run at its last step; with daily figures, a row is a step of a run, and
        outcomes stand at the last one.
        """
        return converting.to_mesa(self)

    def salib(self, kpi: str, plan: str | None = None) -> tuple[dict[str, Any], Any]:
        """Return SALib's problem and Y, the mean of a KPI at each point, in sample order.

        Args:
            kpi: One of the outcomes.
            plan: One of the plans; the first when None.

        Returns:
            problem (num_vars, names, bounds, dists) and Y, shape (points,).
        """
        return converting.salib(self, kpi, plan)

    def to_ema(self) -> tuple[pd.DataFrame, dict[str, Any]]:
        """Return experiments and outcomes as the EMA workbench has them.

        Experiments: each path, then scenario, policy (the plan) and model as categories.
        Outcomes: an array (runs,) per KPI, and (runs, days) per daily figure.
        """
        return converting.to_ema(self)

    def check_outcome(self, kpi: str) -> None:
        """Raise `UserError` unless a KPI was kept."""
        if kpi not in self.outcomes:
            guess = did_you_mean(str(kpi), self.outcomes)
            raise UserError(
                "kpi",
                kpi,
                text(
                    "this study kept: {outcomes}.{guess}",
                    {"outcomes": listed(self.outcomes), "guess": guess},
                ),
            )


def _over_segments(rows: pd.DataFrame, metrics: list[str]) -> pd.DataFrame:
    """Return one row per run and day: sums over segments, and weighted means of what is one."""
    rows = rows.copy()
    for name, weight in MEANS.items():
        if name in metrics:
            rows[name] = (rows[name] * rows[weight]).fillna(0.0)
    together = rows.groupby(["run_id", "day"], sort=False)[metrics].sum().reset_index()
    for name, weight in MEANS.items():
        if name in metrics:
            together[name] = together[name] / together[weight].where(together[weight] > 0.0)
    return together
