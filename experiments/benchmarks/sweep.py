"""What a sweep costs beside the engine: the share of the cores in it, and the memory over time.

    python experiments/benchmarks/sweep.py [--runs 1000] [--customers 10000] [--days 180]

Sweeps the staff of the shipped `electronics` market over ten points, with as many replicates
as make the runs asked for, in so many processes. Prints the processor's time in the engine
(from making a model to its last day) as a share of what the cores could give between the
first and the last run, and of the whole call; and the memory of all processes as it goes.
Nothing is asserted: machines differ.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import threading
import time
from pathlib import Path

import pandas as pd

import cjsim

PAGE = os.sysconf("SC_PAGE_SIZE")


def memory_mb() -> list[float]:
    """Return the resident memory of this process and of all below it, in megabytes (Linux)."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        parents[int(folder.name)] = (int(fields[1]), int(fields[21]) * PAGE / 1e6)
    ours, size = {os.getpid()}, 0
    while size < len(ours):
        size = len(ours)
        ours |= {process for process, (parent, _) in parents.items() if parent in ours}
    return [megabytes for process, (_, megabytes) in sorted(parents.items()) if process in ours]


def main() -> None:
    """Sweep, and print what it cost."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=1_000)
    parser.add_argument("--customers", type=int, default=10_000)
    parser.add_argument("--days", type=int, default=180)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--daily", action="store_true")
    parser.add_argument("--every", type=float, default=10.0, help="seconds between looks")
    options = parser.parse_args()
    samples: list[tuple[float, float, float]] = []
    is_over = threading.Event()

    def look() -> None:
        while not is_over.wait(options.every):
            sizes = memory_mb()
            samples.append((time.perf_counter() - start, sum(sizes), max(sizes)))

    cjsim.run("electronics", customers=1_000, days=2)  # compile before anything is measured
    with tempfile.TemporaryDirectory() as folder:
        watcher = threading.Thread(target=look, daemon=True)
        start = time.perf_counter()
        watcher.start()
        study = cjsim.sweep(
            "electronics",
            {"support.staff": list(range(10, 20))},
            replicates=-(-options.runs // 10),
            customers=options.customers,
            days=options.days,
            seed=1,
            daily=options.daily,
            store=Path(folder) / "study",
            workers=options.workers,
            progress=True,
        )
        seconds = time.perf_counter() - start
        is_over.set()
        watcher.join()
    runs = study.runs
    begins = pd.to_datetime(runs["started_at"])
    ends = begins + pd.to_timedelta(runs["wall_s"], unit="s")
    lived = (ends.max() - begins.min()).total_seconds()
    engine, beside = runs["engine_seconds"].sum(), runs["cpu_seconds"] - runs["engine_seconds"]
    print(f"{len(runs):,} runs of {options.customers:,} customers x {options.days} days")
    print(f"{seconds:.1f} s in all, {lived:.1f} s from the first run to the last")
    print(f"engine: {engine:.1f} s of the processor, {engine / len(runs):.3f} s a run")
    print(
        f"beside it: {beside.median() * 1e3:.1f} ms of the processor a run; "
        f"{engine / runs['cpu_seconds'].sum():.1%} of a run is engine"
    )
    shares = [engine / clock / options.workers for clock in (lived, seconds)]
    print(
        f"share of {options.workers} cores in the engine: {shares[0]:.1%} while runs are made, "
        f"{shares[1]:.1%} of the whole call"
    )
    print("seconds   all MB   largest process MB")
    for moment, total, largest in samples[:: max(1, len(samples) // 12)]:
        print(f"{moment:7.0f}  {total:7.0f}  {largest:7.0f}")
    print(f"digest {study.digest}")


if __name__ == "__main__":
    main()
