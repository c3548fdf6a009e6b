"""The small journey in NumPy: columns of all customers, masks for stages, and a sparse matrix."""

from __future__ import annotations

import numpy as np
from scipy import sparse
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


class SmallJourney:
    """The market: one array a trait. Each day every stage's customers are looked up once."""

    def __init__(self, customers: int, numbers: Numbers, network: Network, seed: int) -> None:
        """Draw the people and hold the ties as a matrix of compressed rows."""
        self.numbers = numbers
        self.day = 0
        self.random = np.random.default_rng(seed)
        people = draw_people(customers, numbers, self.random)
        self.stage, self.known, self.owns = people.stage, people.known, people.owns
        self.bought_day = people.bought_day.astype(np.int32)
        self.need = people.need.astype(np.float32)
        self.has_ordered = np.zeros(customers, bool)
        self.was_customer = np.zeros(customers, bool)
        self.n_heard = np.zeros(customers, np.int8)
        self.unmoved = (1.0 - numbers.inform) ** np.arange(128, dtype=np.float32)
        self.calm = (1.0 - numbers.arouse) ** np.arange(128, dtype=np.float32)
        ones = np.ones(network.others.size, np.int8)
        self.ties = sparse.csr_array(
            (ones, network.others, network.starts), shape=(customers, customers)
        )

    def draw(self, count: int) -> np.ndarray:
        """Return so many random numbers."""
        return self.random.random(count, np.float32)

    def home(self, who: np.ndarray) -> np.ndarray:
        """Return the stages to rest in."""
        rest = np.where(self.known[who], AWARENESS, UNAWARE)
        rest = np.where(self.was_customer[who], LAPSED, rest)
        return np.where(self.owns[who], USE, rest).astype(np.int8)

    def is_informed(self, who: np.ndarray, discover: float) -> np.ndarray:
        """Return who of those who do not know us hears of us today."""
        numbers = self.numbers
        missed = np.where(self.met[who], np.float32(1.0 - numbers.aware), np.float32(1.0))
        missed *= (1.0 - discover) * self.unmoved[self.n_heard[who]]
        return self.draw(who.size) < 1.0 - missed

    def wants(self, who: np.ndarray, times: float = 1.0) -> np.ndarray:
        """Return who has a need today, or has one awakened."""
        found = self.draw(who.size) < self.need[who] * times
        hearing = np.flatnonzero((self.n_heard[who] > 0) & self.known[who])
        found[hearing] |= self.draw(hearing.size) < 1.0 - self.calm[self.n_heard[who[hearing]]]
        return found

    def step(self) -> tuple[np.ndarray, int]:
        """Simulate a day; return how many are in each stage, and the orders."""
        numbers = self.numbers
        self.met = self.draw(self.stage.size) < numbers.meet
        groups = [np.flatnonzero(self.stage == code) for code in range(len(STAGES))]
        self._unaware(groups[UNAWARE])
        self._awareness(groups[AWARENESS])
        self._search(groups[SEARCH])
        evaluating = groups[EVALUATION]
        done = evaluating[self.draw(evaluating.size) < numbers.evaluation_ends]
        chosen = self.draw(done.size) < numbers.choose
        self.stage[done] = np.where(chosen, np.int8(PURCHASE), self.home(done))
        n_orders = self._purchase(groups[PURCHASE])
        self._use(groups[USE])
        support = groups[SUPPORT]
        self.stage[support] = USE
        self._lapse(support[self.draw(support.size) < numbers.leave])
        lapsed = groups[LAPSED]
        self.stage[lapsed[self.wants(lapsed, numbers.return_times)]] = SEARCH
        self._tell()
        self.day += 1
        return np.bincount(self.stage, minlength=len(STAGES)), n_orders

    def _unaware(self, who: np.ndarray) -> None:
        """Hear of us, or set out without."""
        aware = self.is_informed(who, 0.0)
        wants = self.wants(who)
        self.stage[who[wants]] = SEARCH
        self.stage[who[aware]] = AWARENESS
        self.known[who[aware]] = True

    def _awareness(self, who: np.ndarray) -> None:
        """Set out, or forget us on a day without a word of us."""
        silent = who[~self.met[who] & (self.n_heard[who] == 0)]
        forgets = silent[self.draw(silent.size) < self.numbers.forget]
        wants = self.wants(who)
        self.stage[forgets] = UNAWARE
        self.stage[who[wants]] = SEARCH
        self.known[forgets[self.stage[forgets] == UNAWARE]] = False

    def _search(self, who: np.ndarray) -> None:
        """Come upon us, find what we say, or give up."""
        numbers = self.numbers
        strangers = who[~self.known[who]]
        self.known[strangers] = self.is_informed(strangers, numbers.discover)
        known = self.known[who]
        found = known & (self.draw(who.size) < numbers.find)
        gives_up = ~found & (self.draw(who.size) < numbers.give_up)
        ends = self.draw(who.size) < numbers.search_ends
        goes_home = who[gives_up | (ends & ~known)]
        self.stage[who[ends & known & ~gives_up]] = EVALUATION
        self.stage[goes_home] = self.home(goes_home)

    def _purchase(self, who: np.ndarray) -> int:
        """Order, then wait for the delivery; return the orders."""
        waits = self.has_ordered[who]
        waiting, deciding = who[waits], who[~waits]
        orders = self.draw(deciding.size) < self.numbers.order
        self.has_ordered[deciding[orders]] = True
        self.stage[deciding[~orders]] = self.home(deciding[~orders])
        received = waiting[self.draw(waiting.size) < self.numbers.deliver]
        self.has_ordered[received] = False
        self.owns[received] = True
        self.bought_day[received] = self.day
        self.stage[received] = USE
        return int(orders.sum())

    def _use(self, who: np.ndarray) -> None:
        """Have a failure, lapse, or need another one."""
        fails = self.draw(who.size) < self.numbers.fail
        idle = ~fails & (self.day - self.bought_day[who] >= self.numbers.lapse_days)
        wants = self.wants(who) & ~fails & ~idle
        self.stage[who[fails]] = SUPPORT
        self.stage[who[wants]] = SEARCH
        self._lapse(who[idle])

    def _lapse(self, who: np.ndarray) -> None:
        """Be customers no more."""
        self.stage[who] = LAPSED
        self.owns[who] = False
        self.was_customer[who] = True

    def _tell(self) -> None:
        """Let some owners tell those they know; they hear tomorrow."""
        owners = np.flatnonzero(self.owns)
        speakers = owners[self.draw(owners.size) < self.numbers.talk]
        told = self.ties[speakers].indices
        heard = told[self.draw(told.size) < self.numbers.hear]
        self.n_heard = np.bincount(heard, minlength=self.stage.size).astype(np.int8)


def simulate(customers: int, days: int, numbers: Numbers, network: Network, seed: int) -> Outcome:
    """Make the arrays and step them."""
    start = now()
    model = SmallJourney(customers, numbers, network, seed)
    made = now()
    stages, orders = zip(*(model.step() for _ in range(days)), strict=True)
    done = now()
    return outcome(stages, orders, start, made, done)
