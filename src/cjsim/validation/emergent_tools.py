"""What the emergent checks share: seeds, markets with other numbers, means with their errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from cjsim.results.markets import load_scenario
from cjsim.scenarios import Scenario, set_number
from cjsim.validation.check import Finding

T = TypeVar("T")
FULL_SEEDS = 20
QUICK_SEEDS = 4


class Size(NamedTuple):
    """How much is simulated: seeds and customers."""

    seeds: int
    customers: int


def size_of(quick: bool, customers: int, *, seeds: int = FULL_SEEDS) -> Size:
    """Return the full size, or the quick one: fewer seeds, half of the customers."""
    return Size(QUICK_SEEDS, customers // 2) if quick else Size(seeds, customers)


def changed(scenario: Scenario | str, numbers: Mapping[str, float]) -> Scenario:
    """Return a market with other numbers, given by their paths."""
    market = load_scenario(scenario) if isinstance(scenario, str) else scenario
    market = market.model_copy(deep=True)
    for path, value in numbers.items():
        set_number(market, path, value)
    return market


def over_seeds(live: Callable[[int], T], n_seeds: int) -> list[T]:
    """Return what `live` gives for each of the seeds 1 to `n_seeds`."""
    return [live(seed) for seed in range(1, n_seeds + 1)]


class Mean(NamedTuple):
    """A mean over seeds and its standard error."""

    value: float
    error: float

    @classmethod
    def of(cls, values: ArrayLike) -> Mean:
        """Return the mean of some numbers, one a seed, and its error."""
        numbers = np.asarray(values, float)
        return cls(float(numbers.mean()), float(numbers.std(ddof=1) / np.sqrt(numbers.size)))

    def __str__(self) -> str:
        """Return it as the card shows it: value (error)."""
        return f"{self.value:.3g} ({self.error:.2g})"


def within(what: str, mean: Mean, low: float, high: float, *, expected: str = "") -> Finding:
    """Find a mean between two bounds (an infinite one is none)."""
    if np.isinf(high):
        bounds = f">= {low:g}"
    elif np.isinf(low):
        bounds = f"<= {high:g}"
    else:
        bounds = f"{low:g} to {high:g}"
    passed = bool(low <= mean.value <= high)
    return Finding(what, expected or bounds, str(mean), bounds, passed)


def above_zero(what: str, differences: Sequence[float] | ArrayLike, *, expected: str) -> Finding:
    """Find a difference, one a seed, above zero by more than two standard errors."""
    mean = Mean.of(differences)
    passed = mean.value > 2.0 * mean.error and mean.value > 0.0
    return Finding(what, expected, str(mean), "> 0 by 2 errors", bool(passed))
