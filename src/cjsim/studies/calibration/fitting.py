"""Simulated minimum distance: numbers of a market at which it looks like its own data.

The distance is that of the figures of the data from those of paired runs, weighed by the inverse
of their covariance (McFadden 1989, Econometrica 57(5)). How figures vary together is learned
from runs that differ in luck alone. The runs that are compared share their luck, so that the
distance moves only when numbers do.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cjsim.journey.luck import replicate_seed
from cjsim.language import text
from cjsim.model import JourneyModel
from cjsim.scenarios.paths import bounds_of, set_number
from cjsim.scenarios.schema import Scenario
from cjsim.studies.calibration.likelihood import kind_of, residual
from cjsim.studies.calibration.moments import Moment, Observed, moments_of, observe_run
from cjsim.studies.calibration.targets import totals_of
from cjsim.studies.futures import Task, prepare
from cjsim.studies.workers import each

PRIOR_PRECISION = 12.0
"""One over the variance of a number that may be anywhere in its range, the range being 1."""
N_NOISE = 16
"""Runs from which is learned how the figures vary, and vary together, by luck alone."""
_NOISE_PER_FIGURE = 3
"""... and as many for each figure at least: few runs see ties between figures that are none."""
_SHRINKAGE = 0.2
"""How far the correlations learned from so few runs are drawn towards none (assumption)."""
_LEAST_ERROR_SHARE = 0.005
"""A figure is not trusted beyond this share of itself, however many rows are behind it."""


@dataclass(frozen=True, slots=True)
class Free:
    """A number that is to be fitted: where it stands and how far it may go."""

    path: str
    before: float
    low: float
    high: float
    is_whole: bool = False

    def at(self, share: float) -> float:
        """Return the number at a share of its range from `low`."""
        value = self.low + min(max(share, 0.0), 1.0) * (self.high - self.low)
        return float(round(value)) if self.is_whole else value

    @property
    def start(self) -> float:
        """Where the number stands before, as a share of its range."""
        return min(max((self.before - self.low) / (self.high - self.low), 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class RunTask:
    """One run whose figures are wanted."""

    scenario: Scenario
    plan: str
    seed: int
    replicate: int
    repeat_days: int


def figures_of(task: RunTask) -> tuple[int, dict[str, Moment]]:
    """Return the figures of one run, with its replicate."""
    luck = replicate_seed(task.seed, task.replicate)
    seen = with_totals(task.scenario, task.plan, luck)
    return task.replicate, moments_of(seen, task.repeat_days)


def with_totals(scenario: Scenario, plan: str, seed: int) -> Observed:
    """Live a market once; return what its firm would see in its tables, totals too."""
    totals: dict[str, Moment] = {}

    def watch(model: JourneyModel) -> None:
        if model.day == model.market_file.n_days():
            totals.update({name: Moment(one, 0.0) for name, one in totals_of(model).items()})

    return replace(observe_run(scenario, plan, seed, watch), totals=totals)


class Fit:
    """The distance between data and simulation, as a function of the numbers that are free.

    Attributes:
        names: The figures used.
        data: Their values in the data.
        errors: Standard errors of data and simulation together.
        n_evaluations: How often the market was simulated so far (each with all replicates).
    """

    def __init__(
        self,
        scenario: Scenario,
        plan: str,
        data: Mapping[str, Moment],
        *,
        seed: int,
        replicates: int,
        repeat_days: int,
        workers: int,
        executor: Executor | None,
    ) -> None:
        """Simulate the market as it is, and keep the figures that both sides know."""
        self._scenario, self._plan, self._seed = scenario, plan, seed
        self._replicates, self._repeat_days = replicates, repeat_days
        self._workers, self._executor = workers, executor
        self._known: dict[tuple[tuple[str, float], ...], dict[str, NDArray[np.float64]]] = {}
        self.n_evaluations = 0
        self._n_noise = max(N_NOISE, _NOISE_PER_FIGURE * len(data))
        base = self._lived({}, self._n_noise)
        self.unused = {
            name: text("the simulated market does not show it.")
            for name in data
            if name not in base or np.isfinite(base[name]).sum() < self._n_noise
        }
        self.names = [name for name in data if name not in self.unused]
        self.data = np.array([data[name].value for name in self.names])
        self._own = np.array([data[name].error for name in self.names])
        self._weigh_by(base)

    def weigh_at(self, free: Sequence[Free], shares: NDArray[np.float64]) -> None:
        """Weigh the figures anew, by how they vary at shares of the ranges.

        What varies little in the market of the file may vary more in the one that is found: of
        twice as many orders, the number varies more. So the weights of the search are not those
        of the intervals (two-step estimation: Hansen 1982, Econometrica 50(4)).
        """
        seen = self._lived(_numbers_at(free, shares), self._n_noise)
        if all(np.isfinite(seen.get(name, math.nan)).all() for name in self.names):
            self._weigh_by(seen)

    def _weigh_by(self, seen: Mapping[str, NDArray[np.float64]]) -> None:
        """Take errors and correlations from runs that differ in luck alone."""
        n_noise, n_figures = self._n_noise, len(self.names)
        runs = np.array([seen[name] for name in self.names]).reshape(n_figures, n_noise)
        noise = runs.std(axis=1, ddof=1)
        # a real market of all the people varies less by luck than one of fewer customers
        own = np.maximum(self._own, noise / math.sqrt(self._scenario.weight))
        least = _LEAST_ERROR_SHARE * np.abs(self.data)
        self.errors = np.sqrt(own**2 + noise**2 / self._replicates + least**2) + 1e-12
        varies = noise > 0.0
        together = np.eye(n_figures)
        if varies.sum() > 1:
            found = (1.0 - _SHRINKAGE) * np.corrcoef(runs[varies])
            together[np.ix_(varies, varies)] = found + _SHRINKAGE * np.eye(int(varies.sum()))
        # The inverse of a covariance from few runs is too sure on average, by this factor:
        # Hartlap, Simon, Schneider 2007, Astronomy & Astrophysics 464, 399-404.
        self._sure = math.sqrt(max(n_noise - n_figures - 2, 1) / (n_noise - 1))
        self._root = np.linalg.cholesky(together)

    def simulate(self, values: Mapping[str, float]) -> dict[str, NDArray[np.float64]]:
        """Return the figures of all replicates with some numbers set, each (replicates,)."""
        key = tuple(sorted(values.items()))
        if key not in self._known:
            self._known[key] = self._lived(values, self._replicates)
            self.n_evaluations += 1
        return self._known[key]

    def _lived(self, values: Mapping[str, float], n_runs: int) -> dict[str, NDArray[np.float64]]:
        """Live a market with some numbers set; return each figure in every run."""
        market = self._scenario.model_copy(deep=True)
        for path, value in values.items():
            set_number(market, path, value)
        tasks = [
            RunTask(market, self._plan, self._seed, replicate, self._repeat_days)
            for replicate in range(n_runs)
        ]
        rows: list[dict[str, Moment]] = [{}] * n_runs
        for replicate, row in each(
            figures_of, tasks, self._workers, self._executor, _prepare_engine
        ):
            rows[replicate] = row
        names = dict.fromkeys(name for row in rows for name in row)
        nothing = Moment(math.nan, math.nan)
        return {name: np.array([row.get(name, nothing).value for row in rows]) for name in names}

    def misses(self, free: Sequence[Free], shares: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how far simulated figures are from the data, at shares of the ranges.

        Each is the root of twice the logarithm of its likelihood ratio (`residual`), and what
        others already say is taken out: the sum of squares is the distance.
        """
        found = self.simulate(_numbers_at(free, shares))
        means = np.array(
            [np.nanmean(found[n]) if n in found and np.isfinite(found[n]).any() else np.nan
             for n in self.names]
        )  # fmt: skip
        off = np.array(
            [
                residual(kind_of(name), mean, data, error)
                for name, mean, data, error in zip(
                    self.names, means, self.data, self.errors, strict=True
                )
            ]
        )
        off = np.where(np.isfinite(off), off, 100.0)  # a figure lost is very far off
        misses: NDArray[np.float64] = self._sure * np.linalg.solve(self._root, off)
        return misses

    def slopes(
        self, free: Sequence[Free], shares: NDArray[np.float64], step: float
    ) -> NDArray[np.float64]:
        """Return how the misses move with each number, over its whole range: (figures, n)."""
        columns = []
        for place in range(len(free)):
            ends = []
            for side in (-step, step):
                moved = shares.copy()
                moved[place] = min(max(moved[place] + side, 0.0), 1.0)
                ends.append((moved[place], self.misses(free, moved)))
            (low, below), (high, above) = ends
            columns.append((above - below) / (high - low))
        return np.column_stack(columns)


