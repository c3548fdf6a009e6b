"""Awareness: the customer knows us and has no need under way."""

from __future__ import annotations

from cjsim.journey.feeling import forget_brand
from cjsim.journey.kernel import rule
from cjsim.journey.luck import Purpose, uniform
from cjsim.journey.need import journey_begins
from cjsim.journey.stages import Reason, Source, Stage


@rule
def set_out_or_forget(me, segment, market, heard, luck, day):
    """Decide whether a journey begins, or the customer forgets us for want of hearing."""
    if journey_begins(me, segment, market, heard, luck, day, 1.0):
        return Stage.SEARCH
    hears_nothing = heard.media == 0 and heard.voice < 0 and heard.programmes == 0
    if hears_nothing and market.is_forgetting and int(me.n_orders) == 0:
        if uniform(luck, Purpose.FORGET) < market.forget_per_day:
            forget_brand(me, market, market.ours)
            me.source = Source.NONE
            me.reason = Reason.FORGOT
            return Stage.UNAWARE
    return Stage.AWARENESS
