"""What an intervention costs, as far as its own lines in the file say."""

from __future__ import annotations

from collections.abc import Iterator

from cjsim.errors import UserError
from cjsim.language import text
from cjsim.scenarios.actions import (
    Contact,
    ContactAction,
    Intervention,
    Policy,
    SaveOffer,
    Winback,
)
from cjsim.scenarios.actions.exploring import Exploration
from cjsim.scenarios.changes import Change, moved_to
from cjsim.scenarios.checked import Checked
from cjsim.scenarios.paths import expand_path, get_number
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.wording import Finding, figure, percent

# Last parts of paths the ledger turns into money: every month, or with what customers do.
_FLOW_KEYS = ("spend_per_month", "staff", "cost_per_month")
_HOUR_KEYS = ("open_hour", "close_hour")
_PER_USE_KEYS = (
    "cost_per_staff_per_month",
    "delivery_cost",
    "cost_per_visit",
    "cost_per_trial",
    "fee_share",
    "instalment_fee_share",
    "cost_per_answer",
    "sample_people",
    "every_days",
    "points_share",
    "discount_share",
    "price_times",
)
_MARGIN_PATHS = ("journey.purchase.discount_share", "peers.referral_reward")


def costs_in_words(action: Intervention, scenario: Scenario) -> list[str]:
    """Return the costs an intervention has, each in words; empty when it has none."""
    return [*_fixed(action, scenario), *costs_per_use(action, scenario)]


def _fixed(action: Intervention, scenario: Scenario) -> Iterator[str]:
    """Yield the costs that do not depend on what customers do."""
    if action.once():
        yield text("{action} once", {"action": figure(action.once())})
    if action.per_month():
        yield text("{action} a month", {"action": figure(action.per_month())})
    if isinstance(action, Policy) and action.cost_per_review > 0.0:
        yield text(
            "{cost_per_review} a review", {"cost_per_review": figure(action.cost_per_review)}
        )
    for change in action.changes():
        if change.path.rpartition(".")[2] in (*_FLOW_KEYS, *_HOUR_KEYS):
            yield from _flow_in_words(change, scenario)
        elif upkeep := _upkeep(scenario, change):
            yield text(
                "{upkeep} a month while {name} is open",
                {"upkeep": figure(upkeep), "name": change.path.split(".")[1]},
            )


def _upkeep(scenario: Scenario, change: Change) -> float:
    """Return the money a month that opening a way to explore costs, 0 for other changes."""
    section, name, *key = change.path.split(".")
    if section != "explore" or key != ["is_open"] or name not in scenario.explore:
        return 0.0
    way = scenario.explore[name]
    return float(way.cost_per_month) * (moved_to(change, way.is_open) - float(way.is_open))


def _flow_in_words(change: Change, scenario: Scenario) -> Iterator[str]:
    """Yield the money a month a change costs, as far as the file tells."""
    flow = monthly_flow(scenario, change)
    if flow is None:
        yield text("the money {path} moves", {"path": change.path})
    elif flow == 0.0 and change.path.startswith("support.channels."):
        return
    elif change.path.startswith("support."):
        yield text("{flow} a month of pay", {"flow": figure(flow)})
    else:
        yield text(
            "{flow} a month on {name}", {"flow": figure(flow), "name": change.path.split(".")[1]}
        )


def monthly_flow(scenario: Scenario, change: Change) -> float | None:
    """Return the money a month that a change of a booked flow costs; None if it is no flow."""
    key = change.path.rpartition(".")[2]
    if key not in (*_FLOW_KEYS, *_HOUR_KEYS):
        return _upkeep(scenario, change) or None
    total = 0.0
    for path in expand_path(scenario, change.path):
        try:
            now = float(get_number(scenario, path))
        except UserError:  # said where the path is checked
            return None
        moved = moved_to(change, now) - now
        total += _pay_of_hours(scenario, path, moved) if key in _HOUR_KEYS else moved
    if key == "staff" and scenario.support is not None:
        total *= float(scenario.support.cost_per_staff_per_month)
    return total


