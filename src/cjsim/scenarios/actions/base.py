"""What every intervention has, and the two kinds there are: levers and contacts."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from cjsim.scenarios.changes import Change, Names, Paid
from cjsim.scenarios.quantity import (
    Between,
    Count,
    Number,
    Positive,
    Quantity,
    Section,
    Share,
    assumed,
)
from cjsim.scenarios.schema_firm import Status

StageName = Literal[
    "unaware", "awareness", "search", "evaluation", "purchase", "use", "support", "lapsed"
]
RelativeChange = Annotated[Quantity, Between(-1.0)]
"""A change relative to what is: -1 takes all away."""


class Action(Section):
    """What every intervention has: when, for whom, at what cost."""

    start: dt.date | None = None
    """First day; the first day of the run where it is left out."""
    end: dt.date | None = None
    """Last day; the last day of the run where it is left out."""
    ramp_days: Positive = assumed(0.0)
    """Days until it works fully, growing evenly."""
    half_life_days: Positive | None = None
    """Days in which its effect fades to half without upkeep; it stays where this is left out."""
    segments: Annotated[list[str], Names("segments")] = Field(default_factory=list)
    """Audience; empty means everyone."""
    one_off_cost: Positive | None = None
    """Money at the start."""
    cost_per_month: Positive | None = None
    """Money a month while it runs."""
    cost: Literal["free"] | None = None
    """`free` says that it costs nothing, instead of a cost."""

    def changes(self) -> list[Change]:
        """Return the numbers of the file it moves when it works fully."""
        return []

    def paid(self) -> list[Paid]:
        """Return what it costs each time something happens."""
        return []

    def once(self) -> float:
        """Return the money it costs at the start."""
        return float(self.one_off_cost or 0.0)

    def per_month(self) -> float:
        """Return the money it costs a month while it runs."""
        return float(self.cost_per_month or 0.0)


class Lever(Action):
    """Move any number of the file: `to` a value, `by` an amount, or `times` a factor."""

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


def lever_changes(
    path: str, to: Quantity | None, by: Quantity | None, times: Quantity | None
) -> list[Change]:
    """Return the change of a lever: the first of `to`, `by` and `times` that is written."""
    if to is not None:
        return [Change(path, "to", float(to), "to")]
    if by is not None:
        return [Change(path, "by", float(by), "by")]
    if times is not None:
        return [Change(path, "times", float(times), "times")]
    return []


class ContactAction(Action):
    """What every programme of contacts has: whom it addresses, how often, through what."""

    channel: Annotated[str, Names("channels")]
    """Channel of moment `contact` it goes through; it sets the cost of a contact."""
    stages: list[StageName] = Field(default_factory=list)
    """Stages of those addressed; empty means all that know us."""
    min_days_in_stage: Count = assumed(0.0)
    """Days they have been there at least."""
    max_days_in_stage: Count | None = None
    """Days they have been there at most."""
    customers_only: bool = False
    """Only people who have bought from us."""
    labels: list[str] = Field(default_factory=list)
    """Labels of those addressed, as far as the firm can tell; empty means all."""
    statuses: list[Status] = Field(default_factory=list)
    """Statuses of the leads addressed (with a [crm]); empty means all."""
    split: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,39}$")] | None = None
    """Name of a test it is part of: programmes of one split address different people."""
    audience_share: Share = assumed(1.0)
    """Share of its audience that may be addressed, chosen by luck once for all."""
    every_days: Count = assumed(0.0)
    """Days between two contacts of one person; 0 means once in all."""
    max_contacts: Count | None = None
    """Contacts of one person at most."""
    capacity_per_day: Positive | None = None
    """Contacts a day at most, for all the people."""
    fatigue: Share = assumed(0.05)
    """How much each contact wears: response to later ones falls by this share."""
    open_share: Share = assumed(1.0)
    """Chance that a contact is opened, or picked up; unopened it does nothing but wear."""
    template_quality: Positive = assumed(1.0)
    """How good its text is: response and information relative to an ordinary one."""
    unsubscribe_share: Share = assumed(0.0)
    """Share of the wholly tired who, opening one, forbid the channel; less tired, fewer do."""
    cost_per_contact: Positive = assumed(0.0)
    """Money for each contact beside the channel's: a gift, the minutes of a call."""
