"""Rest: most customers, on most days, meet nothing, need nothing and say nothing.

Whether a day can be such a day is told by a few numbers of today's luck. So they are drawn
first, against the chances of all there is that could happen, and only the customers to whom
something may happen are handed to the rules. A small record of each customer at rest (what it
needs, what it feels, where it stands) keeps the look cheap: the whole record stays untouched.

Nothing is decided here. A customer that might do anything is awake, and the rules, which draw
the same numbers, say whether it does; who is left resting is one whose rule would have
returned the stage it is in and written nothing. When a rule draws for something new, its
chance belongs in `open_gates`; the tests live random markets with and without rest.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from cjsim.journey.feeling import LAST_DAY, knows
from cjsim.journey.kernel import inner, rule
from cjsim.journey.listening import has_asked
from cjsim.journey.luck import Purpose, uniform
from cjsim.journey.market import DAYS_PER_YEAR
from cjsim.journey.place import N_PLACES, Place
from cjsim.journey.stages import Intention, Relation, Rung, Stage
from cjsim.journey.tally import AWARE, PLACES, STAGES
from cjsim.journey.trouble import QUESTION, TECHNICAL
from cjsim.journey.using import mean_failure_chance, system_failure_chance


class Rest(IntEnum):
    """How a customer rests, by what could wake it."""

    AWAKE = 0
    UNAWARE = 1
    AWARE = 2
    AWARE_BY_USE = 3
    USING_ANOTHER = 4
    LAPSED = 5
    CUSTOMER = 6
    """Uses our product: what it feels is counted every day, whatever happens."""


N_RESTS = len(Rest)

RESTING = np.dtype(
    [
        ("need_times", "f4"),  # as in the customer's record
        ("emotion", "f4"),  # its size as last felt; it can only have faded since
        ("bought_day", "i2"),  # as in the record, as all up to the stage
        ("due_day", "i2"),
        ("channels", "u2"),
        ("segment", "u1"),
        ("stage", "u1"),
        ("rest", "u1"),  # `Rest`
        ("place", "u1"),  # `Place`
        ("knows_us", "u1"),  # 1: it does
    ],
    align=True,
)
"""What is looked at of a customer before its record is, if it is."""

_CHANCES = (
    "need", "times", "aroused", "calm_talk", "stirred_talk", "talk_times", "forget", "feedback",
    "question", "failure", "system", "others_with_question", "others_with_failure",
    "settling_days", "lapse_after_days",
)  # fmt: skip
GATE = np.dtype([("toned", "i8"), *((name, "f8") for name in _CHANCES)], align=True)
"""What could wake those who rest alike today: media that people speak through (a mask), and
the chances of a need (for one who needs as much as its segment, `times` over), of being stirred
by all our media at once, of talk (of the calm, and more for each unit of emotion), of
forgetting us, of a review; of our customers, also those of a question, a failure of the unit or
of the system, how many of the others each stands for have such trouble (a mean), and the days
after the purchase on which a customer settles in and from which it counts as lapsed."""
_ROUNDING = 1e-12
"""A product over some media may come out this much below the one over more of them."""

STAGE_OF_PLACE = np.array(
    [
        Stage.UNAWARE, Stage.AWARENESS, Stage.SEARCH, Stage.SEARCH,
        Stage.EVALUATION, Stage.EVALUATION,
        Stage.PURCHASE, Stage.PURCHASE, Stage.PURCHASE, Stage.PURCHASE,
        Stage.USE, Stage.USE, Stage.USE, Stage.USE, Stage.USE, Stage.USE, Stage.USE,
        Stage.SUPPORT, Stage.SUPPORT, Stage.LAPSED, Stage.LAPSED,
    ]
)  # fmt: skip
"""The stage of each `Place`."""


@rule
def open_gates(gates, segments, markets):
    """Write today's chances, (segments, N_RESTS) of GATE."""
    for group in range(segments.size):
        market = markets[group]
        segment = segments[group]
        toned = _toned_media(market)
        for rest in range(1, N_RESTS):
            gate = gates[group, rest]
            gate.toned = toned
            gate.aroused = _most_aroused(market, rest == Rest.UNAWARE)
            gate.need = market.need_per_day * segment.need_times
            gate.times = market.lapsed_return_times if rest == Rest.LAPSED else 1.0
            gate.talk_times = segment.talk_times
            gate.calm_talk = _calm_talk(market, rest)
            gate.stirred_talk = 0.0
            gate.forget = 0.0
            if rest == Rest.AWARE and market.is_forgetting:
                gate.forget = market.forget_per_day
            gate.feedback = 0.0
            if rest >= Rest.USING_ANOTHER:
                gate.stirred_talk = market.peers_emotion_talk_per_day_share / 2.0
                if market.is_feedback and market.is_reviews and rest != Rest.LAPSED:
                    gate.feedback = market.reviews_write_per_year / DAYS_PER_YEAR
        _open_to_trouble(gates[group, Rest.CUSTOMER], market)


