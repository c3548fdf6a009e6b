"""What an intervention costs, as far as its own lines in the file say."""

from __future__ import annotations

from collections.abc import Iterator

from cjsim.scenarios.checked import Checked
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.schema_interventions import (
    Contact,
    ContactAction,
    Discount,
    Intervention,
    Lever,
    MediaBudget,
    Onboarding,
    ReferralReward,
    ReviewResponse,
    SupportCapacity,
    Winback,
)
from cjsim.scenarios.wording import Finding, figure, percent

# Last parts of paths the ledger turns into money: every month, or with every order.
_FLOW_KEYS = ("spend_per_month", "staff", "cost_per_staff_per_month")
_MARGIN_PATHS = ("journey.purchase.discount_share", "peers.referral_reward")


def costs_in_words(action: Intervention, scenario: Scenario) -> list[str]:
    """Return the costs an intervention has, each in words; empty when it has none."""
    return [*_fixed(action, scenario), *costs_per_use(action, scenario)]


def _fixed(action: Intervention, scenario: Scenario) -> Iterator[str]:
    """Yield the costs that do not depend on what customers do."""
    if action.one_off_cost:
        yield f"{figure(action.one_off_cost)} once"
    if action.cost_per_month:
        yield f"{figure(action.cost_per_month)} a month"
    match action:
        case MediaBudget():
            channel = scenario.channels.get(action.channel)
            spend = 0.0 if channel is None else channel.spend_per_month
            yield f"{figure(action.change_share * spend)} a month on {action.channel}"
        case SupportCapacity() if action.add_staff != 0.0 and scenario.support is not None:
            pay = action.add_staff * scenario.support.cost_per_staff_per_month
            yield f"{figure(pay)} a month of pay"
        case Lever() if action.path.rpartition(".")[2] in _FLOW_KEYS:
            yield f"the money {action.path} moves"


def costs_per_use(action: Intervention, scenario: Scenario) -> Iterator[str]:
    """Yield the costs that grow with what customers do."""
    if isinstance(action, ContactAction):
        channel = scenario.channels.get(action.channel)
        if channel is not None and channel.cost_per_contact > 0.0:
            yield f"{figure(channel.cost_per_contact)} a contact through {action.channel}"
    if isinstance(action, Contact | Winback) and action.discount_share > 0.0:
        yield f"the margin of a {percent(action.discount_share)} discount"
    match action:
        case Discount():
            yield f"the margin of a {percent(action.share)} discount"
        case ReferralReward() if action.reward > 0.0:
            yield f"{figure(action.reward)} to each side of a referral"
        case Onboarding() if action.cost_per_customer > 0.0:
            yield f"{figure(action.cost_per_customer)} a person helped"
        case ReviewResponse() if action.cost_per_case > 0.0:
            yield f"{figure(action.cost_per_case)} a review answered"
        case Lever() if _moves_margin(action.path, scenario):
            yield f"the money {action.path} moves"


def _moves_margin(path: str, scenario: Scenario) -> bool:
    ours = [f"brands.{name}.price" for name, brand in scenario.brands.items() if brand.is_ours]
    return path in _MARGIN_PATHS or path in ours


def cost_findings(market: Checked, name: str, action: Intervention) -> Iterator[Finding]:
    """Yield a finding when an intervention has no cost, or is free and has one."""
    if isinstance(action, ContactAction) and ("channels", action.channel) in market.broken:
        return
    if ("channels",) in market.broken:
        return
    costs = costs_in_words(action, market.scenario)
    if action.cost == "free" and costs:
        yield Finding(
            ("interventions", name, "cost"),
            f'cost = "free", but it costs {" and ".join(costs)}. Remove one of the two.',
        )
    if action.cost is None and not costs:
        contact = ""
        if isinstance(action, ContactAction):
            contact = f", or cost_per_contact to [channels.{action.channel}]"
        yield Finding(
            ("interventions", name),
            "it has no cost: results would look too good. Add one_off_cost or cost_per_month"
            f'{contact}, or write cost = "free".',
        )
