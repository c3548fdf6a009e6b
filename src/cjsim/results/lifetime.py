"""What a customer is worth: value over a lifetime, monthly fees, what is kept of them."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from cjsim.history import History
from cjsim.journey.market import DAYS_PER_MONTH, DAYS_PER_YEAR
from cjsim.journey.stages import Mark, Reason
from cjsim.journey.tally import (
    AGE_DAYS,
    CASH_BY_AGE,
    JOINED,
    MARKS,
    MONTHLY,
    MONTHLY_FROM_START,
    MONTHLY_LOST,
    N_AGES,
    OWNER_COUNT,
    OWNER_SATISFIED,
    OWNERS_FROM_START,
    REASONS,
    REPEATS_OF_SATISFIED,
)
from cjsim.results.rates import customers_at_start
from cjsim.scenarios.schema import Scenario


def lifetime_kpis(scenario: Scenario, history: History) -> dict[str, float]:
    """Return the KPIs of what customers are worth, by name; NaN where undefined."""
    by_day = history.tallies.sum(axis=1)
    total, first, last = by_day.sum(axis=0), by_day[0], by_day[-1]
    weight = scenario.weight

    def times(mark: Mark) -> float:
        return float(total[MARKS + mark])

    def fees(row: NDArray[np.float64], column: int) -> float:
        is_subscription = scenario.product.kind == "subscription"
        return weight * float(row[column]) if is_subscription else math.nan

    firms = float(total[REASONS + Reason.LEFT_PAYMENT_FAILED])
    firms += float(total[REASONS + Reason.LEFT_CLOSED_DOWN])
    at_risk = customers_at_start(by_day) + float(total[JOINED]) + times(Mark.CAME_BACK)
    lost = fees(total, MONTHLY_LOST)
    satisfied, owners = float(total[OWNER_SATISFIED]), float(total[OWNER_COUNT])
    repeats, of_satisfied = times(Mark.REPEAT_ORDER), float(total[REPEATS_OF_SATISFIED])
    yearly = DAYS_PER_YEAR
    return {
        "clv": lifetime_value(
            by_day,
            float(scenario.kpis.clv_days),
            float(scenario.kpis.discount_rate_per_year),
        ),
        "retention": _ratio(float(last[OWNERS_FROM_START]), float(first[OWNERS_FROM_START])),
        "involuntary_churn": _ratio(firms, at_risk),
        "win_back": _ratio(times(Mark.CAME_BACK), times(Mark.LEFT)),
        "mrr": fees(last, MONTHLY),
        "nrr": _ratio(fees(last, MONTHLY_FROM_START), fees(first, MONTHLY)),
        "revenue_churn": _ratio(lost, fees(last, MONTHLY) + lost),
        "return_if_satisfied": yearly * _ratio(of_satisfied, satisfied),
        "return_if_not": yearly * _ratio(repeats - of_satisfied, owners - satisfied),
    }


def lifetime_value(
    by_day: NDArray[np.float64], horizon_days: float, discount_rate_per_year: float
) -> float:
    """Return the value of a customer won in the run, over `horizon_days` from its first order.

    sum over ages t of (cash at age t / customers watched at age t) / (1 + d)^t, t in years: a
    customer won late is watched for a short time only, so each age counts those who reached it
    in the run. Cash is price paid - refunds - goods - fees - delivery. Ages the run does not
    reach add nothing. `by_day` (days, N_TALLIES) are tallies of all segments.
    """
    n_days = by_day.shape[0]
    won = by_day[:, MARKS + Mark.FIRST_ORDER]
    if won.sum() == 0.0:
        return math.nan
    cash = by_day[:, CASH_BY_AGE : CASH_BY_AGE + N_AGES].sum(axis=0)
    value = float(cash[0] / won.sum())
    watched = n_days - np.arange(n_days)  # days a customer won on a day is watched
    longest = float(watched[won > 0.0].max())
    for age in range(1, N_AGES):
        begins = float((age - 1) * AGE_DAYS)
        lasts = float(AGE_DAYS) if age < N_AGES - 1 else math.inf
        customer_days = float(won @ np.clip(watched - begins, 0.0, lasts))
        counted = min(max(horizon_days - begins, 0.0), lasts, max(longest - begins, 0.0))
        if customer_days == 0.0 or counted == 0.0:
            break
        years = (begins + counted / 2.0) / DAYS_PER_YEAR
        value += float(cash[age]) / customer_days * counted / (1 + discount_rate_per_year) ** years
    return value


def payback_months(
    acquisition_cost: float, gross_profit: float, history: History, weight: float
) -> float:
    """Return the months in which a customer's gross profit pays what winning it cost."""
    owner_months = weight * float(history.tallies[..., OWNER_COUNT].sum()) / DAYS_PER_MONTH
    monthly = _ratio(gross_profit, owner_months)
    return acquisition_cost / monthly if monthly > 0.0 else math.nan


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else math.nan
