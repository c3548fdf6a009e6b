"""The support desk is a real queue: its waits are those of queueing theory.

In all that follows mean handling is the unit of time of a result.
"""

import math

import mesa
import numpy as np
import pytest
from scipy import stats

from cjsim.agents.support_desk import Result, SupportDesk
from cjsim.agents.tickets import open_tickets
from cjsim.journey.luck import Purpose, uniforms
from cjsim.validation.exact_desk import desk_market, erlang, queue_findings
from cjsim.validation.exact_desk import watch as watch_market

SEED = 20270222
N_WARM_UP, N_BATCHES = 20_000, 40

# validation.md E5: load a and staff n, then P(wait > 0) and mean wait over mean handling
ERLANG_C = [
    (0.8, 1, 0.8000, 4.000),
    (8, 10, 0.4092, 0.2046),
    (9, 10, 0.6687, 0.6687),
    (20, 24, 0.2981, 0.0745),
    (90, 100, 0.2169, 0.0217),
]
# arrivals and patience rate per mean handling, staff; P(wait > 0), P(abandon), mean wait
ERLANG_A = [
    (10, 1.0, 10, 0.5421, 0.1251, 0.1251),
    (10, 0.5, 12, 0.3415, 0.0392, 0.0784),
    (12, 0.5, 10, 0.8504, 0.1957, 0.3913),
    (48, 1.0, 50, 0.4054, 0.0394, 0.0394),
    (100, 0.5, 100, 0.5967, 0.0330, 0.0661),
]


def new_desk():
    return SupportDesk(mesa.Model(rng=1))


def watch(desk, *, load, staff, handle_hours=1.0, patience_hours=math.inf, cv=1.0, n_classes=1):
    """Send Poisson arrivals to a desk that never closes.

    Returns waits, who abandoned, and priorities, ticket by ticket, and the backlog at each
    midnight, all after the warm-up. The swings of a desk near its limit are long, and so the
    batches are longer there.
    """
    n_measured = 1_000_000 if load >= 0.9 * staff and patience_hours == math.inf else 200_000
    n_days = math.ceil((N_WARM_UP + n_measured) * handle_hours / (24 * load) * 1.02)
    luck = uniforms(SEED, np.arange(n_days), 0, Purpose.EVENT)
    n_today = stats.poisson.ppf(luck, 24 * load / handle_hours).astype(int)
    first_day = math.ceil(N_WARM_UP * handle_hours / (24 * load))
    outcomes, backlogs = [], []
    for day in range(n_days):
        ids = np.arange(n_today[day])
        nought = np.zeros_like(ids)
        chance = uniforms(SEED, ids, day, Purpose.COMPETITOR)
        priority = (chance * n_classes).astype(int)
        means = [patience_hours], [handle_hours]
        desk.receive(
            open_tickets(SEED, day, ids, nought, nought, priority, nought + 1, 0, 24, *means, cv)
        )
        result = desk.work(day, staff, 0, 24)
        if day >= first_day:
            outcomes.append(result)
            backlogs.append(desk.backlog)
    seen = np.concatenate(outcomes)[:n_measured]
    assert seen.size == n_measured
    is_gone = seen["result"] == Result.ABANDONED
    return seen["wait_hours"] / handle_hours, is_gone, seen["priority"], np.array(backlogs)


def miss(values, expected):
    """How many standard errors, by batch means, the mean of `values` is off."""
    batches = np.array([b.mean() for b in np.array_split(np.asarray(values, float), N_BATCHES)])
    with np.errstate(divide="ignore"):  # a wrong figure that never varies is infinitely off
        return abs(batches.mean() - expected) / (batches.std(ddof=1) / math.sqrt(N_BATCHES))


def erlang_c_misses(desk, load, staff, handle_hours):
    """Misses of the five figures Erlang C gives, in standard errors."""
    wait, is_gone, _, backlog = watch(desk, load=load, staff=staff, handle_hours=handle_hours)
    assert not is_gone.any()
    p_wait, mean_wait, _ = erlang(load, staff)
    long_wait = 1 / (staff - load)
    return {
        "P(wait > 0)": miss(wait > 0, p_wait),
        "E[W]": miss(wait, mean_wait),
        "P(W > t)": miss(wait > long_wait, p_wait * math.exp(-1)),
        "P(W > 2t)": miss(wait > 2 * long_wait, p_wait * math.exp(-2)),
        "Little": miss(backlog, load * mean_wait),
    }


