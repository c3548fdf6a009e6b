"""One day of many customers: who hears what, which rule decides, what is counted.

`live` is the compiled sweep over a range of customers. It reads yesterday's picture of the
others (what they said, what they think) and writes only the records of its own range, so the
order of customers, the chunks and the threads do not matter.
"""

from __future__ import annotations

import numpy as np

from cjsim.journey.awareness import set_out_or_forget
from cjsim.journey.evaluation import choose_brand
from cjsim.journey.feeling import emotion_now, has_mark, knowledge_of
from cjsim.journey.happened import what_happened
from cjsim.journey.hearing import forget_buying, forget_heard, take_in
from cjsim.journey.kernel import inner, kernel, rule
from cjsim.journey.ladder import climb
from cjsim.journey.lapsed import come_back
from cjsim.journey.listening import expose, has_asked, hear_others, unowned_picture
from cjsim.journey.loyalty import credit_points
from cjsim.journey.luck import luck_of
from cjsim.journey.place import place_of
from cjsim.journey.purchase import go_through_with_it
from cjsim.journey.rest import Rest, count_resting, lie_down, open_gates, stays_at_rest
from cjsim.journey.search import look_for_information
from cjsim.journey.stages import N_STAGES, NOBODY, Mark, Stage
from cjsim.journey.support import hear_from_desk
from cjsim.journey.talking import say
from cjsim.journey.tally import count_day, count_feedback, count_state
from cjsim.journey.trouble import OTHERS_TOO, hand_over_troubles
from cjsim.journey.unaware import become_aware
from cjsim.journey.unowned import unowned
from cjsim.journey.use import live_with_it

RULES = {
    "unaware": "become_aware",
    "awareness": "set_out_or_forget",
    "search": "look_for_information",
    "evaluation": "choose_brand",
    "purchase": "go_through_with_it",
    "use": "live_with_it",
    "support": "hear_from_desk",
    "lapsed": "come_back",
}
"""The rule of each stage, by the name it has in this module: `own_rules` puts a user's
function in its place."""


@rule
def decide(me, segment, market, heard, luck, day):
    """Let the rule of the customer's stage decide; return the next stage."""
    stage = int(me.stage)
    if stage == Stage.UNAWARE:
        return np.int64(become_aware(me, segment, market, heard, luck, day))
    if stage == Stage.AWARENESS:
        return np.int64(set_out_or_forget(me, segment, market, heard, luck, day))
    if stage == Stage.USE:
        return np.int64(live_with_it(me, segment, market, heard, luck, day))
    if stage == Stage.SEARCH:
        return np.int64(look_for_information(me, segment, market, heard, luck, day))
    if stage == Stage.EVALUATION:
        return np.int64(choose_brand(me, segment, market, heard, luck, day))
    if stage == Stage.PURCHASE:
        return np.int64(go_through_with_it(me, segment, market, heard, luck, day))
    if stage == Stage.SUPPORT:
        return np.int64(hear_from_desk(me, segment, market, heard, luck, day))
    return np.int64(come_back(me, segment, market, heard, luck, day))


