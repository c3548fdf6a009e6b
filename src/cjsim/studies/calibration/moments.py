"""What own data and a simulated run both say: the same figures, computed the same way."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cjsim.journey.stages import Mark
from cjsim.journey.tally import (
    MARKS,
    OWNER_COUNT,
    OWNER_DETRACTORS,
    OWNER_PROMOTERS,
    OWNER_SATISFIED,
)
from cjsim.model import JourneyModel
from cjsim.scenarios.schema import Scenario
from cjsim.studies.calibration.own_data import OwnData

DAYS_PER_WEEK = 7.0


class Moment(NamedTuple):
    """A figure, and its standard error as far as its own table tells."""

    value: float
    error: float


@dataclass(frozen=True, slots=True)
class Observed:
    """What was seen of a market in a window of days, by its firm or in a simulation.

    `who`, `day`, `amount`, `is_returned` are of orders, one each, in order of days; `ratings`
    are 1 to 5, one each; `weight` is how many people each record stands for. What was not
    seen is None.
    """

    n_days: int
    weight: float
    who: NDArray[np.int64] | None = None
    day: NDArray[np.int64] | None = None
    amount: NDArray[np.float64] | None = None
    is_returned: NDArray[np.bool_] | None = None
    ratings: NDArray[np.float64] | None = None
    n_visits: float | None = None
    n_registrations: float | None = None
    satisfied: NDArray[np.bool_] | None = None
    recommend: NDArray[np.float64] | None = None
    known: dict[str, float] | None = None
    totals: dict[str, Moment] | None = None


MOMENTS: dict[str, tuple[str, str]] = {
    "orders_per_week": ("orders", "orders a week"),
    "orders_growth": ("share", "orders of the second half of the window / the first half - 1"),
    "repeat_share": ("share", "orders followed by another within the window of repeats"),
    "repeat_interval_days": ("days", "mean days between two orders of one person"),
    "order_value": ("money", "mean price of an order"),
    "return_share": ("share", "orders sent back / orders"),
    "conversion": ("share", "orders / visits"),
    "rating_mean": ("score", "mean of the ratings, 1 to 5"),
    "rating_low_share": ("share", "ratings of 1 and 2"),
    "rating_high_share": ("share", "ratings of 5"),
    "registrations_per_week": ("people", "people who register a week"),
    "csat": ("share", "answers of 4 and 5 of 5"),
    "nps": ("score", "100 x (9 and 10 of 10 - 0 to 6) / answers"),
}
"""Every figure own data may hold: its unit and what it is."""


def moments_of(seen: Observed, repeat_days: int) -> dict[str, Moment]:
    """Return the figures that were seen, by name; those that cannot be computed are left out.

    Args:
        seen: What was seen.
        repeat_days: Window in which a next order counts as a repeat.
    """
    found: dict[str, Moment] = {}
    if seen.who is not None and seen.day is not None:
        found |= _of_orders(seen, seen.who, seen.day, repeat_days)
    if seen.ratings is not None and seen.ratings.size:
        found["rating_mean"] = _mean(seen.ratings)
        found["rating_low_share"] = _mean((seen.ratings <= 2.0).astype(float))
        found["rating_high_share"] = _mean((seen.ratings >= 4.5).astype(float))
    if seen.n_registrations:
        per_week = DAYS_PER_WEEK / seen.n_days * seen.weight
        found["registrations_per_week"] = Moment(
            per_week * seen.n_registrations, per_week * math.sqrt(seen.n_registrations)
        )
    if seen.satisfied is not None and seen.satisfied.size:
        found["csat"] = _mean(seen.satisfied.astype(float))
    if seen.recommend is not None and seen.recommend.size:
        votes = (seen.recommend >= 9.0).astype(float) - (seen.recommend <= 6.0)
        found["nps"] = Moment(*(100.0 * part for part in _mean(votes)))
    for name, value in (seen.known or {}).items():
        found[name] = Moment(value, 0.0)
    found |= seen.totals or {}
    return {name: moment for name, moment in found.items() if math.isfinite(moment.value)}


def _of_orders(
    seen: Observed, who: NDArray[np.int64], day: NDArray[np.int64], repeat_days: int
) -> dict[str, Moment]:
    """Return the figures of orders."""
    n_orders = day.size
    if n_orders == 0:
        return {"orders_per_week": Moment(0.0, DAYS_PER_WEEK / seen.n_days * seen.weight)}
    per_week = DAYS_PER_WEEK / seen.n_days * seen.weight
    found = {"orders_per_week": Moment(per_week * n_orders, per_week * _count_error(day, seen))}
    early = int((day < seen.n_days // 2).sum())
    late = int((day >= seen.n_days - seen.n_days // 2).sum())
    if early and late:
        ratio = late / early
        found["orders_growth"] = Moment(ratio - 1.0, ratio * math.sqrt(1.0 / early + 1.0 / late))
    gaps, first_days = _gaps(who, day)
    is_early = first_days + repeat_days < seen.n_days
    if is_early.any():
        found["repeat_share"] = _mean((gaps[is_early] <= repeat_days).astype(float))
    if np.isfinite(gaps).any():
        found["repeat_interval_days"] = _mean(gaps[np.isfinite(gaps)])
    if seen.amount is not None and np.isfinite(seen.amount).any():
        found["order_value"] = _mean(seen.amount[np.isfinite(seen.amount)])
    if seen.is_returned is not None:
        found["return_share"] = _mean(seen.is_returned.astype(float))
    if seen.n_visits:
        share = n_orders / seen.n_visits
        error = share * math.sqrt(1.0 / n_orders + 1.0 / seen.n_visits)
        found["conversion"] = Moment(share, error)
    return found


def _gaps(
    who: NDArray[np.int64], day: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the days from each order to the same person's next (infinite if none), its day."""
    order = np.lexsort((day, who))
    who, day = who[order], day[order]
    gaps = np.full(day.size, np.inf)
    is_same = who[1:] == who[:-1]
    gaps[:-1][is_same] = (day[1:] - day[:-1])[is_same]
    return gaps, day


