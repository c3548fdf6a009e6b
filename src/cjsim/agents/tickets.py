"""Today's tickets: who brings a problem, by which way and when, and how much work it is."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray

from cjsim.agents.queue import HOURS_PER_DAY, N_PRIORITIES, TICKET
from cjsim.journey.listening import marked
from cjsim.journey.luck import Purpose, pair_key, uniform_pair
from cjsim.journey.plain import Entry
from cjsim.journey.trouble import OTHERS_TOO
from cjsim.scenarios.schema_support import SUPPORT_KINDS, Support

_COPIES_OF_A_KIND = 1 << 20
_MINUTES_PER_HOUR = 60.0

# The angle of a normal draw comes from the same key as its length, under a copy number
# that no ticket has.
_ANGLE = 1 << 31


class DeskNumbers(NamedTuple):
    """What a market file says of its desk today, as arrays.

    Of each way: `edges`, the shares of the contacts that come by it or one before it, and
    `patience_hours`. Of each kind of problem: `handle_hours`, `places` in the order of service,
    and `solved_times`, how often it is solved against the usual. `skill` (ways,) is the share
    of contacts solved; contacts come from `from_hour` to `to_hour`.
    """

    edges: NDArray[np.float64]
    patience_hours: NDArray[np.float64]
    skill: NDArray[np.float64]
    handle_hours: NDArray[np.float64]
    places: NDArray[np.int64]
    solved_times: NDArray[np.float64]
    handle_cv: float
    from_hour: float
    to_hour: float


def numbers_of(support: Support) -> DeskNumbers:
    """Return what the file says of the desk, moved by levers."""
    ways = list(support.channels.values())
    kinds = [getattr(support.kinds, name) for name in SUPPORT_KINDS]
    minutes = [float(kind.handle_minutes) * float(support.handle_times) for kind in kinds]
    return DeskNumbers(
        np.cumsum([float(way.share) for way in ways]),
        np.array([float(way.patience_hours) for way in ways]),
        np.array([support.skill_of(name) for name in support.channels]),
        np.array([each / _MINUTES_PER_HOUR for each in minutes]),
        np.array([support.place_of(name) for name in SUPPORT_KINDS], np.int64),
        np.array([float(kind.solved_times) for kind in kinds]),
        float(support.handle_cv),
        float(support.contacts_from_hour),
        float(support.contacts_to_hour),
    )


@njit(cache=True, nogil=True)
def _count(busy, opening, others):
    """Return how many tickets there are today."""
    n_tickets = 0
    for i in busy:
        if opening[i] != OTHERS_TOO:
            n_tickets += 1
        if opening[i] >= OTHERS_TOO:
            for kind in range(others.shape[1]):
                n_tickets += others[i, kind]
    return n_tickets


_COUNT = Entry(_count)


@njit(cache=True, nogil=True)
def _write_whose(busy, opening, others, customers, tickets):
    """Write whose each ticket is and of which kind: customers' own first, then the others'."""
    place = 0
    for i in busy:
        if opening[i] != OTHERS_TOO:
            ticket = tickets[place]
            ticket.customer = i
            ticket.kind = opening[i] % OTHERS_TOO - 1
            ticket.is_own = 1
            ticket.n_contacts = customers[i].n_contacts
            place += 1
    for i in busy:
        if opening[i] >= OTHERS_TOO:
            for kind in range(others.shape[1]):
                for number in range(others[i, kind]):
                    ticket = tickets[place]
                    ticket.customer = i
                    ticket.copy = 1 + kind * _COPIES_OF_A_KIND + number
                    ticket.kind = kind
                    ticket.n_contacts = 1
                    place += 1


_WRITE_WHOSE = Entry(_write_whose)


def gather(
    opening: NDArray[np.uint8], others: NDArray[np.uint16], customers: NDArray[np.void]
) -> NDArray[np.void]:
    """Return a TICKET for each problem that arose today, without its luck.

    Args:
        opening: (customers,) as the sweep writes it: the kind of each one's own problem, 0
            none, plus `OTHERS_TOO` where a row of `others` is filled.
        others: (customers, kinds) problems of the other people each stands for; these are
            numbered by kind.
        customers: (customers,) records, which say which contact about their problem it is.
    """
    busy = marked(opening)
    tickets = np.zeros(_COUNT(busy, opening, others), TICKET)
    _WRITE_WHOSE(busy, opening, others, customers, tickets)
    return tickets


@njit(cache=True, nogil=True)
def _lognormal_spread(cv):
    """Return the standard deviation of the logarithm, by the coefficient of variation."""
    return math.sqrt(math.log1p(cv * cv))


@njit(cache=True, nogil=True)
def _fill_ticket(ticket, keys, hours, patience, handle, cv, spread):
    """Write hour, patience and handling of a ticket, by the luck of (customer, copy).

    `spread` is the `_lognormal_spread` of `cv`, the rest as `open_tickets` has it; `hours` are
    the first, how many there are, and the last.
    """
    hour_key, patience_key, service_key = keys
    first_hour, span_hours, last_hour = hours
    customer, copy = ticket.customer, ticket.copy
    hour = first_hour + span_hours * uniform_pair(hour_key, customer, copy)
    ticket.opened_hour = min(hour, last_hour)
    mean = patience[ticket.channel]
    waits = -math.log1p(-uniform_pair(patience_key, customer, copy))
    ticket.patience_hours = mean if mean == np.inf else mean * waits
    size = -math.log1p(-uniform_pair(service_key, customer, copy))
    if cv != 1.0:  # Box and Muller (1958): the root of twice an exponential is the length
        angle = 2.0 * math.pi * uniform_pair(service_key, customer, copy + _ANGLE)
        normal = math.sqrt(2.0 * size) * math.cos(angle)
        size = math.exp(spread * normal - 0.5 * spread * spread)
    ticket.handle_hours = handle[ticket.kind] * size
    ticket.begin_hour = np.nan


def _luck_keys(seed: int, day: int) -> tuple[np.uint64, ...]:
    """Return the keys of a day's hours, patience and handling."""
    purposes = (Purpose.TICKET_HOUR, Purpose.TICKET_PATIENCE, Purpose.TICKET_SERVICE)
    return tuple(pair_key(seed, day, purpose) for purpose in purposes)


