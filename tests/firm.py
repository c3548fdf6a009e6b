"""A firm whose market is one of ours: the tables it would export of a simulated year."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd

from cjsim import Scenario
from cjsim.studies.calibration.moments import Observed, observe_run


def export(scenario: Scenario, seed: int, folder: Path, plan: str = "keep") -> Observed:
    """Live the market with luck of its own, write its tables, and return what was seen."""
    seen = observe_run(scenario, plan, seed)
    first = scenario.scenario.start
    days = [f"{first + dt.timedelta(days=int(day)):%d/%m/%Y}" for day in seen.day]
    orders = pd.DataFrame({"Khách hàng": seen.who, "Ngày đặt hàng": days, "Doanh thu": seen.amount})
    orders.to_csv(folder / "don_hang.csv", index=False)
    rated = pd.DataFrame({"date": f"{first:%Y-%m-%d}", "stars": seen.ratings.astype(int)})
    rated.to_csv(folder / "feedback.csv", index=False)
    last = first + dt.timedelta(days=scenario.n_days() - 1)
    visits = np.array([0.0, seen.n_visits])
    traffic = pd.DataFrame({"date": [f"{first}", f"{last}"], "sessions": visits})
    traffic.to_csv(folder / "traffic.csv", index=False)
    return seen
