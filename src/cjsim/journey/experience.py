"""What the product is like: setting up, experience against expectation, review, return."""

from __future__ import annotations

import math

import numpy as np

from cjsim.journey.assortment import better_by, list_times
from cjsim.journey.evaluation import gumbel
from cjsim.journey.feedback import review, review_chance
from cjsim.journey.feeling import BEST_EMOTION, clip, feel, gain_trust, in_days, judge, mark
from cjsim.journey.kernel import inner
from cjsim.journey.luck import Purpose, normal_of_day, uniform_of_day
from cjsim.journey.market import DAYS_PER_YEAR
from cjsim.journey.regret import regrets, turns_away
from cjsim.journey.stages import Mark, Onboarding, Reason, Relation
from cjsim.journey.touching import Aspect, Point, against, touch
from cjsim.journey.using import usability_gain
from cjsim.journey.worth import true_score

LEAST_WORTH = 0.05
"""Worth and expectation are taken for no less where one is divided by the other."""
GUMBEL_MEAN = 0.5772156649015329
GUMBEL_SD = math.pi / math.sqrt(6.0)


@inner
def unpack(me, segment, market, heard, luck, day):
    """Live through the first days; return a reason to seek help or to leave, or NONE."""
    brand = int(me.brand)
    is_ours = brand == market.ours
    need_day = int(me.need_day)
    if is_ours:
        if trial_went_cold(me, market, heard, luck):
            return Reason.LEFT_TRIAL
        _become_customer(me, market, day)
    quality = _true_quality(me, segment, market, brand)
    fit = market.use_experience_sd * _personal_fit(market, luck, need_day, brand)
    dearness = price_ratio(me, market, brand) - 1.0
    experience = quality + fit - market.use_value_weight * dearness
    is_sorry = False
    if is_ours:
        experience += market.use_effort_weight * usability_gain(market)
        _note_product(me, market, heard, quality, fit)
        lived = clip(quality + fit, 0.0, 1.0)  # what was paid is weighed apart
        is_sorry = regrets(me, segment, market, luck, day, lived)
    experience = clip(experience, 0.0, 1.0)
    gap = _judge_experience(me, market, day, experience)
    _write_review(me, market, heard, luck, _felt_level(me, market, day, experience))
    if not is_ours:
        support = market.brand_support[brand]
        gain_trust(me, support, market.use_trust_update)
        return Reason.NONE
    if gap < -market.use_disappointment_threshold:
        mark(me, Mark.DISAPPOINTED)
        if market.is_leaving and _turns_away(me, market, luck):
            return Reason.LEFT_DISSATISFIED
    if is_sorry and market.is_leaving and turns_away(me, market, luck):
        return Reason.LEFT_DISSATISFIED
    return _set_up(me, market, heard, luck, day)


@inner
def _true_quality(me, segment, market, brand):
    """Return how good what the customer has truly is, by its segment's tastes."""
    quality = true_score(segment, market, brand)
    return quality + better_by(market, int(me.product)) if brand == market.ours else quality


@inner
def price_ratio(me, market, brand):
    """Return what was paid for one unit, relative to the price held usual; 1 for a trial."""
    ratio = market.brand_price[brand] / market.reference_price
    if brand != market.ours:
        return ratio
    ratio *= list_times(market, int(me.product))
    paid = np.float64(me.paid)  # float() of single precision stays single when compiled
    full = paid + np.float64(me.saved)
    return ratio * paid / full if full > 0.0 else 1.0


