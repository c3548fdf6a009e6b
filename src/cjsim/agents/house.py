"""Our house: what there is of a product that cannot be kept, such as rooms, seats or hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa
import numpy as np
from numpy.typing import NDArray

from cjsim.journey.listening import Picture
from cjsim.journey.luck import Purpose, uniforms
from cjsim.journey.stages import Mark
from cjsim.journey.sweep import Keys, Lived

if TYPE_CHECKING:
    from cjsim.model import JourneyModel


class House(mesa.Agent):
    """A house with room for so many orders a day, of all our sales channels together.

    What nobody takes is lost the next day, unless several days' capacity is sold together
    (`product.capacity_days`). Who comes first is served: everyone has a time of day at which
    it would order, and from the time the last room goes, who comes finds the house full.

    Attributes:
        room: Units left for orders today, for all the people.
    """

    def __init__(self, model: JourneyModel) -> None:
        """Open it with all its rooms free."""
        super().__init__(model)
        product = model.market_file.product
        self.room = (float(product.capacity_days) - 1.0) * float(product.capacity_per_day or 0.0)

    def open(self, model: JourneyModel) -> None:
        """Add today's capacity, and let what is left of days gone by go to waste."""
        product, weight = model.levers.today.product, model.market_file.weight
        capacity = float(product.capacity_per_day or 0.0)
        # a part of a simulated customer is no room nobody wanted: it waits for the other part
        kept = (float(product.capacity_days) - 1.0) * capacity + self.room % weight
        self.room = min(self.room, kept) + capacity
        model.history.capacity[model.day] = capacity
        model.markets["full_share"] = 0.0

    def close_doors(self, model: JourneyModel) -> bool:
        """Shut out who came after the last room was gone; return whether there is anybody."""
        ordered = np.uint64(1) << np.uint64(Mark.ORDERED)
        came = np.flatnonzero(model.records["marks"] & ordered)
        weight = model.market_file.weight
        n_rooms = int(self.room / weight + 1e-9)
        self.room -= weight * min(came.size, n_rooms)
        if came.size <= n_rooms:
            return False
        left = np.sort(uniforms(model.luck_seed, came, model.day, Purpose.COME_EARLY))
        model.markets["full_share"] = left[-n_rooms] if n_rooms else 1.0
        return True


def live_in_house(
    model: JourneyModel,
    keys: Keys,
    market: tuple[NDArray[np.void], NDArray[np.void], NDArray[np.uint64]],
    picture: Picture,
    keep_moves: bool,
) -> list[Lived]:
    """Let everyone live the day of `model` (see `Sweep.live`), within what the house holds.

    How many will order is known when they have: on a day on which they were too many, the day
    is lived a second time, by the same luck, with the doors shut in time.
    """
    sweep, house = model.sweep, model.house
    if house is None:
        return sweep.live(model.day, keys, market, picture, keep_moves)
    house.open(model)
    states = (model.records, sweep.resting, sweep.happened)
    morning = [state.copy() for state in states]
    lived = sweep.live(model.day, keys, market, picture, keep_moves)
    if house.close_doors(model):
        for state, before in zip(states, morning, strict=True):
            state[:] = before
        lived = sweep.live(model.day, keys, market, picture, keep_moves)
    return lived
