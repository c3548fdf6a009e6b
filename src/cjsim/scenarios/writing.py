"""A market as the text of a file: what `parse` reads back as the same market."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from cjsim.scenarios.schema import Scenario

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_LONG_FORM = {"value", "low", "high", "source"}


def to_toml(scenario: Scenario, heading: str = "") -> str:
    """Return a market as TOML: what its file wrote, defaults left out.

    Args:
        scenario: The market.
        heading: Lines of remarks to begin with.
    """
    remarks = "".join(f"# {line}\n" for line in heading.splitlines())
    raw = scenario.model_dump(exclude_unset=True, exclude_none=True)
    return remarks + "\n".join(_table(raw, ())).strip() + "\n"


def _table(table: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """Yield the lines of a table: first its own keys, then the tables in it."""
    inner = {key: value for key, value in table.items() if _is_table(value)}
    own = {key: value for key, value in table.items() if key not in inner}
    if path and (own or not inner):
        yield f"\n[{'.'.join(map(_key, path))}]"
    for key, value in own.items():
        yield f"{_key(key)} = {_value(value)}"
    for key, value in inner.items():
        yield from _table(value, (*path, key))


def _is_table(value: Any) -> bool:
    """Return whether a value is a table, and not a number in its long form."""
    return isinstance(value, Mapping) and not ("value" in value and set(value) <= _LONG_FORM)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: Any) -> str:
    """Return a value as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(int(value)) if float(value).is_integer() else repr(float(value))
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{_key(key)} = {_value(each)}" for key, each in value.items())
        return f"{{ {pairs} }}"
    return f"[{', '.join(map(_value, value))}]"