@inner
def _note_product(me, market, heard, quality, fit):
    """Note how the product is: quality, personal use, worth against price, and effort."""
    expectation = float(me.expectation)
    worth = max(quality + fit, LEAST_WORTH) / max(expectation, LEAST_WORTH)
    value = against(price_ratio(me, market, int(me.brand)), worth)
    per_gap = market.use_emotion_per_gap
    touch(heard, Point.PRODUCT, Aspect.QUALITY, per_gap * (quality - expectation), 0.0, 0.0)
    touch(heard, Point.PRODUCT, Aspect.UTILITY, per_gap * fit, 0.0, 0.0)
    touch(heard, Point.PRODUCT, Aspect.VALUE, value, 0.0, 0.0)
    effort = market.use_emotion_per_gap * usability_gain(market)
    touch(heard, Point.PRODUCT, Aspect.USE_EFFORT, effort, 0.0, 0.0)


@inner
def experience_today(me, segment, market, luck, day):
    """Return how the product in use is lived today, 0 to 1, felt against the expectation."""
    brand = int(me.brand)
    fit = _personal_fit(market, luck, int(me.need_day) & 0xFFFF, brand)
    experience = _true_quality(me, segment, market, brand) + market.use_experience_sd * fit
    experience -= market.use_value_weight * (price_ratio(me, market, brand) - 1.0)
    if brand == market.ours:
        experience += market.use_effort_weight * usability_gain(market)
    experience = clip(experience, 0.0, 1.0)
    if float(me.expectation) <= 0.0:  # a customer from before the start has got used to it
        return experience
    return _felt_level(me, market, day, experience)


@inner
def trial_went_cold(me, market, heard, luck):
    """Return whether the answer to a request for a trial came too late for this person."""
    if not _is_trial(me, market) or market.trial_answer_hours <= 0.0:
        return False
    hours = market.trial_answer_hours
    speed = against(hours, market.purchase_usual_answer_hours)
    touch(heard, Point.ORDER, Aspect.REPLY_TIME, speed, hours, 0.0)
    lost = 1.0 - (1.0 - market.trial_cold_per_day_share) ** (hours / 24.0)
    return uniform_of_day(luck, int(me.need_day), Purpose.TRIAL_REQUEST) < lost


@inner
def _is_trial(me, market):
    """Return whether what was just received is a trial: there is one, and it was never had."""
    return market.is_subscription and market.trial_days > 0.0 and int(me.n_orders) <= 1


@inner
def _turns_away(me, market, luck):
    """Return whether someone disappointed returns the product, or keeps it and leaves us."""
    need_day = int(me.need_day)
    if not market.is_subscription:
        if uniform_of_day(luck, need_day, Purpose.REGRET) < market.purchase_return_share:
            mark(me, Mark.RETURNED)
            return True
    u = uniform_of_day(luck, need_day, Purpose.LEAVE_REASON)
    return u < market.use_dissatisfied_leave_share


@inner
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


@inner
def _become_customer(me, market, day):
    """Enter the relation: by a trial when there is one and it was never had."""
    me.due_day = in_days(day, max(market.renewal_days, 1.0))
    if _is_trial(me, market):
        me.relation = Relation.TRIAL
        me.due_day = in_days(day, market.trial_days)
        mark(me, Mark.TRIAL_STARTED)
    else:
        me.relation = Relation.CUSTOMER
    if int(me.invited) == 1:
        mark(me, Mark.REFERRAL_SUCCEEDED)
        me.invited = 0


@inner
def _gap(me, market, day, experience):
    """Return by how much an experience exceeds the expectation, which rises over time."""
    expectation = float(me.expectation)
    expectation += market.use_expectation_drift_per_year * day / DAYS_PER_YEAR
    return experience - clip(expectation, 0.0, 1.0)


@inner
def _felt(market, gap):
    """Return the gap as it is felt: falling short weighs more than exceeding."""
    return gap if gap >= 0.0 else market.use_negative_weight * gap


@inner
def _felt_level(me, market, day, experience):
    """Return an experience, 0 to 1, with what exceeding or falling short adds to it."""
    return clip(experience + _felt(market, _gap(me, market, day, experience)), 0.0, 1.0)


