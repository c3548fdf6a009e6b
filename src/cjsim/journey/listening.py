"""How things reach a customer: media met, messages of acquaintances, answers to questions."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cjsim.journey.luck import Purpose, bits, uniform, uniform_pair
from cjsim.journey.stages import UNKNOWN, Stage
from cjsim.journey.talking import INVITATION

LANES = 4
LANE_SIZE = 65536.0
NOT_A_CHANNEL = -1
MOMENT_ALWAYS = 0
MOMENT_SEARCH = 1
EVERYONE_TIE = 1
"""Whom one happens to meet counts as a friend."""


class Picture(NamedTuple):
    """What a customer can know of the others today: yesterday, whole, the same for all.

    `said` (n,) codes of what was said; `hears` (n,) 1 where someone tied said something;
    `stance` (n, MAX_BRANDS) opinions as others see them, `UNKNOWN` where a brand is not known;
    `starts` (n + 1,), `others` (m,) and `tie_types` (m,) are the network's compressed rows.
    """

    said: NDArray[np.int8]
    hears: NDArray[np.uint8]
    stance: NDArray[np.int8]
    starts: NDArray[np.int64]
    others: NDArray[np.int32]
    tie_types: NDArray[np.uint8]


@njit(cache=True, nogil=True)
def expose(me, market, luck):
    """Return the mask of media met today.

    Each medium has a number of its own for each customer and day, so spending more or less on
    one never moves the exposures of another. Four 16-bit lanes of one draw sieve out the many
    who meet nothing; a second draw refines the few near the edge, so no precision is lost.
    """
    if not market.is_media:
        return 0
    met = 0
    word = np.uint64(0)
    for slot in range(market.n_media):
        if slot % LANES == 0:
            word = bits(luck, Purpose.EXPOSURE + slot // LANES)
        lane = float((word >> np.uint64(16 * (slot % LANES))) & np.uint64(0xFFFF))
        chance = market.media_chance[slot] * LANE_SIZE
        if lane >= chance:
            continue
        if lane + uniform(luck, Purpose.EXPOSURE_FINE + slot) >= chance:
            continue
        channel = market.media_channel[slot]
        if channel >= 0 and (int(me.channels) >> channel) & 1 == 0:
            continue
        if market.media_moment[slot] == MOMENT_SEARCH and int(me.stage) != Stage.SEARCH:
            continue
        met |= 1 << slot
    return met


@njit(cache=True, nogil=True)
def listen(me_id, market, luck, heard, key, picture):
    """Hear what acquaintances said yesterday; when everyone mixes, whom one happens to meet."""
    if not market.is_word_of_mouth:
        return
    if market.mixes:
        n_customers = picture.said.size
        for meeting in range(int(market.peers_meetings_per_day)):
            other = int(uniform(luck, Purpose.MEET + meeting) * n_customers)
            if other != me_id and picture.said[other] != 0:
                _hear(me_id, other, EVERYONE_TIE, market, heard, key, picture)
        return
    for place in range(picture.starts[me_id], picture.starts[me_id + 1]):
        other = picture.others[place]
        if picture.said[other] != 0:
            _hear(me_id, other, picture.tie_types[place], market, heard, key, picture)


@njit(cache=True, nogil=True)
def _hear(me_id, other, tie, market, heard, key, picture):
    """Hear one message, if it gets through."""
    if uniform_pair(key, me_id, other) >= market.tie_hear_share[tie]:
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


@njit(cache=True, nogil=True)
def ask_around(me_id, n_asked, market, luck, heard, key, picture):
    """Ask so many acquaintances what they think of each brand they know; bad news weighs."""
    first = picture.starts[me_id]
    n_ties = picture.starts[me_id + 1] - first
    for question in range(n_asked):
        u = uniform_pair(key, me_id, question)
        tie = EVERYONE_TIE
        if market.mixes:
            other = int(u * picture.said.size)
        elif n_ties > 0:
            place = first + int(u * n_ties)
            other = int(picture.others[place])
            tie = int(picture.tie_types[place])
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
            heard.answer[brand] += weight * stance / 127.0
            heard.answer_weight[brand] += weight


@njit(cache=True, nogil=True)
def tell_neighbours(said, starts, others, hears):
    """Set `hears` to 1 for everyone tied to someone who said something; 0 for the others."""
    for i in range(hears.size):
        hears[i] = 0
    for i in range(said.size):
        if said[i] != 0:
            for place in range(starts[i], starts[i + 1]):
                hears[others[place]] = 1


@njit(cache=True, nogil=True)
def publish(first, last, customers, changed_bit, n_brands, stance):
    """Show the opinions of customers `first` to `last` that changed today to the others."""
    for i in range(first, last):
        me = customers[i]
        if (np.uint64(me.marks) >> np.uint64(changed_bit)) & np.uint64(1) == np.uint64(0):
            continue
        for brand in range(n_brands):
            if (int(me.known) >> brand) & 1:
                stance[i, brand] = me.opinion[brand]
            else:
                stance[i, brand] = UNKNOWN
