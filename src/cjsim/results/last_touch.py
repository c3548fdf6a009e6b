"""What a firm's web statistics would say: each order is credited to the medium met last."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cjsim.journey.listening import make_sieve
from cjsim.journey.reach import note_met
from cjsim.journey.stages import Mark
from cjsim.model import PHASES, JourneyModel


def last_touch_table(model: JourneyModel) -> pd.DataFrame:
    """Live a model to its end; return channel, orders: who is credited with how many of ours.

    Credited are the media channels met last since the need arose, before the order or on its
    day, in equal parts where several were met on that day. It is not causal: `compare` and
    `importance` say what a channel caused.
    """
    scenario, n_customers = model.market_file, model.records.size
    channels = list(scenario.channels)
    ours = (1 << len(channels)) - 1
    met = np.zeros(n_customers, np.int64)
    last = np.zeros(n_customers, np.int64)
    last_day = np.full(n_customers, -1)
    credit = np.zeros(len(channels))
    ordered = np.uint64(1) << np.uint64(Mark.ORDERED)
    try:
        for day in range(scenario.n_days()):
            for phase in PHASES:
                if phase is JourneyModel.customers_live:
                    sieve = make_sieve(model.markets)
                    note_met(day, model.key, model.records, model.markets, sieve, met)
                    is_met = met & ours != 0
                    last[is_met] = met[is_met] & ours
                    last_day[is_met] = day
                phase(model)
            model.day += 1
            buyers = model.records["marks"] & ordered != 0
            credited = buyers & (last_day >= model.records["need_day"])
            credit += _shared(last[credited], len(channels))
    finally:
        model.close()
    return pd.DataFrame({"channel": channels, "orders": scenario.weight * credit})


def _shared(masks: NDArray[np.int64], n_channels: int) -> NDArray[np.float64]:
    """Return what each channel gets of one order a mask, in equal parts."""
    bits = masks[:, None] >> np.arange(n_channels) & 1
    return np.asarray((bits / np.maximum(bits.sum(axis=1, keepdims=True), 1)).sum(axis=0))
