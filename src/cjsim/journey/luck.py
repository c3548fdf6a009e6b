"""Luck: every random number is a pure function of (seed, customer, day, purpose).

No generator keeps a state, so no number depends on the order of calls: two plans of one
market share all their luck, and differ only where a plan reaches.

The generator is Squares with 64-bit output (Widynski 2020, "Squares: A Fast Counter-Based
RNG", arXiv:2004.06278, five rounds). The counter packs customer (32 bits), day (16 bits)
and purpose (16 bits), so two purposes never share a number; the key comes from the seed.
Draws about a *pair* of customers pack both ids in the counter and move day and purpose
into the key.
"""

from __future__ import annotations

import math
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray

from cjsim.errors import UserError
from cjsim.journey.kernel import kernel
from cjsim.language import text

_MASK = (1 << 64) - 1
_DIGITS = 0xFFFE
_ODD_DIGITS = 0xAAAA
"""Hexadecimal digits that a key may hold, and those it may end with: a bit for each."""
_TO_UNIT = 1.0 / 9007199254740992.0  # 2**-53
MAX_CUSTOMERS = 1 << 32
MAX_DAYS = 1 << 16


class Purpose(IntEnum):
    """What a random number is for. A new use takes a new number; none is ever reused.

    A purpose that needs several numbers (one a brand, one a channel) owns a block of them.
    """

    # who a customer is (drawn once, at day 0)
    SEGMENT = 1
    NEED_RATE = 2
    PRICE_TASTE = 3
    RELIABILITY = 4
    START_STAGE = 5
    START_BRAND = 6
    START_DAY = 7
    START_SATISFACTION = 8
    TALKATIVE = 9
    # each day
    NEED = 20
    FORGET = 21
    FAILURE = 22
    TALK = 23
    BECOME_AWARE = 24
    LEAVE = 25
    WIN_BACK = 26
    CONTACT_RESPONSE = 27
    REMINDER = 28
    DISCOVER = 29
    ANSWER = 30
    QUESTION_TODAY = 31
    INVITE = 32
    SETUP_HELP = 33
    # a journey, keyed by the day its need arose
    SEARCH_DAYS = 40
    SEARCH_ACT = 41
    FIND = 42
    GIVE_UP = 43
    EVALUATION_DAYS = 44
    EXPLORE = 45
    ASK = 46
    ASK_WHOM = 47
    RECONSIDER = 48
    SHOCK_AT_DOOR = 49
    SHOCK_OUTCOME = 50
    SHOCK_LENGTH = 51
    RESUME = 52
    SALES_CHANNEL = 53
    CHECKOUT = 54
    PAYMENT = 55
    DELIVERY_DAYS = 56
    REFUSE = 57
    SETUP = 60
    REVIEW = 61
    STARS = 62
    TRIAL = 64
    RENEWAL = 65
    LEAVE_REASON = 66
    REGRET = 67
    SHOCK_FINANCE = 70
    SHOCK_PSYCHOLOGY = 71
    SHOCK_TIME = 72
    # support
    TICKET_HOUR = 80
    TICKET_PATIENCE = 81
    TICKET_SERVICE = 82
    TICKET_CHANNEL = 83
    TICKET_SKILL = 84
    # parties and events
    EVENT = 100
    COMPETITOR = 101
    PARAMETER = 102
    NETWORK = 103
    NETWORK_REWIRE = 104
    NETWORK_TYPE = 105
    PANEL = 106
    BOOTSTRAP = 107
    SURVEY = 108
    # information and peers
    CONTENT_OPINION = 600
    MEDIA_OPINION = 601
    GUIDANCE = 602
    START_JOURNEY = 603
    FEEDBACK = 604
    ATTITUDE = 660  # two numbers
    BOT_MEETS = 662
    BOT_SOLVES = 663
    SYSTEM_FAILURE = 664
    SYSTEM_TICKET = 665
    DEFECT = 666
    TRIAL_REQUEST = 667
    AFTERCARE = 668
    # blocks: one number for each brand, channel or programme
    EXPOSURE = 256
    EXPOSURE_FINE = 272
    REACHED = 304
    CHOICE = 336
    KNOWN_AT_START = 352
    OPINION_AT_START = 368
    CONTACT = 384
    SALES_CHOICE = 400
    SALES_REACHED = 416
    MEET = 432
    RIVAL_CONTENT = 448
    MEET_BY_MEDIA = 464
    MEET_BY_TALK = 480
    # pairs of numbers for one normal
    BASKET = 496
    EXPERIENCE = 498
    # again a block
    CONTACT_COVERAGE = 512
    OTHERS_IN_TROUBLE = 528
    # buying (620 to 659): a number for each way of exploring and each sales channel
    EXPLORE_OWN = 620
    EXPLORE_SERVED = 628
    EXPLORE_ATTITUDE = 636
    SALES_UP = 644
    # and single ones
    HESITATE = 652
    COOL_OFF = 653
    LATE = 654
    LATE_DAYS = 655
    WAIT_FOR_STOCK = 656
    SUBSTITUTE = 657
    TURN_AWAY = 658
    INSTALMENT = 659
    # what the firm sees: leads, contacts, research (three pairs of numbers for the noise)
    IDENTIFY = 680
    LABEL_ERROR = 681
    LABEL_WRONG = 682
    LEAD_OWNER = 683
    REASON_TOLD = 684
    REASON_NAMED = 685
    AUDIENCE = 686
    BIRTHDAY = 687
    CONTACT_OPEN = 688
    MEMBER = 704
    SURVEY_SAMPLE = 705
    SURVEY_ANSWER = 706
    SURVEY_NOISE = 707
    LISTEN = 713
    SURVEY_OWN = 714
    HOUSEHOLD_WORRY = 720
    # trials that are asked for
    TRIAL_PATIENCE = 760
    TRIAL_TEAM = 761
    TRIAL_ATTITUDE = 762
    TRIAL_HOUR = 763
    TRIAL_OTHERS = 764
    TRIAL_ASK_DAY = 765
    # what is chosen of our assortment: a number for each product, and what customers have
    PRODUCT = 770
    START_PRODUCT = 778
    COME_EARLY = 780
    FOUND_BEFORE = 785
    # a block of 64 that the engine leaves to rules of a user's own
    OWN_RULE = 960
    # pairs
    HEAR = 1024
    ASK_PEER = 1025


