"""The plain-Python twin: the same text uncompiled gives the same numbers, bit for bit."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cjsim
from cjsim import Intention, JourneyModel, Purpose, Reason, Scenario, Stage, uniform
from cjsim.journey.plain import Rule
from cjsim.journey.purchase import go_through_with_it
from cjsim.scenarios.paths import set_number
from cjsim.scenarios.sizing import resized
from tests.lab import market as market_of
from tests.random_markets import SMALL, SUBSCRIPTION, markets


def assert_twins(
    market: Scenario, plan: str, seed: int = 1, rules: Mapping[str, Rule] | None = None
) -> JourneyModel:
    """Step both engines side by side; say on which day which field first differs."""
    twins = [
        JourneyModel(market, plan=plan, seed=seed, engine=engine, rules=rules, panel=0)
        for engine in ("compiled", "python")
    ]
    compiled, plain = twins
    for day in range(market.n_days()):
        for model in twins:
            model.step()
        differing = [
            name
            for name in compiled.records.dtype.names
            if compiled.records[name].tobytes() != plain.records[name].tobytes()
        ]
        assert not differing, f"day {day}: fields {differing}"
        tallies = [model.history.tallies[day] for model in twins]
        columns = np.unique(np.argwhere(tallies[0] != tallies[1])[:, 1])
        assert tallies[0].tobytes() == tallies[1].tobytes(), f"day {day}: tallies {columns}"
        for name in ("said", "hears", "stance"):
            seen = [getattr(model.picture, name).tobytes() for model in twins]
            assert seen[0] == seen[1], f"day {day}: picture.{name}"
    assert compiled.history.moves.tobytes() == plain.history.moves.tobytes()
    assert compiled.history.backlog.tobytes() == plain.history.backlog.tobytes()
    return compiled


@pytest.mark.parametrize(
    ("name", "plan", "customers", "days"),
    [
        ("electronics", "keep", 300, 60),
        ("electronics", "tet_push", 300, 40),
        ("crm", "both", 300, 120),
        ("mail_shop", "mail", 300, 14),
    ],
)
def test_ready_made_markets_have_a_twin(name: str, plan: str, customers: int, days: int) -> None:
    market = resized(cjsim.load_scenario(name), customers, days)
    model = assert_twins(market, plan)
    assert model.history.moves.size > 50


@pytest.mark.parametrize(
    "plan",
    ["letters", "heard", "knowing", "easier", "served", "nearer", "surer", "spread"],
)
def test_every_kind_of_intervention_has_a_twin(plan: str) -> None:
    assert_twins(resized(SMALL, 140, 50), plan)


def test_policies_rivals_scandals_and_shared_worries_have_a_twin() -> None:
    market = resized(SMALL, 200, 50)
    market.peers.network = "households"
    set_number(market, "events.money_worry.household_share", 0.5)
    set_number(market, "events.money_worry.payday_effect", 0.5)
    set_number(market, "journey.evaluation.trust_gate", 0.3)
    set_number(market, "brands.roaster.ad_match_share", 0.5)
    for name in ("cart_opens", "list_lost", "dear_ads", "better_roast"):
        market.events[name].start = market.scenario.start + timedelta(days=20)  # type: ignore[union-attr]
    model = assert_twins(market, "spread")
    assert model.history.decisions
    assert np.any(model.records["known"] >> np.uint16(2) & 1)


def sleep_on_it(me: Any, segment: Any, market: Any, heard: Any, luck: Any, day: Any) -> int:
    """A user's own rule: buyers wait for a good mood and a lucky day, then go on as usual."""
    if int(me.intention) == Intention.FORMING:
        if uniform(luck, Purpose.RESUME) * (1.0 + float(me.trust)) < 0.4 * segment.talk_times:
            me.reason = Reason.OWN_RULE
            me.expectation = float(me.expectation) * 0.999
            return Stage.PURCHASE
    return go_through_with_it(me, segment, market, heard, luck, day)


def test_a_users_own_rule_has_a_twin() -> None:
    market = resized(SMALL, 200, 40)
    own = assert_twins(market, "keep", rules={"purchase": sleep_on_it})
    usual = JourneyModel(market, panel=0, seed=1)
    while usual.day < market.n_days():
        usual.step()
    assert own.history.tallies.tobytes() != usual.history.tallies.tobytes()


@settings(max_examples=8)
@given(markets(), st.sampled_from(sorted(SMALL.plans)), st.integers(0, 2**63 - 1))
def test_markets_of_any_numbers_have_a_twin(market: Scenario, plan: str, seed: int) -> None:
    assert_twins(market, plan, seed)


def test_what_the_firm_sees_and_gives_back_has_a_twin() -> None:
    letters = {"channel": "letters", "open_share": 0.7, "unsubscribe_share": 0.5, "every_days": 4}
    programmes: dict[str, Any] = {
        "course": {"type": "nurture", **letters, "template_quality": 1.5, "labels": ["target"]},
        "stay": {"type": "save_offer", **letters, "discount_share": 0.2, "signs_within_days": 20},
        "points": {"type": "loyalty_programme", "points_share": 0.2, "care": 0.1},
        "forms": {"type": "identify", "share": 0.8, "cost_per_lead": 1.0},
    }
    firm = {"crm": {"label_error_share": 0.2, "data_delay_days": 2},
            "research": {"survey": {"every_days": 7}, "listening": {}}}  # fmt: skip
    for rhythm in ({}, {f"product.{name}": value for name, value in SUBSCRIPTION.items()}):
        changes = {**firm, **rhythm, "product.kind": "subscription" if rhythm else "purchase"}
        model = assert_twins(resized(market_of(programmes, None, changes), 200, 40), "act")
        assert model.history.campaigns["course"].sum() > 0
