"""The day's sweep over all customers: in chunks, on threads, compiled or in plain Python."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cjsim.errors import UserError
from cjsim.journey.day import MOVE
from cjsim.journey.hearing import HEARD
from cjsim.journey.listening import Picture, marked, publish
from cjsim.journey.place import N_PLACES
from cjsim.journey.plain import PlainRows, Rule, build_sweep, entry_point
from cjsim.journey.rest import GATE, N_RESTS, RESTING, Rest
from cjsim.journey.stages import STAGE_NAMES
from cjsim.journey.tally import N_TALLIES
from cjsim.journey.touching import MAX_TOUCHES, TOUCH
from cjsim.journey.trouble import N_KINDS
from cjsim.language import text

CHUNK = 16384
"""Customers counted together. Sums are made per chunk and added in order, so threads do not
change them; it is part of what a result depends on, hence a constant."""

Keys = tuple[np.uint64, np.uint64, np.uint64]


class Lived(NamedTuple):
    """What a chunk of customers did on a day: counts, log of moves, log of contacts."""

    tally: NDArray[np.float64]
    moves: NDArray[np.void]
    touches: NDArray[np.void]


class Sweep:
    """Lets all customers of a market live one day after another.

    Attributes:
        saying: (customers,) codes of what each says today.
        opening: (customers,) kind of the problem each brings to the desk today, 0 none, plus
            `OTHERS_TOO` where a row of `others` is filled.
        others: (customers, kinds) problems of the other people each stands for, today.
        changed: (customers,) 1 where others will see another opinion tomorrow.
        happened: (customers,) what the marks of each record are (see `what_happened`).
        programmes: (customers,) masks of the contacts each receives today.
        answers: (customers,) masks of what those who receive any do with them.
        resting: (customers,) records of RESTING: whom the sweep may leave alone.
        chunk: Customers counted together; another number changes sums by rounding alone.
    """

    def __init__(
        self, engine: str, rules: Mapping[str, Rule], threads: int, records: NDArray[np.void]
    ) -> None:
        """Prepare to sweep over `records`.

        Raises `UserError` for an unknown engine or stage.
        """
        n_customers = records.size
        self.records = records
        self.resting = np.zeros(n_customers, RESTING)
        self.wake()
        self.saying = np.zeros(n_customers, np.int8)
        self.opening = np.zeros(n_customers, np.uint8)
        self.others = np.zeros((n_customers, N_KINDS), np.uint16)
        self.changed = np.zeros(n_customers, np.uint8)
        self.happened = np.zeros(n_customers, np.uint8)
        self.programmes = np.zeros(n_customers, np.uint16)
        self.answers = np.zeros(n_customers, np.int64)
        self.chunk = CHUNK
        self._sweep = build_sweep(engine, rules)
        self._is_plain = engine == "python"
        self._code: Rule | None = None
        self._publish: Rule | None = None
        self._threads = max(1, threads)
        self._pool: ThreadPoolExecutor | None = None

    def live(
        self,
        day: int,
        keys: Keys,
        market: tuple[NDArray[np.void], NDArray[np.void], NDArray[np.uint64]],
        picture: Picture,
        keep_moves: bool,
    ) -> list[Lived]:
        """Let everyone live one day; return what each chunk did, in order.

        `market` is (segments, markets, sieve), `keys` the seed's key and today's two pair
        keys, `picture` yesterday's view of the others.
        """

        def live_chunk(first: int) -> Lived:
            last = min(first + self.chunk, self.records.size)
            return self._live_chunk(first, last, day, keys, market, picture, keep_moves)

        firsts = range(0, self.records.size, self.chunk)
        if self._code is None:  # compile once, before any thread needs it
            self._live_chunk(0, 0, day, keys, market, picture, keep_moves)
        if self._threads == 1 or len(firsts) == 1:
            return [live_chunk(first) for first in firsts]
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self._threads)
        return list(self._pool.map(live_chunk, firsts))

    def _live_chunk(
        self,
        first: int,
        last: int,
        day: int,
        keys: Keys,
        market: tuple[NDArray[np.void], NDArray[np.void], NDArray[np.uint64]],
        picture: Picture,
        keep_moves: bool,
    ) -> Lived:
        """Let a chunk of customers live the day."""
        segments, markets, sieve = market
        tally = np.zeros((segments.size, N_TALLIES))
        moves = np.zeros(last - first if keep_moves else 0, MOVE)
        touches = np.empty(MAX_TOUCHES * (last - first), TOUCH)
        written = np.zeros(2, np.int64)
        scratch = np.zeros(1, HEARD)
        scratch["voice"] = -1
        scratch["doubter"] = -1
        gates = np.zeros((segments.size, N_RESTS), GATE)
        at_rest = np.zeros((segments.size, N_PLACES, 2), np.int64)
        rows: list[Any] = [self.records, self.resting, segments, markets, gates]
        logs: list[Any] = [scratch, moves, touches]
        if self._is_plain:
            rows, logs = [PlainRows(array) for array in rows], [PlainRows(array) for array in logs]
        arguments = (
            first, last, day, keys, *rows, at_rest, logs[0], sieve, picture, self.programmes,
            self.answers, self.saying, self.opening, self.others, self.changed, self.happened,
            tally, *logs[1:], written,
        )  # fmt: skip
        if self._code is None:
            self._code = entry_point(self._sweep, arguments)
        faulty = self._code(*arguments)
        if faulty >= 0:
            stage = STAGE_NAMES[faulty]
            remedy = text(
                "return a stage: cjsim.Stage.{stage} to stay, or another.", {"stage": stage.upper()}
            )
            raise UserError(f"rules[{stage!r}]", "no stage", remedy)
        # a copy: what is kept of a day must not hold on to room for all that might have been
        return Lived(tally, moves[: written[0]].copy(), touches[: written[1]].copy())

    def wake(self, ids: int | NDArray[np.int64] | None = None) -> None:
        """Let the rules be asked tomorrow for some customers, or for all.

        Whoever writes into the records wakes those it wrote to: a customer at rest is left
        alone by what is known of it from the day it lay down.
        """
        who = slice(None) if ids is None else ids
        self.resting["rest"][who] = Rest.AWAKE
        for name in ("stage", "segment", "channels"):
            self.resting[name][who] = self.records[name][who]

    def publish(self, ours: int, n_brands: int, picture: Picture) -> None:
        """Show the others who thinks or uses something else than yesterday, in `picture`."""
        stance, owned = picture.stance, picture.owned
        ids, others = marked(self.changed), (self.records, ours, n_brands, stance, owned)
        if self._publish is None:
            self._publish = entry_point(publish, (ids, *others))
        if self._pool is None:
            self._publish(ids, *others)
        else:
            code, parts = self._publish, np.array_split(ids, self._threads)
            list(self._pool.map(lambda part: code(part, *others), parts))

    def close(self) -> None:
        """Stop the threads."""
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None