class _KeyAndBase(NamedTuple):
    key: np.uint64
    base: np.uint64


class Luck(_KeyAndBase):
    """The luck of one customer on one day: pass it to `uniform` with a purpose.

    Numba hands it to Python as plain integers, and takes small ones for signed: so it is made
    of unsigned ones whoever makes it. Compiled text says `np.uint64` again where it reads it.
    """

    __slots__ = ()

    def __new__(cls, key: int | np.uint64, base: int | np.uint64) -> Luck:
        """Keep both as 64 bits without a sign."""
        return super().__new__(cls, np.uint64(key), np.uint64(base))


def mix64(value: int) -> int:
    """Scramble 64 bits (SplitMix64 finaliser, Steele, Lea and Flood 2014)."""
    value = (value + 0x9E3779B97F4A7C15) & _MASK
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
    return value ^ (value >> 31)


def check_seed(seed: int) -> int:
    """Return `seed`; raise `UserError` unless it is an integer from 0 to 2**63 - 1."""
    if not 0 <= seed < 1 << 63:
        raise UserError("seed", seed, text("a seed is an integer from 0 to 2**63 - 1."))
    return seed


@lru_cache(maxsize=4096)
def make_key(seed: int, stream: int = 0) -> np.uint64:
    """Return the Squares key of `seed`, an integer from 0 to 2**63 - 1.

    Squares needs an irregular key: odd, with eight different non-zero hexadecimal digits in
    each half (Widynski 2020, section 4). `stream` gives independent keys of one seed.
    """
    check_seed(seed)
    return np.uint64(_irregular(np.uint64(seed), np.uint64((stream * 2 + 1) & _MASK)))


@kernel
def _irregular(seed, stream):
    """Draw the digits of a key: a day needs ten keys, so this is compiled."""
    state = _mix64(_mix64(seed) ^ _mix64(stream))
    key = np.uint64(0)
    for _half in range(2):
        left = _DIGITS
        for place in range(8):
            state = _mix64(state)
            pool = left & _ODD_DIGITS if place == 7 else left
            n_left = 0
            for digit in range(1, 16):
                n_left += (pool >> digit) & 1
            rank = np.int64(state % np.uint64(n_left))
            for digit in range(1, 16):
                if (pool >> digit) & 1:
                    if rank == 0:
                        left &= ~(1 << digit)
                        key = (key << np.uint64(4)) | np.uint64(digit)
                        break
                    rank -= 1
    return key


@kernel
def _mix64(value):
    """Do what `mix64` does, compiled."""
    value = value + np.uint64(0x9E3779B97F4A7C15)
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


def replicate_seed(seed: int, replicate: int) -> int:
    """Return the seed of replicate number `replicate` (from 0) of a study with `seed`."""
    return mix64(mix64(seed) ^ (replicate + 1)) >> 1


