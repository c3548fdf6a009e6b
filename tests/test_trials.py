"""Requests for a trial: a line, a capacity, people who go cold, and who it is that answers."""

from __future__ import annotations

from functools import cache
from typing import Any

import mesa
import numpy as np
import pytest

import cjsim
from cjsim import Intention, JourneyModel, Mark, Reason
from cjsim.agents.queue import TICKET
from cjsim.agents.support_desk import Result
from cjsim.agents.trial_team import TrialTeam
from cjsim.history import Ledger
from cjsim.journey.stages import Relation
from cjsim.journey.touching import CONTACTS, SCORE, WAIT_HOURS, Aspect, Point
from cjsim.results.trials import ANSWERED, ASKED, COLD, WAITING, trial_table
from cjsim.scenarios import MarketFileError
from cjsim.scenarios.caution import cautions
from cjsim.scenarios.describe import describe
from cjsim.scenarios.schema_trials import TrialTeam as TeamNumbers
from cjsim.scenarios.sizing import resized
from tests.lab import START, START_DAY, booked, by_day, count, kpi, live, market, reasons
from tests.test_twin import assert_twins

TRIALS: dict[str, Any] = {
    "product.kind": "subscription",
    "product.trial_days": 5,
    "product.renewal_days": 10,
    "product.need_per_year": 6.0,
}
ENDLESS = 1e9


def asked(**changes: Any) -> JourneyModel:
    """A market lived in which trials are asked of one team, `sales`."""
    return _asked(tuple(sorted(changes.items())))


@cache
def _asked(changes: tuple[tuple[str, Any], ...]) -> JourneyModel:
    written = {name.replace("__", "."): value for name, value in changes}
    return live(market(changes={**TRIALS, "trials.sales.share": 1.0, **written}))


def table(model: JourneyModel, column: int) -> np.ndarray:
    return np.asarray(model.history.trials[:, column])


def felt(model: JourneyModel, aspect: Aspect, column: int = CONTACTS) -> float:
    return float(model.history.touch_sums[:, :, Point.TRIAL, aspect, column].sum())


# --- the line ------------------------------------------------------------------------------


def test_whoever_asks_a_team_with_room_begins_as_soon_as_the_answer_is_in():
    model = asked()
    assert table(model, ASKED).sum() > 500
    assert np.array_equal(table(model, ASKED), table(model, ANSWERED))
    assert kpi(model, "trial_answered") == 1.0
    assert kpi(model, "trial_answer_hours") == pytest.approx(0.0, abs=1e-3)
    assert reasons(model, Reason.TRIAL_NOT_ANSWERED) == 0.0
    waiting = model.records["intention"] == Intention.REQUESTED
    assert (model.records["next_day"][waiting] == model.day - 1).all()  # asked today
    begun = count(model, Mark.FIRST_ORDER) + count(model, Mark.ABANDONED)
    assert felt(model, Aspect.SKILL) >= begun - waiting.sum()


def test_at_twice_the_capacity_the_line_grows_by_what_is_not_answered():
    """Nobody goes cold: each day just the capacity is answered, and all others wait."""
    busy = table(asked(), ASKED)[10:].mean()
    capacity = busy / 2.0
    model = asked(trials__sales__capacity_per_day=capacity, product__trial_cold_per_day_share=0.0)
    answered, waiting = table(model, ANSWERED), table(model, WAITING)
    first = int(np.flatnonzero(waiting > capacity)[0])
    days = np.arange(1, answered.size - first)
    assert np.abs(np.cumsum(answered[first + 1 :]) - capacity * days).max() <= 1.0
    grown = np.diff(waiting[first:])
    assert np.array_equal(grown, table(model, ASKED)[first + 1 :] - answered[first + 1 :])
    assert waiting[-1] == pytest.approx(table(model, ASKED)[first + 1 :].sum() / 2.0, rel=0.25)
    assert table(model, COLD).sum() == 0.0


def test_with_nobody_to_answer_as_many_go_cold_as_days_of_waiting_say():
    cold_share = 0.2
    model = asked(trials__sales__capacity_per_day=0.0,
                  product__trial_cold_per_day_share=cold_share)  # fmt: skip
    requests = table(model, ASKED)
    ages = np.arange(requests.size)[::-1]
    hours = (np.arange(1000) + 0.5) / 1000.0  # of the day someone asked, evenly spread
    kept = ((1.0 - cold_share) ** (ages[:, None] + 1.0 - hours)).mean(axis=1)
    expected, n = float((requests * (1.0 - kept)).sum()), requests.sum()
    sd = np.sqrt((requests * kept * (1.0 - kept)).sum())
    assert n > 500
    assert abs(table(model, COLD).sum() - expected) < 4.0 * sd
    assert table(model, ANSWERED).sum() == count(model, Mark.TRIAL_STARTED) == 0.0
    assert felt(model, Aspect.REPLY_TIME, SCORE) == -2.0 * felt(model, Aspect.REPLY_TIME)


