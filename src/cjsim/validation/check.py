"""What a check is, and what it finds: one line of the card."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

STANDARD_ERRORS = 4.0
"""Monte-Carlo standard errors that luck may be off by."""
N_BATCHES = 40


@dataclass(frozen=True)
class Finding:
    """One line of the card: what was expected, and what the simulation gave."""

    what: str
    expected: str
    simulated: str
    tolerance: str
    passed: bool


@dataclass(frozen=True)
class Check:
    """A check of the engine against theory or facts.

    Attributes:
        id: Its name on the card, "E1" or "M4".
        title: What is checked.
        source: Where the expectation is from.
        parts: What it consists of; the argument says whether to be quick. Parts may run side
            by side.
    """

    id: str
    title: str
    source: str
    parts: tuple[Callable[[bool], list[Finding]], ...]

    def run(self, quick: bool) -> list[Finding]:
        """Run all parts, one after the other."""
        return [finding for part in self.parts for finding in part(quick)]


def near(what: str, expected: float, simulated: float, tolerance: float, said: str = "") -> Finding:
    """Return the finding that a number is within a tolerance; `said` explains the tolerance."""
    is_near = bool(abs(simulated - expected) <= tolerance)  # False for nan
    told = f"{said} = {tolerance:.2g}" if said else f"{tolerance:.2g}"
    return Finding(what, figure(expected), figure(simulated), told, is_near)


def within_errors(
    what: str, expected: float, simulated: float, error: float, more: float = 0.0, said: str = ""
) -> Finding:
    """Return the finding that a number is within 4 standard errors of the expected one.

    `more` is tolerated on top of luck, for what `said` tells.
    """
    told = f"{STANDARD_ERRORS:.0f} s.e.{f'+{said}' if said else ''}"
    return near(what, expected, simulated, STANDARD_ERRORS * error + more, told)


def mean_within_errors(
    what: str, expected: float, values: ArrayLike, more: float = 0.0, said: str = ""
) -> Finding:
    """Return the finding that the mean of independent values is the expected one."""
    each = np.asarray(values, float)
    error = float(each.std(ddof=1)) / math.sqrt(each.size)
    return within_errors(what, expected, float(each.mean()), error, more, said)


def batch_means(values: NDArray[Any]) -> NDArray[np.float64]:
    """Return the means of 40 stretches of a series, which are nearly independent."""
    return np.array([batch.mean() for batch in np.array_split(values, N_BATCHES)])


def none_off(what: str, n_off: int, among: str) -> Finding:
    """Return the finding that nothing is off; `among` says how much was looked at."""
    return Finding(what, "none off", f"{n_off:,} of {among}", "exact", n_off == 0)


def figure(value: float) -> str:
    """Return a number with four digits that count."""
    return f"{value:.4g}" if abs(value) < 1000.0 else f"{value:,.0f}"
