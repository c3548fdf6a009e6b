"""The contract every type of event meets: when it happens, whom it strikes, what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, get_args

import numpy as np
import pytest

from cjsim import JourneyModel, Mark, MarketFileError, Reason, load_scenario
from cjsim.events.calendar import event_moves, occurrences
from cjsim.journey.tally import EXPOSURES, FEES, ORDERS_BY_BRAND
from cjsim.scenarios import get_number
from cjsim.scenarios.events import Event
from tests import cases_events
from tests.cases_use import EVENTS
from tests.lab import (
    START,
    START_DAY,
    by_day,
    count,
    differing,
    live,
    marked_today,
    market,
    met_numbers,
    model_of,
    raw_market,
    reasons,
)
from tests.test_interventions import kinds_of

WORRY = {"per_year": 6.0, "lasts_days": 20}
LASTS = 20
SILENT = {"channels.social.spend_per_month": 0, "channels.pages.exposures_per_week": 0.0,
          "brands.roaster.exposures_per_week": 0.0}  # fmt: skip
"""Nothing is met but a viral voice."""


@dataclass(frozen=True)
class Case:
    """A type of event: at full strength, and what it moves which way (1 or -1).

    `bad` are keys with values that must be refused.
    """

    table: dict[str, Any]
    outcome: Callable[[JourneyModel], float]
    way: int
    bad: tuple[tuple[str, Any], ...]
    also: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, Any] = field(default_factory=dict)


def share_of(brand):
    def share(model):
        place = ORDERS_BY_BRAND + list(model.market_file.brands).index(brand)
        n_brands = len(model.market_file.brands)
        orders = model.history.tallies[:, :, ORDERS_BY_BRAND : ORDERS_BY_BRAND + n_brands]
        return float(model.history.tallies[:, :, place].sum() / orders.sum())

    return share


def opinion_of_us(model):
    """Mean opinion of those who know us."""
    club = list(model.market_file.brands).index("club")
    knows = (model.records["known"] >> np.uint16(club)) & 1 == 1
    return float(model.records["opinion"][knows, club].mean())


BAD_DATES = (("start", "2026-12-31"), ("start", "2027-12-31"), ("lasts_days", -1))
BAD_WORRY = (("per_year", -1), ("pause_share", 1.5), ("resume_share", -0.1), ("start", START))
CASES: dict[str, Case] = {
    **{
        f"personal_{kind}": Case(WORRY, lambda model: count(model, Mark.WORRIED), 1, BAD_WORRY)
        for kind in ("finance", "psychology", "time", "other")
    },
    "season": Case(
        {"need_times": 4.0, "media_cost_times": 2.0},
        lambda model: reasons(model, Reason.NEED_AROSE),
        1,
        (*BAD_DATES, ("need_times", -1), ("staff_times", -0.1), ("media_cost_times", "dear")),
    ),
    "viral_review": Case(
        {"brand": "club", "reach_people": 4000, "tone": -2.0, "half_life_days": 5},
        opinion_of_us,
        -1,
        (*BAD_DATES, ("brand", "clubb"), ("reach_people", -1), ("tone", -3)),
    ),
    "competitor_price_cut": Case(
        {"brand": "roaster", "change_share": -0.6},
        share_of("roaster"),
        1,
        (*BAD_DATES, ("brand", "club"), ("brand", "roster"), ("change_share", -1.5)),
    ),
    "stock_out": Case(
        {"sales": "website"},
        lambda model: count(model, Mark.ORDERED),
        -1,
        (*BAD_DATES, ("sales", "webshop"), ("wait_share", 1.5), ("substitute_share", -1)),
    ),
    "delivery_disruption": Case(
        {"sales": "website", "extra_days": 4, "on_time_times": 0.0},
        lambda model: count(model, Mark.DELIVERED_LATE),
        1,
        (*BAD_DATES, ("sales", "webshop"), ("extra_days", -1), ("on_time_times", 1.5)),
    ),
    "platform_fee_change": Case(
        {"sales": "website", "add_fee_share": 0.2},
        lambda model: float(model.history.tallies[:, :, FEES].sum()),
        1,
        (*BAD_DATES, ("sales", "webshop"), ("add_fee_share", -0.5), ("add_fee_share", 2)),
    ),
    "outage": Case(
        {"sales": "website", "findability_times": 0.0},
        lambda model: count(model, Mark.VISITED),
        -1,
        (*BAD_DATES, ("sales", "webshop"), ("findability_times", -1)),
    ),
    "economic_shock": Case(
        {"finance_risk_times": 8.0},
        lambda model: count(model, Mark.WORRIED),
        1,
        (*BAD_DATES, ("finance_risk_times", -1)),
        also={"money": {"type": "personal_finance", "per_year": 1.0, "lasts_days": 5}},
    ),
    "lever": Case(
        {"path": "sales.website.abandon_per_step_share", "to": 0.9},
        lambda model: count(model, Mark.ABANDONED),
        1,
        (*BAD_DATES, ("path", "sales.website.steps"), ("path", "scenario.days"), ("to", 2.0),
         ("by", 0.1)),
    ),
}  # fmt: skip
CASES |= {
    kind: Case(table, outcome, way, (*BAD_DATES, *bad))
    for kind, (table, outcome, way, bad) in EVENTS.items()
}
CASES |= cases_events.cases(Case)
DATED = tuple(name for name in CASES if not name.startswith("personal_"))
MOVING = tuple(name for name in DATED if name not in (*cases_events.VOICES, *cases_events.STAY))
every_type = pytest.mark.parametrize("kind", CASES)
every_dated = pytest.mark.parametrize("kind", DATED)


def event_of(kind, extra=None):
    dates = {"start": START, "lasts_days": LASTS} if kind in DATED else {}
    return {"type": kind, **dates, **CASES[kind].table, **(extra or {})}


def alike(kind):
    """The first of the types whose cases differ from this one's in nothing but the event."""
    own = CASES[kind]
    return next(
        name for name, case in CASES.items() if (case.also, case.changes) == (own.also, own.changes)
    )


