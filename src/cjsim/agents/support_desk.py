"""The support desk: staff who answer the tickets of the whole real market, day after day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum

import mesa
import numpy as np
from numpy.typing import NDArray

from cjsim.agents.queue import HOURS_PER_DAY, MAX_WAYS, N_PRIORITIES, TICKET, work_one_day
from cjsim.journey.records import joined


class Result(IntEnum):
    """How a ticket's wait ended."""

    ANSWERED = 1
    ABANDONED = 2


OUTCOME = np.dtype(
    [
        ("customer", "i4"),
        ("copy", "i4"),
        ("n_contacts", "u1"),
        ("is_own", "u1"),
        ("kind", "u1"),
        ("channel", "u1"),
        ("priority", "u1"),
        ("result", "u1"),  # a Result
        ("wait_hours", "f8"),  # until the first reply, or until the customer left
        ("handle_hours", "f8"),  # staff time it takes; 0 when abandoned
    ]
)
_COPIED = ("customer", "copy", "n_contacts", "is_own", "kind", "channel", "priority")


class SupportDesk(mesa.Agent):
    """A desk whose staff work through tickets in continuous time.

    Each day: `receive` the tickets opened that day, then `work`. Who waits at midnight still
    waits the next morning, and whoever is busy at closing time finishes the ticket in hand.

    Always, `n_opened == n_answered + n_abandoned + backlog`.
    """

    def __init__(self, model: mesa.Model, n_priorities: int = N_PRIORITIES) -> None:
        """Set up a desk with so many classes of urgency, without tickets or staff."""
        super().__init__(model)
        self.n_priorities = n_priorities
        self.ended = np.empty(0, dtype=TICKET)  # the TICKETs of the last day's outcomes
        self.n_opened = 0
        self.n_answered = 0
        self.n_abandoned = 0
        self.busy_hours = 0.0  # spent on tickets within the last day, overtime included
        self.staffed_hours = 0.0  # staff times opening hours of the last day
        self._waiting = np.empty(0, dtype=TICKET)
        self._received: list[NDArray[np.void]] = []
        self._free_hours = np.empty(0)
        self._next_day: int | None = None

    @property
    def waiting(self) -> NDArray[np.void]:
        """The TICKETs that have neither been begun nor abandoned (a copy)."""
        return joined(self._waiting, *self._received)

    @property
    def backlog(self) -> int:
        """Number of tickets that have neither been begun nor abandoned."""
        return self._waiting.size + sum(batch.size for batch in self._received)

    def receive(self, tickets: NDArray[np.void]) -> None:
        """Take in TICKETs opened on the day that is worked next, in any order.

        Raises:
            ValueError: If a field is out of its range.
        """
        if tickets.dtype != TICKET or tickets.ndim != 1:
            raise ValueError("tickets must be a one-dimensional array of dtype TICKET.")
        limits = {
            "is_own": tickets["is_own"] <= 1,
            "priority": tickets["priority"] < self.n_priorities,
            "channel": tickets["channel"] < MAX_WAYS,
            "opened_hour": np.isfinite(tickets["opened_hour"]),
            "patience_hours": tickets["patience_hours"] >= 0,
            "handle_hours": (tickets["handle_hours"] >= 0) & np.isfinite(tickets["handle_hours"]),
            "begin_hour": np.isnan(tickets["begin_hour"]),
        }
        for name, is_allowed in limits.items():
            if not is_allowed.all():
                value = tickets[name][~is_allowed][0]
                raise ValueError(f"a ticket with {name} = {value} cannot be received.")
        self._take_in(tickets.copy())

    def _take_in(self, tickets: NDArray[np.void]) -> None:
        """Take in TICKETs that are in order and nobody else's."""
        self._received.append(tickets)
        self.n_opened += tickets.size

    def put_in_classes(self, classes: Callable[[NDArray[np.void]], NDArray[np.int64]]) -> None:
        """Give those who wait from before the priority that `classes` says of their TICKETs."""
        self._waiting["priority"] = classes(self._waiting)

    def hand_over(self, other: SupportDesk) -> None:
        """Give all that waits to another desk, where it waits on."""
        other._waiting = _in_order_of_arrival(joined(other._waiting, self.waiting))
        other.n_opened += self.backlog
        self.n_opened -= self.backlog
        self._waiting, self._received = np.empty(0, dtype=TICKET), []

    def work(
        self,
        day: int,
        staff: int,
        open_hour: float,
        close_hour: float,
        hours_of_ways: Sequence[tuple[float, float]] = (),
    ) -> NDArray[np.void]:
        """Work through one day and return the OUTCOMEs of that day, in order of arrival.

        A ticket is answered on the day it is begun. When there are more staff than yesterday
        the new ones are free at midnight; when there are fewer, the first to become free leave.

        Args:
            day: One more than the day worked before.
            staff: People at work, at least 0.
            open_hour: Hour of the day from which tickets are begun, at least 0.
            close_hour: Hour of the day from which none is begun any more, at most 24.
            hours_of_ways: Such hours of each channel, where they are not the desk's.

        Raises:
            ValueError: If an argument is out of its range or a ticket is not of this day.
        """
        self._check_day(day, staff, open_hour, close_hour)
        start = day * HOURS_PER_DAY
        end = start + HOURS_PER_DAY
        new = joined(np.empty(0, dtype=TICKET), *self._received)
        is_of_day = (new["opened_hour"] >= start) & (new["opened_hour"] < end)
        if not is_of_day.all():
            hour = new["opened_hour"][~is_of_day][0]
            raise ValueError(f"a ticket opened at hour {hour} is not of day {day}.")
        # Who waits from before today came before everybody of today.
        tickets = joined(self._waiting, _in_order_of_arrival(new))
        self._free_hours, self.busy_hours = work_one_day(
            tickets, self._free_hours, int(staff), start, start + open_hour, start + close_hour,
            [(start + opens, start + closes) for opens, closes in hours_of_ways],
        )  # fmt: skip
        self.staffed_hours = staff * (close_hour - open_hour)

        is_answered = ~np.isnan(tickets["begin_hour"])
        gives_up = tickets["opened_hour"] + tickets["patience_hours"] < end
        is_over = is_answered | gives_up
        self._waiting = tickets[~is_over]
        self._received = []
        self._next_day = day + 1
        self.ended = tickets[is_over]
        outcomes = _outcomes(self.ended)
        n_answered = int(is_answered.sum())
        self.n_answered += n_answered
        self.n_abandoned += outcomes.size - n_answered
        return outcomes

    def _check_day(self, day: int, staff: int, open_hour: float, close_hour: float) -> None:
        if self._next_day is not None and day != self._next_day:
            raise ValueError(f"day = {day}: the desk works next on day {self._next_day}.")
        if day < 0:
            raise ValueError(f"day = {day}: must be at least 0.")
        if staff < 0:
            raise ValueError(f"staff = {staff}: must be at least 0.")
        if not 0 <= open_hour <= close_hour <= HOURS_PER_DAY:
            raise ValueError(
                f"open_hour = {open_hour}, close_hour = {close_hour}: "
                "need 0 <= open_hour <= close_hour <= 24."
            )


