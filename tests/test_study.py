"""A study's folder survives: being killed, a full disk, damage, two at once, other versions."""

from __future__ import annotations

import errno
import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

import cjsim
from cjsim import UserError
from cjsim.cli import main
from cjsim.studies.sweeps import store as store_module
from cjsim.studies.sweeps.ledger import RunLedger
from cjsim.studies.sweeps.resuming import rerun
from cjsim.studies.sweeps.store import Store
from tests.killed_study import N_RUNS, live, tiny

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def whole():
    """The study, never interrupted, in memory, several runs a chunk."""
    return live(None, chunk=7)


@pytest.fixture(scope="module")
def half(tmp_path_factory):
    """The study with two of its four replicates, in a folder nobody changes."""
    folder = tmp_path_factory.mktemp("half") / "study"
    live(folder, replicates=2, chunk=3)
    return folder


@pytest.fixture
def folder(tmp_path, half):
    """The study with two of its four replicates."""
    return Path(shutil.copytree(half, tmp_path / "study"))


def n_done(folder: Path) -> int:
    """How many runs the ledger of a study has, seen from outside."""
    if not (folder / "runs.sqlite").exists():
        return 0
    base = sqlite3.connect(f"file:{folder / 'runs.sqlite'}?mode=ro", uri=True, timeout=30.0)
    try:
        query = "SELECT COUNT(*) FROM runs WHERE status = 'SUCCEEDED'"
        return int(base.execute(query).fetchone()[0])
    finally:
        base.close()


def test_killed_twice_and_resumed_it_finds_the_same_to_the_last_bit(tmp_path, whole):
    folder = tmp_path / "study"
    for wanted in (1, 6):
        process = subprocess.Popen([sys.executable, "-m", "tests.killed_study", folder], cwd=ROOT)
        while n_done(folder) < wanted:
            assert process.poll() is None
            time.sleep(0.01)
        if wanted == 6:  # a second one is told, and changes nothing
            with pytest.raises(UserError, match=f"process {process.pid} on .* is at work"):
                cjsim.resume_study(folder)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        study = cjsim.open_study(folder)
        assert not study.is_finished
        assert study.failures.empty
    (folder / "traces" / "half.writing").write_bytes(b"PAR1")
    before = n_done(folder)
    assert 6 <= before < N_RUNS
    study = cjsim.resume_study(folder)
    assert study.digest == whole.digest
    pd.testing.assert_frame_equal(study.traces(), whole.traces())
    assert not list(folder.rglob("*.writing"))
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["digest"] == whole.digest
    assert manifest["runs"] == {"SUCCEEDED": N_RUNS}


def test_more_replicates_change_no_run_that_was_there(folder, whole):
    digest, before = cjsim.open_study(folder).digest, cjsim.open_study(folder).runs
    study = cjsim.resume_study(folder, replicates=4)
    assert study.digest == whole.digest
    pd.testing.assert_frame_equal(study.runs.head(len(before)), before)
    assert live(folder, replicates=2).digest == digest


def test_the_folder_holds_what_other_tools_open(folder):
    runs = pd.read_parquet(folder / "runs.parquet")
    assert len(runs) == 8
    assert set(runs["status"]) == {"SUCCEEDED"}
    for file in (folder / "traces").iterdir():
        schema = pq.read_schema(file)
        assert schema.names == ["run_id", "day", "segment", "revenue"]
        assert [str(kind) for kind in schema.types] == ["int64", "int32", "string", "double"]
    crate = json.loads((folder / "ro-crate-metadata.json").read_text("utf-8"))
    assert crate["@context"] == "https://w3id.org/ro/crate/1.3/context"
    by_id = {entity["@id"]: entity for entity in crate["@graph"]}
    assert len(by_id) == len(crate["@graph"])
    action = by_id["#study"]
    assert action["@type"] == "CreateAction"
    named = [action["instrument"], *action["object"], *action["result"], *by_id["./"]["hasPart"]]
    assert all(reference["@id"] in by_id for reference in named)
    assert all((folder / part["@id"]).exists() for part in by_id["./"]["hasPart"])
    assert "ODD" in (folder / "ODD.md").read_text("utf-8")


def test_its_study_file_repeats_it(folder):
    again = cjsim.sweep_file(folder / "study.toml", store=folder.parent / "again")
    assert again.digest == cjsim.open_study(folder).digest
    assert again.about["study_id"] == cjsim.open_study(folder).about["study_id"]


def test_a_table_of_points_is_kept_to_the_last_bit(tmp_path):
    table = pd.DataFrame({"brands.club.price": [0.1 + 0.2 + 100.0, 100.0 / 3.0]})
    study = cjsim.sweep(
        tiny(), table, replicates=1, seed=5, outcomes=["orders"], store=tmp_path / "table"
    )
    again = cjsim.sweep_file(tmp_path / "table" / "study.toml")
    assert again.digest == study.digest


