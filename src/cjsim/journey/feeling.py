"""How a customer changes inside: learning, judging, feeling, and finding its way home.

Small steps shared by the rules. Numbers are stored small (one byte for a knowledge or an
opinion) and computed in double; `float(...)` on every read keeps compiled and plain Python
equal bit for bit.
"""

from __future__ import annotations

import math

import numpy as np

from cjsim.journey.kernel import inner, kernel, rule
from cjsim.journey.stages import NOBODY, Mark, Relation, Stage

OPINION_STEPS = 127.0
KNOWLEDGE_STEPS = 255.0
"""An opinion (-1 to 1) and a knowledge (0 to 1) are each kept in one byte."""
BASIS_POINTS = 10000.0
"""Shares that need no more precision are kept in parts of 10,000."""
LAST_DAY = 32767
LONGEST_WAIT = 20000.0
"""Days are kept in 16 bits; a run has at most 10,000."""
WORST_EMOTION = -2.0
BEST_EMOTION = 2.0
"""The ends of the scale of emotions."""


@inner
def clip(value, low, high):
    """Return `value` held between `low` and `high`."""
    return min(max(value, low), high)


@inner
def in_bp(share):
    """Return a share (0 to 1) in whole basis points, as records keep it."""
    return math.floor(clip(share, 0.0, 1.0) * BASIS_POINTS + 0.5)


@inner
def mark(me, what):
    """Note that `what` (a `Mark`) happened to the customer today."""
    me.marks = np.uint64(me.marks) | (np.uint64(1) << np.uint64(what))


@rule
def has_mark(me, what):
    """Return whether `what` happened to the customer today."""
    return (np.uint64(me.marks) >> np.uint64(what)) & np.uint64(1) != np.uint64(0)


@inner
def knows(me, brand):
    """Return whether the customer knows the brand."""
    return (int(me.known) >> int(brand)) & 1 == 1


@inner
def meet_brand(me, brand):
    """Let the customer know the brand from now on."""
    me.known = int(me.known) | (1 << int(brand))
    mark(me, Mark.OPINION_CHANGED)


@inner
def forget_brand(me, market, brand):
    """Let the customer no longer know the brand; part of what it knew is lost."""
    me.known = int(me.known) & ~(1 << int(brand))
    kept = 1.0 - market.awareness_lost_knowledge_share
    me.knowledge[brand] = math.floor(kept * float(me.knowledge[brand]))
    mark(me, Mark.OPINION_CHANGED)


@rule
def knowledge_of(me, brand):
    """Return how much is known about the brand, 0 to 1."""
    return float(me.knowledge[brand]) / KNOWLEDGE_STEPS


@inner
def learn(me, brand, share):
    """Learn `share` of what is still unknown about the brand."""
    level = float(me.knowledge[brand])
    gain = clip(share, 0.0, 1.0) * (KNOWLEDGE_STEPS - level)
    if gain >= 0.5:  # less than half a step leaves the record as it is
        me.knowledge[brand] = math.floor(level + gain + 0.5)


@inner
def opinion_of(me, brand):
    """Return the opinion of the brand, -1 to 1."""
    return float(me.opinion[brand]) / OPINION_STEPS


@inner
def judge(me, brand, target, share):
    """Move the opinion of the brand by `share` of the way to `target`."""
    opinion = opinion_of(me, brand)
    opinion += clip(share, 0.0, 1.0) * (clip(target, -1.0, 1.0) - opinion)
    me.opinion[brand] = math.floor(clip(opinion, -1.0, 1.0) * OPINION_STEPS + 0.5)
    mark(me, Mark.OPINION_CHANGED)


@kernel
def emotion_now(me, market, day):
    """Return the emotion on `day`, -2 to 2: it fades by half in each half-life."""
    emotion = float(me.emotion)
    if emotion == 0.0:
        return 0.0
    age_days = float(day - int(me.emotion_day))
    return emotion * math.exp(-math.log(2.0) * age_days / market.use_emotion_half_life_days)


@inner
def feel(me, market, day, change):
    """Add `change` to what is left of the emotion."""
    emotion = emotion_now(me, market, day) + change
    me.emotion = clip(emotion, WORST_EMOTION, BEST_EMOTION)
    me.emotion_day = day


@inner
def gain_trust(me, target, share):
    """Move trust by `share` of the way to `target` (0 to 1)."""
    trust = float(me.trust)
    me.trust = clip(trust + clip(share, 0.0, 1.0) * (target - trust), 0.0, 1.0)


@inner
def home(me, market):
    """Return the stage a customer rests in when no journey is under way."""
    if int(me.brand) != NOBODY:
        return Stage.USE
    if int(me.relation) == Relation.FORMER:
        return Stage.LAPSED
    if knows(me, market.ours):
        return Stage.AWARENESS
    return Stage.UNAWARE


@inner
def set_out(me, day):
    """Begin a journey: a need has arisen today."""
    me.need_day = day
    me.explored = 0
    me.rounds = 0
    me.candidate = NOBODY


@inner
def waiting_days(u, mean_days):
    """Return a whole number of days, at least 1, geometric with about the mean given."""
    if mean_days <= 1.0:
        return 1
    return 1 + math.floor(min(math.log(1.0 - u) / math.log(1.0 - 1.0 / mean_days), LONGEST_WAIT))


@inner
def in_days(day, n_days):
    """Return the day so many days after `day`, or the last one a record can hold."""
    return min(day + int(n_days), LAST_DAY)
