"""Where people can see for themselves what we sell: store, hotline, demo, livestream."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cjsim.scenarios.changes import Names
from cjsim.scenarios.quantity import Positive, Score, Section, Share, assumed

MAX_EXPLORE = 8
NO_LIMIT = 1e9
"""More visits a day than any market makes."""

ExploreKind = Literal[
    "store_visit",
    "hotline",
    "demo",
    "consultation",
    "livestream",
    "virtual_tour",
    "chat",
    "salesperson",
]
OFFLINE_EXPLORING = ("store_visit", "salesperson")
"""Kinds for which one leaves the house or has someone in; the others are used from afar."""


class Explore(Section):
    """One way of seeing our product for oneself before deciding, and those who serve there."""

    kind: ExploreKind = "store_visit"
    """What it is."""
    segments: Annotated[list[str], Names("segments")] = Field(default_factory=list)
    """Segments it is for; empty means all."""
    sales: Annotated[str | None, Names("sales")] = None
    """The sales channel it belongs to: a store's visit belongs to the store."""
    per_day_share: Share = assumed(0.15)
    """Chance a day that someone who is comparing brands and knows us uses it."""
    information: Share = assumed(0.4)
    """Share of what is still unknown about us that one visit tells, by a team of full skill."""
    judgement: Share = assumed(0.0)
    """How far one visit moves the opinion of us towards the true worth, at full skill."""
    skill: Share = assumed(1.0)
    """What the team knows of what there is to know; 1 where it needs no team."""
    attitude: Share = assumed(0.5)
    """How the team treats people, 0 to 1; 0.5 leaves them as they were."""
    attitude_sd: Share = assumed(0.0)
    """How much that differs from contact to contact."""
    minutes: Positive = assumed(20.0)
    """The customer's own time a visit takes."""
    capacity_per_day: Positive = assumed(NO_LIMIT)
    """Visits a day that can be served, for all the people."""
    not_served_emotion: Score = assumed(-0.1)
    """Emotion, as a share of the strongest, of someone who comes and is not served."""
    cost_per_visit: Positive = assumed(0.0)
    """Money for a visit served."""
    cost_per_month: Positive = assumed(0.0)
    """Money a month while it is open: team, room, tools."""
    is_open: Share = assumed(1.0)
    """1 when it can be used, 0 when not; interventions open it."""


def one_way() -> dict[str, Explore]:
    """Return what a market has that says nothing of exploring: a visit."""
    return {"visit": Explore()}
