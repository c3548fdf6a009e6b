"""How people came to buy: exploring, where they looked and where they bought, steps of buying."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cjsim.history import History
from cjsim.journey.shopping import (
    ACCEPTED,
    ARRIVED,
    EXPLORE_ASKED,
    EXPLORE_SERVED,
    N_RESEARCH,
    ORDER_BEGUN,
    ORDERS,
    PAYMENT_BEGUN,
    SWITCHES,
    WAITED_DAYS,
)
from cjsim.journey.tally import BUYING
from cjsim.journey.touching import CONTACTS, MINUTES, Aspect, Point
from cjsim.results.names import Names
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.schema_market import MAX_SALES


def _sums(scenario: Scenario, history: History) -> NDArray[np.float64]:
    """Return what was counted of buying over the run, of all the people."""
    total: NDArray[np.float64] = scenario.weight * history.tallies.sum(axis=(0, 1))[BUYING:]
    return total


def explorations(scenario: Scenario, history: History) -> pd.DataFrame:
    """Return one row for each way to explore: kind, asked, served, served_share, cost."""
    sums, n_ways = _sums(scenario, history), len(scenario.explore)
    asked = sums[EXPLORE_ASKED : EXPLORE_ASKED + n_ways]
    served = sums[EXPLORE_SERVED : EXPLORE_SERVED + n_ways]
    rows = history.ledger.rows
    return pd.DataFrame(
        {
            "explore": list(scenario.explore),
            "kind": [way.kind for way in scenario.explore.values()],
            "asked": asked,
            "served": served,
            "served_share": _shares(served, asked),
            "cost": [
                -float(rows["presale", name].sum()) if ("presale", name) in rows else 0.0
                for name in scenario.explore
            ],
        }
    )


def channel_switches(scenario: Scenario, history: History) -> pd.DataFrame:
    """Return how many people ordered where, by where they had looked last: from, to, people.

    `from` is a way to explore, "own_content" for those who only read, or "" for neither.
    """
    sums, n_sales = _sums(scenario, history), len(scenario.sales)
    people = sums[SWITCHES : SWITCHES + N_RESEARCH * MAX_SALES].reshape(N_RESEARCH, MAX_SALES)
    names = Names(scenario).research
    places = [place for place in range(N_RESEARCH) if names[place] or place == 0]
    return pd.DataFrame(
        {
            "from": np.repeat(names[places], n_sales),
            "to": np.tile(list(scenario.sales), len(places)),
            "people": people[places, :n_sales].ravel(),
        }
    )


def purchase_steps(scenario: Scenario, history: History) -> pd.DataFrame:
    """Return one row for each sales channel and step of buying: order, pay, receive.

    Columns: sales, step, started, completed, failed_share, minutes (of the customer's own
    time, mean; getting to a store is part of the order) and days (from the order to the door).
    """
    sums = _sums(scenario, history)

    def of(block: int) -> NDArray[np.float64]:
        return sums[block : block + len(scenario.sales)]

    begun, paying, ordered, arrived, accepted = (
        of(block) for block in (ORDER_BEGUN, PAYMENT_BEGUN, ORDERS, ARRIVED, ACCEPTED)
    )
    days = _shares(of(WAITED_DAYS), accepted)
    frames = []
    for place, name in enumerate(scenario.sales):
        started = np.array([begun[place], paying[place], arrived[place]])
        completed = np.array([paying[place], ordered[place], accepted[place]])
        frames.append(
            pd.DataFrame(
                {
                    "sales": name,
                    "step": ["order", "pay", "receive"],
                    "started": started,
                    "completed": completed,
                    "failed_share": 1.0 - _shares(completed, started),
                    "minutes": [
                        _minutes(history, Point.ORDER + place),
                        _minutes(history, Point.PAYMENT + place),
                        0.0,
                    ],
                    "days": [0.0, 0.0, days[place]],
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def _minutes(history: History, point: int) -> float:
    """Return the mean minutes of the customer's own time at a touchpoint, NaN if none was met."""
    met = history.touch_sums[:, :, point, Aspect.BUYING_EFFORT].sum(axis=(0, 1))
    return float(met[MINUTES] / met[CONTACTS]) if met[CONTACTS] else math.nan


def _shares(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return part / whole, NaN where there is no whole."""
    return np.divide(part, whole, out=np.full_like(part, np.nan), where=whole > 0.0)
