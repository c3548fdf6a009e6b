"""L1: luck is even, and nothing of it is tied to anything else of it.

Draws are streamed: every number from 0 to `LAST_PURPOSE`, of many customers on many days, is
drawn in the engine's own way, counted into cells and multiplied with its neighbours; nothing
is kept. Independent even numbers less a half have the variance 1/12, so the mean of n products
of two of them has the standard error 1/(12 sqrt(n)); all below is told in standard errors.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from cjsim.agents.research import QUESTIONS
from cjsim.journey.listening import LANES
from cjsim.journey.luck import (
    MAX_CUSTOMERS,
    MAX_DAYS,
    Purpose,
    luck_of,
    make_key,
    pair_key,
    squares64,
    squares64_plain,
    uniforms,
)
from cjsim.journey.market import MAX_MEDIA, MAX_WORRIES
from cjsim.journey.trouble import N_KINDS
from cjsim.scenarios.schema_explore import MAX_EXPLORE
from cjsim.scenarios.schema_market import MAX_BRANDS, MAX_CHANNELS, MAX_SALES
from cjsim.scenarios.schema_products import MAX_PRODUCTS
from cjsim.validation.check import STANDARD_ERRORS, Check, Finding, none_off
from cjsim.validation.draws import engine_draw, stream_pairs, streamer

SEED = 20270118
CELLS = 1 << 16
LAST_PURPOSE = 1025
"""Every number a purpose has, or a block of one, is at most this."""
N_PURPOSES = LAST_PURPOSE + 1

KNOWN_BITS = (
    (0x0, 0xC58EFD154CE32F6D, 0x8352D81514C3F20F),
    (0x1, 0xC58EFD154CE32F6D, 0x4D645C710DEA443C),
    (0xFFFFFFFFFFFFFFFE, 0xC58EFD154CE32F6D, 0x63090EE9F24CA2AB),
    (0x3039, 0x548C9DECBCE65297, 0xE7F73F3D3C9E7B05),
    (0x700030014, 0x548C9DECBCE65297, 0xE517E485458637AF),
    (0xEE6B280002210400, 0x1BE4A96F2D7C8E35, 0x89B6FA0627CF9D85),
    (0x8000000000000000, 0x1BE4A96F2D7C8E35, 0xA845EC4EAF53E8FE),
    (0x20000000000001, 0x39429D620513AB2F, 0x42E8B710327F6FD0),
)
"""(counter, key, 64 bits) as randomgen's Squares gives them, an independent implementation
(randomgen 2.5.1; the keys of rows 4 to 7 are ours)."""

BLOCKS: dict[Purpose, int] = {
    Purpose.SHOCK_FINANCE: MAX_WORRIES,
    Purpose.HOUSEHOLD_WORRY: MAX_WORRIES,
    Purpose.EXPOSURE: MAX_MEDIA // LANES,
    Purpose.EXPOSURE_FINE: MAX_MEDIA,
    Purpose.REACHED: MAX_CHANNELS,
    Purpose.CHOICE: MAX_BRANDS + 1,  # and buying nothing
    Purpose.KNOWN_AT_START: MAX_BRANDS,
    Purpose.OPINION_AT_START: MAX_BRANDS,
    Purpose.SALES_CHOICE: MAX_SALES,
    Purpose.SALES_REACHED: MAX_SALES,
    Purpose.MEET: 16,
    Purpose.RIVAL_CONTENT: MAX_BRANDS,
    Purpose.MEET_BY_MEDIA: MAX_BRANDS,
    Purpose.MEET_BY_TALK: MAX_BRANDS,
    Purpose.OTHERS_IN_TROUBLE: N_KINDS + 1,  # kinds are numbered from 1
    Purpose.BASKET: 2,
    Purpose.EXPERIENCE: 2,
    Purpose.ATTITUDE: 2,
    Purpose.SURVEY_NOISE: 2 * len(QUESTIONS),
    Purpose.EXPLORE_OWN: MAX_EXPLORE,
    Purpose.EXPLORE_SERVED: MAX_EXPLORE,
    Purpose.EXPLORE_ATTITUDE: MAX_EXPLORE,
    Purpose.SALES_UP: MAX_SALES,
    Purpose.PRODUCT: MAX_PRODUCTS,
    Purpose.OWN_RULE: 64,
}
"""Numbers a purpose takes, from its own on; one where it is not here."""
PARTS_OF_A_BLOCK = (Purpose.SHOCK_PSYCHOLOGY, Purpose.SHOCK_TIME)


@dataclass
class Streamed:
    """What is left of the draws that went by.

    Attributes:
        cells: Draws in each of 2**16 even cells, shape (cells,).
        pairs: Draws of a day (8 bits) with those of the next (8 bits), shape (cells,).
        purposes: Sums of products with the next purpose, shape (purposes,).
        distant: The same with the purpose 2, 4 ... 512 numbers before, shape (9,).
        days: Sums with the day before and with the week before, shape (2,).
        customer: Sum with the customer before, in a list of one.
        n: Customers, days, purposes.
    """

    n: tuple[int, int, int]
    cells: NDArray[np.int64] = field(default_factory=lambda: np.zeros(CELLS, np.int64))
    pairs: NDArray[np.int64] = field(default_factory=lambda: np.zeros(CELLS, np.int64))
    purposes: NDArray[np.float64] = field(default_factory=lambda: np.zeros(N_PURPOSES))
    distant: NDArray[np.float64] = field(default_factory=lambda: np.zeros(9))
    days: NDArray[np.float64] = field(default_factory=lambda: np.zeros(2))
    customer: NDArray[np.float64] = field(default_factory=lambda: np.zeros(1))


def streamed(draw: Any, n_customers: int, n_days: int, seed: int = SEED) -> Streamed:
    """Return what `n_customers` x `n_days` x 1,026 draws have come to."""
    found = Streamed((n_customers, n_days, N_PURPOSES))
    streamer(draw)(
        make_key(seed), n_customers, n_days, found.cells, found.pairs, found.purposes,
        found.distant, found.days, found.customer,
    )  # fmt: skip
    return found


# --- findings --------------------------------------------------------------------------------


def _allowed(n_tests: int) -> float:
    """Return the standard errors that the farthest of so many tests may be off by (Bonferroni)."""
    chance = 2.0 * stats.norm.sf(STANDARD_ERRORS)
    return float(stats.norm.isf(chance / n_tests / 2.0))


def _off(what: str, errors: NDArray[np.float64], unit: str = "s.e.") -> Finding:
    """Return the finding that none of some tests is farther off than luck allows."""
    farthest = float(np.abs(errors).max())
    allowed = _allowed(errors.size)
    many = f", the farthest of {errors.size:,} (Bonferroni)" if errors.size > 1 else ""
    told = f"{allowed:.1f} {unit}{many}"
    return Finding(what, "0", f"{farthest:.2f} {unit}", told, farthest <= allowed)


def even(what: str, cells: NDArray[np.int64]) -> Finding:
    """Return the finding that all cells are equally full: chi-square, in standard errors."""
    n = float(cells.sum())
    mean = n / cells.size
    chi_square = float(((cells - mean) ** 2).sum()) / mean
    freedom = cells.size - 1
    off = (chi_square - freedom) / math.sqrt(2.0 * freedom)
    name = f"{what}: chi-square of {cells.size:,} cells, {n:,.0f} draws"
    told = f"{STANDARD_ERRORS:.0f} s.e."
    return Finding(
        name, f"{freedom:,}", f"{chi_square:,.0f} ({off:+.2f} s.e.)", told,
        abs(off) <= STANDARD_ERRORS,
    )  # fmt: skip


def _in_errors(sums: NDArray[np.float64], n: NDArray[Any] | float) -> NDArray[np.float64]:
    """Return sums of n products of independent even numbers in standard errors."""
    return np.asarray(12.0 * sums / np.sqrt(n))


def findings_of(found: Streamed) -> list[Finding]:
    """Return what is to be said of a stream of draws."""
    n_customers, n_days, n_purposes = found.n
    lives = float(n_customers * n_days)
    back = 2 ** np.arange(1, 10)
    by_day = np.array([n_days - 1, n_days - 7]) * float(n_customers * n_purposes)
    by_customer = float((n_customers - 1) * n_days * n_purposes)
    return [
        even("one number", found.cells),
        even("a number and the next day's", found.pairs),
        _off("correlation with the day before, the week before", _in_errors(found.days, by_day)),
        _off("... with the customer before", _in_errors(found.customer, by_customer)),
        _off("... with the next purpose, each", _in_errors(found.purposes[1:], lives)),
        _off(
            "... with purposes 2, 4 ... 512 apart",
            _in_errors(found.distant, lives * (n_purposes - back)),
        ),
    ]


def named_purposes(n: int, seed: int = SEED) -> list[Finding]:
    """Check every pair of named purposes, and neighbouring seeds, on n customers' draws."""
    ids = np.arange(n)
    named = list(Purpose)
    drawn = np.stack([uniforms(seed, ids, 1, purpose) for purpose in named]) - 0.5
    sums = (drawn @ drawn.T)[np.triu_indices(len(named), 1)]
    following = np.stack([uniforms(seed + 1, ids, 1, purpose) for purpose in named]) - 0.5
    by_seed = (drawn * following).sum(axis=1)
    return [
        _off("... of any two named purposes", _in_errors(sums, n)),
        _off("... of one seed with the next, each purpose", _in_errors(by_seed, n)),
    ]


