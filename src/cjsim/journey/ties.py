"""The ties of an implicit network: computed anew whenever they are asked for, never stored.

A customer is tied to its neighbours on a ring, and to one partner in each of some perfect
matchings (Bollobas and Chung: a cycle plus a random matching). The partner of customer i is
P'(P(i) xor 1), where P is a permutation of all customers and P' undoes it: who stands beside
i in a shuffled line of pairs. So a tie is a pure function of the seed and the customer, and is
mutual by construction. P is a Feistel network (Luby and Rackoff 1988) of the bits that ids
need, walked on until it falls on an id there is (Black and Rogaway 2002, "Ciphers with
arbitrary finite domains").
"""

from __future__ import annotations

import numpy as np

from cjsim.journey.kernel import kernel
from cjsim.journey.luck import squares64, uniform_pair

N_CUSTOMERS, N_BITS, N_NEAR, N_MATCHINGS, TYPE_KEY, FRIEND_FROM, COLLEAGUE_FROM, KEYS = range(8)
"""Places in a recipe, (KEYS + matchings,) of u8: customers, bits of an id, neighbours on each
side, matchings, the key of types, where friends and colleagues begin among 2**53 types drawn,
and from there the key of each matching."""
MAX_TIES = 64
"""Ties a customer of an implicit network may have."""
N_TURNS = 6
"""Turns of the Feistel network: four make a permutation like a random one (Luby and Rackoff
1988) where halves are long; ours are as short as a few bits."""
_TO_SHARE = 1.0 / 9007199254740992.0  # 2**-53


@kernel
def write_ties(customer, recipe, others, tie_types):
    """Write a customer's ties, lowest id first, and their types; return how many there are.

    `others` and `tie_types` need room for MAX_TIES. Who is both a neighbour and a partner, or
    a partner twice, is tied once.
    """
    n_customers = np.int64(recipe[N_CUSTOMERS])
    n_found = 0
    for step in range(1, np.int64(recipe[N_NEAR]) + 1):
        n_found = _put(others, n_found, (customer + step) % n_customers)
        n_found = _put(others, n_found, (customer - step + n_customers) % n_customers)
    for matching in range(np.int64(recipe[N_MATCHINGS])):
        other = partner(customer, recipe, matching)
        if other < n_customers:
            n_found = _put(others, n_found, other)
    friend_from = np.float64(recipe[FRIEND_FROM]) * _TO_SHARE
    colleague_from = np.float64(recipe[COLLEAGUE_FROM]) * _TO_SHARE
    for place in range(n_found):
        low, high = min(customer, others[place]), max(customer, others[place])
        drawn = uniform_pair(np.uint64(recipe[TYPE_KEY]), low, high)
        tie_types[place] = 0 if drawn < friend_from else (1 if drawn < colleague_from else 2)
    return n_found


@kernel
def _put(others, n_found, other):
    """Put one more id in order among those found, unless it is there; return how many are."""
    place = n_found
    while place > 0 and others[place - 1] > other:
        place -= 1
    if place > 0 and others[place - 1] == other:
        return n_found
    for later in range(n_found, place, -1):
        others[later] = others[later - 1]
    others[place] = other
    return n_found + 1


@kernel
def partner(customer, recipe, matching):
    """Return who a customer is paired with; the number of customers when it is left over."""
    n_customers, n_bits = np.int64(recipe[N_CUSTOMERS]), np.int64(recipe[N_BITS])
    key = np.uint64(recipe[KEYS + matching])
    place = _shuffled(customer, n_bits, key)
    while place >= n_customers:
        place = _shuffled(place, n_bits, key)
    beside = place ^ 1
    if beside >= n_customers:
        return n_customers  # their number is odd, and this one stands last
    other = _sorted_back(beside, n_bits, key)
    while other >= n_customers:
        other = _sorted_back(other, n_bits, key)
    return other


@kernel
def _shuffled(place, n_bits, key):
    """Return where a number of `n_bits` goes in a keyed permutation of all such numbers."""
    n_low = (n_bits + 1) >> 1
    high, low = place >> n_low, place & ((1 << n_low) - 1)
    for turn in range(N_TURNS):
        if turn & 1 == 0:
            high ^= _drawn(low, turn, n_bits - n_low, key)
        else:
            low ^= _drawn(high, turn, n_low, key)
    return (high << n_low) | low


@kernel
def _sorted_back(place, n_bits, key):
    """Return which number goes to `place`: what `_shuffled` does, the other way round."""
    n_low = (n_bits + 1) >> 1
    high, low = place >> n_low, place & ((1 << n_low) - 1)
    for turn in range(N_TURNS - 1, -1, -1):
        if turn & 1 == 0:
            high ^= _drawn(low, turn, n_bits - n_low, key)
        else:
            low ^= _drawn(high, turn, n_low, key)
    return (high << n_low) | low


@kernel
def _drawn(half, turn, n_bits, key):
    """Return `n_bits` random bits, from the other half and the turn."""
    counter = (np.uint64(half) << np.uint64(8)) | np.uint64(turn)
    return np.int64(squares64(counter, key) >> np.uint64(32)) & ((1 << n_bits) - 1)
