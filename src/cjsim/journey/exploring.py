"""Exploring: someone who compares sees our product for itself, and meets those who serve it.

A visit informs and judges as far as the team is skilled, and the way one is treated is felt.
Teams have capacities: who comes and is not served goes away a little less patient.
"""

from __future__ import annotations

import math

from cjsim.journey.feeling import BEST_EMOTION, clip, feel, judge, knowledge_of, knows, learn, mark
from cjsim.journey.kernel import inner
from cjsim.journey.luck import Purpose, uniform
from cjsim.journey.stages import Mark
from cjsim.journey.touching import Aspect, Point, of_share, touch
from cjsim.journey.worth import true_score
from cjsim.scenarios.schema_explore import MAX_EXPLORE

OWN_CONTENT = MAX_EXPLORE + 1
"""In `explored`: nothing was visited on this journey but our own content."""
WAIT_HOURS = 24.0
"""Who is not served today can come again tomorrow: a day."""


@inner
def explore_us(me, segment, market, heard, luck, day):
    """Use what is open to oneself today of our ways to explore."""
    if not knows(me, market.ours):
        return
    for way in range(market.n_explore):
        if market.explore_for_me[way] < 0.5 or market.explore_is_open[way] < 0.5:
            continue
        if uniform(luck, Purpose.EXPLORE_OWN + way) >= market.explore_per_day_share[way]:
            continue
        heard.explore_asked |= 1 << way
        if uniform(luck, Purpose.EXPLORE_SERVED + way) < market.explore_served_share[way]:
            _visit(me, segment, market, heard, luck, day, way)
        else:
            feel(me, market, day, BEST_EMOTION * market.explore_not_served_emotion[way])
            touch(heard, Point.EXPLORE + way, Aspect.INTERACTION, -2.0, WAIT_HOURS, 0.0)


@inner
def _visit(me, segment, market, heard, luck, day, way):
    """Learn, judge and feel what one visit brings."""
    ours = int(market.ours)
    skill = market.explore_skill[way]
    learn(me, ours, market.explore_information[way] * skill)
    if market.explore_judgement[way] > 0.0:
        target = 2.0 * true_score(segment, market, ours) - 1.0
        judge(me, ours, target, market.explore_judgement[way] * skill)
    attitude = market.explore_attitude[way]
    if market.explore_attitude_sd[way] > 0.0:  # spread evenly around the team's own
        u = uniform(luck, Purpose.EXPLORE_ATTITUDE + way)
        attitude += market.explore_attitude_sd[way] * math.sqrt(3.0) * (2.0 * u - 1.0)
    attitude = clip(attitude, 0.0, 1.0)
    if attitude != 0.5:
        emotion = BEST_EMOTION * market.evaluation_treatment_emotion
        feel(me, market, day, emotion * (2.0 * attitude - 1.0))
    me.explored = way + 1
    mark(me, Mark.EXPLORED)
    heard.explore_served |= 1 << way
    point = Point.EXPLORE + way
    minutes = market.explore_minutes[way]
    known = knowledge_of(me, ours)
    touch(heard, point, Aspect.INFORMATION, of_share(known), 0.0, minutes)
    touch(heard, point, Aspect.INTERACTION, of_share(attitude), 0.0, 0.0)
    touch(heard, point, Aspect.SKILL, of_share(skill), 0.0, 0.0)


@inner
def note_own_content(me):
    """Remember that our own content was read on this journey, if nothing was visited."""
    if int(me.explored) == 0:
        me.explored = OWN_CONTENT
