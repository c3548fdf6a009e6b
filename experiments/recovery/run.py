"""Does calibration to totals find planted numbers inside the intervals it states?

`python experiments/recovery/run.py [markets]` plants three numbers in a small market, lives it
with luck of its own, writes the totals its firm would have (funnel, orders a month, retention,
tickets and waits), fits, and prints how often each number lies in its 95 % interval and how wide
that is beside the range it had. A market takes some forty seconds on one core.
"""

from __future__ import annotations

import datetime as dt
import sys
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd

import cjsim
from cjsim.scenarios import set_number
from cjsim.studies.calibration.fitting import with_totals

FILE = Path(__file__).parents[2] / "tests" / "markets" / "small.toml"
MONTHS = ("2027-01", "2027-02")
STAGES = ("search", "evaluation", "checkout", "order")
PLANTED = {
    "product.need_per_year": (6.0, 2.0, 8.0),
    "sales.website.abandon_per_step_share": (0.10, 0.0, 0.2),
    "support.question_per_year": (4.0, 0.5, 6.0),
}


def shop() -> cjsim.Scenario:
    """Return the coffee club without events or plans, each customer one person."""
    raw = tomllib.loads(FILE.read_text("utf-8"))
    raw["scenario"] |= {"people": 600, "customers": 600, "days": 59, "start": dt.date(2027, 1, 1)}
    raw["events"], raw["interventions"], raw["plans"] = {}, {}, {"keep": []}
    raw["kpis"] = {"headline": ["orders"], "repeat_within_days": 30}
    for section in ("crm", "research"):
        raw.pop(section)
    return cjsim.load_scenario(raw)


def totals(seed: int) -> dict[str, pd.DataFrame]:
    """Return the tables of a market in which the numbers are as planted."""
    market = shop()
    for path, (planted, _low, _high) in PLANTED.items():
        set_number(market, path, planted)
    seen = {
        name: one.value for name, one in (with_totals(market, "keep", seed).totals or {}).items()
    }
    entered = np.array([seen[f"funnel_{stage}_entered"] for stage in STAGES])
    went_on = np.array([seen[f"funnel_{stage}_converted"] for stage in STAGES])
    owners = 180.0
    return {
        "funnel": pd.DataFrame(
            {"stage": STAGES, "entered": entered, "converted": entered * went_on}
        ),
        "monthly_orders": pd.DataFrame(
            {"month": MONTHS, "orders": [seen[f"orders_{month}"] for month in MONTHS]}
        ),
        "retention": pd.DataFrame(
            {"month": [1], "customers": owners, "retained": owners * seen["retention_month_1"]}
        ),
        "tickets": pd.DataFrame(
            {
                "month": MONTHS,
                "tickets": [seen[f"tickets_{month}"] for month in MONTHS],
                "wait_hours": [seen[f"wait_hours_{month}"] for month in MONTHS],
            }
        ),
    }


def main() -> None:
    """Print how often, and how narrow."""
    n_markets = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    ranges = {path: (low, high) for path, (_planted, low, high) in PLANTED.items()}
    inside = dict.fromkeys(PLANTED, 0)
    narrow = dict.fromkeys(PLANTED, 0.0)
    for seed in range(n_markets):
        found = cjsim.calibrate(
            shop(), targets=totals(1000 + seed), paths=ranges, evaluations=40, replicates=3
        )
        numbers = found.numbers.set_index("path")
        for path, (planted, low, high) in PLANTED.items():
            row = numbers.loc[path]
            inside[path] += bool(row["low"] <= planted <= row["high"])
            narrow[path] += (row["high"] - row["low"]) / (high - low) / n_markets
        print(f"{seed + 1} of {n_markets}: inside so far {list(inside.values())}", flush=True)
    for path, times in inside.items():
        print(f"{path:40} inside {times} of {n_markets}, {100 * narrow[path]:.0f} % of its range")


if __name__ == "__main__":
    main()
