"""The small journey in Mesa as its tutorials write a model: an agent a customer, a method a stage.

Customers draw from the model's `random`, hold their acquaintances as a list of agents, and are
stepped by `AgentSet.do`; a `DataCollector` counts.
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


class Customer(mesa.Agent):
    """A person who may become, be, and cease to be a customer."""

    def __init__(self, model, stage, known, owns, bought_day, need):
        """Take who it is on the first morning."""
        super().__init__(model)
        self.stage = stage
        self.known = known
        self.owns = owns
        self.bought_day = bought_day
        self.need = need
        self.has_ordered = False
        self.was_customer = False
        self.n_heard = 0
        self.acquaintances = []

    def live(self):
        """Live one day by the rule of the stage."""
        rules = {
            UNAWARE: self.become_aware,
            AWARENESS: self.set_out_or_forget,
            SEARCH: self.look_for_information,
            EVALUATION: self.choose,
            PURCHASE: self.go_through_with_it,
            USE: self.use,
            SUPPORT: self.be_left_alone,
            LAPSED: self.come_back,
        }
        self.met = self.chance(self.model.numbers.meet)
        self.stage = rules[self.stage]()
        self.n_heard = 0

    def tell(self):
        """Tell acquaintances, if an owner feels like it today; they hear tomorrow."""
        if self.owns and self.chance(self.model.numbers.talk):
            for other in self.acquaintances:
                if self.chance(self.model.numbers.hear):
                    other.n_heard += 1

    def chance(self, share):
        """Return whether something that happens to a share of people happens."""
        return self.random.random() < share

    def home(self):
        """Return the stage to rest in."""
        if self.owns:
            return USE
        if self.was_customer:
            return LAPSED
        return AWARENESS if self.known else UNAWARE

    def informed_chance(self, missed):
        """Return the chance to become aware, by the medium and by talk, beside `missed`."""
        numbers = self.model.numbers
        missed *= 1 - numbers.aware * self.met
        return 1 - missed * (1 - numbers.inform) ** self.n_heard

    def wants(self, times=1.0):
        """Return whether a need arises, or talk awakens one."""
        if self.known and self.chance(1 - (1 - self.model.numbers.arouse) ** self.n_heard):
            return True
        return self.chance(self.need * times)

    def become_aware(self):
        """Hear of us, or set out without."""
        if self.chance(self.informed_chance(1.0)):
            self.known = True
            return AWARENESS
        return SEARCH if self.wants() else UNAWARE

    def set_out_or_forget(self):
        """Set out, or forget us on a day without a word of us."""
        if self.wants():
            return SEARCH
        if not self.met and self.n_heard == 0 and self.chance(self.model.numbers.forget):
            self.known = False
            return UNAWARE
        return AWARENESS

    def look_for_information(self):
        """Come upon us, find what we say, or give up."""
        numbers = self.model.numbers
        if not self.known:
            self.known = self.chance(self.informed_chance(1 - numbers.discover))
        found = self.known and self.chance(numbers.find)
        if not found and self.chance(numbers.give_up):
            return self.home()
        if not self.chance(numbers.search_ends):
            return SEARCH
        return EVALUATION if self.known else self.home()

    def choose(self):
        """Choose us or nothing, when the comparison is over."""
        numbers = self.model.numbers
        if not self.chance(numbers.evaluation_ends):
            return EVALUATION
        return PURCHASE if self.chance(numbers.choose) else self.home()

    def go_through_with_it(self):
        """Order, then wait for the delivery."""
        numbers = self.model.numbers
        if not self.has_ordered:
            if not self.chance(numbers.order):
                return self.home()
            self.has_ordered = True
            self.model.n_orders += 1
            return PURCHASE
        if not self.chance(numbers.deliver):
            return PURCHASE
        self.has_ordered = False
        self.owns = True
        self.bought_day = self.model.day
        return USE

    def use(self):
        """Have a failure, lapse, or need another one."""
        numbers = self.model.numbers
        if self.chance(numbers.fail):
            return SUPPORT
        if self.model.day - self.bought_day >= numbers.lapse_days:
            return self.lapse()
        return SEARCH if self.wants() else USE

    def be_left_alone(self):
        """There is no desk: stay, or leave."""
        return self.lapse() if self.chance(self.model.numbers.leave) else USE

    def lapse(self):
        """Be a customer no more."""
        self.owns = False
        self.was_customer = True
        return LAPSED

    def come_back(self):
        """Set out again."""
        return SEARCH if self.wants(self.model.numbers.return_times) else LAPSED


class SmallJourney(mesa.Model):
    """The market of customers."""

    def __init__(self, customers: int, numbers: Numbers, network: Network, seed: int) -> None:
        """Make the customers and tie them."""
        super().__init__(rng=seed)
        self.numbers = numbers
        self.day = 0
        self.n_orders = 0
        people = draw_people(customers, numbers, np.random.default_rng(seed))
        made = Customer.create_agents(
            self, customers, *(np.asarray(each).tolist() for each in people)
        )
        everyone = list(made)
        for place, customer in enumerate(everyone):
            row = network.others[network.starts[place] : network.starts[place + 1]]
            customer.acquaintances = [everyone[other] for other in row]
        self.datacollector = mesa.DataCollector(
            model_reporters={"stages": count_stages, "orders": "n_orders"}
        )

    def step(self):
        """Simulate a day."""
        self.n_orders = 0
        self.agents.do("live")
        self.agents.do("tell")
        self.datacollector.collect(self)
        self.day += 1


def count_stages(model):
    """Return how many customers are in each stage."""
    return np.bincount(model.agents.get("stage"), minlength=len(STAGES))


def simulate(customers: int, days: int, numbers: Numbers, network: Network, seed: int) -> Outcome:
    """Make the model and step it."""
    start = now()
    model = SmallJourney(customers, numbers, network, seed)
    made = now()
    for _ in range(days):
        model.step()
    done = now()
    table = model.datacollector.get_model_vars_dataframe()
    model.remove_all_agents()
    getattr(mesa.Agent, "_ids", {}).pop(model, None)  # Mesa 3.3 never frees a model by itself
    return outcome(
        np.stack(table["stages"].to_list()), table["orders"].to_numpy(), start, made, done
    )
