"""Sweep over numbers of a market: every point, every plan, many replicates with shared luck."""

from __future__ import annotations

import datetime as dt
import hashlib
import inspect
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from importlib.metadata import version
from pathlib import Path
from typing import Any

from cjsim.errors import UserError
from cjsim.interventions.plan import make_plan
from cjsim.journey.luck import check_seed
from cjsim.journey.plain import Rule, check_rules
from cjsim.language import text
from cjsim.protocol.submodels import numbers_of
from cjsim.results.definitions import KPI_NAMES
from cjsim.results.folder import scenario_hash
from cjsim.results.markets import as_scenario
from cjsim.scenarios.errors import did_you_mean, listed
from cjsim.scenarios.schema import BASELINE, Scenario
from cjsim.scenarios.sizing import resized
from cjsim.studies.sweeps import papers
from cjsim.studies.sweeps.advance import advance
from cjsim.studies.sweeps.design import Design, Over, make_design
from cjsim.studies.sweeps.jobs import Job
from cjsim.studies.sweeps.store import LEDGER, Store, new_folder
from cjsim.studies.sweeps.study import Study
from cjsim.studies.sweeps.traces import check_metrics
from cjsim.studies.workers import check_workers

_IDENTITY = (
    "cjsim", "market_sha256", "plans", "design", "paths", "bounds", "points_sha256", "seed",
    "outcomes", "metrics", "rules",
)  # fmt: skip
_ID_LENGTH = 16
_SEED_OF_DESIGNS = 2**32


def sweep(
    scenario: Scenario | str | Path,
    over: Over,
    *,
    plans: Sequence[str] | None = None,
    design: str = "grid",
    points: int | None = None,
    replicates: int = 10,
    seed: int | None = None,
    customers: int | None = None,
    days: int | None = None,
    outcomes: Sequence[str] | None = None,
    daily: bool | Sequence[str] = False,
    rules: Mapping[str, Rule] | None = None,
    store: str | Path | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
    chunk: int | None = None,
    progress: bool = False,
) -> Study:
    """Run a market at many points, under each plan, in many futures with shared luck.

    Replicate number n has the same luck and the same draw of unknown numbers at all points
    and under all plans; a number that is swept keeps its value, whatever its range in the
    file. Shares that make 1 together go on doing so: those that are not swept share the rest.

    Args:
        scenario: A market, the name of a ready-made one, or a path.
        over: What to sweep: lists of values by dotted path (grid), (low, high) by path (latin,
            sobol), or a DataFrame whose columns are paths, a row a point (table).
        plans: Plans to run at each point; only "keep" when None.
        design: "grid" (all combinations), "latin" (Latin hypercube), "sobol" (scrambled Sobol'
            sequence) or "table".
        points: Points of latin and sobol (there a power of two); 64 when None.
        replicates: Futures at each point. A store with fewer is extended, run numbers stay.
        seed: Seed of all luck, and of latin and sobol; the file's when None.
        customers: Simulated customers instead of the file's.
        days: Days instead of the file's.
        outcomes: KPIs to keep; all when None.
        daily: Whether to keep daily figures by segment (the columns of `run.daily`), or which.
        rules: Own rules by stage, e.g. {"purchase": my_rule}; those of a notebook's cell too.
        store: Folder of the study; made when it is not there, resumed or extended when it
            holds this very study. In memory when None.
        workers: Processes; 1 when None, all cores when 0. Results do not depend on it.
        executor: Any `concurrent.futures.Executor` instead, such as that of a cluster.
        chunk: Runs sent together; by their size when None. Results do not depend on it.
        progress: Whether to show a progress bar.

    Raises:
        MarketFileError: The file has mistakes; all are listed with their lines.
        UserError: Any other mistake in the arguments; a folder that cannot be written, is
            damaged, holds another study, or is at work elsewhere. What was recorded is kept.
    """
    market = resized(as_scenario(scenario), customers, days)
    luck = check_seed(int(market.scenario.seed) if seed is None else int(seed))
    names = _checked_plans(market, plans)
    if replicates < 1:
        raise UserError("replicates", replicates, text("at least one future is needed."))
    kpis = _checked_outcomes(outcomes)
    own_rules = dict(rules or {})
    check_rules(own_rules)
    n_workers = check_workers(workers)
    metrics = check_metrics(market, daily)
    made = make_design(market, over, design, points, luck % _SEED_OF_DESIGNS)
    job = Job(market, tuple(made.points.columns), luck, kpis, metrics, own_rules)
    about = _about(job, names, made)
    asked = None if made.name == "table" else _plain_over(over)
    place = _opened(about, job, made, asked, store, replicates)
    with place, place.owned():
        advance(
            place, job, replicates, workers=n_workers, executor=executor, chunk=chunk,
            progress=progress,
        )  # fmt: skip
        return Study(place, market, replicates)


