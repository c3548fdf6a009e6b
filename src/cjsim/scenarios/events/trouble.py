"""What goes wrong with what we sell, or where we sell it."""

from __future__ import annotations

from typing import Annotated, Literal

from cjsim.scenarios.changes import Change, Names
from cjsim.scenarios.events.base import Timed
from cjsim.scenarios.quantity import Positive, assumed


class StockOut(Timed):
    """Our product cannot be had in one sales channel."""

    type: Literal["stock_out"]
    sales: Annotated[str, Names("sales")]
    """Which sales channel."""

    def changes(self) -> list[Change]:
        """Return the sales channel it closes."""
        return [Change(f"sales.{self.sales}.is_open", "to", 0.0, "sales")]


class Outage(Timed):
    """Our own pages or app are down: nothing is found, nothing ordered there."""

    type: Literal["outage"]
    sales: Annotated[str, Names("sales")]
    """The sales channel that is down."""
    findability_times: Positive = assumed(0.1)
    """Findability of own content meanwhile."""

    def changes(self) -> list[Change]:
        """Return the sales channel it closes and the content it hides."""
        times = float(self.findability_times)
        return [
            Change(f"sales.{self.sales}.is_open", "to", 0.0, "sales"),
            Change("journey.search.findability", "times", times, "findability_times"),
        ]
