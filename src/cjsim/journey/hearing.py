"""What reaches a customer today: media, what others said, answers to questions, contacts.

The sweep fills one `HEARD` record for a customer, `take_in` lets it change what the customer
knows and thinks, and the stage's rule reads the rest. Commercial sources mostly inform,
personal sources mostly judge.
"""

from __future__ import annotations

import numpy as np

from cjsim.journey.answers import ASKED_SEARCHING, take_in_answers
from cjsim.journey.feeling import (
    BASIS_POINTS,
    gain_trust,
    in_bp,
    in_days,
    judge,
    knows,
    learn,
    mark,
    meet_brand,
)
from cjsim.journey.kernel import inner, rule
from cjsim.journey.luck import Purpose, uniform
from cjsim.journey.market import TIE_NAMES
from cjsim.journey.media import hear_tone, meet_medium
from cjsim.journey.reading import persuade
from cjsim.journey.stages import Mark, Relation, Source, Stage
from cjsim.journey.standing import stage_with_us
from cjsim.journey.touching import MAX_TOUCHES, Aspect, Point, touch
from cjsim.scenarios.actions import MAX_CONTACT_PROGRAMMES
from cjsim.scenarios.schema_market import MAX_BRANDS

HEARD = np.dtype(
    [
        ("positive", "f8", (MAX_BRANDS,)),
        ("negative", "f8", (MAX_BRANDS,)),
        ("answer", "f8", (MAX_BRANDS,)),
        ("answer_weight", "f8", (MAX_BRANDS,)),
        ("experienced", "i8", (MAX_BRANDS,)),
        ("informing_ties", "i8", (len(TIE_NAMES),)),
        ("others_in_trouble", "i8", (3,)),
        ("n_others_in_trouble", "i8"),
        ("n_answers", "i8"),
        ("moment", "i8"),
        ("media", "i8"),
        ("programmes", "i8"),
        ("answers", "i8"),
        ("invited", "i8"),
        ("called", "i8"),
        ("voice", "i8"),
        ("voice_tie", "i8"),
        ("doubter", "i8"),
        ("n_touches", "i8"),
        ("touch_point", "i8", (MAX_TOUCHES,)),
        ("touch_aspect", "i8", (MAX_TOUCHES,)),
        ("touch_score", "f8", (MAX_TOUCHES,)),
        ("touch_wait_hours", "f8", (MAX_TOUCHES,)),
        ("touch_minutes", "f8", (MAX_TOUCHES,)),
        ("explore_asked", "i8"),
        ("explore_served", "i8"),
        ("fees", "f8"),
        ("stars", "i8"),
    ],
    align=True,
)
"""Sums of what was heard, by brand: weights of positive and negative messages, weighted
answers and their weights; `experienced` counts those asked who have the brand and `moment`
says when they were asked (see `peers.moments`); `informing_ties` counts messages about us by
kind of tie; `media` and `programmes` are bit masks, `answers` says what was done with the
contacts (see `OPENED`); `called` is 1 when one was followed; `voice` is who was heard last,
`doubter` who of those asked spoke against the brand intended, -1 for nobody. The other way
round, rules note in `others_in_trouble` how many of the people the customer stands for have a
problem of each kind today, in `touch_...` which touchpoints the customer met and how they were
(see `touch`), in `explore_asked` and `explore_served` (bit masks) where it wanted to see our
product and where it did, in `fees` what its order costs us beside the commission, and in
`stars` the rating of a review published today, until it is counted."""

OPENED, FOLLOWED, UNSUBSCRIBED = 0, 16, 32
"""Where in the mask `answers` the bits of the programmes begin that were opened, followed,
and whose channel was forbidden."""


@rule
def forget_heard(heard, n_brands):
    """Empty the record of what reached a customer, for the next one: most only met a medium."""
    heard.media = 0
    heard.programmes = 0
    heard.answers = 0
    heard.called = 0
    heard.moment = ASKED_SEARCHING
    if heard.voice >= 0:
        for brand in range(n_brands):
            heard.positive[brand] = 0.0
            heard.negative[brand] = 0.0
        for tie in range(len(TIE_NAMES)):
            heard.informing_ties[tie] = 0
        heard.invited = 0
        heard.voice = -1
        heard.voice_tie = 0
    if heard.n_answers > 0:
        for brand in range(n_brands):
            heard.answer[brand] = 0.0
            heard.answer_weight[brand] = 0.0
            heard.experienced[brand] = 0
        heard.n_answers = 0
        heard.doubter = -1


@rule
def forget_buying(heard):
    """Empty what the rules noted of buying, for the next customer."""
    heard.explore_asked = 0
    heard.explore_served = 0
    heard.fees = 0.0


@inner
def media_chance_to_learn(market, media):
    """Return 1 - prod(1 - aware_chance) over the exposures to us in the mask `media`."""
    missed = 1.0
    for slot in range(market.n_media):
        if (media >> slot) & 1 and market.media_brand[slot] == market.ours:
            missed *= 1.0 - market.media_aware[slot]
    return 1.0 - missed


@inner
def informed_chance(market, heard):
    """Return (chance by media alone, chance in all) of becoming aware of us today.

    P = 1 - (1 - a) * prod over kinds of tie of (1 - b)**n (Goldenberg, Libai, Muller 2001,
    equation 1, with three kinds of tie instead of two).
    """
    by_media = media_chance_to_learn(market, heard.media)
    missed = 1.0 - by_media
    for tie in range(len(TIE_NAMES)):
        for _message in range(heard.informing_ties[tie]):
            missed *= 1.0 - market.tie_inform_share[tie]
    return by_media, 1.0 - missed


