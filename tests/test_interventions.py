"""The contract every type of intervention meets: cost, dates, audience, strength, effect."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import get_args

import numpy as np
import pytest

from cjsim import Mark, MarketFileError, Scenario, load_scenario
from cjsim.history import ACCOUNTS
from cjsim.interventions.plan import make_plan
from cjsim.journey.tally import EXPOSURES, MARKS
from cjsim.scenarios import get_number
from cjsim.scenarios.actions import Intervention
from tests.case import exposures
from tests.cases_buying import CASES as BUYING_CASES
from tests.intervention_cases import CASES, CONTACTS, UNFELT
from tests.lab import (
    DAYS_PER_MONTH,
    START,
    START_DAY,
    assert_same_so_far,
    booked,
    by_day,
    count,
    differing,
    live,
    marked_today,
    market,
    met_numbers,
    model_of,
    raw_market,
)

COSTS = ("media", "support", "presale", "contacts", "programmes", "referrals")
CASES |= BUYING_CASES
LEVERS = tuple(name for name in CASES if name not in CONTACTS)
every_type = pytest.mark.parametrize("kind", CASES)
every_lever = pytest.mark.parametrize("kind", [kind for kind in LEVERS if kind != "policy"])
"""A policy moves nothing by itself: what it starts does."""


def table(kind, extra=None):
    """The case's table with changes; None takes a key away."""
    written = {"type": kind, **CASES[kind].table, **(extra or {})}
    return {key: value for key, value in written.items() if value is not None}


def market_of(kind, extra=None, changes=None) -> Scenario:
    return market({"it": table(kind, extra)}, changes={**CASES[kind].changes, **(changes or {})})


def alike(kind):
    """The first of the types whose cases are played in the same market."""
    return next(name for name, case in CASES.items() if case.changes == CASES[kind].changes)


@cache
def whole_run(kind, plan):
    """The market of a case lived to its end, at full strength from START on when it acts."""
    if plan == "keep" and alike(kind) != kind:
        return whole_run(alike(kind), plan)
    return live(market_of(kind, {"start": START}), plan)


def kinds_of(union):
    members = get_args(get_args(union)[0])
    return [name for each in members for name in get_args(each.model_fields["type"].annotation)]


def test_each_type_of_the_union_has_a_case():
    assert sorted(kinds_of(Intervention)) == sorted(CASES)


# --- costs -------------------------------------------------------------------------------


def expected_money(kind, model, first, last):
    """What the file says `it` costs, by account and day."""
    runs = np.zeros(model.market_file.n_days())
    runs[first : last + 1] = 1.0
    money = {account: np.zeros(runs.size) for account in COSTS}
    money["programmes"] -= runs * CASES[kind].table["cost_per_month"] / DAYS_PER_MONTH
    money["programmes"][first] -= CASES[kind].table["one_off_cost"]
    for account, of in CASES[kind].money.items():
        money[account] += runs * of(model)
    return money


@every_type
@pytest.mark.parametrize("end", [None, "2027-02-10"])
def test_its_cost_is_exactly_what_the_file_says(kind, end):
    scenario = market_of(kind, {"start": START, "end": end})
    last = 37 if end else scenario.n_days() - 1
    act, keep = live(scenario, "act"), whole_run(kind, "keep")
    for account, expected in expected_money(kind, act, START_DAY, last).items():
        added = booked(act, account) - booked(keep, account)
        assert added == pytest.approx(expected, rel=1e-9, abs=1e-6), account
    assert act.history.ledger.total() == pytest.approx(
        sum(act.history.ledger.total(account) for account in ACCOUNTS)
    )


@pytest.mark.parametrize(
    ("path", "to", "account"),
    [
        ("channels.social.spend_per_month", 9_000, "media"),
        ("channels.letters.spend_per_month", 900, "media"),
        ("support.staff", 4, "support"),
        ("support.cost_per_staff_per_month", 3_000, "support"),
        ("journey.purchase.discount_share", 0.5, "revenue"),
        ("peers.referral_reward", 25, "referrals"),
    ],
)
def test_a_lever_on_money_moves_the_ledger(path, to, account):
    lever = {"type": "lever", "path": path, "to": to, "one_off_cost": 0.01}
    scenario = market(
        {"it": lever},
        changes={"peers.invite_share": 0.5, "channels.letters.spend_per_month": 300},
    )
    act, keep = live(scenario, "act"), live(scenario, "keep")
    if account == "referrals":
        assert count(act, Mark.REFERRAL_SUCCEEDED) > 0
    assert act.history.ledger.total(account) != pytest.approx(keep.history.ledger.total(account))


