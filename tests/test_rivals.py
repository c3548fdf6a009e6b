"""Rivals appear, answer our advertising and get better; voices cost trust; order is no matter."""

from __future__ import annotations

import numpy as np
import pytest

import cjsim
from cjsim import Mark, MarketFileError
from cjsim.agents.brand import our_exposures_per_week
from cjsim.journey.tally import EXPOSURES, ORDERS_BY_BRAND
from tests.cases_events import NEWCOMER
from tests.lab import START, START_DAY, count, live, marked_today, market, model_of, raw_market

LAUNCH = {"type": "competitor_launch", "brand": "newcomer", "start": START,
          "add_exposures_per_week": 10}  # fmt: skip
WITH_NEWCOMER = {"brands.newcomer": NEWCOMER}
SCANDAL = {"type": "scandal", "brand": "club", "reach_people": 5000, "start": START}


def knows(model, brand):
    place = list(model.market_file.brands).index(brand)
    return (model.records["known"] >> np.uint16(place)) & 1 == 1


# --- launch ------------------------------------------------------------------------------


def test_nobody_knows_or_buys_a_rival_before_its_launch():
    scenario = market(events={"it": LAUNCH}, changes=WITH_NEWCOMER)
    known, orders = [], []

    def note(model):
        known.append(int(knows(model, "newcomer").sum()))
        place = ORDERS_BY_BRAND + list(scenario.brands).index("newcomer")
        orders.append(model.history.tallies[model.day - 1, :, place].sum())

    live(scenario, watch=note)
    assert known[:START_DAY] == [0] * START_DAY
    assert sum(orders[:START_DAY]) == 0
    assert known[START_DAY] > 0
    assert sum(orders[START_DAY:]) > 0


def test_a_rival_that_leaves_is_chosen_no_more():
    ends = {**LAUNCH, "lasts_days": 20}
    scenario = market(events={"it": ends}, changes=WITH_NEWCOMER)
    place = list(scenario.brands).index("newcomer")
    chosen = []

    def note(model):
        intends = marked_today(model, Mark.INTENDED)
        chosen.append(int((model.records["candidate"][intends] == place).sum()))

    model = live(scenario, watch=note)
    assert sum(chosen[START_DAY : START_DAY + 20]) > 0
    assert sum(chosen[START_DAY + 20 :]) == 0
    assert knows(model, "newcomer").any()


def test_a_market_with_an_absent_rival_is_the_market_without_it():
    """Only the number of brands differs: nothing anyone does."""
    absent, without = live(market(changes=WITH_NEWCOMER)), live(market())
    assert absent.records.tobytes() == without.records.tobytes()
    place = EXPOSURES + len(absent.market_file.channels) + 1
    assert absent.history.tallies[:, :, place].sum() == 0


@pytest.mark.parametrize(
    ("changes", "key"),
    [({"known_share": 0.1}, "known_share"), ({"customer_share": 0.1}, "customer_share")],
)
def test_who_is_absent_is_known_to_nobody(changes, key):
    raw = raw_market(changes={"brands.newcomer": {**NEWCOMER, **changes}})
    with pytest.raises(MarketFileError) as caught:
        cjsim.load_scenario(raw)
    assert [problem.key for problem in caught.value.problems] == [f"brands.newcomer.{key}"]


# --- answers -----------------------------------------------------------------------------


@pytest.mark.parametrize("is_on", [True, False])
@pytest.mark.parametrize("change", [1.0, -0.5])
def test_a_rival_answers_a_change_of_our_advertising_by_its_share_after_its_delay(change, is_on):
    changes = {"brands.roaster.ad_match_share": 0.4, "brands.roaster.ad_match_after_days": 5,
               "scenario.switches.competitor_reaction": is_on}  # fmt: skip
    more = {"type": "media_budget", "channel": "social", "change_share": change, "start": START}
    scenario = market({"more": more}, changes=changes)
    slot, chances = len(scenario.channels), []
    live(scenario, "act", watch=lambda m: chances.append(m.markets["media_chance"][0, slot]))
    ours = 5_000 / (365 / 12) * 7 / 200 * 1000 / 5_000  # bought exposures a person and week
    assert our_exposures_per_week(scenario) == pytest.approx(ours)
    after = max(1.0 + (0.4 * change * ours if is_on else 0.0), 0.0)
    expected = np.where(np.arange(60) < START_DAY + 5, 1.0, after)
    assert chances == pytest.approx(1.0 - np.exp(-expected / 7.0))