@inner
def _judge_experience(me, market, day, experience):
    """Compare experience with expectation (Oliver 1980); return the gap, -1 to 1.

    Exceeding by much delights.
    """
    brand = int(me.brand)
    gap = _gap(me, market, day, experience)
    felt = _felt(market, gap)
    level = _felt_level(me, market, day, experience)
    satisfaction = float(me.satisfaction)
    me.satisfaction = satisfaction + market.use_satisfaction_update * (level - satisfaction)
    gain_trust(me, level, market.use_trust_update)
    feel(me, market, day, market.use_emotion_per_gap * felt)
    if gap > market.use_delight_threshold:
        mark(me, Mark.DELIGHTED)
        gain_trust(me, 1.0, market.use_trust_update)
    judge(me, brand, 2.0 * level - 1.0, market.use_satisfaction_update)
    return gap


@inner
def suffer(me, market, day, relief=0.0):
    """Meet a problem: the emotion falls, and satisfaction with it until help comes.

    `relief` is the share of the blow that after-purchase rights take away.
    """
    emotion = market.use_failure_emotion * (1.0 - relief)
    feel(me, market, day, BEST_EMOTION * emotion)
    loss = market.use_satisfaction_update * abs(emotion)
    me.satisfaction = float(me.satisfaction) * (1.0 - loss)


@inner
def _write_review(me, market, heard, luck, level):
    """Write a review or not: who has something to praise or to complain of does sooner."""
    if not market.is_reviews:
        return
    if uniform_of_day(luck, int(me.need_day), Purpose.REVIEW) < review_chance(market, level):
        review(me, market, heard, level)


@inner
def setup_trouble_share(market):
    """Return the share of new owners who have trouble setting up, onboarding reckoned in."""
    relief = market.use_setup_help_share * market.use_setup_help_relief_share
    return _setup_difficulty(market) * (1.0 - relief)


@inner
def _setup_difficulty(market):
    """Return the share who would have trouble without help: the harder to use, the more."""
    harder = (1.0 - market.usability) / (1.0 - market.use_usual_usability)
    return min(market.use_setup_difficulty_share * harder, 1.0)


@inner
def note_first_value(me, market, heard, day):
    """Note that the product works for its owner, and the hours since it was delivered."""
    wait_hours = 24.0 * (day - int(me.bought_day))
    speed = against(wait_hours, market.use_usual_first_value_hours)
    touch(heard, Point.SETUP, Aspect.UTILITY, speed, wait_hours, 0.0)


@inner
def _set_up(me, market, heard, luck, day):
    """Set the product up; trouble, unless onboarding takes it away, sends one to the desk."""
    if not market.is_onboarding:
        return Reason.NONE
    me.onboarding = Onboarding.WENT_WELL
    need_day = int(me.need_day)
    trouble = _setup_difficulty(market)
    minutes = market.use_setup_minutes
    if uniform_of_day(luck, need_day, Purpose.SETUP_HELP) < market.use_setup_help_share:
        mark(me, Mark.SETUP_HELPED)
        trouble *= 1.0 - market.use_setup_help_relief_share
        gain_trust(me, 1.0, market.use_setup_help_trust)
        touch(heard, Point.SETUP, Aspect.ADVICE, market.use_setup_help_score, 0.0, 0.0)
    if uniform_of_day(luck, need_day, Purpose.SETUP) >= trouble:
        effort = market.use_emotion_per_gap * usability_gain(market)
        touch(heard, Point.SETUP, Aspect.USE_EFFORT, effort, 0.0, minutes)
        note_first_value(me, market, heard, day)
        return Reason.NONE
    mark(me, Mark.SETUP_TROUBLE)
    me.onboarding = Onboarding.TROUBLE
    minutes *= market.use_setup_trouble_times
    touch(heard, Point.SETUP, Aspect.USE_EFFORT, -2.0, 0.0, minutes)
    suffer(me, market, day)
    return Reason.CANNOT_SET_UP
