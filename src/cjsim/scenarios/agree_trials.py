"""What must agree about trials that are asked of teams: one maker of the hours, teams to change."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cjsim.language import text
from cjsim.scenarios.actions import Action, Trial
from cjsim.scenarios.checked import Checked
from cjsim.scenarios.events import Timed
from cjsim.scenarios.wording import Finding, figure

_HOURS = "product.trial_answer_hours"
_OF_TEAMS = ("add_capacity_per_day", "add_skill", "add_attitude")


def answer_hours(market: Checked) -> Iterator[Finding]:
    """Where teams answer, their lines make the hours, and nothing sets them."""
    if not market.is_whole("product", "trials") or not market.scenario.trials:
        return
    hours = market.scenario.product.trial_answer_hours
    if max(hours, hours.high or 0.0) > 0.0:
        yield Finding(
            ("product", "trial_answer_hours"),
            text(
                "found {hours}, but the hours until a trial is answered are made by "
                "the lines of the teams in [trials]. Remove one of the two.",
                {"hours": figure(hours)},
            ),
        )
    moving: dict[tuple[str, str], Action | Timed] = {
        ("interventions", name): each for name, each in market.scenario.interventions.items()
    }
    for name, event in market.scenario.events.items():
        if isinstance(event, Timed):
            moving["events", name] = event
    for place, table in moving.items():
        for change in table.changes():
            if change.path == _HOURS:
                yield Finding(
                    (*place, change.key),
                    text(
                        "moves {hours}, but the hours are made by the lines of the teams in "
                        "[trials]. Move trials.NAME.capacity_per_day instead.",
                        {"hours": _HOURS},
                    ),
                )


def teams_to_change(market: Checked) -> Iterator[Finding]:
    """An intervention changes teams only where there are some."""
    if not market.is_whole("trials") or market.scenario.trials:
        return
    for name, action in market.scenario.interventions.items():
        if not isinstance(action, Trial):
            continue
        for key in _OF_TEAMS:
            if float(getattr(action, key)) != 0.0:
                yield Finding(
                    ("interventions", name, key),
                    text(
                        "no team answers requests for a trial in this market, so there is "
                        "none to change. Add [trials.NAME] with a capacity_per_day."
                    ),
                )


TRIAL_CHECKS: tuple[Callable[[Checked], Iterator[Finding]], ...] = (answer_hours, teams_to_change)
