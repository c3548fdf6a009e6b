"""A study as a file: what `cjsim sweep study.toml` reads."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import ValidationError

from cjsim.errors import UserError
from cjsim.language import text
from cjsim.results.markets import load_scenario
from cjsim.scenarios.errors import did_you_mean, listed
from cjsim.scenarios.reader import list_scenarios
from cjsim.scenarios.schema import Scenario
from cjsim.studies.sweeps.study import Study
from cjsim.studies.sweeps.sweep import sweep

_KINDS: dict[str, tuple[type, ...]] = {
    "market": (str,),
    "over": (dict,),
    "table": (str,),
    "plans": (list,),
    "design": (str,),
    "points": (int,),
    "replicates": (int,),
    "seed": (int,),
    "customers": (int,),
    "days": (int,),
    "outcomes": (list,),
    "daily": (bool, list),
}
"""Keys of a study file, and what each holds."""


def sweep_file(
    file: str | Path,
    *,
    replicates: int | None = None,
    seed: int | None = None,
    customers: int | None = None,
    days: int | None = None,
    store: str | Path | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
    progress: bool = False,
) -> Study:
    """Make the study that a file describes.

    The file (TOML) has the arguments of `cjsim.sweep` as keys: market (a name, or a path
    from the file's folder), plans, design, points, replicates, seed, customers, days,
    outcomes, daily; and a table [over], or table = "points.csv".

    Args:
        file: The file.
        replicates: Instead of the file's; 10 when neither says.
        seed: Instead of the file's.
        customers: Instead of the file's.
        days: Instead of the file's.
        store: Folder of the study, as in `cjsim.sweep`.
        workers: As in `cjsim.sweep`.
        executor: As in `cjsim.sweep`.
        progress: As in `cjsim.sweep`.

    Raises:
        UserError: The file cannot be read or has mistakes, or as in `cjsim.sweep`.
    """
    path = Path(file)
    asked = _read(path)
    over = _over(asked, path)
    told = replicates if replicates is not None else asked.get("replicates", 10)
    return sweep(
        _market(asked, path),
        over,
        plans=asked.get("plans"),
        design=asked.get("design", "grid"),
        points=asked.get("points"),
        replicates=told,
        seed=asked.get("seed") if seed is None else seed,
        customers=asked.get("customers") if customers is None else customers,
        days=asked.get("days") if days is None else days,
        outcomes=asked.get("outcomes"),
        daily=asked.get("daily", False),
        store=store,
        workers=workers,
        executor=executor,
        progress=progress,
    )


def _read(path: Path) -> dict[str, Any]:
    """Return the keys of a study file, each of its kind."""
    try:
        asked = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        how = text(
            "it cannot be read: {value}. Name a study file (TOML).",
            {"value": error.strerror or error},
        )
        raise UserError("study file", str(path), how) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(
            "study file", str(path), text("this is not TOML: {error}.", {"error": error})
        ) from error
    for key, value in asked.items():
        if key not in _KINDS:
            guess = did_you_mean(key, _KINDS)
            raise UserError(
                f"{path}: {key}",
                value,
                text("unknown key.{guess} {KINDS}.", {"guess": guess, "KINDS": listed(_KINDS)}),
            )
        kinds = _KINDS[key]
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            words = text(" or ").join(kind.__name__ for kind in kinds)
            raise UserError(f"{path}: {key}", value, text("expected: {words}.", {"words": words}))
    if "market" not in asked:
        how = text('add market = "NAME or FILE": which market is to be swept.')
        raise UserError(f"{path}: market", "nothing", how)
    return asked


def _over(asked: Mapping[str, Any], path: Path) -> dict[str, Any] | pd.DataFrame:
    """Return what to sweep: the table [over], or the table of points beside the file."""
    if ("over" in asked) == ("table" in asked):
        how = text('write either a table [over], or table = "points.csv", a column per path.')
        raise UserError(f"{path}: over", "both" if "over" in asked else "neither", how)
    if "over" in asked:
        return dict(_flat(asked["over"], ""))
    table = path.parent / asked["table"]
    try:
        # read as text: each figure becomes the very number that was written
        return pd.read_csv(table, dtype=str).map(float)
    except (OSError, ValueError) as error:
        how = text("this table of points cannot be read: {error}.", {"error": error})
        raise UserError(f"{path}: table", str(table), how) from error


def _flat(table: Mapping[str, Any], prefix: str) -> list[tuple[str, Any]]:
    """Return entries by dotted path: `support.staff = [...]` is a table of TOML without quotes."""
    found: list[tuple[str, Any]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            found += _flat(value, f"{prefix}{key}.")
        else:
            found.append((prefix + key, value))
    return found


def _market(asked: Mapping[str, Any], path: Path) -> Scenario:
    """Return the market a study file names: ready-made, beside the file, or of a study."""
    name = asked["market"]
    if name in dict(list_scenarios()):
        return load_scenario(name)
    file = path.parent / name
    if file.suffix != ".json":
        return load_scenario(file)
    try:
        return Scenario.model_validate_json(file.read_text("utf-8"))
    except (OSError, ValidationError, UnicodeDecodeError) as error:
        how = text("expected the market.json of a study, unchanged.")
        raise UserError(f"{path}: market", str(file), how) from error
