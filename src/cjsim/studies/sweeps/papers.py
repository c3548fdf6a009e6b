"""The papers of a study's folder: what it is, what made it, and tables for other tools."""

from __future__ import annotations

import datetime as dt
import json
import platform
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from cjsim.journey.plain import Rule
from cjsim.protocol.odd import odd
from cjsim.results.folder import MANIFEST, VERSIONS, write_text
from cjsim.scenarios.schema import Scenario
from cjsim.studies.sweeps.store import LEDGER, TRACES, telling_disk

STUDY = "study.toml"
MARKET = "market.json"
POINTS = "points.csv"
RUNS = "runs.parquet"
CRATE = "ro-crate-metadata.json"
_CRATE_VERSION = "https://w3id.org/ro/crate/1.3"
_KINDS = {
    STUDY: ("application/toml", "what was asked for: `cjsim sweep` repeats it"),
    MARKET: ("application/json", "the market, with every number"),
    POINTS: ("text/csv", "the points, in sample order"),
    LEDGER: ("application/vnd.sqlite3", "the ledger: a row a run"),
    RUNS: ("application/vnd.apache.parquet", "the runs: parameters and outcomes"),
    MANIFEST: ("application/json", "versions, platform and digest"),
    "ODD.md": ("text/markdown", "the model, by the ODD protocol"),
}


def write_study(folder: Path, about: Mapping[str, Any], market: Scenario, points: pd.DataFrame,
                over: Mapping[str, list[float]] | None, n_replicates: int,
                rules: Mapping[str, Rule]) -> None:  # fmt: skip
    """Write what a study is: study.toml, the market, the points, and the model in words."""
    write_text(folder / MARKET, market.model_dump_json(indent=1) + "\n", "store")
    points.to_csv(folder / POINTS, index=False)
    write_text(folder / "ODD.md", odd(market, own=rules), "store")
    write_text(folder / STUDY, _study_toml(about, over, n_replicates), "store")


def _study_toml(
    about: Mapping[str, Any], over: Mapping[str, list[float]] | None, n_replicates: int
) -> str:
    """Return the file `cjsim sweep` reads."""
    entries: dict[str, Any] = {"market": MARKET, "plans": about["plans"]}
    if over is None:
        entries |= {"design": "table", "table": POINTS}
    else:
        entries["design"] = about["design"]
        if about["design"] != "grid":
            entries["points"] = about["n_points"]
    entries |= {
        "replicates": n_replicates,
        "seed": about["seed"],
        "outcomes": about["outcomes"],
        "daily": about["metrics"] or False,
    }
    lines = [f"# {about['name']}: study {about['study_id']}"]
    lines += [f"{key} = {_toml(value)}" for key, value in entries.items()]
    if over:
        lines += ["", "[over]", *(f"{_toml(path)} = {_toml(over[path])}" for path in over)]
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, float):
        return repr(value)
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def write_manifest(
    folder: Path, about: Mapping[str, Any], counts: Mapping[str, int], digest: str | None
) -> None:
    """Write what made the study, and how far it is; `digest` is None while it is unfinished."""
    manifest = {
        "kind": "study",
        **about,
        "runs": dict(counts),
        "digest": digest,
        "versions": {name: version(name) for name in VERSIONS},
        "python": platform.python_version(),
        "platform": platform.platform(),
        "written": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
    }
    text = json.dumps(manifest, indent=1, ensure_ascii=False)
    write_text(folder / MANIFEST, text + "\n", "store")


def write_runs(folder: Path, runs: pd.DataFrame) -> None:
    """Write the tidy table of runs as Parquet, whole or not at all."""
    work = folder / f".{RUNS}.writing"
    with telling_disk(folder):
        runs.to_parquet(work, index=False)
        work.replace(folder / RUNS)


def write_crate(folder: Path, about: Mapping[str, Any], is_finished: bool) -> None:
    """Write the RO-Crate 1.3 description of the folder: one CreateAction for the study."""
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    there = {name: kind for name, kind in _KINDS.items() if (folder / name).exists()}
    results = [{"@id": name} for name in (LEDGER, RUNS) if name in there]
    parts = [{"@id": name} for name in there]
    has_traces = (folder / TRACES).is_dir()
    if has_traces:
        results.append({"@id": f"{TRACES}/"})
        parts.append({"@id": f"{TRACES}/"})
    tool = f"#cjsim-{about['cjsim']}"
    graph: list[dict[str, Any]] = [
        {"@id": CRATE, "@type": "CreativeWork", "conformsTo": {"@id": _CRATE_VERSION},
         "about": {"@id": "./"}},
        {"@id": "./", "@type": "Dataset", "name": f"{about['name']}: study {about['study_id']}",
         "description": "Runs of a simulated market of customer journeys over "
                        f"{about['n_points']} points, made with cjsim {about['cjsim']}.",
         "datePublished": now, "license": "not stated by the authors of the study",
         "hasPart": parts, "mentions": {"@id": "#study"}},
        {"@id": tool, "@type": "SoftwareApplication", "name": "cjsim", "version": about["cjsim"],
         "softwareVersion": about["cjsim"]},
        {"@id": "#study", "@type": "CreateAction", "name": f"study {about['study_id']}",
         "instrument": {"@id": tool}, "object": [{"@id": STUDY}, {"@id": MARKET}],
         "result": results, "startTime": about["created"], "endTime": now,
         "actionStatus": {"@id": "http://schema.org/CompletedActionStatus" if is_finished
                          else "http://schema.org/ActiveActionStatus"}},
    ]  # fmt: skip
    for name, (kind, words) in there.items():
        graph.append({"@id": name, "@type": "File", "name": name, "description": words,
                      "encodingFormat": kind})  # fmt: skip
    if has_traces:
        words = "daily figures of runs; the ledger says which file holds which run"
        graph.append({"@id": f"{TRACES}/", "@type": "Dataset", "name": TRACES,
                      "description": words})  # fmt: skip
    crate = {"@context": f"{_CRATE_VERSION}/context", "@graph": graph}
    write_text(folder / CRATE, json.dumps(crate, indent=1, ensure_ascii=False) + "\n", "store")
