"""E6 and E7: choice is the multinomial logit; people who differ stay by beta-geometric."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln

from cjsim.results.run import run
from cjsim.scenarios.schema import Scenario
from cjsim.validation.check import STANDARD_ERRORS, Check, Finding, within_errors
from cjsim.validation.markets import market

CHOICE_DAY = 2
NOTHING = "nothing"
COPY = {"price": 0.8, "attributes": {"quality": 0.5}, "known_share": 1.0, "customer_share": 0.0}


def worth(scenario: Scenario) -> dict[str, float]:
    """Return the utility of each option of choice.toml by its own numbers: taste and price."""
    segment = next(iter(scenario.segments.values()))
    taste = float(segment.taste_strength) * 0.5
    usual = float(scenario.product.reference_price)
    dear = float(segment.price_sensitivity)
    options = {
        name: taste - dear * (float(brand.price) / usual - 1.0)
        for name, brand in scenario.brands.items()
    }
    return options | {NOTHING: float(scenario.journey.evaluation.buy_nothing_utility)}


def logit(options: dict[str, float]) -> dict[str, float]:
    """Return the share of each option (McFadden 1974)."""
    total = sum(math.exp(value) for value in options.values())
    return {name: math.exp(value) / total for name, value in options.items()}


def chosen(scenario: Scenario, seed: int = 1) -> dict[str, float]:
    """Return the share of customers who chose each option, on the one day of choice."""
    moves = run(scenario, seed=seed).moves
    moves = moves[moves["day"] == CHOICE_DAY]
    is_nothing = moves["reason"] == "chose_nothing"
    shares = {NOTHING: float(is_nothing.sum()) / scenario.n_customers()}
    for name in scenario.brands:
        n_chose = ((moves["brand"] == name) & ~is_nothing).sum()
        shares[name] = float(n_chose) / scenario.n_customers()
    return shares


def _share(what: str, expected: float, share: float, n_customers: int) -> Finding:
    error = math.sqrt(expected * (1.0 - expected) / n_customers)
    return within_errors(what, expected, share, error)


def choice_is_logit(quick: bool) -> list[Finding]:
    """Check the shares chosen of three brands and of nothing, and what a copy of a brand does."""
    found = []
    scenario = market("choice")
    for seed in (1,) if quick else (1, 2, 3):
        shares = chosen(scenario, seed)
        for name, expected in logit(worth(scenario)).items():
            what = f"share choosing {name}" + ("" if quick else f", seed {seed}")
            found.append(_share(what, expected, shares[name], scenario.n_customers()))
    copied = market("choice", {"brands.copy": COPY})
    before, after = logit(worth(scenario)), logit(worth(copied))
    shares = chosen(copied)
    for name in ("cheap", "copy", "ours"):
        what = f"share of {name} beside a copy of cheap" if name != "copy" else "share of the copy"
        found.append(_share(what, after[name], shares[name], copied.n_customers()))
    odds = shares["ours"] / shares[NOTHING]
    expected = before["ours"] / before[NOTHING]
    counted = copied.n_customers() * np.array([shares["ours"], shares[NOTHING]])
    error = odds * math.sqrt(float((1.0 / counted).sum()))
    found.append(within_errors("odds of ours to nothing, unmoved by it", expected, odds, error))
    return found


# --- retention -------------------------------------------------------------------------------

A, B = 0.704, 1.182
"""Of the beta distribution of chances to leave (Fader and Hardie 2007)."""
FIRST_RENEWAL = 6
N_RENEWALS = 12


def staying(scenario: Scenario, seed: int) -> NDArray[np.float64]:
    """Return the share still with us after 0, 1, 2 ... renewals, shape (13,)."""
    customers = run(scenario, seed=seed).daily["customers"].to_numpy(float)
    return np.asarray(customers[FIRST_RENEWAL - 1 :] / float(scenario.scenario.people))


def beta_geometric(t: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share left after `t` renewals, B(a, b + t) / B(a, b)."""
    return np.asarray(np.exp(betaln(A, B + t) - betaln(A, B)))


def people_differ(quick: bool) -> list[Finding]:
    """Check survival of people who differ, and that people all alike show none of it."""
    found = []
    differ, alike = market("retention"), market("retention", {"product.leave_cv": 0.0})
    n, t = differ.n_customers(), np.arange(N_RENEWALS + 1, dtype=float)
    expected = beta_geometric(t)
    for seed in (1,) if quick else (1, 2, 3):
        tail = "" if quick else f", seed {seed}"
        left = staying(differ, seed)
        for renewal in (1, 2, 4, N_RENEWALS):
            what = f"left after {renewal} renewals{tail}"
            found.append(_share(what, float(expected[renewal]), float(left[renewal]), n))
        off = np.abs(left - expected) / np.sqrt(np.maximum(expected * (1 - expected), 1e-12) / n)
        found.append(_worst(f"survival, worst of 12 renewals{tail}", float(off[1:].max())))
        flat = staying(alike, seed)
        stay = B / (A + B)
        kept = flat[1:] / flat[:-1]
        off = np.abs(kept - stay) / np.sqrt(stay * (1.0 - stay) / (flat[:-1] * n))
        found.append(_worst(f"all alike: retention flat{tail}", float(off.max())))
    return found


def _worst(what: str, errors: float) -> Finding:
    bound = f"{STANDARD_ERRORS:.0f} s.e."
    return Finding(what, "0 s.e.", f"{errors:.1f} s.e.", bound, errors <= STANDARD_ERRORS)


E6 = Check("E6", "Choice is the multinomial logit", "McFadden 1974", (choice_is_logit,))
E7 = Check("E7", "Retention of people who differ", "Fader and Hardie 2007", (people_differ,))
