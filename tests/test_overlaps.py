"""What two interventions of a plan have in common is said before it runs."""

from __future__ import annotations

import datetime as dt

import cjsim
from cjsim.scenarios.overlaps import overlaps
from tests.lab import market

CARE = {"type": "care_programme", "channel": "letters"}
NEWS = {"type": "contact", "channel": "letters", "information": 0.2}
FIND = {"type": "lever", "path": "journey.search.findability", "by": 0.1, "cost": "free"}


def pairs(interventions, changes=None):
    return [each[:3] for each in overlaps(market(interventions, changes=changes), "act")]


def test_two_that_move_one_number_in_the_same_days_are_found():
    sale = {"type": "discount", "share": 0.1}
    scenario = market({
        "sale": {**sale, "start": "2027-01-11", "end": "2027-01-31"},
        "more": {**sale, "start": "2027-01-25"},
        "later": {**sale, "start": "2027-02-10"},
    })  # fmt: skip
    found = overlaps(scenario, "act")
    assert [each[:2] for each in found] == [("sale", "more"), ("more", "later")]
    assert found[0].what == "journey.purchase.discount_share"
    assert (found[0].first_day, found[0].last_day) == (dt.date(2027, 1, 25), dt.date(2027, 1, 31))
    assert found[0].is_conflict
    cautions = [each for each in cjsim.cautions(scenario) if each.startswith("plans.act")]
    assert len(cautions) == 2
    assert "sale and more both move journey.purchase.discount_share" in cautions[0]


def test_amounts_and_factors_add_up_and_are_only_noted():
    scenario = market({"a": FIND, "b": {**FIND, "by": 0.05}})
    assert [each.is_conflict for each in overlaps(scenario, "act")] == [False]
    assert "note: a and b both move journey.search.findability" in cjsim.describe(scenario)
    assert not [each for each in cjsim.cautions(scenario) if each.startswith("plans.act: a")]


def test_programmes_that_address_the_same_people_are_found():
    assert pairs({"care": CARE, "news": NEWS}) == [("care", "news", "contacts")]
    assert pairs({"care": CARE, "news": {**NEWS, "stages": ["awareness"]}}) == []
    assert pairs({"care": {**CARE, "segments": ["guests"]},
                  "news": {**NEWS, "segments": ["regulars"]}}) == []  # fmt: skip


def test_other_people_other_days_or_other_numbers_are_no_overlap():
    regulars, guests = {"segments": ["regulars"]}, {"segments": ["guests"]}
    assert pairs({"a": {**FIND, **regulars}, "b": {**FIND, **guests}}) == []
    assert pairs({"a": {**FIND, "end": "2027-01-17"}, "b": {**FIND, "start": "2027-01-18"}}) == []
    assert pairs({"a": FIND, "b": {**FIND, "path": "journey.search.days"}}) == []


def test_what_a_policy_starts_may_meet_the_rest():
    policy = {"type": "policy", "check_every_days": 7, "kpi": "orders", "below": 10,
              "then": ["b"], "cost": "free"}  # fmt: skip
    scenario = market({"a": FIND, "watch": policy}, changes={"interventions.b": FIND})
    (found,) = overlaps(scenario, "act")
    assert found.is_possible
    words = cjsim.describe(scenario)
    assert "a and b may both move journey.search.findability" in words
    assert "b: lever, when watch starts it" in words
