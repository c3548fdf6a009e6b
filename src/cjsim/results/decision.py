"""Which plan is best, asked again and again as futures come in, without being fooled by asking.

An interval that holds at one number of futures chosen beforehand is wrong far more often when it
is looked at after each batch. The intervals here hold at all numbers of futures at once, so that
stopping whenever they are clear does not make them wrong.

The interval of a pair of plans is the larger, end by end, of two that share one critical value:

- that of the t statistic under a normal mixture over the effect in standard deviations. For
  normal differences it is exact at every stopping time: Wang and Ramdas, "Anytime-valid t-tests
  and confidence sequences for Gaussian means with unknown variance", arXiv:2310.03722, from
  Ville's inequality;
- that of the skewness-adjusted t (Lyon, Barber and Tsai 1999, "Improved Methods for Tests of
  Long-Run Abnormal Stock Returns", J. Finance), made a perfect cube so that it can be inverted.
  It keeps differences with a long tail from deciding too soon.

Pairs share the error in equal parts (Bonferroni), whatever the dependence between plans.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cjsim.language import speaking, text
from cjsim.results.money import spoken, spoken_change
from cjsim.scenarios.type_names import named

DecisionReason = Literal["clear", "no_difference", "budget"]

MIXTURE_WORLDS = 16.0
"""Worlds at which the intervals are narrowest, about; fewer decide sooner and, where differences
are skewed, more often wrongly (chosen by simulation: experiments/decide)."""
FIRST_LOOK = 10
"""Worlds lived before anything is decided."""
_GROWTH = 1.2
_LEAST_SKEW = 1e-9
# A sum over many customers carries rounding of this order: a spread below it is none.
_ROUNDING_SHARE = 1e-12


class Settled(NamedTuple):
    """What the worlds so far say: `reason` is None while it is not clear."""

    reason: Literal["clear", "no_difference"] | None
    best: int
    ties: tuple[int, ...]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Decision:
    """Why futures stopped being added, and what can be said.

    `reason` is "clear" (each other plan is worse than `best`, or differs from it by less than
    what matters: those are in `ties`), "no_difference" (no two plans differ by
    `smallest_effect`) or "budget" (neither is known; `best` only leads). The first two are
    wrong in at most `error_share` of decisions. `differences` hold `best` minus each other
    plan: low and high, together right at every number of futures. `spent` says what ended the
    budget, "runs" or "seconds"; `depends_on_time` whether another machine, or this one on
    another day, might have stopped at another number of futures. `unit` is the KPI's, or the
    currency.
    """

    reason: DecisionReason
    best: str
    ties: tuple[str, ...]
    n_futures: int
    n_worlds: int
    goal: str
    smallest_effect: float | None
    error_share: float
    differences: dict[str, tuple[float, float]]
    spent: Literal["runs", "seconds"] | None
    depends_on_time: bool
    unit: str

    @property
    def sentence(self) -> str:
        """The decision in words, in the language spoken."""
        return _sentence(self)

    def __str__(self) -> str:
        """Return the sentence."""
        return self.sentence

    def record(self) -> dict[str, Any]:
        """Return all of it as JSON can hold it; what is not known yet is null."""
        ends = {
            plan: [end if math.isfinite(end) else None for end in pair]
            for plan, pair in self.differences.items()
        }
        kept = {**asdict(self), "ties": list(self.ties), "differences": ends}
        del kept["unit"]
        with speaking("en"):  # what is written down is the same in every language
            return {**kept, "sentence": self.sentence}


def critical_t(n: NDArray[np.float64] | float, error_share: float) -> NDArray[np.float64]:
    """Return the t statistic that is exceeded at any `n` with at most this chance.

    Args:
        n: Independent observations so far, above 1.
        error_share: Chance, between 0 and 1, of being exceeded at any n at all.

    Infinite where `n` is too small for any claim. Source: the test martingale of Wang and
    Ramdas (arXiv:2310.03722) with a normal mixture of variance 1 / `MIXTURE_WORLDS` over
    mean / sd, solved for t.
    """
    n = np.asarray(n, np.float64)
    shrunk = MIXTURE_WORLDS / (n + MIXTURE_WORLDS)
    ratio = (1.0 / (error_share * np.sqrt(shrunk))) ** (2.0 / n)
    rest = 1.0 - ratio * shrunk
    is_finite = rest > 0.0
    squared = (n - 1.0) * (ratio - 1.0) / np.where(is_finite, rest, 1.0)
    return np.where(is_finite, np.sqrt(np.maximum(squared, 0.0)), np.inf)


def interval_at_any_n(
    differences: NDArray[np.float64], error_share: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the interval of each row's mean that holds at all numbers of columns at once.

    Args:
        differences: One row a pair of plans, one column an independent world, shape (P, n).
        error_share: Chance that the mean of a row is ever outside, between 0 and 1.
    """
    n = differences.shape[1]
    mean = differences.mean(axis=1)
    bound = float(critical_t(float(n), error_share)) if n > 1 else math.inf
    if not math.isfinite(bound):
        return np.full(mean.shape, -np.inf), np.full(mean.shape, np.inf)
    off = differences - mean[:, np.newaxis]
    squares = (off**2).mean(axis=1)
    sd = np.sqrt(squares * n / (n - 1))
    is_flat = np.ptp(differences, axis=1) <= _ROUNDING_SHARE * np.abs(differences).max(axis=1)
    skew = (off**3).mean(axis=1) / np.where(is_flat, 1.0, squares) ** 1.5
    skew = np.where(np.abs(skew) < _LEAST_SKEW, _LEAST_SKEW, skew)
    sd = np.where(is_flat, 0.0, sd)
    half = bound / math.sqrt(n)
    up, down = (
        3.0 / skew * (np.cbrt(1.0 + skew * (end - skew / (6.0 * n))) - 1.0) for end in (half, -half)
    )
    return mean - sd * np.maximum(half, up), mean - sd * np.minimum(-half, down)


