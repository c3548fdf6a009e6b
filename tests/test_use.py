"""Living with the product: quality, utility and value, systems, set-up, staff, rights."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from cjsim import JourneyModel, Mark, Reason, Relation, Stage
from cjsim.journey.stages import Onboarding
from cjsim.journey.touching import (
    CONTACTS,
    MINUTES,
    SCORE,
    SCORE_SQUARED,
    WAIT_HOURS,
    Aspect,
    Point,
)
from cjsim.journey.worth import worth_of
from tests.lab import START, by_day, count, kpi, live, market, reasons

QUIET = {"support.question_per_order_share": 0.0, "support.question_per_year": 0.0}


def touched(model: JourneyModel, point: int, aspect: Aspect, column: int = CONTACTS) -> float:
    """A column of the sums of contacts at a touchpoint."""
    return float(model.history.touch_sums[:, :, point, aspect, column].sum())


def mean_score(model: JourneyModel, point: int, aspect: Aspect) -> float:
    return touched(model, point, aspect, SCORE) / touched(model, point, aspect)


@cache
def lived(**changes: float) -> JourneyModel:
    return live(market(changes={name.replace("__", "."): at for name, at in changes.items()}))


# --- quality, utility, value ---------------------------------------------------------------


def test_each_new_owner_meets_quality_utility_and_value():
    model = lived()
    unpacked = touched(model, Point.PRODUCT, Aspect.QUALITY)
    waiting = model.records["intention"] == 5
    not_yet = (waiting & (model.records["stage"] == Stage.USE)).sum()
    assert 0 <= count(model, Mark.RECEIVED) - unpacked <= not_yet
    for aspect in (Aspect.UTILITY, Aspect.VALUE, Aspect.USE_EFFORT):
        assert touched(model, Point.PRODUCT, aspect) == unpacked


def test_the_spread_of_utility_is_that_of_experiences():
    model = lived(journey__use__experience_sd=0.1, journey__use__liking_share=0.0)
    n = touched(model, Point.PRODUCT, Aspect.UTILITY)
    variance = touched(model, Point.PRODUCT, Aspect.UTILITY, SCORE_SQUARED) / n
    assert abs(mean_score(model, Point.PRODUCT, Aspect.UTILITY)) < 4 * 0.5 / np.sqrt(n)
    assert np.sqrt(variance) == pytest.approx(5.0 * 0.1, rel=4 / np.sqrt(2 * n))


def test_the_same_product_cheaper_is_of_more_value_and_satisfies_more():
    sale = {"type": "discount", "share": 0.3, "start": START}
    scenario = market({"sale": sale}, changes={"journey.use.value_weight": 0.5})
    act, keep = live(scenario, "act"), live(scenario, "keep")
    point = Point.PRODUCT
    assert mean_score(act, point, Aspect.VALUE) > mean_score(keep, point, Aspect.VALUE)
    delighted = [
        count(model, Mark.DELIGHTED) / count(model, Mark.RECEIVED) for model in (act, keep)
    ]
    assert delighted[0] > delighted[1]


def test_at_the_usual_price_value_weighs_nothing():
    changes = {"brands.club.price": 120, "brands.roaster.price": 120,
               "brands.roaster.price_match_share": 0.0}  # fmt: skip
    heavy = live(market(changes={**changes, "journey.use.value_weight": 0.5}))
    light = live(market(changes={**changes, "journey.use.value_weight": 0.0}))
    assert heavy.records.tobytes() == light.records.tobytes()


@pytest.mark.parametrize("saturation", [0.5, 2.0, 8.0])
def test_quality_has_diminishing_return(saturation):
    levels = np.linspace(0.0, 1.0, 21)
    worth = np.array([worth_of.py_func(level, saturation) for level in levels])
    assert worth[0] == 0.0
    assert worth[-1] == pytest.approx(1.0)
    steps = np.diff(worth)
    assert (steps > 0).all()
    assert (np.diff(steps) < 0).all()
    assert worth_of.py_func(0.37, 0.0) == 0.37
    assert worth_of.py_func(0.37, 1e-5) == pytest.approx(0.37, abs=1e-5)


# --- systems -------------------------------------------------------------------------------


def test_systems_fail_owners_as_often_as_they_are_down():
    """1 - uptime^uses of the days of owners who are in use; those at the desk are spared."""
    uptime, uses = 0.99, 3.0
    days_in_use = np.zeros(1)

    def watch(model):
        me = model.records
        days_in_use[0] += ((me["stage"] == Stage.USE) & (me["brand"] == 0)).sum()

    scenario = market(
        changes={
            "product.uptime_share": uptime,
            "product.system_uses_per_day": uses,
            **QUIET,
            "journey.use.system_ticket_share": 0.0,
        }
    )
    model = live(scenario, watch=watch)
    chance = 1.0 - uptime**uses
    expected = days_in_use[0] * chance
    # owners begin and end days at other places: their days are counted to within two of each
    edge = (count(model, Mark.RECEIVED) + count(model, Mark.TICKET_OPENED)) * 2 * chance
    assert abs(count(model, Mark.SYSTEM_FAILED) - expected) < 4 * np.sqrt(expected) + edge
    assert kpi(model, "system_failures") == scenario.weight * count(model, Mark.SYSTEM_FAILED)
    assert touched(model, Point.SYSTEM, Aspect.UTILITY) == count(model, Mark.SYSTEM_FAILED)


def test_system_failures_raise_tickets_and_lower_satisfaction():
    down = {"product.uptime_share": 0.97, **QUIET}
    often = live(market(changes={**down, "journey.use.system_ticket_share": 1.0}))
    never = live(market(changes={**down, "journey.use.system_ticket_share": 0.0}))
    steady = live(market(changes=QUIET))
    assert often.history.tickets_opened.sum() > 3 * never.history.tickets_opened.sum()
    assert kpi(never, "satisfaction") < kpi(steady, "satisfaction")
    assert kpi(never, "nps") < kpi(steady, "nps")


def test_the_desk_sees_system_failures_of_all_the_people():
    """A customer stands for 2.5 people: the desk's technical tickets are those of them all."""
    model = live(
        market(
            changes={
                "product.uptime_share": 0.97,
                "journey.use.system_ticket_share": 1.0,
                **QUIET,
                "product.failure_per_year": 0.0,
                "support.staff": 20,
                "journey.use.setup_difficulty_share": 0.0,
                "support.first_contact_resolution_share": 1.0,
            }
        )
    )
    own = count(model, Mark.TICKET_OPENED)
    everyone = model.history.tickets_opened.sum()
    assert everyone == pytest.approx(2.5 * own, rel=0.05)


