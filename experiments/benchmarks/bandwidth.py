"""How near the engine is to what this machine's memory can do.

    python experiments/benchmarks/bandwidth.py [--customers 1000000] [--threads 1 2]

Three steps: how fast memory is copied (`b = a`) and combined (`c = a + s b`, the triad of
McCalpin's STREAM); which bytes a customer-day must move at least, from the arrays the day goes
through and from how many customers it changes, counted on a day of the run; and the customer-days
a second this would allow, beside those the engine makes. Lines of a cache have 64 bytes.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from measuring import machine, median, print_machine, print_table, seconds, write_json
from numba import njit
from profile_day import make_model

from cjsim.model import JourneyModel

LINE = 64


@njit(nogil=True)
def copy(a, b, _c, first, last):
    """Copy."""
    for i in range(first, last):
        b[i] = a[i]


@njit(nogil=True)
def triad(a, b, c, first, last):
    """Combine two arrays into a third."""
    for i in range(first, last):
        c[i] = a[i] + 3.0 * b[i]


MOVED = {copy: 2, triad: 3}
"""Arrays each goes through; what a processor reads before it writes is not counted (as STREAM)."""


def bandwidth(
    kernel: Callable[..., None], arrays: list[np.ndarray], threads: int, repeats: int
) -> float:
    """Return the best bytes a second of a kernel over big arrays: STREAM reports the best too."""
    size = arrays[0].size
    edges = np.linspace(0, size, threads + 1).astype(int)
    kernel(*arrays, 0, 1)
    with ThreadPoolExecutor(threads) as pool:

        def go() -> None:
            list(pool.map(lambda i: kernel(*arrays, edges[i], edges[i + 1]), range(threads)))

        best = min(seconds(go) for _ in range(repeats))
    return float(MOVED[kernel] * arrays[0].nbytes / best)


def changed_lines(before: np.ndarray, after: np.ndarray) -> float:
    """Return how many lines of a record change on a day, of a customer on average."""
    width = before.itemsize
    words = [each.view(np.uint8).reshape(before.size, width) for each in (before, after)]
    changed = 0
    for first in range(0, width, LINE):
        part = slice(first, first + LINE)
        changed += int((words[0][:, part] != words[1][:, part]).any(axis=1).sum())
    return changed / before.size


def bytes_touched(model: JourneyModel) -> list[dict[str, Any]]:
    """Live one day of the model; return what a customer-day reads and writes at the least."""
    before = model.records.copy()
    said_before = model.picture.said.copy()
    model.step()
    n_customers = model.records.size
    sweep, picture = model.sweep, model.picture
    lines = changed_lines(before, model.records)
    n_ties = np.diff(model.network.starts)
    listeners = picture.hears != 0
    heard = float(n_ties[listeners].sum()) / n_customers
    told = float(n_ties[said_before != 0].sum()) / n_customers
    rows = [
        ("records: read whole, changed lines written back", before.itemsize, LINE * lines),
        ("hears: cleared, read", picture.hears.itemsize, picture.hears.itemsize),
        ("programmes: cleared, read", sweep.programmes.itemsize, sweep.programmes.itemsize),
        ("saying: written, copied to said", sweep.saying.itemsize, 2 * sweep.saying.itemsize),
        ("said: looked through for speakers", picture.said.itemsize, 0.0),
        ("opening, changed: written, looked through", 2.0, 2.0),
        ("speakers' ties: read, hears written in a line each", told * (4 + LINE), told * LINE),
        ("listeners' ties: read, a line of said each", heard * (4 + 1 + LINE), 0.0),
        (
            "stance, owned: of those who changed",
            0.0,
            (1.0 + picture.stance.shape[1]) * float(sweep.changed.mean()),
        ),
    ]
    return [
        {"what": what, "bytes read": float(reads), "bytes written": float(writes)}
        for what, reads, writes in rows
    ]


def engine_speed(model: JourneyModel, days: int) -> float:
    """Return the customer-days a second of some days."""
    taken = []
    for _ in range(days):
        start = time.perf_counter()
        model.step()
        taken.append(time.perf_counter() - start)
    return model.records.size / median(taken)


def main() -> None:
    """Measure, print the tables, and write JSON when asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--market", default="electronics")
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--megabytes", type=int, default=800, help="of each of three arrays")
    parser.add_argument("--after-days", type=int, default=30)
    parser.add_argument("--days", type=int, default=11)
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    facts = machine()
    print_machine(facts)
    arrays = [np.full(options.megabytes * 125_000, float(value)) for value in range(3)]
    speeds = {
        threads: {
            kernel.__name__: bandwidth(kernel, arrays, threads, options.repeats) for kernel in MOVED
        }
        for threads in options.threads
    }
    del arrays
    last = options.after_days + 1 + options.days
    touched: list[dict[str, Any]] = []
    rows = []
    for threads in options.threads:
        model = make_model(options.market, options.customers, last, threads)
        while model.day < options.after_days:
            model.step()
        touched = bytes_touched(model)
        total = sum(row["bytes read"] + row["bytes written"] for row in touched)
        engine = engine_speed(model, options.days)
        model.close()
        limit = speeds[threads]["triad"] / total
        rows.append(
            {
                "threads": threads,
                "copy GB/s": speeds[threads]["copy"] / 1e9,
                "triad GB/s": speeds[threads]["triad"] / 1e9,
                "bytes a customer-day": total,
                "memory allows million/s": limit / 1e6,
                "engine million/s": engine / 1e6,
                "engine is so many times slower": limit / engine,
            }
        )
    print_table(touched)
    print_table(rows)
    write_json(options.json, facts, {"touched": touched, "bandwidth": rows})


if __name__ == "__main__":
    main()
