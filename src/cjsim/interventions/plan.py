"""From the named interventions of a plan to what they do: moves, contacts and costs."""

from __future__ import annotations

from dataclasses import dataclass, field

from cjsim.errors import UserError
from cjsim.interventions.moves import Move
from cjsim.scenarios.schema import BASELINE, Scenario
from cjsim.scenarios.schema_interventions import (
    Action,
    CareProgramme,
    Checkout,
    Contact,
    ContactAction,
    Discount,
    Intervention,
    Lever,
    MediaBudget,
    Onboarding,
    ReferralReward,
    ReviewResponse,
    Seeding,
    SupportCapacity,
    Winback,
)


@dataclass(frozen=True, slots=True)
class Programme:
    """A running programme of contacts, in the form the engine reads."""

    name: str
    slot: int
    action: ContactAction
    first_day: int
    last_day: int
    people: float | None
    information: float
    response_share: float
    discount_share: float
    offer_days: float
    care: float
    opinion: float
    introduces: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cost:
    """What an intervention costs beside what its levers cost by themselves.

    `per` names the mark that is paid for each time it happens to someone of `segments` (all
    when empty), at `each` money.
    """

    name: str
    first_day: int
    last_day: int
    one_off: float
    per_month: float
    per: str | None = None
    each: float = 0.0
    segments: tuple[str, ...] = ()


@dataclass(slots=True)
class Plan:
    """A named list of interventions, ready to act."""

    name: str
    moves: list[Move] = field(default_factory=list)
    programmes: list[Programme] = field(default_factory=list)
    costs: list[Cost] = field(default_factory=list)


def make_plan(scenario: Scenario, name: str) -> Plan:
    """Return the plan `name` of a market.

    Raises `UserError` when the market has no such plan.
    """
    if name != BASELINE and name not in scenario.plans:
        known = ", ".join(dict.fromkeys([BASELINE, *scenario.plans]))
        raise UserError("plan", name, f"this market has no such plan; it has: {known}.")
    plan = Plan(name)
    contacts = sorted(
        key for key, action in scenario.interventions.items() if isinstance(action, ContactAction)
    )
    for key in scenario.plans.get(name, []):
        action = scenario.interventions[key]
        first, last = days_of(scenario, action)
        if isinstance(action, ContactAction):
            plan.programmes.append(_programme(key, contacts.index(key), action, first, last))
        else:
            plan.moves += _moves(scenario, action, first, last)
        plan.costs.append(_cost(key, action, first, last))
    return plan


def days_of(scenario: Scenario, action: Action) -> tuple[int, int]:
    """Return the first and the last day of the run on which an intervention works."""
    start = scenario.scenario.start
    first = (action.start - start).days if action.start else 0
    last = (action.end - start).days if action.end else scenario.n_days() - 1
    return first, last


def _moves(scenario: Scenario, action: Intervention, first: int, last: int) -> list[Move]:
    """Return the levers a named intervention moves."""

    def move(path: str, how: str, amount: float) -> Move:
        ramp = float(action.ramp_days)
        return Move(path, how, amount, first, last, ramp, tuple(action.segments))  # type: ignore[arg-type]

    match action:
        case Lever():
            for how in ("to", "by", "times"):
                amount = getattr(action, how)
                if amount is not None:
                    return [move(action.path, how, float(amount))]
            return []
        case MediaBudget():
            change = 1.0 + float(action.change_share)
            return [move(f"channels.{action.channel}.spend_per_month", "times", change)]
        case Discount():
            return [move("journey.purchase.discount_share", "to", float(action.share))]
        case SupportCapacity():
            moves = [
                move("support.staff", "by", float(action.add_staff)),
                move(
                    "support.first_contact_resolution_share",
                    "by",
                    float(action.add_first_contact_resolution),
                ),
                move("support.attitude", "by", float(action.add_attitude)),
            ]
            for name in ("open_hour", "close_hour"):
                hour = getattr(action, name)
                if hour is not None:
                    moves.append(move(f"support.{name}", "to", float(hour)))
            return [one for one in moves if one.how == "to" or one.amount != 0.0]
        case Onboarding():
            coverage = float(action.coverage_share)
            moves = [move("journey.use.setup_help_share", "to", coverage)]
            if action.relief_share is not None:
                relief = float(action.relief_share)
                moves.append(move("journey.use.setup_help_relief_share", "to", relief))
            return moves
        case ReferralReward():
            return [
                move("peers.referral_reward", "to", float(action.reward)),
                move("peers.invite_share", "to", float(action.invite_share)),
                move("peers.owner_talk_per_day_share", "times", float(action.talk_times)),
            ]
        case Checkout():
            moves = []
            for name, key in (
                ("steps", "checkout_steps"),
                ("payment_failure_share", "payment_failure_share"),
            ):
                value = getattr(action, name)
                if value is not None:
                    moves.append(move(f"sales.{action.sales}.{key}", "to", float(value)))
            return moves
        case ReviewResponse():
            return [
                move("peers.reviews.answered_share", "to", float(action.answered_share)),
                move("peers.reviews.answer_hours", "to", float(action.answer_hours)),
            ]
    raise AssertionError(f"intervention type {action.type} has no meaning")


def _programme(key: str, slot: int, action: ContactAction, first: int, last: int) -> Programme:
    """Return a programme of contacts with what a contact of it carries."""

    def number(kinds: tuple[type, ...], name: str) -> float:
        return float(getattr(action, name)) if isinstance(action, kinds) else 0.0

    return Programme(
        name=key,
        slot=slot,
        action=action,
        first_day=first,
        last_day=last,
        people=float(action.people) if isinstance(action, Seeding) else None,
        introduces=float(isinstance(action, Seeding)),
        information=number((Contact, Seeding), "information"),
        response_share=number((Contact, Winback, CareProgramme), "response_share"),
        discount_share=number((Contact, Winback), "discount_share"),
        offer_days=number((Contact, Winback), "offer_days"),
        care=number((Contact, CareProgramme), "care"),
        opinion=number((Seeding,), "opinion"),
        reasons=tuple(action.reasons) if isinstance(action, Winback) else (),
    )


def _cost(key: str, action: Intervention, first: int, last: int) -> Cost:
    """Return what an intervention costs by itself."""
    one_off = float(action.one_off_cost or 0.0)
    per_month = float(action.cost_per_month or 0.0)
    match action:
        case Onboarding():
            each, audience = float(action.cost_per_customer), tuple(action.segments)
            return Cost(key, first, last, one_off, per_month, "SETUP_HELPED", each, audience)
        case ReviewResponse():
            each = float(action.cost_per_case)
            return Cost(key, first, last, one_off, per_month, "REVIEWED_BADLY", each)
    return Cost(key, first, last, one_off, per_month)
