"""Events, monitors and plans in words: what happens, what is done, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator

from cjsim.language import current, message, text
from cjsim.scenarios.actions import Action
from cjsim.scenarios.costs import costs_in_words, costs_per_use
from cjsim.scenarios.estimate import plan_money
from cjsim.scenarios.events import Timed
from cjsim.scenarios.overlaps import overlaps_in_words
from cjsim.scenarios.quantity import Quantity, Section
from cjsim.scenarios.reach import started_by_policies
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.type_names import named
from cjsim.scenarios.wording import counted, figure, money, plain_day

_SAID_APART = ("type", "start", "end", "source", "lasts_days", "ramp_days")
_OF_A_FEAST = ("calendar", "from_days_before", "to_days_after", "months", "day_of_month")
_COSTS = ("cost", "one_off_cost", "cost_per_month")


def events_in_words(scenario: Scenario) -> Iterator[str]:
    """Say what may happen, and when."""
    if not scenario.events:
        yield text("Events: none.")
        return
    yield text("Events")
    for name, event in scenario.events.items():
        said = (*_SAID_APART, "per_year", *_OF_A_FEAST) if isinstance(event, Timed) else _SAID_APART
        if not isinstance(event, Timed):
            when = text(
                "strikes single people, for {lasts_days} days",
                {"lasts_days": figure(event.lasts_days)},
            )
        elif event.calendar is not None:
            when = _feast(event)
        elif event.start is not None:
            when = text(
                "{start}, for {lasts_days} days",
                {"start": plain_day(event.start), "lasts_days": figure(event.lasts_days)},
            )
        else:
            when = text(
                "{per_year} times a year at random, for {lasts_days} days",
                {"per_year": figure(event.per_year), "lasts_days": figure(event.lasts_days)},
            )
        yield f"  {name}: {named(event.type)}; {when}{_details(event, *said)}"


def _feast(event: Timed) -> str:
    """Say with which feast an event comes, and from when to when."""
    ends = [
        _from_feast(int(event.from_days_before)),
        _from_feast(-int(event.to_days_after)),
    ]
    name = named(str(event.calendar))
    span = (
        text("from {first} to {last}", {"first": ends[0], "last": ends[1]})
        if ends[0] != ends[1]
        else text("as long as it lasts")
    )
    return text("with {name} every year, {span}", {"name": name, "span": span})


def _from_feast(days_before: int) -> str:
    """Say how far a day is from the feast; negative numbers are days after it."""
    if days_before == 0:
        return text("the day itself")
    if days_before > 0:
        return counted(days_before, message("{n} day before"), message("{n} days before"))
    return counted(-days_before, message("{n} day after"), message("{n} days after"))


def monitors_in_words(scenario: Scenario) -> Iterator[str]:
    """Say which alarms there are."""
    yield text("Monitors")
    for name, monitor in scenario.monitors.items():
        bounds = []
        if monitor.below is not None:
            bounds.append(text("below {bound}", {"bound": figure(monitor.below)}))
        if monitor.above is not None:
            bounds.append(text("above {bound}", {"bound": figure(monitor.above)}))
        over = (
            text(" over {over_days} days", {"over_days": figure(monitor.over_days)})
            if monitor.over_days
            else ""
        )
        kpi = named(monitor.kpi)
        yield text(
            "  {name}: alarm when {kpi}{over} is {bounds}, looked at every {every_days} days",
            {
                "name": name,
                "kpi": kpi,
                "over": over,
                "bounds": text(" or ").join(bounds),
                "every_days": figure(monitor.every_days),
            },
        )


def _details(table: Section, *said: str) -> str:
    """Return what else is written in a table than the keys `said`, as its words and numbers."""
    found = []
    for key in type(table).model_fields:
        value = getattr(table, key)
        if key in said or key not in table.model_fields_set or value in (None, [], False):
            continue
        # a key of the file: in another language than the file's it stands as it is written
        words = key.replace("_", " ") if current() == "en" else key
        if isinstance(value, Quantity):
            found.append(f"{words} {figure(value)}")
        elif isinstance(value, list):
            found.append(f"{words} {', '.join(map(str, value))}")
        else:
            found.append(words if value is True else f"{words} {value}")
    return f"; {', '.join(found)}" if found else ""


def plans_in_words(scenario: Scenario) -> Iterator[str]:
    """Say what each plan does, and what it costs."""
    yield text("Plans")
    for name, listing in scenario.plans.items():
        if not listing:
            yield text("  {name}: nothing changes.", {"name": name})
            continue
        yield f"  {name}: {_money(scenario, name)}"
        started = started_by_policies(scenario, listing)
        for each in [*listing, *(each for each in started if each not in listing)]:
            action = scenario.interventions[each]
            costs = text(" and ").join(costs_in_words(action, scenario))
            cost = (
                text("free") if action.cost == "free" else text("costs {costs}", {"costs": costs})
            )
            kind = named(action.type)
            details = _details(action, *_SAID_APART, *_COSTS)
            when = (
                text("when {started} starts it", {"started": started[each]})
                if each in started
                else ""
            )
            when = when or _when(scenario, action)
            yield f"    {each}: {kind}, {when}{details}; {cost}"
        for line in overlaps_in_words(scenario, name):
            yield text("    note: {line}", {"line": line})


def _when(scenario: Scenario, action: Action) -> str:
    first = action.start or scenario.scenario.start
    begin = text("from {first}", {"first": plain_day(first)})
    end = text(" to {last}", {"last": plain_day(action.end)}) if action.end else ""
    ramp = (
        text(", growing over {ramp_days} days", {"ramp_days": figure(action.ramp_days)})
        if action.ramp_days
        else ""
    )
    return begin + end + ramp


def _money(scenario: Scenario, plan: str) -> str:
    """Say what a plan costs a month, once, and with every customer it reaches."""
    sums = plan_money(scenario, plan)
    names = scenario.plans[plan]
    actions = [scenario.interventions[name] for name in names]
    parts = []
    if sums.per_month:
        amount = {"amount": money(scenario, abs(sums.per_month))}
        parts.append(
            text("costs {amount} a month at full strength", amount)
            if sums.per_month > 0.0
            else text("frees {amount} a month at full strength", amount)
        )
    if sums.once:
        parts.append(text("costs {once} once", {"once": money(scenario, sums.once)}))
    if any(True for action in actions for _ in costs_per_use(action, scenario)):
        parts.append(text("costs more with what customers do"))
    if started_by_policies(scenario, names):
        parts.append(text("costs more with what its policies start"))
    return ", ".join(parts) or text("free")
