"""Taking another brand into use: whoever was with us has left, and begins anew to judge."""

from __future__ import annotations

from cjsim.journey.feeling import mark, opinion_of
from cjsim.journey.kernel import inner
from cjsim.journey.stages import Mark, Reason, Relation


@inner
def take_up(me, market, brand):
    """Take `brand` into use; with another brand than so far, trust and content begin anew."""
    before = int(me.brand)
    if brand == before:
        return
    if brand == market.ours:
        if int(me.relation) == Relation.FORMER:
            mark(me, Mark.CAME_BACK)
    elif before == market.ours:
        end_relation(me, Reason.LEFT_COMPETITOR)
    me.brand = brand
    me.trust = first_trust(me, market, brand)
    me.satisfaction = market.use_content_satisfaction


@inner
def end_relation(me, reason):
    """Note that a customer of ours is one no more, and why."""
    mark(me, Mark.LEFT)
    me.left_for = reason
    me.relation = Relation.FORMER


@inner
def first_trust(me, market, brand):
    """Return the trust in a brand just taken into use, 0 to 1: that of the start, and opinion.

    Somebody of no opinion trusts it as people trust their brand at the start of a run; the
    best opinion makes that 1, the worst 0 (assumption).
    """
    opinion = opinion_of(me, brand)
    trust = market.start_trust
    return trust + opinion * (1.0 - trust if opinion > 0.0 else trust)
