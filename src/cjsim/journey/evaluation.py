"""Evaluation: the customer compares the brands it knows, and buying nothing."""

from __future__ import annotations

import math

from cjsim.journey.assortment import assortment_worth, believed_better_by, gain_of
from cjsim.journey.exploring import explore_us
from cjsim.journey.feeling import (
    BASIS_POINTS,
    clip,
    home,
    knowledge_of,
    knows,
    learn,
    mark,
    opinion_of,
    waiting_days,
)
from cjsim.journey.kernel import inner, rule
from cjsim.journey.luck import Purpose, uniform, uniform_of_day
from cjsim.journey.reading import look_for_guidance
from cjsim.journey.stages import NOBODY, Intention, Mark, Reason, Stage
from cjsim.journey.worth import worth_of
from cjsim.scenarios.schema_market import MAX_BRANDS


@inner
def known_of_attribute(known, visibility):
    """Return how much is known of one attribute of a brand of which `known` is known, 0 to 1.

    What is still unknown of it shrinks with all that is learned, so many times as fast.
    """
    if visibility == 1.0:
        return known
    return 1.0 - (1.0 - known) ** visibility


@inner
def believed_score(me, segment, market, brand):
    """Return the believed worth of a brand's attributes by the segment's tastes, 0 to 1.

    Between the belief of who knows nothing and what the brand says of itself, by how much is
    known of it.
    """
    known = knowledge_of(me, brand)
    neutral = market.evaluation_neutral_belief
    score = 0.0
    for attribute in range(market.n_attributes):
        claim = market.brand_claim[brand, attribute]
        told = known_of_attribute(known, market.visibility[attribute])
        belief = neutral + told * (claim - neutral)
        score += segment.tastes[attribute] * worth_of(belief, market.quality_saturation)
    return score


@inner
def price_to_me(me, market, brand, day):
    """Return the price of one unit of `brand` to this customer today, offers included."""
    price = market.brand_price[brand]
    if brand == market.ours:
        price *= 1.0 - market.purchase_discount_share
        if day <= int(me.offer_day):
            price *= 1.0 - int(me.offer_bp) / BASIS_POINTS
    return price


@inner
def risk_felt(me, market, brand):
    """Return the utility lost to what is not known; our warranty and free returns relieve it."""
    risk = market.evaluation_uncertainty_cost * (1.0 - knowledge_of(me, brand))
    if brand == market.ours:
        risk *= 1.0 - market.purchase_warranty_relief_share
        risk *= 1.0 - market.purchase_returns_relief_share
    return risk


@inner
def utility(me, segment, market, brand, day):
    """Return the utility of a brand, luck apart: taste, opinion, price, trust, risk."""
    worth = segment.taste_strength * believed_score(me, segment, market, brand)
    worth += market.evaluation_opinion_weight * opinion_of(me, brand)
    dearness = price_to_me(me, market, brand, day) / market.reference_price - 1.0
    worth -= segment.price_sensitivity * float(me.price_times) * dearness
    worth -= risk_felt(me, market, brand)
    if int(me.brand) == brand:
        worth += market.evaluation_trust_weight * float(me.trust)
        content = float(me.satisfaction) - market.use_content_satisfaction
        worth += market.evaluation_satisfaction_weight * content
    if brand == market.ours:
        worth += segment.brand_fit
        worth += assortment_worth(me, segment, market, price_to_me(me, market, brand, day))
    return worth


@inner
def can_be_chosen(me, market, brand):
    """Return whether a brand is on the market and, by who uses it, trusted enough."""
    if market.brand_present[brand] < 0.5:
        return False
    return int(me.brand) != brand or float(me.trust) >= market.evaluation_trust_gate


@inner
def gumbel(u):
    """Return the standard Gumbel number of `u`: with it, the best is the logit's choice."""
    return -math.log(-math.log(max(u, 1e-300)))