@rule
def take_in(me, segment, market, heard, luck, day):
    """Let what was heard today change knowledge, opinions and, of rivals, awareness."""
    if heard.media:
        _take_in_media(me, segment, market, heard, luck)
    if heard.programmes:
        _take_in_contacts(me, market, heard, luck, day)
    if heard.voice >= 0:
        _take_in_messages(me, market, heard, luck, day)
    if heard.n_answers > 0:
        take_in_answers(me, market, heard)


@inner
def _take_in_media(me, segment, market, heard, luck):
    """Exposures inform those who know the brand and persuade a little; rivals become known."""
    mark(me, Mark.EXPOSED)
    unmoved = 1.0
    slot = -1
    media = heard.media
    while media != 0:
        slot += 1
        is_met = media & 1
        media >>= 1
        if not is_met:
            continue
        brand = int(market.media_brand[slot])
        if not knows(me, brand) and brand != market.ours:
            if uniform(luck, Purpose.MEET_BY_MEDIA + brand) < market.media_aware[slot]:
                meet_brand(me, brand)
        if knows(me, brand):
            unmoved *= 1.0 - meet_medium(me, segment, market, slot)
        if market.media_tone[slot] != 0.0:
            hear_tone(me, market, slot)
        if market.media_trust_drop[slot] > 0.0 and int(me.brand) == brand:
            gain_trust(me, 0.0, market.media_trust_drop[slot])
    if unmoved < 1.0:
        persuade(me, market, 1.0 - unmoved, 1.0, uniform(luck, Purpose.MEDIA_OPINION))


@inner
def _take_in_contacts(me, market, heard, luck, day):
    """Contacts of the firm tire; opened ones inform, offer, care, and some are followed."""
    mark(me, Mark.CONTACTED)
    ours = int(market.ours)
    for slot in range(MAX_CONTACT_PROGRAMMES):
        if (heard.programmes >> slot) & 1 == 0:
            continue
        openness = 1.0 - int(me.fatigue_bp) / BASIS_POINTS
        fatigue = 1.0 - openness * (1.0 - market.contact_fatigue[slot])
        me.fatigue_bp = in_bp(fatigue)
        u = uniform(luck, Purpose.CONTACT_OPEN)  # who looks at the post looks at all of it
        if u >= market.contact_open_share[slot]:
            continue
        heard.answers |= 1 << (OPENED + slot)
        quality = market.contact_template_quality[slot]
        pleasure = 2.0 * (quality - 1.0) - 2.0 * (1.0 - openness)
        touch(heard, Point.PROGRAMME + slot, Aspect.INTERACTION, pleasure, 0.0, 0.0)
        if market.contact_introduces[slot] > 0.0 and not knows(me, ours):
            meet_brand(me, ours)
            me.source = Source.FIRM
        if market.contact_information[slot] > 0.0:
            learn(me, ours, openness * quality * market.contact_information[slot])
            mark(me, Mark.LEARNED_COMMERCIAL)
        if market.contact_opinion[slot] != 0.0:
            judge(me, ours, market.contact_opinion[slot], openness)
        if market.contact_care[slot] > 0.0 and int(me.relation) >= Relation.TRIAL:
            care = openness * market.contact_care[slot]
            if int(me.brand) == ours:
                trust = float(me.trust)
                me.trust = trust + care * (1.0 - trust)
            judge(me, ours, 1.0, care * market.content_credibility)
        if market.contact_keeps[slot] == 0.0:
            _take_offer(me, market, slot, day)
        # of those who open it the ones with the least luck forbid the next
        forbids = market.contact_open_share[slot] * market.contact_unsubscribe_share[slot]
        if market.is_unsubscribing and u < forbids * fatigue:
            heard.answers |= 1 << (UNSUBSCRIBED + slot)
            mark(me, Mark.UNSUBSCRIBED)
            continue
        response = openness * quality * market.contact_response_share[slot]
        if stage_with_us(me, ours) == Stage.LAPSED:
            response *= market.lapsed_winback_response_times
        if knows(me, ours) and uniform(luck, Purpose.CONTACT_RESPONSE) < response:
            heard.called = 1
            heard.answers |= 1 << (FOLLOWED + slot)
            me.campaign = int(market.contact_code[slot])
            if market.contact_keeps[slot] > 0.0:  # a save offer is only had by accepting it
                _take_offer(me, market, slot, day)


@inner
def _take_offer(me, market, slot, day):
    """Have the discount a contact offers, if it offers any."""
    if market.contact_discount_share[slot] > 0.0:
        me.offer_bp = in_bp(market.contact_discount_share[slot])
        me.offer_day = in_days(day, market.contact_offer_days[slot])


@inner
def _take_in_messages(me, market, heard, luck, day):
    """What acquaintances said judges more than it informs; bad words weigh more."""
    me.voice = heard.voice
    if heard.invited:
        me.invited = 1
    for brand in range(market.n_brands):
        good = heard.positive[brand]
        bad = heard.negative[brand]
        if good + bad == 0.0:
            continue
        if good > 0.0:
            mark(me, Mark.HEARD_POSITIVE)
        if bad > 0.0:
            mark(me, Mark.HEARD_NEGATIVE)
        if not knows(me, brand) and brand != market.ours:
            chance = market.tie_inform_share[heard.voice_tie]
            if uniform(luck, Purpose.MEET_BY_TALK + brand) < chance:
                meet_brand(me, brand)
        weight = good + market.peers_negative_weight * bad
        target = (good - market.peers_negative_weight * bad) / weight
        shift = 1.0 - (1.0 - market.peers_opinion_shift) ** weight
        judge(me, brand, target, market.moments_use * shift)
        learn(me, brand, market.peers_information)
        mark(me, Mark.LEARNED_PERSONAL)
