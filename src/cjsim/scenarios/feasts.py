"""Feasts of the calendar, lunar ones too: on which days of a year they fall.

Lunar dates are those of Việt Nam, reckoned in its time zone (UTC+7), which in some years
(2007, 2030, 2053) puts the new year a day before the Chinese one. `lunar-vn` reckons them by
the algorithm Hồ Ngọc Đức has published; the tests hold it against dates known otherwise.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Literal, get_args

Feast = Literal["tet", "ghost_month", "double_day", "payday", "school"]
FEASTS: tuple[Feast, ...] = get_args(Feast)
LUNAR: tuple[Feast, ...] = ("tet", "ghost_month")
LUNAR_YEARS = (1901, 2099)
"""Years of which the library knows every lunar date."""
SALE_MONTHS = (9, 10, 11, 12)
"""Months whose double day (9.9, 10.10, 11.11, 12.12) shops make a sale of (assumption)."""
SCHOOL_OPENS = (9, 5)
"""Month and day on which the school year opens in Việt Nam."""
Span = tuple[dt.date, dt.date]


def feast_days(feast: Feast, year: int, months: Sequence[int], day_of_month: int) -> list[Span]:
    """Return (first day, last day) of each time a feast is held in a year.

    Args:
        feast: Which feast: `tet` is the lunar new year's day, `ghost_month` the whole seventh
            lunar month, `double_day` the days 9.9 to 12.12, `payday` one day of each month,
            `school` the day the school year opens.
        year: Year of the Gregorian calendar.
        months: Months of `double_day` and `payday`; the feast's own when empty.
        day_of_month: Day of `payday`, 1 to 31; a shorter month pays on its last day.
    """
    match feast:
        case "tet":
            day = _lunar(1, year)
            return [(day, day)]
        case "ghost_month":
            first = _lunar(7, year)
            return [(first, first + dt.timedelta(days=_days_of_lunar_month(first) - 1))]
        case "double_day":
            return [(dt.date(year, m, m), dt.date(year, m, m)) for m in months or SALE_MONTHS]
        case "payday":
            days = [payday(year, m, day_of_month) for m in months or range(1, 13)]
            return [(day, day) for day in days]
        case "school":
            day = dt.date(year, *SCHOOL_OPENS)
            return [(day, day)]


def feast_windows(
    feast: Feast,
    months: Sequence[int],
    day_of_month: int,
    from_days_before: int,
    to_days_after: int,
    run: Span,
) -> list[Span]:
    """Return the stretches around each feast that touch a run, overlapping ones joined.

    A stretch begins `from_days_before` the feast's first day and ends `to_days_after` its
    last; a negative number leaves out so many days on that side. `run` is the first and the
    last day of the run.
    """
    before, after = dt.timedelta(days=from_days_before), dt.timedelta(days=to_days_after)
    found: list[Span] = []
    for year in range(run[0].year - 1, run[1].year + 2):
        for first, last in feast_days(feast, year, months, day_of_month):
            begins, ends = first - before, last + after
            if begins > ends or ends < run[0] or begins > run[1]:
                continue
            if found and begins <= found[-1][1]:
                begins, ends = found[-1][0], max(found.pop()[1], ends)
            found.append((begins, ends))
    return found


def payday(year: int, month: int, day_of_month: int) -> dt.date:
    """Return the payday of a month: `day_of_month`, or its last day where it is shorter."""
    after = dt.date(year + month // 12, month % 12 + 1, 1)
    return min(dt.date(year, month, 1) + dt.timedelta(days=day_of_month - 1), after - _ONE)


def _lunar(month: int, year: int) -> dt.date:
    """Return the first day of a lunar month of the lunar year that begins in `year`."""
    from lunar_vn import LunarDate, lunar_to_solar  # only markets with lunar feasts need it

    return lunar_to_solar(LunarDate(1, month, year))


def _days_of_lunar_month(first: dt.date) -> int:
    from lunar_vn import solar_to_lunar

    return 30 if solar_to_lunar(first + dt.timedelta(days=29)).day == 30 else 29


_ONE = dt.timedelta(days=1)
