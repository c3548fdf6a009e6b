"""A real test planned from a simulation: sizes by textbook, power by trial, forecasts scored."""

from __future__ import annotations

import doctest
import math

import numpy as np
import pytest
from scipy import stats

import cjsim
from cjsim import UserError
from cjsim.results import planning
from cjsim.results.comparison import Comparison
from cjsim.results.future import Future
from cjsim.results.real_test import detectable, power_of_test, units_needed
from tests.lab import market

DEARER = {"dearer": {"type": "price", "brand": "club", "change_share": 0.3}}
SMALL = {"customers": 300, "days": 15}


@pytest.fixture(scope="module")
def comparison():
    return cjsim.compare(market(DEARER), ["keep", "act"], replicates=8, seed=2, **SMALL)


def test_sizes_are_those_of_the_textbook():
    # half a standard deviation, two-sided 5 %, power 80 %: the well-known 64 in each group
    assert units_needed(0.5, 1.0, 1.0, 0.5, 0.05, 0.8) == (64, 64)
    # the normal formula for small effects: (1.959964 + 0.841621)^2 * 2 / 0.01^2
    control, treated = units_needed(0.5, 1.0, 1.0, 0.01, 0.05, 0.8)
    assert control + treated == pytest.approx(4.0 * 7.848879 / 0.01**2, rel=1e-4)


@pytest.mark.parametrize(("share", "sds", "effect"), [(0.5, (1.0, 1.0), 0.7), (0.2, (1.0, 3.0), 1)])
def test_a_unit_fewer_has_not_the_power_and_the_smallest_effect_seen_is_that_asked(
    share, sds, effect
):
    n = units_needed(share, *sds, effect, 0.05, 0.9)
    treated = max(2, round(share * (sum(n) - 1)))
    fewer = (sum(n) - 1 - treated, treated)
    assert power_of_test(*n, *sds, effect, 0.05) >= 0.9 > power_of_test(*fewer, *sds, effect, 0.05)
    seen = detectable(*n, *sds, 0.05, 0.9)
    assert power_of_test(*n, *sds, seen, 0.05) == pytest.approx(0.9, abs=1e-6)
    assert seen <= effect


@pytest.mark.parametrize(
    ("draw", "sds", "effect", "n"),
    [
        (lambda rng, mean, size: rng.normal(mean, 1.0, size), (1.0, 1.0), 0.6, (30, 50)),
        (  # orders of a person: counts, most of them none
            lambda rng, mean, size: rng.poisson(mean, size).astype(float),
            (math.sqrt(0.3), math.sqrt(0.4)), 0.1, (400, 400),
        ),
    ],
)  # fmt: skip
def test_the_power_is_how_often_the_test_sees_the_effect(draw, sds, effect, n):
    rng, n_trials = np.random.default_rng(1), 2000
    base = 0.3
    one, two = (draw(rng, base + by, (n_trials, k)) for by, k in zip((0.0, effect), n, strict=True))
    seen = stats.ttest_ind(one, two, axis=1, equal_var=False).pvalue < 0.05
    power = power_of_test(*n, *sds, effect, 0.05)
    assert 0.4 < power < 0.95
    assert abs(seen.mean() - power) < 4.0 * math.sqrt(power * (1.0 - power) / n_trials)


def test_variance_and_effect_are_those_of_the_simulated_customers(comparison):
    test = comparison.test_plan(metric="orders", smallest_effect=0.05)
    before = np.array([future.orders["keep"] for future in comparison.futures], float)
    after = np.array([future.orders["act"] for future in comparison.futures], float)
    direct = np.array([future.direct_orders["act"] for future in comparison.futures], float)
    assert test.sd_control == pytest.approx(math.sqrt(before.var(axis=1, ddof=1).mean()))
    assert test.sd_treated == pytest.approx(math.sqrt(after.var(axis=1, ddof=1).mean()))
    assert test.forecast == pytest.approx((direct - before).mean())
    assert test.control_mean == pytest.approx(before.mean())
    shares = comparison.test_plan(metric="buyers", smallest_effect=0.05)
    assert shares.sd_control == pytest.approx(math.sqrt((before > 0).var(axis=1, ddof=1).mean()))
    assert (test.watch_days, test.duration_days) == (15, 15)
    n_total = test.n_control + test.n_treated
    slowly = comparison.test_plan(metric="orders", smallest_effect=0.05, people_per_day=10)
    assert slowly.duration_days == 15 + math.ceil(n_total / 10)
    adjusted = comparison.test_plan(
        metric="orders", smallest_effect=0.05, correlation_before=0.6
    )  # fmt: skip
    assert adjusted.n_control / test.n_control == pytest.approx(0.64, rel=0.02)


