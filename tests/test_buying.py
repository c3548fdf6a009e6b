"""Exploring, buying and looking back: each road does what it says, and things add up."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

import cjsim
from cjsim import JourneyModel, Mark, MarketFileError, Purpose, Reason, load_scenario
from cjsim.journey.exploring import OWN_CONTENT
from cjsim.journey.luck import uniforms
from cjsim.journey.shopping import ARRIVED, EXPLORE_ASKED, EXPLORE_SERVED, ORDERS
from cjsim.journey.stages import Intention
from cjsim.journey.tally import BUYING, FEES, GOODS, MARKS, REVENUE
from cjsim.model import finish
from cjsim.results.run import Run
from tests.lab import booked, by_day, count, kpi, live, marked_today, market, raw_market, reasons
from tests.test_twin import assert_twins
from tests.theory_markets import bare_brand, choice_market

ERRORS = 4.0
QUIET = {"scenario.switches.attitude_of_others": False}


def near(found: float, n: float, share: float) -> bool:
    """Whether `found` of `n` independent cases is what a chance of `share` lets expect."""
    return abs(found - n * share) < ERRORS * np.sqrt(n * share * (1.0 - share)) + 1e-9


def total(model: JourneyModel, column: int) -> float:
    return float(model.history.tallies[:, :, column].sum())


def of_sales(model: JourneyModel, block: int, name: str) -> float:
    return total(model, BUYING + block + list(model.market_file.sales).index(name))


def run_of(model: JourneyModel) -> Run:
    return Run(model, model.market_file, model.plan.name, {})


# --- exploring ---------------------------------------------------------------------------


def line(**changes: object) -> dict[str, object]:
    """A market whose only way to explore is a busy hotline."""
    entry = {"kind": "hotline", "per_day_share": 0.8, "information": 0.5, **changes}
    return {"explore": {"line": entry}}


@pytest.mark.parametrize("customers", [1000, 4000])
def test_a_team_serves_its_capacity_of_all_the_people_at_any_resolution(customers):
    changes = {**line(capacity_per_day=20), "scenario.customers": customers}
    model = live(market(changes=changes))
    weight = model.market_file.weight
    asked = weight * model.history.tallies[:, :, BUYING + EXPLORE_ASKED].sum(axis=1)
    served = weight * model.history.tallies[:, :, BUYING + EXPLORE_SERVED].sum(axis=1)
    busy = np.flatnonzero(asked[:-1] > 40) + 1  # the share of a day comes from the day before
    assert busy.size > 20
    expected = (asked[busy] * 20 / asked[busy - 1]).sum()
    assert abs(served[busy].sum() - expected) < ERRORS * np.sqrt(weight * expected)
    assert kpi(model, "presale_served") == pytest.approx(served.sum() / asked.sum())


def test_with_room_for_all_everybody_is_served():
    model = live(market(changes=line()))
    asked = total(model, BUYING + EXPLORE_ASKED)
    assert asked == total(model, BUYING + EXPLORE_SERVED) == count(model, Mark.EXPLORED) > 100


def test_who_is_not_served_goes_away_less_patient_and_no_wiser():
    changes = line(capacity_per_day=0, not_served_emotion=-1.0)
    shut, calm = (
        live(market(changes=changes | extra), days=12)
        for extra in ({}, line(capacity_per_day=0, not_served_emotion=0.0))
    )
    assert shut.records["emotion"].mean() < calm.records["emotion"].mean()
    assert count(shut, Mark.EXPLORED) == 0.0


def test_a_way_to_explore_is_for_its_segments_alone():
    seen: set[int] = set()
    live(
        market(changes=line(segments=["guests"])),
        watch=lambda model: seen.update(
            model.records["segment"][marked_today(model, Mark.EXPLORED)].tolist()
        ),
    )
    assert seen == {1}


@pytest.mark.parametrize("key", ["sales", "segments"])
def test_a_way_to_explore_names_what_exists(key):
    value = {"sales": "stroe", "segments": ["nobody"]}[key]
    with pytest.raises(MarketFileError) as caught:
        load_scenario(raw_market(changes=line(**{key: value})))
    assert [problem.key for problem in caught.value.problems] == [f"explore.line.{key}"]


def test_visits_cost_their_price_and_the_upkeep_of_what_is_open():
    changes = line(cost_per_visit=3.0, cost_per_month=730.0)
    changes["explore.shut"] = {"is_open": 0.0, "cost_per_month": 999.0}
    model = live(market(changes=changes))
    served = model.history.tallies[:, :, BUYING + EXPLORE_SERVED].sum(axis=1)
    expected = -3.0 * model.market_file.weight * served - 24.0
    assert booked(model, "presale") == pytest.approx(expected)
    table = run_of(model).explorations()
    assert list(table["explore"]) == ["line", "shut"]
    assert table["cost"].tolist() == pytest.approx([-expected.sum(), 0.0])


def test_a_visit_moves_the_opinion_towards_the_true_worth():
    """Of those who visited on day 12 the opinion is nearer to 2 x worth - 1 the more it judges."""

    def gaps(judgement: float) -> float:
        model = live(market(changes=line(judgement=judgement)), days=13)
        ids = marked_today(model, Mark.EXPLORED)
        truth = np.array([0.5 * 0.7 + 0.3 * 0.6 + 0.2 * 0.6, 0.4 * 0.7 + 0.4 * 0.6 + 0.2 * 0.6])
        target = 2.0 * truth[model.records["segment"][ids]] - 1.0
        opinion = model.records["opinion"][ids, 0] / 127.0
        return float(np.abs(opinion - target).mean())

    assert gaps(1.0) < 0.005
    assert gaps(0.5) < gaps(0.0)


def test_a_team_that_knows_less_tells_less():
    def known(skill: float) -> float:
        model = live(market(changes=line(skill=skill)), days=13)
        return float(model.records["knowledge"][marked_today(model, Mark.EXPLORED), 0].mean())

    assert known(1.0) > known(0.5) > known(0.0)


def test_a_rival_is_seen_as_often_as_it_says_and_tells_what_it_says():
    def known(share: float) -> float:
        changes = {**line(), "brands.roaster.explore_per_day_share": share}
        changes["brands.roaster.explore_information"] = 1.0
        return float(live(market(changes=changes), days=20).records["knowledge"][:, 1].mean())

    assert known(1.0) > known(0.2) > known(0.0)


# --- where one buys ----------------------------------------------------------------------


def test_only_those_within_the_catchment_reach_a_store():
    """Distances are exponential: 1 - exp(-catchment / mean) of people live near enough."""
    changes = QUIET | {
        "sales.website.is_open": 0.0,
        "sales.store": {"kind": "store", "catchment_km": 3.0, "abandon_per_step_share": 0.0},
        "segments.regulars.distance_km": 4.0,
        "segments.guests.distance_km": 4.0,
    }
    buyers: set[int] = set()
    model = live(
        market(changes=changes),
        watch=lambda m: buyers.update(marked_today(m, Mark.CHECKOUT_STARTED).tolist()),
    )
    ids = np.array(sorted(buyers))
    u = uniforms(model.luck_seed, ids, 0, Purpose.SALES_REACHED + 1)
    assert (-4.0 * np.log(1.0 - u) <= 3.0).all()
    came = count(model, Mark.CHECKOUT_STARTED)
    n = came + reasons(model, Reason.NOT_AVAILABLE)
    assert near(came, n, 1.0 - np.exp(-3.0 / 4.0))


def test_time_on_the_way_is_felt_and_keeps_people_away():
    def at_store(weight: float) -> JourneyModel:
        changes = QUIET | {
            "sales.store": {"kind": "store", "minutes_per_km": 6.0},
            "segments.regulars.distance_km": 10.0,
            "segments.guests.distance_km": 10.0,
            "journey.purchase.effort_per_hour": weight,
        }
        return live(market(changes=changes))

    lazy, tireless = at_store(3.0), at_store(0.0)
    assert of_sales(lazy, ORDERS, "store") < 0.7 * of_sales(tireless, ORDERS, "store")
    steps = run_of(tireless).purchase_steps().set_index(["sales", "step"])["minutes"]
    assert steps["website", "order"] == pytest.approx(5.0)
    assert steps["store", "order"] > 5.0 + 6.0 * 5.0
    assert steps["store", "pay"] == pytest.approx(2.0)


@cache
def short_of_stock() -> tuple[JourneyModel, np.ndarray]:
    """A market whose website holds little, and whether it had any, by day."""
    changes = QUIET | {
        "sales.website.stock_units": 120.0,
        "sales.website.restock_per_day": 1.5,
        "sales.website.wait_share": 0.4,
        "sales.website.substitute_share": 0.5,
    }
    held: list[float] = []
    model = live(
        market(changes=changes), watch=lambda m: held.append(m.markets["sales_in_stock"][0, 0])
    )
    return model, np.array(held)


def test_what_is_sold_is_what_was_there_and_what_came_in():
    model, held = short_of_stock()
    outlet = model.outlets[0]
    sold = model.market_file.weight * of_sales(model, ORDERS, "website")
    came = 1.5 * (model.market_file.n_days() - 1)
    assert outlet.stock == pytest.approx(120.0 + came - sold)
    orders = model.history.tallies[:, :, BUYING + ORDERS].sum(axis=1)
    assert orders[held == 0.0].sum() == 0.0
    assert (held == 0.0).sum() > 5
    assert model.outlets[1].stock == np.inf


def test_of_those_who_find_it_empty_some_wait_some_go_elsewhere_and_some_give_up():
    model, held = short_of_stock()
    found = count(model, Mark.FOUND_EMPTY)
    assert found > 100
    assert by_day(model, Mark.FOUND_EMPTY)[held == 1.0].sum() == 0.0
    gave_up = reasons(model, Reason.NOT_AVAILABLE)  # half of the rest, and those without a store
    assert found * 0.6 * 0.5 < gave_up < found * 0.6
    patient = {"sales.website.stock_units": 120.0, "sales.website.wait_share": 1.0}
    waiting = live(market(changes=QUIET | patient))
    assert reasons(waiting, Reason.NOT_AVAILABLE) == 0
    assert (waiting.records["intention"] == Intention.FIRM).sum() > 50


def test_who_finds_the_system_down_comes_again_tomorrow():
    changes = QUIET | {"sales.website.uptime_share": 0.6, "sales.store.uptime_share": 0.6}
    model = live(market(changes=changes))
    failed, begun = count(model, Mark.SYSTEM_FAILED), count(model, Mark.CHECKOUT_STARTED)
    assert near(failed, failed + begun, 0.4)


# --- the last steps ----------------------------------------------------------------------


def test_nobody_orders_from_a_brand_it_does_not_trust():
    opinions: list[np.ndarray] = []

    def note(model: JourneyModel) -> None:
        ids = marked_today(model, Mark.ORDERED)
        opinions.append(model.records["opinion"][ids, 0])

    changes = {"journey.purchase.trust_threshold": 0.1}
    gated, free = live(market(changes=changes), watch=note), live(market())
    assert np.concatenate(opinions).min() >= 0.1 * 127
    assert reasons(gated, Reason.NOT_TRUSTED) > 20
    assert reasons(free, Reason.NOT_TRUSTED) == 0
    assert count(gated, Mark.ORDERED) < count(free, Mark.ORDERED)


HESITANT = QUIET | {
    "journey.purchase.hesitate_per_day_share": 0.6,
    "journey.purchase.cool_off_share": 0.2,
}


def test_putting_off_loses_as_many_as_a_chance_a_day_must():
    """Each day (1-h) order, hc let it be, the rest come again: hc / (1 - h + hc) are lost."""
    model = live(market(changes=HESITANT))
    lost, begun = reasons(model, Reason.COOLED_OFF), count(model, Mark.CHECKOUT_STARTED)
    assert near(lost, lost + begun, 0.12 / (0.4 + 0.12))


def test_the_call_to_action_ends_hesitation_and_hurries_some_into_regret():
    def urged(strength: float, regret: float) -> JourneyModel:
        changes = {"journey.purchase.cta_strength": strength, "journey.purchase.cta_regret": regret}
        return live(market(changes=HESITANT | changes))

    slow, quick, hurried = urged(0.0, 3.0), urged(1.0, 0.0), urged(1.0, 3.0)
    assert reasons(quick, Reason.COOLED_OFF) == 0
    assert count(quick, Mark.ORDERED) > 1.1 * count(slow, Mark.ORDERED)
    assert kpi(hurried, "regret_rate") > kpi(quick, "regret_rate") + 0.1
    assert kpi(slow, "regret_rate") < kpi(hurried, "regret_rate")


def test_instalments_cost_their_fee_and_take_money_worries_away():
    worry = {"money": {"type": "personal_finance", "per_year": 4.0, "lasts_days": 20}}
    terms = {"journey.purchase.instalment_share": 1.0, "sales.website.fee_share": 0.0,
             "journey.purchase.instalment_fee_share": 0.03}  # fmt: skip
    model = live(market(events=worry, changes=terms))
    assert total(model, FEES) == pytest.approx(0.03 * total(model, REVENUE), rel=1e-6)
    safe = terms | {"journey.purchase.instalment_relief_share": 1.0}
    relieved = live(market(events=worry, changes=safe))
    assert count(relieved, Mark.WORRIED) < count(model, Mark.WORRIED)


def test_only_what_is_paid_at_the_door_can_be_refused_there():
    changes = QUIET | {"sales.website.refused_share": 0.5, "sales.website.cod_share": 0.4}
    model = live(market(changes=changes))
    arrived = of_sales(model, ARRIVED, "website")
    assert near(count(model, Mark.REFUSED), arrived, 0.2)


def test_orders_are_late_as_often_as_they_are_not_on_time():
    changes = QUIET | {"sales.website.on_time_share": 0.7, "sales.website.late_days": 5.0}
    model = live(market(changes=changes))
    late = count(model, Mark.DELIVERED_LATE)
    assert near(late, of_sales(model, ARRIVED, "website"), 0.3)
    days = run_of(model).purchase_steps().set_index(["sales", "step"])["days"]
    assert days["website", "receive"] == pytest.approx(2.0 + 0.3 * 5.0, abs=0.6)
    assert days["store", "receive"] == 0.0  # had at once


def test_who_waits_longer_than_promised_is_less_happy():
    def mood(late_emotion: float) -> float:
        changes = {"sales.website.on_time_share": 0.0}
        changes["journey.purchase.late_emotion"] = late_emotion
        model = live(market(changes=QUIET | changes), days=30)
        return float(model.records["emotion"][model.records["intention"] == Intention.LATE].mean())

    assert mood(-1.0) < mood(0.0)


def test_goods_cost_what_they_did_when_the_price_moves():
    cut = {"type": "price", "brand": "club", "change_share": -0.2, "cost": None}
    changes = {"product.basket_cv": 0.0}
    scenario = market({"cut": {k: v for k, v in cut.items() if v}}, changes=changes)
    for plan, price in (("keep", 118.0), ("act", 118.0 * 0.8)):
        model = live(scenario, plan)
        received = count(model, Mark.RECEIVED)
        returned = count(model, Mark.RETURNED)
        assert total(model, REVENUE) == pytest.approx(price * received, rel=1e-6)
        assert total(model, GOODS) == pytest.approx(0.6 * 118.0 * (received - returned), rel=1e-6)


# --- choosing and looking back -----------------------------------------------------------


def test_persuasion_adds_its_utility_to_the_odds():
    """One brand against buying nothing: a utility more multiplies the odds by e."""

    def share(persuasion: float) -> tuple[float, float]:
        raw = choice_market(20_000, {"ours": bare_brand(is_ours=True, known=1.0)}, opinion_weight=0)
        raw["journey"]["purchase"] = {"persuasion": persuasion}
        model = JourneyModel(load_scenario(raw), panel=0, keep_moves=False)
        finish(model)
        return reasons(model, Reason.CHOSE_US), reasons(model, Reason.CHOSE_NOTHING)

    (us, none), (us_too, none_too) = share(0.0), share(1.0)
    odds = us / none * np.e
    assert near(us_too, us_too + none_too, odds / (1.0 + odds))


@pytest.mark.parametrize("lie", [0.0, 0.2, 0.4])
def test_as_many_regret_as_were_won_by_promising_too_much(lie):
    """With V the utility believed, of which d is not true, [F(V) - F(V-d)] / F(V) regret.

    F is the logistic distribution: of those who chose, the ones whose lead was below d.
    """
    quality = 0.5
    brand = bare_brand(is_ours=True, quality=quality, known=1.0) | {
        "claims": {"quality": quality + lie}
    }
    raw = choice_market(20_000, {"ours": brand}, opinion_weight=0)
    raw["scenario"] |= {"days": 8}
    raw["scenario"]["switches"]["regret"] = True
    raw["journey"]["search"] |= {"findability": 1.0}
    raw["content"] = {"clarity": 1.0, "detail": 1.0}
    raw["journey"]["use"] = {"experience_sd": 0.0}
    raw["journey"]["evaluation"]["trust_weight"] = 0.0
    model = JourneyModel(load_scenario(raw), panel=0, keep_moves=False)
    finish(model)
    worth = 3.0 * (quality + lie) - 0.5
    believed, true = (1.0 / (1.0 + np.exp(-(v))) for v in (worth, worth - 3.0 * lie))
    sorry, well = count(model, Mark.REGRETTED), count(model, Mark.DECIDED_WELL)
    assert well > 1000
    assert near(sorry, sorry + well, (believed - true) / believed)
    if lie == 0.0:
        assert sorry == 0.0
        assert kpi(model, "decision_accuracy") == 1.0


@pytest.mark.parametrize("end", [{}, {"end": "2027-01-04"}])
def test_a_discount_is_credited_once_to_what_was_bought(end):
    """As above with a discount s at a price sensitivity of 2: V is higher by 2 s, and stays so.

    It runs on all the time, or ends after the order and before the first use.
    """
    quality, lie, discount = 0.5, 0.2, 0.25
    brand = bare_brand(is_ours=True, quality=quality, known=1.0) | {
        "claims": {"quality": quality + lie}
    }
    raw = choice_market(20_000, {"ours": brand}, opinion_weight=0)
    raw["scenario"] |= {"days": 8}
    raw["scenario"]["switches"]["regret"] = True
    raw["segments"]["all"] |= {"price_sensitivity": 2.0, "price_sensitivity_cv": 0.0}
    raw["journey"]["search"] |= {"findability": 1.0}
    raw["content"] = {"clarity": 1.0, "detail": 1.0}
    raw["journey"]["use"] = {"experience_sd": 0.0}
    raw["journey"]["evaluation"]["trust_weight"] = 0.0
    raw["interventions"] = {"sale": {"type": "discount", "share": discount, **end}}
    raw["plans"] = {"keep": [], "cheaper": ["sale"]}
    model = JourneyModel(load_scenario(raw), plan="cheaper", panel=0, keep_moves=False)
    finish(model)
    worth = 3.0 * (quality + lie) - 0.5 + 2.0 * discount
    believed, true = (1.0 / (1.0 + np.exp(-v)) for v in (worth, worth - 3.0 * lie))
    sorry, well = count(model, Mark.REGRETTED), count(model, Mark.DECIDED_WELL)
    assert well > 1000
    assert near(sorry, sorry + well, (believed - true) / believed)


def test_who_regrets_turns_away_as_often_as_the_file_says():
    changes = {
        "journey.purchase.regret_turn_away_share": 0.5,
        "journey.purchase.return_share": 0.0,
        "journey.use.dissatisfied_leave_share": 0.0,
    }
    model = live(market(changes=changes))
    assert near(count(model, Mark.RETURNED), count(model, Mark.REGRETTED), 0.5)
    none = live(market(changes=changes | {"journey.purchase.regret_turn_away_share": 0.0}))
    assert count(none, Mark.RETURNED) == 0.0


def test_a_full_warranty_is_as_good_as_knowing_all():
    """Relief of all the risk equals a market in which nothing is lost by not knowing."""
    alone = ("known_share", "customer_share", "exposures_per_week")
    one = {f"brands.roaster.{name}": 0.0 for name in alone}
    one["journey.search.discover_share"] = 0.0
    relieved = live(market(changes=one | {"journey.purchase.warranty_relief_share": 1.0}), days=40)
    certain = live(market(changes=one | {"journey.evaluation.uncertainty_cost": 0.0}), days=40)
    assert np.array_equal(relieved.history.tallies, certain.history.tallies)


# --- online and offline ------------------------------------------------------------------


@cache
def wandering() -> JourneyModel:
    changes = {
        "explore.visit": {"kind": "store_visit", "sales": "store", "per_day_share": 0.4},
        "explore.line": {"kind": "hotline", "per_day_share": 0.3},
        "sales.store.available_share": 1.0,
    }
    return live(market(changes=changes))


def test_the_switch_matrix_adds_up_to_the_orders_and_to_the_switches():
    model = wandering()
    table = run_of(model).channel_switches()
    weight = model.market_file.weight
    assert table["people"].sum() == pytest.approx(weight * count(model, Mark.ORDERED))
    people = table.set_index(["from", "to"])["people"]
    open_ways = ["", "visit", "line", "own_content"]
    assert (people.loc[open_ways, ["website", "store"]] > 0).all()
    assert people.sum() == people.loc[open_ways, ["website", "store"]].sum()
    moved = people["visit", "website"] + people["line", "store"] + people["own_content", "store"]
    assert moved == pytest.approx(weight * count(model, Mark.SWITCHED_CHANNEL))
    assert kpi(model, "channel_switch_rate") == pytest.approx(moved / people.sum())


def test_a_new_journey_forgets_where_the_last_one_looked():
    def check(model: JourneyModel) -> None:
        began = model.records["need_day"] == model.day - 1
        assert not model.records["explored"][began & (model.records["stage"] == 2)].any()

    model = live(market(), days=25, watch=check)
    assert set(np.unique(model.records["explored"])) == {0, 1, OWN_CONTENT}


def test_the_steps_of_buying_lose_people_one_after_the_other():
    run = run_of(wandering())
    steps = run.purchase_steps()
    total_of = steps.groupby("step")[["started", "completed"]].sum()
    weight = run.scenario.weight

    def marks(*which: Mark) -> float:
        return weight * sum(total(wandering(), MARKS + mark) for mark in which)

    assert total_of.loc["order", "started"] == marks(Mark.CHECKOUT_STARTED)
    assert total_of.loc["order", "completed"] == marks(Mark.CHECKOUT_STARTED) - marks(
        Mark.ABANDONED
    )
    assert total_of.loc["pay", "completed"] == marks(Mark.ORDERED)
    assert total_of.loc["receive", "started"] == marks(Mark.RECEIVED, Mark.REFUSED)
    assert total_of.loc["receive", "completed"] == marks(Mark.RECEIVED)
    met = steps[steps["started"] > 0]
    assert ((met["failed_share"] >= 0.0) & (met["failed_share"] < 0.5)).all()
    assert set(met["sales"]) == {"website", "store"}  # the kiosk is shut


# --- the same text -----------------------------------------------------------------------

EVERYTHING = {
    "scenario.customers": 150, "scenario.people": 600, "scenario.days": 35,
    "explore.visit": {"sales": "store", "judgement": 0.2, "skill": 0.8, "attitude": 0.7,
                      "attitude_sd": 0.2, "capacity_per_day": 6, "per_day_share": 0.4},
    "explore.show": {"kind": "livestream", "segments": ["guests"], "per_day_share": 0.5},
    "segments.regulars.distance_km": 5.0, "sales.store.catchment_km": 6.0,
    "sales.website.stock_units": 20.0, "sales.website.restock_per_day": 0.5,
    "sales.website.wait_share": 0.3, "sales.website.substitute_share": 0.5,
    "sales.website.on_time_share": 0.6, "sales.website.uptime_share": 0.8,
    "sales.website.refused_share": 0.3, "sales.website.cod_share": 0.5,
    "journey.purchase.trust_threshold": -0.1, "journey.purchase.persuasion": 0.4,
    "journey.purchase.hesitate_per_day_share": 0.4, "journey.purchase.cta_strength": 0.5,
    "journey.purchase.instalment_share": 0.5, "journey.purchase.instalment_fee_share": 0.05,
    "journey.purchase.effort_per_hour": 1.0, "journey.purchase.warranty_relief_share": 0.4,
    "journey.purchase.regret_turn_away_share": 0.5,
}  # fmt: skip


def test_buying_with_everything_in_it_has_a_twin():
    model = assert_twins(cjsim.load_scenario(raw_market(changes=EVERYTHING)), "keep")
    happened = model.history.tallies[:, :, MARKS:].sum(axis=(0, 1))
    for mark in (Mark.EXPLORED, Mark.REGRETTED, Mark.DELIVERED_LATE, Mark.FOUND_EMPTY,
                 Mark.SWITCHED_CHANNEL, Mark.SYSTEM_FAILED):  # fmt: skip
        assert happened[mark] > 0, mark