# --- set-up and ease -----------------------------------------------------------------------


def test_what_is_hard_to_use_is_hard_to_set_up():
    hard, easy = lived(product__usability=0.4), lived(product__usability=1.0)
    assert count(easy, Mark.SETUP_TROUBLE) == 0
    share = count(hard, Mark.SETUP_TROUBLE) / touched(hard, Point.PRODUCT, Aspect.QUALITY)
    expected = 0.2 * 0.6 / 0.3
    n = touched(hard, Point.PRODUCT, Aspect.QUALITY)
    # some send the product back before they set it up
    assert abs(share - expected) < 4 * np.sqrt(expected * (1 - expected) / n) + 0.03
    assert kpi(hard, "satisfaction") < kpi(easy, "satisfaction")
    effort = [mean_score(model, Point.PRODUCT, Aspect.USE_EFFORT) for model in (hard, easy)]
    assert effort == pytest.approx([-1.5, 1.5])


def test_the_product_works_the_day_after_delivery_or_when_help_has_come():
    model = lived()
    well = touched(model, Point.SETUP, Aspect.USE_EFFORT) - count(model, Mark.SETUP_TROUBLE)
    works = touched(model, Point.SETUP, Aspect.UTILITY)
    helped_out = works - well
    assert 0 < helped_out <= count(model, Mark.SETUP_TROUBLE)
    assert kpi(model, "first_value_days") > 1.0
    hours = touched(model, Point.SETUP, Aspect.UTILITY, WAIT_HOURS)
    assert hours >= 24 * well + 48 * helped_out
    smooth = lived(journey__use__setup_difficulty_share=0.0)
    assert kpi(smooth, "first_value_days") == 1.0
    minutes = touched(model, Point.SETUP, Aspect.USE_EFFORT, MINUTES)
    assert minutes == pytest.approx(20 * well + 60 * count(model, Mark.SETUP_TROUBLE))


