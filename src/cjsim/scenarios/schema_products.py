"""What we sell under our brand: models, plans, tiers, room types, services."""

from __future__ import annotations

from pydantic import Field

from cjsim.scenarios.quantity import Number, Positive, Score, Section, Share, assumed

MAX_PRODUCTS = 8


class OwnProduct(Section):
    """One product of our assortment; what it does not say is as our brand's."""

    label: str = ""
    """What it is called, in words; its name where nothing is said."""
    price_times: Positive = assumed(1.0)
    """Its price relative to our brand's."""
    discount_share: Share = assumed(0.0)
    """Discount on it, beside what all we sell has; interventions move it."""
    unit_cost_share: Share | None = None
    """Cost of goods as a share of its price without discount; the brand's where left out."""
    add_quality: Score = assumed(0.0)
    """How much better it is than our brand's attributes make it, on their scale of 0 to 1."""
    wanted: dict[str, Positive] = Field(default_factory=dict)
    """How many of a segment want it, worth and price apart, relative to others (1); 0: nobody."""
    add_utility: dict[str, Number] = Field(default_factory=dict)
    """Extra utility for a segment, against rivals too: what a family plan is to families."""

    def words(self, name: str) -> str:
        """Return what it is called where the file names it `name`."""
        return self.label or name.replace("_", " ")
