"""Those who are asked for a trial, sales or care: a line, a capacity, and people who give up."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

import mesa
import numpy as np
from numpy.typing import NDArray

from cjsim.agents.queue import HOURS_PER_DAY, TICKET
from cjsim.agents.support_desk import Result, SupportDesk
from cjsim.journey.luck import Purpose, uniforms, uniforms_of_pairs
from cjsim.journey.records import joined
from cjsim.journey.requesting import DAY_MASK
from cjsim.journey.stages import Intention
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.schema_trials import TrialTeam as TeamNumbers

if TYPE_CHECKING:
    from cjsim.model import JourneyModel

OTHERS_WITHIN_DAYS = 7
"""Days over which the people a customer stands for ask, from its own request on: not all at
once, or a line would be longer the coarser the market is drawn (assumption)."""
_SATURDAY = 5


class TrialDay(NamedTuple):
    """What became of requests on a day, of all the people; `wait_hours` adds up their waits."""

    n_asked: int
    n_answered: int
    n_cold: int
    n_waiting: int
    wait_hours: float


class TrialTeam(SupportDesk):
    """One team: it answers around the clock, first come first served, as fast as it can.

    A day's capacity is spread evenly over the day, so that one request takes 24 hours /
    capacity. Always, `n_opened == n_answered + n_abandoned + backlog`.
    """

    def __init__(self, model: mesa.Model, name: str) -> None:
        """Take the team's name in the file; nobody has asked yet."""
        super().__init__(model, 1)
        self.name = name
        self.n_answered_today = 0

    def answer(self, day: int, numbers: TeamNumbers, is_weekend: bool) -> NDArray[np.void]:
        """Work through a day and return its OUTCOMEs."""
        capacity = float(numbers.capacity_per_day)
        is_at_work = capacity > 0.0 and (numbers.works_weekends or not is_weekend)
        each_hours = HOURS_PER_DAY / capacity if capacity > 0.0 else 0.0
        for line in (self._waiting, *self._received):
            line["handle_hours"] = each_hours
        # who has become faster is sooner done with what is in hand
        self._free_hours = np.minimum(self._free_hours, day * HOURS_PER_DAY + each_hours)
        outcomes = self.work(day, 1, 0.0, HOURS_PER_DAY if is_at_work else 0.0)
        self.n_answered_today = int((outcomes["result"] == Result.ANSWERED).sum())
        return outcomes


class TrialTeams:
    """All teams of a market, and the requests that come to them.

    A simulated customer stands for people / customers of them. Its own request is its own;
    those of the others have numbers above 0, come within a week, wait and give up like it.

    Attributes:
        teams: In the order of the file; none where trials begin by themselves.
    """

    def __init__(self, model: JourneyModel) -> None:
        """Put the teams of the model's market to work."""
        scenario = model.market_file
        is_on = scenario.scenario.switches.trial_requests
        names = list(scenario.trials) if is_on else []
        self.teams = [TrialTeam(model, name) for name in names]
        self._to_come = np.zeros(0, TICKET)

    def work(self, model: JourneyModel) -> None:
        """Take the day's requests, answer; customers learn tomorrow what became of their own."""
        if not self.teams:
            return
        day, today = model.day, model.levers.today
        fresh = _requests(model.records, model.luck_seed, day, today)
        requests = joined(self._to_come, fresh)
        is_today = requests["opened_hour"] < (day + 1) * HOURS_PER_DAY
        self._to_come = requests[~is_today]
        asked = requests[is_today]
        date = model.market_file.scenario.start + dt.timedelta(days=day)
        done = []
        for place, (team, numbers) in enumerate(
            zip(self.teams, today.trials.values(), strict=True)
        ):
            team.receive(asked[asked["kind"] == place])
            done.append(team.answer(day, numbers, date.weekday() >= _SATURDAY))
        outcomes = joined(*done)
        _tell_customers(outcomes, day, model.records)
        is_answered = outcomes["result"] == Result.ANSWERED
        n_answered = int(is_answered.sum())
        model.history.trials[day] = TrialDay(
            asked.size,
            n_answered,
            outcomes.size - n_answered,
            sum(team.backlog for team in self.teams),
            float(outcomes["wait_hours"][is_answered].sum()),
        )