def test_another_study_does_not_get_into_the_folder(folder):
    with pytest.raises(UserError, match="another study \\(differing: seed\\)"):
        cjsim.sweep(
            tiny(), {"support.staff": [1, 3], "brands.club.price": [100.0, 130.0]}, replicates=2,
            seed=6, outcomes=["orders", "revenue"], daily=["revenue"], store=folder,
        )  # fmt: skip
    (folder.parent / "mine").mkdir()
    (folder.parent / "mine" / "thesis.txt").write_text("text")
    with pytest.raises(UserError, match="is no study"):
        live(folder.parent / "mine")
    with pytest.raises(UserError, match="is no study"):
        cjsim.open_study(folder.parent)


def test_a_study_of_another_version_is_told_and_left_alone(folder):
    base = sqlite3.connect(folder / "runs.sqlite")
    (text,) = base.execute("SELECT value FROM about WHERE key = 'study'").fetchone()
    older = json.dumps({**json.loads(text), "cjsim": "0.0.9"})
    base.execute("UPDATE about SET value = ? WHERE key = 'study'", (older,))
    base.commit()
    with pytest.raises(UserError, match=r"begun with cjsim 0\.0\.9"):
        cjsim.resume_study(folder, replicates=3)
    assert len(cjsim.open_study(folder).runs) == 8
    base.execute("UPDATE about SET value = '99' WHERE key = 'format'")
    base.commit()
    base.close()
    with pytest.raises(UserError, match="format 99"):
        cjsim.open_study(folder)


