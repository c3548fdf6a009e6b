"""What an optimisation may move: levers in their ranges, and money split among channels."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cjsim.errors import UserError
from cjsim.journey.market import DAYS_PER_MONTH
from cjsim.language import number, text
from cjsim.scenarios.actions import Intervention, Lever
from cjsim.scenarios.costs import costs_in_words
from cjsim.scenarios.levers import is_fixed
from cjsim.scenarios.paths import bounds_of, get_number
from cjsim.scenarios.quantity import Quantity
from cjsim.scenarios.schema import Scenario
from cjsim.studies.proposing.budgets import with_actions

Values = dict[str, float]
"""A candidate: the value of each lever by its path."""
_MONEY = ("channels", "spend_per_month")


@dataclass(frozen=True, slots=True)
class Choice:
    """A lever: its path, its range, where it stands now, and whether it is money of media."""

    path: str
    low: float
    high: float
    now: float
    is_whole: bool
    is_money: bool

    def clipped(self, value: float) -> float:
        """Return the nearest value it may take."""
        value = min(max(value, self.low), self.high)
        return float(round(value)) if self.is_whole else value


@dataclass(frozen=True, slots=True)
class Choices:
    """All levers; those of `money` share `per_month` exactly (None: each moves by itself)."""

    money: tuple[Choice, ...]
    free: tuple[Choice, ...]
    per_month: float | None
    months: float

    @property
    def all(self) -> tuple[Choice, ...]:
        """The levers, money first."""
        return (*self.money, *self.free)

    def equal_split(self) -> Values | None:
        """Return the same money for each channel, as far as ranges allow; None without money.

        What is no money stays where it stands now.
        """
        if self.per_month is None:
            return None
        low, high = _ends(self.money)
        amounts = _levelled(low, high, self.per_month)
        found = {one.path: float(x) for one, x in zip(self.money, amounts, strict=True)}
        return found | {one.path: one.clipped(one.now) for one in self.free}

    def values(self, parts: Sequence[float], free: Mapping[str, float]) -> Values:
        """Return a candidate from shares in [0, 1] of what is left, and values of the others."""
        if self.per_month is None:
            return {one.path: one.clipped(free[one.path]) for one in self.free}
        found = _split(self.money, self.per_month, parts)
        return found | {one.path: one.clipped(free[one.path]) for one in self.free}

    def parts(self, values: Mapping[str, float]) -> list[float]:
        """Return the shares of what is left that make these amounts: `values` undone."""
        low, high = _ends(self.money)
        left, found = self.per_month or 0.0, []
        for place, one in enumerate(self.money[:-1]):
            least, most = _room(low, high, place, left)
            share = (values[one.path] - least) / (most - least) if most > least else 0.0
            found.append(_flattened(min(max(share, 0.0), 1.0), len(self.money) - place - 1))
            left -= values[one.path]
        return found


def choices_of(
    scenario: Scenario, levers: Mapping[str, tuple[float, float]], budget: float | None
) -> Choices:
    """Return the levers of an optimisation, checked.

    Args:
        scenario: The market.
        levers: Range of each lever by its path, in the unit of the number.
        budget: Money over the whole run that the levers `channels.NAME.spend_per_month` share.
    """
    if not isinstance(levers, Mapping) or not levers:
        raise UserError("levers", levers, text('expected {"path": (low, high)}, at least one.'))
    found = [_choice(scenario, path, ends) for path, ends in levers.items()]
    months = scenario.n_days() / DAYS_PER_MONTH
    if budget is None:
        free = tuple(replace(one, is_money=False) for one in found)
        return Choices((), free, None, months)
    if not 0.0 < budget < math.inf:
        raise UserError("budget", budget, text("expected money above 0 for the whole run."))
    money = tuple(one for one in found if one.is_money)
    if not money:
        remedy = text(
            "no lever is money of media: name channels.NAME.spend_per_month, or no budget."
        )
        raise UserError("budget", budget, remedy)
    least, most = (months * float(ends.sum()) for ends in _ends(money))
    if not least <= budget * (1.0 + 1e-12) or not budget <= most * (1.0 + 1e-12):
        remedy = text(
            "the ranges of the channels allow {least} to {most} over the run.",
            {"least": number(least), "most": number(most)},
        )
        raise UserError("budget", budget, remedy)
    rest = tuple(one for one in found if not one.is_money)
    return Choices(money, rest, min(max(budget, least), most) / months, months)


def _choice(scenario: Scenario, path: str, ends: tuple[float, float]) -> Choice:
    """Return one lever, or say what is wrong with it."""
    now = float(get_number(scenario, path))
    if is_fixed(path):
        raise UserError("levers", path, text("this number cannot move during a run."))
    try:
        low, high = (float(end) for end in ends)
    except (TypeError, ValueError) as error:
        raise UserError("levers", f"{path}: {ends!r}", text("expected (low, high).")) from error
    bounds = bounds_of(scenario, path)
    if not bounds.at_least <= low < high <= bounds.at_most or not math.isfinite(high):
        remedy = text(
            "expected low < high within {at_least} to {at_most}.",
            {"at_least": f"{bounds.at_least:g}", "at_most": f"{bounds.at_most:g}"},
        )
        raise UserError("levers", f"{path}: {low:g} to {high:g}", remedy)
    first, *_, last = path.split(".")
    is_whole = bounds.is_whole
    return Choice(path, low, high, now, is_whole, (first, last) == _MONEY and not is_whole)


def market_of(scenario: Scenario, plan: str, candidates: Mapping[str, Values]) -> Scenario:
    """Return the market with a plan for each candidate, beside the plan that goes on anyway."""
    actions: dict[str, Intervention] = {}
    plans: dict[str, list[str]] = {}
    for name, values in candidates.items():
        plans[name] = []
        for place, (path, value) in enumerate(values.items(), start=1):
            key = f"{name}_{place}"
            while key in scenario.interventions:
                key += "_"
            action = Lever(type="lever", path=path, to=Quantity(value))
            if not costs_in_words(action, scenario):
                action = Lever(type="lever", path=path, to=Quantity(value), cost="free")
            actions[key] = action
            plans[name].append(key)
    return with_actions(scenario, plan, actions, plans)


def _ends(levers: Sequence[Choice]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return np.array([one.low for one in levers]), np.array([one.high for one in levers])


def _room(
    low: NDArray[np.float64], high: NDArray[np.float64], place: int, left: float
) -> tuple[float, float]:
    """Return the least and the most a lever can take and still leave the others in range."""
    least = max(float(low[place]), left - float(high[place + 1 :].sum()))
    most = min(float(high[place]), left - float(low[place + 1 :].sum()))
    return least, max(most, least)


def _split(levers: Sequence[Choice], total: float, parts: Sequence[float]) -> Values:
    """Return amounts within their ranges that make a total, one after another from what is left.

    Parts that are uniform on [0, 1] make shares that are uniform on the simplex where no range
    binds (the stick-breaking form of a flat Dirichlet distribution).
    """
    low, high = _ends(levers)
    left, found = total, {}
    for place, one in enumerate(levers[:-1]):
        least, most = _room(low, high, place, left)
        share = 1.0 - (1.0 - parts[place]) ** (1.0 / (len(levers) - place - 1))
        found[one.path] = least + share * (most - least)
        left -= found[one.path]
    found[levers[-1].path] = min(max(left, float(low[-1])), float(high[-1]))
    return found


def _flattened(share: float, n_after: int) -> float:
    """Return the part that `_split` turns into this share."""
    return float(1.0 - (1.0 - share) ** n_after)


def _levelled(
    low: NDArray[np.float64], high: NDArray[np.float64], total: float
) -> NDArray[np.float64]:
    """Return one level for all, held within each range, at which the total is met."""
    from scipy import optimize

    def missing(level: float) -> float:
        return float(np.clip(level, low, high).sum()) - total

    level = optimize.brentq(missing, float(low.min()), float(high.max()), xtol=1e-9 * total)
    amounts: NDArray[np.float64] = np.clip(level, low, high)
    return amounts
