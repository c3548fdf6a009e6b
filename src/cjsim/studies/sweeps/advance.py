"""Make the runs a study still lacks, and write each down as it is done."""

from __future__ import annotations

from concurrent.futures import Executor
from typing import Any

from tqdm import tqdm

from cjsim.studies.sweeps import papers
from cjsim.studies.sweeps.driver import steps
from cjsim.studies.sweeps.jobs import FAILED, SUCCEEDED, Job, Task
from cjsim.studies.sweeps.store import Store
from cjsim.studies.sweeps.study import Study


def advance(
    store: Store,
    job: Job,
    n_replicates: int,
    *,
    workers: int,
    executor: Executor | None,
    chunk: int | None,
    progress: bool,
) -> None:
    """Make all pending runs of a study whose store is held by the caller.

    Args:
        store: Ledger and traces.
        job: What its runs have in common.
        n_replicates: Replicates wanted; more than there are is an extension.
        workers: Processes, 1 or more.
        executor: An executor instead.
        chunk: Runs sent together; None chooses.
        progress: Whether to show a bar.

    Raises:
        UserError: Something cannot be written, or the executor no longer works.
    """
    ledger = store.ledger
    about = ledger.about()
    ledger.plan_runs(about, n_replicates)
    store.sweep_up()
    tasks = ledger.tasks(about, n_replicates)
    if tasks:
        counts = ledger.counts(n_replicates)
        bar = tqdm(
            total=sum(counts.values()),
            initial=counts.get(SUCCEEDED, 0) + counts.get(FAILED, 0),
            desc="runs",
            unit="run",
            disable=not progress,
        )
        with bar:
            _live(store, about, job, tasks, bar, counts.get(FAILED, 0),
                  workers=workers, executor=executor, chunk=chunk)  # fmt: skip
    if store.folder is not None:
        conclude(store, job, ledger.n_replicates())


def _live(
    store: Store,
    about: dict[str, Any],
    job: Job,
    tasks: list[Task],
    bar: Any,
    n_failed: int,
    *,
    workers: int,
    executor: Executor | None,
    chunk: int | None,
) -> None:
    ledger = store.ledger
    try:
        for step in steps(job, tasks, workers, executor, chunk):
            if step.lived is not None:
                file = store.add_traces(step.lived.traces) if step.lived.traces else None
                ledger.write(about, step.lived.outcomes, file)
                n_failed += sum(one.status == FAILED for one in step.lived.outcomes)
                bar.set_postfix(failed=n_failed, refresh=False)
                bar.update(len(step.tasks))
            elif step.given_up is not None:
                ledger.write(about, aborted=[(task.run_id, step.given_up) for task in step.tasks])
                n_failed += len(step.tasks)
                bar.set_postfix(failed=n_failed, refresh=False)
                bar.update(len(step.tasks))
            else:
                ledger.write(about, started=[task.run_id for task in step.tasks])
    except KeyboardInterrupt:
        ledger.stop("stopped by the user")
        raise


def conclude(store: Store, job: Job, n_replicates: int) -> None:
    """Write the table of runs, the manifest and the crate of a study's folder."""
    assert store.folder is not None
    study = Study(store, job.scenario, n_replicates)
    papers.write_runs(store.folder, study.runs)
    counts = store.ledger.counts()
    papers.write_manifest(
        store.folder, study.about, counts, study.digest if study.is_finished else None
    )
    papers.write_crate(store.folder, study.about, study.is_finished)
