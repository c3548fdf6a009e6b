"""Looking back: was what was bought better than the best one could have had instead?

At first use the customer knows what it has, and compares it with the alternatives as it
believed them to be. The liking by which it chose belongs to the need, so it can be worked out
again. What only the moment added (persuasion, hurry) is gone.
"""

from __future__ import annotations

import numpy as np

from cjsim.journey.assortment import asked_times, believed_better_by, list_price
from cjsim.journey.deciding import was_hurried
from cjsim.journey.evaluation import (
    believed_score,
    gumbel,
    price_to_me,
    risk_felt,
    utility,
)
from cjsim.journey.feeling import knows, mark
from cjsim.journey.kernel import inner
from cjsim.journey.luck import Purpose, uniform_of_day
from cjsim.journey.stages import Mark
from cjsim.scenarios.schema_market import MAX_BRANDS


@inner
def realised_utility(me, segment, market, luck, day, experience):
    """Return the utility of our product in use: as lived, at the price paid, nothing unknown."""
    ours, product = int(market.ours), int(me.product)
    worth = utility(me, segment, market, ours, day)
    worth += risk_felt(me, market, ours)
    # trust and content stood in for knowing
    worth -= market.evaluation_trust_weight * float(me.trust)
    content = float(me.satisfaction) - market.use_content_satisfaction
    worth -= market.evaluation_satisfaction_weight * content
    lived_beyond = experience - believed_score(me, segment, market, ours)
    lived_beyond -= believed_better_by(me, market, product)
    worth += segment.taste_strength * lived_beyond
    worth += gumbel(uniform_of_day(luck, int(me.need_day), Purpose.CHOICE + ours))
    paid, full = np.float64(me.paid), np.float64(me.paid) + np.float64(me.saved)
    usual = list_price(market, product)
    price = usual * paid / full if full > 0.0 else 0.0
    # what it would cost today, offers included, is in the utility already
    today = price_to_me(me, market, ours, day) * asked_times(market, product)
    dearness = (price - today) / market.reference_price
    worth -= segment.price_sensitivity * float(me.price_times) * dearness
    if was_hurried(market, luck, int(me.order_day)):
        worth -= market.purchase_cta_regret
    return worth


@inner
def best_alternative(me, segment, market, luck, day):
    """Return the utility of the best of what one could have had instead, as believed."""
    need_day = int(me.need_day)
    best = market.evaluation_buy_nothing_utility
    best += gumbel(uniform_of_day(luck, need_day, Purpose.CHOICE + MAX_BRANDS))
    for brand in range(market.n_brands):
        if brand == market.ours or not knows(me, brand):
            continue
        worth = utility(me, segment, market, brand, day)
        worth += gumbel(uniform_of_day(luck, need_day, Purpose.CHOICE + brand))
        best = max(best, worth)
    return best


@inner
def regrets(me, segment, market, luck, day, experience):
    """Return whether a new owner of ours regrets the choice."""
    if not market.is_regret:
        return False
    surplus = realised_utility(me, segment, market, luck, day, experience)
    surplus -= best_alternative(me, segment, market, luck, day)
    mark(me, Mark.DECIDED_WELL if surplus >= 0.0 else Mark.REGRETTED)
    return surplus < 0.0


@inner
def turns_away(me, market, luck):
    """Return whether someone who regrets gives the product back, or ends the subscription."""
    u = uniform_of_day(luck, int(me.need_day), Purpose.TURN_AWAY)
    if u >= market.purchase_regret_turn_away_share:
        return False
    if not market.is_subscription:
        mark(me, Mark.RETURNED)
    return True