@kernel
def live(
    first,
    last,
    day,
    keys,
    customers,
    resting,
    segments,
    markets,
    gates,
    at_rest,
    scratch,
    sieve,
    picture,
    programmes,
    answers,
    saying,
    opening,
    others,
    changed,
    happened,
    tally,
    moves,
    touches,
    written,
):
    """Let customers `first` to `last` (excluded) live one day; return -1.

    A rule that returns no stage ends the sweep, which then returns the stage it is the rule of.

    Args:
        first: First customer of the range.
        last: First customer after it.
        day: The day of the run.
        keys: The seed's key and today's two pair keys.
        customers: (n,) records of CUSTOMER.
        resting: (n,) records of RESTING: who may be left alone today, read and written.
        segments: One record of SEGMENT a segment.
        markets: One record of MARKET a segment.
        gates: (segments, N_RESTS) of GATE, written: what could wake those at rest today.
        at_rest: (segments, N_PLACES, 2) of zeros, where those are counted who are left alone.
        scratch: One HEARD record, empty, where each customer's day is noted in turn.
        sieve: What `make_sieve` returns.
        picture: Yesterday's view of the others (`Picture`).
        programmes: (n,) masks of contacts received.
        answers: (n,) masks of what was done with them, written where there are any.
        saying: (n,) codes of what is said today, written.
        opening: (n,) kind of problem brought to the desk today, plus `OTHERS_TOO`, written.
        others: (n, kinds) problems of the people each stands for, written where there are any.
        changed: (n,) 1 where others will see another opinion, written.
        happened: (n,) of `what_happened`: what the record says of the day it was last
            looked at, read and written.
        tally: (segments, N_TALLIES), added to.
        moves: (last - first,) of MOVE, written; empty to record none.
        touches: (MAX_TOUCHES * (last - first),) of TOUCH, written.
        written: How many (moves, touches) were written.
    """
    key, hear_key, ask_key = keys
    customers, resting, segments = unowned(customers), unowned(resting), unowned(segments)
    markets, gates, at_rest = unowned(markets), unowned(gates), unowned(at_rest)
    scratch, sieve, tally = unowned(scratch), unowned(sieve), unowned(tally)
    moves, touches, written = unowned(moves), unowned(touches), unowned(written)
    programmes, answers, saying = unowned(programmes), unowned(answers), unowned(saying)
    opening, others, changed = unowned(opening), unowned(others), unowned(changed)
    happened, picture = unowned(happened), unowned_picture(picture)
    heard, n_moves, n_touches = scratch[0], 0, 0
    open_gates(gates, segments, markets)
    for i in range(first, last):
        saying[i] = opening[i] = changed[i] = 0
        luck, one = luck_of(key, i, day), resting[i]
        group = int(one.segment)
        market = markets[group]
        media = expose(one, market, sieve, luck)
        rests = programmes[i] == 0 and stays_at_rest(one, gates[group], media, luck, day)
        if rests and media == 0 and picture.hears[i] == 0 and int(one.rest) != Rest.CUSTOMER:
            _pass_the_day(i, one, customers, at_rest, happened)
            continue
        me, segment = customers[i], segments[group]
        stood = _place_this_morning(one, me, market)
        is_addressed = picture.hears[i] != 0 or programmes[i] != 0 or has_asked(me) or market.meets
        if is_addressed:
            heard.programmes = int(programmes[i])
            hear_others(i, me, market, luck, heard, hear_key, ask_key, picture)
            rests = rests and heard.voice < 0
        _forget_yesterday(me)
        if media != 0 or is_addressed:
            heard.media = media
            take_in(me, segment, market, heard, luck, day)
        before = after = int(me.stage)
        if not rests:
            after = decide(me, segment, market, heard, luck, day)
            if after < 0 or after >= N_STAGES:
                return before  # a rule of a user's own returned no stage
            if after != before:
                _enter(me, after, day)
            count_feedback(me, market, heard, tally, group, luck, day)
            _settle_with_firm(i, me, market, heard, luck, day, answers)
            saying[i] = say(me, segment, market, heard, luck, day)
            opening[i] = _bring_to_desk(i, me, heard, others)
        climb(me, market, day)
        changed[i] = has_mark(me, Mark.OPINION_CHANGED) or after != before
        stands = place_of(me, market)
        count_state(me, market, tally, group, day, stood, stands)
        if after != before or int(me.marks) != 0 or media != 0 or heard.explore_asked != 0:
            count_day(me, segment, market, heard, tally, group, before, day)
            forget_buying(heard)
        if after != before and moves.size > 0:
            n_moves = _write_move(moves, n_moves, i, before, me)
        if heard.n_touches > 0:
            n_touches = _write_touches(touches, n_touches, i, before, me, market, heard, day)
        if media != 0 or is_addressed:
            forget_heard(heard, market.n_brands)
        happened[i] = what_happened(me)
        lie_down(one, me, market, stands)
    count_resting(at_rest, tally)
    written[0], written[1] = n_moves, n_touches
    return -1


