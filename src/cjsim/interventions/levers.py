"""The numbers of the market on a day: the file's, moved by what is under way."""

from __future__ import annotations

from collections.abc import Sequence

from cjsim.interventions.moves import Move
from cjsim.scenarios.paths import bounds_of, copied_along, get_number, set_number
from cjsim.scenarios.quantity import Between
from cjsim.scenarios.schema import Scenario


class Levers:
    """Applies moves to a market file's numbers, for all or for some segments.

    `today` is the market as everyone meets it; `of(segment)` the one a segment meets.
    """

    def __init__(self, scenario: Scenario, moves: Sequence[Move]) -> None:
        """Take the file's numbers (not changed) and all moves of events and plan."""
        self._file = scenario
        self.today = scenario
        self._start: dict[str, float] = {}
        self._bounds: dict[str, Between] = {}
        self._apart: dict[str, Scenario] = {}
        self.take(moves)

    def take(self, moves: Sequence[Move]) -> None:
        """Apply these moves from now on; numbers that none of them moves are the file's again."""
        self._moves = list(moves)
        for move in self._moves:
            if move.path not in self._start:
                self._start[move.path] = float(get_number(self._file, move.path))
                self._bounds[move.path] = bounds_of(self._file, move.path)
        addressed = {name for move in self._moves for name in move.segments}
        self.today = copied_along(self._file, self._start)
        for name in sorted(addressed | set(self._apart)):
            self._apart[name] = copied_along(self._file, self._start)
        self._strengths: tuple[float, ...] | None = None

    def of(self, segment: str) -> Scenario:
        """Return the market as one segment meets it today."""
        return self._apart.get(segment, self.today)

    def turn_to(self, day: int) -> bool:
        """Set all numbers to what they are on `day`; return whether any may have changed."""
        strengths = tuple(move.strength(day) for move in self._moves)
        if strengths == self._strengths:
            return False
        self._strengths = strengths
        self._write(self.today, None, day)
        for name, scenario in self._apart.items():
            self._write(scenario, name, day)
        return True

    def _write(self, scenario: Scenario, segment: str | None, day: int) -> None:
        """Write the numbers one segment (or everyone) meets."""
        values = dict(self._start)
        for move in self._moves:
            if not move.segments or (segment is not None and segment in move.segments):
                values[move.path] = move.moved(values[move.path], day)
        for path, value in values.items():
            bounds = self._bounds[path]
            held = min(max(value, bounds.at_least), bounds.at_most)
            set_number(scenario, path, held)
