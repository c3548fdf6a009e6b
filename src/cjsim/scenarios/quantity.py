"""A number of a market file: a float that knows its range and where it comes from."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

from cjsim.language import text

ASSUMPTION = "assumption"
CLAIM = "claim"
"""How the source of a number begins that only those who sell something vouch for."""
_KEYS = ("value", "low", "high", "source")


class Quantity(float):
    """A float with `low`, `high` (its range, or None) and `source` (or None).

    In a file it is either a plain number or `{ value = 2.0, low = 1.0, high = 3.0,
    source = "assumption" }`. It computes like the float `value`.
    """

    __slots__ = ("high", "low", "source")
    low: float | None
    high: float | None
    source: str | None

    def __new__(
        cls,
        value: float,
        low: float | None = None,
        high: float | None = None,
        source: str | None = None,
    ) -> Quantity:
        """Make a number from its value, range (both ends or neither) and source."""
        self = super().__new__(cls, value)
        self.low, self.high, self.source = low, high, source
        return self

    def __getnewargs__(self) -> tuple[float, float | None, float | None, str | None]:  # type: ignore[override]
        """Return what a copy or a pickle is made from."""
        return float(self), self.low, self.high, self.source

    @property
    def is_uncertain(self) -> bool:
        """Whether the number has a range to be drawn from."""
        return self.low is not None and self.high is not None and self.low < self.high

    @property
    def is_sourced(self) -> bool:
        """Whether someone outside this file vouches for the number, who does not sell by it."""
        return self.source is not None and not self.source.lower().startswith((ASSUMPTION, CLAIM))


@dataclass(frozen=True, slots=True)
class Between:
    """The bounds of a quantity, both included, and whether it must be a whole number."""

    at_least: float = -math.inf
    at_most: float = math.inf
    is_whole: bool = False

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Validate a plain number or the long form, with the bounds in the message."""
        return core_schema.no_info_plain_validator_function(
            self.read, serialization=core_schema.plain_serializer_function_ser_schema(_written)
        )

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Describe both forms to editors."""
        number: dict[str, Any] = {"type": "integer" if self.is_whole else "number"}
        if self.at_least > -math.inf:
            number["minimum"] = self.at_least
        if self.at_most < math.inf:
            number["maximum"] = self.at_most
        long = {
            "type": "object",
            "properties": {**dict.fromkeys(_KEYS[:3], number), "source": {"type": "string"}},
            "required": ["value"],
            "additionalProperties": False,
        }
        return {"anyOf": [number, long]}

    def read(self, raw: object) -> Quantity:
        """Return the quantity written as `raw`, or raise a located, worded error."""
        if isinstance(raw, Quantity):
            self._check("value", float(raw))
            return raw
        if not isinstance(raw, Mapping):
            return Quantity(self._check("value", raw))
        unknown = [key for key in raw if key not in _KEYS]
        if unknown:
            raise _wrong(
                text(
                    "unknown key {unknown} in a number. Allowed: {keys}.",
                    {"unknown": repr(unknown[0]), "keys": ", ".join(_KEYS)},
                )
            )
        if "value" not in raw:
            raise _wrong(
                text("a number in braces needs `value`, e.g. { value = 2.0, source = ... }.")
            )
        value = self._check("value", raw["value"])
        if ("low" in raw) != ("high" in raw):
            raise _wrong(text("a range needs both `low` and `high`."))
        low = self._check("low", raw["low"]) if "low" in raw else None
        high = self._check("high", raw["high"]) if "high" in raw else None
        if low is not None and high is not None and not low <= value <= high:
            raise _wrong(
                text(
                    "value {value} is not between low {low} and high {high}. Order them "
                    "low <= value <= high.",
                    {"value": f"{value:g}", "low": f"{low:g}", "high": f"{high:g}"},
                )
            )
        source = raw.get("source")
        if source is not None and (not isinstance(source, str) or not source.strip()):
            raise _wrong(
                text('`source` is text that says where the number is from, or "assumption".')
            )
        return Quantity(value, low, high, source)

    def _check(self, part: str, raw: object) -> float:
        """Return `raw` as a float when it is a finite number within the bounds."""
        if isinstance(raw, bool) or not isinstance(raw, int | float):
            found = text("a table") if isinstance(raw, Mapping) else repr(raw)
            raise _wrong(
                text(
                    "{part} is {found}: a number is expected, {bounds}.",
                    {"part": part, "found": found, "bounds": self._words()},
                )
            )
        if not math.isfinite(raw):
            raise _wrong(
                text(
                    "{part} is {raw}: a finite number is expected, {bounds}.",
                    {"part": part, "raw": raw, "bounds": self._words()},
                )
            )
        if self.is_whole and raw != int(raw):
            raise _wrong(
                text(
                    "{part} is {raw}: a whole number is expected, {bounds}.",
                    {"part": part, "raw": f"{raw:g}", "bounds": self._words()},
                )
            )
        if not self.at_least <= raw <= self.at_most:
            raise _wrong(
                text(
                    "{part} is {raw}: expected {bounds}.",
                    {"part": part, "raw": f"{raw:g}", "bounds": self._words()},
                )
            )
        return float(raw)

    def _words(self) -> str:
        """Say the bounds in words."""
        if self.at_least == -math.inf and self.at_most == math.inf:
            return text("of any size")
        if self.at_most == math.inf:
            return text("at least {at_least}", {"at_least": f"{self.at_least:g}"})
        if self.at_least == -math.inf:
            return text("at most {at_most}", {"at_most": f"{self.at_most:g}"})
        return text(
            "from {at_least} to {at_most}",
            {"at_least": f"{self.at_least:g}", "at_most": f"{self.at_most:g}"},
        )


def assumed(value: float, low: float | None = None, high: float | None = None) -> Quantity:
    """Return a default that no source vouches for."""
    return Quantity(value, low, high, ASSUMPTION)


def _wrong(message: str) -> PydanticCustomError:
    # braces would be read as placeholders by pydantic's formatter
    return PydanticCustomError("quantity", "{message}", {"message": message})


def _written(value: Quantity) -> object:
    """Return the form a quantity takes in a file: short when nothing more is known."""
    if not isinstance(value, Quantity):
        return value
    if value.low is None and value.source is None:
        return float(value)
    parts = {"value": float(value), "low": value.low, "high": value.high, "source": value.source}
    return {key: part for key, part in parts.items() if part is not None}


Number = Annotated[Quantity, Between()]
Positive = Annotated[Quantity, Between(0.0)]
Share = Annotated[Quantity, Between(0.0, 1.0)]
Score = Annotated[Quantity, Between(-1.0, 1.0)]
Emotion = Annotated[Quantity, Between(-2.0, 2.0)]
Hour = Annotated[Quantity, Between(0.0, 24.0)]
Count = Annotated[Quantity, Between(0.0, is_whole=True)]


class Section(BaseModel):
    """A table of a market file: unknown keys fail; `source` covers its plain numbers."""

    model_config = ConfigDict(
        extra="forbid", strict=True, validate_default=True, use_attribute_docstrings=True
    )

    source: str | None = None
    """Where the numbers of this table come from, for those that do not say themselves."""
