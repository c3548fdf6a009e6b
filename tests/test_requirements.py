"""docs/reference/requirements.md names, for every row asked for, things that are really there."""

from __future__ import annotations

import ast
import importlib
import re
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest

import cjsim
from cjsim.results.comparison import Comparison
from cjsim.results.definitions import KPI_NAMES
from cjsim.results.run import Run
from cjsim.scenarios.actions import Intervention
from cjsim.scenarios.events import Event
from cjsim.scenarios.kinds import bare, field_kind, item_kind, type_names
from cjsim.scenarios.quantity import Section
from cjsim.scenarios.schema import Scenario

ROOT = Path(__file__).parents[1]
CORE = {
    "S0": [*range(1, 17), *range(18, 30), 31, 32],
    "S1": [2, 5, 6, 7, 8, 9, 10, 12, 14, 16, 18, 19, 20],
    "S2": [*range(1, 18), *range(19, 25), *range(27, 33), 35, 37, 39, 41, 43, 45, 46, 47, 50],
    "S3": [1, 2, *range(4, 14)],
    "S4": list(range(2, 21)),
}
"""The rows without which the package would not be what was asked for, by document."""
ASKED = {"S0": 33, "S1": 22, "S2": 51, "S3": 13, "S4": 21}
"""How many rows there are in all, by document."""


def _cells() -> list[list[str]]:
    text = (ROOT / "docs" / "reference" / "requirements.md").read_text("utf-8")
    return [
        [cell.strip() for cell in line.strip().strip("|").split("|")] for line in text.splitlines()
    ]


def _rows() -> dict[str, dict[str, str]]:
    found = {}
    for cells in _cells():
        if len(cells) == 6 and re.fullmatch(r"S\d-\d\d", cells[0]):
            assert cells[0] not in found, f"{cells[0]} is there twice"
            found[cells[0]] = dict(
                zip(("id", "what", "module", "key", "output", "test"), cells, strict=True)
            )
    return found


ROWS = _rows()
each_row = pytest.mark.parametrize("row", ROWS.values(), ids=list(ROWS))


def named(cell: str) -> list[str]:
    """What a cell names in code style."""
    return re.findall(r"`([^`]+)`", cell)


def test_every_core_row_is_there():
    core = {f"{seed}-{number:02}" for seed, numbers in CORE.items() for number in numbers}
    assert len(core) == 112
    assert core <= set(ROWS)


def test_each_row_asked_for_is_in_the_table_or_left_out_with_a_reason():
    asked = {f"{text}-{number:02}" for text, last in ASKED.items() for number in range(1, last + 1)}
    left_out = {cells[0]: cells[1] for cells in _cells() if len(cells) == 2 and cells[0] in asked}
    assert all(len(reason.split()) >= 3 for reason in left_out.values())
    assert not set(left_out) & set(ROWS)
    assert set(left_out) | set(ROWS) == asked


def test_each_tension_is_settled_somewhere():
    settled = {cells[0].split()[0]: cells for cells in _cells() if re.match(r"T\d ", cells[0])}
    assert list(settled) == [f"T{number}" for number in range(1, 10)]
    for _tension, words, module in settled.values():
        assert len(words.split()) >= 3
        assert [(ROOT / "src" / "cjsim" / name).is_file() for name in named(module)] == [True]


@each_row
def test_a_row_says_what_it_does_and_names_where(row):
    assert len(row["what"].split()) >= 3
    for column in ("module", "key", "output", "test"):
        assert named(row[column]), f"{row['id']}: nothing is named under {column}"


@each_row
def test_its_modules_exist(row):
    for name in named(row["module"]):
        assert (ROOT / "src" / "cjsim" / name).is_file(), name


def _types(union: Any) -> dict[str, type[Section]]:
    members = get_args(get_args(union)[0])
    return {name: each for each in members for name in type_names(each)}


TYPES = {"interventions": _types(Intervention), "events": _types(Event)}


def _is_key(path: str) -> bool:
    """Return whether the market file has a key; capitals stand for a name of the file's own."""
    kind: Any = Scenario
    section, _, rest = path.partition(".")
    if section in TYPES and "=" not in rest:
        name, _, key = rest.partition(".")
        table = TYPES[section].get(name)
        return table is not None and (not key or key in table.model_fields)
    for part in path.split("."):
        kind = bare(kind)
        if isinstance(kind, type) and issubclass(kind, Section):
            kind = field_kind(kind, part)
        elif part.isupper():
            kind = item_kind(kind)
        else:
            return False
        if kind is None:
            return False
    return True


@each_row
def test_its_keys_are_in_the_market_file(row):
    for path in named(row["key"]):
        assert _is_key(path), path


def _has_output(name: str) -> bool:
    """Return whether something of the public interface has this name."""
    if name in KPI_NAMES:
        return True
    owner, _, attribute = name.partition(".")
    if owner == "run":
        return hasattr(Run, attribute)
    if owner == "comparison":
        return hasattr(Comparison, attribute)
    if owner == "cjsim":
        return hasattr(cjsim, attribute)
    if owner == "model":
        return hasattr(cjsim.JourneyModel, attribute)
    command = name.removeprefix("cjsim ").split()[0]
    return name.startswith("cjsim ") and command in (ROOT / "src/cjsim/cli.py").read_text("utf-8")


@each_row
def test_its_outputs_are_there(row):
    for name in named(row["output"]):
        assert _has_output(name), name


@cache
def _tests_of(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@each_row
def test_its_tests_exist(row):
    for name in named(row["test"]):
        file, _, function = name.partition("::")
        assert function in _tests_of(f"tests/{file}"), name


def test_modules_can_be_imported():
    for row in ROWS.values():
        for name in named(row["module"]):
            if name.endswith(".py"):
                module = importlib.import_module("cjsim." + name[:-3].replace("/", "."))
                assert module.__doc__, name
