"""Use: the customer lives with what it bought, from unpacking to the next need."""

from __future__ import annotations

from cjsim.journey.experience import experience_today, setup_trouble_share, suffer, unpack
from cjsim.journey.feeling import gain_trust, has_mark, mark, set_out
from cjsim.journey.kernel import inner, rule
from cjsim.journey.ladder import is_loyal
from cjsim.journey.leaving import leave, leave_if_idle, renew_or_leave
from cjsim.journey.luck import Purpose, uniform
from cjsim.journey.market import DAYS_PER_YEAR
from cjsim.journey.need import arousal, need_arises
from cjsim.journey.stages import Intention, Mark, Reason, Rung, Stage
from cjsim.journey.trouble import QUESTION, TECHNICAL, USAGE, note_others, strikes
from cjsim.journey.using import (
    failure_chance,
    live_through_period,
    mean_failure_chance,
    system_fails,
    system_failure_chance,
)


@rule
def live_with_it(me, segment, market, heard, luck, day):
    """Decide what living with the product brings: trouble, help, leaving, or a new journey."""
    if int(me.intention) == Intention.ORDERED:
        me.intention = Intention.NONE
        reason = unpack(me, segment, market, heard, luck, day)
        if reason >= Reason.LEFT_TOO_HARD:
            return leave(me, market, reason)
        if reason != Reason.NONE:
            return seek_help(me, market, USAGE, reason, day)
    is_ours = int(me.brand) == market.ours
    if is_ours:
        kind = _problem_today(me, market, heard, luck, day)
        if kind == TECHNICAL:
            return seek_help(me, market, kind, Reason.PRODUCT_FAILED, day)
        if kind == QUESTION:
            return seek_help(me, market, kind, Reason.HAS_QUESTION, day)
    if market.is_subscription:
        reason = renew_or_leave(me, segment, market, luck, day)
        if reason != Reason.NONE:
            return leave(me, market, reason)
        if is_ours:
            if has_mark(me, Mark.RENEWED):
                level = experience_today(me, segment, market, luck, day)
                live_through_period(me, market, heard, level)
            return Stage.USE
        return _look_around(me, segment, market, heard, luck, day)
    if is_ours and leave_if_idle(me, market, day):
        return leave(me, market, Reason.LEFT_INACTIVE)
    return _look_around(me, segment, market, heard, luck, day)


@inner
def _problem_today(me, market, heard, luck, day):
    """Return the kind of problem that arises today, 0 for none."""
    kind = 0
    chance = market.support_question_per_year / DAYS_PER_YEAR
    settling = market.use_settling_days
    if 0 < day - int(me.bought_day) <= settling:
        chance += market.support_question_per_order_share / settling
        if market.is_onboarding:  # the customer's own set-up was on the first day
            note_others(heard, market, luck, USAGE, setup_trouble_share(market) / settling)
    if chance > 0.0:
        u = uniform(luck, Purpose.QUESTION_TODAY)
        if strikes(heard, market, luck, QUESTION, chance, u):
            kind = QUESTION
    system = system_failure_chance(market)
    failure = mean_failure_chance(market) if market.is_failures else 0.0
    note_others(heard, market, luck, TECHNICAL, failure + system * market.use_system_ticket_share)
    if market.is_failures:
        if uniform(luck, Purpose.FAILURE) < failure_chance(me, market, luck):
            _fail(me, market, luck, day)
            kind = TECHNICAL
    if system_fails(me, market, heard, luck, day, system):
        kind = TECHNICAL
    return kind


@inner
def _fail(me, market, luck, day):
    """Let the unit fail; after-purchase rights soften the blow for some."""
    mark(me, Mark.FAILED)
    relief = 0.0
    if market.use_aftercare_share > 0.0:
        if uniform(luck, Purpose.AFTERCARE) < market.use_aftercare_share:
            relief = market.use_aftercare_relief_share
            gain_trust(me, 1.0, market.use_aftercare_trust)
    suffer(me, market, day, relief)


@inner
def seek_help(me, market, kind, reason, day):
    """Turn to the desk; without one the customer is left alone with the problem."""
    if not market.is_support:
        mark(me, Mark.SOLVED)
        return Stage.USE
    me.ticket = kind
    me.n_contacts = 1
    me.reply_day = -1
    me.reason = reason
    mark(me, Mark.TICKET_OPENED)
    return Stage.SUPPORT


@inner
def _look_around(me, segment, market, heard, luck, day):
    """Begin the next journey when something awakens it; the loyal skip the search."""
    reason = arousal(me, market, heard, luck)
    if reason == Reason.NONE and need_arises(me, segment, market, luck, 1.0):
        reason = Reason.NEED_AROSE
    if reason == Reason.NONE:
        return Stage.USE
    set_out(me, day)
    me.reason = reason
    if int(me.brand) == market.ours and is_loyal(me, market, day):
        is_sure = int(me.rung) == Rung.COMPLETELY_LOYAL
        if is_sure or uniform(luck, Purpose.SEARCH_ACT) < market.use_loyal_skip_share:
            me.reason = Reason.BUYS_AGAIN
            return Stage.EVALUATION
    return Stage.SEARCH
