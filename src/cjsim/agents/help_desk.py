"""From people with a problem to tickets, and from the desk's outcomes back to customers."""

from __future__ import annotations

import mesa
import numpy as np
from numpy.typing import NDArray

from cjsim.agents.queue import TICKET, date_tickets
from cjsim.agents.support_desk import Result, SupportDesk
from cjsim.journey.listening import marked
from cjsim.journey.luck import Purpose, replicate_seed, uniforms_of_pairs
from cjsim.journey.trouble import OTHERS_TOO
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.schema_people import Support

KINDS = ("question", "technical", "usage")
PRIORITIES = ("urgent", "very_high", "high", "low")
_COPIES_OF_A_KIND = 1 << 20
_AGAIN = 1


class HelpDesk(SupportDesk):
    """The market's support desk: it sees the tickets of all the people.

    A simulated customer stands for people / customers of them. Its own tickets are its own;
    those of the others come with numbers above 0, wait like everyone, and come again when the
    answer did not help.
    """

    def __init__(self, model: mesa.Model, seed: int) -> None:
        """Set up the desk of a market with luck `seed`."""
        super().__init__(model)
        self._seed = seed
        self._again = np.zeros(0, TICKET)

    def take_tickets(
        self, opening: NDArray[np.uint8], others: NDArray[np.uint16], day: int, support: Support
    ) -> int:
        """Open today's tickets; return how many real ones there are.

        `opening` and `others` are the sweep's: who has a problem of its own, and how many of
        the other people each stands for have one.
        """
        busy = marked(opening)
        own = busy[opening[busy] != OTHERS_TOO]
        groups = busy[opening[busy] >= OTHERS_TOO]
        fresh = np.concatenate(
            [_own_tickets(own, opening[own]), _tickets_of_others(groups, others[groups])]
        )
        ways = list(support.channels.values())
        edges = np.cumsum([float(way.share) for way in ways])
        u = uniforms_of_pairs(
            self._seed, fresh["customer"], fresh["copy"], day, Purpose.TICKET_CHANNEL
        )
        fresh["channel"] = np.minimum(np.searchsorted(edges, u, side="right"), len(ways) - 1)
        kinds = [getattr(support.kinds, name) for name in KINDS]
        priority = np.array([PRIORITIES.index(kind.priority) for kind in kinds])
        fresh["priority"] = priority[fresh["kind"]]
        again, self._again = self._again, np.zeros(0, TICKET)
        # who comes again has other luck than whoever comes for the first time today
        for tickets, seed in ((fresh, self._seed), (again, replicate_seed(self._seed, _AGAIN))):
            date_tickets(
                tickets,
                seed,
                day,
                float(support.contacts_from_hour),
                float(support.contacts_to_hour),
                [float(way.patience_hours) for way in ways],
                [float(kind.handle_minutes) / 60.0 for kind in kinds],
                float(support.handle_cv),
            )
            self.receive(tickets)
        return int(fresh.size + again.size)

    def work_day(self, day: int, today: Scenario, customers: NDArray[np.void]) -> NDArray[np.void]:
        """Work through the day; customers learn tomorrow what became of their own ticket.

        Returns the outcomes of all real tickets that ended their wait today.
        """
        support = today.support
        if support is None:
            raise ValueError("a market without support has no desk to work")
        outcomes = self.work(
            day, round(support.staff), float(support.open_hour), float(support.close_hour)
        )
        is_own = outcomes["is_own"] == 1
        own = outcomes[is_own]
        ids = own["customer"]
        customers["reply"][ids] = own["result"]
        customers["wait_hours"][ids] = own["wait_hours"]
        customers["reply_day"][ids] = day + 1
        self._remember_unsolved(outcomes[~is_own], day, support)
        return outcomes

    def _remember_unsolved(self, outcomes: NDArray[np.void], day: int, support: Support) -> None:
        """Keep those of the others whom the answer did not help: they come again tomorrow."""
        u = uniforms_of_pairs(
            self._seed, outcomes["customer"], outcomes["copy"], day, Purpose.TICKET_SKILL
        )
        unsolved = outcomes[
            (outcomes["result"] == Result.ANSWERED)
            & (u >= float(support.first_contact_resolution_share))
            & (outcomes["n_contacts"] < int(support.max_contacts))
        ]
        again = np.zeros(unsolved.size, TICKET)
        for name in ("customer", "copy", "kind", "channel", "priority"):
            again[name] = unsolved[name]
        again["n_contacts"] = unsolved["n_contacts"] + 1
        self._again = again


def _own_tickets(customers: NDArray[np.int64], codes: NDArray[np.uint8]) -> NDArray[np.void]:
    """Return a ticket for each of the customers, who have a problem of their own."""
    tickets = np.zeros(customers.size, TICKET)
    tickets["customer"] = customers
    tickets["kind"] = codes % OTHERS_TOO - 1
    tickets["is_own"] = 1
    tickets["n_contacts"] = 1
    return tickets


def _tickets_of_others(groups: NDArray[np.int64], others: NDArray[np.uint16]) -> NDArray[np.void]:
    """Return a ticket for each of the other people who have a problem, numbered by kind."""
    rows, kinds = np.nonzero(others)
    counts = others[rows, kinds].astype(np.int64)
    row = np.repeat(np.arange(rows.size), counts)
    tickets = np.zeros(row.size, TICKET)
    tickets["customer"] = groups[rows[row]]
    tickets["kind"] = kinds[row]
    number = np.arange(row.size) - np.repeat(np.cumsum(counts) - counts, counts)
    tickets["copy"] = 1 + kinds[row] * _COPIES_OF_A_KIND + number
    tickets["n_contacts"] = 1
    return tickets


def answered_waits(outcomes: NDArray[np.void]) -> NDArray[np.float64]:
    """Return the hours until the first reply of those answered."""
    return np.asarray(outcomes["wait_hours"][outcomes["result"] == Result.ANSWERED])
