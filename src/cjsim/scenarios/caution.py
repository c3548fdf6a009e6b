"""What is legal in a market file but surely not meant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from cjsim.language import text
from cjsim.scenarios.actions import Contact, ContactAction, Lever, MediaBudget, Trial
from cjsim.scenarios.estimate import (
    days_of,
    desk_load,
    first_day_of,
    plan_money,
    trial_requests_per_day,
)
from cjsim.scenarios.events import LeverEvent, Timed, windows_of
from cjsim.scenarios.levers import furthest
from cjsim.scenarios.overlaps import overlaps
from cjsim.scenarios.paths import (
    all_numbers,
    bounds_of,
    get_number,
    is_assumed,
    is_claim,
    source_of,
    written_numbers,
)
from cjsim.scenarios.reach import all_planned
from cjsim.scenarios.schema import BASELINE, Scenario
from cjsim.scenarios.wording import figure, percent, plain_day

MIN_REPLICATES = 30
MIN_CUSTOMERS = 200  # simulated, in a segment
LOADS = (0.5, 1.2)  # beyond these a desk is idle, or drowns whatever is done
TRIAL_LOAD = 2.0  # requests as rough an estimate as this for what a team can answer
PRICES = (1.0 / 3.0, 3.0)  # our price as a share of the usual one


def cautions(scenario: Scenario) -> list[str]:
    """Return warnings about a checked scenario, each as `key: what is odd, and why`."""
    return [words for check in _CHECKS for words in check(scenario)]


def _resolution(scenario: Scenario) -> Iterator[str]:
    n_replicates = int(scenario.scenario.replicates)
    if n_replicates < MIN_REPLICATES:
        yield text(
            "scenario.replicates: {n_replicates} futures say little about how "
            "sure one can be; use {min_replicates} or more.",
            {"n_replicates": n_replicates, "min_replicates": MIN_REPLICATES},
        )

    for name, segment in scenario.segments.items():
        n_customers = segment.share * scenario.scenario.customers
        if n_customers < MIN_CUSTOMERS:
            yield text(
                "segments.{name}: about {n_customers} simulated customers; with "
                "fewer than {min_customers} its results are mostly luck. Raise "
                "scenario.customers.",
                {
                    "name": name,
                    "n_customers": f"{n_customers:.0f}",
                    "min_customers": MIN_CUSTOMERS,
                },
            )


def _desk(scenario: Scenario) -> Iterator[str]:
    desk = desk_load(scenario)
    if desk is None:
        yield (
            text(
                "support: this market has no support desk. Support is a step of every journey; "
                "here each problem leaves its customer alone. Add [support]."
            )
            if scenario.scenario.switches.support
            else text(
                "support: this market has no support desk. Support is a step of every journey; "
                "here each problem solves itself. Add [support]."
            )
        )
        return
    if LOADS[0] <= desk.load <= LOADS[1]:
        return
    what = (
        text("most of its time idle")
        if desk.load < LOADS[0]
        else text("people would wait long or give up")
    )
    yield text(
        "support.staff: about {work_hours_per_day} hours of work a day for "
        "{staffed_hours_per_day} staffed hours, a load of {load}: {what}. "
        "Check staff, hours and contacts.",
        {
            "work_hours_per_day": figure(round(desk.work_hours_per_day, 1)),
            "staffed_hours_per_day": figure(round(desk.staffed_hours_per_day, 1)),
            "load": percent(min(desk.load, 99.0)),
            "what": what,
        },
    )


def _trials(scenario: Scenario) -> Iterator[str]:
    """Warn of teams nobody can ask, and of teams that will surely drown."""
    if not scenario.trials:
        return
    actions = scenario.interventions.values()
    begun = any(isinstance(action, Trial) and action.days for action in actions)
    if scenario.product.kind != "subscription" or not (scenario.product.trial_days or begun):
        yield text(
            "trials: the product is no subscription with a trial (product.kind, "
            "product.trial_days), so nobody asks these teams for one."
        )

        return
    expected = trial_requests_per_day(scenario)
    for name, team in scenario.trials.items():
        work_days = 1.0 if team.works_weekends else 5.0 / 7.0
        if expected * team.share > TRIAL_LOAD * team.capacity_per_day * work_days:
            yield text(
                "trials.{name}.capacity_per_day: about {expected} requests a day for "
                "{capacity_per_day} it can answer: the line would grow until most "
                "lose interest. Check capacity and share.",
                {
                    "name": name,
                    "expected": figure(round(expected * team.share, 1)),
                    "capacity_per_day": figure(round(team.capacity_per_day * work_days, 1)),
                },
            )


def _market(scenario: Scenario) -> Iterator[str]:
    product = scenario.product
    price = scenario.brands[scenario.our_brand].price
    if not PRICES[0] <= price / product.reference_price <= PRICES[1]:
        yield text(
            "brands.{our_brand}.price: {price} against a usual price of "
            "{reference_price} (product.reference_price). Is one of them "
            "mistyped?",
            {
                "our_brand": scenario.our_brand,
                "price": figure(price),
                "reference_price": figure(product.reference_price),
            },
        )

    if product.need_per_year > 365.0:
        yield text(
            "product.need_per_year: {need_per_year} needs a year are more than "
            "one a day. Is it meant per person and year?",
            {"need_per_year": figure(product.need_per_year)},
        )

    if "price" in product.attributes:
        yield text(
            "product.attributes: price is weighed apart from attributes; here it counts twice."
        )
    for name, brand in scenario.brands.items():
        if brand.known_share < brand.customer_share:
            yield text(
                "brands.{name}.known_share: {known_share} know the brand, but "
                "{customer_share} are its customers (customer_share).",
                {
                    "name": name,
                    "known_share": percent(brand.known_share),
                    "customer_share": percent(brand.customer_share),
                },
            )


def _channels(scenario: Scenario) -> Iterator[str]:
    used = {
        action.channel
        for action in scenario.interventions.values()
        if isinstance(action, ContactAction)
    }
    for name, channel in scenario.channels.items():
        buys_nothing = channel.cost_per_thousand == 0.0 and channel.exposures_per_week == 0.0
        if channel.moment == "contact":
            if name not in used:
                yield text(
                    "channels.{name}: no intervention makes contacts through it.", {"name": name}
                )
        elif channel.spend_per_month > 0.0 and buys_nothing:
            yield text(
                "channels.{name}: {spend_per_month} a month buy no exposures. Add "
                "cost_per_thousand, or exposures_per_week for what money does not "
                "buy.",
                {"name": name, "spend_per_month": figure(channel.spend_per_month)},
            )


def _events(scenario: Scenario) -> Iterator[str]:
    first = scenario.scenario.start
    run = (first, first + dt.timedelta(days=scenario.n_days() - 1))
    for name, event in scenario.events.items():
        if isinstance(event, Timed) and event.calendar is not None:
            if not windows_of(event, run):
                yield text(
                    "events.{name}.calendar: {calendar} does not fall within the run "
                    "({first} to {last}), so it never happens.",
                    {
                        "name": name,
                        "calendar": event.calendar,
                        "first": plain_day(run[0]),
                        "last": plain_day(run[1]),
                    },
                )

        if isinstance(event, Timed) and event.start is not None and event.per_year > 0.0:
            yield text(
                "events.{name}.per_year: it comes on {start}, so {per_year} times a "
                "year at random has no meaning. Remove one of the two.",
                {"name": name, "start": plain_day(event.start), "per_year": figure(event.per_year)},
            )

        if isinstance(event, LeverEvent):
            yield from _beyond(scenario, f"events.{name}", event)


def _interventions(scenario: Scenario) -> Iterator[str]:
    planned = all_planned(scenario)
    for name, action in scenario.interventions.items():
        key = f"interventions.{name}"
        if name not in planned:
            yield text("{key}: it is in no plan, so it never happens.", {"key": key})
        if action.ramp_days > days_of(scenario, action):
            yield text(
                "{key}.ramp_days: it needs {ramp_days} days to work fully, but lasts {days}.",
                {
                    "key": key,
                    "ramp_days": figure(action.ramp_days),
                    "days": days_of(scenario, action),
                },
            )

        if isinstance(action, Lever):
            yield from _beyond(scenario, key, action)
        if isinstance(action, MediaBudget):
            channel = scenario.channels[action.channel]
            if channel.spend_per_month == 0.0:
                yield text(
                    "{key}: nothing is spent on {channel}, so there is nothing to change.",
                    {"key": key, "channel": action.channel},
                )
            elif channel.cost_per_thousand == 0.0:
                yield text(
                    "{key}: money on {channel} buys no exposures (cost_per_thousand is "
                    "0), so this saves or spends without any effect.",
                    {"key": key, "channel": action.channel},
                )

        carried = ("information", "response_share", "discount_share", "care")
        if isinstance(action, Contact) and not any(getattr(action, each) for each in carried):
            yield text(
                "{key}: its contacts carry nothing. Add one of {carried}.",
                {"key": key, "carried": ", ".join(carried)},
            )


def _beyond(scenario: Scenario, key: str, lever: Lever | LeverEvent) -> Iterator[str]:
    """Warn of a lever that hits a bound when numbers take the ends of their ranges."""
    least, most = furthest(lever, get_number(scenario, lever.path))
    bounds = bounds_of(scenario, lever.path)
    if least < bounds.at_least or most > bounds.at_most:
        end, bound = (most, bounds.at_most) if most > bounds.at_most else (least, bounds.at_least)
        yield text(
            "{key}: in some futures it moves {path} to {end}; it will be held at {bound}.",
            {
                "key": key,
                "path": lever.path,
                "end": figure(round(end, 9)),
                "bound": figure(bound),
            },
        )


def _windows(scenario: Scenario) -> Iterator[str]:
    window = int(scenario.kpis.repeat_within_days)
    planned = {name for names in scenario.plans.values() for name in names}
    last = scenario.scenario.start + dt.timedelta(days=scenario.n_days() - 1)
    if window > scenario.n_days():
        yield text(
            "kpis.repeat_within_days: {window} days do not fit in a run of {days}.",
            {"window": window, "days": scenario.n_days()},
        )

        return
    for name, action in scenario.interventions.items():
        n_left = (last - first_day_of(scenario, action)).days + 1
        if name in planned and n_left < window:
            yield text(
                "kpis.repeat_within_days: {n_left} days are left after "
                "interventions.{name} starts, so no one is observed for {window} "
                "days with it. Shorten the window, lengthen the run, or start "
                "earlier.",
                {"n_left": n_left, "name": name, "window": window},
            )


def _sources(scenario: Scenario) -> Iterator[str]:
    numbers = all_numbers(scenario)
    sources = {source_of(scenario, path) for path in written_numbers(scenario)}
    if all(source is None or is_assumed(source) or is_claim(source) for source in sources):
        yield text(
            "source: every number rests on assumption. Write source = ... beside "
            "those that were measured, so that results can say what they rest on."
        )

    if not any(number.is_uncertain for number in numbers.values()):
        yield text(
            "source: no number has a range, so how sure one can be shows luck "
            "alone. Where you are unsure, write { value = ..., low = ..., high = "
            "... }."
        )


def _overlaps(scenario: Scenario) -> Iterator[str]:
    for name in scenario.plans:
        for each in overlaps(scenario, name):
            if each.is_conflict and not each.is_possible:
                yield text(
                    "plans.{name}: {one} and {other} both move {what} from {first_day} "
                    "to {last_day}, and one of them sets it to a value, so one hides the "
                    "other. Change the days, or move it by an amount or a factor.",
                    {
                        "name": name,
                        "one": each.one,
                        "other": each.other,
                        "what": each.what,
                        "first_day": plain_day(each.first_day),
                        "last_day": plain_day(each.last_day),
                    },
                )


def _plans(scenario: Scenario) -> Iterator[str]:
    first: dict[frozenset[str], str] = {}
    for name, listing in scenario.plans.items():
        same = first.setdefault(frozenset(listing), name)
        if same != name:
            yield text(
                "plans.{name}: it does the same as plans.{same}.", {"name": name, "same": same}
            )
    for name in scenario.kpis.budget_neutral:
        money = plan_money(scenario, name) if name != BASELINE else None
        if money is None:
            continue
        net = money.spent - money.freed
        base = min(money.spent, money.freed) or max(money.spent, money.freed)
        tolerance = scenario.kpis.budget_tolerance_share
        if net > tolerance * base:
            share = f" ({percent(net / base)})"
            currency = scenario.scenario.currency
            yield text(
                "plans.{name}: it is to be budget-neutral, but over the run it "
                "spends {spent} {currency} and frees {freed}: {net}{share} over, "
                "tolerance {tolerance}. At full strength it is {per_month} a month, "
                "and {once} once.",
                {
                    "name": name,
                    "spent": figure(round(money.spent)),
                    "currency": currency,
                    "freed": figure(round(money.freed)),
                    "net": figure(round(net)),
                    "share": share,
                    "tolerance": percent(tolerance),
                    "per_month": figure(round(money.per_month)),
                    "once": figure(round(money.once)),
                },
            )


_CHECKS: tuple[Callable[[Scenario], Iterator[str]], ...] = (
    _resolution,
    _desk,
    _trials,
    _market,
    _channels,
    _events,
    _interventions,
    _windows,
    _overlaps,
    _plans,
    _sources,
)
