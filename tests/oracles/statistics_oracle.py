"""Statistics of paired futures in plain Python: no NumPy, no SciPy, nothing shared.

Everything is written from its definition, as loops, exact fractions, numerical integrals
and full enumerations, so that a slip in the fast version has no twin here.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from statistics import NormalDist

NORMAL = NormalDist()


def by_world(values: Sequence[float], worlds: Sequence[int]) -> list[list[float]]:
    """Return the values of each world, worlds in the order of their labels."""
    groups: dict[int, list[float]] = {}
    for value, world in zip(values, worlds, strict=True):
        groups.setdefault(world, []).append(value)
    return [groups[world] for world in sorted(groups)]


def percentile(values: Sequence[float], percent: float) -> float:
    """Return a percentile, straight lines between the sorted values (rank 0 to n - 1)."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * percent / 100.0
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def t_interval(values: Sequence[float], worlds: Sequence[int]) -> tuple[float, float]:
    """Return the 95 % interval of the mean: world sums of residuals squared, Student's t."""
    groups = by_world(values, worlds)
    n, n_worlds = len(values), len(groups)
    mean = math.fsum(values) / n
    squares = math.fsum(math.fsum(v - mean for v in group) ** 2 for group in groups)
    error = math.sqrt(squares * n_worlds / (n_worlds - 1)) / n
    bound = t_quantile(0.975, n_worlds - 1)
    return mean - bound * error, mean + bound * error


def chance_share(differences: Sequence[float], worlds: Sequence[int]) -> float:
    """Return luck's share of the variance, the expected mean squares found by traces.

    For y = mean + world + luck, E[y'Ay] = luck tr(A) + world tr(Z'AZ) when A1 = 0, with A
    the matrix of the sum of squares and Z the futures of each world.
    """
    order = sorted(set(worlds))
    n, n_worlds = len(worlds), len(order)
    y = [Fraction(d) for d in differences]
    size = {world: list(worlds).count(world) for world in order}
    same = [[Fraction(int(a == b), size[a]) for b in worlds] for a in worlds]
    identity = [[Fraction(int(i == j)) for j in range(n)] for i in range(n)]
    within = [[identity[i][j] - same[i][j] for j in range(n)] for i in range(n)]
    between = [[same[i][j] - Fraction(1, n) for j in range(n)] for i in range(n)]

    def quadratic(matrix: list[list[Fraction]]) -> Fraction:
        return sum((y[i] * matrix[i][j] * y[j] for i in range(n) for j in range(n)), Fraction(0))

    def world_trace(matrix: list[list[Fraction]]) -> Fraction:
        return sum(
            (matrix[i][j] for i in range(n) for j in range(n) if worlds[i] == worlds[j]),
            Fraction(0),
        )

    chance = quadratic(within) / (n - n_worlds)
    parameters = (quadratic(between) - chance * (n_worlds - 1)) / world_trace(between)
    return float(chance / (chance + max(Fraction(0), parameters)))


def p_better(baseline: Sequence[float], plan: Sequence[float], *, higher: bool) -> float:
    """Return the share of futures in which the plan wins, ties as halves, NaN left out."""
    points, n = Fraction(0), 0
    for old, new in zip(baseline, plan, strict=True):
        if math.isnan(old) or math.isnan(new):
            continue
        n += 1
        if new == old:
            points += Fraction(1, 2)
        elif (new > old) == higher:
            points += 1
    return float(points / n)


def bca_exact(values: Sequence[float], worlds: Sequence[int]) -> tuple[float, float]:
    """Return the 95 % BCa interval of the mean from *every* resample of the worlds."""
    groups = by_world(values, worlds)
    totals, counts = [math.fsum(g) for g in groups], [len(g) for g in groups]
    n_worlds = len(groups)
    spread: list[tuple[float, float]] = []
    for times in _compositions(n_worlds, n_worlds):
        ways = math.factorial(n_worlds) / math.prod(math.factorial(t) for t in times)
        total = math.fsum(t * total for t, total in zip(times, totals, strict=True))
        count = sum(t * count for t, count in zip(times, counts, strict=True))
        spread.append((total / count, ways / n_worlds**n_worlds))
    spread.sort()
    low, high = bca_levels(spread, totals, counts)
    return _weighted_quantile(spread, low), _weighted_quantile(spread, high)


