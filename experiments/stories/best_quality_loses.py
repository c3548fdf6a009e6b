"""Is the best quality enough?

The rival's phone is better than ours in every comparison of quality; all else is equal. First
as things are, then with a plan that leaves our phone as it is and betters what customers go
through: the desk, the checkout, the pages, help with setting up. And from the other side:
what the first, second and third step of our own quality would bring, where each step is worth
less than the one before and where all are worth the same.
"""

from __future__ import annotations

from typing import Any

from shop import market, tell

import cjsim

OUR_QUALITY, RIVAL_QUALITY = 0.6, 0.9
POOR = {"convenience": 0.35, "service": 0.35}
"""What customers of both shops go through at the start."""
SATURATION = 3.0
"""How fast each step is worth less: the first half is worth 4.5 times the second."""
STEP = 0.12
N_STEPS = 3


def _market(saturation: float) -> cjsim.Scenario:
    """Return the shop with a rival of better quality, and what we can do about it."""
    interventions: dict[str, Any] = {
        "easy_pages": {"type": "website_usability", "sales": "website", "findability": 0.9,
                       "cost_per_month": 10_000_000},
        "short_ways": {"type": "upgrade", "attribute": "convenience", "add_quality": 0.5,
                       "cost_per_month": 20_000_000},
        "kind_service": {"type": "upgrade", "attribute": "service", "add_quality": 0.5,
                         "cost_per_month": 20_000_000},
        "set_up_calls": {"type": "onboarding", "kind": "call", "coverage_share": 0.8,
                         "cost_per_customer": 30_000},
    }  # fmt: skip
    experience = ["good_service", "easy_checkout", *interventions]
    plans = {"experience": experience}
    for step in range(1, N_STEPS + 1):
        interventions[f"quality_{step}"] = {
            "type": "upgrade", "attribute": "quality", "add_quality": STEP * step, "cost": "free",
        }  # fmt: skip
        plans[f"quality_{step}"] = [f"quality_{step}"]
    return market(
        {
            "product": {"quality_saturation": saturation},
            "brands": {
                "shop": {"attributes": {"quality": OUR_QUALITY, **POOR}},
                "rival": {"attributes": {"quality": RIVAL_QUALITY, **POOR}},
            },
            "interventions": interventions,
            "plans": plans,
        }
    )


def play(customers: int = 4000, replicates: int = 10) -> dict[str, float]:
    """Return our share of orders without and with the plan, and what steps of quality bring."""
    found: dict[str, float] = {}
    for name, saturation in (("", SATURATION), ("even_", 0.0)):
        comparison = cjsim.compare(
            _market(saturation), replicates=replicates, customers=customers, split_futures=0
        )
        found[f"{name}share_before"] = float(comparison.row("keep", "market_share")["mean"])
        row = comparison.row("experience", "market_share")
        found[f"{name}share_after"] = float(row["mean"])
        found[f"{name}gain_low"] = float(row["difference_low"])
        found[f"{name}gain_high"] = float(row["difference_high"])
        found[f"{name}contribution"] = float(
            comparison.row("experience", "contribution")["difference"]
        )
        before = 0.0
        for step in range(1, N_STEPS + 1):
            gain = float(comparison.row(f"quality_{step}", "market_share")["difference"])
            found[f"{name}step_{step}"], before = gain - before, gain
    return found


def say(found: dict[str, float]) -> str:
    """Return the finding in words."""
    steps, even = (
        ", ".join(f"{100 * found[f'{name}step_{step}']:+.1f}" for step in range(1, N_STEPS + 1))
        for name in ("", "even_")
    )
    return (
        f"The rival of better quality has {1 - found['share_before']:.1%} of all orders; once our "
        f"experience is the better one it has {1 - found['share_after']:.1%} "
        f"(we gain {100 * found['gain_low']:.1f} to {100 * found['gain_high']:.1f} points) and "
        f"our contribution moves by {found['contribution'] / 1e6:+,.0f} million VND.\n"
        f"Three equal steps of quality instead bring us {steps} points of share where each is "
        f"worth less than the one before; {even} where all are worth the same."
    )


if __name__ == "__main__":
    tell(play, say)
