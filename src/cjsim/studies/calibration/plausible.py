"""Not one best set of numbers but all those the data leave plausible, as far as a few can show."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats
from scipy.stats import qmc

from cjsim.studies.calibration.fitting import Fit, Free

_WIDER = 1.5
"""How much wider than the data say sets are drawn, so that weights can mend the shape."""
_DRAWN = 64
TOGETHER = 0.9
"""Correlation from which two numbers are told only together."""


def plausible_sets(
    fit: Fit,
    free: Sequence[Free],
    shares: NDArray[np.float64],
    covariance: NDArray[np.float64],
    misfit: float,
    n_sets: int,
) -> pd.DataFrame:
    """Return sets of numbers with how plausible each is.

    Sets are drawn around the best from a normal distribution somewhat wider than the data say,
    within the ranges; each is simulated, and weighs by its likelihood over the density it was
    drawn from (importance sampling). The best set is the first. The points are those of a
    Halton sequence: no luck is drawn, and the same call gives the same sets.

    Args:
        fit: The distance between data and simulation.
        free: The numbers.
        shares: The best, as shares of their ranges, shape (n,).
        covariance: Of the shares, as the data tell, shape (n, n).
        misfit: The distance for each figure to spare at the best, 1 when all is chance.
        n_sets: How many sets.

    Columns: set, a column per path, misfit (the distance), weight (makes 1).
    """
    root = _WIDER * np.linalg.cholesky(covariance)
    points = qmc.Halton(len(free), scramble=False).random(_DRAWN * n_sets + 1)[1:]
    normal = stats.norm.ppf(points)
    drawn = shares + normal @ root.T
    is_inside = ((drawn >= 0.0) & (drawn <= 1.0)).all(axis=1)
    drawn, normal = drawn[is_inside][: n_sets - 1], normal[is_inside][: n_sets - 1]
    drawn = np.vstack([shares, drawn])
    normal = np.vstack([np.zeros(len(free)), normal])
    distances = np.empty(len(drawn))
    for place, row in enumerate(drawn):
        misses = fit.misses(free, row)
        distances[place] = float(misses @ misses)
    logs = -0.5 * distances / max(misfit, 1.0) + 0.5 * (normal**2).sum(axis=1)
    weights = np.exp(logs - logs.max())
    columns = {
        one.path: [one.at(float(share)) for share in drawn[:, place]]
        for place, one in enumerate(free)
    }
    return pd.DataFrame(
        {
            "set": np.arange(len(drawn)),
            **columns,
            "misfit": distances,
            "weight": weights / weights.sum(),
        }
    )


def told_together(
    free: Sequence[Free], covariance: NDArray[np.float64]
) -> dict[str, tuple[str, float]]:
    """Return, for each number told only together with another, the other and the correlation."""
    deviations = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(deviations, deviations)
    found: dict[str, tuple[str, float]] = {}
    for place, one in enumerate(free):
        others = [(abs(correlation[place, k]), k) for k in range(len(free)) if k != place]
        strength, other = max(others, default=(0.0, -1))
        if strength >= TOGETHER and math.isfinite(strength):
            found[one.path] = (free[other].path, float(correlation[place, other]))
    return found
