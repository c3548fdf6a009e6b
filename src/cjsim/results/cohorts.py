"""Cohorts: of those who first received our product in a month, how many are still with us."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cjsim.agents.population import make_population
from cjsim.errors import UserError
from cjsim.journey.stages import Reason, Relation
from cjsim.results.run import Run


def cohort_table(run: Run, days_each: int = 30) -> pd.DataFrame:
    """Return one row per cohort and age.

    A cohort is all who first received our product in the same `days_each` days. Someone is with
    us from then until leaving, or until receiving a competitor's product, and again from the
    next product of ours. Columns: cohort, date (its first day), people (its size), age (in
    periods of `days_each` days since each one's own first day), kept (share of the cohort with
    us at that age). Ages that not all of a cohort reach in the run are left out.
    """
    if days_each < 1:
        raise UserError("days_each", days_each, "a cohort takes at least a day.")
    n_days, weight = run.scenario.n_days(), run.scenario.weight
    joined, changes = _relations(run)
    n_cohorts = n_days // days_each
    cohort = joined // days_each
    sizes = np.bincount(cohort[cohort < n_cohorts], minlength=n_cohorts)
    first = run.scenario.scenario.start
    rows = []
    for age in range(n_cohorts):
        kept = cohort[_with_us(changes, joined, age * days_each)]
        counts = np.bincount(kept[kept < n_cohorts], minlength=n_cohorts)
        rows += [
            {
                "cohort": number,
                "date": pd.Timestamp(first + dt.timedelta(number * days_each)),
                "people": weight * sizes[number],
                "age": age,
                "kept": counts[number] / sizes[number] if sizes[number] else np.nan,
            }
            for number in range(n_cohorts)
            if (number + 1 + age) * days_each <= n_days
        ]
    table = pd.DataFrame(rows, columns=["cohort", "date", "people", "age", "kept"])
    return table.sort_values(["cohort", "age"], ignore_index=True)


def _relations(run: Run) -> tuple[pd.Series[int], pd.DataFrame]:
    """Return the day each new customer joined, and all days on which a relation changed."""
    moves = run.moves[["day", "customer", "reason"]]
    left = [reason.name.lower() for reason in Reason if reason.name.startswith("LEFT_")]
    is_ours = moves["reason"].eq(Reason.RECEIVED.name.lower())
    is_end = moves["reason"].isin([*left, Reason.RECEIVED_RIVAL.name.lower()])
    changes = moves[is_ours | is_end].assign(is_with_us=is_ours)
    received = moves[is_ours].groupby("customer")["day"].min()
    relation = make_population(run.scenario, run.seed)["relation"]
    ids: NDArray[np.int64] = received.index.to_numpy()
    return received[relation[ids] == Relation.STRANGER], changes


def _with_us(changes: pd.DataFrame, joined: pd.Series[int], age_days: int) -> pd.Series[bool]:
    """Return which of those who joined are with us so many days after each one's first."""
    until = changes["customer"].map(joined) + age_days
    seen = changes[changes["day"] <= until]
    last = seen.groupby("customer")["is_with_us"].last()
    return last.reindex(joined.index)
