"""A brand: ours, or a competitor that advertises and reacts."""

from __future__ import annotations

import math

import mesa
import numpy as np
from numpy.typing import NDArray

from cjsim.journey.listening import NOT_A_CHANNEL
from cjsim.journey.market import DAYS_PER_MONTH, MOMENTS
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
        self._our_ads: list[float] = []

    def show(self, today: Scenario, markets: NDArray[np.void]) -> None:
        """Write what its advertising is like into the market records, when numbers change."""
        if self.slot is None:
            return
        brand = today.brands[self.name]
        for name, value in (
            ("aware", float(brand.exposure_aware_chance)),
            ("information", float(brand.exposure_information)),
            ("arouse", 0.0),
            ("tone", 0.0),
            ("kind", 0),
            ("credibility", 0.0),
            ("brand", self.number),
            ("channel", NOT_A_CHANNEL),
            ("moment", MOMENTS.index("always")),
        ):
            markets[f"media_{name}"][:, self.slot] = value

    def act(self, today: Scenario, list_price: float, markets: NDArray[np.void]) -> None:
        """Advertise, and follow our ads and price cuts later; `list_price` is our file's."""
        if self.slot is not None:
            self._advertise(today, markets, self._answer(today))
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

    def _answer(self, today: Scenario) -> float:
        """Return the exposures a person and week by which it answers a change of our own."""
        brand = today.brands[self.name]
        if not today.scenario.switches.competitor_reaction or brand.ad_match_share == 0.0:
            return 0.0
        usual = our_exposures_per_week(self.model.market_file)
        self._our_ads.append(our_exposures_per_week(today) - usual)
        delay = int(brand.ad_match_after_days)
        if len(self._our_ads) <= delay:
            return 0.0
        return float(brand.ad_match_share) * self._our_ads[-1 - delay]

    def _advertise(self, today: Scenario, markets: NDArray[np.void], answer: float) -> None:
        """Write each segment's chance to meet the competitor's advertising."""
        brand = today.brands[self.name]
        exposures = max(float(brand.exposures_per_week) + answer, 0.0)
        if brand.is_present < 0.5:
            exposures = 0.0  # nobody advertises what is not on the market
        markets["media_chance"][:, self.slot] = [
            1.0 - math.exp(-(exposures / 7.0 * float(segment.media_times)))
            for segment in today.segments.values()
        ]


def our_exposures_per_week(today: Scenario) -> float:
    """Return exposures to us per person and week through channels anyone may meet.

    It is what rivals can see of our advertising: what money buys (without carry-over), and
    what is had for nothing.
    """
    total = 0.0
    for channel in today.channels.values():
        if channel.moment != "always":
            continue
        aimed = sum(
            float(segment.share)
            for name, segment in today.segments.items()
            if not channel.segments or name in channel.segments
        )
        total += float(channel.exposures_per_week) * float(channel.reach_share) * aimed
        if channel.cost_per_thousand > 0.0:
            per_week = float(channel.spend_per_month) / DAYS_PER_MONTH * 7.0
            bought = per_week / float(channel.cost_per_thousand) * 1000.0
            total += bought / float(today.scenario.people)
    return total