@inner
def _calm_talk(market, rest):
    """Return the chance a day that someone talks without any emotion."""
    if rest == Rest.AWARE or rest == Rest.AWARE_BY_USE:  # noqa: PLR1714  # compiled
        return market.peers_aware_talk_per_day_share
    if rest == Rest.USING_ANOTHER or rest == Rest.CUSTOMER:  # noqa: PLR1714  # compiled
        return market.peers_owner_talk_per_day_share
    return 0.0


@inner
def _open_to_trouble(gate, market):
    """Write what may happen to our customers, and by when."""
    gate.question = market.support_question_per_year / DAYS_PER_YEAR
    gate.failure = 0.0
    if market.is_failures:
        worst = market.defect_failure_per_year if market.defect_share > 0.0 else 0.0
        gate.failure = (market.failure_per_year + worst) / DAYS_PER_YEAR
    gate.system = system_failure_chance(market)
    n_others = market.weight - 1.0 if market.is_support else 0.0
    mean = mean_failure_chance(market) if market.is_failures else 0.0
    gate.others_with_question = n_others * gate.question
    gate.others_with_failure = n_others * (mean + gate.system * market.use_system_ticket_share)
    gate.settling_days = market.use_settling_days
    gate.lapse_after_days = market.lapse_after_days


@inner
def _toned_media(market):
    """Return the mask of the media through which people speak: what they say is told on."""
    mask = 0
    for slot in range(market.n_media):
        if market.media_tone[slot] != 0.0:
            mask |= 1 << slot
    return mask


@inner
def _most_aroused(market, is_unaware):
    """Return the chance that our media stir someone who meets them all."""
    missed = 1.0
    for slot in range(market.n_media):
        if market.media_brand[slot] == market.ours:
            chance = market.media_aware[slot] if is_unaware else market.media_arouse[slot]
            missed *= 1.0 - chance
    return 1.0 - missed + _ROUNDING


@rule
def stays_at_rest(one, gates, media, luck, day):
    """Return whether today's luck lets a customer rest who is told and sent nothing.

    `gates` are those of its segment; `media` is the mask of those it meets: they may inform it
    all the same.
    """
    if int(one.rest) == Rest.AWAKE:
        return False
    gate = gates[int(one.rest)]
    if media != 0:
        if media & gate.toned != 0:
            return False
        is_unaware = int(one.rest) == Rest.UNAWARE
        if uniform(luck, Purpose.BECOME_AWARE if is_unaware else Purpose.REMINDER) < gate.aroused:
            return False
    need = gate.need * float(one.need_times) * gate.times
    if uniform(luck, Purpose.NEED) < need:
        return False
    if gate.calm_talk + gate.stirred_talk > 0.0:
        talk = (gate.calm_talk + gate.stirred_talk * float(one.emotion)) * gate.talk_times
        if uniform(luck, Purpose.TALK) < talk:
            return False
    if gate.forget > 0.0 and uniform(luck, Purpose.FORGET) < gate.forget:
        return False
    if gate.feedback > 0.0 and uniform(luck, Purpose.FEEDBACK) < gate.feedback:
        return False
    return int(one.rest) != Rest.CUSTOMER or _goes_well(one, gate, luck, day)


