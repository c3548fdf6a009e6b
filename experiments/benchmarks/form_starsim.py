"""The small journey in Starsim: one module, its states of all people, a network, one `ss.Sim`.

Every decision has its own distribution, as Starsim's common random numbers ask for: each draws
for everyone, so that a person's number does not depend on who else is asked.
"""

from __future__ import annotations

import numpy as np
import starsim as ss
from small_model import (
    AWARENESS,
    EVALUATION,
    LAPSED,
    PURCHASE,
    SEARCH,
    STAGES,
    SUPPORT,
    UNAWARE,
    USE,
    Numbers,
    Outcome,
    draw_people,
    now,
    outcome,
)

from cjsim.peers.network import Network

DECISIONS = (
    "meet", "forget", "find", "give_up", "search_ends", "evaluation_ends", "choose", "order",
    "deliver", "fail", "leave", "talk",
)  # fmt: skip
"""Decisions whose chance is the same for everyone, by the name of their number."""


class Ties(ss.Network):
    """Who knows whom; it never changes."""

    def step(self) -> None:
        """Let the day pass."""


class SmallJourney(ss.Module):
    """The journey: states of people, and a rule for each stage."""

    def __init__(self, numbers: Numbers, seed: int) -> None:
        """Declare the states, and a distribution for each decision."""
        super().__init__(name="journey")
        self.numbers = numbers
        self.seed = seed
        self.define_states(
            ss.IntArr("stage", default=UNAWARE),
            ss.IntArr("bought_day", default=0),
            ss.IntArr("n_heard", default=0),
            ss.FloatArr("need", default=0.0),
            ss.BoolArr("known", default=False),
            ss.BoolArr("owns", default=False),
            ss.BoolArr("was_customer", default=False),
            ss.BoolArr("has_ordered", default=False),
        )
        for name in DECISIONS:
            setattr(self, f"does_{name}", ss.bernoulli(p=getattr(numbers, name)))
        self.u_informed = ss.random()
        self.u_need = ss.random()
        self.u_arouse = ss.random()
        self.u_hear = ss.multi_random("source", "target")
        self.u_hear_back = ss.multi_random("source", "target")

    def init_post(self) -> None:
        """Draw who people are on the first morning."""
        super().init_post()
        everyone = self.sim.people.auids
        people = draw_people(len(everyone), self.numbers, np.random.default_rng(self.seed))
        for name, values in people._asdict().items():
            getattr(self, name)[everyone] = values

    def init_results(self) -> None:
        """Keep how many are in each stage, and the orders."""
        super().init_results()
        self.define_results(
            *(ss.Result(name, dtype=int, scale=False) for name in STAGES),
            ss.Result("orders", dtype=int, scale=False),
        )

    def in_stage(self, code: int) -> ss.uids:
        """Return who is in a stage."""
        return (self.stage == code).uids

    def go_home(self, who: ss.uids) -> None:
        """Send people to the stage they rest in."""
        rest = np.where(self.known[who], AWARENESS, UNAWARE)
        rest = np.where(self.was_customer[who], LAPSED, rest)
        self.stage[who] = np.where(self.owns[who], USE, rest)

    def lapse(self, who: ss.uids) -> None:
        """Be customers no more."""
        self.stage[who] = LAPSED
        self.owns[who] = False
        self.was_customer[who] = True

    def step(self) -> None:
        """Simulate a day: the stages of the morning decide which rule is whose."""
        numbers, day = self.numbers, self.ti
        everyone = self.sim.people.auids
        groups = [self.in_stage(code) for code in range(len(STAGES))]
        met = self.does_meet.rvs(everyone)
        n_heard = np.asarray(self.n_heard.values)
        missed = (1 - numbers.aware * met) * (1 - numbers.inform) ** n_heard
        missed[groups[SEARCH]] *= 1 - numbers.discover
        informed = self.u_informed.rvs(everyone) < 1 - missed
        times = np.ones(len(everyone))
        times[groups[LAPSED]] = numbers.return_times
        wants = self.u_need.rvs(everyone) < self.need.values * times
        aroused = self.u_arouse.rvs(everyone) < 1 - (1 - numbers.arouse) ** n_heard
        wants |= aroused & np.asarray(self.known.values)
        silent = ~met & (n_heard == 0)
        self.rest(groups, informed, wants, silent)
        self.look(groups[SEARCH], informed)
        orders = self.buy(groups[EVALUATION], groups[PURCHASE], day)
        self.use(groups[USE], groups[SUPPORT], wants, day)
        self.tell()
        counts = np.bincount(self.stage.values, minlength=len(STAGES))
        for name, count in zip(STAGES, counts, strict=True):
            self.results[name][self.ti] = count
        self.results.orders[self.ti] = orders

    def rest(self, groups, informed, wants, silent) -> None:
        """Hear of us, set out, or forget us: the rules of those who rest without a product."""
        unaware, aware, lapsed = groups[UNAWARE], groups[AWARENESS], groups[LAPSED]
        forgets = self.does_forget.filter(aware[silent[aware] & ~wants[aware]])
        self.stage[unaware[wants[unaware]]] = SEARCH
        hears = unaware[informed[unaware]]
        self.stage[hears] = AWARENESS
        self.known[hears] = True
        self.stage[aware[wants[aware]]] = SEARCH
        self.stage[forgets] = UNAWARE
        self.known[forgets] = False
        self.stage[lapsed[wants[lapsed]]] = SEARCH

    def look(self, who: ss.uids, informed: np.ndarray) -> None:
        """Come upon us, find what we say, or give up."""
        self.known[who[informed[who]]] = True
        known = self.known[who]
        found = known & self.does_find.rvs(who)
        gives_up = ~found & self.does_give_up.rvs(who)
        ends = self.does_search_ends.rvs(who)
        self.stage[who[ends & known & ~gives_up]] = EVALUATION
        self.go_home(who[gives_up | (ends & ~known)])

    def buy(self, comparing: ss.uids, buying: ss.uids, day: int) -> int:
        """Choose, order, and receive; return the orders."""
        done = self.does_evaluation_ends.filter(comparing)
        chosen, refused = self.does_choose.filter(done, both=True)
        waits = self.has_ordered[buying]
        orders, gives_up = self.does_order.filter(buying[~waits], both=True)
        received = self.does_deliver.filter(buying[waits])
        self.stage[chosen] = PURCHASE
        self.go_home(refused)
        self.go_home(gives_up)
        self.has_ordered[orders] = True
        self.has_ordered[received] = False
        self.owns[received] = True
        self.bought_day[received] = day
        self.stage[received] = USE
        return len(orders)

    def use(self, who: ss.uids, left_alone: ss.uids, wants: np.ndarray, day: int) -> None:
        """Have a failure, lapse, or need another one; those left alone stay or leave."""
        fails, well = self.does_fail.filter(who, both=True)
        idle = day - self.bought_day[well] >= self.numbers.lapse_days
        self.stage[fails] = SUPPORT
        self.stage[well[wants[well] & ~idle]] = SEARCH
        self.lapse(well[idle])
        self.stage[left_alone] = USE
        self.lapse(self.does_leave.filter(left_alone))

    def tell(self) -> None:
        """Let some owners tell those they know; they hear tomorrow."""
        speaks = np.zeros(len(self.sim.people.auids), bool)
        speaks[self.does_talk.filter(self.owns.uids)] = True
        edges = self.sim.networks[0].edges
        n_heard = np.zeros(speaks.size, int)
        for luck, sources, targets in (
            (self.u_hear, edges.p1, edges.p2), (self.u_hear_back, edges.p2, edges.p1)
        ):  # fmt: skip
            is_told = speaks[sources]
            told, by = targets[is_told], sources[is_told]
            heard = told[luck.rvs(by, told) < self.numbers.hear]
            n_heard += np.bincount(heard, minlength=speaks.size)
        self.n_heard[self.sim.people.auids] = n_heard


def simulate(customers: int, days: int, numbers: Numbers, network: Network, seed: int) -> Outcome:
    """Make the sim and run it."""
    rows = np.repeat(np.arange(customers), np.diff(network.starts))
    once = rows < network.others
    start = now()
    ties = Ties(p1=rows[once], p2=network.others[once], beta=np.ones(int(once.sum())))
    journey = SmallJourney(numbers, seed)
    sim = ss.Sim(
        n_agents=customers,
        modules=journey,
        networks=ties,
        start=ss.days(0),
        stop=ss.days(days - 1),
        dt=ss.days(1),
        rand_seed=seed,
        verbose=0,
    )
    sim.init()
    made = now()
    sim.run()
    done = now()
    results = sim.results.journey
    return outcome(
        np.stack([np.asarray(results[name].values) for name in STAGES], axis=1),
        np.asarray(results.orders.values),
        start,
        made,
        done,
    )
