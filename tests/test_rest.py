"""Rest is only a shorter way: whoever is left alone would have done nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cjsim
from cjsim import JourneyModel, Scenario
from cjsim.journey.happened import NOTHING, RARE
from cjsim.journey.rest import Rest
from cjsim.journey.stages import FIRST_RARE_MARK
from cjsim.scenarios.sizing import resized
from tests.random_markets import SMALL, markets


def assert_same_without_rest(market: Scenario, plan: str, seed: int) -> JourneyModel:
    """Step a market as it is, and woken every morning: nothing differs to the last bit."""
    rested, woken = (JourneyModel(market, plan=plan, seed=seed, panel=0) for _ in range(2))
    for day in range(market.n_days()):
        woken.sweep.wake()
        for model in (rested, woken):
            model.step()
        assert rested.records.tobytes() == woken.records.tobytes(), f"day {day}"
        for name in ("said", "hears", "stance", "owned"):
            seen = [getattr(model.picture, name).tobytes() for model in (rested, woken)]
            assert seen[0] == seen[1], f"day {day}: {name}"
        marks, happened = rested.records["marks"], rested.sweep.happened
        assert np.array_equal(happened != NOTHING, marks != 0), f"day {day}"
        assert np.array_equal(happened == RARE, marks >> FIRST_RARE_MARK != 0), f"day {day}"
    assert rested.history.digest() == woken.history.digest()
    assert rested.history.moves.tobytes() == woken.history.moves.tobytes()
    return rested


@settings(max_examples=40)
@given(markets(), st.sampled_from(sorted(SMALL.plans)), st.integers(0, 2**63 - 1))
def test_any_market_is_the_same_without_rest(market: Scenario, plan: str, seed: int) -> None:
    assert_same_without_rest(market, plan, seed)


@pytest.mark.parametrize("name", [name for name, _said in cjsim.list_scenarios()])
def test_a_ready_made_market_is_the_same_without_rest(name: str) -> None:
    market = resized(cjsim.load_scenario(name), 1_000, 60)
    plan = sorted(market.plans)[-1]
    rested = assert_same_without_rest(market, plan, seed=3)
    at_rest = rested.sweep.resting["rest"] != Rest.AWAKE
    assert at_rest.mean() > 0.3, "few ever rest: what wakes them?"


def test_whoever_is_written_to_is_woken() -> None:
    """Let a customer of the panel need something every day: it sets out."""
    model = JourneyModel(cjsim.load_scenario("electronics"), customers=500, days=20, panel=500)
    for _day in range(5):
        model.step()
    at_rest = np.flatnonzero(model.sweep.resting["rest"] == Rest.USING_ANOTHER)[:50]
    for i in at_rest:
        model.panel[i].need_times = 1e6
    model.step()
    assert np.all(model.records["stage"][at_rest] != cjsim.Stage.USE)
