"""Ties by number: as many for everybody (regular), or more for the popular (scale-free).

Each builder returns the two customers of every tie once, no tie twice.
"""

from __future__ import annotations

import itertools

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cjsim.journey.luck import Purpose, pair_key, uniform_pair
from cjsim.language import text
from cjsim.peers.network import Pairs, holds

MAX_SWITCHES = 1000  # tries to mend one tie before all are shuffled again


@njit(cache=True, nogil=True)
def _shuffle(key, attempt, ids):
    """Shuffle `ids` in place (Fisher-Yates)."""
    for last in range(ids.size - 1, 0, -1):
        drawn = int(uniform_pair(key, last, attempt) * (last + 1))
        ids[last], ids[drawn] = ids[drawn], ids[last]


def scale_free(n_customers: int, n_new_ties: int, seed: int) -> Pairs:
    """Let customers arrive and prefer the popular (Barabasi and Albert 1999, Science 286).

    The first n_new_ties + 1 all know each other; each later one makes n_new_ties ties. Who
    arrives when is shuffled, so that a low id does not mean a hub.
    """
    n_core = n_new_ties * (n_new_ties + 1) // 2
    n_ties = n_core + n_new_ties * (n_customers - n_new_ties - 1)
    one, other = np.empty(n_ties, dtype=np.int32), np.empty(n_ties, dtype=np.int32)
    arrivals = np.arange(n_customers, dtype=np.int32)
    _shuffle(pair_key(seed, 1, Purpose.NETWORK), 0, arrivals)
    _attach(pair_key(seed, 0, Purpose.NETWORK), n_new_ties, n_customers, one, other)
    return arrivals[one], arrivals[other]


@njit(cache=True, nogil=True)
def _attach(key, n_new_ties, n_customers, one, other):
    n_ties = 0
    for i in range(1, n_new_ties + 1):
        for j in range(i):
            one[n_ties], other[n_ties] = i, j
            n_ties += 1
    for i in range(n_new_ties + 1, n_customers):
        n_before = n_ties
        draw = 0
        while n_ties < n_before + n_new_ties:
            # an end of a tie drawn at random is a customer drawn by number of ties
            end = int(uniform_pair(key, i, draw) * (2 * n_before))
            j = one[end >> 1] if end & 1 else other[end >> 1]
            draw += 1
            if not holds(other[n_before:n_ties], j):
                one[n_ties], other[n_ties] = i, j
                n_ties += 1


def regular(n_customers: int, ties: int, seed: int) -> Pairs:
    """Give everybody the same number of ties, with whom at random.

    The ends of all ties are shuffled and joined two by two, then self and double ties are
    switched with ties drawn at random until none is left: close to uniform, not exactly.
    Above half of all possible ties, the ties that are *not* there are drawn instead.
    """
    if n_customers * ties % 2:
        raise ValueError(
            text(
                "ties_per_customer = {ties} with n_customers = {n_customers}: a "
                "regular network has an even number of ends of ties. Take "
                "{even} customers, or an even number of ties.",
                {"ties": ties, "n_customers": n_customers, "even": n_customers + 1},
            )
        )
    if ties > n_customers - 1 - ties:
        absent = regular(n_customers, n_customers - 1 - ties, seed)
        is_tied = np.triu(np.ones((n_customers, n_customers), dtype=np.bool_), k=1)
        is_tied[np.minimum(*absent), np.maximum(*absent)] = False
        one, other = np.nonzero(is_tied)
        return one.astype(np.int32), other.astype(np.int32)
    rows = np.empty((n_customers, ties), dtype=np.int32)
    for attempt in itertools.count():  # a second attempt is for a handful of customers only
        ends = np.repeat(np.arange(n_customers, dtype=np.int32), ties)
        _shuffle(pair_key(seed, 0, Purpose.NETWORK), attempt, ends)
        if _mend(pair_key(seed, attempt + 1, Purpose.NETWORK), ends, rows):
            break
    return ends[::2].copy(), ends[1::2].copy()


def _mend(key: np.uint64, ends: NDArray[np.int32], rows: NDArray[np.int32]) -> bool:
    """Switch away self and double ties; return whether none is left."""
    _fill(ends, rows)
    return bool(_switch_bad_ties(key, ends, rows))


@njit(cache=True, nogil=True)
def _fill(ends, rows):
    """Write the other end of each tie into the rows of both ends."""
    place = np.zeros(rows.shape[0], dtype=np.int32)
    for e in range(0, ends.size, 2):
        a, b = ends[e], ends[e + 1]
        rows[a, place[a]] = b
        place[a] += 1
        rows[b, place[b]] = a
        place[b] += 1


@njit(cache=True, nogil=True)
def _switch_bad_ties(key, ends, rows):
    """Turn a bad tie (a, b) and a drawn one (c, d) into (a, c) and (b, d).

    A switch is made only when both new ties are good, so no mended tie turns bad again.
    """
    for e in range(0, ends.size, 2):
        draw = 0
        while ends[e] == ends[e + 1] or _count(rows[ends[e]], ends[e + 1]) > 1:
            if draw == MAX_SWITCHES:
                return False
            drawn = int(uniform_pair(key, e, draw) * ends.size)
            draw += 1
            a, b, c, d = ends[e], ends[e + 1], ends[drawn], ends[drawn ^ 1]
            is_same = (a == b and c == d) or a == c or b == d
            if is_same or holds(rows[a], c) or holds(rows[b], d):
                continue
            _replace(rows[a], b, c)
            _replace(rows[b], a, d)
            _replace(rows[c], d, a)
            _replace(rows[d], c, b)
            ends[e + 1] = c
            ends[drawn] = b
    return True


@njit(cache=True, nogil=True)
def _count(row, customer):
    n_found = 0
    for s in range(row.size):
        n_found += row[s] == customer
    return n_found


@njit(cache=True, nogil=True)
def _replace(row, old, new):
    for s in range(row.size):
        if row[s] == old:
            row[s] = new
            return
