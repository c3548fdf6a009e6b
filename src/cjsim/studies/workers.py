"""Where many runs are made: here, in other processes, or in anyone's executor."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, as_completed
from typing import Any, TypeVar

from loky import get_reusable_executor

from cjsim.errors import UserError
from cjsim.language import text
from cjsim.scenarios.schema import Scenario

WORTH_PROCESSES = 30_000_000
"""Customer-days of one plan from which a second process saves more than its start costs."""
_LOOK_SECONDS = 1.0

T = TypeVar("T")
R = TypeVar("R")


def check_workers(workers: int | None) -> int:
    """Return the number of processes asked for: 1 when None, all cores when 0."""
    if workers is None:
        return 1
    if workers < 0 or workers > 4096:
        raise UserError(
            "workers", workers, text("expected 1 or more processes, or 0 for all cores.")
        )
    return workers or os.cpu_count() or 1


def _load() -> None:
    """Let a worker load the package."""
    import cjsim.studies.futures  # noqa: F401  # loading it is all that is wanted


def suggested_workers(
    scenario: Scenario, replicates: int | None, customers: int | None, days: int | None
) -> int:
    """Return all cores (0) for a comparison long enough to be worth starting processes."""
    n_replicates = int(scenario.scenario.replicates) if replicates is None else replicates
    n_customers = scenario.n_customers() if customers is None else customers
    n_days = scenario.n_days() if days is None else days
    return 0 if n_replicates * n_customers * n_days > WORTH_PROCESSES else 1


def _belong_to(parent: int) -> None:
    """Let a worker end with who started it, and by nothing else.

    It ignores Ctrl-C: who started it hears it too, and ends it. When that one is killed, the
    worker ends by itself, where the system tells (it is given another parent than `parent`).
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    os._exit(1)


def own_pool(workers: int) -> Any:
    """Return our pool of so many loky processes; one whose process died is replaced."""
    return get_reusable_executor(workers, initializer=_belong_to, initargs=(os.getpid(),))


def start_loading(pool: Any, workers: int) -> None:
    """Let the processes of a pool load the package, while the engine is prepared here."""
    for _worker in range(workers):
        pool.submit(_load)


def each(
    function: Callable[[T], R],
    tasks: Sequence[T],
    workers: int,
    executor: Executor | None,
    prepare: Callable[[T], None],
) -> Iterator[R]:
    """Yield the result of each task as it is ready, in any order.

    `prepare` is called here, with the first task, before any process of ours starts on one.
    One worker and no executor means here, one after the other. More workers are loky
    processes, which work from notebooks too; an executor of one's own takes their place.
    """
    if executor is None and workers == 1:
        yield from map(function, tasks)
        return
    own = None
    if executor is None:
        own = own_pool(workers)
        start_loading(own, workers)
        prepare(tasks[0])
    pool: Any = own or executor
    pending: list[Future[R]] = [pool.submit(function, task) for task in tasks]
    try:
        for done in as_completed(pending):
            yield done.result()
    except KeyboardInterrupt:
        if own is not None:
            own.shutdown(wait=True, kill_workers=True)
        raise
    finally:
        for future in pending:
            future.cancel()
