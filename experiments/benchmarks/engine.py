"""How fast the engine is: customer-days a second, bytes a customer, seconds to start.

    python experiments/benchmarks/engine.py [--customers 30000 1000000] [--threads 1 2]

Runs the shipped `electronics` market with all its rules, at several resolutions and numbers
of threads, each several times, and prints the median. Nothing is asserted: machines differ.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from pathlib import Path

import cjsim
from cjsim.agents.customer import CUSTOMER
from cjsim.scenarios.quantity import Quantity
from cjsim.scenarios.sizing import resized


def one_run(customers: int, days: int, threads: int) -> dict[str, float]:
    """Make a model and simulate it; return seconds to make it and customer-days a second."""
    market = cjsim.load_scenario("electronics").model_copy(deep=True)
    people = max(customers, int(market.scenario.people))
    market.scenario.people = Quantity(people, source="benchmark")
    market = resized(market, customers, days)
    start = time.perf_counter()
    model = cjsim.JourneyModel(market, panel=0, keep_moves=False, threads=threads)
    made = time.perf_counter()
    model.step()  # the first day may compile; it is not counted
    first = time.perf_counter()
    while model.day < days:
        model.step()
    done = time.perf_counter()
    model.close()
    return {
        "make_seconds": made - start,
        "first_day_seconds": first - made,
        "customer_days_per_second": customers * (days - 1) / (done - first),
        "network_bytes_per_customer": model.network.n_bytes / customers,
    }


def main() -> None:
    """Measure, print a table, and write JSON when asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, nargs="+", default=[30_000, 1_000_000])
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--days", type=int, default=31)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    one_run(1_000, 2, 1)  # compile before anything is measured
    rows = []
    print(f"a customer's record takes {CUSTOMER.itemsize} bytes")
    print("customers  threads  million customer-days/s  make s  network bytes/customer")
    for customers in options.customers:
        for threads in options.threads:
            runs = [one_run(customers, options.days, threads) for _ in range(options.repeats)]
            row = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
            row |= {"customers": customers, "threads": threads, "days": options.days}
            rows.append(row)
            print(
                f"{customers:9,}  {threads:7}  {row['customer_days_per_second'] / 1e6:23.1f}"
                f"  {row['make_seconds']:6.2f}  {row['network_bytes_per_customer']:22.0f}"
            )
            sys.stdout.flush()
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
