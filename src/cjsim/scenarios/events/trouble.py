"""What goes wrong with what we sell, or where we sell it."""

from __future__ import annotations

from typing import Annotated, Literal

from cjsim.scenarios.changes import Change, Names
from cjsim.scenarios.events.base import Timed
from cjsim.scenarios.quantity import Positive, Share, assumed


class StockOut(Timed):
    """Our product cannot be had in one sales channel."""

    type: Literal["stock_out"]
    sales: Annotated[str, Names("sales")]
    """Which sales channel."""
    wait_share: Share | None = None
    """Share of those who find it empty who try again the next day; the file's if left out."""
    substitute_share: Share | None = None
    """Share of the others who take another channel; the file's if left out."""

    def changes(self) -> list[Change]:
        """Return the stock it empties, and what people then do."""
        entry = f"sales.{self.sales}"
        found = [Change(f"{entry}.has_stock", "to", 0.0, "sales")]
        for key, value in (
            ("wait_share", self.wait_share),
            ("substitute_share", self.substitute_share),
        ):
            if value is not None:
                found.append(Change(f"{entry}.{key}", "to", float(value), key))
        return found


class Outage(Timed):
    """Our own pages or app are down: nothing is found, nothing ordered there.

    Or payment alone is down: everything is found, and whoever orders cannot pay.
    """

    type: Literal["outage"]
    sales: Annotated[str, Names("sales")]
    """The sales channel that is down."""
    findability_times: Positive = assumed(0.1)
    """Findability of own content meanwhile."""
    payment_only: bool = False
    """Whether only payment is down."""

    def changes(self) -> list[Change]:
        """Return the sales channel it closes and the content it hides, or the payments it stops."""
        if self.payment_only:
            return [Change(f"sales.{self.sales}.payment_failure_share", "to", 1.0, "sales")]
        times = float(self.findability_times)
        return [
            Change(f"sales.{self.sales}.is_open", "to", 0.0, "sales"),
            Change("journey.search.findability", "times", times, "findability_times"),
        ]
