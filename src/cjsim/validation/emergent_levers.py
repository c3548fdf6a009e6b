"""M4: what small changes of advertising, price and talk do to our orders, and how long it takes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np
from numpy.typing import NDArray

from cjsim.results.markets import load_scenario
from cjsim.results.run import run
from cjsim.scenarios import Scenario
from cjsim.validation.check import Finding
from cjsim.validation.emergent_tools import (
    Mean,
    above_zero,
    changed,
    over_seeds,
    size_of,
    within,
)

STEP = 0.1
QUICK_STEP = 0.5
"""Few pairs cannot see what a tenth more talk or advertising does."""
PAIRS = 100
DAYS = 182
SHORT_DAYS = 28
"""The first four weeks are the short run, the last eight the long one."""
LONG_DAYS = 56
HALF, DOUBLE = 0.5, 2.0
MONEY_MARKETS = {"fmcg": 2_000, "electronics": 4_000}
"""Where media money and price are changed, and how many customers are simulated."""
QUICK_MARKET = "fmcg"
TALK_MARKET = "app"


def spending(scenario: Scenario, times: float) -> dict[str, float]:
    """Return the media money that buys exposures, so many times as much."""
    return {
        f"channels.{name}.spend_per_month": times * float(channel.spend_per_month)
        for name, channel in scenario.channels.items()
        if float(channel.spend_per_month) > 0.0 and float(channel.cost_per_thousand) > 0.0
    }


def pricing(scenario: Scenario, times: float) -> dict[str, float]:
    """Return our price, so many times as high."""
    ours = scenario.our_brand
    return {f"brands.{ours}.price": times * float(scenario.brands[ours].price)}


def talking(scenario: Scenario, times: float) -> dict[str, float]:
    """Return how much each segment talks, so many times as much."""
    return {
        f"segments.{name}.talk_times": times * float(segment.talk_times)
        for name, segment in scenario.segments.items()
    }


def daily_orders(
    scenario: Scenario, customers: int, days: int, numbers: Mapping[str, float], seed: int
) -> NDArray[np.float64]:
    """Return our orders by day under other numbers, shape (days,)."""
    lived = run(changed(scenario, numbers), seed=seed, customers=customers, days=days)
    orders = lived.daily.groupby("day")["ordered_today"].sum()
    return np.asarray(orders.to_numpy(float))


class Pairs:
    """A market lived with and without changes, in the same luck."""

    def __init__(self, scenario: Scenario, customers: int, seeds: int, days: int = DAYS) -> None:
        """Live the market as it is."""
        self._scenario, self._customers = scenario, customers
        self._seeds, self._days = seeds, days
        self._as_is = self._orders({}, seeds)

    def _orders(self, numbers: Mapping[str, float], seeds: int) -> NDArray[np.float64]:
        live = partial(daily_orders, self._scenario, self._customers, self._days, numbers)
        return np.array(over_seeds(live, seeds))

    def more(
        self, numbers: Mapping[str, float], share: float, seeds: int | None = None
    ) -> NDArray[np.float64]:
        """Return orders gained a day for each unit of `share`, relative, (seeds, days).

        Relative to the mean of the day's orders over seeds, summed by whoever reads it.
        """
        n_seeds = self._seeds if seeds is None else seeds
        gained = self._orders(numbers, n_seeds) - self._as_is[:n_seeds]
        return gained / share

    def elasticity(
        self, gained: NDArray[np.float64], days: slice = slice(None)
    ) -> NDArray[np.float64]:
        """Return the elasticity over some days by seed, from orders gained for each unit."""
        usual = self._as_is[:, days].sum(axis=1).mean()
        return np.asarray(gained[:, days].sum(axis=1) / usual)


def advertising(pairs: Pairs, scenario: Scenario, name: str, step: float = STEP) -> list[Finding]:
    """Find the elasticity of our orders to media money, at once and later."""
    gained = pairs.more(spending(scenario, 1.0 + step), step)
    short = pairs.elasticity(gained, slice(0, SHORT_DAYS))
    long = pairs.elasticity(gained, slice(-LONG_DAYS, None))
    mean = Mean.of(pairs.elasticity(gained))
    shown = f"{name}: of advertising, long run {Mean.of(long)} less short run {Mean.of(short)}"
    return [
        within(f"{name}: elasticity of orders to advertising (+{step:.0%})", mean, 0.03, 0.35),
        above_zero(shown, long - short, expected="> 0"),
    ]


def diminishing(pairs: Pairs, scenario: Scenario, name: str, seeds: int) -> Finding:
    """Find that the first half of the media money brings more than as much again."""
    first = pairs.elasticity(pairs.more(spending(scenario, HALF), HALF - 1.0, seeds))
    more = pairs.elasticity(pairs.more(spending(scenario, DOUBLE), DOUBLE - 1.0, seeds))
    what = f"{name}: orders by the second half of spend, less those by as much again"
    return above_zero(what, first - more, expected="> 0")


def price(pairs: Pairs, scenario: Scenario, name: str) -> Finding:
    """Find the elasticity of our orders to our price."""
    found = pairs.elasticity(pairs.more(pricing(scenario, 1.0 + STEP), STEP))
    return within(f"{name}: elasticity of orders to price", Mean.of(found), -5.0, -1.0)


def word_of_mouth(pairs: Pairs, scenario: Scenario, name: str, step: float = STEP) -> Finding:
    """Find the elasticity of our orders to how much people talk."""
    found = pairs.elasticity(pairs.more(talking(scenario, 1.0 + step), step))
    what = f"{name}: elasticity of orders to the volume of word of mouth (+{step:.0%})"
    return within(what, Mean.of(found), 0.05, 0.8)


def money_and_price(name: str, quick: bool) -> list[Finding]:
    """Find what media money and price do in a market."""
    if quick and name != QUICK_MARKET:
        return []
    scenario = load_scenario(name)
    customers = MONEY_MARKETS[name]
    size = size_of(quick, customers, seeds=PAIRS)
    pairs = Pairs(scenario, customers, size.seeds)
    return [
        *advertising(pairs, scenario, name, QUICK_STEP if quick else STEP),
        diminishing(pairs, scenario, name, size.seeds),
        price(pairs, scenario, name),
    ]


def talk(name: str, quick: bool) -> list[Finding]:
    """Find what talk does in a market where much of what is known is told."""
    scenario = load_scenario(name)
    size = size_of(quick, 12_000, seeds=PAIRS)
    pairs = Pairs(scenario, size.customers, size.seeds, scenario.n_days())
    return [word_of_mouth(pairs, scenario, name, QUICK_STEP if quick else STEP)]


M4_ELASTICITIES = (
    *(partial(money_and_price, name) for name in MONEY_MARKETS),
    partial(talk, TALK_MARKET),
)
"""Ten per cent more of advertising, price or talk moves orders as it does in the field."""
