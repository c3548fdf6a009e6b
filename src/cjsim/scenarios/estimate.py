"""What can be told from the file alone: the load of the desk, and the money of a plan."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass

from cjsim.scenarios.actions import Action, Intervention, Policy
from cjsim.scenarios.costs import monthly_flow
from cjsim.scenarios.schema import Scenario

DAYS_PER_YEAR = 365.0
DAYS_PER_MONTH = DAYS_PER_YEAR / 12.0


@dataclass(frozen=True)
class DeskLoad:
    """A day of the support desk as the file lets expect it, for all the people."""

    contacts_per_day: float
    work_hours_per_day: float
    staffed_hours_per_day: float

    @property
    def load(self) -> float:
        """Work asked for, as a share of the hours staffed."""
        if self.staffed_hours_per_day == 0.0:
            return math.inf if self.work_hours_per_day > 0.0 else 0.0
        return self.work_hours_per_day / self.staffed_hours_per_day


def orders_per_day(scenario: Scenario) -> float:
    """Return our orders on an ordinary day if every need goes to the brand one is used to."""
    needs = math.fsum(each.share * each.need_times for each in scenario.segments.values())
    ours = scenario.brands[scenario.our_brand].customer_share
    per_year = scenario.scenario.people * needs * scenario.product.need_per_year * ours
    return per_year / DAYS_PER_YEAR


def trial_requests_per_day(scenario: Scenario) -> float:
    """Return how many ask for a trial on an ordinary day, for a rough idea.

    Of the needs of people who are not our customers, those who know us choose evenly among
    the brands they know and buying nothing.
    """
    product = scenario.product
    if product.kind != "subscription" or product.trial_days == 0.0:
        return 0.0
    needs = math.fsum(each.share * each.need_times for each in scenario.segments.values())
    ours = scenario.brands[scenario.our_brand]
    rivals = math.fsum(each.known_share for each in scenario.brands.values() if not each.is_ours)
    chosen = ours.known_share / (2.0 + rivals)
    people = scenario.scenario.people * (1.0 - ours.customer_share)
    return people * needs * product.need_per_year / DAYS_PER_YEAR * chosen


def desk_load(scenario: Scenario) -> DeskLoad | None:
    """Return the load of the desk at the start, None without a desk.

    Every order is counted as a new owner's, and every problem is brought until it is solved
    or `max_contacts` is reached: 1 + (1-f) + (1-f)^2 + ... contacts, f solved at first contact.
    """
    desk = scenario.support
    if desk is None:
        return None
    orders = orders_per_day(scenario)
    owners = scenario.scenario.people * scenario.brands[scenario.our_brand].customer_share
    use = scenario.journey.use
    helped = 1.0 - use.setup_help_share * use.setup_help_relief_share
    problems = (
        (
            orders * desk.question_per_order_share
            + owners * desk.question_per_year / DAYS_PER_YEAR,
            desk.kinds.question,
        ),
        (owners * scenario.product.failure_per_year / DAYS_PER_YEAR, desk.kinds.technical),
        (orders * use.setup_difficulty_share * helped, desk.kinds.usage),
    )
    unsolved = 1.0 - desk.first_contact_resolution_share
    each = math.fsum(unsolved**i for i in range(int(desk.max_contacts))) or 1.0
    n_problems = math.fsum(n for n, _ in problems)
    minutes = desk.handle_times * math.fsum(n * kind.handle_minutes for n, kind in problems)
    ways = desk.channels.values()
    minutes *= 1.0 - math.fsum(way.share * way.bot_share * way.bot_resolution_share for way in ways)
    staffed = desk.staff * (desk.close_hour - desk.open_hour)
    for name, way in desk.channels.items():
        opens, closes = desk.hours_of(name)
        staffed += way.staff * (closes - opens)
    return DeskLoad(n_problems * each, minutes * each / 60.0, staffed)


@dataclass(frozen=True)
class Money:
    """Money an intervention or a plan moves against the baseline; what is freed is negative."""

    once: float = 0.0
    per_month: float = 0.0
    spent: float = 0.0
    freed: float = 0.0

    def __add__(self, other: Money) -> Money:
        return Money(
            self.once + other.once,
            self.per_month + other.per_month,
            self.spent + other.spent,
            self.freed + other.freed,
        )


def plan_money(scenario: Scenario, plan: str) -> Money:
    """Return the money of a plan as far as the file fixes it.

    Pay, media and programme costs count; what depends on what customers do (margins of
    discounts, contacts, rewards, cases) does not. `spent` and `freed` are over the whole run.
    """
    total = Money()
    for name in scenario.plans[plan]:
        total += intervention_money(scenario, scenario.interventions[name])
    return total


def intervention_money(scenario: Scenario, action: Intervention) -> Money:
    """Return the money of one intervention as far as the file fixes it."""
    n_days = days_of(scenario, action)
    months = n_days / DAYS_PER_MONTH
    full_months = full_days(n_days, action.ramp_days) / DAYS_PER_MONTH
    once, running = action.once(), action.per_month()
    if isinstance(action, Policy):
        n_reviews = n_days // int(action.check_every_days)
        running += float(action.cost_per_review) * n_reviews / months
    flows = [(running, months), *((flow, full_months) for flow in _moved_flows(scenario, action))]
    over_run = [once, *(flow * length for flow, length in flows)]
    return Money(
        once,
        math.fsum(flow for flow, _ in flows),
        math.fsum(money for money in over_run if money > 0.0),
        -math.fsum(money for money in over_run if money < 0.0),
    )


def _moved_flows(scenario: Scenario, action: Intervention) -> Iterator[float]:
    """Yield the money a month that an intervention moves when it works fully."""
    for change in action.changes():
        flow = monthly_flow(scenario, change)
        if flow is not None:
            yield flow


def days_of(scenario: Scenario, action: Action) -> int:
    """Return the days of the run on which an intervention works."""
    return (last_day_of(scenario, action) - first_day_of(scenario, action)).days + 1


def first_day_of(scenario: Scenario, action: Action) -> dt.date:
    """Return the first day of an intervention."""
    return action.start or scenario.scenario.start


def last_day_of(scenario: Scenario, action: Action) -> dt.date:
    """Return the last day of an intervention."""
    return action.end or scenario.scenario.start + dt.timedelta(days=scenario.n_days() - 1)


def full_days(n_days: int, ramp_days: float) -> float:
    """Return the sum of min(1, i / ramp_days) over the days i = 1..n_days."""
    if ramp_days <= 1.0:
        return float(n_days)
    n_growing = min(n_days, int(ramp_days))
    return n_growing * (n_growing + 1) / 2.0 / ramp_days + (n_days - n_growing)
