"""How things reach a customer: media met, messages of acquaintances, answers to questions."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cjsim.journey.answers import ASKED_DECIDING, ASKED_SEARCHING, moment_of
from cjsim.journey.feeling import has_mark
from cjsim.journey.kernel import inner, kernel, rule
from cjsim.journey.luck import Purpose, bits, uniform, uniform_pair
from cjsim.journey.stages import NOBODY, UNKNOWN, Mark, Relation, Stage
from cjsim.journey.talking import INVITATION
from cjsim.journey.ties import MAX_TIES, write_ties
from cjsim.journey.unowned import unowned

LANES = 4
LANE_BITS = 16
LANE_SIZE = 32768.0
LANES_MASK = np.uint64(0x7FFF7FFF7FFF7FFF)
TOP_BITS = np.uint64(0x8000800080008000)
TOP_OF_LANE = np.uint64(1 << (LANE_BITS - 1))
LANE_SHIFTS = np.arange(LANES, dtype=np.uint64) * np.uint64(LANE_BITS)
NOT_A_CHANNEL = -1
MOMENT_ALWAYS = 0
EVERYONE_TIE = 1
"""Whom one happens to meet counts as a friend."""
ASKED = np.uint64(
    1 << Mark.ASKED_IN_SEARCH | 1 << Mark.TALKED_IN_EVALUATION | 1 << Mark.ASKED_BEFORE_BUYING
)
"""Marks of a question that is answered the next day."""
STRANGER_TIE = 2
"""Whom one happens to meet beside one's ties counts as a colleague."""
STRANGERS = 1 << 31
"""Who is met is drawn under the number of a customer that no market has."""


class Picture(NamedTuple):
    """What a customer can know of the others today: yesterday, whole, the same for all.

    `said` (n,) codes of what was said; `hears` (n,) 1 where someone tied said something;
    `stance` (n, brands) opinions as others see them, `UNKNOWN` where a brand is not known;
    `owned` (n,) the brand each has or had experience of, `NOBODY` for none;
    `starts` (n + 1,), `others` (m,) and `tie_types` (m,) are the network's compressed rows, or
    `recipe` is what ties are computed from (see `cjsim.journey.ties`), and is else empty.
    """

    said: NDArray[np.int8]
    hears: NDArray[np.uint8]
    stance: NDArray[np.int8]
    owned: NDArray[np.uint8]
    starts: NDArray[np.int64]
    others: NDArray[np.int32]
    tie_types: NDArray[np.uint8]
    recipe: NDArray[np.uint64]


@rule
def unowned_picture(picture):
    """Return the picture with arrays that Numba does not count."""
    return Picture(
        unowned(picture.said),
        unowned(picture.hears),
        unowned(picture.stance),
        unowned(picture.owned),
        unowned(picture.starts),
        unowned(picture.others),
        unowned(picture.tie_types),
        unowned(picture.recipe),
    )


@rule
def expose(me, market, sieve, luck):
    """Return the mask of media met today.

    Each medium has a number of its own for each customer and day, so spending more or less on
    one never moves the exposures of another. One draw holds four 15-bit lanes, compared at
    once with the chances of four media; only the few that pass are looked at one by one, with
    a second draw for those near the edge, so no precision is lost.
    """
    met = 0
    row = 2 * int(me.segment) + (1 if int(me.stage) == Stage.SEARCH else 0)
    for part in range(sieve.shape[1]):
        lanes = bits(luck, Purpose.EXPOSURE + part) & LANES_MASK
        hits = (sieve[row, part, 0] - lanes) & sieve[row, part, 1]
        if hits == np.uint64(0):
            continue
        for place in range(LANES):
            top = np.uint64(LANE_BITS * place + LANE_BITS - 1)
            if (hits >> top) & np.uint64(1) != np.uint64(0):
                lane = np.int64((lanes >> np.uint64(LANE_BITS * place)) & np.uint64(0x7FFF))
                if _is_met(me, market, luck, part * LANES + place, lane):
                    met |= 1 << (part * LANES + place)
    return met


