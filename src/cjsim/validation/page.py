"""The card of a validation as a page to keep: with the date, the versions and the machine."""

from __future__ import annotations

import datetime as dt
import os
import platform
from collections.abc import Iterator
from importlib.metadata import version

from cjsim.validation.card import Card, Row

_VERSIONS = ("cjsim", "numpy", "numba", "scipy", "pandas", "mesa")
_HEAD = "| what | expected | simulated | tolerance | verdict |\n| --- | --- | --- | --- | --- |"


def page(card: Card, day: dt.date, how: str) -> str:
    """Return a card in Markdown, with a table for each check.

    Args:
        card: The card.
        day: The day it was made.
        how: The command that made it.
    """
    return "\n\n".join(_parts(card, day, how)) + "\n"


def _parts(card: Card, day: dt.date, how: str) -> Iterator[str]:
    verdicts = card.verdicts()
    n_passed = sum(verdict == "pass" for verdict in verdicts.values())
    yield "# Validation: the shipped engine against theory and known facts"
    yield (
        f"`{how}` on {day}: {n_passed} of {len(verdicts)} checks passed, {len(card.rows)} "
        f"findings, {card.seconds:,.0f} s on {os.cpu_count()} cores ({platform.system()} "
        f"{platform.machine()}, Python {platform.python_version()}; "
        + ", ".join(f"{name} {version(name)}" for name in _VERSIONS)
        + ")."
    )
    yield (
        "A number in brackets is a Monte-Carlo standard error. Seeds are fixed: whoever has these "
        "versions sees these figures. Exact checks (E), luck (L) and the step (S) have their "
        "answer from theory; emergent ones (M) are regularities nothing was told to follow. What "
        "the theory is and how a market file becomes it is told in `experiments/theory/`."
    )
    for check, verdict in verdicts.items():
        rows = [row for row in card.rows if row.check == check]
        yield f"## {check}: {rows[0].title}"
        yield f"{rows[0].source}. {rows[0].seconds:,.0f} s, {verdict}."
        yield "\n".join([_HEAD, *(_line(row) for row in rows)])


def _line(row: Row) -> str:
    cells = (row.what, row.expected, row.simulated, row.tolerance, row.verdict)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
