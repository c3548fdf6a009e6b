"""Support: the customer has turned to the desk and waits for what it says."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from cjsim.journey.experience import note_first_value
from cjsim.journey.feeling import BEST_EMOTION, clip, feel, gain_trust, judge, mark
from cjsim.journey.kernel import inner, rule
from cjsim.journey.leaving import leave
from cjsim.journey.luck import Purpose, normal_of_day, uniform
from cjsim.journey.stages import Mark, Onboarding, Reason, Stage
from cjsim.journey.touching import Aspect, Point, against, of_share, touch

GAVE_UP = 2
_RESULT, _SOLVED, _BOT, _WAY = 3, 4, 8, 16
"""How `reply` is made: the result, whether it was solved, whether by a bot, and which way."""
POINTS_OF_SCALE = 4.0
"""From the worst emotion (-2) to the best (2): so many make the whole of the 0 to 1 scale."""


def reply_code(
    result: NDArray[np.uint8],
    is_solved: NDArray[np.bool_],
    by_bot: NDArray[np.bool_],
    way: NDArray[np.uint8],
) -> NDArray[np.uint8]:
    """Return how contacts went as customers' records keep it (arrays of one shape)."""
    return np.asarray(result + _SOLVED * is_solved + _BOT * by_bot + _WAY * way, np.uint8)


@rule
def hear_from_desk(me, segment, market, heard, luck, day):
    """Decide what the desk's answer, or its silence, does to the customer."""
    if not market.has_desk:
        return _left_alone(me, market, luck, day)
    if int(me.reply_day) != day:
        return Stage.SUPPORT
    reply = int(me.reply)
    point = Point.SUPPORT + reply // _WAY
    wait_hours = float(me.wait_hours)
    if reply & _RESULT == GAVE_UP:
        mark(me, Mark.GAVE_UP_WAITING)
        touch(heard, point, Aspect.REPLY_TIME, -2.0, wait_hours, 0.0)
        touch(heard, point, Aspect.TREATMENT, -2.0, 0.0, 0.0)
        return _left_alone(me, market, luck, day)
    mark(me, Mark.REPLIED)
    attitude = _attitude_met(market, luck, day, reply)
    is_solved = reply & _SOLVED != 0
    pain = _wait_pain(me, market) + _steps_pain(market)
    _note_contact(me, market, heard, reply, attitude, is_solved)
    feel(me, market, day, -pain)
    if is_solved:
        return _solved(me, market, heard, day, attitude, pain)
    feel(me, market, day, BEST_EMOTION * market.support_unsolved_emotion * (attitude - 0.5))
    if int(me.n_contacts) >= market.support_max_contacts:
        touch(heard, point, Aspect.TREATMENT, -2.0, 0.0, 0.0)
        return _left_alone(me, market, luck, day)
    me.n_contacts = int(me.n_contacts) + 1
    me.reply_day = -1
    mark(me, Mark.TICKET_OPENED)
    return Stage.SUPPORT


@inner
def _attitude_met(market, luck, day, reply):
    """Return the attitude met in this contact: people differ from day to day, bots do not."""
    if reply & _BOT:
        return market.support_bot_attitude
    attitude = market.support_way_attitude[reply // _WAY]
    if market.support_attitude_sd > 0.0:
        attitude += market.support_attitude_sd * normal_of_day(luck, day, Purpose.ATTITUDE)
    return clip(attitude, 0.0, 1.0)


@inner
def _note_contact(me, market, heard, reply, attitude, is_solved):
    """Note how the contact was: the reply, the advice, the treatment, and who gave them."""
    way = reply // _WAY
    point = Point.SUPPORT + way
    kind = max(int(me.ticket) - 1, 0)
    minutes = market.support_minutes[kind] * market.support_handle_times
    wait_hours = float(me.wait_hours)
    speed = against(wait_hours, market.support_reference_wait_hours)
    touch(heard, point, Aspect.REPLY_TIME, speed, wait_hours, 0.0)
    advice = BEST_EMOTION if is_solved else market.support_unsolved_score
    touch(heard, point, Aspect.ADVICE, advice, 0.0, minutes)
    touch(heard, point, Aspect.TREATMENT, of_share(attitude), 0.0, 0.0)
    effort = against(market.support_contact_steps, market.support_usual_steps)
    touch(heard, point, Aspect.USE_EFFORT, effort, 0.0, market.support_contact_steps)
    if reply & _BOT == 0:
        touch(heard, point, Aspect.ATTITUDE, of_share(attitude), 0.0, 0.0)
        touch(heard, point, Aspect.SKILL, of_share(market.support_way_skill[way]), 0.0, 0.0)


@inner
def _wait_pain(me, market):
    """Return the emotion lost by waiting: so much for each doubling beyond the usual."""
    wait_hours = float(me.wait_hours)
    if wait_hours <= market.support_reference_wait_hours:
        return 0.0
    doublings = math.log(wait_hours / market.support_reference_wait_hours) / math.log(2.0)
    return market.support_wait_pain_per_doubling * doublings


@inner
def _steps_pain(market):
    """Return the emotion lost by steps beyond the usual until someone answers."""
    more = market.support_contact_steps - market.support_usual_steps
    return market.support_pain_per_step * max(more, 0.0)


@inner
def _solved(me, market, heard, day, attitude, pain):
    """Be helped: fast and professional help raises trust above where it was."""
    mark(me, Mark.SOLVED)
    feel(me, market, day, BEST_EMOTION * market.support_solved_emotion * attitude - pain)
    share = market.use_satisfaction_update
    level = max(attitude - pain / POINTS_OF_SCALE, 0.0)
    me.satisfaction = float(me.satisfaction) + share * (level - float(me.satisfaction))
    gain_trust(me, level, market.use_trust_update)
    judge(me, int(me.brand), 2.0 * level - 1.0, market.use_trust_update)
    if int(me.onboarding) == Onboarding.TROUBLE:
        me.onboarding = Onboarding.HELPED_OUT
        note_first_value(me, market, heard, day)
    me.ticket = 0
    me.reason = Reason.SOLVED
    return Stage.USE


@inner
def _left_alone(me, market, luck, day):
    """Be abandoned with a problem: trust goes, and some do not come back."""
    mark(me, Mark.LEFT_ALONE)
    feel(me, market, day, BEST_EMOTION * market.support_left_alone_emotion)
    depth = abs(market.support_left_alone_emotion)
    gain_trust(me, 0.0, depth * market.use_trust_update)
    loss = market.use_satisfaction_update * depth
    me.satisfaction = float(me.satisfaction) * (1.0 - loss)
    judge(me, int(me.brand), -1.0, depth * market.use_trust_update)
    me.ticket = 0
    if market.is_leaving:
        if uniform(luck, Purpose.LEAVE) < market.use_dissatisfied_leave_share:
            return leave(me, market, Reason.LEFT_BAD_SUPPORT)
    me.reason = Reason.STILL_UNSOLVED
    return Stage.USE