@cache
def lived(kind, happens):
    """The market of a case with and without its event."""
    if not happens and alike(kind) != kind:
        return lived(alike(kind), happens)
    it = {"it": event_of(kind)} if happens else {}
    return live(market(events={**CASES[kind].also, **it}, changes=CASES[kind].changes))


def test_each_type_of_the_union_has_a_case():
    assert sorted(kinds_of(Event)) == sorted(CASES)
    assert len(get_args(get_args(Event)[0])) == len(DATED) + 1


@every_type
def test_it_moves_what_it_is_meant_to_move(kind):
    case = CASES[kind]
    assert case.way * (case.outcome(lived(kind, True)) - case.outcome(lived(kind, False))) > 0


@every_dated
def test_nothing_changes_before_its_first_day(kind):
    with_it, without = lived(kind, True), lived(kind, False)
    one, other = with_it.history, without.history
    assert np.array_equal(one.tallies[:START_DAY], other.tallies[:START_DAY])
    assert np.array_equal(one.backlog[:START_DAY], other.backlog[:START_DAY])
    assert np.array_equal(one.ledger.by_day()[:START_DAY], other.ledger.by_day()[:START_DAY])
    assert not np.array_equal(one.tallies[START_DAY:], other.tallies[START_DAY:])


@pytest.mark.parametrize("kind", MOVING)
def test_it_lasts_as_long_as_it_says_and_the_market_is_the_files_again(kind):
    case = CASES[kind]
    scenario = market(events={**case.also, "it": event_of(kind)}, changes=case.changes)
    paths = {move.path for move in event_moves(scenario, seed=1)}
    paths -= {path for path in paths if get_number(scenario, path) == 0.0}  # what costs nothing
    assert paths
    model = model_of(scenario)
    usual = {}
    for day in range(START_DAY + LASTS + 5):
        model.step()
        now = {path: float(get_number(model.levers.today, path)) for path in paths}
        if day < START_DAY:
            usual = usual or met_numbers(model, 0)
            assert not differing(usual, met_numbers(model, 0))
        happens = START_DAY <= day < START_DAY + LASTS
        for path, value in now.items():
            assert (value != float(get_number(scenario, path))) is happens, (path, day)
    # what was bought before still carries over
    assert differing(usual, met_numbers(model, 0)) <= {"media_chance"}


