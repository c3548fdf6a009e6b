"""Journey map and diagnosis: what they say is what was logged, by formulas worked by hand."""

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

import cjsim
from cjsim import JourneyModel, Run, Stage
from cjsim.agents.pains import Pains
from cjsim.journey.leaving import leave
from cjsim.journey.stages import Mark, Reason
from cjsim.journey.tally import MARKS, MOVES, REASONS, REVENUE
from cjsim.journey.touching import (
    COLUMNS,
    EMOTION,
    FACTORS,
    TOUCH,
    Aspect,
    Point,
    add_touches,
    touch,
)
from cjsim.journey.use import live_with_it
from cjsim.results.diagnosis import diagnose
from cjsim.results.experience import consistency, effort_score, quantiles
from cjsim.results.pains import PAINS, losses_of, pain_of
from cjsim.results.raising import BEST, raise_effects, raised
from cjsim.results.rates import rates_of
from cjsim.results.touchpoints import kind_of, point_names
from cjsim.scenarios.paths import bounds_of, get_number
from cjsim.scenarios.sizing import resized
from tests import lab

N_STAGES = len(Stage)


def contact(customer: int, point: int, aspect: Aspect, score: float, **more: Any) -> Any:
    """One line of the log, in search on day 0 in the first segment unless told otherwise."""
    line = np.zeros(1, TOUCH)
    line["customer"], line["point"], line["aspect"], line["score"] = customer, point, aspect, score
    line["stage"] = Stage.SEARCH
    for name, value in more.items():
        line[name] = value
    return line


def run_of(lines: list[Any]) -> Run:
    """A run in which exactly these contacts were had."""
    scenario = lab.market()
    model = JourneyModel(scenario, panel=0)
    model.history.touch(np.concatenate(lines), True)
    model.close()
    return Run(model, scenario, "keep", {})


def rates(run: Run, *, orders: float, into_search: float, revenue: float) -> None:
    """Let the run show so many orders, entries into search and revenue (simulated)."""
    tallies = run.history.tallies
    tallies[0, 0, MARKS + Mark.ORDERED] = orders
    tallies[0, 0, MOVES + Stage.AWARENESS * N_STAGES + Stage.SEARCH] = into_search
    tallies[0, 0, REVENUE] = revenue


SUPPORT_MAIL = Point.SUPPORT + 1
SYNTHETIC = [
    # five meet our pages: one badly and drops, four well of whom one drops
    contact(1, Point.OWN_CONTENT, Aspect.EASE, -2.0, emotion=-1.0, worry=0.8, dropped=1),
    contact(2, Point.OWN_CONTENT, Aspect.EASE, 1.0, emotion=0.0, worry=0.4, dropped=1),
    contact(3, Point.OWN_CONTENT, Aspect.EASE, 1.0, emotion=0.5, worry=0.4),
    contact(4, Point.OWN_CONTENT, Aspect.EASE, 1.0, emotion=0.5, worry=0.4),
    contact(5, Point.OWN_CONTENT, Aspect.EASE, 1.0, emotion=0.5, worry=0.4),
    # one visit to the desk, two of whose aspects are felt
    contact(6, SUPPORT_MAIL, Aspect.REPLY_TIME, -1.0, stage=Stage.SUPPORT, wait_hours=8.0,
            voiced=1),
    contact(6, SUPPORT_MAIL, Aspect.ADVICE, 2.0, stage=Stage.SUPPORT, minutes=12.0, voiced=1),
]  # fmt: skip


def test_the_map_of_contacts_made_by_hand() -> None:
    run = run_of(SYNTHETIC)
    rates(run, orders=10.0, into_search=50.0, revenue=1_000.0)
    weight = run.scenario.weight
    pages, desk = (row for _, row in run.journey_map().iterrows())
    assert (pages["stage"], pages["touchpoint"]) == ("search", "own content")
    assert (desk["stage"], desk["touchpoint"]) == ("support", "support: email")
    assert pages["contacts"] == 5 * weight
    assert pages["n"] == 5
    assert desk["contacts"] == 1 * weight
    assert pages["score"] == pytest.approx(2.0 / 5)
    assert pages["worry"] == pytest.approx(2.4 / 5)
    assert (pages["emotion_median"], pages["emotion_spread"]) == (0.5, 0.5)
    assert (desk["wait_hours"], desk["minutes"]) == (8.0, 12.0)
    assert pages["drop_off_share"] == pytest.approx(2 / 5)
    assert pages["pain"] == pytest.approx(1 / 5)
    # 1 bad contact x (1 - 1/4) x 10 orders / 50 searches x 1,000 / 10 money an order
    assert pages["opportunity"] == pytest.approx(weight * 0.75 * 0.2 * 100.0)
    assert desk["opportunity"] == 0.0
    assert "taste" not in pages["wants"]
    assert pages["action"].startswith("looks")


