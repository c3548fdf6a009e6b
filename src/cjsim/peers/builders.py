"""The ready-made networks: ring, small world, random, scale-free, households and others.

Every random number is a pure function of the seed and the places of customers in the
network (`luck.uniform_pair`), so a network does not depend on threads or on what was built
before.
"""

from __future__ import annotations

import difflib
import math
from typing import Literal, get_args

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cjsim.journey.luck import Purpose, pair_key, uniform_pair
from cjsim.language import text
from cjsim.peers import chance_ties, counted_ties, lattice_ties
from cjsim.peers.network import (
    Network,
    Pairs,
    Tie,
    check_n_customers,
    network_from_pairs,
    network_without_ties,
)

NetworkKind = Literal[
    "everyone",
    "none",
    "ring",
    "small_world",
    "random",
    "regular",
    "scale_free",
    "torus",
    "pairs",
    "cliques",
    "clustered",
    "households",
]
NETWORK_KINDS: tuple[NetworkKind, ...] = get_args(NetworkKind)


def build_network(
    kind: NetworkKind,
    n_customers: int,
    *,
    ties_per_customer: float,
    rewired_share: float = 0.1,
    same_segment_share: float = 0.0,
    household_size: float = 3.0,
    tie_shares: tuple[float, float, float] = (0.2, 0.5, 0.3),
    segments: NDArray[np.uint8] | None = None,
    seed: int,
) -> Network:
    """Return a ready-made network; the same arguments always give the same one.

    kind: one of `NETWORK_KINDS`. "everyone" and "none" hold no ties: where everyone mixes,
    whom a customer meets is computed, not stored.
    ties_per_customer: mean ties of a customer; a whole even number for ring, small_world and
    scale_free, a whole one for regular and cliques; torus (4), pairs (1), everyone
    and none ignore it.
    rewired_share: share of the ring's ties sent elsewhere (small_world only).
    same_segment_share: share of ties within a segment (clustered only), as far as the sizes
    of the segments allow.
    household_size: mean customers in a household (households only). assumption: 3.
    tie_shares: shares of family, friends and colleagues among ties, adding up to 1. In
    households, family is who lives together, and only the other two shares count.
    assumption: 0.2, 0.5, 0.3.
    segments: segment of each customer, [n_customers] (clustered only).
    Raises ValueError when an argument is out of its range.
    """
    check_n_customers(n_customers)
    _check_shares(rewired_share, same_segment_share, tie_shares)
    n, ties = n_customers, ties_per_customer
    household = np.empty(0, dtype=np.int32)
    pairs: Pairs
    match kind:
        case "everyone" | "none":
            return network_without_ties(n)
        case "ring":
            pairs = lattice_ties.ring(n, _even(kind, n, ties))
        case "small_world":
            pairs = lattice_ties.small_world(n, _even(kind, n, ties), rewired_share, seed)
        case "random":
            pairs = chance_ties.random(n, _mean(kind, n, ties), seed)
        case "regular":
            pairs = counted_ties.regular(n, _whole(kind, n, ties), seed)
        case "scale_free":
            pairs = counted_ties.scale_free(n, _even(kind, n, ties) // 2, seed)
        case "torus":
            pairs = lattice_ties.torus(n)
        case "pairs":
            pairs = lattice_ties.pairs(n)
        case "cliques":
            pairs = lattice_ties.cliques(n, _whole(kind, n, ties))
        case "clustered":
            mean = _mean(kind, n, ties)
            pairs = chance_ties.clustered(n, mean, same_segment_share, segments, seed)
        case "households":
            mean = _mean(kind, n, ties)
            household = chance_ties.households(n, household_size, seed)
            pairs = chance_ties.households_and_others(mean, household, tie_shares, seed)
        case _:
            raise ValueError(_unknown_kind(kind))
    types = _tie_types(pairs, household, tie_shares, seed)
    return network_from_pairs(*pairs, types, n_customers)


def _tie_types(
    pairs: Pairs,
    household: NDArray[np.int32],
    tie_shares: tuple[float, float, float],
    seed: int,
) -> NDArray[np.uint8]:
    """Return the `Tie` of each pair: family within a household, else drawn by shares."""
    family, friend, colleague = tie_shares
    if household.size:
        family = 0.0
    total = family + friend + colleague
    friend_from, colleague_from = family / max(total, 1e-9), 1 - colleague / max(total, 1e-9)
    types = np.empty(pairs[0].size, dtype=np.uint8)
    key = pair_key(seed, 0, Purpose.NETWORK_TYPE)
    _draw_types(key, *pairs, household, friend_from, colleague_from, types)
    return types


@njit(cache=True, nogil=True)
def _draw_types(key, one, other, household, friend_from, colleague_from, types):
    for e in range(one.size):
        i, j = min(one[e], other[e]), max(one[e], other[e])
        if household.size > 0 and household[i] == household[j]:
            types[e] = Tie.FAMILY
            continue
        drawn = uniform_pair(key, i, j)
        if drawn < friend_from:
            types[e] = Tie.FAMILY
        elif drawn < colleague_from:
            types[e] = Tie.FRIEND
        else:
            types[e] = Tie.COLLEAGUE


def _mean(kind: str, n_customers: int, ties: float) -> float:
    if not 0 <= ties <= n_customers - 1:
        raise ValueError(
            text(
                "ties_per_customer = {ties}: {kind} with n_customers = {n_customers} "
                "takes 0 to {most}, all the others. Lower it, or simulate "
                "more customers.",
                {
                    "ties": ties,
                    "kind": kind,
                    "n_customers": n_customers,
                    "most": n_customers - 1,
                },
            )
        )
    return float(ties)


def _whole(kind: str, n_customers: int, ties: float, multiple_of: int = 1) -> int:
    most = (n_customers - 1) // multiple_of * multiple_of
    if not multiple_of <= ties <= most or ties % multiple_of:
        word = text("even ") if multiple_of == 2 else ""
        raise ValueError(
            text(
                "ties_per_customer = {ties}: {kind} with n_customers = {n_customers} "
                "takes a whole {word}number from {multiple_of} to {most}. Change it, "
                'simulate more customers, or choose "random", which takes any mean.',
                {
                    "ties": ties,
                    "kind": kind,
                    "n_customers": n_customers,
                    "word": word,
                    "multiple_of": multiple_of,
                    "most": most,
                },
            )
        )
    return int(ties)


def _even(kind: str, n_customers: int, ties: float) -> int:
    return _whole(kind, n_customers, ties, multiple_of=2)


def _check_shares(
    rewired_share: float, same_segment_share: float, tie_shares: tuple[float, float, float]
) -> None:
    for name, share in (
        ("rewired_share", rewired_share),
        ("same_segment_share", same_segment_share),
    ):
        if not 0 <= share <= 1:
            raise ValueError(
                text(
                    "{name} = {share}: a share is from 0 to 1 (10 % is 0.1).",
                    {"name": name, "share": share},
                )
            )
    is_share = len(tie_shares) == len(Tie) and all(0 <= share <= 1 for share in tie_shares)
    if not is_share or not math.isclose(sum(tie_shares), 1, abs_tol=1e-6):
        raise ValueError(
            text(
                "tie_shares = {tie_shares}: give the shares of family, friends and "
                "colleagues, each from 0 to 1, adding up to 1.",
                {"tie_shares": tie_shares},
            )
        )


def _unknown_kind(kind: str) -> str:
    close = difflib.get_close_matches(str(kind), NETWORK_KINDS, n=1)
    meant = text(' Did you mean "{close}"?', {"close": close[0]}) if close else ""
    return text(
        'network kind "{kind}" is unknown.{meant} The kinds are {network_kinds}.',
        {"kind": kind, "meant": meant, "network_kinds": ", ".join(NETWORK_KINDS)},
    )
