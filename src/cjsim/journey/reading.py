"""What our own information does to its reader: it informs, and judges as far as believed."""

from __future__ import annotations

import math

from cjsim.journey.feeling import (
    OPINION_STEPS,
    clip,
    gain_trust,
    knowledge_of,
    knows,
    learn,
    mark,
    opinion_of,
)
from cjsim.journey.kernel import inner
from cjsim.journey.luck import Purpose, uniform
from cjsim.journey.stages import Mark
from cjsim.journey.touching import Aspect, Point, of_share, touch


@inner
def agreeing_share(me, market, brand):
    """Return the share of a message of `brand` that what is known already does not deny.

    Who knows nothing finds no contradiction; who knows all finds as many as there are.
    """
    if brand != market.ours:
        return 1.0
    return 1.0 - (1.0 - market.content_consistency) * knowledge_of(me, brand)


@inner
def lean_towards(me, brand, target, share, u):
    """Move the opinion by a share of the way to `target` too small for its steps.

    `u`, a uniform number, decides on the last step, so that the mean is the exact value.
    """
    opinion = opinion_of(me, brand)
    opinion += clip(share, 0.0, 1.0) * (clip(target, -1.0, 1.0) - opinion)
    me.opinion[brand] = math.floor(clip(opinion, -1.0, 1.0) * OPINION_STEPS + u)
    mark(me, Mark.OPINION_CHANGED)


@inner
def persuade(me, market, told, credibility, u):
    """Let something we said judge: by what it told, how far it is believed, and its tone.

    The trust of those who use our product moves with it when it is good.
    """
    tone = market.content_tone
    if tone == 0.0 or not market.is_persuasion or not knows(me, market.ours):
        return
    share = told * credibility * abs(tone)
    lean_towards(me, market.ours, 1.0 if tone > 0.0 else -1.0, share, u)
    if tone > 0.0 and int(me.brand) == market.ours:
        gain_trust(me, 1.0, share)


@inner
def read_own_content(me, market, heard, luck):
    """Read our own content: it informs by clarity times detail, and persuades a little."""
    told = market.content_clarity * market.content_detail * market.content_inform_times
    told *= agreeing_share(me, market, market.ours)
    learn(me, market.ours, told)
    mark(me, Mark.LEARNED_COMMERCIAL)
    believed = market.content_credibility * market.content_consistency
    persuade(me, market, told, believed, uniform(luck, Purpose.CONTENT_OPINION))
    score = of_share(knowledge_of(me, market.ours))
    touch(heard, Point.OWN_CONTENT, Aspect.INFORMATION, score, 0.0, 0.0)


@inner
def look_for_guidance(me, market, heard, luck):
    """While comparing, find guidance in our content: it informs as reading it in search does."""
    if market.content_guidance_share <= 0.0 or not knows(me, market.ours):
        return
    if uniform(luck, Purpose.GUIDANCE) < market.content_guidance_share:
        read_own_content(me, market, heard, luck)
