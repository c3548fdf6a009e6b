"""The command line: `cjsim --help` names its commands."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from cjsim.commands.report import report_command
from cjsim.commands.study import StoppedStudyError, study_app, sweep_command
from cjsim.commands.what_if import sensitivity_command, switch_command
from cjsim.errors import UserError
from cjsim.language import VARIABLE, current, text, use

INTERRUPTED = 130
"""Exit code after Ctrl-C."""

app = typer.Typer(
    help="Simulate customer journeys, and compare plans on the same people with the same luck.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Market = Annotated[str, typer.Argument(help="Name of a ready-made market, or a market file.")]
Plan = Annotated[str, typer.Option("--plan", help="Plan to run.")]
Plans = Annotated[
    str | None, typer.Option("--plans", help="Plans to compare, by commas; baseline first.")
]
Replicates = Annotated[int | None, typer.Option("--replicates", help="Paired futures.")]
Seed = Annotated[int | None, typer.Option("--seed", help="Seed of all luck.")]
Customers = Annotated[int | None, typer.Option("--customers", help="Simulated customers.")]
Days = Annotated[int | None, typer.Option("--days", help="Days simulated.")]
Workers = Annotated[
    int | None, typer.Option("--workers", help="Processes; 0 takes all cores; by size of the job.")
]
Out = Annotated[Path | None, typer.Option("--out", help="New folder for the result.")]
Json = Annotated[str | None, typer.Option("--json", help="File for JSON; - is standard output.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print nothing but what was asked for.")]


def _say_version(is_asked: bool) -> None:
    """Print the version and end, when asked to."""
    if is_asked:
        from importlib.metadata import version

        typer.echo(f"cjsim {version('cjsim')}")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_say_version, is_eager=True, help="Print the version and end."
        ),
    ] = False,
    lang: Annotated[
        str | None,
        typer.Option(
            "--lang", help="Language of what is printed: en or vi; else CJSIM_LANG, else English."
        ),
    ] = None,
) -> None:
    """Simulate customer journeys, and compare plans on the same people with the same luck."""
    if lang is not None:
        use(lang)
        os.environ[VARIABLE] = lang  # for the processes that share the work
    current()  # a wrong one in the environment is said before the work


@app.command("list")
def list_command() -> None:
    """List the ready-made markets."""
    from cjsim.scenarios import list_scenarios

    for name, description in list_scenarios():
        typer.echo(f"{name:14} {description}")


@app.command()
def new(
    file: Annotated[Path, typer.Argument(help="Market file to write.")],
    source: Annotated[str, typer.Option("--from", help="Ready-made market to start from.")],
) -> None:
    """Copy a ready-made market to a file of your own."""
    from cjsim.results.folder import write_text
    from cjsim.results.markets import text_of

    if file.exists():
        raise UserError("FILE", str(file), text("it exists already; name a new file."))
    write_text(file, text_of(source), "FILE")
    typer.echo(text("Wrote {file}. Change it, then: cjsim check {file}", {"file": file}))


@app.command()
def check(file: Market) -> None:
    """Check a market file, and say in words what will be simulated."""
    from cjsim.results.markets import load_scenario
    from cjsim.scenarios import cautions, describe

    scenario = load_scenario(file)
    typer.echo(describe(scenario))
    for caution in cautions(scenario):
        typer.echo(text("warning: {caution}", {"caution": caution}))


@app.command()
def describe(
    market: Market,
    rules: Annotated[bool, typer.Option("--rules", help="Add the text of all rules.")] = False,
    out: Annotated[Path | None, typer.Option("--out", help="New file for it (Markdown).")] = None,
) -> None:
    """Describe the model by the ODD protocol, for a paper or for another team."""
    from cjsim.protocol.odd import odd
    from cjsim.results.folder import write_text
    from cjsim.results.markets import load_scenario

    if out is not None and out.exists():
        raise UserError("out", str(out), text("it exists already; name a new file."))
    words = odd(load_scenario(market), rules=rules)
    if out is None:
        sys.stdout.write(words)
    else:
        write_text(out, words, "out")


@app.command()
def diff(before: Market, after: Market) -> None:
    """Say what differs between two versions of a market file."""
    from cjsim.results.markets import load_scenario
    from cjsim.scenarios.differences import differences

    nothing = text("(nothing)")
    for path, old, new in differences(load_scenario(before), load_scenario(after)):
        typer.echo(f"{path}: {old or nothing} -> {new or nothing}")


@app.command()
def schema() -> None:
    """Print the JSON Schema of market files, for editors."""
    from cjsim.scenarios import json_schema

    typer.echo(json.dumps(json_schema(), indent=1, ensure_ascii=False))


@app.command("run")
def run_command(
    market: Market,
    plan: Plan = "keep",
    seed: Seed = None,
    customers: Customers = None,
    days: Days = None,
    out: Out = None,
    json_file: Json = None,
    quiet: Quiet = False,
) -> None:
    """Run one plan once and print its KPIs."""
    from cjsim.results.report import kpi_lines, run_json
    from cjsim.results.run import run

    _check_places(out, json_file)
    _prepare(quiet)
    result = run(market, plan=plan, seed=seed, customers=customers, days=days)
    if json_file is not None:
        _write_json(json_file, run_json(result))
    if out is not None:
        result.save(out)
    if json_file != "-" and not quiet:
        typer.echo("\n".join(kpi_lines(result)))


@app.command()
def compare(
    market: Market,
    plans: Plans = None,
    replicates: Replicates = None,
    seed: Seed = None,
    customers: Customers = None,
    days: Days = None,
    until: Annotated[
        str | None, typer.Option("--until", help="clear: add futures until the best is clear.")
    ] = None,
    goal: Annotated[
        str | None, typer.Option("--goal", help="With --until: KPI that decides; the verdict's.")
    ] = None,
    smallest_effect: Annotated[
        float | None,
        typer.Option("--smallest-effect", help="With --until: least difference that matters."),
    ] = None,
    budget_runs: Annotated[
        int | None, typer.Option("--budget-runs", help="With --until: paired futures at most.")
    ] = None,
    budget_seconds: Annotated[
        float | None,
        typer.Option("--budget-seconds", help="With --until: time; results then depend on it."),
    ] = None,
    workers: Workers = None,
    out: Out = None,
    json_file: Json = None,
    quiet: Quiet = False,
) -> None:
    """Compare plans in many paired futures: what difference they make, and how sure."""
    from cjsim.results.markets import load_scenario
    from cjsim.results.report import comparison_lines
    from cjsim.studies.compare import compare as compare_plans
    from cjsim.studies.workers import suggested_workers

    _check_places(out, json_file)
    scenario = load_scenario(market)
    _prepare(quiet)
    if workers is None:
        n_futures = budget_runs if replicates is None else replicates
        workers = suggested_workers(scenario, n_futures, customers, days)
    limits = {"runs": budget_runs, "seconds": budget_seconds}
    budget = {name: float(limit) for name, limit in limits.items() if limit is not None}
    names = None if plans is None else [name.strip() for name in plans.split(",") if name.strip()]
    result = compare_plans(
        scenario,
        names,
        replicates=replicates,
        seed=seed,
        customers=customers,
        days=days,
        workers=workers,
        until=until,
        goal=goal,
        smallest_effect=smallest_effect,
        budget=budget or None,
        progress=not quiet,
    )
    if result.decision is not None and json_file == "-" and not quiet:
        typer.echo(result.decision.sentence, err=True)
    if json_file is not None:
        _write_json(json_file, result.to_json())
    if out is not None:
        result.save(out)
    if json_file != "-" and not quiet:
        typer.echo("\n".join(comparison_lines(result)))


app.command("report")(report_command)
app.command("sweep")(sweep_command)
app.add_typer(study_app, name="study")
app.command("sensitivity")(sensitivity_command)
app.command("switch")(switch_command)


@app.command()
def validate(
    only: Annotated[str | None, typer.Option("--only", help="Checks, by commas: E1,M4.")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Within two minutes.")] = False,
    workers: Workers = None,
    out: Annotated[Path | None, typer.Option("--out", help="File for the card (Markdown).")] = None,
    json_file: Json = None,
    quiet: Quiet = False,
) -> None:
    """Check the engine against theory and known facts; exit code 1 if anything fails."""
    import datetime as dt

    from cjsim.results.folder import check_file, write_text
    from cjsim.validation.card import Row, check_lines
    from cjsim.validation.page import page
    from cjsim.validation.validate import validate as run_checks

    if out is not None:
        check_file(out, "out")
    _check_places(None, json_file)

    names = None if only is None else [name for name in only.split(",") if name.strip()]
    _prepare(quiet)
    says = json_file != "-" and not quiet

    def say(rows: list[Row]) -> None:
        if says:
            typer.echo("\n".join(check_lines(rows)))

    all_cores = 0
    shared = all_cores if workers is None else workers
    card = run_checks(names, quick=quick, workers=shared, on_done=say)
    if json_file is not None:
        _write_json(json_file, card.to_json())
    if out is not None:
        how = "cjsim validate" + (" --quick" if quick else "") + (f" --only {only}" if only else "")
        write_text(out, page(card, dt.datetime.now(dt.UTC).date(), how), "out")
    if says:
        typer.echo(card.lines()[-1])
    if not card.passed:
        raise typer.Exit(1)


def _prepare(quiet: bool) -> None:
    """Say what the first run ever waits for."""
    from cjsim.journey.prepared import is_prepared

    if not quiet and not is_prepared():
        typer.echo(
            text("Preparing the engine, once on this machine (about half a minute) ..."), err=True
        )


def _check_places(out: Path | None, json_file: str | None) -> None:
    """Fail before the work, not after it, where a result cannot be written."""
    from cjsim.results.folder import check_file, check_free

    if out is not None:
        check_free(out)
    if json_file is not None and json_file != "-":
        check_file(Path(json_file), "json")


def _write_json(file: str, words: str) -> None:
    from cjsim.results.folder import write_text

    if file == "-":
        sys.stdout.write(words)
    else:
        write_text(Path(file), words, "json")


def main() -> None:
    """Run the command line; a user's mistake ends with code 2 and no traceback."""
    try:
        app(standalone_mode=True)
    except UserError as error:
        typer.echo(str(error), err=True)
        sys.exit(2)
    except StoppedStudyError:
        raise
    except SystemExit as end:
        if end.code == INTERRUPTED:
            typer.echo(text("Stopped. Nothing was written."), err=True)
        raise
    except BrokenPipeError:
        # whoever read the output has gone; do not complain when Python flushes it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


if __name__ == "__main__":
    main()