@pytest.mark.parametrize(
    ("kind", "key", "value"),
    [(kind, key, value) for kind, case in CASES.items() for key, value in case.bad],
)
def test_a_bad_number_or_name_is_refused_where_it_stands(kind, key, value):
    raw = raw_market(events={"it": event_of(kind, {key: value})}, changes=CASES[kind].changes)
    with pytest.raises(MarketFileError) as caught:
        load_scenario(raw)
    assert {problem.key for problem in caught.value.problems} == {f"events.it.{key}"}


# --- worries -----------------------------------------------------------------------------

worries = pytest.mark.parametrize("kind", ["finance", "psychology", "time", "other"])


@worries
@pytest.mark.parametrize("pause_share", [0.0, 1.0])
def test_a_worry_pauses_or_cancels(kind, pause_share):
    sure = {"pause_share": pause_share, "resume_share": 1.0, "pause_days": 3}
    model = live(market(events={"it": event_of(f"personal_{kind}", sure)}))
    assert (count(model, Mark.PAUSED) > 0) is (pause_share == 1.0)
    assert (count(model, Mark.RESUMED) > 0) is (pause_share == 1.0)
    assert (count(model, Mark.CANCELLED) > 0) is (pause_share == 0.0)
    others = {f"CANCELLED_{name.upper()}" for name in ("finance", "psychology", "time", "other")}
    own = f"CANCELLED_{kind.upper()}"
    assert (reasons(model, Reason[own]) > 0) is (pause_share == 0.0)
    assert reasons(model, *(Reason[name] for name in others - {own})) == 0


@worries
def test_a_pause_that_is_not_resumed_is_a_cancellation(kind):
    never = {"pause_share": 1.0, "resume_share": 0.0, "pause_days": 2}
    model = live(market(events={"it": event_of(f"personal_{kind}", never)}))
    ended = by_day(model, Mark.CANCELLED).sum()
    assert count(model, Mark.RESUMED) == 0
    assert 0 < ended <= count(model, Mark.PAUSED)


def test_worries_of_the_files_own_are_told_apart_and_their_order_does_not_matter():
    exam = event_of("personal_other", {"pause_share": 0.0})
    move = event_of("personal_other", {"pause_share": 1.0})
    one = live(market(events={"exam": exam, "moving_house": move}))
    other = live(market(events={"moving_house": move, "exam": exam}))
    assert count(one, Mark.PAUSED) > 0
    assert reasons(one, Reason.CANCELLED_OTHER) > 0
    assert np.array_equal(one.records, other.records)


@pytest.mark.parametrize("off", ["per_year", "switch"])
def test_worries_can_be_switched_off(off):
    events = {kind: event_of(kind, {"per_year": 0.0} if off == "per_year" else None)
              for kind in CASES if kind not in DATED}  # fmt: skip
    changes = {"scenario.switches.unexpected_situations": False} if off == "switch" else {}
    model, without = live(market(events=events, changes=changes)), lived("season", False)
    assert count(model, Mark.WORRIED, Mark.PAUSED, Mark.RESUMED, Mark.CANCELLED) == 0
    assert np.array_equal(model.history.tallies, without.history.tallies)


def test_a_worry_strikes_a_decision_as_often_as_it_weighs():
    """At the door 1 - exp(-rate x length) of decisions meet it, and nobody is asked first."""
    worry = event_of("personal_time", {"per_year": 3.0, "lasts_days": 30, "pause_share": 0.0})
    changes = {"scenario.switches.attitude_of_others": False}
    model = live(market(events={"it": worry}, changes=changes))
    chance, n = 1.0 - np.exp(-3.0 * 30 / 365), count(model, Mark.INTENDED)
    struck = count(model, Mark.WORRIED)
    assert abs(struck - n * chance) < 4 * np.sqrt(n * chance * (1 - chance))


# --- a viral voice -----------------------------------------------------------------------


@pytest.mark.parametrize("reach", [250, 1500])
def test_a_viral_voice_reaches_as_many_people_as_it_says(reach):
    voice = event_of("viral_review", {"reach_people": reach})
    scenario = market(events={"it": voice}, changes=SILENT)
    met = np.zeros(scenario.n_customers(), bool)

    def note(model):
        met[marked_today(model, Mark.EXPOSED)] = True

    live(scenario, watch=note)
    share = reach / 5000
    error = np.sqrt(met.size * share * (1 - share))
    assert abs(met.sum() - met.size * share) < 4 * error