def settle(
    gains: NDArray[np.float64], smallest_effect: float | None, error_share: float
) -> Settled:
    """Return what the worlds lived so far say about the plans.

    Args:
        gains: The goal of each plan in each world, more being better, shape (plans, worlds).
        smallest_effect: The smallest difference that matters, above 0; None if any matters.
        error_share: Chance of ever claiming something wrong, between 0 and 1.

    The claim is simultaneous over all pairs of plans and all numbers of worlds at which it is
    asked, if worlds are independent, alike and no rarer, larger loss than those seen awaits.
    """
    n_plans = gains.shape[0]
    one, other = np.triu_indices(n_plans, 1)
    low, high = np.zeros((n_plans, n_plans)), np.zeros((n_plans, n_plans))
    lows, highs = interval_at_any_n(gains[one] - gains[other], error_share / max(one.size, 1))
    low[one, other], high[one, other] = lows, highs
    low[other, one], high[other, one] = -highs, -lows
    best = int(gains.mean(axis=1).argmax())
    matters = smallest_effect or 0.0
    if one.size and bool(np.all((lows > -matters) & (highs < matters))):
        ties = tuple(place for place in range(n_plans) if place != best)
        return Settled("no_difference", best, ties, low[best], high[best])
    is_worse = low[best] > 0.0
    is_tied = (low[best] > -matters) & (high[best] < matters) & ~is_worse
    is_settled = is_worse | is_tied
    is_settled[best] = True
    ties = tuple(int(place) for place in np.flatnonzero(is_tied) if place != best)
    is_clear = bool(is_settled.all()) and bool(is_worse.any())
    return Settled("clear" if is_clear else None, best, ties, low[best], high[best])


def next_look(n_worlds: int) -> int:
    """Return the number of worlds at which to look next."""
    if n_worlds < FIRST_LOOK:
        return FIRST_LOOK
    return max(n_worlds + 1, int(_GROWTH * n_worlds))


