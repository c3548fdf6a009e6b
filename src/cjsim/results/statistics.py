"""How sure: ranges over futures, intervals of means, and the odds that a plan is better.

A *future* is one replicate. A *world* is one draw of what is not known (the numbers of a
market that have a range); the futures of one world differ in luck only, so they are not
independent of each other. What is said about a mean therefore counts worlds, not futures.

The two ranges answer different questions and are never mixed: `low..high` says where a
future falls, `mean_low..mean_high` how well its mean is known after these many worlds.
"""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

from cjsim.journey.luck import Purpose, mix64

Method = Literal["t", "bootstrap", "none"]

FUTURES_PERCENTILES = (5.0, 95.0)
CONFIDENCE_SHARE = 0.95
N_RESAMPLES = 2_000
RESAMPLES_AT_ONCE = 500  # bounds memory when there are many worlds
MIN_WORLDS = 2  # one world says nothing of how worlds differ
MIN_WORLDS_BCA = 3
# Sums over many customers carry rounding of this order: a spread below it is not variance.
ROUNDING_SHARE = 1e-12


class Summary(NamedTuple):
    """One KPI over the futures of one plan.

    `low..high` holds 90 % of the futures; `mean_low..mean_high` is the 95 % interval of the
    mean, made by `method` ("none" when fewer than two worlds leave it unknown: NaN).
    """

    mean: float
    low: float
    high: float
    mean_low: float
    mean_high: float
    method: Method


class PairedSummary(NamedTuple):
    """One KPI of a plan against the baseline, future by future.

    `difference_low..difference_high` holds 90 % of the differences; `difference_mean_low..
    difference_mean_high` is the 95 % interval of their mean. `n_better` counts the futures
    in which the plan is strictly better (None when neither direction is better), while
    `p_better` gives each tie one half. `chance_share` is the part of the variance of the
    difference that is luck; the rest is what is not known about the market.
    """

    difference: float
    difference_low: float
    difference_high: float
    difference_mean_low: float
    difference_mean_high: float
    n_better: int | None
    n_futures: int
    p_better: float
    chance_share: float
    method: Method


class VarianceRatio(NamedTuple):
    """A ratio of two variances with its 95 % interval."""

    ratio: float
    low: float
    high: float


def summarise(
    values: NDArray[np.float64], worlds: NDArray[np.int64], *, is_skewed: bool, seed: int
) -> Summary:
    """Return the mean of a KPI, its range over futures and the interval of its mean.

    Args:
        values: the KPI in each future, shape (R,); NaN where it is undefined (left out).
        worlds: the world of each future, shape (R,), integers.
        is_skewed: True for KPIs with a long tail, such as revenue: the interval of the mean
            is then a bootstrap over worlds (2,000 resamples, bias-corrected and accelerated;
            plain percentiles under three worlds) instead of Student's t over world means.
        seed: fixes the resamples, an integer.

    Worlds that hold different numbers of futures weigh by them, so the interval is that of
    the mean over futures; with equal numbers it is Student's t over world means exactly.

    Raises:
        ValueError: the arrays do not fit each other, or a value is infinite.

    Source: Efron and Tibshirani 1993, An Introduction to the Bootstrap (the interval of
    `scipy.stats.bootstrap`).
    """
    values = _as_futures("values", values)
    worlds = _as_worlds(worlds, values.size)
    is_defined = ~np.isnan(values)
    values, worlds = values[is_defined], worlds[is_defined]
    if values.size == 0:
        return Summary(math.nan, math.nan, math.nan, math.nan, math.nan, "none")
    low, high = np.percentile(values, FUTURES_PERCENTILES, method="linear")
    _, totals, counts = _by_world(values, worlds)
    mean = float(values.mean())
    mean_low, mean_high, method = _mean_interval(mean, totals, counts, is_skewed, seed)
    return Summary(mean, float(low), float(high), mean_low, mean_high, method)


