"""Is a virtual call centre "very necessary"?

A seller says so. Three desks of three people each are asked: an idle one, a busy one and one
that is asked more than it can answer. Each gets the call centre, and each gets one more
person instead; the same people, with the same luck, live through all of it.
"""

from __future__ import annotations

from typing import Any

from shop import market, tell

import cjsim

DESKS = {"idle": 0.0, "busy": 2.5, "overloaded": 7.0}
"""Questions an owner has a year, beside those of orders and failures."""
STAFF = 3
CLAIM = "claim: a seller calls it very necessary and names no figure; the range is an assumption"
INTERVENTIONS: dict[str, Any] = {
    "call_centre": {
        "type": "call_centre_tech",
        "seats": STAFF,
        "cost_per_seat_per_month": 500_000,
        "handle_times": {"value": 0.8, "low": 0.6, "high": 1.0, "source": CLAIM},
        "bot_share": {"value": 0.3, "low": 0.1, "high": 0.5, "source": CLAIM},
        "bot_resolution_share": {"value": 0.4, "low": 0.2, "high": 0.6, "source": CLAIM},
        "one_off_cost": 30_000_000,
    },
    "one_person": {"type": "support_capacity", "add_staff": 1},
}
PLANS = {"keep": [], "call_centre": ["call_centre"], "one_more": ["one_person"]}
DIFFERENCES = ("contribution", "orders", "left_alone", "first_reply_p90_hours")


def play(customers: int = 4000, replicates: int = 10) -> dict[str, float]:
    """Return what the call centre and one more person change, by desk: KPI, low and high."""
    found: dict[str, float] = {}
    for desk, questions in DESKS.items():
        comparison = cjsim.compare(
            market(
                {
                    "support": {"staff": STAFF, "question_per_year": questions},
                    "interventions": INTERVENTIONS,
                    "plans": PLANS,
                }
            ),
            plans=list(PLANS),
            replicates=replicates,
            customers=customers,
            days=365,
            split_futures=0,
        )
        for kpi in ("utilisation", "first_reply_p90_hours", "left_alone"):
            found[f"{desk}_{kpi}"] = float(comparison.row("keep", kpi)["mean"])
        for plan in ("call_centre", "one_more"):
            for kpi in DIFFERENCES:
                row = comparison.row(plan, kpi)
                key = f"{desk}_{plan}_{kpi}"
                found[key] = float(row["difference"])
                found[f"{key}_low"] = float(row["difference_low"])
                found[f"{key}_high"] = float(row["difference_high"])
            row = comparison.row(plan, "contribution")
            found[f"{desk}_{plan}_p_pays"] = float(row["p_better"])
    return found


def say(found: dict[str, float]) -> str:
    """Return the finding in words."""
    return "\n".join(_of_desk(found, desk) for desk in DESKS)


def _of_desk(found: dict[str, float], desk: str) -> str:
    def money(plan: str) -> str:
        value, low, high = (
            found[f"{desk}_{plan}_contribution{end}"] / 1e6 for end in ("", "_low", "_high")
        )
        return f"{value:+,.0f} million VND ({low:+,.0f} to {high:+,.0f})"

    likely = found[f"{desk}_call_centre_p_pays"]
    verdict = "pays" if likely >= 0.9 else "does not pay" if likely <= 0.1 else "may pay"
    return (
        f"The {desk} desk ({found[f'{desk}_utilisation']:.0%} of its hours at work, 9 of 10 "
        f"answered within {found[f'{desk}_first_reply_p90_hours']:.0f} h): "
        f"a call centre {verdict}: {money('call_centre')} a year, "
        f"{found[f'{desk}_call_centre_left_alone']:+,.0f} left alone. "
        f"One more person instead: {money('one_more')}, "
        f"{found[f'{desk}_one_more_left_alone']:+,.0f} left alone."
    )


if __name__ == "__main__":
    tell(play, say)
