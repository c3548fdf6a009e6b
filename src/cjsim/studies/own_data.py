"""Own data: registrations, orders, feedback, surveys, visits and media, as exported."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
import re
import secrets
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cjsim.errors import UserError
from cjsim.scenarios.errors import MAX_SHOWN, Problem, listed
from cjsim.studies.cells import days_of, numbers_of
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
            shown.append(f"... and {len(self.problems) - MAX_SHOWN} more problems.")
        return "\n".join(shown)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table we read, and the headers it is known by."""

    name: str
    kind: Any
    needed: bool
    aliases: frozenset[str]


@dataclass(frozen=True, slots=True)
class Layout:
    """A kind of table: what its files are called and which columns it has."""

    name: str
    words: str
    files: tuple[str, ...]
    columns: tuple[Column, ...]
    any_of: tuple[str, ...]


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
            raise UserError("data", list(self.tables), "no table has a day in it.")
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
        raise UserError("decimal", decimal, 'expected "." or ",".')
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
        layout, places = _layout_of(sheet, wanted, problems)
        if layout is None:
            continue
        table = _read_table(sheet, layout, places, decimal, day_first, key, problems)
        parts.setdefault(layout.name, []).append(table)
        about.append(_about(sheet, layout, places, table))
    if problems:
        raise DataError(problems)
    tables = {
        name: _tidy(name, pd.concat(parts[name], ignore_index=True))
        for name in _layouts()
        if name in parts
    }
    return OwnData(tables, pd.DataFrame(about))


def _files(
    source: str | Path | Sequence[str | Path] | Mapping[str, str | Path],
) -> list[tuple[Path, str | None]]:
    """Return the files to read, and which table each was said to be."""
    if isinstance(source, Mapping):
        for name in source:
            if name not in _layouts():
                raise UserError("data", name, f"the tables are: {', '.join(_layouts())}.")
        pairs: list[tuple[Path, str | None]] = [(Path(p), name) for name, p in source.items()]
    elif isinstance(source, str | Path):
        folder = Path(source)
        pairs = [(folder, None)]
        if folder.is_dir():
            pairs = [(p, None) for p in sorted(folder.iterdir()) if p.suffix.lower() in SUFFIXES]
            if not pairs:
                raise UserError(
                    "data", str(source), "the folder holds no CSV, XLSX or Parquet file."
                )
    else:
        pairs = [(Path(p), None) for p in source]
    for path, _ in pairs:
        if not path.is_file():
            raise UserError("data", str(path), "there is no such file.")
        if path.suffix.lower() not in SUFFIXES:
            raise UserError("data", str(path), f"expected one of {', '.join(SUFFIXES)}.")
    return pairs


@cache
def _layouts() -> dict[str, Layout]:
    """Return the kinds of tables there are, from `columns.toml`."""
    text = resources.files("cjsim.studies").joinpath("columns.toml").read_text("utf-8")
    return {
        name: Layout(
            name,
            raw["words"],
            tuple(map(plain_header, raw["files"])),
            tuple(
                Column(
                    key,
                    column["kind"],
                    column.get("needed", False),
                    frozenset(map(plain_header, (key, *column["aliases"]))),
                )
                for key, column in raw["columns"].items()
            ),
            tuple(raw.get("any_of", ())),
        )
        for name, raw in tomllib.loads(text).items()
    }


def plain_header(text: str) -> str:
    """Return a header without capitals, accents, spaces and signs, e.g. `madonhang`."""
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return re.sub(r"[^0-9a-z]", "", letters)


def _layout_of(
    sheet: Sheet, wanted: str | None, problems: list[Problem]
) -> tuple[Layout | None, dict[str, int]]:
    """Return which table a sheet is and where its columns stand; report when it is none."""
    layouts = _layouts()
    stem = plain_header(Path(sheet.file).stem)
    named = [each for each in layouts.values() if any(word in stem for word in each.files)]
    likely = [layouts[wanted]] if wanted else named or list(layouts.values())
    fits = [(layout, _places(sheet, layout)) for layout in likely]
    whole = [(layout, places) for layout, places in fits if not _missing(layout, places)]
    most = max((len(places) for _, places in whole), default=0)
    best = [fit for fit in whole if len(fit[1]) == most]
    if len(best) == 1:
        return best[0]
    if best or not (wanted or named):
        known = "; ".join(f"{each.name}: {each.words}" for each in layouts.values())
        what = "none of the tables we read"
        if best:
            what = f"any of {', '.join(layout.name for layout, _ in best)}"
        message = (
            f"by its columns ({listed(sheet.headers)}) it may be {what}. "
            f'Say which it is: read_data({{"orders": "{sheet.file}"}}). Tables are {known}.'
        )
        problems.append(Problem(sheet.file, 0, "", message))
        return None, {}
    layout, places = max(fits, key=lambda fit: len(fit[1]))
    line = min(sheet.row_numbers, default=2) - 1
    for name in _missing(layout, places):
        column = next(each for each in layout.columns if each.name == name)
        message = (
            f"the table of {layout.name} needs this column; found were: {listed(sheet.headers)}. "
            f'Name it "{name}", or one of: {listed(_written(layout.name, column.name)[:6])}.'
        )
        problems.append(Problem(sheet.file, line, name, message))
    return None, {}


def _written(layout: str, column: str) -> list[str]:
    """Return the aliases of a column as they are written in `columns.toml`."""
    text = resources.files("cjsim.studies").joinpath("columns.toml").read_text("utf-8")
    aliases: list[str] = tomllib.loads(text)[layout]["columns"][column]["aliases"]
    return aliases


def _places(sheet: Sheet, layout: Layout) -> dict[str, int]:
    """Return where the columns of a layout stand; its own names go before aliases."""
    headers = [plain_header(header) for header in sheet.headers]
    found: dict[str, int] = {}
    for column in layout.columns:
        if column.name in headers:
            found[column.name] = headers.index(column.name)
    for column in layout.columns:
        for place, header in enumerate(headers):
            is_free = column.name not in found and place not in found.values()
            if is_free and header in column.aliases:
                found[column.name] = place
    return found


def _missing(layout: Layout, places: Mapping[str, int]) -> list[str]:
    missing = [column.name for column in layout.columns if column.needed]
    missing = [name for name in missing if name not in places]
    if layout.any_of and not any(name in places for name in layout.any_of):
        missing.append(layout.any_of[0])
    return missing


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
                    report(place, "nothing is written here. Fill it in, or remove the row.")
        problems += found[:_MAX_OF_A_COLUMN]
        if len(found) > _MAX_OF_A_COLUMN:
            n_more = len(found) - _MAX_OF_A_COLUMN
            problems.append(
                Problem(sheet.file, 0, header, f"{n_more} more rows have the same kind of problem.")
            )
    return pd.DataFrame(columns)


def _check_range(numbers: np.ndarray[Any, Any], kind: Any, report: Any) -> None:
    """Report numbers that cannot be: off the scale, or below nothing."""
    low, high = kind if isinstance(kind, list) else (0.0, math.inf)
    for place in np.flatnonzero((numbers < low) | (numbers > high)):
        scale = f"from {low} to {high}" if isinstance(kind, list) else "of at least 0"
        report(int(place), f"found {numbers[place]:g}: a number {scale} is expected.")


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