@inner
def _goes_well(one, gate, luck, day):
    """Return whether nothing goes wrong with our product today, and no date is due."""
    owned_days = day - int(one.bought_day)
    if owned_days <= gate.settling_days or owned_days >= gate.lapse_after_days:
        return False
    if day >= int(one.due_day):
        return False
    if gate.question > 0.0 and uniform(luck, Purpose.QUESTION_TODAY) < gate.question:
        return False
    if gate.failure > 0.0 and uniform(luck, Purpose.FAILURE) < gate.failure:
        return False
    if gate.system > 0.0 and uniform(luck, Purpose.SYSTEM_FAILURE) < gate.system:
        return False
    return not (
        _others_may(luck, QUESTION, gate.others_with_question)
        or _others_may(luck, TECHNICAL, gate.others_with_failure)
    )


@inner
def _others_may(luck, kind, mean):
    """Return whether one of the people the customer stands for may have trouble of a kind."""
    return mean > 0.0 and uniform(luck, Purpose.OTHERS_IN_TROUBLE + kind) >= 1.0 - mean


@rule
def lie_down(one, me, market, stands):
    """Note whether and how the customer, who `stands` at a `Place`, rests from tonight on."""
    rest = _rest_of(me, market)
    one.rest = rest
    one.stage = int(me.stage)
    one.bought_day = int(me.bought_day)
    one.due_day = int(me.due_day) if market.is_subscription else LAST_DAY
    if rest == Rest.AWAKE:
        return
    one.need_times = me.need_times
    one.emotion = abs(float(me.emotion))
    one.place = stands
    one.knows_us = 1 if knows(me, market.ours) else 0


@rule
def never_lie_down(one, me, market, stands):
    """Let nobody rest: a rule of a user's own may do anything on any day."""
    one.rest = Rest.AWAKE
    one.stage = int(me.stage)


@inner
def _rest_of(me, market):
    """Return how the customer rests: not on a journey, with a problem, or where all may meet."""
    if has_asked(me) or market.meets:
        return Rest.AWAKE
    stage = int(me.stage)
    if stage == Stage.USE:
        if int(me.intention) == Intention.ORDERED:
            return Rest.AWAKE
        if int(me.brand) == market.ours:
            return Rest.CUSTOMER
    if int(me.rung) != Rung.NONE:
        return Rest.AWAKE
    if stage == Stage.USE:
        return Rest.USING_ANOTHER
    if stage == Stage.LAPSED:
        return Rest.LAPSED
    if int(me.relation) == Relation.FORMER:
        return Rest.AWAKE
    if stage == Stage.AWARENESS:
        return Rest.AWARE if int(me.n_orders) == 0 else Rest.AWARE_BY_USE
    if stage == Stage.UNAWARE and not knows(me, market.ours):
        return Rest.UNAWARE
    return Rest.AWAKE


@rule
def count_resting(resting, tally):
    """Count where those stand who rested; `resting` (segments, N_PLACES, knows us or not)."""
    for group in range(resting.shape[0]):
        for place in range(N_PLACES):
            n_strangers, n_who_know = resting[group, place, 0], resting[group, place, 1]
            if n_strangers + n_who_know > 0:
                tally[group, STAGES + STAGE_OF_PLACE[place]] += n_strangers + n_who_know
                tally[group, PLACES + place] += n_strangers + n_who_know
                tally[group, AWARE] += n_who_know


if len(STAGE_OF_PLACE) != len(Place):
    raise AssertionError("every place has its stage")