def test_diagnosis_of_contacts_made_by_hand() -> None:
    run = run_of(SYNTHETIC)
    rates(run, orders=10.0, into_search=50.0, revenue=1_000.0)
    pains = run.history.pains = Pains(100, -1.0)
    pains.suffer(np.concatenate([SYNTHETIC[0], contact(9, Point.OWN_CONTENT, Aspect.EASE, -2.0)]))
    pains.tell("survey", np.array([9]))
    found = run.diagnose(futures=0)
    weight = run.scenario.weight
    assert list(found.pains["pain"]) == ["information hard to find", "waiting"]
    pages, waiting = (row for _, row in found.pains.iterrows())
    assert pages["lost_orders"] == pytest.approx(weight * 0.15)
    assert pages["money_lost"] == pytest.approx(weight * 15.0)
    # one of two who suffered on our pages answers a survey; the desk's own clock shows its waits
    assert (pages["unseen_share"], waiting["unseen_share"]) == (0.5, 0.0)
    assert (pages["share"], waiting["share"]) == (0.2, 1.0)
    assert found.experience_index == pytest.approx((2.0 - 1.0 + 2.0) / 7)
    assert (found.emotion_low, found.emotion_low_stage) == (0.0, "support")
    verdicts = found.touchpoints.set_index("aspect")["verdict"]
    assert verdicts["reply_time"] == "weakness"
    assert verdicts["advice"] == "strength"
    mine = found.factors.query("segment == 'regulars'").set_index("factor")["score"]
    assert mine["channels"] == pytest.approx(0.4)
    assert mine["support"] == pytest.approx(0.5)
    assert np.isnan(mine["staff"])
    assert found.effects.empty
    told = str(found).splitlines()
    assert told[0] == "In contacts:"
    assert [line.split(":")[0] for line in told[1 : 1 + len(found.pains)]] == list(
        found.pains["pain"]
    )
    assert found.pains["pain"].iloc[0] in repr(found)


def test_pains_have_the_names_of_the_vocabulary() -> None:
    assert pain_of(Point.SUPPORT, Aspect.REPLY_TIME) == "waiting"
    assert pain_of(Point.DELIVERY + 1, Aspect.BUYING_EFFORT) == "waiting"
    assert pain_of(Point.ORDER, Aspect.BUYING_EFFORT) == "cumbersome steps"
    assert pain_of(Point.PRODUCT, Aspect.QUALITY) == "quality below expectation"
    assert pain_of(Point.OWN_CONTENT, Aspect.EASE) == "information hard to find"
    assert pain_of(Point.PAYMENT + 3, Aspect.EASE) == "payment obstacles"
    assert pain_of(Point.SUPPORT, Aspect.ATTITUDE) == "poor advice or treatment"
    assert pain_of(Point.SETUP, Aspect.USE_EFFORT) == "onboarding trouble"
    assert pain_of(Point.PEOPLE, Aspect.INTERACTION) == "bad word"
    named = {pain_of(point, aspect) for point in Point for aspect in Aspect}
    assert named < set(PAINS)


def test_losses_made_by_hand() -> None:
    """20 checkouts half-way and 10 orders out of 40 entries, 3 of them refused; 100 each."""
    run = run_of(SYNTHETIC)
    rates(run, orders=10.0, into_search=50.0, revenue=1_000.0)
    tallies, weight = run.history.tallies, run.scenario.weight
    tallies[0, 0, MOVES + Stage.EVALUATION * N_STAGES + Stage.PURCHASE] = 40.0
    tallies[0, 0, MARKS + Mark.ABANDONED] = 20.0
    tallies[0, 0, REASONS + Reason.REFUSED_AT_DOOR] = 3.0
    found = losses_of(run.scenario, run.history, rates_of(run.history)).set_index("pain")
    assert list(found.index) == ["order given up", "refused at the door"]
    assert found["times"].tolist() == [20.0 * weight, 3.0 * weight]
    assert found["share"].tolist() == pytest.approx([20.0 / 30.0, 0.3])
    assert found["lost_orders"].tolist() == pytest.approx([20.0 * weight / 4.0, 3.0 * weight])
    assert found["money_lost"].tolist() == pytest.approx([500.0 * weight, 300.0 * weight])


