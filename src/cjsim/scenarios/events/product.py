"""What goes wrong with the product and with those who look after its owners."""

from __future__ import annotations

from typing import Literal

from cjsim.scenarios.changes import Change
from cjsim.scenarios.events.base import Timed
from cjsim.scenarios.quantity import Count, Positive, Share, assumed


class DefectBatch(Timed):
    """A share of the units in use is bad; once it is seen, most are recalled.

    Bad units fail often from the first day. From the day it is seen, technical problems are
    served first, and the units recalled fail no more often than others.
    """

    type: Literal["defect_batch"]
    share: Share
    """Share of units that are bad."""
    detected_after_days: Count = assumed(14.0)
    """Days until it is seen."""
    recalled_share: Share = assumed(0.8)
    """Share of the bad units that is then recalled and exchanged."""
    failures_per_year: Positive | None = None
    """Failures of a bad unit and year; the file's where it is left out."""

    def changes(self) -> list[Change]:
        """Return the bad units, how often they fail, and what follows once they are seen."""
        late = float(self.detected_after_days)
        found = [Change("product.defect_share", "to", float(self.share), "share")]
        if self.failures_per_year is not None:
            path, rate = "product.defect_failure_per_year", float(self.failures_per_year)
            found.append(Change(path, "to", rate, "failures_per_year"))
        if self.recalled_share > 0.0:
            left = 1.0 - float(self.recalled_share)
            path = "product.defect_share"
            found.append(Change(path, "times", left, "recalled_share", after_days=late))
        first = "support.kinds.technical.queue_place"
        found.append(Change(first, "to", 0.0, "share", if_there=True, after_days=late))
        return found


class StaffTurnover(Timed):
    """People leave the desk; until they are replaced and trained, `lasts_days`, it is weaker."""

    type: Literal["staff_turnover"]
    lost_share: Share
    """Share of the people at the desk who leave."""
    skill_gap: Share = assumed(0.1)
    """By how much fewer contacts solve the problem meanwhile."""

    def changes(self) -> list[Change]:
        """Return the staff and the skill that are missing."""
        left, gap = 1.0 - float(self.lost_share), -float(self.skill_gap)
        name = "first_contact_resolution_share"
        found = []
        for table in ("support", "support.channels.*"):
            found.append(Change(f"{table}.staff", "times", left, "lost_share", if_there=True))
            if gap:
                found.append(Change(f"{table}.{name}", "by", gap, "skill_gap", if_there=True))
        return found
