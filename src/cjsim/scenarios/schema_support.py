"""Who helps customers: the support desk, its ways, kinds and classes."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from cjsim.scenarios.quantity import (
    Between,
    Count,
    Emotion,
    Hour,
    Positive,
    Quantity,
    Score,
    Section,
    Share,
    assumed,
)

MAX_WAYS = 8
"""Ways to reach the desk, and classes of urgency, at most."""
SUPPORT_KINDS = ("question", "technical", "usage")
PRIORITIES = ("urgent", "very_high", "high", "low")


class SupportChannel(Section):
    """A way to reach the desk."""

    share: Share
    """Share of contacts that come this way; the shares make 1."""
    patience_hours: Annotated[Quantity, Between(0.01)]
    """Mean time a person waits before giving up."""
    open_hour: Hour | None = None
    """Hour from which this way is answered; the desk's where it is left out."""
    close_hour: Hour | None = None
    """Hour until which it is answered; the desk's where it is left out."""
    staff: Positive = assumed(0.0)
    """People who answer this way only, in a queue of its own; 0: the desk's people answer it."""
    first_contact_resolution_share: Share | None = None
    """Share of contacts that solve the problem; the desk's where it is left out."""
    attitude: Share | None = None
    """Attitude of those who answer; the desk's where it is left out."""
    cost_per_contact: Positive = assumed(0.0)
    """Money for each contact, beside pay."""
    bot_share: Share = assumed(0.0)
    """Share of contacts a bot meets at once; what it cannot solve it passes on to staff."""
    bot_resolution_share: Share = assumed(0.4)
    """Share of the contacts it meets that a bot solves."""


class SupportKind(Section):
    """A kind of question to the desk."""

    handle_minutes: Positive
    """Mean working time of one contact."""
    priority: str = "high"
    """Class of urgency, one of `support.priorities`."""
    queue_place: Annotated[Quantity, Between(0, MAX_WAYS - 1, is_whole=True)] | None = None
    """Place in the order of service, 0 first; that of its class where it is left out."""
    solved_times: Positive = assumed(1.0)
    """Contacts that solve it relative to the desk's: below 1 it takes more skill than usual."""


class SupportKinds(Section):
    """The three kinds of contact."""

    question: SupportKind = SupportKind(handle_minutes=assumed(8.0), priority="low")
    technical: SupportKind = SupportKind(handle_minutes=assumed(25.0), priority="very_high")
    usage: SupportKind = SupportKind(handle_minutes=assumed(15.0), priority="high")


def _ways() -> dict[str, SupportChannel]:
    return {
        "phone": SupportChannel(share=assumed(0.4), patience_hours=assumed(24.0)),
        "email": SupportChannel(share=assumed(0.2), patience_hours=assumed(96.0)),
        "web": SupportChannel(share=assumed(0.2), patience_hours=assumed(48.0)),
        "social": SupportChannel(share=assumed(0.2), patience_hours=assumed(48.0)),
    }


class Support(Section):
    """The support desk: a queue in continuous time."""

    staff: Count
    """People at the desk while it is open."""
    cost_per_staff_per_month: Positive
    """Money for one of them, as long as the desk is open in the file; longer hours cost more."""
    open_hour: Hour = assumed(8.0)
    """Opening hour."""
    close_hour: Hour = assumed(21.0)
    """Closing hour; 0 to 24 never closes."""
    contacts_from_hour: Hour = assumed(7.0)
    """Hour from which customers make contact."""
    contacts_to_hour: Hour = assumed(23.0)
    """Hour until which they do."""
    channels: dict[str, SupportChannel] = Field(default_factory=_ways, max_length=MAX_WAYS)
    kinds: SupportKinds = Field(default_factory=SupportKinds)
    priorities: list[str] = Field(
        default_factory=lambda: list(PRIORITIES), min_length=1, max_length=MAX_WAYS
    )
    """Classes of urgency in the order in which they are served."""
    handle_times: Positive = assumed(1.0)
    """Working time relative to `handle_minutes`; tools and training move it."""
    contact_steps: Positive = assumed(3.0)
    """Steps until someone answers: menus, forms, being passed on."""
    usual_steps: Positive = assumed(3.0)
    """Steps that customers take as normal."""
    pain_per_step: Positive = assumed(0.1)
    """Emotion lost by each step beyond that, on the -2 to 2 scale."""
    handle_cv: Positive = assumed(1.0)
    """Coefficient of variation of the working time; 1 is exponential."""
    question_per_order_share: Share = assumed(0.20)
    """Share of orders that bring a question."""
    question_per_year: Positive = assumed(0.0)
    """Questions per owner and year beside those of orders."""
    first_contact_resolution_share: Share = assumed(0.68)
    """Share of contacts that solve the problem."""
    attitude: Share = assumed(0.7)
    """Attitude of the staff, 0 to 1."""
    attitude_sd: Positive = assumed(0.15)
    """How much it differs between contacts, on the 0 to 1 scale."""
    bot_attitude: Share = assumed(0.5)
    """How being served by a bot feels, 0 to 1."""
    max_contacts: Count = assumed(3.0)
    """Contacts after which an unsolved problem leaves the customer alone."""
    reference_wait_hours: Positive = assumed(4.0)
    """First reply that customers take as normal."""
    wait_pain_per_doubling: Positive = assumed(0.25, 0.05, 0.5)
    """Emotion lost each time the wait doubles beyond that, on the -2 to 2 scale."""
    left_alone_emotion: Score = assumed(-1.0)
    """Emotion, as a share of the worst, of a customer left alone with a problem."""
    solved_emotion: Share = assumed(1.0)
    """Emotion, as a share of the strongest, when staff of the best attitude solve a problem."""
    unsolved_emotion: Share = assumed(0.5)
    """Emotion for each unit by which the attitude is off the middling 0.5 when they do not, as
    a share of the strongest."""
    unsolved_score: Emotion = assumed(-1.0)
    """How advice that does not solve the problem is felt, -2 to 2."""

    @model_validator(mode="after")
    def _fill_places(self) -> Support:
        """Put each kind in the place of its class, so that a lever can move it."""
        for name in SUPPORT_KINDS:
            kind: SupportKind = getattr(self.kinds, name)
            if kind.queue_place is None and kind.priority in self.priorities:
                # past pydantic: a place that is not written is not part of the file
                kind.__dict__["queue_place"] = Quantity(self.priorities.index(kind.priority))
        return self

    def place_of(self, kind: str) -> int:
        """Return the place of a kind in the order of service, 0 first."""
        place = float(getattr(self.kinds, kind).queue_place)
        return min(max(round(place), 0), len(self.priorities) - 1)

    def hours_of(self, way: str) -> tuple[float, float]:
        """Return the hours in which a way is answered: its own, else the desk's."""
        own = self.channels[way]
        opens = self.open_hour if own.open_hour is None else own.open_hour
        closes = self.close_hour if own.close_hour is None else own.close_hour
        return float(opens), max(float(opens), float(closes))

    def skill_of(self, way: str) -> float:
        """Return the share of a way's contacts that solve the problem."""
        own = self.channels[way].first_contact_resolution_share
        return float(self.first_contact_resolution_share if own is None else own)

    def attitude_of(self, way: str) -> float:
        """Return the attitude of those who answer a way."""
        own = self.channels[way].attitude
        return float(self.attitude if own is None else own)
