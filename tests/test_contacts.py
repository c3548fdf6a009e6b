"""Programmes of contacts: whom they address, how often, how many, and what a contact carries."""

from __future__ import annotations

import numpy as np
import pytest

from cjsim import Mark, Stage
from cjsim.journey.stages import NOBODY
from cjsim.journey.standing import stage_with_us
from tests.intervention_cases import CASES
from tests.intervention_cases import CONTACTS as ALL_CONTACTS
from tests.lab import live, marked_today, market, model_of, reasons

CONTACTS = tuple(kind for kind in ALL_CONTACTS if kind != "save_offer")
"""A save offer goes by signs of leaving: see test_save_offer."""
INTRODUCING = ("seeding", "brand_event")  # they may address people who do not know us
_QUIET = {"stages": ["use"], "customers_only": False, "every_days": 1}
MANY = {kind: {**_QUIET, "response_share": 0.0} for kind in CONTACTS}
MANY["seeding"] = MANY["brand_event"] = {**_QUIET, "people": 1_000_000}
"""Everyone who owns something, every day, and nobody is moved to another stage by it."""
every_programme = pytest.mark.parametrize("kind", CONTACTS)


def market_with(kind, extra, changes=None):
    return market({"it": {"type": kind, **CASES[kind].table, **extra}}, changes=changes)


def addressed_by_day(scenario, days=None):
    """Ids addressed on each day, and the records as they were that morning."""
    model = model_of(scenario, "act")
    found = []
    for _day in range(days or scenario.n_days()):
        before = model.records.copy()
        model.step()
        ids = marked_today(model, Mark.CONTACTED)
        assert ids.size == model.n_addressed["it"]
        found.append((ids, before[ids]))
    model.close()
    return found


@every_programme
def test_no_more_are_addressed_than_the_capacity_of_all_people(kind):
    extra = {"capacity_per_day": 40, **MANY[kind]}
    scenario = market_with(kind, extra)
    n_people = [scenario.weight * ids.size for ids, _ in addressed_by_day(scenario)]
    assert max(n_people) == pytest.approx(40)
    assert all(n <= 40 for n in n_people)


@every_programme
def test_a_larger_capacity_reaches_all_that_a_smaller_one_reaches(kind):
    (few, _), (many, _) = (
        addressed_by_day(market_with(kind, {"capacity_per_day": size, **MANY[kind]}), 1)[0]
        for size in (40, 100)
    )
    assert 0 < few.size < many.size
    assert set(few) < set(many)


def test_a_capacity_below_the_resolution_is_not_lost():
    """Six people a day where a customer stands for ten: as many in the long run as said."""
    extra = {"capacity_per_day": 6, "every_days": 1}
    scenario = market_with("care_programme", extra, {"scenario.people": 20_000})
    assert scenario.weight == 10
    addressed = sum(ids.size for ids, _ in addressed_by_day(scenario))
    assert scenario.weight * addressed == pytest.approx(6 * scenario.n_days(), abs=10)


@every_programme
@pytest.mark.parametrize("every_days", [0, 1, 7])
def test_days_between_two_contacts_of_a_person_are_kept(kind, every_days):
    scenario = market_with(kind, {**MANY[kind], "every_days": every_days})
    last: dict[int, int] = {}
    gaps = set()
    for day, (ids, _) in enumerate(addressed_by_day(scenario)):
        gaps |= {day - last[i] for i in ids.tolist() if i in last}
        last |= dict.fromkeys(ids.tolist(), day)
    assert last
    if every_days == 0:
        assert not gaps
    else:
        assert min(gaps) == every_days


@every_programme
@pytest.mark.parametrize("stages", [["use"], ["awareness", "search"], ["lapsed", "support"]])
def test_only_those_in_its_stages_are_addressed(kind, stages):
    scenario = market_with(kind, {"stages": stages, "customers_only": False, "every_days": 3})
    ours = list(scenario.brands).index(scenario.our_brand)
    # who left us for a rival is addressed as one who lapsed, not as one who uses the product
    seen = {stage_with_us(one, ours) for _, me in addressed_by_day(scenario) for one in me}
    assert seen == {Stage[name.upper()] for name in stages}


@every_programme
def test_days_in_the_stage_are_kept(kind):
    extra = {**MANY[kind], "min_days_in_stage": 4, "max_days_in_stage": 9}
    scenario = market_with(kind, extra)
    days = {
        day - int(entered)
        for day, (_, me) in enumerate(addressed_by_day(scenario))
        for entered in me["entered_day"]
    }
    assert days == set(range(4, 10))


