"""Files of rows and columns: CSV, XLSX and Parquet, as headers and cells with their row."""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pandas as pd

from cjsim.language import text
from cjsim.scenarios.errors import Problem

Cell = str | float | dt.date | None
MAX_BYTES = 2_000_000_000
SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".parquet")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_EXCEL_DAY_ZERO = dt.date(1899, 12, 30)
_DATE_FORMATS = (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))
_DATE_LETTERS = re.compile(r'(\[[^\]]*\]|"[^"]*"|\\.)')


class UnreadableError(Exception):
    """A file that cannot be read as a table; it holds the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of a file: its headers, its rows of cells, and the number of each row."""

    file: str
    headers: list[str]
    rows: list[list[Cell]]
    row_numbers: list[int]

    def column(self, place: int) -> list[Cell]:
        """Return the cells of a column; a short row has nothing there."""
        return [row[place] if place < len(row) else None for row in self.rows]


def read_sheet(path: Path) -> Sheet:
    """Return the table of a file.

    Raises:
        UnreadableError: The file is no table we read.
    """
    name = path.name
    try:
        if path.suffix.lower() == ".parquet":
            return _from_frame(name, pd.read_parquet(path))
        if path.suffix.lower() == ".xlsx":
            lines = list(_xlsx_lines(path))
        else:
            lines = list(_csv_lines(name, path.read_bytes()))
    except OSError as error:
        raise _unreadable(
            name, text("it cannot be read ({cause}).", {"cause": error.strerror or error})
        ) from error
    except (zipfile.BadZipFile, KeyError, ET.ParseError) as error:
        raise _unreadable(
            name, text("this is not an XLSX workbook. Save it as .xlsx or CSV.")
        ) from error
    except ValueError as error:  # Parquet of another kind, a CSV with a broken quote
        raise _unreadable(
            name, text("it cannot be read as a table ({error}).", {"error": error})
        ) from error
    filled = [(number, row) for number, row in lines if any(cell not in (None, "") for cell in row)]
    while filled and _is_remark(filled[0][1]):
        filled.pop(0)  # exports of analytics begin with remarks
    if not filled:
        raise _unreadable(name, text("the table is empty. The first row must hold the headers."))
    headers = [str(cell or "").strip() for cell in filled[0][1]]
    return Sheet(name, headers, [row for _, row in filled[1:]], [n for n, _ in filled[1:]])


def _is_remark(row: list[Cell]) -> bool:
    return isinstance(row[0], str) and row[0].startswith("#")


def _unreadable(file: str, message: str) -> UnreadableError:
    return UnreadableError(Problem(file, 0, "", message))


def _from_frame(name: str, frame: pd.DataFrame) -> Sheet:
    """Return the sheet of a data frame; its rows are counted from 2, below the headers."""
    columns = [_cells(frame[column]) for column in frame.columns]
    rows = [list(row) for row in zip(*columns, strict=True)]
    return Sheet(name, list(map(str, frame.columns)), rows, list(range(2, len(rows) + 2)))


def _cells(column: pd.Series[Any]) -> list[Cell]:
    return [_cell(value) for value in column]


def _cell(value: Any) -> Cell:
    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, dt.datetime):  # a time stamp of pandas too
        return value.date()
    return value if isinstance(value, str | dt.date) else float(value)


def _csv_lines(name: str, data: bytes) -> Iterator[tuple[int, list[Cell]]]:
    """Yield the rows of a CSV with the line each begins on."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        decoded = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = text(
            "the byte 0x{data} is not UTF-8. Save the file as CSV UTF-8.",
            {"data": format(data[error.start], "02x")},
        )
        raise UnreadableError(Problem(name, line, "", message)) from None
    header = next((line for line in decoded.splitlines() if line and not line.startswith("#")), "")
    delimiter = max(",;\t|", key=header.count)
    reader = csv.reader(io.StringIO(decoded, newline=""), delimiter=delimiter, strict=True)
    before = 0
    try:
        for row in reader:
            yield before + 1, list(row)
            before = reader.line_num
    except csv.Error as error:
        message = text("this is not CSV: {error}. Mend the quotes of this line.", {"error": error})
        raise UnreadableError(Problem(name, before + 1, "", message)) from None


def _xlsx_lines(path: Path) -> Iterator[tuple[int, list[Cell]]]:
    """Yield the rows of the first sheet of a workbook (ECMA-376, part 1, 18.3)."""
    with zipfile.ZipFile(path) as book:
        if sum(part.file_size for part in book.infolist()) > MAX_BYTES:
            raise ValueError(text("the workbook is too large"))
        shared: list[str] = []
        names = book.namelist()
        if "xl/sharedStrings.xml" in names:
            root = ET.fromstring(book.read("xl/sharedStrings.xml"))
            shared = [_text(item) for item in root.iter(f"{_MAIN}si")]
        dates = _date_styles(book.read("xl/styles.xml")) if "xl/styles.xml" in names else set()
        sheets = sorted(
            (name for name in names if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)),
            key=lambda name: int(re.findall(r"\d+", name)[-1]),
        )
        if not sheets:
            raise KeyError(text("no sheet"))
        root = ET.fromstring(book.read(sheets[0]))
    for count, row in enumerate(root.iter(f"{_MAIN}row"), start=1):
        cells: list[Cell] = []
        for cell in row.iter(f"{_MAIN}c"):
            place = _column_of(cell.get("r", "")) if cell.get("r") else len(cells)
            cells += [None] * (place - len(cells))
            cells.append(_xlsx_cell(cell, shared, dates))
        yield int(row.get("r", count)), cells


def _xlsx_cell(cell: ET.Element, shared: list[str], dates: set[int]) -> Cell:
    kind, value = cell.get("t", "n"), cell.findtext(f"{_MAIN}v")
    if kind == "inlineStr":
        return _text(cell)
    if value is None or value == "":
        return None
    if kind == "s":
        return shared[int(value)]
    if kind == "n":
        if int(cell.get("s", "0")) in dates:
            return _EXCEL_DAY_ZERO + dt.timedelta(days=math.floor(float(value)))
        return float(value)
    return value


def _text(node: ET.Element) -> str:
    return "".join(part.text or "" for part in node.iter(f"{_MAIN}t"))


def _column_of(reference: str) -> int:
    """Return the place of the column in a reference such as `AB12`, from 0."""
    place = 0
    for letter in reference:
        if not letter.isalpha():
            break
        place = 26 * place + ord(letter.upper()) - ord("A") + 1
    return place - 1


def _date_styles(styles: bytes) -> set[int]:
    """Return which styles of a workbook show numbers as dates."""
    root = ET.fromstring(styles)
    own = {
        int(each.get("numFmtId", "0"))
        for each in root.iter(f"{_MAIN}numFmt")
        if re.search("[dmyhs]", _DATE_LETTERS.sub("", each.get("formatCode", "").lower()))
    }
    formats = root.find(f"{_MAIN}cellXfs")
    used = [] if formats is None else [int(each.get("numFmtId", "0")) for each in formats]
    return {place for place, number in enumerate(used) if number in own or number in _DATE_FORMATS}
