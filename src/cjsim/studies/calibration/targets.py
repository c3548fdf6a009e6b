"""Totals a market is fitted to: a funnel, orders a month, retention, tickets and waits."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cjsim.errors import UserError
from cjsim.journey.market import DAYS_PER_MONTH
from cjsim.journey.stages import N_STAGES, Mark, Stage
from cjsim.journey.tally import MARKS, MOVES, OWNERS_FROM_START
from cjsim.language import text
from cjsim.model import JourneyModel
from cjsim.results.rates import customers_at_start
from cjsim.studies.calibration.moments import Moment

TABLES: dict[str, tuple[str, ...]] = {
    "funnel": ("stage", "entered"),
    "monthly_orders": ("month", "orders"),
    "retention": ("month", "customers", "retained"),
    "tickets": ("month", "tickets"),
}
"""The tables and the columns each must have. `funnel` may have `converted`, `tickets` the mean
wait for a reply in `wait_hours`; a month is 2027-03, in `retention` the months since the start."""
_MONTH = re.compile(r"_\d{4}-\d{2}$")
_WAIT_CV = 1.0
"""Spread of waits for a reply relative to their mean (assumption: as of exponential waits)."""
_OF_THE_FIRM = {
    "visit": Mark.FIRST_VISIT,
    "checkout": Mark.CHECKOUT_STARTED,
    "order": Mark.ORDERED,
    "received": Mark.RECEIVED,
}
"""Stages of a funnel as a firm counts it, and what is counted."""
_OF_THE_MARKET = (Stage.AWARENESS, Stage.SEARCH, Stage.EVALUATION, Stage.PURCHASE)
FUNNEL_STAGES = (*_OF_THE_FIRM, *(stage.name.lower() for stage in _OF_THE_MARKET))

Table = pd.DataFrame | str | Path


def read_targets(targets: Mapping[str, Table]) -> dict[str, Moment]:
    """Return the figures of tables of totals, with the error chance gives each.

    Args:
        targets: Tables by their name in `TABLES`, each a DataFrame or the path of a CSV.

    Counts have the error of a Poisson count, shares that of a binomial share of those counted.

    Raises:
        UserError: A table, a column or a number is not what it should be.
    """
    found: dict[str, Moment] = {}
    for name, source in targets.items():
        if name not in TABLES:
            raise UserError(
                "targets", name, text("the tables are: {TABLES}.", {"TABLES": ", ".join(TABLES)})
            )
        table = _read(name, source)
        for row in table.to_dict("records"):
            found |= dict(_READERS[name]({str(key): value for key, value in row.items()}))
    if not found:
        raise UserError("targets", list(targets), text("they hold no figure."))
    return found


def window_of(targets: Mapping[str, Moment]) -> tuple[dt.date, dt.date] | None:
    """Return the first and the last day of the months in the figures; None without months."""
    months = sorted({name.rpartition("_")[2] for name in targets if _is_of_month(name)})
    if not months:
        return None
    last = pd.Period(months[-1], "M").end_time.date()
    return pd.Period(months[0], "M").start_time.date(), last


def totals_of(model: JourneyModel) -> dict[str, float]:
    """Return all that such tables could say of a run, for all the people."""
    scenario, history = model.market_file, model.history
    by_day = history.tallies.sum(axis=1)
    total, weight = by_day.sum(axis=0), scenario.weight
    moves = total[MOVES : MOVES + N_STAGES**2].reshape(N_STAGES, N_STAGES)
    entered = {stage: weight * float(total[MARKS + mark]) for stage, mark in _OF_THE_FIRM.items()}
    found: dict[str, float] = {}
    for stage, after in zip(_OF_THE_FIRM, [*list(_OF_THE_FIRM)[1:], ""], strict=True):
        found[f"funnel_{stage}_entered"] = entered[stage]
        if after and entered[stage]:
            found[f"funnel_{stage}_converted"] = entered[after] / entered[stage]
    for at in _OF_THE_MARKET:
        into = float(moves[:, at].sum())
        found[f"funnel_{at.name.lower()}_entered"] = weight * into
        if into:
            found[f"funnel_{at.name.lower()}_converted"] = float(moves[at, at + 1]) / into
    at_start = customers_at_start(by_day)
    for month in range(1, int(scenario.n_days() / DAYS_PER_MONTH) + 1):
        day = min(round(month * DAYS_PER_MONTH), scenario.n_days()) - 1
        if at_start:
            found[f"retention_month_{month}"] = float(by_day[day, OWNERS_FROM_START]) / at_start
    return found | dict(_by_month(model, weight * by_day[:, MARKS + Mark.ORDERED]))


def describe_target(name: str) -> tuple[str, str] | None:
    """Return the unit of a figure of such a table and what it is; None for other figures."""
    kind, *rest = name.split("_")
    if kind == "funnel":
        stage, what = rest
        if what == "entered":
            return "people", f"times people entered {stage}"
        return "share", f"of those who entered {stage}, the share that went on"
    if kind == "retention":
        return "share", f"customers at the start who are still with us after {rest[1]} months"
    if _is_of_month(name):
        unit = {"orders": "orders", "tickets": "tickets", "wait": "hours"}[kind]
        words = {"orders": "orders", "tickets": "tickets opened", "wait": "mean wait for a reply"}
        return unit, f"{words[kind]} in {rest[-1]}"
    return None


def _is_of_month(name: str) -> bool:
    return _MONTH.search(name) is not None


def _by_month(model: JourneyModel, orders: NDArray[np.float64]) -> Iterator[tuple[str, float]]:
    """Yield the figures of each whole month of a run."""
    first, history = model.market_file.scenario.start, model.history
    days = pd.date_range(first, periods=orders.size, freq="D")
    months = np.asarray(days.strftime("%Y-%m"))
    for month in dict.fromkeys(months.tolist()):
        is_in = months == month
        if int(is_in.sum()) != pd.Period(month, "M").days_in_month:
            continue
        yield f"orders_{month}", float(orders[is_in].sum())
        if model.desk is None:
            continue
        yield f"tickets_{month}", float(history.tickets_opened[is_in].sum())
        waits = [history.waits[day] for day in np.flatnonzero(is_in) if day < len(history.waits)]
        answered = np.concatenate(waits) if waits else np.empty(0)
        if answered.size:
            yield f"wait_hours_{month}", float(answered.mean())


def _read(name: str, source: Table) -> pd.DataFrame:
    """Return a table with the columns it must have."""
    if not isinstance(source, pd.DataFrame):
        try:
            source = pd.read_csv(source, dtype={"month": str})
        except (OSError, ValueError) as error:
            raise UserError(
                "targets",
                f"{name}: {source}",
                text("it cannot be read: {error}.", {"error": error}),
            ) from error
    missing = [column for column in TABLES[name] if column not in source.columns]
    if missing:
        words = text(
            "the table {name} needs the columns {TABLES}.",
            {"name": name, "TABLES": ", ".join(TABLES[name])},
        )
        raise UserError("targets", f"{name} without {missing[0]}", words)
    return source


def _of_funnel(row: Mapping[str, Any]) -> Iterator[tuple[str, Moment]]:
    stage = str(row["stage"]).strip().lower()
    if stage not in FUNNEL_STAGES:
        raise UserError(
            "targets",
            f"funnel: {stage}",
            text("stages are: {FUNNEL_STAGES}.", {"FUNNEL_STAGES": ", ".join(FUNNEL_STAGES)}),
        )
    entered = _number("funnel", row, "entered")
    yield f"funnel_{stage}_entered", _count(entered)
    if "converted" in row and not pd.isna(row["converted"]):
        yield f"funnel_{stage}_converted", _share("funnel", row, "converted", entered)


def _of_orders(row: Mapping[str, Any]) -> Iterator[tuple[str, Moment]]:
    yield (
        f"orders_{_month('monthly_orders', row)}",
        _count(_number("monthly_orders", row, "orders")),
    )


def _of_retention(row: Mapping[str, Any]) -> Iterator[tuple[str, Moment]]:
    month = _number("retention", row, "month")
    if month < 1.0 or month != int(month):
        raise UserError("targets", f"retention: month = {month:g}", text("expected 1, 2, 3 ..."))
    customers = _number("retention", row, "customers")
    yield f"retention_month_{int(month)}", _share("retention", row, "retained", customers)


def _of_tickets(row: Mapping[str, Any]) -> Iterator[tuple[str, Moment]]:
    month, tickets = _month("tickets", row), _number("tickets", row, "tickets")
    yield f"tickets_{month}", _count(tickets)
    if "wait_hours" in row and not pd.isna(row["wait_hours"]):
        wait = _number("tickets", row, "wait_hours")
        yield f"wait_hours_{month}", Moment(wait, _WAIT_CV * wait / math.sqrt(max(tickets, 1.0)))


_READERS: dict[str, Callable[[Mapping[str, Any]], Iterator[tuple[str, Moment]]]] = {
    "funnel": _of_funnel,
    "monthly_orders": _of_orders,
    "retention": _of_retention,
    "tickets": _of_tickets,
}


def _count(number: float) -> Moment:
    return Moment(number, math.sqrt(max(number, 1.0)))


def _share(table: str, row: Mapping[str, Any], column: str, whole: float) -> Moment:
    """Return a share of those counted; one of 0 or 1 has the error of one odd case."""
    part = _number(table, row, column)
    if part > whole:
        what = f"{table}: {column} = {part:g} of {whole:g}"
        raise UserError("targets", what, text("a part cannot be more than the whole."))
    if whole <= 0.0:
        raise UserError(
            "targets", f"{table}: of {whole:g}", text("nobody was counted; drop the row.")
        )
    share = part / whole
    inner = min(max(share, 1.0 / (whole + 2.0)), 1.0 - 1.0 / (whole + 2.0))
    return Moment(share, math.sqrt(inner * (1.0 - inner) / whole))


def _number(table: str, row: Mapping[str, Any], column: str) -> float:
    try:
        number = float(row[column])
    except (TypeError, ValueError):
        number = math.nan
    if not 0.0 <= number < math.inf:
        what = f"{table}: {column} = {row[column]!r}"
        raise UserError("targets", what, text("expected a number from 0 up."))
    return number


def _month(table: str, row: Mapping[str, Any]) -> str:
    try:
        return str(pd.Period(str(row["month"])[:10], "M"))
    except ValueError as error:
        what = f"{table}: month = {row['month']!r}"
        raise UserError("targets", what, text("expected a month such as 2027-03.")) from error
