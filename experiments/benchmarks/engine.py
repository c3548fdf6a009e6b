"""How fast the engine is, what a customer takes, how both grow, and how long it takes to start.

    python experiments/benchmarks/engine.py [--customers 10000 1000000] [--threads 1 2]
    python experiments/benchmarks/engine.py --parts start --repeats 5
    python experiments/benchmarks/engine.py --customers 1000 10000 100000 1000000 10000000

Runs a shipped market with all its rules, by default `electronics`. Parts: `speed` by customers
and threads with bytes and the seconds to build who knows whom; `growth` of the time in customers
and in days; `memory` over days; `start` of the package and the engine, cold and warm; and
`overhead`, what a comparison takes beside the simulation itself. Medians; nothing is asserted,
machines differ.
"""

from __future__ import annotations

import argparse
import itertools
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from measuring import (
    interleaved,
    machine,
    median,
    print_machine,
    print_table,
    resident_bytes,
    seconds,
    write_json,
)
from profile_day import make_model

from cjsim.founding import lay_ties
from cjsim.model import JourneyModel

PARTS = ("speed", "growth", "memory", "start", "overhead")


def bytes_of(model: JourneyModel) -> dict[str, float]:
    """Return what a customer takes in arrays: its record, its ties, and what is kept beside."""
    sweep, picture = model.sweep, model.picture
    beside = (
        sweep.resting, sweep.saying, sweep.opening, sweep.others, sweep.changed, sweep.happened,
        sweep.programmes, sweep.answers, picture.said, picture.hears, picture.stance, picture.owned,
        model.start_orders,
    )  # fmt: skip
    n_customers = model.records.size
    return {
        "record bytes": float(model.records.itemsize),
        "network bytes": model.network.n_bytes / n_customers,
        "other bytes": sum(array.nbytes for array in beside) / n_customers,
    }


def one_run(market: str, customers: int, days: int, threads: int) -> dict[str, float]:
    """Make a model and simulate it; return speed, seconds to make it, and bytes a customer."""
    start = time.perf_counter()
    model = make_model(market, customers, days, threads)
    made = time.perf_counter()
    model.step()  # the first day finds the engine's code; it is not counted
    first = time.perf_counter()
    while model.day < days:
        model.step()
    done = time.perf_counter()
    sizes = bytes_of(model)
    ties = seconds(lambda: lay_ties(model.market_file, model.records["segment"], model.luck_seed))
    model.close()
    return {
        "million customer-days/s": customers * (days - 1) / (done - first) / 1e6,
        "make s": made - start,
        "of it ties s": ties,
        **sizes,
    }


