"""Trials in words: who is asked for them, and what comes of waiting."""

from __future__ import annotations

from collections.abc import Iterator

from cjsim.scenarios.estimate import trial_requests_per_day
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.schema_explore import NO_LIMIT
from cjsim.scenarios.schema_trials import TrialTeam
from cjsim.scenarios.wording import figure, percent


def trials_in_words(scenario: Scenario) -> Iterator[str]:
    """Say who is asked for a trial, and what comes of waiting; nothing where nobody is."""
    if not scenario.trials:
        return
    if not scenario.scenario.switches.trial_requests:
        yield "Trials: asking for them is turned off; they begin by themselves."
        return
    cold = percent(scenario.product.trial_cold_per_day_share)
    yield f"Trials are asked for, first come first served; {cold} go cold on a day without answer"
    expected = trial_requests_per_day(scenario)
    yield f"  Roughly {figure(round(expected, 1))} requests a day are to be expected."
    for name, team in scenario.trials.items():
        yield f"  {name}: {'; '.join(_team(team, scenario.scenario.currency))}"


def _team(team: TrialTeam, currency: str) -> Iterator[str]:
    yield f"{percent(team.share)} of requests"
    if team.capacity_per_day < NO_LIMIT:
        days = "a day" if team.works_weekends else "a working day, none at weekends"
        yield f"answers up to {figure(team.capacity_per_day)} {days}"
    yield f"skill {figure(team.skill)}, attitude {figure(team.attitude)}"
    if team.cost_per_month > 0.0:
        yield f"{figure(team.cost_per_month)} {currency} a month"
    if team.cost_per_trial > 0.0:
        yield f"{figure(team.cost_per_trial)} {currency} a request answered"
