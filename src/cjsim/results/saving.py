"""What a comparison leaves in a result folder, and how it is opened again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from pydantic import ValidationError

from cjsim.errors import UserError
from cjsim.language import text
from cjsim.results.folder import MANIFEST, manifest_of
from cjsim.results.future import Future
from cjsim.results.journeys import emotion_table, journey_table, part_table, reason_changes
from cjsim.scenarios.paths import all_numbers, is_assumed, is_claim, source_of, written_numbers
from cjsim.scenarios.schema import Scenario

if TYPE_CHECKING:
    from cjsim.results.comparison import Comparison

_OPENED = (
    "table", "futures", "numbers", "unknowns", "journey_map", "emotions", "reasons",
)  # fmt: skip
_OPENED_OF_PLANS = ("who_changed", "value_split", "returns", "parts")


@dataclass(frozen=True, slots=True)
class Result:
    """A comparison as it is saved: what made it, its market, and its tables by name."""

    manifest: dict[str, Any]
    scenario: Scenario
    tables: dict[str, pd.DataFrame]


def tables_of(comparison: Comparison) -> dict[str, pd.DataFrame]:
    """Return the tables of a result folder by name."""
    plans, futures = comparison.plans, comparison.futures
    rows = [
        {"replicate": future.replicate, "world": int(world), "plan": plan, **kpis}
        for future, world in zip(futures, comparison.worlds, strict=True)
        for plan, kpis in future.kpis.items()
    ]
    tables = {"table": comparison.table, "futures": pd.DataFrame(rows)}
    tables["numbers"] = number_table(comparison.scenario)
    tables["unknowns"] = unknown_table(futures, comparison.worlds.tolist())
    tables["journey_map"] = journey_table(plans, futures)
    tables["emotions"] = emotion_table(plans, futures)
    tables["reasons"] = reason_changes(plans, futures)
    if len(plans) > 1:
        tables |= {"customers": comparison.customers, "who_changed": comparison.who_changed}
        tables |= {"value_split": comparison.value_split(), "returns": comparison.returns()}
        tables["parts"] = part_table(plans, futures)
    return tables


def about(comparison: Comparison) -> dict[str, Any]:
    """Return what a manifest says of a comparison."""
    return {
        "kind": "comparison",
        "plans": list(comparison.plans),
        "replicates": len(comparison.futures),
        "seed": comparison.seed,
        "verdict": comparison.verdict(),
        "decision": None if comparison.decision is None else comparison.decision.record(),
        "digest": comparison.digest,
    }


def number_table(scenario: Scenario) -> pd.DataFrame:
    """Return the numbers of a market: path, value, low, high, source, kind, is_written.

    `kind` is "source" (someone outside the file vouches for it), "claim" (of who sells by it),
    "assumption" or "unsaid"; `is_written` whether the file holds it, and not our defaults.
    """
    written = written_numbers(scenario)
    rows = []
    for path, number in all_numbers(scenario).items():
        source = source_of(scenario, path)
        kind = (
            "unsaid" if source is None
            else "assumption" if is_assumed(source)
            else "claim" if is_claim(source) else "source"
        )  # fmt: skip
        rows.append(
            (path, float(number), number.low, number.high, source or "", kind, path in written)
        )
    columns = ["path", "value", "low", "high", "source", "kind", "is_written"]
    kinds = {"low": "float64", "high": "float64"}
    return pd.DataFrame(rows, columns=columns).astype(kinds)


def unknown_table(futures: Sequence[Future], worlds: Sequence[int]) -> pd.DataFrame:
    """Return what was drawn of the numbers with a range: world, path, value."""
    drawn = dict(zip(worlds, (future.unknowns for future in futures), strict=True))
    rows = [
        (world, path, value) for world, values in drawn.items() for path, value in values.items()
    ]
    return pd.DataFrame(rows, columns=["world", "path", "value"])


def result_of(comparison: Comparison) -> Result:
    """Return a comparison as it would be saved."""
    tables = tables_of(comparison)
    return Result(
        manifest_of(tables, comparison.scenario, about(comparison)), comparison.scenario, tables
    )


def open_result(folder: str | Path) -> Result:
    """Open the folder that `Comparison.save` wrote.

    Raises:
        UserError: There is none, it holds something else, it is broken, or it was written by a
            version that did not yet save all of it.
    """
    place = Path(folder)
    manifest = _manifest(place)
    if manifest.get("kind") != "comparison":
        raise UserError(
            "RESULT", str(place),
            text("it holds no comparison, but: {kind}. Name a folder that cjsim compare --out "
                 "wrote.", {"kind": manifest.get("kind", "?")}),
        )  # fmt: skip
    n_plans = len(manifest.get("plans", ()))
    names = [*_OPENED, *(_OPENED_OF_PLANS if n_plans > 1 else ())]
    missing = [name for name in names if name not in manifest.get("tables", {})]
    if missing:
        raise UserError(
            "RESULT", str(place),
            text("it was written by cjsim {version}, which did not save all that is asked for "
                 "(missing: {tables}). Compare again, with --out.",
                 {"version": manifest.get("versions", {}).get("cjsim", "?"),
                  "tables": ", ".join(missing)}),
        )  # fmt: skip
    try:
        tables = {name: pd.read_parquet(place / f"{name}.parquet") for name in names}
        scenario = Scenario.model_validate_json(json.dumps(manifest["scenario"]))
    except (OSError, KeyError, ValueError, ValidationError) as error:
        said = str(error).splitlines()[0]
        raise UserError(
            "RESULT", str(place), text("it is broken: {cause}. Compare again.", {"cause": said})
        ) from error
    return Result(manifest, scenario, tables)


def _manifest(place: Path) -> dict[str, Any]:
    """Read the manifest of a folder, or say what is there instead."""
    if not place.exists():
        raise UserError(
            "RESULT", str(place),
            text("there is no such folder. Write one with: cjsim compare MARKET --out FOLDER"),
        )  # fmt: skip
    try:
        manifest: object = json.loads((place / MANIFEST).read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UserError(
            "RESULT", str(place),
            text("this is no result folder (it has no {file}). Write one with: cjsim compare "
                 "MARKET --out FOLDER", {"file": MANIFEST}),
        ) from error  # fmt: skip
    except (OSError, ValueError) as error:
        raise UserError(
            "RESULT", str(place),
            text("{file} cannot be read: {cause}. Compare again.",
                 {"file": MANIFEST, "cause": error}),
        ) from error  # fmt: skip
    if not isinstance(manifest, dict):
        raise UserError("RESULT", str(place), text("it is broken: {cause}. Compare again.",
                                                   {"cause": MANIFEST}))  # fmt: skip
    return manifest
