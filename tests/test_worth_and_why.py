"""What customers are worth, why they moved, and the KPIs that tell it, by closed forms."""

from functools import cache

import numpy as np
import pandas as pd
import pytest

import cjsim
from cjsim import JourneyModel, Mark, Run, UserError
from cjsim.journey.tally import (
    AGE_DAYS,
    CASH_BY_AGE,
    MARKS,
    N_AGES,
    N_TALLIES,
    OWNER_SATISFIED,
    REPEATS_OF_SATISFIED,
)
from cjsim.model import finish
from cjsim.results.lifetime import lifetime_value, payback_months
from cjsim.results.why import BEFORE_THE_START
from cjsim.scenarios.sizing import resized
from tests import lab
from tests.theory_markets import bare_brand, choice_market, retention_market


@cache
def lived(name: str) -> tuple[Run, JourneyModel]:
    market = {
        "club": lab.market,
        "crm": lambda: resized(cjsim.load_scenario("crm"), 1_000, 200),
        "kept": lambda: cjsim.load_scenario(retention_market(400, 60, leave=0.02, leave_cv=0.0)),
    }[name]()
    model = JourneyModel(market, panel=0, seed=4)
    finish(model)
    return Run(model, market, "keep", {}), model


def total(run: Run, column: int) -> float:
    return float(run.history.tallies[..., column].sum())


# --- lifetime value --------------------------------------------------------------------------


