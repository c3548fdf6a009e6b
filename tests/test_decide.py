"""Futures until it is clear: wrong no more often than said, nothing thrown away, same numbers."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

import cjsim
from cjsim import UserError
from cjsim.results.decision import (
    FIRST_LOOK,
    critical_t,
    in_worlds,
    interval_at_any_n,
    next_look,
    settle,
)
from cjsim.results.future import Future
from cjsim.scenarios.paths import draw_unknowns
from cjsim.studies.until import budget_of, goal_of, live_until_clear
from tests.lab import market

ERROR_SHARE = 0.05
N_DECISIONS = 1200
MOST_WORLDS = 200
PLANS = ("keep", "act", "more")

NOISES = {  # mean 0, sd 1, from symmetric to a long tail on either side
    "normal": lambda rng, shape: rng.normal(size=shape),
    "heavy": lambda rng, shape: rng.standard_t(4.0, size=shape) / math.sqrt(2.0),
    "exponential": lambda rng, shape: rng.exponential(size=shape) - 1.0,
    "losses": lambda rng, shape: 1.0 - rng.exponential(size=shape),
    "gamma": lambda rng, shape: (rng.gamma(0.5, size=shape) - 0.5) / math.sqrt(0.5),
    "lognormal": lambda rng, shape: (
        (rng.lognormal(0.0, 0.8, size=shape) - math.exp(0.32))
        / math.sqrt((math.exp(0.64) - 1.0) * math.exp(0.64))
    ),
}


def decide(gains, smallest_effect):
    """What is claimed, by the rule and the looks that `compare` uses; None at the end."""
    look = next_look(0)
    while look <= gains.shape[1]:
        found = settle(gains[:, :look], smallest_effect, ERROR_SHARE)
        if found.reason is not None:
            return found, look
        look = next_look(look)
    return found, gains.shape[1]


def is_wrong(found, means, smallest_effect):
    """Whether a claim is false of the true means."""
    if found.reason == "no_difference":
        return max(means) - min(means) >= smallest_effect
    if found.reason == "clear":
        for plan, mean in enumerate(means):
            gap = means[found.best] - mean
            if plan in found.ties and abs(gap) >= smallest_effect:
                return True
            if plan != found.best and plan not in found.ties and gap <= 0.0:
                return True
    return False


def test_over_a_thousand_decisions_it_is_wrong_no_more_often_than_it_says():
    """True differences are where claims are easiest to get wrong: none, or just what matters."""
    cases = [((0.0, 0.0), 0.05), ((0.0, 0.5), 0.5), ((0.0, 0.0, 0.0), 0.05), ((0.0, 0.0, 0.4), 0.4)]
    wrong = np.zeros((len(NOISES), N_DECISIONS // len(NOISES)))
    for row, noise in zip(wrong, NOISES.values(), strict=True):
        rng = np.random.default_rng(20270118)
        for number in range(row.size):
            means, matters = cases[number % len(cases)]
            shared = rng.normal(size=MOST_WORLDS)  # what paired luck takes away
            own = noise(rng, (len(means), MOST_WORLDS))
            own[0] = 0.0
            found, _ = decide(shared + own + np.array(means)[:, np.newaxis], matters)
            row[number] = is_wrong(found, means, matters)
    assert wrong.mean() <= ERROR_SHARE
    # of one kind of noise there are few: what is said, and 3 standard errors of chance
    chance = math.sqrt(ERROR_SHARE * (1.0 - ERROR_SHARE) / wrong.shape[1])
    assert wrong.mean(axis=1).max() <= ERROR_SHARE + 3.0 * chance


def test_a_plain_interval_looked_at_again_and_again_would_be_wrong_too_often():
    """The test above can fail: Student's t at each look breaks its promise on the same data."""
    rng = np.random.default_rng(3)
    sums = np.cumsum(rng.normal(size=(1000, MOST_WORLDS)), axis=1)
    looks = [next_look(0)]
    while next_look(looks[-1]) <= MOST_WORLDS:
        looks.append(next_look(looks[-1]))
    n = np.array(looks, float)
    z = np.abs(sums[:, np.array(looks) - 1]) / np.sqrt(n)
    assert (z > 1.96).any(axis=1).mean() > 3.0 * ERROR_SHARE
    assert (z > critical_t(n, ERROR_SHARE)).any(axis=1).mean() < ERROR_SHARE


