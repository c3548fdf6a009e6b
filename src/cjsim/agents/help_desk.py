"""From customers with a problem to tickets, and from the desk's outcomes back to customers."""

from __future__ import annotations

import mesa
import numpy as np
from numpy.typing import NDArray

from cjsim.agents.queue import open_tickets
from cjsim.agents.support_desk import Result, SupportDesk
from cjsim.journey.luck import Purpose, uniforms
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.schema_people import Support

KINDS = ("question", "technical", "usage")
PRIORITIES = ("urgent", "very_high", "high", "low")


class HelpDesk(SupportDesk):
    """The market's support desk: it sees the tickets of all the people.

    A simulated customer stands for people / customers of them, so its ticket is one of
    several, spread over the day; the customer is told what became of its own.
    """

    def __init__(self, model: mesa.Model, seed: int, weight: float) -> None:
        """Set up the desk of a market whose customers stand for `weight` people each."""
        super().__init__(model)
        self._seed = seed
        self._weight = weight

    def take_tickets(self, opening: NDArray[np.uint8], day: int, support: Support) -> int:
        """Open today's tickets; `opening` (n,) holds kind + 1 where a customer has a problem.

        Returns how many real tickets were opened.
        """
        customers = np.flatnonzero(opening)
        if customers.size == 0:
            return 0
        kinds = opening[customers].astype(np.int64) - 1
        ways = list(support.channels.values())
        edges = np.cumsum([float(way.share) for way in ways])
        u = uniforms(self._seed, customers, day, Purpose.TICKET_CHANNEL)
        channels = np.minimum(np.searchsorted(edges, u, side="right"), len(ways) - 1)
        by_kind = [getattr(support.kinds, name) for name in KINDS]
        priority = np.array([PRIORITIES.index(kind.priority) for kind in by_kind])
        whole = int(self._weight)
        more = uniforms(self._seed, customers, day, Purpose.TICKET_COPIES) < self._weight - whole
        tickets = open_tickets(
            self._seed,
            day,
            customers,
            kinds,
            channels,
            priority[kinds],
            whole + more,
            float(support.contacts_from_hour),
            float(support.contacts_to_hour),
            [float(way.patience_hours) for way in ways],
            [float(kind.handle_minutes) / 60.0 for kind in by_kind],
            float(support.handle_cv),
        )
        self.receive(tickets)
        return int(tickets.size)

    def work_day(self, day: int, today: Scenario, customers: NDArray[np.void]) -> NDArray[np.void]:
        """Work through the day; customers learn tomorrow what became of their ticket.

        Returns the outcomes of all real tickets that ended their wait today.
        """
        support = today.support
        if support is None:
            raise ValueError("a market without support has no desk to work")
        outcomes = self.work(
            day, round(support.staff), float(support.open_hour), float(support.close_hour)
        )
        own = outcomes[outcomes["is_own"] == 1]
        ids = own["customer"]
        customers["reply"][ids] = own["result"]
        customers["wait_hours"][ids] = own["wait_hours"]
        customers["reply_day"][ids] = day + 1
        return outcomes


def answered_waits(outcomes: NDArray[np.void]) -> NDArray[np.float64]:
    """Return the hours until the first reply of those answered."""
    return np.asarray(outcomes["wait_hours"][outcomes["result"] == Result.ANSWERED])