@inner
def _pass_the_day(i, one, customers, at_rest, happened):
    """Count where someone stands who rests all day; its record is not looked at."""
    at_rest[int(one.segment), int(one.place), int(one.knows_us)] += 1
    if happened[i] != 0:
        _forget_yesterday(customers[i])
        happened[i] = 0


@inner
def _place_this_morning(one, me, market):
    """Return where the customer stands: as noted when it lay down, unless it has been woken."""
    if int(one.rest) == Rest.AWAKE:
        return place_of(me, market) + 0
    return int(one.place)


@inner
def _enter(me, stage, day):
    """Enter another stage; what was put on a day there is off, but for a purchase."""
    me.stage = stage
    me.entered_day = day
    if stage != Stage.PURCHASE:
        me.next_day = -1


@inner
def _forget_yesterday(me):
    """Take off the marks of yesterday, and the voice heard then."""
    if int(me.marks) != 0:  # most days leave a record untouched: writing costs memory
        me.marks = np.uint64(0)
        me.voice = -1


@inner
def _settle_with_firm(i, me, market, heard, luck, day, answers):
    """Hand over what was done with today's contacts, and collect points for what was paid."""
    if heard.programmes != 0:
        answers[i] = heard.answers
    if market.loyalty_points_share > 0.0:
        credit_points(me, market, luck, day)


@inner
def _bring_to_desk(i, me, heard, others):
    """Return the kind of problem brought to the desk, with those of the others it stands for."""
    kind = int(me.ticket) if has_mark(me, Mark.TICKET_OPENED) else 0
    if heard.n_others_in_trouble > 0:
        hand_over_troubles(heard, others[i])
        kind |= OTHERS_TOO
    return kind


@inner
def _write_move(moves, place, customer, before, me):
    """Write a move to the log; return the next free place."""
    move = moves[place]
    move.customer = customer
    move.from_stage = before
    move.to_stage = int(me.stage)
    move.brand = int(me.brand)
    move.candidate = int(me.candidate)
    move.source = int(me.source)
    move.sales = int(me.sales)
    move.product = int(me.product)
    move.reason = int(me.reason)
    move.emotion = float(me.emotion)
    return place + 1


@inner
def _write_touches(touches, place, customer, before, me, market, heard, day):
    """Move the contacts of one customer's day to the log; return the next free place."""
    emotion = emotion_now(me, market, day)
    brand = int(me.candidate)
    if brand == NOBODY:
        brand = int(me.brand)
    if brand == NOBODY:
        brand = int(market.ours)
    worry = 1.0 - knowledge_of(me, brand)
    is_over = has_mark(me, Mark.LEFT) or (
        Stage.SEARCH <= before <= Stage.PURCHASE
        and (
            int(me.stage) < Stage.SEARCH
            or (int(me.stage) >= Stage.USE and not has_mark(me, Mark.RECEIVED))
        )
    )
    is_voiced = before == Stage.SUPPORT or int(me.stage) == Stage.SUPPORT
    is_voiced = is_voiced or has_mark(me, Mark.TICKET_OPENED) or has_mark(me, Mark.REVIEWED_BADLY)
    for number in range(heard.n_touches):
        one = touches[place]
        one.day = day
        one.customer = customer
        one.segment = int(me.segment)
        one.stage = before
        one.point = heard.touch_point[number]
        one.aspect = heard.touch_aspect[number]
        one.dropped = 1 if is_over and number == heard.n_touches - 1 else 0
        one.voiced = 1 if is_voiced else 0
        one.score = heard.touch_score[number]
        one.emotion = emotion
        one.worry = worry
        one.wait_hours = heard.touch_wait_hours[number]
        one.minutes = heard.touch_minutes[number]
        place += 1
    heard.n_touches = 0
    return place


MOVE = np.dtype(
    [
        ("day", "i2"),
        ("customer", "i4"),
        ("from_stage", "u1"),
        ("to_stage", "u1"),
        ("brand", "u1"),
        ("candidate", "u1"),
        ("source", "u1"),
        ("sales", "u1"),
        ("product", "u1"),
        ("reason", "u1"),
        ("emotion", "f4"),
    ]
)
"""One line of the log, without gaps between the fields: equal logs are equal bytes."""
