"""Where a customer stands: the stage of the journey together with the fields beside it.

Every scheme of stages (`cjsim.results.views`) is a way to put these together, so that one log
serves them all and none is a second model.
"""

from __future__ import annotations

from enum import IntEnum

from cjsim.journey.kernel import inner, rule
from cjsim.journey.stages import Intention, Onboarding, Relation, Rung, Stage
from cjsim.scenarios.schema_explore import MAX_EXPLORE


class Place(IntEnum):
    """A stage of the journey, told apart by intention, brand, onboarding, relation and rung."""

    UNAWARE = 0
    AWARE = 1
    SEARCHING = 2
    READING = 3
    COMPARING = 4
    EXPLORING = 5
    INTENDING = 6
    PAUSED = 7
    ORDERED = 8
    BUYING_ELSEWHERE = 9
    SETTING_UP = 10
    ON_TRIAL = 11
    USING = 12
    LOYAL = 13
    ADVOCATE = 14
    COMPLETELY_LOYAL = 15
    USING_ANOTHER = 16
    HELPED_TO_SET_UP = 17
    IN_SUPPORT = 18
    LAPSED = 19
    LAPSED_WITH_OFFER = 20


N_PLACES = len(Place)


@rule
def place_of(me, market):
    """Return the `Place` of a customer.

    It changes only when the record does: an offer made since a customer left counts until it
    sets out again, whether it still holds or not.
    """
    stage = int(me.stage)
    if stage == Stage.UNAWARE:
        return Place.UNAWARE
    if stage == Stage.AWARENESS:
        return Place.AWARE
    if stage == Stage.USE:
        return _place_in_use(me, market)
    if stage == Stage.SEARCH:
        return Place.READING if int(me.n_visits) > 0 else Place.SEARCHING
    if stage == Stage.EVALUATION:
        return Place.EXPLORING if 0 < int(me.explored) <= MAX_EXPLORE else Place.COMPARING
    if stage == Stage.PURCHASE:
        return _place_in_purchase(me, market)
    if stage == Stage.SUPPORT:
        if int(me.onboarding) == Onboarding.TROUBLE:
            return Place.HELPED_TO_SET_UP
        return Place.IN_SUPPORT
    if int(me.offer_day) >= int(me.entered_day) and int(me.offer_bp) > 0:
        return Place.LAPSED_WITH_OFFER
    return Place.LAPSED


@inner
def _place_in_purchase(me, market):
    """Return how far the purchase has come, and of whose product."""
    if int(me.candidate) != market.ours:
        return Place.BUYING_ELSEWHERE
    intention = int(me.intention)
    if intention == Intention.PAUSED:
        return Place.PAUSED
    if intention == Intention.ORDERED or intention == Intention.LATE:  # noqa: PLR1714  # compiled
        return Place.ORDERED
    return Place.INTENDING


@inner
def _place_in_use(me, market):
    """Return what someone who uses a product is to us."""
    if int(me.brand) != market.ours:
        return Place.USING_ANOTHER
    if int(me.intention) == Intention.ORDERED or int(me.onboarding) == Onboarding.TROUBLE:
        return Place.SETTING_UP
    if int(me.relation) == Relation.TRIAL:
        return Place.ON_TRIAL
    rung = int(me.rung)
    if rung < Rung.LOYAL:
        return Place.USING
    if rung == Rung.LOYAL:
        return Place.LOYAL
    return Place.ADVOCATE if rung == Rung.ADVOCATE else Place.COMPLETELY_LOYAL
