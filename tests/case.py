"""What a case of an intervention is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from cjsim import JourneyModel, Mark, Relation
from cjsim.journey.tally import EXPOSURES
from tests.lab import DAYS_PER_MONTH, by_day

Money = dict[str, Callable[[JourneyModel], np.ndarray]]
FIXED = {"one_off_cost": 100, "cost_per_month": 30}


@dataclass(frozen=True)
class Case:
    """A type of intervention in the coffee club.

    `table` is it at full strength; `nothing` what to change so that it does nothing; `outcome`
    what it should move, `way` (1 or -1) where to, in a market with `changes`; `money` what
    it adds to an account beside its fixed costs, by day of its life; `bad` keys with values
    that must be refused.
    """

    table: dict[str, Any]
    nothing: dict[str, Any]
    outcome: Callable[[JourneyModel], float]
    way: int
    bad: tuple[tuple[str, Any], ...]
    changes: dict[str, Any] = field(default_factory=dict)
    money: Money = field(default_factory=dict)
    takes_audience: bool = True


def paid_per(mark: Mark, each: float) -> Callable[[JourneyModel], np.ndarray]:
    """`each` money whenever `mark` happens to one of the people."""
    return lambda model: -each * model.market_file.weight * by_day(model, mark)


def paid_daily(per_month: float) -> Callable[[JourneyModel], np.ndarray]:
    """So much money a month."""
    return lambda model: np.full(model.market_file.n_days(), -per_month / DAYS_PER_MONTH)


def exposures(model: JourneyModel, channel: str) -> float:
    """How often a channel was met."""
    slot = list(model.market_file.channels).index(channel)
    return float(model.history.tallies[:, :, EXPOSURES + slot].sum())


def trust_of_customers(model: JourneyModel) -> float:
    """Mean trust of those who are our customers at the end."""
    return float(model.records["trust"][model.records["relation"] == Relation.CUSTOMER].mean())


CONTACT = {"channel": "letters", **FIXED}
PER_CONTACT: Money = {"contacts": paid_per(Mark.CONTACTED, 0.5)}
BAD_CONTACT = (
    ("channel", "social"),
    ("channel", "leters"),
    ("stages", ["used"]),
    ("every_days", 1.5),
    ("capacity_per_day", -1),
    ("fatigue", 1.1),
    ("min_days_in_stage", -1),
    ("segments", ["nobody"]),
    ("start", "2026-12-31"),
    ("end", "2027-12-31"),
    ("ramp_days", -1),
    ("cost_per_month", -1),
    ("unheard_of", 1),
)
