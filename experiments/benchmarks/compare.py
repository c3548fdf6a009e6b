"""The main job as its users feel it: `cjsim compare electronics`, whole processes, timed.

    python experiments/benchmarks/compare.py [--market electronics] [--repeats 5]

Everything counts: starting Python, loading, all futures, the tables, the verdict. Memory is the
most that the process and its workers had together, looked at a few times a second.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from measuring import machine, median, print_machine, print_table, spread, write_json

LOOK_EVERY_SECONDS = 0.2


def family(parent: int) -> list[int]:
    """Return a process and all that descend from it, by id."""
    children: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text("utf-8").rsplit(")", 1)[1].split()
        except OSError:
            continue  # it has ended meanwhile
        children.setdefault(int(fields[1]), []).append(int(status.parent.name))
    found = [parent]
    for process in found:
        found += children.get(process, [])
    return found


def memory_of(process: int) -> float:
    """Return the bytes of a process, what it shares with others counted in proportion."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text("utf-8").splitlines()
    except OSError:
        return 0.0
    return sum(1024.0 * float(line.split()[1]) for line in lines if line.startswith("Pss:"))


def one_job(arguments: list[str]) -> dict[str, float]:
    """Run the command once; return its seconds, processor seconds and most memory."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    job = subprocess.Popen([sys.executable, "-m", "cjsim", *arguments], stdout=subprocess.DEVNULL)
    seen = [0.0]
    is_over = threading.Event()

    def watch() -> None:
        while not is_over.wait(LOOK_EVERY_SECONDS):
            seen.append(sum(map(memory_of, family(job.pid))))

    watcher = threading.Thread(target=watch)
    watcher.start()
    code = job.wait()
    wall = time.perf_counter() - start
    is_over.set()
    watcher.join()
    if code != 0:
        raise SystemExit(f"cjsim {' '.join(arguments)} ended with {code}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall s": wall, "processor s": processor, "most MB": max(seen) / 1e6}


def main() -> None:
    """Run the job some times, print the medians, and write JSON when asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--market", default="electronics")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument(
        "--more", default="", help='other options of the job, e.g. "--replicates 5 --workers 1"'
    )
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    facts = machine()
    print_machine(facts)
    arguments = ["compare", options.market, "--quiet", *options.more.split()]
    short = ["--customers", "200", "--days", "2", "--replicates", "2"]
    one_job(["compare", options.market, "--quiet", *short])  # compile before anything is timed
    runs = [one_job(arguments) for _ in range(options.repeats)]
    table: list[dict[str, Any]] = [
        {
            "cjsim " + " ".join(arguments): name,
            "median": median([run[name] for run in runs]),
            "range": spread([run[name] for run in runs]),
        }
        for name in runs[0]
    ]
    print_table(table)
    write_json(options.json, facts, {"job": table, "runs": runs})


if __name__ == "__main__":
    main()
