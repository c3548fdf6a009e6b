"""What matters most: the market lived again with one factor of experience raised.

The people and their luck are the same, so the difference is the factor's own; it is found by
trying, not by asking which factor goes along with satisfaction.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cjsim.errors import UserError
from cjsim.journey.luck import replicate_seed
from cjsim.journey.plain import Rule
from cjsim.journey.stages import Mark
from cjsim.journey.tally import DELIVERY, FEES, GOODS, MARKS, REFUNDS, REVENUE
from cjsim.journey.touching import FACTORS
from cjsim.language import text
from cjsim.model import JourneyModel
from cjsim.scenarios.paths import all_numbers, bounds_of, draw_unknowns, expand_path, set_number
from cjsim.scenarios.schema import Scenario

RAISED_SHARE = 0.25
"""How far each number goes towards its best."""


class Best(NamedTuple):
    """A number of the file, and what the best of it is: `value`, or so many `times` it is."""

    path: str
    value: float | None = None
    times: float | None = None


BEST: dict[str, tuple[Best, ...]] = {
    "product_and_service": (
        Best("brands.OURS.attributes.*", value=1.0),
        Best("product.failure_per_year", value=0.0),
        Best("product.uptime_share", value=1.0),
    ),
    "channels": (
        Best("journey.search.findability", value=1.0),
        Best("content.clarity", value=1.0),
        Best("content.detail", value=1.0),
        Best("content.attractiveness", value=1.0),
        Best("explore.*.information", value=1.0),
    ),
    "staff": (
        Best("support.attitude", value=1.0),
        Best("support.first_contact_resolution_share", value=1.0),
        Best("support.channels.*.attitude", value=1.0),
        Best("support.channels.*.first_contact_resolution_share", value=1.0),
        Best("explore.*.attitude", value=1.0),
        Best("explore.*.skill", value=1.0),
        Best("trials.*.attitude", value=1.0),
        Best("trials.*.skill", value=1.0),
    ),
    "convenience": (
        Best("sales.*.convenience", value=1.0),
        Best("sales.*.checkout_steps", value=0.0),
        Best("sales.*.payment_failure_share", value=0.0),
        Best("sales.*.uptime_share", value=1.0),
        Best("product.usability", value=1.0),
        Best("journey.use.setup_difficulty_share", value=0.0),
    ),
    "support": (
        Best("support.staff", times=2.0),
        Best("support.kinds.*.handle_minutes", times=0.5),
    ),
}
"""The numbers behind each factor of experience. Those a market does not have are left out."""


def raised(scenario: Scenario, factor: str, share: float = RAISED_SHARE) -> Scenario:
    """Return the market with the numbers of a factor moved by `share` towards their best.

    Raises `UserError` when there is no such factor.
    """
    if factor not in BEST:
        raise UserError("factor", factor, text("there are: {best}.", {"best": ", ".join(BEST)}))
    market = scenario.model_copy(deep=True)
    known = all_numbers(scenario)
    for best in BEST[factor]:
        path = best.path.replace("OURS", scenario.our_brand)
        for number in expand_path(scenario, path):
            if number not in known:
                continue
            old = float(known[number])
            target = old * best.times if best.times is not None else float(best.value or 0.0)
            value = old + share * (target - old)
            if bounds_of(scenario, number).is_whole:
                value = math.ceil(value) if target > old else math.floor(value)
            set_number(market, number, value)
    return market


def raise_effects(
    scenario: Scenario,
    *,
    plan: str,
    seed: int,
    futures: int,
    share: float = RAISED_SHARE,
    engine: str = "compiled",
    rules: Mapping[str, Rule] | None = None,
) -> pd.DataFrame:
    """Return what raising each factor brings, by segment, over some paired futures.

    Columns: segment (and "all"), factor; orders and gross_profit, mean differences to the
    market as it is in the same future, with the least and the most seen (orders_low,
    orders_high, gross_profit_low, gross_profit_high); rank, 1 for what matters most to the
    segment in orders. What raising would cost is not in it. Unknown numbers are drawn anew in
    each future.
    """
    table: list[pd.DataFrame] = []
    for future in range(futures):
        market = draw_unknowns(scenario, seed, future)
        luck = replicate_seed(seed, future)
        usual = _outcome(market, plan, luck, engine, rules)
        for factor in FACTORS:
            better = _outcome(raised(market, factor, share), plan, luck, engine, rules)
            table.append(_difference(scenario, factor, better - usual))
    if not table:
        return pd.DataFrame(columns=_COLUMNS)
    grouped = pd.concat(table).groupby(["segment", "factor"], sort=False)
    effects = pd.DataFrame(
        {
            f"{name}{end}": getattr(grouped[name], how)()
            for name in ("orders", "gross_profit")
            for end, how in (("", "mean"), ("_low", "min"), ("_high", "max"))
        }
    ).reset_index()
    ranks = effects.groupby("segment")["orders"].rank(ascending=False, method="first")
    effects["rank"] = ranks.astype(int)
    return effects[_COLUMNS]


_COLUMNS = [
    "segment", "factor", "rank", "orders", "orders_low", "orders_high", "gross_profit",
    "gross_profit_low", "gross_profit_high",
]  # fmt: skip


def _outcome(
    market: Scenario, plan: str, seed: int, engine: str, rules: Mapping[str, Rule] | None
) -> NDArray[np.float64]:
    """Return orders and gross profit of all the people by segment, shape (segments, 2)."""
    model = JourneyModel(
        market, plan=plan, seed=seed, panel=0, keep_moves=False, engine=engine, rules=rules
    )
    try:
        while model.day < market.n_days():
            model.step()
    finally:
        model.close()
    total = model.history.tallies.sum(axis=0)
    profit = total[:, REVENUE] - total[:, [REFUNDS, GOODS, FEES, DELIVERY]].sum(axis=1)
    return np.column_stack([total[:, MARKS + Mark.ORDERED], profit]) * market.weight


def _difference(scenario: Scenario, factor: str, by_segment: NDArray[np.float64]) -> pd.DataFrame:
    """Return a future's differences by segment, and of all."""
    rows = np.vstack([by_segment, by_segment.sum(axis=0)])
    return pd.DataFrame(
        {
            "segment": [*scenario.segments, "all"],
            "factor": factor,
            "orders": rows[:, 0],
            "gross_profit": rows[:, 1],
        }
    )
