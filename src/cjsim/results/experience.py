"""How customers feel over all their contacts: index, lowest emotion, consistency, effort.

These rest on the sums of contacts alone, so a run under way can be measured too.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from cjsim.journey.stages import Stage
from cjsim.journey.touching import (
    CONTACTS,
    EMOTION,
    EMOTION_BINS,
    N_POINTS,
    SCORE,
    Aspect,
)

BIN_EMOTIONS = np.linspace(-2.0, 2.0, EMOTION_BINS)


def quantiles(counts: NDArray[np.float64], shares: tuple[float, ...]) -> list[float]:
    """Return quantiles of emotions counted in `EMOTION_BINS` bins, NaN of none."""
    below = np.cumsum(counts)
    if below[-1] <= 0.0:
        return [math.nan] * len(shares)
    return [float(BIN_EMOTIONS[int(np.searchsorted(below, share * below[-1]))]) for share in shares]


def experience_index(sums: NDArray[np.float64]) -> float:
    """Return the mean score over all contacts, -2 to 2: the five factors by their contacts."""
    contacts = float(sums[..., CONTACTS].sum())
    return float(sums[..., SCORE].sum()) / contacts if contacts else math.nan


def emotion_low(sums: NDArray[np.float64]) -> tuple[float, str]:
    """Return the lowest median emotion of a stage and the stage's name; NaN of no contact."""
    lows = [
        (quantiles(sums[:, stage, ..., EMOTION:].sum(axis=(0, 1, 2)), (0.5,))[0], stage)
        for stage in Stage
    ]
    seen = [(low, stage.name.lower()) for low, stage in lows if not math.isnan(low)]
    return min(seen, key=lambda pair: pair[0]) if seen else (math.nan, "")


def consistency(sums: NDArray[np.float64]) -> float:
    """Return 1 - s / 2, with s the spread of the mean scores of touchpoints.

    Touchpoints weigh by their contacts; s is at most 2, when half feel perfect and half
    dreadful.
    """
    by_point = sums.sum(axis=(0, 1, 3))
    contacts = by_point[:N_POINTS, CONTACTS]
    is_met = contacts > 0.0
    if not is_met.any():
        return math.nan
    means = by_point[is_met, SCORE] / contacts[is_met]
    weights = contacts[is_met] / contacts.sum()
    middle = float(weights @ means)
    return 1.0 - math.sqrt(float(weights @ (means - middle) ** 2)) / 2.0


def effort_score(sums: NDArray[np.float64]) -> float:
    """Return the mean effort of buying and using, 1 (none) to 7: 4 is the usual."""
    efforts = sums[..., [Aspect.BUYING_EFFORT, Aspect.USE_EFFORT], :]
    contacts = float(efforts[..., CONTACTS].sum())
    return 4.0 - 1.5 * float(efforts[..., SCORE].sum()) / contacts if contacts else math.nan
