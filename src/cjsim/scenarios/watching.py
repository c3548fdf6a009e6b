"""Watching a figure while the market lives: what monitors and policies have in common."""

from __future__ import annotations

import math
from typing import Annotated

from cjsim.scenarios.quantity import Between, Number, Quantity, Section, assumed

WholeDays = Annotated[Quantity, Between(1, is_whole=True)]


class Watch(Section):
    """A KPI and the bounds it should stay within."""

    kpi: str
    """Which KPI, reckoned on the days so far."""
    over_days: WholeDays | None = None
    """Only so many of the last days; all days so far where it is left out."""
    below: Number | None = None
    """Below this it is out of bounds."""
    above: Number | None = None
    """Above this it is out of bounds."""

    def is_out(self, value: float) -> bool:
        """Return whether a value is out of bounds; one that is undefined never is."""
        if math.isnan(value):
            return False
        too_low = self.below is not None and value < self.below
        return too_low or (self.above is not None and value > self.above)


class Monitor(Watch):
    """An alarm: it is raised when a KPI is out of bounds, and changes nothing by itself.

    It never ends a run: plans are compared over equal days.
    """

    every_days: WholeDays = assumed(7)
    """Days between two looks."""
