"""Where the time of a simulated day goes: by phase, inside the sweep, by stage, by switch.

    python experiments/benchmarks/profile_day.py [--market electronics] [--customers 300000]

Four tables, all of one market after some days of its run:

1. the phases of the day, as `cjsim.model.PHASES` has them;
2. the sweep over customers, statement by statement: the text of `cjsim.journey.day.live` is
   compiled once with a stop after each statement of its loop, and each stop timed on the same
   morning. The compiler may move work that changes nothing to where its result is first used;
3. the sweep over the customers of one stage alone;
4. the sweep with one switch turned off for this one day.

2 to 4 live the same day of the same people over and over; every measurement is taken in turn with
the others. All is on one thread and in processor time, which other programs disturb less than the
clock on the wall; medians are shown.
"""

from __future__ import annotations

import argparse
import ast
import functools
import inspect
import time
from collections.abc import Callable
from pathlib import Path
from types import FunctionType
from typing import Any, NamedTuple

import numpy as np
from measuring import interleaved, machine, median, print_machine, print_table, write_json
from numba import njit

import cjsim
from cjsim.journey import day as day_module
from cjsim.journey.hearing import HEARD
from cjsim.journey.listening import make_sieve
from cjsim.journey.luck import Purpose, pair_key
from cjsim.journey.place import N_PLACES
from cjsim.journey.plain import entry_point
from cjsim.journey.rest import GATE, N_RESTS
from cjsim.journey.stages import STAGE_NAMES, Stage
from cjsim.journey.sweep import CHUNK
from cjsim.journey.tally import N_TALLIES
from cjsim.journey.touching import MAX_TOUCHES, TOUCH
from cjsim.model import PHASES, JourneyModel
from cjsim.scenarios.quantity import Quantity
from cjsim.scenarios.sizing import resized

ALL = 1_000
"""A stop beyond the last: the whole loop runs."""


def make_model(
    market: str, customers: int, days: int, threads: int = 1, keep_moves: bool = False
) -> JourneyModel:
    """Return the model of a market at a resolution, kept as lean as can be."""
    scenario = cjsim.load_scenario(market).model_copy(deep=True)
    people = max(customers, int(scenario.scenario.people))
    scenario.scenario.people = Quantity(people, source="benchmark")
    return JourneyModel(
        resized(scenario, customers, days), panel=0, keep_moves=keep_moves, threads=threads
    )


def time_phases(model: JourneyModel, n_days: int) -> list[dict[str, Any]]:
    """Step the model `n_days` days; return the median milliseconds and share of each phase."""
    taken: dict[str, list[float]] = {phase.__name__: [] for phase in PHASES}
    for _ in range(n_days):
        for phase in PHASES:
            start = time.thread_time()
            phase(model)
            taken[phase.__name__].append(time.thread_time() - start)
        model.day += 1
    middles = {name: median(values) for name, values in taken.items()}
    whole = sum(middles.values())
    return [
        {
            "phase": name,
            "ms a day": 1e3 * middle,
            "ns a customer": 1e9 * middle / model.records.size,
            "share %": 100.0 * middle / whole,
        }
        for name, middle in middles.items()
    ]


# --- the sweep, with stops -------------------------------------------------------------


@functools.cache
def sweep_with_stops() -> tuple[Callable[..., Any], list[str]]:
    """Return `live` over given customers with a stop after each statement, and their texts.

    The function takes two more arguments first: the ids of the customers to live the day, and
    at which stop to go on to the next customer.
    """
    tree = ast.parse(inspect.getsource(day_module.live.py_func))
    function = tree.body[0]
    assert isinstance(function, ast.FunctionDef)
    function.decorator_list = []
    function.args.args = [ast.arg("ids"), ast.arg("stop"), *function.args.args]
    loop = next(node for node in function.body if isinstance(node, ast.For))
    loop.iter = ast.parse("ids[first:last]", mode="eval").body
    names = [ast.unparse(node).splitlines()[0] for node in loop.body]
    body: list[ast.stmt] = []
    looked_at = next(i for i, name in enumerate(names) if "resting[i]" in name)
    for place, node in enumerate(loop.body):
        # the store keeps the record read, and what came before from being thrown away
        out = "opening[i] = int(one.stage)" if place >= looked_at else "pass"
        body += [node, *ast.parse(f"if stop <= {place}:\n    {out}\n    continue").body]
    loop.body = body
    ast.fix_missing_locations(tree)
    names_of_module = dict(vars(day_module))
    exec(compile(tree, "<live with stops>", "exec"), names_of_module)
    text = names_of_module["live"]
    assert isinstance(text, FunctionType)
    return njit(nogil=True, error_model="numpy")(text), names


