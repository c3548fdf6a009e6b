"""A result folder: Parquet tables and a manifest that says what made them."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import platform
import shutil
import tempfile
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from cjsim.errors import UserError
from cjsim.language import text
from cjsim.scenarios.schema import Scenario

VERSIONS = ("cjsim", "numpy", "numba", "mesa", "pandas", "scipy", "pydantic", "pyarrow")
MANIFEST = "manifest.json"


def scenario_hash(scenario: Scenario) -> str:
    """Return the SHA-256 of a market's numbers, plans and switches."""
    return hashlib.sha256(scenario.model_dump_json().encode()).hexdigest()


def check_free(folder: Path) -> None:
    """Raise `UserError` unless a new result folder can be made at `folder`."""
    if folder.exists():
        raise UserError("out", str(folder), text("it exists already; name a new folder."))
    parent = folder.absolute().parent
    while not parent.exists():
        parent = parent.parent
    _try_to_write(parent, "out", folder)


def check_file(path: Path, name: str) -> None:
    """Raise `UserError`, calling the file `name`, unless it can be written at `path`."""
    if path.is_dir():
        raise UserError(name, str(path), text("this is a folder; name a file."))
    _try_to_write(path.absolute().parent, name, path)


def _try_to_write(parent: Path, name: str, path: Path) -> None:
    """Raise `UserError` unless something can be made in a folder.

    Only trying tells: what the permissions say is not true of every user and file system.
    """
    try:
        with tempfile.TemporaryDirectory(dir=parent):
            pass
    except OSError as error:
        remedy = text(
            "{parent} cannot be written to: {cause}.",
            {"parent": parent, "cause": error.strerror or error},
        )
        raise UserError(name, str(path), remedy) from error


def manifest_of(
    tables: Mapping[str, pd.DataFrame], scenario: Scenario, about: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what made a result: `about`, the market and its hash, versions, platform, time."""
    return {
        **about,
        "scenario": json.loads(scenario.model_dump_json()),
        "scenario_sha256": scenario_hash(scenario),
        "versions": {name: version(name) for name in VERSIONS},
        "python": platform.python_version(),
        "platform": platform.platform(),
        "written": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "tables": {name: len(table) for name, table in tables.items()},
    }


def save_tables(
    folder: Path, tables: Mapping[str, pd.DataFrame], scenario: Scenario, about: Mapping[str, Any]
) -> Path:
    """Write the tables and the manifest into a new folder, whole or not at all.

    They are written into a hidden folder beside it, which then takes its name: whatever
    interrupts the writing leaves nothing half-written under the name asked for.
    """
    check_free(folder)
    manifest = manifest_of(tables, scenario, about)
    work: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        for name, table in tables.items():
            table.to_parquet(work / f"{name}.parquet", index=False)
        words = json.dumps(manifest, indent=1, ensure_ascii=False)
        (work / MANIFEST).write_text(words + "\n", encoding="utf-8")
        work.chmod(0o755)
        work.rename(folder)
        work = None
    except OSError as error:
        remedy = text(
            "the result could not be written: {cause}.", {"cause": error.strerror or error}
        )
        raise UserError("out", str(folder), remedy) from error
    finally:
        if work is not None:
            shutil.rmtree(work, ignore_errors=True)
    return folder


def write_text(path: Path, words: str, name: str) -> None:
    """Write a file whole or not at all.

    Raises `UserError`, calling the file `name`, when it cannot be written.
    """
    write_bytes(path, words.encode("utf-8"), name)


def write_bytes(path: Path, content: bytes, name: str) -> None:
    """Write a file of bytes whole or not at all, as `write_text` does."""
    work: Path | None = None
    try:
        handle, hidden = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        work = Path(hidden)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        work.chmod(0o644)
        work.replace(path)
        work = None
    except OSError as error:
        remedy = text("the file could not be written: {cause}.", {"cause": error.strerror or error})
        raise UserError(name, str(path), remedy) from error
    finally:
        if work is not None:
            work.unlink(missing_ok=True)
