"""What is counted every day: columns of one table, a row for each segment.

Counts are of simulated customers; money is what these customers paid. The results scale both
by the people each customer stands for.
"""

from __future__ import annotations

import numpy as np

from cjsim.journey.feedback import N_FEEDBACK, give_feedback
from cjsim.journey.feeling import emotion_now, has_mark, knows
from cjsim.journey.kernel import kernel
from cjsim.journey.ladder import SATISFIED, is_loyal
from cjsim.journey.market import MAX_MEDIA
from cjsim.journey.shopping import N_BUYING, count_buying
from cjsim.journey.stages import (
    N_MARKS,
    N_REASONS,
    N_SOURCES,
    N_STAGES,
    NOBODY,
    Intention,
    Mark,
    Rung,
    Stage,
)
from cjsim.scenarios.schema_market import MAX_BRANDS

STAGES = 0
MOVES = STAGES + N_STAGES
REASONS = MOVES + N_STAGES * N_STAGES
MARKS = REASONS + N_REASONS
EXPOSURES = MARKS + N_MARKS
SOURCES = EXPOSURES + MAX_MEDIA
ENTRIES = SOURCES + N_SOURCES
ENTRY_ORDERS = ENTRIES + N_SOURCES
FEEDBACK = ENTRY_ORDERS + N_SOURCES
ORDERS_BY_BRAND = FEEDBACK + N_FEEDBACK
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
N_TALLIES = BUYING + N_BUYING

FIRST_RARE_MARK = Mark.SAID_NEGATIVE + 1
"""Marks below this one never mean money or an order."""
PROMOTER = 0.75
DETRACTOR = 0.5
"""Willingness to recommend (0 to 1) that answers 9 or 10 of 10, and 6 or less (assumption)."""


@kernel
def count_state(me, market, tally, segment, day):
    """Count where the customer stands at the end of the day."""
    tally[segment, STAGES + int(me.stage)] += 1.0
    if knows(me, market.ours):
        tally[segment, AWARE] += 1.0
    if int(me.intention) == Intention.PAUSED:
        tally[segment, PAUSED] += 1.0
    if int(me.brand) == market.ours:
        _count_owner(me, market, tally, segment, day)


@kernel
def _count_owner(me, market, tally, segment, day):
    """Count how a customer of ours feels; willingness to recommend is what NPS asks."""
    satisfaction = float(me.satisfaction)
    trust = float(me.trust)
    tally[segment, OWNER_COUNT] += 1.0
    tally[segment, OWNER_TRUST] += trust
    tally[segment, OWNER_SATISFACTION] += satisfaction
    tally[segment, OWNER_EMOTION] += emotion_now(me, market, day)
    if satisfaction >= SATISFIED:
        tally[segment, OWNER_SATISFIED] += 1.0
    willingness = 0.7 * satisfaction + 0.3 * trust
    if willingness >= PROMOTER:
        tally[segment, OWNER_PROMOTERS] += 1.0
    elif willingness < DETRACTOR:
        tally[segment, OWNER_DETRACTORS] += 1.0
    if is_loyal(me, market, day):
        tally[segment, OWNER_LOYAL] += 1.0
    tally[segment, OWNER_RELATION_DAYS] += float(day - int(me.first_day))
    tally[segment, RUNGS + int(me.rung)] += 1.0


@kernel
def count_feedback(me, market, heard, tally, segment, luck, day):
    """Let the customer give feedback, if it does today, and count it."""
    place = give_feedback(me, market, heard, luck, day)
    if place >= 0:
        tally[segment, FEEDBACK + place] += 1.0


@kernel
def count_day(me, market, heard, tally, segment, before):
    """Count what happened to the customer today; `before` is the stage it came from."""
    stage = int(me.stage)
    if stage != before:
        tally[segment, MOVES + before * N_STAGES + stage] += 1.0
        tally[segment, REASONS + int(me.reason)] += 1.0
        is_under_way = Stage.SEARCH <= before <= Stage.PURCHASE
        if Stage.SEARCH <= stage <= Stage.EVALUATION and not is_under_way:
            tally[segment, ENTRIES + int(me.entry)] += 1.0
        if before == Stage.UNAWARE and stage == Stage.AWARENESS:
            tally[segment, SOURCES + int(me.source)] += 1.0
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
    if has_mark(me, Mark.ORDERED):
        tally[segment, ENTRY_ORDERS + int(me.entry)] += 1.0
    if has_mark(me, Mark.ORDERED) or has_mark(me, Mark.ORDERED_RIVAL):
        brand = int(me.candidate)
        if brand != NOBODY:
            tally[segment, ORDERS_BY_BRAND + brand] += 1.0
    tally[segment, FEES] += heard.fees
    _count_money(me, market, tally, segment)


@kernel
def _count_money(me, market, tally, segment):
    """Book what a delivery, a renewal or a return means in money."""
    paid = np.float64(me.paid)  # float() of single precision stays single when compiled
    saved = np.float64(me.saved)
    if has_mark(me, Mark.ORDERED):
        tally[segment, ORDERED] += paid
    if has_mark(me, Mark.ORDERED) and int(me.sales) != NOBODY:
        tally[segment, DELIVERY] += market.sales_delivery_cost[int(me.sales)]
    if has_mark(me, Mark.RECEIVED) or has_mark(me, Mark.RENEWED) or has_mark(me, Mark.TRIAL_PAID):
        tally[segment, REVENUE] += paid
        tally[segment, DISCOUNTS] += saved
        tally[segment, GOODS] += market.unit_cost_share * (paid + saved)
        if has_mark(me, Mark.RECEIVED) and int(me.sales) != NOBODY:
            tally[segment, FEES] += market.sales_fee_share[int(me.sales)] * paid
    if has_mark(me, Mark.RETURNED):
        tally[segment, REFUNDS] += paid
        tally[segment, GOODS] -= market.unit_cost_share * (paid + saved)
