"""Money and numbers in the form people say them."""

from __future__ import annotations

import math

from cjsim.language import message, money, money_change, number, share, text

_COUNTED = ("people", "orders", "tickets", "messages")
"""Units of what is counted: a mean of futures may lie between two counts, a tenth says enough."""
_UNITS = {
    "people": message("{n} people"),
    "orders": message("{n} orders"),
    "tickets": message("{n} tickets"),
    "messages": message("{n} messages"),
    "hours": message("{n} hours"),
    "days": message("{n} days"),
    "months": message("{n} months"),
}
_ONE = {
    "people": message("{n} person"),
    "orders": message("{n} order"),
    "tickets": message("{n} ticket"),
    "messages": message("{n} message"),
    "hours": message("{n} hour"),
    "days": message("{n} day"),
    "months": message("{n} month"),
}


def units_of(n: str) -> dict[str, str]:
    """Return the messages of units for so many: "{n} order" for 1, "{n} orders" for all else."""
    return _ONE if n == "1" else _UNITS


def spoken(value: float, unit: str) -> str:
    """Return a value with its unit: "1.2 billion VND", "USD 12.3k", "4.5 %", "812 orders".

    `unit` is a KPI's unit or a currency of three capital letters.
    """
    if math.isnan(value):
        return text("undefined")
    if unit == "share":
        return share(value)
    if unit == "ratio":
        return number(value, 2, is_grouped=False)
    if unit == "score":
        return number(value, 2 if abs(value) < 10 else 1, is_grouped=False)
    if len(unit) == 3 and unit.isupper():
        return money(value, unit)
    if unit in _COUNTED:
        n = number(value, 0 if abs(value) >= 10 or value == round(value) else 1)
    else:
        n = number(value, 0 if abs(value) >= 100 else 2)
    return text(units_of(n)[unit], {"n": n}) if unit in _UNITS else f"{n} {unit}"


def spoken_change(value: float, unit: str) -> str:
    """Return a difference with its sign; shares differ by percentage points."""
    if math.isnan(value):
        return text("undefined")
    sign = "+" if value > 0 else "-" if value < 0 else ""
    if unit == "share":
        return sign + text("{n} pp", {"n": number(100 * abs(value), 2, is_grouped=False)})
    if len(unit) == 3 and unit.isupper():
        return money_change(value, unit)
    return sign + spoken(abs(value), unit)
