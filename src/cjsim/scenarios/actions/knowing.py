"""What the firm does to know its customers, and to give them something back."""

from __future__ import annotations

from typing import Literal

from cjsim.language import text
from cjsim.scenarios.actions.base import Action
from cjsim.scenarios.changes import Change, Paid
from cjsim.scenarios.quantity import Count, Positive, Share, assumed
from cjsim.scenarios.schema_firm import AtLeastOne


class Identify(Action):
    """Learn the names of more visitors: forms, documents to download, sign-in."""

    type: Literal["identify"]
    share: Share
    """Chance that a visit ends with the form filled in."""
    cost_per_lead: Positive = assumed(0.0)
    """Money for each person identified."""

    def changes(self) -> list[Change]:
        """Return the share it moves."""
        return [Change("crm.identified_share", "to", float(self.share), "share")]

    def paid(self) -> list[Paid]:
        """Return the cost of each lead."""
        return [Paid("IDENTIFIED", float(self.cost_per_lead), text("a lead"))]


class CrmData(Action):
    """Clean the customer records, or make them faster."""

    type: Literal["crm_data"]
    label_error_share: Share | None = None
    """Share of people who will carry a wrong label."""
    data_delay_days: Count | None = None
    """Days until what happened will be in the records."""

    def changes(self) -> list[Change]:
        """Return the errors and the delay it moves."""
        values = {
            "label_error_share": self.label_error_share,
            "data_delay_days": self.data_delay_days,
        }
        return [
            Change(f"crm.{key}", "to", float(value), key)
            for key, value in values.items()
            if value is not None
        ]


class MoreResearch(Action):
    """Ask more people, or more often; the answers are paid for as the survey says."""

    type: Literal["research"]
    sample_people: Positive | None = None
    """Customers asked each time."""
    every_days: AtLeastOne | None = None
    """Days between two surveys."""

    def changes(self) -> list[Change]:
        """Return the sample and the rhythm it moves."""
        values = {"sample_people": self.sample_people, "every_days": self.every_days}
        return [
            Change(f"research.survey.{key}", "to", float(value), key)
            for key, value in values.items()
            if value is not None
        ]


class LoyaltyProgramme(Action):
    """Give members points for what they pay; what they save with them is the cost."""

    type: Literal["loyalty_programme"]
    points_share: Share
    """Share of what members pay that they may spend on the next order."""
    member_share: Share | None = None
    """Share of customers who join; the file's where it is left out."""
    care: Share | None = None
    """Affection a credit of points gives: how far trust moves to full; else the file's."""

    def changes(self) -> list[Change]:
        """Return the points, the members and the care it moves."""
        values = {
            "points_share": self.points_share,
            "member_share": self.member_share,
            "care": self.care,
        }
        return [
            Change(f"loyalty.{key}", "to", float(value), key)
            for key, value in values.items()
            if value is not None
        ]
