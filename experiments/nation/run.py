"""How much time and memory does a nation take: 100 million customers, one record each, 30 days?

    python experiments/nation/run.py [--customers 1000000] [--days 30] [--threads 2]

Without `--customers` it is the whole nation, which wants some 20 GB. A part of it has its part
of the staff and of the advertising, so that a customer's day is the same. It prints the seconds
and the most memory so far (resident, of the process) after making the people, after each day,
and at the end what a customer takes and where the time of a day went.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from pathlib import Path

import cjsim
from cjsim.model import PHASES
from cjsim.scenarios.paths import get_number, set_number
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.sizing import resized

MARKET = Path(__file__).with_name("nation.toml")
OF_THE_NATION = (
    "scenario.people", "support.staff", "channels.social_ads.spend_per_month",
    "channels.search_ads.spend_per_month",
)  # fmt: skip
"""What a part of the nation has its part of."""
SMALL = 1_000
"""Customers of the market that is lived first, so that code is loaded before it is measured."""


def peak_bytes() -> float:
    """Return the most memory this process has had in use, in bytes."""
    peak = float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    return peak if sys.platform == "darwin" else peak * 1024.0


def part_of_nation(customers: int | None, days: int) -> Scenario:
    """Return the market, or a part of it with as many people as customers."""
    market = cjsim.load_scenario(str(MARKET))
    whole = int(market.scenario.people)
    if customers is not None:
        if not 1 <= customers <= whole:
            raise cjsim.UserError("customers", customers, f"the nation has 1 to {whole:,}.")
        for path in OF_THE_NATION:
            set_number(market, path, float(get_number(market, path)) * customers / whole)
    return resized(market, customers, days)


def live(model: cjsim.JourneyModel, seconds: dict[str, float]) -> None:
    """Let a day go by, and add the seconds of its phases."""
    for phase in PHASES:
        start = time.perf_counter()
        phase(model)
        seconds[phase.__name__] = seconds.get(phase.__name__, 0.0) + time.perf_counter() - start
    model.day += 1


def main() -> None:
    """Make the people, live the days, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, help="a part of the nation, all of it if left out")
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    try:
        run(options)
    except cjsim.UserError as error:
        parser.error(str(error))


def run(options: argparse.Namespace) -> None:
    """Do what the command line asks for."""
    market = part_of_nation(options.customers, options.days)
    small = cjsim.JourneyModel(part_of_nation(SMALL, 2), panel=0, keep_moves=False)
    small.step()
    small.close()
    before = peak_bytes()
    start = time.perf_counter()
    model = cjsim.JourneyModel(market, panel=100, keep_moves=False, threads=options.threads)
    n_customers = model.records.size
    print(f"{n_customers:,} customers, {options.days} days, {options.threads} threads")
    print(f"make   {time.perf_counter() - start:8.1f} s   peak {peak_bytes() / 1e9:6.2f} GB")
    made = peak_bytes()
    seconds: dict[str, float] = {}
    begun = time.perf_counter()
    for day in range(options.days):
        today = time.perf_counter()
        live(model, seconds)
        taken = time.perf_counter() - today
        print(f"day {day + 1:2} {taken:8.1f} s   peak {peak_bytes() / 1e9:6.2f} GB", flush=True)
    lived = time.perf_counter() - begun
    model.close()
    for name, taken in seconds.items():
        share = taken / options.days / n_customers * 1e9
        print(f"  {name:16} {taken / options.days:8.2f} s a day {share:8.1f} ns a customer-day")
    speed = n_customers * options.days / lived / 1e6
    print(f"{lived:.0f} s for the days: {speed:.1f} million customer-days a second")
    for when, peak in (("made", made), ("at the end", peak_bytes())):
        print(f"bytes a customer, {when}: {(peak - before) / n_customers:.0f}")
    print(f"process before it: {before / 1e9:.2f} GB; digest {model.history.digest()[:16]}")


if __name__ == "__main__":
    main()
