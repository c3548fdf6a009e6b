"""The tables of a run, day by day: people and flows, the desk, money, the log of moves."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cjsim.history import History
from cjsim.journey.stages import Mark, Stage
from cjsim.journey.tally import (
    AWARE,
    JOINED,
    MARKS,
    MONEY,
    MONEY_COLUMNS,
    OWNER_COUNT,
    OWNER_SATISFACTION,
    OWNER_TRUST,
    PAUSED,
    STAGES,
)
from cjsim.results.names import Names
from cjsim.scenarios.schema import Scenario

_FLOWS = (
    Mark.VISITED, Mark.INTENDED, Mark.PAUSED, Mark.CANCELLED, Mark.ORDERED, Mark.ORDERED_RIVAL,
    Mark.RECEIVED, Mark.REFUSED, Mark.RETURNED, Mark.RENEWED, Mark.TICKET_OPENED, Mark.SOLVED,
    Mark.LEFT_ALONE, Mark.SYSTEM_FAILED, Mark.SAID_POSITIVE, Mark.SAID_NEGATIVE, Mark.LEFT,
    Mark.CAME_BACK, Mark.FOUND_EMPTY,
)  # fmt: skip


def daily_table(scenario: Scenario, history: History) -> pd.DataFrame:
    """Return people in each stage, flows, money and feelings, by day and segment."""
    tallies = history.tallies
    n_days, n_segments, _ = tallies.shape
    weight = scenario.weight
    days = pd.date_range(scenario.scenario.start, periods=n_days)
    columns: dict[str, Any] = {
        "day": np.repeat(np.arange(n_days), n_segments),
        "date": np.repeat(days, n_segments),
        "segment": np.tile(list(scenario.segments), n_days),
    }
    flat = tallies.reshape(n_days * n_segments, -1)
    for stage in Stage:
        columns[stage.name.lower()] = weight * flat[:, STAGES + stage]
    columns["aware"] = weight * flat[:, AWARE]
    columns["paused_intentions"] = weight * flat[:, PAUSED]
    for mark in _FLOWS:
        columns[f"{mark.name.lower()}_today"] = weight * flat[:, MARKS + mark]
    for place, name in enumerate(MONEY_COLUMNS):
        columns[name] = weight * flat[:, MONEY + place]
    owners = flat[:, OWNER_COUNT]
    columns["customers"] = weight * owners
    columns["joined_today"] = weight * flat[:, JOINED]
    for name, column in (("satisfaction", OWNER_SATISFACTION), ("trust", OWNER_TRUST)):
        columns[name] = np.divide(
            flat[:, column], owners, out=np.full_like(owners, np.nan), where=owners > 0
        )
    return pd.DataFrame(columns)


def desk_table(scenario: Scenario, history: History) -> pd.DataFrame:
    """Return the desk's tickets, waits and hours by day."""
    n_days = history.backlog.size
    waits = history.waits or [np.empty(0)] * n_days
    solved = history.resolutions or [np.empty(0)] * n_days
    return pd.DataFrame(
        {
            "day": np.arange(n_days),
            "date": pd.date_range(scenario.scenario.start, periods=n_days),
            "opened": history.tickets_opened,
            "answered": history.tickets_answered,
            "gave_up": history.tickets_abandoned,
            "solved": [float(hours.size) for hours in solved],
            "resolution_p50_hours": [
                np.median(hours) if hours.size else np.nan for hours in solved
            ],
            "backlog": history.backlog,
            "wait_p50_hours": [np.median(day) if day.size else np.nan for day in waits],
            "wait_p90_hours": [np.percentile(day, 90) if day.size else np.nan for day in waits],
            "staffed_hours": history.staffed_hours,
            "busy_hours": history.busy_hours,
        }
    )


def ledger_table(scenario: Scenario, history: History) -> pd.DataFrame:
    """Return every cost and every sale, by day, account and item."""
    frames = []
    dates = pd.date_range(scenario.scenario.start, periods=history.backlog.size)
    for (account, item), amounts in history.ledger.rows.items():
        days = np.flatnonzero(amounts)
        frames.append(
            pd.DataFrame(
                {
                    "day": days,
                    "date": dates[days],
                    "account": account,
                    "item": item,
                    "amount": amounts[days],
                }
            )
        )
    if not frames:
        return pd.DataFrame(columns=["day", "date", "account", "item", "amount"])
    return pd.concat(frames, ignore_index=True)


def move_table(scenario: Scenario, history: History) -> pd.DataFrame:
    """Return the log of moves with names for its codes."""
    log = history.moves
    names = Names(scenario)
    buying = log["to_stage"] == Stage.PURCHASE
    brand = np.where(buying, log["candidate"], log["brand"])
    is_ours = brand == list(scenario.brands).index(scenario.our_brand)
    return pd.DataFrame(
        {
            "day": log["day"],
            "customer": log["customer"],
            "from_stage": names.stages[log["from_stage"]],
            "to_stage": names.stages[log["to_stage"]],
            "brand": names.brands[brand],
            "channel": names.sources[log["source"]],
            "sales": names.sales[log["sales"]],
            "product": names.products[np.where(is_ours & ~buying, log["product"], 0)],
            "reason": names.reasons[log["reason"]],
            "emotion": log["emotion"],
        }
    )
