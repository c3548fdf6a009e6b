"""How customers climb the ladder of loyalty, and how their trust grows: a table by day."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cjsim.history import History
from cjsim.journey.stages import Mark, Rung
from cjsim.journey.tally import (
    MARKS,
    OWNER_COUNT,
    OWNER_RELATION_DAYS,
    OWNER_SATISFACTION,
    OWNER_TRUST,
    RUNGS,
)
from cjsim.scenarios.schema import Scenario

_MEANS = (
    ("trust", OWNER_TRUST),
    ("satisfaction", OWNER_SATISFACTION),
    ("relation_days", OWNER_RELATION_DAYS),
)


def loyalty_table(scenario: Scenario, history: History) -> pd.DataFrame:
    """Return one row per day and segment: customers on each rung, and how they feel.

    `buyer` to `completely_loyal` are people on that rung at the end of the day; those in a
    trial, or whose first product came that day, are on none. `climbed_today` counts climbs;
    `trust`, `satisfaction` (0 to 1) and `relation_days` (since the first order, or the start)
    are means over our customers.
    """
    tallies, weight = history.tallies, scenario.weight
    n_days, n_segments, _ = tallies.shape
    flat = tallies.reshape(n_days * n_segments, -1)
    columns: dict[str, Any] = {
        "day": np.repeat(np.arange(n_days), n_segments),
        "date": np.repeat(
            pd.date_range(scenario.scenario.start, periods=n_days).to_numpy(), n_segments
        ),
        "segment": np.tile(list(scenario.segments), n_days),
    }
    for rung in list(Rung)[1:]:
        columns[rung.name.lower()] = weight * flat[:, RUNGS + rung]
    columns["climbed_today"] = weight * flat[:, MARKS + Mark.CLIMBED]
    owners = flat[:, OWNER_COUNT]
    for name, column in _MEANS:
        columns[name] = np.divide(
            flat[:, column], owners, out=np.full_like(owners, np.nan), where=owners > 0
        )
    return pd.DataFrame(columns)
