"""Reviews during the run: monitors raise alarms, policies start and end interventions.

Both look at the evening of a day at the days so far; what a policy decides works from the next
morning on. Nothing else knows when something will start, so a plan whose policies never decide
anything is lived as if it had none.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cjsim.history import Alarm, Decision
from cjsim.interventions.plan import Started, days_of
from cjsim.results.kpis import kpi_values
from cjsim.scenarios.actions import Policy
from cjsim.scenarios.quantity import Quantity
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.watching import Watch

if TYPE_CHECKING:
    from cjsim.model import JourneyModel


class Reviewer:
    """Looks after the policies of a plan and the monitors of a market.

    Attributes:
        started: What policies have started so far, with the days it works.
    """

    def __init__(self, scenario: Scenario, plan: str) -> None:
        """Begin with the policies a plan has from its start; nothing is started."""
        self._scenario = scenario
        self.started: list[Started] = []
        self._policies = [
            Started(name, "", *days_of(scenario, scenario.interventions[name]))
            for name in scenario.plans.get(plan, [])
            if isinstance(scenario.interventions[name], Policy)
        ]
        self._n_taken = 0

    # --- the evening -----------------------------------------------------------------

    def review(self, model: JourneyModel) -> None:
        """Look at the day that is over: raise alarms, and decide, unless others have decided."""
        day, history = model.day, model.history
        for name, monitor in sorted(self._scenario.monitors.items()):
            if (day + 1) % int(monitor.every_days) == 0:
                value = kpi_so_far(model, monitor)
                if monitor.is_out(value):
                    history.alarms.append(Alarm(day, name, monitor.kpi, value))
        for policy in self._due(day):
            if model.decided_by is None:
                self._decide(model, policy)
            cost = float(self._policy(policy.name).cost_per_review)
            history.ledger.book(day, "programmes", policy.name, -cost)

    def _due(self, day: int) -> list[Started]:
        """Return the policies that review today, by name: the file's order does not matter."""
        every = {each.name: int(self._policy(each.name).check_every_days) for each in self._all()}
        return sorted(
            each
            for each in self._all()
            if each.first_day <= day <= each.last_day
            and (day - each.first_day + 1) % every[each.name] == 0
        )

    def _all(self) -> list[Started]:
        interventions = self._scenario.interventions
        later = [each for each in self.started if isinstance(interventions[each.name], Policy)]
        return self._policies + later

    def _policy(self, name: str) -> Policy:
        policy = self._scenario.interventions[name]
        assert isinstance(policy, Policy)
        return policy

    def _decide(self, model: JourneyModel, policy: Started) -> None:
        rule, decisions, day = self._policy(policy.name), model.history.decisions, model.day
        value = kpi_so_far(model, rule)
        if math.isnan(value):
            return  # nothing can be said of it yet
        if rule.is_out(value):
            waiting = {each.intervention for each in decisions[self._n_taken :]}
            for name in sorted(set(rule.then)):
                first, last = self._window(policy, name, day + 1)
                if first <= last and name not in waiting and not self._runs(name, day + 1):
                    decisions.append(Decision(day, policy.name, name, first, last, rule.kpi, value))
        elif rule.until == "recovered":
            for name in self._to_end(policy.name, day):
                decisions.append(Decision(day, policy.name, name, -1, day, rule.kpi, value))

    def _window(self, policy: Started, name: str, day: int) -> tuple[int, int]:
        """Return the first and the last day of what a policy starts on `day`."""
        rule = self._policy(policy.name)
        earliest, last = days_of(self._scenario, self._scenario.interventions[name])
        first = max(earliest, day)
        if rule.for_days is not None:
            last = min(last, first + int(rule.for_days) - 1)
        if rule.until == "recovered":
            last = min(last, policy.last_day)
        return first, last

    def _runs(self, name: str, day: int) -> bool:
        return any(each.name == name and each.last_day >= day for each in self.started)

    def _to_end(self, policy: str, day: int) -> list[str]:
        """Return what runs by a policy, and what runs by policies it has started until then."""
        found = []
        for each in sorted(self.started):
            if each.by == policy and each.last_day > day:
                found.append(each.name)
                rule = self._scenario.interventions[each.name]
                if isinstance(rule, Policy) and rule.until == "recovered":
                    found += self._to_end(each.name, day)
        return found

    # --- the morning -----------------------------------------------------------------

    def take_up(self, decisions: list[Decision]) -> bool:
        """Note what was decided since the last morning; return whether there was anything."""
        new = decisions[self._n_taken :]
        self._n_taken = len(decisions)
        for each in new:
            if each.is_start:
                days = (each.first_day, each.last_day)
                self.started.append(Started(each.intervention, each.policy, *days))
            else:
                self.started = [
                    one._replace(last_day=min(one.last_day, each.last_day))
                    if one.name == each.intervention
                    else one
                    for one in self.started
                ]
        return bool(new)


def kpi_so_far(model: JourneyModel, watch: Watch) -> float:
    """Return the value of a watched KPI on the days lived, or on the last of them."""
    n_days = model.day + 1
    if watch.over_days is not None:
        n_days = min(n_days, int(watch.over_days))
    history = model.history.of_days(model.day + 1 - n_days, model.day + 1)
    whole = model.market_file  # only read here: what is not changed need not be copied
    days = Quantity(n_days, source="days watched")
    market = whole.model_copy(update={"scenario": whole.scenario.model_copy(update={"days": days})})
    return kpi_values(market, history, model.reviews.mean_of_ours)[watch.kpi]