def test_a_visit_helps_more_than_a_call_and_a_call_more_than_a_guide():
    works, trust = [], []
    for kind in ("guide", "call", "home_visit"):
        help_ = {"type": "onboarding", "kind": kind, "coverage_share": 1.0, "one_off_cost": 1}
        model = live(market({"help": help_}), "act")
        works.append(kpi(model, "first_value_days"))
        trust.append(kpi(model, "trust"))
        new = touched(model, Point.SETUP, Aspect.USE_EFFORT)
        assert count(model, Mark.SETUP_HELPED) == new
    assert works == sorted(works, reverse=True)
    assert trust == sorted(trust)
    assert len(set(works)) == len(set(trust)) == 3


# --- staff ---------------------------------------------------------------------------------


def test_attitudes_differ_between_contacts_around_the_usual_one():
    changes = {"support.question_per_year": 20.0, "support.staff": 20, "support.attitude": 0.5}
    model = live(market(changes={**changes, "support.attitude_sd": 0.1}))
    slots = range(Point.SUPPORT, Point.SUPPORT + 2)
    n, total, squares = (
        sum(touched(model, slot, Aspect.ATTITUDE, column) for slot in slots)
        for column in (CONTACTS, SCORE, SCORE_SQUARED)
    )
    assert n > 500
    sd = 4.0 * 0.1  # of scores from -2 to 2
    assert abs(total / n) < 4 * sd / np.sqrt(n)
    assert np.sqrt(squares / n) == pytest.approx(sd, rel=4 / np.sqrt(2 * n))
    alike = live(market(changes={**changes, "support.attitude_sd": 0.0}))
    assert sum(touched(alike, slot, Aspect.ATTITUDE, SCORE_SQUARED) for slot in slots) == 0.0


def test_kind_staff_are_felt_and_steps_to_them_too():
    busy = {"support.question_per_year": 20.0, "support.staff": 20}
    base = live(market(changes={**busy, "support.attitude": 0.5}))
    kind = live(market(changes={**busy, "support.attitude": 0.9}))
    steps = live(market(changes={**busy, "support.attitude": 0.5, "support.contact_steps": 9.0}))
    trust = [kpi(model, "trust") for model in (steps, base, kind)]
    assert trust == sorted(trust)
    assert trust[2] > trust[1] + 0.05
    assert mean_score(steps, Point.SUPPORT, Aspect.USE_EFFORT) < -1.5


def test_who_is_left_alone_feels_abandoned():
    model = live(market(changes={"support.question_per_year": 20.0, "support.staff": 0}))
    gave_up = count(model, Mark.GAVE_UP_WAITING)
    assert gave_up == count(model, Mark.LEFT_ALONE) > 100
    assert sum(touched(model, Point.SUPPORT + way, Aspect.TREATMENT) for way in (0, 1)) == gave_up
    assert mean_score(model, Point.SUPPORT, Aspect.TREATMENT) == -2.0
    helped = live(market(changes={"support.question_per_year": 20.0, "support.staff": 20}))
    for name in ("repeat_orders", "nps", "trust", "word_of_mouth_positive"):
        assert kpi(model, name) < kpi(helped, name), name
    assert reasons(model, Reason.LEFT_BAD_SUPPORT) > 0


# --- defects, rights, trials ---------------------------------------------------------------


