"""A day's money: every sale and every cost goes into the ledger once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cjsim.journey.market import DAYS_PER_MONTH
from cjsim.journey.stages import Mark
from cjsim.journey.tally import DELIVERY, FEES, GOODS, MARKS, REFUNDS, REVENUE
from cjsim.scenarios.schema_interventions import ContactAction

if TYPE_CHECKING:
    from cjsim.model import JourneyModel


def book_day(model: JourneyModel, counts: NDArray[np.float64]) -> None:
    """Book the day `model.day`; `counts` (N_TALLIES,) are the day's tallies of all segments.

    Tallies are of simulated customers; the ledger is of all the people they stand for.
    """
    ledger, day, weight = model.history.ledger, model.day, model.market_file.weight
    ledger.book(day, "revenue", "sales", weight * counts[REVENUE])
    for account, item, column in (
        ("refunds", "returned orders", REFUNDS),
        ("goods", "goods sold", GOODS),
        ("fees", "sales channels", FEES),
        ("delivery", "orders delivered", DELIVERY),
    ):
        ledger.book(day, account, item, -weight * counts[column])
    for channel in model.media:
        ledger.book(day, "media", channel.name, -channel.spend_today)
    today = model.levers.today
    if today.support is not None:
        pay = float(today.support.cost_per_staff_per_month) / DAYS_PER_MONTH
        ledger.book(day, "support", "staff", -pay * round(today.support.staff))
    _book_plan(model, counts)


def _book_plan(model: JourneyModel, counts: NDArray[np.float64]) -> None:
    """Book what the plan's interventions cost by themselves."""
    ledger, day, weight = model.history.ledger, model.day, model.market_file.weight
    channels = model.levers.today.channels
    for cost in model.plan.costs:
        if not cost.first_day <= day <= cost.last_day:
            continue
        if day == cost.first_day:
            ledger.book(day, "programmes", cost.name, -cost.one_off)
        ledger.book(day, "programmes", cost.name, -cost.per_month / DAYS_PER_MONTH)
        if cost.per is not None:
            account = "referrals" if cost.per == Mark.REFERRAL_SUCCEEDED.name else "programmes"
            times = weight * counts[MARKS + Mark[cost.per]]
            ledger.book(day, account, cost.name, -cost.each * times)
    for name, n_addressed in model.n_addressed.items():
        action = model.market_file.interventions[name]
        if isinstance(action, ContactAction):
            each = float(channels[action.channel].cost_per_contact)
            ledger.book(day, "contacts", name, -each * weight * n_addressed)