class Morning(NamedTuple):
    """All that the sweep of one day reads, just before it begins."""

    model: JourneyModel
    records: np.ndarray
    resting: np.ndarray
    happened: np.ndarray
    markets: np.ndarray
    keys: tuple[np.uint64, np.uint64, np.uint64]


def morning_of(model: JourneyModel) -> Morning:
    """Let the parties act and people talk; return the market just before customers live."""
    model.calendar()
    model.parties_act()
    model.talk()
    keys = (
        model.key,
        pair_key(model.luck_seed, model.day, Purpose.HEAR),
        pair_key(model.luck_seed, model.day, Purpose.ASK_PEER),
    )
    sweep = model.sweep
    state = (model.records.copy(), sweep.resting.copy(), sweep.happened.copy())
    return Morning(model, *state, model.markets.copy(), keys)


class StoppedSweep:
    """Lives one morning again and again, for some customers, up to some stop."""

    def __init__(self, morning: Morning) -> None:
        """Compile the sweep with stops."""
        self.morning = morning
        self._text, self.statements = sweep_with_stops()
        self._code: Callable[..., Any] | None = None

    def restore(self) -> None:
        """Make it the same morning again."""
        self.morning.model.records[:] = self.morning.records
        self.morning.model.sweep.resting[:] = self.morning.resting
        self.morning.model.sweep.happened[:] = self.morning.happened

    def seconds(self, ids: np.ndarray, stop: int, switched_off: str | None = None) -> float:
        """Return the processor seconds of the sweep over `ids`, in the chunks of the engine."""
        self.restore()
        markets = self.morning.markets.copy()
        if switched_off is not None:
            markets["is_" + switched_off] = 0.0
        sieve = make_sieve(markets)
        total = 0.0
        for first in range(0, ids.size, CHUNK):
            arguments = self._arguments(ids, stop, first, markets, sieve)
            if self._code is None:
                self._code = entry_point(self._text, arguments)
            start = time.thread_time()  # of the processor: other programs disturb it less
            self._code(*arguments)
            total += time.thread_time() - start
        return total

    def _arguments(
        self, ids: np.ndarray, stop: int, first: int, markets: np.ndarray, sieve: np.ndarray
    ) -> tuple[Any, ...]:
        """Return what the sweep of one chunk takes."""
        model, sweep = self.morning.model, self.morning.model.sweep
        last = min(first + CHUNK, ids.size)
        scratch = np.zeros(1, HEARD)
        scratch["voice"] = -1
        scratch["doubter"] = -1
        return (
            ids, stop, first, last, model.day, self.morning.keys, model.records, sweep.resting,
            model.segments, markets, np.zeros((markets.size, N_RESTS), GATE),
            np.zeros((markets.size, N_PLACES, 2), np.int64), scratch, sieve,
            model.picture, sweep.programmes, sweep.answers,
            sweep.saying, sweep.opening, sweep.others, sweep.changed, sweep.happened,
            np.zeros((markets.size, N_TALLIES)), np.zeros(0, day_module.MOVE),
            np.empty(MAX_TOUCHES * (last - first), TOUCH), np.zeros(2, np.int64),
        )  # fmt: skip


