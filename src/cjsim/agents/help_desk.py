"""From people with a problem to tickets, and from the desk's outcomes back to customers."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import mesa
import numpy as np
from numpy.typing import NDArray

from cjsim.agents.bots import answer_at_once
from cjsim.agents.queue import TICKET
from cjsim.agents.replies import are_solved, tell_customers
from cjsim.agents.support_desk import OUTCOME, Result, SupportDesk
from cjsim.agents.tickets import DeskNumbers, date, gather, numbers_of
from cjsim.journey.luck import replicate_seed
from cjsim.journey.records import joined
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.schema_support import Support

_AGAIN = 1


class DeskDay(NamedTuple):
    """What the whole desk, its teams and its bots did on a day, in real tickets.

    `waits` are the hours to the first reply of those answered; `resolutions` the hours from
    first bringing a problem to the end of the contact that solved it; `n_first_answers` and
    `n_first_solved` count answers to first contacts, and those that solved the problem.
    """

    waits: NDArray[np.float64]
    resolutions: NDArray[np.float64]
    n_abandoned: int
    n_first_answers: int
    n_first_solved: int


class HelpDesk(SupportDesk):
    """The market's support desk: it sees the tickets of all the people.

    A simulated customer stands for people / customers of them. Its own tickets are its own;
    those of the others come with numbers above 0, wait like everyone, and come again when the
    answer did not help. A way with staff of its own has a queue of its own.

    Attributes:
        priority_of: Says of customers (ids, shape (n,)) the place of each in the order of
            service, 0 first, -1 where it is not known; a ticket is served in the sooner of its
            kind's place and this.
            None: only kinds count. Whoever knows customers sets it.
        n_contacts: Contacts opened today by each way, bots' too.
    """

    def __init__(self, model: mesa.Model, seed: int, n_priorities: int, n_customers: int) -> None:
        """Set up the desk of a market with luck `seed`."""
        super().__init__(model, n_priorities)
        self.priority_of: Callable[[NDArray[np.int64]], NDArray[np.int64]] | None = None
        self.n_contacts = np.zeros(0, np.int64)
        self._seed = seed
        self._again = np.zeros(0, TICKET)
        self._since_hour = np.zeros(n_customers)  # when each brought its own problem
        self._teams: dict[int, SupportDesk] = {}
        self._by_bots = np.zeros(0, TICKET)
        self._numbers: DeskNumbers | None = None  # of today

    @property
    def n_waiting(self) -> int:
        """Tickets that wait for any of the staff."""
        return self.backlog + sum(team.backlog for team in self._teams.values())

    def take_tickets(
        self,
        opening: NDArray[np.uint8],
        others: NDArray[np.uint16],
        customers: NDArray[np.void],
        day: int,
        support: Support,
    ) -> int:
        """Open today's tickets; return how many real ones there are.

        `opening` and `others` are the sweep's: who has a problem of its own, and how many of
        the other people each stands for have one.
        """
        ways, numbers = list(support.channels.values()), numbers_of(support)
        self._numbers = numbers
        fresh = gather(opening, others, customers)
        again, self._again = self._again, np.zeros(0, TICKET)
        # who comes again has other luck than whoever comes for the first time today
        seeds = (self._seed, replicate_seed(self._seed, _AGAIN))
        at_once = []
        for tickets, seed in zip((fresh, again), seeds, strict=True):
            date(tickets, tickets is fresh, seed, day, numbers, self._since_hour)
            if self.priority_of is not None:
                tickets["priority"] = self._classes(tickets, numbers)
            at_once.append(answer_at_once(tickets, ways, seed, day))
        for desk in (self, *self._teams.values()):
            desk.put_in_classes(lambda waiting: self._classes(waiting, numbers))
        self._by_bots = joined(fresh[at_once[0]], again[at_once[1]])
        for tickets, is_done in zip((fresh, again), at_once, strict=True):
            self._hand_to_teams(tickets[~is_done], support)
        everyone = np.concatenate([fresh["channel"], again["channel"]])
        self.n_contacts = np.bincount(everyone, minlength=len(ways))
        return int(fresh.size + again.size)

    def work_day(self, day: int, today: Scenario, customers: NDArray[np.void]) -> DeskDay:
        """Work through the day; customers learn tomorrow what became of their own ticket."""
        support = today.support
        if support is None:
            raise ValueError("a market without support has no desk to work")
        opens, closes = float(support.open_hour), float(support.close_hour)
        hours = [support.hours_of(name) for name in support.channels]
        outcomes = [self.work(day, round(support.staff), opens, closes, hours)]
        ended = [self.ended]
        ways = list(support.channels.values())
        for place, team in self._teams.items():
            outcomes.append(team.work(day, round(ways[place].staff), *hours[place]))
            ended.append(team.ended)
            self.busy_hours += team.busy_hours
            self.staffed_hours += team.staffed_hours
        outcomes.append(_outcomes_of_bots(self._by_bots))
        ended.append(self._by_bots)
        n_by_staff = sum(batch.size for batch in outcomes[:-1])
        whole, tickets = joined(*outcomes), joined(*ended)
        numbers = self._numbers or numbers_of(support)
        is_solved = are_solved(whole, n_by_staff, self._seed, day, numbers)
        tell_customers(whole, is_solved, n_by_staff, day, customers)
        self._remember_unsolved(whole, tickets, is_solved, support)
        is_answered = whole["result"] == Result.ANSWERED
        is_first = is_answered & (whole["n_contacts"] == 1)
        done = tickets[is_solved]
        return DeskDay(
            np.asarray(whole["wait_hours"][is_answered]),
            np.asarray(done["begin_hour"] + whole["handle_hours"][is_solved] - done["since_hour"]),
            int(whole.size - is_answered.sum()),
            int(is_first.sum()),
            int((is_first & is_solved).sum()),
        )

    def _classes(self, tickets: NDArray[np.void], numbers: DeskNumbers) -> NDArray[np.int64]:
        """Return the class of each ticket's kind, or of its customer where that is sooner."""
        priority = np.asarray(numbers.places[tickets["kind"]])
        if self.priority_of is not None:
            of_customer = np.asarray(self.priority_of(tickets["customer"].astype(np.int64)))
            sooner = np.minimum(priority, of_customer)
            priority = np.where(of_customer < 0, priority, sooner)
        return priority

    def _hand_to_teams(self, tickets: NDArray[np.void], support: Support) -> None:
        """Give each ticket to the staff of its way, or to the desk's."""
        for place, way in enumerate(support.channels.values()):
            team = self._teams.get(place)
            if way.staff > 0.0:
                if team is None:
                    team = self._teams[place] = SupportDesk(self.model, self.n_priorities)
                team._take_in(tickets[tickets["channel"] == place])
            elif team is not None:  # it has no staff of its own any more
                team.hand_over(self)
        has_team = np.array([way.staff > 0.0 for way in support.channels.values()])
        self._take_in(tickets[~has_team[tickets["channel"]]])

    def _remember_unsolved(
        self,
        outcomes: NDArray[np.void],
        ended: NDArray[np.void],
        is_solved: NDArray[np.bool_],
        support: Support,
    ) -> None:
        """Keep those of the others whom the answer did not help: they come again tomorrow."""
        unsolved = (
            (outcomes["is_own"] == 0)
            & (outcomes["result"] == Result.ANSWERED)
            & ~is_solved
            & (outcomes["n_contacts"] < int(support.max_contacts))
        )
        self._again = ended[unsolved].copy()
        self._again["n_contacts"] += 1


def _outcomes_of_bots(tickets: NDArray[np.void]) -> NDArray[np.void]:
    """Return the outcomes of tickets a bot solved at once: no wait, no work."""
    outcomes = np.zeros(tickets.size, OUTCOME)
    for name in ("customer", "copy", "n_contacts", "is_own", "kind", "channel", "priority"):
        outcomes[name] = tickets[name]
    outcomes["result"] = Result.ANSWERED
    tickets["begin_hour"] = tickets["opened_hour"]
    return outcomes
