"""Where among what is not known does a plan lose? A box found by PRIM, said in a sentence."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from inspect import signature
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats
from scipy.stats import qmc

from cjsim.errors import UserError
from cjsim.journey.luck import Purpose, replicate_seed, uniforms
from cjsim.language import number, text
from cjsim.scenarios.schema import Scenario
from cjsim.studies.sensitivity.factors import Factor, factors_of, spoken_input
from cjsim.studies.sensitivity.questions import Question, ask, failures

FEWEST_CASES = 20
FEWEST_OF_A_KIND = 5
MOST_NUMBERS = 3
"""How many numbers a sentence can hold and still be read."""
_WORTH = 0.02
"""A limit that does not raise the balance of coverage and density by this much is left out."""

MOST_PEELED = 5
PEELED_SHARES = (0.1, 0.2)
"""How much is peeled at a time: where cases are few, thin peels follow luck and stop early."""
N_SHUFFLES = 19
"""A box counts when it is better than those of so many shuffles: 1 chance in 20 of none there."""

Mask = NDArray[np.bool_]
Limits = dict[str, tuple[float, float]]


class LosingCases:
    """The part of what is not known in which the second plan loses to the first.

    Attributes:
        cases: One row per case, each a draw of the uncertain numbers: the paths, difference
            (mean over its replicates), loses.
        limits: One row per number that bounds the box: path, unit, above, below (NaN where it
            has no limit on that side), low_input, high_input.
        coverage: Share of all losing cases that lie in the box.
        density: Share of the cases in the box that lose.
        losing_share: Share of all cases that lose.
        n_left_out: Cases left out, because a run failed or the KPI was undefined.
    """

    def __init__(
        self, question: Question, runs: pd.DataFrame, cases: pd.DataFrame, limits: pd.DataFrame,
        in_box: Mask, n_left_out: int,
    ) -> None:  # fmt: skip
        """Keep the cases and the box."""
        self.plans, self.goal, self.seed = question.plans, question.goal, question.seed
        self.runs, self.cases, self.limits, self.n_left_out = runs, cases, limits, n_left_out
        loses = cases["loses"].to_numpy(bool)
        self.losing_share = float(loses.mean())
        self.coverage = float(loses[in_box].sum() / loses.sum()) if loses.any() else float("nan")
        self.density = float(loses[in_box].mean()) if in_box.any() else float("nan")
        self._question = question

    def __repr__(self) -> str:
        """Say what was asked, and where to look."""
        return (
            f"<LosingCases of {self.plans[1]} against {self.plans[0]}: {len(self.cases)} cases, "
            f"{len(self.limits)} limits; print() says what it found>"
        )

    def sentence(self) -> str:
        """Return in one sentence where the plan loses, with coverage and density."""
        second, first = self.plans[1], self.plans[0]
        n_lost, n = int(self.cases["loses"].sum()), len(self.cases)
        count = text(
            "{second} loses to {first} in {n_lost} of {n} cases",
            {"second": second, "first": first, "n_lost": n_lost, "n": n},
        )
        if n_lost < FEWEST_OF_A_KIND or n - n_lost < FEWEST_OF_A_KIND:
            return text("{count}: too few of one kind to say where.", {"count": count})
        if self.limits.empty:
            return text("{count}, and no few numbers say where.", {"count": count})
        where = text(" and ").join(_said(row) for row in self.limits.to_dict("records"))
        return text(
            "{second} loses mostly where {where}: {coverage} % of its losses, "
            "{density} % of the cases there are losses ({count}).",
            {
                "second": second,
                "where": where,
                "coverage": number(100 * self.coverage, is_grouped=False),
                "density": number(100 * self.density, is_grouped=False),
                "count": count,
            },
        )

    def __str__(self) -> str:
        """Return the sentence, and what it rests on."""
        caution = (
            "" if self.limits.empty else text(" Found on these cases, it fits others less well.")
        )
        lines = [
            self.sentence(),
            text(
                "({words}; paired futures a case: {replicates}; seed {seed}.{caution})",
                {
                    "words": self._question.words,
                    "replicates": self._question.replicates,
                    "seed": self.seed,
                    "caution": caution,
                },
            ),
            *failures(self.runs),
        ]
        if self.n_left_out:
            lines.append(
                text(
                    "{n_left_out} cases were left out as a whole.", {"n_left_out": self.n_left_out}
                )
            )
        return "\n".join(lines)


def losing_cases(
    scenario: Scenario | str | Path,
    over: Mapping[str, tuple[float, float]] | None = None,
    *,
    plans: Sequence[str] | None = None,
    goal: str | None = None,
    cases: int = 200,
    replicates: int = 2,
    seed: int | None = None,
    customers: int | None = None,
    days: int | None = None,
    store: str | Path | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
    progress: bool = False,
) -> LosingCases:
    """Find where among the numbers that are not known a plan loses to another (PRIM).

    The numbers are drawn as in the futures of a comparison (a Latin hypercube); each draw is a
    case, in which both plans are lived with the same luck. The patient rule induction method
    then peels the box in which losses are densest.

    Args:
        scenario: A market, the name of a ready-made one, or a path.
        over: {path: (low, high)}; every number of the file that has a range when None, but
            those of interventions that the plans do not hold.
        plans: Two plans, the baseline first; what the file compares when None.
        goal: The KPI that decides; the file's verdict when None.
        cases: Draws of the numbers, 20 or more.
        replicates: Paired futures in each case.
        seed: Seed of all luck; the file's when None.
        customers: Simulated customers instead of the file's.
        days: Days instead of the file's.
        store: Folder that keeps the runs; one that holds some of them is resumed.
        workers: Processes; 1 when None, all cores when 0. Results do not depend on it.
        executor: Any `concurrent.futures.Executor` instead.
        progress: Whether to show a progress bar on standard error.

    Raises:
        MarketFileError: The file has mistakes; all are listed with their lines.
        UserError: Any other mistake in the arguments, `cjsim[prim]` is not installed, or runs
            that all failed.

    Source: Friedman and Fisher 1999, Statistics and Computing 9, by ema_workbench.
    """
    question = ask(
        scenario, plans=plans, goal=goal, replicates=replicates, seed=seed, customers=customers,
        days=days, store=store, workers=workers, executor=executor, progress=progress, n_plans=(2,),
    )  # fmt: skip
    if question.kpi.better is None:
        raise UserError(
            "goal", question.goal, text("neither direction of it is better; name another.")
        )
    if cases < FEWEST_CASES:
        raise UserError(
            "cases",
            cases,
            text("at least {FEWEST_CASES} are needed.", {"FEWEST_CASES": FEWEST_CASES}),
        )
    prim = _prim()
    factors = factors_of(question.market, over, question.plans)
    design = qmc.LatinHypercube(len(factors), rng=question.seed % 2**31).random(cases)
    values = {one.path: [one.at(float(u)) for u in design[:, i]] for i, one in enumerate(factors)}
    runs = question.live(pd.DataFrame(values))
    difference = question.outcome(runs).mean(axis=1)
    table = pd.DataFrame(values).assign(difference=difference)
    kept = table.dropna(ignore_index=True)
    worse = kept["difference"] < 0 if question.kpi.better == "higher" else kept["difference"] > 0
    kept["loses"] = worse
    limits, in_box = _box(prim, kept, factors, question.seed)
    return LosingCases(question, runs, kept, limits, in_box, len(table) - len(kept))


def _prim() -> Any:
    """Return ema_workbench's PRIM, which speaks of things at import that are no concern here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            from ema_workbench.analysis import prim
        except ImportError as error:
            how = text('pip install "cjsim[prim]".')
            raise UserError("losing_cases", "ema_workbench is missing", how) from error
    return prim