def _numbers_at(free: Sequence[Free], shares: NDArray[np.float64]) -> dict[str, float]:
    """Return each number, by its path, at a share of its range."""
    return {one.path: one.at(float(share)) for one, share in zip(free, shares, strict=True)}


def _prepare_engine(task: RunTask) -> None:
    """Compile the engine before any process starts on a run."""
    prepare(Task(task.scenario, (task.plan,), task.seed, 0, 1, False))


def best_shares(fit: Fit, free: Sequence[Free], evaluations: int) -> NDArray[np.float64]:
    """Return the shares of the ranges with the least distance.

    The whole box is searched first (DIRECT: Jones, Perttunen, Stuckman 1993), then the
    neighbourhood of the best point (Nelder and Mead 1965); neither draws a random number.

    Args:
        fit: The distance.
        free: The numbers that may move.
        evaluations: How often the market may be simulated.
    """
    from scipy import optimize

    best = (math.inf, np.array([one.start for one in free]))

    def distance(shares: NDArray[np.float64]) -> float:
        nonlocal best
        misses = fit.misses(free, np.asarray(shares, np.float64))
        value = float(misses @ misses)
        if value < best[0]:
            best = (value, np.array(shares, np.float64))
        return value

    distance(best[1])
    box = optimize.Bounds(np.zeros(len(free)), np.ones(len(free)))
    optimize.direct(distance, box, maxfun=max(evaluations // 2, 2 * len(free) + 1), eps=1e-3)
    centre = best[1]
    corners = [centre]
    for place in range(len(free)):
        corner = centre.copy()
        corner[place] += 0.08 if corner[place] < 0.5 else -0.08
        corners.append(corner)
    optimize.minimize(
        distance, centre, method="Nelder-Mead", bounds=box,
        options={
            "maxfev": max(evaluations // 2, 10), "initial_simplex": np.array(corners),
            "xatol": 1e-3, "fatol": 1e-3,
        },
    )  # fmt: skip
    return best[1]


def polished(
    fit: Fit, free: Sequence[Free], shares: NDArray[np.float64], step: float, rounds: int = 2
) -> NDArray[np.float64]:
    """Return shares at which the distance is no larger, by steps of Gauss and Newton.

    A search that ends before it has arrived would leave an interval around the wrong place.
    """
    misses = fit.misses(free, shares)
    for _round in range(rounds):
        slopes = fit.slopes(free, shares, step)
        move = np.linalg.lstsq(slopes, -misses, rcond=1e-3)[0]
        for part in (1.0, 0.4):
            moved = np.clip(shares + part * move, 0.0, 1.0)
            there = fit.misses(free, moved)
            if there @ there < misses @ misses:
                shares, misses = moved, there
                break
        else:
            break
    return shares


def spread(slopes: NDArray[np.float64], misfit: float) -> NDArray[np.float64]:
    """Return the standard deviation of each number, as a share of its range.

    The data weigh by how far they move with the numbers, a number's range by what a uniform
    distribution on it says: what the data leave open stays as wide as its range. Where even
    the best numbers miss the data by more than chance, all is wider by as much.

    Args:
        slopes: What `Fit.slopes` returns at the best numbers.
        misfit: The distance there for each figure to spare, 1 when all is chance.
    """
    deviation: NDArray[np.float64] = np.sqrt(np.diag(covariance_of(slopes, misfit)))
    return deviation


def covariance_of(slopes: NDArray[np.float64], misfit: float) -> NDArray[np.float64]:
    """Return the covariance of the numbers as shares of their ranges, see `spread`."""
    told = slopes.T @ slopes / max(misfit, 1.0)
    precision = told + PRIOR_PRECISION * np.eye(slopes.shape[1])
    return np.asarray(np.linalg.inv(precision), dtype=np.float64)


def free_number(scenario: Scenario, path: str, before: float, low: float, high: float) -> Free:
    """Return a number as one to be fitted."""
    return Free(path, before, low, high, bounds_of(scenario, path).is_whole)
