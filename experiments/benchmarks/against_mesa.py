"""One small journey in cjsim, Mesa, NumPy and Starsim: do they agree, and how fast are they?

    python experiments/benchmarks/against_mesa.py [--forms mesa numpy cjsim] [--json FILE]

First the results: the share of customers in each stage and the orders so far, on some days,
averaged over seeds, as z-scores of each form against cjsim. Then the speed, in customer-days a
second, from one run in which the forms take turns; each has a size at which it takes a few
seconds. Who knows whom is the same for all, and making it is not timed. README.md tells the model.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import math
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from measuring import interleaved, machine, median, print_machine, print_table, spread, write_json
from scipy import stats
from small_model import STAGES, Outcome, make_network, read_numbers

Simulate = Callable[..., Outcome]
SIZES = {
    "mesa": 20_000,
    "mesa_tuned": 60_000,
    "numpy": 500_000,
    "starsim": 100_000,
    "cjsim": 300_000,
    "cjsim_2_threads": 300_000,
}
"""Customers at which 120 days of each form take a few seconds."""
CHANCE_OF_ALARM = 0.001
"""Chance that one form is said to differ though it does not, all its z-scores together."""


def load(form: str) -> Simulate:
    """Return the function that simulates a form of the model."""
    if form == "cjsim_2_threads":
        return partial(load("cjsim"), threads=2)
    simulate: Simulate = importlib.import_module(f"form_{form}").simulate
    return simulate


def seen(outcome: Outcome, customers: int, every: int) -> np.ndarray:
    """Return what is compared: shares of stages and orders so far, on every so many days."""
    days = np.arange(every, outcome.stages.shape[0] + 1, every) - 1
    orders = np.cumsum(outcome.orders)[days]
    return np.column_stack([outcome.stages[days], orders]) / customers


def draw_samples(form: str, customers: int, days: int, n_seeds: int, every: int) -> np.ndarray:
    """Return what is compared of each of some seeds, (seeds, days compared, stages + 1)."""
    simulate, numbers = load(form), read_numbers()
    return np.stack(
        [
            seen(
                simulate(customers, days, numbers, make_network(customers, seed), seed),
                customers,
                every,
            )
            for seed in range(1, n_seeds + 1)
        ]
    )


def z_scores(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return the differences of two sets of samples in standard errors, where there is spread."""
    error = np.sqrt(one.var(0, ddof=1) / len(one) + other.var(0, ddof=1) / len(other))
    return np.divide(one.mean(0) - other.mean(0), error, out=np.zeros_like(error), where=error > 0)


def largest_allowed(n_scores: int, n_seeds: int) -> float:
    """Return the z-score that is passed by chance in one of a thousand comparisons of a form."""
    tail = CHANCE_OF_ALARM / n_scores / 2.0
    return float(stats.t.isf(tail, 2 * n_seeds - 2))


def compare_results(
    forms: list[str], customers: int, days: int, n_seeds: int, every: int
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return a row of agreement a form, and a row of means a day and form."""
    samples = {form: draw_samples(form, customers, days, n_seeds, every) for form in forms}
    samples["cjsim"] = samples.get("cjsim", draw_samples("cjsim", customers, days, n_seeds, every))
    agreement, means = [], []
    for form, sample in samples.items():
        if form != "cjsim":
            z = z_scores(sample, samples["cjsim"])
            limit = largest_allowed(z.size, n_seeds)
            agreement.append(
                {
                    "form": form,
                    "scores": z.size,
                    "largest |z|": float(np.abs(z).max()),
                    "allowed": limit,
                    "mean square z": float((z**2).mean()),
                    "agrees": "yes" if np.abs(z).max() < limit else "NO",
                }
            )
        for place in range(sample.shape[1]):
            row = {"day": every * (place + 1), "form": form}
            shown = 100.0 * sample[:, place].mean(0)
            names = (*(f"{name} %" for name in STAGES), "orders a 100")
            means.append(row | dict(zip(names, shown.tolist(), strict=True)))
    return agreement, sorted(means, key=lambda row: row["day"])


def time_forms(
    forms: list[str], sizes: dict[str, int], days: int, repeats: int
) -> list[dict[str, Any]]:
    """Return the speed of each form, from runs taken in turn, and its ratio to cjsim's."""
    numbers = read_numbers()
    makes: dict[str, list[float]] = {form: [] for form in forms}
    costs: dict[str, list[float]] = {form: [] for form in forms}
    works: dict[str, Callable[[], float]] = {}
    for form in forms:
        simulate = load(form)
        simulate(500, 3, numbers, make_network(500, 1), 1)  # compile, and load what is lazy

        def work(form: str = form, simulate: Simulate = simulate) -> float:
            customers = sizes[form]
            outcome = simulate(customers, days, numbers, networks[customers], 1)
            makes[form].append(1e6 * outcome.make_seconds / customers)
            costs[form].append(1e9 * outcome.processor_seconds / (customers * days))
            return customers * days / outcome.run_seconds

        works[form] = work
    networks = {sizes[form]: make_network(sizes[form], 1) for form in forms}
    speeds = interleaved(works, repeats)
    return [
        {
            "form": form,
            "customers": sizes[form],
            "customer-days/s": median(speeds[form]),
            "million (range)": spread([value / 1e6 for value in speeds[form]]),
            "cjsim is times as fast": median(
                [ours / theirs for ours, theirs in zip(speeds["cjsim"], speeds[form], strict=True)]
            )
            if "cjsim" in speeds
            else math.nan,
            "processor ns a customer-day": median(costs[form]),
            "make us a customer": median(makes[form]),
        }
        for form in forms
    ]


def main() -> None:
    """Compare, time, print, and write JSON when asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--forms", nargs="+", choices=list(SIZES), default=list(SIZES))
    parser.add_argument("--days", type=int, default=120)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--times", type=float, default=1.0, help="of the usual sizes")
    parser.add_argument("--seeds", type=int, default=20, help="for agreement; 0: do not ask")
    parser.add_argument("--agree-customers", type=int, default=3_000)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    forms = options.forms
    if "starsim" in forms and importlib.util.find_spec("starsim") is None:
        print("starsim is not installed: left out (pip install starsim)")
        forms.remove("starsim")
    facts = machine()
    print_machine(facts)
    tables: dict[str, Any] = {}
    if options.seeds:
        compared = [form for form in forms if form != "cjsim_2_threads"]
        every = max(options.days // 4, 1)
        agreement, means = compare_results(
            compared, options.agree_customers, options.days, options.seeds, every
        )
        print(f"{options.agree_customers:,} customers, {options.seeds} seeds, against cjsim\n")
        print_table(means)
        print_table(agreement)
        tables |= {"agreement": agreement, "means": means}
    if options.repeats:
        sizes = {form: max(int(options.times * SIZES[form]), 10) for form in forms}
        tables["speed"] = time_forms(forms, sizes, options.days, options.repeats)
        print_table(tables["speed"])
    write_json(options.json, facts, tables)


if __name__ == "__main__":
    main()
