"""Support: the customer has turned to the desk and waits for what it says."""

from __future__ import annotations

import math

from cjsim.journey.feeling import feel, gain_trust, judge, mark
from cjsim.journey.kernel import kernel
from cjsim.journey.leaving import leave
from cjsim.journey.luck import Purpose, uniform
from cjsim.journey.stages import Mark, Onboarding, Reason, Stage

ANSWERED = 1
GAVE_UP = 2


@kernel
def hear_from_desk(me, segment, market, heard, luck, day):
    """Decide what the desk's answer, or its silence, does to the customer."""
    if not market.has_desk:
        return _left_alone(me, market, luck, day)
    if int(me.reply_day) != day:
        return Stage.SUPPORT
    if int(me.reply) == GAVE_UP:
        mark(me, Mark.GAVE_UP_WAITING)
        return _left_alone(me, market, luck, day)
    mark(me, Mark.REPLIED)
    feel(me, market, day, -_wait_pain(me, market))
    if uniform(luck, Purpose.ANSWER) < market.support_first_contact_resolution_share:
        return _solved(me, market, day)
    if int(me.n_contacts) >= market.support_max_contacts:
        return _left_alone(me, market, luck, day)
    me.n_contacts = int(me.n_contacts) + 1
    me.reply_day = -1
    mark(me, Mark.TICKET_OPENED)
    return Stage.SUPPORT


@kernel
def _wait_pain(me, market):
    """Return the emotion lost by waiting: so much for each doubling beyond the usual."""
    wait_hours = float(me.wait_hours)
    if wait_hours <= market.support_reference_wait_hours:
        return 0.0
    doublings = math.log(wait_hours / market.support_reference_wait_hours) / math.log(2.0)
    return market.support_wait_pain_per_doubling * doublings


@kernel
def _solved(me, market, day):
    """Be helped: fast and professional help raises trust above where it was."""
    mark(me, Mark.SOLVED)
    attitude = market.support_attitude
    relief = 2.0 * attitude - _wait_pain(me, market)
    feel(me, market, day, relief)
    share = market.use_satisfaction_update
    level = max(attitude - _wait_pain(me, market) / 4.0, 0.0)
    me.satisfaction = float(me.satisfaction) + share * (level - float(me.satisfaction))
    gain_trust(me, level, market.use_trust_update)
    judge(me, int(me.brand), 2.0 * level - 1.0, market.use_trust_update)
    if int(me.onboarding) == Onboarding.TROUBLE:
        me.onboarding = Onboarding.HELPED_OUT
    me.ticket = 0
    me.reason = Reason.SOLVED
    return Stage.USE


@kernel
def _left_alone(me, market, luck, day):
    """Be left alone with a problem: trust goes, and some do not come back."""
    mark(me, Mark.LEFT_ALONE)
    feel(me, market, day, 2.0 * market.support_left_alone_emotion)
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
