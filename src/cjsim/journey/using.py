"""What use brings day by day: systems that fail, bad units, periods lived through."""

from __future__ import annotations

from cjsim.journey.feeling import BEST_EMOTION, feel, gain_trust, judge, mark
from cjsim.journey.kernel import inner
from cjsim.journey.luck import Purpose, uniform, uniform_of_day
from cjsim.journey.market import DAYS_PER_YEAR
from cjsim.journey.stages import Mark
from cjsim.journey.touching import Aspect, Point, of_share, touch

_DAY_BITS = 0xFFFF


@inner
def is_defective(me, market, luck):
    """Return whether the unit in use is one of a bad batch: a fate of the unit, not of a day."""
    if market.defect_share <= 0.0:
        return False
    unit_day = int(me.bought_day) & _DAY_BITS
    return uniform_of_day(luck, unit_day, Purpose.DEFECT) < market.defect_share


@inner
def failure_chance(me, market, luck):
    """Return the chance that the unit in use fails today."""
    per_year = market.failure_per_year
    if is_defective(me, market, luck):
        per_year += market.defect_failure_per_year
    return per_year / DAYS_PER_YEAR


@inner
def mean_failure_chance(market):
    """Return the chance that a unit fails today, over all units, good and bad."""
    per_year = market.failure_per_year + market.defect_share * market.defect_failure_per_year
    return per_year / DAYS_PER_YEAR


@inner
def system_failure_chance(market):
    """Return the chance that our app or system fails an owner today: 1 - uptime^uses."""
    if not market.is_system_failures or market.uptime_share >= 1.0:
        return 0.0
    return 1.0 - market.uptime_share**market.system_uses_per_day


@inner
def system_fails(me, market, heard, luck, day, chance):
    """Return whether the system fails the owner today so that it turns to the desk."""
    if chance <= 0.0 or uniform(luck, Purpose.SYSTEM_FAILURE) >= chance:
        return False
    mark(me, Mark.SYSTEM_FAILED)
    emotion = market.use_system_failure_emotion
    feel(me, market, day, BEST_EMOTION * emotion)
    loss = market.use_satisfaction_update * abs(emotion)
    me.satisfaction = float(me.satisfaction) * (1.0 - loss)
    touch(heard, Point.SYSTEM, Aspect.UTILITY, -2.0, 0.0, 0.0)
    effort, minutes = market.use_system_failure_score, market.use_system_failure_minutes
    touch(heard, Point.SYSTEM, Aspect.USE_EFFORT, effort, 0.0, minutes)
    return uniform(luck, Purpose.SYSTEM_TICKET) < market.use_system_ticket_share


@inner
def live_through_period(me, market, heard, level):
    """Judge a subscription by the period just used, `level` (0 to 1) as it was lived."""
    share = market.use_period_update
    if share <= 0.0:
        return
    me.satisfaction = float(me.satisfaction) + share * (level - float(me.satisfaction))
    gain_trust(me, level, share * market.use_trust_update)
    judge(me, int(me.brand), 2.0 * level - 1.0, share)
    touch(heard, Point.PRODUCT, Aspect.UTILITY, of_share(level), 0.0, 0.0)


@inner
def usability_gain(market):
    """Return how much easier, or harder, use is than usual."""
    return market.usability - market.use_usual_usability
