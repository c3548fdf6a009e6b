"""Turn what was read into plain values, and find what has no plain form."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping
from typing import Any

from cjsim.language import message, text
from cjsim.scenarios.wording import Finding

TOO_DEEP = message("tables and lists are nested too deeply. No market needs more than five levels.")
_MAX_DEPTH = 16  # a market file has five levels
_LARGEST = 2**63 - 1  # whole numbers of TOML have 64 bits
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DATE_KEYS = ("start", "end")


def plain(
    raw: Mapping[Any, Any], *, reads_dates: bool = False
) -> tuple[dict[str, Any], list[Finding]]:
    """Return a copy of `raw` in dicts and lists, and what cannot be copied.

    Args:
        raw: What a reader of TOML or JSON returns, or a mapping made by a program.
        reads_dates: Whether texts such as "2027-01-31" are dates where dates belong, as they
            are in JSON, which has no dates.
    """
    findings: list[Finding] = []
    copied = _copy(raw, (), findings, reads_dates)
    return copied, findings


def _copy(value: Any, path: tuple[str | int, ...], found: list[Finding], dates: bool) -> Any:
    if len(path) > _MAX_DEPTH:
        if not found or found[-1].message != text(TOO_DEEP):
            found.append(Finding(path[:_MAX_DEPTH], text(TOO_DEEP)))
        return None
    if isinstance(value, Mapping):
        found.extend(
            Finding(
                path,
                text("found a key of type {kind}: keys are text.", {"kind": type(key).__name__}),
            )
            for key in value
            if not isinstance(key, str)
        )
        return {
            key: _copy(each, (*path, key), found, dates)
            for key, each in value.items()
            if isinstance(key, str)
        }
    if isinstance(value, list | tuple):
        return [_copy(each, (*path, i), found, dates) for i, each in enumerate(value)]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > _LARGEST:
        n_digits = round(value.bit_length() * math.log10(2.0))
        message = text(
            "found a number of about {n_digits} digits. Write at most 18 digits.",
            {"n_digits": n_digits},
        )
        found.append(Finding(path, message))
        return None
    if dates and isinstance(value, str) and path[-1] in _DATE_KEYS and _DATE.fullmatch(value):
        return _date(value)
    return value


def _date(day: str) -> dt.date | str:
    try:
        return dt.date.fromisoformat(day)
    except ValueError:  # no such day; the schema will say so
        return day
