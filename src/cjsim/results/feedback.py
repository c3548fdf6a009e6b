"""What customers rated, about what; and the stars of the reviews they published."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cjsim.history import History
from cjsim.journey.feedback import FACTOR_NAMES, N_FEEDBACK, RATINGS
from cjsim.journey.tally import FEEDBACK, REVIEW_STARS
from cjsim.scenarios.schema import Scenario


def feedback_counts(history: History) -> np.ndarray:
    """Return how many simulated customers gave each rating, shape (segments, factors, ratings)."""
    total = history.tallies.sum(axis=0)[:, FEEDBACK : FEEDBACK + N_FEEDBACK]
    counts: np.ndarray = total.reshape(-1, len(FACTOR_NAMES), RATINGS)
    return counts


def feedback_table(scenario: Scenario, history: History) -> pd.DataFrame:
    """Return one row per segment, factor of experience and rating (1 to 5), with the people."""
    counts = scenario.weight * feedback_counts(history)
    index = pd.MultiIndex.from_product(
        [list(scenario.segments), FACTOR_NAMES, range(1, RATINGS + 1)],
        names=["segment", "factor", "rating"],
    )
    return pd.DataFrame({"people": counts.ravel()}, index=index).reset_index()


def review_table(scenario: Scenario, history: History) -> pd.DataFrame:
    """Return one row per segment and rating (1 to 5), with the people who published a review."""
    counts = history.tallies.sum(axis=0)[:, REVIEW_STARS : REVIEW_STARS + RATINGS]
    index = pd.MultiIndex.from_product(
        [list(scenario.segments), range(1, RATINGS + 1)], names=["segment", "rating"]
    )
    return pd.DataFrame({"people": scenario.weight * counts.ravel()}, index=index).reset_index()
