"""What a worker does: live a chunk of runs, and say how each went."""

from __future__ import annotations

import datetime as dt
import pickle
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import cloudpickle

from cjsim.errors import UserError
from cjsim.journey.luck import replicate_seed
from cjsim.journey.plain import BuiltRules, Rule
from cjsim.model import JourneyModel, finish
from cjsim.results.kpis import kpi_values
from cjsim.scenarios.paths import draw_unknowns
from cjsim.scenarios.schema import Scenario
from cjsim.studies.futures import world_of
from cjsim.studies.sweeps.placing import place
from cjsim.studies.sweeps.traces import Trace, encoded, trace_of

SUCCEEDED, FAILED = "SUCCEEDED", "FAILED"
_MAX_MESSAGE = 2_000


@dataclass(frozen=True)
class Job:
    """What the runs of a study have in common.

    Attributes:
        scenario: The market.
        paths: What is swept.
        seed: Seed of the study.
        outcomes: The KPIs that are kept.
        metrics: The daily figures that are kept; none when empty.
        rules: Own rules by stage.
    """

    scenario: Scenario
    paths: tuple[str, ...]
    seed: int
    outcomes: tuple[str, ...]
    metrics: tuple[str, ...] = ()
    rules: dict[str, Rule] = field(default_factory=dict)

    def packed(self) -> bytes:
        """Return the job for other processes; rules of a notebook go along by their text."""
        return bytes(cloudpickle.dumps(self))


class Task(NamedTuple):
    """One run that is to be made: its number, its plan, its replicate, its point's values."""

    run_id: int
    plan: str
    replicate: int
    values: tuple[float, ...]


class Outcome(NamedTuple):
    """How one run went.

    `kpis` are in the order of `Job.outcomes`; `seconds` is all it took by
    the clock, `cpu_seconds` by the processor, `engine_seconds` the part of that between making
    the model and its last day.
    """

    run_id: int
    status: str
    error_type: str | None
    error: str | None
    started_at: str
    seconds: float
    cpu_seconds: float
    engine_seconds: float
    kpis: tuple[float, ...] | None
    trace_sha256: str | None


class Lived(NamedTuple):
    """How a chunk of runs went, and the Parquet file of their daily figures, if any."""

    outcomes: list[Outcome]
    traces: bytes | None


def live_chunk(packed: bytes, tasks: Sequence[Task]) -> Lived:
    """Make some runs of a job, one after another; a run that fails leaves the others alone."""
    job = _unpacked(packed)
    outcomes: list[Outcome] = []
    traces: list[Trace] = []
    for task in tasks:
        outcome, trace = _live(job, packed, task)
        outcomes.append(outcome)
        if trace is not None:
            traces.append(trace)
    return Lived(outcomes, encoded(traces, job.metrics) if traces else None)


@lru_cache(maxsize=2)
def _unpacked(packed: bytes) -> Job:
    job: Job = pickle.loads(packed)
    return Job(
        job.scenario, job.paths, job.seed, job.outcomes, job.metrics, BuiltRules(job.rules)
    )  # fmt: skip


@lru_cache(maxsize=4)
def _drawn(packed: bytes, world: int) -> bytes:
    """Return the market of a world, pickled: a copy of it costs least so."""
    job = _unpacked(packed)
    return pickle.dumps(draw_unknowns(job.scenario, job.seed, world))


class _Failure:
    """Keeps the error that ends its block: a failed run is written down, not raised."""

    error: Exception | None = None

    def __enter__(self) -> _Failure:
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        self.error = error if isinstance(error, Exception) else None
        return self.error is not None


def _live(job: Job, packed: bytes, task: Task) -> tuple[Outcome, Trace | None]:
    """Make one run; return how it went, and its daily figures if any are wanted."""
    started_at = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
    start, start_cpu = time.perf_counter(), time.thread_time()
    engine_seconds = 0.0
    kpis: tuple[float, ...] | None = None
    trace: Trace | None = None
    with _Failure() as failure:
        market: Scenario = pickle.loads(_drawn(packed, world_of(job.scenario, task.replicate)))
        place(market, dict(zip(job.paths, task.values, strict=True)))
        luck = replicate_seed(job.seed, task.replicate)
        begin = time.thread_time()
        model = JourneyModel(
            market, plan=task.plan, seed=luck, rules=job.rules, panel=0, keep_moves=False
        )
        finish(model)
        engine_seconds = time.thread_time() - begin
        if job.metrics:
            trace = trace_of(task.run_id, market, model.history, job.metrics)
        found = kpi_values(market, model.history, model.reviews.mean_of_ours)
        kpis = tuple(found[name] for name in job.outcomes)
        model.dissolve()
    error = failure.error
    outcome = Outcome(
        run_id=task.run_id,
        status=SUCCEEDED if error is None else FAILED,
        error_type=None if error is None else type(error).__name__,
        error=None if error is None else _message(error),
        started_at=started_at,
        seconds=time.perf_counter() - start,
        cpu_seconds=time.thread_time() - start_cpu,
        engine_seconds=engine_seconds,
        kpis=kpis,
        trace_sha256=None if error is not None or trace is None else trace.sha256,
    )
    return outcome, trace if error is None else None


def _message(error: Exception) -> str:
    text = str(error) or type(error).__name__
    if not isinstance(error, UserError):
        text = f"{type(error).__name__}: {text}"
    return text if len(text) <= _MAX_MESSAGE else text[: _MAX_MESSAGE - 3] + "..."
