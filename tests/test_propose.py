"""Proposals: ideas of one cost, simulated and ranked; whole strategies at one budget."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import pytest

import cjsim
from cjsim import UserError
from cjsim.journey.stages import Mark
from cjsim.results.diagnosis import diagnose
from cjsim.results.pains import PAINS
from cjsim.scenarios import get_number
from cjsim.scenarios.actions import Aftercare, ContactAction, ReferralReward, Support247
from cjsim.studies.proposing.budgets import fitting, lived, pilot_of, shared, with_actions
from cjsim.studies.proposing.catalogue import read_catalogue
from cjsim.studies.proposing.pains import Felt, mean_of, pains_in
from cjsim.studies.proposing.propose import STRONGEST, WEAKEST
from cjsim.studies.proposing.sizes import DoesNotFitError, Pilot, make_action
from tests.lab import market

BUDGET = 3000.0
RUN = {"seed": 5, "customers": 1000, "days": 35}


@pytest.fixture(scope="module")
def proposals():
    return cjsim.propose(market(), BUDGET, replicates=3, **RUN)


@pytest.fixture(scope="module")
def pilot():
    return pilot_of(cjsim.scenarios.sizing.resized(market(), 1000, 35), "keep", 5)


def test_every_pain_has_two_ideas_and_every_idea_a_pain():
    ideas = read_catalogue().ideas
    against = Counter(pain for idea in ideas.values() for pain in idea.pains)
    assert set(against) == set(PAINS) - {"too many messages"}  # its remedy is a shorter plan
    assert min(against.values()) >= 2
    assert len({idea.words for idea in ideas.values()}) == len(ideas)
    assert {idea.solution for idea in ideas.values()} == {
        "process", "upgrade", "new_product", "message"
    }  # fmt: skip


@pytest.mark.parametrize("name", [each[0] for each in cjsim.list_scenarios()])
def test_ideas_make_interventions_that_each_ready_made_market_takes(name):
    """Every idea fits, or says why not; those that fit are checked like a file's own."""
    scenario = cjsim.load_scenario(name)
    pains = {pain: Felt(1.0, 1.0) for pain in PAINS}
    times = {mark.name: 1000.0 for mark in Mark}
    revenue = 1000.0 * float(scenario.brands[scenario.our_brand].price)
    one = Pilot(scenario, "keep", 1, revenue, 0.0, 0.0, times, pains)
    fits, left_out = {}, {}
    for idea in read_catalogue().ideas.values():
        try:
            fits[idea.name] = make_action(idea, revenue / 100.0, one)
        except DoesNotFitError as reason:
            left_out[idea.name] = str(reason)
    for key, action in fits.items():
        with_actions(scenario, "keep", {key: action}, {"it": [key]})
    assert len(fits) >= (8 if name == "mail_shop" else 30)
    assert all(reason for reason in left_out.values())
    is_open = any(way.is_open > 0.0 for way in scenario.explore.values())
    if name != "mail_shop":  # over after two weeks, before most ideas work
        assert ("try_and_see" in fits) == is_open


def test_printed_they_are_told_best_first_with_the_verdict(proposals):
    told, verdict = str(proposals).split("\n\n", 1)
    ranks = [line.split(". ", 1)[0].strip() for line in told.splitlines()]
    assert ranks == [str(rank) for rank in proposals.table["rank"]]
    assert proposals.table["what"].iloc[0] in told.splitlines()[0]
    assert verdict == proposals.verdict()
    assert f"{len(proposals.table)} ideas" in repr(proposals)


def test_ideas_are_ranked_by_what_each_unit_of_money_returns(proposals):
    table = proposals.table
    assert table["per_money"].is_monotonic_decreasing
    assert table["rank"].tolist() == list(range(1, len(table) + 1))
    assert np.allclose(table["per_money"], table["contribution"] / table["spent"])
    assert (table["per_money_low"] <= table["per_money_high"]).all()
    assert set(table["plan"]) <= set(proposals.scenario.plans)
    assert set(table["plan"]) | set(proposals.left_out) == set(read_catalogue().ideas)
    assert proposals.best_per_step["step"].is_unique
    assert table["plan"][0] in proposals.verdict()


