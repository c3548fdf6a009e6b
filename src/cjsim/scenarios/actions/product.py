"""Better solutions for those who use: products, systems, trials, rights after the purchase.

What takes time to develop begins with `start`; development is its `one_off_cost`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from cjsim.language import text
from cjsim.scenarios.actions.base import Action
from cjsim.scenarios.changes import OURS, Change, Names, Paid
from cjsim.scenarios.quantity import Count, Number, Positive, Score, Share, assumed


class Improvement(Action):
    """What every better product has: quality, fit to needs, and how often it fails."""

    attribute: str | None = None
    """Attribute of the product that becomes better."""
    add_quality: Score = assumed(0.0)
    """Change of our level on it."""
    add_utility: Number = assumed(0.0)
    """Change of `brand_fit` of every segment: how well it fits what they need."""
    failure_times: Positive = assumed(1.0)
    """Failures relative to before."""

    def changes(self) -> list[Change]:
        """Return the quality, the fit and the failures it moves."""
        found = []
        if self.attribute is not None and self.add_quality != 0.0:
            path = f"brands.{OURS}.attributes.{self.attribute}"
            found.append(Change(path, "by", float(self.add_quality), "add_quality"))
        if self.add_utility != 0.0:
            utility = float(self.add_utility)
            found.append(Change("segments.*.brand_fit", "by", utility, "add_utility"))
        if self.failure_times != 1.0:
            times = float(self.failure_times)
            found.append(Change("product.failure_per_year", "times", times, "failure_times"))
        return found


class NewProduct(Improvement):
    """Bring out a new product in the place of the old one."""

    type: Literal["new_product"]


class Upgrade(Improvement):
    """Better the product there is; subscribers have it at once, buyers with their next."""

    type: Literal["upgrade"]


class FixQuality(Improvement):
    """Remove what makes the product fail or fall short."""

    type: Literal["fix_quality"]


class Uptime(Action):
    """Let our app and systems be down less."""

    type: Literal["uptime"]
    uptime_share: Share
    """Share of uses in which they will work."""

    def changes(self) -> list[Change]:
        """Return the uptime it moves."""
        return [Change("product.uptime_share", "to", float(self.uptime_share), "uptime_share")]


class App(Action):
    """Make product and app easier to use."""

    type: Literal["app"]
    usability: Share
    """How easy they will be."""

    def changes(self) -> list[Change]:
        """Return the usability it moves."""
        return [Change("product.usability", "to", float(self.usability), "usability")]


class Trial(Action):
    """Another trial: its length, how soon requests are answered, how well it is attended."""

    type: Literal["trial"]
    days: Count | None = None
    """Length it will have."""
    answer_hours: Positive | None = None
    """Hours in which sales or care will answer a request."""
    quit_times: Positive = assumed(1.0)
    """Trials that end unpaid, relative to before: how convincing the team is."""
    team: Annotated[str | None, Names("trials")] = None
    """The team that the next three change (with [trials]); all teams where it is left out."""
    add_capacity_per_day: Number = assumed(0.0)
    """Requests more that it can answer on a day of work."""
    add_skill: Score = assumed(0.0)
    """Change of what it knows."""
    add_attitude: Score = assumed(0.0)
    """Change of how it treats people."""
    cost_per_trial: Positive = assumed(0.0)
    """Money for each trial attended to."""

    def changes(self) -> list[Change]:
        """Return the length, the answer, the quitting and the teams it moves."""
        found = []
        if self.days is not None:
            found.append(Change("product.trial_days", "to", float(self.days), "days"))
        if self.answer_hours is not None:
            hours = float(self.answer_hours)
            found.append(Change("product.trial_answer_hours", "to", hours, "answer_hours"))
        if self.quit_times != 1.0:
            times = float(self.quit_times)
            found.append(Change("product.trial_quit_share", "times", times, "quit_times"))
        for key in ("capacity_per_day", "skill", "attitude"):
            added = float(getattr(self, f"add_{key}"))
            if added != 0.0:
                path = f"trials.{self.team or '*'}.{key}"
                found.append(Change(path, "by", added, f"add_{key}"))
        return found

    def paid(self) -> list[Paid]:
        """Return the cost of each trial begun."""
        return [Paid("TRIAL_STARTED", float(self.cost_per_trial), text("a trial"))]


class Aftercare(Action):
    """Rights after the purchase: whoever's product fails is looked after."""

    type: Literal["aftercare"]
    share: Share
    """Share of failures it covers."""
    relief_share: Share | None = None
    """Share of the blow it takes away; the file's where it is left out."""
    cost_per_case: Positive = assumed(0.0)
    """Money for each failure covered."""

    def changes(self) -> list[Change]:
        """Return the care it moves."""
        found = [Change("journey.use.aftercare_share", "to", float(self.share), "share")]
        if self.relief_share is not None:
            relief, path = float(self.relief_share), "journey.use.aftercare_relief_share"
            found.append(Change(path, "to", relief, "relief_share"))
        return found

    def paid(self) -> list[Paid]:
        """Return the cost of each failure covered."""
        share = "journey.use.aftercare_share"
        return [Paid("FAILED", float(self.cost_per_case), text("a failure looked after"), share)]
