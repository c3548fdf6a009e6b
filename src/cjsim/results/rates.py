"""Rates a run shows: what a journey, a relation and an order bring, for putting pains in money."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cjsim.history import History
from cjsim.journey.stages import N_STAGES, Mark, Stage
from cjsim.journey.tally import (
    DELIVERY,
    FEES,
    GOODS,
    JOINED,
    MARKS,
    MOVES,
    OWNER_COUNT,
    REFUNDS,
    REVENUE,
)

_BUYING = (Stage.SEARCH, Stage.EVALUATION, Stage.PURCHASE)


class Rates(NamedTuple):
    """What the run shows.

    `orders_per_loss` (stages,): orders lost with a customer who drops out of a stage. In
    search, evaluation and purchase it is orders of ours / entries into the stage; in use and
    support, where a relation ends, the further orders and renewals of a customer: (repeat
    orders + renewals) / (customers at the start + new ones). `margin` is money an order or
    renewal leaves: (revenue - refunds - goods - fees - delivery) / (orders + renewals).
    """

    orders_per_loss: NDArray[np.float64]
    margin: float


def customers_at_start(by_day: NDArray[np.float64]) -> float:
    """Return the simulated customers of ours before day 0, from tallies (days, N_TALLIES)."""
    first = by_day[0]
    came = first[JOINED] + first[MARKS + Mark.CAME_BACK]
    return float(first[OWNER_COUNT] - came + first[MARKS + Mark.LEFT])


def rates_of(history: History) -> Rates:
    """Return the rates of a run, 0 where nothing was seen that could show one."""
    by_day = history.tallies.sum(axis=1)
    total = by_day.sum(axis=0)
    moves = total[MOVES : MOVES + N_STAGES**2].reshape(N_STAGES, N_STAGES)

    def times(mark: Mark) -> float:
        return float(total[MARKS + mark])

    orders = times(Mark.ORDERED)
    paid = orders + times(Mark.RENEWED) + times(Mark.TRIAL_PAID)
    profit = total[REVENUE] - sum(total[column] for column in (REFUNDS, GOODS, FEES, DELIVERY))
    customers = customers_at_start(by_day) + float(total[JOINED])
    per_loss = np.zeros(N_STAGES)
    for stage in _BUYING:
        into = float(moves[:, stage].sum())
        per_loss[stage] = min(orders / into, 1.0) if into else 0.0
    further = times(Mark.REPEAT_ORDER) + times(Mark.RENEWED)
    per_loss[[Stage.USE, Stage.SUPPORT]] = further / customers if customers else 0.0
    return Rates(per_loss, float(profit) / paid if paid else 0.0)
