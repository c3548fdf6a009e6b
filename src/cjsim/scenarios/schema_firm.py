"""What the firm knows of its customers and gives them back: CRM, research, loyalty."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cjsim.scenarios.quantity import Between, Count, Positive, Quantity, Section, Share, assumed

Status = Literal["new", "contacted", "opportunity", "contract", "lost"]
STATUSES: tuple[Status, ...] = ("new", "contacted", "opportunity", "contract", "lost")
"""Of a lead. Codes of the CRM are places in this list."""
LABELS = ("target", "potential", "low_potential")
"""The usual labels of segments; a market may use its own words."""
PRIORITIES = ("urgent", "very_high", "high", "low")
AtLeastOne = Annotated[Quantity, Between(1.0, is_whole=True)]


def _by_label() -> dict[str, str]:
    return {"target": "very_high", "potential": "high", "low_potential": "low"}


def _by_status() -> dict[Status, str]:
    return {"opportunity": "urgent"}


class Crm(Section):
    """The firm's customer records: whom it can name, what it holds them for, since when."""

    identified_share: Share = assumed(0.2)
    """Chance that a visit to our own content ends with the form filled in."""
    label_error_share: Share = assumed(0.0)
    """Share of people held for another segment, with another label, than they belong to."""
    data_delay_days: Count = assumed(0.0)
    """Days until what happened is in the records, beyond the night after."""
    owners: list[str] = Field(default_factory=lambda: ["sales"], min_length=1, max_length=250)
    """Sales people, each in charge of some of the leads."""
    assignment: Literal["round_robin", "luck", "load"] = "round_robin"
    """Who gets a new lead: the next in turn, anyone, or whoever has the fewest open ones."""
    priorities: list[str] = Field(default_factory=lambda: list(PRIORITIES), min_length=1)
    """Classes of priority, the most urgent first; the last is everybody else's."""
    label_priority: dict[str, str] = Field(default_factory=_by_label)
    """Class of each label."""
    status_priority: dict[Status, str] = Field(default_factory=_by_status)
    """Class of each status; the more urgent of the two counts."""
    reason_told_share: Share = assumed(0.6)
    """Share of those who leave who say why when asked."""
    reason_error_share: Share = assumed(0.2)
    """Of these, the share who name another reason than the true one."""
    orders_support: bool = False
    """Whether the support desk serves first whom the priorities put first."""
    attribution_days: Count = assumed(30.0)
    """Days after a contact was followed in which an order is put down to its programme;
    the default holds without a CRM too."""
    cost_per_month: Positive = assumed(0.0)
    """Money for the system."""


class Survey(Section):
    """Customers are asked how they are: CSAT 1 to 5, NPS 0 to 10, CES 1 to 7."""

    every_days: AtLeastOne = assumed(30.0)
    """Days between two surveys."""
    sample_people: Positive = assumed(1000.0)
    """Customers asked each time."""
    answer_share: Share = assumed(0.3)
    """Share of those asked who answer."""
    noise_sd: Positive = assumed(0.1)
    """How far an answer strays from what is felt, on the 0 to 1 scale."""
    latest_weight: Share = assumed(0.5)
    """How far a day's contacts move the effort one remembers when asked."""
    low_score: Annotated[Quantity, Between(0.0, 5.0, is_whole=True)] = assumed(2.0)
    """Answer, 1 to 5, up to which the firm takes one for a complaint; 0: never."""
    delay_days: Count = assumed(7.0)
    """Days until the answers are counted."""
    cost_per_answer: Positive = assumed(0.0)
    """Money for each answer."""


class Listening(Section):
    """The firm reads what is said of it in public."""

    heard_share: Share = assumed(0.1)
    """Share of what customers say of us that is within earshot."""
    delay_days: Count = assumed(1.0)
    """Days until it is read."""
    cost_per_month: Positive = assumed(0.0)
    """Money for reading it."""


class Research(Section):
    """How the firm finds out what it cannot see."""

    survey: Survey | None = None
    listening: Listening | None = None


class Loyalty(Section):
    """What customers get back for buying; interventions move it."""

    points_share: Share = assumed(0.0)
    """Share of what members pay that they may spend on the next order."""
    points_days: Count = assumed(365.0)
    """Days points hold."""
    member_share: Share = assumed(1.0)
    """Share of customers who join."""
    care: Share = assumed(0.0)
    """Affection a credit of points gives: how far trust moves to full."""
