"""What the product is like: setting up, experience against expectation, review, return."""

from __future__ import annotations

import math

from cjsim.journey.evaluation import gumbel
from cjsim.journey.feeling import clip, feel, gain_trust, judge, mark
from cjsim.journey.kernel import kernel
from cjsim.journey.luck import Purpose, normal_of_day, uniform_of_day
from cjsim.journey.market import DAYS_PER_YEAR
from cjsim.journey.stages import Mark, Onboarding, Reason, Relation
from cjsim.journey.touching import Aspect, Point, against, of_share, touch

SATISFIED = 0.6
"""Satisfaction from which a customer says it is satisfied: 4 of 5 (assumption)."""
EMOTION_PER_GAP = 5.0
"""Emotion of an experience one whole scale off the expectation (assumption)."""
USUAL_HOURS = 48.0
"""From delivery to first use that customers take as normal (assumption)."""
REVIEW_EMOTION = 2.0
GUMBEL_MEAN = 0.5772156649015329
GUMBEL_SD = math.pi / math.sqrt(6.0)


@kernel
def is_loyal(me, market):
    """Return whether the customer is satisfied, trusts the brand and has bought again."""
    return (
        float(me.satisfaction) >= SATISFIED
        and float(me.trust) >= market.use_loyal_trust
        and int(me.n_orders) >= 2
    )


@kernel
def true_score(segment, market, brand):
    """Return the true worth of a brand's attributes by the segment's tastes, 0 to 1."""
    score = 0.0
    for attribute in range(market.n_attributes):
        score += segment.tastes[attribute] * market.brand_true[brand, attribute]
    return score


@kernel
def unpack(me, segment, market, luck, day):
    """Live through the first days; return a reason to seek help or to leave, or NONE."""
    brand = int(me.brand)
    is_ours = brand == market.ours
    need_day = int(me.need_day)
    if is_ours:
        _become_customer(me, market, day)
    experience = true_score(segment, market, brand)
    experience += market.use_experience_sd * _personal_fit(market, luck, need_day, brand)
    gap = _judge_experience(me, market, day, clip(experience, 0.0, 1.0))
    if not is_ours:
        support = market.brand_support[brand]
        gain_trust(me, support, market.use_trust_update)
        return Reason.NONE
    _write_review(me, market, luck)
    if gap < -market.use_disappointment_threshold:
        mark(me, Mark.DISAPPOINTED)
        if market.is_leaving and _turns_away(me, market, luck):
            return Reason.LEFT_DISSATISFIED
    return _set_up(me, market, luck, day)


@kernel
def _turns_away(me, market, luck):
    """Return whether someone disappointed returns the product, or keeps it and leaves us."""
    need_day = int(me.need_day)
    if not market.is_subscription:
        if uniform_of_day(luck, need_day, Purpose.REGRET) < market.purchase_return_share:
            mark(me, Mark.RETURNED)
            return True
    u = uniform_of_day(luck, need_day, Purpose.LEAVE_REASON)
    return u < market.use_dissatisfied_leave_share


@kernel
def _personal_fit(market, luck, need_day, brand):
    """Return how well the brand fits this person: mean 0 and spread 1 over all people.

    Part of it is the liking by which the brand was chosen, so those who buy a brand like it
    better than others would: reviews of buyers are kinder than a poll (Hu, Pavlou and Zhang).
    """
    liking = gumbel(uniform_of_day(luck, need_day, Purpose.CHOICE + brand))
    liking = (liking - GUMBEL_MEAN) / GUMBEL_SD
    chance = normal_of_day(luck, need_day, Purpose.EXPERIENCE)
    share = market.use_liking_share
    return share * liking + math.sqrt(1.0 - share * share) * chance


