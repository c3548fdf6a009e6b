"""Where a curve that is known with error crosses zero, and between which values it may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
NARROW = 1e-9
"""A bracket narrower than this share of its place is not halved again."""


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of values in which the sign changes, from what is sure to what is sure.

    `is_open_low` or `is_open_high`: nothing is sure on that side.
    """

    start: float
    end: float
    sign_before: int
    is_open_low: bool = False
    is_open_high: bool = False


@dataclass(frozen=True, slots=True)
class Crossing:
    """A change of sign: where, and between which values the interval of the mean holds 0."""

    at: float
    low: float
    high: float
    sign_before: int
    is_open_low: bool
    is_open_high: bool
    n_changes: int
    COLUMNS: ClassVar[tuple[str, ...]] = (
        "at", "low", "high", "is_open_low", "is_open_high", "before", "after", "n_changes",
    )  # fmt: skip

    def row(self, before: str, after: str) -> tuple[Any, ...]:
        """Return the crossing as a row of `COLUMNS`, with the winners' names."""
        ends = (self.at, self.low, self.high, self.is_open_low, self.is_open_high)
        return (*ends, before, after, self.n_changes)


@dataclass(frozen=True, slots=True)
class _Curve:
    """Values in order, the mean at each, the interval of the mean, and the sign that is sure."""

    x: Floats
    mean: Floats
    low: Floats
    high: Floats

    @staticmethod
    def of(table: pd.DataFrame) -> _Curve:
        """Return what is known; a value at which nothing is, is left out."""
        known = table.dropna(subset=["difference", "mean_low", "mean_high"])
        names = ("value", "difference", "mean_low", "mean_high")
        return _Curve(*(known[name].to_numpy(np.float64) for name in names))

    @property
    def sure(self) -> NDArray[np.int64]:
        return np.where(self.low > 0.0, 1, np.where(self.high < 0.0, -1, 0))


def brackets(table: pd.DataFrame) -> list[Place]:
    """Return the stretches in which the sign changes.

    Two neighbouring values of opposite sure signs make one, however often the mean wavers
    between them. So do an end of the table whose mean has the other sign than what is sure
    next to it, and a table without anything sure whose ends differ.

    Args:
        table: Columns value (ascending), difference, mean_low, mean_high.
    """
    curve = _Curve.of(table)
    if curve.x.size < 2:
        return []
    sure, sign = curve.sure, np.sign(curve.mean).astype(int)
    at = np.flatnonzero(sure)
    first, last = float(curve.x[0]), float(curve.x[-1])
    if at.size == 0:
        changes = sign[0] * sign[-1] < 0
        return [Place(first, last, int(sign[0]), True, True)] if changes else []
    found = []
    if sign[0] == -sure[at[0]]:
        found.append(Place(first, float(curve.x[at[0]]), int(sign[0]), is_open_low=True))
    for before, after in pairwise(at):
        if sure[before] != sure[after]:
            ends = float(curve.x[before]), float(curve.x[after])
            found.append(Place(*ends, int(sure[before])))
    if sign[-1] == -sure[at[-1]]:
        start = float(curve.x[at[-1]])
        found.append(Place(start, last, int(sure[at[-1]]), is_open_high=True))
    return found


def next_probe(table: pd.DataFrame, place: Place, is_whole: bool) -> float | None:
    """Return the next value to try in a stretch, or None when it is closed in on."""
    curve = _Curve.of(table)
    pairs = _changes(curve, place)
    left, right = _pair(curve, pairs)
    middle = (left + right) / 2.0
    if is_whole:
        middle = float(np.floor(middle))
    is_closed = middle <= left or right - left <= NARROW * max(abs(left), abs(right))
    return None if is_closed else middle


def crossing_in(table: pd.DataFrame, place: Place) -> Crossing:
    """Return the crossing of a stretch, by straight lines between the values tried."""
    curve = _Curve.of(table)
    pairs = _changes(curve, place)
    left = pairs[len(pairs) // 2]
    at = _zero(curve.x[left : left + 2], curve.mean[left : left + 2])
    low, high = float(curve.x[0]), float(curve.x[-1])
    sure = curve.sure
    if not place.is_open_low:
        told = np.flatnonzero((sure == place.sign_before) & (curve.x <= at))
        bound = curve.low if place.sign_before > 0 else curve.high
        start = int(told[-1])
        low = _zero(curve.x[start : start + 2], bound[start : start + 2])
    if not place.is_open_high:
        told = np.flatnonzero((sure == -place.sign_before) & (curve.x >= at))
        bound = curve.low if place.sign_before < 0 else curve.high
        end = int(told[0])
        high = _zero(curve.x[end - 1 : end + 1], bound[end - 1 : end + 1])
    opens = (place.is_open_low, place.is_open_high)
    return Crossing(at, low, high, place.sign_before, *opens, len(pairs))


def _changes(curve: _Curve, place: Place) -> list[int]:
    """Return the places after which the mean changes sign within a stretch: an odd number."""
    inside = (curve.x[:-1] >= place.start) & (curve.x[1:] <= place.end)
    is_before = np.sign(curve.mean) == place.sign_before
    return [int(i) for i in np.flatnonzero(inside & (is_before[:-1] != is_before[1:]))]


def _pair(curve: _Curve, changes: Sequence[int]) -> tuple[float, float]:
    """Return the two values about the change in the middle of all."""
    left = changes[len(changes) // 2]
    return float(curve.x[left]), float(curve.x[left + 1])


def _zero(x: Floats, y: Floats) -> float:
    """Return where the line through two points is 0, within them."""
    if y[0] == y[1]:
        return float(x.mean())
    return float(np.clip(x[0] - y[0] * (x[1] - x[0]) / (y[1] - y[0]), x[0], x[1]))
