"""Messages, the whole journey, selling or experience: where is one budget better spent?

The four strategies of `cjsim.presets` on the ready-made market `electronics`, each with the
same money over the whole run, spent in equal parts on those of its ideas that fit the market.
"""

from __future__ import annotations

import pandas as pd
from shop import tell

import cjsim

BUDGET = 1_200_000_000
KPIS = ("contribution", "orders", "repeat_rate", "trust", "market_share")
SPENT = ("media_spend", "support_cost", "plan_cost")


def play(customers: int = 2000, replicates: int = 10, days: int | None = None) -> pd.DataFrame:
    """Return a row a strategy: what it spent more, and what it moves, with low and high.

    Columns: paid (media, pay and programmes), given (prices cut, which is part of the budget
    but in no account of costs; from one run at the values of the file), p_pays, and for each
    of `KPIS` the mean paired difference, its low and high.
    """
    market = cjsim.presets("electronics", budget=BUDGET, customers=customers, days=days)
    comparison = cjsim.compare(market, replicates=replicates, split_futures=0)
    given = {
        plan: cjsim.run(market, plan=plan).daily["discounts"].sum() for plan in comparison.plans
    }
    rows = {}
    for plan in comparison.plans[1:]:
        row = {
            "paid": sum(comparison.row(plan, kpi)["difference"] for kpi in SPENT),
            "given": given[plan] - given[comparison.plans[0]],
        }
        for kpi in KPIS:
            found = comparison.row(plan, kpi)
            row[kpi] = found["difference"]
            row[f"{kpi}_low"], row[f"{kpi}_high"] = (
                found["difference_low"],
                found["difference_high"],
            )
        row["p_pays"] = comparison.row(plan, "contribution")["p_better"]
        rows[plan] = row
    return pd.DataFrame.from_dict(rows, orient="index").astype(float)


def say(found: pd.DataFrame) -> str:
    """Return the finding in words: a line a strategy, the best contribution first."""
    lines = [f"What {BUDGET / 1e6:,.0f} million VND do, against doing nothing more:"]
    for plan, row in found.sort_values("contribution", ascending=False).iterrows():
        lines.append(
            f"  {plan}: contribution {row['contribution'] / 1e6:+,.0f} million "
            f"({row['contribution_low'] / 1e6:+,.0f} to {row['contribution_high'] / 1e6:+,.0f}), "
            f"orders {row['orders']:+,.0f} "
            f"({row['orders_low']:+,.0f} to {row['orders_high']:+,.0f}), "
            f"repeat rate {100 * row['repeat_rate']:+.1f} points, trust {row['trust']:+.3f}; "
            f"paid {row['paid'] / 1e6:,.0f} million, "
            f"given away in prices {row['given'] / 1e6:,.0f} million"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    tell(play, say, customers=2000)
