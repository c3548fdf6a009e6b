"""S1: do conclusions depend on the step? The same market, lived in half days.

A step of the engine is a day. `halved` rewrites a market so that a step is half a day: twice
as many steps, every number said anew by its unit (`units.py`), every date moved apart from the
first one. An hour of the desk becomes half an hour, since its clock has 24 of them a step.
What the engine has built into its step stays as it is, and is told by `BUILT_IN`.
"""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cjsim.errors import UserError
from cjsim.events.calendar import occurrences
from cjsim.results.definitions import BY_NAME
from cjsim.results.markets import load_scenario
from cjsim.results.run import run
from cjsim.scenarios.events import Timed
from cjsim.scenarios.paths import all_numbers, draw_unknowns, expand_path, get_number
from cjsim.scenarios.quantity import Quantity
from cjsim.scenarios.schema import BASELINE, MAX_DAYS, Scenario
from cjsim.scenarios.sizing import resized
from cjsim.validation.check import Check, Finding
from cjsim.validation.units import Unit, halve, unit_of

BUILT_IN = (
    "as they are: hours of the day (two short nights for one), paydays, weekends and birthdays, "
    "what is answered, felt or tried again tomorrow"
)
"""What no number of a market file says, so that it takes half as long in half days."""
_OF_PATH = {"findability_times": "journey.search.findability"}
"""The number that a named event moves by a factor, where half a day makes it another factor."""
_REAL_TIMES = {"hours": 0.5, "days": 0.5, "months": 0.5}
_REAL_KPI = {
    "consideration": 0.5,
    "word_of_mouth_balance": 2.0,
    "return_if_satisfied": 2.0,
    "return_if_not": 2.0,
    "mrr": 2.0,
}
"""What makes a figure of half days one of days, by its unit and by its name."""


def halved(scenario: Scenario) -> Scenario:
    """Return the same market with a step of half a day.

    Raises:
        UserError: A number's unit is not understood, or there are too many days.
    """
    if 2 * scenario.n_days() > MAX_DAYS:
        raise UserError("days", scenario.n_days(), f"at most {MAX_DAYS // 2} can be halved.")
    half = scenario.model_copy(deep=True)
    for path, number in all_numbers(scenario).items():
        _put(half, path, Quantity(*_halves(scenario, path, number), number.source))
    _cool_off(scenario, half)
    _move_dates(scenario, half)
    return half


def real(kpi: str, value: float) -> float:
    """Return a KPI of a halved market in the units of the market it was made from."""
    return value * _REAL_KPI.get(kpi, _REAL_TIMES.get(BY_NAME[kpi].unit, 1.0))


def _halves(
    scenario: Scenario, path: str, number: Quantity
) -> tuple[float, float | None, float | None]:
    """Return value, low and high of a number for half a day."""

    def anew(value: float | None) -> float | None:
        return None if value is None else _anew(scenario, path, value)

    return _anew(scenario, path, float(number)), anew(number.low), anew(number.high)


def _anew(scenario: Scenario, path: str, value: float) -> float:
    unit = unit_of(scenario, path)
    table, _, name = path.rpartition(".")
    if unit is Unit.OF_PATH:
        moved = _OF_PATH.get(name) or _table(scenario, table).__dict__.get("path")
        how = "times" if name in _OF_PATH else name
        return _move_anew(scenario, str(moved), how, value) if moved else value
    if unit is Unit.OF_KPI:
        return value / real(str(_table(scenario, table).kpi), 1.0)
    if unit is Unit.VISIT:
        return _visit_anew(scenario, value, name == "detail")
    return halve(unit, value)


def _visit_anew(scenario: Scenario, value: float, is_ours: bool) -> float:
    """Return what one visit tells, so that those of a day tell in all what they did.

    Who finds it in a day with chance f, finds it 2 (1 - (1 - f)^(1/2)) times a day in halves.
    What is told of ours is clarity times detail; detail gives way.
    """
    found = float(scenario.journey.search.findability)
    times = found / (2.0 * halve(Unit.CHANCE, found)) if found > 0.0 else 1.0
    clarity = float(scenario.content.clarity) if is_ours else 1.0
    told = clarity * value
    return value * (1.0 - (1.0 - min(told, 1.0)) ** times) / told if told > 0.0 else value


def _move_anew(scenario: Scenario, path: str, how: str, value: float) -> float:
    """Return what moves a number by half a day's worth of what `value` moves it by in a day."""
    path = expand_path(scenario, path)[0]
    unit = unit_of(scenario, path)
    if how == "to":
        return halve(unit, value)
    base = float(get_number(scenario, path))
    if how == "by":
        return halve(unit, base + value) - halve(unit, base)
    if base == 0.0 or unit in (Unit.LENGTH, Unit.RATE):
        return value
    return halve(unit, base * value) / halve(unit, base)


def _table(scenario: Scenario, path: str) -> Any:
    node: Any = scenario
    for part in path.split("."):
        node = node[part] if isinstance(node, dict) else node.__dict__[part]
    return node


def _put(scenario: Scenario, path: str, number: Quantity) -> None:
    table, _, name = path.rpartition(".")
    node = _table(scenario, table)
    # past pydantic: bounds are those of a day's numbers
    (node if isinstance(node, dict) else node.__dict__)[name] = number


