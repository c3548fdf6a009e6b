"""Two plans at many points of a market: the paired difference at each, and who wins there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cjsim.results.statistics import compare_paired
from cjsim.studies.sensitivity.questions import Question


def judged(question: Question, runs: pd.DataFrame, paths: Sequence[str]) -> pd.DataFrame:
    """Return the paired difference at each point, and who wins there: one row per point.

    Columns: the paths; difference, low, high, mean_low, mean_high, n_better, p_better,
    n_futures, n_failed; winner, "" where the 95 % interval of the mean (Student's t over worlds,
    which holds with few of them, where a bootstrap is too short) holds 0.
    """
    first, second = (question.values(runs, plan) for plan in question.plans)
    worlds = question.worlds(list(paths))
    is_higher = question.kpi.better == "higher"
    points = runs.drop_duplicates("point_id")[list(paths)].to_numpy(np.float64)
    rows = []
    for place, point in enumerate(points):
        found = compare_paired(
            first[place], second[place], worlds, higher_is_better=is_higher,
            is_skewed=False, seed=question.seed,
        )  # fmt: skip
        sign = 1 if found.difference_mean_low > 0.0 else -1 if found.difference_mean_high < 0 else 0
        gain = sign if is_higher else -sign
        rows.append(
            dict(zip(paths, point, strict=True))
            | {
                "difference": found.difference,
                "low": found.difference_low,
                "high": found.difference_high,
                "mean_low": found.difference_mean_low,
                "mean_high": found.difference_mean_high,
                "n_better": found.n_better,
                "p_better": found.p_better,
                "n_futures": found.n_futures,
                "n_failed": question.replicates - found.n_futures,
                "winner": "" if gain == 0 else question.plans[gain > 0],
            }
        )
    return pd.DataFrame(rows)
