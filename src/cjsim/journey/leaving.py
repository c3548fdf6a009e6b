"""How a relation ends, and for which reason."""

from __future__ import annotations

from cjsim.journey.assortment import asked_times, list_price
from cjsim.journey.evaluation import utility
from cjsim.journey.feeling import BASIS_POINTS, clip, in_days, mark
from cjsim.journey.kernel import inner
from cjsim.journey.loyalty import is_kept_by_offer
from cjsim.journey.luck import Purpose, uniform
from cjsim.journey.requesting import unpaid_times
from cjsim.journey.stages import NOBODY, Intention, Mark, Onboarding, Reason, Relation, Stage
from cjsim.journey.switching import end_relation


@inner
def leave(me, market, reason):
    """End the relation with us; the road back stays open."""
    if int(me.brand) == market.ours:
        end_relation(me, reason)
    me.brand = NOBODY
    me.intention = Intention.NONE
    me.ticket = 0
    me.reason = reason
    return Stage.LAPSED


@inner
def leave_if_idle(me, market, day):
    """Return whether a buyer has been silent for so long that it counts as lapsed."""
    return float(day - int(me.bought_day)) >= market.lapse_after_days


@inner
def renew_or_leave(me, segment, market, luck, day):
    """Return the reason for which a subscriber leaves today, or NONE.

    Asked at the end of the trial and at each renewal. A rival's subscribers are not asked:
    they look around when a need for something else arises.
    """
    if int(me.brand) != market.ours or day < int(me.due_day):
        return Reason.NONE
    if int(me.relation) == Relation.TRIAL:
        return _end_trial(me, segment, market, luck, day)
    u = uniform(luck, Purpose.PAYMENT)
    if u < market.payment_failure_per_renewal_share:
        return Reason.LEFT_PAYMENT_FAILED
    u -= market.payment_failure_per_renewal_share
    if u < market.closed_down_per_renewal_share:
        return Reason.LEFT_CLOSED_DOWN
    if market.is_leaving and not is_kept_by_offer(me, market, day):
        pull = _pull_of_rivals(me, segment, market, day)
        chance = (
            int(me.leave_bp)
            / BASIS_POINTS
            * _discontent_times(me, market)
            * (1.0 + market.leaving_rival_pull_times * pull)
        )
        if uniform(luck, Purpose.RENEWAL) < clip(chance, 0.0, 1.0):
            return _why(me, segment, market, luck, day, pull)
    _pay(me, market, day)
    mark(me, Mark.RENEWED)
    return Reason.NONE


@inner
def _discontent_times(me, market):
    """Return how many times the usual rate someone so satisfied leaves at."""
    content = market.use_content_satisfaction
    return market.leaving_worst_times ** (1.0 - float(me.satisfaction) / content)


@inner
def _pull_of_rivals(me, segment, market, day):
    """Return by how much the best known rival is better than us, in utility, at least 0."""
    own = utility(me, segment, market, market.ours, day)
    pull = 0.0
    for brand in range(market.n_brands):
        if market.brand_present[brand] < 0.5:
            continue
        if brand != market.ours and (int(me.known) >> brand) & 1:
            pull = max(pull, utility(me, segment, market, brand, day) - own)
    return pull


@inner
def _why(me, segment, market, luck, day, pull):
    """Return the reason that weighs most by luck: hardship, price, rival, dissatisfaction."""
    hardship = market.leaving_no_trouble_weight
    if int(me.onboarding) == Onboarding.TROUBLE:
        hardship = market.leaving_trouble_weight
    dearness = list_price(market, int(me.product)) / market.reference_price
    costs = segment.price_sensitivity * float(me.price_times) * dearness
    price = max(costs * market.leaving_price_weight, 0.0)
    content = market.use_content_satisfaction
    discontent = market.leaving_discontent_weight * max(content - float(me.satisfaction), 0.0)
    discontent /= content
    total = hardship + price + pull + discontent
    u = uniform(luck, Purpose.LEAVE_REASON) * total
    if u < hardship:
        return Reason.LEFT_TOO_HARD
    if u < hardship + price:
        return Reason.LEFT_PRICE
    if u < hardship + price + pull:
        return Reason.LEFT_COMPETITOR
    return Reason.LEFT_DISSATISFIED


@inner
def _end_trial(me, segment, market, luck, day):
    """Pay or leave at the end of the trial; contentment decides."""
    chance = market.trial_quit_share * _discontent_times(me, market)
    chance *= unpaid_times(me, market, luck)
    if uniform(luck, Purpose.TRIAL) < clip(chance, 0.0, 1.0):
        return Reason.LEFT_TRIAL
    me.relation = Relation.CUSTOMER
    _pay(me, market, day)
    mark(me, Mark.TRIAL_PAID)
    return Reason.NONE


@inner
def _pay(me, market, day):
    """Set what this period costs the subscriber."""
    full = list_price(market, int(me.product))
    paid = market.brand_price[market.ours] * asked_times(market, int(me.product))
    paid *= 1.0 - market.purchase_discount_share
    if day <= int(me.offer_day):
        paid *= 1.0 - int(me.offer_bp) / BASIS_POINTS
    me.paid = paid
    me.saved = full - paid
    me.due_day = in_days(day, max(market.renewal_days, 1.0))
