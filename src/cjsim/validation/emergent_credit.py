"""M10: what a channel is credited with, and what it brings."""

from __future__ import annotations

from functools import partial

import numpy as np

from cjsim.results.markets import load_scenario
from cjsim.results.run import run
from cjsim.scenarios import Scenario
from cjsim.validation.check import Finding
from cjsim.validation.emergent_tools import Mean, above_zero, changed, over_seeds, size_of

CHANNEL = "google_ads"


def credit_and_lift(
    scenario: Scenario, channel: str, customers: int, seed: int
) -> tuple[float, float]:
    """Return the orders a channel is credited with as met last, and those lost without it."""
    lived = run(scenario, seed=seed, customers=customers)
    table = lived.last_touch().set_index("channel")["orders"]
    without = changed(scenario, {f"channels.{channel}.spend_per_month": 0.0})
    orders = run(without, seed=seed, customers=customers).kpi_values()["orders"]
    return float(table[channel]), lived.kpi_values()["orders"] - orders


def captured(scenario: Scenario, channel: str, quick: bool) -> list[Finding]:
    """Find how far the credit of a channel that people meet when they search exceeds its lift."""
    size = size_of(quick, 6_000)
    live = partial(credit_and_lift, scenario, channel, size.customers)
    found = np.array(over_seeds(live, size.seeds))
    credit, lift = Mean.of(found[:, 0]), Mean.of(found[:, 1])
    what = f"{channel}: credit {credit.value:,.0f} less lift {lift.value:,.0f} ({lift.error:,.0f})"
    return [above_zero(what, found[:, 0] - found[:, 1], expected="> 0")]


def m10_last_touch(quick: bool) -> list[Finding]:
    """Last-touch credit exceeds the true lift of a channel that captures demand."""
    return captured(load_scenario("electronics"), CHANNEL, quick)
