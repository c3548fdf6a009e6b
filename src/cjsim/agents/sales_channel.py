"""A sales channel of ours, as one of the market's parties."""

from __future__ import annotations

import math

import mesa
import numpy as np
from numpy.typing import NDArray

from cjsim.journey.shopping import ORDERS
from cjsim.journey.tally import BUYING
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.schema_market import SalesChannel


class SalesOutlet(mesa.Agent):
    """A place where our product is bought: website, marketplace, store.

    What it is like today is read from the market; customers choose among those open. It may
    hold a stock, of units for all the people: orders of a day are all taken, and what is short
    is owed from the next deliveries.
    """

    def __init__(self, model: mesa.Model, name: str, number: int, units: float | None) -> None:
        """Take the channel's name, its number in the file and its stock; None has no end."""
        super().__init__(model)
        self.name = name
        self.number = number
        self.stock = math.inf if units is None else float(units)
        self._is_first_day = True

    def act(self, today: Scenario, markets: NDArray[np.void]) -> None:
        """Take in what comes today, and write whether there is anything to be had."""
        channel = today.sales[self.name]
        if not self._is_first_day:
            self.stock += float(channel.restock_per_day)
        self._is_first_day = False
        for record, name in zip(markets, today.segments, strict=True):
            held = float(self.model.levers.of(name).sales[self.name].has_stock)
            record["sales_in_stock"][self.number] = held >= 0.5 and self.stock > 0.0

    def note(self, counts: NDArray[np.float64], weight: float) -> None:
        """Take what was ordered today from the stock; `counts` are the day's (N_TALLIES,)."""
        self.stock -= weight * float(counts[BUYING + ORDERS + self.number])

    @property
    def terms(self) -> SalesChannel:
        """What it is like today: convenience, fee, checkout, delivery, whether it is open."""
        today: SalesChannel = self.model.levers.today.sales[self.name]
        return today
