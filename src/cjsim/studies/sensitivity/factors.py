"""The numbers a study moves: from where to where, in which unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cjsim.errors import UserError
from cjsim.language import message, text
from cjsim.scenarios.actions.policy import Policy
from cjsim.scenarios.paths import all_numbers, bounds_of, get_number, triangular
from cjsim.scenarios.quantity import Quantity
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.wording import figure, percent

_UNITS = (
    ("share", "share"), ("_chance", "share"), ("_per_day", message("per day")),
    ("_per_week", message("per week")), ("_per_year", message("per year")),
    ("_days", message("days")), ("_hours", message("hours")), ("_minutes", message("minutes")),
    ("_times", message("times")), ("staff", message("staff")), ("_people", message("people")),
    ("steps", message("steps")),
)  # fmt: skip
_MONEY = ("price", "spend_per_month", "reward")


@dataclass(frozen=True, slots=True)
class Factor:
    """A number of a market that a study moves from `low` to `high`.

    Where the range is the file's own, asked for or not, the number is as likely to be there as
    in the futures of a comparison (triangular, with its mode at the file's value); any other
    range is even.
    """

    path: str
    unit: str
    base: float
    low: float
    high: float
    is_whole: bool
    is_triangular: bool

    def at(self, share: float) -> float:
        """Return the value below which `share` (0 to 1) of the number's distribution lies."""
        value = self.low + share * (self.high - self.low)
        if self.is_triangular:
            value = triangular(Quantity(self.base, self.low, self.high), share)
        return float(round(value)) if self.is_whole else value


def factors_of(
    scenario: Scenario, over: Mapping[str, tuple[float, float]] | None, plans: Sequence[str]
) -> list[Factor]:
    """Return the numbers to move.

    Args:
        scenario: The market.
        over: {path: (low, high)}. All numbers with a range in the file when None, but those of
            interventions that none of the plans holds and no policy can start.
        plans: The plans compared.

    Raises:
        UserError: A path names no number, a range is empty or beyond what the number may be,
            or there is nothing to move.
    """
    if over is not None:
        if not isinstance(over, Mapping) or not over:
            raise UserError(
                "over", over, text('give {path: (low, high)}, e.g. {"support.staff": (6, 9)}.')
            )
        return [_asked_for(scenario, path, ends) for path, ends in over.items()]
    idle = _idle_interventions(scenario, plans)
    found = [
        Factor(
            path, unit_of(scenario, path), float(number), number.low, number.high,
            bounds_of(scenario, path).is_whole, True,
        )
        for path, number in all_numbers(scenario).items()
        if number.low is not None and number.high is not None and number.low < number.high
        and not (path.startswith("interventions.") and path.split(".")[1] in idle)
    ]  # fmt: skip
    if not found:
        how = text(
            "no number of this market has a range (low, high): name some as {path: (low, high)}."
        )
        raise UserError("over", None, how)
    return found


def _asked_for(scenario: Scenario, path: str, ends: tuple[float, float]) -> Factor:
    number = get_number(scenario, path)
    low, high = checked_range(scenario, path, ends)
    whole = bounds_of(scenario, path).is_whole
    is_own = (low, high) == (number.low, number.high)
    return Factor(path, unit_of(scenario, path), float(number), low, high, whole, is_own)


def checked_range(
    scenario: Scenario, path: str, ends: tuple[float, float], name: str = "over"
) -> tuple[float, float]:
    """Return the two ends of a range of the number at `path`.

    Raises:
        UserError: They are not two ends in order, or beyond what the number may be.
    """
    bounds = bounds_of(scenario, path)
    try:
        low, high = (float(end) for end in ends)
    except (TypeError, ValueError) as error:
        raise UserError(
            f"{name} {path}", ends, text("give its low and high end, two numbers.")
        ) from error
    if not low < high:
        raise UserError(f"{name} {path}", ends, text("the low end must be below the high end."))
    if low < bounds.at_least or high > bounds.at_most:
        allowed = text(
            "from {at_least} to {at_most}",
            {"at_least": figure(bounds.at_least), "at_most": figure(bounds.at_most)},
        )
        raise UserError(
            f"{name} {path}", ends, text("this number may be {allowed}.", {"allowed": allowed})
        )
    return low, high


def _idle_interventions(scenario: Scenario, plans: Sequence[str]) -> set[str]:
    """Return the interventions that can never start: in no plan, and started by no policy."""
    used: set[str] = set()
    ahead = [name for plan in plans for name in scenario.plans.get(plan, [])]
    while ahead:
        name = ahead.pop()
        action = scenario.interventions[name]
        if name not in used and isinstance(action, Policy):
            ahead += action.then
        used.add(name)
    return set(scenario.interventions) - used


def unit_of(scenario: Scenario, path: str) -> str:
    """Return the unit of a number as its name says it; "" where it is a plain weight or score."""
    key = path.rpartition(".")[2]
    if key.endswith(_MONEY) or (key.startswith(("cost_per", "cost_of")) or "_cost" in key):
        if not key.endswith(("_share", "_times")):
            return scenario.scenario.currency
    return next((unit for end, unit in _UNITS if key.endswith(end)), "")


def spoken_input(value: float, unit: str) -> str:
    """Return an input with its unit, to four figures; a share as a percentage."""
    if unit == "share":
        return percent(value)
    words = text(unit) if unit in dict(_UNITS).values() else unit  # or a currency
    return f"{figure(float(f'{value:.4g}'))} {words}".rstrip()
