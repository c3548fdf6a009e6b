"""M2 and M7: brands of unequal size, and buyers of unequal weight."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from cjsim.journey.stages import Reason
from cjsim.results.markets import load_scenario
from cjsim.results.run import run
from cjsim.scenarios import Scenario
from cjsim.validation.check import Finding
from cjsim.validation.emergent_tools import Mean, above_zero, over_seeds, size_of, within

BUYERS = 5_000
YEAR_DAYS = 364
TOP_SHARE = 0.2
RECEIVED = (Reason.RECEIVED.name.lower(), Reason.RECEIVED_RIVAL.name.lower())


def purchases(scenario: Scenario, customers: int, seed: int) -> NDArray[np.int64]:
    """Return how often each customer bought each brand in a year, shape (customers, brands)."""
    moves = run(scenario, seed=seed, customers=customers, days=YEAR_DAYS).moves
    bought = moves[moves["reason"].isin(RECEIVED)]
    counts = np.zeros((customers, len(scenario.brands)), np.int64)
    brand = bought["brand"].map({name: i for i, name in enumerate(scenario.brands)})
    np.add.at(counts, (bought["customer"].to_numpy(), brand.to_numpy()), 1)
    return counts


def jeopardy_of(counts: NDArray[np.int64]) -> dict[str, float]:
    """Return what the laws of double jeopardy and of duplication of purchase speak of."""
    buys = counts > 0
    penetration = buys.mean(axis=0)
    frequency = counts.sum(axis=0) / buys.sum(axis=0)
    share = counts.sum(axis=0) / counts.sum()
    both = buys.astype(float)
    duplication = both.T @ both / both.sum(axis=0)  # of buyers of a column's brand, a row's too
    pairs = ~np.eye(penetration.size, dtype=bool)
    others = np.broadcast_to(penetration[:, None], duplication.shape)[pairs]
    return {
        "rank": float(stats.spearmanr(share, penetration)[0]),
        "penetration_times": float(penetration.max() / penetration.min()),
        "frequency_times": float(frequency.max() / frequency.min()),
        "d": float(duplication[pairs].mean() / others.mean()),
        "fit": float(np.corrcoef(duplication[pairs], others)[0, 1]),
    }


def double_jeopardy(scenario: Scenario, quick: bool) -> list[Finding]:
    """Find double jeopardy and the duplication of purchase among the brands of a market."""
    size = size_of(quick, BUYERS)
    lived = over_seeds(partial(purchases, scenario, size.customers), size.seeds)
    found = [jeopardy_of(counts) for counts in lived]
    mean = {name: Mean.of([one[name] for one in found]) for name in found[0]}
    wider = [one["penetration_times"] - one["frequency_times"] for one in found]
    spread = (
        f"penetration {mean['penetration_times']}-fold, less frequency "
        f"{mean['frequency_times']}-fold"
    )
    return [
        within("rank correlation of share and penetration", mean["rank"], 0.9, 1.0),
        above_zero(spread, wider, expected="> 0"),
        within("duplication of purchase D", mean["d"], 0.8, 1.3),
        within("fit r of duplication to penetration, all pairs", mean["fit"], 0.85, 1.0),
    ]


def m2_double_jeopardy(quick: bool) -> list[Finding]:
    """Small brands have fewer buyers, who are a little less loyal."""
    return double_jeopardy(load_scenario("fmcg"), quick)


def weights_of(counts: NDArray[np.int64]) -> tuple[float, float]:
    """Return the share of purchases of the top fifth of buyers, and variance over mean of all."""
    of_buyers = np.sort(counts[counts > 0])[::-1]
    top = of_buyers[: round(TOP_SHARE * of_buyers.size)].sum() / of_buyers.sum()
    return float(top), float(counts.var() / counts.mean())


def heavy_buyers(scenario: Scenario, quick: bool) -> list[Finding]:
    """Find how unequal buyers are, of the category and of our brand."""
    size = size_of(quick, BUYERS)
    ours = list(scenario.brands).index(scenario.our_brand)
    lived = over_seeds(partial(purchases, scenario, size.customers), size.seeds)
    findings = []
    for whose, found in (
        ("the category", [weights_of(counts.sum(axis=1)) for counts in lived]),
        ("our brand", [weights_of(counts[:, ours]) for counts in lived]),
    ):
        top, spread = zip(*found, strict=True)
        what = f"purchases of {whose} by the top fifth of its buyers"
        findings.append(within(what, Mean.of(top), 0.45, 0.75))
        what = f"variance over mean of purchases of {whose}"
        findings.append(within(what, Mean.of(spread), 2.0, np.inf, expected="> 2"))
    return findings


def m7_heavy_buyers(quick: bool) -> list[Finding]:
    """A fifth of the buyers makes about half of the purchases.

    Where people buy several times within a run: of durables, subscriptions and homes nobody
    buys often enough to be a heavy buyer.
    """
    return heavy_buyers(load_scenario("fmcg"), quick)
