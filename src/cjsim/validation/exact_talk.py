"""E3 and E4: news told once and its threshold; strong ties and chance meetings."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from cjsim.model import JourneyModel
from cjsim.scenarios.schema import Scenario
from cjsim.validation.check import STANDARD_ERRORS, Check, Finding, near
from cjsim.validation.exact_adoption import adopted
from cjsim.validation.markets import market

MEAN_TIES = 8
REACHES = {1.2: 0.3137, 1.5: 0.5828, 2.0: 0.7968, 3.0: 0.9405}
"""R0, and the share news told once reaches on a random network: z = 1 - exp(-R0 z)."""


def final_size(r0: float) -> float:
    """Return the share z reached by news told once on a random network (Newman 2002)."""
    if r0 <= 1.0:
        return 0.0
    return float(brentq(lambda z: z - 1.0 + math.exp(-r0 * z), 1e-6, 1.0))


def regular_size(ties: int, told: float) -> float:
    """Return it where all have so many ties, each of which passes the news with chance `told`.

    u is the chance that a tie does not bring it: u = 1 - T + T u^(k-1); z = 1 - u^k (Newman
    2002, for one degree).
    """
    if told * (ties - 1) <= 1.0:
        return 0.0
    u = brentq(lambda u: u - 1.0 + told - told * u ** (ties - 1), 0.0, 1.0 - 1e-9)
    return float(1.0 - u**ties)


def news(told: float, customers: int, days: int, kind: str = "random") -> Scenario:
    """Return one_shot.toml where a tie passes the news with chance `told`."""
    return market(
        "one_shot",
        {
            "peers.network": kind,
            "peers.ties_per_customer": MEAN_TIES,
            "peers.ties.friend.inform_share": told,
            "scenario.people": customers,
            "scenario.customers": customers,
            "scenario.days": days,
        },
    )


def reach(scenario: Scenario, n_seeds: int) -> float:
    """Return the mean share that knows the news in the end."""
    return float(np.mean([adopted(scenario, seed)[-1] for seed in range(1, n_seeds + 1)]))


def threshold(scenario: Scenario) -> float:
    """Return Tc = k / (<k^2> - k) of a market's own network (Newman 2002)."""
    model = JourneyModel(scenario, panel=0)
    ties = np.diff(model.network.stored().starts).astype(float)
    model.close()
    return float(ties.mean() / ((ties**2).mean() - ties.mean()))


def told_once(quick: bool) -> list[Finding]:
    """Check how far news goes that everyone tells once, above and below the threshold."""
    customers, n_seeds = (20_000, 2) if quick else (50_000, 10)
    found = []
    for r0 in (2.0, 3.0) if quick else REACHES:
        days = 60 if r0 >= 2.0 else 150
        share = reach(news(r0 / MEAN_TIES, customers, days), n_seeds)
        found.append(near(f"reach, R0 = {r0:g}", final_size(r0), share, 0.02))
    told = 0.25
    share = reach(news(told, customers, 60, "regular"), n_seeds)
    name = f"reach, {MEAN_TIES} ties each, T = {told:g}"
    found.append(near(name, regular_size(MEAN_TIES, told), share, 0.02))
    for kind in ("random",) if quick else ("random", "regular", "scale_free"):
        critical = threshold(news(told, customers, 60, kind))
        share = reach(news(0.8 * critical, customers, 60, kind), n_seeds)
        what = f"reach at .8 of Tc = {critical:.3f}, {kind.replace('_', '-')}"
        found.append(Finding(what, "< 0.02", f"{share:.4f}", "bound", share < 0.02))
    return found


# --- talk of the network -----------------------------------------------------------------------

Times = tuple[float, float]
TALK: dict[tuple[int, int], tuple[Times, Times]] = {
    (29, 29): ((15.1, 1.7), (27.4, 1.7)),
    (17, 5): ((29.9, 2.1), (64.1, 2.5)),
    (5, 17): ((33.1, 2.8), (69.5, 2.9)),
    (5, 5): ((53.7, 3.0), (129.2, 4.5)),
}
"""Strong ties and chance meetings, and the days until 16 % and 95 % know: mean and sd of 20 runs
of a second implementation, a .0005, bw .005, bs .01."""
TALK_RUNS = 20


def talk_market(strong: int, weak: int, days: int) -> Scenario:
    """Return talk.toml with other numbers of strong ties and of chance meetings."""
    changes: dict[str, Any] = {
        "peers.ties_per_customer": strong,
        "peers.strangers_per_day": weak,
        "scenario.days": days,
    }
    return market("talk", changes)


def days_until(share: float, runs: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Return on which day (1 is the first) each run had that share informed; inf if never."""
    reached = [np.flatnonzero(shares >= share) for shares in runs]
    return np.array([day[0] + 1.0 if day.size else math.inf for day in reached])


def strong_and_weak(quick: bool) -> list[Finding]:
    """Check how fast news spreads by strong ties, chance meetings and advertising."""
    cases = [(29, 29), (17, 5)] if quick else list(TALK)
    n_runs = 8 if quick else TALK_RUNS
    found = []
    for strong, weak in cases:
        scenario = talk_market(strong, weak, days=round(1.35 * TALK[strong, weak][1][0]))
        runs = [adopted(scenario, seed) for seed in range(1, n_runs + 1)]
        for share, (mean, sd) in zip((0.16, 0.95), TALK[strong, weak], strict=True):
            days = days_until(share, runs)
            error = sd * math.sqrt(1.0 / TALK_RUNS + 1.0 / n_runs)
            what = f"T{100 * share:.0f}, {strong} strong, {weak} met"
            said = f"{STANDARD_ERRORS:.0f} s.e."
            found.append(near(what, mean, float(days.mean()), STANDARD_ERRORS * error, said))
    return found


E3 = Check("E3", "News told once: reach and threshold", "Newman 2002", (told_once,))
E4 = Check("E4", "Talk of the network", "Goldenberg, Libai, Muller 2001", (strong_and_weak,))