def _hours(day: int, from_hour: float, to_hour: float) -> tuple[float, float, float]:
    """Return the first hour of a day's tickets, how many there are, and the last."""
    start = day * HOURS_PER_DAY
    # In floating point the sum of day and hour may round up to the hour that is not included.
    last = float(np.nextafter(start + to_hour, start))
    return start + float(from_hour), float(to_hour - from_hour), last


@njit(cache=True, nogil=True)
def _date(
    tickets, is_fresh, way_key, keys, hours, edges, patience, handle, cv, places, since_hours
):
    """Write what `date` says, ticket by ticket, by the luck of (customer, copy)."""
    spread = _lognormal_spread(cv)
    for i in range(tickets.size):
        ticket = tickets[i]
        if is_fresh:
            u = uniform_pair(way_key, ticket.customer, ticket.copy)
            way = 0
            while way < edges.size - 1 and u >= edges[way]:
                way += 1
            ticket.channel = way
        ticket.priority = places[ticket.kind]
        _fill_ticket(ticket, keys, hours, patience, handle, cv, spread)
        if ticket.is_own == 1:
            if ticket.n_contacts == 1:
                since_hours[ticket.customer] = ticket.opened_hour
            ticket.since_hour = since_hours[ticket.customer]
        elif ticket.n_contacts == 1:
            ticket.since_hour = ticket.opened_hour


_DATE = Entry(_date)


def date(
    tickets: NDArray[np.void],
    is_fresh: bool,
    seed: int,
    day: int,
    numbers: DeskNumbers,
    since_hours: NDArray[np.float64],
) -> None:
    """Give TICKETs of a day their hour, patience, work, class of service, and first hour.

    Fresh ones also get their way. `since_hours` (customers,) remembers when each customer first
    brought its own problem, and is written at the first contact about it.
    """
    _DATE(
        tickets,
        is_fresh,
        pair_key(seed, day, Purpose.TICKET_CHANNEL),
        _luck_keys(seed, day),
        _hours(day, numbers.from_hour, numbers.to_hour),
        numbers.edges,
        numbers.patience_hours,
        numbers.handle_hours,
        numbers.handle_cv,
        numbers.places,
        since_hours,
    )


@njit(cache=True, nogil=True)
def _fill_tickets(tickets, keys, hours, patience, handle, cv):
    """Write the luck of each ticket (see `_fill_ticket`)."""
    spread = _lognormal_spread(cv)
    for i in range(tickets.size):
        _fill_ticket(tickets[i], keys, hours, patience, handle, cv, spread)


_FILL_TICKETS = Entry(_fill_tickets)


