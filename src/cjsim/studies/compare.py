"""Compare plans: the same people, the same luck, with and without each plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

import pandas as pd
from tqdm import tqdm

from cjsim.errors import UserError
from cjsim.journey.luck import check_seed
from cjsim.language import text
from cjsim.results.comparison import Comparison
from cjsim.results.future import Future
from cjsim.results.markets import as_scenario
from cjsim.scenarios.schema import BASELINE, Scenario
from cjsim.scenarios.sizing import resized
from cjsim.studies.futures import Task, live_future, prepare, world_of
from cjsim.studies.parameter_sets import parameter_sets_of
from cjsim.studies.until import budget_of, goal_of, live_until_clear
from cjsim.studies.workers import check_workers, each


def compare(
    scenario: Scenario | str | Path,
    plans: Sequence[str] | None = None,
    *,
    replicates: int | None = None,
    seed: int | None = None,
    customers: int | None = None,
    days: int | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
    threads: int = 1,
    split_futures: int = 10,
    until: str | None = None,
    goal: str | None = None,
    smallest_effect: float | None = None,
    budget: int | Mapping[str, float] | None = None,
    error_share: float = 0.05,
    parameter_sets: pd.DataFrame | Sequence[Mapping[str, float]] | None = None,
    progress: bool = False,
) -> Comparison:
    """Run every plan of a market in many paired futures and compare them with the first.

    Args:
        scenario: A market, the name of a ready-made one, or a path.
        plans: Plans to compare, the first is the baseline; those the file names in
            `kpis.compare`, or all, when None.
        replicates: Paired futures; the file's number when None.
        seed: Seed of all luck; the file's when None.
        customers: Simulated customers instead of the file's.
        days: Days instead of the file's.
        workers: Processes; 1 when None, all cores when 0. Results do not depend on it.
        executor: Any `concurrent.futures.Executor` instead.
        threads: Threads of each run.
        split_futures: In how many of the futures to run each plan once more, with others
            heard as under the baseline, to tell direct effects from those through others.
        until: "clear" adds futures to all plans in step until the best is clear, no two plans
            differ by `smallest_effect`, or the budget is spent; `comparison.decision` says
            which. The result is that of `replicates` set to as many futures, bit for bit.
        goal: KPI by which the best is chosen; that of the verdict when None.
        smallest_effect: Smallest difference of the goal that matters, in its unit, above 0;
            any difference matters when None.
        budget: Paired futures at most (200 when None), or {"runs": futures, "seconds": time};
            with seconds the number of futures depends on the machine.
        error_share: In how many decisions the best may be called wrongly.
        parameter_sets: Numbers that are plausible together, a column a path and a row a set
            (`calibration.parameter_sets`): each draw of what is not known takes one of them.
        progress: Whether to show a progress bar on standard error.

    Raises:
        MarketFileError: The file has mistakes; all are listed with their lines.
        UserError: Any other mistake in the arguments.

    >>> import cjsim
    >>> comparison = cjsim.compare(
    ...     "mail_shop", until="clear", smallest_effect=0.5, budget=12, customers=300
    ... )
    >>> comparison.decision.reason in ("clear", "no_difference", "budget")
    True
    """
    market = resized(as_scenario(scenario), customers, days)
    names = _checked_plans(market, plans)
    luck = check_seed(int(market.scenario.seed) if seed is None else seed)

    sets = None if parameter_sets is None else parameter_sets_of(market, parameter_sets)

    def tasks_of(replicates: range) -> list[Task]:
        return [
            Task(market, names, luck, replicate, threads, replicate < split_futures, sets)
            for replicate in replicates
        ]

    if until is None:
        _refuse_without_until(goal, smallest_effect, budget)
        n_replicates = int(market.scenario.replicates) if replicates is None else replicates
        if n_replicates < 1:
            raise UserError("replicates", n_replicates, text("at least one future is needed."))
        n_workers = min(check_workers(workers), n_replicates)
        with _bar(n_replicates, progress) as bar:
            futures = _lived(tasks_of(range(n_replicates)), n_workers, executor, bar)
        return Comparison(market, names, luck, futures, _worlds(market, futures))
    _check_until(until, names, replicates)
    limits = budget_of(budget)
    aim = goal_of(market, goal, smallest_effect, error_share)
    n_workers = min(check_workers(workers), limits.runs)
    with _bar(limits.runs if limits.seconds is None else None, progress) as bar:
        futures, decision = live_until_clear(
            market, names, lambda these: _lived(tasks_of(these), n_workers, executor, bar),
            aim, limits, n_workers,
        )  # fmt: skip
    return Comparison(market, names, luck, futures, _worlds(market, futures), decision)


def _bar(total: int | None, progress: bool) -> Any:
    return tqdm(total=total, desc=text("futures"), unit=text("future"), disable=not progress)


def _lived(
    tasks: Sequence[Task], n_workers: int, executor: Executor | None, bar: Any
) -> list[Future]:
    """Live some futures; return them in order of their replicates."""
    futures: list[Future] = []
    for future in each(live_future, tasks, n_workers, executor, prepare):
        futures.append(future)
        bar.update()
    return sorted(futures, key=lambda future: future.replicate)


def _worlds(market: Scenario, futures: Sequence[Future]) -> list[int]:
    return [world_of(market, future.replicate) for future in futures]


def _refuse_without_until(
    goal: str | None, smallest_effect: float | None, budget: int | Mapping[str, float] | None
) -> None:
    """Raise `UserError` for what says when to stop where nobody asked to stop."""
    said = {"goal": goal, "smallest_effect": smallest_effect, "budget": budget}
    for name, value in said.items():
        if value is not None:
            raise UserError(name, value, 'it says when to stop: add until="clear".')


def _check_until(until: str, names: tuple[str, ...], replicates: int | None) -> None:
    """Raise `UserError` where there is nothing to wait for."""
    if until != "clear":
        raise UserError("until", until, 'expected "clear".')
    if replicates is not None:
        remedy = 'with until="clear" say budget=N, the most futures there may be.'
        raise UserError("replicates", replicates, remedy)
    if len(names) < 2:
        raise UserError("plans", list(names), "two plans at least are needed to choose from.")


def _checked_plans(market: Scenario, plans: Sequence[str] | None) -> tuple[str, ...]:
    """Return the plans to compare, baseline first."""
    if isinstance(plans, str):
        raise UserError("plans", plans, text('give a list, e.g. ["keep", "swap"].'))
    known = list(dict.fromkeys([BASELINE, *market.plans]))
    names = tuple((market.kpis.compare or known) if plans is None else plans)
    for name in names:
        if name not in known:
            raise UserError(
                "plan", name, text("this market has: {known}.", {"known": ", ".join(known)})
            )
    if not names:
        raise UserError(
            "plans",
            list(names),
            text("name at least one of: {known}.", {"known": ", ".join(known)}),
        )
    if len(set(names)) != len(names):
        raise UserError("plans", list(names), text("a plan is named twice."))
    return names
