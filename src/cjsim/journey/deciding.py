"""The last steps before the order: trust, hesitation, the call to action, paying by instalments."""

from __future__ import annotations

from cjsim.journey.feeling import opinion_of
from cjsim.journey.kernel import inner
from cjsim.journey.luck import Purpose, uniform, uniform_of_day


@inner
def is_trusted(me, market):
    """Return whether the opinion of the brand intended is good enough to buy from it."""
    return opinion_of(me, int(me.candidate)) >= market.purchase_trust_threshold


@inner
def hesitates(market, luck):
    """Return whether the order is put off today; the call to action makes it rarer."""
    share = market.purchase_hesitate_per_day_share * (1.0 - market.purchase_cta_strength)
    return share > 0.0 and uniform(luck, Purpose.HESITATE) < share


@inner
def was_hurried(market, luck, order_day):
    """Return whether one ordered on that day for the call to action alone."""
    share = market.purchase_hesitate_per_day_share
    if share <= 0.0 or market.purchase_cta_strength <= 0.0:
        return False
    u = uniform_of_day(luck, order_day, Purpose.HESITATE)
    return share * (1.0 - market.purchase_cta_strength) <= u < share


@inner
def pays_by_instalments(me, market, luck):
    """Return whether the customer buys our product by instalments."""
    if int(me.candidate) != market.ours or market.purchase_instalment_share <= 0.0:
        return False
    u = uniform_of_day(luck, int(me.need_day), Purpose.INSTALMENT)
    return u < market.purchase_instalment_share
