"""What happens in the market at large."""

from __future__ import annotations

from typing import Annotated, Literal

from cjsim.scenarios.actions.base import RelativeChange
from cjsim.scenarios.changes import Change, Names
from cjsim.scenarios.events.base import Timed
from cjsim.scenarios.quantity import Emotion, Positive, assumed


class Season(Timed):
    """A stretch of the calendar in which needs and media prices differ."""

    type: Literal["season"]
    need_times: Positive = assumed(1.0)
    """Needs relative to an ordinary day."""
    media_cost_times: Positive = assumed(1.0)
    """Cost of exposures relative to an ordinary day."""
    staff_times: Positive = assumed(1.0)
    """Support staff present relative to an ordinary day."""

    def changes(self) -> list[Change]:
        """Return the needs, media prices and staff it moves."""
        cost, staff = float(self.media_cost_times), float(self.staff_times)
        found = [
            Change("product.need_per_year", "times", float(self.need_times), "need_times"),
            Change("channels.*.cost_per_thousand", "times", cost, "media_cost_times"),
            Change("support.staff", "times", staff, "staff_times", if_there=True),
        ]
        return [change for change in found if change.amount != 1.0]


class ViralReview(Timed):
    """One voice that very many hear, about one brand."""

    type: Literal["viral_review"]
    brand: Annotated[str, Names("brands")]
    """Whom it is about."""
    reach_people: Positive
    """People who meet it in all."""
    tone: Emotion
    """From -2 (slams it) to 2 (raves)."""
    half_life_days: Positive = assumed(9.0)
    """Days in which its daily reach halves."""


class CompetitorPriceCut(Timed):
    """A competitor sells cheaper for a while."""

    type: Literal["competitor_price_cut"]
    brand: Annotated[str, Names("brands", is_rival=True)]
    """Who."""
    change_share: RelativeChange
    """Change of its price, e.g. -0.2."""

    def changes(self) -> list[Change]:
        """Return the price it moves."""
        path, times = f"brands.{self.brand}.price", 1.0 + float(self.change_share)
        return [Change(path, "times", times, "change_share")]


class EconomicShock(Timed):
    """Money worries become more frequent for everyone."""

    type: Literal["economic_shock"]
    finance_risk_times: Positive
    """Rate of money worries relative to ordinary times."""

    def changes(self) -> list[Change]:
        """Return the rate it moves."""
        path, times = "journey.purchase.finance_risk_times", float(self.finance_risk_times)
        return [Change(path, "times", times, "finance_risk_times")]