def pairs_of_people(n_people: int, n_days: int = 4) -> list[Finding]:
    """Check draws about pairs: even, and tied neither to the day, nor the next, nor the way."""
    found = []
    for purpose in (Purpose.HEAR, Purpose.ASK_PEER):
        keys = np.array([pair_key(SEED, day, purpose) for day in range(n_days)])
        cells, sums = np.zeros(CELLS, np.int64), np.zeros(4)
        stream_pairs(keys, n_people, cells, sums)
        every = float(n_people * (n_people - 1))
        n = np.array(
            [n_people**2 * (n_days - 1), every * n_days, every * n_days, every / 2.0 * n_days]
        )
        name = f"pairs, {purpose.name.lower()}"
        found += [even(name, cells), _off(f"{name}: day, other, one, way", _in_errors(sums, n))]
    return found


def owned_numbers() -> list[tuple[int, str]]:
    """Return every number a purpose owns, with whose it is."""
    return [
        (number, purpose.name)
        for purpose in Purpose
        if purpose not in PARTS_OF_A_BLOCK
        for number in range(purpose, purpose + BLOCKS.get(purpose, 1))
    ]


def counter_of(customer: int, day: int, purpose: int) -> int:
    """Return the counter of a draw as the engine packs it."""
    return int(luck_of(make_key(SEED), customer, day).base) | purpose


