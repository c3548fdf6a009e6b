"""What every event has: when it comes, for whom, and what it moves."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from cjsim.scenarios.actions.base import lever_changes
from cjsim.scenarios.changes import Change, Names
from cjsim.scenarios.feasts import Feast, Span, feast_windows
from cjsim.scenarios.quantity import Between, Number, Positive, Quantity, Section, assumed

Days = Annotated[Quantity, Between(is_whole=True)]
Month = Annotated[Quantity, Between(1, 12, is_whole=True)]
DayOfMonth = Annotated[Quantity, Between(1, 31, is_whole=True)]


class Timed(Section):
    """An event with dates, with a feast every year, or with a yearly chance of beginning."""

    start: dt.date | None = None
    """First day; left out when it comes at random or with a feast."""
    per_year: Positive = assumed(0.0)
    """Times a year it comes at random, when it has no `start`."""
    lasts_days: Positive = assumed(7.0)
    """How long it lasts; with a `calendar`, its window says so."""
    calendar: Feast | None = None
    """A feast it comes with, every year of the run, instead of dates: `tet` (lunar new year),
    `ghost_month` (seventh lunar month), `double_day` (9.9 to 12.12), `payday`, `school`."""
    from_days_before: Days = assumed(0.0)
    """Days before the feast's first day on which it begins; negative is after it."""
    to_days_after: Days = assumed(0.0)
    """Days after the feast's last day on which it ends; negative is before it."""
    months: list[Month] = Field(default_factory=list)
    """Months of `double_day` and `payday`; empty means 9 to 12, and all."""
    day_of_month: DayOfMonth = assumed(5.0)
    """Day of `payday`."""
    half_life_days: Positive | None = None
    """Days in which its effect fades to half; it stays as strong where this is left out."""
    segments: Annotated[list[str], Names("segments")] = Field(default_factory=list)
    """Segments it strikes; empty means everyone."""

    def changes(self) -> list[Change]:
        """Return the numbers of the file it moves while it lasts."""
        return []


def windows_of(event: Timed, run: Span) -> list[Span]:
    """Return the first and last dates of an event that comes with a feast, within a run."""
    if event.calendar is None:
        return []
    return feast_windows(
        event.calendar,
        sorted(int(month) for month in event.months),
        int(event.day_of_month),
        int(event.from_days_before),
        int(event.to_days_after),
        run,
    )


class LeverEvent(Timed):
    """Any number of the file moves for a while: what no named event says."""

    type: Literal["lever"]
    path: str
    """Dotted path of the number."""
    to: Number | None = None
    """Value it takes."""
    by: Number | None = None
    """Amount it moves by."""
    times: Number | None = None
    """Factor it moves by."""

    def changes(self) -> list[Change]:
        """Return the one number it moves."""
        return lever_changes(self.path, self.to, self.by, self.times)
