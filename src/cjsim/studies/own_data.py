"""Own data: registrations, orders, feedback, surveys, visits and media, as exported."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cjsim.errors import UserError
from cjsim.language import text
from cjsim.scenarios.errors import MAX_SHOWN, Problem
from cjsim.studies.cells import days_of, numbers_of
from cjsim.studies.layouts import Layout, layout_of, layouts, plain_header
from cjsim.studies.sheets import SUFFIXES, Sheet, UnreadableError, read_sheet

_CANCELLED = ("huy", "cancel", "void", "unpaid", "chuathanhtoan")
_RETURNED = ("return", "refund", "trahang", "hoantien", "hoanhang", "tralai")
_MAX_OF_A_COLUMN = 20


class DataError(UserError):
    """Tables that cannot be used, with all their problems as `file:row column: what`."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Keep the problems."""
        found = tuple(problems)
        super().__init__("data", found[0].file if found else "?", "\n".join(map(str, found)))
        self.args = (found,)
        self.problems = found

    def __str__(self) -> str:
        shown = [str(problem) for problem in self.problems[:MAX_SHOWN]]
        if len(self.problems) > MAX_SHOWN:
            shown.append(
                text(
                    "... and {n_problems} more problems.",
                    {"n_problems": len(self.problems) - MAX_SHOWN},
                )
            )
        return "\n".join(shown)


@dataclass(frozen=True)
class OwnData:
    """Tables of a firm, in one form, without personal data.

    Attributes:
        tables: The tables by name (`orders`, `registrations`, `feedback`, `survey`, `visits`,
            `media`); dates are days, people and orders are hashes.
        sources: One row per file: file, table, rows, first and last day, the columns used
            under which header, and the columns left out.
    """

    tables: dict[str, pd.DataFrame] = field(repr=False)
    sources: pd.DataFrame

    def table(self, name: str) -> pd.DataFrame | None:
        """Return a table, or None when there is none of this name."""
        return self.tables.get(name)

    @property
    def first_day(self) -> dt.date:
        """The first day of any table but media."""
        return min(self._days())

    @property
    def last_day(self) -> dt.date:
        """The last day of any table but media."""
        return max(self._days())

    def _days(self) -> list[dt.date]:
        found = [
            day
            for name, table in self.tables.items()
            if name != "media" and "date" in table
            for day in (table["date"].min(), table["date"].max())
            if day is not pd.NaT and isinstance(day, pd.Timestamp)
        ]
        if not found:
            raise UserError("data", list(self.tables), text("no table has a day in it."))
        return [day.date() for day in found]


def read_data(
    source: str | Path | Sequence[str | Path] | Mapping[str, str | Path],
    *,
    decimal: str | None = None,
    day_first: bool | None = None,
    salt: str | None = None,
) -> OwnData:
    """Read tables a firm has, from CSV, XLSX or Parquet files.

    Which table a file is follows from its name, or from its columns. Columns are known by
    their names or by headers like those of usual exports, in English or Vietnamese. Numbers
    and days may be written either way. Personal data are not kept: people and orders become
    hashes, and columns not read are dropped.

    Args:
        source: A folder, a file, a list of files, or files by the name of their table
            (`orders`, `registrations`, `feedback`, `survey`, `visits`, `media`).
        decimal: The sign before decimals, "." or ","; found out column by column when None.
        day_first: Whether 03/04/2027 is 3 April; found out column by column when None.
        salt: Key of the hashes; a new one each time when None, so that hashes of two
            readings cannot be joined.

    Raises:
        DataError: Tables cannot be read; all problems are listed with their rows.
        UserError: There is no such file, or an argument is wrong.
    """
    if decimal not in (None, ".", ","):
        raise UserError("decimal", decimal, text('expected "." or ",".'))
    key = (secrets.token_hex(16) if salt is None else salt).encode()[:64]
    problems: list[Problem] = []
    parts: dict[str, list[pd.DataFrame]] = {}
    about: list[dict[str, Any]] = []
    for path, wanted in _files(source):
        try:
            sheet = read_sheet(path)
        except UnreadableError as error:
            problems.append(error.problem)
            continue
        layout, places = layout_of(sheet, wanted, problems)
        if layout is None:
            continue
        table = _read_table(sheet, layout, places, decimal, day_first, key, problems)
        parts.setdefault(layout.name, []).append(table)
        about.append(_about(sheet, layout, places, table))
    if problems:
        raise DataError(problems)
    tables = {
        name: _tidy(name, pd.concat(parts[name], ignore_index=True))
        for name in layouts()
        if name in parts
    }
    return OwnData(tables, pd.DataFrame(about))


def _files(
    source: str | Path | Sequence[str | Path] | Mapping[str, str | Path],
) -> list[tuple[Path, str | None]]:
    """Return the files to read, and which table each was said to be."""
    if isinstance(source, Mapping):
        for name in source:
            if name not in layouts():
                raise UserError(
                    "data",
                    name,
                    text("the tables are: {known}.", {"known": ", ".join(layouts())}),
                )
        pairs: list[tuple[Path, str | None]] = [(Path(p), name) for name, p in source.items()]
    elif isinstance(source, str | Path):
        folder = Path(source)
        pairs = [(folder, None)]
        if folder.is_dir():
            pairs = [(p, None) for p in sorted(folder.iterdir()) if p.suffix.lower() in SUFFIXES]
            if not pairs:
                raise UserError(
                    "data", str(source), text("the folder holds no CSV, XLSX or Parquet file.")
                )
    else:
        pairs = [(Path(p), None) for p in source]
    for path, _ in pairs:
        if not path.is_file():
            raise UserError("data", str(path), text("there is no such file."))
        if path.suffix.lower() not in SUFFIXES:
            raise UserError(
                "data",
                str(path),
                text("expected one of {suffixes}.", {"suffixes": ", ".join(SUFFIXES)}),
            )
    return pairs


