"""What every event has: when it comes, and what it moves."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from cjsim.scenarios.actions.base import lever_changes
from cjsim.scenarios.changes import Change
from cjsim.scenarios.quantity import Number, Positive, Section, assumed


class Timed(Section):
    """An event with dates, or with a yearly chance of beginning on a day drawn by luck."""

    start: dt.date | None = None
    """First day; left out when it comes at random."""
    per_year: Positive = assumed(0.0)
    """Times a year it comes at random, when it has no `start`."""
    lasts_days: Positive = assumed(7.0)
    """How long it lasts."""

    def changes(self) -> list[Change]:
        """Return the numbers of the file it moves while it lasts."""
        return []


class LeverEvent(Timed):
    """Any number of the file moves for a while: what no named event says."""

    type: Literal["lever"]
    path: str
    """Dotted path of the number."""
    to: Number | None = None
    by: Number | None = None
    times: Number | None = None

    def changes(self) -> list[Change]:
        """Return the one number it moves."""
        return lever_changes(self.path, self.to, self.by, self.times)
