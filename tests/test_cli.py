"""The command line: what it prints, that it repeats itself, and how it fails."""

from __future__ import annotations

import errno
import importlib.metadata
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
from importlib import resources

import pandas as pd
import pytest

import cjsim
from cjsim.cli import main
from cjsim.results.definitions import KPI_NAMES
from cjsim.results.folder import MANIFEST

SMALL = ("--customers", "300", "--days", "20")


@pytest.fixture
def cli(monkeypatch, capsys):
    """Runs a command in this process; returns (exit code, standard output, standard error)."""

    def command(*arguments):
        monkeypatch.setattr(sys, "argv", ["cjsim", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            main()
        out, err = capsys.readouterr()
        return end.value.code or 0, out, err

    return command


def strict_json(text):
    def refuse(constant):
        raise AssertionError(f"{constant} is not JSON")

    return json.loads(text, parse_constant=refuse)


# --- what it prints ------------------------------------------------------------------------


def test_list_names_each_ready_made_market(cli):
    code, out, err = cli("list")
    assert (code, err) == (0, "")
    assert [line.split()[0] for line in out.splitlines()] == [n for n, _ in cjsim.list_scenarios()]


@pytest.mark.parametrize("name", [name for name, _ in cjsim.list_scenarios()])
def test_check_describes_a_market(cli, name):
    code, out, err = cli("check", name)
    assert (code, err) == (0, "")
    scenario = cjsim.load_scenario(name)
    assert out.startswith(cjsim.describe(scenario))
    assert out.count("\nwarning: ") == len(cjsim.cautions(scenario))


def test_schema_is_the_json_schema_of_a_market(cli):
    code, out, _err = cli("schema")
    assert code == 0
    schema = strict_json(out)
    assert schema == cjsim.json_schema()
    assert schema["title"] == "cjsim market"


def test_new_copies_a_market_that_passes_check(cli, tmp_path):
    file = tmp_path / "mine.toml"
    code, out, _err = cli("new", file, "--from", "crm")
    assert code == 0
    assert str(file) in out
    ready_made = resources.files("cjsim.scenarios").joinpath("crm.toml").read_text("utf-8")
    assert file.read_text("utf-8") == ready_made
    assert list(tmp_path.iterdir()) == [file]
    code, out, _err = cli("check", file)
    assert code == 0
    assert out == cli("check", "crm")[1]


def test_new_keeps_its_hands_off_what_exists(cli, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text("my work", "utf-8")
    code, _out, err = cli("new", file, "--from", "crm")
    assert code == 2
    assert str(file) in err
    assert file.read_text("utf-8") == "my work"


def test_run_prints_kpis_and_daily_numbers_as_json(cli):
    code, out, _err = cli("run", "mail_shop", "--json", "-")
    assert code == 0
    document = strict_json(out)
    assert [row["kpi"] for row in document["kpis"]] == list(KPI_NAMES)
    scenario = cjsim.load_scenario("mail_shop")
    assert len(document["daily"]) == scenario.n_days() * len(scenario.segments)
    assert document["plan"] == "keep"
    assert document["seed"] == int(scenario.scenario.seed)


def test_run_says_each_kpi_with_its_definition(cli):
    code, out, _err = cli("run", "mail_shop", *SMALL)
    assert code == 0
    assert "seed 2008" in out
    assert "orders of our brand placed in the run" in out
    assert "nan" not in out.lower().split()


def test_quiet_prints_nothing(cli, tmp_path):
    file = tmp_path / "run.json"
    assert cli("run", "mail_shop", *SMALL, "--quiet", "--json", file) == (0, "", "")
    assert strict_json(file.read_text("utf-8"))["kpis"]


def test_out_is_a_whole_result_folder(cli, tmp_path):
    folder = tmp_path / "deep" / "result"
    code, _out, _err = cli("run", "mail_shop", *SMALL, "--out", folder)
    assert code == 0
    tables = {
        "daily", "kpis", "moves", "touches", "journey_map", "entries", "feedback", "loyalty",
        "support", "ledger", "alarms", "policy_log",
    }  # fmt: skip
    assert {path.name for path in folder.iterdir()} == {MANIFEST, *(f"{t}.parquet" for t in tables)}
    manifest = strict_json((folder / MANIFEST).read_text("utf-8"))
    run = cjsim.run("mail_shop", customers=300, days=20)
    assert manifest["digest"] == run.digest
    assert [path.name for path in folder.parent.iterdir()] == ["result"]


def test_compare_repeats_itself_with_any_number_of_workers(cli):
    arguments = ("compare", "mail_shop", "--replicates", "2", "--customers", "2000", "--json", "-")
    outputs = [cli(*arguments, "--workers", workers) for workers in ("1", "1", "2")]
    assert [code for code, _out, _err in outputs] == [0, 0, 0]
    first, again, by_two = (out for _code, out, _err in outputs)
    assert first == again == by_two
    rows = strict_json(first)
    plans = cjsim.load_scenario("mail_shop").plans
    assert len(rows) == len(plans) * len(KPI_NAMES)
    assert {row["n_futures"] for row in rows} <= {0, 1, 2}
    other = cli(*arguments, "--seed", "5")[1]
    assert other != first


# --- how it fails --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("run", "nowhere"), "nowhere"),
        (("run", "electronics", "--plan", "swop"), "swop"),
        (("compare", "electronics", "--plans", "keep,swop"), "swop"),
        (("compare", "electronics", "--plans", "keep,keep"), "twice"),
        (("compare", "electronics", "--plans", ","), "plans"),
        (("run", "electronics", "--customers", "many"), "--customers"),
        (("run", "electronics", "--customers", "0"), "customers"),
        (("run", "electronics", "--customers", "99999999999"), "customers"),
        (("run", "electronics", "--days", "-1"), "days"),
        (("run", "electronics", "--days", "99999999999"), "days"),
        (("run", "electronics", "--seed", "-1"), "seed"),
        (("run", "electronics", "--seed", "99999999999999999999"), "seed"),
        (("compare", "electronics", *SMALL, "--replicates", "1", "--seed", "-1"), "seed"),
        (("compare", "electronics", "--replicates", "0"), "replicates"),
        (("compare", "electronics", "--workers", "-2"), "workers"),
        (("run", "electronics", "--plann", "keep"), "--plann"),
        (("run",), "market"),
        (("fly",), "fly"),
        (("check", "absent.toml"), "absent.toml"),
        (("new", "mine.toml", "--from", "crn"), 'Did you mean "crm"?'),
    ],
)
def test_a_mistake_ends_with_code_2_and_no_traceback(cli, monkeypatch, tmp_path, arguments, named):
    monkeypatch.chdir(tmp_path)
    code, out, err = cli(*arguments)
    assert code == 2
    assert named in err
    assert "Traceback" not in out + err
    assert list(tmp_path.iterdir()) == []


def test_a_mistake_in_a_file_is_named_with_its_line(cli, tmp_path):
    file = tmp_path / "mine.toml"
    cli("new", file, "--from", "crm")
    text = file.read_text("utf-8")
    assert "\nreplicates = " in text
    file.write_text(text.replace("\nreplicates = ", "\nreplicate = "), "utf-8")
    line = text[: text.index("\nreplicates = ")].count("\n") + 2
    for command in ("check", "run", "compare"):
        code, _out, err = cli(command, file)
        assert code == 2
        assert f"{file.name}:{line} scenario.replicate" in err


@pytest.mark.parametrize("command", ["run", "compare"])
def test_an_existing_folder_is_refused_before_anything_is_run(cli, tmp_path, command):
    (tmp_path / "mine").write_text("kept", "utf-8")
    code, out, err = cli(command, "electronics", "--out", tmp_path)
    assert (code, out) == (2, "")
    assert "exists already" in err
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def full(*_arguments, **_options):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize(
    ("place", "name"),
    [
        (tempfile, "mkdtemp"),
        (pathlib.Path, "mkdir"),
        (pathlib.Path, "write_text"),
        (pathlib.Path, "rename"),
        (pd.DataFrame, "to_parquet"),
    ],
)
def test_a_full_disk_leaves_no_folder_and_no_traceback(cli, monkeypatch, tmp_path, place, name):
    monkeypatch.setattr(place, name, full)
    code, _out, err = cli("run", "mail_shop", *SMALL, "--quiet", "--out", tmp_path / "result")
    monkeypatch.undo()
    assert code == 2
    assert os.strerror(errno.ENOSPC) in err
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments", [("run", "mail_shop", *SMALL, "--quiet", "--json"), ("new", "--from", "crm")]
)
@pytest.mark.parametrize(("place", "name"), [(tempfile, "mkstemp"), (pathlib.Path, "replace")])
def test_a_full_disk_leaves_no_file(cli, monkeypatch, tmp_path, arguments, place, name):
    monkeypatch.setattr(place, name, full)
    code, _out, err = cli(*arguments, tmp_path / "file")
    monkeypatch.undo()
    assert code == 2
    assert str(tmp_path / "file") in err
    assert ("json" in err) is ("--json" in arguments)  # what could not be written, as it was named
    assert list(tmp_path.iterdir()) == []


