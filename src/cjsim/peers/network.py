"""The network: who is tied to whom, as compressed rows.

Row `i` of a `Network` is `others[starts[i] : starts[i + 1]]`, the customers that customer `i`
is tied to, lowest id first. A tie stands in the rows of both, with one type.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray

from cjsim.language import number, text

if TYPE_CHECKING:
    import networkx as nx

MAX_TIED_CUSTOMERS = 2**31 - 1  # an id in `others` is an int32
TIE_TYPES = ("family", "friend", "colleague")
Pairs = tuple[NDArray[np.int32], NDArray[np.int32]]
"""The two customers of each tie, [n_ties] and [n_ties]."""


class Tie(IntEnum):
    """What a tie is; its number is its place in `TIE_TYPES`."""

    FAMILY = 0
    FRIEND = 1
    COLLEAGUE = 2


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Who is tied to whom: ties are mutual, typed, never double and never to oneself."""

    starts: NDArray[np.int64]
    """Where each customer's row begins in `others`, and last the end of all, [n + 1]."""
    others: NDArray[np.int32]
    """The customers at the other end of each tie, row after row, rows in order of id, [m]."""
    tie_types: NDArray[np.uint8]
    """The `Tie` of each entry of `others`, [m]."""

    @property
    def n_customers(self) -> int:
        """Number of customers, with or without ties."""
        return self.starts.size - 1

    @property
    def n_ties(self) -> int:
        """Number of ties; a tie between two customers counts once."""
        return self.others.size // 2

    @property
    def mean_ties(self) -> float:
        """Mean number of ties of a customer."""
        return self.others.size / self.n_customers

    @property
    def n_bytes(self) -> int:
        """Memory of the three arrays, in bytes."""
        return self.starts.nbytes + self.others.nbytes + self.tie_types.nbytes

    def ties_of(self, customer: int) -> list[tuple[int, str]]:
        """Return (other customer, name of the tie's type) for each tie of one customer.

        Raises IndexError when there is no such customer.
        """
        if not 0 <= customer < self.n_customers:
            raise IndexError(
                text(
                    "customer = {customer}: this network's customers are 0 to {n_customers}.",
                    {"customer": customer, "n_customers": self.n_customers - 1},
                )
            )
        row = slice(self.starts[customer], self.starts[customer + 1])
        types = self.tie_types[row].tolist()
        return [(i, TIE_TYPES[t]) for i, t in zip(self.others[row].tolist(), types, strict=True)]

    def edges(self) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
        """Return each tie once: ids [n_ties, 2], the lower first, and types [n_ties].

        `network_from_edges(ids, n_customers, types)` makes the same network again.
        """
        ids = np.arange(self.n_customers, dtype=np.int32)
        owner = np.repeat(ids, np.diff(self.starts))
        is_lower = owner < self.others
        return np.stack([owner[is_lower], self.others[is_lower]], axis=1), self.tie_types[is_lower]


@njit(cache=True, nogil=True)
def _fill_rows(one, other, types, starts, others, tie_types):
    """Write each pair into the rows of both its customers, rows in order of id."""
    n_customers = starts.size - 1
    for e in range(one.size):
        starts[one[e] + 1] += 1
        starts[other[e] + 1] += 1
    for i in range(n_customers):
        starts[i + 1] += starts[i]
    place = starts[:-1].copy()
    for e in range(one.size):
        i, j = one[e], other[e]
        others[place[i]] = j
        tie_types[place[i]] = types[e]
        place[i] += 1
        others[place[j]] = i
        tie_types[place[j]] = types[e]
        place[j] += 1
    for i in range(n_customers):
        _sort_row(others, tie_types, starts[i], starts[i + 1])


