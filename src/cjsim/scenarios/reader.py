"""Read a market file, or any mapping of the same form, into a checked scenario."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic.json_schema import GenerateJsonSchema

from cjsim.language import text
from cjsim.scenarios.agreement import agreement
from cjsim.scenarios.errors import MarketFileError, Problem, shortened
from cjsim.scenarios.files import read_text
from cjsim.scenarios.kinds import item_kind, place_of
from cjsim.scenarios.locate import MAX_DEPTH, KeyLines, key_lines
from cjsim.scenarios.plain import TOO_DEEP, plain
from cjsim.scenarios.quantity import Quantity
from cjsim.scenarios.schema import BASELINE, Scenario
from cjsim.scenarios.syntax import syntax_problem
from cjsim.scenarios.wording import Finding, all_in_words

_SUFFIX = ".toml"
_MAX_FINDINGS = 1000
_BARE = re.compile(r"[\w-]+")


def load_scenario(
    source: str | Path | Mapping[str, Any], *, kpi_names: Collection[str] | None = None
) -> Scenario:
    """Return the checked scenario of a ready-made market, a file, or a mapping.

    Args:
        source: Name of a ready-made market (see `list_scenarios`), path of a TOML file, or a
            mapping of the same form.
        kpi_names: The KPIs there are; None leaves the names of KPIs unchecked.

    Raises:
        MarketFileError: The market cannot be used; it holds all problems with their places.
    """
    if isinstance(source, Mapping):
        raw, findings = plain(source, reads_dates=True)
        return _checked(raw, findings, "mapping", None, kpi_names)
    if not isinstance(source, str | Path):
        message = text(
            "found a {kind}: expected a name, a path or a mapping.",
            {"kind": type(source).__name__},
        )
        raise MarketFileError([Problem("market", 0, "", message)])
    names = _ready_made()
    if isinstance(source, str) and source in names:
        file = source + _SUFFIX
        toml = resources.files("cjsim.scenarios").joinpath(file).read_text("utf-8")
        return parse(toml, file, kpi_names=kpi_names)
    toml = read_text(Path(source), names)
    return parse(toml, str(source), kpi_names=kpi_names)


def list_scenarios() -> list[tuple[str, str]]:
    """Return the name and description of each ready-made market, in alphabetical order."""
    folder = resources.files("cjsim.scenarios")
    found = []
    for name in _ready_made():
        raw = tomllib.loads(folder.joinpath(name + _SUFFIX).read_text("utf-8"))
        found.append((name, " ".join(str(raw["scenario"].get("description", "")).split())))
    return found


def _ready_made() -> list[str]:
    files = resources.files("cjsim.scenarios").iterdir()
    return sorted(file.name.removesuffix(_SUFFIX) for file in files if file.name.endswith(_SUFFIX))


def parse(
    toml: str, file: str = "market.toml", *, kpi_names: Collection[str] | None = None
) -> Scenario:
    """Return the checked scenario of a text of TOML; `file` is named in the problems.

    Raises:
        MarketFileError: The text cannot be used; it holds all problems with their lines.
    """
    toml = toml.removeprefix("\ufeff")
    # the memory the standard reader takes grows with the square of the parts of a dotted key
    if any(line.count(".") > MAX_DEPTH for line in toml.split("\n")):
        too_deep = key_lines(toml).too_deep
        if too_deep:
            raise MarketFileError([Problem(file, too_deep, "", text(TOO_DEEP))])
    try:
        raw = tomllib.loads(toml)
    except RecursionError:
        raise MarketFileError([Problem(file, _deepest_line(toml), "", text(TOO_DEEP))]) from None
    except ValueError as error:  # TOMLDecodeError, and numbers Python finds too long
        raise MarketFileError([Problem(file, *syntax_problem(str(error), toml))]) from None
    if not raw:
        message = text(
            "the file is empty. Begin with a ready-made market: cjsim new FILE --from NAME."
        )
        raise MarketFileError([Problem(file, 1, "", message)])
    values, findings = plain(raw)
    return _checked(values, findings, file, toml, kpi_names)


def _deepest_line(toml: str) -> int:
    """Return the line with the most brackets."""
    lines = toml.split("\n")
    return 1 + max(range(len(lines)), key=lambda i: lines[i].count("[") + lines[i].count("{"))


def _checked(
    raw: dict[str, Any],
    findings: list[Finding],
    file: str,
    toml: str | None,
    kpi_names: Collection[str] | None,
) -> Scenario:
    """Return the scenario of plain values, or raise all that is wrong with them at once."""
    scenario = None
    if not findings:  # what has no plain form cannot be looked into
        try:
            scenario = Scenario.model_validate(raw)
        except ValidationError as error:
            details = error.errors(include_url=False)
            broken = {_piece(place_of(each["loc"]).path) for each in details}
            findings = all_in_words(details[:_MAX_FINDINGS])
            findings += agreement(_readable(raw, broken), kpi_names, broken)
            if len(details) > _MAX_FINDINGS:
                n_more = len(details) - _MAX_FINDINGS
                findings.append(
                    Finding((), text("{n_more} more problems are not listed.", {"n_more": n_more}))
                )
        else:
            findings = agreement(scenario, kpi_names)
    if findings or scenario is None:
        raise MarketFileError(_located(findings, file, key_lines(toml) if toml else None))
    if BASELINE not in scenario.plans:
        scenario.plans = {BASELINE: [], **scenario.plans}
    return scenario


def _piece(path: tuple[str | int, ...]) -> tuple[str, ...]:
    """Return the section, or the entry of a section of named tables, that holds a path."""
    section = str(path[0]) if path else ""
    return (section, str(path[1])) if _has_entries(section) and len(path) > 1 else (section,)


def _has_entries(section: str) -> bool:
    """Return whether a section is a table of named tables."""
    field = Scenario.model_fields.get(section)
    return field is not None and item_kind(field.annotation) is not None


def _readable(raw: Mapping[str, Any], broken: set[tuple[str, ...]]) -> Scenario:
    """Return a scenario of the parts that are valid by themselves; the others are left out."""
    values: dict[str, Any] = {}
    for name, field in Scenario.model_fields.items():
        if (name,) in broken and _has_entries(name):
            values[name] = {}
        if name not in raw or (name,) in broken:
            continue
        value = raw[name]
        if _has_entries(name):
            value = {key: each for key, each in value.items() if (name, key) not in broken}
        kind: Any = field.annotation
        values[name] = TypeAdapter(kind).validate_python(value)
    return Scenario.model_construct(**values)


def _located(findings: list[Finding], file: str, lines: KeyLines | None) -> list[Problem]:
    """Return the findings as problems, each once, in the order of their lines."""
    found = {
        Problem(file, lines.line_of(path) if lines else 0, _key(path), message): None
        for path, message in findings
    }
    return sorted(found, key=lambda problem: problem.line)


def _key(path: tuple[str | int, ...]) -> str:
    """Return a path as it is written, with quotes where a name needs them."""
    names = [part for part in path if isinstance(part, str)]
    return ".".join(
        shortened(name) if _BARE.fullmatch(name) else f'"{shortened(name)}"' for name in names
    )


class _FileSchema(GenerateJsonSchema):
    """The JSON Schema of a market file: defaults are written in their short form."""

    def encode_default(self, dft: Any) -> Any:
        """Return a default as it would be written."""
        return float(dft) if isinstance(dft, Quantity) else super().encode_default(dft)


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a market file, for editors that complete and check it."""
    schema = Scenario.model_json_schema(schema_generator=_FileSchema)
    return {"$schema": GenerateJsonSchema.schema_dialect, **schema, "title": "cjsim market"}
