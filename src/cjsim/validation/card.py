"""The card of a validation: what was expected, what the simulation gave, and the verdict."""

from __future__ import annotations

import json
import textwrap
from dataclasses import asdict, dataclass

WIDTH = 100
PASS, FAIL = "pass", "fail"
_COLUMNS = (("expected", 14), ("simulated", 18), ("tolerance", 20), ("verdict", 7))
_LONG = 50
_WHAT = WIDTH - sum(width + 1 for _name, width in _COLUMNS)


@dataclass(frozen=True)
class Row:
    """One line of the card: a finding of a check."""

    check: str
    """Id of the check, "E1"."""
    title: str
    what: str
    source: str
    expected: str
    simulated: str
    tolerance: str
    verdict: str
    """"pass" or "fail"."""
    seconds: float
    """Of the whole check."""
    version: str
    """Of cjsim."""


@dataclass(frozen=True)
class Card:
    """All findings of a validation, in the order of the checks.

    Attributes:
        rows: One a finding.
        seconds: Of the whole validation.
    """

    rows: tuple[Row, ...]
    seconds: float

    @property
    def passed(self) -> bool:
        """Whether every check passed, and there was one."""
        return bool(self.rows) and all(row.verdict == PASS for row in self.rows)

    def verdicts(self) -> dict[str, str]:
        """Return "pass" or "fail" of each check."""
        failed = {row.check for row in self.rows if row.verdict != PASS}
        return {row.check: FAIL if row.check in failed else PASS for row in self.rows}

    def to_json(self) -> str:
        """Return the rows as a JSON list."""
        return json.dumps([asdict(row) for row in self.rows], indent=1, ensure_ascii=False) + "\n"

    def lines(self) -> list[str]:
        """Return the card as text, at most 100 characters wide."""
        out: list[str] = []
        verdicts = self.verdicts()
        for check in verdicts:
            out += check_lines([row for row in self.rows if row.check == check])
        n_failed = sum(verdict == FAIL for verdict in verdicts.values())
        n_rows = sum(row.verdict == FAIL for row in self.rows)
        told = f"{len(verdicts)} checks, {len(self.rows)} findings, {self.seconds:.0f} s: "
        failed = ", ".join(name for name, verdict in verdicts.items() if verdict == FAIL)
        told += f"{n_failed} failed ({failed}; {n_rows} findings)." if n_failed else "all passed."
        return [*out, told]

    def __str__(self) -> str:
        """Return the card as text."""
        return "\n".join(self.lines())


def check_lines(rows: list[Row]) -> list[str]:
    """Return the lines of one check: its head, then a line a finding."""
    first = rows[0]
    verdict = PASS if all(row.verdict == PASS for row in rows) else FAIL
    head = f"{first.check}  {first.title} ({first.source}), {first.seconds:.1f} s"
    out = [f"{head}  {verdict}", _in_columns("", *(name for name, _width in _COLUMNS))]
    for row in rows:
        is_long = len(row.simulated) > _LONG  # what kept a check from running, most likely
        simulated = "(see below)" if is_long else row.simulated
        cells = (row.what, row.expected, simulated, row.tolerance, row.verdict)
        widths = (_WHAT - 2, *(width for _name, width in _COLUMNS))
        wrapped = [
            textwrap.wrap(cell, width) or [""] for cell, width in zip(cells, widths, strict=True)
        ]
        for number in range(max(map(len, wrapped))):
            line = [lines[number] if number < len(lines) else "" for lines in wrapped]
            out.append(_in_columns(*line))
        if is_long:
            out += ["    " + line for line in textwrap.wrap(row.simulated, WIDTH - 4)]
    return [*out, ""]


def _in_columns(what: str, *cells: str) -> str:
    """Return one line of the table."""
    line = f"  {what}".ljust(_WHAT)
    for cell, (_name, width) in zip(cells, _COLUMNS, strict=True):
        line += " " + cell.ljust(width)
    return line.rstrip()
