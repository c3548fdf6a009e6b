"""Daily figures of runs: their columns, their Parquet files, and where those are kept."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pandas as pd
import pyarrow as pa

from cjsim.errors import UserError
from cjsim.history import History
from cjsim.language import text
from cjsim.results.days import daily_table
from cjsim.scenarios.errors import did_you_mean, listed
from cjsim.scenarios.schema import Scenario

_KEYS = ("day", "date", "segment")
MEANS = {"satisfaction": "customers", "trust": "customers"}
"""Daily figures that are means, and what they weigh by when segments are put together."""


class Trace(NamedTuple):
    """The daily figures of one run, and the SHA-256 of their bits."""

    table: pa.Table
    sha256: str


def metric_names(scenario: Scenario) -> tuple[str, ...]:
    """Return the names of all daily figures: the columns of `run.daily`."""
    empty = History(1, len(scenario.segments), scenario.kpis.pain_score)
    return tuple(str(name) for name in daily_table(scenario, empty) if name not in _KEYS)


def check_metrics(scenario: Scenario, daily: bool | Sequence[str]) -> tuple[str, ...]:
    """Return the daily figures asked for: all when True, none when False.

    Raises `UserError` for one there is not.
    """
    if isinstance(daily, bool):
        return metric_names(scenario) if daily else ()
    known = metric_names(scenario)
    if isinstance(daily, str):
        raise UserError(
            "daily", daily, text('give True, or a list, e.g. ["{known}"].', {"known": known[0]})
        )
    for name in daily:
        if name not in known:
            guess = did_you_mean(str(name), known)
            raise UserError(
                "daily",
                name,
                text("there are: {known}.{guess}", {"known": listed(known), "guess": guess}),
            )
    names = tuple(dict.fromkeys([*daily, *(MEANS[name] for name in daily if name in MEANS)]))
    return tuple(name for name in known if name in names)


def schema_of(metrics: Sequence[str]) -> pa.Schema:
    """Return the columns of a file of traces: run_id, day (from 0), segment, and the figures."""
    keys = [("run_id", pa.int64()), ("day", pa.int32()), ("segment", pa.string())]
    return pa.schema([*keys, *((name, pa.float64()) for name in metrics)])


def trace_of(run_id: int, scenario: Scenario, history: History, metrics: Sequence[str]) -> Trace:
    """Return the daily figures of a finished run, a row per day and segment."""
    daily = daily_table(scenario, history)
    digest = hashlib.sha256()
    for name in metrics:
        digest.update(daily[name].to_numpy(float).tobytes())
    arrays = [
        pa.array([run_id] * len(daily), pa.int64()),
        pa.array(daily["day"].to_numpy("int32")),
        pa.array(daily["segment"].astype(str), pa.string()),
        *(pa.array(daily[name].to_numpy(float), from_pandas=False) for name in metrics),
    ]
    return Trace(pa.Table.from_arrays(arrays, schema=schema_of(metrics)), digest.hexdigest())


def encoded(traces: Sequence[Trace], metrics: Sequence[str]) -> bytes:
    """Return the Parquet file of some traces."""
    import pyarrow.parquet as pq

    sink = io.BytesIO()
    table = pa.concat_tables([trace.table for trace in traces])
    pq.write_table(table.cast(schema_of(metrics)), sink, compression="zstd")
    return sink.getvalue()


def decoded(files: Iterable[tuple[bytes, set[int]]], metrics: Sequence[str]) -> pd.DataFrame:
    """Return the rows of the runs wanted of each file, in order of run, day and segment."""
    import pyarrow.parquet as pq

    parts: list[pd.DataFrame] = []
    for data, run_ids in files:
        table = pq.read_table(io.BytesIO(data), schema=schema_of(metrics)).to_pandas()
        parts.append(table[table["run_id"].isin(list(run_ids))])
    if not parts:
        parts = [schema_of(metrics).empty_table().to_pandas()]
    return pd.concat(parts).sort_values(["run_id", "day"], kind="stable", ignore_index=True)
