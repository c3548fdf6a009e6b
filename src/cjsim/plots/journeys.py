"""Journeys one by one: how far each came, and why it ended, by the log of moves of a run."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cjsim.language import text
from cjsim.results.run import Run

STEPS = ("looked", "compared", "chose us", "received")
WENT_ON = "went on"
DROPS = (
    "chose a competitor", "wanted nothing", "put off by others", "worried", "could not buy",
    "under way", "other",
)  # fmt: skip
"""What became of journeys that did not end with our product."""
_WHY = {
    "chose_rival": 0, "received_rival": 0,
    "gave_up": 1, "found_nothing": 1, "chose_nothing": 1, "not_trusted": 1, "cooled_off": 1,
    "put_off_by_others": 2, "reconsidered": 2,
    "cancelled_finance": 3, "cancelled_psychology": 3, "cancelled_time": 3,
    "cancelled_other": 3,
    "not_available": 4, "abandoned_checkout": 4, "payment_failed": 4, "refused_at_door": 4,
    "trial_not_answered": 4,
}  # fmt: skip
_BEFORE = {"search": 0, "evaluation": 1, "purchase": 2}


def step_words(step: str) -> str:
    """Return the name of a step of the funnel in the language spoken."""
    named = {
        "looked": text("Began to look"),
        "compared": text("Compared"),
        "chose us": text("Chose us"),
        "received": text("Received our product"),
    }
    return named[step]


def drop_words(drop: str) -> str:
    """Return what became of a journey in the language spoken."""
    named = {
        WENT_ON: text("went on"),
        "chose a competitor": text("chose a competitor"),
        "wanted nothing": text("gave up or wanted nothing"),
        "put off by others": text("put off by others"),
        "worried": text("cancelled: money, mood or time"),
        "could not buy": text("checkout, payment or delivery failed"),
        "under way": text("still under way or paused"),
        "other": text("other"),
    }
    return named[drop]


def journeys(run: Run) -> pd.DataFrame:
    """Return one row per journey that was under way in the run.

    A journey begins with looking for a product, or with comparing where nothing is looked for,
    and ends with any product or none. Columns: customer; furthest, the place in `STEPS` of the
    last step reached; why, of `DROPS`, "" where our product was received; day_0 to day_3, when
    each step was first reached, NaN where it was not, or before the run.
    """
    moves = run.moves.sort_values(["customer", "day"], kind="stable")
    is_ours = (moves["brand"] == run.scenario.our_brand).to_numpy()
    rows: list[dict[str, Any]] = []
    now: dict[str, Any] | None = None
    columns = (moves[name].to_numpy() for name in ("customer", "day", "from_stage", "to_stage",
                                                   "reason"))  # fmt: skip
    for customer, day, before, after, reason, ours in zip(*columns, is_ours, strict=True):
        if now is not None and now["customer"] != customer:
            now = None
        if now is None and (before in _BEFORE or after in _BEFORE):
            now = _begun(customer, before)
            rows.append(now)
        if now is None:
            continue
        if after in _BEFORE:
            _reach(now, _BEFORE[after], day, reason, is_chosen=after != "purchase" or ours)
        else:
            if reason == "received":
                _reach(now, 3, day, reason, is_chosen=True)
                now["why"] = ""
            elif not now["is_lost"]:
                now["why"] = DROPS[_WHY.get(reason, len(DROPS) - 1)]
            now = None
    names = ["customer", "furthest", "why", *(f"day_{step}" for step in range(len(STEPS)))]
    return pd.DataFrame(rows, columns=names)


def _begun(customer: int, before: str) -> dict[str, Any]:
    """Return a journey at its first step; one that was under way already has no day of it."""
    days = {f"day_{step}": np.nan for step in range(len(STEPS))}
    furthest = min(_BEFORE.get(before, 0), 1)
    return {"customer": customer, "furthest": furthest, "why": "under way", "is_lost": False,
            **days}  # fmt: skip


def _reach(now: dict[str, Any], step: int, day: int, reason: str, *, is_chosen: bool) -> None:
    """Note a step of a journey; a competitor's product is chosen, but can be reconsidered."""
    if not is_chosen:
        now["is_lost"], now["why"] = True, DROPS[0]
        return
    now["is_lost"], now["why"] = False, "under way"
    if np.isnan(now[f"day_{step}"]):
        now[f"day_{step}"] = day
    now["furthest"] = max(now["furthest"], step)


def funnel_table(run: Run) -> pd.DataFrame:
    """Return people's journeys by step and what became of them.

    Columns: step, part (`WENT_ON` or one of `DROPS`), journeys; and of the step: reached,
    share_of_first, share_of_previous, median_days from the step before.
    """
    table = journeys(run)
    weight = run.scenario.weight
    rows = []
    reached = [weight * float((table["furthest"] >= step).sum()) for step in range(len(STEPS))]
    for step, name in enumerate(STEPS):
        ended = table[table["furthest"] == step]["why"].value_counts()
        on = reached[step + 1] if step + 1 < len(STEPS) else weight * float(ended.get("", 0))
        parts = {WENT_ON: on, **{drop: weight * float(ended.get(drop, 0)) for drop in DROPS}}
        days = table[f"day_{step}"] - table[f"day_{step - 1}"] if step else pd.Series([np.nan])
        rows += [
            {
                "step": name,
                "part": part,
                "journeys": count,
                "reached": reached[step],
                "share_of_first": reached[step] / reached[0] if reached[0] else np.nan,
                "share_of_previous": (
                    reached[step] / reached[step - 1] if step and reached[step - 1] else np.nan
                ),
                "median_days": float(days.median()),
            }
            for part, count in parts.items()
        ]
    return pd.DataFrame(rows)
