"""Where one buys: the sales channel taken, and what becomes of it when it is far, down or empty."""

from __future__ import annotations

import math

from cjsim.journey.evaluation import gumbel
from cjsim.journey.exploring import OWN_CONTENT
from cjsim.journey.feeling import mark
from cjsim.journey.kernel import inner
from cjsim.journey.luck import Purpose, uniform, uniform_of_day
from cjsim.journey.stages import NOBODY, Mark
from cjsim.journey.touching import Aspect, Point, touch

TRY_TOMORROW = 254
ANOTHER_BRAND = 253
"""Instead of a sales channel: it is empty and one waits; our house is full and one goes."""


@inner
def distance_km(segment, luck, sales):
    """Return how far the customer lives from a store: exponential around the segment's mean.

    The number is the one that says who can use the channel at all, so those are the nearest.
    """
    return -segment.distance_km * math.log(
        1.0 - uniform_of_day(luck, 0, Purpose.SALES_REACHED + sales)
    )


@inner
def _is_too_far(segment, market, luck, sales):
    """Return whether the customer lives beyond the channel's catchment."""
    limit = market.sales_catchment_km[sales]
    return limit > 0.0 and distance_km(segment, luck, sales) > limit


@inner
def effort_minutes(segment, market, luck, sales):
    """Return the customer's own time to get to a channel, order there and pay."""
    minutes = market.sales_checkout_minutes[sales] + market.sales_payment_minutes[sales]
    if market.sales_is_place[sales] > 0.5 and segment.distance_km > 0.0:
        minutes += market.sales_minutes_per_km[sales] * distance_km(segment, luck, sales)
    return minutes


@inner
def _best_channel(me, segment, market, luck, is_stocked):
    """Return the channel of most ease less effort, by luck; only those stocked if asked."""
    best = NOBODY
    best_worth = 0.0
    for sales in range(market.n_sales):
        if (int(me.sales_open) >> sales) & 1 == 0 or market.sales_is_open[sales] < 0.5:
            continue
        if is_stocked and market.sales_in_stock[sales] < 0.5:
            continue
        if _is_too_far(segment, market, luck, sales):
            continue
        worth = market.purchase_convenience_weight * market.sales_convenience[sales]
        hours = effort_minutes(segment, market, luck, sales) / 60.0
        worth -= market.purchase_effort_per_hour * hours
        worth += gumbel(uniform_of_day(luck, int(me.need_day), Purpose.SALES_CHOICE + sales))
        if best == NOBODY or worth > best_worth:
            best = sales
            best_worth = worth
    return best


@inner
def _is_full(market, luck):
    """Return whether one comes after the last room of the day is gone."""
    return market.full_share > 0.0 and uniform(luck, Purpose.COME_EARLY) < market.full_share


@inner
def choose_sales_channel(me, segment, market, heard, luck):
    """Return the sales channel taken, NOBODY where none is left, TRY_TOMORROW or ANOTHER_BRAND.

    Logit of convenience and effort among those open and in reach. Who finds the one preferred
    empty waits a day, takes another, or gives up; who finds our house full, and does not wait,
    finds it so through any channel, and it is as bad as an order can go.
    """
    sales = _best_channel(me, segment, market, luck, False)
    is_full = sales != NOBODY and _is_full(market, luck)
    if sales == NOBODY or not market.is_stock:
        return sales
    if market.sales_in_stock[sales] > 0.5 and not is_full:
        return sales
    mark(me, Mark.FOUND_EMPTY)
    if is_full:
        touch(heard, Point.ORDER + sales, Aspect.EASE, -2.0, 0.0, 0.0)
    if uniform(luck, Purpose.WAIT_FOR_STOCK) < market.sales_wait_share[sales]:
        return TRY_TOMORROW
    u = uniform_of_day(luck, int(me.need_day), Purpose.SUBSTITUTE)
    if u >= market.sales_substitute_share[sales]:
        return NOBODY
    if is_full:
        return ANOTHER_BRAND
    return _best_channel(me, segment, market, luck, True)


@inner
def is_down(market, luck, sales):
    """Return whether the channel does not work just when the customer wants to order."""
    up_share = market.sales_uptime_share[sales]
    return up_share < 1.0 and uniform(luck, Purpose.SALES_UP + sales) >= up_share


@inner
def switches_channel(me, market, sales):
    """Return whether one buys elsewhere than where one saw for oneself on this journey."""
    research = int(me.explored)
    if research == 0:
        return False
    if research == OWN_CONTENT:
        return market.sales_is_offline[sales] > 0.5
    own = market.explore_sales[research - 1]
    if own != NOBODY:
        return own != sales
    return market.explore_is_offline[research - 1] != market.sales_is_offline[sales]