# --- stopping it ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "when"),
    [
        ((), r" \d+/"),  # in the first future, which is lived here
        (
            ("--workers", "2", "--days", "30", "--replicates", "500"),
            r" [1-9]\d*/",
        ),  # by others
    ],
)
def test_ctrl_c_leaves_nothing(tmp_path, options, when):
    folder = tmp_path / "result"
    # Ctrl-C is heard even where these tests run in the background of a shell, which ignores it
    begin = (
        "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); "
        "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
    )
    cjsim_cli = [sys.executable, "-c", begin, "-m", "cjsim.cli"]
    command = [*cjsim_cli, "compare", "electronics", "--out", str(folder)]
    process = subprocess.Popen(
        [*command, *options],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    said = ""
    while not re.search(when, said):  # as the progress bar writes it; it leaves numbers out
        letter = process.stderr.read(1)
        assert letter, f"ended by itself: {said}"
        said += letter.decode("utf-8", "replace")
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all its processes
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == b""
    assert b"Stopped" in err
    assert b"Traceback" not in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["run", "compare"])
@pytest.mark.parametrize("option", ["--out", "--json"])
def test_a_place_that_cannot_be_written_to_is_found_before_the_work(
    cli, tmp_path, monkeypatch, command, option
):
    def work(*_arguments, **_options):
        raise AssertionError("the work was begun")

    monkeypatch.setattr("cjsim.results.run.run", work)
    monkeypatch.setattr("cjsim.studies.compare.compare", work)
    (tmp_path / "file").write_text("x", "utf-8")
    code, out, err = cli(command, "mail_shop", option, tmp_path / "file" / "result")
    assert (code, out) == (2, "")
    assert str(tmp_path / "file") in err
    assert "cannot be written to" in err


def test_json_into_a_folder_is_refused_before_the_work(cli, tmp_path):
    code, _out, err = cli("run", "mail_shop", "--json", tmp_path)
    assert code == 2
    assert "this is a folder; name a file" in err
    assert list(tmp_path.iterdir()) == []


def test_version_says_which(cli):
    assert cli("--version") == (0, f"cjsim {importlib.metadata.version('cjsim')}\n", "")


def test_one_plan_alone_is_no_baseline(cli):
    options = ("--replicates", "2", "--workers", "1", "--quiet")
    code, _out, _err = cli("compare", "mail_shop", "--plans", "keep", *SMALL, *options)
    assert code == 0
    comparison = cjsim.compare("mail_shop", ["keep"], replicates=2, customers=300, days=20)
    said = str(comparison)
    assert "baseline" not in said
    assert "Chance" not in said
    assert repr(comparison).startswith("<Comparison of keep in ")


def test_it_runs_as_a_module_too():
    command = [sys.executable, "-m", "cjsim", "list"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "mail_shop" in done.stdout
