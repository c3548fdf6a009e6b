"""Calibration to totals: planted truth is found, as sets, and the sets are what is compared."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

import cjsim
from cjsim import UserError
from cjsim.scenarios import get_number, set_number
from cjsim.studies.calibration.fitting import with_totals
from cjsim.studies.calibration.likelihood import kind_of, residual
from cjsim.studies.calibration.moments import moments_of
from cjsim.studies.calibration.parameter_sets import parameter_sets_of
from cjsim.studies.calibration.plausible import told_together
from cjsim.studies.calibration.targets import describe_target, read_targets, totals_of, window_of
from cjsim.studies.futures import Task, live_future
from tests.lab import by_day, count, live, market

NEED, LOST = "product.need_per_year", "sales.website.abandon_per_step_share"
WAIT = "support.reference_wait_hours"
PLANTED = {NEED: 6.0, LOST: 0.10}
RANGES = {
    NEED: {"value": 4.0, "low": 2.0, "high": 8.0, "source": "assumption"},
    LOST: {"value": 0.02, "low": 0.0, "high": 0.2, "source": "assumption"},
    WAIT: {"value": 4.0, "low": 3.9, "high": 4.1, "source": "assumption"},
    "scenario.people": 400,
    "scenario.customers": 400,
    "scenario.start": "2027-01-01",
    "scenario.days": 59,
}


def truth():
    scenario = market(changes=RANGES)
    for path, value in PLANTED.items():
        set_number(scenario, path, value)
    return scenario


@pytest.fixture(scope="module")
def totals():
    """The totals of a run of the true market, with luck of its own."""
    return with_totals(truth(), "keep", 987).totals


@pytest.fixture(scope="module")
def tables(totals):
    months = ["2027-01", "2027-02"]
    stages = ["checkout", "order"]
    entered = [totals[f"funnel_{stage}_entered"].value for stage in stages]
    went_on = [totals[f"funnel_{stage}_converted"].value for stage in stages]
    return {
        "funnel": pd.DataFrame(
            {"stage": stages, "entered": entered, "converted": np.multiply(entered, went_on)}
        ),
        "monthly_orders": pd.DataFrame(
            {"month": months, "orders": [totals[f"orders_{month}"].value for month in months]}
        ),
        "retention": pd.DataFrame(
            {
                "month": [1],
                "customers": 120,  # 0.3 of the people are customers at the start
                "retained": [120 * totals["retention_month_1"].value],
            }
        ),
        "tickets": pd.DataFrame(
            {
                "month": months,
                "tickets": [totals[f"tickets_{month}"].value for month in months],
                "wait_hours": [totals[f"wait_hours_{month}"].value for month in months],
            }
        ),
    }


@pytest.fixture(scope="module")
def calibration(tables):
    return cjsim.calibrate(
        market(changes=RANGES), targets=tables, paths=[NEED, LOST, WAIT],
        evaluations=12, replicates=2, view_replicates=2, sets=10,
    )  # fmt: skip


@pytest.fixture(scope="module")
def sets(calibration):
    return calibration.parameter_sets


def test_planted_numbers_lie_in_their_intervals(calibration):
    numbers = calibration.numbers.set_index("path")
    for path, planted in PLANTED.items():
        row = numbers.loc[path]
        assert row["says"] == "fitted"
        assert row["low"] <= planted <= row["high"]
        assert row["high"] - row["low"] < 0.8 * (row["before_high"] - row["before_low"])
    assert numbers.loc[WAIT, "says"] == "still assumed"
    assert WAIT in set(calibration.undetermined["path"])
    told = next(line for line in calibration.verdict().split("\n") if "Not determined" in line)
    assert WAIT in told
    assert "orders_2027-02" in set(calibration.table["figure"])


def test_many_sets_are_returned_and_the_truth_is_among_the_plausible(calibration, sets):
    assert len(sets) == 10
    assert sets["weight"].sum() == pytest.approx(1.0)
    assert sets["weight"].max() < 0.6  # not one set alone
    numbers = calibration.numbers.set_index("path")
    for path, planted in PLANTED.items():
        values, weights = sets[path], sets["weight"]
        mean = float((values * weights).sum())
        sd = math.sqrt(float((weights * (values - mean) ** 2).sum()))
        assert abs(mean - planted) < 3.0 * max(sd, 0.1 * abs(planted))
        row = numbers.loc[path]
        assert values.between(row["before_low"], row["before_high"]).all()
        assert values.nunique() > 7


def test_each_world_of_a_comparison_lives_in_one_of_the_sets(calibration, sets):
    scenario = calibration.scenario
    chosen = parameter_sets_of(scenario, sets)
    found = cjsim.compare(
        scenario, ["keep"], replicates=4, seed=1, customers=100, days=5, parameter_sets=sets
    )  # fmt: skip
    for replicate, future in enumerate(found.futures):
        fixed = scenario.model_copy(deep=True)
        small = cjsim.scenarios.sizing.resized(fixed, 100, 5)
        again = live_future(Task(small, ("keep",), 1, replicate, 1, True, chosen))
        assert again.kpis["keep"] == pytest.approx(future.kpis["keep"], nan_ok=True)
    plain = cjsim.compare(scenario, ["keep"], replicates=4, seed=1, customers=100, days=5)
    assert plain.digest != found.digest
    drawn = scenario.model_copy(deep=True)
    chosen.write(drawn, 0)
    row = sets[np.isclose(sets[NEED], float(get_number(drawn, NEED)))]
    assert np.isclose(row[LOST], float(get_number(drawn, LOST))).any()  # they stay together


def test_worlds_take_sets_as_often_as_they_weigh():
    table = pd.DataFrame({NEED: [1.0, 2.0, 3.0], "weight": [0.5, 0.3, 0.2]})
    chosen = parameter_sets_of(market(), table)
    taken = [chosen.of_world(world)[NEED] for world in range(200)]
    for value, share in zip((1.0, 2.0, 3.0), (0.5, 0.3, 0.2), strict=True):
        assert taken.count(value) / 200 == pytest.approx(share, abs=0.02)
    for wrong, message in (
        ([{NEED: -1.0}], "expected 0 to"),
        ([{"product.ned": 1.0}], "no number has this path"),
        ([], "a set with a number"),
        (table.assign(weight=0.0), "not all 0"),
    ):
        with pytest.raises(UserError, match=message):
            parameter_sets_of(market(), wrong)


def test_totals_are_those_of_the_run():
    model = live(market(changes={"scenario.start": "2027-01-01", "scenario.days": 62}))
    found = totals_of(model)
    orders = 2.5 * by_day(model, cjsim.Mark.ORDERED)
    assert found["orders_2027-01"] == pytest.approx(orders[:31].sum())
    assert found["orders_2027-02"] == pytest.approx(orders[31:59].sum())
    assert "orders_2027-03" not in found  # three days are no month
    assert found["tickets_2027-01"] == pytest.approx(model.history.tickets_opened[:31].sum())
    waits = np.concatenate(model.history.waits[:31])
    assert found["wait_hours_2027-01"] == pytest.approx(waits.mean())
    assert 0.0 < found["retention_month_2"] <= found["retention_month_1"] <= 1.0
    assert found["funnel_order_entered"] == pytest.approx(2.5 * count(model, cjsim.Mark.ORDERED))
    ratio = found["funnel_order_entered"] / found["funnel_checkout_entered"]
    assert found["funnel_checkout_converted"] == pytest.approx(ratio)
    assert all(describe_target(name) for name in found)


def test_each_kind_of_figure_has_its_likelihood():
    assert kind_of("orders_2027-03") == kind_of("funnel_visit_entered") == "count"
    assert kind_of("funnel_visit_converted") == kind_of("repeat_share") == "share"
    assert (kind_of("wait_hours_2027-03"), kind_of("order_value")) == ("wait", "mean")
    # Poisson: 100 seen where 120 are expected, twice the logarithm of the ratio by hand
    deviance = 2.0 * (100.0 * math.log(100.0 / 120.0) - (100.0 - 120.0))
    assert residual("count", 120.0, 100.0, 10.0) == pytest.approx(math.sqrt(deviance))
    # binomial: 30 of 100 seen where 0.4 is expected
    deviance = 2.0 * 100.0 * (0.3 * math.log(0.3 / 0.4) + 0.7 * math.log(0.7 / 0.6))
    error = math.sqrt(0.3 * 0.7 / 100.0)
    assert residual("share", 0.4, 0.3, error) == pytest.approx(math.sqrt(deviance))
    assert residual("wait", 8.0, 4.0, 0.4) == pytest.approx(math.log(2.0) * 10.0)
    for kind in ("count", "share", "wait", "mean"):  # near the data all are the same
        assert residual(kind, 0.3003, 0.3, 0.01) == pytest.approx(0.03, rel=0.01)
        assert residual(kind, 0.3, 0.3, 0.01) == 0.0
        assert math.isfinite(residual(kind, 0.0, 0.3, 0.01))
        assert math.isnan(residual(kind, math.nan, 0.3, 0.01))


def test_numbers_told_only_together_are_named():
    class One:
        def __init__(self, path):
            self.path = path

    free = [One("a"), One("b"), One("c")]
    covariance = np.array([[1.0, -0.97, 0.1], [-0.97, 1.0, 0.0], [0.1, 0.0, 1.0]])
    assert told_together(free, covariance) == {"a": ("b", -0.97), "b": ("a", -0.97)}


def test_tables_of_totals_are_read_from_files_and_checked(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text("month,orders\n2027-02,40\n2027-01,50\n", "utf-8")
    found = read_targets({"monthly_orders": path})
    assert found["orders_2027-01"] == (50.0, math.sqrt(50.0))
    assert [day.isoformat() for day in window_of(found)] == ["2027-01-01", "2027-02-28"]
    assert window_of({"retention_month_1": found["orders_2027-01"]}) is None
    assert moments_of(with_totals(market(changes={"scenario.days": 3}), "keep", 1), 1)


@pytest.mark.parametrize(
    ("targets", "message"),
    [
        ({"funnels": pd.DataFrame()}, "the tables are"),
        ({"funnel": pd.DataFrame({"stage": ["visit"]})}, "needs the columns stage, entered"),
        ({"funnel": pd.DataFrame({"stage": ["sale"], "entered": [1]})}, "stages are"),
        (
            {"funnel": pd.DataFrame({"stage": ["visit"], "entered": [5], "converted": [6]})},
            "more than the whole",
        ),
        ({"monthly_orders": pd.DataFrame({"month": ["soon"], "orders": [1]})}, "such as 2027-03"),
        ({"monthly_orders": pd.DataFrame({"month": ["2027-01"], "orders": [-1]})}, "from 0 up"),
        ({"monthly_orders": "nowhere.csv"}, "cannot be read"),
        ({"monthly_orders": pd.DataFrame({"month": [], "orders": []})}, "no figure"),
        (None, "data=..., targets=..."),
    ],
)
def test_tables_that_cannot_be_used_are_refused(targets, message):
    with pytest.raises(UserError, match=message):
        cjsim.calibrate(market(changes=RANGES), targets=targets)
