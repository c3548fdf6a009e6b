"""E5: the support desk of a market is a real queue, as queueing theory has it."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cjsim.errors import UserError
from cjsim.model import JourneyModel
from cjsim.scenarios.schema import Scenario
from cjsim.validation.check import Check, Finding, batch_means, mean_within_errors, near, none_off
from cjsim.validation.markets import market

TICKETS_PER_DAY = 1_000
"""Of desk.toml; the load follows from the handling time."""
WARM_UP_DAYS = 20

ERLANG_C = ((0.8, 1), (8.0, 10), (9.0, 10), (20.0, 24), (90.0, 100))
"""Load (hours of work an hour) and staff."""
ERLANG_A = ((10.0, 1.0, 10), (10.0, 0.5, 12), (12.0, 0.5, 10), (48.0, 1.0, 50), (100.0, 0.5, 100))
"""Load, how many a handling time give up (theta / mu), and staff."""
QUICK_C, QUICK_A = ERLANG_C[1:2], ERLANG_A[2:3]


class Theory(NamedTuple):
    """What theory says of a desk; waits in units of the mean handling time."""

    p_wait: float
    mean_wait: float
    p_gives_up: float


class Tickets(NamedTuple):
    """What a desk did after the warm-up, ticket by ticket as they were opened.

    Waits are in units of the mean handling time; who gave up waited until then. `n_waiting` is
    the line by the log of tickets, four times an hour; `midnights_off` counts the nights on
    which the desk says something else.
    """

    wait: NDArray[np.float64]
    gave_up: NDArray[np.bool_]
    n_waiting: NDArray[np.float64]
    midnights_off: int


def erlang(load: float, staff: int, patience_rate: float = 0.0) -> Theory:
    """Return the steady state of the queue M/M/n, with patience M/M/n+M, from its balance.

    The share of time with k tickets follows from up = load and down = min(k, n) +
    theta (k - n)+; without patience this is Erlang C, with it Erlang A.
    """
    k = np.arange(1, 3_000)
    down = np.minimum(k, staff) + patience_rate * np.maximum(k - staff, 0)
    log_weight = np.concatenate([[0.0], np.cumsum(np.log(load / down))])
    share = np.exp(log_weight - log_weight.max())
    share /= share.sum()
    n_waiting = float(share @ np.maximum(np.arange(share.size) - staff, 0))
    return Theory(float(share[staff:].sum()), n_waiting / load, patience_rate * n_waiting / load)


def desk_market(
    load: float, staff: int, patience_rate: float = 0.0, cv: float = 1.0, days: int = 0
) -> Scenario:
    """Return desk.toml with another load, staff, patience and spread of the handling time."""
    hours = 24.0 * load / TICKETS_PER_DAY
    changes: dict[str, Any] = {
        "support.staff": staff,
        "support.kinds.question.handle_minutes": 60.0 * hours,
        "support.handle_cv": cv,
    }
    if patience_rate > 0.0:
        changes["support.channels.phone.patience_hours"] = hours / patience_rate
    if days:
        changes["scenario.days"] = days
    return market("desk", changes)


def watch(scenario: Scenario, seed: int = 1) -> Tickets:
    """Return what becomes of the tickets of a market after 21 days."""
    model = JourneyModel(scenario, seed=seed, panel=0, keep_moves=False)
    if model.desk is None or scenario.support is None:
        raise UserError("support", "none", "a market without a desk has no queue.")
    ended, at_midnight = [], []
    try:
        for day in range(scenario.n_days()):
            model.step()
            if day >= WARM_UP_DAYS:
                ended.append(model.desk.ended.copy())
                at_midnight.append(model.desk.n_waiting)
    finally:
        model.close()
    tickets = np.sort(np.concatenate(ended), order="opened_hour")
    opened = tickets["opened_hour"]
    gave_up = np.isnan(tickets["begin_hour"])
    waited = np.where(gave_up, tickets["patience_hours"], tickets["begin_hour"] - opened)
    # those opened on the last day and still waiting are not in the log: leave that day out
    first, last = 24.0 * (WARM_UP_DAYS + 1), 24.0 * (scenario.n_days() - 1)
    left = np.sort(opened + waited)

    def line(hours: NDArray[np.float64]) -> NDArray[np.float64]:
        still = np.searchsorted(opened, hours, "right") - np.searchsorted(left, hours, "right")
        return np.asarray(still, float)

    off = line(np.arange(first, last + 1.0, 24.0)) != at_midnight[: len(at_midnight) - 1]
    counted = (opened >= first) & (opened < last)
    mean_hours = float(scenario.support.kinds.question.handle_minutes) / 60.0
    return Tickets(
        waited[counted] / mean_hours,
        gave_up[counted],
        line(np.arange(first, last, 0.25)),
        int(off.sum()),
    )


def queue_findings(
    name: str, seen: Tickets, theory: Theory, load: float, staff: int, patience_rate: float
) -> list[Finding]:
    """Compare what a desk did with what theory says of it, by means of 40 batches."""
    waits = seen.wait > 0.0
    found = [
        mean_within_errors(f"P(wait), {name}", theory.p_wait, batch_means(waits)),
        mean_within_errors(f"E[W] mu, {name}", theory.mean_wait, batch_means(seen.wait)),
        mean_within_errors(f"Lq, {name}", load * theory.mean_wait, batch_means(seen.n_waiting)),
    ]
    if patience_rate > 0.0:
        gave_up = batch_means(seen.gave_up)
        found.append(mean_within_errors(f"P(give up), {name}", theory.p_gives_up, gave_up))
    else:
        long = 1.0 / (staff - load)
        share = batch_means(seen.wait > long)
        name = f"P(W > 1/(n mu-lambda)), {name}"
        found.append(mean_within_errors(name, theory.p_wait * math.exp(-1.0), share))
    return found


def desk_is_a_queue(quick: bool) -> list[Finding]:
    """Check waits, those who give up, and the line at midnight."""
    days = 120 if quick else 0
    found, off = [], 0
    for load, staff in QUICK_C if quick else ERLANG_C:
        seen = watch(desk_market(load, staff, days=days))
        name = f"a {load:g}, n {staff}"
        off += seen.midnights_off
        found += queue_findings(name, seen, erlang(load, staff), load, staff, 0.0)
    for load, rate, staff in QUICK_A if quick else ERLANG_A:
        seen = watch(desk_market(load, staff, rate, days=days))
        name = f"a {load:g}, n {staff}, theta {rate:g}"
        off += seen.midnights_off
        found += queue_findings(name, seen, erlang(load, staff, rate), load, staff, rate)
    found.append(none_off("the line at midnight is the log's", off, "all nights"))
    found.append(_one_server(0.7, 1.5, days))
    if not quick:
        found += [_one_server(0.7, 0.5, days), _many_servers(9.0, 10, 0.5)]
    return found


def _one_server(load: float, cv: float, days: int) -> Finding:
    """Check the wait for one server by the formula of Pollaczek and Khinchine, which is exact."""
    seen = watch(desk_market(load, 1, cv=cv, days=days))
    expected = load / (1.0 - load) * (1.0 + cv**2) / 2.0
    return mean_within_errors(
        f"E[W] mu, a {load:g}, n 1, cv {cv:g}", expected, batch_means(seen.wait)
    )


def _many_servers(load: float, staff: int, cv: float) -> Finding:
    """Check that a lognormal handling time scales the wait, about: more than one server."""
    seen = watch(desk_market(load, staff, cv=cv))
    expected = erlang(load, staff).mean_wait * (1.0 + cv**2) / 2.0
    means = batch_means(seen.wait)
    tolerance = 0.05 * expected + 4.0 * float(means.std(ddof=1)) / math.sqrt(means.size)
    name = f"E[W] mu, a {load:g}, n {staff}, cv {cv:g}"
    return near(name, expected, float(means.mean()), tolerance, "5 % + 4 s.e.")


E5 = Check("E5", "The support desk is a queue", "Erlang C and Erlang A", (desk_is_a_queue,))
