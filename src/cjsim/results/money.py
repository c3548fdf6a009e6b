"""Money and numbers in the form people say them."""

from __future__ import annotations

import math

_VND_WORDS = ((1e9, "billion"), (1e6, "million"))
_WORDS = ((1e9, "bn"), (1e6, "m"), (1e3, "k"))
_COUNTED = ("people", "orders", "tickets", "messages")
"""Units of what is counted: a mean of futures may lie between two counts, a tenth says enough."""


def spoken(value: float, unit: str) -> str:
    """Return a value with its unit: "1.2 billion VND", "USD 12.3k", "4.5 %", "812 orders".

    `unit` is a KPI's unit or a currency of three capital letters.
    """
    if math.isnan(value):
        return "undefined"
    if unit == "share":
        return f"{100 * value:.1f} %"
    if unit == "ratio":
        return f"{value:.2f}"
    if unit == "score":
        return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"
    if unit == "VND":
        for size, word in _VND_WORDS:
            if abs(value) >= size:
                return f"{value / size:,.2f} {word} VND"
        return f"{value:,.0f} VND"
    if len(unit) == 3 and unit.isupper():
        for size, word in _WORDS:
            if abs(value) >= size:
                return f"{unit} {value / size:,.1f}{word}"
        return f"{unit} {value:,.0f}"
    if unit in _COUNTED:
        return f"{value:,.{0 if abs(value) >= 10 or value == round(value) else 1}f} {unit}"
    digits = 0 if abs(value) >= 100 else 2
    return f"{value:,.{digits}f} {unit}"


def spoken_change(value: float, unit: str) -> str:
    """Return a difference with its sign; shares differ by percentage points."""
    if math.isnan(value):
        return "undefined"
    sign = "+" if value > 0 else "-" if value < 0 else ""
    if unit == "share":
        return f"{sign}{100 * abs(value):.2f} pp"
    return sign + spoken(abs(value), unit)
