"""A brand: ours, or a competitor that advertises and reacts."""

from __future__ import annotations

import math

import mesa
import numpy as np
from numpy.typing import NDArray

from cjsim.journey.listening import NOT_A_CHANNEL
from cjsim.journey.market import MOMENTS
from cjsim.scenarios.schema import Scenario


class Brand(mesa.Agent):
    """A supplier of the category, with its number in the file.

    A competitor's advertising needs a media slot; ours is bought through the channels.
    """

    def __init__(self, model: mesa.Model, name: str, number: int, slot: int | None) -> None:
        """Take the brand's name and number, and the media slot of its advertising, if any."""
        super().__init__(model)
        self.name = name
        self.number = number
        self.slot = slot
        self._our_cuts: list[float] = []

    def act(self, today: Scenario, list_price: float, markets: NDArray[np.void]) -> None:
        """Advertise, and follow our price cuts after a while; `list_price` is our file's."""
        if self.slot is not None:
            self._advertise(today, markets)
        brand = today.brands[self.name]
        if not today.scenario.switches.competitor_reaction or brand.price_match_share == 0.0:
            return
        ours = float(today.brands[today.our_brand].price)
        price = ours * (1.0 - float(today.journey.purchase.discount_share))
        self._our_cuts.append(max(0.0, 1.0 - price / list_price) if list_price > 0.0 else 0.0)
        delay = int(brand.price_match_after_days)
        if len(self._our_cuts) > delay:
            followed = float(brand.price_match_share) * self._our_cuts[-1 - delay]
            for record in markets:
                record["brand_price"][self.number] = float(brand.price) * (1.0 - followed)

    def _advertise(self, today: Scenario, markets: NDArray[np.void]) -> None:
        """Write each segment's chance to meet the competitor's advertising."""
        brand = today.brands[self.name]
        for record, segment in zip(markets, today.segments.values(), strict=True):
            pressure = float(brand.exposures_per_week) / 7.0 * float(segment.media_times)
            record["media_chance"][self.slot] = 1.0 - math.exp(-pressure)
            record["media_aware"][self.slot] = float(brand.exposure_aware_chance)
            record["media_information"][self.slot] = float(brand.exposure_information)
            record["media_arouse"][self.slot] = 0.0
            record["media_tone"][self.slot] = 0.0
            record["media_kind"][self.slot] = 0
            record["media_credibility"][self.slot] = 0.0
            record["media_brand"][self.slot] = self.number
            record["media_channel"][self.slot] = NOT_A_CHANNEL
            record["media_moment"][self.slot] = MOMENTS.index("always")
