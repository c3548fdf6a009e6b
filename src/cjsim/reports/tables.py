"""The tables of a brief for spreadsheets: CSV files in a folder, or the sheets of a workbook."""

from __future__ import annotations

import io
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd

from cjsim.errors import UserError
from cjsim.language import text
from cjsim.reports.content import Brief
from cjsim.results.folder import check_file, check_free, write_bytes, write_text

WORKBOOK = ".xlsx"
_WIDEST, _NARROWEST = 60, 10
_FORMULA = ("=", "+", "-", "@")


def check_tables(place: Path) -> None:
    """Raise `UserError` unless tables can be written to a new folder, or a workbook, at `place`."""
    if place.suffix.lower() == WORKBOOK:
        needed("openpyxl")
        check_file(place, "tables")
    elif place.suffix and not place.is_dir():
        raise UserError(
            "tables", str(place),
            text("expected a folder (CSV) or a file that ends in .xlsx."),
        )  # fmt: skip
    else:
        check_free(place)


def write_tables(brief: Brief, place: Path) -> None:
    """Write the tables of a brief as CSV files of a new folder, or as a workbook (.xlsx)."""
    check_tables(place)
    if place.suffix.lower() == WORKBOOK:
        write_bytes(place, _workbook(brief), "tables")
        return
    try:
        place.mkdir(parents=True)
    except OSError as error:
        raise UserError(
            "tables", str(place),
            text("the folder could not be made: {cause}.", {"cause": error.strerror or error}),
        ) from error  # fmt: skip
    for name, table in brief.data.items():
        # the mark at the start tells spreadsheets that the letters are UTF-8
        words = "\ufeff" + _safe(table).to_csv(index=False, lineterminator="\r\n")
        write_text(place / f"{name}.csv", words, "tables")


def needed(module: str) -> Any:
    """Return a module of the extra `report`, or say how to install it."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise UserError(
            module, text("not installed"),
            text('install it with: pip install "cjsim[report]"'),
        ) from error  # fmt: skip


def _safe(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose words no spreadsheet takes for a formula."""
    safe = table.copy()
    for name in safe.columns:
        if safe[name].dtype == object or isinstance(
            safe[name].dtype, pd.StringDtype | pd.CategoricalDtype
        ):
            safe[name] = [
                f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
                for cell in safe[name]
            ]
    return safe


def _workbook(brief: Brief) -> bytes:
    """Return a workbook with a sheet a table: heads in bold that stay in view, columns fitted."""
    openpyxl: Any = needed("openpyxl")
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, table in brief.data.items():
        sheet = book.create_sheet(name)
        sheet.append(list(table.columns))
        for row in _safe(table).astype(object).to_numpy().tolist():
            sheet.append([None if pd.isna(cell) else cell for cell in row])
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = sheet.dimensions
        for cell in sheet[1]:
            cell.font = openpyxl.styles.Font(bold=True)
        for column in sheet.columns:
            longest = max(len(str(cell.value or "")) for cell in column)
            width = min(max(longest + 2, _NARROWEST), _WIDEST)
            sheet.column_dimensions[column[0].column_letter].width = width
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()
