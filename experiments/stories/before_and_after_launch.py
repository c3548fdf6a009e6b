"""A voice that slams us, a week before a launch or a week after it: which is worse?

The shop brings out a better phone on one day, with advertising doubled for a month. The same
voice, with the same reach and the same luck, comes a week before that day, a week after it,
or not at all.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
from shop import market, tell

import cjsim

LAUNCH = dt.date(2027, 6, 1)
WEEK = dt.timedelta(days=7)
DAYS = 240
"""From the first of March: three months before the launch and five after it."""
CASES = {"calm": None, "before": LAUNCH - WEEK, "after": LAUNCH + WEEK}


def _market(slammed_on: dt.date | None) -> cjsim.Scenario:
    """Return the shop with a launch, and with the voice on its day."""
    changes: dict[str, Any] = {
        "interventions": {
            "new_phone": {
                "type": "new_product", "start": LAUNCH, "attribute": "quality",
                "add_quality": 0.2, "one_off_cost": 300_000_000,
            },
            "launch_ads": {
                "type": "media_budget", "start": LAUNCH, "end": LAUNCH + dt.timedelta(days=29),
                "channel": "facebook_ads", "change_share": 1.0,
            },
        },
        "plans": {"launch": ["new_phone", "launch_ads"]},
    }  # fmt: skip
    if slammed_on is not None:
        changes["events"] = {
            "slammed": {
                "type": "viral_bad_review", "brand": "shop", "start": slammed_on,
                "reach_people": 20_000, "tone": -1.8, "half_life_days": 9,
            }
        }  # fmt: skip
    return market(changes)


def play(customers: int = 4000, replicates: int = 10) -> dict[str, float]:
    """Return orders with the launch by case, what it brings, and what the voice takes."""
    orders = {}
    found = {}
    for case, slammed_on in CASES.items():
        comparison = cjsim.compare(
            _market(slammed_on),
            plans=["keep", "launch"],
            replicates=replicates,
            customers=customers,
            days=DAYS,
            split_futures=0,
        )
        orders[case] = comparison.values("launch", "orders")
        found[f"orders_{case}"] = float(orders[case].mean())
        found[f"launch_brings_{case}"] = float(comparison.row("launch", "orders")["difference"])
    pairs = {"before": ("calm", "before"), "after": ("calm", "after"), "later": ("before", "after")}
    for name, (one, other) in pairs.items():
        lost = orders[one] - orders[other]
        found[f"lost_{name}"] = float(lost.mean())
        low, high = np.quantile(lost, [0.05, 0.95])
        found[f"lost_{name}_low"], found[f"lost_{name}_high"] = float(low), float(high)
    return found


def say(found: dict[str, float]) -> str:
    """Return the finding in words."""
    return (
        f"A launch without a bad word ends with {found['orders_calm']:,.0f} orders. Slammed a week "
        f"before it we lose {found['lost_before']:,.0f} ({found['lost_before_low']:,.0f} to "
        f"{found['lost_before_high']:,.0f}), a week after it {found['lost_after']:,.0f} "
        f"({found['lost_after_low']:,.0f} to {found['lost_after_high']:,.0f}).\n"
        f"The difference of the two, {found['lost_later']:+,.0f} orders "
        f"({found['lost_later_low']:+,.0f} to {found['lost_later_high']:+,.0f}), "
        + (
            "is no more than luck. "
            if found["lost_later_low"] <= 0.0 <= found["lost_later_high"]
            else "is more than luck. "
        )
        + f"The launch itself brings {found['launch_brings_calm']:,.0f} orders in calm, "
        f"{found['launch_brings_before']:,.0f} after the voice, "
        f"{found['launch_brings_after']:,.0f} before it."
    )


if __name__ == "__main__":
    tell(play, say)