def test_a_line_that_is_always_there_loses_what_is_asked_beyond_the_capacity():
    """However impatient people are: 1 - capacity / requests of them go cold."""
    usual = table(asked(), ASKED)[10:].mean()
    for cold_share in (0.3, 0.6):
        model = asked(trials__sales__capacity_per_day=usual / 3.0,
                      product__trial_cold_per_day_share=cold_share)  # fmt: skip
        requests, lost = table(model, ASKED)[30:].sum(), table(model, COLD)[30:].sum()
        share = 1.0 - (usual / 3.0) * table(model, ASKED)[30:].size / requests
        drift = np.ptp(table(model, WAITING)[29:])
        assert abs(lost / requests - share) < 4.0 * np.sqrt(0.25 / requests) + drift / requests


@pytest.mark.parametrize("capacity", [ENDLESS, 12.0, 3.0, 0.4, 0.0])
def test_requests_are_answered_gone_cold_or_waiting_on_every_day(capacity):
    own: list[tuple[int, int]] = []

    def watch(model: JourneyModel) -> None:
        me = model.records
        is_asking = (me["intention"] == Intention.REQUESTED) & (me["reply_day"] < 0)
        held = np.concatenate([team.waiting for team in model.trials.teams])
        own.append((int(is_asking.sum()), int(held["is_own"].sum())))

    changes = {**TRIALS, "trials.sales.capacity_per_day": capacity, "trials.sales.share": 0.3,
               "trials.care.share": 0.7, "trials.care.capacity_per_day": capacity}  # fmt: skip
    model = live(market(changes=changes), watch=watch)
    counts = model.history.trials
    so_far = counts.cumsum(axis=0)
    ended = so_far[:, ANSWERED] + so_far[:, COLD]
    assert np.array_equal(so_far[:, ASKED], ended + counts[:, WAITING])
    assert all(asking == held for asking, held in own)  # nobody is lost on the way
    daily = trial_table(model.market_file, model.history)
    assert daily["asked"].sum() == kpi(model, "trial_requests")
    shares = [kpi(model, f"trial_{name}") for name in ("answered", "gone_cold")]
    assert sum(shares) + counts[-1, WAITING] / counts[:, ASKED].sum() == pytest.approx(1.0)


def test_waits_are_those_of_a_queue_with_equal_service():
    """M/D/1: the mean wait is rho s / (2 (1 - rho)) (Pollaczek 1930)."""
    generator = np.random.default_rng(1)
    team = TrialTeam(mesa.Model(rng=1), "sales")
    rho, capacity, n_days = 0.7, 20.0, 4_000
    numbers = TeamNumbers(capacity_per_day=cjsim.scenarios.quantity.Quantity(capacity))
    waits = []
    for day in range(n_days):
        requests = np.zeros(generator.poisson(rho * capacity), TICKET)
        requests["opened_hour"] = 24.0 * (day + generator.random(requests.size))
        requests["patience_hours"], requests["begin_hour"] = np.inf, np.nan
        team.receive(requests)
        outcomes = team.answer(day, numbers, is_weekend=False)
        waits.append(outcomes["wait_hours"][outcomes["result"] == Result.ANSWERED])
    service = 24.0 / capacity
    expected = rho * service / (2.0 * (1.0 - rho))
    assert np.concatenate(waits).mean() == pytest.approx(expected, rel=0.05)
    assert team.n_opened == team.n_answered + team.backlog


def test_nobody_answers_at_weekends_where_nobody_works():
    model = asked(trials__sales__works_weekends=False)
    dates = trial_table(model.market_file, model.history)["date"]
    is_weekend = dates.dt.day_of_week.to_numpy() >= 5
    assert table(model, ANSWERED)[is_weekend].sum() == 0.0
    assert table(model, ASKED)[is_weekend].sum() > 100
    assert (table(model, WAITING)[~is_weekend][5:] == 0.0).all()


