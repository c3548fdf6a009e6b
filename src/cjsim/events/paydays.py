"""Paydays: worries about money are rarest just after one, and most frequent before the next."""

from __future__ import annotations

import datetime as dt

import numpy as np
from numpy.typing import NDArray

from cjsim.journey.market import worries_of
from cjsim.scenarios.events import Worry
from cjsim.scenarios.feasts import payday
from cjsim.scenarios.schema import Scenario


def write_paydays(scenario: Scenario, day: int, markets: NDArray[np.void]) -> None:
    """Write how frequent each worry with a payday effect is on a day of the run."""
    for place, (_name, event) in worries_of(scenario).items():
        if event.payday_effect > 0.0:
            date = scenario.scenario.start + dt.timedelta(days=day)
            n_days = max(int(np.ceil(event.lasts_days)), 1)
            times = [payday_times(event, date - dt.timedelta(days=back)) for back in range(n_days)]
            markets["worry_today_times"][:, place] = times[0]
            markets["worry_door_times"][:, place] = sum(times) / n_days


def payday_times(event: Worry, date: dt.date) -> float:
    """Return how frequent a worry is on a date relative to its mean.

    It grows evenly from 1 - effect just after a payday to 1 + effect just before the next, so
    that its mean from payday to payday is 1 (assumption).
    """
    day = int(event.payday_of_month)
    this = payday(date.year, date.month, day)
    month = date.year * 12 + date.month - 1
    paid = this if date >= this else payday((month - 1) // 12, (month - 1) % 12 + 1, day)
    month = paid.year * 12 + paid.month
    following = payday(month // 12, month % 12 + 1, day)
    phase = ((date - paid).days + 0.5) / (following - paid).days
    return 1.0 + float(event.payday_effect) * (2.0 * phase - 1.0)
