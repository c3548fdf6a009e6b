"""A check, and what it finds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One line of the card: what was expected, what the simulation gave, and whether it passes."""

    what: str
    expected: str
    simulated: str
    tolerance: str
    passed: bool


@dataclass(frozen=True)
class Check:
    """A check: `run(quick)` simulates and returns its findings."""

    id: str
    title: str
    source: str
    run: Callable[[bool], list[Finding]]
