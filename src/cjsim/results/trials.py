"""Requests for a trial: how many, how long they waited, and how many lost interest."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from cjsim.agents.trial_team import TrialDay
from cjsim.history import History
from cjsim.scenarios.schema import Scenario

ASKED, ANSWERED, COLD, WAITING, WAIT_HOURS = range(len(TrialDay._fields))


def trial_kpis(history: History) -> dict[str, float]:
    """Return the KPIs of requests for a trial, by name."""
    asked, answered, cold, _, hours = history.trials.sum(axis=0).tolist()
    return {
        "trial_requests": asked,
        "trial_answered": _ratio(answered, asked),
        "trial_answer_hours": _ratio(hours, answered),
        "trial_gone_cold": _ratio(cold, asked),
    }


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else math.nan


def trial_table(scenario: Scenario, history: History) -> pd.DataFrame:
    """Return one row per day: asked, answered, went_cold, waiting, mean_wait_hours, of all people.

    Up to any day, those who asked were answered, went cold, or are waiting.
    """
    counts = history.trials
    answered = counts[:, ANSWERED]
    return pd.DataFrame(
        {
            "day": np.arange(len(counts)),
            "date": pd.date_range(scenario.scenario.start, periods=len(counts)),
            "asked": counts[:, ASKED],
            "answered": answered,
            "went_cold": counts[:, COLD],
            "waiting": counts[:, WAITING],
            "mean_wait_hours": np.divide(
                counts[:, WAIT_HOURS], answered, out=np.full(len(counts), np.nan),
                where=answered > 0.0,
            ),
        }
    )  # fmt: skip
