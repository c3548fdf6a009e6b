"""When does the winner change? Over a grid of two levers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cjsim.errors import UserError
from cjsim.language import text
from cjsim.scenarios.paths import bounds_of
from cjsim.studies.sensitivity.factors import checked_range, spoken_input, unit_of
from cjsim.studies.sensitivity.judged import judged
from cjsim.studies.sensitivity.questions import Question, failures

FEWEST = 2


class SwitchMap:
    """Which plan wins at each pair of two levers' values, and where the boundary runs.

    Attributes:
        levers: The two paths.
        plans: The two plans, the first is the baseline.
        goal: The KPI that decides.
        table: One row per pair of values: the two paths; difference (mean of second plan minus
            first, same luck), low..high (9 of 10 futures), mean_low..mean_high (95 % interval of
            the mean); n_better, p_better, n_futures, n_failed; winner ("" where luck leaves it
            open).
        boundary: The points of the lines on which the mean difference is 0: line (from 0 up),
            and the two paths; by straight lines between the cells. Empty where there is none.
    """

    def __init__(self, question: Question, runs: pd.DataFrame, levers: tuple[str, str]) -> None:
        """Judge every cell."""
        self.levers, self.runs = levers, runs
        self.plans, self.goal, self.seed = question.plans, question.goal, question.seed
        self.table = judged(question, runs, levers)
        self._question = question
        self.boundary = _boundary(self.grid("difference"), levers)

    def __repr__(self) -> str:
        """Say what was asked, and where to look."""
        return (
            f"<SwitchMap of {' and '.join(self.plans)} over {' and '.join(self.levers)}: "
            f"{len(self.table)} cells; print() says what it found>"
        )

    def grid(self, column: str = "difference") -> pd.DataFrame:
        """Return a column of the table as a grid: rows the second lever, columns the first."""
        first, second = self.levers
        return self.table.set_index([second, first])[column].unstack(first)  # noqa: PD010  # may be text

    def verdict(self) -> str:
        """Return in a sentence in how many cells each plan wins, and where the boundary runs."""
        counts = self.table["winner"].value_counts()
        parts = [
            text("{plan} wins in {plan_2}", {"plan": plan, "plan_2": int(counts.get(plan, 0))})
            for plan in self.plans[::-1]
        ]
        n_open = int(counts.get("", 0))
        sentence = text(
            "Of {n_table} pairs, {parts}, and luck leaves {n_open} open.",
            {"n_table": len(self.table), "parts": ", ".join(parts), "n_open": n_open},
        )
        if self.boundary.empty:
            return text(
                "{sentence} The mean difference has one sign all over: no boundary.",
                {"sentence": sentence},
            )
        first, second = self.levers
        ends = [self.boundary[path].agg(["min", "max"]) for path in self.levers]
        words = [
            text(
                "{path} {min} to {max}",
                {
                    "path": path,
                    "min": spoken_input(end["min"], unit_of(self._question.market, path)),
                    "max": spoken_input(end["max"], unit_of(self._question.market, path)),
                },
            )
            for path, end in zip((first, second), ends, strict=True)
        ]
        return text(
            "{sentence} The boundary runs over {words}.",
            {"sentence": sentence, "words": text(" and ").join(words)},
        )

    def __str__(self) -> str:
        """Return the verdict and the grid of winners."""
        first, second = self.levers
        signs = {self.plans[0]: "-", self.plans[1]: "+", "": "?"}
        grid = self.grid("winner").iloc[::-1]
        unit = unit_of(self._question.market, second)
        lines = [
            self.verdict(),
            "",
            text("{second} (down) by {first} (across):", {"second": second, "first": first}),
        ]
        lines += [
            f"  {spoken_input(float(value), unit):>16}  {'  '.join(signs[name] for name in row)}"
            for value, row in zip(grid.index, grid.to_numpy(), strict=True)
        ]
        values = grid.columns.to_numpy(np.float64)
        across = [spoken_input(v, unit_of(self._question.market, first)) for v in values]
        lines += [
            f"  {'across:':>16}  {', '.join(across)}",
            "",
            text(
                "+ {plans} is better, - {plans_2} is better, ? luck leaves it open; "
                "{words}, {replicates} paired futures a pair, seed {seed}.",
                {
                    "plans": self.plans[1],
                    "plans_2": self.plans[0],
                    "words": self._question.words,
                    "replicates": self._question.replicates,
                    "seed": self.seed,
                },
            ),
        ]
        return "\n".join([*lines, *failures(self.runs)])


def map_winners(question: Question, levers: Mapping[str, tuple[float, float, int]]) -> SwitchMap:
    """Return who wins over the grid of two levers (see `switch_point`)."""
    if not isinstance(levers, Mapping) or len(levers) != 2:
        raise UserError("levers", levers, text("give two, each {path: (low, high, n)}."))
    values = {path: _values(question, path, ends) for path, ends in levers.items()}
    question.check_worlds(list(levers))
    first, second = levers
    across, down = np.meshgrid(values[first], values[second])
    points = pd.DataFrame({first: across.ravel(), second: down.ravel()})
    return SwitchMap(question, question.live(points), (first, second))


def _values(
    question: Question, path: str, ends: tuple[float, float, int]
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    if not isinstance(ends, tuple | list) or len(ends) != 3 or int(ends[2]) < FEWEST:
        raise UserError(f"levers {path}", ends, text("give (low, high, n), n being 2 or more."))
    low, high = checked_range(question.market, path, (ends[0], ends[1]), "levers")
    values = np.linspace(low, high, int(ends[2]))
    return np.unique(np.round(values)) if bounds_of(question.market, path).is_whole else values


def _boundary(grid: pd.DataFrame, levers: tuple[str, str]) -> pd.DataFrame:
    """Return the lines on which the mean difference is 0; cells that failed have none."""
    from contourpy import contour_generator  # comes with matplotlib

    z = np.ma.masked_invalid(grid.to_numpy(np.float64))
    x, y = (np.asarray(axis, np.float64) for axis in (grid.columns, grid.index))
    frames = []
    if min(z.shape) >= FEWEST:
        for number, line in enumerate(contour_generator(x, y, z).lines(0.0)):
            points = np.asarray(line, np.float64)
            frames.append(pd.DataFrame(points, columns=list(levers)).assign(line=number))
    if not frames:
        return pd.DataFrame(columns=["line", *levers])
    return pd.concat(frames, ignore_index=True)[["line", *levers]]
