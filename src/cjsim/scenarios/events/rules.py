"""What the times bring: dearer advertising, laws, and slow change."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cjsim.scenarios.actions.base import lever_changes
from cjsim.scenarios.changes import Change, Names
from cjsim.scenarios.events.base import Timed
from cjsim.scenarios.events.rivals import FOR_GOOD
from cjsim.scenarios.quantity import Number, Positive, assumed


class AdCostInflation(Timed):
    """Exposures become dearer: the same money buys fewer."""

    type: Literal["ad_cost_inflation"]
    cost_times: Positive
    """Cost of exposures relative to before."""
    channels: Annotated[list[str], Names("channels")] = Field(default_factory=list)
    """Which channels; empty means all."""
    lasts_days: Positive = assumed(FOR_GOOD)
    """How long; for good where nothing is written."""

    def changes(self) -> list[Change]:
        """Return the costs of exposures it moves."""
        times = float(self.cost_times)
        return [
            Change(f"channels.{name}.cost_per_thousand", "times", times, "cost_times")
            for name in self.channels or ["*"]
        ]


class Regulation(Timed):
    """A law limits advertising, ours and that of rivals, or moves any number of the file."""

    type: Literal["regulation"]
    ads_times: Positive = assumed(1.0)
    """Money for our media and advertising of rivals that stay allowed, relative to before."""
    path: str = ""
    """Dotted path of a number it moves as well."""
    to: Number | None = None
    """Value it takes."""
    by: Number | None = None
    """Amount it moves by."""
    times: Number | None = None
    """Factor it moves by."""
    lasts_days: Positive = assumed(FOR_GOOD)
    """How long; for good where nothing is written."""

    def changes(self) -> list[Change]:
        """Return the advertising, and the number, it moves."""
        times = float(self.ads_times)
        found = [
            Change("channels.*.spend_per_month", "times", times, "ads_times"),
            Change("brands.*.exposures_per_week", "times", times, "ads_times"),
        ]
        moved = lever_changes(self.path, self.to, self.by, self.times) if self.path else []
        return [*(found if times != 1.0 else []), *moved]


class Drift(Timed):
    """A number of the file moves slowly and evenly, and stays where it has come to."""

    type: Literal["drift"]
    path: str
    """Dotted path of the number."""
    to: Number | None = None
    """Value it will have come to in the end."""
    by: Number | None = None
    """Amount it will have moved by in the end."""
    times: Number | None = None
    """Factor it will have moved by in the end."""
    lasts_days: Positive = assumed(365.0)
    """Days it moves."""

    def changes(self) -> list[Change]:
        """Return the number it moves, as far as it comes."""
        return lever_changes(self.path, self.to, self.by, self.times)
