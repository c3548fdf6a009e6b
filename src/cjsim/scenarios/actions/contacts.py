"""Programmes that address customers one by one."""

from __future__ import annotations

from typing import Literal, NamedTuple

from pydantic import Field

from cjsim.scenarios.actions.base import ContactAction, StageName
from cjsim.scenarios.quantity import Count, Positive, Score, Share, assumed

Sign = Literal["due", "left_alone", "gave_up_waiting", "bad_review", "low_score"]
SIGNS: tuple[Sign, ...] = ("due", "left_alone", "gave_up_waiting", "bad_review", "low_score")
"""Signs of leaving. `low_score` is an answer of 1 or 2 of 5 in a survey."""


def _signs() -> list[Sign]:
    return list(SIGNS)


def _interested() -> list[StageName]:
    return ["awareness", "search", "evaluation"]


def _owning() -> list[StageName]:
    return ["use", "support"]


def _lapsed() -> list[StageName]:
    return ["lapsed"]


def _use() -> list[StageName]:
    return ["use"]


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


class Nurture(ContactAction):
    """A course of messages to people who have shown interest, until they buy."""

    type: Literal["nurture"]
    information: Share = assumed(0.10)
    """Share of what is still unknown about us that a message tells."""
    response_share: Share = assumed(0.02)
    """Share of those who open one that it brings to visit."""
    every_days: Count = assumed(7.0)
    """Days between two messages."""
    max_contacts: Count | None = assumed(6.0)
    """Messages of the course."""
    stages: list[StageName] = Field(default_factory=_interested)
    """Stages of those addressed."""


class SaveOffer(ContactAction):
    """Offer those who seem about to leave a reason to stay."""

    type: Literal["save_offer"]
    discount_share: Share
    """Discount offered; whoever accepts stays for as long as the offer holds."""
    offer_days: Count = assumed(45.0)
    """Days the offer holds."""
    response_share: Share = assumed(0.2)
    """Share of those offered it who accept."""
    signs: list[Sign] = Field(default_factory=_signs)
    """What is taken for a sign of leaving: any of them."""
    due_within_days: Count = assumed(7.0)
    """Sign `due`: a paid period, or the patience of a silent buyer, ends within these days."""
    signs_within_days: Count = assumed(30.0)
    """How long the other signs are remembered."""
    every_days: Count = assumed(90.0)
    """Days between two offers to one person."""
    stages: list[StageName] = Field(default_factory=_owning)
    """Stages of those addressed."""
    customers_only: bool = True
    """Only people who have bought from us."""


class CareTimes(NamedTuple):
    """What a kind of care gives and how it wears, relative to a letter."""

    care: float
    fatigue: float


CARE_KINDS: dict[str, CareTimes] = {
    "letter": CareTimes(1.0, 1.0),
    "call": CareTimes(1.5, 2.0),
    "email": CareTimes(0.5, 0.5),
    "zalo": CareTimes(0.6, 0.7),
    "birthday": CareTimes(2.0, 0.0),
}
"""Assumptions. A birthday present comes on the birthday; its unit cost is the gift's."""


class CareProgramme(ContactAction):
    """Calls, letters, greetings after the purchase."""

    type: Literal["care_programme"]
    kind: Literal["letter", "call", "email", "zalo", "birthday"] = "letter"
    """What it is; a birthday present comes once a year."""
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
