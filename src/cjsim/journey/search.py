"""Search: the customer looks for information."""

from __future__ import annotations

from cjsim.journey.exploring import note_own_content
from cjsim.journey.feeling import (
    home,
    judge,
    knows,
    learn,
    mark,
    meet_brand,
    waiting_days,
)
from cjsim.journey.hearing import media_chance_to_learn
from cjsim.journey.kernel import inner, rule
from cjsim.journey.luck import Purpose, uniform, uniform_of_day
from cjsim.journey.reading import read_own_content
from cjsim.journey.stages import Mark, Reason, Source, Stage
from cjsim.journey.touching import Aspect, Point, touch


@rule
def look_for_information(me, segment, market, heard, luck, day):
    """Decide when enough is known: own content, the review pool, asking a peer.

    Commercial sources inform, personal sources judge; effort is days, and who finds nothing
    may give up.
    """
    if int(me.next_day) < 0:
        u = uniform_of_day(luck, int(me.need_day), Purpose.SEARCH_DAYS)
        me.next_day = day - 1 + waiting_days(u, market.search_days)
    _discover(me, market, heard, luck)
    found = _visit_us(me, market, heard, luck)
    found = _learn_of_rivals(me, market, luck) or found
    if market.is_reviews and uniform(luck, Purpose.SEARCH_ACT) < market.reviews_read_share:
        found = _read_reviews(me, market, heard) or found
    if market.is_ask_in_search and uniform(luck, Purpose.ASK) < market.search_ask_per_day_share:
        mark(me, Mark.ASKED_IN_SEARCH)
    if not found and uniform(luck, Purpose.GIVE_UP) < market.search_give_up_per_day_share:
        me.reason = Reason.GAVE_UP
        return home(me, market)
    if day < int(me.next_day):
        return Stage.SEARCH
    if int(me.known) == 0:
        me.reason = Reason.FOUND_NOTHING
        return home(me, market)
    me.reason = Reason.INFORMED
    return Stage.EVALUATION


@inner
def _discover(me, market, heard, luck):
    """Come upon us: through what searchers see, what is said, or by looking around."""
    if knows(me, market.ours):
        return
    by_media = media_chance_to_learn(market, heard.media)
    by_talk = 1.0
    for tie in range(market.tie_inform_share.size):
        for _message in range(heard.informing_ties[tie]):
            by_talk *= 1.0 - market.tie_inform_share[tie]
    by_media_or_talk = 1.0 - (1.0 - by_media) * by_talk
    by_oneself = min(market.search_discover_share * _salience(market), 1.0)
    chance = 1.0 - (1.0 - by_media_or_talk) * (1.0 - by_oneself)
    u = uniform(luck, Purpose.DISCOVER)
    if u >= chance:
        return
    meet_brand(me, market.ours)
    me.source = Source.SEARCH
    if u < by_media:
        for slot in range(market.n_media):
            if (heard.media >> slot) & 1 and market.media_brand[slot] == market.ours:
                me.source = slot
                break
    elif u < by_media_or_talk:
        me.source = Source.FAMILY + heard.voice_tie


@inner
def _salience(market):
    """Return how easily we are come upon, as our share of voice makes it; 1 is even with rivals."""
    weight = market.search_salience_weight
    return 1.0 - weight + weight * market.voice_times


@inner
def _visit_us(me, market, heard, luck):
    """Visit our own content, if we are known and it can be found."""
    if not knows(me, market.ours):
        return False
    u = uniform(luck, Purpose.FIND)
    if u >= market.search_look_share:
        return False
    if u >= market.search_look_share * market.search_findability:
        touch(heard, Point.OWN_CONTENT, Aspect.EASE, market.search_not_found_score, 0.0, 0.0)
        return False
    read_own_content(me, market, heard, luck)
    note_own_content(me)
    mark(me, Mark.VISITED)
    if int(me.n_visits) == 0:
        mark(me, Mark.FIRST_VISIT)
    if int(me.n_visits) < 255:
        me.n_visits = int(me.n_visits) + 1
    return True


@inner
def _learn_of_rivals(me, market, luck):
    """Visit the content of rivals known; come upon others in proportion to their fame."""
    found = False
    for brand in range(market.n_brands):
        if brand == market.ours:
            continue
        u = uniform(luck, Purpose.RIVAL_CONTENT + brand)
        if knows(me, brand):
            if u < market.search_look_share * market.search_findability:
                learn(me, brand, market.brand_information[brand])
                found = True
        elif (
            u < market.search_discover_share * market.brand_known_share[brand]
            and market.brand_present[brand] >= 0.5
        ):
            meet_brand(me, brand)
            found = True
    return found


@inner
def _read_reviews(me, market, heard):
    """Read what the public says: it judges more than it informs."""
    mark(me, Mark.READ_REVIEWS)
    found = False
    for brand in range(market.n_brands):
        if knows(me, brand) and market.review_weight[brand] > 0.0:
            judge(me, brand, market.review_mean[brand], market.search_review_judgement)
            learn(me, brand, market.search_review_information)
            found = True
            if brand == market.ours:
                tone = 2.0 * market.review_mean[brand]
                touch(heard, Point.REVIEWS, Aspect.INFORMATION, tone, 0.0, 0.0)
    if found:
        mark(me, Mark.LEARNED_REVIEWS)
    return found
