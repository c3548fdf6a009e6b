"""Feedback: how many stars, and what it is about, from what was lived or felt today.

Every review carries a rating: how good the product was lived. Who was helped (or not), gave
something back or left may rate it without a review, by the feeling and for the firm alone. The
firm reads how many rated what how.
"""

from __future__ import annotations

import math

import numpy as np

from cjsim.journey.feeling import emotion_now, has_mark, mark
from cjsim.journey.kernel import inner
from cjsim.journey.luck import Purpose, uniform
from cjsim.journey.market import DAYS_PER_YEAR
from cjsim.journey.stages import NOBODY, Mark, Relation, Stage
from cjsim.journey.touching import FACTORS, Aspect

RATINGS = 5
N_FEEDBACK = len(FACTORS) * RATINGS
FACTOR_NAMES = tuple(FACTORS)
PRODUCT = FACTOR_NAMES.index("product_and_service")
CONVENIENCE = FACTOR_NAMES.index("convenience")
SUPPORT = FACTOR_NAMES.index("support")
FACTOR_OF_ASPECT = np.array(
    [next(i for i, name in enumerate(FACTORS) if aspect in FACTORS[name]) for aspect in Aspect]
)
GOOD_RATING = 4
"""Stars from which a rating is a good one, as reviews of a good tone have."""


@inner
def stars(market, feeling):
    """Return the rating, 1 to 5, of a feeling from -2 to 2; 4 and 5 from 0 up, where good begins.

    Where the others begin is `peers.reviews`' to say.
    """
    if feeling >= 0.0:
        return 5 if feeling >= market.reviews_five_star_emotion else GOOD_RATING
    if feeling >= market.reviews_three_star_emotion:
        return 3
    return 2 if feeling >= market.reviews_two_star_emotion else 1


@inner
def stars_of_level(level):
    """Return the rating, 1 to 5, of something lived at a level from 0 to 1, a fifth a star.

    Whoever is satisfied (0.6 or more) gives 4 or 5, as answers to surveys are counted.
    """
    return min(1 + math.floor(RATINGS * level), RATINGS)


@inner
def review(me, market, heard, level):
    """Publish a review of the brand in use, lived at a level from 0 to 1."""
    heard.stars = stars_of_level(level)
    if int(me.brand) == market.ours:
        mark(me, Mark.REVIEWED_WELL if heard.stars >= GOOD_RATING else Mark.REVIEWED_BADLY)


@inner
def review_chance(market, level):
    """Return the share who review something lived at a level from 0 to 1.

    Those with something to praise or to complain of write, the moderate seldom do
    (under-reporting bias: Hu, Pavlou and Zhang).
    """
    ordinary = market.reviews_write_share
    extreme = (2.0 * level - 1.0) ** 2
    return ordinary + (market.reviews_extreme_write_share - ordinary) * extreme


@inner
def _what_it_is_about(me, heard, is_good):
    """Return the factor that was felt most today in the direction of the rating."""
    factor = PRODUCT
    was_helped = has_mark(me, Mark.REPLIED) or has_mark(me, Mark.SOLVED)
    if was_helped or has_mark(me, Mark.LEFT_ALONE) or has_mark(me, Mark.GAVE_UP_WAITING):
        factor = SUPPORT
    elif has_mark(me, Mark.SETUP_TROUBLE):
        factor = CONVENIENCE
    strongest = 0.0
    for number in range(heard.n_touches):
        score = heard.touch_score[number] if is_good else -heard.touch_score[number]
        if score > strongest:
            strongest = score
            factor = int(FACTOR_OF_ASPECT[heard.touch_aspect[number]])
    return factor


@inner
def _reviews_now(me, market, heard, luck):
    """Let someone who goes on using the product review it now and then."""
    chance = market.reviews_write_per_year / DAYS_PER_YEAR
    if chance <= 0.0 or not market.is_reviews or int(me.stage) != Stage.USE:
        return
    if uniform(luck, Purpose.FEEDBACK) < chance:
        review(me, market, heard, float(me.satisfaction))


@inner
def has_reviewed(me):
    """Return whether the customer has written a review today."""
    return has_mark(me, Mark.REVIEWED_WELL) or has_mark(me, Mark.REVIEWED_BADLY)


@inner
def _is_asked(me, market, luck):
    """Return whether something ended today that the firm asks about, and an answer is given."""
    ended = (
        has_mark(me, Mark.SOLVED)
        or has_mark(me, Mark.LEFT_ALONE)
        or has_mark(me, Mark.RETURNED)
        or has_mark(me, Mark.LEFT)
    )
    if not ended:
        return False
    return uniform(luck, Purpose.FEEDBACK) < market.reviews_extreme_write_share


@inner
def give_feedback(me, market, heard, luck, day):
    """Return the place of the feedback given today among all there is, -1 for none."""
    if market.is_feedback and int(me.brand) != NOBODY and heard.stars == 0:
        _reviews_now(me, market, heard, luck)
    if not market.is_feedback or int(me.relation) == Relation.STRANGER:
        return -1
    if not has_reviewed(me) and not _is_asked(me, market, luck):
        return -1
    rating = stars(market, emotion_now(me, market, day))
    if has_reviewed(me) and heard.stars > 0:
        rating = int(heard.stars)
    factor = _what_it_is_about(me, heard, rating >= GOOD_RATING)
    return factor * RATINGS + rating - 1