def in_worlds(
    values: NDArray[np.float64], worlds: NDArray[np.int64], per_world: int
) -> NDArray[np.float64]:
    """Return the mean of each whole world, shape (plans, worlds).

    Futures of one world share their unknown numbers: they are not independent. Worlds not yet
    lived whole are left out, and those in which the goal of a plan is undefined.
    """
    names, place, counts = np.unique(worlds, return_inverse=True, return_counts=True)
    sums = np.array([np.bincount(place, weights=row, minlength=names.size) for row in values])
    means = sums[:, counts == per_world] / per_world
    return means[:, ~np.isnan(means).any(axis=0)]


def decision_of(
    plans: Sequence[str],
    settled: Settled,
    *,
    n_futures: int,
    n_worlds: int,
    goal: str,
    unit: str,
    is_higher_better: bool,
    smallest_effect: float | None,
    error_share: float,
    spent: Literal["runs", "seconds"] | None,
    depends_on_time: bool,
) -> Decision:
    """Return the record of a decision, with its sentence."""
    best = plans[settled.best]
    ends = {
        plan: (float(low), float(high)) if is_higher_better else (float(-high), float(-low))
        for plan, low, high in zip(plans, settled.low, settled.high, strict=True)
        if plan != best
    }
    reason: DecisionReason = settled.reason or "budget"
    ties = tuple(plans[place] for place in settled.ties)
    return Decision(
        reason, best, ties, n_futures, n_worlds, goal, smallest_effect, error_share, ends,
        spent if reason == "budget" else None, depends_on_time, unit,
    )  # fmt: skip


def _sentence(decision: Decision) -> str:
    """Return a decision in words."""
    best, ties, ends = decision.best, decision.ties, decision.differences
    n_futures, smallest_effect = decision.n_futures, decision.smallest_effect
    unit = decision.unit
    how_often = text(
        "such a call is wrong in at most {error_share} of 100",
        {"error_share": f"{100.0 * decision.error_share:g}"},
    )
    what = named(decision.goal)
    after = text("after {n_futures} paired futures", {"n_futures": n_futures})
    nearest = max(ends, key=lambda plan: -abs(sum(ends[plan])))  # the mean closest to the best's
    between = _between(ends[nearest], unit)
    if decision.reason == "clear":
        said = text(
            "{best} is the best by {what} {after}: {between} against {nearest}",
            {"best": best, "what": what, "after": after, "between": between, "nearest": nearest},
        )
        if ties:
            listed = ", ".join(ties)
            said += text(
                " ({listed}: as good, within {value})",
                {"listed": listed, "value": spoken(smallest_effect or 0.0, unit)},
            )
        said += f"; {how_often}."
    elif decision.reason == "no_difference":
        said = text(
            "No plan differs from another by {value} of {what} or more, {after}; "
            "{best} leads ({between} against {nearest}); {how_often}.",
            {
                "value": spoken(smallest_effect or 0.0, unit),
                "what": what,
                "after": after,
                "best": best,
                "between": between,
                "nearest": nearest,
                "how_often": how_often,
            },
        )
    else:
        said = text(
            "The budget of {spent} was spent before it was clear: {best} leads "
            "by {what} {after}, {between} against {nearest}.",
            {
                "spent": text("seconds") if decision.spent == "seconds" else text("runs"),
                "best": best,
                "what": what,
                "after": after,
                "between": between,
                "nearest": nearest,
            },
        )
    if decision.depends_on_time:
        said += text(
            " The number of futures depended on time; replicates={n_futures} gives the same again.",
            {"n_futures": n_futures},
        )
    return said


def _between(ends: tuple[float, float], unit: str) -> str:
    """Return an interval of a difference in words."""
    if not all(map(math.isfinite, ends)):
        return text("by how much is not known yet")
    if ends == (0.0, 0.0):
        return text("no difference in any future")
    low, high = (spoken_change(end, unit) for end in ends)
    return text("between {low} and {high}", {"low": low, "high": high})
