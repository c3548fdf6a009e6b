"""The implicit network: ties are computed from the seed and the customer, and take no memory."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cjsim.journey.luck import Purpose, pair_key
from cjsim.journey.ties import (
    MAX_TIES,
    N_CUSTOMERS,
    N_MATCHINGS,
    N_NEAR,
    write_ties,
)
from cjsim.peers.network import TIE_TYPES, Network, Rows

_UNITS = 9007199254740992.0  # 2**53 types may be drawn


@dataclass(frozen=True, slots=True, eq=False)
class ImplicitNetwork:
    """Who is tied to whom, by a rule: mutual, typed, never double and never to oneself."""

    recipe: NDArray[np.uint64]
    """What ties are computed from (see `cjsim.journey.ties`), [KEYS + matchings]."""

    @property
    def n_customers(self) -> int:
        """Number of customers."""
        return int(self.recipe[N_CUSTOMERS])

    @property
    def n_ties(self) -> int:
        """Number of ties, counted one customer after another; a tie of two counts once."""
        return int(_count(self.recipe).sum()) // 2

    @property
    def mean_ties(self) -> float:
        """Mean number of ties of a customer, counted."""
        return 2.0 * self.n_ties / self.n_customers

    @property
    def n_bytes(self) -> int:
        """Memory of the recipe, in bytes."""
        return self.recipe.nbytes

    @property
    def rows(self) -> Rows:
        """No stored ties, and the recipe."""
        starts, others = np.empty(0, np.int64), np.empty(0, np.int32)
        return starts, others, np.empty(0, np.uint8), self.recipe

    def stored(self) -> Network:
        """Return a network that stores the same ties, 8 + 5 x ties bytes a customer."""
        starts = np.zeros(self.n_customers + 1, np.int64)
        np.cumsum(_count(self.recipe), out=starts[1:])
        others, types = np.empty(starts[-1], np.int32), np.empty(starts[-1], np.uint8)
        _store(self.recipe, starts, others, types)
        return Network(starts, others, types)

    def ties_of(self, customer: int) -> list[tuple[int, str]]:
        """Return (other customer, name of the tie's type) for each tie of one customer.

        Raises IndexError when there is no such customer.
        """
        if not 0 <= customer < self.n_customers:
            raise IndexError(
                f"customer = {customer}: this network's customers are 0 to {self.n_customers - 1}."
            )
        others, types = np.empty(MAX_TIES, np.int32), np.empty(MAX_TIES, np.uint8)
        n_ties = write_ties(customer, self.recipe, others, types)
        found = zip(others[:n_ties].tolist(), types[:n_ties].tolist(), strict=True)
        return [(other, TIE_TYPES[tie]) for other, tie in found]


AnyNetwork = Network | ImplicitNetwork
"""A network whose ties are stored, or one whose ties are computed."""


def implicit_network(
    n_customers: int,
    ties: int,
    chance_share: float,
    tie_shares: tuple[float, float, float],
    seed: int,
) -> ImplicitNetwork:
    """Return the implicit network of a seed.

    ties: of each customer. As many as possible are with neighbours on a ring, evenly on both
    sides, so long as at least `chance_share` of all are with partners by chance. A partner
    who is a neighbour, or a partner already, brings no second tie: about ties**2 / n_customers
    ties are missing to a customer, and to one customer a partner where their number is odd.
    tie_shares: shares of family, friends and colleagues, adding up to 1; drawn by pair.
    Raises ValueError for more than MAX_TIES ties.
    """
    if ties > MAX_TIES:
        raise ValueError(
            f"ties_per_customer = {ties}: an implicit network computes at most {MAX_TIES} a "
            'customer. Lower it, or choose "regular", which stores any number.'
        )
    n_near = math.floor(ties * (1.0 - chance_share) / 2.0 + 1e-9)
    n_matchings = ties - 2 * n_near
    family, _friend, colleague = tie_shares
    numbers = [
        n_customers,
        max((n_customers - 1).bit_length(), 1),
        n_near,
        n_matchings,
        int(pair_key(seed, 0, Purpose.NETWORK_TYPE)),
        math.ceil(family * _UNITS),
        math.ceil((1.0 - colleague) * _UNITS),
    ]
    numbers += [int(pair_key(seed, i, Purpose.NETWORK)) for i in range(n_matchings)]
    return ImplicitNetwork(np.array(numbers, np.uint64))


@njit(cache=True, nogil=True)
def _count(recipe):
    """Return how many ties each customer has."""
    n_customers = np.int64(recipe[N_CUSTOMERS])
    if recipe[N_MATCHINGS] == 0 and 2 * recipe[N_NEAR] < recipe[N_CUSTOMERS]:
        return np.full(n_customers, 2 * np.int64(recipe[N_NEAR]), np.int64)
    counts = np.empty(n_customers, np.int64)
    others, types = np.empty(MAX_TIES, np.int32), np.empty(MAX_TIES, np.uint8)
    for i in range(n_customers):
        counts[i] = write_ties(i, recipe, others, types)
    return counts


@njit(cache=True, nogil=True)
def _store(recipe, starts, others, types):
    """Write the ties of every customer into rows; each row needs room for all that are found."""
    row, row_types = np.empty(MAX_TIES, np.int32), np.empty(MAX_TIES, np.uint8)
    for i in range(starts.size - 1):
        n_ties = write_ties(i, recipe, row, row_types)
        others[starts[i] : starts[i + 1]] = row[:n_ties]
        types[starts[i] : starts[i + 1]] = row_types[:n_ties]
