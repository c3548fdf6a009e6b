"""From simulated customers, or simulated areas, to a test in the real market."""

from __future__ import annotations

import math
from importlib.metadata import version
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cjsim.errors import UserError
from cjsim.language import message, number, text
from cjsim.results.definitions import BY_NAME
from cjsim.results.folder import scenario_hash
from cjsim.results.real_test import RealTest, TestKind, detectable, power_of_test, units_needed
from cjsim.results.statistics import compare_paired
from cjsim.scenarios.actions import ContactAction

if TYPE_CHECKING:
    from cjsim.results.comparison import Comparison

_OF_CUSTOMERS = {
    "orders": message("orders of our brand placed by a person in the days watched"),
    "buyers": message("people who order from us at least once in the days watched / people"),
}
"""Metrics that are known of each simulated customer."""
_COUNTED = ("people", "orders", "tickets", "messages")
_TOTALS = (
    "order_value", "revenue", "gross_profit", "contribution", "media_spend", "support_cost",
    "plan_cost", "mrr",
)  # fmt: skip
"""Money that is added over people; other money is a mean already."""


class Units(NamedTuple):
    """How units of a test vary, and the effect in each future; per person where it adds up."""

    unit: str
    definition: str
    control_mean: float
    sd_control: float
    sd_treated: float
    effects: NDArray[np.float64]
    notes: tuple[str, ...]


def plan_test(
    comparison: Comparison,
    *,
    plan: str,
    metric: str,
    smallest_effect: float,
    kind: TestKind,
    power: float,
    level: float,
    treated_share: float,
    people: float | None,
    people_per_day: float | None,
    area_people: float | None,
    area_cv: float | None,
    correlation_before: float,
) -> RealTest:
    """Return the test of a plan that was compared.

    Args:
        comparison: The comparison.
        plan: The plan to test; the method takes the first after the baseline.
        metric: "orders" or "buyers" (share of people) of customers; any KPI of areas.
        smallest_effect: Smallest effect worth seeing, above 0: per person for what is counted
            and for money ("orders": 0.02 orders a person), else in the KPI's unit.
        kind: "customers" (an A/B test by lot) or "areas" (whole places by lot).
        power: Chance to see `smallest_effect`, between 0 and 1.
        level: Chance to see an effect where there is none, between 0 and 1.
        treated_share: Share of the units that get the plan, between 0 and 1.
        people: People who can take part; all of the market when None.
        people_per_day: How many enter the test a day; all at once when None.
        area_people: People of an area; a twentieth of `people` when None.
        area_cv: How much areas differ beside luck, sd / mean, if it was measured.
        correlation_before: Of the metric before and during the test, 0 up to below 1, if values
            will be adjusted for it: it lowers the variance by its square.

    Raises:
        UserError: An argument is wrong, or the metric does not vary.

    >>> import cjsim
    >>> comparison = cjsim.compare("mail_shop", replicates=4, customers=500)
    >>> test = comparison.test_plan(metric="buyers", smallest_effect=0.005)
    >>> test.n_treated > 100, test.power >= 0.8
    (True, True)
    """
    market, baseline = comparison.scenario, comparison.plans[0]
    if plan not in comparison.plans[1:]:
        known = ", ".join(comparison.plans[1:]) or text("none beside the baseline")
        raise UserError(
            "plan",
            plan,
            text("compared with {baseline} were: {known}.", {"baseline": baseline, "known": known}),
        )
    _check_shares(power, level, treated_share, correlation_before)
    everyone = float(market.scenario.people)
    for name, amount in (
        ("smallest_effect", smallest_effect), ("people", people),
        ("people_per_day", people_per_day), ("area_people", area_people), ("area_cv", area_cv),
    ):  # fmt: skip
        if amount is not None and not 0.0 < amount < math.inf:
            raise UserError(name, amount, text("expected a number above 0."))
    reached = everyone if people is None else float(people)
    size = reached / 20.0 if area_people is None else float(area_people)
    if kind == "customers":
        units = _customers(comparison, plan, metric)
        n_available = int(reached)
    elif kind == "areas":
        units = _areas(comparison, plan, metric, size, area_cv)
        n_available = int(reached / size)
        if n_available < 4:
            remedy = text(
                "{reached} people make {n_available} such areas; 4 at least are needed.",
                {"reached": number(reached), "n_available": n_available},
            )
            raise UserError("area_people", size, remedy)
    else:
        raise UserError("kind", kind, text('expected "customers" or "areas".'))
    if units.sd_control == 0.0 == units.sd_treated:
        raise UserError("metric", metric, text("it does not vary between units: there is no test."))
    rest = math.sqrt(1.0 - correlation_before**2)
    sds = (rest * units.sd_control, rest * units.sd_treated)
    n_control, n_treated = units_needed(treated_share, *sds, smallest_effect, level, power)
    treated = max(2, round(treated_share * n_available))
    all_arms = (max(2, n_available - treated), treated)
    n_total, forecast = n_control + n_treated, float(units.effects.mean())
    is_by_lot = kind == "areas" or _can_be_given_by_lot(comparison, plan)
    notes = units.notes + _cautions(is_by_lot, correlation_before)
    return RealTest(
        kind=kind, plan=plan, baseline=baseline, metric=metric, definition=units.definition,
        unit=units.unit, is_higher_better=_is_higher_better(metric), people=everyone,
        smallest_effect=smallest_effect, level=level,
        wanted_power=power, n_control=n_control, n_treated=n_treated, n_available=n_available,
        area_people=size if kind == "areas" else 1.0,
        power=power_of_test(n_control, n_treated, *sds, smallest_effect, level),
        power_at_forecast=power_of_test(n_control, n_treated, *sds, forecast, level),
        smallest_detectable=detectable(*all_arms, *sds, level, power),
        enrol_days=0 if people_per_day is None else math.ceil(n_total / people_per_day),
        watch_days=market.n_days(), control_mean=units.control_mean, sd_control=sds[0],
        sd_treated=sds[1], forecast=forecast, effect_sd=_effect_sd(comparison, units.effects),
        notes=notes, made_with=_made_with(comparison),
    )  # fmt: skip