def _box(
    prim: Any, cases: pd.DataFrame, factors: Sequence[Factor], seed: int
) -> tuple[pd.DataFrame, Mask]:
    """Return the limits of the best box, none where shuffled losses give one as good."""
    x = cases[[one.path for one in factors]]
    loses = cases["loses"].to_numpy(bool)
    limits: Limits = {}
    if min(int(loses.sum()), int((~loses).sum())) >= FEWEST_OF_A_KIND:
        best = _best(prim, x, loses)
        size = _balance(_inside(best, x), loses)
        ids = np.arange(loses.size)
        shuffled = (
            loses[np.argsort(uniforms(replicate_seed(seed, number), ids, 0, Purpose.BOOTSTRAP))]
            for number in range(N_SHUFFLES)
        )
        if all(_balance(_inside(_best(prim, x, y), x), y) < size for y in shuffled):
            limits = best
    rows = [
        {
            "path": one.path,
            "unit": one.unit,
            "above": low if low > x[one.path].min() else np.nan,
            "below": high if high < x[one.path].max() else np.nan,
            "low_input": one.low,
            "high_input": one.high,
        }
        for one in factors
        if one.path in limits
        for low, high in (limits[one.path],)
    ]
    columns = ["path", "unit", "above", "below", "low_input", "high_input"]
    return pd.DataFrame(rows, columns=columns), _inside(limits, x)


