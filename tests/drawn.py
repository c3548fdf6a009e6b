"""Every picture once, of small runs: shared by tests, and drawn anew by `python -m tests.drawn`."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

import cjsim
from cjsim import Comparison, Run, Scenario, plots
from cjsim.plots import Picture
from cjsim.plots.stories import forked_customer
from tests.lab import raw_market

FOLDER = Path(__file__).parent / "pictures"
DPI = 50
DAYS, SEED, FUTURES = 90, 20270118, 6
ABOUT = "Coffee club · a table of a study · 30 futures a point · seed 1"
Draw = Callable[[Axes | None, str | None], Picture]


@cache
def scenario() -> Scenario:
    interventions = {
        "cheaper": {"type": "discount", "start": "2027-01-20", "share": 0.15},
        "more_staff": {"type": "support_capacity", "start": "2027-01-25", "add_staff": 1.0,
                       "cost_per_month": 100},
    }  # fmt: skip
    changes = {"scenario.people": 2_100, "scenario.customers": 700, "scenario.days": DAYS,
               "product.need_per_year": 8.0}  # fmt: skip
    events = {"fair": {"type": "season", "start": "2027-02-10", "lasts_days": 10,
                       "need_times": 1.5}}  # fmt: skip
    raw = raw_market(interventions, events, changes)
    raw["plans"] |= {"cheaper": ["cheaper"], "more_staff": ["more_staff"]}
    return cjsim.load_scenario(raw)


@cache
def run_of(plan: str) -> Run:
    return cjsim.run(scenario(), plan=plan, seed=SEED)


@cache
def comparison() -> Comparison:
    return cjsim.compare(
        scenario(),
        plans=["keep", "cheaper", "more_staff", "act"],
        replicates=FUTURES,
        seed=SEED,
        split_futures=2,
    )


@cache
def someone() -> int:
    return forked_customer(run_of("act"), run_of("keep"))


def tornado_table() -> pd.DataFrame:
    rows = [
        ("segments.guests.price_sensitivity", "", 2.0, 6.0, 160e3, 20e3, 78e3, 140e3, False),
        ("support.question_per_order_share", "share", 0.25, 0.45, 40e3, 120e3, 78e3, 80e3, False),
        ("support.wait_pain_per_doubling", "", 0.05, 0.5, 85e3, 98e3, 78e3, 20e3, False),
        ("events.money_worry.per_year", "", 0.3, 0.9, 75e3, 82e3, 78e3, 7e3, True),
        ("(luck)", "", np.nan, np.nan, 70e3, 86e3, 78e3, 16e3, True),
    ]
    names = [
        "path",
        "unit",
        "low_input",
        "high_input",
        "at_low",
        "at_high",
        "base",
        "swing",
        "below_noise",
    ]
    return pd.DataFrame(rows, columns=names)


def response_table() -> pd.DataFrame:
    value = np.array([0.0, 50.0, 100.0, 150.0, 200.0, 300.0, 400.0, 500.0]) * 1e3
    goal = 200e3 * (1.0 - np.exp(-value / 150e3)) - 0.25 * value
    return pd.DataFrame({"value": value, "goal": goal, "low": goal - 40e3, "high": goal + 60e3,
                         "marginal": 200.0 / 150.0 * np.exp(-value / 150e3) - 0.25})  # fmt: skip


def grid_table() -> pd.DataFrame:
    a, b = np.meshgrid([12.0, 15.0, 18.0, 21.0, 24.0], [0.1, 0.2, 0.3, 0.4])
    difference = (a.ravel() - 18.5) * 8e3 + (b.ravel() - 0.25) * 2e5
    return pd.DataFrame({"support.staff": a.ravel(), "support.bot_share": b.ravel(),
                         "difference": difference, "low": difference - 3e4,
                         "high": difference + 3e4})  # fmt: skip


def fit_table() -> tuple[pd.DataFrame, pd.DataFrame]:
    rows = []
    for figure, unit, data, before, fitted in (
        ("orders_per_day", "orders", 120.0, 150.0, 122.0),
        ("repeat_share", "share", 0.12, 0.20, 0.125),
        ("returned_share", "share", 0.05, 0.03, 0.036),
    ):
        row = {"figure": figure, "unit": unit, "data": data, "before": before, "fitted": fitted}
        for name, width in (("data", 0.05), ("before", 0.1), ("fitted", 0.07)):
            row |= {f"{name}_low": row[name] * (1 - width), f"{name}_high": row[name] * (1 + width)}
        for name, column in (("was_inside", "before"), ("is_inside", "fitted")):
            row[name] = (row[f"{column}_low"] <= row["data_high"]
                         and row[f"{column}_high"] >= row["data_low"])  # fmt: skip
        rows.append(row)
    week = np.arange(12)
    fitted = 810.0 + 30.0 * np.sin(week)
    weekly = pd.DataFrame({"week": week, "data": 800.0 + 50.0 * np.cos(2.0 * week),
                           "before": 1000.0, "before_low": 900.0, "before_high": 1100.0,
                           "fitted": fitted, "fitted_low": fitted - 90.0,
                           "fitted_high": fitted + 90.0})  # fmt: skip
    return pd.DataFrame(rows), weekly


PICTURES: dict[str, Draw] = {
    "stage_occupancy": lambda ax, lang: plots.stage_occupancy(comparison(), ax=ax, lang=lang),
    "stage_occupancy_run": lambda ax, lang: plots.stage_occupancy(
        run_of("act"), scheme="six_stages", ax=ax, lang=lang
    ),
    "funnel": lambda ax, lang: plots.funnel(run_of("act"), run_of("keep"), ax=ax, lang=lang),
    "alluvial": lambda ax, lang: plots.alluvial(run_of("act"), ax=ax, lang=lang),
    "step_matrix": lambda ax, lang: plots.step_matrix(run_of("act"), ax=ax, lang=lang),
    "step_matrix_difference": lambda ax, lang: plots.step_matrix(
        run_of("act"), run_of("keep"), ax=ax, lang=lang
    ),
    "journey_map": lambda ax, lang: plots.journey_map(
        run_of("act"), run_of("keep"), ax=ax, lang=lang
    ),
    "network_snapshots": lambda ax, lang: plots.network_snapshots(
        run_of("act"), someone(), n_people=40, ax=ax, lang=lang
    ),
    "waterfall": lambda ax, lang: plots.waterfall(
        comparison(), "act", ["cheaper", "more_staff"], ax=ax, lang=lang
    ),
    "tornado": lambda ax, lang: plots.tornado(
        tornado_table(), "contribution", "USD", about=ABOUT, ax=ax, lang=lang
    ),
    "response_curve": lambda ax, lang: plots.response_curve(
        response_table(), "channels.social.spend_per_month", "contribution", unit="USD",
        lever_unit="USD", current=400e3, tested=(50e3, 400e3), about=ABOUT, ax=ax, lang=lang,
    ),
    "heat_map": lambda ax, lang: plots.heat_map(
        grid_table(), "support.staff", "support.bot_share", kpi="contribution", unit="USD",
        b_unit="share", base=(18.0, 0.2), about=ABOUT, ax=ax, lang=lang,
    ),
    "story": lambda ax, lang: plots.story(run_of("act"), someone(), ax=ax, lang=lang),
    "fork": lambda ax, lang: plots.fork(run_of("act"), run_of("keep"), ax=ax, lang=lang),
    "cohort_retention": lambda ax, lang: plots.cohort_retention(
        run_of("act"), days_each=15, ax=ax, lang=lang
    ),
    "cohort_retention_difference": lambda ax, lang: plots.cohort_retention(
        run_of("act"), run_of("keep"), days_each=15, ax=ax, lang=lang
    ),
    "difference_fan": lambda ax, lang: plots.difference_fan(comparison(), ax=ax, lang=lang),
    "support_load": lambda ax, lang: plots.support_load(
        run_of("act"), run_of("keep"), ax=ax, lang=lang
    ),
    "who_changed": lambda ax, lang: plots.who_changed(comparison(), ax=ax, lang=lang),
    "validation_view": lambda ax, lang: plots.validation_view(
        *fit_table(), about=ABOUT, ax=ax, lang=lang
    ),
}  # fmt: skip


def main() -> None:
    """Draw the pictures that tests compare with; look at each before it is kept."""
    mpl.use("Agg")
    FOLDER.mkdir(exist_ok=True)
    for name, draw in PICTURES.items():
        draw(None, "en").ax.figure.savefig(FOLDER / f"{name}.png", dpi=DPI)
        plt.close("all")


if __name__ == "__main__":
    main()