def _check_shares(
    power: float, level: float, treated_share: float, correlation_before: float
) -> None:
    """Raise `UserError` unless each is a share."""
    for name, share in (("power", power), ("level", level), ("treated_share", treated_share)):
        if not 0.0 < share < 1.0:
            raise UserError(name, share, text("expected a share between 0 and 1."))
    if not 0.0 <= correlation_before < 1.0:
        raise UserError("correlation_before", correlation_before, text("expected 0 up to below 1."))


def _cautions(is_by_lot: bool, correlation_before: float) -> tuple[str, ...]:
    """Return what is to be said of a plan that works for all, and of adjusted values."""
    notes: tuple[str, ...] = ()
    if not is_by_lot:
        notes += (
            text(
                "The plan has parts that work for everyone at once (not only contacts). Where they "
                "cannot be given to some people and kept from others, test areas."
            ),
        )
    if correlation_before > 0.0:
        notes += (
            text(
                "Values are adjusted for the same metric before the test (correlation "
                "{correlation_before}): by regression, decided here.",
                {"correlation_before": f"{correlation_before:g}"},
            ),
        )
    return notes


def _customers(comparison: Comparison, plan: str, metric: str) -> Units:
    """Return how simulated customers vary, and what of the effect a test among them sees."""
    if metric not in _OF_CUSTOMERS:
        remedy = text(
            'a test of customers knows {OF_CUSTOMERS}; others need kind="areas".',
            {"OF_CUSTOMERS": ", ".join(_OF_CUSTOMERS)},
        )
        raise UserError("metric", metric, remedy)
    baseline = comparison.plans[0]
    split = [plan in future.direct_orders for future in comparison.futures]

    def of(orders: NDArray[np.uint8]) -> NDArray[np.float64]:
        return orders.astype(np.float64) if metric == "orders" else (orders > 0).astype(np.float64)

    before = [of(future.orders[baseline]) for future in comparison.futures]
    after = [of(future.orders[plan]) for future in comparison.futures]
    whole = np.array([b.mean() - a.mean() for a, b in zip(before, after, strict=True)])
    effects, notes = (
        whole,
        (
            text(
                "People of both groups talk with each other. What the plan does "
                "through others reaches the control group too and is not seen: the "
                "effect for all may differ."
            ),
        ),
    )
    if all(split):
        direct = [of(future.direct_orders[plan]) for future in comparison.futures]
        effects = np.array([d.mean() - a.mean() for a, d in zip(before, direct, strict=True)])
        told, all_told = f"{effects.mean():+.3g}", f"{whole.mean():+.3g}"
        notes = (text("Next to nothing of the effect comes through talk."),)
        if told != all_told:
            notes = (
                text(
                    "The forecast is the direct effect: what comes through talk reaches "
                    "the control group too. With others counted the simulation says "
                    "{all_told} a person instead of {told}; a test of areas sees that.",
                    {"all_told": all_told, "told": told},
                ),
            )
    return Units(
        "orders a person" if metric == "orders" else "share",
        _OF_CUSTOMERS[metric],
        float(np.mean([values.mean() for values in before])),
        math.sqrt(float(np.mean([values.var(ddof=1) for values in before]))),
        math.sqrt(float(np.mean([values.var(ddof=1) for values in after]))),
        effects,
        notes,
    )


