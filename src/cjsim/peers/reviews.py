"""The public review pool: what anyone can read about each brand."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cjsim.scenarios.schema import Scenario


class ReviewPool:
    """The mean tone (-1 to 1) and the weight of the reviews of each brand."""

    def __init__(self, scenario: Scenario) -> None:
        """Start every brand with some reviews at its opinion."""
        n_brands = len(scenario.brands)
        start = float(scenario.peers.reviews.start_reviews_per_brand)
        opinions = [float(brand.opinion) for brand in scenario.brands.values()]
        self.weight: NDArray[np.float64] = np.full(n_brands, start)
        self._sum: NDArray[np.float64] = start * np.array(opinions)
        self._ours = list(scenario.brands).index(scenario.our_brand)

    @property
    def mean(self) -> NDArray[np.float64]:
        """Mean tone of each brand, shape (brands,); 0 where nobody has written."""
        return np.divide(
            self._sum, self.weight, out=np.zeros_like(self._sum), where=self.weight > 0
        )

    @property
    def mean_of_ours(self) -> float:
        """Mean tone of the reviews of our brand."""
        return float(self.mean[self._ours])

    def add(self, written: NDArray[np.float64], scenario: Scenario) -> None:
        """Add a day's reviews; a bad one of us that is answered weighs less, the sooner the more.

        The relief of an answer halves with each `answer_half_life_hours` of delay (assumption).
        `written` has the good and the bad ones of each brand, shape (brands or more, 2).
        """
        reviews = scenario.peers.reviews
        delay = float(reviews.answer_hours) / max(float(reviews.answer_half_life_hours), 1e-9)
        relief = float(reviews.answer_relief_share) * 0.5**delay
        good, bad = (written[: self.weight.size] * (1.0, float(reviews.negative_weight))).T
        bad[self._ours] *= 1.0 - float(reviews.answered_share) * relief
        self._sum += good - bad
        self.weight += good + bad

    def show(self, record: np.void) -> None:
        """Write what can be read today into a market record."""
        record["review_mean"][: self.weight.size] = self.mean
        record["review_weight"][: self.weight.size] = self.weight
