"""The market set from one arm of a real experiment lands on the other arm.

MineThatData e-mail challenge (2008): of 21,307 past buyers mailed, 3,894 visited, 267 bought
for 30,311.69 USD (sum of squares 6,759,024.5); of 21,306 not mailed, 2,262 visited and 122
bought for 13,908.33 USD (sum of squares 2,870,050.36).
"""

from __future__ import annotations

import math
from functools import cache

import pytest

import cjsim

ARMS = {
    "keep": (21_306, 2_262, 122, 13_908.33, 2_870_050.36),
    "mail": (21_307, 3_894, 267, 30_311.69, 6_759_024.5),
}


@cache
def comparison() -> cjsim.Comparison:
    return cjsim.compare("mail_shop", plans=["keep", "mail"], replicates=30)


def measured(plan: str, kpi: str) -> tuple[float, float]:
    """Return the mean a person and its standard error, as measured."""
    n, visits, buyers, spend, spend_squares = ARMS[plan]
    if kpi == "order_value":
        mean = spend / n
        return mean, math.sqrt((spend_squares / n - mean**2) / n)
    share = (visits if kpi == "visitors" else buyers) / n
    return share, math.sqrt(share * (1.0 - share) / n)


@pytest.mark.parametrize("plan", ["keep", "mail"])
@pytest.mark.parametrize("kpi", ["visitors", "orders", "order_value"])
def test_lands_on_the_measured_arm_within_two_standard_errors(plan: str, kpi: str) -> None:
    mean, error = measured(plan, kpi)
    simulated = comparison().values(plan, kpi).mean() / 21_306
    assert abs(simulated - mean) <= 2.0 * error, (simulated, mean, error)


def test_the_effect_comes_through_visits_not_through_a_lift_written_in() -> None:
    """Without a response to the e-mail there are no more visits, and hardly more orders."""
    market = cjsim.load_scenario("mail_shop").model_copy(deep=True)
    market.interventions["one_email"].response_share = cjsim.Quantity(0.0)
    silent = cjsim.compare(market, plans=["keep", "mail"], replicates=6)
    assert (silent.values("mail", "visitors") == silent.values("keep", "visitors")).all()
    full = comparison().row("mail", "orders")["difference"]
    left = silent.row("mail", "orders")["difference"]
    assert left < 0.25 * full


def test_one_contact_goes_to_everybody_once() -> None:
    run = cjsim.run("mail_shop", plan="mail")
    contacts = run.ledger[run.ledger["account"] == "contacts"]
    assert list(contacts["day"]) == [0]
    assert contacts["amount"].sum() == pytest.approx(-0.005 * 21_306)