def pair_key(seed: int, day: int, purpose: int) -> np.uint64:
    """Return the key of the draws about pairs of customers on one day for one purpose."""
    return make_key(seed, stream=1 + (day << 16 | int(purpose)))


@njit(cache=True, nogil=True, inline="always")
def squares64(counter, key):
    """Return 64 random bits for a counter and a key, both uint64 (Widynski 2020)."""
    half = np.uint64(32)
    x = counter * key
    y = x
    z = y + key
    x = x * x + y
    x = (x >> half) | (x << half)
    x = x * x + z
    x = (x >> half) | (x << half)
    x = x * x + y
    x = (x >> half) | (x << half)
    x = x * x + z
    t = x
    x = (x >> half) | (x << half)
    return t ^ ((x * x + y) >> half)


@kernel
def luck_of(key, customer, day):
    """Return the `Luck` of one customer on one day."""
    return Luck(key, (np.uint64(customer) << np.uint64(32)) | (np.uint64(day) << np.uint64(16)))


@kernel
def bits(luck, purpose):
    """Return 64 random bits for one customer, day and purpose."""
    return squares64(np.uint64(luck.base) | np.uint64(purpose), np.uint64(luck.key))


@kernel
def uniform(luck, purpose):
    """Return a number in [0, 1) for one customer, day and purpose."""
    return np.float64(bits(luck, purpose) >> np.uint64(11)) * _TO_UNIT


@kernel
def uniform_of_day(luck, day, purpose):
    """Return the number the same customer has on another day, e.g. the day a need arose.

    What belongs to a whole journey (how long it takes, which brand pleases) is keyed by the
    day its need arose: a plan that delays a journey by a day does not change its luck.
    """
    customer = np.uint64(luck.base) & np.uint64(0xFFFFFFFF00000000)
    counter = customer | (np.uint64(day) << np.uint64(16)) | np.uint64(purpose)
    return np.float64(squares64(counter, np.uint64(luck.key)) >> np.uint64(11)) * _TO_UNIT


@kernel
def uniform_of_other(luck, other, day, purpose):
    """Return the number of another customer, or of a household of that number, on a day."""
    counter = (np.uint64(other) << np.uint64(32)) | (np.uint64(day) << np.uint64(16))
    counter |= np.uint64(purpose)
    return np.float64(squares64(counter, np.uint64(luck.key)) >> np.uint64(11)) * _TO_UNIT


@kernel
def normal_of_day(luck, day, purpose):
    """Return a standard normal number (Box and Muller 1958); it uses `purpose` and the next."""
    u = uniform_of_day(luck, day, purpose)
    v = uniform_of_day(luck, day, purpose + 1)
    return math.sqrt(-2.0 * math.log(1.0 - u)) * math.cos(2.0 * math.pi * v)


@kernel
def uniform_pair(key, one, other):
    """Return a number in [0, 1) about two customers; `key` comes from `pair_key`."""
    counter = (np.uint64(one) << np.uint64(32)) | np.uint64(other)
    return np.float64(squares64(counter, key) >> np.uint64(11)) * _TO_UNIT


@kernel
def _fill(key, customers, day, purpose, out):
    for i in range(customers.size):
        out[i] = uniform(luck_of(key, customers[i], day), purpose)


def uniforms(seed: int, customers: ArrayLike, day: int, purpose: int) -> NDArray[np.float64]:
    """Return one number in [0, 1) for each customer id in `customers` (any shape)."""
    ids = np.asarray(customers, dtype=np.int64)
    out = np.empty(ids.size)
    _fill(make_key(seed), ids.ravel(), day, int(purpose), out)
    return out.reshape(ids.shape)


@kernel
def _fill_pairs(key, ones, others, out):
    for i in range(ones.size):
        out[i] = uniform_pair(key, ones[i], others[i])


def uniforms_of_pairs(
    seed: int, ones: ArrayLike, others: ArrayLike, day: int, purpose: int
) -> NDArray[np.float64]:
    """Return one number in [0, 1) for each pair of ids, shape (pairs,)."""
    first = np.asarray(ones, dtype=np.int64)
    out = np.empty(first.size)
    _fill_pairs(pair_key(seed, day, purpose), first, np.asarray(others, dtype=np.int64), out)
    return out


def squares64_plain(counter: int, key: int) -> int:
    """Return what `squares64` returns, in plain Python integers."""
    x = y = counter * key & _MASK
    z = y + key & _MASK
    for offset in (y, z, y):
        x = x * x + offset & _MASK
        x = (x >> 32) | (x << 32) & _MASK
    t = x = x * x + z & _MASK
    x = (x >> 32) | (x << 32) & _MASK
    return t ^ ((x * x + y & _MASK) >> 32)
