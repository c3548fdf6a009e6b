"""What makes buying cheaper, shorter or safer."""

from __future__ import annotations

from typing import Annotated, Literal

from cjsim.scenarios.actions.base import Action
from cjsim.scenarios.changes import Change, Names
from cjsim.scenarios.quantity import Positive, Share


class Discount(Action):
    """Sell cheaper; the margin lost is the cost."""

    type: Literal["discount"]
    share: Share
    """Discount on our price."""
    product: Annotated[str | None, Names("products")] = None
    """The one product of our assortment it is on; all we sell where it is left out."""

    def changes(self) -> list[Change]:
        """Return the discount it moves."""
        if self.product is not None:
            path = f"products.{self.product}.discount_share"
            return [Change(path, "to", float(self.share), "share")]
        return [Change("journey.purchase.discount_share", "to", float(self.share), "share")]


class Checkout(Action):
    """Make buying shorter or safer."""

    type: Literal["checkout"]
    sales: Annotated[str, Names("sales")]
    """Which sales channel."""
    steps: Positive | None = None
    """Steps it will have."""
    payment_failure_share: Share | None = None
    """Share of payments that will fail."""

    def changes(self) -> list[Change]:
        """Return the steps and the failures it moves."""
        found = (("steps", "checkout_steps"), ("payment_failure_share", "payment_failure_share"))
        values = {"steps": self.steps, "payment_failure_share": self.payment_failure_share}
        return [
            Change(f"sales.{self.sales}.{name}", "to", float(value), key)
            for key, name in found
            if (value := values[key]) is not None
        ]
