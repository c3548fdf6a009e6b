"""The best of some levers: found on shared luck, taken up where it stopped, checked afresh."""

from __future__ import annotations

import subprocess
import sys
import time

import numpy as np
import pytest

import cjsim
from cjsim import UserError
from cjsim.journey.market import DAYS_PER_MONTH
from cjsim.scenarios import get_number
from cjsim.studies.optimising.choices import choices_of, market_of
from cjsim.studies.optimising.journal import FILE, Journal
from cjsim.studies.optimising.optimum import BEST, EQUAL
from tests.lab import market

CHEAP, DEAR = "channels.social.spend_per_month", "channels.video.spend_per_month"
STEPS, STAFF = "sales.website.checkout_steps", "support.staff"
MEDIUM = {"reach_share": 0.7, "aware_chance": 0.02, "arouse_chance": 0.004, "information": 0.02}
CHANNELS = {
    "social": {**MEDIUM, "spend_per_month": 3000, "cost_per_thousand": 60},
    "video": {**MEDIUM, "spend_per_month": 3000, "cost_per_thousand": 6000},
}
CHANGES = {"channels": CHANNELS, "scenario.days": 20}
LEVERS = {CHEAP: (0.0, 8000.0), DEAR: (0.0, 8000.0), STEPS: (2.0, 8.0)}
BUDGET = 4000.0
SMALL = {"budget": BUDGET, "goal": "orders", "seed": 3, "customers": 150, "replicates": 1}


def shop():
    """A market in which one channel buys a hundred times the exposures of the other."""
    return market(changes=CHANGES)


@pytest.fixture(scope="module")
def optimum(tmp_path_factory):
    return cjsim.optimise(
        shop(), LEVERS, trials=10, check_replicates=2, store=tmp_path_factory.mktemp("s"), **SMALL
    )  # fmt: skip


def test_money_goes_where_it_buys_more_and_steps_go_down(optimum):
    months = 20 / DAYS_PER_MONTH
    assert optimum.plan[CHEAP] > 1.5 * optimum.plan[DEAR]
    assert optimum.plan[STEPS] < 4.0
    assert (optimum.plan[CHEAP] + optimum.plan[DEAR]) * months == pytest.approx(BUDGET)
    trials = optimum.trials
    assert len(trials) == 10
    assert ((trials[CHEAP] + trials[DEAR]) * months).to_numpy() == pytest.approx(BUDGET)
    assert trials["goal"].max() == trials.loc[trials[STEPS] == optimum.plan[STEPS], "goal"].max()
    first = trials.iloc[0]  # the search begins with the equal split, so it is never worse
    assert first[CHEAP] == pytest.approx(first[DEAR])


def test_what_was_chosen_is_compared_in_futures_that_had_no_part_in_it(optimum):
    confirmation = optimum.confirmation
    assert confirmation.plans == ("keep", BEST, EQUAL)
    assert confirmation.seed != 3
    gains = optimum.gains().set_index("against")
    assert set(gains.index) == {"keep", EQUAL}
    assert gains.loc[EQUAL, "gain"] > 0.0
    assert gains.loc[EQUAL, "gain"] == pytest.approx(
        confirmation.row(BEST, "orders")["mean"] - confirmation.row(EQUAL, "orders")["mean"]
    )
    spent = confirmation.row(BEST, "media_spend")["mean"]
    assert spent == pytest.approx(BUDGET, rel=1e-6)
    assert spent == pytest.approx(confirmation.row(EQUAL, "media_spend")["mean"], rel=1e-6)
    for words in ("social USD", "Against keep", "Against equal_split", "fresh futures"):
        assert words in str(optimum)
    assert "10 candidates" in repr(optimum)
    table = optimum.table.set_index("path")
    assert table["share"].sum() == pytest.approx(1.0)
    assert table.loc[STEPS, EQUAL] == 5.0


