"""What happens in the market at large."""

from __future__ import annotations

from typing import Annotated, Literal

from cjsim.scenarios.actions.base import RelativeChange
from cjsim.scenarios.changes import Change, Names
from cjsim.scenarios.events.base import Timed
from cjsim.scenarios.events.voices import Voiced
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


class ViralReview(Voiced):
    """One voice that very many hear, about one brand."""

    type: Literal["viral_review"]
    tone: Emotion
    """From -2 (slams it) to 2 (raves)."""


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
    """Hard times: money worries become more frequent, prices weigh more, needs wait."""

    type: Literal["economic_shock"]
    finance_risk_times: Positive
    """Rate of money worries relative to ordinary times."""
    price_sensitivity_times: Positive = assumed(1.0)
    """Price sensitivity relative to ordinary times."""
    need_times: Positive = assumed(1.0)
    """Needs relative to ordinary times."""

    def changes(self) -> list[Change]:
        """Return the worries, the sensitivity and the needs it moves."""
        prices, needs = float(self.price_sensitivity_times), float(self.need_times)
        worries = float(self.finance_risk_times)
        found = [
            Change(f"segments.{name}.price_sensitivity", "times", prices,
                   "price_sensitivity_times")
            for name in self.segments or ["*"]
        ]  # fmt: skip
        found.append(Change("product.need_per_year", "times", needs, "need_times"))
        path = "journey.purchase.finance_risk_times"
        return [
            Change(path, "times", worries, "finance_risk_times"),
            *(change for change in found if change.amount != 1.0),
        ]
