"""The small journey in cjsim: a market file, run by the engine as shipped."""

from __future__ import annotations

import numpy as np
from small_model import MARKET, STAGES, Numbers, Outcome, now, outcome

import cjsim
from cjsim.peers.network import Network
from cjsim.results.run import Run
from cjsim.scenarios.quantity import Quantity


def simulate(
    customers: int, days: int, numbers: Numbers, network: Network, seed: int, threads: int = 1
) -> Outcome:
    """Run the market file; the numbers are in it already, so `numbers` is not looked at."""
    market = cjsim.load_scenario(MARKET).model_copy(deep=True)
    market.scenario.people = Quantity(customers, source="benchmark")
    market.scenario.customers = Quantity(customers, source="benchmark")
    market.scenario.days = Quantity(days, source="benchmark")
    start = now()
    model = cjsim.JourneyModel(
        market, seed=seed, network=network, panel=0, keep_moves=False, threads=threads
    )
    made = now()
    for _ in range(days):
        model.step()
    done = now()
    model.close()
    daily = Run(model, market, "keep", {}, "compiled").daily
    return outcome(
        np.rint(daily[list(STAGES)]),
        np.rint(daily["ordered_today"]),
        start,
        made,
        done,
    )
