"""The small journey in Mesa, tuned: still an agent a customer, but made for speed.

Slots for attributes, one long method with the day's numbers at hand, random numbers drawn a day
at a time by NumPy and handed out from lists, nobody asked who has nothing to tell, counts kept
by hand, and the model loops over its own list of agents instead of asking an `AgentSet`.
"""

from __future__ import annotations

import mesa
import numpy as np
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

DRAWS = 4
"""The most random numbers a customer uses on a day, the medium apart."""


class Customer(mesa.Agent):
    """A customer whose attributes stand in slots (Mesa's own stay in the dictionary)."""

    __slots__ = ("bought_day", "has_ordered", "known", "need", "number", "owns", "was_customer")

    def __init__(self, model, number, known, owns, bought_day, need):
        """Take who it is on the first morning."""
        super().__init__(model)
        self.number = number
        self.known = known
        self.owns = owns
        self.bought_day = bought_day
        self.need = need
        self.has_ordered = False
        self.was_customer = False

    def live(self, stage, met, n_heard, draw, draw1, draw2, draw3, day, numbers):  # noqa: PLR0912
        """Return the stage at the end of the day; nobody else has the numbers drawn."""
        if stage == UNAWARE:
            if met or n_heard:
                chance = 1.0 - (1.0 - numbers.aware * met) * (1.0 - numbers.inform) ** n_heard
                if draw < chance:
                    self.known = True
                    return AWARENESS
            return SEARCH if draw1 < self.need else UNAWARE
        if stage == AWARENESS:
            if n_heard and draw < 1.0 - (1.0 - numbers.arouse) ** n_heard:
                return SEARCH
            if draw1 < self.need:
                return SEARCH
            if not met and not n_heard and draw2 < numbers.forget:
                self.known = False
                return UNAWARE
            return AWARENESS
        if stage == USE:
            if draw2 < numbers.fail:
                return SUPPORT
            if day - self.bought_day >= numbers.lapse_days:
                self.owns = False
                self.was_customer = True
                return LAPSED
            if n_heard and draw < 1.0 - (1.0 - numbers.arouse) ** n_heard:
                return SEARCH
            return SEARCH if draw1 < self.need else USE
        if stage == LAPSED:
            if n_heard and draw < 1.0 - (1.0 - numbers.arouse) ** n_heard:
                return SEARCH
            return SEARCH if draw1 < self.need * numbers.return_times else LAPSED
        if stage == SEARCH:
            if not self.known:
                missed = (1.0 - numbers.aware * met) * (1.0 - numbers.inform) ** n_heard
                self.known = draw < 1.0 - missed * (1.0 - numbers.discover)
            if not (self.known and draw1 < numbers.find) and draw2 < numbers.give_up:
                return self.home()
            if draw3 >= numbers.search_ends:
                return SEARCH
            return EVALUATION if self.known else self.home()
        if stage == EVALUATION:
            if draw >= numbers.evaluation_ends:
                return EVALUATION
            return PURCHASE if draw1 < numbers.choose else self.home()
        if stage == SUPPORT:
            if draw < numbers.leave:
                self.owns = False
                self.was_customer = True
                return LAPSED
            return USE
        if not self.has_ordered:
            if draw >= numbers.order:
                return self.home()
            self.has_ordered = True
            self.model.n_orders += 1
            return PURCHASE
        if draw >= numbers.deliver:
            return PURCHASE
        self.has_ordered = False
        self.owns = True
        self.bought_day = day
        return USE

    def home(self):
        """Return the stage to rest in."""
        if self.owns:
            return USE
        if self.was_customer:
            return LAPSED
        return AWARENESS if self.known else UNAWARE


class SmallJourney(mesa.Model):
    """The market of customers; what is read of everyone every day stands in lists."""

    def __init__(self, customers: int, numbers: Numbers, network: Network, seed: int) -> None:
        """Make the customers."""
        super().__init__(rng=seed)
        self.numbers = numbers
        self.day = 0
        self.n_orders = 0
        self.draws = np.random.default_rng(seed)
        people = draw_people(customers, numbers, self.draws)
        self.stages = people.stage.tolist()
        self.everyone = [
            Customer(self, *each)
            for each in zip(
                range(customers), *(np.asarray(part).tolist() for part in people[1:]), strict=True
            )
        ]
        starts, others = network.starts.tolist(), network.others.tolist()
        self.ties = [others[starts[i] : starts[i + 1]] for i in range(customers)]
        self.n_heard = [0] * customers

    def step(self):
        """Simulate a day."""
        numbers, day, draws = self.numbers, self.day, self.draws
        customers = len(self.everyone)
        met = (draws.random(customers) < numbers.meet).tolist()
        says = (draws.random(customers) < numbers.talk).tolist()
        lots = [draws.random(customers).tolist() for _ in range(DRAWS)]
        heard, self.n_heard = self.n_heard, [0] * customers
        self.n_orders = 0
        self.stages = [
            customer.live(stage, is_met, n_heard, a, b, c, d, day, numbers)
            for customer, stage, is_met, n_heard, a, b, c, d in zip(
                self.everyone, self.stages, met, heard, *lots, strict=True
            )
        ]
        later = self.n_heard
        for customer, speaks in zip(self.everyone, says, strict=True):
            if speaks and customer.owns:
                ties = self.ties[customer.number]
                for other, u in zip(ties, draws.random(len(ties)).tolist(), strict=True):
                    if u < numbers.hear:
                        later[other] += 1
        self.day += 1


def simulate(customers: int, days: int, numbers: Numbers, network: Network, seed: int) -> Outcome:
    """Make the model and step it."""
    start = now()
    model = SmallJourney(customers, numbers, network, seed)
    made = now()
    stages, orders = [], []
    for _ in range(days):
        model.step()
        stages.append([model.stages.count(stage) for stage in range(len(STAGES))])
        orders.append(model.n_orders)
    done = now()
    model.remove_all_agents()
    getattr(mesa.Agent, "_ids", {}).pop(model, None)  # Mesa 3.3 never frees a model by itself
    return outcome(stages, orders, start, made, done)
