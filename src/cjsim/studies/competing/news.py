"""What the papers say of a round: what came to the market, who did what, what followed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

import pandas as pd

from cjsim.events.calendar import occurrences
from cjsim.language import date, money_change, number, share, text
from cjsim.results.run import Run
from cjsim.scenarios.events import Worry
from cjsim.scenarios.schema import BASELINE, Scenario
from cjsim.scenarios.type_names import named
from cjsim.studies.competing.notes import Note

_WORTH_SAYING = 0.02
"""Change of the share that gives up waiting from which it is news."""


def news_of(
    market: Scenario,
    runs: Mapping[str, Run],
    done: Sequence[Note],
    board: pd.DataFrame,
    days_each: int,
    played: int,
) -> list[str]:
    """Return the news of a round, a sentence each: of the market, of each team, of the board."""
    first, last = (played - 1) * days_each, played * days_each - 1
    still = _figures(runs[BASELINE], first, last)
    said = [*_events(market, runs[BASELINE].seed, first, last)]
    done = sorted(done, key=lambda note: list(runs).index(note.team))
    for team, notes in groupby(done, key=lambda note: note.team):
        said += _decided(team, list(notes))
    for team, mine in runs.items():
        if team != BASELINE:
            said += _followed(team, _figures(mine, first, last), still)
    return [*said, *_leaders(board, market)]


def _figures(run: Run, first: int, last: int) -> dict[str, float]:
    """Return the orders of a round, and the share of those who asked that gave up waiting."""
    daily = run.daily[run.daily["day"].between(first, last)]
    desk = run.support[run.support["day"].between(first, last)]
    opened = float(desk["opened"].sum())
    return {
        "orders": float(daily["ordered_today"].sum()),
        "gave_up": float(desk["gave_up"].sum()) / opened if opened else 0.0,
    }


def _events(market: Scenario, seed: int, first: int, last: int) -> Iterator[str]:
    """Say what begins in the market in these days."""
    begin = pd.Timestamp(market.scenario.start)
    found = [
        (start, name, event.type)
        for name, event in market.events.items()
        if not isinstance(event, Worry)
        for start, _end in occurrences(market, name, event, seed)
        if first <= start <= last
    ]
    for start, name, kind in sorted(found):
        yield text(
            "{date}: {event} ({kind}).",
            {"date": date((begin + pd.Timedelta(days=start)).date(), with_year=False),
             "event": name, "kind": named(kind)},
        )  # fmt: skip


def _decided(team: str, notes: Sequence[Note]) -> Iterator[str]:
    """Say what a team took and stopped; what it asked is its own affair."""
    taken = [note.card for note in notes if note.does == "take"]
    stopped = [note.card for note in notes if note.does == "stop"]
    if taken:
        yield text("{team} begins: {cards}.", {"team": team, "cards": ", ".join(taken)})
    if stopped:
        yield text("{team} stops: {cards}.", {"team": team, "cards": ", ".join(stopped)})


def _followed(team: str, mine: Mapping[str, float], still: Mapping[str, float]) -> Iterator[str]:
    """Say what is otherwise at a team than at the shop that changes nothing."""
    more = mine["orders"] - still["orders"]
    if round(more):
        yield text(
            "At {team}: {more} orders against the shop that changes nothing.",
            {"team": team, "more": number(more, is_signed=True)},
        )
    if abs(mine["gave_up"] - still["gave_up"]) > _WORTH_SAYING:
        yield text(
            "At {team} {mine} of those who ask the desk give up waiting ({still} at that shop).",
            {"team": team, "mine": share(mine["gave_up"], 0), "still": share(still["gave_up"], 0)},
        )


def _leaders(board: pd.DataFrame, market: Scenario) -> Iterator[str]:
    """Say who leads in either."""
    teams = board[board["place"].notna()]
    rich = teams.sort_values("profit").iloc[-1]
    dear = teams.sort_values("satisfaction").iloc[-1]
    yield text(
        "{rich} leads in profit ({profit}), {dear} in satisfaction ({satisfaction}).",
        {"rich": rich["team"], "dear": dear["team"],
         "profit": money_change(rich["profit"], market.scenario.currency),
         "satisfaction": share(dear["satisfaction"])},
    )  # fmt: skip
