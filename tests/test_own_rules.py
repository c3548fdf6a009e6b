"""A rule of one's own takes the place of a stage's rule, compiled and as plain Python."""

from __future__ import annotations

import numpy as np
import pytest
from numba import njit

import cjsim
from cjsim import (
    Intention,
    JourneyModel,
    Mark,
    Purpose,
    Reason,
    Stage,
    UserError,
    uniform,
    uniform_of_day,
    usual_rule,
)
from cjsim.journey.feeling import mark
from cjsim.journey.luck import uniforms
from cjsim.journey.plain import BuiltRules
from tests.lab import count, live, market, moves, reasons

ENGINES = ("compiled", "python")


def change_my_mind(me, segment, market, heard, luck, day):
    """Nobody buys: every intention is dropped on its first day, half of them by luck."""
    if uniform(luck, Purpose.SHOCK_AT_DOOR) < 0.5:
        return Stage.PURCHASE
    me.intention = Intention.NONE
    me.candidate = 255
    me.reason = Reason.OWN_RULE
    mark(me, Mark.CANCELLED)
    return Stage.USE if int(me.brand) != 255 else Stage.AWARENESS


MIND_CHANGED = BuiltRules({"purchase": change_my_mind})
"""Compiled once for all tests here that ask nothing of how it is compiled."""


def in_plain_numbers(me, segment, market, heard, luck, day):
    me.reason = 41
    me.intention = 0
    me.candidate = 255
    if int(me.brand) != 255:
        return 5
    return 1


def never_search(me, segment, market, heard, luck, day):
    return 1 if int(me.stage) == 1 else 0


def to_nowhere(me, segment, market, heard, luck, day):
    return 42


def model_with(rules, engine):
    scenario = market(changes={"scenario.customers": 300, "scenario.people": 900})
    return JourneyModel(scenario, rules=rules, engine=engine, panel=0)


def run_of(rules, engine, days=25):
    model = model_with(rules, engine)
    for _day in range(days):
        model.step()
    model.close()
    return model


def assert_same(one, other):
    assert one.day == other.day
    for name in one.records.dtype.names:
        assert np.array_equal(one.records[name], other.records[name]), name
    assert np.array_equal(one.history.tallies, other.history.tallies)
    assert np.array_equal(one.history.moves, other.history.moves)


def test_an_own_rule_replaces_that_of_its_stage():
    own = run_of(MIND_CHANGED, "compiled")
    usual = run_of({}, "compiled")
    assert count(usual, Mark.ORDERED) > 0
    assert count(own, Mark.ORDERED, Mark.ORDERED_RIVAL, Mark.CHECKOUT_STARTED) == 0
    assert reasons(own, Reason.OWN_RULE) > 0
    assert reasons(own, Reason.OWN_RULE) == count(own, Mark.CANCELLED)
    assert count(own, Mark.INTENDED) > 0


@pytest.mark.parametrize("stage", ["purchase", "awareness"])
def test_compiled_and_plain_agree_bit_for_bit(stage):
    rules = {"purchase": MIND_CHANGED, "awareness": {"awareness": never_search}}[stage]
    assert_same(*(run_of(rules, engine, days=12) for engine in ENGINES))


def test_the_usual_rules_agree_bit_for_bit():
    assert_same(*(run_of({}, engine, days=12) for engine in ENGINES))


@pytest.mark.parametrize("engine", ENGINES)
def test_a_rule_may_be_written_with_plain_numbers(engine):
    own = run_of({"purchase": in_plain_numbers}, engine, days=12)
    assert reasons(own, Reason.OWN_RULE) > 0
    assert moves(own, Stage.PURCHASE, Stage.USE) > 0
    assert moves(own, Stage.PURCHASE, Stage.AWARENESS) > 0


def test_a_rule_may_come_compiled_and_read_names_around_it():
    share = 0.25

    def leave_some(me, segment, market, heard, luck, day):
        if uniform(luck, Purpose.SHOCK_AT_DOOR) < share:
            return in_numbers(me, segment, market, heard, luck, day)
        return 4

    in_numbers = njit(in_plain_numbers)
    compiled = run_of({"purchase": leave_some}, "compiled", days=12)
    for engine in ENGINES:
        assert_same(compiled, run_of({"purchase": njit(leave_some)}, engine, days=12))


