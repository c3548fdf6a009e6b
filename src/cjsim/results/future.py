"""What one future of a comparison says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from cjsim.results.journeys import Journeys


@dataclass(frozen=True, slots=True)
class Future:
    """What one future says.

    `kpis[plan]` are KPI values by name. `orders[plan]` (customers,) counts each customer's
    orders of our brand; `direct_orders[plan]` the same when others are heard as under the
    baseline; `segments` (customers,) their segments. `receipts[plan]` are RECEIPT records,
    with `of_plan`, of all products received without (0) and with the plan (1) by those whose
    receipts it changed; `touched[plan]` (customers,) are bits of `TOUCHED_BY`: how the plan
    itself reached each. `series[plan]` (days, `SERIES`) and `places[plan]` (days, `Place`) are
    what is kept of each day (see `cjsim.results.series`); `journeys[plan]` what is kept of the
    journeys; `unknowns` what was drawn of the numbers with a range, by their paths.
    """

    replicate: int
    kpis: dict[str, dict[str, float]]
    orders: dict[str, NDArray[np.uint8]]
    direct_orders: dict[str, NDArray[np.uint8]]
    segments: NDArray[np.uint8]
    receipts: dict[str, NDArray[np.void]] = field(default_factory=dict)
    touched: dict[str, NDArray[np.uint8]] = field(default_factory=dict)
    series: dict[str, NDArray[np.float32]] = field(default_factory=dict)
    places: dict[str, NDArray[np.float32]] = field(default_factory=dict)
    journeys: dict[str, Journeys] = field(default_factory=dict)
    unknowns: dict[str, float] = field(default_factory=dict)


TOUCHED_BY = ("contact", "offer", "medium")
"""How a plan reaches a customer itself: it was addressed by one of its programmes, bought at
one of its discounts, or came to know us through a medium it moves."""
