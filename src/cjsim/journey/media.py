"""What a medium does to who meets it.

How much is met is the volume, how far it is believed the weight; they are apart. The firm
informs, people judge, and what one has tried oneself says what it is.
"""

from __future__ import annotations

from cjsim.journey.feeling import judge, learn, mark
from cjsim.journey.kernel import inner
from cjsim.journey.reading import agreeing_share
from cjsim.journey.stages import Mark
from cjsim.journey.worth import true_score

COMMERCIAL = 0
PERSONAL = 1
EXPERIENCE = 2
"""Who speaks through a medium (`channels.X.kind`)."""


@inner
def hear_tone(me, market, slot):
    """Hear what a person says who speaks to many: it judges like an acquaintance's word."""
    tone = market.media_tone[slot]
    shift = market.peers_opinion_shift * abs(tone) * market.media_credibility[slot]
    judge(me, int(market.media_brand[slot]), tone / 2.0, shift)


@inner
def meet_medium(me, segment, market, slot):
    """Let one medium inform someone who knows the brand; return what it persuades.

    That is how much our own words told and were believed: `persuade` makes one step of the
    whole day of it, since a single exposure moves less than the record can hold.
    """
    brand = int(market.media_brand[slot])
    kind = market.media_kind[slot]
    told = market.media_information[slot] * agreeing_share(me, market, brand)
    learn(me, brand, told)
    mark(me, Mark.LEARNED_COMMERCIAL if kind == COMMERCIAL else Mark.LEARNED_PERSONAL)
    believed = market.media_credibility[slot]
    if kind == EXPERIENCE:
        judge(me, brand, 2.0 * true_score(segment, market, brand) - 1.0, told * believed)
        return 0.0
    if kind == PERSONAL or brand != market.ours:
        return 0.0
    return told * believed * market.content_consistency
