"""Feasts: when they fall, and that an event with a feast is one with those dates."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

import cjsim
from cjsim import MarketFileError
from cjsim.events.calendar import occurrences
from cjsim.scenarios.feasts import FEASTS, LUNAR_YEARS, feast_days, feast_windows, payday
from tests.lab import live, market, raw_market

D = dt.date
TET = {
    2020: D(2020, 1, 25), 2021: D(2021, 2, 12), 2022: D(2022, 2, 1), 2023: D(2023, 1, 22),
    2024: D(2024, 2, 10), 2025: D(2025, 1, 29), 2026: D(2026, 2, 17), 2027: D(2027, 2, 6),
    2028: D(2028, 1, 26), 2029: D(2029, 2, 13),
    # a day before the Chinese new year: the new moon falls between the two midnights
    2007: D(2007, 2, 17), 2030: D(2030, 2, 2), 2053: D(2053, 2, 18),
}  # fmt: skip
"""First days of lunar years in Việt Nam, as newspapers and calendars give them."""


@pytest.mark.parametrize("year", TET)
def test_tet_falls_on_its_day(year):
    assert feast_days("tet", year, [], 5) == [(TET[year], TET[year])]


def test_the_ghost_month_is_the_seventh_lunar_month():
    assert feast_days("ghost_month", 2026, [], 5) == [(D(2026, 8, 13), D(2026, 9, 10))]


@pytest.mark.parametrize("feast", FEASTS)
def test_a_feast_is_known_every_year_there_is(feast):
    for year in range(LUNAR_YEARS[0], LUNAR_YEARS[1] + 1):
        for first, last in feast_days(feast, year, [], 31):
            assert first.year == year
            assert (last - first).days in ((28, 29) if feast == "ghost_month" else (0,))
            if feast == "tet":
                assert D(year, 1, 20) <= first <= D(year, 2, 21)


def test_days_that_do_not_move():
    days = [first for first, _ in feast_days("double_day", 2027, [], 5)]
    assert days == [D(2027, 9, 9), D(2027, 10, 10), D(2027, 11, 11), D(2027, 12, 12)]
    assert feast_days("double_day", 2027, [3], 5)[0][0] == D(2027, 3, 3)
    assert [first.day for first, _ in feast_days("payday", 2027, [], 10)] == [10] * 12
    assert payday(2027, 2, 31) == D(2027, 2, 28)
    assert payday(2027, 12, 31) == D(2027, 12, 31)
    assert feast_days("school", 2027, [], 5) == [(D(2027, 9, 5), D(2027, 9, 5))]


def test_a_window_is_counted_from_the_feast_every_year():
    run = (D(2026, 1, 1), D(2028, 12, 31))
    before = feast_windows("tet", [], 5, 26, -3, run)
    assert before[1] == (D(2027, 1, 11), D(2027, 2, 3))
    assert len(before) == 3
    after = feast_windows("tet", [], 5, 2, 14, run)
    assert after[1] == (D(2027, 2, 4), D(2027, 2, 20))
    assert feast_windows("tet", [], 5, 0, 0, (D(2027, 3, 1), D(2027, 12, 1))) == []


def test_windows_that_meet_are_one():
    run = (D(2027, 1, 1), D(2027, 12, 31))
    assert len(feast_windows("payday", [], 1, 20, 20, run)) == 1
    assert len(feast_windows("payday", [], 1, 2, 2, run)) == 13  # and that of the year after


def test_a_window_may_have_begun_before_the_run():
    event = {"type": "season", "calendar": "tet", "from_days_before": 40, "need_times": 2.0}
    scenario = market(events={"it": event})
    assert occurrences(scenario, "it", scenario.events["it"], 1) == [(-7, 33)]


@pytest.mark.parametrize(
    ("feast", "start", "days"),
    [
        ({"calendar": "tet", "from_days_before": 10, "to_days_after": -2}, "2027-01-27", 9),
        ({"calendar": "double_day", "months": [2], "to_days_after": 4}, "2027-02-02", 5),
        ({"calendar": "payday", "months": [2], "from_days_before": 2}, "2027-02-03", 3),
    ],
)
def test_an_event_with_a_feast_is_the_event_with_its_dates(feast, start, days):
    season = {"type": "season", "need_times": 3.0, "media_cost_times": 1.5}
    one = live(market(events={"it": {**season, **feast}}))
    other = live(market(events={"it": {**season, "start": start, "lasts_days": days}}))
    assert np.array_equal(one.history.tallies, other.history.tallies)
    assert one.records.tobytes() == other.records.tobytes()
    assert not np.array_equal(one.history.tallies, live(market()).history.tallies)


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ({"from_days_before": 3, "start": "2027-01-18"}, "from_days_before"),
        ({"months": [3], "start": "2027-01-18"}, "months"),
        ({"calendar": "tet", "start": "2027-01-18"}, "start"),
        ({"calendar": "tet", "per_year": 2.0}, "per_year"),
        ({"calendar": "tet", "from_days_before": 3, "to_days_after": -4}, "to_days_after"),
        ({"calendar": "tet", "months": [3]}, "months"),
        ({"calendar": "tetl"}, "calendar"),
        ({"calendar": "double_day", "months": [13]}, "months"),
        ({"calendar": "payday", "day_of_month": 32}, "day_of_month"),
    ],
)
def test_a_feast_that_cannot_be_is_refused_where_it_stands(table, key):
    raw = raw_market(events={"it": {"type": "season", "need_times": 2.0, **table}})
    with pytest.raises(MarketFileError) as caught:
        cjsim.load_scenario(raw)
    assert {problem.key for problem in caught.value.problems} == {f"events.it.{key}"}


def test_lunar_dates_end_somewhere():
    season = {"type": "season", "need_times": 2.0, "calendar": "ghost_month"}
    raw = raw_market(events={"it": season}, changes={"scenario.start": "2110-01-01"})
    with pytest.raises(MarketFileError, match="lunar dates are known"):
        cjsim.load_scenario(raw)


def test_a_feast_outside_the_run_is_warned_of():
    season = {"type": "season", "need_times": 2.0, "calendar": "school"}
    cautions = cjsim.cautions(market(events={"it": season}))
    assert any("school does not fall within the run" in each for each in cautions)
    words = cjsim.describe(market(events={"it": {**season, "from_days_before": 9}}))
    assert "with school every year, from 9 days before to the day itself" in words
