"""Hand out runs in chunks, here or to an executor, and write down how they went."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import suppress
from typing import Any, NamedTuple

from cjsim.errors import UserError
from cjsim.language import text
from cjsim.scenarios.schema import BASELINE, Scenario
from cjsim.studies import futures
from cjsim.studies.sweeps.jobs import Job, Lived, Task, live_chunk
from cjsim.studies.workers import own_pool, start_loading

CHUNK_SECONDS = 3.0
"""What a chunk should take: so much work at most is lost when all ends at once."""
_SECONDS_PER_DAY = 2e-3
_SECONDS_PER_CUSTOMER_DAY = 1.2e-7
"""Measured on the ready-made electronics market; only the size of chunks rests on them."""
_MAX_CHUNK = 100
_MAX_TRIES = 3
_WINDOW = 512  # chunks at once with an executor that does not say how many workers it has


class Step(NamedTuple):
    """What happened: a chunk was begun, has been lived, or is given up for a reason."""

    tasks: Sequence[Task]
    lived: Lived | None = None
    given_up: str | None = None


class _Chunk(NamedTuple):
    tasks: tuple[Task, ...]
    n_tries: int = 0


def chunks_of(
    tasks: Sequence[Task], scenario: Scenario, workers: int | None, chunk: int | None
) -> list[tuple[Task, ...]]:
    """Return the runs in chunks of some seconds each, smaller where workers would idle."""
    if chunk is not None and chunk < 1:
        raise UserError("chunk", chunk, text("expected 1 or more runs sent together."))
    size = chunk
    if size is None:
        a_day = _SECONDS_PER_DAY + _SECONDS_PER_CUSTOMER_DAY * scenario.n_customers()
        size = int(min(max(CHUNK_SECONDS / (a_day * scenario.n_days()), 1), _MAX_CHUNK))
        if workers is not None and workers > 1:
            size = max(1, min(size, len(tasks) // (4 * workers)))
    return [tuple(tasks[first : first + size]) for first in range(0, len(tasks), size)]


def steps(
    job: Job,
    tasks: Sequence[Task],
    workers: int,
    executor: Executor | None,
    chunk: int | None,
) -> Iterator[Step]:
    """Yield each chunk as it is begun and as it is done, in any order.

    One worker and no executor means here. More workers are loky processes, which live rules
    of a notebook too; when one dies its runs are made again. An executor of one's own takes
    their place.

    Raises:
        UserError: The executor cannot be used, or has broken for good.
    """
    if executor is None and workers == 1:
        packed = job.packed()
        for some in chunks_of(tasks, job.scenario, 1, chunk):
            yield Step(some)
            yield Step(some, live_chunk(packed, some))
        return
    if executor is not None:
        _check_executor(executor)
        n_workers = getattr(executor, "_max_workers", None)
        known = n_workers if isinstance(n_workers, int) and n_workers > 0 else None
        chunks = chunks_of(tasks, job.scenario, known, chunk)
        window = 4 * known if known else _WINDOW
        yield from _Pool(lambda: executor, job.packed(), window, is_own=False).live(chunks)
        return
    chunks = chunks_of(tasks, job.scenario, workers, chunk)
    n_processes = min(workers, len(chunks))
    start_loading(own_pool(n_processes), n_processes)
    futures.prepare(futures.Task(job.scenario, (BASELINE,), job.seed, 0, 1, False))
    pool = _Pool(lambda: own_pool(n_processes), job.packed(), 2 * n_processes, is_own=True)
    yield from pool.live(chunks)


def _check_executor(executor: object) -> None:
    if not callable(getattr(executor, "submit", None)):
        how = text("expected a concurrent.futures.Executor, such as client.get_executor() of Dask.")
        raise UserError("executor", type(executor).__name__, how)


class _Pool:
    """An executor with a few chunks in it at any time, some of which may be lost."""

    def __init__(self, get: Callable[[], Any], packed: bytes, window: int, *, is_own: bool) -> None:
        self._get = get
        self._packed = packed
        self._window = window
        self._is_own = is_own
        self._waiting: deque[_Chunk] = deque()
        self._under_way: dict[Future[Lived], _Chunk] = {}

    def live(self, chunks: Sequence[tuple[Task, ...]]) -> Iterator[Step]:
        """Yield what happens until all chunks are lived or given up."""
        self._waiting.extend(_Chunk(tasks) for tasks in chunks)
        try:
            while self._waiting or self._under_way:
                while self._has_room():
                    yield Step(self._submit().tasks)
                done, _ = wait(self._under_way, return_when=FIRST_COMPLETED)
                for future in done:
                    chunk = self._under_way.pop(future)
                    error = future.exception()
                    if error is None:
                        yield Step(chunk.tasks, future.result())
                    else:
                        yield from self._lost(chunk, error)
        except KeyboardInterrupt:
            if self._is_own:
                self._get().shutdown(wait=True, kill_workers=True)
            raise
        finally:
            for future in self._under_way:
                future.cancel()

    def _has_room(self) -> bool:
        """Whether to hand out one more: a chunk under suspicion is lived alone."""
        if not self._waiting:
            return False
        is_alone = any(chunk.n_tries >= _MAX_TRIES - 1 for chunk in self._under_way.values())
        is_suspect = self._waiting[0].n_tries >= _MAX_TRIES - 1
        if is_alone or is_suspect:
            return not self._under_way
        return len(self._under_way) < self._window

    def _submit(self) -> _Chunk:
        chunk = self._waiting.popleft()
        try:
            future = self._get().submit(live_chunk, self._packed, chunk.tasks)
        except (BrokenExecutor, RuntimeError) as error:
            if not self._is_own:
                raise _broken(error) from error
            future = self._get().submit(live_chunk, self._packed, chunk.tasks)
        self._under_way[future] = chunk
        return chunk

    def _lost(self, chunk: _Chunk, error: BaseException) -> Iterator[Step]:
        """Try a lost chunk again, its runs one by one; give up what kills again and again."""
        if isinstance(error, BrokenExecutor) and not self._is_own:
            raise _broken(error) from error
        n_tries = chunk.n_tries + 1
        if n_tries >= _MAX_TRIES:
            why = text(
                "the process that lived it ended {n_tries} times: {error}",
                {"n_tries": n_tries, "error": error},
            )
            yield Step(chunk.tasks, given_up=why[:1000])
        elif n_tries == _MAX_TRIES - 1:
            self._waiting.extend(_Chunk((task,), n_tries) for task in chunk.tasks)
        else:
            self._waiting.append(_Chunk(chunk.tasks, n_tries))


def _broken(error: BaseException) -> UserError:
    with suppress(ValueError):
        error = error.__cause__ or error
    how = text("make a new one and call again with the same store: what was recorded is kept.")
    return UserError(
        "executor",
        str(error) or type(error).__name__,
        text("it no longer works; {how}", {"how": how}),
    )