def test_each_idea_costs_the_budget_or_all_that_it_can(proposals):
    table = proposals.table.set_index("plan")
    for name, spent in table["spent"].items():
        action = proposals.scenario.interventions[name]
        is_whole = getattr(action, "coverage_share", 0.0) == 1.0
        is_whole |= getattr(action, "answered_share", 0.0) == 1.0
        is_whole |= isinstance(action, Aftercare | ReferralReward | Support247)
        if is_whole or isinstance(action, ContactAction):  # there are only so many customers
            assert 0.0 < spent < 1.1 * BUDGET
        else:
            assert spent == pytest.approx(BUDGET, rel=0.1)


def test_the_cost_shows_in_the_books(proposals):
    """Contribution falls by all the money of an idea whose effect is switched off."""
    switched_off = market(changes={"scenario.switches": {"media": False}})
    found = cjsim.propose(
        switched_off, BUDGET, pains={"unknown brand": 1.0}, replicates=2, **RUN
    )  # fmt: skip
    row = found.table.set_index("plan").loc["more_advertising"]
    assert row["contribution"] == pytest.approx(-BUDGET)
    assert row["per_money"] == pytest.approx(-1.0)
    assert row["orders"] == 0.0
    assert proposals.table.set_index("plan").loc["more_advertising", "per_money"] > -1.0


def test_the_weakest_and_the_strongest_are_compared_at_equal_cost(proposals):
    ends = proposals.weakest_or_strongest
    assert ends["plan"].tolist() == [WEAKEST, STRONGEST]
    assert ends["money_lost"][0] >= ends["money_lost"][1]
    assert ends["pain"][0] != ends["pain"][1]
    assert ends["spent"].to_numpy() == pytest.approx(BUDGET, rel=0.1)
    assert "fix the weakest" in proposals.verdict()


def test_pains_may_come_from_elsewhere():
    found = cjsim.propose(
        market(), BUDGET, pains={"waiting": 2.0, "cumbersome_steps": 1.0}, replicates=2, **RUN
    )  # fmt: skip
    assert set(found.table["pain"]) == {"waiting", "cumbersome steps"}
    assert found.weakest_or_strongest["pain"].tolist() == ["waiting", "cumbersome steps"]
    with pytest.raises(UserError, match='Did you mean "waiting"'):
        cjsim.propose(market(), BUDGET, pains={"waitin": 1.0}, **RUN)


def test_a_diagnosis_and_proposals_say_the_same(pilot):
    histories = lived(pilot.scenario, "keep", 5)
    found = [diagnose(pilot.scenario, history, pd.DataFrame()) for history in histories]
    assert pilot.pains == mean_of([pains_in(one) for one in found])
    one = pains_in(found[0])
    told = found[0].pains.set_index("pain")
    assert one["waiting"] == (
        told.loc["waiting", "bad_contacts"],
        told.loc["waiting", "money_lost"],
    )
    assert set(one) == set(told.index) | set(found[0].losses["pain"]) <= set(PAINS)
    costs = [felt.money_lost for felt in one.values()]
    assert costs == sorted(costs, reverse=True)
    assert pains_in(found[0].losses.head(1)) == dict(list(pains_in(found[0].losses).items())[:1])
    with pytest.raises(UserError, match=r"run\.diagnose"):
        pains_in(found[0].factors)


def test_what_is_given_away_is_money_spent(proposals):
    """An offer of a lower price costs the price, not only the message."""
    row = proposals.table.set_index("plan").loc["win_back"]
    sent = sum(
        float(proposals.comparison.row("win_back", kpi)["difference"])
        for kpi in ("media_spend", "support_cost", "plan_cost")
    )
    assert row["spent"] >= sent > 0.0
    assert set(proposals.table["pays_back"]) <= {"yes", "no", "not sure"}
    assert np.isfinite(proposals.table.select_dtypes("number").to_numpy()).all()


def test_ways_to_see_are_found_whatever_they_are_called():
    """What is closed, or could tell less, is passed over."""
    ways = {
        "hut": {"kind": "store_visit", "information": 0.2},
        "tent": {"kind": "demo", "information": 0.6, "per_day_share": 0.1},
        "shed": {"kind": "demo", "information": 0.9, "is_open": 0.0},
    }
    scenario = market(changes={"explore": ways})
    one = pilot_of(cjsim.scenarios.sizing.resized(scenario, 300, 20), "keep", 5)
    action = make_action(read_catalogue().ideas["try_and_see"], BUDGET, one)
    assert action.path == "explore.tent.per_day_share"
    assert 0.0 < action.by < 0.9


