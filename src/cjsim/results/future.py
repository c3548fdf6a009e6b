"""What one future of a comparison says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Future:
    """What one future says.

    `kpis[plan]` are KPI values by name. `orders[plan]` (customers,) counts each customer's
    orders of our brand; `direct_orders[plan]` the same when others are heard as under the
    baseline; `segments` (customers,) their segments.
    """

    replicate: int
    kpis: dict[str, dict[str, float]]
    orders: dict[str, NDArray[np.uint8]]
    direct_orders: dict[str, NDArray[np.uint8]]
    segments: NDArray[np.uint8]
