"""M1 and the talk of M9: how far word of mouth goes, and how much of it is good."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from cjsim.journey.stages import Reason
from cjsim.model import JourneyModel
from cjsim.results.markets import load_scenario
from cjsim.results.run import run
from cjsim.scenarios import Scenario
from cjsim.validation.check import Finding
from cjsim.validation.emergent_tools import Mean, above_zero, over_seeds, size_of, within

CASCADE_MARKETS = ("electronics", "app", "crm")
TALK_MARKETS = ("electronics", "app", "crm", "hotel", "real_estate")
SHALLOW = 1


def tellers(scenario: Scenario, seed: int, customers: int) -> tuple[NDArray[np.int64], ...]:
    """Return who made each customer aware of us (-1: nobody) and on which day (-1: never)."""
    model = JourneyModel(scenario, seed=seed, customers=customers, panel=0, keep_moves=False)
    teller = np.full(customers, -1, np.int64)
    told_day = np.full(customers, -1, np.int64)
    for day in range(model.market_file.n_days()):
        model.step()
        people = model.customers
        is_told = (people.get("reason") == Reason.HEARD_TALK) & (people.get("entered_day") == day)
        is_told &= told_day < 0
        teller[is_told] = people.get("voice")[is_told]
        told_day[is_told] = day
    model.close()
    return teller, told_day


def depths_of_trees(teller: NDArray[np.int64], told_day: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the depth of each tree of who told whom; those who told nobody have none."""
    depth = np.zeros(teller.size, np.int64)
    root = np.arange(teller.size)
    told = np.flatnonzero(told_day >= 0)
    for i in told[np.argsort(told_day[told], kind="stable")]:
        by = teller[i]
        # who was told by a friend later had known us before, forgot, and told from its own
        if told_day[by] < told_day[i]:
            depth[i], root[i] = depth[by] + 1, root[by]
        else:
            depth[i], root[i] = 1, by
    deepest = np.zeros(teller.size, np.int64)
    np.maximum.at(deepest, root, depth)
    return deepest[deepest > 0]


def shallow_share(scenario: Scenario, customers: int, seed: int) -> float:
    """Return the share of trees of at least one hop that end with it."""
    depths = depths_of_trees(*tellers(scenario, seed, customers))
    return float((depths <= SHALLOW).mean()) if depths.size else 1.0


def cascades(scenario: Scenario, name: str, quick: bool) -> Finding:
    """Find how many trees of word of mouth are no deeper than one hop, in one market."""
    size = size_of(quick, 6_000)
    shares = over_seeds(partial(shallow_share, scenario, size.customers), size.seeds)
    what = f"{name}: trees of who made whom aware with depth <= 1, of those with any hop"
    return within(what, Mean.of(shares), 0.8, 1.0, expected="> 0.8")


def m1_cascades(quick: bool) -> list[Finding]:
    """Most cascades of word of mouth end after one hop."""
    names = CASCADE_MARKETS[-1:] if quick else CASCADE_MARKETS
    return [cascades(load_scenario(name), name, quick) for name in names]


def said(scenario: Scenario, customers: int, seed: int) -> tuple[float, float]:
    """Return the good and the bad things said of us in a run."""
    kpis = run(scenario, seed=seed, customers=customers).kpi_values()
    return kpis["word_of_mouth_positive"], kpis["word_of_mouth_negative"]


def talk_balance(markets: dict[str, Scenario], quick: bool) -> list[Finding]:
    """Find that good words outnumber bad ones in every market, three to one on the whole."""
    size = size_of(quick, 3_000)
    findings, ratios = [], []
    for name, scenario in markets.items():
        counts = np.array(over_seeds(partial(said, scenario, size.customers), size.seeds))
        ratio = counts[:, 0] / counts[:, 1]
        ratios.append(ratio)
        what = f"{name}: logarithm of the good words for each bad one"
        findings.append(above_zero(what, np.log(ratio), expected="> 0"))
    mean = Mean.of(np.mean(ratios, axis=0))
    what = "good words for each bad one, mean of the markets"
    return [within(what, mean, 2.0, 4.5, expected="about 3"), *findings]
