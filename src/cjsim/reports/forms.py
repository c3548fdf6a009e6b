"""How the numbers of a table are written: units stand in its heads, not in every cell."""

from __future__ import annotations

from dataclasses import dataclass

from cjsim.language import text
from cjsim.plots.numbers import MINUS, Scale, count, fixed, is_currency, number, percent, scale_of

_COUNTED = ("people", "orders", "tickets", "messages")
_ONE = Scale(1.0, "")


@dataclass(frozen=True, slots=True)
class Form:
    """The form of one unit; money is divided by a scale that the table's title says."""

    unit: str
    scale: Scale = _ONE

    def value(self, amount: float) -> str:
        """Return a value: 11.1%, 53,569, 3,050."""
        if self.unit == "share":
            return percent(amount, 1)
        if is_currency(self.unit):
            return number(amount / self.scale.size)
        return count(amount) if self.unit in _COUNTED else number(amount)

    def change(self, amount: float) -> str:
        """Return a difference with its sign; shares differ by points."""
        if self.unit == "share":
            return text("{points} points", {"points": self._signed(amount)})
        return self._signed(amount)

    def range(self, low: float, high: float) -> str:
        """Return the ends of a difference."""
        ends = {"low": self._signed(low), "high": self._signed(high)}
        if ends["low"] == ends["high"]:
            return text("in every future")
        words = text("{low} to {high}", ends)
        return text("{points} points", {"points": words}) if self.unit == "share" else words

    def _signed(self, amount: float) -> str:
        is_share = self.unit == "share"
        words = fixed(abs(100.0 * amount), 1) if is_share else self.value(abs(amount))
        is_shown = any(digit in words for digit in "123456789")
        return ("+" if amount > 0 else MINUS) + words if is_shown else words


def money_form(currency: str, largest: float) -> Form:
    """Return the form of money in a table whose largest difference is given."""
    return Form(currency, scale_of(largest, currency))
