"""How often an unexpected situation strikes: alone, or a whole household at once.

A worry comes at its yearly rate; what the calendar makes of it on a day is in the market
(`worry_today_times`, and `worry_door_times` over the days it lasts). Of its rate the share
`household_share` comes to households: their luck is one number a day for all their members,
so that worries of people who live together come together. How often each person is struck
does not change by it.
"""

from __future__ import annotations

import math

import numpy as np

from cjsim.journey.kernel import inner
from cjsim.journey.luck import Purpose, uniform_of_other
from cjsim.journey.market import DAYS_PER_YEAR

FINANCE = 0


@inner
def worry_rate(market, worry, times, is_first_day):
    """Return how often a worry strikes a person now, a day, at `times` the usual rate."""
    rate = times * market.worry_per_year[worry] / DAYS_PER_YEAR
    if worry == FINANCE:
        rate *= market.purchase_finance_risk_times
    if is_first_day:
        return rate * market.worry_door_times[worry]
    return rate * market.worry_today_times[worry]


@inner
def own_worry_chance(market, worry, times, is_first_day):
    """Return the chance to be worried now alone: at the door from earlier days, later each day."""
    rate = worry_rate(market, worry, times, is_first_day)
    rate *= 1.0 - market.worry_household_share[worry]
    return 1.0 - math.exp(-rate * (market.worry_lasts_days[worry] if is_first_day else 1.0))


@inner
def strikes_household(market, luck, day, worry, times, is_first_day):
    """Return whether the customer's household is struck: at the door on any day it lasts."""
    share = market.worry_household_share[worry]
    if share <= 0.0:
        return False
    rate = share * worry_rate(market, worry, times, is_first_day)
    n_days = 1
    if is_first_day:
        n_days = max(math.ceil(market.worry_lasts_days[worry]), 1)
        rate *= market.worry_lasts_days[worry] / n_days
    chance = 1.0 - math.exp(-rate)
    household = int(np.uint64(luck.base) >> np.uint64(32)) // int(market.peers_household_size)
    for back in range(n_days):
        then = (day - back) & 0xFFFF  # days before the run have luck of their own too
        if uniform_of_other(luck, household, then, Purpose.HOUSEHOLD_WORRY + worry) < chance:
            return True
    return False
