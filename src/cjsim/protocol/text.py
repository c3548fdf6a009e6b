"""Pieces of Markdown the protocol is made of."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Sequence
from importlib.resources import files


def chapter(name: str) -> str:
    """Return a chapter written by hand, e.g. "purpose"."""
    return files("cjsim.protocol").joinpath(f"{name}.md").read_text("utf-8").strip()


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table."""
    lines = [_row(head), _row(["---"] * len(head))]
    return "\n".join([*lines, *(_row(row) for row in rows)])


def _row(cells: Sequence[object]) -> str:
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _cell(value: object) -> str:
    return " ".join(str(value).split()).replace("|", "\\|")


def said(thing: object) -> str:
    """Return what a thing's docstring says, on lines of its own, or nothing."""
    return (inspect.getdoc(thing) or "").strip()


def first_line(thing: object) -> str:
    """Return the sentence a docstring begins with, or nothing."""
    return said(thing).split("\n\n", maxsplit=1)[0].replace("\n", " ")
