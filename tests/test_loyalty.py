"""The ladder of loyalty, and why a better experience wins over an equal product."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

import cjsim
from cjsim import JourneyModel, Mark, Relation
from cjsim.journey.stages import Rung, Stage
from cjsim.journey.tally import OWNER_COUNT, RUNGS
from tests.lab import SEED, by_day, kpi, live, market, model_of

TALKATIVE = {"product.need_per_year": 15.0, "peers.owner_talk_per_day_share": 0.1,
             "support.staff": 10, "journey.use.loyal_trust": 0.5}  # fmt: skip
CLUB = 0


@cache
def whole_run(kind: str = "purchase") -> JourneyModel:
    return live(market(changes={**TALKATIVE, "product.kind": kind, "product.renewal_days": 10}))


def bit(records, mark):
    return (records["marks"] >> np.uint64(mark)) & np.uint64(1) == 1


@pytest.mark.parametrize("kind", ["purchase", "subscription"])
def test_each_stands_on_the_rung_it_has_earned(kind):
    """Worked out anew from the records of every evening, apart from what only the past says."""
    changes = {**TALKATIVE, "product.kind": kind, "product.renewal_days": 10,
               "product.trial_days": 5}  # fmt: skip
    model = model_of(market(changes=changes))
    before = model.records["rung"].copy()
    climbed_of = dict.fromkeys(Rung, 0)
    for day in range(model.market_file.n_days()):
        model.step()
        me = model.records
        rung = me["rung"]
        ours = (me["brand"] == CLUB) & (me["relation"] == Relation.CUSTOMER)
        assert (rung[~ours] == Rung.NONE).all()
        again = me["n_orders"] >= 2
        if kind == "subscription":
            again |= day - me["first_day"].astype(int) > 15
        loyal = (me["satisfaction"] >= 0.6) & (me["trust"] >= 0.5) & again & ours
        happened = me["marks"] != 0
        assert (rung[ours & ~again & happened] == Rung.BUYER).all()
        assert (rung[loyal & happened] >= Rung.LOYAL).all()
        lost = ours & again & (me["trust"] < 0.5) & happened
        assert (rung[lost] == Rung.REPEAT_BUYER).all()
        spoke = loyal & bit(me, Mark.SAID_POSITIVE)
        assert (rung[spoke] >= Rung.ADVOCATE).all()
        new_advocates = (rung >= Rung.ADVOCATE) & (before < Rung.ADVOCATE)
        assert bit(me, Mark.SAID_POSITIVE)[new_advocates].all()
        sure = (rung == Rung.COMPLETELY_LOYAL) & (before < Rung.COMPLETELY_LOYAL)
        assert (before[sure] == Rung.ADVOCATE).all()
        assert np.array_equal(bit(me, Mark.CLIMBED), rung > before)
        for each in Rung:
            climbed_of[each] += int(((rung > before) & (rung == each)).sum())
        before = rung.copy()
    assert all(climbed_of[each] > 0 for each in list(Rung)[1:]), climbed_of


def test_customers_are_counted_by_rung_every_day():
    tallies = whole_run().history.tallies
    on_rungs = tallies[:, :, RUNGS : RUNGS + len(Rung)].sum(axis=2)
    np.testing.assert_array_equal(on_rungs, tallies[:, :, OWNER_COUNT])
    last = np.bincount(whole_run().records["rung"], minlength=len(Rung))[1:]
    assert (tallies[-1, :, RUNGS + 1 : RUNGS + len(Rung)].sum(axis=0) == last).all()


def test_the_table_of_loyalty_says_what_was_counted():
    scenario = market(changes=TALKATIVE)
    run = cjsim.run(scenario)
    table = run.loyalty
    weight = scenario.weight
    assert len(table) == scenario.n_days() * len(scenario.segments)
    climbed = table.groupby("day")["climbed_today"].sum().to_numpy()
    np.testing.assert_allclose(climbed, weight * by_day(whole_run(), Mark.CLIMBED))
    last = table[table["day"] == scenario.n_days() - 1]
    advocates = last["advocate"].sum() + last["completely_loyal"].sum()
    assert run.kpi_values()["advocates"] == pytest.approx(advocates)
    share = run.kpi_values()["completely_loyal_share"]
    assert share == pytest.approx(last["completely_loyal"].sum() / run.daily.query(
        f"day == {scenario.n_days() - 1}")["customers"].sum())  # fmt: skip
    assert advocates > 0


def test_the_completely_loyal_never_search_before_they_buy_again():
    changes = {**TALKATIVE, "journey.use.loyal_skip_share": 0.5, "product.need_per_year": 40.0}
    model = model_of(market(changes=changes))
    skipped = searched = 0
    for _day in range(model.market_file.n_days()):
        sure = model.records["rung"] == Rung.COMPLETELY_LOYAL
        was_using = model.records["stage"] == Stage.USE
        loyal = (model.records["satisfaction"] >= 0.6) & (model.records["trust"] >= 0.5)
        model.step()
        out = sure & was_using & loyal & (model.records["trust"] >= 0.5)
        skipped += int((out & (model.records["stage"] == Stage.EVALUATION)).sum())
        searched += int((out & (model.records["stage"] == Stage.SEARCH)).sum())
    assert skipped > 5
    assert searched <= skipped // 10  # who turned sour on the same day may


def test_without_support_nobody_stays_on_the_upper_rungs():
    usual = whole_run()
    alone = live(market(changes={**TALKATIVE, "support.staff": 0, "support.question_per_year": 20}))
    assert kpi(alone, "advocates") < 0.5 * kpi(usual, "advocates")
    assert kpi(alone, "trust") < kpi(usual, "trust")


def test_the_first_order_is_remembered():
    model = model_of(market())
    new: dict[int, int] = {}
    for day in range(40):
        model.step()
        for who in np.flatnonzero(bit(model.records, Mark.FIRST_ORDER)):
            new[int(who)] = day
    assert new
    ids = np.array(list(new))
    assert (model.records["first_day"][ids] == np.array(list(new.values()))).all()
    never = model.records["n_orders"] == 0
    assert (model.records["first_day"][never] == -32768).all()


# --- equal product, better experience ------------------------------------------------------

ALIKE = {
    **{f"brands.{name}.{key}": value for name in ("club", "roaster") for key, value in
       (("price", 120), ("attributes", {"taste": 0.65, "ease": 0.65, "service": 0.65}),
        ("known_share", 1.0), ("customer_share", 0.4), ("opinion", 0.0))},
    "brands.club.claims": {}, "brands.roaster.exposures_per_week": 0.0,
    "segments.regulars.brand_fit": 0.0, "product.need_per_year": 10.0,
    "channels.social.spend_per_month": 0.0, "channels.pages.exposures_per_week": 0.0,
    "scenario.days": 150, "support.question_per_year": 4.0,
}  # fmt: skip
GOOD = {"support.staff": 20, "support.attitude": 0.95, "product.usability": 0.9,
        "support.first_contact_resolution_share": 0.9}  # fmt: skip
POOR = {"support.staff": 1, "support.attitude": 0.2, "product.usability": 0.5,
        "support.first_contact_resolution_share": 0.4}  # fmt: skip


@cache
def served(well: bool, quality: float = 0.65) -> JourneyModel:
    taste = {"brands.club.attributes": {"taste": quality, "ease": 0.65, "service": 0.65}}
    return live(market(changes={**ALIKE, **taste, **(GOOD if well else POOR)}), seed=SEED)


def test_of_equal_products_the_better_experience_wins():
    good, poor = served(True), served(False)
    for name in ("repeat_rate", "repeat_orders", "market_share", "trust", "nps", "loyal_share"):
        assert kpi(good, name) > kpi(poor, name), name
    assert kpi(good, "market_share") > kpi(poor, "market_share") + 0.05
    assert kpi(good, "churn") < kpi(poor, "churn")


def test_a_better_product_badly_served_loses_to_a_plain_one_served_well():
    best = served(False, quality=0.75)
    assert kpi(served(True), "repeat_rate") > kpi(best, "repeat_rate")
    assert kpi(served(True), "market_share") > kpi(best, "market_share")
    assert kpi(best, "market_share") > kpi(served(False), "market_share")  # yet quality counts


def test_experience_of_the_brand_in_use_weighs_by_itself():
    """Twice as satisfied, all else equal: utility differs by the weight times the difference."""
    from cjsim.journey.evaluation import utility

    model = model_of(market(changes={"journey.evaluation.satisfaction_weight": 0.8}))
    model.step()
    who = int(np.flatnonzero(model.records["brand"] == CLUB)[0])
    me, worth = model.records[who], []
    for satisfaction in (0.4, 0.8):
        me["satisfaction"] = satisfaction
        segment, today = (rows[int(me["segment"])] for rows in (model.segments, model.markets))
        worth.append([utility(me, segment, today, brand, 1) for brand in (0, 1)])
    assert worth[1][0] - worth[0][0] == pytest.approx(0.8 * 0.4, abs=1e-6)
    assert worth[1][1] == worth[0][1]