def _read_table(
    sheet: Sheet,
    layout: Layout,
    places: Mapping[str, int],
    decimal: str | None,
    day_first: bool | None,
    key: bytes,
    problems: list[Problem],
) -> pd.DataFrame:
    """Return the columns of a sheet in one form; report what cannot be read."""
    columns: dict[str, Any] = {}
    for column in layout.columns:
        if column.name not in places:
            continue
        cells = sheet.column(places[column.name])
        header = sheet.headers[places[column.name]]
        found: list[Problem] = []

        def report(
            place: int, message: str, header: str = header, found: list[Problem] = found
        ) -> None:
            found.append(Problem(sheet.file, sheet.row_numbers[place], header, message))

        match column.kind:
            case "id":
                columns[column.name] = [_hashed(cell, key) for cell in cells]
            case "date":
                days = days_of(cells, day_first, report)
                columns[column.name] = pd.to_datetime(pd.Series(days, dtype=object))
            case "text":
                columns[column.name] = [None if cell is None else str(cell) for cell in cells]
            case _:
                numbers = numbers_of(cells, decimal, report)
                _check_range(numbers, column.kind, report)
                columns[column.name] = numbers
        if column.needed and not found:
            for place, cell in enumerate(cells):
                if cell is None or (isinstance(cell, str) and not cell.strip()):
                    report(place, text("nothing is written here. Fill it in, or remove the row."))
        problems += found[:_MAX_OF_A_COLUMN]
        if len(found) > _MAX_OF_A_COLUMN:
            n_more = len(found) - _MAX_OF_A_COLUMN
            problems.append(
                Problem(
                    sheet.file,
                    0,
                    header,
                    text("{n_more} more rows have the same kind of problem.", {"n_more": n_more}),
                )
            )
    return pd.DataFrame(columns)


def _check_range(numbers: np.ndarray[Any, Any], kind: Any, report: Any) -> None:
    """Report numbers that cannot be: off the scale, or below nothing."""
    low, high = kind if isinstance(kind, list) else (0.0, math.inf)
    for place in np.flatnonzero((numbers < low) | (numbers > high)):
        scale = (
            text("from {low} to {high}", {"low": low, "high": high})
            if isinstance(kind, list)
            else text("of at least 0")
        )
        report(
            int(place),
            text(
                "found {numbers}: a number {scale} is expected.",
                {"numbers": format(numbers[place], "g"), "scale": scale},
            ),
        )


def _hashed(cell: Any, key: bytes) -> str | None:
    """Return what stands for a person or an order and tells nothing of it."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    text = f"{cell:.0f}" if isinstance(cell, float) else str(cell).strip().lower()
    return hashlib.blake2b(text.encode(), digest_size=12, key=key).hexdigest()


def _tidy(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Return a table in order of days; lines of one order become one, states become words."""
    if name == "orders":
        table = _one_row_an_order(table)
    by = [column for column in ("date",) if column in table]
    return table.sort_values(by, kind="stable", ignore_index=True) if by else table


def _one_row_an_order(orders: pd.DataFrame) -> pd.DataFrame:
    """Return orders once each: amounts of lines are added, unless all lines repeat the total."""
    states = orders["status"] if "status" in orders else pd.Series([None] * len(orders))
    plain = [plain_header(state or "") for state in states]
    orders = orders.assign(
        is_cancelled=[any(word in state for word in _CANCELLED) for state in plain],
        is_returned=[any(word in state for word in _RETURNED) for state in plain],
    )
    if "order" not in orders or not orders["order"].duplicated().any():
        return orders
    has_order = orders["order"].notna()
    first = orders[has_order].drop_duplicates("order").set_index("order", drop=False)
    if "amount" in orders:
        first["amount"] = orders[has_order].groupby("order")["amount"].agg(_total)
    return pd.concat([first.reset_index(drop=True), orders[~has_order]], ignore_index=True)


def _total(amounts: pd.Series[float]) -> float:
    """Return the amount of an order from those of its lines."""
    return float(amounts.iloc[0] if len(set(amounts)) == 1 else amounts.sum())


def _about(
    sheet: Sheet, layout: Layout, places: Mapping[str, int], table: pd.DataFrame
) -> dict[str, Any]:
    """Return what a file was read as."""
    dates = table["date"] if "date" in table else pd.Series([], dtype="datetime64[ns]")
    left_out = [h for place, h in enumerate(sheet.headers) if place not in places.values()]
    return {
        "file": sheet.file,
        "table": layout.name,
        "rows": len(table),
        "first_day": dates.min(),
        "last_day": dates.max(),
        "columns": {name: sheet.headers[place] for name, place in places.items()},
        "left_out": left_out,
    }