def bca_levels(
    spread: list[tuple[float, float]], totals: Sequence[float], counts: Sequence[int]
) -> tuple[float, float]:
    """Return the two levels BCa reads off a distribution of (value, probability).

    Efron and Tibshirani 1993, section 14.3; ties count as halves.
    """
    mean = math.fsum(totals) / sum(counts)
    near = 1e-12 * max(abs(value) for value, _ in spread)
    share = math.fsum(p for v, p in spread if v < mean - near)
    share += 0.5 * math.fsum(p for v, p in spread if abs(v - mean) <= near)
    bias = NORMAL.inv_cdf(share)
    left_out = [
        (math.fsum(totals) - total) / (sum(counts) - count)
        for total, count in zip(totals, counts, strict=True)
    ]
    centre = math.fsum(left_out) / len(left_out)
    cubes = math.fsum((centre - value) ** 3 for value in left_out)
    squares = math.fsum((centre - value) ** 2 for value in left_out)
    acceleration = cubes / (6.0 * squares**1.5)

    def level(z: float) -> float:
        return NORMAL.cdf(bias + (bias + z) / (1.0 - acceleration * (bias + z)))

    return level(NORMAL.inv_cdf(0.025)), level(NORMAL.inv_cdf(0.975))


def bca_coverage(n_sets: int, n: int, sigma: float, seed: int) -> float:
    """Return how often a 2,000-resample 95 % BCa interval holds a lognormal mean.

    The attainable coverage of the method itself: `n` values each of exp(normal(0, sigma)).
    """
    luck = random.Random(seed)
    truth, hits = math.exp(sigma**2 / 2.0), 0
    for _ in range(n_sets):
        values = [luck.lognormvariate(0.0, sigma) for _ in range(n)]
        means = sorted(sum(luck.choices(values, k=n)) / n for _ in range(2_000))
        low, high = bca_levels([(m, 1.0 / 2_000) for m in means], values, [1] * n)
        hits += percentile(means, 100.0 * low) <= truth <= percentile(means, 100.0 * high)
    return hits / n_sets


def t_quantile(p: float, df: int) -> float:
    """Return a quantile above the median of Student's t, by integrating its density."""
    log_scale = math.lgamma((df + 1) / 2) - math.lgamma(df / 2) - 0.5 * math.log(df * math.pi)

    def density(angle: float) -> float:  # x = sqrt(df) tan(angle) keeps long tails finite
        return math.exp(log_scale) * math.sqrt(df) * math.cos(angle) ** (df - 1)

    def excess(angle: float) -> float:
        return 0.5 + _integral(density, 0.0, angle) - p

    return math.sqrt(df) * math.tan(_root(excess, 0.0, math.pi / 2 - 1e-9))


def f_quantile(p: float, df_top: int, df_bottom: int) -> float:
    """Return a quantile of the F distribution (both degrees of freedom at least 4)."""
    a, b = df_top / 2, df_bottom / 2
    log_scale = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)

    def density(x: float) -> float:
        return math.exp(log_scale) * x ** (a - 1) * (1.0 - x) ** (b - 1)

    x = _root(lambda end: _integral(density, 0.0, end) - p, 0.0, 1.0)
    return df_bottom * x / (df_top * (1.0 - x))


def power_of_t_test(n: int, effect: float, level: float) -> float:
    """Return the power of a two-sided t test of `n` differences, given the sample's sd."""
    df, shift = n - 1, effect * math.sqrt(n)
    bound = t_quantile(1.0 - level / 2.0, df)
    log_scale = math.log(2.0) + (df / 2) * math.log(df / 2) - math.lgamma(df / 2)

    def seen(sd: float) -> float:  # sd of the sample over the true one: chi over sqrt(df)
        if sd == 0.0:
            return 0.0 if df > 1 else math.exp(log_scale)
        weight = math.exp(log_scale + (df - 1) * math.log(sd) - df * sd * sd / 2.0)
        return weight * (NORMAL.cdf(shift - bound * sd) + NORMAL.cdf(-shift - bound * sd))

    return _integral(seen, 0.0, 1.0 + 12.0 / math.sqrt(df), n_parts=4_000)


def n_replicates_needed(sd: float, smallest: float, power: float, level: float) -> int:
    """Return the first n, counted up from 2, whose power is enough."""
    n = 2
    while power_of_t_test(n, smallest / sd, level) < power:
        n += 1
    return n


def _compositions(total: int, n_parts: int) -> Iterator[tuple[int, ...]]:
    """Yield every way to share `total` resamples among `n_parts` worlds."""
    if n_parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in _compositions(total - first, n_parts - 1):
            yield (first, *rest)


def _weighted_quantile(spread: list[tuple[float, float]], level: float) -> float:
    """Return the first value at which the summed probability reaches `level`."""
    reached = 0.0
    for value, probability in spread:
        reached += probability
        if reached >= level:
            return value
    return spread[-1][0]


def _integral(f: Callable[[float], float], start: float, end: float, n_parts: int = 800) -> float:
    """Return an integral by Simpson's rule."""
    width = (end - start) / n_parts
    inner = math.fsum((4 if i % 2 else 2) * f(start + i * width) for i in range(1, n_parts))
    return (f(start) + inner + f(end)) * width / 3.0


def _root(f: Callable[[float], float], low: float, high: float) -> float:
    """Return where a rising function crosses zero, by halving."""
    for _ in range(60):
        middle = (low + high) / 2.0
        if f(middle) < 0.0:
            low = middle
        else:
            high = middle
    return (low + high) / 2.0
