"""Who changed: each customer's orders with the plan beside those without it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cjsim.results.future import Future

CHANGES = ("because of the plan", "would have anyway", "put off", "never")


def customers_of(
    future: Future, plan: str, plans: Sequence[str], segments: Sequence[str]
) -> pd.DataFrame:
    """Return a row a simulated customer of one future (see `Comparison.customers`).

    `plans` are those compared, the baseline first; `segments` the names of the market's.
    """
    before, after = future.orders[plans[0]], future.orders[plan]
    change = _classify(before, after)
    through = np.zeros(before.size, dtype=np.int64)
    if plan in future.direct_orders:
        is_direct = _classify(before, future.direct_orders[plan]) == change
        through = np.where(np.isin(change, (0, 2)), np.where(is_direct, 1, 2), 0)
    return pd.DataFrame(
        {
            "plan": _named(np.full(before.size, list(plans).index(plan)), plans),
            "replicate": np.full(before.size, future.replicate, np.int32),
            "customer": np.arange(before.size, dtype=np.int32),
            "segment": _named(future.segments, segments),
            "orders_baseline": before,
            "orders_plan": after,
            "change": _named(change, CHANGES),
            "through": _named(through, ("", "itself", "others")),
        }
    )


def people_who_changed(customers: pd.DataFrame, baseline: str, weight: float) -> pd.DataFrame:
    """Return people by plan, segment and change (see `Comparison.who_changed`).

    `customers` is `Comparison.customers`, `weight` how many people each stands for.
    """
    keys = ["plan", "segment", "change"]
    counts = customers.groupby(["replicate", *keys], observed=False).size().rename("people")
    people = counts.mul(weight).groupby(keys, observed=False)
    table = people.mean().to_frame()
    table["people_low"], table["people_high"] = people.quantile(0.05), people.quantile(0.95)
    split = customers[customers["through"] != ""]
    is_through_others = (split["through"] == "others").astype(float)
    by_key = [split[key] for key in keys]
    table["others_share"] = is_through_others.groupby(by_key, observed=False).mean()
    return table.reset_index().query("plan != @baseline").reset_index(drop=True)


def _named(codes: NDArray[Any], names: Sequence[str]) -> pd.Categorical[str]:
    """Return names by their codes, stored once each."""
    return pd.Categorical.from_codes(codes.astype(np.int64), pd.Index(list(names)))


def _classify(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return the place in `CHANGES` of each customer's orders without and with the plan."""
    return np.select(
        [(before == 0) & (after > 0), (before > 0) & (after > 0), (before > 0) & (after == 0)],
        [0, 1, 2],
        3,
    )
