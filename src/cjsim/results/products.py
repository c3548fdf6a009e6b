"""What each product of our assortment brings in, by segment and month: for planning promotions."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cjsim.history import History
from cjsim.journey.assortment import COLUMNS, N_PRODUCTS
from cjsim.journey.tally import PRODUCTS
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.schema_products import MAX_PRODUCTS

MONEY = ("revenue", "discounts", "refunds", "gross_profit")


def product_table(scenario: Scenario, history: History, by_month: bool = False) -> pd.DataFrame:
    """Return one row per product and segment, and per calendar month if wanted.

    Columns: (month,) product, label, segment, customers (who have it, at the end of the month or
    run), orders, share (of the segment's orders), revenue, discounts, refunds, costs (goods, fees
    of sales channels and delivery) and gross_profit = revenue - refunds - costs. Over products
    each makes the market's total. Without an assortment the table is empty.
    """
    tallies = history.tallies
    if by_month:
        days = pd.date_range(scenario.scenario.start, periods=tallies.shape[0])
        months = days.to_period("M").astype(str).to_numpy()
    else:
        months = np.full(tallies.shape[0], "")
    rows = []
    for month in pd.unique(months):
        counted = tallies[months == month][:, :, PRODUCTS : PRODUCTS + N_PRODUCTS]
        flow = scenario.weight * counted.sum(axis=0)
        flow = flow.reshape(len(scenario.segments), len(COLUMNS), MAX_PRODUCTS)
        last = scenario.weight * counted[-1].reshape(flow.shape)
        for slot, (name, product) in enumerate(scenario.products.items()):
            for place, segment in enumerate(scenario.segments):
                row = dict(zip(COLUMNS, flow[place, :, slot], strict=True))
                row["customers"] = last[place, COLUMNS.index("customers"), slot]
                orders = flow[place, COLUMNS.index("orders")].sum()
                rows.append(
                    {
                        "month": month,
                        "product": name,
                        "label": product.words(name),
                        "segment": segment,
                        "customers": row["customers"],
                        "orders": row["orders"],
                        "share": row["orders"] / orders if orders else np.nan,
                        **{key: row[key] for key in MONEY[:-1]},
                        "costs": row["revenue"] - row["refunds"] - row["gross_profit"],
                        "gross_profit": row["gross_profit"],
                    }
                )
    names = ["product", "label", "segment", "customers", "orders", "share", *MONEY[:-1]]
    names = [*(["month"] if by_month else []), *names, "costs", "gross_profit"]
    return pd.DataFrame(rows, columns=names)
