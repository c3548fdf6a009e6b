"""Numbers, money and dates of pictures, in the form of the reader's language.

Short, since there is little room: three figures are enough to read. 1.2 billion VND is
1,2 tỷ đồng, 12,300 dollars are USD 12.3k or 12,3 nghìn USD.
"""

from __future__ import annotations

import datetime as dt
import math
from typing import NamedTuple

from cjsim import language
from cjsim.language import current, text
from cjsim.results.money import units_of

MINUS = "−"
_VND_SIZES = ((1e9, "billion", "tỷ"), (1e6, "million", "triệu"), (1e3, "thousand", "nghìn"))
_SAID = {"bn": "billion", "m": "million", "k": "thousand"}
_SIZES = ((1e9, "bn", "tỷ"), (1e6, "m", "triệu"), (1e3, "k", "nghìn"))
_COUNTED = ("people", "orders", "tickets", "messages")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Scale(NamedTuple):
    """How the numbers of an axis are written: divided by `size`, with `unit` said once."""

    size: float
    unit: str


def number(value: float, figures: int = 3) -> str:
    """Return a number with so many figures, at most two decimals, and groups of thousands."""
    if math.isnan(value):
        return text("undefined")
    size = abs(value)
    digits = 0 if size >= 1000 else max(figures - 1 - math.floor(math.log10(size or 1.0)), 0)
    return fixed(value, min(digits, 2), trimmed=True)


def fixed(value: float, digits: int, trimmed: bool = False) -> str:
    """Return a number with so many decimals; `trimmed` of trailing zeros."""
    words = f"{abs(value):,.{digits}f}"
    if trimmed and "." in words:
        words = words.rstrip("0").rstrip(".")
    if current() == "vi":
        words = words.translate(str.maketrans(",.", ".,"))
    is_negative = value < 0 and any(digit in words for digit in "123456789")
    return (MINUS if is_negative else "") + words


def count(amount: float) -> str:
    """Return how many: whole, and a tenth only of a mean of few."""
    if math.isnan(amount):
        return text("undefined")
    return fixed(amount, 0 if abs(amount) >= 9.95 else 1, trimmed=True)


def percent(share: float, digits: int = 0) -> str:
    """Return a share (0 to 1) as per cent: 12%, 12.5% or 12,5%."""
    return text("undefined") if math.isnan(share) else fixed(100.0 * share, digits) + "%"


def is_currency(unit: str) -> bool:
    """Return whether a unit is a currency of three capital letters."""
    return len(unit) == 3 and unit.isupper()


def money(amount: float, currency: str) -> str:
    """Return an amount: 1.2 billion VND, USD 12k; 1,2 tỷ đồng, 12 nghìn USD."""
    sizes = _VND_SIZES if currency == "VND" else _SIZES
    size, english, vietnamese = next(
        (row for row in sizes if abs(amount) >= 0.9995 * row[0]), (1.0, "", "")
    )
    figures = number(abs(amount) / size)
    sign = MINUS if amount < 0 else ""
    if current() == "vi":
        name = "đồng" if currency == "VND" else currency
        return " ".join(word for word in (sign + figures, vietnamese, name) if word)
    if currency == "VND":
        return " ".join(word for word in (sign + figures, english, currency) if word)
    return f"{sign}{currency} {figures}{english}"


def value(amount: float, unit: str) -> str:
    """Return a value with its unit, as KPIs have them: share, hours, orders, VND ..."""
    if math.isnan(amount):
        return text("undefined")
    if unit == "share":
        return percent(amount, 0 if abs(amount) >= 0.9995 or amount == 0 else 1)
    if is_currency(unit):
        return money(amount, unit)
    if unit in ("ratio", "score", ""):
        return number(amount)
    words = count(amount) if unit in _COUNTED else number(amount)
    return f"{words} {unit_words(unit, words)}"


def change(amount: float, unit: str) -> str:
    """Return a difference with its sign; shares differ by percentage points."""
    if math.isnan(amount):
        return text("undefined")
    if unit == "share":
        words = text("{points} points", {"points": fixed(abs(100.0 * amount), 1)})
    else:
        words = value(abs(amount), unit)
    return ("+" if amount > 0 else MINUS if amount < 0 else "") + words


def unit_words(unit: str, n: str = "") -> str:
    """Return the name of a unit in the language spoken: orders; order for "1"."""
    units = units_of(n)
    return text(units[unit], {"n": ""}).strip() if unit in units else unit


def scale_of(largest: float, unit: str) -> Scale:
    """Return how to write the numbers of an axis whose largest is given (in absolute terms)."""
    if unit == "share":
        return Scale(0.01, "%")
    if not is_currency(unit):
        return Scale(1.0, unit_words(unit))
    sizes = _VND_SIZES if unit == "VND" else _SIZES
    size, english, vietnamese = next(
        (row for row in sizes if abs(largest) >= row[0]), (1.0, "", "")
    )
    name = "đồng" if unit == "VND" and current() == "vi" else unit
    word = vietnamese if current() == "vi" else _SAID.get(english, english)
    return Scale(size, f"{word} {name}".strip())


def date(day: dt.date, with_year: bool = False) -> str:
    """Return a day: 3 Jan, 3 Jan 2027; 3/1, 3/1/2027."""
    return language.date(day, with_year)


def month(day: dt.date, with_year: bool = False) -> str:
    """Return a month: Jan, Jan 2027; Th1, Th1 2027."""
    name = f"Th{day.month}" if current() == "vi" else _MONTHS[day.month - 1]
    return f"{name} {day.year}" if with_year else name