def test_the_critical_value_is_where_the_test_martingale_reaches_one_over_the_error():
    from cjsim.results.decision import MIXTURE_WORLDS

    for n in (15.0, 40.0, 300.0):
        t = float(critical_t(n, 0.02))
        shrunk = MIXTURE_WORLDS / (n + MIXTURE_WORLDS)
        grown = (1.0 + t * t / (n - 1.0)) / (1.0 + shrunk * t * t / (n - 1.0))
        assert math.sqrt(shrunk) * grown ** (n / 2.0) == pytest.approx(1.0 / 0.02)
    assert float(critical_t(4.0, 0.05)) == math.inf
    grown = critical_t(np.array([50.0]), 0.05 / np.array([1.0, 10.0]))
    assert grown[0] < grown[1]


def test_the_expectation_of_the_martingale_never_exceeds_one():
    """Under no difference, by simulation: mean within 4 standard errors of at most 1."""
    from cjsim.results.decision import MIXTURE_WORLDS

    x = np.random.default_rng(5).normal(size=(40_000, 20))
    t = x.mean(axis=1) / x.std(axis=1, ddof=1) * math.sqrt(20.0)
    shrunk = MIXTURE_WORLDS / (20.0 + MIXTURE_WORLDS)
    e = math.sqrt(shrunk) * ((1.0 + t**2 / 19.0) / (1.0 + shrunk * t**2 / 19.0)) ** 10.0
    assert abs(e.mean() - 1.0) < 4.0 * e.std() / math.sqrt(e.size)


def test_a_long_tail_widens_the_interval_on_its_side():
    row = np.random.default_rng(2).exponential(size=(1, 60))
    low, high = interval_at_any_n(row, 0.05)
    mirrored_low, mirrored_high = interval_at_any_n(-row, 0.05)
    assert high[0] - row.mean() > row.mean() - low[0]
    assert (mirrored_low[0], mirrored_high[0]) == pytest.approx((-high[0], -low[0]))
    symmetric = np.concatenate([row, 2.0 * row.mean() - row], axis=1)
    low, high = interval_at_any_n(symmetric, 0.05)
    half = float(critical_t(120.0, 0.05)) * symmetric.std(ddof=1) / math.sqrt(120.0)
    assert (low[0], high[0]) == pytest.approx((symmetric.mean() - half, symmetric.mean() + half))


def test_what_is_said_of_plans_that_tie_lose_and_do_nothing():
    rng = np.random.default_rng(4)
    noise = 0.1 * rng.normal(size=(3, 100))
    found = settle(noise + np.array([[5.0], [5.02], [1.0]]), 1.0, 0.05)
    assert (found.reason, found.best, found.ties) == ("clear", 1, (0,))
    assert settle(noise, 1.0, 0.05).reason == "no_difference"
    assert settle(noise, None, 0.05).reason is None
    assert settle(np.zeros((2, 40)), 1.0, 0.05).reason == "no_difference"
    assert settle(np.zeros((2, 4)), 1.0, 0.05).reason is None  # four worlds say nothing yet
    assert settle(np.array([np.zeros(40), np.ones(40)]), None, 0.05).best == 1