@njit(cache=True, nogil=True)
def _sort_row(others, tie_types, begin, end):
    """Sort one row by id: by insertion when short, by Shell's gaps when a hub's."""
    gap = 1
    while gap < (end - begin) // 9:
        gap = 3 * gap + 1
    while gap > 0:
        for s in range(begin + gap, end):
            other, tie_type = others[s], tie_types[s]
            place = s
            while place >= begin + gap and others[place - gap] > other:
                others[place] = others[place - gap]
                tie_types[place] = tie_types[place - gap]
                place -= gap
            others[place] = other
            tie_types[place] = tie_type
        gap //= 3


@njit(cache=True, nogil=True)
def _merge_repeats(starts, others, tie_types):
    """Keep one of each repeated entry of sorted rows, in place.

    Returns the customer, and the other, of the first tie given with two types, or (-1, -1).
    """
    kept = 0
    begin = starts[0]
    for i in range(starts.size - 1):
        end = starts[i + 1]
        row = kept
        for s in range(begin, end):
            if kept > row and others[kept - 1] == others[s]:
                if tie_types[kept - 1] != tie_types[s]:
                    return np.int64(i), np.int64(others[s])
                continue
            others[kept] = others[s]
            tie_types[kept] = tie_types[s]
            kept += 1
        begin = end
        starts[i + 1] = kept
    return np.int64(-1), np.int64(-1)


@njit(cache=True, nogil=True)
def holds(row, customer):
    """Return whether a row, in any order, holds a customer."""
    for s in range(row.size):
        if row[s] == customer:
            return True
    return False


def network_without_ties(n_customers: int) -> Network:
    """Return the network of customers who know nobody."""
    starts = np.zeros(n_customers + 1, dtype=np.int64)
    return Network(starts, np.empty(0, dtype=np.int32), np.empty(0, dtype=np.uint8))


def network_from_pairs(
    one: NDArray[np.int32],
    other: NDArray[np.int32],
    types: NDArray[np.uint8],
    n_customers: int,
) -> Network:
    """Return the network of pairs already known to be valid and all different.

    one, other: ids of the two customers of each tie, in any order, [n_ties].
    types: the `Tie` of each, [n_ties].
    """
    starts = np.zeros(n_customers + 1, dtype=np.int64)
    others = np.empty(2 * one.size, dtype=np.int32)
    tie_types = np.empty(2 * one.size, dtype=np.uint8)
    _fill_rows(one, other, types, starts, others, tie_types)
    return Network(starts, others, tie_types)


def network_from_edges(
    edges: ArrayLike,
    n_customers: int,
    tie_types: Sequence[str] | NDArray[np.uint8] | None = None,
) -> Network:
    """Return the network of a list of ties.

    edges: the ids (0 to n_customers - 1) of the two customers of each tie, [n_edges, 2];
    a tie listed twice, in either direction, is one tie.
    tie_types: the type of each, by name or as a `Tie`, [n_edges]; all friends if None.
    Raises ValueError when an id is out of range, a customer is tied to itself, a type is
    unknown, or a tie is listed with two types.
    """
    check_n_customers(n_customers)
    pairs = _checked_pairs(edges, n_customers)
    types = _checked_types(tie_types, len(pairs))
    one, other = (np.ascontiguousarray(pairs[:, end], dtype=np.int32) for end in (0, 1))
    network = network_from_pairs(one, other, types, n_customers)
    starts, others, codes = network.starts, network.others, network.tie_types
    i, j = _merge_repeats(starts, others, codes)
    if i >= 0:
        raise ValueError(
            text(
                "edges: customers {i} and {j} are tied twice, with different types. "
                "Keep one of the two rows.",
                {"i": i, "j": j},
            )
        )
    # Copies, so that the entries merged away give their memory back.
    return Network(starts, others[: starts[-1]].copy(), codes[: starts[-1]].copy())