def test_consistency_and_effort_by_hand() -> None:
    alike = [contact(i, point, Aspect.EASE, 1.0) for i, point in enumerate((0, 1, 2))]
    assert consistency(run_of(alike).history.touch_sums) == 1.0
    apart = [contact(1, 0, Aspect.EASE, 2.0), contact(2, 1, Aspect.EASE, -2.0)]
    assert consistency(run_of(apart).history.touch_sums) == 0.0
    for score, effort in ((-2.0, 7.0), (0.0, 4.0), (2.0, 1.0)):
        run = run_of([contact(1, Point.ORDER, Aspect.BUYING_EFFORT, score)])
        assert effort_score(run.history.touch_sums) == effort
        assert run.kpi_values()["effort"] == effort


def test_quantiles_of_an_emotion_histogram() -> None:
    counts = np.zeros(17)
    counts[[0, 8, 16]] = (1, 2, 1)  # -2, 0, 0, 2
    assert quantiles(counts, (0.2, 0.5, 0.9)) == [-2.0, 0.0, 2.0]
    assert np.isnan(quantiles(np.zeros(17), (0.5,))[0])


def test_every_touchpoint_has_a_name_of_the_file() -> None:
    names = point_names(lab.market(interventions={
        "news": {"type": "contact", "channel": "letters"}}))  # fmt: skip
    assert names[Point.PAYMENT] == "payment: website"
    assert names[Point.ORDER + 1] == "order: store"
    assert names[Point.SUPPORT] == "support: phone"
    assert names[Point.PROGRAMME] == "programme: news"
    assert all(kind_of(int(point)) == point for point in Point)
    assert kind_of(Point.PROGRAMME + 9) == Point.PROGRAMME


# --- a real run ------------------------------------------------------------------------------


def grumble(me: Any, segment: Any, market: Any, heard: Any, luck: Any, day: Any) -> int:
    """A user's own rule: on the tenth day all owners of ours feel its worst side, some leave."""
    if day == 10 and int(me.brand) == int(market.ours):
        touch(heard, Point.PRODUCT, Aspect.QUALITY, -2.0, 0.0, 5.0)
        if int(me.need_day) % 2 == 0:
            return leave(me, market, Reason.LEFT_DISSATISFIED)
    return live_with_it(me, segment, market, heard, luck, day)


@cache
def lived(has_reviews: bool = True) -> Run:
    changes = {"scenario.switches.reviews": has_reviews, "peers.reviews.extreme_write_share": 1.0}
    market = resized(lab.market(changes=changes), 300, 40)
    return cjsim.run(market, engine="python", rules={"use": grumble})


def test_the_log_and_the_sums_of_contacts_agree() -> None:
    run = lived()
    log = run.touches
    sums = run.history.touch_sums.sum(axis=(0, 1, 2, 3))
    seen = dict(zip(COLUMNS, sums, strict=False))
    assert len(log) == seen["contacts"] > 100
    assert log["score"].sum() == pytest.approx(seen["score"])
    is_bad = log["score"] <= -1.0
    assert is_bad.sum() == seen["bad"]
    assert (is_bad & log["dropped"]).sum() == seen["bad_dropped"]
    assert (is_bad & log["voiced"]).sum() == seen["bad_voiced"]
    assert len(log.drop_duplicates(["day", "customer", "touchpoint"])) == seen["visits"]
    assert run.history.touch_sums[..., EMOTION:].sum() == seen["contacts"]
    assert run.journey_map()["n"].sum() >= seen["visits"]  # and media beside them
    again = np.zeros_like(run.history.touch_sums)
    add_touches(run.history.touches, again, -1.0)
    assert np.array_equal(again, run.history.touch_sums)


def test_who_leaves_is_dropped_where_it_was_last() -> None:
    log = lived().touches
    owners = log[(log["day"] == 10) & (log["touchpoint"] == "product")]
    moves = lived().moves
    left = moves[(moves["day"] == 10) & (moves["to_stage"] == "lapsed")]["customer"]
    assert left.size > 3
    assert not owners["dropped"].all()
    assert set(owners[owners["dropped"]]["customer"]) == set(left)
    places = lived().diagnose(futures=0).places
    quality = places[(places["touchpoint"] == "product") & (places["aspect"] == "quality")]
    assert set(quality["pain"]) == {"quality below expectation"}
    assert (quality["lost_orders"] >= 0.0).all()


