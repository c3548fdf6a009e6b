"""Asking for a trial: a team answers when it comes to it, and whoever waits may lose interest.

How well the team knows its matter and treats people is felt with the answer, and as it stays
with its people until the trial ends, it decides how many of them pay.
"""

from __future__ import annotations

import math

from cjsim.journey.feeling import BEST_EMOTION, clip, feel
from cjsim.journey.kernel import inner
from cjsim.journey.luck import Purpose, uniform_of_day
from cjsim.journey.stages import Intention
from cjsim.journey.touching import Aspect, Point, against, of_share, touch

NO_ANSWER = 0
ANSWERED = 1
WENT_COLD = 2
"""What `hear_about_trial` returns; the last two are what a team writes as `reply`."""
DAY_MASK = 0xFFFF


@inner
def asks_for_trial(me, market, day):
    """Ask for a trial where there is one, never had, and someone to ask; return whether."""
    if market.n_trial_teams == 0 or not market.is_subscription or market.trial_days <= 0.0:
        return False
    if int(me.n_orders) > 0:
        return False
    me.intention = Intention.REQUESTED
    me.next_day = day
    me.reply_day = -1
    return True


@inner
def hear_about_trial(me, market, heard, luck, day):
    """Return what became of the request: no answer yet, answered, or interest was lost."""
    if int(me.reply_day) < 0 or day < int(me.reply_day):
        return NO_ANSWER
    reply = int(me.reply)
    if day > int(me.reply_day):  # answered before; something else keeps the trial from beginning
        return reply
    team = _team_asked(me, market, luck)
    hours = float(me.wait_hours)
    if reply == WENT_COLD:
        touch(heard, Point.TRIAL, Aspect.REPLY_TIME, -2.0, hours, 0.0)
        return WENT_COLD
    attitude = _attitude_met(me, market, luck, team)
    if attitude != 0.5:
        emotion = BEST_EMOTION * market.evaluation_treatment_emotion
        feel(me, market, day, emotion * (2.0 * attitude - 1.0))
    skill = market.trial_team_skill[team]
    speed = against(hours, market.trial_team_usual_answer_hours[team])
    touch(heard, Point.TRIAL, Aspect.REPLY_TIME, speed, hours, 0.0)
    touch(heard, Point.TRIAL, Aspect.ADVICE, of_share(skill), 0.0, 0.0)
    touch(heard, Point.TRIAL, Aspect.SKILL, of_share(skill), 0.0, 0.0)
    touch(heard, Point.TRIAL, Aspect.ATTITUDE, of_share(attitude), 0.0, 0.0)
    return ANSWERED


@inner
def unpaid_times(me, market, luck):
    """Return how many times as often this person's trial ends unpaid, by who attends to it.

    1 - p (s + a - 1), for the team's persuasion p, skill s and the attitude a met: an ordinary
    team (0.5 and 0.5) changes nothing (assumption).
    """
    if market.n_trial_teams == 0:
        return 1.0
    team = _team_asked(me, market, luck)
    good = market.trial_team_skill[team] + _attitude_met(me, market, luck, team) - 1.0
    return 1.0 - market.trial_team_persuasion[team] * good


@inner
def _team_asked(me, market, luck):
    """Return the team this person asks on this journey, by the teams' shares."""
    u = uniform_of_day(luck, int(me.need_day) & DAY_MASK, Purpose.TRIAL_TEAM)
    last = int(market.n_trial_teams) - 1
    for team in range(last):
        u -= market.trial_team_share[team]
        if u < 0.0:
            return team
    return last


@inner
def _attitude_met(me, market, luck, team):
    """Return how this person is treated: spread evenly around the team's own attitude."""
    attitude = market.trial_team_attitude[team]
    if market.trial_team_attitude_sd[team] > 0.0:
        u = uniform_of_day(luck, int(me.need_day) & DAY_MASK, Purpose.TRIAL_ATTITUDE)
        attitude += market.trial_team_attitude_sd[team] * math.sqrt(3.0) * (2.0 * u - 1.0)
    return clip(attitude, 0.0, 1.0)
