"""Where each customer stands on chosen days and after each move, by the log of moves of a run."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cjsim.journey.place import N_PLACES, Place
from cjsim.language import text
from cjsim.results.run import Run
from cjsim.results.series import daily_places

STANDINGS = (
    "unaware", "awareness", "search", "evaluation", "purchase", "with us", "with a competitor",
    "lapsed",
)  # fmt: skip
"""The stages of the journey, use and support told apart by whose product it is."""
N_INSIDE = 6
_UNAWARE, _AWARE, _SEARCH, _EVALUATION, _PURCHASE, _OURS, _THEIRS, _LAPSED = range(8)
_OF_STAGE = {
    "unaware": _UNAWARE,
    "awareness": _AWARE,
    "search": _SEARCH,
    "evaluation": _EVALUATION,
    "purchase": _PURCHASE,
    "use": _OURS,
    "support": _OURS,
    "lapsed": _LAPSED,
}
_OF_PLACE = {
    Place.UNAWARE: _UNAWARE,
    Place.AWARE: _AWARE,
    Place.SEARCHING: _SEARCH,
    Place.READING: _SEARCH,
    Place.COMPARING: _EVALUATION,
    Place.EXPLORING: _EVALUATION,
    Place.INTENDING: _PURCHASE,
    Place.PAUSED: _PURCHASE,
    Place.ORDERED: _PURCHASE,
    Place.BUYING_ELSEWHERE: _PURCHASE,
    Place.USING_ANOTHER: _THEIRS,
    Place.LAPSED: _LAPSED,
    Place.LAPSED_WITH_OFFER: _LAPSED,
}


def standing_words(standing: str) -> str:
    """Return the name of a standing in the language spoken."""
    named = {
        "unaware": text("Unaware"),
        "awareness": text("Aware"),
        "search": text("Searching"),
        "evaluation": text("Comparing"),
        "purchase": text("Buying"),
        "with us": text("With us"),
        "with a competitor": text("With a competitor"),
        "lapsed": text("Lapsed"),
    }
    return named[standing]


def coded_moves(run: Run) -> pd.DataFrame:
    """Return the moves with where each leads and came from: day, customer, before, after."""
    moves = run.moves
    after = moves["to_stage"].map(_OF_STAGE).to_numpy(np.int64)
    before = moves["from_stage"].map(_OF_STAGE).to_numpy(np.int64)
    is_theirs = (moves["brand"] != run.scenario.our_brand).to_numpy()
    after = np.where((after == _OURS) & is_theirs, _THEIRS, after)
    customer = moves["customer"].to_numpy()
    order = np.lexsort((np.arange(customer.size), customer))  # by customer, then in time
    ids, towards = customer[order], after[order]
    is_first = np.r_[True, ids[1:] != ids[:-1]] if ids.size else np.zeros(0, bool)
    # a move begins where the last one led; of what was before the first the brand tells, but
    # for those who leave: nobody leaves a competitor, and they have no brand any more
    is_elsewhere = (before[order] == _OURS) & is_theirs[order] & (towards != _LAPSED)
    start = np.where(is_elsewhere, _THEIRS, before[order])
    came = np.where(is_first, start, np.r_[0, towards[:-1]] if ids.size else start)
    found = pd.DataFrame({"customer": ids, "before": came, "after": towards, "is_first": is_first})
    for name in ("day", "reason"):
        found[name] = moves[name].to_numpy()[order]
    return found


def standings_at(run: Run, days: Sequence[int]) -> pd.DataFrame:
    """Return people by their standings at the ends of some days.

    Columns: one for each day, holding codes of `STANDINGS`, and people. Those who never move
    stand where the counts of the last day leave them.
    """
    moves = coded_moves(run)
    first = moves[moves["is_first"]]
    ids = first["customer"].to_numpy()
    at = np.tile(first["before"].to_numpy()[:, None], (1, len(days)))
    for column, day in enumerate(days):
        last = moves[moves["day"] <= day].groupby("customer")["after"].last()
        at[np.searchsorted(ids, last.index.to_numpy()), column] = last.to_numpy()
    final = moves.groupby("customer")["after"].last().to_numpy()
    counts = counts_by_day(run)[-1]
    still = counts - np.bincount(final, minlength=len(STANDINGS))
    paths = [*at.tolist(), *([code] * len(days) for code in range(len(STANDINGS)))]
    table = pd.DataFrame(paths, columns=list(days))
    table["people"] = run.scenario.weight * np.r_[np.ones(ids.size), still]
    sums = table.groupby(list(days))["people"].sum()
    return sums[sums > 0].reset_index()


def counts_by_day(run: Run) -> NDArray[np.float64]:
    """Return simulated customers by standing at the end of each day, (days, standings)."""
    members = np.zeros((N_PLACES, len(STANDINGS)))
    for place in Place:
        members[place, _OF_PLACE.get(place, _OURS)] = 1.0
    counts: NDArray[np.float64] = daily_places(run.history).astype(float) @ members
    return counts