def test_money_of_a_contact_channel_is_booked_and_its_budget_is_a_cost():
    changes = {"channels.letters.spend_per_month": 300}
    cut = {"type": "media_budget", "channel": "letters", "change_share": 1.0, "start": START}
    scenario = market({"it": cut}, changes=changes)
    act, keep = live(scenario, "act"), live(scenario, "keep")
    added = booked(act, "media") - booked(keep, "media")
    assert added[START_DAY:] == pytest.approx(-300 / DAYS_PER_MONTH)


def test_help_is_paid_for_its_audience_alone():
    """The file's own help of others, free in the baseline, is not charged to the plan."""
    extra = {"start": START, "segments": ["regulars"]}
    scenario = market_of("onboarding", extra, {"journey.use.setup_help_share": 0.5})
    act, keep = live(scenario, "act"), live(scenario, "keep")
    helped = act.history.tallies[START_DAY:, :, MARKS + Mark.SETUP_HELPED].sum(axis=0)
    assert helped.min() > 0
    added = (booked(act, "programmes") - booked(keep, "programmes")).sum()
    fixed = 100 + 30 * (scenario.n_days() - START_DAY) / DAYS_PER_MONTH
    assert added == pytest.approx(-fixed - 2.0 * scenario.weight * helped[0])


def test_answers_are_paid_as_their_share_grows():
    extra = {"start": START, "ramp_days": 40}
    scenario = market_of("review_response", extra)
    act = live(scenario, "act")
    share = np.clip((np.arange(scenario.n_days()) - START_DAY + 1) / 40, 0, 1)
    expected = -4.0 * scenario.weight * (share * by_day(act, Mark.REVIEWED_BADLY)).sum()
    fixed = 100 + 30 * (scenario.n_days() - START_DAY) / DAYS_PER_MONTH
    assert booked(act, "programmes").sum() == pytest.approx(expected - fixed)


# --- dates -------------------------------------------------------------------------------


@every_type
def test_nothing_changes_before_its_start(kind):
    scenario = market_of(kind, {"start": START})
    act, keep = model_of(scenario, "act"), model_of(scenario, "keep")
    for _day in range(START_DAY):
        act.step()
        keep.step()
        assert_same_so_far(act, keep)
    late, never = whole_run(kind, "act"), whole_run(kind, "keep")
    if kind not in UNFELT:
        assert not np.array_equal(late.history.tallies, never.history.tallies)


@every_type
def test_after_its_end_the_market_is_the_files_again(kind):
    scenario = market_of(kind, {"start": START, "end": "2027-01-27"})
    act, keep = model_of(scenario, "act"), model_of(scenario, "keep")
    contacted = []
    for _day in range(45):
        act.step()
        keep.step()
        contacted.append(marked_today(act, Mark.CONTACTED).size)
        if act.day - 1 >= 24 and kind not in CONTACTS:
            for place in range(len(scenario.segments)):
                changed = differing(met_numbers(act, place), met_numbers(keep, place))
                # the exposures bought by the last day fade away, and rivals follow our cuts late
                assert changed <= {"media_chance", "brand_price"}
    assert not any(contacted[:START_DAY])
    assert not any(contacted[24:])
    if kind in CONTACTS:
        assert any(contacted[START_DAY:24])


@every_lever
def test_its_ramp_grows_evenly(kind):
    scenario = market_of(kind, {"start": START, "ramp_days": 8})
    moves = make_plan(scenario, "act").moves
    assert moves
    act = model_of(scenario, "act")
    for day in range(30):
        act.step()
        share = min(max((day - START_DAY + 1) / 8, 0.0), 1.0)
        for move in moves:
            value = float(get_number(scenario, move.path))
            full = replace(move, ramp_days=0.0).moved(value, START_DAY)
            now = float(get_number(act.levers.today, move.path))
            assert full != value
            assert now == pytest.approx(value + share * (full - value))


def test_contacts_grow_evenly_over_their_ramp():
    table_ = {"type": "contact", "channel": "letters", "stages": ["use"], "every_days": 1}
    table_ |= {"start": START, "ramp_days": 8}
    scenario = market({"it": table_}, changes={"product.need_per_year": 0.0})
    addressed = []
    live(scenario, "act", days=30, watch=lambda model: addressed.append(model.n_addressed["it"]))
    pool = np.mean(addressed[25:])
    for day in range(START_DAY, START_DAY + 8):
        share = (day - START_DAY + 1) / 8
        error = np.sqrt(pool * share * (1 - share)) + 0.05 * pool  # and the few who come and go
        assert abs(addressed[day] - share * pool) < 4 * error
    assert addressed[:START_DAY] == [0] * START_DAY