@inner
def wanted_product(me, segment, market, luck, day):
    """Return the product of ours that suits the customer best, 0 where we have no assortment.

    The logit within our brand of the nested choice told in `cjsim.journey.assortment`.
    """
    best = 0
    best_worth = -math.inf
    need_day = int(me.need_day)
    brand_price = price_to_me(me, market, market.ours, day)
    for product in range(1, market.n_products + 1):
        worth = market.product_log_wanted[product - 1]
        worth += gain_of(me, segment, market, product, brand_price)
        worth += gumbel(uniform_of_day(luck, need_day, Purpose.PRODUCT + product - 1))
        if worth > best_worth:
            best = product
            best_worth = worth
    return best


@inner
def best_choice(me, segment, market, luck, day, without):
    """Return the brand of highest utility plus luck, or NOBODY for buying nothing.

    Multinomial logit as the best of utilities with Gumbel luck (McFadden 1974). The luck of
    each brand belongs to the need, so a better offer only draws customers towards itself.
    The brand `without` is left out (NOBODY: none is).
    """
    need_day = int(me.need_day)
    best = NOBODY
    best_worth = market.evaluation_buy_nothing_utility
    best_worth += gumbel(uniform_of_day(luck, need_day, Purpose.CHOICE + MAX_BRANDS))
    for brand in range(market.n_brands):
        if brand == without or not knows(me, brand) or not can_be_chosen(me, market, brand):
            continue
        worth = utility(me, segment, market, brand, day)
        worth += gumbel(uniform_of_day(luck, need_day, Purpose.CHOICE + brand))
        if brand == market.ours:
            worth += market.purchase_persuasion
        if worth > best_worth:
            best = brand
            best_worth = worth
    return best


@rule
def choose_brand(me, segment, market, heard, luck, day):
    """Decide which brand to intend to buy, exploring and talking it over meanwhile."""
    if int(me.next_day) < 0:
        u = uniform_of_day(luck, int(me.need_day), Purpose.EVALUATION_DAYS)
        me.next_day = day - 1 + waiting_days(u, market.evaluation_days)
    look_for_guidance(me, market, heard, luck)
    if market.is_explore:
        explore_us(me, segment, market, heard, luck, day)
        _explore_rival(me, segment, market, luck, day)
    if market.is_talk_in_evaluation:
        if uniform(luck, Purpose.ASK) < market.evaluation_talk_per_day_share:
            mark(me, Mark.TALKED_IN_EVALUATION)
    if day < int(me.next_day):
        return Stage.EVALUATION
    choice = best_choice(me, segment, market, luck, day, NOBODY)
    if choice == NOBODY:
        me.reason = Reason.CHOSE_NOTHING
        return home(me, market)
    me.candidate = choice
    expected = believed_score(me, segment, market, choice)
    if choice == market.ours and market.n_products > 0:
        product = wanted_product(me, segment, market, luck, day)
        expected = clip(expected + believed_better_by(me, market, product), 0.0, 1.0)
    me.expectation = expected
    me.intention = Intention.FORMING
    mark(me, Mark.INTENDED)
    me.reason = Reason.CHOSE_US if choice == market.ours else Reason.CHOSE_RIVAL
    return Stage.PURCHASE


@inner
def _explore_rival(me, segment, market, luck, day):
    """See the most promising rival for oneself, of those known that can be seen today."""
    u = uniform(luck, Purpose.EXPLORE)
    favourite = -1
    best_worth = 0.0
    for brand in range(market.n_brands):
        if brand == market.ours or not knows(me, brand):
            continue
        if not can_be_chosen(me, market, brand):
            continue
        if u < market.brand_explore_per_day_share[brand]:
            worth = utility(me, segment, market, brand, day)
            if favourite < 0 or worth > best_worth:
                favourite = brand
                best_worth = worth
    if favourite >= 0:
        learn(me, favourite, market.brand_explore_information[favourite])
