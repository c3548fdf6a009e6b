"""Calibration: numbers planted in a market are found again in the tables its firm exports."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import cjsim
from cjsim import UserError
from cjsim.results.folder import scenario_hash
from cjsim.scenarios import get_number, list_scenarios, parse, set_number, source_of
from cjsim.scenarios.writing import to_toml
from cjsim.studies.calibration.fitting import PRIOR_PRECISION, spread
from cjsim.studies.calibration.moments import Observed, moments_of, observe_data, observe_run
from cjsim.studies.calibration.own_data import OwnData
from tests.firm import export
from tests.lab import market

NEED, LOST = "product.need_per_year", "sales.website.abandon_per_step_share"
WAIT = "support.reference_wait_hours"
PLANTED = {NEED: 6.0, LOST: 0.10}
RANGES = {
    NEED: {"value": 4.0, "low": 2.0, "high": 8.0, "source": "assumption"},
    LOST: {"value": 0.02, "low": 0.0, "high": 0.2, "source": "assumption"},
    WAIT: {"value": 4.0, "low": 3.9, "high": 4.1, "source": "assumption"},
    "scenario.people": 1200,
    "scenario.customers": 1200,
    "scenario.days": 56,
}


FEW = RANGES | {"scenario.people": 400, "scenario.customers": 400, "scenario.days": 28}
"""With orders alone enough for all that does not hang on how much the data tell."""


def exported(path, changes):
    """Returns the folder with the tables of a firm whose market is the true one."""
    truth = market(changes=changes)
    for name, value in PLANTED.items():
        set_number(truth, name, value)
    export(truth, 987, path)
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return exported(tmp_path_factory.mktemp("firm"), RANGES)


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    path = exported(tmp_path_factory.mktemp("young_firm"), FEW)
    for name in ("feedback", "traffic"):
        (path / f"{name}.csv").unlink()
    return path


@pytest.fixture(scope="module")
def calibration(folder):
    return cjsim.calibrate(
        market(changes=RANGES), folder, paths=[NEED, LOST, WAIT], evaluations=14, replicates=2
    )  # fmt: skip


def test_planted_numbers_are_found_again(calibration):
    """Each lies in its 95 % interval, which is much narrower than its range."""
    numbers = calibration.numbers.set_index("path")
    for path, planted in PLANTED.items():
        row = numbers.loc[path]
        assert row["says"] == "fitted"
        assert row["low"] <= planted <= row["high"]
        assert row["low"] < row["fitted"] < row["high"]
        assert abs(row["fitted"] - planted) < abs(row["before"] - planted)
        assert row["high"] - row["low"] < 0.6 * (row["before_high"] - row["before_low"])
        assert 0.3 < row["told_share"] < 1.0


def test_what_the_data_do_not_tell_stays_assumed(calibration):
    row = calibration.numbers.set_index("path").loc[WAIT]
    assert row["says"] == "still assumed"
    assert (row["fitted"], row["low"], row["high"]) == (4.0, 3.9, 4.1)
    assumed = set(calibration.assumed["path"])
    assert WAIT in assumed
    assert not set(PLANTED) & assumed
    assert source_of(calibration.scenario, WAIT) == "assumption"


def test_simulation_stands_beside_data(calibration):
    table = calibration.table.set_index("figure")
    assert {"orders_per_week", "repeat_share", "rating_mean", "conversion"} <= set(table.index)
    assert table["is_inside"].sum() >= len(table) - 1
    for figure in ("orders_per_week", "conversion"):
        row = table.loc[figure]
        assert abs(row["fitted"] - row["data"]) < abs(row["before"] - row["data"])
    assert (table["fitted_low"] <= table["fitted_high"]).all()
    assert len(calibration.weekly) == 8
    assert calibration.weekly["data"].sum() > 0.0
    assert "still assumed" in calibration.verdict()


def test_the_fitted_market_is_a_file(calibration, tmp_path):
    path = calibration.save(tmp_path / "fitted.toml")
    again = cjsim.load_scenario(path)
    assert scenario_hash(again) == scenario_hash(calibration.scenario)
    number = get_number(again, NEED)
    row = calibration.numbers.set_index("path").loc[NEED]
    assert (float(number), number.low, number.high) == (row["fitted"], row["low"], row["high"])
    assert number.source == "fitted to own data, 56 days from 2027-01-04"
    assert number.is_sourced
    assert again.scenario.customers == 1200


def test_the_same_call_gives_the_same_answer(few):
    run = {"paths": [NEED], "evaluations": 4, "replicates": 1, "view_replicates": 3}
    one, two = (cjsim.calibrate(market(changes=FEW), few, **run) for _ in range(2))
    assert one.numbers.equals(two.numbers)
    assert one.text() == two.text()


def test_without_names_the_numbers_that_data_tell_of_are_chosen(few):
    found = cjsim.calibrate(market(changes=FEW), few, evaluations=4, replicates=1)
    fitted = found.numbers[found.numbers["says"] == "fitted"]["path"]
    assert NEED in set(fitted)
    assert len(fitted) <= 4
    assert WAIT in set(found.numbers[found.numbers["says"] == "still assumed"]["path"])


@pytest.mark.parametrize(
    ("paths", "message"),
    [
        (["product.need_cv"], "it has no range"),
        (["product.ned"], "no number has this path"),
        (["segments.guests.share"], "cannot be fitted by itself"),
        ({NEED: (3.0, -1.0)}, "it has no range"),
        ({"product.need_cv": (-1.0, 1.0)}, "expected a range within 0 to"),
        ("product.need_per_year", "give a list"),
        ([], "at least one number"),
        ([WAIT], "tell nothing of these numbers"),
    ],
)
def test_numbers_that_cannot_be_fitted_are_refused(few, paths, message):
    with pytest.raises(UserError, match=message):
        cjsim.calibrate(market(changes=FEW), few, paths=paths, evaluations=1, replicates=1)


def test_what_the_data_leave_open_stays_as_wide_as_its_range():
    told = np.array([[10.0, 0.0], [0.0, 0.0]])
    deviations = spread(told, 1.0)
    assert deviations[0] == pytest.approx(1.0 / np.sqrt(100.0 + PRIOR_PRECISION))
    assert deviations[1] == pytest.approx(np.sqrt(1.0 / 12.0))
    assert spread(told, 4.0)[0] == pytest.approx(1.0 / np.sqrt(25.0 + PRIOR_PRECISION))


def test_figures_of_a_few_orders():
    seen = Observed(
        n_days=28,
        weight=2.0,
        who=np.array([7, 8, 7, 9]),
        day=np.array([0, 2, 10, 20]),
        amount=np.array([10.0, 20.0, 30.0, np.nan]),
        ratings=np.array([5.0, 1.0, 4.0, 2.0]),
        n_visits=16.0,
    )
    found = {name: moment.value for name, moment in moments_of(seen, 12).items()}
    assert found["orders_per_week"] == 2.0
    assert found["orders_growth"] == pytest.approx(1.0 / 3.0 - 1.0)
    assert found["repeat_share"] == pytest.approx(1.0 / 3.0)  # the order of day 20 is too late
    assert found["repeat_interval_days"] == 10.0
    assert found["order_value"] == 20.0
    assert found["conversion"] == 0.25
    assert found["rating_mean"] == 3.0
    assert found["rating_low_share"] == 0.5
    assert found["rating_high_share"] == 0.25


def test_a_run_and_its_exported_tables_say_the_same(tmp_path):
    scenario = market(changes=RANGES)
    seen = export(scenario, 5, tmp_path)
    data = cjsim.read_data(tmp_path)
    read = observe_data(data, scenario.scenario.start, scenario.n_days())
    ours, theirs = moments_of(seen, 30), moments_of(read, 30)
    for name, moment in theirs.items():
        assert moment.value == pytest.approx(ours[name].value, rel=1e-6)
    again = observe_run(scenario, "keep", 5)
    assert np.array_equal(again.who, seen.who)


def test_cancelled_orders_and_other_days_do_not_count():
    days = pd.to_datetime(["2027-01-01", "2027-01-04", "2027-01-05", "2027-03-01"])
    orders = pd.DataFrame(
        {"customer": list("aabb"), "date": days, "is_cancelled": [False, False, True, False]}
    )
    data = OwnData({"orders": orders}, pd.DataFrame())
    seen = observe_data(data, days[1].date(), 28)
    assert seen.day.tolist() == [0]


@pytest.mark.parametrize("name", [name for name, _ in list_scenarios()])
def test_a_market_written_is_the_market_read(name):
    scenario = cjsim.load_scenario(name)
    text = to_toml(scenario, "a remark")
    assert scenario_hash(parse(text)) == scenario_hash(scenario)
    assert to_toml(parse(text), "a remark") == text