@every_programme
@pytest.mark.parametrize("only", [True, False])
def test_customers_only_means_those_who_have_ordered_from_us(kind, only):
    scenario = market_with(kind, {"stages": ["use"], "customers_only": only})
    orders = np.concatenate([me["n_orders"] for _, me in addressed_by_day(scenario)])
    assert (orders.min() == 0) is not only


@every_programme
def test_only_those_who_use_the_channel_are_addressed(kind):
    scenario = market_with(kind, {"every_days": 1})
    letters = list(scenario.channels).index("letters")
    users = np.concatenate([me["channels"] for _, me in addressed_by_day(scenario)])
    assert np.all((users >> np.uint16(letters)) & 1)


@pytest.mark.parametrize("kind", [name for name in CONTACTS if name not in INTRODUCING])
def test_whoever_does_not_know_us_has_no_address_with_us(kind):
    scenario = market_with(kind, {"every_days": 1, "stages": [], "customers_only": False})
    club = list(scenario.brands).index("club")
    known = np.concatenate([me["known"] for _, me in addressed_by_day(scenario)])
    assert np.all((known >> np.uint16(club)) & 1)


def test_a_win_back_is_for_its_reasons_of_leaving():
    everyone = live(market_with("winback", {}), "keep")
    assert reasons(everyone, *range(32, 41)) > 0
    scenario = market_with("winback", {"reasons": ["bad_support"]})
    seen = {int(why) for _, me in addressed_by_day(scenario) for why in me["reason"]}
    assert seen == {35}  # Reason.LEFT_BAD_SUPPORT


# --- seeding -----------------------------------------------------------------------------


def test_as_many_people_are_seeded_as_the_file_says():
    scenario = market_with("seeding", {"people": 250, "every_days": 5})
    assert sum(ids.size for ids, _ in addressed_by_day(scenario)) * scenario.weight == 250


@pytest.mark.parametrize("opinion", [0.5, 0.0, -0.5])
def test_whoever_is_seeded_knows_us_from_then_on(opinion):
    """In any stage: users of a rival and searchers too, whatever they come to think of us."""
    scenario = market_with("seeding", {"people": 5000, "opinion": opinion})
    club = list(scenario.brands).index("club")
    model = model_of(scenario, "act")
    before = model.records.copy()
    model.step()
    ids = marked_today(model, Mark.CONTACTED)
    is_new = (before["known"][ids] >> np.uint16(club)) & 1 == 0
    assert np.any(is_new & (before["brand"][ids] != NOBODY))
    assert np.any(is_new & (before["stage"][ids] == Stage.UNAWARE))
    after = model.records[ids]
    assert np.all((after["known"] >> np.uint16(club)) & 1)
    assert np.all(after["knowledge"][:, club] > before["knowledge"][ids][:, club])


# --- what a contact carries --------------------------------------------------------------


def test_information_care_and_an_offer_reach_those_addressed_and_nobody_else():
    extra = {"response_share": 0.0, "stages": ["use"], "customers_only": True}
    scenario = market_with("contact", {**extra, "capacity_per_day": 500, "offer_days": 9})
    club = list(scenario.brands).index("club")
    act, keep = model_of(scenario, "act"), model_of(scenario, "keep")
    act.step()
    keep.step()
    ids = marked_today(act, Mark.CONTACTED)
    others = np.setdiff1d(np.arange(act.records.size), ids)
    assert 0 < ids.size < others.size
    assert act.records[others].tobytes() == keep.records[others].tobytes()
    assert np.all(act.records["trust"][ids] > keep.records["trust"][ids])
    told = act.records["knowledge"][ids, club].astype(int)
    assert np.all(told > keep.records["knowledge"][ids, club])
    assert np.all(act.records["offer_bp"][ids] == 2000)
    assert np.all(act.records["offer_day"][ids] == 9)


def test_each_contact_wears_by_its_fatigue():
    extra = {"response_share": 0.0, "every_days": 1, "fatigue": 0.2}
    scenario = market_with("care_programme", extra)
    model = model_of(scenario, "act")
    times = np.zeros(scenario.n_customers(), int)
    for _day in range(10):
        model.step()
        times[marked_today(model, Mark.CONTACTED)] += 1
    assert times.max() == 10
    assert model.records["fatigue_bp"] / 10_000 == pytest.approx(1.0 - 0.8**times, abs=2e-4)
