"""M9: how long people wait for the support desk, and what is said of us."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from cjsim.model import JourneyModel
from cjsim.results.markets import load_scenario
from cjsim.scenarios import Scenario
from cjsim.validation.check import Finding
from cjsim.validation.emergent_talk import TALK_MARKETS, talk_balance
from cjsim.validation.emergent_tools import Mean, over_seeds, size_of, within

DESK_MARKETS = ("hotel", "real_estate")
HOURS_PER_DAY = 24.0
SOON = 1e-9


def waits_at_work(scenario: Scenario, customers: int, seed: int) -> NDArray[np.float64]:
    """Return the hours at which the desk is open that each ticket answered has waited."""
    support = scenario.support
    if support is None:
        raise ValueError("this market has no desk")
    opens, closes = float(support.open_hour), float(support.close_hour)

    def hours_at_work(hour: NDArray[np.float64]) -> NDArray[np.float64]:
        day = np.floor(hour / HOURS_PER_DAY)
        today = np.clip(hour - HOURS_PER_DAY * day - opens, 0.0, closes - opens)
        return day * (closes - opens) + today

    model = JourneyModel(scenario, seed=seed, customers=customers, panel=0, keep_moves=False)
    found = []
    for _day in range(model.market_file.n_days()):
        model.step()
        if model.desk is not None:
            done = model.desk.ended
            found.append(hours_at_work(done["begin_hour"]) - hours_at_work(done["opened_hour"]))
    model.close()
    waits = np.concatenate(found)
    return waits[np.isfinite(waits)]


def variation(scenario: Scenario, customers: int, seed: int) -> float:
    """Return the coefficient of variation of the waits of those who wait."""
    waits = waits_at_work(scenario, customers, seed)
    waits = waits[waits > SOON]
    return float(waits.std() / waits.mean())


def waiting(scenario: Scenario, name: str, quick: bool) -> Finding:
    """Find how near to exponential the waits of a market's desk are."""
    size = size_of(quick, 5_000)
    found = over_seeds(partial(variation, scenario, size.customers), size.seeds)
    what = f"{name}: variation (sd / mean) of waits of those who wait, in opening hours"
    return within(what, Mean.of(found), 0.9, 1.3, expected="about 1")


def m9_waits_and_words(quick: bool) -> list[Finding]:
    """Waits are near exponential under load, and good words outnumber bad ones.

    Waits are those of desks that most problems reach with one urgency, at a load that lasts;
    where urgent kinds go first, or a season floods the desk, they are a mixture.
    """
    desks = DESK_MARKETS[1:] if quick else DESK_MARKETS
    markets = TALK_MARKETS[:1] if quick else TALK_MARKETS
    return [
        *(waiting(load_scenario(name), name, quick) for name in desks),
        *talk_balance({name: load_scenario(name) for name in markets}, quick),
    ]
