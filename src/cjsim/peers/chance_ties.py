"""Ties by chance, each two customers with a probability: random, clustered, households.

Each builder returns the two customers of every tie once, no tie twice.
"""

from __future__ import annotations

import itertools
import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cjsim.journey.luck import Purpose, pair_key, uniform_pair, uniforms
from cjsim.language import text
from cjsim.peers.network import Pairs


class _Sweep(NamedTuple):
    """Ties i to each of first[i] to last[i] - 1 with one probability, for i in begin..stop-1.

    The places of customers in a sweep are their ids, unless the builder maps them.
    """

    key: np.uint64
    first: NDArray[np.int32]
    last: NDArray[np.int32]
    begin: int
    stop: int
    probability: float


def _tied_in(sweeps: list[_Sweep]) -> Pairs:
    """Return the ties of all sweeps: drawn once to count them, once more to write them."""
    none = np.empty(0, dtype=np.int32)
    sweeps = [sweep for sweep in sweeps if sweep.probability > 0]
    n_ties = sum(_run_sweep(sweep, none, none, 0) for sweep in sweeps)
    one, other = np.empty(n_ties, dtype=np.int32), np.empty(n_ties, dtype=np.int32)
    n_written = 0
    for sweep in sweeps:
        n_written += _run_sweep(sweep, one, other, n_written)
    return one, other


def _run_sweep(sweep: _Sweep, one: NDArray[np.int32], other: NDArray[np.int32], at: int) -> int:
    certain = sweep.probability >= 1
    log_miss = -math.inf if certain else math.log1p(-sweep.probability)
    return int(_sweep_rows(*sweep[:5], log_miss, one, other, at))


@njit(cache=True, nogil=True)
def _sweep_rows(key, first, last, begin, stop, log_miss, one, other, at):
    """Jump from tie to tie (Batagelj and Brandes 2005, Phys. Rev. E 71, 036113).

    The gaps between ties of probability p are geometric; log_miss is log(1 - p). Writes the
    ties from place `at`, unless `one` is empty, and returns their number.
    """
    is_counting = one.size == 0
    n_ties = 0
    for i in range(begin, stop):
        j = np.float64(first[i])
        draw = 0
        while True:
            j += np.floor(np.log(1.0 - uniform_pair(key, i, draw)) / log_miss)
            draw += 1
            if j >= last[i]:
                break
            if not is_counting:
                one[at + n_ties] = i
                other[at + n_ties] = int(j)
            n_ties += 1
            j += 1.0
    return n_ties


def _following(n_customers: int) -> NDArray[np.int32]:
    return np.arange(1, n_customers + 1, dtype=np.int32)


def random(n_customers: int, mean_ties: float, seed: int) -> Pairs:
    """Tie each two customers with the same probability (Erdos-Renyi)."""
    last = np.full(n_customers, n_customers, dtype=np.int32)
    probability = mean_ties / max(n_customers - 1, 1)
    key = pair_key(seed, 0, Purpose.NETWORK)
    return _tied_in([_Sweep(key, _following(n_customers), last, 0, n_customers, probability)])


def clustered(
    n_customers: int, mean_ties: float, share: float, segments: NDArray[np.uint8] | None, seed: int
) -> Pairs:
    """Tie customers at random, a `share` of all ties within a segment.

    Customers stand in order of segment, so that a segment is a block of places.
    """
    if segments is None or len(segments) != n_customers:
        found = (
            "None"
            if segments is None
            else text("{n_segments} customers' segments", {"n_segments": len(segments)})
        )
        raise ValueError(
            text(
                "segments is {found}: a clustered network of {n_customers} customers "
                "needs the segment of each.",
                {"found": found, "n_customers": n_customers},
            )
        )
    customer_at = np.argsort(segments, kind="stable").astype(np.int32)
    sizes = [int(size) for size in np.bincount(segments) if size]
    stops = list(itertools.accumulate(sizes))
    inside, across = _tie_probabilities(sizes, mean_ties * n_customers / 2, share)
    following, last = _following(n_customers), np.full(n_customers, n_customers, dtype=np.int32)
    block_end = np.repeat(np.array(stops, dtype=np.int32), sizes)
    key, key_inside = (pair_key(seed, part, Purpose.NETWORK) for part in (0, 1))
    sweeps = [_Sweep(key, block_end, last, 0, n_customers, across)]
    for size, stop, probability in zip(sizes, stops, inside, strict=True):
        sweeps.append(_Sweep(key_inside, following, block_end, stop - size, stop, probability))
    one, other = _tied_in(sweeps)
    return customer_at[one], customer_at[other]


