"""Run the checks of theory and facts on this machine, and make their card."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import NamedTuple

from cjsim.errors import UserError
from cjsim.studies.workers import check_workers, each
from cjsim.validation.card import FAIL, PASS, Card, Row
from cjsim.validation.check import Check, Finding

Task = tuple[str, int, bool]
"""Id of a check, number of its part, and whether to be quick."""
LONGEST_FIRST = ("M4", "S1", "M5", "M8", "M9", "M6", "M3", "E1", "E2")
"""Checks that take long begin first, so that no core waits for one of them in the end."""

CANNOT_RUN = (
    UserError, ArithmeticError, AssertionError, AttributeError, ImportError, LookupError,
    MemoryError, NameError, OSError, RuntimeError, TypeError, ValueError,
)  # fmt: skip
"""What may keep a check from running; it has failed then, and the others go on."""


class Part(NamedTuple):
    """What a part of a check found, and how long it took."""

    found: list[Finding]
    seconds: float


def validate(
    only: Sequence[str] | None = None,
    quick: bool = False,
    workers: int | None = None,
    on_done: Callable[[list[Row]], None] | None = None,
) -> Card:
    """Check the engine: theory (E1-E9), luck (L1), the step (S1), regularities (M1-M10).

    Args:
        only: Checks to run, e.g. ["E1", "M4"]; all when None.
        quick: Whether to be done within two minutes: fewer seeds, fewer cases.
        workers: Processes that share the checks; 0 takes all cores; here when None.
        on_done: Called with the rows of each check as it is done.

    Raises:
        UserError: For a check that is not known, or a number of workers that cannot be.
    """
    n_workers = check_workers(workers)
    names = _named(only)
    order = {name: place for place, name in enumerate(LONGEST_FIRST)}
    checks = known_checks()
    tasks = [
        (name, part, quick)
        for name in sorted(names, key=lambda name: order.get(name, len(order)))
        for part in range(len(checks[name].parts))
    ]
    if n_workers == 1:
        _prepare(tasks[0])
    began = time.perf_counter()
    parts: dict[str, dict[int, Part]] = {name: {} for name in names}
    rows: dict[str, list[Row]] = {}
    for (name, number, _), part in each(run_part, tasks, n_workers, None, _prepare):
        parts[name][number] = part
        if len(parts[name]) == len(checks[name].parts):
            rows[name] = _rows(checks[name], [parts[name][place] for place in sorted(parts[name])])
            if on_done is not None:
                on_done(rows[name])
    in_order = tuple(row for name in names for row in rows[name])
    return Card(in_order, time.perf_counter() - began)


def known_checks() -> dict[str, Check]:
    """Return all checks by their id."""
    from cjsim.validation.emergent import EMERGENT
    from cjsim.validation.exact import EXACT
    from cjsim.validation.halved import STEP
    from cjsim.validation.luck import LUCK

    return {check.id: check for check in (*EXACT, *LUCK, *STEP, *EMERGENT)}


def run_part(task: Task) -> tuple[Task, Part]:
    """Run a part of a check; one that cannot run has failed, and says why."""
    name, number, quick = task
    began = time.perf_counter()
    try:
        found = known_checks()[name].parts[number](quick)
    except CANNOT_RUN as error:
        found = [_failed(f"{type(error).__name__}: {error}")]
    return task, Part(found, time.perf_counter() - began)


def _rows(check: Check, parts: list[Part]) -> list[Row]:
    """Return the rows of a check whose parts are done; one that found nothing has failed."""
    found = [finding for part in parts for finding in part.found] or [_failed("found nothing")]
    seconds = sum(part.seconds for part in parts)
    return [
        Row(
            check.id, check.title, one.what, check.source, one.expected, one.simulated,
            one.tolerance, PASS if one.passed else FAIL, round(seconds, 2), version("cjsim"),
        )
        for one in found
    ]  # fmt: skip


def _failed(why: str) -> Finding:
    return Finding("the check runs", "findings", why, "", False)


def _named(only: Sequence[str] | None) -> list[str]:
    """Return the checks asked for, in the order of the card."""
    known = list(known_checks())
    if only is None:
        return known
    asked = [name.strip().upper() for name in only]
    for name in asked:
        if name not in known:
            raise UserError("only", name, f"the checks are: {', '.join(known)}.")
    if not asked:
        raise UserError("only", "nothing", f"name some of: {', '.join(known)}.")
    return [name for name in known if name in asked]


def _prepare(_task: Task) -> None:
    """Compile the engine, once: not in every process, and not in the time of the first check."""
    from cjsim.results.run import run

    run("electronics", customers=100, days=1)
