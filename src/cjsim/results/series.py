"""What a comparison keeps of the days of each future: small series, so that pictures show them.

A series is of what flows (`is_sum`: its sum over the days is the KPI) or of what stands at the
end of a day (its last value is the KPI).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cjsim.history import History
from cjsim.journey.place import N_PLACES
from cjsim.journey.stages import Mark
from cjsim.journey.tally import (
    AWARE,
    JOINED,
    MARKS,
    OWNER_COUNT,
    OWNER_SATISFACTION,
    OWNER_TRUST,
    PLACES,
)
from cjsim.scenarios.schema import Scenario


class Series(NamedTuple):
    """A KPI by day, and whether it adds up over the days."""

    kpi: str
    is_sum: bool


SERIES = (
    Series("orders", True),
    Series("repeat_orders", True),
    Series("new_customers", True),
    Series("revenue", True),
    Series("contribution", True),
    Series("tickets", True),
    Series("word_of_mouth_negative", True),
    Series("customers", False),
    Series("awareness", False),
    Series("satisfaction", False),
    Series("trust", False),
    Series("backlog", False),
)
"""The KPIs kept by day. `backlog` is its level on each day; the KPI is the mean of them."""
BY_KPI = {series.kpi: place for place, series in enumerate(SERIES)}


def daily_series(scenario: Scenario, history: History) -> NDArray[np.float32]:
    """Return the series of a run, shape (days, `SERIES`), for all people; NaN is undefined."""
    tallies = history.tallies.sum(axis=1)
    weight = scenario.weight
    owners = tallies[:, OWNER_COUNT]

    def mean_of_owners(column: int) -> NDArray[np.float64]:
        found = np.full(owners.size, np.nan)
        np.divide(tallies[:, column], owners, out=found, where=owners > 0)
        return found

    columns = {
        "orders": weight * tallies[:, MARKS + Mark.ORDERED],
        "repeat_orders": weight * tallies[:, MARKS + Mark.REPEAT_ORDER],
        "new_customers": weight * tallies[:, JOINED],
        "revenue": history.ledger.by_day("revenue"),
        "contribution": history.ledger.by_day(),
        "tickets": history.tickets_opened,
        "word_of_mouth_negative": weight * tallies[:, MARKS + Mark.SAID_NEGATIVE],
        "customers": weight * owners,
        "awareness": tallies[:, AWARE] / scenario.n_customers(),
        "satisfaction": mean_of_owners(OWNER_SATISFACTION),
        "trust": mean_of_owners(OWNER_TRUST),
        "backlog": history.backlog,
    }
    return np.column_stack([columns[series.kpi] for series in SERIES]).astype(np.float32)


def daily_places(history: History) -> NDArray[np.float32]:
    """Return simulated customers by `Place` at the end of each day, shape (days, places)."""
    standing = history.tallies[..., PLACES : PLACES + N_PLACES].sum(axis=1)
    return np.asarray(standing, dtype=np.float32)