def test_a_silent_rival_may_begin_to_advertise():
    changes = {"brands.roaster.exposures_per_week": 0.0}
    ads = {"type": "competitor_ads", "brand": "roaster", "add_exposures_per_week": 7.0,
           "start": START}  # fmt: skip
    model = live(market(events={"it": ads}, changes=changes))
    met = model.history.tallies[:, :, EXPOSURES + len(model.market_file.channels)].sum(axis=1)
    assert met[:START_DAY].sum() == 0
    share, n = 1.0 - np.exp(-1.0), model.records.size * 7
    assert abs(met[START_DAY : START_DAY + 7].sum() - n * share) < 4 * np.sqrt(n * share)


# --- voices ------------------------------------------------------------------------------


def test_the_order_of_entries_does_not_matter():
    events = {
        "b_praise": {"type": "viral_good_review", "brand": "club", "reach_people": 2000,
                     "start": START},
        "a_slating": {"type": "viral_bad_review", "brand": "roaster", "reach_people": 2000,
                      "per_year": 12.0, "lasts_days": 2},
        "c_scandal": {**SCANDAL, "segments": ["guests"]},
    }  # fmt: skip
    one, other = live(market(events=events)), live(market(events=dict(reversed(events.items()))))
    assert one.records.tobytes() == other.records.tobytes()
    assert np.array_equal(one.history.tallies, other.history.tallies)


def test_a_voice_for_some_segments_is_met_by_them_alone():
    changes = {"channels.social.spend_per_month": 0, "channels.pages.exposures_per_week": 0.0,
               "channels.pages.searches_per_week": 0.0,
               "brands.roaster.exposures_per_week": 0.0}  # fmt: skip
    model = model_of(market(events={"it": {**SCANDAL, "segments": ["guests"]}}, changes=changes))
    met = np.zeros(model.records.size, bool)
    for _day in range(60):
        model.step()
        met[marked_today(model, Mark.EXPOSED)] = True
    segment = model.records["segment"]
    assert met[segment == 1].mean() > 0.99  # 5,000 is more than there are guests
    assert not met[segment == 0].any()


def test_a_voice_raised_twice_reaches_people_twice():
    voice = {"type": "viral_good_review", "brand": "club", "reach_people": 1000,
             "half_life_days": 2, "calendar": "double_day", "months": [1, 2]}  # fmt: skip
    scenario = market(events={"it": voice}, changes={"scenario.start": "2027-01-01"})
    slot = EXPOSURES + len(scenario.channels) + 1
    model = live(scenario)
    met = model.history.tallies[:, :, slot].sum(axis=1)
    assert met[0] > 0
    assert met[32] > met[31]
    share = -np.log(1 - 0.2)  # exposures a person, each time
    n = model.records.size * share
    assert abs(met[:32].sum() - n) < 5 * np.sqrt(n)
    assert abs(met[32:].sum() - n) < 5 * np.sqrt(n)


def test_a_scandal_costs_the_trust_of_its_brands_customers_and_of_nobody_else():
    changes = {"scenario.switches.word_of_mouth": False}
    scenario = market(events={"it": {**SCANDAL, "trust_drop_share": 0.5, "half_life_days": 0.01}},
                      changes=changes)  # fmt: skip
    act, keep = model_of(scenario), model_of(market(changes=changes))
    for _day in range(START_DAY + 1):
        yesterday = keep.records.copy()
        act.step()
        keep.step()
    # those to whom nothing else happens on that day
    calm = keep.records["trust"] == yesterday["trust"]
    settled = calm & (keep.records["brand"] == 0)
    settled &= (act.records["bought_day"] < START_DAY) & (keep.records["stage"] == 5)
    assert settled.sum() > 300
    # everyone meets it on its first day: reach is all the people, and it fades at once
    assert act.records["trust"][settled] == pytest.approx(
        0.5 * keep.records["trust"][settled], abs=1e-6
    )
    others = calm & (yesterday["brand"] == 1)
    assert np.array_equal(act.records["trust"][others], keep.records["trust"][others])