@pytest.mark.parametrize("load", [0.5, 2.0])
def test_a_market_drawn_finer_has_the_same_line(load):
    """Capacity is for all the people: 3,000 and 30,000 customers of one market agree."""
    found = []
    for customers in (3_000, 30_000):
        changes = {**TRIALS, "scenario.people": 60_000, "scenario.customers": customers,
                   "scenario.days": 50, "trials.sales.capacity_per_day": 280.0 / load}  # fmt: skip
        model = live(market(changes=changes))
        found.append([kpi(model, name) for name in ("trial_requests", "trial_gone_cold")])
    coarse, fine = found
    assert coarse[0] == pytest.approx(fine[0], rel=4.0 * np.sqrt(20.0 / fine[0]))
    assert coarse[1] == pytest.approx(fine[1], abs=0.06)


# --- who answers ---------------------------------------------------------------------------


def test_the_answer_is_felt_as_a_contact_with_staff():
    model = asked(trials__sales__skill=0.9, trials__sales__attitude=0.2,
                  trials__sales__capacity_per_day=8.0)  # fmt: skip
    answered = felt(model, Aspect.SKILL)
    assert answered == felt(model, Aspect.ADVICE) == felt(model, Aspect.ATTITUDE) > 30
    assert felt(model, Aspect.SKILL, SCORE) / answered == pytest.approx(4 * 0.9 - 2)
    assert felt(model, Aspect.ATTITUDE, SCORE) / answered == pytest.approx(4 * 0.2 - 2)
    cold = reasons(model, Reason.TRIAL_NOT_ANSWERED)
    assert cold > 30
    assert felt(model, Aspect.REPLY_TIME) == answered + cold
    assert felt(model, Aspect.REPLY_TIME, WAIT_HOURS) > 24 * answered


def test_a_team_that_convinces_lets_fewer_trials_end_unpaid():
    """1 - p (s + a - 1): the best of teams spares the share p, the worst adds it."""
    changes = {"product__trial_quit_share": 0.5, "trials__sales__persuasion": 0.4,
               "journey__use__setup_difficulty_share": 0.0,
               "scenario__switches__leaving": False}  # fmt: skip
    unpaid = []
    for level in (1.0, 0.5, 0.0):
        model = asked(trials__sales__skill=level, trials__sales__attitude=level, **changes)
        ended = count(model, Mark.TRIAL_PAID) + reasons(model, Reason.LEFT_TRIAL)
        assert ended > 150
        unpaid.append((reasons(model, Reason.LEFT_TRIAL) / ended, ended))
    usual, n = unpaid[1]
    for (share, size), times in zip(unpaid, (0.6, 1.0, 1.4), strict=True):
        noise = 4.0 * np.sqrt(0.25 / n + 0.25 / size)
        assert abs(share - times * usual) < noise
    assert unpaid[0][0] < usual < unpaid[2][0]


def test_an_ordinary_team_moves_nothing_but_the_day_a_trial_begins():
    calm, eager = asked(trials__sales__persuasion=0.0), asked(trials__sales__persuasion=1.0)
    assert calm.records.tobytes() == eager.records.tobytes()


# --- beside what was there -----------------------------------------------------------------


def test_without_the_mechanism_trials_begin_by_themselves():
    off = asked(scenario__switches__trial_requests=False, trials__sales__capacity_per_day=1.0)
    bare = live(market(changes=TRIALS))
    assert off.records.tobytes() == bare.records.tobytes()
    assert off.history.tallies.tobytes() == bare.history.tallies.tobytes()
    assert not off.history.trials.any()
    assert felt(off, Aspect.SKILL) == 0.0


def test_compiled_and_plain_agree_on_waiting_and_answers():
    teams = {"trials.sales.capacity_per_day": 2.0, "trials.sales.share": 0.5,
             "trials.care.share": 0.5, "trials.care.attitude": 0.9, "trials.care.skill": 0.2,
             "trials.care.attitude_sd": 0.2, "trials.care.capacity_per_day": 4.0}  # fmt: skip
    more = {"more": {"type": "trial", "team": "sales", "add_capacity_per_day": 3.0,
                     "start": START, "cost_per_month": 1}}  # fmt: skip
    model = assert_twins(resized(market(more, changes={**TRIALS, **teams}), 200, 40), "act")
    assert reasons(model, Reason.TRIAL_NOT_ANSWERED) > 0
    assert count(model, Mark.TRIAL_STARTED) > 0


# --- what one can do -----------------------------------------------------------------------


def more_of(**keys: Any) -> dict[str, Any]:
    return {"more": {"type": "trial", "start": START, "one_off_cost": 1.0, **keys}}