def test_the_formulas_are_those_of_the_table():
    for load, staff, p_wait, mean_wait in ERLANG_C:
        blocking = stats.poisson.pmf(staff, load) / stats.poisson.cdf(staff, load)
        erlang_c = staff * blocking / (staff - load * (1 - blocking))
        assert erlang(load, staff)[:2] == pytest.approx([p_wait, mean_wait], abs=6e-5)
        expected = erlang_c, erlang_c / (staff - load)
        assert erlang(load, staff)[:2] == pytest.approx(expected, rel=1e-9)
    for load, rate, staff, p_wait, p_abandon, mean_wait in ERLANG_A:
        expected = p_wait, mean_wait, p_abandon
        assert erlang(load, staff, rate) == pytest.approx(expected, abs=6e-5)


@pytest.mark.parametrize(("load", "staff"), [row[:2] for row in ERLANG_C])
def test_waits_are_those_of_erlang_c(load, staff):
    seen = watch_market(desk_market(load, staff))
    found = queue_findings("", seen, erlang(load, staff), load, staff, 0.0)
    assert all(one.passed for one in found), found
    assert not seen.gave_up.any()
    assert seen.midnights_off == 0
    assert seen.wait.size > 200_000


@pytest.mark.parametrize(("load", "rate", "staff"), [row[:3] for row in ERLANG_A])
def test_waits_with_patience_are_those_of_erlang_a(load, rate, staff):
    seen = watch_market(desk_market(load, staff, rate))
    found = queue_findings("", seen, erlang(load, staff, rate), load, staff, rate)
    assert all(one.passed for one in found), found
    assert miss(seen.gave_up - rate * seen.wait, 0.0) < 4  # P(abandon) = theta E[W]
    assert seen.midnights_off == 0


@pytest.mark.parametrize("cv", [0.0, 0.5, 1.5])
def test_one_server_waits_as_pollaczek_and_khinchine_say(cv):
    load = 0.7
    wait, *_ = watch(new_desk(), load=load, staff=1, handle_hours=0.1, cv=cv)
    assert miss(wait, load / (1 - load) * (1 + cv**2) / 2) < 4
    assert miss(wait > 0, load) < 4


def test_lognormal_service_scales_the_wait_of_many_servers():
    # (1 + cv^2) / 2 is an approximation for more than one server, hence the five per cent
    wait, *_ = watch(new_desk(), load=9, staff=10, handle_hours=0.1, cv=0.5)
    expected = erlang(9, 10)[1] * (1 + 0.5**2) / 2
    error = wait.reshape(N_BATCHES, -1).mean(axis=1).std(ddof=1) / math.sqrt(N_BATCHES)
    assert abs(wait.mean() - expected) < 0.05 * expected + 4 * error


def test_priorities_wait_as_theory_says():
    """Operations Research 14(1):133 (1966): with one service rate for all classes,
    E[W of class k] = C / n / ((1 - s_(k-1)) (1 - s_k)), s_k the load of classes up to k."""
    load, staff, n_classes = 4.5, 5, 3
    wait, _, priority, _ = watch(
        new_desk(), load=load, staff=staff, handle_hours=0.1, n_classes=n_classes
    )
    upto = load / staff * np.arange(n_classes + 1) / n_classes
    for k in range(n_classes):
        expected = erlang(load, staff)[0] / staff / ((1 - upto[k]) * (1 - upto[k + 1]))
        assert miss(wait[priority == k], expected) < 4
    assert miss(wait, erlang(load, staff)[1]) < 4


class WholeDayDesk:
    """What this desk must not be: staff hours of a day spent on a list, waits in whole days."""

    def __init__(self):
        self.line = []
        self.backlog = 0

    def receive(self, tickets):
        self.line += [(t["opened_hour"] // 24, t) for t in np.sort(tickets, order="opened_hour")]

    def work(self, day, staff, open_hour, close_hour):
        hours, done = staff * (close_hour - open_hour), []
        while self.line and hours > 0:
            opened_day, ticket = self.line.pop(0)
            hours -= ticket["handle_hours"]
            done.append((ticket["priority"], Result.ANSWERED, 24 * (day - opened_day)))
        self.backlog = len(self.line)
        return np.array(done, dtype=[(n, "f8") for n in ("priority", "result", "wait_hours")])


def test_a_desk_that_moves_in_whole_days_fails():
    misses = erlang_c_misses(WholeDayDesk(), 20, 24, handle_hours=1.0)
    assert min(misses[name] for name in ("P(wait > 0)", "E[W]", "P(W > t)", "Little")) > 4