def _pay_of_hours(scenario: Scenario, path: str, moved_hours: float) -> float:
    """Return the pay a month of those who work longer when an hour of the desk moves."""
    support, (*tables, key) = scenario.support, path.split(".")
    if support is None:
        return 0.0
    ways = support.channels
    if len(tables) > 1:
        staff = float(ways[tables[-1]].staff)
    else:
        follow = [way for way in ways.values() if getattr(way, key) is None]
        staff = float(support.staff) + sum(float(way.staff) for way in follow)
    longer = moved_hours if key == "close_hour" else -moved_hours
    usual = float(support.close_hour) - float(support.open_hour)
    return staff * float(support.cost_per_staff_per_month) * longer / usual


def costs_per_use(action: Intervention, scenario: Scenario) -> Iterator[str]:
    """Yield the costs that grow with what customers do."""
    if isinstance(action, ContactAction):
        channel = scenario.channels.get(action.channel)
        if channel is not None and channel.cost_per_contact > 0.0:
            yield text(
                "{cost_per_contact} a contact through {channel}",
                {"cost_per_contact": figure(channel.cost_per_contact), "channel": action.channel},
            )
        if action.cost_per_contact > 0.0:
            yield text(
                "{cost_per_contact} for each of its contacts",
                {"cost_per_contact": figure(action.cost_per_contact)},
            )
    if isinstance(action, Contact | Winback | SaveOffer) and action.discount_share > 0.0:
        yield text(
            "the margin of a {discount_share} discount",
            {"discount_share": percent(action.discount_share)},
        )
    for paid in action.paid():
        if paid.each > 0.0:
            yield f"{figure(paid.each)} {paid.words}"
    if isinstance(action, Exploration) and action.explore in scenario.explore:
        way = scenario.explore[action.explore]
        if way.cost_per_visit > 0.0:
            yield text(
                "{cost_per_visit} a visit of {explore}",
                {"cost_per_visit": figure(way.cost_per_visit), "explore": action.explore},
            )
    for change in action.changes():
        if change.path.endswith(".discount_share") and change.how == "to":
            yield text("the margin of a {amount} discount", {"amount": percent(change.amount)})
        elif change.path == _MARGIN_PATHS[1] and change.how == "to":
            if change.amount > 0.0:
                yield text("{amount} to each side of a referral", {"amount": figure(change.amount)})
        elif _moves_margin(change.path, scenario):
            yield text("the money {path} moves", {"path": change.path})


def _moves_margin(path: str, scenario: Scenario) -> bool:
    ours = [f"brands.{name}.price" for name, brand in scenario.brands.items() if brand.is_ours]
    return path in _MARGIN_PATHS or path in ours or path.rpartition(".")[2] in _PER_USE_KEYS


def cost_findings(market: Checked, name: str, action: Intervention) -> Iterator[Finding]:
    """Yield a finding when an intervention has no cost, or is free and has one."""
    if isinstance(action, ContactAction) and ("channels", action.channel) in market.broken:
        return
    if ("channels",) in market.broken:
        return
    if any(tuple(change.path.split(".")[:2]) in market.broken for change in action.changes()):
        return
    costs = costs_in_words(action, market.scenario)
    if action.cost == "free" and costs:
        yield Finding(
            ("interventions", name, "cost"),
            text(
                'cost = "free", but it costs {costs}. Remove one of the two.',
                {"costs": text(" and ").join(costs)},
            ),
        )
    if action.cost is None and not costs:
        contact = ""
        if isinstance(action, ContactAction):
            contact = text(
                ", or cost_per_contact to [channels.{channel}]", {"channel": action.channel}
            )
        yield Finding(
            ("interventions", name),
            text(
                "it has no cost: results would look too good. Add one_off_cost or "
                'cost_per_month{contact}, or write cost = "free".',
                {"contact": contact},
            ),
        )