# --- audience ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [name for name in LEVERS if CASES[name].takes_audience])
def test_only_its_audience_meets_another_market(kind):
    scenario = market_of(kind, {"start": START, "segments": ["guests"]})
    act, keep = model_of(scenario, "act"), model_of(scenario, "keep")
    regulars, guests = (list(scenario.segments).index(name) for name in ("regulars", "guests"))
    for _day in range(25):
        act.step()
        keep.step()
        assert not differing(met_numbers(act, regulars), met_numbers(keep, regulars))
    assert differing(met_numbers(act, guests), met_numbers(keep, guests))


@pytest.mark.parametrize("kind", CONTACTS)
def test_only_its_audience_is_addressed(kind):
    scenario = market_of(kind, {"start": START, "segments": ["guests"]})
    guests = list(scenario.segments).index("guests")
    seen = set()
    live(
        scenario,
        "act",
        watch=lambda model: seen.update(
            model.records["segment"][marked_today(model, Mark.CONTACTED)].tolist()
        ),
    )
    assert seen == {guests}


@pytest.mark.parametrize("kind", [name for name in LEVERS if not CASES[name].takes_audience])
def test_what_works_for_everyone_refuses_an_audience(kind):
    with pytest.raises(MarketFileError) as caught:
        market_of(kind, {"segments": ["guests"]})
    assert "interventions.it.segments" in {problem.key for problem in caught.value.problems}


# --- strength ----------------------------------------------------------------------------


@every_type
def test_at_no_strength_customers_live_as_without_it(kind):
    act = live(market_of(kind, {**CASES[kind].nothing, "start": START}), "act")
    keep = whole_run(kind, "keep")
    contacted = np.uint64(1) << np.uint64(Mark.CONTACTED)
    act.records["marks"] &= ~contacted
    for name in keep.records.dtype.names:
        assert np.array_equal(act.records[name], keep.records[name]), name
    tallies = act.history.tallies.copy()
    tallies[:, :, MARKS + Mark.CONTACTED] = 0.0
    assert np.array_equal(tallies, keep.history.tallies)
    assert np.array_equal(act.history.backlog, keep.history.backlog)


@every_type
def test_at_full_strength_it_moves_what_it_is_meant_to_move(kind):
    case = CASES[kind]
    with_it = case.outcome(whole_run(kind, "act"))
    without = case.outcome(whole_run(kind, "keep"))
    assert case.way * (with_it - without) > 0


def test_more_money_for_one_channel_moves_no_other():
    act, keep = whole_run("media_budget", "act"), whole_run("media_budget", "keep")
    assert exposures(act, "social") > 2.0 * exposures(keep, "social")
    rival = EXPOSURES + len(act.market_file.channels)  # the rival's advertising, met by anyone
    of_rival = [model.history.tallies[:, :, rival] for model in (act, keep)]
    assert of_rival[0].sum() > 0
    assert np.array_equal(*of_rival)


# --- what is refused ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "key", "value"),
    [(kind, key, value) for kind, case in CASES.items() for key, value in case.bad],
)
def test_a_bad_number_or_name_is_refused_where_it_stands(kind, key, value):
    raw = raw_market({"it": table(kind, {key: value})}, changes=CASES[kind].changes)
    with pytest.raises(MarketFileError) as caught:
        load_scenario(raw)
    keys = {problem.key for problem in caught.value.problems}
    assert keys == {f"interventions.it.{key}"}
    assert f"interventions.it.{key}" in str(caught.value)


# a desk can be open day and night without another word
@pytest.mark.parametrize("kind", [kind for kind in CASES if kind != "support_24_7"])
def test_without_what_it_needs_it_is_refused(kind):
    needed = {"contact": "channel"}.get(kind, next(iter(CASES[kind].table)))
    if kind == "support_capacity":
        needed = "add_staff"
    written = {key: value for key, value in table(kind).items() if key != needed}
    with pytest.raises(MarketFileError) as caught:
        load_scenario(raw_market({"it": written}))
    assert any(problem.key.startswith("interventions.it") for problem in caught.value.problems)
