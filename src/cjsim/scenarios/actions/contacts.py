"""Programmes that address customers one by one."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cjsim.scenarios.actions.base import ContactAction, StageName
from cjsim.scenarios.quantity import Count, Positive, Score, Share, assumed


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
