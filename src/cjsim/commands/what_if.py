"""`cjsim sensitivity` and `cjsim switch`: what moves the answer, and when it turns."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cjsim.commands.study import StoppedStudyError
from cjsim.errors import UserError
from cjsim.language import text

if TYPE_CHECKING:
    import pandas as pd

_INTERRUPTED = 130

Market = Annotated[str, typer.Argument(help="Name of a ready-made market, or a market file.")]
Plans = Annotated[
    str | None, typer.Option("--plans", help="Plans, by commas; baseline first. Two are compared.")
]
Goal = Annotated[str | None, typer.Option("--goal", help="KPI that decides; the file's verdict.")]
Seed = Annotated[int | None, typer.Option("--seed", help="Seed of all luck.")]
Customers = Annotated[int | None, typer.Option("--customers", help="Simulated customers.")]
Days = Annotated[int | None, typer.Option("--days", help="Days simulated.")]
Workers = Annotated[int | None, typer.Option("--workers", help="Processes; 0 takes all cores.")]
Out = Annotated[
    Path | None, typer.Option("--out", help="Folder that keeps the runs: new, or to resume.")
]
Json = Annotated[str | None, typer.Option("--json", help="File for JSON; - is standard output.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print nothing but what was asked for.")]


def sensitivity_command(
    market: Market,
    method: Annotated[
        str, typer.Option("--method", help="one_at_a_time, morris or sobol.")
    ] = "one_at_a_time",
    over: Annotated[
        list[str] | None,
        typer.Option("--over", help="PATH=LOW,HIGH, may be repeated; all that is uncertain."),
    ] = None,
    goal: Goal = None,
    plans: Plans = None,
    rows: Annotated[
        int | None, typer.Option("--rows", help="Trajectories (morris) or base rows (sobol).")
    ] = None,
    replicates: Annotated[int, typer.Option("--replicates", help="Futures of each point.")] = 10,
    seed: Seed = None,
    customers: Customers = None,
    days: Days = None,
    workers: Workers = None,
    out: Out = None,
    json_file: Json = None,
    quiet: Quiet = False,
) -> None:
    """Say which uncertain numbers move the answer, and which only as much as luck could."""
    from cjsim.studies.sensitivity.sensitivity import METHODS, sensitivity

    known = {name: name for name in METHODS}
    if method not in known:
        raise UserError(
            "method", method, text("expected one of: {METHODS}.", {"METHODS": ", ".join(METHODS)})
        )
    ranges = dict(_asked(words) for words in over or [])
    _begin(json_file, quiet)
    with _kept(out):
        found = sensitivity(
            market, ranges or None, goal=goal, plans=_names(plans), method=known[method],
            rows=rows, replicates=replicates, seed=seed, customers=customers, days=days,
            store=out, workers=0 if workers is None else workers, progress=not quiet,
        )  # fmt: skip
    _end(str(found), records(found.table), json_file, quiet)


def switch_command(
    market: Market,
    lever: Annotated[str, typer.Option("--lever", help="Path of the number to move.")],
    between: Annotated[str, typer.Option("--between", help="LOW,HIGH: where to look.")],
    goal: Goal = None,
    plans: Plans = None,
    grid: Annotated[int, typer.Option("--grid", help="Values of the first, coarse scan.")] = 9,
    replicates: Annotated[
        int, typer.Option("--replicates", help="Paired futures at each value.")
    ] = 20,
    seed: Seed = None,
    customers: Customers = None,
    days: Days = None,
    workers: Workers = None,
    out: Out = None,
    json_file: Json = None,
    quiet: Quiet = False,
) -> None:
    """Say where along a lever the better of two plans changes, and how sure that is."""
    from cjsim.studies.sensitivity.switch import switch_point

    ends = _ends("between", between)
    _begin(json_file, quiet)
    with _kept(out):
        found = switch_point(
            market, lever=lever, between=ends, plans=_names(plans), goal=goal, grid=grid,
            replicates=replicates, seed=seed, customers=customers, days=days, store=out,
            workers=0 if workers is None else workers, progress=not quiet,
        )  # fmt: skip
    document = {
        "lever": lever,
        "plans": list(found.plans),
        "goal": found.goal,
        "verdict": found.verdict(),
        "crossings": records(found.crossings),
        "table": records(found.table),
    }
    _end(str(found), document, json_file, quiet)


def records(table: pd.DataFrame) -> list[dict[Any, Any]]:
    """Return the rows of a table with nulls where a number is undefined."""
    rows: list[dict[Any, Any]] = table.astype(object).where(table.notna(), None).to_dict("records")
    return rows


def _names(plans: str | None) -> list[str] | None:
    return None if plans is None else [name.strip() for name in plans.split(",") if name.strip()]


def _asked(words: str) -> tuple[str, tuple[float, float]]:
    path, _, ends = words.partition("=")
    return path.strip(), _ends("over", ends or words)


def _ends(name: str, words: str) -> tuple[float, float]:
    try:
        low, high = (float(part) for part in words.split(","))
    except ValueError as error:
        raise UserError(
            name, words, text("give two numbers, LOW,HIGH, such as 0.1,0.4.")
        ) from error
    return low, high


@contextmanager
def _kept(out: Path | None) -> Iterator[None]:
    """Say after Ctrl-C that what was done is kept, where it is."""
    try:
        yield
    except KeyboardInterrupt:
        if out is None:
            raise
        typer.echo(
            text("Stopped; what was done is kept in {out}. Ask again to go on.", {"out": out}),
            err=True,
        )
        raise StoppedStudyError(_INTERRUPTED) from None


def _begin(json_file: str | None, quiet: bool) -> None:
    """Fail before the work where a result cannot be written; say what a first run waits for."""
    from cjsim.journey.prepared import is_prepared
    from cjsim.results.folder import check_file

    if json_file is not None and json_file != "-":
        check_file(Path(json_file), "json")
    if not quiet and not is_prepared():
        typer.echo(
            text("Preparing the engine, once on this machine (about half a minute) ..."), err=True
        )


def _end(words: str, document: object, json_file: str | None, quiet: bool) -> None:
    from cjsim.results.folder import write_text

    if json_file is not None:
        document_text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
        if json_file == "-":
            sys.stdout.write(document_text)
        else:
            write_text(Path(json_file), document_text, "json")
    if json_file != "-" and not quiet:
        typer.echo(words)
