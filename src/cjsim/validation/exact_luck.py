"""E9: the same luck, whatever is recorded, planned or run on: bit for bit."""

from __future__ import annotations

import datetime as dt
import hashlib
import tomllib

import numpy as np

from cjsim.journey.tally import SUMS
from cjsim.model import JourneyModel, finish
from cjsim.results.markets import load_scenario, text_of
from cjsim.scenarios.schema import BASELINE, Scenario
from cjsim.scenarios.sizing import resized
from cjsim.studies.compare import compare
from cjsim.validation.check import Check, Finding, none_off
from cjsim.validation.exact_accounts import first_plan, ready_made

START_DAY = 40
CHUNK = 200
"""Customers counted together, so that a small market has several chunks."""


def lived(
    scenario: Scenario,
    plan: str = BASELINE,
    days: int | None = None,
    *,
    threads: int = 1,
    engine: str = "compiled",
    panel: int = 0,
    keep_moves: bool = True,
    chunk: int | None = None,
) -> JourneyModel:
    """Return a model that has lived so many days, all of them when None."""
    model = JourneyModel(
        scenario, plan=plan, threads=threads, engine=engine, panel=panel, keep_moves=keep_moves
    )
    if chunk is not None:
        model.sweep.chunk = chunk
    if days is None:
        finish(model)
        return model
    for _day in range(days):
        model.step()
    model.close()
    return model


def print_of(model: JourneyModel, *, with_moves: bool = True) -> str:
    """Return a fingerprint of all a model has come to: people, counts, money, desk, log."""
    digest = hashlib.sha256(model.records.tobytes())
    digest.update(model.history.tallies.tobytes())
    digest.update(model.history.backlog.tobytes())
    for waits in model.history.waits:
        digest.update(waits.tobytes())
    for account, amounts in sorted(model.history.ledger.rows.items()):
        if amounts.any():
            digest.update(repr(account).encode() + amounts.tobytes())
    if with_moves:
        digest.update(model.history.moves.tobytes())
    return digest.hexdigest()


def starting_later(scenario: Scenario, plan: str) -> Scenario:
    """Return the market with all that a plan does begun on day 40, without an end."""
    later = scenario.model_copy(deep=True)
    for name in later.plans[plan]:
        if name in later.interventions:
            action = later.interventions[name]
            action.start = later.scenario.start + dt.timedelta(days=START_DAY)
            action.end = None
    return later


def with_idle_plan(name: str, scenario: Scenario) -> Scenario:
    """Return a ready-made market with a plan "idle" whose one lever moves nothing."""
    raw = tomllib.loads(text_of(name))
    lever = {"type": "lever", "cost": "free", "path": "journey.search.days", "times": 1.0}
    raw.setdefault("interventions", {})["idle_lever"] = lever
    raw.setdefault("plans", {"keep": []})["idle"] = ["idle_lever"]
    return resized(load_scenario(raw), scenario.n_customers(), scenario.n_days())


def _plans(quick: bool) -> list[Finding]:
    """Check plans against the baseline: until they differ, and when they change nothing."""
    off = same = idle = 0
    markets = ready_made(quick)
    for name, scenario in markets.items():
        plan = first_plan(scenario)
        later = starting_later(resized(scenario, None, START_DAY + 20), plan)
        before = [print_of(lived(later, each, START_DAY)) for each in (BASELINE, plan)]
        off += before[0] != before[1]
        after = [print_of(lived(later, each)) for each in (BASELINE, plan)]
        same += after[0] == after[1]
        short = with_idle_plan(name, later)
        idle += print_of(lived(short, BASELINE)) != print_of(lived(short, "idle"))
    among = f"{len(markets)} markets"
    return [
        none_off("two plans are one until the day they part", off, among),
        none_off("... and two from then on", same, among),
        none_off("a plan that changes nothing", idle, among),
    ]


def _machinery(quick: bool) -> list[Finding]:
    """Check what may never matter: recording, threads, chunks, processes, the engine."""
    watched = threads = chunks = twins = 0
    markets = ready_made(quick)
    for scenario in markets.values():
        short = resized(scenario, None, 60)
        plan = first_plan(short)
        one = lived(short, plan, chunk=CHUNK)
        seen = lived(short, plan, panel=100, keep_moves=False, chunk=CHUNK)
        watched += print_of(one, with_moves=False) != print_of(seen, with_moves=False)
        two = lived(short, plan, threads=2, chunk=CHUNK)
        threads += print_of(one) != print_of(two)
        chunks += not is_same_but_rounding(one, lived(short, plan, chunk=137))
        tiny = resized(scenario, 120, 25 if quick else 45)
        plain = lived(tiny, plan, engine="python")
        twins += print_of(lived(tiny, plan)) != print_of(plain)
    among = f"{len(markets)} markets"
    return [
        none_off("a recorder, a panel, a log on or off", watched, among),
        none_off("1 or 2 threads", threads, among),
        none_off("any chunks (sums but for rounding)", chunks, among),
        none_off("compiled or plain Python", twins, among),
    ]


def is_same_but_rounding(one: JourneyModel, other: JourneyModel) -> bool:
    """Return whether two runs are the same people and counts, and sums but for rounding."""
    sums = np.array(SUMS)
    before, after = one.history.tallies, other.history.tallies
    counts = np.setdiff1d(np.arange(before.shape[2]), sums)
    return bool(
        one.records.tobytes() == other.records.tobytes()
        and one.history.moves.tobytes() == other.history.moves.tobytes()
        and (before[:, :, counts] == after[:, :, counts]).all()
        and np.allclose(before[:, :, sums], after[:, :, sums], rtol=1e-12, atol=1e-9)
    )


def _processes() -> Finding:
    """Check that a comparison does not depend on the number of processes."""
    scenario = resized(load_scenario("electronics"), 200, 20)
    plans = [BASELINE, first_plan(scenario)]
    told = [
        compare(scenario, plans, replicates=4, seed=5, workers=workers, progress=False).to_json()
        for workers in (1, 2)
    ]
    return none_off("1 or 2 processes", int(told[0] != told[1]), "1 comparison")


def same_luck(quick: bool) -> list[Finding]:
    """Check that nothing but the plan makes a difference."""
    return [*_plans(quick), *_machinery(quick), _processes()]


E9 = Check("E9", "The same luck", "by design, in the ready-made markets", (same_luck,))
