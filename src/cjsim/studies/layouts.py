"""Which table a file is: the kinds of tables we read, and the headers their columns go by."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from cjsim.language import text
from cjsim.scenarios.errors import Problem, listed
from cjsim.studies.sheets import Sheet


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


@cache
def layouts() -> dict[str, Layout]:
    """Return the kinds of tables there are, from `columns.toml`."""
    toml = resources.files("cjsim.studies").joinpath("columns.toml").read_text("utf-8")
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
        for name, raw in tomllib.loads(toml).items()
    }


def plain_header(header: str) -> str:
    """Return a header without capitals, accents, spaces and signs, e.g. `madonhang`."""
    letters = unicodedata.normalize("NFD", header.lower().replace("đ", "d"))
    return re.sub(r"[^0-9a-z]", "", letters)


def layout_of(
    sheet: Sheet, wanted: str | None, problems: list[Problem]
) -> tuple[Layout | None, dict[str, int]]:
    """Return which table a sheet is and where its columns stand; report when it is none."""
    known_layouts = layouts()
    stem = plain_header(Path(sheet.file).stem)
    named = [each for each in known_layouts.values() if any(word in stem for word in each.files)]
    likely = [known_layouts[wanted]] if wanted else named or list(known_layouts.values())
    fits = [(layout, _places(sheet, layout)) for layout in likely]
    whole = [(layout, places) for layout, places in fits if not _missing(layout, places)]
    most = max((len(places) for _, places in whole), default=0)
    best = [fit for fit in whole if len(fit[1]) == most]
    if len(best) == 1:
        return best[0]
    if best or not (wanted or named):
        known = "; ".join(f"{each.name}: {text(each.words)}" for each in known_layouts.values())
        what = text("none of the tables we read")
        if best:
            what = text("any of {tables}", {"tables": ", ".join(layout.name for layout, _ in best)})
        message = text(
            "by its columns ({headers}) it may be {what}. Say which it is: "
            'read_data({{"orders": "{file}"}}). Tables are {known}.',
            {"headers": listed(sheet.headers), "what": what, "file": sheet.file, "known": known},
        )
        problems.append(Problem(sheet.file, 0, "", message))
        return None, {}
    layout, places = max(fits, key=lambda fit: len(fit[1]))
    line = min(sheet.row_numbers, default=2) - 1
    for name in _missing(layout, places):
        column = next(each for each in layout.columns if each.name == name)
        message = text(
            "the table of {table} needs this column; found were: {headers}. Name "
            'it "{column}", or one of: {aliases}.',
            {
                "table": layout.name,
                "headers": listed(sheet.headers),
                "column": name,
                "aliases": listed(_written(layout.name, column.name)[:6]),
            },
        )
        problems.append(Problem(sheet.file, line, name, message))
    return None, {}


def _written(layout: str, column: str) -> list[str]:
    """Return the aliases of a column as they are written in `columns.toml`."""
    toml = resources.files("cjsim.studies").joinpath("columns.toml").read_text("utf-8")
    aliases: list[str] = tomllib.loads(toml)[layout]["columns"][column]["aliases"]
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
