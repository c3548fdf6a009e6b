"""What helps those who have bought."""

from __future__ import annotations

from typing import Literal

from cjsim.language import text
from cjsim.scenarios.actions.base import Action
from cjsim.scenarios.changes import Change, Paid
from cjsim.scenarios.quantity import Hour, Number, Positive, Score, Share, assumed


class SupportCapacity(Action):
    """More (or fewer) people at the desk, other hours, better answers."""

    type: Literal["support_capacity"]
    add_staff: Number = assumed(0.0)
    """People added; their pay is booked with the desk's."""
    open_hour: Hour | None = None
    close_hour: Hour | None = None
    add_first_contact_resolution: Score = assumed(0.0)
    """Change of the share solved at first contact."""
    add_attitude: Score = assumed(0.0)
    """Change of the staff's skill and attitude."""

    def changes(self) -> list[Change]:
        """Return the numbers of the desk it moves."""
        solved = float(self.add_first_contact_resolution)
        added = [
            Change("support.staff", "by", float(self.add_staff), "add_staff"),
            Change("support.first_contact_resolution_share", "by", solved,
                   "add_first_contact_resolution"),
            Change("support.attitude", "by", float(self.add_attitude), "add_attitude"),
        ]  # fmt: skip
        found = [change for change in added if change.amount != 0.0]
        if self.open_hour is not None:
            found.append(Change("support.open_hour", "to", float(self.open_hour), "open_hour"))
        if self.close_hour is not None:
            found.append(Change("support.close_hour", "to", float(self.close_hour), "close_hour"))
        return found


HELP: dict[str, tuple[float, float]] = {
    "guide": (0.3, 0.05),
    "call": (0.5, 0.1),
    "home_visit": (0.85, 0.2),
}
"""What kinds of help do: the share of trouble taken away, and the attachment (assumptions)."""


class Onboarding(Action):
    """Help new owners over the first difficulties."""

    type: Literal["onboarding"]
    kind: Literal["guide", "call", "home_visit"] | None = None
    """How they are helped; it sets relief and attachment where these are left out."""
    coverage_share: Share
    """Share of new owners helped."""
    relief_share: Share | None = None
    """Share of their trouble the help takes away; the file's where it is left out."""
    cost_per_customer: Positive = assumed(0.0)
    """Money for each person helped."""

    def changes(self) -> list[Change]:
        """Return the help it moves."""
        coverage = float(self.coverage_share)
        found = [Change("journey.use.setup_help_share", "to", coverage, "coverage_share")]
        relief, trust = (None, None) if self.kind is None else HELP[self.kind]
        if self.relief_share is not None:
            relief = float(self.relief_share)
        if relief is not None:
            path = "journey.use.setup_help_relief_share"
            found.append(Change(path, "to", relief, "relief_share"))
        if trust is not None:
            found.append(Change("journey.use.setup_help_trust", "to", trust, "kind"))
        return found

    def paid(self) -> list[Paid]:
        """Return the cost of each person helped."""
        return [Paid("SETUP_HELPED", float(self.cost_per_customer), text("a person helped"))]
