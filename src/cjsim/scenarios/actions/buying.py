"""What makes buying easier, nearer, surer or less risky."""

from __future__ import annotations

from typing import Annotated, Literal

from cjsim.language import text
from cjsim.scenarios.actions.base import Action, RelativeChange
from cjsim.scenarios.changes import Change, Names, Paid
from cjsim.scenarios.quantity import Positive, Quantity, Score, Share, assumed

_Values = dict[str, tuple[str, Quantity | None]]


def _set(values: _Values) -> list[Change]:
    """Return a change `to` each value that is written; `values` are (path, value) by key."""
    return [
        Change(path, "to", float(value), key)
        for key, (path, value) in values.items()
        if value is not None
    ]


class Cta(Action):
    """A call to action: fewer put the order off, and some are hurried into it."""

    type: Literal["cta"]
    strength: Share
    """Share of hesitation it takes away."""

    def changes(self) -> list[Change]:
        """Return the strength it sets."""
        return [Change("journey.purchase.cta_strength", "to", float(self.strength), "strength")]


class WebsiteUsability(Action):
    """Make our pages easier to find one's way in, and to order from."""

    type: Literal["website_usability"]
    sales: Annotated[str, Names("sales")]
    """The sales channel that is made easier."""
    findability: Share | None = None
    """Chance a day that a searcher finds what it looks for in our content."""
    steps: Positive | None = None
    """Steps from the order to the payment."""
    minutes: Positive | None = None
    """The customer's own time to order."""
    task_failure_share: Share | None = None
    """Share who give up at each step."""

    def changes(self) -> list[Change]:
        """Return the findability, and the effort of ordering, it sets."""
        entry = f"sales.{self.sales}"
        return _set(
            {
                "findability": ("journey.search.findability", self.findability),
                "steps": (f"{entry}.checkout_steps", self.steps),
                "minutes": (f"{entry}.checkout_minutes", self.minutes),
                "task_failure_share": (f"{entry}.abandon_per_step_share", self.task_failure_share),
            }
        )


class OpenStore(Action):
    """Open a sales channel that is in the file with is_open = 0; capex once, rent a month."""

    type: Literal["open_store"]
    sales: Annotated[str, Names("sales")]
    """Which sales channel."""

    def changes(self) -> list[Change]:
        """Return the sales channel it opens."""
        return [Change(f"sales.{self.sales}.is_open", "to", 1.0, "sales")]


class Delivery(Action):
    """Deliver faster, more reliably, or at another cost."""

    type: Literal["delivery"]
    sales: Annotated[str, Names("sales")]
    """Orders of which sales channel."""
    days: Positive | None = None
    """Mean days until the product arrives."""
    on_time_share: Share | None = None
    """Share of orders that arrive when promised."""
    cost_per_order: Positive | None = None
    """Money the firm pays to deliver an order."""
    cod_share: Share | None = None
    """Share of orders paid at the door."""

    def changes(self) -> list[Change]:
        """Return the terms of delivery it sets."""
        entry = f"sales.{self.sales}"
        return _set(
            {
                "days": (f"{entry}.delivery_days", self.days),
                "on_time_share": (f"{entry}.on_time_share", self.on_time_share),
                "cost_per_order": (f"{entry}.delivery_cost", self.cost_per_order),
                "cod_share": (f"{entry}.cod_share", self.cod_share),
            }
        )


class Price(Action):
    """Another list price; goods cost what they did."""

    type: Literal["price"]
    brand: Annotated[str, Names("brands", is_ours=True)]
    """Our brand."""
    change_share: RelativeChange
    """Change of its price, e.g. 0.05."""

    def changes(self) -> list[Change]:
        """Return the price it moves."""
        times = 1.0 + float(self.change_share)
        return [Change(f"brands.{self.brand}.price", "times", times, "change_share")]


class Instalment(Action):
    """Let people pay by instalments: fewer money worries, at a fee for us."""

    type: Literal["instalment"]
    share: Share
    """Share of buyers who take it up."""
    fee_share: Share
    """What it costs us, as a share of the price they pay."""
    relief_share: Share | None = None
    """Share of their money worries it takes away; the file's where it is left out."""

    def changes(self) -> list[Change]:
        """Return the take-up, the fee and the relief it sets."""
        place = "journey.purchase.instalment"
        return _set(
            {
                "share": (f"{place}_share", self.share),
                "fee_share": (f"{place}_fee_share", self.fee_share),
                "relief_share": (f"{place}_relief_share", self.relief_share),
            }
        )


class Warranty(Action):
    """Answer for the product: less risk is felt, and failures are paid for."""

    type: Literal["warranty"]
    relief_share: Share
    """Share of the perceived risk of buying from us it takes away."""
    cost_per_claim: Positive = assumed(0.0)
    """Money for each failure."""

    def changes(self) -> list[Change]:
        """Return the relief it sets."""
        path, relief = "journey.purchase.warranty_relief_share", float(self.relief_share)
        return [Change(path, "to", relief, "relief_share")]

    def paid(self) -> list[Paid]:
        """Return the cost of each failure."""
        return [Paid("FAILED", float(self.cost_per_claim), text("a claim"))]


class Returns(Action):
    """Take the product back without questions: less risk is felt, and more comes back."""

    type: Literal["returns"]
    relief_share: Share
    """Share of what is left of the perceived risk it takes away."""
    add_return_share: Score = assumed(0.0)
    """How many more of the disappointed send the product back."""
    cost_per_return: Positive = assumed(0.0)
    """Money for each return, beside the price."""

    def changes(self) -> list[Change]:
        """Return the relief and the returns it moves."""
        path, relief = "journey.purchase.returns_relief_share", float(self.relief_share)
        found = [Change(path, "to", relief, "relief_share")]
        more = float(self.add_return_share)
        if more != 0.0:
            found.append(Change("journey.purchase.return_share", "by", more, "add_return_share"))
        return found

    def paid(self) -> list[Paid]:
        """Return the cost of each return."""
        return [Paid("RETURNED", float(self.cost_per_return), text("a return"))]