def _count_error(day: NDArray[np.int64], seen: Observed) -> float:
    """Return the standard error of a count of orders: Poisson, or more where weeks differ more.

    Weeks are compared after their trend is taken out.
    """
    n_weeks = int(seen.n_days // DAYS_PER_WEEK)
    poisson = float(day.size)
    if n_weeks >= 4:
        weeks = weekly(day, n_weeks)
        trend = np.polynomial.Polynomial.fit(np.arange(n_weeks), weeks, 1)(np.arange(n_weeks))
        poisson = max(poisson, float(((weeks - trend) ** 2).sum()) * n_weeks / (n_weeks - 2))
    return math.sqrt(poisson)


def weekly(day: NDArray[np.int64], n_weeks: int) -> NDArray[np.float64]:
    """Return how many fall into each whole week, shape (n_weeks,)."""
    week = day // int(DAYS_PER_WEEK)
    return np.bincount(week[week < n_weeks], minlength=n_weeks).astype(np.float64)


def _mean(values: NDArray[np.float64]) -> Moment:
    """Return a mean; the error of one that does not vary is that of one odd value among all."""
    sd = float(values.std(ddof=1)) if values.size > 1 else 0.0
    return Moment(float(values.mean()), max(sd, 1.0 / values.size) / math.sqrt(values.size))


def observe_data(data: OwnData, first: dt.date, n_days: int) -> Observed:
    """Return what own tables say of `n_days` days from `first`."""
    seen: dict[str, Any] = {}
    orders = _within(data.table("orders"), first, n_days)
    if orders is not None:
        orders = orders[~orders["is_cancelled"]]
        who, _ = pd.factorize(orders["customer"])
        seen["who"] = who.astype(np.int64)
        seen["day"] = _days(orders, first)
        if "amount" in orders:
            seen["amount"] = orders["amount"].to_numpy(np.float64)
        if "status" in orders:
            seen["is_returned"] = orders["is_returned"].to_numpy(bool)
    visits = _within(data.table("visits"), first, n_days)
    if visits is not None:
        has_counts = "visits" in visits
        seen["n_visits"] = float(visits["visits"].sum()) if has_counts else float(len(visits))
    feedback = _within(data.table("feedback"), first, n_days)
    if feedback is not None:
        seen["ratings"] = feedback["rating"].to_numpy(np.float64)
    registrations = _within(data.table("registrations"), first, n_days)
    if registrations is not None:
        seen["n_registrations"] = float(len(registrations))
    survey = data.table("survey")
    if survey is not None and "satisfaction" in survey:
        seen["satisfied"] = survey["satisfaction"].dropna().to_numpy(np.float64) >= 4.0
    if survey is not None and "recommend" in survey:
        seen["recommend"] = survey["recommend"].dropna().to_numpy(np.float64)
    return Observed(n_days, 1.0, **seen)


def _within(table: pd.DataFrame | None, first: dt.date, n_days: int) -> pd.DataFrame | None:
    """Return the rows of a table in the window."""
    if table is None:
        return None
    place = (table["date"] - pd.Timestamp(first)).dt.days
    return table[(place >= 0) & (place < n_days)]


def _days(table: pd.DataFrame, first: dt.date) -> NDArray[np.int64]:
    days = (table["date"] - pd.Timestamp(first)).dt.days
    return np.asarray(days, dtype=np.int64)


def observe_run(
    scenario: Scenario,
    plan: str,
    seed: int,
    watch: Callable[[JourneyModel], None] | None = None,
) -> Observed:
    """Live a market once and return what its firm would see in its tables.

    A review is a rating of 3 plus the emotion felt, -2 to 2, rounded (assumption). `watch` sees
    the model at the end of each day.
    """
    model = JourneyModel(scenario, plan=plan, seed=seed, panel=0, keep_moves=False)
    orders: list[NDArray[Any]] = []
    ratings: list[NDArray[np.float64]] = []
    is_order, is_return = _bit(Mark.ORDERED), _bit(Mark.RETURNED)
    is_review = _bit(Mark.REVIEWED_WELL) | _bit(Mark.REVIEWED_BADLY)
    n_returned = 0
    try:
        for day in range(scenario.n_days()):
            model.step()
            marks = model.records["marks"]
            ids = np.flatnonzero(marks & is_order)
            orders.append(
                np.column_stack([ids, np.full(ids.size, day), model.records["paid"][ids]])
            )
            n_returned += int(np.count_nonzero(marks & is_return))
            emotion = model.records["emotion"][(marks & is_review) != 0].astype(np.float64)
            ratings.append(np.clip(np.floor(3.5 + emotion), 1.0, 5.0))
            if watch is not None:
                watch(model)
    finally:
        model.close()
    rows = np.concatenate(orders)
    total = model.history.tallies.sum(axis=(0, 1))
    last = model.history.tallies[-1].sum(axis=0)
    known = {}
    if rows.size:
        known["return_share"] = n_returned / rows.shape[0]
    if last[OWNER_COUNT]:
        known["csat"] = float(last[OWNER_SATISFIED] / last[OWNER_COUNT])
        net = last[OWNER_PROMOTERS] - last[OWNER_DETRACTORS]
        known["nps"] = 100.0 * float(net / last[OWNER_COUNT])
    return Observed(
        n_days=scenario.n_days(),
        weight=scenario.weight,
        who=rows[:, 0].astype(np.int64),
        day=rows[:, 1].astype(np.int64),
        amount=rows[:, 2].astype(np.float64),
        ratings=np.concatenate(ratings),
        n_visits=float(total[MARKS + Mark.VISITED]),
        n_registrations=float(total[MARKS + Mark.IDENTIFIED]),
        known=known,
    )


def _bit(mark: Mark) -> np.uint64:
    return np.uint64(1) << np.uint64(mark)