def test_a_shorter_run_leaves_alone_what_lies_outside_it():
    late = {"storm": {"type": "lever", "path": "product.failure_per_year", "times": 2.0,
                      "start": "2027-02-20"}}  # fmt: skip
    scenario = cjsim.presets(market(changes={"events": late}), BUDGET, seed=5, customers=300,
                             days=30)  # fmt: skip
    assert "whole_journey" in scenario.plans
    assert scenario.n_days() == 30


def test_more_money_closes_more_of_the_way_but_each_unit_less(pilot):
    idea = read_catalogue().ideas["fewer_steps"]
    now = float(get_number(pilot.scenario, "sales.website.checkout_steps"))
    half = float(idea.half_of_revenue_share) * pilot.revenue
    steps = [make_action(idea, times * half, pilot).steps for times in (1.0, 2.0)]
    gap = now - 1.0
    assert steps[0] == pytest.approx(1.0 + gap / 2.0, abs=1e-3)
    assert steps[1] == pytest.approx(1.0 + gap / 4.0, abs=1e-3)
    assert steps[0].low < steps[0] < steps[0].high


def test_people_come_whole_and_stay_as_long_as_the_money_lasts(pilot):
    idea = read_catalogue().ideas["more_staff"]
    n_days = pilot.scenario.n_days() - idea.lead_days
    for budget in (700.0, 2500.0):
        action = make_action(idea, budget, pilot)
        days = (action.end - action.start).days + 1
        assert float(action.add_staff).is_integer()
        assert days <= n_days
        assert days * float(action.add_staff) * 1000.0 * 12.0 / 365.0 == pytest.approx(
            budget, rel=0.04
        )


def test_what_does_not_fit_is_left_out_with_the_reason(pilot):
    ideas = read_catalogue().ideas
    with pytest.raises(DoesNotFitError, match="90 days until it works, and the run has 35"):
        make_action(ideas["new_product"], BUDGET, pilot)
    asked = [ideas[name] for name in ("search_advertising", "confirm_orders", "fewer_steps")]
    fits, left_out = fitting(asked, pilot, BUDGET)
    assert [one.idea.name for one in fits] == ["fewer_steps"]
    assert left_out["search_advertising"].startswith("the market has no media channel")
    assert "deliveries are refused" in left_out["confirm_orders"]


def test_what_one_idea_cannot_spend_goes_to_the_others(pilot):
    ideas = read_catalogue().ideas
    parts = shared([ideas["answer_reviews"], ideas["fewer_steps"]], pilot, BUDGET)
    costs = {one.idea.name: one.cost for one in parts}
    assert costs["answer_reviews"] < BUDGET / 2.0 < costs["fewer_steps"]
    assert sum(costs.values()) == pytest.approx(BUDGET)


def test_presets_are_plans_of_one_cost():
    scenario = cjsim.presets(market(), BUDGET, **RUN)
    assert list(scenario.plans) == [
        "keep", "message_only", "whole_journey", "sell_first", "experience_first"
    ]  # fmt: skip
    comparison = cjsim.compare(scenario, replicates=3, seed=5, split_futures=0)
    for plan in ("message_only", "whole_journey", "experience_first"):
        spent = sum(
            comparison.row(plan, kpi)["difference"]
            for kpi in ("media_spend", "support_cost", "plan_cost")
        )
        assert spent == pytest.approx(BUDGET, rel=0.1)
    assert comparison.row("experience_first", "trust")["difference"] > 0.0
    assert (
        comparison.row("message_only", "trust")["difference"]
        < (comparison.row("experience_first", "trust")["difference"])
    )


def test_a_catalogue_of_ones_own_is_weighed(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text(
        '[ideas.call_first]\nwords = "call before sending"\npain = "order_given_up"\n'
        'step = "purchase"\nsolution = "process"\npays = "once"\n'
        'intervention = { type = "checkout", sales = "website" }\n'
        'moves = [{ key = "steps", path = "sales.website.checkout_steps", best = 2, how = "to" }]\n'
    )
    found = cjsim.propose(market(), BUDGET, catalogue=file, replicates=2, **RUN)
    assert found.table["plan"].tolist() == ["call_first"]
    file.write_text(file.read_text().replace("purchase", "x").replace("once", "onc"))
    with pytest.raises(UserError, match=r"ideas.call_first.pays = 'onc': expected one of"):
        read_catalogue(file)


@pytest.mark.parametrize("budget", [0.0, -1.0, float("inf"), float("nan")])
def test_a_budget_is_money(budget):
    with pytest.raises(UserError, match="budget"):
        cjsim.propose(market(), budget, **RUN)