def test_a_response_is_the_goal_along_one_lever_with_its_slope(optimum):
    found = optimum.response(CHEAP, points=4, replicates=2)
    assert found["value"].is_monotonic_increasing
    assert found["is_best"].sum() == 1
    best = found[found["is_best"]].iloc[0]
    assert best["value"] == optimum.plan[CHEAP]
    assert best["gain"] == 0.0
    assert found["goal"].iloc[-1] > found["goal"].iloc[0]
    money = 20 / DAYS_PER_MONTH * found["value"]
    assert found["marginal"].to_numpy() == pytest.approx(np.gradient(found["goal"], money))
    assert (found["low"] <= found["goal"]).all()
    market_at = market_of(optimum.scenario, "keep", {BEST: {**optimum.plan, CHEAP: 0.0}})
    again = cjsim.compare(
        market_at, [BEST], replicates=2, seed=optimum.confirmation.seed, split_futures=0
    )  # fmt: skip
    assert again.row(BEST, "orders")["mean"] == found["goal"].iloc[0]
    with pytest.raises(UserError, match="the levers are"):
        optimum.response("support.staff")
    with pytest.raises(UserError, match="at least 3"):
        optimum.response(CHEAP, points=2)


def test_a_search_that_was_killed_goes_on_to_the_same_end(optimum, tmp_path):
    """`kill -9` in the middle; then the same call again: as if nothing had happened."""
    code = (
        "import sys, cjsim; from tests.test_optimise import *; "
        "cjsim.optimise(shop(), LEVERS, trials=10, check_replicates=2, store=sys.argv[1], **SMALL)"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)])
    journal = tmp_path / FILE
    while not journal.exists() or journal.read_bytes().count(b"\n") < 6:
        assert process.poll() is None, "it ended by itself"
        time.sleep(0.01)
    process.kill()
    process.wait()
    with journal.open("a", encoding="utf-8") as file:
        file.write('{"future": "cut o')  # what a loss of power leaves
    lived = journal.read_bytes().count(b"\n")
    again = cjsim.optimise(
        shop(), LEVERS, trials=10, check_replicates=2, store=tmp_path, **SMALL
    )  # fmt: skip
    assert again.trials.equals(optimum.trials)
    assert again.plan == optimum.plan
    assert again.confirmation.digest == optimum.confirmation.digest
    assert 6 <= lived < 11
    assert journal.read_bytes().count(b"\n") == 11  # one line a future lived, none twice


def test_a_journal_of_another_study_is_refused(tmp_path):
    Journal(tmp_path, {"market": "a", "goal": "orders"}).add({"x": 0.1}, 1, 0, 7.5)
    again = Journal(tmp_path, {"market": "a", "goal": "orders"})
    assert (len(again), again.get({"x": 0.1}, 1, 0)) == (1, 7.5)
    assert again.get({"x": 0.1}, 2, 0) is None
    with pytest.raises(UserError, match="another goal"):
        Journal(tmp_path, {"market": "a", "goal": "trust"})
    (tmp_path / FILE).write_text("my notes\nand more\n", "utf-8")
    with pytest.raises(UserError, match="line 1 is not one of ours"):
        Journal(tmp_path, {"market": "a", "goal": "orders"})
    assert (tmp_path / FILE).read_text("utf-8") == "my notes\nand more\n"
    with pytest.raises(UserError, match="cannot be written"):
        Journal(tmp_path / FILE, {"market": "a"})


def test_levers_that_are_no_money_are_sought_without_a_budget():
    found = cjsim.optimise(
        shop(), {STAFF: (1, 4)}, trials=5, replicates=1, check_replicates=2, seed=3,
        goal="first_reply_p90_hours", customers=150,
    )  # fmt: skip
    assert found.plan[STAFF] == found.trials.sort_values("goal")[STAFF].iloc[0]
    assert found.confirmation.plans == ("keep", BEST)
    action = found.scenario.interventions[found.scenario.plans[BEST][0]]
    assert float(action.to) == found.plan[STAFF]


