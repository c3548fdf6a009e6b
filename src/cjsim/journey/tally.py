"""What is counted every day: columns of one table, a row for each segment.

Counts are of simulated customers; money is what these customers paid. The results scale both
by the people each customer stands for.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from cjsim.journey.assortment import (
    N_COUNTED,
    N_PRODUCTS,
    cost_share,
    count_product,
    count_product_owner,
)
from cjsim.journey.evaluation import utility
from cjsim.journey.feedback import (
    GOOD_RATING,
    N_FEEDBACK,
    RATINGS,
    give_feedback,
    has_reviewed,
)
from cjsim.journey.feeling import emotion_now, has_mark, knows
from cjsim.journey.kernel import inner, rule
from cjsim.journey.ladder import is_loyal
from cjsim.journey.market import DAYS_PER_MONTH, MAX_MEDIA
from cjsim.journey.place import N_PLACES
from cjsim.journey.shopping import N_BUYING, count_buying
from cjsim.journey.stages import (
    FIRST_RARE_MARK,
    LEAVING,
    N_MARKS,
    N_REASONS,
    N_SOURCES,
    N_STAGES,
    NOBODY,
    Intention,
    Mark,
    Reason,
    Relation,
    Rung,
    Stage,
)
from cjsim.scenarios.schema_market import MAX_BRANDS, MAX_SALES
from cjsim.scenarios.schema_products import MAX_PRODUCTS

STAGES = 0
MOVES = STAGES + N_STAGES
REASONS = MOVES + N_STAGES * N_STAGES
MARKS = REASONS + N_REASONS
EXPOSURES = MARKS + N_MARKS
SOURCES = EXPOSURES + MAX_MEDIA
ENTRIES = SOURCES + N_SOURCES
ENTRY_ORDERS = ENTRIES + N_SOURCES
FEEDBACK = ENTRY_ORDERS + N_SOURCES
REVIEW_STARS = FEEDBACK + N_FEEDBACK
ORDERS_BY_BRAND = REVIEW_STARS + RATINGS
MONEY = ORDERS_BY_BRAND + MAX_BRANDS
MONEY_COLUMNS = ("ordered", "revenue", "discounts", "goods", "fees", "delivery", "refunds")
ORDERED, REVENUE, DISCOUNTS, GOODS, FEES, DELIVERY, REFUNDS = range(
    MONEY, MONEY + len(MONEY_COLUMNS)
)
OWNERS = MONEY + len(MONEY_COLUMNS)
OWNER_COLUMNS = (
    "customers",
    "trust",
    "satisfaction",
    "emotion",
    "satisfied",
    "promoters",
    "detractors",
    "loyal",
    "relation_days",
)
(
    OWNER_COUNT,
    OWNER_TRUST,
    OWNER_SATISFACTION,
    OWNER_EMOTION,
    OWNER_SATISFIED,
    OWNER_PROMOTERS,
    OWNER_DETRACTORS,
    OWNER_LOYAL,
    OWNER_RELATION_DAYS,
) = range(OWNERS, OWNERS + len(OWNER_COLUMNS))
RUNGS = OWNERS + len(OWNER_COLUMNS)
AWARE = RUNGS + len(Rung)
PAUSED = AWARE + 1
BUYING = PAUSED + 1
PLACES = BUYING + N_BUYING
PLACE_MOVES = PLACES + N_PLACES
CONSIDERING = PLACE_MOVES + N_PLACES * N_PLACES
ADVANTAGE = CONSIDERING + 1
ADVANTAGE_COUNT = ADVANTAGE + 1
OWNERS_FROM_START = ADVANTAGE_COUNT + 1
MONTHLY = OWNERS_FROM_START + 1
MONTHLY_FROM_START = MONTHLY + 1
MONTHLY_LOST = MONTHLY_FROM_START + 1
REPEATS_OF_SATISFIED = MONTHLY_LOST + 1
SALES_ORDERS = REPEATS_OF_SATISFIED + 1
SALES_REVENUE = SALES_ORDERS + MAX_SALES
SOURCE_REVENUE = SALES_REVENUE + MAX_SALES
CASH_BY_AGE = SOURCE_REVENUE + N_SOURCES
AGE_DAYS = 30
N_AGES = 37
"""Cash of a customer won in the run: of its first order, then by age in periods of 30 days."""
PRODUCTS = CASH_BY_AGE + N_AGES
JOINED = PRODUCTS + N_PRODUCTS
PAID_ORDERS = JOINED + 1
"""Orders that are not trials."""
LEFT_FOR = PAID_ORDERS + 1
"""Who left us, by reason from `Reason.LEFT_TOO_HARD` up."""
RIVAL_REVIEWS = LEFT_FOR + len(LEAVING)
"""Reviews of rivals, good and bad of each brand."""
N_TALLIES = RIVAL_REVIEWS + 2 * MAX_BRANDS
SUMS = (
    *range(MONEY, MONEY + len(MONEY_COLUMNS)),
    *range(OWNERS, OWNERS + len(OWNER_COLUMNS)),
    ADVANTAGE,
    MONTHLY,
    MONTHLY_FROM_START,
    MONTHLY_LOST,
    *range(SALES_REVENUE, CASH_BY_AGE + N_AGES),
    *range(PRODUCTS + N_COUNTED * MAX_PRODUCTS, PRODUCTS + N_PRODUCTS),
)
"""The columns that are sums of fractions; all others count."""


@rule
def count_state(me, market, tally, segment, day, stood, stands):
    """Count where the customer stands at the end of the day, and where it `stood` before it."""
    tally[segment, STAGES + int(me.stage)] += 1.0
    tally[segment, PLACES + stands] += 1.0
    if stands != stood:
        tally[segment, PLACE_MOVES + stood * N_PLACES + stands] += 1.0
    if knows(me, market.ours):
        tally[segment, AWARE] += 1.0
        if int(me.stage) == Stage.EVALUATION:
            tally[segment, CONSIDERING] += 1.0
    if int(me.intention) == Intention.PAUSED:
        tally[segment, PAUSED] += 1.0
    if int(me.brand) == market.ours:
        _count_owner(me, market, tally, segment, day)


@inner
def _count_owner(me, market, tally, segment, day):
    """Count how a customer of ours feels; willingness to recommend is what NPS asks."""
    satisfaction = float(me.satisfaction)
    trust = float(me.trust)
    tally[segment, OWNER_COUNT] += 1.0
    tally[segment, OWNER_TRUST] += trust
    tally[segment, OWNER_SATISFACTION] += satisfaction
    tally[segment, OWNER_EMOTION] += emotion_now(me, market, day)
    if satisfaction >= market.use_satisfied_threshold:
        tally[segment, OWNER_SATISFIED] += 1.0
    willingness = market.use_recommend_satisfaction_weight * satisfaction
    willingness += market.use_recommend_trust_weight * trust
    if willingness >= market.use_promoter_threshold:
        tally[segment, OWNER_PROMOTERS] += 1.0
    elif willingness < market.use_detractor_threshold:
        tally[segment, OWNER_DETRACTORS] += 1.0
    if is_loyal(me, market, day):
        tally[segment, OWNER_LOYAL] += 1.0
    tally[segment, OWNER_RELATION_DAYS] += float(day - int(me.first_day))
    tally[segment, RUNGS + int(me.rung)] += 1.0
    count_product_owner(me, tally, segment, PRODUCTS)
    since = int(me.first_day)
    if since < 0:
        tally[segment, OWNERS_FROM_START] += 1.0
    if market.is_subscription and int(me.relation) == Relation.CUSTOMER:
        monthly = _monthly_fee(me, market)
        tally[segment, MONTHLY] += monthly
        if since < 0:
            tally[segment, MONTHLY_FROM_START] += monthly


@rule
def count_feedback(me, market, heard, tally, segment, luck, day):
    """Let the customer give feedback, if it does today, and count it; reviews of rivals too."""
    place = give_feedback(me, market, heard, luck, day)
    if heard.stars > 0 and not has_reviewed(me):
        is_bad = 0 if heard.stars >= GOOD_RATING else 1
        tally[segment, RIVAL_REVIEWS + 2 * int(me.brand) + is_bad] += 1.0
    heard.stars = 0
    if place >= 0:
        tally[segment, FEEDBACK + place] += 1.0
        if has_reviewed(me):
            tally[segment, REVIEW_STARS + place % RATINGS] += 1.0


@inner
def _monthly_fee(me, market):
    """Return what a subscriber pays a month, by what the present period costs it."""
    return np.float64(me.paid) * DAYS_PER_MONTH / max(market.renewal_days, 1.0)


@rule
def count_day(me, traits, market, heard, tally, segment, before, day):
    """Count what happened to the customer today; `before` is the stage it came from.

    `traits` is the record of its segment, `segment` the segment's row of the tally.
    """
    stage = int(me.stage)
    if stage != before:
        tally[segment, MOVES + before * N_STAGES + stage] += 1.0
        tally[segment, REASONS + int(me.reason)] += 1.0
        is_under_way = Stage.SEARCH <= before <= Stage.PURCHASE
        if Stage.SEARCH <= stage <= Stage.EVALUATION and not is_under_way:
            tally[segment, ENTRIES + int(me.entry)] += 1.0
        if before == Stage.UNAWARE and stage == Stage.AWARENESS:
            tally[segment, SOURCES + int(me.source)] += 1.0
        if before == Stage.EVALUATION:
            _count_advantage(me, traits, market, tally, segment, day)
    marks = np.uint64(me.marks)
    bit = 0
    while marks != np.uint64(0):
        if marks & np.uint64(1) != np.uint64(0):
            tally[segment, MARKS + bit] += 1.0
        marks = marks >> np.uint64(1)
        bit += 1
    slot = 0
    media = heard.media
    while media != 0:
        if media & 1:
            tally[segment, EXPOSURES + slot] += 1.0
        media >>= 1
        slot += 1
    count_buying(me, heard, tally, segment, BUYING)
    if np.uint64(me.marks) >> np.uint64(FIRST_RARE_MARK) == np.uint64(0):
        return
    _count_relation(me, market, tally, segment)
    if has_mark(me, Mark.ORDERED):
        tally[segment, ENTRY_ORDERS + int(me.entry)] += 1.0
    profit = _profit(tally, segment)
    if has_mark(me, Mark.ORDERED) or has_mark(me, Mark.ORDERED_RIVAL):
        brand = int(me.candidate)
        if brand == NOBODY:  # it was had at once
            brand = int(me.brand)
        tally[segment, ORDERS_BY_BRAND + brand] += 1.0
    tally[segment, FEES] += heard.fees
    _count_money(me, market, tally, segment)
    cash = _profit(tally, segment) - profit
    count_product(me, tally, segment, PRODUCTS, cash)
    if cash != 0.0 and int(me.first_day) >= 0:
        tally[segment, CASH_BY_AGE + _age(me, day)] += cash


@inner
def _count_relation(me, market, tally, segment):
    """Count who became our customer for the first time, and who left for what."""
    is_ours = has_mark(me, Mark.RECEIVED) and int(me.brand) == market.ours
    if is_ours and int(me.relation) == Relation.STRANGER:  # the relation is entered in use
        tally[segment, JOINED] += 1.0
    if has_mark(me, Mark.LEFT):
        tally[segment, LEFT_FOR + int(me.left_for) - Reason.LEFT_TOO_HARD] += 1.0


@inner
def _count_advantage(me, traits, market, tally, segment, day):
    """Count by how much we please a chooser who knows us more than the best rival it knows."""
    reason = int(me.reason)
    if reason < Reason.CHOSE_US or reason > Reason.CHOSE_NOTHING or not knows(me, market.ours):
        return
    best = -math.inf
    for brand in range(market.n_brands):
        if brand != market.ours and knows(me, brand):
            best = max(best, utility(me, traits, market, brand, day))
    if best > -math.inf:
        tally[segment, ADVANTAGE] += utility(me, traits, market, market.ours, day) - best
        tally[segment, ADVANTAGE_COUNT] += 1.0


@inner
def _count_money(me, market, tally, segment):
    """Book what a delivery, a renewal or a return means in money."""
    paid = np.float64(me.paid)  # float() of single precision stays single when compiled
    saved = np.float64(me.saved)
    if has_mark(me, Mark.ORDERED):
        tally[segment, ORDERED] += paid
        if paid + saved > 0.0:
            tally[segment, PAID_ORDERS] += 1.0
        if (
            has_mark(me, Mark.REPEAT_ORDER)
            and float(me.satisfaction) >= market.use_satisfied_threshold
        ):
            tally[segment, REPEATS_OF_SATISFIED] += 1.0
    if has_mark(me, Mark.ORDERED) and int(me.sales) != NOBODY:
        tally[segment, DELIVERY] += market.sales_delivery_cost[int(me.sales)]
        tally[segment, SALES_ORDERS + int(me.sales)] += 1.0
    if has_mark(me, Mark.RECEIVED) or has_mark(me, Mark.RENEWED) or has_mark(me, Mark.TRIAL_PAID):
        tally[segment, REVENUE] += paid
        tally[segment, DISCOUNTS] += saved
        tally[segment, GOODS] += cost_share(market, int(me.product)) * (paid + saved)
        tally[segment, SOURCE_REVENUE + int(me.source)] += paid
        if int(me.sales) != NOBODY:
            tally[segment, SALES_REVENUE + int(me.sales)] += paid
            tally[segment, FEES] += market.sales_fee_share[int(me.sales)] * paid
    if has_mark(me, Mark.RETURNED):
        tally[segment, REFUNDS] += paid
        tally[segment, GOODS] -= cost_share(market, int(me.product)) * (paid + saved)
    if has_mark(me, Mark.LEFT) and market.is_subscription:
        tally[segment, MONTHLY_LOST] += _monthly_fee(me, market)


@inner
def _profit(tally, segment):
    """Return what the segment's sales have left so far today."""
    costs = tally[segment, GOODS] + tally[segment, FEES] + tally[segment, DELIVERY]
    return tally[segment, REVENUE] - tally[segment, REFUNDS] - costs


@inner
def _age(me, day):
    """Return 0 for what belongs to the first order, then 1 and up by periods of 30 days."""
    is_order = has_mark(me, Mark.ORDERED) or has_mark(me, Mark.RECEIVED)
    if int(me.n_orders) == 1 and (is_order or has_mark(me, Mark.RETURNED)):
        return 0
    return min(1 + (day - int(me.first_day)) // AGE_DAYS, N_AGES - 1)


def reviews_by_brand(counts: NDArray[np.float64], ours: int) -> NDArray[np.float64]:
    """Return a day's good and bad reviews of each brand, shape (MAX_BRANDS, 2).

    `counts` (N_TALLIES,) are the day's of all segments, `ours` the number of our brand.
    """
    written = counts[RIVAL_REVIEWS : RIVAL_REVIEWS + 2 * MAX_BRANDS].reshape(MAX_BRANDS, 2).copy()
    written[ours] = counts[[MARKS + Mark.REVIEWED_WELL, MARKS + Mark.REVIEWED_BADLY]]
    return written
