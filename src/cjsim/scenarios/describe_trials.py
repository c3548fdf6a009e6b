"""Trials in words: who is asked for them, and what comes of waiting."""

from __future__ import annotations

from collections.abc import Iterator

from cjsim.language import text
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
        yield text("Trials: asking for them is turned off; they begin by themselves.")
        return
    cold = percent(scenario.product.trial_cold_per_day_share)
    yield text(
        "Trials are asked for, first come first served; {cold} go cold on a day without answer",
        {"cold": cold},
    )
    expected = trial_requests_per_day(scenario)
    yield text(
        "  Roughly {expected} requests a day are to be expected.",
        {"expected": figure(round(expected, 1))},
    )
    for name, team in scenario.trials.items():
        yield f"  {name}: {'; '.join(_team(team, scenario.scenario.currency))}"


def _team(team: TrialTeam, currency: str) -> Iterator[str]:
    yield text("{share} of requests", {"share": percent(team.share)})
    if team.capacity_per_day < NO_LIMIT:
        days = text("a day") if team.works_weekends else text("a working day, none at weekends")
        yield text(
            "answers up to {capacity_per_day} {days}",
            {"capacity_per_day": figure(team.capacity_per_day), "days": days},
        )
    yield text(
        "skill {skill}, attitude {attitude}",
        {"skill": figure(team.skill), "attitude": figure(team.attitude)},
    )
    if team.cost_per_month > 0.0:
        yield text(
            "{cost_per_month} {currency} a month",
            {"cost_per_month": figure(team.cost_per_month), "currency": currency},
        )
    if team.cost_per_trial > 0.0:
        yield text(
            "{cost_per_trial} {currency} a request answered",
            {"cost_per_trial": figure(team.cost_per_trial), "currency": currency},
        )