def _best(prim: Any, x: pd.DataFrame, loses: Mask) -> Limits:
    """Return the box with the best balance of coverage and density, of few limits.

    Peeling is greedy and takes to noise where there are many numbers, so it is given the few
    whose values differ most between losing and other cases (Kolmogorov-Smirnov).
    """
    columns = x.to_numpy(np.float64).T
    told = [stats.ks_2samp(values[loses], values[~loses]).statistic for values in columns]
    x = x.iloc[:, np.sort(np.argsort(told, kind="stable")[::-1][:MOST_PEELED])]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what other packages will no longer do one day
        found = [_peel(prim.Prim, x, loses, share) for share in PEELED_SHARES]
    boxes = [_pruned(_limits_of(box, x), x, loses) for one in found for box in one.box_lims]
    return max(boxes, key=lambda box: _balance(_inside(box, x), loses))


def _peel(method: Any, x: pd.DataFrame, loses: Mask, share: float) -> Any:
    """Return the boxes of one peeling; before its version 3 the method wants a least density."""
    least = {"threshold": 0.01} if "threshold" in signature(method).parameters else {}
    return method(x, loses.astype(int), peel_alpha=share, paste_alpha=share, **least).find_box()


def _limits_of(box: pd.DataFrame, x: pd.DataFrame) -> Limits:
    """Return the numbers that a box of PRIM bounds, each with its two ends."""
    ends = {path: (float(box[path].iloc[0]), float(box[path].iloc[1])) for path in x}
    return {
        str(path): (low, high)
        for path, (low, high) in ends.items()
        if low > x[path].min() or high < x[path].max()
    }


def _pruned(box: Limits, x: pd.DataFrame, loses: Mask) -> Limits:
    """Return a box without the limits that hardly help, the least helpful left out first."""
    while box:
        size = _balance(_inside(box, x), loses)
        without = {path: {p: e for p, e in box.items() if p != path} for path in box}
        left = {path: _balance(_inside(less, x), loses) for path, less in without.items()}
        least = max(left, key=lambda path: left[path])
        if left[least] < size - _WORTH and len(box) <= MOST_NUMBERS:
            return box
        box = without[least]
    return box


def _inside(box: Mapping[str, tuple[float, float]], x: pd.DataFrame) -> Mask:
    inside = np.ones(len(x), bool)
    for path, (low, high) in box.items():
        values = x[path].to_numpy()
        inside &= (values >= low) & (values <= high)
    return inside


def _balance(inside: Mask, loses: Mask) -> float:
    """Return the harmonic mean of coverage and density."""
    hits = float((inside & loses).sum())
    return 2.0 * hits / float(inside.sum() + loses.sum())


def _said(row: Mapping[Any, Any]) -> str:
    above, below = row["above"], row["below"]
    words = []
    if not np.isnan(above):
        words.append(text("above {above}", {"above": spoken_input(above, row["unit"])}))
    if not np.isnan(below):
        words.append(text("below {below}", {"below": spoken_input(below, row["unit"])}))
    return text("{path} is {words}", {"path": row["path"], "words": text(" and ").join(words)})
