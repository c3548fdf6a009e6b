"""Wherever runs are made, here, in processes, on a cluster, the study is the same."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import pytest

import cjsim
from cjsim import UserError
from cjsim.studies.sweeps import driver
from cjsim.studies.sweeps.slurm import SubmititExecutor
from tests.killed_study import OVER, live, tiny

SWEEP = {"seed": 5, "outcomes": ["orders", "revenue"], "daily": ["revenue"]}
NOTEBOOK = """
BORED_SHARE = 0.5

def drop_half(me, segment, market, heard, luck, day):
    if uniform(luck, Purpose.SHOCK_AT_DOOR) < BORED_SHARE:
        me.intention = Intention.NONE
        me.candidate = 255
        me.reason = Reason.OWN_RULE
        return Stage.USE if int(me.brand) != 255 else Stage.AWARENESS
    return Stage.PURCHASE
"""


@pytest.fixture(scope="module")
def here():
    """The study, made in this process, one run after another."""
    return live(None, replicates=2, chunk=1)


def over_again(**how):
    return cjsim.sweep(tiny(), OVER, replicates=2, **SWEEP, **how)


class Here(Executor):
    """An executor whose processes die with some runs: every time, or the first time only."""

    def __init__(self, deadly=(), times=1 << 30, error=BrokenProcessPool):
        self.deadly, self.times, self.error = set(deadly), times, error
        self.sizes: list[int] = []

    def submit(self, fn, /, *args):
        future: Future = Future()
        tasks = args[1]
        self.sizes.append(len(tasks))
        if self.deadly & {task.run_id for task in tasks} and self.times > 0:
            self.times -= 1
            future.set_exception(self.error("a process ended"))
        else:
            future.set_result(fn(*args))
        return future


def test_eight_threads_of_an_executor_find_the_same(here):
    with ThreadPoolExecutor(8) as pool:
        assert over_again(executor=pool).digest == here.digest


def test_two_processes_find_the_same_with_a_rule_of_a_notebook_s_cell():
    cell = {"__name__": "__main__", **{name: getattr(cjsim, name) for name in (
        "uniform", "Purpose", "Intention", "Reason", "Stage")}}  # fmt: skip
    exec(NOTEBOOK, cell)
    rules = {"purchase": cell["drop_half"]}
    run = {"replicates": 1, "rules": rules, "days": 20, "customers": 150, **SWEEP}
    over = {"support.staff": [1, 3]}
    two = cjsim.sweep(tiny(), over, workers=2, chunk=1, **run)
    assert (two.runs["status"] == "SUCCEEDED").all(), two.failures["error_message"].tolist()
    usual = cjsim.sweep(tiny(), over, **{**run, "rules": None})
    assert two.runs["orders"].sum() < usual.runs["orders"].sum()
    assert two.about["study_id"] != usual.about["study_id"]


def test_a_process_of_ours_that_dies_costs_nothing(here, monkeypatch):
    pool = Here(deadly=[5], times=2)
    monkeypatch.setattr(driver, "own_pool", lambda _workers: pool)
    monkeypatch.setattr(driver, "start_loading", lambda _pool, _workers: None)
    assert over_again(workers=2, chunk=4).digest == here.digest
    assert 1 in pool.sizes  # the second time its runs are made one by one


def test_a_run_that_kills_its_process_each_time_is_given_up_and_the_others_go_on(
    monkeypatch, tmp_path
):
    monkeypatch.setattr(driver, "own_pool", lambda _workers: Here(deadly=[5]))
    monkeypatch.setattr(driver, "start_loading", lambda _pool, _workers: None)
    study = over_again(workers=2, chunk=4, store=tmp_path / "study")
    assert study.runs["status"].value_counts().to_dict() == {"SUCCEEDED": 7, "ABORTED": 1}
    assert study.failures["run_id"].tolist() == [5]
    assert "ended 3 times" in study.failures["error_message"].item()
    assert not study.is_finished


def test_an_executor_of_ones_own_that_breaks_is_told_and_what_was_done_is_kept(here, tmp_path):
    with pytest.raises(UserError, match="it no longer works"):
        over_again(executor=Here(deadly=[6]), chunk=2, store=tmp_path / "study")
    study = cjsim.open_study(tmp_path / "study")
    assert study.runs["status"].eq("SUCCEEDED").sum() > 0
    assert over_again(store=tmp_path / "study").digest == here.digest


def test_a_node_that_is_lost_costs_nothing(here):
    lost = Here(deadly=[0, 7], times=3, error=OSError)
    assert over_again(executor=lost, chunk=2).digest == here.digest


def test_jobs_of_submitit_are_an_executor(here):
    class Job:
        def __init__(self, function, arguments):
            self.call = (function, arguments)

        def done(self):
            return True

        def exception(self):
            return None

        def result(self):
            function, arguments = self.call
            return function(*arguments)

    class Jobs:
        n_jobs = 0

        def submit(self, function, *arguments):
            self.n_jobs += 1
            return Job(function, arguments)

    jobs = Jobs()
    with SubmititExecutor(jobs, max_workers=2, poll_seconds=0.01) as pool:
        assert over_again(executor=pool, chunk=3).digest == here.digest
    assert jobs.n_jobs == 3
    with pytest.raises(RuntimeError, match="shut down"):
        pool.submit(print)


def test_a_dask_cluster_with_a_worker_killed_in_the_middle_finds_the_same(here, tmp_path):
    from distributed import Client, LocalCluster

    options = {
        "n_workers": 2,
        "threads_per_worker": 1,
        "dashboard_address": ":0",
    }
    folder = tmp_path / "study"
    with (
        LocalCluster(
            local_directory=str(tmp_path), silence_logs=logging.CRITICAL, **options
        ) as cluster,
        Client(cluster) as client,
    ):
        process = client.run(os.getpid).popitem()[1]

        def kill_one():
            while not (folder / "runs.sqlite").exists() or not (
                cjsim.open_study(folder).runs["status"].eq("SUCCEEDED").any()
            ):
                time.sleep(0.02)
            os.kill(process, signal.SIGKILL)

        killer = threading.Thread(target=kill_one)
        killer.start()
        study = over_again(executor=client.get_executor(), chunk=1, store=folder)
        killer.join()
    assert study.digest == here.digest