def compare_paired(
    baseline: NDArray[np.float64],
    plan: NDArray[np.float64],
    worlds: NDArray[np.int64],
    *,
    higher_is_better: bool | None,
    is_skewed: bool,
    seed: int,
) -> PairedSummary:
    """Return what a plan changes, future by future, and how sure that is.

    Args:
        baseline: the KPI under the baseline in each future, shape (R,); NaN if undefined.
        plan: the KPI under the plan in the same futures, shape (R,); NaN if undefined. A
            future counts only if both are defined.
        worlds: the world of each future, shape (R,), integers.
        higher_is_better: the direction of the KPI; None if it has none (`n_better` is then
            None and `p_better` NaN).
        is_skewed: as in `summarise`, here for the differences.
        seed: fixes the resamples, an integer.

    Raises:
        ValueError: the arrays do not fit each other, or a value is infinite.
    """
    baseline = _as_futures("baseline", baseline)
    plan = _as_futures("plan", plan)
    if plan.size != baseline.size:
        raise ValueError(
            f"plan has {plan.size} futures and baseline {baseline.size}: "
            "give both the same replicates, in the same order."
        )
    worlds = _as_worlds(worlds, baseline.size)
    differences = plan - baseline
    summary = summarise(differences, worlds, is_skewed=is_skewed, seed=seed)
    n_better, p_better = _count_better(differences, higher_is_better)
    is_defined = ~np.isnan(differences)
    scale = max(_largest(baseline[is_defined]), _largest(plan[is_defined]))
    return PairedSummary(
        difference=summary.mean,
        difference_low=summary.low,
        difference_high=summary.high,
        difference_mean_low=summary.mean_low,
        difference_mean_high=summary.mean_high,
        n_better=n_better,
        n_futures=int(is_defined.sum()),
        p_better=p_better,
        chance_share=_chance_share(differences, worlds, scale),
        method=summary.method,
    )


def variance_ratio(
    differences_paired: NDArray[np.float64], differences_independent: NDArray[np.float64]
) -> VarianceRatio:
    """Return how many times smaller the variance of a difference is with shared luck.

    Args:
        differences_paired: plan minus baseline with the same luck, one number per
            independent world, shape (n,); NaN is left out.
        differences_independent: the same with separate luck, from other replicates, shape
            (m,); NaN is left out.

    The 95 % interval is that of two independent normal samples (F distribution) and is too
    short for long-tailed differences. All is NaN with fewer than two numbers on a side, and
    infinite when shared luck leaves no variance at all.

    Raises:
        ValueError: a value is infinite or an array is not one-dimensional.
    """
    paired = _as_futures("differences_paired", differences_paired)
    independent = _as_futures("differences_independent", differences_independent)
    paired, independent = paired[~np.isnan(paired)], independent[~np.isnan(independent)]
    if min(paired.size, independent.size) < MIN_WORLDS:
        return VarianceRatio(math.nan, math.nan, math.nan)
    small, large = float(paired.var(ddof=1)), float(independent.var(ddof=1))
    if small == 0.0:
        ratio = math.inf if large > 0.0 else math.nan
        return VarianceRatio(ratio, ratio, ratio)
    ratio = large / small
    tail = (1.0 - CONFIDENCE_SHARE) / 2.0
    freedom = independent.size - 1, paired.size - 1
    least, most = special.fdtri(*freedom, tail), special.fdtri(*freedom, 1.0 - tail)
    return VarianceRatio(ratio, ratio / float(most), ratio / float(least))