def test_shares_make_the_whole_and_keep_within_their_ranges():
    ranges = {CHEAP: (1000.0, 4000.0), DEAR: (500.0, 8000.0)}
    choices = choices_of(shop(), ranges, BUDGET)
    total = BUDGET / (20 / DAYS_PER_MONTH)
    for part in np.linspace(0.0, 1.0, 7):
        values = choices.values([part], {})
        assert sum(values.values()) == pytest.approx(total)
        for path, (low, high) in ranges.items():
            assert low - 1e-9 <= values[path] <= high + 1e-9
        assert choices.parts(values) == pytest.approx([part])
    assert choices.equal_split()[CHEAP] == pytest.approx(total / 2.0)


def test_with_three_channels_all_splits_are_equally_likely():
    """Uniform parts make each share's mean a third, by the flat Dirichlet distribution."""
    third = {**MEDIUM, "spend_per_month": 1.0, "cost_per_thousand": 60}
    scenario = market(changes={"channels": {**CHANNELS, "radio": third}, "scenario.days": 20})
    names = ("social", "video", "radio")
    ranges = {f"channels.{name}.spend_per_month": (0.0, 1e6) for name in names}
    choices = choices_of(scenario, ranges, BUDGET)
    rng = np.random.default_rng(1)
    shares = np.array(
        [list(choices.values(list(rng.random(2)), {}).values()) for _ in range(2000)]
    ) / (BUDGET / (20 / DAYS_PER_MONTH))
    sd = np.sqrt(1.0 / 18.0)  # of a Dirichlet(1, 1, 1) share
    assert np.abs(shares.mean(axis=0) - 1.0 / 3.0).max() < 4.0 * sd / np.sqrt(2000)
    assert shares.std(axis=0) == pytest.approx(sd, rel=0.1)
    narrow = choices_of(
        scenario, {**ranges, "channels.radio.spend_per_month": (0.0, 100.0)}, BUDGET
    )
    equal = narrow.equal_split()
    assert equal["channels.radio.spend_per_month"] == 100.0
    assert sum(equal.values()) == pytest.approx(BUDGET / (20 / DAYS_PER_MONTH))


@pytest.mark.parametrize(
    ("levers", "more", "message"),
    [
        ({}, {}, "at least one"),
        ({CHEAP: (5.0, 5.0)}, {}, "expected low < high"),
        ({CHEAP: (-5.0, 5.0)}, {}, "expected low < high within 0"),
        ({CHEAP: 5.0}, {}, r"expected \(low, high\)"),
        ({"channels.social.reach_share": (0.1, 0.9)}, {}, "cannot move during a run"),
        ({"channels.socal.spend_per_month": (0.0, 1.0)}, {}, "Did you mean"),
        ({STAFF: (1, 4)}, {"budget": 5.0}, "no lever is money of media"),
        ({CHEAP: (0.0, 10.0)}, {"budget": 5000.0}, "the ranges of the channels allow"),
        ({CHEAP: (0.0, 10.0)}, {"budget": -1.0}, "above 0"),
        ({CHEAP: (0.0, 10.0)}, {"trials": 0}, "at least 1"),
        ({CHEAP: (0.0, 10.0)}, {"plan": "sell"}, "this market has"),
        ({CHEAP: (0.0, 10.0)}, {"goal": "sell"}, "known KPIs"),
    ],
)
def test_what_cannot_be_optimised_is_refused(levers, more, message):
    with pytest.raises(UserError, match=message):
        cjsim.optimise(shop(), levers, **more)


def test_without_optuna_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "optuna", None)
    with pytest.raises(UserError, match=r'pip install "cjsim\[optimise\]"'):
        cjsim.optimise(shop(), {STAFF: (1, 4)})


def test_a_lever_in_a_plan_keeps_what_the_baseline_does():
    price = {"type": "price", "brand": "club", "change_share": 0.1}
    scenario = market({"dearer": price}, changes=CHANGES)
    found = market_of(scenario, "act", {BEST: {STEPS: 3.0}})
    assert found.plans[BEST][0] == "dearer"
    assert found.plans["act"] == ["dearer"]
    assert get_number(found, STEPS) == 5.0
