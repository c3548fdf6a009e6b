"""Write the brief of a comparison: `cjsim.report`."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Literal

from cjsim.errors import UserError
from cjsim.language import speaking, text
from cjsim.reports.content import Brief, brief_of
from cjsim.reports.html import html
from cjsim.reports.markdown import markdown
from cjsim.reports.tables import check_tables, write_tables
from cjsim.results.comparison import Comparison
from cjsim.results.folder import check_file, write_text
from cjsim.results.saving import Result, open_result, result_of

Format = Literal["html", "md"]
_RENDERED = {"html": html, "md": markdown}


def report(
    result: Comparison | Result | str | Path,
    *,
    out: str | Path | None = None,
    lang: str | None = None,
    plan: str | None = None,
    format: Format | None = None,  # noqa: A002  # what users call it
    tables: str | Path | None = None,
) -> Brief:
    """Write the brief of a comparison, and return its parts.

    Args:
        result: A comparison, or the folder it was saved to.
        out: File of the brief; none is written when None. An older one is replaced.
        lang: "en" or "vi"; the language spoken when None.
        plan: The plan it is about; the best by the file's verdict when None.
        format: "html" or "md"; by the ending of `out` when None.
        tables: New folder for its tables as CSV, or a file that ends in .xlsx.

    Raises:
        UserError: The folder holds no comparison of plans, something cannot be written, or an
            extra is missing: pip install "cjsim[report]".
    """
    with ExitStack() as stack:
        if lang is not None:
            stack.enter_context(speaking(lang))
        kind = _format(out, format)
        place = None if out is None else Path(out)
        if place is not None:
            check_file(place, "out")
        if tables is not None:
            check_tables(Path(tables))
        if isinstance(result, Comparison):
            result = result_of(result)
        brief = brief_of(result if isinstance(result, Result) else open_result(result), plan)
        if place is not None:
            write_text(place, _RENDERED[kind](brief), "out")
        if tables is not None:
            write_tables(brief, Path(tables))
    return brief


def _format(out: str | Path | None, asked: str | None) -> str:
    """Return the form of a brief: as asked, else by the ending of the file."""
    if asked is not None:
        if asked not in _RENDERED:
            raise UserError("format", asked, text("expected html or md."))
        return asked
    return "md" if out is not None and Path(out).suffix.lower() in (".md", ".markdown") else "html"
