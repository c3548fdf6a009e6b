"""How often is a decision wrong, and how many futures does it take?

`python experiments/decide/run.py [decisions]` makes synthetic paired differences of known means,
feeds them to the rule and the looks of `cjsim.compare(until="clear")`, and prints for each kind of
noise how often what was claimed is false, what the same looks with Student's t would claim, and
the median number of worlds. 4,000 decisions a row take some four minutes on one core.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from cjsim.results.decision import next_look, settle

MOST_WORLDS = 300
Draw = Callable[[np.random.Generator, tuple[int, int]], NDArray[np.float64]]


def lognormal(sigma: float) -> Draw:
    """Return noise of mean 0 and sd 1 with the tail of a lognormal distribution."""
    mean, times = math.exp(sigma**2 / 2.0), math.expm1(sigma**2)

    def draw(rng: np.random.Generator, shape: tuple[int, int]) -> NDArray[np.float64]:
        return (rng.lognormal(0.0, sigma, shape) - mean) / (mean * math.sqrt(times))

    return draw


NOISES: dict[str, Draw] = {
    "normal": lambda rng, shape: rng.normal(size=shape),
    "heavy tails (t, 4 df)": lambda rng, shape: rng.standard_t(4.0, shape) / math.sqrt(2.0),
    "exponential (skewness 2)": lambda rng, shape: rng.exponential(size=shape) - 1.0,
    "rare losses (skewness -2)": lambda rng, shape: 1.0 - rng.exponential(size=shape),
    "gamma 0.5 (skewness 2.8)": lambda rng, shape: (rng.gamma(0.5, size=shape) - 0.5) / 0.5**0.5,
    "lognormal 0.8 (skewness 3.7)": lognormal(0.8),
    "lognormal 1.0 (skewness 6.2)": lognormal(1.0),
    "lognormal 1.5 (skewness 33)": lognormal(1.5),
}
CASES = {
    "no difference, 2 plans": ((0.0, 0.0), 0.05),
    "no difference, 5 plans": ((0.0,) * 5, 0.05),
    "just what matters": ((0.0, 0.5), 0.5),
    "one sd, 2 plans": ((0.0, 1.0), 0.25),
}


def looks() -> list[int]:
    """Return the numbers of worlds at which the rule looks."""
    found = [next_look(0)]
    while next_look(found[-1]) <= MOST_WORLDS:
        found.append(next_look(found[-1]))
    return found


def is_false(reason: str | None, best: int, ties: tuple[int, ...], means, matters: float) -> bool:
    """Return whether a claim is false of the true means."""
    if reason == "no_difference":
        return max(means) - min(means) >= matters
    gaps = [means[best] - mean for mean in means]
    return reason == "clear" and any(
        abs(gap) >= matters if plan in ties else gap <= 0.0
        for plan, gap in enumerate(gaps)
        if plan != best
    )


def naive(gains: NDArray[np.float64], n: int, error: float) -> int | None:
    """Return the plan that Student's t at one look calls best, None if unclear."""
    order = np.argsort(-gains[:, :n].mean(axis=1))
    gap = gains[order[0], :n] - gains[order[1:], :n]
    t = gap.mean(axis=1) / (gap.std(axis=1, ddof=1) / math.sqrt(n))
    return int(order[0]) if t.min() > stats.t.isf(error / 2.0, n - 1) else None


def main() -> None:
    """Print a table of errors and worlds."""
    n_decisions = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    print(f"{n_decisions} decisions a row; at most {MOST_WORLDS} worlds\n")
    print(f"{'noise':30} {'truth':24} {'stated':>6} {'wrong':>7} {'t test':>7} {'worlds':>7}")
    for name, draw in NOISES.items():
        for truth, (means, matters) in CASES.items():
            for error in (0.05, 0.01):
                rng = np.random.default_rng(20270118)
                wrong, fooled, worlds = 0, 0, []
                for _ in range(n_decisions):
                    own = draw(rng, (len(means), MOST_WORLDS))
                    own[0] = 0.0
                    gains = own + np.array(means)[:, np.newaxis]
                    for n in looks():
                        found = settle(gains[:, :n], matters, error)
                        if found.reason is not None:
                            break
                    wrong += is_false(found.reason, found.best, found.ties, means, matters)
                    worlds.append(n)
                    called = next(
                        (b for n in looks() if (b := naive(gains, n, error)) is not None), None
                    )
                    fooled += called is not None and means[called] <= np.partition(means, -2)[-2]
                print(
                    f"{name:30} {truth:24} {error:6.2f} {wrong / n_decisions:7.4f} "
                    f"{fooled / n_decisions:7.4f} {np.median(worlds):7.0f}"
                )


if __name__ == "__main__":
    main()
