"""From people with a problem to tickets, and from the desk's outcomes back to customers."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import mesa
import numpy as np
from numpy.typing import NDArray

from cjsim.agents.bots import answer_at_once
from cjsim.agents.queue import TICKET, date_tickets
from cjsim.agents.support_desk import OUTCOME, Result, SupportDesk
from cjsim.journey.listening import marked
from cjsim.journey.luck import Purpose, replicate_seed, uniforms, uniforms_of_pairs
from cjsim.journey.records import joined
from cjsim.journey.support import reply_code
from cjsim.journey.trouble import OTHERS_TOO
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.schema_support import SUPPORT_KINDS, Support

_COPIES_OF_A_KIND = 1 << 20
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
        busy = marked(opening)
        own = busy[opening[busy] != OTHERS_TOO]
        groups = busy[opening[busy] >= OTHERS_TOO]
        fresh = joined(
            _own_tickets(own, opening[own], customers["n_contacts"][own]),
            _tickets_of_others(groups, others[groups]),
        )
        ways = list(support.channels.values())
        edges = np.cumsum([float(way.share) for way in ways])
        u = uniforms_of_pairs(
            self._seed, fresh["customer"], fresh["copy"], day, Purpose.TICKET_CHANNEL
        )
        fresh["channel"] = np.minimum(np.searchsorted(edges, u, side="right"), len(ways) - 1)
        fresh["priority"] = self._classes(fresh, support)
        for desk in (self, *self._teams.values()):
            desk.put_in_classes(lambda tickets: self._classes(tickets, support))
        again, self._again = self._again, np.zeros(0, TICKET)
        again["priority"] = self._classes(again, support)
        self._date(fresh, self._seed, day, support)
        # who comes again has other luck than whoever comes for the first time today
        seed_again = replicate_seed(self._seed, _AGAIN)
        since = again["since_hour"].copy()
        self._date(again, seed_again, day, support)
        again["since_hour"] = since
        self._note_since(fresh)
        at_once = [
            answer_at_once(tickets, ways, seed, day)
            for tickets, seed in ((fresh, self._seed), (again, seed_again))
        ]
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
        by_bot = np.arange(whole.size) >= n_by_staff
        is_solved = by_bot | self._is_solved(whole, day, support)
        self._tell_customers(whole, is_solved, by_bot, day, customers)
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

    def _classes(self, tickets: NDArray[np.void], support: Support) -> NDArray[np.int64]:
        """Return the class of each ticket's kind, or of its customer where that is sooner."""
        places = np.array([support.place_of(kind) for kind in SUPPORT_KINDS])
        priority = np.asarray(places[tickets["kind"]])
        if self.priority_of is not None:
            of_customer = np.asarray(self.priority_of(tickets["customer"].astype(np.int64)))
            sooner = np.minimum(priority, of_customer)
            priority = np.where(of_customer < 0, priority, sooner)
        return priority

    def _date(self, tickets: NDArray[np.void], seed: int, day: int, support: Support) -> None:
        """Give tickets their hour, patience and handling time; the problem is new."""
        kinds = [getattr(support.kinds, name) for name in SUPPORT_KINDS]
        minutes = [float(kind.handle_minutes) * float(support.handle_times) for kind in kinds]
        date_tickets(
            tickets,
            seed,
            day,
            float(support.contacts_from_hour),
            float(support.contacts_to_hour),
            [float(way.patience_hours) for way in support.channels.values()],
            [each / 60.0 for each in minutes],
            float(support.handle_cv),
        )
        tickets["since_hour"] = tickets["opened_hour"]

    def _note_since(self, fresh: NDArray[np.void]) -> None:
        """Remember when customers first brought their own problem; read it when they come again."""
        own = fresh["is_own"] == 1
        first, later = own & (fresh["n_contacts"] == 1), own & (fresh["n_contacts"] > 1)
        self._since_hour[fresh["customer"][first]] = fresh["opened_hour"][first]
        fresh["since_hour"][later] = self._since_hour[fresh["customer"][later]]

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

    def _is_solved(
        self, outcomes: NDArray[np.void], day: int, support: Support
    ) -> NDArray[np.bool_]:
        """Return which answers solved the problem, by who gave them and how hard it is."""
        skill = np.array([support.skill_of(name) for name in support.channels])
        kinds = [getattr(support.kinds, name) for name in SUPPORT_KINDS]
        times = np.array([float(kind.solved_times) for kind in kinds])
        u = uniforms_of_pairs(
            self._seed, outcomes["customer"], outcomes["copy"], day, Purpose.TICKET_SKILL
        )
        # customers themselves hear it tomorrow, by their own luck of that day
        own = outcomes["is_own"] == 1
        u[own] = uniforms(self._seed, outcomes["customer"][own], day + 1, Purpose.ANSWER)
        is_answered = outcomes["result"] == Result.ANSWERED
        return np.asarray(is_answered & (u < skill[outcomes["channel"]] * times[outcomes["kind"]]))

    def _tell_customers(
        self,
        outcomes: NDArray[np.void],
        is_solved: NDArray[np.bool_],
        by_bot: NDArray[np.bool_],
        day: int,
        customers: NDArray[np.void],
    ) -> None:
        """Write what became of their own tickets where customers find it tomorrow."""
        own = outcomes["is_own"] == 1
        ids = outcomes["customer"][own]
        customers["reply"][ids] = reply_code(
            outcomes["result"][own], is_solved[own], by_bot[own], outcomes["channel"][own]
        )
        customers["wait_hours"][ids] = outcomes["wait_hours"][own]
        customers["reply_day"][ids] = day + 1

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


def _own_tickets(
    customers: NDArray[np.int64], codes: NDArray[np.uint8], n_contacts: NDArray[np.uint8]
) -> NDArray[np.void]:
    """Return a ticket for each of the customers, who have a problem of their own."""
    tickets = np.zeros(customers.size, TICKET)
    tickets["customer"] = customers
    tickets["kind"] = codes % OTHERS_TOO - 1
    tickets["is_own"] = 1
    tickets["n_contacts"] = n_contacts
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


def _outcomes_of_bots(tickets: NDArray[np.void]) -> NDArray[np.void]:
    """Return the outcomes of tickets a bot solved at once: no wait, no work."""
    outcomes = np.zeros(tickets.size, OUTCOME)
    for name in ("customer", "copy", "n_contacts", "is_own", "kind", "channel", "priority"):
        outcomes[name] = tickets[name]
    outcomes["result"] = Result.ANSWERED
    tickets["begin_hour"] = tickets["opened_hour"]
    return outcomes
