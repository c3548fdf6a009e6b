"""Which numbers move the answer: one at a time, then by screening, then by shares of variance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from cjsim.errors import UserError
from cjsim.language import number, text
from cjsim.results.money import spoken, spoken_change
from cjsim.results.statistics import summarise
from cjsim.scenarios.schema import Scenario
from cjsim.studies.sensitivity.estimators import LEVELS, Estimates, morris, sobol, swing
from cjsim.studies.sensitivity.evaluate import has_failed
from cjsim.studies.sensitivity.factors import Factor, factors_of, spoken_input
from cjsim.studies.sensitivity.questions import Question, ask, failures

Method = Literal["one_at_a_time", "morris", "sobol"]
METHODS: tuple[Method, ...] = ("one_at_a_time", "morris", "sobol")
LUCK = "(luck)"
"""The row of a table that is not a number of the market, but luck: the bar to compare with."""
DEFAULT_ROWS = {"morris": 10, "sobol": 64}
_SIZE = {"one_at_a_time": "swing", "morris": "mu_star", "sobol": "total"}
_SHOWN = 12


class Sensitivity:
    """How far each uncertain number moves the outcome, and what of that could be luck.

    Attributes:
        method: "one_at_a_time", "morris" or "sobol".
        goal: The KPI; with two plans the outcome is its paired difference, second minus first.
        plans: The plan, or the two.
        table: One row per number, the one that moves most first, and last the row `(luck)`.
            All methods: path, unit, low_input, high_input, noise, below_noise (True where luck
            alone could do as much). One at a time: at_low, at_high, base (means of the
            outcome), swing (from the least to the most of the three), n_failed; noise is half
            the 95 % interval of the swing. Morris: mu, mu_star with _low and _high, sigma.
            Sobol: first and total with _low and _high.
        runs: Every run (see `evaluate`), failed ones with their reason.
        n_rows: Base rows used, of n_rows_in_all.
    """

    def __init__(
        self, question: Question, method: Method, factors: Sequence[Factor], runs: pd.DataFrame
    ) -> None:
        """Keep the runs; tables are made by `sensitivity`."""
        self.method: Method = method
        self.goal = question.goal
        self.plans = question.plans
        self.seed = question.seed
        self.replicates = question.replicates
        self.runs = runs
        self.table = pd.DataFrame()
        self.n_rows = self.n_rows_in_all = 1
        self._question, self._factors = question, list(factors)

    def __repr__(self) -> str:
        """Say what was studied, and where to look."""
        return (
            f"<Sensitivity of {self._question.words} by {self.method}: {len(self._factors)} "
            "numbers; print() says what it found>"
        )

    @property
    def n_failed(self) -> int:
        """How many runs failed."""
        return int(has_failed(self.runs).sum())

    @property
    def influential(self) -> list[str]:
        """The numbers that move the outcome by more than luck could, the strongest first."""
        told = self.table[~self.table["below_noise"] & (self.table["path"] != LUCK)]
        return [str(path) for path in told["path"]]

    def top(self, n: int) -> dict[str, tuple[float, float]]:
        """Return the `n` numbers that move most with their ranges, for `over=` of a next study."""
        ends = {one.path: (one.low, one.high) for one in self._factors}
        paths = self.table.loc[self.table["path"] != LUCK, "path"]
        return {path: ends[path] for path in paths.head(n)}

    def __str__(self) -> str:
        """Return what was found, in words, a line a number."""
        question, n_points = self._question, int(self.runs["point_id"].nunique())
        lines = [
            text(
                "What moves {words}? ({value}, {n_factors} numbers, {n_points} "
                "points x {replicates} replicates, seed {seed})",
                {
                    "words": question.words,
                    "value": self.method.replace("_", " "),
                    "n_factors": len(self._factors),
                    "n_points": n_points,
                    "replicates": self.replicates,
                    "seed": self.seed,
                },
            ),
            "",
        ]
        shown = self.table[self.table["path"] != LUCK].head(_SHOWN)
        for row in shown.to_dict("records"):
            mark = text("  [within luck]") if row["below_noise"] else ""
            lines.append(f"  {row['path']:52} {self._says(row)}{mark}")
        if not self.influential:
            lines += ["", text("  None of them moves it by more than luck could.")]
        left = len(self._factors) - len(shown)
        if left > 0:
            lines.append(text("  ... and {left} that move less", {"left": left}))
        lines += ["", self._ending(), *failures(self.runs)]
        if self.n_rows < self.n_rows_in_all:
            n_out = self.n_rows_in_all - self.n_rows
            lines.append(
                text(
                    "{n_out} of {n_rows_in_all} base rows were left out as a whole.",
                    {"n_out": n_out, "n_rows_in_all": self.n_rows_in_all},
                )
            )
        return "\n".join(lines)

    def _says(self, row: Mapping[Any, Any]) -> str:
        unit = self._question.unit
        say = spoken_change if self._question.is_paired else spoken
        low, high = (spoken_input(row[f"{end}_input"], row["unit"]) for end in ("low", "high"))
        if self.method == "one_at_a_time":
            ends = text(
                "{at_low} at {low}, {at_high} at {high}",
                {
                    "at_low": say(row["at_low"], unit),
                    "low": low,
                    "at_high": say(row["at_high"], unit),
                    "high": high,
                },
            )
            return text(
                "{ends}; swing {swing}", {"ends": ends, "swing": spoken_points(row["swing"], unit)}
            )
        if self.method == "morris":
            size, own = (spoken_points(row[part], unit) for part in ("mu_star", "sigma"))
            return text(
                "moves it by {size} on average over {low} to {high} (spread {own})",
                {"size": size, "low": low, "high": high, "own": own},
            )
        first, total = (f"{100 * row[part]:.0f} %" for part in ("first", "total"))
        ends = text(
            "{total_low} to {total_high} %",
            {
                "total_low": number(100 * row["total_low"], is_grouped=False),
                "total_high": number(100 * row["total_high"], is_grouped=False),
            },
        )
        return text(
            "alone {first}, with others {total} ({ends}) of the variance",
            {"first": first, "total": total, "ends": ends},
        )

    def _ending(self) -> str:
        unit = self._question.unit
        row = self.table[self.table["path"] == LUCK].iloc[0]
        if self.method == "one_at_a_time":
            size = spoken_points(float(row["swing"]), unit)
            return text(
                "One at a time: blind to interactions. Luck leaves the base open by {size}.",
                {"size": size},
            )
        if self.method == "morris":
            size = spoken_points(float(row["mu_star"]), unit)
            return text(
                "A number that only stirs luck would typically seem to move it by {size}.",
                {"size": size},
            )
        return text(
            "Luck is {total} % of the variance of these means.",
            {"total": number(100 * row["total"], 1, is_grouped=False)},
        )


def spoken_points(value: float, unit: str) -> str:
    """Return the size of a change; shares differ by percentage points."""
    return spoken_change(abs(value), unit).lstrip("+")


def sensitivity(
    scenario: Scenario | str | Path,
    over: Mapping[str, tuple[float, float]] | None = None,
    *,
    goal: str | None = None,
    plans: Sequence[str] | None = None,
    method: Method = "one_at_a_time",
    rows: int | None = None,
    replicates: int = 10,
    seed: int | None = None,
    customers: int | None = None,
    days: int | None = None,
    store: str | Path | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
    progress: bool = False,
) -> Sensitivity:
    """Find which numbers move the outcome, in the order the literature recommends.

    First "one_at_a_time" (each number at both ends of its range, the others as in the file),
    which is cheap and blind to interactions; then "morris" on all of them, to see which can be
    left alone; then "sobol" on the few that are left (`result.top(8)`), which says how much of
    the variance is each one's, alone and with others. All points share their luck.

    Args:
        scenario: A market, the name of a ready-made one, or a path.
        over: {path: (low, high)}; every number of the file that has a range when None, but
            those of interventions that the plans do not hold.
        goal: A KPI; the file's verdict when None.
        plans: One plan (its KPI), or two (the paired difference, second minus first); what the
            file compares when None.
        method: "one_at_a_time", "morris" or "sobol" (these two need `cjsim[sensitivity]`).
        rows: Trajectories of Morris (10 when None) or base rows of Sobol' (64 when None; a power
            of 2). Morris lives rows x (n + 1) points, Sobol' rows x (n + 2).
        replicates: Futures of each point, at least 2.
        seed: Seed of all luck; the file's when None.
        customers: Simulated customers instead of the file's.
        days: Days instead of the file's.
        store: Folder that keeps the runs; one that holds some of them is resumed.
        workers: Processes; 1 when None, all cores when 0. Results do not depend on it.
        executor: Any `concurrent.futures.Executor` instead.
        progress: Whether to show a progress bar on standard error.

    Raises:
        MarketFileError: The file has mistakes; all are listed with their lines.
        UserError: Any other mistake in the arguments, an extra that is missing, or runs that
            all failed.
    """
    question = ask(
        scenario, plans=plans, goal=goal, replicates=replicates, seed=seed, customers=customers,
        days=days, store=store, workers=workers, executor=executor, progress=progress,
    )  # fmt: skip
    if method not in METHODS:
        raise UserError(
            "method", method, text("expected one of: {METHODS}.", {"METHODS": ", ".join(METHODS)})
        )
    factors = factors_of(question.market, over, question.plans)
    question.check_worlds([one.path for one in factors])
    if method == "one_at_a_time":
        return _one_at_a_time(question, factors)
    return _by_design(question, factors, method, _checked_rows(method, rows))


def _checked_rows(method: str, rows: int | None) -> int:
    n_rows = DEFAULT_ROWS[method] if rows is None else rows
    if n_rows < 4:
        raise UserError("rows", n_rows, text("at least 4 are needed."))
    if method == "sobol" and n_rows & (n_rows - 1):
        raise UserError("rows", n_rows, text("a design of Sobol' needs a power of 2, e.g. 64."))
    try:
        import SALib  # noqa: F401  # to say so before the work, not after it
    except ImportError as error:
        how = text('this method needs SALib: pip install "cjsim[sensitivity]".')
        raise UserError("method", method, how) from error
    return n_rows


def _one_at_a_time(question: Question, factors: Sequence[Factor]) -> Sensitivity:
    """Move each number to both ends of its range, the others as the file has them."""
    base = {one.path: one.base for one in factors}
    rows = [base]
    for one in factors:
        rows += [base | {one.path: one.low}, base | {one.path: one.high}]
    runs = question.live(pd.DataFrame(rows))
    found = Sensitivity(question, "one_at_a_time", factors, runs)
    y, worlds = question.outcome(runs), question.worlds(list(base))
    middle = summarise(y[0], worlds, is_skewed=False, seed=question.seed)
    table = []
    for place, one in enumerate(factors):
        low, high = y[1 + 2 * place], y[2 + 2 * place]
        size, noise = swing(y[0], low, high, worlds, question.seed)
        row: dict[str, Any] = _inputs(one) | {
            "base_input": one.base,
            "at_low": _mean(low),
            "at_high": _mean(high),
            "base": middle.mean,
            "swing": size,
            "noise": noise,
            "below_noise": not size > noise,
            "n_failed": int(np.isnan(low).sum() + np.isnan(high).sum()),
        }
        table.append(row)
    luck = {
        "path": LUCK,
        "unit": "",
        "at_low": middle.mean_low,
        "at_high": middle.mean_high,
        "base": middle.mean,
        "swing": middle.mean_high - middle.mean_low,
        "n_failed": int(np.isnan(y[0]).sum()),
    }
    found.table = _ordered(table, luck, "swing")
    return found


def _by_design(
    question: Question, factors: Sequence[Factor], method: Method, n_rows: int
) -> Sensitivity:
    """Move all numbers at once, by a design of SALib's, and estimate."""
    design = _design(method, len(factors), n_rows, question.seed)
    values = {one.path: [one.at(float(u)) for u in design[:, i]] for i, one in enumerate(factors)}
    runs = question.live(pd.DataFrame(values))
    y = question.outcome(runs)
    found = Sensitivity(question, method, factors, runs)
    estimates: Estimates
    if method == "morris":
        estimates = morris(design, y, question.seed)
    else:
        estimates = sobol(len(factors), y, question.seed)
    found.n_rows, found.n_rows_in_all = estimates.n_rows, estimates.n_rows_in_all
    size = _SIZE[method]
    table = []
    for place, one in enumerate(factors):
        row = _inputs(one) | {name: float(of[place]) for name, of in estimates.columns.items()}
        row.setdefault("noise", estimates.luck)
        row["below_noise"] = not row[size] > row["noise"]
        table.append(row)
    found.table = _ordered(table, {"path": LUCK, "unit": "", size: estimates.luck}, size)
    return found


def _design(method: Method, n: int, n_rows: int, seed: int) -> Any:
    """Return the points of a design as shares of the ranges, shape (points, n)."""
    from SALib.sample import morris as morris_sample
    from SALib.sample import sobol as sobol_sample

    from cjsim.studies.sensitivity.estimators import problem_of

    start = seed % 2**31 + 1
    if method == "morris":
        return morris_sample.sample(problem_of(n), n_rows, num_levels=LEVELS, seed=start)
    return sobol_sample.sample(problem_of(n), n_rows, calc_second_order=False, seed=start)


def _inputs(one: Factor) -> dict[str, Any]:
    ends = {"low_input": one.low, "high_input": one.high}
    return {"path": one.path, "unit": one.unit, **ends}


def _mean(values: Any) -> float:
    return float(np.nanmean(values)) if np.isfinite(values).any() else float("nan")


def _ordered(rows: Sequence[dict[str, Any]], luck: dict[str, Any], size: str) -> pd.DataFrame:
    """Return the rows, the largest first, with that of luck last."""
    table = pd.DataFrame(rows).sort_values(size, ascending=False, kind="stable")
    last = pd.DataFrame([luck | {"below_noise": False}])
    return pd.concat([table, last], ignore_index=True)