def only_seventh_days(me, segment, market, heard, luck, day):
    """As usual, but nothing is decided on other days than each seventh; who waits is luck's."""
    if uniform_of_day(luck, 0, Purpose.OWN_RULE + 63) < 0.5 and day % 7 != 0:
        return Stage.PURCHASE
    return usual_rule_of_purchase(me, segment, market, heard, luck, day)


def the_usual(me, segment, market, heard, luck, day):
    return usual_rule_of_purchase(me, segment, market, heard, luck, day)


usual_rule_of_purchase = usual_rule("purchase")


def test_a_rule_that_calls_the_usual_one_is_the_usual_one():
    own, usual = (run_of(rules, "python", days=6) for rules in ({"purchase": the_usual}, {}))
    assert_same(own, usual)


def test_a_rule_may_change_part_of_the_usual_one():
    compiled, plain = (run_of({"purchase": only_seventh_days}, e, days=15) for e in ENGINES)
    assert_same(compiled, plain)
    assert not np.array_equal(compiled.history.tallies, run_of({}, "compiled", 15).history.tallies)
    waiting = uniforms(compiled.luck_seed, np.arange(300), 0, Purpose.OWN_RULE + 63) < 0.5
    ordered = compiled.history.moves
    ordered = ordered[ordered["from_stage"] == Stage.PURCHASE]
    assert (ordered["day"][waiting[ordered["customer"]]] % 7 == 0).all()
    assert (ordered["day"][~waiting[ordered["customer"]]] % 7 != 0).any()


def test_there_is_a_usual_rule_for_stages_only():
    with pytest.raises(UserError, match="name a stage"):
        usual_rule("buying")


def test_two_own_rules_work_together():
    own = run_of({"purchase": change_my_mind, "awareness": never_search}, "compiled")
    assert moves(own, Stage.AWARENESS, Stage.SEARCH) == 0
    assert reasons(own, Reason.OWN_RULE) > 0


def test_an_own_rule_leaves_other_models_as_they_were():
    before = run_of({}, "compiled", days=8)
    run_of(MIND_CHANGED, "compiled", days=8)
    run_of({"purchase": change_my_mind}, "python", days=3)
    assert_same(before, run_of({}, "compiled", days=8))


def test_run_takes_own_rules_and_tells_stories_by_them():
    scenario = market(changes={"scenario.customers": 300, "scenario.people": 900})
    run = cjsim.run(scenario, days=25, rules={"purchase": change_my_mind})
    assert (run.moves["reason"] == "own_rule").any()
    customer = int(run.moves.loc[run.moves["reason"] == "own_rule", "customer"].iloc[0])
    assert "purchase" in str(run.story(customer)).lower()


@pytest.mark.parametrize(
    ("rules", "engine", "named"),
    [
        ({"buying": in_plain_numbers}, "compiled", "purchase"),
        ({"purchase": 4}, "compiled", "function"),
        ({"purchase": None}, "python", "function"),
        ({}, "fortran", "compiled"),
    ],
)
def test_what_is_no_rule_is_refused_before_the_first_day(rules, engine, named):
    with pytest.raises(UserError, match=named):
        run_of(rules, engine, days=0)


def step_while_all_are_somewhere(model, days):
    """Another day would count moves from a stage beyond the table."""
    for _day in range(days):
        model.step()
        if model.records["stage"].max() > max(Stage):
            return


def without_a_stage(me, segment, market, heard, luck, day):
    me.reason = Reason.OWN_RULE


def of_a_field_that_is_not(me, segment, market, heard, luck, day):
    return Stage.USE if me.patience > 1 else Stage.PURCHASE


@pytest.mark.parametrize("rule", [without_a_stage, of_a_field_that_is_not])
def test_a_rule_that_cannot_be_compiled_is_a_mistake_with_a_remedy(rule):
    with pytest.raises(UserError, match=r"rules = 'purchase': Numba cannot .* engine=\"python\""):
        run_of({"purchase": rule}, "compiled", days=1)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_rule_that_leads_to_no_stage_is_refused(engine):
    model = model_with({"purchase": to_nowhere}, engine)
    with pytest.raises(UserError, match="return a stage"):
        step_while_all_are_somewhere(model, days=12)
    model.close()


def test_the_seed_of_a_model_is_what_its_luck_comes_from():
    scenario = market()
    one, same, other = (live(scenario, days=10, seed=seed) for seed in (3, 3, 4))
    assert_same(one, same)
    assert not np.array_equal(one.history.tallies, other.history.tallies)
