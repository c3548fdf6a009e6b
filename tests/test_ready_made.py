"""What every ready-made market keeps, and what milk among ten brands must show by itself."""

from __future__ import annotations

import math
from functools import cache
from typing import Any, get_args

import numpy as np
import pytest
from scipy import stats

import cjsim
from cjsim.journey.stages import Mark, Reason, Stage
from cjsim.journey.tally import MARKS, ORDERS_BY_BRAND
from cjsim.model import JourneyModel, finish
from cjsim.results.run import Run
from cjsim.scenarios.actions import Intervention
from cjsim.scenarios.events import Event, Worry
from cjsim.scenarios.kinds import bare, type_names
from cjsim.scenarios.paths import all_numbers, source_of
from cjsim.scenarios.reach import all_planned
from cjsim.scenarios.schema import BASELINE, Scenario

NAMES = [name for name, _ in cjsim.list_scenarios()]
PLANS = [
    (name, plan) for name in NAMES for plan in cjsim.load_scenario(name).plans if plan != BASELINE
]
LASTING = [name for name in NAMES if cjsim.load_scenario(name).n_days() >= 120]
EXPLAINED = {"electronics": "support.staff", "mail_shop": "support"}
"""Warnings that the file explains: a desk overloaded as the team says, and no desk on purpose."""
FEW, SHORT = 2_000, 210
"""Customers and days that are enough to see that a plan moves something."""
DRIFT = 0.15
"""How far orders may drift from the first month to the last when nothing happens."""


def short_run(name: str, plan: str) -> Run:
    days = min(SHORT, cjsim.load_scenario(name).n_days())
    return cjsim.run(name, plan=plan, customers=FEW, days=days)


@cache
def short_baseline(name: str) -> Run:
    return short_run(name, BASELINE)


def without_events(name: str) -> Scenario:
    """The market with nothing but what befalls single people."""
    market = cjsim.load_scenario(name).model_copy(deep=True)
    for event in [key for key, each in market.events.items() if not isinstance(each, Worry)]:
        del market.events[event]
    return market


@pytest.mark.parametrize("name", NAMES)
def test_it_loads_without_warnings_and_says_where_each_number_is_from(name: str) -> None:
    market = cjsim.load_scenario(name)
    warned = {text.split(":")[0] for text in cjsim.cautions(market)}
    assert warned <= {EXPLAINED.get(name)}
    numbers = all_numbers(market)
    assert [path for path in numbers if source_of(market, path) is None] == []
    assert sum(number.is_uncertain for number in numbers.values()) >= 5 or name == "mail_shop"


@pytest.mark.parametrize("name", NAMES)
def test_nobody_is_made_or_lost(name: str) -> None:
    daily = short_baseline(name).daily
    stages = [stage.name.lower() for stage in Stage]
    people = daily.groupby("day")[stages].sum().sum(axis=1)
    np.testing.assert_allclose(people, float(cjsim.load_scenario(name).scenario.people))


@pytest.mark.parametrize(("name", "plan"), PLANS)
def test_each_plan_moves_what_customers_do_and_every_headline_is_a_number(
    name: str, plan: str
) -> None:
    kept, changed = short_baseline(name), short_run(name, plan)
    assert not np.array_equal(kept.history.tallies, changed.history.tallies)
    headline = kept.scenario.kpis.headline
    for run in (kept, changed):
        values = run.kpi_values()
        assert [kpi for kpi in headline if not math.isfinite(values[kpi])] == []
    assert changed.kpi_values()["contribution"] != kept.kpi_values()["contribution"]


@pytest.mark.parametrize("name", LASTING)
def test_nothing_drifts_when_nothing_happens(name: str) -> None:
    """Orders of ours and our share of all: first part of the run against the last.

    Nobody is under way on the first day, so the first part begins when twice the days of a
    search and a comparison have passed. Each part has at least a month, and luck has its due.
    """
    market = without_events(name)
    journey = market.journey
    begin = math.ceil(2.0 * float(journey.search.days + journey.evaluation.days))
    model = JourneyModel(market, panel=0, keep_moves=False)
    finish(model)
    tallies = model.history.tallies.sum(axis=1)
    part = max(30, (tallies.shape[0] - begin) // 3)
    first, last = tallies[begin : begin + part], tallies[-part:]
    ours = ORDERS_BY_BRAND + list(market.brands).index(market.our_brand)
    brands = slice(ORDERS_BY_BRAND, ORDERS_BY_BRAND + len(market.brands))
    n_first, n_last = (float(each[:, MARKS + Mark.ORDERED].sum()) for each in (first, last))
    allowed = DRIFT + 2.0 * math.sqrt(1.0 / n_first + 1.0 / n_last)
    assert abs(n_last / n_first - 1.0) < allowed
    share_first, share_last = (
        each[:, ours].sum() / each[:, brands].sum() for each in (first, last)
    )
    assert abs(share_last / share_first - 1.0) < allowed


def types_of(union: Any) -> set[str]:
    """Every word that `type` may be in a table of interventions, or of events."""
    return {name for each in get_args(bare(union)) for name in type_names(each)}


def test_every_type_of_intervention_is_in_a_plan_of_some_market() -> None:
    markets = [cjsim.load_scenario(name) for name in NAMES]
    used = {market.interventions[name].type for market in markets for name in all_planned(market)}
    assert types_of(Intervention) - used == set()


def test_every_type_of_event_happens_in_some_market() -> None:
    markets = [cjsim.load_scenario(name) for name in NAMES]
    used = {event.type for market in markets for event in market.events.values()}
    assert types_of(Event) - used == set()


@cache
def milk() -> tuple[np.ndarray, np.ndarray]:
    """Return share of customers who bought each brand in a year, and orders a buyer."""
    market = cjsim.load_scenario("fmcg")
    run = cjsim.run(market, customers=5_000)
    moves = run.history.moves
    moves = moves[np.isin(moves["reason"], (Reason.RECEIVED, Reason.RECEIVED_RIVAL))]
    bought = np.zeros((5_000, len(market.brands)))
    np.add.at(bought, (moves["customer"], moves["brand"]), 1)
    return (bought > 0).mean(axis=0), bought.sum(axis=0) / (bought > 0).sum(axis=0)


def test_brands_of_milk_keep_the_shares_they_are_given() -> None:
    market = cjsim.load_scenario("fmcg")
    given = np.array([float(brand.customer_share) for brand in market.brands.values()])
    reached, times = milk()
    shares = reached * times / (reached * times).sum()
    assert np.abs(shares / (given / given.sum()) - 1.0).max() < 0.25
    assert stats.spearmanr(shares, given).statistic > 0.95


def test_small_brands_of_milk_have_fewer_buyers_who_buy_less_often() -> None:
    """Double jeopardy (Ehrenberg): no number of the file says so."""
    reached, times = milk()
    shares = reached * times
    assert stats.spearmanr(shares, reached).statistic >= 0.9
    assert stats.spearmanr(reached, times).statistic > 0.5
    assert reached.max() / reached.min() > times.max() / times.min() > 1.0
