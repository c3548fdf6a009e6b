"""E1 and E2: adoption as Bass has it, where everyone mixes and on networks."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cjsim.results.run import run
from cjsim.scenarios.schema import Scenario
from cjsim.validation.check import Check, Finding, mean_within_errors, near
from cjsim.validation.markets import market

DAYS_PER_UNIT = 50
"""Days in the unit of time of bass.toml and network.toml."""
P, Q = 0.03, 0.38
TWO_DAYS = 2.0 / DAYS_PER_UNIT
"""Talk is heard the next day, and days end whole."""

PEAKS = {
    "refrigerators": (0.002617, 0.21566),
    "freezers": (0.018119, 0.17110),
    "water softeners": (0.017703, 0.29695),
    "room air conditioners": (0.010399, 0.41861),
    "steam irons": (0.028632, 0.32791),
    "record players": (0.024796, 0.65410),
    "p .0094, q .3748": (0.0094, 0.3748),
    "p .0136, q .3267": (0.0136, 0.3267),
}
"""p and q of the durables of Bass (1969), and of two more."""


def adopted(scenario: Scenario, seed: int) -> NDArray[np.float64]:
    """Return the share of people who have adopted at the end of each day, shape (days,)."""
    aware = run(scenario, seed=seed).daily["aware"].to_numpy(float)
    return np.asarray(aware / float(scenario.scenario.people))


def bass(t: float, p: float = P, q: float = Q) -> float:
    """Return F(t) of Bass (1969)."""
    grown = math.exp(-(p + q) * t)
    return (1.0 - grown) / (1.0 + q / p * grown)


def bass_peak(p: float, q: float) -> float:
    """Return T*, when most adopt in a unit of time (Bass 1969)."""
    return math.log(q / p) / (p + q)


def bass_time(share: float, p: float = P, q: float = Q) -> float:
    """Return when a share has adopted."""
    return math.log((1.0 + share * q / p) / (1.0 - share)) / (p + q)


def time_of(share: float, shares: NDArray[np.float64]) -> float:
    """Return when a share had adopted in a simulation, in units of time; inf if it never had."""
    reached = np.flatnonzero(shares >= share)
    return (int(reached[0]) + 1) / DAYS_PER_UNIT if reached.size else math.inf


def at(t: float, shares: NDArray[np.float64]) -> float:
    """Return the share that had adopted at time `t` of a simulation."""
    return float(shares[round(t * DAYS_PER_UNIT) - 1])


def bass_market(p: float, q: float, until: float, customers: int) -> Scenario:
    """Return bass.toml with other chances, so many customers, and days until time `until`."""
    return market(
        "bass",
        {
            "channels.outside.aware_chance": p / DAYS_PER_UNIT,
            "peers.ties.friend.inform_share": q / DAYS_PER_UNIT,
            "scenario.people": customers,
            "scenario.customers": customers,
            "scenario.days": round(until * DAYS_PER_UNIT),
        },
    )


def everyone_mixes(quick: bool) -> list[Finding]:
    """Check adoption where everyone mixes."""
    n_seeds, customers, until = (8, 4_000, 8.0) if quick else (20, 10_000, 12.5)
    scenario = bass_market(P, Q, until, customers)
    runs = [adopted(scenario, seed) for seed in range(1, n_seeds + 1)]
    half = bass_time(0.5)
    mean = float(np.mean([time_of(0.5, shares) for shares in runs]))
    found = [near("T50, half have adopted", half, mean, 0.02 * half, "2 %")]
    peak = bass_peak(P, Q)
    for t in (3.0, 5.0, peak) + (() if quick else (9.0,)):
        speed = (P + Q * bass(t)) * (1.0 - bass(t))
        name = "F(T*), at the peak" if t == peak else f"F({t:g})"
        values = [at(t, shares) for shares in runs]
        found.append(mean_within_errors(name, bass(t), values, TWO_DAYS * speed, "2 d"))
    steep = bass(peak + 0.5) - bass(peak - 0.5)
    values = [at(peak + 0.5, shares) - at(peak - 0.5, shares) for shares in runs]
    found.append(mean_within_errors("adopt in the unit around T*", steep, values))
    if quick:
        return found
    times = [time_of(0.9, shares) for shares in runs]
    found.append(mean_within_errors("T90", bass_time(0.9), times, TWO_DAYS, "2 d"))
    return found + [_peak_of(name, *chances) for name, chances in PEAKS.items()]


def _peak_of(name: str, p: float, q: float) -> Finding:
    """Check when a product peaks: T* is when (1 - p/q) / 2 have adopted."""
    expected = bass_peak(p, q)
    scenario = bass_market(p, q, 1.3 * expected, 5_000)
    runs = [adopted(scenario, seed) for seed in range(1, 7)]
    times = [time_of((1.0 - p / q) / 2.0, shares) for shares in runs]
    return mean_within_errors(f"T*, {name}", expected, times, TWO_DAYS, "2 d")


# --- networks --------------------------------------------------------------------------------


def on_a_circle(t: float) -> float:
    """Return the share adopted on an endless circle (Fibich and Gibori 2010)."""
    return 1.0 - math.exp(-(P + Q) * t + Q * (1.0 - math.exp(-P * t)) / P)


def in_pairs(t: float) -> float:
    """Return the share adopted among pairs (Fibich and Gibori 2010; Fibich and Levin 2023)."""
    return 1.0 - (Q * math.exp(-2.0 * P * t) - P * math.exp(-(P + Q) * t)) / (Q - P)


TIMES = (5, 10, 20)
NETWORKS: dict[str, tuple[str, int, tuple[float, ...]]] = {
    "circle": ("ring", 2, tuple(on_a_circle(t) for t in TIMES)),
    "pairs": ("pairs", 1, tuple(in_pairs(t) for t in TIMES)),
    "scale-free, 5 ties each new": ("scale_free", 10, (0.319, 0.775, 0.996)),
    "ring of 10 neighbours": ("ring", 10, (0.304, 0.732, 0.992)),
    "small world of 10": ("small_world", 10, (0.304, 0.746, 0.995)),
    "random regular of 10": ("regular", 10, (0.316, 0.776, 0.996)),
    "torus": ("torus", 4, (0.284, 0.680, 0.986)),
}
"""Kind, ties of a customer, and share adopted at t = 5, 10 and 20: formulas for circle and
pairs, a second implementation of 10,000 agents for the others."""


def network_market(kind: str, ties: int, until: float, customers: int) -> Scenario:
    """Return network.toml on another network; each adopting tie counts q over their number."""
    changes: dict[str, Any] = {
        "peers.network": kind,
        "peers.ties_per_customer": ties,
        "peers.ties.friend.inform_share": Q / DAYS_PER_UNIT / ties,
        "scenario.people": customers,
        "scenario.customers": customers,
        "scenario.days": round(until * DAYS_PER_UNIT),
    }
    if kind in ("scale_free", "small_world"):  # people differ in ties, at least half the mean
        changes |= {
            "peers.divided_attention": 1.0,
            "peers.ties.friend.hear_share": 0.5,
            "peers.ties.friend.inform_share": 2.0 * Q / DAYS_PER_UNIT / ties,
        }
    return market("network", changes)


def who_knows_whom(quick: bool) -> list[Finding]:
    """Check adoption on networks: within .02, and between pairs and everyone mixing."""
    names = list(NETWORKS)[:3] if quick else list(NETWORKS)
    times = TIMES[:2] if quick else TIMES
    customers = 6_000 if quick else 10_000
    found, at_ten = [], {}
    for name in names:
        kind, ties, known = NETWORKS[name]
        shares = adopted(network_market(kind, ties, times[-1], customers), seed=1)
        at_ten[name] = at(10, shares)
        for t, expected in zip(times, known[: len(times)], strict=True):
            found.append(near(f"F({t}), {name}", expected, at(t, shares), 0.02))
    between = {name: share for name, share in at_ten.items() if name != "pairs"}
    inside = all(at_ten["pairs"] <= share <= bass(10) + 0.02 for share in between.values())
    low, high = min(between.values()), max(between.values())
    bounds = f"{in_pairs(10):.3f} to {bass(10):.3f}"
    found.append(
        Finding("F(10), between pairs and all", bounds, f"{low:.3f} to {high:.3f}", "0.02", inside)
    )
    return found


E1 = Check("E1", "Adoption where everyone mixes", "Bass 1969", (everyone_mixes,))
E2 = Check("E2", "Adoption on networks", "Fibich and Gibori 2010", (who_knows_whom,))