def n_replicates_needed(
    sd_of_difference: float, smallest_effect: float, power: float = 0.9, level: float = 0.05
) -> int:
    """Return the fewest replicates with which a difference worth having would be seen.

    Args:
        sd_of_difference: standard deviation of the paired difference between replicates
            that are each a world of their own, in the unit of the KPI, at least 0. Where a
            world holds two replicates, give that of the world means: the answer is then in
            worlds.
        smallest_effect: the smallest mean difference that matters, same unit, above 0.
        power: chance of seeing such a difference, between 0 and 1.
        level: chance of seeing one where there is none (two-sided t test), between 0 and 1.

    Raises:
        ValueError: a number is outside its range.

    The power is that of the t test under the noncentral t distribution, both tails; at
    least two replicates are needed to see any variance.
    """
    if not (math.isfinite(sd_of_difference) and sd_of_difference >= 0.0):
        raise ValueError(f"sd_of_difference = {sd_of_difference}: give a number from 0 up.")
    if not (math.isfinite(smallest_effect) and smallest_effect > 0.0):
        raise ValueError(f"smallest_effect = {smallest_effect}: give a number above 0.")
    for name, share in (("power", power), ("level", level)):
        if not 0.0 < share < 1.0:
            raise ValueError(f"{name} = {share}: give a number between 0 and 1.")
    if sd_of_difference == 0.0:
        return MIN_WORLDS
    effect = smallest_effect / sd_of_difference
    too_few, enough = MIN_WORLDS - 1, MIN_WORLDS
    while _power_of_t_test(enough, effect, level) < power:
        too_few, enough = enough, 2 * enough
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        if _power_of_t_test(middle, effect, level) < power:
            too_few = middle
        else:
            enough = middle
    return enough


def _power_of_t_test(n: int, effect: float, level: float) -> float:
    """Return the chance that a two-sided t test of `n` sees a mean of `effect` sds."""
    from scipy import stats

    bound = stats.t.isf(level / 2.0, n - 1)
    shift = effect * math.sqrt(n)
    return float(stats.nct.sf(bound, n - 1, shift) + stats.nct.cdf(-bound, n - 1, shift))


def _mean_interval(
    mean: float,
    totals: NDArray[np.float64],
    counts: NDArray[np.float64],
    is_skewed: bool,
    seed: int,
) -> tuple[float, float, Method]:
    """Return the 95 % interval of the mean from each world's total and number of futures."""
    n_worlds = counts.size
    if n_worlds < MIN_WORLDS:
        return math.nan, math.nan, "none"
    world_means = totals / counts
    if np.ptp(world_means) <= ROUNDING_SHARE * _largest(world_means):
        return mean, mean, "bootstrap" if is_skewed else "t"
    if is_skewed:
        low, high = _bootstrap_interval(totals, counts, seed)
        return low, high, "bootstrap"
    # Each world's pull on the mean over futures; equal counts make it world mean minus mean.
    pulls = n_worlds * (totals - counts * mean) / counts.sum()
    error = pulls.std(ddof=1) / math.sqrt(n_worlds)
    half = special.stdtrit(n_worlds - 1, (1.0 + CONFIDENCE_SHARE) / 2.0) * error
    return mean - float(half), mean + float(half), "t"


def _bootstrap_interval(
    totals: NDArray[np.float64], counts: NDArray[np.float64], seed: int
) -> tuple[float, float]:
    """Return the 95 % interval of the mean over futures, whole worlds being resampled."""
    from scipy import stats  # half a second to load, so only when wanted

    # A generator of its own, so that no other draw of the study moves the resamples.
    generator = np.random.default_rng(mix64(mix64(seed) ^ int(Purpose.BOOTSTRAP)))
    result = stats.bootstrap(
        (totals, counts),
        _pooled_mean,
        n_resamples=N_RESAMPLES,
        batch=RESAMPLES_AT_ONCE,
        vectorized=True,
        paired=True,
        confidence_level=CONFIDENCE_SHARE,
        method="BCa" if counts.size >= MIN_WORLDS_BCA else "percentile",
        random_state=generator,  # the name every supported scipy knows
    )
    return float(result.confidence_interval.low), float(result.confidence_interval.high)