def _cool_off(scenario: Scenario, half: Scenario) -> None:
    """Let as many of those who put an order off let it be, though they put it off more often.

    With h put off and c of these lost, hc / (1 - h + hc) are lost in the end.
    """
    purchase = scenario.journey.purchase
    h, c = float(purchase.hesitate_per_day_share), float(purchase.cool_off_share)
    if 0.0 < h < 1.0 and c < 1.0:
        lost, h2 = h * c / (1.0 - h + h * c), h**0.5
        anew = lost * (1.0 - h2) / (h2 * (1.0 - lost))
        _put(half, "journey.purchase.cool_off_share", Quantity(anew, source=ASSUMED))


ASSUMED = "so that as many are lost as with steps of a day"


def _move_dates(scenario: Scenario, half: Scenario) -> None:
    """Put every date twice as far from the first day; feasts become dates."""
    begin = scenario.scenario.start

    def moved(date: dt.date) -> dt.date:
        return begin + 2 * (date - begin)

    for action in half.interventions.values():
        start, end = action.start, action.end
        action.__dict__["start"] = None if start is None else moved(start)
        # a last day has two halves
        action.__dict__["end"] = None if end is None else moved(end) + dt.timedelta(days=1)
    for name, event in scenario.events.items():
        if not isinstance(event, Timed):
            continue
        copy = half.events[name]
        if event.start is not None:
            copy.__dict__["start"] = moved(event.start)
        elif event.calendar is not None:
            del half.events[name]
            for place, (first, last) in enumerate(occurrences(scenario, name, event, 0)):
                once = copy.model_copy(deep=True)
                once.__dict__["calendar"] = None
                once.__dict__["start"] = moved(begin + dt.timedelta(days=first))
                once.__dict__["lasts_days"] = Quantity(2.0 * (last - first + 1))
                half.events[f"{name}_{place}"] = once


# --- the check -------------------------------------------------------------------------------

MARKETS = {
    "electronics": ("swap", 2_000, 182),
    "crm": ("fix_cause", 1_200, 0),
    "mail_shop": ("mail", 8_000, 14),
}
"""Main plan, simulated customers, and days; 0 for the file's."""
QUICK_MARKET = "mail_shop"


def headline(scenario: Scenario, plan: str, seed: int) -> NDArray[np.float64]:
    """Return the headline KPIs without and with a plan, shape (2, KPIs)."""
    lived = (run(scenario, plan=each, seed=seed).kpi_values() for each in (BASELINE, plan))
    return np.array([[values[kpi] for kpi in scenario.kpis.headline] for values in lived])


def futures(
    name: str, plan: str, customers: int, days: int, seeds: range
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the headline KPIs of a market in days and in half days, in real units.

    Each future has its own world, drawn before it is halved: shapes (futures, 2, KPIs).
    """
    scenario = resized(load_scenario(name), customers, days or None)
    times = np.array([real(kpi, 1.0) for kpi in scenario.kpis.headline])
    whole: list[NDArray[np.float64]] = []
    halves: list[NDArray[np.float64]] = []
    for seed in seeds:
        world = draw_unknowns(scenario, seed, 0)
        whole.append(headline(world, plan, seed))
        halves.append(headline(halved(world), plan, seed) * times)
    return np.array(whole), np.array(halves)


def of_the_range(what: str, days: NDArray[np.float64], halves: NDArray[np.float64]) -> Finding:
    """Return the finding that half days move a figure by less than its range over futures."""
    n = days.size
    low, high = np.nanquantile(days, (0.05, 0.95))
    width = float(high - low)
    shifts = halves - days
    shift, error = float(np.nanmean(shifts)), float(np.nanstd(shifts, ddof=1)) / n**0.5
    share, share_error = (shift / width, error / width) if width > 0.0 else (0.0, 0.0)
    return Finding(
        what,
        f"{np.nanmean(days):.4g}",
        f"{np.nanmean(halves):.4g}: {share:+.2f} of the range (s.e. {share_error:.2f})",
        f"the range over {n} futures, {low:.4g} to {high:.4g}",
        bool(abs(shift) < width) or bool((shifts == 0.0).all()),
    )


def in_half_days(name: str, quick: bool) -> list[Finding]:
    """Check the headline KPIs of a market, and what its main plan does to them."""
    if quick and name != QUICK_MARKET:
        return []
    plan, customers, n_days = MARKETS[name]
    days, halves = futures(name, plan, customers, n_days, range(1, 21))
    found = []
    for place, kpi in enumerate(load_scenario(name).kpis.headline):
        of = f"{name}, {kpi}"
        found.append(of_the_range(of, days[:, 0, place], halves[:, 0, place]))
        differences = [each[:, 1, place] - each[:, 0, place] for each in (days, halves)]
        found.append(of_the_range(f"{of}: {plan} - {BASELINE}", *differences))
    return found


def understood(_quick: bool) -> list[Finding]:
    """Find how many numbers of each market are said anew, and what is not."""
    found = []
    for name in MARKETS:
        scenario = load_scenario(name)
        units = [unit_of(scenario, path) for path in all_numbers(scenario)]
        timeless = (Unit.TIMELESS, Unit.BUILT_IN)
        n_anew = sum(unit not in timeless for unit in units)
        said = f"{n_anew} of {len(units)} said anew; {BUILT_IN}"
        found.append(Finding(f"{name}, numbers", "all understood", said, "exact", n_anew > 0))
    return found


S1 = Check(
    "S1",
    "Conclusions do not hang on the step",
    "own requirement: half a day",
    (*(partial(in_half_days, name) for name in MARKETS), understood),
)
STEP: tuple[Check, ...] = (S1,)
