"""A support desk's queue in continuous time: what a ticket is, and a day's work.

Staff take the most urgent ticket first, and the one opened first among equals; they do not
put a ticket aside for a more urgent one. Who waits longer than their patience leaves.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cjsim.journey.plain import Entry

N_PRIORITIES = 4  # unless a desk has other classes; 0 is served first
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


@njit(cache=True, nogil=True)
def _next_ticket(tickets, first, following, now, way_opens, way_closes):
    """Take the next ticket out of its line: most urgent, then earliest; -1 if none may begin.

    There is a line for each priority and way. `first` (priorities, ways) is the first ticket of
    each line, -1 of an empty one; `following` (tickets,) the one behind each.
    """
    n_priorities, n_ways = first.shape
    for priority in range(n_priorities):
        best, best_way = -1, -1
        for way in range(n_ways):
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
    n_priorities, n_ways = first.shape
    for way in range(n_ways):
        if now < way_opens[way] < soonest:
            for priority in range(n_priorities):
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

    n_priorities = n_ways = 0
    for i in range(tickets.size):
        n_priorities = max(n_priorities, tickets[i].priority + 1)
        n_ways = max(n_ways, tickets[i].channel + 1)
    first = np.full((n_priorities, n_ways), -1, np.int64)
    last = np.full((n_priorities, n_ways), -1, np.int64)
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
