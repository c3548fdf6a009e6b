"""The people at the start: who they are, what they know, whose customers they are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

from cjsim.agents.customer import CUSTOMER
from cjsim.agents.owned import draw_products
from cjsim.agents.under_way import draw_journeys
from cjsim.errors import UserError
from cjsim.journey.feeling import BASIS_POINTS, KNOWLEDGE_STEPS, OPINION_STEPS
from cjsim.journey.luck import Purpose, uniforms
from cjsim.journey.stages import NOBODY, Onboarding, Relation, Rung, Source, Stage
from cjsim.scenarios.schema import Scenario

BLOCK = 1 << 18
"""Customers drawn together: what is needed to draw them is gone before the next are, so that
making a population takes little more memory than it has itself."""
LEAST_CV = 1e-6
"""Coefficient of variation below which people are all alike: its square is no number to
divide by."""


def make_population(scenario: Scenario, seed: int) -> NDArray[np.void]:
    """Return the customers of a market as CUSTOMER records, shape (customers,).

    Each trait is a pure function of (seed, customer), so the same people live under all plans.
    Raises `UserError` when there is no memory for them.
    """
    people = _room_for(scenario.n_customers())
    for first in range(0, people.size, BLOCK):
        some = people[first : first + BLOCK]
        _draw(some, np.arange(first, first + some.size), scenario, seed)
    return people


def _room_for(n_customers: int) -> NDArray[np.void]:
    """Return records that are all zero."""
    try:
        return np.zeros(n_customers, CUSTOMER)
    except MemoryError:
        gigabytes = n_customers * CUSTOMER.itemsize / 1e9
        remedy = (
            f"their records alone take {gigabytes:,.1f} GB; simulate fewer, for as many people."
        )
        raise UserError("customers", n_customers, remedy) from None


def _draw(people: NDArray[np.void], ids: NDArray[np.int64], scenario: Scenario, seed: int) -> None:
    """Draw some customers, with their ids, into records that are all zero."""
    people["segment"] = _pick(
        uniforms(seed, ids, 0, Purpose.SEGMENT),
        [float(segment.share) for segment in scenario.segments.values()],
    )
    _draw_traits(people, ids, scenario, seed)
    _draw_reach(people, ids, scenario, seed)
    _draw_knowledge(people, ids, scenario, seed)
    _draw_relations(people, ids, scenario, seed)
    draw_journeys(people, ids, scenario, seed)


def _pick(u: NDArray[np.float64], shares: list[float]) -> NDArray[np.int64]:
    """Return which of the shares, laid end to end, each number falls into."""
    edges = np.cumsum(shares)
    return np.minimum(np.searchsorted(edges, u, side="right"), len(shares) - 1)


def _gamma(u: NDArray[np.float64], cv: float) -> NDArray[np.float64]:
    """Return gamma numbers of mean 1 and the coefficient of variation given."""
    if cv < LEAST_CV:
        return np.ones_like(u)
    shape = 1.0 / cv**2
    return np.asarray(special.gammaincinv(shape, u) * (1.0 / shape))


def _draw_traits(
    people: NDArray[np.void], ids: NDArray[np.int64], scenario: Scenario, seed: int
) -> None:
    """Give each customer its own need, price taste and readiness to leave."""
    product = scenario.product
    people["need_times"] = _gamma(uniforms(seed, ids, 0, Purpose.NEED_RATE), float(product.need_cv))
    z = special.ndtri(np.clip(uniforms(seed, ids, 0, Purpose.PRICE_TASTE), 1e-12, 1 - 1e-12))
    for place, segment in enumerate(scenario.segments.values()):
        variance = np.log1p(float(segment.price_sensitivity_cv) ** 2)
        mine = people["segment"] == place
        people["price_times"][mine] = np.exp(np.sqrt(variance) * z[mine] - variance / 2.0)
    leaving = _leave_shares(
        uniforms(seed, ids, 0, Purpose.RELIABILITY),
        float(product.leave_per_renewal_share),
        float(product.leave_cv),
    )
    people["leave_bp"] = np.rint(leaving * BASIS_POINTS)


def _leave_shares(u: NDArray[np.float64], mean: float, cv: float) -> NDArray[np.float64]:
    """Return beta-distributed chances to leave at a renewal (Fader and Hardie 2007)."""
    if cv < LEAST_CV or mean in (0.0, 1.0):
        return np.full_like(u, mean)
    size = (1.0 - mean) / (mean * cv**2) - 1.0
    return np.asarray(special.betaincinv(mean * size, (1.0 - mean) * size, u))


def _draw_reach(
    people: NDArray[np.void], ids: NDArray[np.int64], scenario: Scenario, seed: int
) -> None:
    """Decide which media and which sales channels each customer uses at all."""
    names = list(scenario.segments)
    for place, channel in enumerate(scenario.channels.values()):
        aimed = [not channel.segments or name in channel.segments for name in names]
        share = float(channel.reach_share) * np.array(aimed)
        reached = uniforms(seed, ids, 0, Purpose.REACHED + place) < share[people["segment"]]
        people["channels"] |= reached.astype("u2") << np.uint16(place)
    for place, sales in enumerate(scenario.sales.values()):
        u = uniforms(seed, ids, 0, Purpose.SALES_REACHED + place)
        within = u < float(sales.available_share)
        people["sales_open"] |= within.astype("u1") << np.uint8(place)


def _draw_knowledge(
    people: NDArray[np.void], ids: NDArray[np.int64], scenario: Scenario, seed: int
) -> None:
    """Decide which brands each customer knows at the start, and what it thinks of them."""
    start = scenario.journey.start
    knowledge = round(KNOWLEDGE_STEPS * float(start.knowledge))
    for place, brand in enumerate(scenario.brands.values()):
        known = uniforms(seed, ids, 0, Purpose.KNOWN_AT_START + place) < float(brand.known_share)
        people["known"] |= known.astype("u2") << np.uint16(place)
        people["knowledge"][:, place] = np.where(known, knowledge, 0)
        # opinions spread evenly around the mean, as far as the ends of the scale let them
        u = uniforms(seed, ids, 0, Purpose.OPINION_AT_START + place)
        mean = float(brand.opinion)
        width = min(float(start.opinion_spread), 1.0 - abs(mean))
        opinion = np.rint(OPINION_STEPS * (mean + width * (2.0 * u - 1.0)))
        people["opinion"][:, place] = np.where(known, opinion, 0)


def _draw_relations(
    people: NDArray[np.void], ids: NDArray[np.int64], scenario: Scenario, seed: int
) -> None:
    """Make some people customers of some brand, and put everyone in a stage to rest in."""
    start = scenario.journey.start
    shares = [float(brand.customer_share) for brand in scenario.brands.values()]
    ours = list(scenario.brands).index(scenario.our_brand)
    owned = _pick(uniforms(seed, ids, 0, Purpose.START_BRAND), [*shares, 1.0])
    owns = owned < len(shares)
    is_ours = owned == ours
    people["brand"] = np.where(owns, owned, NOBODY)
    people["known"] |= np.where(owns, 1 << np.minimum(owned, 15), 0).astype("u2")
    rows = np.flatnonzero(owns)
    people["knowledge"][rows, owned[rows]] = round(KNOWLEDGE_STEPS * float(start.owner_knowledge))
    people["relation"][is_ours] = Relation.CUSTOMER
    people["onboarding"][is_ours] = Onboarding.WENT_WELL
    people["n_orders"][is_ours] = 1
    if scenario.product.kind == "subscription":
        people["paid"][is_ours] = float(scenario.brands[scenario.our_brand].price)
    draw_products(people, ids, scenario, seed, float(start.owner_knowledge))
    people["satisfaction"] = float(start.satisfaction)
    people["trust"] = float(start.trust)
    u = uniforms(seed, ids, 0, Purpose.START_DAY)
    back = min(int(start.days_back), max(int(scenario.product.lapse_after_days), 1))
    days_ago = 1 + np.floor(u * back).astype("i2")
    people["bought_day"] = -days_ago
    people["order_day"] = np.where(is_ours, -days_ago, -32768)
    people["first_day"] = np.where(is_ours, -1, -32768)
    people["rung"] = np.where(is_ours, Rung.BUYER, Rung.NONE)
    people["entry"] = Source.NONE
    people["due_day"] = np.floor(u * max(int(scenario.product.renewal_days), 1)).astype("i2")
    for name, nothing in (
        ("candidate", NOBODY), ("sales", NOBODY), ("voice", -1), ("next_day", -1),
        ("offer_day", -1), ("reply_day", -1), ("entered_day", -1),
    ):  # fmt: skip
        people[name] = nothing
    knows_us = (people["known"] >> np.uint16(ours)) & 1 == 1
    people["source"] = np.where(knows_us, Source.START, Source.NONE)
    people["stage"] = np.where(owns, Stage.USE, np.where(knows_us, Stage.AWARENESS, Stage.UNAWARE))