def test_areas_have_the_luck_of_their_size_and_the_differences_of_worlds():
    rng = np.random.default_rng(3)
    scenario = market(DEARER)  # 2,000 simulated customers for 5,000 people
    world, luck = rng.normal(0.0, 30.0, 200), rng.normal(0.0, 10.0, (2, 400))
    people = 5000.0
    orders = {
        plan: 500.0 + by + np.repeat(world, 2) + luck[place]
        for place, (plan, by) in enumerate({"keep": 0.0, "act": 40.0}.items())
    }
    futures = [
        Future(
            number,
            {p: dict.fromkeys(cjsim.results.definitions.KPI_NAMES, 0.5) | {"orders": v[number]}
             for p, v in orders.items()},
            {}, {}, np.zeros(0, np.uint8),
        )
        for number in range(400)
    ]  # fmt: skip
    found = Comparison(scenario, ["keep", "act"], 1, futures, list(np.arange(400) // 2))
    # an area of 500 people has a quarter of the people a future simulates: twice its luck
    test = found.test_plan(metric="orders", kind="areas", smallest_effect=0.004, area_people=500)
    assert test.unit == "orders a person"
    assert test.sd_control * people == pytest.approx(math.hypot(30.0, 20.0), rel=0.1)
    assert test.forecast * people == pytest.approx(40.0, abs=3.0)
    assert test.n_available == 10
    assert not test.is_possible
    assert "Not possible as planned" in test.card()
    measured = found.test_plan(
        metric="orders", kind="areas", smallest_effect=0.004, area_people=500, area_cv=0.01
    )
    assert measured.sd_control * people == pytest.approx(math.hypot(5.0, 20.0), rel=0.1)
    with pytest.raises(UserError, match="does not vary"):
        found.test_plan(metric="churn", kind="areas", smallest_effect=0.1)
    with pytest.raises(UserError, match="4 at least"):
        found.test_plan(metric="orders", kind="areas", smallest_effect=0.1, area_people=2000)


def test_a_card_says_all_that_must_be_written_down_before(comparison):
    card = comparison.test_plan(metric="buyers", smallest_effect=0.05, people_per_day=100).card()
    for words in (
        "# Test of `act` against `keep`", "**Question**", "by 5.00 pp or more", "by lot",
        "Welch's t test", "level 0.05", "9 of 10 such tests between", "outside the forecast range",
        "talk", "test areas", "8 paired futures, seed 2", "until enough have entered",
    ):  # fmt: skip
        assert words in card
    lower = comparison.test_plan(metric="churn", kind="areas", smallest_effect=0.05)
    assert "interval below 0: take the plan" in lower.card()


def test_a_score_says_how_far_off_the_forecast_was(comparison):
    test = comparison.test_plan(metric="buyers", smallest_effect=0.05)
    low, high = test.forecast_range
    sd = test.forecast_sd
    assert high - low == pytest.approx(2.0 * 1.644854 * sd)
    right = test.score(test.forecast)
    assert (right.is_inside, right.z) == (True, 0.0)
    assert right.log_score == pytest.approx(-math.log(sd * math.sqrt(2.0 * math.pi)))
    assert right.interval_score == pytest.approx(high - low)
    off = test.score(high + sd)
    assert not off.is_inside
    assert off.z == pytest.approx(1.644854 + 1.0)
    assert off.interval_score == pytest.approx(high - low + 20.0 * sd)
    assert off.log_score < right.log_score
    assert "outside" in str(off)
    known = test.score(test.forecast, standard_error=0.0)
    assert known.high - known.low == pytest.approx(2.0 * 1.644854 * test.effect_sd)
    for wrong in ({"real_result": math.nan}, {"real_result": 0.1, "standard_error": -1.0}):
        with pytest.raises(UserError):
            test.score(**wrong)


def test_real_tests_fall_into_the_forecast_range_as_often_as_it_says(comparison):
    """Other futures of the same market, each tested once on its own people by lot."""
    test = comparison.test_plan(metric="orders", smallest_effect=0.05)
    real = cjsim.compare(market(DEARER), ["keep", "act"], replicates=14, seed=77, **SMALL)
    rng, inside = np.random.default_rng(5), []
    for future in real.futures:
        for _ in range(10):
            by_lot = rng.permutation(300)
            treated = future.orders["act"][by_lot[:150]].astype(float)
            control = future.orders["keep"][by_lot[150:]].astype(float)
            error = math.sqrt(treated.var(ddof=1) / 150 + control.var(ddof=1) / 150)
            measured = treated.mean() - control.mean()
            inside.append(test.score(measured, standard_error=error).is_inside)
    # of 14 futures, whose tests are not independent of each other: 3 standard errors
    assert abs(np.mean(inside) - 0.9) < 3.0 * math.sqrt(0.09 / 14)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"metric": "contribution"}, 'kind="areas"'),
        ({"metric": "contributoin", "kind": "areas"}, "known KPIs"),
        ({"kind": "people"}, '"customers" or "areas"'),
        ({"plan": "keep"}, "compared with keep were: act"),
        ({"smallest_effect": 0.0}, "above 0"),
        ({"power": 1.0}, "between 0 and 1"),
        ({"treated_share": 0.0}, "between 0 and 1"),
        ({"correlation_before": 1.0}, "below 1"),
        ({"people_per_day": -1.0}, "above 0"),
    ],
)
def test_a_test_that_makes_no_sense_is_refused(comparison, arguments, message):
    with pytest.raises(UserError, match=message):
        comparison.test_plan(**{"smallest_effect": 0.05, **arguments})


def test_the_examples_run():
    for thing in (cjsim.compare, planning.plan_test):
        examples = doctest.DocTestFinder(recurse=False).find(thing, globs={})
        assert examples[0].examples
        assert all(doctest.DocTestRunner().run(each).failed == 0 for each in examples)
