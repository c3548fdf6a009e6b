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

    Most people suffer nothing: those who do have a row in a table, and everybody has the number
    of its row.
    """

    def __init__(self, n_customers: int, pain_score: float) -> None:
        """Nobody has suffered anything yet; contacts of `pain_score` or less hurt, -2 to 0."""
        self._pain_score = pain_score
        self._row = np.zeros(n_customers, np.uint32)
        # bit masks of touchpoints: felt, and told by each way; the first row is nobody's
        self._masks = np.zeros((1, 1 + len(WAYS)), np.uint64)
        self._n_rows = 1

    @property
    def felt(self) -> NDArray[np.uint64]:
        """Masks of the touchpoints (`Point`) at which each has suffered, shape (customers,)."""
        return np.asarray(self._masks[self._row, 0])

    @property
    def told(self) -> dict[str, NDArray[np.uint64]]:
        """By way, masks of what each has told of, shape (customers,)."""
        return {way: self._masks[self._row, 1 + place] for place, way in enumerate(WAYS)}

    def suffer(self, touches: NDArray[np.void]) -> None:
        """Note the contacts of a day that hurt; `touches` are in the order of customers."""
        hurt = touches[touches["score"] <= self._pain_score]
        if hurt.size:
            bits = np.uint64(1) << hurt["point"].astype(np.uint64)
            ids = hurt["customer"].astype(np.int64)
            new = ids[self._row[ids] == 0]
            self._open_rows(new[np.diff(new, prepend=-1) != 0])
            np.bitwise_or.at(self._masks[:, 0], self._row[ids], bits)

    def _open_rows(self, ids: NDArray[np.int64]) -> None:
        """Give rows to people who suffer for the first time; the table grows by a quarter."""
        first, self._n_rows = self._n_rows, self._n_rows + ids.size
        if self._n_rows > len(self._masks):
            longer = np.zeros((self._n_rows + self._n_rows // 4, 1 + len(WAYS)), np.uint64)
            longer[:first] = self._masks[:first]
            self._masks = longer
        self._row[ids] = np.arange(first, self._n_rows)

    def tell(self, way: str, ids: NDArray[np.int64]) -> None:
        """Note that these customers have told the firm, one of `WAYS`, what they suffered."""
        rows = self._row[ids]
        rows = rows[rows != 0]
        felt = self._masks[rows, 0]
        if way == "ticket":
            felt &= np.uint64(_TOLD_BY_TICKET)
        self._masks[rows, 1 + WAYS.index(way)] |= felt

    def by_point(self) -> NDArray[np.int64]:
        """Return how many suffered at each touchpoint, told by each way, and by any.

        Shape (N_POINTS, 5), columns `COLUMNS`, counts of simulated customers.
        """
        table = self._masks[1 : self._n_rows]
        masks = [*table.T, np.bitwise_or.reduce(table[:, 1:], axis=1)]
        counts = np.zeros((N_POINTS, len(COLUMNS)), np.int64)
        for column, mask in enumerate(masks):
            some = mask[mask != 0]
            for point in range(N_POINTS):
                counts[point, column] = np.count_nonzero(some & np.uint64(1 << point))
        return counts
