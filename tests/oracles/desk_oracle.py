"""A support desk once more, slow and plain: one list of events for all days together.

It shares no code and no method with the desk of the package, which works day by day over
staff: here every arrival, reply, departure, opening and closing is an event on one clock,
and a desk of n staff is a desk that begins a ticket only while fewer than n are in hand.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import NamedTuple

ANSWERED, ABANDONED = 1, 2
# What happens at one moment happens in this order; replies begin before patience ends.
SHIFT, CLOSE, OPEN, DONE, ARRIVE, LOSE_PATIENCE = range(6)


class Ticket(NamedTuple):
    """A ticket; equal opening hours are ordered by the fields that follow, own before copies."""

    opened_hour: float
    customer: int
    is_copy: int
    kind: int
    channel: int
    priority: int
    handle_hours: float
    patience_hours: float


class Day(NamedTuple):
    """Staff and opening hours of one day."""

    staff: int
    open_hour: float
    close_hour: float


@dataclass
class Fate:
    """What became of a ticket: nothing yet, a reply begun at an hour, or a customer gone."""

    ticket: Ticket
    result: int = 0
    hour: float = float("nan")
    day: int = -1

    @property
    def wait_hours(self) -> float:
        if self.result == ABANDONED:
            return self.ticket.patience_hours
        return self.hour - self.ticket.opened_hour


def run_desk(tickets: list[Ticket], days: list[Day]) -> tuple[list[Fate], list[float]]:
    """Return the fate of each ticket, and the hours spent on tickets within each day."""
    fates = [Fate(ticket) for ticket in sorted(tickets)]
    events: list[tuple[float, int, int]] = []
    for number, day in enumerate(days):
        events.append((number * 24.0, SHIFT, number))
        if day.open_hour < day.close_hour:
            events.append((number * 24.0 + day.open_hour, OPEN, number))
            events.append((number * 24.0 + day.close_hour, CLOSE, number))
    for index, fate in enumerate(fates):
        ticket = fate.ticket
        events.append((ticket.opened_hour, ARRIVE, index))
        events.append((ticket.opened_hour + ticket.patience_hours, LOSE_PATIENCE, index))
    heapq.heapify(events)

    today, staff, in_hand, is_open = -1, 0, 0, False
    waiting: list[int] = []
    while events and events[0][0] < 24.0 * len(days):
        hour, what, index = heapq.heappop(events)
        if what == SHIFT:
            today, staff = index, days[index].staff
        elif what in (OPEN, CLOSE):
            is_open = what == OPEN
        elif what == DONE:
            in_hand -= 1
        elif what == ARRIVE:
            waiting.append(index)
        elif index in waiting:
            waiting.remove(index)
            fates[index] = Fate(fates[index].ticket, ABANDONED, hour, today)
        if events and events[0][0] == hour and events[0][1] < LOSE_PATIENCE:
            continue
        while is_open and waiting and in_hand < staff:
            chosen = min(waiting, key=lambda i: (fates[i].ticket.priority, i))
            waiting.remove(chosen)
            in_hand += 1
            fates[chosen] = Fate(fates[chosen].ticket, ANSWERED, hour, today)
            heapq.heappush(events, (hour + fates[chosen].ticket.handle_hours, DONE, chosen))
    return fates, _busy_hours(fates, len(days))


def _busy_hours(fates: list[Fate], n_days: int) -> list[float]:
    busy = [0.0] * n_days
    for fate in fates:
        if fate.result == ANSWERED:
            done = fate.hour + fate.ticket.handle_hours
            for day in range(n_days):
                busy[day] += max(0.0, min(done, day * 24.0 + 24) - max(fate.hour, day * 24.0))
    return busy
