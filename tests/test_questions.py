"""The questions of experiments/questions: each script still asks, answers, and draws."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pandas as pd
import pytest

from cjsim import UserError

QUESTIONS = Path(__file__).parents[1] / "experiments" / "questions"
TINY = ["--customers", "60", "--seed", "1", "--workers", "1"]
ASKED = {  # what else a script is asked here, and what it leaves behind
    "faster_support_or_more_ads": (
        ["--replicates", "3", "--grid", "3", "--halvings", "0", "--days", "6"],
        ["winner.png", "table.csv"],
    ),
    "what_drives_customer_value": (
        [
            "--replicates",
            "3",
            "--rows",
            "4",
            "--numbers",
            "1",
            "--days",
            "12",
            "--customers",
            "300",
        ],
        ["drivers.png", "table.csv"],
    ),
    "network_and_word_of_mouth": (
        ["--replicates", "2", "--days", "10"],
        ["reach.png", "table.csv"],
    ),
    "waits_and_churn": (["--replicates", "2", "--days", "20"], ["waits.png", "table.csv"]),
    "a_wave_of_bad_words": (
        ["--replicates", "2", "--days", "21"],
        ["wave.png", "weeks.csv", "table.csv"],
    ),
    "do_points_pay": (
        ["--replicates", "2", "--days", "20", "--budget", "2"],
        ["points.png", "segments.csv", "table.csv"],
    ),
    "where_the_hotel_loses": (
        ["--replicates", "1", "--days", "8"],
        ["touchpoints.png", "table.csv"],
    ),
    "how_many_futures": (
        ["--replicates", "6", "--days", "20", "--budget", "2"],
        ["widths.png", "table.csv"],
    ),
}


def test_every_question_is_asked_here_and_stands_in_the_index():
    folders = {path.parent.name for path in QUESTIONS.glob("*/run.py")}
    assert folders == set(ASKED)
    index = (QUESTIONS / "README.md").read_text("utf-8")
    for folder in folders:
        readme = (QUESTIONS / folder / "README.md").read_text("utf-8")
        assert f"({folder}/README.md)" in index
        assert f"python experiments/questions/{folder}/run.py" in readme
        for name in ASKED[folder][1]:  # the figure and the tables that are told of are there
            assert (QUESTIONS / folder / name).stat().st_size > 0


@pytest.mark.parametrize("folder", ASKED)
def test_a_question_can_be_asked_in_small(folder, monkeypatch, tmp_path):
    words, files = ASKED[folder]
    script = QUESTIONS / folder / "run.py"
    out = tmp_path / "not" / "there yet"
    monkeypatch.setattr(sys, "argv", [str(script), *TINY, *words, "--out", str(out)])
    monkeypatch.setattr(sys, "path", [*sys.path])
    runpy.run_path(str(script), run_name="__main__")
    assert sorted(path.name for path in out.iterdir()) == sorted(files)
    assert not pd.read_csv(out / "table.csv").empty
    assert (out / files[0]).read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("inside", ["", "folder"])
def test_a_folder_that_cannot_be_is_told_before_any_work(inside, tmp_path, capsys):
    asking = runpy.run_path(str(QUESTIONS / "asking.py"))
    there = tmp_path / "a_file"
    there.write_text("not a folder", encoding="utf-8")
    with pytest.raises(UserError, match="Name another"):
        asking["new_or_there"](str(there / inside))
    parser = asking["parser_of"]("A question", tmp_path, customers=1, replicates=1)
    with pytest.raises(SystemExit, match="2"):
        parser.parse_args(["--out", str(there / inside)])
    assert "Name another" in capsys.readouterr().err
