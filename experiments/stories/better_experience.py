"""Two shops with the same product: does the better experience win?

The rival is our equal in all a buyer can compare. The plan touches nothing of the product: it
gives the desk more and better people and makes the checkout shorter.
"""

from __future__ import annotations

from shop import market, tell

import cjsim


def play(customers: int = 4000, replicates: int = 10) -> dict[str, float]:
    """Return our market share without and with the better experience, and the paired range."""
    comparison = cjsim.compare(
        market(), plans=["keep", "experience"], replicates=replicates, customers=customers
    )
    share = comparison.row("experience", "market_share")
    money = comparison.row("experience", "contribution")
    return {
        "share_before": float(comparison.row("keep", "market_share")["mean"]),
        "share_after": float(share["mean"]),
        "difference_low": float(share["difference_low"]),
        "difference_high": float(share["difference_high"]),
        "contribution": float(money["difference"]),
        "contribution_low": float(money["difference_low"]),
        "contribution_high": float(money["difference_high"]),
    }


def say(found: dict[str, float]) -> str:
    """Return the finding in words."""
    return (
        f"Our share of all orders goes from {found['share_before']:.1%} to "
        f"{found['share_after']:.1%} ({100 * found['difference_low']:+.1f} to "
        f"{100 * found['difference_high']:+.1f} points in 9 of 10 futures), at a contribution of "
        f"{found['contribution'] / 1e6:+,.0f} million VND ({found['contribution_low'] / 1e6:+,.0f} "
        f"to {found['contribution_high'] / 1e6:+,.0f})."
    )


if __name__ == "__main__":
    tell(play, say)
