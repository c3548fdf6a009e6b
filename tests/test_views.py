"""Views: six schemes of stages, one log; people add up in each."""

from functools import cache

import numpy as np
import pytest

import cjsim
from cjsim import Intention, Relation, Run, Stage, UserError
from cjsim.agents.customer import CUSTOMER
from cjsim.journey.market import MARKET
from cjsim.journey.place import N_PLACES, Place, place_of
from cjsim.journey.stages import NOBODY, Onboarding, Rung
from cjsim.journey.tally import PLACE_MOVES, PLACES
from cjsim.results.views import VIEWS
from cjsim.scenarios.sizing import resized
from tests import lab

EVERY_VIEW = pytest.mark.parametrize("name", VIEWS)


@cache
def lived(market: str) -> Run:
    if market == "crm":
        return cjsim.run(resized(cjsim.load_scenario("crm"), 500, 120), plan="both")
    return cjsim.run(lab.market(), seed=3)


@EVERY_VIEW
def test_a_scheme_holds_every_place_once(name: str) -> None:
    stages = VIEWS[name]
    held = [place for stage in stages for place in stage.places]
    assert sorted(held) == sorted(Place)
    assert len({stage.code for stage in stages}) == len(stages)
    for stage in stages:
        assert stage.english
        assert stage.vietnamese
        assert stage.code != "conversion"
        assert stage.english != "Conversion"


@EVERY_VIEW
@pytest.mark.parametrize("market", ["crm", "club"])
def test_people_add_up_in_every_view(market: str, name: str) -> None:
    run = lived(market)
    view = run.view(name)
    days, n_stages = run.scenario.n_days(), len(VIEWS[name])
    assert len(view) == days * len(run.scenario.segments) * n_stages
    by_day = view.groupby("day")["people"].sum()
    np.testing.assert_allclose(by_day, float(run.scenario.scenario.people), rtol=1e-12)
    shape = (days, -1)
    people, entered, left = (
        view[column].to_numpy().reshape(shape) for column in ("people", "entered", "left")
    )
    # exactly so many go in as come out, and a day's people are yesterday's and who came since
    np.testing.assert_allclose(entered.sum(axis=1), left.sum(axis=1), rtol=1e-12)
    np.testing.assert_allclose(np.diff(people, axis=0), (entered - left)[1:], atol=1e-6)


@pytest.mark.parametrize("market", ["crm", "club"])
def test_six_stages_are_the_daily_counts(market: str) -> None:
    run = lived(market)
    view = run.view()
    for stage in Stage:
        name = stage.name.lower()
        mine = view[view["stage"] == name]
        np.testing.assert_allclose(mine["people"], run.daily[name], atol=1e-9)


def test_no_view_is_a_second_model() -> None:
    run = lived("crm")
    six, five = run.view("six_stages"), run.view("five_stages")
    unaware = [view[view["stage"] == "unaware"]["people"].to_numpy() for view in (six, five)]
    assert np.array_equal(*unaware)
    aware = six[six["stage"].isin(["awareness", "search"])].groupby(["day", "segment"])["people"]
    told = five[five["stage"] == "awareness"].groupby(["day", "segment"])["people"]
    np.testing.assert_allclose(aware.sum(), told.sum(), atol=1e-9)


def test_moves_between_places_are_the_change_of_the_counts() -> None:
    tallies = lived("crm").history.tallies
    moves = tallies[..., PLACE_MOVES : PLACE_MOVES + N_PLACES**2]
    moves = moves.reshape(*tallies.shape[:2], N_PLACES, N_PLACES)
    stands = tallies[..., PLACES : PLACES + N_PLACES]
    assert (np.diff(stands, axis=0) == (moves.sum(axis=2) - moves.sum(axis=3))[1:]).all()
    assert (np.einsum("dgii->dg", moves) == 0.0).all()


OWNER = {"stage": Stage.USE, "brand": 0, "relation": Relation.CUSTOMER}
TRIED = [
    ({"stage": Stage.UNAWARE}, Place.UNAWARE),
    ({"stage": Stage.AWARENESS}, Place.AWARE),
    ({"stage": Stage.SEARCH}, Place.SEARCHING),
    ({"stage": Stage.SEARCH, "n_visits": 1}, Place.READING),
    ({"stage": Stage.EVALUATION}, Place.COMPARING),
    ({"stage": Stage.EVALUATION, "explored": 2}, Place.EXPLORING),
    ({"stage": Stage.PURCHASE, "intention": Intention.ASKING}, Place.INTENDING),
    ({"stage": Stage.PURCHASE, "intention": Intention.PAUSED}, Place.PAUSED),
    ({"stage": Stage.PURCHASE, "intention": Intention.ORDERED}, Place.ORDERED),
    ({"stage": Stage.PURCHASE, "candidate": 1}, Place.BUYING_ELSEWHERE),
    ({**OWNER, "intention": Intention.ORDERED}, Place.SETTING_UP),
    ({**OWNER, "onboarding": Onboarding.TROUBLE}, Place.SETTING_UP),
    ({**OWNER, "relation": Relation.TRIAL}, Place.ON_TRIAL),
    ({**OWNER, "rung": Rung.REPEAT_BUYER}, Place.USING),
    ({**OWNER, "rung": Rung.LOYAL}, Place.LOYAL),
    ({**OWNER, "rung": Rung.ADVOCATE}, Place.ADVOCATE),
    ({**OWNER, "rung": Rung.COMPLETELY_LOYAL}, Place.COMPLETELY_LOYAL),
    ({**OWNER, "brand": 1, "rung": Rung.LOYAL}, Place.USING_ANOTHER),
    ({"stage": Stage.SUPPORT, "brand": 0}, Place.IN_SUPPORT),
    ({"stage": Stage.SUPPORT, "onboarding": Onboarding.TROUBLE}, Place.HELPED_TO_SET_UP),
    ({"stage": Stage.LAPSED, "entered_day": 9, "offer_day": 8}, Place.LAPSED),
    ({"stage": Stage.LAPSED, "entered_day": 9, "offer_day": 9, "offer_bp": 10},
     Place.LAPSED_WITH_OFFER),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "place"), TRIED)
def test_fields_beside_the_stage_decide_where_one_stands(
    fields: dict[str, int], place: Place
) -> None:
    people, markets = np.zeros(1, CUSTOMER), np.zeros(1, MARKET)
    people["brand"] = NOBODY
    for name, value in fields.items():
        people[name] = value
    assert place_of(people[0], markets[0]) == place


def test_every_place_is_tried() -> None:
    assert {place for _, place in TRIED} == set(Place)


def test_an_unknown_view_is_refused() -> None:
    with pytest.raises(UserError, match="six_stages"):
        lived("club").view("seven_steps")
