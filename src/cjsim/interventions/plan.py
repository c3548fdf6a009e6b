"""From the named interventions of a plan to what they do: moves, contacts and costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from cjsim.errors import UserError
from cjsim.interventions.moves import Move
from cjsim.language import text
from cjsim.scenarios.actions import (
    Action,
    BrandEvent,
    CareProgramme,
    ContactAction,
    SaveOffer,
    Seeding,
    Winback,
)
from cjsim.scenarios.actions.contacts import CARE_KINDS
from cjsim.scenarios.changes import Paid
from cjsim.scenarios.paths import expand_path
from cjsim.scenarios.schema import BASELINE, Scenario


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
    open_share: float
    template_quality: float
    unsubscribe_share: float
    keeps: float
    fatigue: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What an intervention costs beside what its levers cost by themselves.

    `paid` is paid for each time it happens to someone of `segments` (all when empty).
    """

    name: str
    first_day: int
    last_day: int
    one_off: float
    per_month: float
    paid: tuple[Paid, ...] = ()
    segments: tuple[str, ...] = ()


class Started(NamedTuple):
    """An intervention a policy has started, by which policy, and the days it works."""

    name: str
    by: str
    first_day: int
    last_day: int


@dataclass(slots=True)
class Plan:
    """A named list of interventions, ready to act."""

    name: str
    moves: list[Move] = field(default_factory=list)
    programmes: list[Programme] = field(default_factory=list)
    costs: list[Cost] = field(default_factory=list)


def make_plan(scenario: Scenario, name: str, started: Sequence[Started] = ()) -> Plan:
    """Return the plan `name` of a market, with what its policies have started so far.

    Raises `UserError` when the market has no such plan.
    """
    if name != BASELINE and name not in scenario.plans:
        known = ", ".join(dict.fromkeys([BASELINE, *scenario.plans]))
        raise UserError(
            "plan", name, text("this market has no such plan; it has: {known}.", {"known": known})
        )
    plan = Plan(name)
    contacts = sorted(
        key for key, action in scenario.interventions.items() if isinstance(action, ContactAction)
    )
    own = [(key, *days_of(scenario, scenario.interventions[key]))
           for key in scenario.plans.get(name, [])]  # fmt: skip
    for key, first, last in [*own, *((each.name, *each[2:]) for each in started)]:
        action = scenario.interventions[key]
        if isinstance(action, ContactAction):
            # a programme that is started again is the same programme, at other days
            plan.programmes = [each for each in plan.programmes if each.name != key]
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


def _moves(scenario: Scenario, action: Action, first: int, last: int) -> list[Move]:
    """Return the moves of a named intervention, a number of the file each."""
    ramp_days = float(action.ramp_days)
    half_life = None if action.half_life_days is None else float(action.half_life_days)
    audience = tuple(action.segments)
    return [
        Move(path, change.how, change.amount, first, last, ramp_days, half_life, audience)
        for change in action.changes()
        for path in expand_path(scenario, change.path)
    ]


def _programme(key: str, slot: int, action: ContactAction, first: int, last: int) -> Programme:
    """Return a programme of contacts with what a contact of it carries."""

    def number(name: str) -> float:
        return float(getattr(action, name)) if name in type(action).model_fields else 0.0

    times = CARE_KINDS[action.kind if isinstance(action, CareProgramme) else "letter"]
    return Programme(
        name=key,
        slot=slot,
        action=action,
        first_day=first,
        last_day=last,
        people=float(action.people) if isinstance(action, Seeding | BrandEvent) else None,
        introduces=float(isinstance(action, Seeding | BrandEvent)),
        information=number("information"),
        response_share=number("response_share"),
        discount_share=number("discount_share"),
        offer_days=number("offer_days"),
        care=min(times.care * number("care"), 1.0),
        opinion=number("opinion"),
        reasons=tuple(action.reasons) if isinstance(action, Winback) else (),
        open_share=number("open_share"),
        template_quality=number("template_quality"),
        unsubscribe_share=number("unsubscribe_share"),
        keeps=float(isinstance(action, SaveOffer)),
        fatigue=min(times.fatigue * number("fatigue"), 1.0),
    )


def _cost(key: str, action: Action, first: int, last: int) -> Cost:
    """Return what an intervention costs by itself."""
    return Cost(
        key,
        first,
        last,
        action.once(),
        action.per_month(),
        tuple(action.paid()),
        tuple(action.segments),
    )
