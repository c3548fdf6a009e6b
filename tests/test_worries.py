"""Worries follow paydays and strike households, and each person as often as ever."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import numpy as np
import pytest

import cjsim
from cjsim import Mark, MarketFileError
from cjsim.events.paydays import payday_times
from cjsim.journey.luck import luck_of, make_key
from cjsim.journey.worries import own_worry_chance, strikes_household
from cjsim.scenarios.events import Worry
from tests.lab import count, live, market, model_of, raw_market

MONEY = {"type": "personal_finance", "per_year": 3.0, "lasts_days": 20, "pause_share": 0.0}
HOMES = {"peers.network": "households", "peers.household_size": 4}


def worry(**keys):
    return market(events={"money": {**MONEY, **keys}}, changes=HOMES)


@pytest.mark.parametrize("day", [1, 5, 28, 31])
def test_from_payday_to_payday_a_worry_is_as_frequent_as_it_says(day):
    event = Worry.model_validate({**MONEY, "payday_effect": 0.6, "payday_of_month": day})
    dates = [dt.date(2027, 1, 1) + dt.timedelta(days=i) for i in range(400)]
    times = np.array([payday_times(event, date) for date in dates])
    paid = np.flatnonzero(np.diff(times) < 0) + 1
    assert np.all(times[paid] < 0.45)
    assert np.all(times[paid - 1] > 1.55)
    assert {dates[i].day for i in paid} <= ({day} if day <= 28 else {28, 29, 30, 31})
    for first, last in pairwise(paid):
        assert times[first:last].mean() == pytest.approx(1.0)


def test_the_day_of_the_run_is_a_day_of_the_calendar():
    scenario = worry(payday_effect=1.0, payday_of_month=5)
    model = model_of(scenario)
    for _day in range(3):
        model.step()
    event = scenario.events["money"]
    today = [payday_times(event, dt.date(2027, 1, 6) - dt.timedelta(days=i)) for i in range(20)]
    assert model.markets["worry_today_times"][:, 0] == pytest.approx([today[0]] * 2)
    assert model.markets["worry_door_times"][:, 0] == pytest.approx([np.mean(today)] * 2)
    assert np.all(model.markets["worry_today_times"][:, 1:] == 1.0)


def test_without_an_effect_paydays_change_nothing():
    one, other = live(worry()), live(worry(payday_of_month=20))
    assert one.records.tobytes() == other.records.tobytes()


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_however_worries_are_shared_each_person_is_struck_as_often(share):
    changes = {**HOMES, "scenario.switches.attitude_of_others": False}
    scenario = market(events={"money": {**MONEY, "household_share": share}}, changes=changes)
    model = live(scenario)
    chance, n = 1.0 - np.exp(-3.0 * 20 / 365), count(model, Mark.INTENDED)
    # members of a household come together: at worst as one person of four
    error = np.sqrt((1 + 3 * share) * n * chance * (1 - chance))
    assert abs(count(model, Mark.WORRIED) - n * chance) < 4 * error


def struck(share, day=40, n=8000):
    model = model_of(worry(household_share=share))
    model.step()
    record, key = model.markets[0], make_key(7)
    hit = [strikes_household(record, luck_of(key, i, day), day, 0, 1.0, True) for i in range(n)]
    return record, np.array(hit)


def test_a_household_is_struck_as_one_and_as_often_as_its_share_says():
    record, hit = struck(0.5)
    homes = hit.reshape(-1, 4)
    assert np.all(homes == homes[:, :1])
    chance = 1.0 - np.exp(-0.5 * 3.0 * 20 / 365)
    error = np.sqrt(chance * (1 - chance) / homes.shape[0])
    assert abs(homes[:, 0].mean() - chance) < 4 * error
    # together with what strikes it alone a person is struck as often as without sharing
    alone = own_worry_chance(record, 0, 1.0, True)
    assert (1 - alone) * (1 - chance) == pytest.approx(np.exp(-3.0 * 20 / 365))


def test_what_strikes_a_household_weighs_on_it_as_long_as_it_lasts():
    _, today = struck(1.0, day=40)
    _, tomorrow = struck(1.0, day=41)
    assert 0.9 < (today & tomorrow).sum() / today.sum() < 1.0


def test_nobody_is_struck_with_a_household_where_nothing_is_shared():
    assert not struck(0.0)[1].any()


@pytest.mark.parametrize(
    "changes", [{"peers.network": "small_world"}, {**HOMES, "peers.household_size": 2.5}]
)
def test_shared_worries_need_households_of_one_size(changes):
    raw = raw_market(events={"money": {**MONEY, "household_share": 0.5}}, changes=changes)
    with pytest.raises(MarketFileError) as caught:
        cjsim.load_scenario(raw)
    assert [p.key for p in caught.value.problems] == ["events.money.household_share"]
