"""Where a plan's orders come from: sooner, from competitors, from nobody; and what they return.

With the same luck a plan's customers can be laid beside their own lives without it, so each
order is put down to one cause exactly, and the parts add up to the difference.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cjsim.errors import UserError
from cjsim.history import RECEIPT
from cjsim.language import text
from cjsim.model import JourneyModel
from cjsim.results.future import TOUCHED_BY, Future
from cjsim.scenarios.schema import Scenario

PARTS = ("accelerated", "taken from competitors", "expansion", "not received")
CHANGED_RECEIPT = np.dtype([*RECEIPT.descr, ("of_plan", "u1")])
_COSTS = ("media_spend", "support_cost", "plan_cost")
_ENDS = (0.05, 0.95)


def changed_receipts(before: NDArray[np.void], after: NDArray[np.void]) -> NDArray[np.void]:
    """Return all receipts of those whose receipts differ, without (0) and with a plan (1)."""
    changed = np.unique(np.setxor1d(_codes(before), _codes(after)) >> 17)
    both = []
    for of_plan, receipts in enumerate((before, after)):
        mine = receipts[np.isin(receipts["customer"], changed)]
        kept = np.empty(mine.size, CHANGED_RECEIPT)
        for name in RECEIPT.names or ():
            kept[name] = mine[name]
        kept["of_plan"] = of_plan
        both.append(kept)
    return np.concatenate(both)


def _codes(receipts: NDArray[np.void]) -> NDArray[np.int64]:
    """Return one number for each receipt; a customer receives one product a day at most."""
    code = receipts["customer"].astype(np.int64) << 17
    code |= receipts["day"].astype(np.int64) << 1
    return np.asarray(code | receipts["is_ours"], np.int64)


def touched_by(model: JourneyModel, baseline: JourneyModel) -> NDArray[np.uint8]:
    """Return how a plan itself reached each customer, in bits of `TOUCHED_BY`."""
    records = model.records
    usual = {programme.programme.name for programme in baseline.programmes}
    is_addressed = np.zeros(records.size, bool)
    for programme in model.programmes:
        if programme.programme.name not in usual:
            is_addressed |= programme.addressed
    has_saved = (records["saved"] > baseline.records["saved"]) & (model.orders > 0)
    moved = {move.path for move in model.plan.moves} - {move.path for move in baseline.plan.moves}
    slots = [
        slot
        for slot, name in enumerate(model.market_file.channels)
        if any(path.startswith(f"channels.{name}.") for path in moved)
    ]
    is_reached = np.isin(records["source"], slots)
    return np.asarray(is_addressed * 1 | has_saved * 2 | is_reached * 4, np.uint8)


def split(receipts: NDArray[np.void], until_day: int | None) -> tuple[dict[str, int], float]:
    """Return the net receipts of ours by part, and by how many days the same came earlier.

    `receipts` are what `changed_receipts` returns. A customer's first purchase without the
    plan is the same as its first with it, and so on; what one life has beyond the other is
    taken from (or lost to) competitors as far as their receipts fell (or rose), and else
    expansion (or loss).
    """
    table = pd.DataFrame({name: receipts[name] for name in CHANGED_RECEIPT.names or ()})
    table = table.astype(np.int64).sort_values(["of_plan", "customer", "day"])
    ours = table[table["is_ours"] == 1].copy()
    ours["number"] = ours.groupby(["of_plan", "customer"]).cumcount()
    keys = ["customer", "number"]
    without = ours[ours["of_plan"] == 0].set_index(keys)["day"].rename("without")
    with_plan = ours[ours["of_plan"] == 1].set_index(keys)["day"].rename("with_plan")
    pairs = pd.concat([without, with_plan], axis=1).sort_index()
    is_same = pairs.notna().all(axis=1)
    same, more = pairs[is_same], pairs[~is_same]
    last = math.inf if until_day is None else until_day
    rivals = table[table["is_ours"] == 0]
    sign = np.where(rivals["of_plan"] == 1, -1, 1)
    fewer_rivals = pd.Series(sign, index=rivals["customer"], dtype=np.int64).groupby(level=0).sum()
    customer = more.index.get_level_values("customer")
    gained = np.where(more["with_plan"].notna(), 1, -1)
    place = pd.Series(1, index=customer).groupby(level=0).cumcount().to_numpy()
    room = gained * fewer_rivals.reindex(customer, fill_value=0).to_numpy()
    counts = gained * (more.max(axis=1).to_numpy() <= last)
    is_taken = place < room
    change = (same["with_plan"] <= last).astype(int) - (same["without"] <= last).astype(int)
    earlier = same["without"] - same["with_plan"]
    parts = {
        "accelerated": int(change.sum()),
        "taken from competitors": int(counts[is_taken].sum()),
        "expansion": int(counts[~is_taken].sum()),
    }
    moved = earlier[earlier != 0]
    return parts, float(moved.mean()) if moved.size else math.nan


def value_table(
    scenario: Scenario, plans: Sequence[str], futures: Sequence[Future], until_day: int | None
) -> pd.DataFrame:
    """Return the rows of `Comparison.value_split`."""
    if until_day is not None and not 0 <= until_day < scenario.n_days():
        raise UserError(
            "until_day",
            until_day,
            text("days are 0 to {days}.", {"days": scenario.n_days() - 1}),
        )
    rows = []
    for plan in plans[1:]:
        by_future, days = [], []
        for future in futures:
            parts, earlier = split(future.receipts[plan], until_day)
            if until_day is None:
                orders = future.orders[plan].sum(dtype=np.int64)
                gained = int(orders - future.orders[plans[0]].sum(dtype=np.int64))
                parts["not received"] = gained - sum(parts.values())
            parts["total"] = sum(parts.values())
            by_future.append(parts)
            days.append(earlier)
        people = scenario.weight * pd.DataFrame(by_future)
        for part in people:
            low, high = people[part].quantile(_ENDS)
            mean_days = float(pd.Series(days).mean()) if part == "accelerated" else math.nan
            rows.append((plan, part, people[part].mean(), low, high, mean_days))
    return pd.DataFrame(rows, columns=["plan", "part", "orders", "low", "high", "days"])


def demand_table(
    scenario: Scenario, plans: Sequence[str], futures: Sequence[Future]
) -> pd.DataFrame:
    """Return the rows of `Comparison.demand_split`."""
    bits = {**{name: 1 << place for place, name in enumerate(TOUCHED_BY)}, "any": 255}
    rows = []
    for plan in plans[1:]:
        for name, bit in bits.items():
            counts = np.array([_demand(future, plans[0], plan, bit) for future in futures])
            customers, orders, captured = scenario.weight * counts.mean(axis=0)
            share = captured / orders if orders else math.nan
            rows.append((plan, name, customers, orders, orders - captured, captured, share))
    columns = ["plan", "touched_by", "customers", "orders", "generated", "captured"]
    return pd.DataFrame(rows, columns=[*columns, "captured_share"])


def _demand(future: Future, baseline: str, plan: str, bit: int) -> tuple[int, int, int]:
    """Return customers touched, their orders, and those of them that would have come anyway."""
    is_touched = (future.touched[plan] & bit) != 0
    orders = future.orders[plan][is_touched]
    anyway = np.minimum(orders, future.orders[baseline][is_touched])
    return int(is_touched.sum()), int(orders.sum(dtype=int)), int(anyway.sum(dtype=int))


def return_table(plans: Sequence[str], futures: Sequence[Future]) -> pd.DataFrame:
    """Return the rows of `Comparison.returns`."""

    def gained(plan: str, *kpis: str) -> NDArray[np.float64]:
        return np.array(
            [
                sum(future.kpis[plan][kpi] - future.kpis[plans[0]][kpi] for kpi in kpis)
                for future in futures
            ]
        )

    rows = []
    for plan in plans[1:]:
        cost, contribution = gained(plan, *_COSTS), gained(plan, "contribution")
        is_dearer = bool((cost > 0.0).all())
        ratios = contribution / cost if is_dearer else np.full(len(futures), math.nan)
        low, high = np.quantile(ratios, _ENDS)
        rows.append(
            {
                "plan": plan,
                "cost": cost.mean(),
                "contribution": contribution.mean(),
                "revenue": gained(plan, "revenue").mean(),
                "roi": contribution.mean() / cost.mean() if is_dearer else math.nan,
                "roi_low": low,
                "roi_high": high,
            }
        )
    table = pd.DataFrame(
        rows, columns=["plan", "cost", "contribution", "revenue", "roi", "roi_low", "roi_high"]
    )
    ladder = table[table["cost"] > 0.0].sort_values("cost")[["cost", "contribution"]]
    steps = ladder - ladder.shift(fill_value=0.0)
    table["marginal_roi"] = steps["contribution"] / steps["cost"].where(steps["cost"] > 0.0)
    return table
