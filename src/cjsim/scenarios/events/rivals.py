"""What competitors do by their own calendar: they appear, advertise, get better."""

from __future__ import annotations

from typing import Annotated, Literal

from cjsim.scenarios.changes import Change, Names
from cjsim.scenarios.events.base import Timed
from cjsim.scenarios.quantity import Positive, Score, assumed

FOR_GOOD = 10_000.0
"""Days no run is longer than."""


class CompetitorLaunch(Timed):
    """A competitor enters the market: before, nobody can know or choose it.

    Its brand stands in the file with `is_present = 0`, known to nobody and without customers.
    """

    type: Literal["competitor_launch"]
    brand: Annotated[str, Names("brands", is_rival=True)]
    """Who."""
    lasts_days: Positive = assumed(FOR_GOOD)
    """How long it stays; for good where nothing is written."""
    add_exposures_per_week: Positive = assumed(0.0)
    """Advertising that goes with it: exposures per person and week added to its own."""

    def changes(self) -> list[Change]:
        """Return the presence and the advertising it moves."""
        added = float(self.add_exposures_per_week)
        found = [
            Change(f"brands.{self.brand}.is_present", "to", 1.0, "brand"),
            Change(f"brands.{self.brand}.exposures_per_week", "by", added,
                   "add_exposures_per_week"),
        ]  # fmt: skip
        return found if added > 0.0 else found[:1]


class CompetitorAds(Timed):
    """A competitor advertises more for a while."""

    type: Literal["competitor_ads"]
    brand: Annotated[str, Names("brands", is_rival=True)]
    """Who."""
    add_exposures_per_week: Positive
    """Exposures per person and week added to its own."""

    def changes(self) -> list[Change]:
        """Return the advertising it moves."""
        path, added = f"brands.{self.brand}.exposures_per_week", float(self.add_exposures_per_week)
        return [Change(path, "by", added, "add_exposures_per_week")]


class CompetitorUpgrade(Timed):
    """A competitor's product becomes better (or worse) in one attribute."""

    type: Literal["competitor_upgrade"]
    brand: Annotated[str, Names("brands", is_rival=True)]
    """Who."""
    attribute: str
    """Which attribute of `product.attributes`."""
    by: Score
    """How much better it becomes, on the 0 to 1 scale."""
    lasts_days: Positive = assumed(FOR_GOOD)
    """How long; for good where nothing is written."""

    def changes(self) -> list[Change]:
        """Return the attribute it moves."""
        path = f"brands.{self.brand}.attributes.{self.attribute}"
        return [Change(path, "by", float(self.by), "by")]
