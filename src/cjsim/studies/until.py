"""Futures are added to all plans in step, until it is clear which is best."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from cjsim.errors import UserError
from cjsim.language import text
from cjsim.results.decision import Decision, Settled, decision_of, in_worlds, next_look, settle
from cjsim.results.definitions import BY_NAME
from cjsim.results.future import Future
from cjsim.scenarios.schema import Scenario
from cjsim.studies.futures import is_uncertain

USUAL_RUNS = 200
"""Paired futures at most, where nobody names a budget."""
_LIMITS = ("runs", "seconds")

Live = Callable[[range], list[Future]]
"""Lives the futures of these replicates."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be decided: the KPI, what of it matters, and how often one may be wrong."""

    kpi: str
    unit: str
    is_higher_better: bool
    smallest_effect: float | None
    error_share: float


@dataclass(frozen=True, slots=True)
class Budget:
    """Paired futures at most, and seconds at most (None: as many as it takes)."""

    runs: int
    seconds: float | None


def goal_of(
    market: Scenario, goal: str | None, smallest_effect: float | None, error_share: float
) -> Goal:
    """Return what is to be decided; the KPI is that of the verdict when None."""
    name = goal or market.kpis.verdict or market.kpis.headline[0]
    if name not in BY_NAME:
        raise UserError(
            "goal", name, text("known KPIs are: {BY_NAME}.", {"BY_NAME": ", ".join(BY_NAME)})
        )
    kpi = BY_NAME[name]
    if kpi.better is None:
        raise UserError(
            "goal", name, text("neither more nor less of it is better; name another KPI.")
        )
    if smallest_effect is not None and not 0.0 < smallest_effect < math.inf:
        remedy = text(
            "expected a difference of {name} above 0, in its unit ({unit}).",
            {"name": name, "unit": kpi.unit},
        )
        raise UserError("smallest_effect", smallest_effect, remedy)
    if not 0.0 < error_share < 1.0:
        raise UserError("error_share", error_share, text("expected a share between 0 and 1."))
    unit = market.scenario.currency if kpi.unit == "money" else kpi.unit
    return Goal(name, unit, kpi.better == "higher", smallest_effect, error_share)


def budget_of(budget: int | Mapping[str, float] | None) -> Budget:
    """Return how many futures and seconds may be spent."""
    limits: Mapping[str, float] = {}
    if isinstance(budget, Mapping):
        limits = budget
    elif budget is not None:
        limits = {"runs": budget}
    for name, value in limits.items():
        if name not in _LIMITS:
            raise UserError(
                "budget", name, text('expected {"runs": ..., "seconds": ...}, or runs.')
            )
        is_whole = name != "runs" or (math.isfinite(value) and value == int(value))
        if isinstance(value, bool) or not 0.0 < value < math.inf or not is_whole:
            words = text("a whole number of futures") if name == "runs" else text("seconds")
            raise UserError(
                "budget", f"{name} = {value}", text("expected {words} above 0.", {"words": words})
            )
    seconds = limits.get("seconds")
    runs = limits.get("runs", USUAL_RUNS if seconds is None else math.inf)
    return Budget(
        int(runs) if math.isfinite(runs) else 10**9, None if seconds is None else float(seconds)
    )


def live_until_clear(
    market: Scenario,
    plans: Sequence[str],
    live: Live,
    goal: Goal,
    budget: Budget,
    at_once: int,
    clock: Callable[[], float] = time.monotonic,
) -> tuple[list[Future], Decision]:
    """Return the futures lived until it was clear, in order, and the decision.

    Futures come in whole worlds and are looked at after numbers of them fixed beforehand, so
    that the result does not depend on workers. With a budget of seconds the time is looked at
    after every `at_once` worlds, and no more are begun that would end too late.
    """
    per_world = 2 if is_uncertain(market) else 1
    most = budget.runs // per_world
    if most < 1:
        remedy = text(
            "this market needs {per_world} futures at least: one draw of what is not known.",
            {"per_world": per_world},
        )
        raise UserError("budget", budget.runs, remedy)
    futures: list[Future] = []
    settled = Settled(None, 0, (), np.empty(0), np.empty(0))
    spent: Literal["runs", "seconds"] | None = None
    n_worlds, begun = 0, clock()
    while settled.reason is None and spent is None:
        look = min(next_look(n_worlds), most)
        while n_worlds < look and spent is None:
            step = look - n_worlds
            if budget.seconds is not None:
                step = min(step, max(1, math.ceil(at_once / per_world)))
            before = clock()
            futures += live(range(per_world * n_worlds, per_world * (n_worlds + step)))
            n_worlds += step
            now = clock()
            if budget.seconds is not None and (now - begun) + (now - before) > budget.seconds:
                spent = "seconds"
        if spent is None and n_worlds >= most:
            spent = "runs"
        settled = _settled(plans, futures, per_world, goal)
    decision = decision_of(
        plans, settled, n_futures=len(futures), n_worlds=n_worlds, goal=goal.kpi, unit=goal.unit,
        is_higher_better=goal.is_higher_better, smallest_effect=goal.smallest_effect,
        error_share=goal.error_share, spent=spent, depends_on_time=budget.seconds is not None,
    )  # fmt: skip
    return futures, decision


def _settled(
    plans: Sequence[str], futures: Sequence[Future], per_world: int, goal: Goal
) -> Settled:
    """Return what the futures say so far."""
    values = np.array([[future.kpis[plan][goal.kpi] for future in futures] for plan in plans])
    worlds = np.arange(len(futures)) // per_world
    gains = in_worlds(values if goal.is_higher_better else -values, worlds, per_world)
    if gains.shape[1] < 1:
        nothing = np.full(len(plans), np.inf)
        return Settled(None, 0, (), -nothing, nothing)
    return settle(gains, goal.smallest_effect, goal.error_share)
