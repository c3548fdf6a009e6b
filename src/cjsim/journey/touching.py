"""Touchpoints: where a customer meets us, how it feels there, and what it costs in time.

A rule that lets a customer meet something calls `touch`; the sweep writes what was noted to
the day's log, and `add_touches` keeps the sums from which the journey map is drawn.
"""

from __future__ import annotations

import math
from enum import IntEnum

import numpy as np

from cjsim.journey.kernel import inner, kernel

MAX_TOUCHES = 16
"""Contacts noted of one customer on one day; the rules can make no more."""
N_POINTS = 64


class Point(IntEnum):
    """A touchpoint; the last five begin a block with one for each entry of the file."""

    OWN_CONTENT = 0
    REVIEWS = 1
    PEOPLE = 2
    EXPERIENCED_USER = 3
    PRODUCT = 4
    SETUP = 5
    SYSTEM = 6
    TRIAL = 7
    EXPLORE = 8
    ORDER = 16
    PAYMENT = 24
    DELIVERY = 32
    SUPPORT = 40
    PROGRAMME = 48


class Aspect(IntEnum):
    """What of a contact is felt. Each belongs to one of the five factors of experience."""

    QUALITY = 0
    UTILITY = 1
    VALUE = 2
    EASE = 3
    INFORMATION = 4
    INTERACTION = 5
    ATTITUDE = 6
    SKILL = 7
    BUYING_EFFORT = 8
    USE_EFFORT = 9
    REPLY_TIME = 10
    ADVICE = 11
    TREATMENT = 12


N_ASPECTS = len(Aspect)
FACTORS: dict[str, tuple[Aspect, ...]] = {
    "product_and_service": (Aspect.QUALITY, Aspect.UTILITY, Aspect.VALUE),
    "channels": (Aspect.EASE, Aspect.INFORMATION, Aspect.INTERACTION),
    "staff": (Aspect.ATTITUDE, Aspect.SKILL),
    "convenience": (Aspect.BUYING_EFFORT, Aspect.USE_EFFORT),
    "support": (Aspect.REPLY_TIME, Aspect.ADVICE, Aspect.TREATMENT),
}
"""The five factors of experience and the aspects of a contact that each is made of."""

EMOTION_BINS = 17
"""Bins of a quarter point from -2 to 2, centred on -2, -1.75 ... 2."""
COLUMNS = (
    "contacts",
    "score",
    "score_squared",
    "wait_hours",
    "minutes",
    "worry",
    "dropped",
    "visits",
    "bad",
    "bad_dropped",
    "bad_voiced",
)
(
    CONTACTS,
    SCORE,
    SCORE_SQUARED,
    WAIT_HOURS,
    MINUTES,
    WORRY,
    DROPPED,
    VISITS,
    BAD,
    BAD_DROPPED,
    BAD_VOICED,
) = range(len(COLUMNS))
"""What is added up of contacts. A visit is a customer's day at a touchpoint, however many of
its aspects were felt; a bad contact is one with a score of `kpis.pain_score` or less."""
EMOTION = len(COLUMNS)
N_COLUMNS = EMOTION + EMOTION_BINS

TOUCH = np.dtype(
    [
        ("day", "i2"),
        ("customer", "i4"),
        ("segment", "u1"),
        ("stage", "u1"),  # the customer's on the morning of the day
        ("point", "u1"),
        ("aspect", "u1"),
        ("dropped", "u1"),  # 1: the last contact before the journey or the relation ended
        ("voiced", "u1"),  # 1: the firm heard of the day by a ticket or a bad review
        ("score", "f4"),  # -2 (as bad as can be) to 2
        ("emotion", "f4"),  # of the customer at the end of the day, -2 to 2
        ("worry", "f4"),  # risk perceived: what is not known of the brand in question, 0 to 1
        ("wait_hours", "f4"),
        ("minutes", "f4"),  # of the customer's own time
    ]
)
"""One line of the log of contacts, without gaps: equal logs are equal bytes."""


@inner
def touch(heard, point, aspect, score, wait_hours, minutes):
    """Note that the customer met a touchpoint and how one aspect of it was, -2 to 2."""
    place = heard.n_touches
    if place >= MAX_TOUCHES:
        return
    heard.touch_point[place] = point
    heard.touch_aspect[place] = aspect
    heard.touch_score[place] = min(max(score, -2.0), 2.0)
    heard.touch_wait_hours[place] = wait_hours
    heard.touch_minutes[place] = minutes
    heard.n_touches = place + 1


@inner
def against(value, usual):
    """Return the score, -2 to 2, of a time or effort against the usual one: -1 a doubling."""
    if value <= 0.0 or usual <= 0.0:
        return 2.0 if value < usual else 0.0
    return min(max(-math.log(value / usual) / math.log(2.0), -2.0), 2.0)


@inner
def of_share(share):
    """Return the score, -2 to 2, of something measured from 0 to 1."""
    return 4.0 * share - 2.0


@kernel
def add_touches(touches, sums, bad_score):
    """Add contacts, in order, to `sums` (segments, stages, points, aspects, columns).

    Those of `bad_score` or less, -2 to 0, are bad ones.
    """
    for i in range(touches.size):
        one = touches[i]
        row = sums[one.segment, one.stage, one.point, one.aspect]
        score = float(one.score)
        row[CONTACTS] += 1.0
        row[SCORE] += score
        row[SCORE_SQUARED] += score * score
        row[WAIT_HOURS] += one.wait_hours
        row[MINUTES] += one.minutes
        row[WORRY] += one.worry
        row[DROPPED] += one.dropped
        if not _is_met_already(touches, i):
            row[VISITS] += 1.0
        if score <= bad_score:
            row[BAD] += 1.0
            row[BAD_DROPPED] += one.dropped
            row[BAD_VOICED] += one.voiced
        row[EMOTION + math.floor((float(one.emotion) + 2.0) * 4.0 + 0.5)] += 1.0


@inner
def _is_met_already(touches, i):
    """Return whether an earlier contact of the same customer that day was at the same point."""
    one = touches[i]
    place = i - 1
    while place >= 0:
        other = touches[place]
        if other.customer != one.customer or other.day != one.day:
            return False
        if other.point == one.point:
            return True
        place -= 1
    return False