def _pooled_mean(
    totals: NDArray[np.float64], counts: NDArray[np.float64], axis: int = -1
) -> NDArray[np.float64]:
    """Return the mean over all futures of the worlds along `axis`."""
    pooled: NDArray[np.float64] = totals.sum(axis=axis) / counts.sum(axis=axis)
    return pooled


def _count_better(
    differences: NDArray[np.float64], higher_is_better: bool | None
) -> tuple[int | None, float]:
    """Return in how many futures the plan is better, and the share with ties as halves."""
    if higher_is_better is None:
        return None, math.nan
    gains = differences[~np.isnan(differences)]
    n_up, n_down = int((gains > 0.0).sum()), int((gains < 0.0).sum())
    n_better = n_up if higher_is_better else n_down
    if gains.size == 0:
        return 0, math.nan
    n_tied = gains.size - n_up - n_down
    return n_better, (n_better + 0.5 * n_tied) / gains.size


def _chance_share(
    differences: NDArray[np.float64], worlds: NDArray[np.int64], scale: float
) -> float:
    """Return the share of luck in the variance of one future's difference.

    One-way random effects: variance within worlds is luck, the component between worlds is
    what is not known. Both come from matching the two mean squares to their expectations
    (the ANOVA estimator); a negative component counts as zero. NaN when nothing varies
    (beyond rounding at the KPI's size, `scale`), or when undefined values or a single world
    leave nothing to compare.
    """
    is_defined = ~np.isnan(differences)
    defined = differences[is_defined]
    if defined.size == 0 or np.ptp(defined) <= ROUNDING_SHARE * scale:
        return math.nan
    if np.unique(worlds).size == worlds.size:  # no ranges in this market: all is luck
        return 1.0
    centred = defined - defined.mean()
    world, totals, counts = _by_world(centred, worlds[is_defined])
    n, n_worlds = defined.size, counts.size
    if n_worlds < MIN_WORLDS or n == n_worlds:
        return math.nan
    chance = float(((centred - (totals / counts)[world]) ** 2).sum()) / (n - n_worlds)
    between = float((totals**2 / counts).sum()) / (n_worlds - 1)
    futures_per_world = (n - float((counts**2).sum()) / n) / (n_worlds - 1)
    parameters = max(0.0, (between - chance) / futures_per_world)
    return chance / (chance + parameters)


def _by_world(
    values: NDArray[np.float64], worlds: NDArray[np.int64]
) -> tuple[NDArray[np.intp], NDArray[np.float64], NDArray[np.float64]]:
    """Return each future's world from 0 up, each world's total and its number of futures."""
    _, world = np.unique(worlds, return_inverse=True)
    totals = np.bincount(world, weights=values).astype(np.float64)  # for older stubs of NumPy
    return world, totals, np.bincount(world).astype(np.float64)


def _largest(values: NDArray[np.float64]) -> float:
    """Return the largest absolute value, 0 of none."""
    return float(np.abs(values).max(initial=0.0))


def _as_futures(name: str, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the values as floats, one a future, or say what is wrong with them."""
    futures = np.asarray(values, dtype=np.float64)
    if futures.ndim != 1:
        raise ValueError(f"{name} has shape {futures.shape}: give one number a future.")
    if np.isinf(futures).any():
        raise ValueError(
            f"{name}[{int(np.isinf(futures).argmax())}] is infinite: "
            "a KPI that cannot be computed in a run is NaN."
        )
    return futures


def _as_worlds(worlds: NDArray[np.int64], n_futures: int) -> NDArray[np.int64]:
    """Return the world of each future as integers, or say what is wrong with them."""
    labels = np.asarray(worlds)
    if labels.shape != (n_futures,):
        raise ValueError(f"worlds has shape {labels.shape}: give one for each of {n_futures}.")
    if n_futures and not np.issubdtype(labels.dtype, np.integer):
        raise ValueError(f"worlds are {labels.dtype}: give whole numbers, replicate // 2.")
    return labels.astype(np.int64)