def _tell_customers(outcomes: NDArray[np.void], day: int, customers: NDArray[np.void]) -> None:
    """Write what became of their own requests where customers find it tomorrow."""
    own = outcomes[outcomes["is_own"] == 1]
    ids = own["customer"]
    customers["reply"][ids] = own["result"]
    customers["wait_hours"][ids] = own["wait_hours"]
    customers["reply_day"][ids] = day + 1


def _requests(
    customers: NDArray[np.void], seed: int, day: int, today: Scenario
) -> NDArray[np.void]:
    """Return the requests of those who asked today, and of the people they stand for.

    Their luck is keyed by the day the need arose, like that of the rest of the journey.
    """
    is_new = (customers["intention"] == Intention.REQUESTED) & (customers["next_day"] == day)
    ids = np.flatnonzero(is_new)
    need_days = customers["need_day"][ids].astype(np.int64) & DAY_MASK
    found = [np.zeros(0, TICKET)]
    for need_day in np.unique(need_days):
        some = ids[need_days == need_day]
        found.append(_requests_of(some, int(need_day), seed, day, today))
    return joined(*found)


def _requests_of(
    ids: NDArray[np.int64], need_day: int, seed: int, day: int, today: Scenario
) -> NDArray[np.void]:
    """Return the requests of customers whose needs arose on one day."""
    others = today.weight - 1.0
    n_others = np.floor(others + uniforms(seed, ids, need_day, Purpose.TRIAL_OTHERS)).astype(int)
    tickets = np.zeros(ids.size + int(n_others.sum()), TICKET)
    tickets["customer"][: ids.size] = ids
    tickets["is_own"][: ids.size] = 1
    tickets["customer"][ids.size :] = np.repeat(ids, n_others)
    first = np.repeat(np.cumsum(n_others) - n_others, n_others)
    tickets["copy"][ids.size :] = 1 + np.arange(first.size) - first

    def luck(purpose: Purpose) -> NDArray[np.float64]:
        """Return a number for each ticket; the customers' own are those that rules read."""
        u = uniforms_of_pairs(seed, tickets["customer"], tickets["copy"], need_day, purpose)
        u[: ids.size] = uniforms(seed, ids, need_day, purpose)
        return u

    after_days = np.floor(OTHERS_WITHIN_DAYS * luck(Purpose.TRIAL_ASK_DAY))
    after_days[: ids.size] = 0.0
    tickets["kind"] = _team_asked(luck(Purpose.TRIAL_TEAM), today)
    tickets["opened_hour"] = HOURS_PER_DAY * (day + after_days) + np.minimum(
        HOURS_PER_DAY * luck(Purpose.TRIAL_HOUR), 23.999
    )
    tickets["patience_hours"] = _patience_hours(
        luck(Purpose.TRIAL_PATIENCE), float(today.product.trial_cold_per_day_share)
    )
    tickets["begin_hour"] = np.nan
    return tickets


def _team_asked(u: NDArray[np.float64], today: Scenario) -> NDArray[np.int64]:
    """Return the number of the team each asks, as `cjsim.journey.requesting` does."""
    place = np.zeros(u.size, np.int64)
    left = u.copy()
    for number, team in enumerate(list(today.trials.values())[:-1]):
        left -= float(team.share)
        place[(place == number) & (left >= 0.0)] = number + 1
    return place


def _patience_hours(u: NDArray[np.float64], cold_per_day: float) -> NDArray[np.float64]:
    """Return the hours each waits before going cold, a share of the waiting on every day."""
    if cold_per_day <= 0.0:
        return np.full(u.size, np.inf)
    if cold_per_day >= 1.0:
        return np.zeros(u.size)
    return np.asarray(HOURS_PER_DAY * np.log1p(-u) / np.log1p(-cold_per_day))