def measure_speed(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Return a row for each number of customers and of threads."""
    rows = []
    for customers, threads in itertools.product(options.customers, options.threads):
        runs = [
            one_run(options.market, customers, options.days, threads)
            for _ in range(options.repeats)
        ]
        row: dict[str, Any] = {"customers": customers, "threads": threads}
        rows.append(row | {name: median([run[name] for run in runs]) for name in runs[0]})
    return rows


def slope(sizes: list[int], times: list[float]) -> float:
    """Return the slope of log(time) over log(size): 1 is linear."""
    return float(np.polyfit(np.log(sizes), np.log(times), 1)[0])


def measure_growth(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Return how the time grows in customers and in days."""
    sizes, days = sorted(options.customers), [options.days * times for times in (1, 2, 4)]
    by_size = interleaved(
        {
            str(size): (lambda size=size: _days(options.market, size, options.days))
            for size in sizes
        },
        options.repeats,
    )
    by_days = interleaved(
        {str(n): (lambda n=n: _days(options.market, sizes[0], n)) for n in days}, options.repeats
    )
    growth = []
    for what, values, taken in (("customers", sizes, by_size), ("days", days, by_days)):
        times = [median(taken[str(value)]) for value in values]
        shown = ", ".join(f"{time:.3g}" for time in times)
        growth.append(
            {
                "in": what,
                "from": values[0],
                "to": values[-1],
                "seconds": shown,
                "slope": slope(values, times) if len(values) > 1 else 0.0,
            }
        )
    return growth


def _days(market: str, customers: int, days: int) -> float:
    """Return the seconds of so many days."""
    model = make_model(market, customers, days)
    taken = seconds(lambda: [model.step() for _ in range(days)])
    model.close()
    return taken


def measure_memory(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Return the memory of a new process as days go by, without and with the log of moves."""
    market, customers, days = options.market, max(options.customers), 4 * options.days
    rows = []
    for keeps in (False, True):
        # each in a process of its own: what a model gave back is not given back by the process
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            seen = pool.submit(memory_over_days, market, customers, days, keeps).result()
        first, half, last = seen
        rows.append(
            {
                "keeps the log of moves": "yes" if keeps else "no",
                "customers": customers,
                "MB after day 1": first / 1e6,
                f"after day {days // 2}": half / 1e6,
                f"after day {days}": last / 1e6,
                "bytes a customer-day": (last - first) / (customers * (days - 1)),
            }
        )
    return rows


def memory_over_days(market: str, customers: int, days: int, keeps: bool) -> list[float]:
    """Return the memory of this process after the first day, after half of them, and at last."""
    model = make_model(market, customers, days, keep_moves=keeps)
    seen = []
    for last in (1, days // 2, days):
        while model.day < last:
            model.step()
        seen.append(resident_bytes())
    model.close()
    return seen


def in_new_process(text: str, cache: Path | None = None) -> float:
    """Return the seconds a new Python takes for `text`, with its own cache if one is given."""
    surroundings = dict(os.environ)
    if cache is not None:
        surroundings["NUMBA_CACHE_DIR"] = str(cache)
    command = [sys.executable, "-c", text]
    return seconds(lambda: subprocess.run(command, env=surroundings, check=True, text=True))


FIRST_DAY = (
    "import cjsim; m = cjsim.JourneyModel(cjsim.load_scenario('{market}'), customers=1000, days=2);"
    "m.step(); m.close()"
)


def measure_start(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Return how long it takes to import the package and to have simulated one day."""
    first_day = FIRST_DAY.format(market=options.market)
    in_new_process(first_day)  # fill the cache
    taken = interleaved(
        {
            "python itself": lambda: in_new_process("pass"),
            "import cjsim": lambda: in_new_process("import cjsim"),
            "first day, engine in the cache": lambda: in_new_process(first_day),
        },
        options.repeats,
    )
    for _ in range(options.cold_repeats):
        with tempfile.TemporaryDirectory() as empty:
            cold = in_new_process(first_day, Path(empty))
        taken.setdefault("first day, nothing in the cache", []).append(cold)
    return [
        {"new process": name, "seconds": median(values), "lowest": min(values)}
        for name, values in taken.items()
    ]


COMPARISON = """
import time
start = time.perf_counter()
import cjsim
from cjsim.model import JourneyModel
imported = time.perf_counter()
taken = {"step": 0.0, "__init__": 0.0}
def timed(name):
    inner = getattr(JourneyModel, name)
    def outer(self, *arguments, **named):
        begun = time.perf_counter()
        try:
            return inner(self, *arguments, **named)
        finally:
            taken[name] += time.perf_counter() - begun
    setattr(JourneyModel, name, outer)
loading = time.perf_counter()
model = cjsim.JourneyModel(cjsim.load_scenario("MARKET"), customers=50, days=1)
model.step()
model.close()
loaded = time.perf_counter()
timed("step")
timed("__init__")
cjsim.compare("MARKET", REST, workers=1).table
end = time.perf_counter()
print(imported - start, loaded - loading, taken["__init__"], taken["step"], end - loaded)
"""


def measure_overhead(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Return what a comparison in one process takes beside making models and living days."""
    rest = f"replicates={options.replicates}, customers={options.compare_customers}"
    text = COMPARISON.replace("MARKET", options.market).replace("REST", rest)
    runs = []
    for _ in range(options.repeats):
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", text], check=True, stdout=subprocess.PIPE, text=True
        )
        whole = time.perf_counter() - start
        imported, loaded, made, stepped, compared = map(float, done.stdout.split()[-5:])
        runs.append(
            {
                "whole process s": whole,
                "import s": imported,
                "load the engine s": loaded,
                "make models s": made,
                "simulate s": stepped,
                "rest of compare s": compared - made - stepped,
                "overhead %": 100.0 * (whole / stepped - 1.0),
            }
        )
    return [{name: median([run[name] for run in runs]) for name in runs[0]}]


def main() -> None:
    """Measure the parts asked for, print tables, and write JSON when asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--market", default="electronics")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--customers", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--days", type=int, default=31)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--cold-repeats", type=int, default=1, help="starts from an empty cache")
    parser.add_argument("--replicates", type=int, default=5, help="of the comparison")
    parser.add_argument("--compare-customers", type=int, default=30_000)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    facts = machine()
    print_machine(facts)
    one_run(options.market, 1_000, 2, 1)  # compile before anything is measured
    measures = {
        "speed": measure_speed, "growth": measure_growth, "memory": measure_memory,
        "start": measure_start, "overhead": measure_overhead,
    }  # fmt: skip
    tables = {}
    for part in options.parts:
        tables[part] = measures[part](options)
        print_table(tables[part])
    write_json(options.json, facts, tables)


if __name__ == "__main__":
    main()
