"""The small journey: its numbers (read from small.toml), its start, and what a run gives back.

The rules stand in README.md; each form of the model writes them in its own way.
"""

from __future__ import annotations

import math
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

import cjsim
from cjsim.peers.builders import build_network
from cjsim.peers.network import Network

MARKET = Path(__file__).parent / "small.toml"
STAGES = tuple(stage.name.lower() for stage in cjsim.Stage)
UNAWARE, AWARENESS, SEARCH, EVALUATION, PURCHASE, USE, SUPPORT, LAPSED = range(8)


class Numbers(NamedTuple):
    """All numbers of the rules; a chance is of a day unless it says otherwise."""

    meet: float
    """Chance to meet the medium."""
    aware: float
    """Chance that meeting it makes aware."""
    inform: float
    """Chance that one message heard makes aware."""
    arouse: float
    """Chance that one message heard awakens a need in who knows us."""
    need: float
    """Chance of a need, for who needs as often as the mean."""
    need_cv: float
    """How much people differ in it (gamma)."""
    forget: float
    discover: float
    find: float
    give_up: float
    """Chance to give up on a day of search on which nothing was found."""
    search_ends: float
    evaluation_ends: float
    choose: float
    """Chance to choose us, not nothing."""
    order: float
    """Chance to get through the checkout and to pay."""
    deliver: float
    fail: float
    leave: float
    """Chance to leave when left alone with a failure."""
    lapse_days: int
    return_times: float
    talk: float
    hear: float
    """Chance to hear what an acquaintance says."""
    known: float
    own: float
    """Shares who know us and who are customers at the start."""


class Outcome(NamedTuple):
    """What a run gives: daily counts, and how long it took."""

    stages: NDArray[np.int64]
    """Customers in each stage at the end of each day, (days, 8)."""
    orders: NDArray[np.int64]
    """Orders of each day, (days,)."""
    make_seconds: float
    """To make the people and the model; who knows whom is given."""
    run_seconds: float
    """To simulate the days, by the clock on the wall."""
    processor_seconds: float
    """The same of the processor, all threads together: other programs disturb it less."""


def now() -> NDArray[np.float64]:
    """Return the time by the clock on the wall and by the processor, in seconds."""
    return np.array([time.perf_counter(), time.process_time()])


def outcome(
    stages: ArrayLike,
    orders: ArrayLike,
    start: NDArray[np.float64],
    made: NDArray[np.float64],
    done: NDArray[np.float64],
) -> Outcome:
    """Return an outcome from daily counts and the times at which its parts were done."""
    counts, bought = np.asarray(stages, np.int64), np.asarray(orders, np.int64)
    return Outcome(counts, bought, float((made - start)[0]), *(done - made).tolist())


def read_numbers() -> Numbers:
    """Return the numbers of the rules from the market file."""
    market = cjsim.load_scenario(MARKET)
    journey, peers, product = market.journey, market.peers, market.product
    brand, segment = market.brands["ours"], market.segments["all"]
    sale, medium, tie = market.sales["shop"], market.channels["outside"], peers.ties.friend
    worth = float(segment.taste_strength) * float(brand.attributes["quality"])
    nothing = float(journey.evaluation.buy_nothing_utility)
    stay = (1.0 - float(sale.abandon_per_step_share)) ** float(sale.checkout_steps)
    return Numbers(
        meet=1.0 - math.exp(-float(medium.exposures_per_week) / 7.0),
        aware=float(medium.aware_chance),
        inform=float(tie.inform_share),
        arouse=float(peers.arouse_chance),
        need=float(product.need_per_year) / 365.0,
        need_cv=float(product.need_cv),
        forget=1.0 - (1.0 - float(journey.awareness.forget_per_year_share)) ** (1.0 / 365.0),
        discover=float(journey.search.discover_share),
        find=float(journey.search.look_share) * float(journey.search.findability),
        give_up=float(journey.search.give_up_per_day_share),
        search_ends=1.0 / float(journey.search.days),
        evaluation_ends=1.0 / float(journey.evaluation.days),
        choose=1.0 / (1.0 + math.exp(nothing - worth)),
        order=stay * (1.0 - float(sale.payment_failure_share)),
        deliver=1.0 / float(sale.delivery_days),
        fail=float(product.failure_per_year) / 365.0,
        leave=float(journey.use.dissatisfied_leave_share),
        lapse_days=int(product.lapse_after_days),
        return_times=float(journey.lapsed.return_times),
        talk=float(peers.owner_talk_per_day_share),
        hear=float(tie.hear_share),
        known=float(brand.known_share),
        own=float(brand.customer_share),
    )


def make_network(customers: int, seed: int) -> Network:
    """Return the small world of the market file; all forms of the model get the same."""
    peers = cjsim.load_scenario(MARKET).peers
    return build_network(
        "small_world",
        customers,
        ties_per_customer=float(peers.ties_per_customer),
        rewired_share=float(peers.rewired_share),
        tie_shares=(0.0, 1.0, 0.0),
        seed=seed,
    )


class People(NamedTuple):
    """Who the customers are on the first morning, each (customers,)."""

    stage: NDArray[np.int8]
    known: NDArray[np.bool_]
    owns: NDArray[np.bool_]
    bought_day: NDArray[np.int64]
    need: NDArray[np.float64]
    """Own chance of a need a day."""


def draw_people(customers: int, numbers: Numbers, random: np.random.Generator) -> People:
    """Draw the people of the start for the forms that are not cjsim."""
    owns = random.random(customers) < numbers.own
    known = (random.random(customers) < numbers.known) | owns
    shape = 1.0 / numbers.need_cv**2
    return People(
        np.where(owns, USE, np.where(known, AWARENESS, UNAWARE)).astype(np.int8),
        known,
        owns,
        -random.integers(1, numbers.lapse_days + 1, customers),
        numbers.need * random.gamma(shape, 1.0 / shape, customers),
    )
