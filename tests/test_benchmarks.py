"""The benchmarks run, at sizes that say nothing of speed; the forms of the small journey agree."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

import numpy as np
import pytest

BENCHMARKS = Path(__file__).parents[1] / "experiments" / "benchmarks"
SCRIPTS = {
    "engine": "--parts speed growth --customers 100 200 --threads 1 --days 3 --repeats 1",
    "profile_day": "--customers 300 --after-days 3 --phase-days 2 --repeats 1",
    "bandwidth": "--customers 300 --threads 2 --megabytes 1 --after-days 2 --days 2 --repeats 1",
    "replicates": "--customers 60 --workers 1 --days 3 --replicates 2 --repeats 1",
    "against_mesa": "--forms mesa numpy cjsim --days 4 --repeats 1 --times 0.01 --seeds 0",
}


@pytest.fixture
def benchmark(monkeypatch):
    """Returns the module of a benchmark by name."""
    monkeypatch.syspath_prepend(BENCHMARKS)
    return importlib.import_module


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_benchmark_prints_tables_and_writes_the_same_with_the_machine(
    name, benchmark, monkeypatch, tmp_path, capsys
):
    file = tmp_path / "found.json"
    monkeypatch.setattr(sys, "argv", [name, *SCRIPTS[name].split(), "--json", str(file)])
    benchmark(name).main()
    found = json.loads(file.read_text("utf-8"))
    assert found["machine"]["cores"] >= 1
    tables = [table for table in found.values() if isinstance(table, list)]
    assert tables
    printed = capsys.readouterr().out
    for table in tables:
        assert all(column in printed for column in table[0])
        numbers = [value for row in table for value in row.values() if isinstance(value, float)]
        assert np.isfinite(numbers).all()


def test_the_sweep_with_stops_lives_the_day_as_the_engine_does(benchmark):
    profile_day = benchmark("profile_day")
    model = profile_day.make_model("electronics", 300, 9)
    for _ in range(6):
        model.step()
    sweep = profile_day.StoppedSweep(profile_day.morning_of(model))
    everyone = np.arange(300)
    sweep.seconds(everyone, 0)
    assert (model.records == sweep.morning.records).all()  # nobody has lived yet
    sweep.seconds(everyone, profile_day.ALL)
    by_copy = model.records.copy()
    assert (by_copy != sweep.morning.records).any()
    sweep.restore()
    model.customers_live()
    assert (model.records == by_copy).all()
    model.close()


def test_a_whole_process_is_timed_with_its_memory(benchmark):
    job = benchmark("compare").one_job(["list"])
    assert job["wall s"] > 0.0
    assert job["processor s"] > 0.0
    assert job["most MB"] > 10.0


def test_mesa_numpy_and_cjsim_tell_the_same_small_journey(benchmark):
    against = benchmark("against_mesa")
    forms = ["mesa", "mesa_tuned", "numpy", "cjsim"]
    agreement, means = against.compare_results(forms, 400, 60, 12, 15)
    # 36 scores a form; by chance one form in a thousand is beyond what is allowed
    assert [row["agrees"] for row in agreement] == ["yes"] * 3
    last = next(row for row in means if row["form"] == "cjsim" and row["day"] == 60)
    assert all(last[f"{stage} %"] > 0.0 for stage in against.STAGES)
    assert last["orders a 100"] > 5.0


def test_another_journey_is_told_apart(benchmark, monkeypatch):
    against = benchmark("against_mesa")
    numbers = against.read_numbers()
    monkeypatch.setattr(against, "read_numbers", lambda: numbers._replace(need=2.0 * numbers.need))
    agreement, _ = against.compare_results(["numpy", "cjsim"], 400, 60, 12, 15)
    assert agreement[0]["agrees"] == "NO"
