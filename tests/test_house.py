"""A house with room for so many a day: who finds it full, and what becomes of them."""

from __future__ import annotations

import numpy as np
import pytest

import cjsim
from cjsim import JourneyModel, Mark, Reason, Stage
from cjsim.journey.luck import Purpose, uniforms
from cjsim.journey.touching import BAD, BAD_DROPPED, Aspect, Point
from tests.lab import by_day, count, kpi, live, marked_today, market, raw_market, reasons
from tests.test_twin import assert_twins

PEOPLE_EACH = 2.5
DAYS = 60


def house(capacity: float | None, **numbers: float) -> JourneyModel:
    changes = {"scenario.days": DAYS}
    changes |= {f"sales.{name}.{key}": value for name in ("website", "store")
                for key, value in numbers.items() if key != "capacity_days"}  # fmt: skip
    if capacity is not None:
        changes["product.capacity_per_day"] = capacity
        changes["product.capacity_days"] = numbers.get("capacity_days", 1.0)
    return live(market(changes=changes))


def orders(model: JourneyModel) -> np.ndarray:
    return PEOPLE_EACH * by_day(model, Mark.ORDERED)


def half_of_demand() -> float:
    """Half of the orders a day there are without an end to what is sold."""
    return float(orders(house(None)).mean()) / 2.0


def test_with_room_for_all_nothing_changes_in_a_single_bit():
    free, roomy = house(None), house(float(orders(house(None)).max()) + PEOPLE_EACH)
    assert np.array_equal(free.history.tallies, roomy.history.tallies)
    assert np.array_equal(free.records, roomy.records)
    assert free.house is None
    assert np.isnan(kpi(free, "occupancy"))
    assert kpi(roomy, "occupancy") == pytest.approx(
        orders(roomy).sum() / roomy.history.capacity.sum()
    )


def test_orders_of_a_day_never_exceed_what_there_is_and_at_twice_the_demand_sell_it_all():
    capacity = half_of_demand()
    full = house(capacity, wait_share=1.0)
    sold = np.cumsum(orders(full))
    there_was = capacity * np.arange(1, DAYS + 1)
    assert np.all(orders(full) < capacity + PEOPLE_EACH)  # a part of a customer is carried over
    assert np.all(sold <= there_was + 1e-9)
    late = DAYS // 3  # by then those who wait are more than there is room for
    rest = orders(full)[late:].sum()
    assert rest == pytest.approx(capacity * (DAYS - late), abs=2.0 * PEOPLE_EACH)
    assert 0.8 < kpi(full, "occupancy") <= 1.0
    assert count(full, Mark.FOUND_EMPTY) > count(full, Mark.ORDERED)


def test_rooms_that_nobody_took_are_lost_unless_several_days_are_sold_together():
    capacity = half_of_demand() * 1.5
    apart, together = house(capacity), house(capacity, capacity_days=7.0)
    assert np.all(orders(apart) < capacity + PEOPLE_EACH)
    assert orders(together).max() > capacity + PEOPLE_EACH
    sold = np.concatenate(([0.0], np.cumsum(orders(together))))
    for n_days in (1, 7, 30):
        of_days = sold[n_days:] - sold[:-n_days]
        assert of_days.max() <= capacity * (n_days + 6.0) + PEOPLE_EACH
    assert count(together, Mark.FOUND_EMPTY) < count(apart, Mark.FOUND_EMPTY)


def test_those_who_come_first_are_served():
    scenario = market(changes={"product.capacity_per_day": half_of_demand(), "scenario.days": DAYS})

    def look(model: JourneyModel) -> None:
        served = marked_today(model, Mark.ORDERED)
        found_full = marked_today(model, Mark.FOUND_EMPTY)
        if found_full.size and served.size:
            early = [uniforms(model.luck_seed, ids, model.day - 1, Purpose.COME_EARLY)
                     for ids in (served, found_full)]  # fmt: skip
            assert early[0].min() >= model.markets["full_share"][0] > early[1].max()

    model = live(scenario, watch=look)
    assert count(model, Mark.FOUND_EMPTY) > 20


def test_a_full_house_is_logged_as_a_bad_contact_at_the_order():
    full, free = house(half_of_demand(), wait_share=0.5), house(None)
    touches = full.history.touch_sums[:, :, Point.ORDER : Point.PAYMENT, Aspect.EASE]
    assert touches[..., BAD].sum() == count(full, Mark.FOUND_EMPTY) > 0
    assert touches[:, Stage.PURCHASE, :, BAD].sum() == touches[..., BAD].sum()
    assert 0 < touches[..., BAD_DROPPED].sum() < touches[..., BAD].sum()
    assert free.history.touch_sums[:, :, Point.ORDER : Point.PAYMENT, Aspect.EASE, BAD].sum() == 0


def test_who_finds_no_room_takes_another_brand_or_waits_or_gives_up():
    capacity = half_of_demand()
    free = house(None)
    leaving = house(capacity, substitute_share=1.0)
    waiting = house(capacity, wait_share=1.0)
    giving_up = house(capacity, substitute_share=0.0)
    assert count(leaving, Mark.ORDERED_RIVAL) > count(free, Mark.ORDERED_RIVAL)
    assert count(leaving, Mark.ORDERED_RIVAL) > count(giving_up, Mark.ORDERED_RIVAL)
    assert reasons(waiting, Reason.NOT_AVAILABLE) == 0
    assert reasons(giving_up, Reason.NOT_AVAILABLE) == count(giving_up, Mark.FOUND_EMPTY) > 0
    assert count(waiting, Mark.ORDERED) > count(leaving, Mark.ORDERED)


def test_more_rooms_sell_more_and_a_closed_house_nothing():
    capacity = half_of_demand()
    build = {"type": "lever", "path": "product.capacity_per_day", "times": 1.5, "cost": "free"}
    close = {"type": "lever", "path": "product.capacity_per_day", "to": 0.0, "cost": "free"}
    changes = {"product.capacity_per_day": capacity, "scenario.days": DAYS}
    sold = {}
    for name, action in (("build", build), ("close", close)):
        scenario = market({"rooms": action}, changes=changes)
        sold[name] = orders(live(scenario, "act")).sum()
        sold["keep"] = orders(live(scenario)).sum()
    assert sold["close"] == 0.0
    assert sold["build"] > 1.15 * sold["keep"] > 0.0


def test_the_switch_of_stock_opens_the_house_to_all():
    off = {"product.capacity_per_day": 1.0, "scenario.days": DAYS, "scenario.switches.stock": False}
    assert np.array_equal(live(market(changes=off)).records, house(None).records)


def test_a_full_house_has_a_twin_and_says_so():
    changes = {"scenario.customers": 150, "scenario.people": 600, "scenario.days": 30,
               "product.capacity_per_day": 1.0, "product.capacity_days": 2.0,
               "sales.website.wait_share": 0.4}  # fmt: skip
    scenario = cjsim.load_scenario(raw_market(changes=changes))
    model = assert_twins(scenario, "keep")
    assert count(model, Mark.FOUND_EMPTY) > 0
    assert "We have room for 1 order a day, sold 2 days at a time." in cjsim.describe(scenario)
