"""What happens to one person alone."""

from __future__ import annotations

from typing import Literal

from cjsim.scenarios.events.base import DayOfMonth
from cjsim.scenarios.quantity import Positive, Section, Share, assumed

MAX_OTHER_WORRIES = 5
"""Kinds of worry of a file's own beside the three there are."""


class Worry(Section):
    """An unexpected personal situation: money, state of mind, time, or one of the file's own."""

    type: Literal["personal_finance", "personal_psychology", "personal_time", "personal_other"]
    per_year: Positive
    """Times it strikes a person in a year."""
    lasts_days: Positive = assumed(21.0)
    """How long it weighs on the person."""
    pause_share: Share = assumed(0.7)
    """Share of intentions it pauses; the others are cancelled."""
    pause_days: Positive = assumed(30.0)
    """Mean length of a pause."""
    resume_share: Share = assumed(0.6)
    """Share of pauses after which the purchase is taken up again."""
    payday_effect: Share = assumed(0.0)
    """How much rarer it is right after payday, and as much more frequent just before it."""
    payday_of_month: DayOfMonth = assumed(5.0)
    """Day of the month on which people are paid."""
    household_share: Share = assumed(0.0)
    """Share of such worries that strike a whole household at once (network `households`)."""