@pytest.mark.parametrize("has_reviews", [True, False])
def test_what_the_firm_hears_of_is_a_ticket_or_a_bad_review(has_reviews: bool) -> None:
    run = lived(has_reviews)
    log, moves = run.touches, run.moves
    met = log[log["touchpoint"] == "product"]
    voiced = {(one.day, one.customer) for one in met[met["voiced"]].itertuples()}
    asked = moves[moves["to_stage"] == "support"]
    sought = {(one.day, one.customer) for one in asked.itertuples()}
    sought &= {(one.day, one.customer) for one in met.itertuples()}
    assert len(sought) > 3
    assert (voiced > sought) if has_reviews else (voiced == sought)


def test_rates_are_those_of_the_run() -> None:
    run = lived()
    found = rates_of(run.history)
    moves, values = run.moves, run.kpi_values()
    into = (moves["to_stage"] == "search").sum() * run.scenario.weight
    assert found.orders_per_loss[Stage.SEARCH] == pytest.approx(values["orders"] / into)
    assert found.margin == pytest.approx(values["gross_profit"] / values["orders"])
    assert found.orders_per_loss[[Stage.UNAWARE, Stage.AWARENESS, Stage.LAPSED]].sum() == 0.0


# --- what matters most -----------------------------------------------------------------------


@pytest.mark.parametrize("path", [best.path for group in BEST.values() for best in group])
def test_what_is_raised_is_in_the_market_file(path: str) -> None:
    """A number that one market leaves out is passed over; one that no market can have is not."""
    market = lab.market(changes={"trials.sales.share": 1.0})
    node: Any = market
    parts = path.replace("OURS", market.our_brand).split(".")
    for place, part in enumerate(parts):
        entries = node if isinstance(node, dict) else node.__dict__
        first = next(name for name in entries if name != "source")
        parts[place] = first if part == "*" else part
        node = entries[parts[place]]
    assert bounds_of(market, ".".join(parts)).at_most >= 0.0


def test_raising_moves_each_number_a_share_of_the_way_to_its_best() -> None:
    market = lab.market()
    assert set(BEST) == set(FACTORS)
    better = raised(market, "convenience", 0.5)
    assert get_number(better, "sales.website.convenience") == pytest.approx(0.85)
    assert get_number(better, "sales.website.checkout_steps") == 2.5
    assert get_number(raised(market, "support", 0.25), "support.staff") == 3  # rounded up
    assert get_number(market, "sales.website.convenience") == 0.7
    with pytest.raises(cjsim.UserError, match="channels"):
        raised(market, "price")


def test_raising_nothing_changes_nothing_and_a_better_product_sells() -> None:
    market = resized(lab.market(), 300, 40)
    nothing = raise_effects(market, plan="keep", seed=1, futures=1, share=0.0)
    assert (nothing[["orders", "gross_profit"]] == 0.0).all().all()
    effects = raise_effects(market, plan="keep", seed=1, futures=2, share=1.0)
    assert len(effects) == 3 * len(FACTORS)
    everyone = effects[effects["segment"] == "all"].set_index("factor")
    assert everyone.loc["product_and_service", "orders_low"] > 0.0
    assert (effects["orders_low"] <= effects["orders"]).all()
    assert (effects["orders"] <= effects["orders_high"]).all()
    apart = effects[effects["segment"] != "all"].groupby("factor")["orders"].sum()
    pd.testing.assert_series_equal(
        apart.sort_index(), everyone["orders"].sort_index(), check_names=False
    )
    ranks = everyone.sort_values("rank")["orders"]
    assert ranks.is_monotonic_decreasing
    assert list(everyone["rank"].sort_values()) == [1, 2, 3, 4, 5]


def test_the_engine_asked_for_raises_the_same() -> None:
    market = resized(lab.market(), 150, 15)
    compiled, plain = (
        raise_effects(market, plan="keep", seed=2, futures=1, share=1.0, engine=engine)
        for engine in ("compiled", "python")
    )
    assert (compiled["orders"] != 0.0).any()
    pd.testing.assert_frame_equal(plain, compiled)


def test_a_market_without_touches_says_so() -> None:
    scenario = lab.market()
    model = JourneyModel(scenario, panel=0)
    model.close()
    found = diagnose(scenario, model.history, pd.DataFrame())
    assert found.pains.empty
    assert found.losses.empty
    assert np.isnan(found.experience_index)
    assert found.emotion_low_stage == ""