@kernel
def _become_customer(me, market, day):
    """Enter the relation: by a trial when there is one and it was never had."""
    me.due_day = day + max(int(market.renewal_days), 1)
    if market.is_subscription and market.trial_days > 0.0 and int(me.n_orders) <= 1:
        me.relation = Relation.TRIAL
        me.due_day = day + int(market.trial_days)
        mark(me, Mark.TRIAL_STARTED)
    else:
        me.relation = Relation.CUSTOMER
    if int(me.invited) == 1:
        mark(me, Mark.REFERRAL_SUCCEEDED)
        me.invited = 0


@kernel
def _judge_experience(me, market, day, experience):
    """Compare experience with expectation (Oliver 1980); return the gap, -1 to 1.

    Falling short weighs more than exceeding, and exceeding by much delights.
    """
    brand = int(me.brand)
    expectation = float(me.expectation)
    expectation += market.use_expectation_drift_per_year * day / DAYS_PER_YEAR
    gap = experience - clip(expectation, 0.0, 1.0)
    felt = gap if gap >= 0.0 else market.use_negative_weight * gap
    level = clip(experience + felt, 0.0, 1.0)
    satisfaction = float(me.satisfaction)
    me.satisfaction = satisfaction + market.use_satisfaction_update * (level - satisfaction)
    gain_trust(me, level, market.use_trust_update)
    feel(me, market, day, EMOTION_PER_GAP * felt)
    if gap > market.use_delight_threshold:
        mark(me, Mark.DELIGHTED)
        gain_trust(me, 1.0, market.use_trust_update)
    judge(me, brand, 2.0 * level - 1.0, market.use_satisfaction_update)
    return gap


@kernel
def suffer(me, market, day):
    """Meet a problem: the emotion falls, and satisfaction with it until help comes."""
    feel(me, market, day, 2.0 * market.use_failure_emotion)
    loss = market.use_satisfaction_update * abs(market.use_failure_emotion)
    me.satisfaction = float(me.satisfaction) * (1.0 - loss)


@kernel
def _write_review(me, market, luck):
    """Write a review or not: who was stirred writes more (Hu, Pavlou and Zhang)."""
    if not market.is_reviews:
        return
    stirred = abs(float(me.emotion)) / REVIEW_EMOTION
    chance = market.reviews_write_share
    chance += (market.reviews_extreme_write_share - chance) * stirred
    if uniform_of_day(luck, int(me.need_day), Purpose.REVIEW) < chance:
        mark(me, Mark.REVIEWED_WELL if float(me.emotion) >= 0.0 else Mark.REVIEWED_BADLY)


@kernel
def setup_trouble_share(market):
    """Return the share of new owners who have trouble setting up, onboarding reckoned in."""
    relief = market.use_setup_help_share * market.use_setup_help_relief_share
    return market.use_setup_difficulty_share * (1.0 - relief)


@kernel
def note_first_value(me, heard, day):
    """Note that the product works for its owner, and the hours since it was delivered."""
    wait_hours = 24.0 * (day - int(me.bought_day))
    touch(heard, Point.SETUP, Aspect.UTILITY, against(wait_hours, USUAL_HOURS), wait_hours, 0.0)


@kernel
def _set_up(me, market, luck, day):
    """Set the product up; trouble, unless onboarding takes it away, sends one to the desk."""
    if not market.is_onboarding:
        return Reason.NONE
    me.onboarding = Onboarding.WENT_WELL
    need_day = int(me.need_day)
    trouble = market.use_setup_difficulty_share
    if uniform_of_day(luck, need_day, Purpose.SETUP_HELP) < market.use_setup_help_share:
        mark(me, Mark.SETUP_HELPED)
        trouble *= 1.0 - market.use_setup_help_relief_share
        gain_trust(me, 1.0, 0.1)
    if uniform_of_day(luck, need_day, Purpose.SETUP) >= trouble:
        return Reason.NONE
    mark(me, Mark.SETUP_TROUBLE)
    me.onboarding = Onboarding.TROUBLE
    suffer(me, market, day)
    return Reason.CANNOT_SET_UP
