"""Submitit's jobs as an executor, for clusters with SLURM."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any, TypeVar

T = TypeVar("T")


class SubmititExecutor(Executor):
    """A `concurrent.futures.Executor` over an executor of submitit.

    Submitit's jobs are not futures: one thread asks all of them every so often whether they
    are done. A job that ended without a result (out of time, out of memory, a lost node)
    raises in its future, and `cjsim.sweep` sends its runs again.

    Args:
        jobs: Such as `submitit.AutoExecutor(folder="logs/%j")`, with its parameters set.
        max_workers: Jobs at a time, which also bounds how many chunks wait in the queue.
        poll_seconds: How often to ask.
    """

    def __init__(self, jobs: Any, *, max_workers: int, poll_seconds: float = 5.0) -> None:
        """Start the thread that asks."""
        self._jobs = jobs
        self._max_workers = max_workers
        self._poll_seconds = poll_seconds
        self._under_way: dict[Future[Any], Any] = {}
        self._lock = threading.Lock()
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._ask, daemon=True)
        self._thread.start()

    def submit(  # type: ignore[override]
        self, fn: Callable[..., T], /, *args: Any
    ) -> Future[T]:
        """Hand a call to the cluster; return its future."""
        if self._is_over.is_set():
            raise RuntimeError("this executor was shut down")
        future: Future[T] = Future()
        future.set_running_or_notify_cancel()
        job = self._jobs.submit(fn, *args)
        with self._lock:
            self._under_way[future] = job
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Stop asking, after the jobs under way when waiting; cancel them when told to."""
        if cancel_futures:
            with self._lock:
                jobs = list(self._under_way.values())
            for job in jobs:
                job.cancel()
        self._is_over.set()
        if wait:
            self._thread.join()

    def _ask(self) -> None:
        while True:
            with self._lock:
                under_way = list(self._under_way.items())
            if self._is_over.is_set() and not under_way:
                return
            for future, job in under_way:
                if job.done():
                    with self._lock:
                        del self._under_way[future]
                    self._tell(future, job)
            time.sleep(self._poll_seconds)

    @staticmethod
    def _tell(future: Future[Any], job: Any) -> None:
        try:
            result = job.result()
        except Exception as error:  # noqa: BLE001  # a future holds whatever was raised
            future.set_exception(error)
        else:
            future.set_result(result)
