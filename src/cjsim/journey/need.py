"""A need arises, or something outside awakens one: the start of every journey."""

from __future__ import annotations

from cjsim.journey.feeling import knows, mark, set_out
from cjsim.journey.kernel import inner
from cjsim.journey.luck import Purpose, uniform
from cjsim.journey.stages import Mark, Reason, Source


@inner
def need_arises(me, segment, market, luck, times):
    """Return whether a need for the category arises today, at `times` the usual rate."""
    chance = market.need_per_day * segment.need_times * float(me.need_times) * times
    if uniform(luck, Purpose.NEED) >= chance:
        return False
    me.entry = Source.SEARCH  # nothing brought it about but the need
    return True


@inner
def arousal(me, market, heard, luck):
    """Return the reason why something heard today awakens a need, or `Reason.NONE`.

    What awakened it is where the journey enters (`Source`).
    """
    if heard.called:
        me.entry = Source.FIRM
        mark(me, Mark.RESPONDED)
        return Reason.ANSWERED_CONTACT
    ours = market.ours
    if heard.media == 0 and heard.voice < 0:
        return Reason.NONE
    if not knows(me, ours):
        return Reason.NONE
    calm = 1.0
    for slot in range(market.n_media):
        if (heard.media >> slot) & 1 and market.media_brand[slot] == ours:
            calm *= 1.0 - market.media_arouse[slot]
    by_media = 1.0 - calm
    if heard.positive[ours] > 0.0:
        calm *= (1.0 - market.peers_arouse_chance) ** heard.positive[ours]
    if calm == 1.0:
        return Reason.NONE
    u = uniform(luck, Purpose.REMINDER)
    if u < by_media:
        me.entry = _arousing_medium(market, heard, u)
        return Reason.AROUSED_BY_MEDIA
    if u < 1.0 - calm:
        me.entry = Source.FAMILY + heard.voice_tie
        return Reason.AROUSED_BY_TALK
    return Reason.NONE


@inner
def _arousing_medium(market, heard, u):
    """Return the medium that awakened the need, of those met today, by the luck that did."""
    calm = 1.0
    last = Source.NONE + 0
    for slot in range(market.n_media):
        if (heard.media >> slot) & 1 and market.media_brand[slot] == market.ours:
            last = slot
            calm *= 1.0 - market.media_arouse[slot]
            if u < 1.0 - calm:
                return last
    return last


@inner
def journey_begins(me, segment, market, heard, luck, day, times):
    """Return whether a journey begins today; if so the need is dated and the reason noted."""
    reason = arousal(me, market, heard, luck)
    if reason == Reason.NONE and need_arises(me, segment, market, luck, times):
        reason = Reason.NEED_AROSE
    if reason == Reason.NONE:
        return False
    set_out(me, day)
    me.reason = reason
    return True
