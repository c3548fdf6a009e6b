"""What reaches a customer today: media, what others said, answers to questions, contacts.

The sweep fills one `HEARD` record for a customer, `take_in` lets it change what the customer
knows and thinks, and the stage's rule reads the rest. Commercial sources mostly inform,
personal sources mostly judge.
"""

from __future__ import annotations

import numpy as np

from cjsim.journey.feeling import (
    BASIS_POINTS,
    gain_trust,
    in_bp,
    judge,
    knows,
    learn,
    mark,
    meet_brand,
)
from cjsim.journey.kernel import kernel
from cjsim.journey.luck import Purpose, uniform
from cjsim.journey.market import TIE_NAMES
from cjsim.journey.stages import NOBODY, Mark, Relation, Source, Stage
from cjsim.journey.touching import MAX_TOUCHES
from cjsim.scenarios.actions import MAX_CONTACT_PROGRAMMES
from cjsim.scenarios.schema_market import MAX_BRANDS

HEARD = np.dtype(
    [
        ("positive", "f8", (MAX_BRANDS,)),
        ("negative", "f8", (MAX_BRANDS,)),
        ("answer", "f8", (MAX_BRANDS,)),
        ("answer_weight", "f8", (MAX_BRANDS,)),
        ("informing_ties", "i8", (len(TIE_NAMES),)),
        ("others_in_trouble", "i8", (3,)),
        ("n_others_in_trouble", "i8"),
        ("n_answers", "i8"),
        ("media", "i8"),
        ("programmes", "i8"),
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
    ],
    align=True,
)
"""Sums of what was heard, by brand: weights of positive and negative messages, weighted
answers and their weights; `informing_ties` counts messages about us by kind of tie; `media`
and `programmes` are bit masks; `called` is 1 when a contact of the firm was followed;
`voice` is who was heard last, `doubter` who of those asked spoke against the brand intended,
-1 for nobody. The other way round, rules note in `others_in_trouble` how many of the people
the customer stands for have a problem of each kind today, and in `touch_...` which
touchpoints the customer met and how they were (see `touch`)."""

COMMERCIAL_JUDGEMENT = 0.25
"""Of what a commercial source tells, the share that also moves the opinion: it informs more
than it judges (assumption)."""


@kernel
def forget_heard(heard, n_brands):
    """Empty the record for the next customer."""
    for brand in range(n_brands):
        heard.positive[brand] = 0.0
        heard.negative[brand] = 0.0
        heard.answer[brand] = 0.0
        heard.answer_weight[brand] = 0.0
    for tie in range(len(TIE_NAMES)):
        heard.informing_ties[tie] = 0
    heard.n_answers = 0
    heard.n_others_in_trouble = 0
    heard.n_touches = 0
    for kind in range(3):
        heard.others_in_trouble[kind] = 0
    heard.media = 0
    heard.programmes = 0
    heard.invited = 0
    heard.called = 0
    heard.voice = -1
    heard.voice_tie = 0
    heard.doubter = -1


@kernel
def media_chance_to_learn(market, media):
    """Return 1 - prod(1 - aware_chance) over the exposures to us in the mask `media`."""
    missed = 1.0
    for slot in range(market.n_media):
        if (media >> slot) & 1 and market.media_brand[slot] == market.ours:
            missed *= 1.0 - market.media_aware[slot]
    return 1.0 - missed


@kernel
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


@kernel
def take_in(me, segment, market, heard, luck, day):
    """Let what was heard today change knowledge, opinions and, of rivals, awareness."""
    if heard.media:
        _take_in_media(me, market, heard, luck)
    if heard.programmes:
        _take_in_contacts(me, market, heard, luck, day)
    if heard.voice >= 0:
        _take_in_messages(me, market, heard, luck, day)
    if heard.n_answers > 0:
        _take_in_answers(me, market, heard)


@kernel
def _take_in_media(me, market, heard, luck):
    """Exposures inform those who know the brand, and let rivals become known."""
    mark(me, Mark.EXPOSED)
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
            learn(me, brand, market.media_information[slot])
            mark(me, Mark.LEARNED_COMMERCIAL)
        tone = market.media_tone[slot]
        if tone != 0.0:
            judge(me, brand, tone / 2.0, market.peers_opinion_shift * abs(tone))
        if market.media_trust_drop[slot] > 0.0 and int(me.brand) == brand:
            gain_trust(me, 0.0, market.media_trust_drop[slot])


@kernel
def _take_in_contacts(me, market, heard, luck, day):
    """Contacts of the firm inform, offer, care, tire; some are followed."""
    mark(me, Mark.CONTACTED)
    ours = int(market.ours)
    for slot in range(MAX_CONTACT_PROGRAMMES):
        if (heard.programmes >> slot) & 1 == 0:
            continue
        openness = 1.0 - int(me.fatigue_bp) / BASIS_POINTS
        if market.contact_introduces[slot] > 0.0 and not knows(me, ours):
            meet_brand(me, ours)
            me.source = Source.FIRM
        if market.contact_information[slot] > 0.0:
            learn(me, ours, openness * market.contact_information[slot])
            mark(me, Mark.LEARNED_COMMERCIAL)
        if market.contact_opinion[slot] != 0.0:
            judge(me, ours, market.contact_opinion[slot], openness)
        if market.contact_care[slot] > 0.0 and int(me.relation) >= Relation.TRIAL:
            care = openness * market.contact_care[slot]
            trust = float(me.trust)
            me.trust = trust + care * (1.0 - trust)
            judge(me, ours, 1.0, care * COMMERCIAL_JUDGEMENT)
        if market.contact_discount_share[slot] > 0.0:
            me.offer_bp = in_bp(market.contact_discount_share[slot])
            me.offer_day = day + int(market.contact_offer_days[slot])
        response = openness * market.contact_response_share[slot]
        if int(me.stage) == Stage.LAPSED:
            response *= market.lapsed_winback_response_times
        if knows(me, ours) and uniform(luck, Purpose.CONTACT_RESPONSE) < response:
            heard.called = 1
        me.fatigue_bp = in_bp(1.0 - openness * (1.0 - market.contact_fatigue[slot]))


@kernel
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
        judge(me, brand, target, 1.0 - (1.0 - market.peers_opinion_shift) ** weight)
        learn(me, brand, market.peers_information)
        mark(me, Mark.LEARNED_PERSONAL)


@kernel
def _take_in_answers(me, market, heard):
    """What one was told when asking moves the opinion of each brand spoken of."""
    for brand in range(market.n_brands):
        weight = heard.answer_weight[brand]
        if weight > 0.0:
            shift = 1.0 - (1.0 - market.peers_opinion_shift) ** weight
            judge(me, brand, heard.answer[brand] / weight, shift)
            learn(me, brand, market.peers_information)
    if heard.doubter >= 0:
        me.voice = heard.doubter
    mark(me, Mark.LEARNED_PERSONAL)


@kernel
def attitude_of_others(market, heard, brand):
    """Return the mean attitude of those asked towards `brand`, -1 to 1; 0 if none knew it."""
    if int(brand) == NOBODY or heard.answer_weight[brand] <= 0.0:
        return 0.0
    return heard.answer[brand] / heard.answer_weight[brand]
