"""Taking another brand into use, journeys under way at the start, and what is had at once."""

import math

import numpy as np
import pytest

import cjsim
from cjsim import Intention, JourneyModel, Mark, Reason, Relation, Stage
from cjsim.agents.population import make_population
from cjsim.agents.under_way import usual_shares
from cjsim.journey.plain import PlainRecord, uncompiled
from cjsim.journey.stages import NOBODY
from cjsim.journey.standing import stage_with_us
from cjsim.journey.switching import take_up
from cjsim.journey.tally import OWNER_COUNT, STAGES
from cjsim.journey.touching import Point
from tests.lab import by_day, count, kpi, live, marked_today, market, model_of, raw_market

OURS, RIVAL = 0, 1
take_up_plainly = uncompiled(take_up, {})
DRINKERS = {"product.need_per_year": 20.0}


def someone(model: JourneyModel, *, brand: int, relation: Relation, opinion: float) -> PlainRecord:
    """A customer of a model, made into somebody with this brand and opinion of all brands."""
    record = model.records[0]
    record["brand"], record["relation"] = brand, relation
    record["trust"], record["satisfaction"] = 0.9, 0.1
    record["opinion"][:] = round(127 * opinion)
    record["marks"] = 0
    return PlainRecord(record)


@pytest.mark.parametrize(
    ("before", "after", "mark", "relation"),
    [
        (OURS, RIVAL, Mark.LEFT, Relation.FORMER),
        (NOBODY, OURS, Mark.CAME_BACK, Relation.FORMER),
        (RIVAL, OURS, Mark.CAME_BACK, Relation.FORMER),
        (NOBODY, RIVAL, None, Relation.STRANGER),
        (RIVAL, OURS, None, Relation.STRANGER),
        (OURS, OURS, None, Relation.CUSTOMER),
    ],
)
def test_a_brand_taken_up_says_what_one_is_to_us(before, after, mark, relation):
    model = live(market(), days=1)
    was = Relation.CUSTOMER if before == OURS else relation
    me = someone(model, brand=before, relation=was, opinion=0.0)
    take_up_plainly(me, PlainRecord(model.markets[0]), after)
    assert me.brand == after
    assert me.relation == relation
    assert me.marks == (0 if mark is None else 1 << mark)
    if mark is Mark.LEFT:
        assert me.left_for == Reason.LEFT_COMPETITOR


def test_trust_and_content_begin_anew_with_another_brand_and_only_then():
    model = live(market(), days=1)
    today, start = PlainRecord(model.markets[0]), model.market_file.journey.start
    content = float(model.market_file.journey.use.content_satisfaction)
    trusts = []
    for opinion in (-1.0, -0.5, 0.0, 0.5, 1.0):
        me = someone(model, brand=OURS, relation=Relation.CUSTOMER, opinion=opinion)
        take_up_plainly(me, today, OURS)
        assert (me.trust, me.satisfaction) == pytest.approx((0.9, 0.1))
        take_up_plainly(me, today, RIVAL)
        assert me.satisfaction == pytest.approx(content)
        trusts.append(me.trust)
    assert trusts[0] == pytest.approx(0.0)
    assert trusts[2] == pytest.approx(float(start.trust))
    assert trusts[4] == pytest.approx(1.0)
    assert trusts == sorted(trusts)


def test_nobody_is_our_customer_without_our_product():
    def look(model: JourneyModel) -> None:
        rows = model.records
        is_bound = np.isin(rows["relation"], (Relation.CUSTOMER, Relation.TRIAL))
        assert (rows["brand"][is_bound] == model._ours).all()
        left = marked_today(model, Mark.LEFT)
        assert (rows["relation"][left] == Relation.FORMER).all()
        assert (rows["brand"][left] != model._ours).all()

    model = live(market(changes=DRINKERS), days=60, watch=look)
    assert count(model, Mark.LEFT) > count(model, Mark.CAME_BACK) > 0.0
    assert kpi(model, "left_competitor") > 0.0


# --- who left for a rival, seen by the firm ------------------------------------------------


@pytest.mark.parametrize(("stage", "reaches"), [("lapsed", True), ("use", False)])
def test_win_back_seeks_those_who_use_a_rivals_product_too(stage, reaches):
    offer = {"type": "winback", "start": "2027-01-04", "channel": "letters",
             "discount_share": 0.2, "stages": [stage], "every_days": 5,
             "customers_only": True}  # fmt: skip
    scenario = market({"it": offer}, changes=DRINKERS)
    model = model_of(scenario, "act")
    n_elsewhere = 0
    for _day in range(40):
        before = model.records.copy()
        model.step()
        reached = before[model.programmes[0]._today]
        is_elsewhere = (reached["relation"] == Relation.FORMER) & (reached["stage"] == Stage.USE)
        n_elsewhere += np.count_nonzero(is_elsewhere & (reached["brand"] != model._ours))
    assert (n_elsewhere > 0) == reaches


