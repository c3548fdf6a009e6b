"""How much each number moves an outcome: one at a time, by Morris and by Sobol'.

Each function takes outcomes of shape (points, R), R replicates with the same luck at every
point, and returns columns by number. A base row (a trajectory of Morris, or one row of A and B
of Saltelli) in which anything failed or is undefined is left out as a whole.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cjsim.errors import UserError
from cjsim.language import text
from cjsim.results.statistics import summarise

Floats = NDArray[np.float64]
FEWEST_ROWS = 4
LEVELS = 4
_95 = 1.6449
"""Below this many standard deviations lie 95 of 100 values of a normal distribution."""
_ABS_MEAN, _ABS_SD = math.sqrt(2.0 / math.pi), math.sqrt(1.0 - 2.0 / math.pi)
"""Mean and standard deviation of |x| for a standard normal x."""


class Estimates(NamedTuple):
    """What an estimator found: columns by number, the bar of luck, base rows used and in all."""

    columns: dict[str, Floats]
    luck: float
    n_rows: int
    n_rows_in_all: int


def swing(
    base: Floats, low: Floats, high: Floats, worlds: NDArray[np.int64], seed: int
) -> tuple[float, float]:
    """Return from the least to the most of three means, and the half-width of its interval.

    Args:
        base: Outcomes with all numbers as they are, shape (R,).
        low: The same futures with one number at its low end.
        high: The same with it at its high end.
        worlds: The world of each replicate.
        seed: Not used by the interval (Student's t over worlds); `summarise` asks for it.
    """
    is_whole = ~np.isnan(base + low + high)
    if not is_whole.any():
        return math.nan, math.nan
    ends = [values[is_whole] for values in (base, low, high)]
    means = [float(values.mean()) for values in ends]
    most, least = ends[int(np.argmax(means))], ends[int(np.argmin(means))]
    found = summarise(most - least, worlds[is_whole], is_skewed=False, seed=seed)
    return found.mean, (found.mean_high - found.mean_low) / 2.0


def morris(design: Floats, outcomes: Floats, seed: int) -> Estimates:
    """Return the elementary effects of each number, each over its whole range.

    Args:
        design: Shares of the ranges, shape (trajectories x (n + 1), n).
        outcomes: Shape (trajectories x (n + 1), R).
        seed: Fixes the resamples of the interval.

    Columns: mu, mu_star with its 95 % interval, sigma, and noise: how large mu_star would be in
    95 of 100 studies if luck alone moved the outcome from point to point.

    Source: Morris 1991, Technometrics 33(2); Campolongo, Cariboni, Saltelli 2007, Environmental
    Modelling & Software 22(10), by SALib.
    """
    from SALib.analyze import morris as salib

    n = design.shape[1]
    x, y, n_rows = _whole_rows(design, outcomes, n + 1)
    problem = problem_of(n)
    found = salib.analyze(
        problem, x, y.mean(axis=1), num_levels=LEVELS, num_resamples=1000, seed=seed % 2**31 + 1
    )
    steps = np.diff(x.reshape(n_rows, n + 1, n), axis=1)
    moves = np.diff(y.reshape(n_rows, n + 1, -1), axis=1)
    place = np.abs(steps).argmax(axis=2)
    effects = moves / np.take_along_axis(steps, place[:, :, None], axis=2)
    deviation = np.zeros((n_rows, n))
    if y.shape[1] > 1:
        spread = effects.std(axis=2, ddof=1) / math.sqrt(y.shape[1])
        np.put_along_axis(deviation, place, spread, axis=1)
    typical = np.sqrt((deviation**2).mean(axis=0))
    noise = typical * (_ABS_MEAN + _95 * _ABS_SD / math.sqrt(n_rows))
    mu_star, half = np.asarray(found["mu_star"], float), np.asarray(found["mu_star_conf"], float)
    columns = {
        "mu": np.asarray(found["mu"], float),
        "mu_star": mu_star,
        "mu_star_low": np.maximum(mu_star - half, 0.0),
        "mu_star_high": mu_star + half,
        "sigma": np.asarray(found["sigma"], float),
        "noise": noise,
    }
    return Estimates(columns, float(np.median(noise)), n_rows, outcomes.shape[0] // (n + 1))


def sobol(n: int, outcomes: Floats, seed: int) -> Estimates:
    """Return first-order and total indices of each number, and the share of luck.

    Args:
        n: How many numbers were moved.
        outcomes: Shape (rows x (n + 2), R), in the order of SALib's `sobol.sample` without
            second order: A, A with each column of B in turn, B.
        seed: Fixes the resamples of the intervals.

    Columns: first and total, shares of the variance of the mean outcome over the points, each
    with its 95 % interval. Luck is what of that variance is the interaction of luck with the
    point (the residual of points x replicates, over R): no index below it can be told from it.
    What luck does to all points alike moves none of them, since they share it.

    Source: Saltelli et al. 2010, Computer Physics Communications 181(2), by SALib.
    """
    from SALib.analyze import sobol as salib

    nothing = np.zeros((outcomes.shape[0], 0))
    _, y, n_rows = _whole_rows(nothing, outcomes, n + 2)
    mean = y.mean(axis=1)
    places = np.arange(y.shape[0]) % (n + 2)
    independent = y[(places == 0) | (places == n + 1)]
    variance = float(independent.mean(axis=1).var(ddof=1))
    names = ("first", "first_low", "first_high", "total", "total_low", "total_high")
    if np.ptp(mean) <= 1e-12 * np.abs(mean).max():
        columns = {name: np.zeros(n) for name in names}
        return Estimates(columns, 0.0, n_rows, outcomes.shape[0] // (n + 2))
    problem = problem_of(n)
    found = salib.analyze(
        problem, mean, calc_second_order=False, num_resamples=1000, seed=seed % 2**31 + 1
    )
    columns = {}
    for name, key in (("first", "S1"), ("total", "ST")):
        value, half = np.asarray(found[key], float), np.asarray(found[f"{key}_conf"], float)
        columns |= {name: value, f"{name}_low": value - half, f"{name}_high": value + half}
    luck = _interaction_of_luck(independent) / variance
    return Estimates(columns, luck, n_rows, outcomes.shape[0] // (n + 2))


def _interaction_of_luck(y: Floats) -> float:
    """Return the variance that luck, beyond what it does to all alike, gives a mean of R."""
    n_points, n_replicates = y.shape
    if n_replicates < 2:
        return 0.0
    left = y - y.mean(axis=1, keepdims=True) - y.mean(axis=0) + y.mean()
    return float((left**2).sum() / ((n_points - 1) * (n_replicates - 1)) / n_replicates)


def _whole_rows(design: Floats, outcomes: Floats, size: int) -> tuple[Floats, Floats, int]:
    """Return design and outcomes of the base rows, of `size` points each, that are whole."""
    is_defined = ~np.isnan(outcomes).any(axis=1)
    keep = is_defined.reshape(-1, size).all(axis=1)
    n_rows = int(keep.sum())
    if n_rows < FEWEST_ROWS:
        how = text(
            "at least {n} are needed: give more `rows`, or narrower ranges.", {"n": FEWEST_ROWS}
        )
        raise UserError("rows", f"{n_rows} of {keep.size} whole", how)
    points = np.repeat(keep, size)
    return design[points], outcomes[points], n_rows


def problem_of(n: int) -> dict[str, Any]:
    """Return SALib's description of `n` numbers, each a share of its range."""
    return {"num_vars": n, "names": [str(i) for i in range(n)], "bounds": [[0.0, 1.0]] * n}