def time_statements(sweep: StoppedSweep, repeats: int) -> list[dict[str, Any]]:
    """Return what each statement of the sweep's loop adds, in nanoseconds a customer."""
    ids = np.arange(sweep.morning.records.size)
    stops = [*range(len(sweep.statements) - 1), ALL]
    taken = interleaved(
        {str(stop): (lambda stop=stop: sweep.seconds(ids, stop)) for stop in stops}, repeats
    )
    upto = [1e9 * median(taken[str(stop)]) / ids.size for stop in stops]
    return [
        {"statement": text[:72], "adds ns": now - before, "so far ns": now}
        for text, now, before in zip(sweep.statements, upto, [0.0, *upto[:-1]], strict=True)
    ]


def time_stages(sweep: StoppedSweep, repeats: int) -> list[dict[str, Any]]:
    """Return what a customer-day costs by the stage of the customer, and how many are there."""
    stages, brands = sweep.morning.records["stage"], sweep.morning.records["brand"]
    is_ours = brands == int(sweep.morning.markets["ours"][0])
    groups = {name: np.flatnonzero(stages == code) for code, name in enumerate(STAGE_NAMES)}
    uses = groups.pop(STAGE_NAMES[Stage.USE])
    groups |= {"use (ours)": uses[is_ours[uses]], "use (a rival's)": uses[~is_ours[uses]]}
    groups = {name: ids for name, ids in groups.items() if ids.size}
    taken = interleaved(
        {name: (lambda ids=ids: sweep.seconds(ids, ALL)) for name, ids in groups.items()}, repeats
    )
    whole = sum(median(values) for values in taken.values())
    return [
        {
            "stage": name,
            "customers %": 100.0 * ids.size / stages.size,
            "ns a customer": 1e9 * median(taken[name]) / ids.size,
            "of the sweep %": 100.0 * median(taken[name]) / whole,
        }
        for name, ids in groups.items()
    ]


def time_switches(sweep: StoppedSweep, repeats: int) -> list[dict[str, Any]]:
    """Return what the sweep takes with one switch turned off for the day."""
    ids = np.arange(sweep.morning.records.size)
    switches = [
        name
        for name in cjsim.Scenario.model_fields["scenario"]
        .annotation.model_fields["switches"]
        .annotation.model_fields
        if name != "source"
    ]
    works: dict[str, Callable[[], float]] = {"nothing": lambda: sweep.seconds(ids, ALL)}
    for name in switches:
        works[name] = lambda name=name: sweep.seconds(ids, ALL, name)
    taken = interleaved(works, repeats)
    whole = median(taken["nothing"])
    rows = [
        {
            "switched off": name,
            "ns a customer": 1e9 * median(values) / ids.size,
            "saves %": 100.0 * (1.0 - median(values) / whole),
        }
        for name, values in taken.items()
    ]
    return sorted(rows, key=lambda row: -row["saves %"])


def main() -> None:
    """Measure, print the tables, and write JSON when asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--market", default="electronics")
    parser.add_argument("--customers", type=int, default=300_000)
    parser.add_argument("--after-days", type=int, default=60)
    parser.add_argument("--phase-days", type=int, default=14)
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--only-phases", action="store_true", help="compile nothing new")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    facts = machine()
    print_machine(facts)
    days = options.after_days + options.phase_days + 1
    model = make_model(options.market, options.customers, days)
    for _ in range(options.after_days):
        model.step()
    tables = {"phases": time_phases(model, options.phase_days)}
    print(f"{options.market}, {options.customers:,} customers, one thread, day {model.day}\n")
    print_table(tables["phases"])
    if not options.only_phases:
        sweep = StoppedSweep(morning_of(model))
        sweep.seconds(np.arange(model.records.size), ALL)  # compile before anything is timed
        for name, measure in (
            ("statements", time_statements), ("stages", time_stages), ("switches", time_switches)
        ):  # fmt: skip
            tables[name] = measure(sweep, options.repeats)
            print_table(tables[name])
    model.close()
    write_json(options.json, facts, tables)


if __name__ == "__main__":
    main()
