"""The ladder of loyalty: from a first purchase to someone who looks at nobody else."""

from __future__ import annotations

from cjsim.journey.feeling import has_mark, mark
from cjsim.journey.kernel import inner, rule
from cjsim.journey.stages import Mark, Reason, Relation, Rung, Stage


@inner
def has_bought_again(me, market, day):
    """Return whether the customer has ordered twice, or has renewed after the first period."""
    if int(me.n_orders) >= 2:
        return True
    if not market.is_subscription or int(me.relation) != Relation.CUSTOMER:
        return False
    return day - int(me.first_day) > market.trial_days + market.renewal_days


@inner
def is_loyal(me, market, day):
    """Return whether the customer is satisfied, trusts the brand and has bought again."""
    return (
        float(me.satisfaction) >= market.use_satisfied_threshold
        and float(me.trust) >= market.use_loyal_trust
        and has_bought_again(me, market, day)
    )


@rule
def climb(me, market, day):
    """Put the customer on the rung it stands on at the end of the day, and note a climb.

    It takes satisfaction and trust to become loyal; to stay so, trust. An advocate is loyal
    and has spoken well of us since it became so; the completely loyal are advocates who buy
    again, or renew, without looking around.
    """
    before = int(me.rung)
    if not market.is_ladder or (before == Rung.NONE and int(me.brand) != market.ours):
        return
    rung = _rung_of(me, market, day, before)
    if rung > before:
        mark(me, Mark.CLIMBED)
    if rung != before:
        me.rung = rung


@inner
def _rung_of(me, market, day, before):
    """Return the rung someone who stood on `before` stands on now."""
    relation = int(me.relation)
    if int(me.brand) != market.ours or relation != Relation.CUSTOMER:
        return Rung.NONE
    if not has_bought_again(me, market, day):
        return Rung.BUYER
    if before < Rung.LOYAL and not is_loyal(me, market, day):
        return Rung.REPEAT_BUYER
    if float(me.trust) < market.use_loyal_trust:
        return Rung.REPEAT_BUYER
    if before < Rung.ADVOCATE:
        return Rung.ADVOCATE if has_mark(me, Mark.SAID_POSITIVE) else Rung.LOYAL
    if before == Rung.COMPLETELY_LOYAL or _buys_without_looking(me):
        return Rung.COMPLETELY_LOYAL
    return Rung.ADVOCATE


@inner
def _buys_without_looking(me):
    """Return whether the customer sets out to buy from us again today, or renews."""
    if has_mark(me, Mark.RENEWED):
        return True
    return int(me.reason) == Reason.BUYS_AGAIN and int(me.stage) == Stage.EVALUATION