def test_a_viral_voice_fades_by_half_in_each_half_life():
    voice = event_of("viral_review", {"reach_people": 2500, "half_life_days": 4})
    model = live(market(events={"it": voice}, changes=SILENT))
    slot = EXPOSURES + len(model.market_file.channels)
    met = model.history.tallies[START_DAY:, :, slot : slot + 2].sum(axis=(1, 2))
    first, second = met[:4].sum(), met[4:8].sum()
    assert first > second > 0
    assert abs(second - first / 2) < 4 * np.sqrt(second + first / 4)


@pytest.mark.parametrize("tone", [-2.0, -1.0, 1.0, 2.0])
def test_a_viral_voice_moves_opinion_to_its_tone(tone):
    voice = event_of("viral_review", {"tone": tone})
    shift = opinion_of_us(live(market(events={"it": voice}))) - opinion_of_us(
        lived("viral_review", False)
    )
    assert np.sign(shift) == np.sign(tone)


# --- sales channels ----------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["stock_out", "outage"])
@pytest.mark.parametrize("sales", ["website", "store"])
def test_nothing_is_ordered_where_nothing_can_be_had(kind, sales):
    scenario = market(events={"it": event_of(kind, {"sales": sales})})
    place = list(scenario.sales).index(sales)
    orders = []

    def note(model):
        buyers = marked_today(model, Mark.ORDERED)
        orders.append(int((model.records["sales"][buyers] == place).sum()))

    live(scenario, watch=note)
    assert sum(orders[START_DAY : START_DAY + LASTS]) == 0
    assert sum(orders[:START_DAY]) > 0
    assert sum(orders[START_DAY + LASTS :]) > 0


def test_when_payment_is_down_people_come_and_cannot_pay():
    model = live(market(events={"it": event_of("outage", {"payment_only": True})}))
    without = lived("outage", False)
    assert reasons(model, Reason.PAYMENT_FAILED) > reasons(without, Reason.PAYMENT_FAILED)
    first = START_DAY + 1
    assert by_day(model, Mark.CHECKOUT_STARTED)[first : START_DAY + LASTS].sum() > 0
    assert by_day(model, Mark.VISITED)[START_DAY] == by_day(without, Mark.VISITED)[START_DAY]


# --- events that come at random ----------------------------------------------------------


def at_random(name, seed, per_year=8.0, others=(), changes=None):
    event = {"type": "stock_out", "sales": "store", "per_year": per_year, "lasts_days": 2}
    scenario = market(events={**dict.fromkeys(others, event), name: event}, changes=changes)
    return occurrences(scenario, name, scenario.events[name], seed)


def test_a_random_event_depends_on_its_seed_and_its_name_alone():
    usual = at_random("gap", 5, changes={"scenario.days": 300})
    assert usual
    busy = {"scenario.days": 300, "scenario.customers": 77, "scenario.seed": 3}
    assert at_random("gap", 5, others=("a", "b"), changes=busy) == usual
    shorter = at_random("gap", 5, changes={"scenario.days": 120})
    assert shorter == [each for each in usual if each[0] < 120]
    assert at_random("gap", 6, changes={"scenario.days": 300}) != usual
    assert at_random("hole", 5, changes={"scenario.days": 300}) != usual


def test_a_random_event_comes_as_often_as_it_says():
    scenario = market(
        events={"gap": {"type": "stock_out", "sales": "store", "per_year": 6.0, "lasts_days": 1}},
        changes={"scenario.days": 365},
    )
    counts = [
        len(occurrences(scenario, "gap", scenario.events["gap"], seed)) for seed in range(300)
    ]
    assert abs(np.mean(counts) - 6.0) < 4 * np.sqrt(6.0 / len(counts))


def test_a_random_event_strikes_all_plans_on_the_same_days():
    gap = {"type": "stock_out", "sales": "store", "per_year": 12.0, "lasts_days": 3}
    sale = {"type": "discount", "share": 0.3}
    scenario = market({"sale": sale}, {"gap": gap})
    closed, held = {}, "sales_in_stock"
    for plan in ("keep", "act"):
        days = closed.setdefault(plan, [])
        live(scenario, plan, watch=lambda m, days=days: days.append(m.markets[held][0, 1]))
    assert closed["keep"] == closed["act"]
    assert 0.0 in closed["keep"]