def cash_of(won_per_day: np.ndarray, first: float, per_day: float) -> np.ndarray:
    """Tallies of customers won day by day who bring `first` at once and so much each day."""
    by_day = np.zeros((won_per_day.size, N_TALLIES))
    by_day[:, MARKS + Mark.FIRST_ORDER] = won_per_day
    for day, won in enumerate(won_per_day):
        by_day[day, CASH_BY_AGE] += won * first
        for age in range(won_per_day.size - day):
            place = min(1 + age // AGE_DAYS, N_AGES - 1)
            by_day[day + age, CASH_BY_AGE + place] += won * per_day
    return by_day


def test_lifetime_value_of_steady_customers_is_a_sum() -> None:
    at_once = np.zeros(200)
    at_once[0] = 50.0
    for won in (at_once, np.full(200, 3.0)):  # watched for as long, or each day for less
        tallies = cash_of(won, first=10.0, per_day=0.5)
        assert lifetime_value(tallies, 120.0, 0.0) == pytest.approx(10.0 + 0.5 * 120)
        assert lifetime_value(tallies, 45.0, 0.0) == pytest.approx(10.0 + 0.5 * 45)
        # beyond what the run shows nothing is added
        assert lifetime_value(tallies, 5_000.0, 0.0) == pytest.approx(10.0 + 0.5 * 200)
        discounted = lifetime_value(tallies, 200.0, 0.2)
        exact = 10.0 + sum(0.5 / 1.2 ** ((age + 0.5) / 365) for age in range(200))
        assert discounted == pytest.approx(exact, rel=1e-4)
    assert np.isnan(lifetime_value(np.zeros((5, N_TALLIES)), 10.0, 0.0))


def test_all_cash_of_customers_won_has_an_age() -> None:
    run, _ = lived("kept")  # nobody is a customer at the start
    cash = run.history.tallies[..., CASH_BY_AGE : CASH_BY_AGE + N_AGES].sum()
    assert cash == pytest.approx(run.kpi_values()["gross_profit"], rel=1e-9)
    assert run.history.tallies[..., CASH_BY_AGE].sum() == pytest.approx(400 * 0.2, rel=1e-6)


def test_lifetime_value_of_a_subscription_is_that_of_its_survival() -> None:
    run, _ = lived("kept")
    values = run.kpi_values()
    # all are won on day 3 and watched to the end: no estimate, what they brought is their value
    per_customer = values["gross_profit"] / values["new_customers"]
    undiscounted = lifetime_value(run.history.tallies.sum(axis=1), 1e9, 0.0)
    assert undiscounted == pytest.approx(per_customer, rel=1e-9)
    assert 0.95 * undiscounted < values["clv"] < undiscounted


def test_payback_is_the_time_a_customer_needs_to_pay_what_it_cost() -> None:
    run, _ = lived("club")
    values = run.kpi_values()
    months = run.daily["customers"].sum() / (365 / 12)
    expected = values["cac"] / (values["gross_profit"] / months)
    assert values["payback_months"] == pytest.approx(expected)
    assert np.isnan(payback_months(5.0, -1.0, run.history, 1.0))


# --- fees ------------------------------------------------------------------------------------


def test_monthly_fees_are_those_of_paying_customers() -> None:
    run, model = lived("crm")
    records, scenario = model.records, run.scenario
    product, ours = scenario.product, list(scenario.brands).index(scenario.our_brand)
    is_paying = (records["brand"] == ours) & (records["relation"] == cjsim.Relation.CUSTOMER)
    fee = float(scenario.brands[scenario.our_brand].price) / float(product.renewal_days)
    expected = scenario.weight * is_paying.sum() * fee * 365 / 12
    values = run.kpi_values()
    assert values["mrr"] == pytest.approx(expected, rel=1e-6)
    is_old = (records["brand"] == ours) & (records["first_day"] < 0)
    start = run.daily[run.daily["day"] == 0]["customers"].sum() / scenario.weight
    assert values["retention"] == pytest.approx(is_old.sum() / start)
    # one price for all: what is kept of the fees is what is kept of the people
    assert values["nrr"] == pytest.approx(values["retention"], rel=1e-6)
    assert 0.0 < values["revenue_churn"] < 1.0
    assert np.isnan(lived("club")[0].kpi_values()["mrr"])


def test_fees_that_left_are_those_of_paying_customers_who_left() -> None:
    run, model = lived("kept")
    left = run.moves[run.moves["to_stage"] == "lapsed"]
    monthly = 365 / 12
    values = run.kpi_values()
    kept = values["mrr"]
    lost = values["revenue_churn"] * kept / (1.0 - values["revenue_churn"])
    assert lost == pytest.approx(len(left) * monthly, rel=1e-6)
    assert model.records["first_day"].max() == 3


def test_involuntary_churn_is_the_part_nobody_chose() -> None:
    values = lived("crm")[0].kpi_values()
    involuntary = values["left_payment_failed"] + values["left_closed_down"]
    everyone = sum(value for name, value in values.items() if name.startswith("left_")
                   and name != "left_alone")  # fmt: skip
    assert involuntary > 0.0
    assert values["involuntary_churn"] / values["churn"] == pytest.approx(involuntary / everyone)


# --- other KPIs ------------------------------------------------------------------------------


def test_competitive_advantage_is_the_gap_in_utility() -> None:
    brands = {
        "ours": bare_brand(is_ours=True, known=1.0),
        "theirs": bare_brand(known=1.0, price=1.2),
        "dearest": bare_brand(known=1.0, price=1.5),
    }
    market = cjsim.load_scenario(choice_market(300, brands, opinion_weight=0.0))
    run = cjsim.run(market)
    sensitivity = float(market.segments["all"].price_sensitivity)
    assert run.kpi_values()["competitive_advantage"] == pytest.approx(0.2 * sensitivity)
    only = cjsim.load_scenario(choice_market(50, {"ours": brands["ours"]}, opinion_weight=0.0))
    assert np.isnan(cjsim.run(only).kpi_values()["competitive_advantage"])


def test_ratios_are_made_of_what_they_name() -> None:
    run, _ = lived("club")
    values, daily = run.kpi_values(), run.daily
    assert values["average_order_value"] == pytest.approx(values["order_value"] / values["orders"])
    margin = values["contribution"] / values["revenue"]
    assert values["contribution_margin"] == pytest.approx(margin)
    received = daily["received_today"].sum()
    assert values["accepted_rate"] == pytest.approx(received / values["orders"])
    assert values["win_back"] == pytest.approx(values["came_back"] / daily["left_today"].sum())
    said = values["word_of_mouth_positive"] - values["word_of_mouth_negative"]
    customers = daily.groupby("day")["customers"].sum().mean()
    assert values["word_of_mouth_balance"] == pytest.approx(100 * said / customers)
    assert 0.0 < values["consideration"] < 1.0


def test_return_of_the_satisfied_is_told_from_that_of_the_others() -> None:
    run, _ = lived("club")
    values = run.kpi_values()
    satisfied = total(run, OWNER_SATISFIED) / 365
    repeats = total(run, REPEATS_OF_SATISFIED)
    assert values["return_if_satisfied"] == pytest.approx(repeats / satisfied)
    others = (total(run, MARKS + Mark.REPEAT_ORDER) - total(run, REPEATS_OF_SATISFIED)) / (
        run.daily["customers"].sum() / run.scenario.weight / 365 - satisfied
    )
    assert values["return_if_not"] == pytest.approx(others)


def test_the_first_order_is_dated() -> None:
    _, model = lived("kept")
    records = model.records
    assert (records["first_day"][records["brand"] == 0] == 3).all()  # all ordered on day 3


# --- why -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["club", "crm"])
def test_every_move_has_its_causes(name: str) -> None:
    run, _ = lived(name)
    reasons = run.reasons()
    assert reasons["people"].sum() == pytest.approx(len(run.moves) * run.scenario.weight)
    np.testing.assert_allclose(reasons.groupby("from_stage")["share"].sum(), 1.0)
    assert not reasons.duplicated(["from_stage", "to_stage", "reason"]).any()
    some = run.moves[(run.moves["from_stage"] == "use") & (run.moves["reason"] == "need_arose")]
    mine = reasons[(reasons["from_stage"] == "use") & (reasons["reason"] == "need_arose")]
    assert mine["people"].sum() == pytest.approx(len(some) * run.scenario.weight)


def test_kpis_are_printed_with_their_units_and_stay_numbers() -> None:
    run, _ = lived("club")
    table, values = run.kpis(), run.kpi_values()
    assert dict(zip(table["kpi"], table["value"], strict=True)) == pytest.approx(
        values, nan_ok=True
    )
    lines = repr(table).splitlines()
    assert len(lines) == len(table)
    shown = dict(zip(table["kpi"], lines, strict=True))
    assert f" {100 * values['awareness']:.1f} %   " in shown["awareness"]
    assert f" {values['orders']:,.0f} orders   " in shown["orders"]
    assert "e+0" not in repr(table)
    assert "<td>undefined</td>" in table._repr_html_()
    assert type(table.head()) is pd.DataFrame  # a part is an ordinary table


@pytest.mark.parametrize("name", ["club", "crm"])
def test_revenue_is_told_once_however_it_is_told(name: str) -> None:
    run, _ = lived(name)
    values = run.kpi_values()
    by_sales = run.revenue()
    assert by_sales["revenue"].sum() == pytest.approx(values["revenue"])
    assert by_sales["orders"].sum() == pytest.approx(values["orders"])
    before = by_sales[~by_sales["sales"].isin(list(run.scenario.sales))]
    assert set(before["sales"]) == ({BEFORE_THE_START} if name == "crm" else set())
    assert before["orders"].sum() == 0.0
    groups = run.groups()
    for column in ("orders", "revenue", "new_customers", "came_back"):
        assert groups[column].sum() == pytest.approx(values[column])
    last = groups[groups["month"] == groups["month"].iloc[-1]]
    assert last["customers"].sum() == pytest.approx(values["customers"])
    sources = run.sources()
    assert sources["revenue"].sum() == pytest.approx(values["revenue"])
    assert sources["spend"].sum() == pytest.approx(values["media_spend"])


@pytest.mark.parametrize("within_days", [3, 14, 45])
def test_a_conversion_counts_each_person_once_and_says_who_is_open(within_days: int) -> None:
    run, _ = lived("club")
    moves, days = run.moves, run.scenario.n_days()
    reached = converted = still_open = 0
    for _, mine in moves.groupby("customer"):
        entries = mine[mine["to_stage"] == "search"]["day"]
        if entries.empty:
            continue
        first = entries.iloc[0]
        if first + within_days > days - 1:
            still_open += 1
            continue
        reached += 1
        bought = mine[mine["to_stage"] == "purchase"]["day"]
        converted += bool(((bought >= first) & (bought <= first + within_days)).any())
    found = run.conversion("search", "purchase", within_days)
    weight = run.scenario.weight
    assert (found.reached, found.converted) == (weight * reached, weight * converted)
    assert found.still_open == weight * still_open
    assert found.share == converted / reached
    with pytest.raises(UserError, match="evaluation"):
        run.conversion("search", "conversion", 3)
