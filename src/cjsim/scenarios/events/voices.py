"""One voice that very many hear: praise, slating, a scandal, a breach of data."""

from __future__ import annotations

from typing import Annotated, Literal

from cjsim.scenarios.changes import Names
from cjsim.scenarios.events.base import Timed
from cjsim.scenarios.quantity import Between, Positive, Quantity, Share, assumed

Bad = Annotated[Quantity, Between(-2.0, -0.01)]
Good = Annotated[Quantity, Between(0.01, 2.0)]


class Voiced(Timed):
    """What every such voice has: whom it is about, how far it reaches, how it fades."""

    brand: Annotated[str, Names("brands")]
    """Whom it is about."""
    reach_people: Positive
    """People who meet it in all."""
    half_life_days: Positive | None = assumed(9.0)
    """Days in which its daily reach halves."""
    aware_chance: Share = assumed(0.5)
    """Chance that meeting it makes the brand known to who did not know it."""
    information: Share = assumed(0.2)
    """Share of what is still unknown about the brand that it tells."""
    credibility: Share = assumed(1.0)
    """How far it is believed when it judges."""


class ViralBadReview(Voiced):
    """A review that slates a brand and spreads."""

    type: Literal["viral_bad_review"]
    tone: Bad = assumed(-1.5)
    """From -2 (slams it) to just below 0."""


class ViralGoodReview(Voiced):
    """A review that praises a brand and spreads."""

    type: Literal["viral_good_review"]
    tone: Good = assumed(1.5)
    """From just above 0 to 2 (raves)."""


class Scandal(Voiced):
    """A scandal about a brand: all who hear of it think worse of it, its customers trust it less.

    Trust that falls below `journey.evaluation.trust_gate` closes the gate: a customer does not
    choose the brand again until it trusts it more.
    """

    type: Literal["scandal"]
    tone: Bad = assumed(-2.0)
    """How it sounds, from -2 to just below 0."""
    trust_drop_share: Share = assumed(0.3)
    """Share of its trust that a customer of the brand who hears of it loses."""


class DataBreach(Voiced):
    """Data of customers get out: their trust is hit hard, the public hears less of it."""

    type: Literal["data_breach"]
    tone: Bad = assumed(-0.7)
    """How it sounds, from -2 to just below 0."""
    trust_drop_share: Share = assumed(0.6)
    """Share of its trust that a customer of the brand who hears of it loses."""
