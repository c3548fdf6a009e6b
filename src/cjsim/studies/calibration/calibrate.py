"""Fit the numbers of a market to a firm's own data."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from cjsim.errors import UserError
from cjsim.journey.luck import check_seed
from cjsim.language import text
from cjsim.results.markets import as_scenario
from cjsim.scenarios.events import Timed
from cjsim.scenarios.paths import all_numbers, bounds_of, get_number, share_groups
from cjsim.scenarios.quantity import Quantity
from cjsim.scenarios.schema import BASELINE, MAX_DAYS, Scenario
from cjsim.scenarios.sizing import resized
from cjsim.studies.calibration.calibration import Calibration, Fitted
from cjsim.studies.calibration.fitting import (
    PRIOR_PRECISION,
    Fit,
    Free,
    best_shares,
    covariance_of,
    free_number,
    polished,
    spread,
)
from cjsim.studies.calibration.moments import Moment, Observed, moments_of, observe_data
from cjsim.studies.calibration.own_data import OwnData, read_data
from cjsim.studies.calibration.plausible import plausible_sets, told_together
from cjsim.studies.calibration.targets import Table, read_targets, window_of
from cjsim.studies.workers import check_workers

TOLD_LITTLE = 0.05
"""A number of whose range the data take less than this share is not fitted at all."""
_TOLD_WELL = 0.3
_SCREEN_STEP, _SLOPE_STEP = 0.25, 0.1
_MOST_CHOSEN = 4
_SETTINGS = ("scenario.", "kpis.", "interventions.")


def calibrate(
    scenario: Scenario | str | Path,
    data: OwnData | str | Path | Sequence[str | Path] | None = None,
    *,
    targets: Mapping[str, Table] | None = None,
    paths: Sequence[str] | Mapping[str, tuple[float, float]] | None = None,
    plan: str = BASELINE,
    evaluations: int = 80,
    replicates: int = 5,
    view_replicates: int = 10,
    sets: int = 24,
    seed: int | None = None,
    customers: int | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
) -> Calibration:
    """Find the numbers of a market at which it looks like a firm's own data.

    The market is simulated over the days of the data, and the numbers named by `paths` are
    moved within their ranges until orders a week, repeats, order values, ratings, conversion
    and whatever else the data hold come out as in the data. All runs share their luck; the
    same call gives the same answer.

    Args:
        scenario: A market, the name of a ready-made one, or a path.
        data: What `read_data` returns, or what it reads: rows of orders, feedback, visits ...
        targets: Tables of totals beside or instead of them, each a DataFrame or a CSV:
            `funnel` (stage, entered, converted), `monthly_orders` (month, orders), `retention`
            (month, customers, retained), `tickets` (month, tickets, wait_hours).
        paths: Numbers to fit, within the ranges they have in the file, or within those given
            as {path: (low, high)}. The few with ranges of which the data tell most when None.
        plan: The plan that was on while the data were gathered.
        evaluations: About how often the market may be simulated in the search.
        replicates: Runs of each simulation; their luck is shared by all, so that few of them
            shift all that is fitted the same way (the intervals count it).
        sets: Sets of plausible numbers in `calibration.parameter_sets`, each simulated.
        view_replicates: Futures of the view of simulation beside data.
        seed: Seed of all luck; the file's when None.
        customers: Simulated customers instead of the file's.
        workers: Processes; 1 when None, all cores when 0. Results do not depend on it.
        executor: Any `concurrent.futures.Executor` instead.

    Raises:
        MarketFileError: The file has mistakes; all are listed with their lines.
        DataError: The data have mistakes; all are listed with their rows.
        UserError: Any other mistake in the arguments, or the data tell nothing of them.
    """
    original = as_scenario(scenario)
    tables = data if data is None or isinstance(data, OwnData) else read_data(data)
    totals = None if targets is None else read_targets(targets)
    for name, number in (("evaluations", evaluations), ("replicates", replicates), ("sets", sets)):
        if number < 1:
            raise UserError(name, number, text("at least 1 is needed."))
    luck = check_seed(int(original.scenario.seed) if seed is None else seed)
    market = _in_the_days_of(tables, totals, resized(original, customers, None), plan)
    n_days = market.n_days()
    repeat_days = min(int(market.kpis.repeat_within_days), n_days // 2)
    seen = Observed(n_days, 1.0, totals=totals)
    if tables is not None:
        seen = replace(observe_data(tables, market.scenario.start, n_days), totals=totals)
    told = moments_of(seen, repeat_days)
    if not told:
        names = [] if tables is None else sorted(tables.tables)
        raise UserError("data", names, text("they hold no figure a run shows too."))
    wanted = _free(market, paths)  # a wrong path is said before anything is run
    fit = Fit(
        market, plan, told, seed=luck, replicates=replicates, repeat_days=repeat_days,
        workers=min(check_workers(workers), replicates), executor=executor,
    )  # fmt: skip
    free, left = _screened(fit, wanted, is_chosen=paths is not None)
    shares = best_shares(fit, free, evaluations)
    fit.weigh_at(free, shares)
    shares = polished(fit, free, shares, _SLOPE_STEP)
    misses = fit.misses(free, shares)
    misfit = float(misses @ misses) / max(len(fit.names) - len(free), 1)
    covariance = covariance_of(fit.slopes(free, shares, _SLOPE_STEP), misfit)
    deviations = np.sqrt(np.diag(covariance))
    # once more as far out as the interval reaches, where a number may do less than close by
    reach = min(max(2.0 * float(deviations.max()), _SLOPE_STEP), 0.5)
    wider = np.maximum(1.0, spread(fit.slopes(free, shares, reach), misfit) / deviations)
    covariance, deviations = covariance * np.outer(wider, wider), deviations * wider
    fitted = [
        Fitted.of(one, float(share), float(deviation))
        for one, share, deviation in zip(free, shares, deviations, strict=True)
    ]
    return Calibration(
        original=original, window=market, plan=plan, seen=seen, told=told,
        unused=fit.unused, fitted=fitted, not_told=left, seed=luck,
        view_replicates=view_replicates, repeat_days=repeat_days,
        n_evaluations=fit.n_evaluations, together=told_together(free, covariance),
        make_sets=partial(plausible_sets, fit, free, shares, covariance, misfit, sets),
    )  # fmt: skip


def _in_the_days_of(
    data: OwnData | None, totals: Mapping[str, Moment] | None, scenario: Scenario, plan: str
) -> Scenario:
    """Return the market over the days of the data; events of other days do not happen."""
    months = None if totals is None else window_of(totals)
    if data is not None:
        first, last = data.first_day, data.last_day
    elif months is not None:
        first, last = months
    elif totals is not None:
        first = scenario.scenario.start
        last = first + dt.timedelta(days=scenario.n_days() - 1)
    else:
        raise UserError(
            "data", None, text("give tables of your own: data=..., targets=..., or both.")
        )
    n_days = min((last - first).days + 1, MAX_DAYS)
    last = first + dt.timedelta(days=n_days - 1)
    market = scenario.model_copy(deep=True)
    if plan not in market.plans:
        raise UserError(
            "plan", plan, text("this market has: {plans}.", {"plans": ", ".join(market.plans)})
        )
    market.scenario.start = first
    market.scenario.days = Quantity(n_days, source="days of the data")
    market.events = {
        name: event
        for name, event in market.events.items()
        if not isinstance(event, Timed) or event.start is None or first <= event.start <= last
    }
    market.plans = {BASELINE: [], plan: market.plans[plan]}
    for name in market.plans[plan]:
        action = market.interventions[name]
        action.start = None if action.start and action.start < first else action.start
        action.end = None if action.end and action.end > last else action.end
    return market


def _free(
    scenario: Scenario, paths: Sequence[str] | Mapping[str, tuple[float, float]] | None
) -> list[Free]:
    """Return the numbers that may be fitted, with their ranges."""
    if isinstance(paths, str):
        raise UserError("paths", paths, text('give a list, e.g. ["product.need_per_year"].'))
    shares = {path for group in share_groups(scenario) for path in group}
    if paths is None:
        return [
            free_number(scenario, path, float(number), number.low or 0.0, number.high or 0.0)
            for path, number in all_numbers(scenario).items()
            if number.is_uncertain and path not in shares and not path.startswith(_SETTINGS)
        ]
    found = []
    for path in paths:
        number = get_number(scenario, path)
        low, high = (number.low, number.high)
        if isinstance(paths, Mapping):
            low, high = paths[path]
        if path in shares or path.startswith(_SETTINGS):
            raise UserError("paths", path, text("this number cannot be fitted by itself."))
        if low is None or high is None or not low < high:
            raise UserError(
                "paths",
                path,
                text(
                    "it has no range to be fitted in. Write { value = ..., low = ..., "
                    'high = ... } in the file, or paths={"path": (low, high)}.'
                ),
            )
        bounds = bounds_of(scenario, path)
        if low < bounds.at_least or high > bounds.at_most:
            remedy = text(
                "expected a range within {at_least} to {at_most}.",
                {"at_least": format(bounds.at_least, "g"), "at_most": format(bounds.at_most, "g")},
            )
            raise UserError(
                "paths",
                f"{path}: {low:g} to {high:g}",
                remedy,
            )
        found.append(free_number(scenario, path, float(number), float(low), float(high)))
    if not found:
        raise UserError("paths", list(paths), text("name at least one number."))
    return found


def _screened(
    fit: Fit, wanted: Sequence[Free], *, is_chosen: bool
) -> tuple[list[Free], list[Free]]:
    """Return the numbers of which the data tell something, and the others.

    Of numbers nobody chose, the few that the data tell most of are taken.
    """
    if not wanted:
        raise UserError("paths", None, text("no number of the market has a range to be fitted in."))
    strength: dict[str, float] = {}
    for one in wanted:
        slopes = fit.slopes([one], np.array([one.start]), _SCREEN_STEP)
        told = float(slopes[:, 0] @ slopes[:, 0])
        strength[one.path] = 1.0 - math.sqrt(PRIOR_PRECISION / (told + PRIOR_PRECISION))
    least = TOLD_LITTLE if is_chosen else _TOLD_WELL
    order = sorted(wanted, key=lambda one: -strength[one.path])
    most = len(order) if is_chosen else max(1, min(_MOST_CHOSEN, len(fit.names) - 1))
    taken = [one for one in order[:most] if strength[one.path] >= least]
    if not taken:
        raise UserError(
            "data",
            ", ".join(fit.names),
            text("the data tell nothing of these numbers; they stay assumed."),
        )
    return taken, [one for one in wanted if one not in taken]
