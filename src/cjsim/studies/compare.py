"""Compare plans: the same people, the same luck, with and without each plan."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from pathlib import Path

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
        progress: Whether to show a progress bar on standard error.

    Raises:
        MarketFileError: The file has mistakes; all are listed with their lines.
        UserError: Any other mistake in the arguments.
    """
    market = resized(as_scenario(scenario), customers, days)
    names = _checked_plans(market, plans)
    n_replicates = int(market.scenario.replicates) if replicates is None else replicates
    if n_replicates < 1:
        raise UserError("replicates", n_replicates, text("at least one future is needed."))
    luck = check_seed(int(market.scenario.seed) if seed is None else seed)
    n_workers = min(check_workers(workers), n_replicates)
    tasks = [
        Task(market, names, luck, replicate, threads, replicate < split_futures)
        for replicate in range(n_replicates)
    ]
    futures: list[Future] = []
    with tqdm(
        total=n_replicates, desc=text("futures"), unit=text("future"), disable=not progress
    ) as bar:
        for future in each(live_future, tasks, n_workers, executor, prepare):
            futures.append(future)
            bar.update()
    futures.sort(key=lambda future: future.replicate)
    worlds = [world_of(market, future.replicate) for future in futures]
    return Comparison(market, names, luck, futures, worlds)


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