@pytest.mark.parametrize("damage", ["cut", "noise", "empty", "other"])
def test_a_damaged_ledger_is_told_and_left_as_it_is(folder, damage):
    ledger = folder / "runs.sqlite"
    data = ledger.read_bytes()
    ledger.unlink()
    if damage == "other":
        base = sqlite3.connect(ledger)
        base.execute("CREATE TABLE songs (name TEXT)")
        base.close()
    else:
        spoilt = {"cut": data[: len(data) // 2], "noise": b"\x07" * len(data), "empty": b""}
        ledger.write_bytes(spoilt[damage])
    found = ledger.read_bytes()
    for use in (cjsim.open_study, cjsim.resume_study, live):
        with pytest.raises(UserError, match="the ledger is damaged"):
            use(folder)
    assert ledger.read_bytes() == found


def test_a_market_that_was_changed_or_lost_is_told(folder):
    market = folder / "market.json"
    text = market.read_text("utf-8")
    market.write_text(text.replace('"price": 118.0', '"price": 119.0'), "utf-8")
    with pytest.raises(UserError, match="was changed after"):
        cjsim.resume_study(folder)
    market.write_text("{}", "utf-8")
    with pytest.raises(UserError, match="is damaged"):
        cjsim.open_study(folder)
    market.unlink()
    with pytest.raises(UserError, match="cannot be read"):
        cjsim.open_study(folder)


def test_a_disk_that_is_full_stops_the_study_and_loses_nothing(folder, whole):
    """No file may grow beyond a limit of the system, which is what a full disk looks like."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, limits[1]))
    try:
        with pytest.raises(UserError, match="could not be written") as told:
            cjsim.resume_study(folder, replicates=4)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert told.value.name == "store"
    assert cjsim.open_study(folder).runs["status"].eq("SUCCEEDED").sum() == 8
    assert cjsim.resume_study(folder, replicates=4).digest == whole.digest


def test_a_disk_that_fills_while_traces_are_written(tmp_path, whole, monkeypatch):
    folder = tmp_path / "study"
    real, n_calls = os.fsync, []

    def full(handle: int) -> None:
        n_calls.append(handle)
        if len(n_calls) > 3:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(handle)

    monkeypatch.setattr(store_module.os, "fsync", full)
    with pytest.raises(UserError, match="No space left"):
        live(folder, chunk=2)
    monkeypatch.undo()
    study = cjsim.open_study(folder)
    assert study.runs["status"].eq("SUCCEEDED").sum() == 6
    assert len(study.traces()) == 6 * 5
    assert cjsim.resume_study(folder).digest == whole.digest


def test_a_folder_that_cannot_be_written_is_told_before_any_run(tmp_path):
    (tmp_path / "file").write_text("text")
    for place in (tmp_path / "file", tmp_path / "file" / "study"):
        with pytest.raises(UserError, match="store"):
            live(place)
    assert (tmp_path / "file").read_text() == "text"


def test_a_run_that_fails_is_recorded_and_the_others_go_on(tmp_path):
    over = {"scenario.customers": [3, 60]}  # three customers cannot have six ties each
    study = cjsim.sweep(
        tiny(), over, replicates=2, seed=5, outcomes=["orders"], store=tmp_path / "study"
    )
    assert study.runs["status"].tolist() == ["FAILED", "SUCCEEDED"] * 2
    assert study.is_finished
    message = study.failures["error_message"].iloc[0]
    assert "peers" in message
    assert study.runs["orders"].isna().tolist() == [True, False] * 2
    assert cjsim.resume_study(tmp_path / "study").digest == study.digest
    again = rerun(tmp_path / "study", 0)
    assert (again.before, again.after, again.error) == ("FAILED", "FAILED", message)


def test_a_run_made_again_is_recorded_or_compared(folder):
    assert rerun(folder, 3).differing == ()
    base = sqlite3.connect(folder / "runs.sqlite")
    base.execute("UPDATE runs SET revenue = revenue + 1 WHERE run_id = 3")
    base.execute(
        "UPDATE runs SET status = 'FAILED', orders = NULL, trace_file = NULL WHERE run_id = 4"
    )
    base.commit()
    base.close()
    spoilt = cjsim.open_study(folder)
    assert rerun(folder, 3).differing == ("revenue",)
    assert rerun(folder, 4).after == "SUCCEEDED"
    mended = cjsim.open_study(folder)
    assert mended.digest != spoilt.digest
    assert mended.failures.empty
    assert len(mended.traces()) == 8 * 5
    with pytest.raises(UserError, match="runs 0 to 7"):
        rerun(folder, 8)


def test_ctrl_c_keeps_what_was_done(tmp_path, whole, monkeypatch):
    folder = tmp_path / "study"
    real, n_calls = RunLedger.write, []

    def write(*arguments, **options):
        n_calls.append(1)
        if len(n_calls) == 8:
            raise KeyboardInterrupt
        real(*arguments, **options)

    monkeypatch.setattr(RunLedger, "write", write)
    with pytest.raises(KeyboardInterrupt):
        live(folder)
    monkeypatch.undo()
    counts = cjsim.open_study(folder).runs["status"].value_counts().to_dict()
    assert counts == {"SUCCEEDED": 3, "ABORTED": 1, "PENDING": N_RUNS - 4}
    assert cjsim.resume_study(folder).digest == whole.digest


def test_who_holds_a_study_keeps_others_out_of_it(folder):
    with Store(folder) as held, held.owned():
        with pytest.raises(UserError, match="is at work on this study"):
            live(folder)
        assert len(cjsim.open_study(folder).runs) == 8  # reading is for everyone


# --- on the command line ---------------------------------------------------------------------


STUDY = """
market = "electronics"
plans = ["keep", "swap"]
replicates = 2
customers = 60
days = 4
seed = 3
outcomes = ["orders", "trust"]
[over]
support.staff = [12, 18]
"""


@pytest.fixture
def cli(monkeypatch, capsys):
    """The command line: returns exit code, standard output and standard error."""

    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["cjsim", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            main()
        said = capsys.readouterr()
        return int(end.value.code or 0), said.out, said.err

    return call


def test_a_study_on_the_command_line(cli, tmp_path):
    file = tmp_path / "staffing.toml"
    file.write_text(STUDY, "utf-8")
    code, said, _ = cli("sweep", file, "--workers", 1)
    assert code == 0
    assert "4 scenarios x 2 replicates, 60 customers, 4 days, seed 3: 8 succeeded" in said
    folder = tmp_path / "staffing"
    assert cli("sweep", file, "--workers", 1, "--quiet") == (0, "", "")
    code, said, _ = cli("study", "resume", folder, "--replicates", 3, "--workers", 1)
    assert (code, "12 succeeded" in said) == (0, True)
    code, said, _ = cli("study", "show", folder, "--kpis", "orders", "--json", "-")
    rows = json.loads(said)
    assert [row["kpi"] for row in rows] == ["orders"] * 4
    assert rows[0]["n_runs"] == 3
    code, said, _ = cli("study", "rerun", folder, 5)
    assert (code, said) == (0, "run 5: the same as recorded, to the last bit\n")
    code, _, told = cli("study", "rerun", folder, 12)
    assert (code, "runs 0 to 11" in told) == (2, True)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("replicate = 3", 'Did you mean "replicates"'),
        ("replicates = true", "expected: int"),
        ('market = "no_such"', "no_such"),
        ('table = "points.csv"', "either a table"),
        ("plans = [", "not TOML"),
    ],
)
def test_a_mistake_in_a_study_file_is_told_without_a_traceback(cli, tmp_path, line, words):
    file = tmp_path / "study.toml"
    key = line.split(" = ", maxsplit=1)[0]
    kept = [row for row in STUDY.splitlines() if not row.startswith(f"{key} =")]
    file.write_text("\n".join([line, *kept]), "utf-8")
    code, _, told = cli("sweep", file, "--quiet")
    assert (code, words in told, "Traceback" in told) == (2, True, False)