def test_futures_of_one_world_count_once():
    values = np.array([[1.0, 3.0, 5.0, 7.0, 9.0], [0.0, 0.0, np.nan, 0.0, 0.0]])
    assert in_worlds(values, np.arange(5) // 2, 2).tolist() == [[2.0], [0.0]]
    assert in_worlds(values[:1], np.arange(5), 1).tolist() == values[:1].tolist()


# --- the loop ------------------------------------------------------------------------------


def synthetic(gap, sd=1.0, seed=1):
    """Lives futures that are only numbers; counts which were asked for."""
    asked = []

    def live(replicates):
        asked.extend(replicates)
        return [future(replicate) for replicate in replicates]

    def future(replicate):
        rng = np.random.default_rng([seed, replicate])
        common, own = rng.normal(size=2)
        kpis = {"keep": {"orders": common}, "act": {"orders": common + gap + sd * own}}
        return Future(replicate, kpis, {}, {}, np.zeros(0, np.uint8))

    return live, asked


CERTAIN = draw_unknowns(market(), 1, 0)  # without ranges: each future is a world


def until(gap, *, budget=None, scenario=None, clock=None, at_once=1, matters=0.5):
    scenario = scenario or CERTAIN
    live, asked = synthetic(gap)
    aim = goal_of(scenario, "orders", matters, 0.05)
    extra = {} if clock is None else {"clock": clock}
    futures, decision = live_until_clear(
        scenario, ("keep", "act"), live, aim, budget_of(budget), at_once, **extra
    )
    assert asked == list(range(len(futures))) == [each.replicate for each in futures]
    return decision


def test_it_stops_for_each_of_the_three_reasons_and_says_which():
    clear = until(2.0)
    assert (clear.reason, clear.best, clear.spent) == ("clear", "act", None)
    assert "act is the best by orders after" in clear.sentence
    worse = until(-2.0)
    assert (worse.reason, worse.best) == ("clear", "keep")
    same = until(0.0, budget=2000)
    assert (same.reason, same.depends_on_time) == ("no_difference", False)
    assert "No plan differs from another by 0.5 orders" in same.sentence
    spent = until(0.3, budget=25)
    assert (spent.reason, spent.spent, spent.n_futures) == ("budget", "runs", 25)
    assert "budget of runs was spent" in spent.sentence
    assert clear.n_futures < same.n_futures
    low, high = clear.differences["keep"]
    assert 0.0 < low < 2.0 < high


def test_a_market_with_unknown_numbers_is_looked_at_in_whole_worlds():
    decision = until(2.0, scenario=market(), budget=61)
    assert decision.n_futures == 2 * decision.n_worlds
    assert decision.n_worlds >= FIRST_LOOK
    assert until(0.1, scenario=market(), budget=61).n_futures == 60
    with pytest.raises(UserError, match="2 futures at least"):
        until(0.1, scenario=market(), budget=1)


def test_a_budget_of_seconds_ends_between_futures_and_says_that_time_decided():
    ticks = iter(range(1000))
    decision = until(0.1, budget={"seconds": 20.0}, clock=lambda: float(next(ticks)))
    assert (decision.reason, decision.spent, decision.depends_on_time) == (
        "budget",
        "seconds",
        True,
    )
    assert decision.n_futures == 10  # two looks at the clock a future
    assert "depended on time; replicates=10 gives the same again" in decision.sentence


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"until": "sure"}, 'expected "clear"'),
        ({"until": "clear", "replicates": 5}, "say budget=N"),
        ({"until": "clear", "plans": ["keep"]}, "two plans at least"),
        ({"until": "clear", "smallest_effect": 0.0}, "above 0"),
        ({"until": "clear", "smallest_effect": math.nan}, "above 0"),
        ({"until": "clear", "budget": 0}, "above 0"),
        ({"until": "clear", "budget": 2.5}, "whole number"),
        ({"until": "clear", "budget": {"hours": 1.0}}, "runs"),
        ({"until": "clear", "budget": {"seconds": math.inf}}, "seconds above 0"),
        ({"until": "clear", "goal": "order"}, "known KPIs"),
        ({"until": "clear", "goal": "channel_switch_rate"}, "neither more nor less"),
        ({"until": "clear", "error_share": 1.0}, "between 0 and 1"),
        ({"smallest_effect": 1.0}, 'add until="clear"'),
        ({"budget": 10}, 'add until="clear"'),
    ],
)
def test_what_makes_no_sense_is_refused(arguments, message):
    with pytest.raises(UserError, match=message):
        cjsim.compare(market({}), **{"plans": ["keep", "act"], **arguments})


def test_the_result_is_that_of_as_many_replicates_bit_for_bit(tmp_path):
    dearer = {"type": "price", "brand": "club", "change_share": 0.2}
    scenario = market({"dearer": dearer}, changes={"scenario.days": 12})
    small = {"plans": ["keep", "act"], "seed": 4, "customers": 150, "split_futures": 2}
    found = cjsim.compare(
        scenario, until="clear", goal="orders", smallest_effect=50.0, budget=24, **small
    )
    n_futures = found.decision.n_futures
    again = cjsim.compare(scenario, replicates=n_futures, **small)
    assert again.digest == found.digest
    assert again.customers.equals(found.customers)
    assert again.decision is None
    assert found.decision.sentence in str(found)
    folder = found.save(tmp_path / "result")
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["decision"]["n_futures"] == n_futures


def test_the_command_line_adds_futures_until_it_is_clear(monkeypatch, capsys):
    import sys

    from cjsim.cli import main

    options = ("--customers", "300", "--until", "clear", "--smallest-effect", "0.5")
    command = ["cjsim", "compare", "mail_shop", *options, "--budget-runs", "12", "--quiet"]
    monkeypatch.setattr(sys, "argv", [*command, "--json", "-"])
    with pytest.raises(SystemExit) as end:
        main()
    assert not end.value.code
    rows = json.loads(capsys.readouterr().out)
    assert {row["n_futures"] for row in rows} <= set(range(13))
    assert max(row["n_futures"] for row in rows) > 2
