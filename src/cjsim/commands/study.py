"""`cjsim sweep` and `cjsim study show | resume | rerun`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from cjsim.language import text

if TYPE_CHECKING:
    from cjsim.studies.sweeps.study import Study

_INTERRUPTED = 130

study_app = typer.Typer(
    help="Show a study, go on with it, or make one of its runs again.", no_args_is_help=True
)

Folder = Annotated[Path, typer.Argument(help="Folder of a study.")]
Replicates = Annotated[int | None, typer.Option("--replicates", help="Futures at each point.")]
Workers = Annotated[int | None, typer.Option("--workers", help="Processes; 0 takes all cores.")]
Kpis = Annotated[str | None, typer.Option("--kpis", help="KPIs to print, by commas.")]
Json = Annotated[str | None, typer.Option("--json", help="File for JSON; - is standard output.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print nothing but what was asked for.")]


class StoppedStudyError(SystemExit):
    """Ctrl-C in a study: the program ends, and what was recorded stays."""


def sweep_command(
    file: Annotated[Path, typer.Argument(help="Study file (TOML).")],
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder of the study: new, or to resume.")
    ] = None,
    replicates: Replicates = None,
    seed: Annotated[int | None, typer.Option("--seed", help="Seed of all luck.")] = None,
    customers: Annotated[
        int | None, typer.Option("--customers", help="Simulated customers.")
    ] = None,
    days: Annotated[int | None, typer.Option("--days", help="Days simulated.")] = None,
    workers: Workers = None,
    kpis: Kpis = None,
    json_file: Json = None,
    quiet: Quiet = False,
) -> None:
    """Run a market at many points, as a study file says; exit code 1 if a run failed.

    Without --out the study lives in a folder beside the file, named after it.
    """
    from cjsim.studies.sweeps.file import sweep_file

    folder = out if out is not None else file.with_suffix("")
    if json_file is not None and json_file != "-":
        _check_json(json_file)
    _prepare(quiet)
    try:
        study = sweep_file(
            file, replicates=replicates, seed=seed, customers=customers, days=days,
            store=folder, workers=0 if workers is None else workers, progress=not quiet,
        )  # fmt: skip
    except KeyboardInterrupt:
        _stopped(folder)
    _say(study, folder, kpis, json_file, quiet)


@study_app.command()
def show(folder: Folder, kpis: Kpis = None, json_file: Json = None, quiet: Quiet = False) -> None:
    """Say how far a study is and what it has found so far."""
    from cjsim.studies.sweeps.resuming import open_study

    if json_file is not None and json_file != "-":
        _check_json(json_file)
    _say(open_study(folder), folder, kpis, json_file, quiet, is_judged=False)


@study_app.command()
def resume(
    folder: Folder,
    replicates: Replicates = None,
    workers: Workers = None,
    quiet: Quiet = False,
) -> None:
    """Make the runs a study still lacks, and more replicates if wanted."""
    from cjsim.studies.sweeps.resuming import resume_study

    _prepare(quiet)
    try:
        study = resume_study(
            folder, replicates=replicates, workers=0 if workers is None else workers,
            progress=not quiet,
        )  # fmt: skip
    except KeyboardInterrupt:
        _stopped(folder)
    _say(study, folder, None, None, quiet)


@study_app.command()
def rerun(
    folder: Folder, run_id: Annotated[int, typer.Argument(help="Number of the run.")]
) -> None:
    """Make one run again: record it if it had failed, else compare it with what is recorded."""
    from cjsim.studies.sweeps.resuming import rerun as rerun_run

    again = rerun_run(folder, run_id)
    if again.before == "SUCCEEDED":
        if again.error is not None:
            typer.echo(
                text(
                    "run {run_id} succeeded before, and failed now: {error}",
                    {"run_id": run_id, "error": again.error},
                )
            )
        elif again.differing:
            typer.echo(
                text(
                    "run {run_id} came out otherwise than recorded: {differing}",
                    {"run_id": run_id, "differing": again.differing},
                )
            )
        else:
            typer.echo(
                text("run {run_id}: the same as recorded, to the last bit", {"run_id": run_id})
            )
    else:
        why = f": {again.error}" if again.error else ""
        typer.echo(
            text(
                "run {run_id} was {before}, is {after}{why}",
                {"run_id": run_id, "before": again.before, "after": again.after, "why": why},
            )
        )
    if again.error is not None or again.differing:
        raise typer.Exit(1)


def _say(
    study: Study,
    folder: Path,
    kpis: str | None,
    json_file: str | None,
    quiet: bool,
    *,
    is_judged: bool = True,
) -> None:
    """Print a study; end with code 1 when runs failed and that is to be judged."""
    names = [name.strip() for name in kpis.split(",") if name.strip()] if kpis else None
    if json_file is not None:
        table = study.table if names is None else study.table_of(names)
        rows = table.to_json(orient="records", indent=1, double_precision=15) + "\n"
        if json_file == "-":
            sys.stdout.write(rows)
        else:
            from cjsim.results.folder import write_text

            write_text(Path(json_file), rows, "json")
    if json_file != "-" and not quiet:
        from cjsim.studies.sweeps.words import study_lines

        typer.echo("\n".join(study_lines(study, names)))
        if not study.is_finished:
            typer.echo(
                text("Not finished. Go on with: cjsim study resume {folder}", {"folder": folder})
            )
    if is_judged and len(study.failures):
        raise typer.Exit(1)


def _stopped(folder: Path) -> NoReturn:
    typer.echo(
        text(
            "Stopped; what was done is kept. Go on with: cjsim study resume {folder}",
            {"folder": folder},
        ),
        err=True,
    )
    raise StoppedStudyError(_INTERRUPTED)


def _check_json(json_file: str) -> None:
    from cjsim.results.folder import check_file

    check_file(Path(json_file), "json")


def _prepare(quiet: bool) -> None:
    """Say what the first run ever waits for."""
    from cjsim.journey.prepared import is_prepared

    if not quiet and not is_prepared():
        typer.echo(
            text("Preparing the engine, once on this machine (about half a minute) ..."), err=True
        )