def test_below_the_trust_gate_nobody_chooses_the_brand_again():
    events = {"it": {**SCANDAL, "trust_drop_share": 1.0, "half_life_days": 0.01}}
    place, chosen = 0, {}
    for gate in (0.0, 0.2):
        seen = chosen.setdefault(gate, [])

        def note(model, seen=seen):
            ids = marked_today(model, Mark.INTENDED)
            me = model.records[ids]
            mine = (me["brand"] == place) & (me["trust"] < 0.2)
            seen.append(int((mine & (me["candidate"] == place)).sum()))

        live(market(events=events, changes={"journey.evaluation.trust_gate": gate}), watch=note)
    assert sum(chosen[0.0][START_DAY:]) > 0
    assert sum(chosen[0.2]) == 0


# --- laws and slow change ----------------------------------------------------------------


def test_dearer_advertising_buys_as_much_less():
    dear = {"type": "ad_cost_inflation", "cost_times": 2.0, "start": START, "half_life_days": 10}
    model = model_of(market(events={"it": dear}))
    costs = []
    for _day in range(40):
        model.step()
        costs.append(float(model.levers.today.channels["social"].cost_per_thousand))
    assert costs[:START_DAY] == [200.0] * START_DAY
    assert costs[START_DAY] == 400.0
    assert costs[START_DAY + 10] == pytest.approx(300.0)  # half of the rise is left


def test_a_law_on_advertising_binds_us_and_rivals():
    law = {"type": "regulation", "ads_times": 0.25, "start": START}
    model = live(market(events={"it": law}))
    spent = -model.history.ledger.by_day("media")
    assert spent[-1] == pytest.approx(0.25 * spent[0])
    slot = EXPOSURES + len(model.market_file.channels)
    met = model.history.tallies[:, :, slot].sum(axis=1)
    assert met[START_DAY:].mean() / met[:START_DAY].mean() == pytest.approx(0.25, rel=0.15)


def test_a_drift_is_even_and_stays():
    drift = {"type": "drift", "path": "journey.search.days", "by": 2.0, "start": START,
             "lasts_days": 20}  # fmt: skip
    model = model_of(market(events={"it": drift}))
    values = []
    for _day in range(60):
        model.step()
        values.append(float(model.levers.today.journey.search.days))
    share = np.clip((np.arange(60) - START_DAY + 1) / 20, 0.0, 1.0)
    assert values == pytest.approx(3.0 + 2.0 * share)


def test_hard_times_for_some_segments_leave_the_others_alone():
    shock = {"type": "economic_shock", "finance_risk_times": 5.0, "price_sensitivity_times": 2.0,
             "need_times": 0.5, "segments": ["guests"], "start": START}  # fmt: skip
    worry = {"type": "personal_finance", "per_year": 1.0, "lasts_days": 20}
    with_it = model_of(market(events={"it": shock, "money": worry}))
    without = model_of(market(events={"money": worry}))
    for _day in range(START_DAY + 2):
        with_it.step()
        without.step()
    ratio = with_it.segments["price_sensitivity"] / without.segments["price_sensitivity"]
    assert ratio == pytest.approx([1.0, 2.0])
    assert with_it.markets["need_per_day"] / without.markets["need_per_day"] == pytest.approx(
        [1.0, 0.5]
    )
    risk = with_it.markets["purchase_finance_risk_times"]
    assert risk == pytest.approx([1.0, 5.0])
    assert count(with_it, Mark.EXPOSED) > 0
