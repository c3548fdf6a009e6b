"""Which of the numbers nobody knows exactly go with the difference a plan makes."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import special

from cjsim.results.saving import Result

_LEAST_WORLDS = 6
_ERROR_SHARE = 0.05


class Driver(NamedTuple):
    """A number with a range: its rank correlation with the difference, and whether it is clear.

    `rank` is NaN where too few worlds were drawn. Clear is what luck alone shows in any of the
    numbers in fewer than 5 of 100 comparisons (Bonferroni over the numbers).
    """

    path: str
    rank: float
    is_clear: bool


def drivers_of(result: Result, pair: tuple[str, str], kpi: str) -> list[Driver]:
    """Return the numbers with a range, those that go with the difference most first.

    Over the worlds (draws of all unknown numbers), Spearman's rank correlation of each number
    with the mean difference of the plan in that world.
    """
    unknowns = result.tables["unknowns"]
    if unknowns.empty:
        return []
    drawn = unknowns.pivot_table(index="world", columns="path", values="value", sort=False)
    futures = result.tables["futures"].pivot_table(index="world", columns="plan", values=kpi)
    difference = (futures[pair[1]] - futures[pair[0]]).reindex(drawn.index)
    is_known = difference.notna()
    drawn, difference = drawn[is_known], difference[is_known]
    ranks = _ranks(drawn, difference)
    bound = _bound(len(drawn), len(drawn.columns))
    found = [Driver(str(path), rank, abs(rank) > bound) for path, rank in ranks.items()]
    return sorted(found, key=lambda driver: -abs(np.nan_to_num(driver.rank)))


def _ranks(drawn: pd.DataFrame, difference: pd.Series[float]) -> dict[str, float]:
    """Return rank correlations, NaN where too little varies."""
    if len(drawn) < _LEAST_WORLDS or difference.max() == difference.min():
        return {str(path): math.nan for path in drawn.columns}
    order = difference.rank()
    return {
        str(path): float(np.corrcoef(values.rank(), order)[0, 1])
        if values.max() > values.min()
        else math.nan
        for path, values in drawn.items()
    }  # fmt: skip


def _bound(n_worlds: int, n_numbers: int) -> float:
    """Return the rank correlation that luck alone exceeds in at most 5 of 100 comparisons."""
    if n_worlds < _LEAST_WORLDS:
        return math.inf
    critical = float(special.stdtrit(n_worlds - 2, 1.0 - _ERROR_SHARE / (2.0 * n_numbers)))
    return critical / math.sqrt(n_worlds - 2 + critical**2)
