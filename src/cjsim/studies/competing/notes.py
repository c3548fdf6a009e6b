"""What a competition remembers, and the plain file it is kept in."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from cjsim.errors import UserError
from cjsim.language import text

Does = Literal["take", "stop", "research"]
FORM = 1
"""Number of the form of the file."""


@dataclass(frozen=True, slots=True)
class Note:
    """One decision of a team: in which round it takes a card, stops it or asks about it."""

    round: int
    team: str
    does: Does
    card: str


def write(file: Path, setting: Mapping[str, Any], notes: Sequence[Note]) -> None:
    """Write a competition as JSON that people can read and mend.

    Raises `UserError` when the file cannot be written.
    """
    told = {"cjsim_competition": FORM, **setting, "decisions": [asdict(note) for note in notes]}
    try:
        file.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")
    except OSError as error:
        remedy = text("it cannot be written ({cause}).", {"cause": error.strerror or error})
        raise UserError("file", str(file), remedy) from None


def read(file: Path) -> tuple[dict[str, Any], list[Note]]:
    """Return the setting and the decisions of a file.

    Raises `UserError` when it cannot be read, or is none of ours.
    """
    try:
        told = json.loads(file.read_text("utf-8"))
        notes = [Note(**note) for note in told.pop("decisions")]
        form = told.pop("cjsim_competition")
    except OSError as error:
        remedy = text("it cannot be read ({cause}).", {"cause": error.strerror or error})
        raise UserError("file", str(file), remedy) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        remedy = text("this is no competition: name a file that competition.save has written.")
        raise UserError("file", str(file), remedy) from None
    if form != FORM:
        remedy = text("written by another version of cjsim; this one reads form {form}.",
                      {"form": FORM})  # fmt: skip
        raise UserError("file", str(file), remedy)
    return told, notes