def test_bad_units_fail_and_the_others_do_not():
    batch = {"type": "defect_batch", "start": START, "lasts_days": 30, "share": 0.2,
             "detected_after_days": 10, "recalled_share": 1.0, "failures_per_year": 60}  # fmt: skip
    scenario = market(
        events={"batch": batch},
        changes={
            "product.failure_per_year": 0.0,
            "support.staff": 20,
            "scenario.switches.regret": False,
        },
    )
    owners = []
    model = live(scenario, watch=lambda m: owners.append((m.records["brand"] == 0).sum()))
    failed = by_day(model, Mark.FAILED)
    assert failed[:14].sum() == failed[24:].sum() == 0.0
    expected = 0.2 * sum(owners[14:24]) * 60 / 365
    struck = failed[14:24].sum()  # a unit whose owner is at the desk does not fail meanwhile
    assert expected * 0.6 < struck < expected + 4 * np.sqrt(expected)


def test_a_bad_unit_stays_the_same_and_a_larger_batch_holds_a_smaller():
    def failing(share):
        seen = set()
        changes = {"product.failure_per_year": 0.0, "product.defect_share": share, **QUIET,
                   "product.defect_failure_per_year": 3000.0, "product.need_per_year": 0.0,
                   "scenario.switches.leaving": False, "support.staff": 100}  # fmt: skip

        def watch(model):
            hit = (model.records["marks"] >> np.uint64(Mark.FAILED)) & np.uint64(1)
            seen.update(np.flatnonzero(hit).tolist())

        model = live(market(changes=changes), days=20, watch=watch)
        return seen, int((model.records["brand"] == 0).sum())

    (few, owners), (many, _) = failing(0.1), failing(0.3)
    assert few < many
    assert abs(len(few) / owners - 0.1) < 4 * np.sqrt(0.09 / owners)


def test_rights_after_the_purchase_soften_the_blow_of_a_failure():
    changes = {"product.failure_per_year": 4.0, "support.staff": 20}
    bare = live(market(changes=changes))
    cared = live(market(changes={**changes, "journey.use.aftercare_share": 1.0}))
    assert kpi(cared, "satisfaction") > kpi(bare, "satisfaction")
    assert kpi(cared, "trust") > kpi(bare, "trust")


@pytest.mark.parametrize("hours", [24.0, 96.0])
def test_requests_for_a_trial_that_wait_go_cold(hours):
    changes = {
        "product.kind": "subscription",
        "product.trial_days": 100,
        "product.trial_answer_hours": hours,
        "product.trial_cold_per_day_share": 0.2,
    }
    model = live(market(changes=changes))
    cold, begun = reasons(model, Reason.LEFT_TRIAL), count(model, Mark.TRIAL_STARTED)
    share, n = 1.0 - 0.8 ** (hours / 24), cold + begun
    assert n > 30
    assert abs(cold / n - share) < 4 * np.sqrt(share * (1 - share) / n)
    assert touched(model, Point.ORDER, Aspect.REPLY_TIME, WAIT_HOURS) == n * hours
    in_trial = model.records["relation"] == Relation.TRIAL
    assert (model.records["onboarding"][in_trial] != Onboarding.NONE).all()


def test_subscribers_judge_each_period_when_they_are_said_to():
    changes = {"product.kind": "subscription", "product.renewal_days": 10,
               "product.leave_per_renewal_share": 0.02}  # fmt: skip
    upgrade = {"type": "upgrade", "attribute": "taste", "add_quality": 0.3, "start": START,
               "one_off_cost": 1}  # fmt: skip
    gains = []
    for share in (0.0, 0.3):
        scenario = market({"up": upgrade}, changes={**changes, "journey.use.period_update": share})
        act, keep = live(scenario, "act"), live(scenario, "keep")
        old = keep.records["n_orders"] == 1
        still = old & (act.records["brand"] == 0) & (keep.records["brand"] == 0)
        still &= keep.records["order_day"] < 0
        satisfied = [model.records["satisfaction"][still].mean() for model in (act, keep)]
        gains.append(satisfied[0] - satisfied[1])
    assert gains[0] == pytest.approx(0.0, abs=0.01)
    assert gains[1] > 0.03