def _areas(
    comparison: Comparison, plan: str, metric: str, size: float, area_cv: float | None
) -> Units:
    """Return how areas vary: each future is an area with luck of its own.

    A future has the luck of as many people as it simulates; that of an area of `size` people
    has a variance smaller by their ratio. What else makes areas differ is what makes worlds
    differ, unless it was measured.
    """
    if metric not in BY_NAME:
        raise UserError(
            "metric", metric, text("known KPIs are: {BY_NAME}.", {"BY_NAME": ", ".join(BY_NAME)})
        )
    kpi, market = BY_NAME[metric], comparison.scenario
    adds_up = kpi.unit in _COUNTED or metric in _TOTALS
    per = float(market.scenario.people) if adds_up else 1.0
    before = comparison.values(comparison.plans[0], metric) / per
    after = comparison.values(plan, metric) / per
    is_defined = ~np.isnan(before) & ~np.isnan(after)
    if is_defined.sum() < 4:
        raise UserError(
            "metric", metric, text("it needs at least 4 futures in which it is defined.")
        )
    luck_times = market.n_customers() / size

    def sd(values: NDArray[np.float64]) -> float:
        total = float(np.nanvar(values, ddof=1))
        between = _between(values, comparison.worlds, total)
        apart = between if area_cv is None else (area_cv * float(np.nanmean(values))) ** 2
        return math.sqrt((total - between) * luck_times + apart)

    unit = comparison.unit(metric)
    note = text(
        "Areas differ by luck and by what is uncertain in the market (numbers with a range)"
    )
    if area_cv is not None:
        note = text(
            "Areas differ by luck and, as measured, by {area_cv} % of the metric",
            {"area_cv": f"{100 * area_cv:g}"},
        )
    return Units(
        f"{unit} a person" if adds_up else unit,
        kpi.definition,
        float(np.nanmean(before)),
        sd(before),
        sd(after),
        (after - before)[is_defined],
        (
            text(
                "{note}. What is said in one area does not reach another (assumption).",
                {"note": note},
            ),
        ),
    )


def _between(values: NDArray[np.float64], worlds: NDArray[np.int64], total: float) -> float:
    """Return the part of a variance that is between worlds; 0 where luck is all there is."""
    found = compare_paired(
        np.zeros_like(values), values, worlds, higher_is_better=None, is_skewed=False, seed=0
    )
    share = found.chance_share
    return 0.0 if math.isnan(share) else (1.0 - share) * total


def _effect_sd(comparison: Comparison, effects: NDArray[np.float64]) -> float:
    """Return how well the simulation knows the effect: between worlds, and of its own mean."""
    if effects.size < 2:
        return 0.0
    total = float(effects.var(ddof=1))
    worlds = comparison.worlds if effects.size == comparison.worlds.size else None
    between = 0.0 if worlds is None else _between(effects, worlds, total)
    return math.sqrt(between + total / effects.size)


def _can_be_given_by_lot(comparison: Comparison, plan: str) -> bool:
    """Return whether all that a plan adds are contacts with single people."""
    market = comparison.scenario
    usual = market.plans.get(comparison.plans[0], [])
    added = [name for name in market.plans.get(plan, []) if name not in usual]
    return all(isinstance(market.interventions[name], ContactAction) for name in added)


def _is_higher_better(metric: str) -> bool | None:
    better = BY_NAME[metric].better if metric in BY_NAME else "higher"
    return None if better is None else better == "higher"


def _made_with(comparison: Comparison) -> str:
    name = comparison.scenario.scenario.name
    return text(
        "cjsim {value}: {name} ({scenario}), {n_futures} paired futures, seed {seed}",
        {
            "value": version("cjsim"),
            "name": repr(name),
            "scenario": scenario_hash(comparison.scenario)[:12],
            "n_futures": len(comparison.futures),
            "seed": comparison.seed,
        },
    )
