"""Ties on a lattice: ring, torus, pairs, and the small world a ring becomes.

Each builder returns the two customers of every tie once, no tie twice.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from cjsim.journey.luck import Purpose, pair_key, uniform_pair
from cjsim.language import text
from cjsim.peers.network import Pairs, holds


def ring(n_customers: int, ties: int) -> Pairs:
    """Tie each customer to the `ties` nearest on a ring, half of them on each side."""
    ids = np.arange(n_customers, dtype=np.int32)
    ahead = [np.roll(ids, -distance) for distance in range(1, ties // 2 + 1)]
    return np.repeat(ids, ties // 2), np.stack(ahead, axis=1).ravel()


def torus(n_customers: int) -> Pairs:
    """Tie each customer to four neighbours on a grid without edges, as square as can be."""
    side = math.isqrt(n_customers)
    n_rows = next((rows for rows in range(side, 2, -1) if n_customers % rows == 0), None)
    if n_rows is None:
        side = max(side, 3)
        raise ValueError(
            text(
                "n_customers = {n_customers} cannot be laid out as a torus, a grid "
                "of at least 3 x 3. Take {total} ({side} x {side}).",
                {"n_customers": n_customers, "total": side * side, "side": side},
            )
        )
    grid = np.arange(n_customers, dtype=np.int32).reshape(n_rows, -1)
    neighbours = [np.roll(grid, -1, axis=axis).ravel() for axis in (0, 1)]
    return np.tile(grid.ravel(), 2), np.concatenate(neighbours)


def pairs(n_customers: int) -> Pairs:
    """Tie customers two by two."""
    if n_customers % 2:
        raise ValueError(
            text(
                "n_customers = {n_customers}: pairs need an even number. Take {even}.",
                {"n_customers": n_customers, "even": n_customers + 1},
            )
        )
    ids = np.arange(n_customers, dtype=np.int32)
    return ids[::2].copy(), ids[1::2].copy()


def cliques(n_customers: int, ties: int) -> Pairs:
    """Tie customers in groups of `ties` + 1 who all know each other; the last may be smaller."""
    ids = np.arange(n_customers, dtype=np.int32)
    group_end = np.minimum((ids // (ties + 1) + 1) * (ties + 1), n_customers)
    n_later = group_end - ids - 1
    one = np.repeat(ids, n_later)
    step = np.arange(one.size) - np.repeat(np.cumsum(n_later) - n_later, n_later)
    return one, (one + 1 + step).astype(np.int32)


def small_world(n_customers: int, ties: int, rewired_share: float, seed: int) -> Pairs:
    """Rewire a share of a ring's ties (Watts and Strogatz 1998, Nature 393, 440-442)."""
    one, other = ring(n_customers, ties)
    degree = np.full(n_customers, ties, dtype=np.int32)
    key = pair_key(seed, 0, Purpose.NETWORK_REWIRE)
    _rewire(key, rewired_share, other.reshape(n_customers, -1), degree)
    return one, other


@njit(cache=True, nogil=True)
def _rewire(key, rewired_share, owned, degree):
    """Send ties to customers drawn at random; row i of `owned` is the ties i sends out."""
    n_customers, n_owned = owned.shape
    for place in range(n_owned):
        draw_of_place = place << 16
        for i in range(n_customers):
            if uniform_pair(key, i, draw_of_place) >= rewired_share:
                continue
            if degree[i] >= n_customers - 1:  # tied to everyone: nowhere to send it
                continue
            draw = draw_of_place + 1
            new = int(uniform_pair(key, i, draw) * n_customers)
            while new == i or holds(owned[i], new) or holds(owned[new], i):
                draw += 1
                new = int(uniform_pair(key, i, draw) * n_customers)
            degree[owned[i, place]] -= 1
            degree[new] += 1
            owned[i, place] = new
