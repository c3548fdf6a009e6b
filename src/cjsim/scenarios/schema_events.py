"""What happens to the market that nobody planned, or that the calendar brings."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from cjsim.scenarios.quantity import (
    Between,
    Emotion,
    Number,
    Positive,
    Quantity,
    Section,
    Share,
    assumed,
)

Change = Annotated[Quantity, Between(-1.0)]


class Timed(Section):
    """An event with dates, or with a yearly chance of beginning on a day drawn by luck."""

    start: dt.date | None = None
    """First day; left out when it comes at random."""
    per_year: Positive = assumed(0.0)
    """Times a year it comes at random, when it has no `start`."""
    lasts_days: Positive = assumed(7.0)
    """How long it lasts."""


class Worry(Section):
    """An unexpected personal situation: money, state of mind, or time."""

    type: Literal["personal_finance", "personal_psychology", "personal_time"]
    per_year: Positive
    """Times it strikes a person in a year."""
    lasts_days: Positive = assumed(21.0)
    """How long it weighs on the person."""
    pause_share: Share = assumed(0.7)
    """Share of intentions it pauses; the others are cancelled."""
    pause_days: Positive = assumed(30.0)
    """Mean length of a pause."""
    resume_share: Share = assumed(0.6)
    """Share of pauses after which the purchase is taken up again."""


class Season(Timed):
    """A stretch of the calendar in which needs and media prices differ."""

    type: Literal["season"]
    need_times: Positive = assumed(1.0)
    """Needs relative to an ordinary day."""
    media_cost_times: Positive = assumed(1.0)
    """Cost of exposures relative to an ordinary day."""
    staff_times: Positive = assumed(1.0)
    """Support staff present relative to an ordinary day."""


class ViralReview(Timed):
    """One voice that very many hear, about one brand."""

    type: Literal["viral_review"]
    brand: str
    """Whom it is about."""
    reach_people: Positive
    """People who meet it in all."""
    tone: Emotion
    """From -2 (slams it) to 2 (raves)."""
    half_life_days: Positive = assumed(9.0)
    """Days in which its daily reach halves."""


class CompetitorPriceCut(Timed):
    """A competitor sells cheaper for a while."""

    type: Literal["competitor_price_cut"]
    brand: str
    """Who."""
    change_share: Change
    """Change of its price, e.g. -0.2."""


class StockOut(Timed):
    """Our product cannot be had in one sales channel."""

    type: Literal["stock_out"]
    sales: str
    """Which sales channel."""


class Outage(Timed):
    """Our own pages or app are down: nothing is found, nothing ordered there."""

    type: Literal["outage"]
    sales: str
    """The sales channel that is down."""
    findability_times: Positive = assumed(0.1)
    """Findability of own content meanwhile."""


class EconomicShock(Timed):
    """Money worries become more frequent for everyone."""

    type: Literal["economic_shock"]
    finance_risk_times: Positive
    """Rate of money worries relative to ordinary times."""


class LeverEvent(Timed):
    """Any number of the file moves for a while: what no named event says."""

    type: Literal["lever"]
    path: str
    """Dotted path of the number."""
    to: Number | None = None
    by: Number | None = None
    times: Number | None = None


Event = Annotated[
    Worry
    | Season
    | ViralReview
    | CompetitorPriceCut
    | StockOut
    | Outage
    | EconomicShock
    | LeverEvent,
    Field(discriminator="type"),
]