@inner
def _is_met(me, market, luck, slot, lane):
    """Return whether a medium that passed the sieve is met by this customer."""
    channel = market.media_channel[slot]
    if channel >= 0 and (int(me.channels) >> channel) & 1 == 0:
        return False
    chance = market.media_chance[slot] * LANE_SIZE
    if lane + 1.0 <= chance:
        return True
    return lane + uniform(luck, Purpose.EXPOSURE_FINE + slot) < chance


def make_sieve(markets: NDArray[np.void]) -> NDArray[np.uint64]:
    """Return what `expose` sifts with: (2 x segments, parts, 2), from the chances of media.

    For each segment, at rest and then while searching, and each four media: the largest lanes
    that may meet them with all top bits set, and the top bits of the media there are. It is
    apart from the market record because it is read for everyone every day.
    """
    n_media = int(markets["n_media"][0])
    n_parts = -(-n_media // LANES)
    largest = np.ceil(markets["media_chance"][:, :n_media] * LANE_SIZE).astype(np.int64) - 1
    is_met = np.zeros((markets.size, 2, LANES * n_parts), np.bool_)
    is_met[:, 1, :n_media] = (largest >= 0) & (markets["is_media"] != 0.0)[:, None]
    is_met[:, 0] = is_met[:, 1]
    is_met[:, 0, :n_media] &= markets["media_moment"][:, :n_media] == MOMENT_ALWAYS
    lanes = np.zeros(is_met.shape, np.uint64)
    lanes[:, :, :n_media] = largest[:, None]
    lanes[~is_met] = 0
    tops = np.where(is_met, TOP_OF_LANE, np.uint64(0))
    sieve = np.empty((2 * markets.size, n_parts, 2), np.uint64)
    for place, of_media in enumerate((lanes, tops)):
        shifted = of_media.reshape(2 * markets.size, n_parts, LANES) << LANE_SHIFTS
        sieve[:, :, place] = np.bitwise_or.reduce(shifted, axis=2)
    sieve[:, :, 0] |= TOP_BITS
    return sieve


@rule
def hear_others(me_id, me, market, luck, heard, hear_key, ask_key, picture):
    """Hear what acquaintances said, and the answers of those asked."""
    if picture.hears[me_id] != 0 or market.meets:
        listen(me_id, market, luck, heard, hear_key, picture)
    if has_asked(me):
        ask_around(me_id, me, market, heard, ask_key, picture)


@inner
def ties_of(me_id, picture):
    """Return where the ties of a customer begin and end in two arrays, and these: ids, types."""
    if picture.recipe.size == 0:
        others, tie_types = picture.others, picture.tie_types
        return picture.starts[me_id], picture.starts[me_id + 1], others, tie_types
    others, tie_types = np.empty(MAX_TIES, np.int32), np.empty(MAX_TIES, np.uint8)
    n_ties = np.int64(write_ties(me_id, picture.recipe, others, tie_types))
    return np.int64(0), n_ties, others, tie_types


@inner
def listen(me_id, market, luck, heard, key, picture):
    """Hear what acquaintances said yesterday; when everyone mixes, whom one happens to meet."""
    if not market.is_word_of_mouth:
        return
    if market.mixes:
        for meeting in range(int(market.peers_meetings_per_day)):
            other = int(uniform(luck, Purpose.MEET + meeting) * picture.said.size)
            if other != me_id and picture.said[other] != 0:
                _hear(me_id, other, EVERYONE_TIE, 1.0, market, heard, key, picture)
        return
    first, last, others, tie_types = ties_of(me_id, picture)
    attention = 1.0
    if market.peers_divided_attention > 0.0 and last > first:
        busier = (last - first) / market.peers_ties_per_customer
        attention = busier**-market.peers_divided_attention
    for place in range(first, last):
        other = others[place]
        if picture.said[other] != 0:
            _hear(me_id, other, tie_types[place], attention, market, heard, key, picture)
    for meeting in range(int(market.peers_strangers_per_day)):
        other = int(uniform_pair(key, me_id, STRANGERS + meeting) * picture.said.size)
        if other != me_id and picture.said[other] != 0:
            _hear(me_id, other, STRANGER_TIE, 1.0, market, heard, key, picture)


@inner
def _hear(me_id, other, tie, attention, market, heard, key, picture):
    """Hear one message, if it gets through."""
    if uniform_pair(key, me_id, other) >= attention * market.tie_hear_share[tie]:
        return
    code = int(picture.said[other])
    size = abs(code)
    if size > INVITATION:
        size -= INVITATION
        heard.invited = 1
    brand = size - 1
    if code > 0:
        heard.positive[brand] += market.tie_weight[tie]
    else:
        heard.negative[brand] += market.tie_weight[tie]
    if brand == market.ours:
        heard.informing_ties[tie] += 1
    heard.voice = other
    heard.voice_tie = tie


@rule
def has_asked(me):
    """Return whether answers are due: yesterday's marks, still there, say what was asked."""
    return (np.uint64(me.marks) & ASKED) != np.uint64(0)


@inner
def ask_around(me_id, me, market, heard, key, picture):
    """Ask so many acquaintances what they think of each brand they know; bad news weighs."""
    # yesterday's marks, still there, say why the question was asked
    heard.moment = moment_of(
        has_mark(me, Mark.ASKED_BEFORE_BUYING), has_mark(me, Mark.TALKED_IN_EVALUATION)
    )
    tells_more = market.is_experienced_users and heard.moment == ASKED_SEARCHING
    first, last, others, tie_types = ties_of(me_id, picture)
    is_deciding = heard.moment == ASKED_DECIDING
    n_questions = int(market.purchase_asked_peers) if is_deciding else 1
    for question in range(n_questions):
        u = uniform_pair(key, me_id, question)
        tie = EVERYONE_TIE
        if market.mixes:
            other = int(u * picture.said.size)
        elif last > first:
            place = first + int(u * (last - first))
            other = int(others[place])
            tie = int(tie_types[place])
        else:
            return
        if other == me_id:
            continue
        heard.n_answers += 1
        for brand in range(market.n_brands):
            stance = int(picture.stance[other, brand])
            if stance == UNKNOWN:
                continue
            weight = market.tie_weight[tie]
            if stance < 0:
                weight *= market.peers_negative_weight
                if brand == int(me.candidate):
                    heard.doubter = other
            if tells_more and int(picture.owned[other]) == brand:
                weight *= market.peers_experienced_weight
                heard.experienced[brand] += 1
            heard.answer[brand] += weight * stance / 127.0
            heard.answer_weight[brand] += weight


@inner
def experienced_brand(me, ours):
    """Return the brand someone can tell of from use: the one in use, or ours once used."""
    if int(me.brand) == NOBODY and int(me.relation) == Relation.FORMER:
        return int(ours)
    return int(me.brand)


@kernel
def _write_marked(words, marks, out):
    """Write the places of the marks that are not 0; look at eight at a time. Return how many."""
    n_found = 0
    for word in range(words.size):
        if words[word] != np.uint64(0):
            # written whether found or not: a wrong guess at which costs more than writing
            for place in range(8 * word, 8 * word + 8):
                out[n_found] = place
                n_found += 1 if marks[place] != 0 else 0
    for place in range(8 * words.size, marks.size):
        if marks[place] != 0:
            out[n_found] = place
            n_found += 1
    return n_found


def marked(marks: NDArray[np.int8] | NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return the customers whose mark, one byte each, is not 0: most have none on a day."""
    words = marks[: marks.size // 8 * 8].view(np.uint64)
    out = np.empty(marks.size, np.int64)
    return out[: _write_marked(words, marks, out)]


@kernel
def tell_neighbours(speakers, picture):
    """Set `picture.hears` to 1 for everyone tied to one of the `speakers` (ids)."""
    hears, starts, others = picture.hears, picture.starts, picture.others
    if picture.recipe.size > 0:
        row, tie_types = np.empty(MAX_TIES, np.int32), np.empty(MAX_TIES, np.uint8)
        for i in speakers:
            for place in range(write_ties(i, picture.recipe, row, tie_types)):
                hears[row[place]] = 1
        return
    for i in speakers:
        for place in range(starts[i], starts[i + 1]):
            hears[others[place]] = 1


@kernel
def publish(ids, customers, ours, n_brands, stance, owned):
    """Show the opinions of some customers, whose ids are given, and what they have used."""
    for i in ids:
        me = customers[i]
        owned[i] = experienced_brand(me, ours)
        for brand in range(n_brands):
            if (int(me.known) >> brand) & 1:
                stance[i, brand] = me.opinion[brand]
            else:
                stance[i, brand] = UNKNOWN
