"""What people say when they are asked: while searching, while comparing, before buying.

The moments have strengths of their own (`peers.moments`). A searcher who asks someone that has
the product learns much more than one who asks anybody.
"""

from __future__ import annotations

from cjsim.journey.feeling import clip, judge, learn, mark
from cjsim.journey.kernel import inner
from cjsim.journey.stages import NOBODY, Mark
from cjsim.journey.touching import Aspect, Point, touch

ASKED_SEARCHING = 0
ASKED_COMPARING = 1
ASKED_DECIDING = 2


@inner
def moment_of(marks_before_buying, marks_comparing):
    """Return the moment at which a question was asked, from what was marked when it was."""
    if marks_before_buying:
        return ASKED_DECIDING
    return ASKED_COMPARING if marks_comparing else ASKED_SEARCHING


@inner
def strength_of(market, moment):
    """Return how strongly those asked at a moment move an opinion."""
    if moment == ASKED_DECIDING:
        return market.moments_decision
    if moment == ASKED_COMPARING:
        return market.moments_evaluation
    return market.moments_search


@inner
def take_in_answers(me, market, heard):
    """What one was told when asking moves the opinion of each brand spoken of, and informs."""
    strength = strength_of(market, heard.moment)
    for brand in range(market.n_brands):
        weight = heard.answer_weight[brand]
        if weight <= 0.0:
            continue
        attitude = heard.answer[brand] / weight
        shift = 1.0 - (1.0 - market.peers_opinion_shift) ** weight
        judge(me, brand, attitude, strength * shift)
        learn(me, brand, market.peers_information)
        point = Point.PEOPLE + 0
        if heard.experienced[brand] > 0:
            learn(me, brand, market.peers_experienced_information)
            mark(me, Mark.ASKED_EXPERIENCED)
            point = Point.EXPERIENCED_USER + 0
        if brand == market.ours:
            touch(heard, point, Aspect.INTERACTION, 2.0 * attitude, 0.0, 0.0)
    if heard.doubter >= 0:
        me.voice = heard.doubter
    mark(me, Mark.LEARNED_PERSONAL)


@inner
def attitude_of_others(market, heard, brand):
    """Return the mean attitude of those asked towards `brand`, -1 to 1; 0 if none knew it."""
    if int(brand) == NOBODY or heard.answer_weight[brand] <= 0.0:
        return 0.0
    attitude = heard.answer[brand] / heard.answer_weight[brand]
    return clip(market.moments_decision * attitude, -1.0, 1.0)
