"""A support desk's queue in continuous time: what a ticket is, its luck, and a day's work.

Staff take the most urgent ticket first, and the one opened first among equals; they do not
put a ticket aside for a more urgent one. Who waits longer than their patience leaves.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray

from cjsim.journey.luck import Purpose, pair_key, uniform_pair
from cjsim.journey.plain import Entry

N_PRIORITIES = 4  # unless a desk has other classes; 0 is served first
MAX_PRIORITIES = 8
MAX_WAYS = 8  # ways to reach a desk
HOURS_PER_DAY = 24.0

TICKET = np.dtype(
    [
        ("customer", "i4"),  # id of the simulated customer it belongs to
        ("copy", "i4"),  # 0: the customer's own; others: of the people the customer stands for
        ("n_contacts", "u1"),  # which contact about the same problem it is
        ("is_own", "u1"),  # 1: the customer's own; 0: of the people the customer stands for
        ("kind", "u1"),
        ("channel", "u1"),
        ("priority", "u1"),  # lower numbers are served first
        ("opened_hour", "f8"),  # from the start of day 0
        ("patience_hours", "f8"),  # longest wait for a first reply; inf: never gives up
        ("handle_hours", "f8"),  # staff time it takes
        ("begin_hour", "f8"),  # when staff begin it, the first reply; nan until then
        ("since_hour", "f8"),  # when the problem was first brought; a contact before may have been
    ]
)  # no gaps between the fields: equal tickets are equal bytes


# The angle of a normal draw comes from the same key as its length, under a copy number
# that no ticket has.
_ANGLE = 1 << 31


@njit(cache=True, nogil=True)
def _next_ticket(tickets, first, following, now, way_opens, way_closes):
    """Take the next ticket out of its line: most urgent, then earliest; -1 if none may begin.

    There is a line for each priority and way. `first` (priorities, ways) is the first ticket of
    each line, -1 of an empty one; `following` (tickets,) the one behind each.
    """
    for priority in range(MAX_PRIORITIES):
        best, best_way = -1, -1
        for way in range(MAX_WAYS):
            if now < way_opens[way] or now >= way_closes[way]:
                continue
            i = first[priority, way]
            while i >= 0 and tickets[i].opened_hour + tickets[i].patience_hours < now:
                i = following[i]  # gave up
            first[priority, way] = i
            if i >= 0 and (best < 0 or i < best):
                best, best_way = i, way
        if best >= 0:
            first[priority, best_way] = following[best]
            return best
    return -1


@njit(cache=True, nogil=True)
def _next_opening(first, now, way_opens):
    """Return the hour at which the next way with someone in line opens, inf if none does."""
    soonest = np.inf
    for way in range(MAX_WAYS):
        if now < way_opens[way] < soonest:
            for priority in range(MAX_PRIORITIES):
                if first[priority, way] >= 0:
                    soonest = way_opens[way]
    return soonest


@njit(cache=True, nogil=True)
def _work(tickets, free_hours, n_staff, day_start, opens, closes, way_opens, way_closes):
    """Do what `work_one_day` says; `way_opens` and `way_closes` (MAX_WAYS,) are of each way."""
    day_end = day_start + HOURS_PER_DAY
    busy_hours = 0.0
    free = [hour for hour in free_hours]  # noqa: C416  Numba has no list(array)
    for hour in free:
        busy_hours += max(0.0, min(hour, day_end) - day_start)
    heapq.heapify(free)
    # Those who are to leave are the first to become free: nobody begins a ticket before.
    while len(free) > n_staff and free[0] < day_end:
        heapq.heappop(free)
    while len(free) < n_staff:
        heapq.heappush(free, day_start)

    first = np.full((MAX_PRIORITIES, MAX_WAYS), -1, np.int64)
    last = np.full((MAX_PRIORITIES, MAX_WAYS), -1, np.int64)
    following = np.full(tickets.size, -1, np.int64)
    arrived = 0
    now = opens
    while len(free) > 0:
        now = max(now, free[0])
        if now >= closes:
            break
        while arrived < tickets.size and tickets[arrived].opened_hour <= now:
            priority, way = tickets[arrived].priority, tickets[arrived].channel
            if first[priority, way] < 0:
                first[priority, way] = arrived
            else:
                following[last[priority, way]] = arrived
            last[priority, way] = arrived
            arrived += 1
        i = _next_ticket(tickets, first, following, now, way_opens, way_closes)
        if i >= 0:
            tickets[i].begin_hour = now
            done = now + tickets[i].handle_hours
            busy_hours += min(done, day_end) - now
            heapq.heapreplace(free, done)
            continue
        now = _next_opening(first, now, way_opens)
        if arrived < tickets.size:
            now = min(now, tickets[arrived].opened_hour)
        if now == np.inf:
            break
    return np.array(free), busy_hours


_WORK = Entry(_work)


def work_one_day(
    tickets: NDArray[np.void],
    free_hours: NDArray[np.float64],
    n_staff: int,
    day_start: float,
    opens: float,
    closes: float,
    hours_of_ways: Sequence[tuple[float, float]] = (),
) -> tuple[NDArray[np.float64], float]:
    """Let staff work through one day, writing `begin_hour` of each ticket they begin.

    All hours count from the start of day 0. `tickets` are the waiting ones and those of the
    day, in order of arrival, none begun; `free_hours` is when each of the staff of yesterday
    is next free. A ticket begins in `[opens, closes)`, and within the hours of the way it came
    by where `hours_of_ways` says them, or not today. Patience that ends at the very moment a
    reply begins was just enough.

    Returns the new `free_hours` and the hours spent on tickets within this day.
    """
    way_opens, way_closes = np.full(MAX_WAYS, float(opens)), np.full(MAX_WAYS, float(closes))
    for way, (first_hour, last_hour) in enumerate(hours_of_ways):
        way_opens[way], way_closes[way] = first_hour, last_hour
    free, busy_hours = _WORK(
        tickets, free_hours, int(n_staff), float(day_start), float(opens), float(closes),
        way_opens, way_closes,
    )  # fmt: skip
    return free, float(busy_hours)


@njit(cache=True, nogil=True)
def _fill_tickets(tickets, keys, hours, patience, handle, cv):
    """Write hour, patience and handling of each ticket, by the luck of (customer, copy)."""
    hour_key, patience_key, service_key = keys
    first_hour, span_hours, last_hour = hours
    spread = math.sqrt(math.log1p(cv * cv))
    for i in range(tickets.size):
        ticket = tickets[i]
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


_FILL_TICKETS = Entry(_fill_tickets)


def date_tickets(
    tickets: NDArray[np.void],
    seed: int,
    day: int,
    from_hour: float,
    to_hour: float,
    patience_hours_mean: ArrayLike,
    handle_hours_mean: ArrayLike,
    handle_cv: float,
) -> None:
    """Give TICKETs that say whose and what they are their hour, patience and handling time.

    The arguments are those of `open_tickets`, which looks whether they may be; here they are
    taken as they come. `customer`, `copy`, `kind` and `channel` of the tickets are read.
    """
    patience = np.ascontiguousarray(patience_hours_mean, dtype=np.float64)
    handle = np.ascontiguousarray(handle_hours_mean, dtype=np.float64)
    start = day * HOURS_PER_DAY
    # In floating point the sum of day and hour may round up to the hour that is not included.
    last = float(np.nextafter(start + to_hour, start))
    purposes = (Purpose.TICKET_HOUR, Purpose.TICKET_PATIENCE, Purpose.TICKET_SERVICE)
    _FILL_TICKETS(
        tickets,
        tuple(pair_key(seed, day, purpose) for purpose in purposes),
        (float(start + from_hour), float(to_hour - from_hour), last),
        patience,
        handle,
        float(handle_cv),
    )


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
    date_tickets(tickets, seed, day, from_hour, to_hour, patience, handle, handle_cv)
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
