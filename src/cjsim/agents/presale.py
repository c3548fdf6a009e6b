"""Those who serve people still choosing: hotline, demo, showroom, as one of the parties."""

from __future__ import annotations

import mesa
import numpy as np
from numpy.typing import NDArray

from cjsim.journey.shopping import EXPLORE_ASKED, EXPLORE_SERVED
from cjsim.journey.tally import BUYING
from cjsim.scenarios.schema import Scenario


class PresaleTeam(mesa.Agent):
    """One way to explore our product, with the capacity of those who serve there.

    Nobody knows in the morning how many will come: today's capacity is shared out by
    yesterday's requests, of all the people.
    """

    def __init__(self, model: mesa.Model, name: str, number: int) -> None:
        """Take the name of the way to explore and its number in the file."""
        super().__init__(model)
        self.name = name
        self.number = number
        self.n_asked = 0.0
        self.n_served = 0.0

    def act(self, today: Scenario, markets: NDArray[np.void]) -> None:
        """Write the share of those who come today that will be served."""
        capacity = float(today.explore[self.name].capacity_per_day)
        share = 1.0 if self.n_asked <= capacity else capacity / self.n_asked
        if capacity == 0.0:
            share = 0.0
        markets["explore_served_share"][:, self.number] = share

    def note(self, counts: NDArray[np.float64], weight: float) -> None:
        """Remember how many of the people came today; `counts` are the day's (N_TALLIES,)."""
        self.n_asked = weight * float(counts[BUYING + EXPLORE_ASKED + self.number])
        self.n_served = weight * float(counts[BUYING + EXPLORE_SERVED + self.number])

    def cost_today(self, today: Scenario) -> float:
        """Return the money of the visits served today."""
        return self.n_served * float(today.explore[self.name].cost_per_visit)
