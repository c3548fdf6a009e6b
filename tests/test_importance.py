"""Touchpoints: what is lost without each, what more of each brings, and whose orders those are."""

from __future__ import annotations

import numpy as np
import pytest

import cjsim
from cjsim import JourneyModel, UserError
from cjsim.journey.listening import make_sieve
from cjsim.journey.reach import note_met
from cjsim.journey.tally import EXPOSURES
from cjsim.model import PHASES
from cjsim.studies.importance.knock_out import demand_of, live_watched
from cjsim.studies.importance.touchpoints import taken_away, touchpoints_of, with_settings
from tests.lab import live, market

LETTERS = {
    "news": {"type": "contact", "channel": "letters", "start": "2027-01-18", "every_days": 15,
             "response_share": 0.1, "stages": ["awareness", "use"]},
}  # fmt: skip


@pytest.fixture(scope="module")
def ranked():
    return cjsim.importance(
        market(LETTERS), plan="act", replicates=2, seed=5, customers=1000
    )  # fmt: skip


def test_every_touchpoint_is_taken_away_and_most_are_raised(ranked):
    without = ranked.ranking("without")
    assert set(without["touchpoint"]) == {
        "social", "pages", "letters", "website", "store", "support", "own_content",
        "exploring",
        "reviews", "word_of_mouth", "asking_in_search", "talk_in_evaluation",
        "asking_before_buying",
    }  # fmt: skip
    assert set(ranked.ranking("raised")["touchpoint"]) == set(without["touchpoint"]) - {"letters"}
    assert without["orders"].abs().is_monotonic_decreasing
    assert without["touchpoint"][0] == "website"  # most people have no other way to buy
    assert (without["orders_low"] <= without["orders_high"]).all()
    assert len(ranked.table) == 25


def test_any_kpi_can_rank(ranked):
    by_trust = ranked.ranking("without", "trust")
    assert by_trust["touchpoint"][0] == "support"
    with pytest.raises(UserError, match="known are"):
        ranked.ranking("without", "fame")
    with pytest.raises(UserError, match="without"):
        ranked.ranking("gone")


def test_taking_a_channel_away_saves_its_money(ranked):
    n_months = 60 * 12.0 / 365.0
    for one in ranked.futures:
        assert one.without["social"]["media_spend"] == 0.0
        assert one.kpis["media_spend"] == pytest.approx(5000.0 * n_months)
        assert one.raised["social"]["media_spend"] == pytest.approx(7500.0 * n_months)
        assert one.without["letters"]["plan_cost"] == 0.0 < one.kpis["plan_cost"]
        assert one.without["support"]["support_cost"] == 0.0


def test_orders_are_made_or_met_and_add_up(ranked):
    table = ranked.demand.set_index("channel")
    assert set(table.index) == {"social", "pages", "letters", "website", "store"}
    assert np.allclose(table["generated"] + table["captured"], table["orders"])
    for one in ranked.futures:
        for name, demand in one.demand.items():
            change = demand.generated - demand.kept_away + demand.through_others
            assert change == pytest.approx(one.kpis["orders"] - one.without[name]["orders"])
    assert ((table["generated_share"] >= 0.0) & (table["generated_share"] <= 1.0)).all()


def test_demand_is_told_customer_by_customer():
    with_it, without = np.array([2, 1, 0, 0, 3, 1]), np.array([1, 1, 1, 0, 0, 0])
    reached = np.array([True, True, True, True, False, False])
    found = demand_of(with_it, without, reached, 2.5)
    assert found == (10.0, 7.5, 2.5, 5.0, 2.5, 10.0)


def test_those_met_are_those_the_day_counts():
    """The masks noted from outside add up to the exposures the sweep itself counts, each day."""
    model = JourneyModel(market(), seed=5, panel=0, keep_moves=False)
    met = np.zeros(model.records.size, np.int64)
    for day in range(12):
        for phase in PHASES:
            if phase is JourneyModel.customers_live:
                sieve = make_sieve(model.markets)
                note_met(day, model.key, model.records, model.markets, sieve, met)
            phase(model)
        model.day += 1
        counted = model.history.tallies[day, :, EXPOSURES : EXPOSURES + 2].sum(axis=0)
        assert counted.tolist() == [((met >> slot) & 1).sum() for slot in range(2)]
    model.close()
    assert model.history.tallies[:, :, EXPOSURES].sum() > 0


def test_watching_changes_nothing_and_finds_every_buyer():
    scenario = market(LETTERS)
    model = JourneyModel(scenario, plan="act", seed=5, panel=0, keep_moves=False)
    reached = live_watched(model)
    plain = live(scenario, "act", seed=5)
    assert np.array_equal(plain.history.tallies, model.history.tallies)
    assert (reached["website"] | reached["store"]).sum() == (plain.orders > 0).sum()
    uses = (plain.records["channels"] & 1) == 1
    assert 0 < reached["social"].sum() == (reached["social"] & uses).sum()


def test_nobody_is_reached_by_what_is_taken_away():
    scenario = market(LETTERS)
    points = {point.name: point for point in touchpoints_of(scenario, "act", 0.5)}
    for name in ("social", "letters", "website"):
        changed = taken_away(scenario, "act", points[name])
        model = JourneyModel(changed, plan="act", seed=5, panel=0, keep_moves=False)
        assert live_watched(model)[name].sum() == 0
    raised = with_settings(scenario, points["support"].raised)
    assert raised.support.staff == 3.0
    raised = with_settings(scenario, points["asking_before_buying"].raised)
    assert raised.segments["guests"].ask_share == pytest.approx(0.9)
    assert scenario.segments["guests"].ask_share == pytest.approx(0.8)  # a copy was changed


def test_what_is_off_is_no_touchpoint():
    scenario = market(changes={"scenario.switches": {"reviews": False, "support": False}})
    names = {point.name for point in touchpoints_of(scenario, "keep", 0.5)}
    assert not {"reviews", "support", "letters"} & names


def test_workers_change_nothing():
    run = {"replicates": 2, "seed": 5, "customers": 200, "days": 15}
    one, two = (cjsim.importance(market(), workers=workers, **run) for workers in (1, 2))
    assert one.table.equals(two.table)
    assert one.demand.equals(two.demand)


def test_arguments_are_checked():
    with pytest.raises(UserError, match="raised_share"):
        cjsim.importance(market(), raised_share=0.0)
    with pytest.raises(UserError, match="no such plan"):
        cjsim.importance(market(), plan="nothing")


def test_a_market_without_orders_has_no_shares_of_them():
    """Where nobody can buy, each share is 0 and not the result of a division by nothing."""
    shut = {f"sales.{name}.is_open": 0.0 for name in ("website", "store")}
    found = cjsim.importance(market(changes=shut), replicates=3, seed=5, customers=60, days=3)
    assert all(one.kpis["orders"] == 0.0 for one in found.futures)
    for table in (found.table, found.demand):
        assert np.isfinite(table.select_dtypes("number").to_numpy()).all()
    assert (found.table["orders_share"] == 0.0).all()
