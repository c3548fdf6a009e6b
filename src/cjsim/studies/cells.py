"""Cells of people's tables as numbers and days, written the Vietnamese or the English way.

What one cell leaves open another of its column settles: `4.200` may be either, but not beside
`1.200.000`. Where a whole column leaves it open, the reader must be told.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from cjsim.language import text
from cjsim.studies.sheets import Cell

Report = Callable[[int, str], None]
"""Called with the place of a cell in its column and what is wrong with it."""
_AROUND = re.compile(r"(?i)(vnđ|vnd|usd|eur|₫|đ|\$|€|sao|stars?|★|/\s*5|/\s*10|\s|\u00a0|')")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*")
_GROUPS = re.compile(r"[+-]?\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")
_TIME = r"(?:\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*[ap]m)?)"
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_YEAR_LAST = re.compile(
    rf"(?i)(?:{_TIME}\s+)?(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}})(?:,?\s+{_TIME})?"
)
_WORDED = ("%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y")
_LARGEST_SECONDS = 4_000_000_000


def numbers_of(cells: Sequence[Cell], decimal: str | None, report: Report) -> NDArray[np.float64]:
    """Return a column of numbers; nothing is NaN.

    Args:
        cells: The cells of the column.
        decimal: The sign before decimals, "." or ","; found out from the column when None.
        report: Called for each cell that is no number.
    """
    texts = [_AROUND.sub("", cell) if isinstance(cell, str) else cell for cell in cells]
    sign = decimal or _decimal_sign(texts, report)
    found = np.full(len(cells), np.nan)
    for place, cell in enumerate(texts):
        if isinstance(cell, float):
            found[place] = cell
        elif isinstance(cell, str) and cell not in ("", "-"):
            value = _number(cell, sign)
            if value is None:
                report(
                    place,
                    text(
                        'found "{cell}": a number is expected, e.g. 1200000, 1.200.000 or '
                        "1,200,000.5.",
                        {"cell": cells[place]},
                    ),
                )
            else:
                found[place] = value
        elif isinstance(cell, dt.date):
            report(
                place,
                text(
                    "found the date {day}: a number is expected.",
                    {"day": format(cell, "%Y-%m-%d")},
                ),
            )
    return found


def _number(cell: str, decimal: str) -> float | None:
    """Return a number whose decimals stand behind `decimal`, or None."""
    if not _NUMBER.fullmatch(cell):
        return None
    whole, _, part = cell.partition(decimal)
    group = "," if decimal == "." else "."
    if group in part or decimal in part:
        return None
    if group in whole and not _GROUPS.fullmatch(whole):
        return None
    return float(f"{whole.replace(group, '')}.{part or '0'}")


def _decimal_sign(texts: Sequence[Cell], report: Report) -> str:
    """Return the sign before decimals in a column; report the cell that leaves it open."""
    votes: dict[str, int] = {}
    unclear: int | None = None
    for place, cell in enumerate(texts):
        if not isinstance(cell, str) or not _NUMBER.fullmatch(cell):
            continue
        sign = _sign_of(cell)
        if sign is None:
            continue
        if sign == "?":
            unclear = place if unclear is None else unclear
            continue
        votes.setdefault(sign, place)
    if len(votes) == 2:
        place = max(votes.values())
        report(
            place,
            text(
                '"{cell}" is written the other way round than "{other}" above it. '
                "Write decimals with one sign in the whole column.",
                {"cell": texts[place], "other": texts[min(votes.values())]},
            ),
        )
    elif not votes and unclear is not None:
        report(
            unclear,
            text(
                'is the sign in "{cell}" before decimals or between thousands? Say '
                'it with decimal="." or decimal=",".',
                {"cell": texts[unclear]},
            ),
        )
    return next(iter(votes), ".")


def _sign_of(cell: str) -> str | None:
    """Return the sign before decimals a number gives away; "?" if it may be either."""
    signs = [letter for letter in cell if letter in ".,"]
    if not signs:
        return None
    other = {".": ",", ",": "."}
    if len(set(signs)) == 2:
        return signs[-1]
    if len(signs) > 1:
        return other[signs[0]]  # it groups thousands
    whole, _, part = cell.lstrip("+-").partition(signs[0])
    return "?" if len(part) == 3 and len(whole) <= 3 and whole != "0" else signs[0]


def days_of(cells: Sequence[Cell], day_first: bool | None, report: Report) -> list[dt.date | None]:
    """Return a column of days.

    Args:
        cells: The cells of the column.
        day_first: Whether 03/04/2027 is 3 April; found out from the column when None.
        report: Called for each cell that is no day.
    """
    is_day_first = _is_day_first(cells, report) if day_first is None else day_first
    found: list[dt.date | None] = []
    for place, cell in enumerate(cells):
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            found.append(None)
            continue
        day = cell if isinstance(cell, dt.date) else _day(cell, is_day_first)
        if day is None:
            shown = f"{cell:g}" if isinstance(cell, float) else cell
            report(
                place,
                text(
                    'found "{shown}": a day is expected, e.g. 2027-01-31, 31/01/2027 or 20270131.',
                    {"shown": shown},
                ),
            )
        found.append(day)
    return found


def _day(cell: str | float, is_day_first: bool) -> dt.date | None:
    cell = f"{cell:.0f}" if isinstance(cell, float) else cell.strip()
    try:
        if cell.isdigit():
            return _day_of_digits(cell)
        if match := _YEAR_FIRST.fullmatch(cell):
            return dt.date(*map(int, match.groups()))
        if match := _YEAR_LAST.fullmatch(cell):
            first, second, year = map(int, match.groups())
            return dt.date(year, second, first) if is_day_first else dt.date(year, first, second)
    except ValueError:
        return None
    for form in _WORDED:
        try:
            return dt.datetime.strptime(cell, form).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
    return None


def _day_of_digits(cell: str) -> dt.date | None:
    """Return the day of 20270131, or of seconds, milliseconds or microseconds since 1970."""
    if len(cell) == 8:
        return dt.date(int(cell[:4]), int(cell[4:6]), int(cell[6:]))
    size = {10: 1, 13: 1_000, 16: 1_000_000}.get(len(cell))
    if size is None or int(cell) // size > _LARGEST_SECONDS:
        return None
    return dt.datetime.fromtimestamp(int(cell) // size, dt.UTC).date()


def _is_day_first(cells: Sequence[Cell], report: Report) -> bool:
    """Return whether days stand before months in a column; report one that leaves it open."""
    seen: list[tuple[int, int, int]] = []
    for place, cell in enumerate(cells):
        if isinstance(cell, str) and (match := _YEAR_LAST.fullmatch(cell.strip())):
            seen.append((place, int(match[1]), int(match[2])))
    day_first = next((one for one in seen if one[1] > 12), None)
    month_first = next((one for one in seen if one[2] > 12), None)
    if day_first and month_first:
        place = max(day_first[0], month_first[0])
        other = min(day_first[0], month_first[0])
        report(
            place,
            text(
                '"{cell}" is written the other way round than "{other}" above it. '
                "Write days one way in the whole column.",
                {"cell": cells[place], "other": cells[other]},
            ),
        )
    elif seen and not day_first and not month_first and any(a != b for _, a, b in seen):
        place = next(place for place, a, b in seen if a != b)
        report(
            place,
            text(
                'is "{cell}" written with the day or the month first? Say it with '
                "day_first=True or day_first=False.",
                {"cell": cells[place]},
            ),
        )
    return month_first is None