def network_from_graph(graph: nx.Graph) -> Network:
    """Return the network of an undirected networkx graph.

    Nodes labelled 0 to n - 1 are the customers of those ids; any other labels are numbered
    in the order of `graph.nodes`. An edge's attribute `tie` names its type ("family",
    "friend" or "colleague"); an edge without one is a friend's.
    Raises ValueError when the graph is directed or ties a node to itself.
    """
    if graph.is_directed():
        raise ValueError(
            text(
                "graph is directed, but ties are mutual. Pass graph.to_undirected() "
                "if each arrow may be read as a tie of both."
            )
        )
    nodes = list(graph.nodes)
    n_customers = len(nodes)
    is_numbered = set(nodes) == set(range(n_customers))
    number = {node: node if is_numbered else place for place, node in enumerate(nodes)}
    edges = [(number[u], number[v]) for u, v in graph.edges()]
    types = [tie for _, _, tie in graph.edges(data="tie", default="friend")]
    return network_from_edges(np.array(edges, dtype=np.int64), n_customers, types)


def check_n_customers(n_customers: int) -> None:
    """Raise ValueError unless a network can have this many customers."""
    if not 1 <= n_customers <= MAX_TIED_CUSTOMERS:
        raise ValueError(
            text(
                "n_customers = {n_customers}: a network has 1 to {max_tied_customers} customers.",
                {"n_customers": n_customers, "max_tied_customers": number(MAX_TIED_CUSTOMERS)},
            )
        )


def _checked_pairs(edges: ArrayLike, n_customers: int) -> NDArray[np.integer]:
    pairs = np.asarray(edges)
    if pairs.size == 0:
        return np.empty((0, 2), dtype=np.int32)
    if pairs.ndim != 2 or pairs.shape[1] != 2:
        raise ValueError(
            text(
                "edges has the shape {shape}: give one row a tie and two columns, "
                "the ids of the two customers.",
                {"shape": pairs.shape},
            )
        )
    if not np.issubdtype(pairs.dtype, np.integer):
        raise ValueError(
            text(
                "edges holds {dtype}: customer ids are whole numbers. Number the "
                "customers from 0 and pass an array of integers.",
                {"dtype": pairs.dtype},
            )
        )
    is_bad = ((pairs < 0) | (pairs >= n_customers)).any(axis=1)
    if is_bad.any():
        row = int(is_bad.argmax())
        raise ValueError(
            text(
                "edges[{row}] = {pairs}: ids go from 0 to {n_customers}, as "
                "n_customers = {n_all}. Number the customers from 0, or "
                "raise n_customers.",
                {
                    "row": row,
                    "pairs": pairs[row].tolist(),
                    "n_customers": n_customers - 1,
                    "n_all": n_customers,
                },
            )
        )
    is_self = pairs[:, 0] == pairs[:, 1]
    if is_self.any():
        row = int(is_self.argmax())
        raise ValueError(
            text(
                "edges[{row}] = {pairs}: a customer cannot be tied to itself. Remove the row.",
                {"row": row, "pairs": pairs[row].tolist()},
            )
        )
    return pairs


def _checked_types(
    tie_types: Sequence[str] | NDArray[np.uint8] | None, n_edges: int
) -> NDArray[np.uint8]:
    if tie_types is None:
        return np.full(n_edges, Tie.FRIEND, dtype=np.uint8)
    if len(tie_types) != n_edges:
        raise ValueError(
            text(
                "tie_types has {n_tie_types} entries for {n_edges} edges: give one for each.",
                {"n_tie_types": len(tie_types), "n_edges": n_edges},
            )
        )
    given = np.asarray(tie_types)
    if np.issubdtype(given.dtype, np.integer):
        is_known = (given >= 0) & (given < len(TIE_TYPES))
        codes = given
    else:
        is_known = np.isin(given, TIE_TYPES)
        codes = np.select([given == name for name in TIE_TYPES], list(Tie))
    if not is_known.all():
        unknown = sorted({str(name) for name in given[~is_known].tolist()})
        raise ValueError(
            text(
                "tie_types holds {unknown}: a tie is one of {tie_types}, or their numbers 0, 1, 2.",
                {"unknown": ", ".join(unknown), "tie_types": ", ".join(TIE_TYPES)},
            )
        )
    return codes.astype(np.uint8)