def open_tickets(
    seed: int,
    day: int,
    customers: ArrayLike,
    kinds: ArrayLike,
    channels: ArrayLike,
    priorities: ArrayLike,
    n_copies: ArrayLike,
    from_hour: float,
    to_hour: float,
    patience_hours_mean: ArrayLike,
    handle_hours_mean: ArrayLike,
    handle_cv: float,
) -> NDArray[np.void]:
    """Return the TICKETs that customers, and the people each stands for, open on one day.

    A ticket's luck depends on seed, day, customer and copy number only, not on who else opens
    one. Hours are uniform, patience is exponential and handling lognormal; a coefficient of
    variation of exactly 1 means exponential handling instead, so that Erlang's formulas hold.

    Args:
        seed: Of the market.
        day: From 0.
        customers: Ids, shape (n,), each at most once a day.
        kinds: Of each customer's ticket, an index of `handle_hours_mean`, shape (n,).
        channels: Of each customer's ticket, an index of `patience_hours_mean`, shape (n,).
        priorities: Of each customer's ticket, 0 (urgent) to 3 (low), shape (n,).
        n_copies: Tickets of the real market each one stands for, shape (n,), at least 1; the
            first is the customer's own.
        from_hour: Hour of the day tickets may be opened from, at least 0.
        to_hour: Hour of the day before which all are opened, above `from_hour`, at most 24.
        patience_hours_mean: Of each channel, above 0; inf: nobody gives up.
        handle_hours_mean: Of each kind, above 0.
        handle_cv: Standard deviation of handling over its mean, at least 0.

    Raises:
        ValueError: If a number is out of its range.
    """
    ids = np.ascontiguousarray(customers, dtype=np.int64)
    kind = np.ascontiguousarray(kinds, dtype=np.int64)
    channel = np.ascontiguousarray(channels, dtype=np.int64)
    priority = np.ascontiguousarray(priorities, dtype=np.int64)
    copies = np.ascontiguousarray(n_copies, dtype=np.int64)
    patience = np.ascontiguousarray(patience_hours_mean, dtype=np.float64)
    handle = np.ascontiguousarray(handle_hours_mean, dtype=np.float64)
    _check_ids(ids, kind, channel, priority, copies)
    _check_column("customers", ids, 0, _ANGLE)
    _check_column("kinds", kind, 0, handle.size)
    _check_column("channels", channel, 0, patience.size)
    _check_column("priorities", priority, 0, N_PRIORITIES)
    _check_column("n_copies", copies, 1, _ANGLE)
    _check_numbers(from_hour, to_hour, patience, handle, handle_cv)
    tickets = np.zeros(int(copies.sum()), dtype=TICKET)
    whole = np.repeat(np.arange(ids.size), copies)
    for name, column in (("customer", ids), ("kind", kind), ("channel", channel)):
        tickets[name] = column[whole]
    tickets["priority"] = priority[whole]
    tickets["copy"] = np.arange(whole.size) - np.repeat(np.cumsum(copies) - copies, copies)
    tickets["is_own"] = tickets["copy"] == 0
    tickets["n_contacts"] = 1
    _FILL_TICKETS(
        tickets, _luck_keys(seed, day), _hours(day, from_hour, to_hour), patience, handle,
        float(handle_cv),
    )  # fmt: skip
    return tickets


def _check_ids(ids: NDArray[np.int64], *columns: NDArray[np.int64]) -> None:
    if ids.ndim != 1 or any(column.shape != ids.shape for column in columns):
        raise ValueError("customers, kinds, channels, priorities and n_copies differ in shape.")
    if np.unique(ids).size != ids.size:
        raise ValueError("customers: an id occurs twice; a customer opens one ticket a day.")


def _check_column(name: str, column: NDArray[np.int64], low: int, high: int) -> None:
    if column.size > 0 and (column.min() < low or column.max() >= high):
        raise ValueError(
            f"{name} has {column.min()} to {column.max()}: allowed are {low} to {high - 1}."
        )


def _check_numbers(
    from_hour: float,
    to_hour: float,
    patience: NDArray[np.float64],
    handle: NDArray[np.float64],
    handle_cv: float,
) -> None:
    if not 0 <= from_hour < to_hour <= HOURS_PER_DAY:
        raise ValueError(
            f"from_hour = {from_hour}, to_hour = {to_hour}: need 0 <= from_hour < to_hour <= 24."
        )
    if not (patience > 0).all():
        raise ValueError(f"patience_hours_mean = {patience.tolist()}: all must be above 0.")
    if not ((handle > 0) & np.isfinite(handle)).all():
        raise ValueError(f"handle_hours_mean = {handle.tolist()}: all must be above 0 and finite.")
    if not 0 <= handle_cv < math.inf:
        raise ValueError(f"handle_cv = {handle_cv}: must be at least 0 and finite.")
