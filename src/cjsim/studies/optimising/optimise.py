"""The best split of a budget over channels, and the best place for levers, on shared luck."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from cjsim.errors import UserError
from cjsim.journey.luck import check_seed, mix64, replicate_seed
from cjsim.language import text
from cjsim.results.folder import scenario_hash
from cjsim.results.markets import as_scenario
from cjsim.scenarios.schema import BASELINE, Scenario
from cjsim.scenarios.sizing import resized
from cjsim.studies.compare import compare
from cjsim.studies.futures import Task, live_future, prepare
from cjsim.studies.optimising.choices import Choices, Values, choices_of, market_of
from cjsim.studies.optimising.journal import Journal
from cjsim.studies.optimising.optimum import BEST, EQUAL, Optimum
from cjsim.studies.until import Goal, goal_of
from cjsim.studies.workers import check_workers, each

USUAL_TRIALS, USUAL_REPLICATES, USUAL_CHECKS = 40, 4, 20
_FRESH = 1 << 40
"""A replicate no study reaches: its seed is that of the futures nothing was chosen in."""


@dataclass(frozen=True, slots=True)
class Study:
    """Simulates candidates: what is known already is read from the journal."""

    market: Scenario
    plan: str
    goal: Goal
    journal: Journal
    workers: int
    executor: Executor | None

    def __call__(self, values: Values, seed: int, n_futures: int) -> NDArray[np.float64]:
        """Return the goal of a candidate in each future of a seed, shape (n_futures,)."""
        known = [self.journal.get(values, seed, replicate) for replicate in range(n_futures)]
        missing = [replicate for replicate, goal in enumerate(known) if goal is None]
        if missing:
            market = market_of(self.market, self.plan, {BEST: values})
            tasks = [Task(market, (BEST,), seed, one, 1, False) for one in missing]
            n_workers = min(self.workers, len(tasks))
            for future in each(live_future, tasks, n_workers, self.executor, prepare):
                goal = future.kpis[BEST][self.goal.kpi]
                self.journal.add(values, seed, future.replicate, goal)
        goals = [self.journal.get(values, seed, replicate) for replicate in range(n_futures)]
        return np.array(goals, np.float64)


def optimise(
    scenario: Scenario | str | Path,
    levers: Mapping[str, tuple[float, float]],
    *,
    budget: float | None = None,
    goal: str = "contribution",
    plan: str = BASELINE,
    trials: int = USUAL_TRIALS,
    replicates: int = USUAL_REPLICATES,
    check_replicates: int = USUAL_CHECKS,
    store: str | Path | None = None,
    seed: int | None = None,
    customers: int | None = None,
    days: int | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
    progress: bool = False,
) -> Optimum:
    """Find the values of some levers at which a goal is best, and check them in fresh futures.

    Candidates are proposed by Optuna (tree-structured Parzen estimator), each is lived as a
    plan from the first day on, in the same futures as all others. The best is then compared
    with the plan that goes on anyway, and with the same money split equally, in futures that
    had no part in choosing it.

    Args:
        scenario: A market, the name of a ready-made one, or a path.
        levers: Range of each lever, {path: (low, high)}, in the unit of the number.
        budget: Money over the whole run that the levers `channels.NAME.spend_per_month` share;
            they then always make exactly this sum. Each moves by itself when None.
        goal: KPI that is to be best, in the direction that is better.
        plan: The plan that goes on anyway, and against which the best is compared.
        trials: Candidates.
        replicates: Paired futures of each candidate.
        check_replicates: Fresh futures in which the best is compared.
        store: Folder that keeps what was lived: the same call goes on where it was stopped, to
            the same result; with more `trials` it goes on from the last.
        seed: Seed of all luck; the file's when None.
        customers: Simulated customers instead of the file's.
        days: Days instead of the file's.
        workers: Processes; 1 when None, all cores when 0. Results do not depend on it.
        executor: Any `concurrent.futures.Executor` instead.
        progress: Whether to show a progress bar on standard error.

    Raises:
        MarketFileError: The file has mistakes; all are listed with their lines.
        UserError: Any other mistake in the arguments, Optuna is not installed, or the store
            cannot be written or holds another study.

    >>> import cjsim
    >>> best = cjsim.optimise(
    ...     "electronics",
    ...     {"channels.social_ads.spend_per_month": (0, 4e9), "support.staff": (12, 24)},
    ...     trials=3, replicates=2, check_replicates=2, customers=300, days=30,
    ... )  # doctest: +SKIP
    >>> print(best.verdict())  # doctest: +SKIP
    """
    market = resized(as_scenario(scenario), customers, days)
    if plan not in dict.fromkeys([BASELINE, *market.plans]):
        raise UserError(
            "plan", plan, text("this market has: {plans}.", {"plans": ", ".join(market.plans)})
        )
    if plan in (BEST, EQUAL):
        raise UserError("plan", plan, text("this is the name of what is found; rename the plan."))
    for name, number in (
        ("trials", trials), ("replicates", replicates), ("check_replicates", check_replicates)
    ):  # fmt: skip
        if number < 1:
            raise UserError(name, number, text("at least 1 is needed."))
    luck = check_seed(int(market.scenario.seed) if seed is None else seed)
    choices = choices_of(market, levers, budget)
    aim = goal_of(market, goal, None, 0.05)
    optuna = _optuna()
    journal = Journal(
        None if store is None else Path(store),
        {"market": scenario_hash(market), "plan": plan, "goal": aim.kpi},
    )
    study = Study(market, plan, aim, journal, check_workers(workers), executor)
    tried = _search(optuna, study, choices, luck, trials, replicates, progress)
    means = np.array([goals.mean() for _, goals in tried])
    means = means if aim.is_higher_better else -means
    if np.isnan(means).all():
        raise UserError("goal", goal, text("it is undefined in every future of every candidate."))
    candidates = {BEST: tried[int(np.nanargmax(means))][0]}
    equal = choices.equal_split()
    if equal is not None:
        candidates[EQUAL] = equal
    fresh = replicate_seed(luck, _FRESH)
    confirmation = compare(
        market_of(market, plan, candidates), [plan, *candidates], replicates=check_replicates,
        seed=fresh, workers=workers, executor=executor, split_futures=0, progress=progress,
    )  # fmt: skip
    return Optimum(
        confirmation=confirmation, choices=choices, goal=aim, trials=tried,
        candidates=candidates, evaluate=study, seed=fresh, replicates=replicates,
    )  # fmt: skip


def _search(
    optuna: Any,
    study: Study,
    choices: Choices,
    luck: int,
    trials: int,
    replicates: int,
    progress: bool,
) -> list[tuple[Values, NDArray[np.float64]]]:
    """Return the candidates in order, with the goal of each in its futures.

    The sampler's proposals follow from its seed and from what it was told. So a study that is
    taken up again is told the same, from the journal, and proposes the same.
    """
    tried: list[tuple[Values, NDArray[np.float64]]] = []
    with _quiet(optuna):
        sampler = optuna.samplers.TPESampler(
            seed=mix64(luck) % 2**32, n_startup_trials=max(4, trials // 4)
        )
        direction = "maximize" if study.goal.is_higher_better else "minimize"
        search = optuna.create_study(direction=direction, sampler=sampler)
        for start in _starts(choices):
            search.enqueue_trial(start)
        for _ in tqdm(range(trials), desc="candidates", unit="plan", disable=not progress):
            trial = search.ask()
            values = _proposed(trial, choices)
            goals = study(values, luck, replicates)
            tried.append((values, goals))
            mean = float(goals.mean())
            if math.isnan(mean):
                search.tell(trial, state=optuna.trial.TrialState.FAIL)
            else:
                search.tell(trial, mean)
    return tried


def _starts(choices: Choices) -> Iterator[dict[str, float]]:
    """Yield the first candidates: what is now, where it can be, with money split equally."""
    now = choices.equal_split() or {one.path: one.clipped(one.now) for one in choices.free}
    parts = choices.parts(now)
    yield {_part(place): part for place, part in enumerate(parts)} | {
        one.path: (int(now[one.path]) if one.is_whole else now[one.path]) for one in choices.free
    }


def _proposed(trial: Any, choices: Choices) -> Values:
    """Return the candidate of a trial."""
    n_parts = max(len(choices.money) - 1, 0)
    parts = [trial.suggest_float(_part(place), 0.0, 1.0) for place in range(n_parts)]
    free = {
        one.path: float(
            trial.suggest_int(one.path, math.ceil(one.low), math.floor(one.high))
            if one.is_whole
            else trial.suggest_float(one.path, one.low, one.high)
        )
        for one in choices.free
    }
    return choices.values(parts, free)


def _part(place: int) -> str:
    return f"part_{place + 1}"


@contextmanager
def _quiet(optuna: Any) -> Iterator[None]:
    """Let Optuna say nothing but errors for a while."""
    before = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    try:
        yield
    finally:
        optuna.logging.set_verbosity(before)


def _optuna() -> Any:
    """Return Optuna, or say how to install it."""
    try:
        import optuna
    except ImportError as error:
        remedy = text('it proposes the candidates. Install it: pip install "cjsim[optimise]"')
        raise UserError("optuna", "not installed", remedy) from error
    return optuna
