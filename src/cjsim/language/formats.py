"""Numbers, shares, money and dates as people write them in the language spoken.

English forms are the package's own. Vietnamese ones are CLDR's, by babel, which is imported when
one is first asked for.
"""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal

from cjsim.language.chosen import LANGUAGES, current

_VND_WORDS = ((1e9, "billion"), (1e6, "million"))
_WORDS = ((1e9, "bn"), (1e6, "m"), (1e3, "k"))
_MINUS = "-"
_CURRENCY_WORDS = {"VND": "đồng"}


def number(
    value: float, digits: int = 0, *, is_grouped: bool = True, is_signed: bool = False
) -> str:
    """Return a number with `digits` decimals: 1,234.5 or 1.234,5.

    Args:
        value: Any number.
        digits: Decimals, 0 or more.
        is_grouped: Whether thousands are set apart.
        is_signed: Whether numbers above 0 have a + before them.
    """
    sign = "+" if is_signed else ""
    if _is_english() or not math.isfinite(value):
        return f"{value:{sign}{',' if is_grouped else ''}.{digits}f}"
    pattern = ("#,##0" if is_grouped else "0") + ("." + "0" * digits if digits else "")
    return (sign if value >= 0 else "") + _decimal(f"{value:.{digits}f}", pattern)


def short(value: float, figures: int = 12) -> str:
    """Return a number with as many decimals as it needs, at most `figures` digits in all."""
    if _is_english() or not math.isfinite(value):
        return format(float(value), f",.{figures}g")
    return _decimal(format(float(value), f".{figures}g"), "#,##0.############")


def share(value: float, digits: int = 1) -> str:
    """Return a share of 1 as per cent: 12.5 % or 12,5%."""
    return number(100.0 * value, digits, is_grouped=False) + (" %" if _is_english() else "%")


def short_share(value: float, figures: int = 3) -> str:
    """Return a share of 1 as per cent with as many decimals as it needs: 12.5 % or 12,5%."""
    if _is_english():
        return f"{100.0 * value:.{figures}g} %"
    return short(100.0 * value, figures) + "%"


def money(amount: float, currency: str) -> str:
    """Return an amount in round words: 1.20 billion VND, USD 12.3k; 1,2 tỷ đồng, 12,3 nghìn USD.

    `currency` is three capital letters.
    """
    if not _is_english():
        return _vietnamese_money(amount, currency)
    if currency == "VND":
        for size, word in _VND_WORDS:
            if abs(amount) >= size:
                return f"{amount / size:,.2f} {word} VND"
        return f"{amount:,.0f} VND"
    for size, word in _WORDS:
        if abs(amount) >= size:
            return f"{currency} {amount / size:,.1f}{word}"
    return f"{currency} {amount:,.0f}"


def money_change(amount: float, currency: str) -> str:
    """Return a difference of money in round words, with its sign."""
    sign = "+" if amount > 0 else _MINUS if amount < 0 else ""
    return sign + money(abs(amount), currency)


def date(day: dt.date, with_year: bool = True) -> str:
    """Return a day: 31 Jan 2027 or 31/1/2027; without its year, 31 Jan or 31/1."""
    if not _is_english():
        return f"{day.day}/{day.month}" + (f"/{day.year}" if with_year else "")
    return f"{day.day} {_MONTHS[day.month - 1]}" + (f" {day.year}" if with_year else "")


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _is_english() -> bool:
    return current() == LANGUAGES[0]


def _decimal(digits: str, pattern: str) -> str:
    from babel.numbers import format_decimal

    return format_decimal(Decimal(digits), format=pattern, locale=current())


def _vietnamese_money(amount: float, currency: str) -> str:
    from babel.numbers import format_compact_decimal

    words = _CURRENCY_WORDS.get(currency, currency)
    million, thousand = 1e6, 1e3
    if not math.isfinite(amount):
        return f"{amount} {words}"
    if abs(amount) >= (million if currency == "VND" else thousand):
        digits = 2 if currency == "VND" else 1
        amount_words = format_compact_decimal(
            amount, format_type="long", locale=current(), fraction_digits=digits
        )
        return f"{amount_words} {words}"
    return f"{number(amount)} {words}"
