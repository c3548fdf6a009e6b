"""`cjsim report`: the brief of a saved comparison."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cjsim.errors import UserError
from cjsim.language import speaking, text


def report_command(
    result: Annotated[Path, typer.Argument(help="Folder that cjsim compare --out wrote.")],
    out: Annotated[Path | None, typer.Option("--out", help="File of the brief.")] = None,
    lang: Annotated[str | None, typer.Option("--lang", help="Language: en or vi.")] = None,
    plan: Annotated[
        str | None, typer.Option("--plan", help="Plan it is about; the best by the verdict.")
    ] = None,
    form: Annotated[
        str | None, typer.Option("--format", help="html or md; by the ending of --out.")
    ] = None,
    tables: Annotated[
        Path | None, typer.Option("--tables", help="New folder for CSV tables, or FILE.xlsx.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing.")] = False,
) -> None:
    """Write a two-page brief of a comparison: the answer, how sure, why, for whom."""
    from cjsim.reports.report import report

    if out is None and tables is None:
        raise UserError("out", "", text("name a file for the brief (--out), or --tables."))
    forms = {"html": "html", "md": "md"}
    if form is not None and form not in forms:
        raise UserError("format", form, text("expected html or md."))
    brief = report(
        result, out=out, lang=lang, plan=plan, tables=tables,
        format=None if form is None else ("md" if form == "md" else "html"),
    )  # fmt: skip
    if quiet:
        return
    with speaking(brief.lang):  # whoever reads the brief reads this
        typer.echo(f"{brief.answer.word}. {brief.answer.sentence} {brief.answer.counted}")
        for place in (out, tables):
            if place is not None:
                typer.echo(text("Wrote {file}", {"file": place}))