def test_more_hands_answer_more_and_cost_what_they_cost():
    changes = {**TRIALS, "trials.sales.capacity_per_day": 10.0, "trials.sales.cost_per_trial": 3.0,
               "trials.sales.cost_per_month": 365.0}  # fmt: skip
    scenario = market(more_of(team="sales", add_capacity_per_day=30.0), changes=changes)
    keep, act = live(scenario, "keep"), live(scenario, "act")
    first = START_DAY
    assert np.array_equal(keep.history.trials[:first], act.history.trials[:first])
    assert kpi(act, "trial_gone_cold") < kpi(keep, "trial_gone_cold") - 0.1
    assert kpi(act, "trial_answer_hours") < kpi(keep, "trial_answer_hours")
    assert by_day(act, Mark.TRIAL_STARTED).sum() > by_day(keep, Mark.TRIAL_STARTED).sum()
    for model in (keep, act):
        item: Ledger = model.history.ledger
        daily = item.rows["presale", "trials by sales"]
        assert np.allclose(-daily, 12.0 + 3.0 * table(model, ANSWERED))
        assert np.allclose(booked(model, "presale"), daily)


def test_skill_and_attitude_of_all_teams_can_be_moved_at_once():
    changes = {**TRIALS, "trials.sales.share": 0.5, "trials.care.share": 0.5}
    scenario = market(more_of(add_skill=0.4, add_attitude=0.3), changes=changes)
    model = live(scenario, "act", days=START_DAY + 1)
    today = model.levers.today.trials
    for team in today.values():
        assert (float(team.skill), float(team.attitude)) == pytest.approx((0.9, 0.8))
    assert model.markets["trial_team_skill"][:, :2] == pytest.approx(0.9)
    none = market(more_of(days=5), changes=changes)
    assert live(none, "act").records.tobytes() == live(none, "keep").records.tobytes()


def test_who_went_cold_may_ask_again_and_was_never_a_customer():
    asking: list[int] = []

    def watch(model: JourneyModel) -> None:
        me = model.records
        is_new = (me["intention"] == Intention.REQUESTED) & (me["next_day"] == model.day - 1)
        asking.extend(np.flatnonzero(is_new).tolist())

    changes = {"trials.sales.capacity_per_day": 0.0, "product.trial_cold_per_day_share": 0.9,
               "product.need_per_year": 12.0}  # fmt: skip
    model = live(market(changes={**TRIALS, **changes}), watch=watch)
    assert len(asking) > len(set(asking)) > 100
    assert reasons(model, Reason.TRIAL_NOT_ANSWERED) > 100
    assert count(model, Mark.FIRST_ORDER) == 0.0
    assert (model.records["n_orders"][asking] == 0).all()
    assert (model.records["relation"][asking] == Relation.STRANGER).all()


@pytest.mark.parametrize(
    ("interventions", "changes", "says"),
    [
        ({}, {"product.trial_answer_hours": 8.0, "trials.sales.skill": 0.5},
         ("product.trial_answer_hours", "lines of the teams")),
        (more_of(answer_hours=4.0), {"trials.sales.skill": 0.5},
         ("interventions.more.answer_hours", "capacity_per_day")),
        ({"more": {"type": "lever", "path": "product.trial_answer_hours", "to": 1.0,
                   "cost": "free"}}, {"trials.sales.skill": 0.5},
         ("interventions.more.to", "capacity_per_day")),
        (more_of(add_skill=0.2), {}, ("interventions.more.add_skill", "[trials.NAME]")),
        (more_of(add_skill=0.7), {"trials.sales.skill": 0.5},
         ("interventions.more.add_skill", "from 0 to 1")),
        (more_of(team="sale", add_skill=0.2), {"trials.sales.skill": 0.5},
         ("interventions.more.team", 'Did you mean "sales"')),
        ({}, {"trials.sales.share": 0.5}, ("trials", "must make 1")),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(interventions, changes, says):
    with pytest.raises(MarketFileError) as caught:
        market(interventions, changes={**TRIALS, **changes})
    assert all(text in str(caught.value) for text in says), str(caught.value)


def test_the_check_says_who_answers_and_warns_of_teams_that_drown():
    team = {"trials.sales.capacity_per_day": 40.0, "trials.sales.works_weekends": False}
    words = describe(market(changes={**TRIALS, **team}))
    assert "15 % go cold on a day without answer" in words
    assert "sales: 100 % of requests; answers up to 40 a working day" in words
    assert not [text for text in cautions(market(changes={**TRIALS, **team})) if "trials" in text]
    few = {**TRIALS, "trials.sales.capacity_per_day": 0.5}
    assert any("trials.sales.capacity_per_day" in text for text in cautions(market(changes=few)))
    bought = {"trials.sales.capacity_per_day": 5.0}
    assert any(text.startswith("trials: ") for text in cautions(market(changes=bought)))