def _tie_probabilities(sizes: list[int], n_ties: float, share: float) -> tuple[list[float], float]:
    """Return the probability of a tie inside each segment, and across segments.

    At or above the share chance alone would give, everybody has the same mean number of
    ties: a tie is with anyone at all, or, more often, with one's own. Below it, mutual ties
    cannot give everybody the same number, and pairs of a segment are all as likely.
    """
    n_customers = sum(sizes)
    n_inside = sum(size * (size - 1) / 2 for size in sizes)
    n_across = n_customers * (n_customers - 1) / 2 - n_inside
    if n_across == 0:
        share = 1.0
    elif n_inside == 0:
        share = 0.0
    across = (1 - share) * n_ties / max(n_across, 1)
    surplus = share * n_ties - across * n_inside
    if surplus < 0:
        return [min(share * n_ties / n_inside, 1.0)] * len(sizes), min(across, 1.0)
    own_ties = 2 * surplus / max(sum(size for size in sizes if size > 1), 1)
    inside = [min(across + own_ties / max(size - 1, 1), 1.0) for size in sizes]
    return inside, min(across, 1.0)


def households(n_customers: int, household_size: float, seed: int) -> NDArray[np.int32]:
    """Return where the household of each customer ends: the id after its last member.

    A household has the whole number of members just below or just above the mean; the last
    one has those who remain.
    """
    if not 1 <= household_size <= n_customers:
        raise ValueError(
            text(
                "household_size = {household_size}: the mean size of a household is "
                "from 1 to n_customers = {n_customers}.",
                {"household_size": household_size, "n_customers": n_customers},
            )
        )
    smaller = math.floor(household_size)
    draws = uniforms(seed, np.arange(n_customers // smaller + 1), 0, Purpose.NETWORK)
    ends = np.cumsum(smaller + (draws < household_size - smaller))
    ends = np.minimum(ends[: np.searchsorted(ends, n_customers) + 1], n_customers)
    return np.repeat(ends, np.diff(ends, prepend=0)).astype(np.int32)


def households_and_others(
    mean_ties: float,
    household: NDArray[np.int32],
    tie_shares: tuple[float, float, float],
    seed: int,
) -> Pairs:
    """Tie all of a household to each other, and to others at random up to the mean."""
    n = household.size
    ids = np.arange(n)
    n_family = int((household - 1 - ids).sum())  # each counts who follows in the household
    n_others = mean_ties * n / 2 - n_family
    n_apart = n * (n - 1) // 2 - n_family
    if n_others < 0:
        raise ValueError(
            text(
                "ties_per_customer = {mean_ties}: households alone make {n_family}. "
                "Raise it to at least that, or lower household_size.",
                {"mean_ties": mean_ties, "n_family": format(2 * n_family / n, ".3g")},
            )
        )
    if n_others > 0 and tie_shares[1] + tie_shares[2] == 0:
        raise ValueError(
            text(
                "tie_shares = {tie_shares}: ties outside the household need a share "
                "of friends or colleagues above 0.",
                {"tie_shares": tie_shares},
            )
        )
    everyone = np.full(n, n, dtype=np.int32)
    family, outside = (pair_key(seed, part, Purpose.NETWORK) for part in (1, 0))
    return _tied_in(
        [
            _Sweep(family, _following(n), household, 0, n, 1.0),
            _Sweep(outside, household, everyone, 0, n, n_others / max(n_apart, 1)),
        ]
    )
