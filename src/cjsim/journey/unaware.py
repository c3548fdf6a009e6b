"""Unaware: the customer does not know us."""

from __future__ import annotations

from cjsim.journey.feeling import knows, meet_brand
from cjsim.journey.hearing import informed_chance
from cjsim.journey.kernel import inner, rule
from cjsim.journey.luck import Purpose, uniform
from cjsim.journey.need import journey_begins
from cjsim.journey.stages import Reason, Source, Stage


@rule
def become_aware(me, segment, market, heard, luck, day):
    """Decide whether the customer becomes aware of us, or sets out without knowing us.

    P = 1 - (1 - a)(1 - b)**n over media and kinds of tie (Goldenberg, Libai, Muller 2001).
    """
    if knows(me, market.ours):  # the firm has introduced itself today
        me.reason = Reason.HEARD_FIRM
        return Stage.AWARENESS
    by_media, in_all = informed_chance(market, heard)
    if in_all > 0.0:
        u = uniform(luck, Purpose.BECOME_AWARE)
        if u < by_media:
            return _aware(me, market, Reason.HEARD_MEDIA, _first_medium(market, heard))
        if u < in_all:
            return _aware(me, market, Reason.HEARD_TALK, Source.FAMILY + heard.voice_tie)
    if journey_begins(me, segment, market, heard, luck, day, 1.0):
        return Stage.SEARCH
    return Stage.UNAWARE


@inner
def _first_medium(market, heard):
    """Return the number of the first medium of ours met today."""
    for slot in range(market.n_media):
        if (heard.media >> slot) & 1 and market.media_brand[slot] == market.ours:
            return slot + 0
    return Source.NONE + 0


@inner
def _aware(me, market, reason, source):
    """Know us from now on, and remember through what."""
    meet_brand(me, market.ours)
    me.reason = reason
    me.source = source
    return Stage.AWARENESS
