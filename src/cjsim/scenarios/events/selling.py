"""What happens on the way from the order to the door, and to what selling costs us."""

from __future__ import annotations

from typing import Annotated, Literal

from cjsim.scenarios.changes import Change, Names
from cjsim.scenarios.events.base import Timed
from cjsim.scenarios.quantity import Positive, Score, Share, assumed


class DeliveryDisruption(Timed):
    """A storm, a flood, a strike: orders take longer, and fewer come when promised."""

    type: Literal["delivery_disruption"]
    sales: Annotated[str | None, Names("sales")] = None
    """Which sales channel; all where it is left out."""
    extra_days: Positive = assumed(2.0)
    """Days added to the delivery."""
    on_time_times: Share = assumed(0.5)
    """Orders on time relative to ordinary days."""

    def changes(self) -> list[Change]:
        """Return the days of delivery and the punctuality it moves."""
        entry = f"sales.{self.sales or '*'}"
        extra, times = float(self.extra_days), float(self.on_time_times)
        found = []
        if extra > 0.0:
            found.append(Change(f"{entry}.delivery_days", "by", extra, "extra_days"))
        if times != 1.0:
            found.append(Change(f"{entry}.on_time_share", "times", times, "on_time_times"))
        return found


class PlatformFeeChange(Timed):
    """A platform takes another commission."""

    type: Literal["platform_fee_change"]
    sales: Annotated[str, Names("sales")]
    """Which sales channel."""
    add_fee_share: Score
    """Change of its commission, e.g. 0.02."""

    def changes(self) -> list[Change]:
        """Return the commission it moves."""
        added = float(self.add_fee_share)
        return [Change(f"sales.{self.sales}.fee_share", "by", added, "add_fee_share")]