def apart() -> list[Finding]:
    """Check, exactly, that purposes, and any two draws, have numbers of their own."""
    owned = [number for number, _whose in owned_numbers()]
    shared = len(owned) - len(set(owned))
    shared += len(Purpose.__members__) - len(list(Purpose))
    outside = sum(not 0 < number <= LAST_PURPOSE for number in owned)
    ends = [0, 1, 2, 255, 256, 32767, 32768, MAX_DAYS - 1]
    people = [*ends[:-1], 65535, 65536, 2**31, MAX_CUSTOMERS - 1]
    wrong = 0
    for customer in people:
        for day in ends:
            for purpose in ends:
                counter = counter_of(customer, day, purpose)
                unpacked = (counter >> 32, counter >> 16 & 0xFFFF, counter & 0xFFFF)
                wrong += unpacked != (customer, day, purpose)
    corners = len(people) * len(ends) ** 2
    return [
        none_off("purposes that share a number", shared + outside, f"{len(owned)} numbers"),
        none_off("counters that are not (customer, day, purpose)", wrong, f"{corners} corners"),
    ]


def vectors() -> Finding:
    """Check the generator against the bits another implementation gives."""
    wrong = 0
    for counter, key, bits in KNOWN_BITS:
        wrong += squares64_plain(counter, key) != bits
        wrong += int(squares64(np.uint64(counter), np.uint64(key))) != bits
    return none_off("bits of Squares, compiled and plain", wrong, f"{2 * len(KNOWN_BITS)}")


def luck(quick: bool) -> list[Finding]:
    """Check luck over 2 x 10**7 draws (quick) or more than 10**9."""
    n_customers, n_days = (630, 31) if quick else (16_000, 61)
    return [
        vectors(),
        *apart(),
        *findings_of(streamed(engine_draw, n_customers, n_days)),
        *named_purposes(20_000 if quick else 200_000),
        *pairs_of_people(700 if quick else 3_000),
    ]


L1 = Check(
    "L1",
    "Luck is even and untied",
    "Widynski 2020 (arXiv:2004.06278); bits by randomgen 2.5.1",
    (luck,),
)
LUCK: tuple[Check, ...] = (L1,)
