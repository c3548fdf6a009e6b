"""What customers suffer, and whether the firm is ever told: most who suffer say nothing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cjsim.journey.touching import N_POINTS, Point

WAYS = ("ticket", "review", "survey")
"""How the firm can be told: a ticket, a bad review, a low score in a survey."""
COLUMNS = ("felt", *WAYS, "told")
_TOLD_BY_TICKET = sum(
    1 << point
    for point in range(N_POINTS)
    if point in (Point.PRODUCT, Point.SETUP, Point.SYSTEM) or point >= Point.DELIVERY
)
"""A ticket tells of the product, its delivery and the help with it; the other ways of all."""


class Pains:
    """Who has suffered at which touchpoint, and told of it afterwards.

    `felt` and each of `told` are bit masks of touchpoints (`Point`), shape (customers,).
    """

    def __init__(self, n_customers: int, pain_score: float) -> None:
        """Nobody has suffered anything yet; contacts of `pain_score` or less hurt, -2 to 0."""
        self._pain_score = pain_score
        self.felt = np.zeros(n_customers, np.uint64)
        self.told = {way: np.zeros(n_customers, np.uint64) for way in WAYS}

    def suffer(self, touches: NDArray[np.void]) -> None:
        """Note the contacts of a day that hurt."""
        hurt = touches[touches["score"] <= self._pain_score]
        if hurt.size:
            bits = np.uint64(1) << hurt["point"].astype(np.uint64)
            np.bitwise_or.at(self.felt, hurt["customer"].astype(np.int64), bits)

    def tell(self, way: str, ids: NDArray[np.int64]) -> None:
        """Note that these customers have told the firm, one of `WAYS`, what they suffered."""
        felt = self.felt[ids]
        if way == "ticket":
            felt &= np.uint64(_TOLD_BY_TICKET)
        self.told[way][ids] |= felt

    def by_point(self) -> NDArray[np.int64]:
        """Return how many suffered at each touchpoint, told by each way, and by any.

        Shape (N_POINTS, 5), columns `COLUMNS`, counts of simulated customers.
        """
        masks = [self.felt, *self.told.values()]
        masks.append(np.bitwise_or.reduce(list(self.told.values())))
        counts = np.zeros((N_POINTS, len(COLUMNS)), np.int64)
        for column, mask in enumerate(masks):
            some = mask[mask != 0]
            for point in range(N_POINTS):
                counts[point, column] = np.count_nonzero(some & np.uint64(1 << point))
        return counts
