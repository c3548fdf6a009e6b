"""What a customer says today: its sign, the brand, and whether it carries an invitation."""

from __future__ import annotations

from cjsim.journey.feeling import emotion_now, mark, opinion_of
from cjsim.journey.kernel import inner, rule
from cjsim.journey.luck import Purpose, uniform
from cjsim.journey.stages import NOBODY, Mark, Relation, Stage

INVITATION = 32
"""Added to the code of a message that invites."""


@rule
def say(me, segment, market, heard, luck, day):
    """Return the code of what the customer says today, 0 for nothing.

    The code is `brand + 1`, plus `INVITATION`, with a minus sign when it is negative. Owners
    talk the more the stronger they feel, and as they feel; those who merely know us may talk
    too; a viral voice is told on.
    """
    retold = _retell(market, heard, luck)
    if retold != 0:
        return retold
    about = int(me.brand)
    if about == NOBODY and int(me.relation) == Relation.FORMER:
        about = int(market.ours)
    if about == NOBODY:
        if int(me.stage) == Stage.AWARENESS and market.peers_aware_talk_per_day_share > 0.0:
            # who knew us before the run began has it to tell from its first day on
            if day - max(int(me.entered_day), 0) >= market.peers_aware_talk_days:
                return 0
            chance = market.peers_aware_talk_per_day_share * segment.talk_times
            if uniform(luck, Purpose.TALK) < chance:
                return _worded(me, market, int(market.ours), opinion_of(me, market.ours), luck)
        return 0
    calm_chance = market.peers_owner_talk_per_day_share
    if int(me.relation) == Relation.FORMER and about == market.ours:
        calm_chance = 0.0  # they no longer meet us every day
    stirred_chance = market.peers_emotion_talk_per_day_share / 2.0
    u = uniform(luck, Purpose.TALK)
    # the emotion can only have faded since: most are ruled out without working out by how much
    if u >= (calm_chance + stirred_chance * abs(float(me.emotion))) * segment.talk_times:
        return 0
    emotion = emotion_now(me, market, day)
    if u >= (calm_chance + stirred_chance * abs(emotion)) * segment.talk_times:
        return 0
    return _worded(me, market, about, emotion + opinion_of(me, about), luck)


@inner
def _worded(me, market, brand, feeling, luck):
    """Return the code of a message, and note its sign when it is about us."""
    if brand != market.ours:
        return brand + 1 if feeling >= 0.0 else -(brand + 1)
    if feeling < 0.0:
        mark(me, Mark.SAID_NEGATIVE)
        return -(brand + 1)
    mark(me, Mark.SAID_POSITIVE)
    if int(me.brand) == brand and uniform(luck, Purpose.INVITE) < market.peers_invite_share:
        mark(me, Mark.INVITED)
        return brand + 1 + INVITATION
    return brand + 1


@inner
def _retell(market, heard, luck):
    """Return the code of a viral voice passed on, 0 for none."""
    if heard.media == 0:
        return 0
    for slot in range(market.n_media):
        tone = market.media_tone[slot]
        if tone != 0.0 and (heard.media >> slot) & 1:
            chance = market.peers_emotion_talk_per_day_share * abs(tone) / 2.0
            if uniform(luck, Purpose.TALK) < chance:
                code = market.media_brand[slot] + 1
                return code if tone > 0.0 else -code
    return 0
