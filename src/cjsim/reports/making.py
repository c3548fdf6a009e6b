"""What a brief rests on: its assumptions by source, and how to make it again."""

from __future__ import annotations

import math
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

import pandas as pd

from cjsim.language import short, text
from cjsim.plots.numbers import fixed
from cjsim.plots.words import path_words, sentence
from cjsim.reports.drivers import Driver, drivers_of
from cjsim.results.folder import scenario_hash
from cjsim.results.saving import Result

_SHOWN = 4
_SOURCE_SIGNS, _NAME_SIGNS = 56, 60
_LIBRARIES = ("cjsim", "numpy", "numba", "mesa", "pandas")


@dataclass(frozen=True, slots=True)
class Assumed:
    """A number with a range: what it is, its value, range and source, and what goes with it."""

    label: str
    path: str
    value: str
    range: str
    source: str
    rank: str
    is_clear: bool


@dataclass(frozen=True, slots=True)
class Assumptions:
    """How many numbers have a source, in sentences; and the ones that matter most."""

    sentences: list[str]
    rows: list[Assumed]
    note: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of how the result was made; code is set as it is typed."""

    label: str
    value: str
    is_code: bool = False


def assumptions_of(result: Result, pair: tuple[str, str], kpi: str) -> Assumptions:
    """Return how many numbers of the file have a source, and those that matter most."""
    numbers = result.tables["numbers"]
    written = numbers[numbers["is_written"]]
    counts = written["kind"].value_counts()

    def n(kind: str) -> str:
        return fixed(float(counts.get(kind, 0)), 0)

    said = [
        text(
            "Of {total} numbers in the market file {sourced} have a source, {assumed} are "
            "assumptions, {claimed} are claims of sellers, and of {unsaid} nobody says where "
            "they are from.",
            {
                "total": fixed(len(written), 0),
                "sourced": n("source"),
                "assumed": n("assumption"),
                "claimed": n("claim"),
                "unsaid": n("unsaid"),
            },
        ),
        text(
            "{drawn} numbers have a range and are drawn anew; {defaults} more are defaults of "
            "cjsim.",
            {
                "drawn": fixed(float(_has_range(numbers).sum()), 0),
                "defaults": fixed(float((~numbers["is_written"]).sum()), 0),
            },
        ),
    ]
    drivers = drivers_of(result, pair, kpi)
    by_path = {row["path"]: row for row in numbers.to_dict("records")}
    rows = [_assumed(driver, by_path[driver.path]) for driver in drivers[:_SHOWN]]
    n_worlds = result.tables["unknowns"]["world"].nunique()
    note = text(
        "Link: rank correlation of the number with the difference over {n} draws of what is not "
        "known, from −1 to +1; ✱ beyond what luck alone would show.",
        {"n": n_worlds},
    )
    return Assumptions(said, rows, note if rows else "")


def _assumed(driver: Driver, number: dict[Any, Any]) -> Assumed:
    """Return a number with a range as it is shown."""
    ends = {name: short(float(number[name]), 4) for name in ("low", "high")}
    return Assumed(
        label=sentence(path_words(driver.path)),
        path=driver.path,
        value=short(float(number["value"]), 4),
        range=text("{low} to {high}", ends),
        source=_source(number),
        rank="–" if math.isnan(driver.rank) else _signed(driver.rank),
        is_clear=driver.is_clear,
    )


def _has_range(numbers: pd.DataFrame) -> pd.Series[bool]:
    return numbers["low"] < numbers["high"]


def _source(number: dict[Any, Any]) -> str:
    """Return where a number is from, in words."""
    if number["kind"] == "unsaid":
        return text("nobody says")
    if number["kind"] == "assumption":
        return text("assumption")
    return shorten(str(number["source"]), _SOURCE_SIGNS, placeholder=" …")


def _signed(rank: float) -> str:
    return ("+" if rank > 0 else "") + fixed(rank, 2)


def facts_of(result: Result) -> list[Fact]:
    """Return how the result was made and how to make it again."""
    manifest, setting = result.manifest, result.scenario.scenario
    versions = manifest.get("versions", {})
    plans = [str(plan) for plan in manifest["plans"]]
    market = _market(result)
    size = f"--customers {int(setting.customers)} --days {int(setting.days)}"
    command = (
        f"cjsim compare {market} --plans {','.join(plans)} --replicates {manifest['replicates']} "
        f"--seed {manifest['seed']} {size} --out RESULT"
    )
    libraries = ", ".join(f"{name} {versions[name]}" for name in _LIBRARIES if name in versions)
    return [
        Fact(text("Command"), command, is_code=True),
        Fact(
            text("Seed, versions"),
            text("seed {seed}", {"seed": manifest["seed"]})
            + f"; {libraries}, Python {manifest.get('python', '?')}",
        ),
        Fact(
            text("Market"),
            text(
                "{name} (SHA-256 {hash}…), saved {when}",
                {
                    "name": shorten(setting.name, _NAME_SIGNS, placeholder=" …"),
                    "hash": manifest["scenario_sha256"][:12],
                    "when": str(manifest.get("written", "?"))[:10],
                },
            ),
        ),
        Fact(text("Digest of the numbers"), str(manifest["digest"]), is_code=True),
    ]


def _market(result: Result) -> str:
    """Return the name of the ready-made market this is, else a place for the file's name."""
    from cjsim.results.markets import load_scenario
    from cjsim.scenarios import list_scenarios
    from cjsim.scenarios.sizing import resized

    setting = result.scenario.scenario
    for name, description in list_scenarios():
        if description == " ".join(setting.description.split()):
            for customers in (None, int(setting.customers)):
                for days in (None, int(setting.days)):
                    market = resized(load_scenario(name), customers, days)
                    if scenario_hash(market) == result.manifest["scenario_sha256"]:
                        return name
    return "MARKET.toml"
