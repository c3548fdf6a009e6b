"""What a sales channel takes of subscribers who came through it."""

from __future__ import annotations

import pytest

from cjsim import Mark
from cjsim.journey.tally import FEES, REVENUE, SALES_REVENUE
from tests.lab import count, live, market


def test_a_sales_channel_takes_its_part_of_every_period_paid():
    changes = {"product.kind": "subscription", "product.renewal_days": 7,
               "product.leave_per_renewal_share": 0.01, "scenario.days": 90,
               "sales.website.fee_share": 0.03, "sales.store.fee_share": 0.2}  # fmt: skip
    model = live(market(changes=changes))
    counts = model.history.tallies.sum(axis=(0, 1))
    shares = [float(sales.fee_share) for sales in model.market_file.sales.values()]
    by_channel = counts[SALES_REVENUE : SALES_REVENUE + len(shares)]
    assert count(model, Mark.RENEWED) > count(model, Mark.ORDERED) > 0
    assert counts[FEES] == pytest.approx((by_channel * shares).sum())
    assert counts[REVENUE] > by_channel.sum() > 0.0  # who came before the run came by no channel