def _checked_plans(market: Scenario, plans: Sequence[str] | None) -> list[str]:
    if isinstance(plans, str):
        raise UserError("plans", plans, text('give a list, e.g. ["keep", "swap"].'))
    names = list(plans) if plans is not None else [BASELINE]
    if not names or len(set(names)) < len(names):
        raise UserError("plans", names, text("name at least one plan, and none twice."))
    for name in names:
        make_plan(market, name)  # refuses a plan the market does not have
    return names


def _checked_outcomes(outcomes: Sequence[str] | None) -> tuple[str, ...]:
    if isinstance(outcomes, str):
        raise UserError(
            "outcomes", outcomes, text('give a list, e.g. ["{outcomes}"].', {"outcomes": outcomes})
        )
    names = KPI_NAMES if outcomes is None else tuple(dict.fromkeys(outcomes))
    for name in names:
        if name not in KPI_NAMES:
            guess = did_you_mean(str(name), KPI_NAMES)
            raise UserError(
                "outcomes",
                name,
                text(
                    "no KPI has this name.{guess} {KPI_NAMES}.",
                    {"guess": guess, "KPI_NAMES": listed(KPI_NAMES)},
                ),
            )
    if not names:
        raise UserError("outcomes", [], text("name at least one KPI."))
    return names


def _about(job: Job, plans: list[str], made: Design) -> dict[str, Any]:
    """Return what a study is; all but the replicates makes its number."""
    about: dict[str, Any] = {
        "name": job.scenario.scenario.name,
        "cjsim": version("cjsim"),
        "created": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "market_sha256": scenario_hash(job.scenario),
        "plans": plans,
        "design": made.name,
        "paths": list(job.paths),
        "bounds": {path: list(ends) for path, ends in made.bounds.items()},
        "n_points": len(made.points),
        "points_sha256": hashlib.sha256(made.points.to_numpy(float).tobytes()).hexdigest(),
        "seed": job.seed,
        "outcomes": list(job.outcomes),
        "metrics": list(job.metrics),
        "rules": {stage: text_hash(rule) for stage, rule in sorted(job.rules.items())},
    }
    identity = json.dumps({name: about[name] for name in _IDENTITY}, sort_keys=True)
    return {"study_id": hashlib.sha256(identity.encode()).hexdigest()[:_ID_LENGTH], **about}


def text_hash(rule: Rule) -> str:
    """Return a hash of a rule's text and of the plain numbers it refers to."""
    function = inspect.unwrap(getattr(rule, "py_func", rule))
    try:
        words = inspect.getsource(function)
    except (OSError, TypeError):
        code = function.__code__
        words = f"{code.co_code.hex()} {code.co_names} {code.co_varnames}"
    plain = {name: repr(value) for name, value in numbers_of(function).items()}
    constants = repr([c for c in function.__code__.co_consts if not inspect.iscode(c)])
    return hashlib.sha256(f"{words}{sorted(plain.items())}{constants}".encode()).hexdigest()


def _plain_over(over: Over) -> dict[str, list[float]]:
    return {str(path): [float(value) for value in over[path]] for path in over}  # type: ignore[index]


def _opened(
    about: dict[str, Any],
    job: Job,
    made: Design,
    over: dict[str, list[float]] | None,
    store: str | Path | None,
    replicates: int,
) -> Store:
    """Return the store of a study: a new one, or the one that holds it already."""
    if store is None:
        place = Store(None)
        place.ledger.create(about, made.points)
        return place
    folder = Path(store)
    if not (folder / LEDGER).exists():

        def fill(work: Path) -> None:
            with Store(work, is_new=True) as place:
                place.ledger.create(about, made.points)
            papers.write_study(work, about, job.scenario, made.points, over, replicates, job.rules)
            papers.write_manifest(work, about, {}, None)
            papers.write_crate(work, about, is_finished=False)

        new_folder(folder, fill)
    with Store(folder) as found:
        there = found.ledger.about()
    if there["study_id"] != about["study_id"]:
        raise UserError("store", str(folder), _difference(there, about))
    return Store(folder)


def _difference(there: Mapping[str, Any], asked: Mapping[str, Any]) -> str:
    """Say in what two studies differ."""
    if there["cjsim"] != asked["cjsim"]:
        return text(
            "it was begun with cjsim {cjsim}, this is {here}: their runs must not be mixed. Go on "
            "with cjsim {cjsim}, or name a new folder.",
            {"cjsim": there["cjsim"], "here": asked["cjsim"]},
        )
    words = {"market_sha256": text("the market"), "points_sha256": text("the points")}
    differing = [words.get(name, name) for name in _IDENTITY if there[name] != asked[name]]
    return text(
        "it holds another study (differing: {differing}). Name a new folder.",
        {"differing": ", ".join(differing)},
    )
