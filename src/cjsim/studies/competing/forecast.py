"""Research that a team can buy: a forecast of one card, honest and imperfect."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cjsim.scenarios.schema import BASELINE, Scenario
from cjsim.studies.compare import compare
from cjsim.studies.competing.cards import Days, dated

N_FUTURES, N_CUSTOMERS = 6, 600


def forecast(
    scenario: Scenario,
    held: Mapping[str, Days],
    card: str,
    days: Days,
    seed: int,
    satisfaction: str,
) -> pd.DataFrame:
    """Return what a card would bring beside those held: kpi, estimate, low, high, futures.

    It asks the market as the file knows it, in a few futures of few customers: `low..high` is
    the 95 % interval of the mean of such futures. The market that is played is one more draw.
    """
    market = dated(scenario, {**held, card: days})
    market.plans = {BASELINE: [], "without": list(held), "with": [*held, card]}
    found = compare(
        market, ["without", "with"], replicates=N_FUTURES, seed=seed, split_futures=0,
        customers=min(N_CUSTOMERS, market.n_customers()),
    )  # fmt: skip
    rows = [found.row("with", kpi) for kpi in ("contribution", satisfaction, "orders")]
    return pd.DataFrame(
        [
            {
                "kpi": row["kpi"],
                "estimate": row["difference"],
                "low": row["difference_mean_low"],
                "high": row["difference_mean_high"],
                "futures": N_FUTURES,
            }
            for row in rows
        ]
    )
