"""Open a study's folder, go on with it, or make one of its runs again."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from cjsim.errors import UserError
from cjsim.journey.plain import Rule, check_rules
from cjsim.language import text
from cjsim.results.folder import scenario_hash
from cjsim.scenarios.schema import Scenario
from cjsim.studies.sweeps.advance import advance, conclude
from cjsim.studies.sweeps.jobs import SUCCEEDED, Job, live_chunk
from cjsim.studies.sweeps.papers import MARKET
from cjsim.studies.sweeps.store import Store
from cjsim.studies.sweeps.study import Study
from cjsim.studies.sweeps.sweep import text_hash
from cjsim.studies.workers import check_workers


def open_study(folder: str | Path) -> Study:
    """Return the study in a folder as it is now, finished or not.

    Raises:
        UserError: It is no study, is damaged, or was written in another format.
    """
    place = Path(folder)
    with Store(place) as store:
        about = store.ledger.about()
        return Study(store, _market(place, about), store.ledger.n_replicates())


def resume_study(
    folder: str | Path,
    *,
    replicates: int | None = None,
    rules: Mapping[str, Rule] | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
    chunk: int | None = None,
    progress: bool = False,
) -> Study:
    """Make the runs a study still lacks, and those of more replicates if wanted.

    Runs that failed stay as they are: `cjsim study rerun` makes one again.

    Args:
        folder: The study's folder.
        replicates: Replicates wanted in all; those it has when None.
        rules: The own rules it was begun with, if there were any.
        workers: Processes; 1 when None, all cores when 0.
        executor: Any `concurrent.futures.Executor` instead.
        chunk: Runs sent together; by their size when None.
        progress: Whether to show a progress bar.

    Raises:
        UserError: It is no study, is damaged, was begun with another version of cjsim or with
            other rules, or is at work elsewhere.
    """
    place = Path(folder)
    n_workers = check_workers(workers)
    with Store(place) as store:
        job = _job(store, place, rules)
        n_replicates = max(store.ledger.n_replicates(), replicates or 0)
        with store.owned():
            advance(
                store, job, n_replicates, workers=n_workers, executor=executor, chunk=chunk,
                progress=progress,
            )  # fmt: skip
            return Study(store, job.scenario, n_replicates)


class Again(NamedTuple):
    """A run that was made again.

    `before` and `after` are its status; `differing` the outcomes that are not what was
    recorded of a run that had succeeded, to the last bit; `error` what went wrong now.
    """

    run_id: int
    before: str
    after: str
    differing: tuple[str, ...]
    error: str | None


def rerun(folder: str | Path, run_id: int, *, rules: Mapping[str, Rule] | None = None) -> Again:
    """Make one run of a study again, here.

    What had not succeeded is recorded anew. What had is left as recorded, and compared.

    Raises:
        UserError: There is no such run, or as in `resume_study`.
    """
    place = Path(folder)
    with Store(place) as store:
        job = _job(store, place, rules)
        about = store.ledger.about()
        task = store.ledger.task(about, run_id)
        with store.owned():
            rows = store.ledger.frame()
            before = rows.set_index("run_id").loc[run_id]
            lived = live_chunk(job.packed(), [task])
            outcome = lived.outcomes[0]
            if before["status"] == SUCCEEDED:
                found = dict(zip(job.outcomes, outcome.kpis or (), strict=False))
                differing = [name for name in job.outcomes
                             if not _same(before[name], found.get(name))]  # fmt: skip
                if before["trace_sha256"] != outcome.trace_sha256:
                    differing.append("daily figures")
            else:
                differing = []
                file = store.add_traces(lived.traces) if lived.traces else None
                store.ledger.write(about, [outcome], file)
                conclude(store, job, store.ledger.n_replicates())
    return Again(run_id, str(before["status"]), outcome.status, tuple(differing), outcome.error)


def _same(recorded: Any, found: float | None) -> bool:
    if found is None:
        return False
    is_nan = recorded is None or recorded != recorded  # noqa: PLR0124  # NaN is not itself
    return found != found if is_nan else recorded == found  # noqa: PLR0124


def _job(store: Store, place: Path, rules: Mapping[str, Rule] | None) -> Job:
    """Return the job of a study, after making sure that it can go on here."""
    about = store.ledger.about()
    here = version("cjsim")
    if about["cjsim"] != here:
        raise UserError(
            "store",
            str(place),
            text(
                "it was begun with cjsim {cjsim}, this is {here}: their runs must "
                "not be mixed. Go on with cjsim {cjsim}, or begin a new study.",
                {"cjsim": about["cjsim"], "here": here},
            ),
        )
    own = dict(rules or {})
    check_rules(own)
    if {stage: text_hash(rule) for stage, rule in own.items()} != about["rules"]:
        if about["rules"] and not own:
            stages = ", ".join(about["rules"])
            how = text(
                "it was begun with rules of its own ({stages}): resume it in Python with rules=.",
                {"stages": stages},
            )
            raise UserError("rules", "none", how)
        raise UserError(
            "rules", sorted(own), text("these are not the rules the study was begun with.")
        )
    return Job(
        _market(place, about), tuple(about["paths"]), int(about["seed"]),
        tuple(about["outcomes"]), tuple(about["metrics"]), own,
    )  # fmt: skip


def _market(place: Path, about: Mapping[str, Any]) -> Scenario:
    """Return the market of a study, which must be the one it was begun with."""
    path = place / MARKET
    try:
        market = Scenario.model_validate_json(path.read_text("utf-8"))
    except OSError as error:
        how = text(
            "the study's market cannot be read: {strerror}. Put back a copy of it.",
            {"strerror": error.strerror},
        )
        raise UserError("store", str(path), how) from error
    except (ValidationError, UnicodeDecodeError) as error:
        how = text("the study's market is damaged. Put back a copy of it.")
        raise UserError("store", str(path), how) from error
    if scenario_hash(market) != about["market_sha256"]:
        how = text("the study's market was changed after it was begun. Put back a copy of it.")
        raise UserError("store", str(path), how)
    return market
