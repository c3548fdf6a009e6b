"""M3 and M5: how churn goes with tenure, and how launches go with time."""

from __future__ import annotations

import datetime as dt
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import curve_fit

from cjsim.results.markets import load_scenario
from cjsim.results.run import run
from cjsim.scenarios import Quantity, Scenario
from cjsim.scenarios.events.market import EconomicShock
from cjsim.validation.check import Finding
from cjsim.validation.emergent_tools import (
    Mean,
    Size,
    above_zero,
    changed,
    over_seeds,
    size_of,
    within,
)

CHURN_MARKETS = ("crm", "app")
WILLING = ("left_too_hard", "left_price", "left_competitor", "left_dissatisfied")
"""Leaving at a renewal by one's own will; failed payments and closing down are not."""
TRIAL = "left_trial"
TENURE_DAYS = 1_095
PERIODS = 34
EARLY, LATE = slice(1, 6), slice(12, 30)
"""Renewals compared. The first period is left out: who cannot set it up leaves in it."""
LAUNCH_MARKETS = ("crm", "app")
LAUNCH_DAYS = 1_095
SHOCK_DAYS = (400, 580)
SHOCK_TIMES = 0.1
"""When an economic shock strikes, and what it leaves of needs."""


def hazards(scenario: Scenario, customers: int, seed: int) -> NDArray[np.float64]:
    """Return (leavers, at risk) by renewals since the first paid period, shape (2, PERIODS).

    Of those who began in the run; whoever leaves otherwise is watched until then.
    """
    moves = run(scenario, seed=seed, customers=customers, days=TENURE_DAYS).moves
    period = float(scenario.product.renewal_days)
    begun = moves[moves["reason"] == "received"].groupby("customer")["day"].first()
    gone = moves[moves["to_stage"] == "lapsed"]
    gone = gone.groupby("customer")[["day", "reason"]].first()
    lives = begun.to_frame("begun").join(gone)
    lives = lives[(lives["reason"] != TRIAL) & ~(lives["day"] < lives["begun"])]
    first = lives["begun"] + float(scenario.product.trial_days)
    lasted = (lives["day"].fillna(TENURE_DAYS) - first) // period
    left = lives["reason"].isin(WILLING).to_numpy()
    counts = np.zeros((2, PERIODS))
    for periods, is_willing in zip(lasted.to_numpy(int), left, strict=True):
        counts[1, : max(periods + is_willing, 0)] += 1.0
        if is_willing and 0 <= periods < PERIODS:
            counts[0, periods] += 1.0
    return counts


def falling_churn(scenario: Scenario, name: str, quick: bool) -> list[Finding]:
    """Find that those who have stayed long leave less often than those who have not."""
    size = size_of(quick, 6_000)
    found = np.array(over_seeds(partial(hazards, scenario, size.customers), size.seeds))
    early, late = (
        found[:, 0, part].sum(axis=1) / found[:, 1, part].sum(axis=1) for part in (EARLY, LATE)
    )
    shown = f"{name}: leaving a renewal, months 2-6 {Mean.of(early)} less 13-30 {Mean.of(late)}"
    return [above_zero(shown, early - late, expected="> 0")]


def m3_churn(quick: bool) -> list[Finding]:
    """Churn falls with tenure when customers differ; no rule looks at tenure."""
    return [
        finding
        for name in (CHURN_MARKETS[1:] if quick else CHURN_MARKETS)
        for finding in falling_churn(load_scenario(name), name, quick)
    ]


def launch_of(scenario: Scenario) -> Scenario:
    """Return a market in which our brand is new: nobody knows it, nobody has it."""
    ours = scenario.our_brand
    nobody = {f"brands.{ours}.known_share": 0.0, f"brands.{ours}.customer_share": 0.0}
    return changed(scenario, nobody)


def shocked(scenario: Scenario) -> Scenario:
    """Return a market of hard times for half a year: needs wait, money worries are frequent."""
    market = scenario.model_copy(deep=True)
    first, last = SHOCK_DAYS
    market.events["hard_times"] = EconomicShock(
        type="economic_shock",
        finance_risk_times=Quantity(3.0),
        need_times=Quantity(SHOCK_TIMES),
        start=market.scenario.start + dt.timedelta(days=first),
        lasts_days=Quantity(last - first),
    )
    return market


def new_customers(scenario: Scenario, customers: int, seed: int) -> NDArray[np.float64]:
    """Return people who became ours by day, shape (days,)."""
    lived = run(scenario, seed=seed, customers=customers, days=LAUNCH_DAYS)
    firsts = lived.moves[lived.moves["reason"] == "received"].groupby("customer")["day"].min()
    return np.bincount(firsts.to_numpy(np.int64), minlength=LAUNCH_DAYS).astype(float)


def logistic_fit(curve: NDArray[np.float64]) -> float:
    """Return R squared of the best logistic curve through a cumulative one."""
    t = np.arange(curve.size) / curve.size

    def logistic(
        at: NDArray[np.float64], top: float, speed: float, middle: float
    ) -> NDArray[np.float64]:
        return np.asarray(top / (1.0 + np.exp(-speed * (at - middle))))

    start = (float(curve[-1]), 5.0, 0.5)
    numbers, _ = curve_fit(logistic, t, curve, p0=start, maxfev=20_000)
    rest = curve - logistic(t, *numbers)
    return float(1.0 - (rest**2).sum() / ((curve - curve.mean()) ** 2).sum())


def launches(scenario: Scenario, name: str, quick: bool) -> list[Finding]:
    """Find how a launch goes that nothing disturbs: slowly, then fast, along a logistic curve."""
    size = size_of(quick, 4_000)
    live = partial(new_customers, launch_of(scenario), size.customers)
    found = np.array(over_seeds(live, size.seeds))
    fits = [logistic_fit(np.cumsum(each)) for each in found]
    third = LAUNCH_DAYS // 3
    growth = found[:, third : 2 * third].sum(axis=1) / found[:, :third].sum(axis=1) - 1.0
    findings = [
        within(f"{name}: R2 of the logistic curve of a launch", Mean.of(fits), 0.96, 1.0),
        above_zero(f"{name}: growth of new customers, year 2 on year 1", growth, expected="> 0"),
    ]
    return findings if quick else [*findings, bent(scenario, name, size, fits)]


def bent(scenario: Scenario, name: str, size: Size, fits: list[float]) -> Finding:
    """Find that an economic shock bends the curve: the logistic fits it less well."""
    live = partial(new_customers, shocked(launch_of(scenario)), size.customers)
    found = np.array([logistic_fit(np.cumsum(each)) for each in over_seeds(live, size.seeds)])
    what = f"{name}: R2 of a launch less R2 of one through hard times {Mean.of(found)}"
    return above_zero(what, np.array(fits) - found, expected="> 0")


def launches_in(name: str, quick: bool) -> list[Finding]:
    """Find how a launch goes in a ready-made market; in one of them when there is no time."""
    if quick and name != LAUNCH_MARKETS[0]:
        return []
    return launches(load_scenario(name), name, quick)


M5_LAUNCHES = tuple(partial(launches_in, name) for name in LAUNCH_MARKETS)
"""Launches that nothing disturbs are S-shaped."""
