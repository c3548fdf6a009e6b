"""What the firm may do: levers it moves and contacts it makes, with their costs."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from cjsim.scenarios.quantity import (
    Between,
    Count,
    Hour,
    Number,
    Positive,
    Quantity,
    Score,
    Section,
    Share,
    assumed,
)

MAX_CONTACT_PROGRAMMES = 16
StageName = Literal[
    "unaware", "awareness", "search", "evaluation", "purchase", "use", "support", "lapsed"
]
Change = Annotated[Quantity, Between(-1.0)]


def _lapsed() -> list[StageName]:
    return ["lapsed"]


def _use() -> list[StageName]:
    return ["use"]


class Action(Section):
    """What every intervention has: when, for whom, at what cost."""

    start: dt.date | None = None
    """First day; the first day of the run where it is left out."""
    end: dt.date | None = None
    """Last day; the last day of the run where it is left out."""
    ramp_days: Positive = assumed(0.0)
    """Days until it works fully, growing evenly."""
    segments: list[str] = Field(default_factory=list)
    """Audience; empty means everyone."""
    one_off_cost: Positive | None = None
    """Money at the start."""
    cost_per_month: Positive | None = None
    """Money a month while it runs."""
    cost: Literal["free"] | None = None
    """`free` says that it costs nothing, instead of a cost."""


class Lever(Action):
    """Move any number of the file: `to` a value, `by` an amount, or `times` a factor."""

    type: Literal["lever"]
    path: str
    """Dotted path of the number."""
    to: Number | None = None
    by: Number | None = None
    times: Number | None = None


class ContactAction(Action):
    """What every programme of contacts has: whom it addresses, how often, through what."""

    channel: str
    """Channel of moment `contact` it goes through; it sets the cost of a contact."""
    stages: list[StageName] = Field(default_factory=list)
    """Stages of those addressed; empty means all that know us."""
    min_days_in_stage: Count = assumed(0.0)
    """Days they have been there at least."""
    max_days_in_stage: Count | None = None
    """Days they have been there at most."""
    customers_only: bool = False
    """Only people who have bought from us."""
    every_days: Count = assumed(0.0)
    """Days between two contacts of one person; 0 means once in all."""
    capacity_per_day: Positive | None = None
    """Contacts a day at most, for all the people."""
    fatigue: Share = assumed(0.05)
    """How much each contact wears: response to later ones falls by this share."""


class Contact(ContactAction):
    """Address customers: inform, remind, offer, care."""

    type: Literal["contact"]
    information: Share = assumed(0.0)
    """Share of what is still unknown about us that the contact tells."""
    response_share: Share = assumed(0.0)
    """Share of those who know us that a contact brings to visit (they start to search)."""
    discount_share: Share = assumed(0.0)
    """Discount offered."""
    offer_days: Count = assumed(14.0)
    """Days the offer holds."""
    care: Share = assumed(0.0)
    """Affection it gives: how far trust moves to full."""


class Winback(ContactAction):
    """Offer those who left a reason to come back."""

    type: Literal["winback"]
    discount_share: Share
    """Discount offered."""
    offer_days: Count = assumed(30.0)
    """Days the offer holds."""
    response_share: Share = assumed(0.08, 0.03, 0.12)
    """Share of those who left that one contact brings to look again."""
    reasons: list[str] = Field(default_factory=list)
    """Reasons of leaving it is for; empty means all."""
    stages: list[StageName] = Field(default_factory=_lapsed)
    """Stages of those addressed."""


class CareProgramme(ContactAction):
    """Calls, letters, greetings after the purchase."""

    type: Literal["care_programme"]
    care: Share = assumed(0.05)
    """Affection it gives: how far trust moves to full."""
    response_share: Share = assumed(0.01)
    """Share whom a contact reminds to come back."""
    every_days: Count = assumed(30.0)
    """Days between two contacts of one person."""
    stages: list[StageName] = Field(default_factory=_use)
    """Stages of those addressed."""
    customers_only: bool = True
    """Only people who have bought from us."""


class Seeding(ContactAction):
    """Give the product to chosen people to try, so that they talk."""

    type: Literal["seeding"]
    people: Positive
    """People seeded in all."""
    information: Share = assumed(0.8)
    """Share of what is still unknown that trying it tells."""
    opinion: Score = assumed(0.5)
    """Opinion they are moved to."""


class MediaBudget(Action):
    """Change what is spent on a media channel; the money itself is the cost."""

    type: Literal["media_budget"]
    channel: str
    change_share: Change
    """Change of the spend, e.g. -0.2."""


class Discount(Action):
    """Sell cheaper; the margin lost is the cost."""

    type: Literal["discount"]
    share: Share
    """Discount on our price."""


class SupportCapacity(Action):
    """More (or fewer) people at the desk, other hours, better answers."""

    type: Literal["support_capacity"]
    add_staff: Number = assumed(0.0)
    """People added; their pay is booked with the desk's."""
    open_hour: Hour | None = None
    close_hour: Hour | None = None
    add_first_contact_resolution: Score = assumed(0.0)
    """Change of the share solved at first contact."""
    add_attitude: Score = assumed(0.0)
    """Change of the staff's skill and attitude."""


class Onboarding(Action):
    """Help new owners over the first difficulties."""

    type: Literal["onboarding"]
    coverage_share: Share
    """Share of new owners helped."""
    relief_share: Share | None = None
    """Share of their trouble the help takes away; the file's where it is left out."""
    cost_per_customer: Positive = assumed(0.0)
    """Money for each person helped."""


class ReferralReward(Action):
    """Pay customers who bring others, and those they bring."""

    type: Literal["referral_reward"]
    reward: Positive
    """Money to each side when the invited person buys; this is the cost."""
    invite_share: Share = assumed(0.3)
    """Share of positive messages of owners that carry an invitation."""
    talk_times: Positive = assumed(1.2)
    """Owners' talk relative to before."""


class Checkout(Action):
    """Make buying shorter or safer."""

    type: Literal["checkout"]
    sales: str
    """Which sales channel."""
    steps: Positive | None = None
    """Steps it will have."""
    payment_failure_share: Share | None = None
    """Share of payments that will fail."""


class ReviewResponse(Action):
    """Answer negative reviews."""

    type: Literal["review_response"]
    answered_share: Share
    """Share of negative reviews answered."""
    answer_hours: Positive
    """Hours until the answer."""
    cost_per_case: Positive = assumed(0.0)
    """Money for each review answered."""


Intervention = Annotated[
    Lever
    | Contact
    | Winback
    | CareProgramme
    | Seeding
    | MediaBudget
    | Discount
    | SupportCapacity
    | Onboarding
    | ReferralReward
    | Checkout
    | ReviewResponse,
    Field(discriminator="type"),
]
