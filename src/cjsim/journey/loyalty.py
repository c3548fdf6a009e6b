"""What customers get back: points for what they pay, and offers that keep them."""

from __future__ import annotations

from cjsim.journey.assortment import list_price
from cjsim.journey.feeling import gain_trust, has_mark, in_bp, in_days
from cjsim.journey.kernel import inner, rule
from cjsim.journey.luck import Purpose, uniform_of_day
from cjsim.journey.stages import Mark
from cjsim.scenarios.actions import MAX_CONTACT_PROGRAMMES


@rule
def credit_points(me, market, luck, day):
    """Turn a share of what a member paid today into an offer for its next order.

    Points are worth `points_share` of the money paid; a better offer in hand is kept.
    """
    if not market.is_loyalty:
        return
    is_paid = (
        has_mark(me, Mark.RECEIVED) or has_mark(me, Mark.RENEWED) or has_mark(me, Mark.TRIAL_PAID)
    )
    if not is_paid or float(me.paid) <= 0.0:
        return
    if uniform_of_day(luck, 0, Purpose.MEMBER) >= market.loyalty_member_share:
        return
    gain_trust(me, 1.0, market.loyalty_care)
    price = list_price(market, int(me.product))
    points = in_bp(market.loyalty_points_share * float(me.paid) / price)
    in_hand = int(me.offer_bp) if day < int(me.offer_day) else 0
    if points > in_hand:
        me.offer_bp = points
        me.offer_day = in_days(day, market.loyalty_points_days)


@inner
def is_kept_by_offer(me, market, day):
    """Return whether a save offer that was accepted still holds: who has one stays."""
    if int(me.campaign) == 0 or day > int(me.offer_day):
        return False
    for slot in range(MAX_CONTACT_PROGRAMMES):
        if market.contact_keeps[slot] > 0.0 and market.contact_code[slot] == int(me.campaign):
            return True
    return False
