"""What is decided during the run: interventions that start when a figure asks for them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cjsim.scenarios.actions.base import Action
from cjsim.scenarios.changes import Names
from cjsim.scenarios.quantity import Positive, assumed
from cjsim.scenarios.watching import Watch, WholeDays


class Policy(Watch, Action):
    """Review a KPI every so many days; when it is out of bounds, start interventions.

    They start on the day after the review. A `start` of theirs is the earliest day they may,
    an `end` their last day; what already runs is not started again.
    """

    type: Literal["policy"]
    check_every_days: WholeDays
    """Days between two reviews; the first is at the end of that many days."""
    then: Annotated[list[str], Names("interventions")] = Field(min_length=1)
    """Interventions it starts; they are not in the plan themselves."""
    until: Literal["for_good", "recovered"] = "for_good"
    """`recovered` ends them at the review that finds the KPI within its bounds again."""
    for_days: WholeDays | None = None
    """Days they last at most; they may be started again afterwards."""
    cost_per_review: Positive = assumed(0.0)
    """Money for each review."""
