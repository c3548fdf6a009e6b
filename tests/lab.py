"""A compact market to try one thing in at a time, and models lived to their end."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

import cjsim
from cjsim import JourneyModel, Mark, Reason, Scenario, Stage
from cjsim.journey.tally import MARKS, MOVES, REASONS
from cjsim.results.kpis import kpi_values

SEED = 20270118
START_DAY = 14
START = "2027-01-18"  # day 14 of the market
DAYS_PER_MONTH = 365.0 / 12.0
_FILE = Path(__file__).parent / "markets" / "small.toml"
_RAW = tomllib.loads(_FILE.read_text("utf-8"))
_OPEN = {
    "review_mean", "review_weight", "voice_times", "explore_served_share", "sales_in_stock",
    "full_share",
}  # fmt: skip
"""Numbers of the day's market that depend on what customers did, and are seen by all."""


def raw_market(
    interventions: Mapping[str, Any] | None = None,
    events: Mapping[str, Any] | None = None,
    changes: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The coffee club with these interventions (all in plan `act`) and events, and no others.

    Each of 2,000 customers stands for 2.5 people, so that weights count and are not whole.
    `changes` are values by dotted path.
    """
    raw = copy.deepcopy(_RAW)
    raw["scenario"] |= {"people": 5000, "customers": 2000, "seed": SEED}
    for section in ("crm", "research"):
        raw.pop(section, None)
    raw["interventions"] = dict(interventions or {})
    raw["plans"] = {"keep": [], "act": list(interventions or {})}
    raw["events"] = dict(events or {})
    raw["kpis"] = {"headline": ["orders", "contribution"], "repeat_within_days": 30}
    for path, value in (changes or {}).items():
        *tables, key = path.split(".")
        table = raw
        for name in tables:
            table = table.setdefault(name, {})
        table[key] = value
    return raw


def market(
    interventions: Mapping[str, Any] | None = None,
    events: Mapping[str, Any] | None = None,
    changes: Mapping[str, Any] | None = None,
) -> Scenario:
    """The checked market of `raw_market`."""
    return cjsim.load_scenario(raw_market(interventions, events, changes))


def model_of(scenario: Scenario, plan: str = "keep", seed: int | None = None) -> JourneyModel:
    """A model that records nothing but its history."""
    return JourneyModel(scenario, plan=plan, seed=seed, panel=0, keep_moves=False)


def live(
    scenario: Scenario,
    plan: str = "keep",
    *,
    days: int | None = None,
    seed: int | None = None,
    watch: Callable[[JourneyModel], None] | None = None,
) -> JourneyModel:
    """A model lived for `days` (to the end when None); `watch` sees it after every day."""
    model = model_of(scenario, plan, seed)
    for _day in range(scenario.n_days() if days is None else days):
        model.step()
        if watch is not None:
            watch(model)
    model.close()
    return model


def marked_today(model: JourneyModel, mark: Mark) -> np.ndarray:
    """Ids of the customers to whom `mark` happened on the day just lived."""
    return np.flatnonzero((model.records["marks"] >> np.uint64(mark)) & np.uint64(1))


def by_day(model: JourneyModel, mark: Mark) -> np.ndarray:
    """How many simulated customers had `mark`, by day."""
    return model.history.tallies[:, :, MARKS + mark].sum(axis=1)


def count(model: JourneyModel, *marks: Mark) -> float:
    """How often any of the marks happened to simulated customers."""
    return float(sum(by_day(model, mark).sum() for mark in marks))


def reasons(model: JourneyModel, *which: Reason) -> float:
    """How many moves of simulated customers had one of these reasons."""
    return float(sum(model.history.tallies[:, :, REASONS + reason].sum() for reason in which))


def moves(model: JourneyModel, before: Stage, after: Stage) -> float:
    """How many simulated customers moved from one stage to another."""
    return float(model.history.tallies[:, :, MOVES + before * len(Stage) + after].sum())


def kpi(model: JourneyModel, name: str) -> float:
    """The value of a KPI of a finished model."""
    scenario = model.market_file
    ours = list(scenario.brands).index(scenario.our_brand)
    return kpi_values(scenario, model.history, float(model.reviews.mean[ours]))[name]


def booked(model: JourneyModel, account: str) -> np.ndarray:
    """What an account of the ledger holds, by day."""
    return model.history.ledger.by_day(account)


def met_numbers(model: JourneyModel, place: int) -> dict[str, Any]:
    """The day's market as segment number `place` met it, what customers themselves moved apart."""
    record = model.markets[place]
    return {name: np.array(record[name]) for name in record.dtype.names if name not in _OPEN}


def differing(one: dict[str, Any], other: dict[str, Any]) -> set[str]:
    """Names of the numbers in which two markets of the day differ."""
    return {name for name in one if not np.array_equal(one[name], other[name])}


def assert_same_so_far(one: JourneyModel, other: JourneyModel) -> None:
    """Two models have lived the same life up to today, bit for bit."""
    day = one.day
    assert day == other.day > 0
    assert np.array_equal(one.history.tallies[:day], other.history.tallies[:day])
    assert one.records.tobytes() == other.records.tobytes()
    assert np.array_equal(one.picture.said, other.picture.said)
    assert np.array_equal(one.picture.stance, other.picture.stance)
    assert np.array_equal(one.history.backlog[:day], other.history.backlog[:day])
    assert ledger_rows(one, day) == ledger_rows(other, day)


def ledger_rows(model: JourneyModel, days: int) -> dict[tuple[str, str], bytes]:
    """Rows of the ledger up to a day, without those in which nothing is booked."""
    rows = model.history.ledger.rows.items()
    return {key: row[:days].tobytes() for key, row in rows if row[:days].any()}
