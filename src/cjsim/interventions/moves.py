"""Moves: a number of the market file that goes to another value for a while.

Whatever an event or an intervention is called, what it does to the market is a list of these.
"""

from __future__ import annotations

from dataclasses import dataclass

from cjsim.scenarios.changes import How


@dataclass(frozen=True, slots=True)
class Move:
    """A number at `path` moves `to` a value, `by` an amount or `times` a factor.

    It starts on `first_day` and ends after `last_day` (days of the run), growing evenly over
    `ramp_days` and then fading by half every `half_life_days`, if there are any; `segments`
    are those who meet it, all when empty.
    """

    path: str
    how: How
    amount: float
    first_day: int
    last_day: int
    ramp_days: float = 0.0
    half_life_days: float | None = None
    segments: tuple[str, ...] = ()

    def strength(self, day: int) -> float:
        """Return how far the move has come on `day`, 0 to 1."""
        return strength(day, self.first_day, self.last_day, self.ramp_days, self.half_life_days)

    def moved(self, value: float, day: int) -> float:
        """Return what `value` has become on `day`."""
        share = self.strength(day)
        if self.how == "to":
            return value + share * (self.amount - value)
        if self.how == "by":
            return value + share * self.amount
        return value * (1.0 + share * (self.amount - 1.0))


def strength(
    day: int,
    first_day: int,
    last_day: int,
    ramp_days: float,
    half_life_days: float | None = None,
) -> float:
    """Return how far something that ramps up, and may fade again, has come on `day`, 0 to 1."""
    if not first_day <= day <= last_day:
        return 0.0
    age_days = day - first_day + 1
    if age_days < ramp_days:
        return age_days / ramp_days
    if half_life_days is None:
        return 1.0
    faded_days = age_days - max(ramp_days, 1.0)
    return float(0.5 ** (faded_days / half_life_days)) if half_life_days > 0.0 else 0.0
