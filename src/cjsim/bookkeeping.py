"""A day's money: every sale and every cost goes into the ledger once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cjsim.journey.market import DAYS_PER_MONTH
from cjsim.journey.stages import Mark
from cjsim.journey.tally import DELIVERY, FEES, GOODS, MARKS, REFUNDS, REVENUE
from cjsim.scenarios.actions import ContactAction
from cjsim.scenarios.paths import get_number
from cjsim.scenarios.schema_support import Support

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
        _book_support(model, today.support)
    for team in model.presale:
        way = today.explore[team.name]
        upkeep = float(way.cost_per_month) / DAYS_PER_MONTH if way.is_open >= 0.5 else 0.0
        ledger.book(day, "presale", team.name, -upkeep - team.cost_today(today))
    for asked in model.trials.teams:
        numbers = today.trials[asked.name]
        cost = float(numbers.cost_per_month) / DAYS_PER_MONTH
        cost += float(numbers.cost_per_trial) * asked.n_answered_today
        ledger.book(day, "presale", f"trials by {asked.name}", -cost)
    _book_rewards(model)
    _book_plan(model)


def _book_support(model: JourneyModel, support: Support) -> None:
    """Book the pay of all who answer, longer where the hours are longer, and each contact."""
    pay = float(support.cost_per_staff_per_month) / DAYS_PER_MONTH
    in_file = model.market_file.support or support
    usual_hours = float(in_file.close_hour) - float(in_file.open_hour)
    longer = (float(support.close_hour) - float(support.open_hour)) / usual_hours
    ledger, day = model.history.ledger, model.day
    ledger.book(day, "support", "staff", -pay * longer * round(support.staff))
    contacts = () if model.desk is None else model.desk.n_contacts
    for (name, way), n_contacts in zip(support.channels.items(), contacts, strict=True):
        opens, closes = support.hours_of(name)
        longer = (closes - opens) / usual_hours
        ledger.book(day, "support", f"staff of {name}", -pay * longer * round(way.staff))
        each = float(way.cost_per_contact)
        ledger.book(day, "support", f"contacts by {name}", -each * float(n_contacts))


def _book_rewards(model: JourneyModel) -> None:
    """Book what both sides of a referral receive, as high as it is today in each segment."""
    tallies = model.history.tallies[model.day]
    succeeded = tallies[:, MARKS + Mark.REFERRAL_SUCCEEDED]
    if not succeeded.any():
        return
    for place, name in enumerate(model.market_file.segments):
        reward = float(model.levers.of(name).peers.referral_reward)
        people = model.market_file.weight * succeeded[place]
        model.history.ledger.book(model.day, "referrals", "rewards", -2.0 * reward * people)


def _book_plan(model: JourneyModel) -> None:
    """Book what the plan's interventions cost by themselves."""
    ledger, day, weight = model.history.ledger, model.day, model.market_file.weight
    today = model.levers.today
    for cost in model.plan.costs:
        if not cost.first_day <= day <= cost.last_day:
            continue
        if day == cost.first_day:
            ledger.book(day, "programmes", cost.name, -cost.one_off)
        ledger.book(day, "programmes", cost.name, -cost.per_month / DAYS_PER_MONTH)
        for paid in cost.paid:
            times = weight * _times(model, Mark[paid.mark], cost.segments)
            if paid.times_path is not None:
                times *= float(get_number(today, paid.times_path))
            ledger.book(day, "programmes", cost.name, -paid.each * times)
    for name, n_addressed in model.n_addressed.items():
        action = model.market_file.interventions[name]
        if isinstance(action, ContactAction):
            each = float(today.channels[action.channel].cost_per_contact)
            each += float(action.cost_per_contact)
            ledger.book(day, "contacts", name, -each * weight * n_addressed)


def _times(model: JourneyModel, mark: Mark, segments: tuple[str, ...]) -> float:
    """Return how often something happened today to customers of some segments (all if none)."""
    names = list(model.market_file.segments)
    rows = [names.index(name) for name in segments or names]
    return float(model.history.tallies[model.day][rows, MARKS + mark].sum())