def _in_order_of_arrival(tickets: NDArray[np.void]) -> NDArray[np.void]:
    """Sort TICKETs by the hour they were opened, whatever the order they were handed in."""
    opened = tickets["opened_hour"]
    order = np.argsort(opened)
    sorted_hours = opened[order]
    is_same = sorted_hours[1:] == sorted_hours[:-1]  # as the next one's
    if is_same.any():
        is_tied = np.append(is_same, False) | np.append(False, is_same)
        places = order[is_tied]
        tied = tickets[places]
        fields = ("patience_hours", "handle_hours", "priority", "channel", "kind")
        ties = [tied[name] for name in fields]
        keys = (places, *ties, 1 - tied["is_own"], tied["customer"], tied["opened_hour"])
        order[is_tied] = places[np.lexsort(keys)]
    return tickets[order]


def _outcomes(tickets: NDArray[np.void]) -> NDArray[np.void]:
    is_answered = ~np.isnan(tickets["begin_hour"])
    outcomes = np.zeros(tickets.size, dtype=OUTCOME)
    for name in _COPIED:
        outcomes[name] = tickets[name]
    outcomes["result"] = np.where(is_answered, Result.ANSWERED, Result.ABANDONED)
    outcomes["wait_hours"] = np.where(
        is_answered, tickets["begin_hour"] - tickets["opened_hour"], tickets["patience_hours"]
    )
    outcomes["handle_hours"] = np.where(is_answered, tickets["handle_hours"], 0.0)
    return outcomes