def test_who_left_for_a_rival_has_lapsed_for_us_until_it_looks_around():
    model = live(market(), days=1)
    plain = uncompiled(stage_with_us, {})
    me = someone(model, brand=RIVAL, relation=Relation.FORMER, opinion=0.0)
    for stage, seen in ((Stage.USE, Stage.LAPSED), (Stage.SEARCH, Stage.SEARCH)):
        me.stage = stage
        assert plain(me, OURS) == seen
    me = someone(model, brand=RIVAL, relation=Relation.STRANGER, opinion=0.0)
    me.stage = Stage.USE
    assert plain(me, OURS) == Stage.USE


# --- journeys under way at the start -------------------------------------------------------


def steady(**changes: float) -> cjsim.Scenario:
    """The coffee club with as many people under way at the start as its needs bring."""
    raw = raw_market(changes=changes)
    for segment in raw["segments"].values():
        del segment["searching_share"], segment["evaluating_share"]
    return cjsim.load_scenario(raw)


def test_shares_under_way_are_littles_law():
    scenario = market(changes={"product.need_per_year": 3.65, "product.need_cv": 0.0,
                               "journey.search.days": 5.0, "journey.evaluation.days": 2.0,
                               "segments.guests.need_times": 1.0,
                               "segments.guests.ask_share": 0.5})  # fmt: skip
    found = usual_shares(scenario, scenario.segments["guests"], np.ones(1))
    at_rest = 1.0 / (1.0 + 0.01 * (5.0 + 2.0 + 1.5))
    for share, days in zip(found, (5.0, 2.0, 1.5), strict=True):
        assert share[0] == pytest.approx(0.01 * days * at_rest)


def test_without_a_need_nobody_is_under_way():
    people = make_population(steady(**{"product.need_per_year": 0.0}), 5)
    assert not np.isin(people["stage"], (Stage.SEARCH, Stage.EVALUATION, Stage.PURCHASE)).any()


def test_shares_left_out_are_drawn_and_shares_written_are_kept():
    scenario = steady(**{"product.need_per_year": 12.0})
    people = make_population(scenario, 5)
    for place, segment in enumerate(scenario.segments.values()):
        mine = people["segment"] == place
        shares = usual_shares(scenario, segment, people["need_times"][mine].astype(float))
        expected = sum(share.sum() for share in shares)
        under_way = np.isin(people["stage"][mine], (Stage.SEARCH, Stage.EVALUATION)).sum()
        assert abs(under_way - expected) < 4.0 * math.sqrt(expected)
    decides = people["next_day"] == 0
    assert decides.any()
    assert (people["stage"][decides] == Stage.EVALUATION).all()


def test_a_run_begins_near_its_steady_flow():
    """Orders of the first week are those of later weeks, and so are those under way."""
    calm = {"product.need_per_year": 8.0, "channels.social.arouse_chance": 0.0,
            "peers.arouse_chance": 0.0}  # fmt: skip
    begun = live(steady(**calm), days=56)
    cold = live(market(changes=calm), days=56)
    first, later = (by_week(begun)[0], by_week(begun)[2:].mean())
    assert abs(first - later) < 4.0 * math.sqrt(first + later / 6.0)
    assert by_week(cold)[0] < 0.5 * first
    days = begun.history.tallies[:, :, STAGES : STAGES + len(Stage)].sum(axis=1)
    for stage in (Stage.SEARCH, Stage.EVALUATION):
        assert days[:5, stage].mean() == pytest.approx(days[14:56, stage].mean(), rel=0.25)


def by_week(model: JourneyModel) -> np.ndarray:
    """Orders of all brands by week."""
    orders = by_day(model, Mark.ORDERED) + by_day(model, Mark.ORDERED_RIVAL)
    return orders[:56].reshape(8, 7).sum(axis=1)


# --- what is had at once -------------------------------------------------------------------


def test_what_takes_no_days_is_had_on_the_day_of_the_order_without_a_delivery():
    changes = {f"sales.{name}.delivery_days": 0.0 for name in ("website", "store")}
    changes |= {"journey.purchase.rival_delivery_days": 0, "sales.website.refused_share": 0.5}

    def look(model: JourneyModel) -> None:
        ordered, received = marked_today(model, Mark.ORDERED), marked_today(model, Mark.RECEIVED)
        assert np.array_equal(ordered, received)
        elsewhere = marked_today(model, Mark.ORDERED_RIVAL)
        rows = model.records[np.concatenate([ordered, elsewhere])]
        assert (rows["stage"] == Stage.USE).all()
        assert (rows["intention"] == Intention.ORDERED).all()
        assert (rows["bought_day"] == model.day - 1).all()

    model = live(market(changes={**changes, **DRINKERS}), days=30, watch=look)
    assert count(model, Mark.ORDERED) > 0.0
    assert count(model, Mark.REFUSED) == 0.0
    assert model.history.touch_sums[:, :, Point.DELIVERY : Point.SUPPORT].sum() == 0.0
    assert model.history.tallies[29, :, OWNER_COUNT].sum() > 0.0


def test_trials_are_no_orders_of_value():
    trial = {"product.kind": "subscription", "product.trial_days": 7.0, **DRINKERS}
    model = live(market(changes=trial))
    n_trials = count(model, Mark.FIRST_ORDER)
    n_paid = count(model, Mark.ORDERED) - n_trials
    assert n_trials > n_paid > 0.0
    value = kpi(model, "order_value")
    assert kpi(model, "average_order_value") == pytest.approx(
        value / (n_paid * model.market_file.weight)
    )
