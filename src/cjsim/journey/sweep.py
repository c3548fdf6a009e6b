"""The day's sweep over all customers: in chunks, on threads, compiled or in plain Python."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cjsim.errors import UserError
from cjsim.journey.day import MOVE
from cjsim.journey.hearing import HEARD
from cjsim.journey.listening import Picture, marked, publish
from cjsim.journey.plain import PlainRows, Rule, build_sweep, entry_point
from cjsim.journey.stages import STAGE_NAMES
from cjsim.journey.tally import N_TALLIES
from cjsim.journey.trouble import N_KINDS

CHUNK = 16384
"""Customers counted together. Sums are made per chunk and added in order, so threads do not
change them; it is part of what a result depends on, hence a constant."""

Keys = tuple[np.uint64, np.uint64, np.uint64]


class Sweep:
    """Lets all customers of a market live one day after another.

    Attributes:
        saying: (customers,) codes of what each says today.
        opening: (customers,) kind of the problem each brings to the desk today, 0 none, plus
            `OTHERS_TOO` where a row of `others` is filled.
        others: (customers, kinds) problems of the other people each stands for, today.
        changed: (customers,) 1 where others will see another opinion tomorrow.
        programmes: (customers,) masks of the contacts each receives today.
    """

    def __init__(
        self, engine: str, rules: Mapping[str, Rule], threads: int, records: NDArray[np.void]
    ) -> None:
        """Prepare to sweep over `records`.

        Raises `UserError` for an unknown engine or stage.
        """
        n_customers = records.size
        self.records = records
        self.saying = np.zeros(n_customers, np.int8)
        self.opening = np.zeros(n_customers, np.uint8)
        self.others = np.zeros((n_customers, N_KINDS), np.uint16)
        self.changed = np.zeros(n_customers, np.uint8)
        self.programmes = np.zeros(n_customers, np.uint16)
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
    ) -> list[tuple[NDArray[np.float64], NDArray[np.void]]]:
        """Let everyone live one day; return (tally, moves) of each chunk, in order.

        `market` is (segments, markets, sieve), `keys` the seed's key and today's two pair
        keys, `picture` yesterday's view of the others.
        """

        def live_chunk(first: int) -> tuple[NDArray[np.float64], NDArray[np.void]]:
            last = min(first + CHUNK, self.records.size)
            return self._live_chunk(first, last, day, keys, market, picture, keep_moves)

        firsts = range(0, self.records.size, CHUNK)
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
    ) -> tuple[NDArray[np.float64], NDArray[np.void]]:
        """Let a chunk of customers live the day; return its counts and its moves."""
        segments, markets, sieve = market
        tally = np.zeros((segments.size, N_TALLIES))
        moves = np.zeros(last - first if keep_moves else 0, MOVE)
        scratch = np.zeros(2, HEARD)
        scratch["voice"] = -1
        scratch["doubter"] = -1
        rows: list[Any] = [self.records, segments, markets, scratch, moves]
        if self._is_plain:
            rows = [PlainRows(array) for array in rows]
        arguments = (
            first, last, day, keys, *rows[:4], sieve, picture, self.programmes, self.saying,
            self.opening, self.others, self.changed, tally, rows[4],
        )  # fmt: skip
        if self._code is None:
            self._code = entry_point(self._sweep, arguments)
        n_moves = self._code(*arguments)
        if n_moves < 0:
            stage = STAGE_NAMES[-1 - n_moves]
            remedy = f"return a stage: cjsim.Stage.{stage.upper()} to stay, or another."
            raise UserError(f"rules[{stage!r}]", "no stage", remedy)
        return tally, moves[:n_moves]

    def publish(self, n_brands: int, stance: NDArray[np.int8]) -> None:
        """Show the opinions changed today to the others, in `stance` (customers, brands)."""
        arguments = (marked(self.changed), self.records, n_brands, stance)
        if self._publish is None:
            self._publish = entry_point(publish, arguments)
        self._publish(*arguments)

    def close(self) -> None:
        """Stop the threads."""
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None
