"""Many runs of a small market side by side: two workers against one.

    python experiments/benchmarks/replicates.py [--customers 10000] [--workers 1 2]

A comparison of two plans of `electronics` in many futures, in one process and in several; the
workers are started, and the engine loaded, before anything is timed. The work of a future is
counted, not assumed: the days stepped by all its models.
"""

from __future__ import annotations

import argparse
import functools
from pathlib import Path
from typing import Any

from measuring import (
    interleaved,
    machine,
    median,
    print_machine,
    print_table,
    seconds,
    spread,
    write_json,
)

import cjsim
from cjsim.model import JourneyModel


def compare(options: argparse.Namespace, replicates: int, workers: int) -> None:
    """Make the comparison."""
    cjsim.compare(
        options.market,
        replicates=replicates,
        customers=options.customers,
        days=options.days,
        workers=workers,
    )


def days_of_a_future(options: argparse.Namespace) -> int:
    """Return the days that all models of one future step together, by counting them."""
    step = JourneyModel.step
    counted = []

    @functools.wraps(step)
    def counting(model: JourneyModel) -> None:
        counted.append(model.records.size == options.customers)
        step(model)

    JourneyModel.step = counting
    try:
        compare(options, 2, 1)
    finally:
        JourneyModel.step = step
    return sum(counted) // 2


def main() -> None:
    """Time the comparisons in turn, print the table, and write JSON when asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--market", default="electronics")
    parser.add_argument("--customers", type=int, default=10_000)
    parser.add_argument("--days", type=int, default=182)
    parser.add_argument("--replicates", type=int, default=40)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    facts = machine()
    print_machine(facts)
    work = options.customers * days_of_a_future(options) * options.replicates
    for workers in options.workers:
        compare(options, 2 * workers, workers)  # start the workers

    def timed(workers: int) -> float:
        return seconds(lambda: compare(options, options.replicates, workers))

    taken = interleaved(
        {str(workers): (lambda workers=workers: timed(workers)) for workers in options.workers},
        options.repeats,
    )
    alone = taken[str(options.workers[0])]
    table: list[dict[str, Any]] = [
        {
            "workers": workers,
            "seconds": median(taken[str(workers)]),
            "range": spread(taken[str(workers)]),
            "million customer-days/s": work / median(taken[str(workers)]) / 1e6,
            "times as fast": median(
                [one / many for one, many in zip(alone, taken[str(workers)], strict=True)]
            ),
        }
        for workers in options.workers
    ]
    print(
        f"{options.replicates} futures of {options.customers:,} customers: {work:,} customer-days\n"
    )
    print_table(table)
    write_json(options.json, facts, {"customer_days": work, "replicates": table})


if __name__ == "__main__":
    main()
