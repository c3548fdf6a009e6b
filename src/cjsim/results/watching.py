"""What monitors and policies noted during a run, as tables."""

from __future__ import annotations

import pandas as pd

from cjsim.history import Alarm, Decision
from cjsim.scenarios.schema import Scenario

ALARM_COLUMNS = ("day", "date", "monitor", "kpi", "value", "below", "above", "is_new")
POLICY_COLUMNS = (
    "day", "date", "policy", "kpi", "value", "decided", "intervention", "from_day", "to_day",
)  # fmt: skip


def alarm_table(scenario: Scenario, alarms: list[Alarm]) -> pd.DataFrame:
    """Return the alarms of a run: a row for each look that found a KPI out of bounds.

    `is_new` tells the look at which it went out of bounds from those at which it still was.
    """
    rows = []
    raised = {(alarm.monitor, alarm.day) for alarm in alarms}
    for alarm in alarms:
        monitor = scenario.monitors[alarm.monitor]
        before = (alarm.monitor, alarm.day - int(monitor.every_days))
        rows.append(
            (alarm.day, _date(scenario, alarm.day), *alarm[1:], monitor.below, monitor.above,
             before not in raised)
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(ALARM_COLUMNS))


def policy_table(scenario: Scenario, decisions: list[Decision]) -> pd.DataFrame:
    """Return what policies decided: on which evening, why, and from and to which day it works."""
    rows = []
    for each in decisions:
        started = [
            one.first_day
            for one in decisions
            if one.is_start and one.intervention == each.intervention and one.day <= each.day
        ]
        rows.append(
            (each.day, _date(scenario, each.day), each.policy, each.kpi, each.value,
             "start" if each.is_start else "end", each.intervention, started[-1], each.last_day)
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(POLICY_COLUMNS))


def _date(scenario: Scenario, day: int) -> pd.Timestamp:
    return pd.Timestamp(scenario.scenario.start) + pd.Timedelta(days=day)
