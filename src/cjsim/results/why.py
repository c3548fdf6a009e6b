"""Why customers moved, how fast, and what groups of them and sales channels bring in."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cjsim.errors import UserError
from cjsim.history import History
from cjsim.journey.stages import STAGE_NAMES, Mark
from cjsim.journey.tally import (
    JOINED,
    MARKS,
    OWNER_COUNT,
    OWNER_LOYAL,
    OWNER_SATISFACTION,
    OWNER_TRUST,
    REVENUE,
    SALES_ORDERS,
    SALES_REVENUE,
    SOURCE_REVENUE,
)
from cjsim.language import text
from cjsim.results.names import Names
from cjsim.scenarios.schema import Scenario

BEFORE_THE_START = "before_the_start"
"""In place of a sales channel: what is paid by those who were customers when the run began."""


class Conversion(NamedTuple):
    """How many of those who reached a stage reached another one within some days.

    `reached` people entered the first stage early enough to be watched for `within_days`;
    `converted` of them reached the second in that time; `share` is their ratio; `still_open`
    people entered later, so that nobody can tell yet: they are left out (a closed window).
    """

    before: str
    after: str
    within_days: int
    reached: float
    converted: float
    share: float
    still_open: float


def reason_table(scenario: Scenario, history: History) -> pd.DataFrame:
    """Return from_stage, to_stage, reason, people, share (of the moves out of the stage)."""
    log = history.moves
    moves = pd.DataFrame({name: log[name] for name in ("from_stage", "to_stage", "reason")})
    counts = moves.value_counts(sort=False).rename("people").reset_index()
    names = Names(scenario)
    out = counts.groupby("from_stage")["people"].transform("sum")
    table = pd.DataFrame(
        {
            "from_stage": names.stages[counts["from_stage"]],
            "to_stage": names.stages[counts["to_stage"]],
            "reason": names.reasons[counts["reason"]],
            "people": scenario.weight * counts["people"],
            "share": counts["people"] / out,
        }
    )
    order = counts["from_stage"].to_numpy(np.int64)
    rank = np.lexsort((counts["reason"], -counts["people"], order))
    return table.iloc[rank].reset_index(drop=True)


def revenue_table(scenario: Scenario, history: History) -> pd.DataFrame:
    """Return segment, sales channel, orders, revenue: each sum of money once.

    Renewals of those who were with us at the start came through no sales channel of this run:
    they are in the row `BEFORE_THE_START`, without orders.
    """
    total = history.tallies.sum(axis=0)
    rows = []
    for place, segment in enumerate(scenario.segments):
        by_sales = total[place, SALES_REVENUE : SALES_REVENUE + len(scenario.sales)]
        for slot, sales in enumerate(scenario.sales):
            orders = total[place, SALES_ORDERS + slot]
            rows.append((segment, sales, orders, by_sales[slot]))
        rest = total[place, REVENUE] - by_sales.sum()
        if abs(rest) > 1e-9 * max(float(total[place, REVENUE]), 1.0):
            rows.append((segment, BEFORE_THE_START, 0.0, rest))
    table = pd.DataFrame(rows, columns=["segment", "sales", "orders", "revenue"])
    table[["orders", "revenue"]] *= scenario.weight
    return table


def source_table(scenario: Scenario, history: History) -> pd.DataFrame:
    """Return by what made us known: revenue, spend, and roas = revenue / spend.

    The return on advertising spend of a channel names who came by it, not what it caused: to
    know that, compare with a plan without the channel.
    """
    revenue = history.tallies.sum(axis=(0, 1))[SOURCE_REVENUE:]
    names = Names(scenario).sources
    spend = {
        item: -float(amounts.sum())
        for (account, item), amounts in history.ledger.rows.items()
        if account == "media"
    }
    rows = []
    for slot, name in enumerate(names):
        paid = scenario.weight * float(revenue[slot])
        cost = spend.get(name, 0.0) if slot < len(scenario.channels) else 0.0
        if paid or cost:
            rows.append((name, paid, cost, paid / cost if cost else np.nan))
    return pd.DataFrame(rows, columns=["source", "revenue", "spend", "roas"])


def group_table(scenario: Scenario, history: History) -> pd.DataFrame:
    """Return one row per calendar month and segment: how many there are, and what they bring.

    Columns: month, segment, label (the firm's), people, customers (at the month's end),
    new_customers, came_back, left, loyal_share, satisfaction, trust, orders, revenue,
    revenue_per_customer (of those at the month's end).
    """
    tallies = history.tallies
    days = pd.date_range(scenario.scenario.start, periods=tallies.shape[0])
    month = days.to_period("M").to_numpy()
    people = float(scenario.scenario.people)
    rows = []
    for period in pd.unique(month):
        is_in = month == period
        flow, last = tallies[is_in].sum(axis=0), tallies[is_in][-1]
        for place, (name, segment) in enumerate(scenario.segments.items()):
            owners = float(last[place, OWNER_COUNT])
            mark = _Marks(flow[place], scenario.weight)
            revenue = scenario.weight * float(flow[place, REVENUE])
            rows.append(
                {
                    "month": str(period),
                    "segment": name,
                    "label": segment.label,
                    "people": people * float(segment.share),
                    "customers": scenario.weight * owners,
                    "new_customers": scenario.weight * float(flow[place, JOINED]),
                    "came_back": mark.people(Mark.CAME_BACK),
                    "left": mark.people(Mark.LEFT),
                    "loyal_share": _per(last[place, OWNER_LOYAL], owners),
                    "satisfaction": _per(last[place, OWNER_SATISFACTION], owners),
                    "trust": _per(last[place, OWNER_TRUST], owners),
                    "orders": mark.people(Mark.ORDERED),
                    "revenue": revenue,
                    "revenue_per_customer": _per(revenue, scenario.weight * owners),
                }
            )
    return pd.DataFrame(rows)


class _Marks:
    """Marks of a segment over a month, as people."""

    def __init__(self, row: NDArray[np.float64], weight: float) -> None:
        self._row, self._weight = row, weight

    def people(self, mark: Mark) -> float:
        return self._weight * float(self._row[MARKS + mark])


def _per(part: float, whole: float) -> float:
    return float(part) / whole if whole else float("nan")


def conversion(
    scenario: Scenario, history: History, before: str, after: str, within_days: int
) -> Conversion:
    """Return how many who entered stage `before` entered `after` within so many days.

    Each person counts once, from its first entry; raises `UserError` for an unknown stage.
    """
    for stage in (before, after):
        if stage not in STAGE_NAMES:
            raise UserError(
                "stage",
                stage,
                text("stages are: {stage_names}.", {"stage_names": ", ".join(STAGE_NAMES)}),
            )
    log = history.moves
    firsts = _first_days(log, STAGE_NAMES.index(before))
    is_open = firsts > scenario.n_days() - 1 - within_days
    rows = log[log["to_stage"] == STAGE_NAMES.index(after)]
    since = firsts.reindex(rows["customer"]).to_numpy()
    waited = rows["day"] - since
    hit = (waited >= 0) & (waited <= within_days)
    converted = np.intersect1d(rows["customer"][hit], firsts.index[~is_open].to_numpy())
    reached = int((~is_open).sum())
    weight = scenario.weight
    return Conversion(
        before, after, within_days, weight * reached, weight * converted.size,
        converted.size / reached if reached else float("nan"), weight * int(is_open.sum()),
    )  # fmt: skip


def _first_days(log: NDArray[np.void], stage: int) -> pd.Series[float]:
    """Return the day each customer first entered a stage, by customer."""
    rows = log[log["to_stage"] == stage]
    days = pd.Series(rows["day"].astype(float), index=rows["customer"])
    return days.groupby(level=0).min()
