"""What a team may take: the market's interventions as cards, dated in a round, with their price."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from cjsim.journey.market import DAYS_PER_MONTH
from cjsim.scenarios.costs import monthly_flow
from cjsim.scenarios.schema import BASELINE, Scenario
from cjsim.studies.competing.notes import Note

DECIDED = "decided"
"""Name of the plan that holds what a team has decided, in its copy of the market."""


class Days(NamedTuple):
    """The first and the last day of the run on which a card works."""

    first: int
    last: int

    def since(self, day: int) -> int:
        """Return how many of its days are left from `day` on."""
        return max(self.last - max(self.first, day) + 1, 0)


def days_taken(scenario: Scenario, card: str, first: int) -> Days:
    """Return when a card works that is taken on day `first`: as long as in the file, or on."""
    action, last = scenario.interventions[card], scenario.n_days() - 1
    if action.end is None:
        return Days(first, last)
    length = (action.end - (action.start or scenario.scenario.start)).days
    return Days(first, min(first + length, last))


def price(scenario: Scenario, card: str, days: Days, since: int = 0) -> float:
    """Return what the lines of the file say a card costs from day `since` on, in money.

    What it costs at once and by the month; below 0 for one that saves. What depends on customers
    (messages, rewards, prices given away) is known only when it is booked.
    """
    action = scenario.interventions[card]
    flows = [monthly_flow(scenario, change) or 0.0 for change in action.changes()]
    once = action.once() if since <= days.first else 0.0
    return once + (action.per_month() + sum(flows)) * days.since(since) / DAYS_PER_MONTH


def dated(scenario: Scenario, cards: Mapping[str, Days]) -> Scenario:
    """Return a copy of the market with a plan `DECIDED` of these cards on their days."""
    begin, actions = scenario.scenario.start, dict(scenario.interventions)
    for card, days in cards.items():
        first, last = (begin + dt.timedelta(day) for day in days)
        actions[card] = actions[card].model_copy(update={"start": first, "end": last})
    plans = {BASELINE: [], DECIDED: list(cards)}
    return scenario.model_copy(update={"interventions": actions, "plans": plans})


def held_by(
    scenario: Scenario, notes: Sequence[Note], team: str, days_each: int
) -> dict[str, Days]:
    """Return the cards a team has taken, and the days on which they work."""
    held: dict[str, Days] = {}
    for note in notes:
        first = (note.round - 1) * days_each
        if note.team == team and note.does == "take":
            held[note.card] = days_taken(scenario, note.card, first)
        elif note.team == team and note.does == "stop":
            held[note.card] = held[note.card]._replace(last=first - 1)
    return held


def decision_table(
    scenario: Scenario, notes: Sequence[Note], days_each: int, research_price: float
) -> pd.DataFrame:
    """Return the decisions: round, team, does, card, and its price when it was taken."""
    rows = []
    for note in notes:
        days = days_taken(scenario, note.card, (note.round - 1) * days_each)
        paid = {"take": price(scenario, note.card, days), "stop": 0.0, "research": research_price}
        rows.append((note.round, note.team, note.does, note.card, paid[note.does]))
    return pd.DataFrame(rows, columns=["round", "team", "does", "card", "price"])
