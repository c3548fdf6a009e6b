"""What a comparison keeps of the journeys of each future, and the parts of what a plan earns."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cjsim.history import History
from cjsim.journey.stages import N_REASONS, STAGE_NAMES, Reason
from cjsim.journey.tally import REASONS
from cjsim.journey.touching import EMOTION
from cjsim.results.experience import BIN_EMOTIONS, quantiles
from cjsim.results.future import Future
from cjsim.results.journey_map import journey_map
from cjsim.scenarios.schema import Scenario

PARTS = (
    "journeys begun",
    "went on to compare",
    "chose us",
    "completed the order",
    "renewals",
    "profit per order",
    "media",
    "support",
    "plan",
    "other costs",
)
"""What a difference in contribution is made of; the parts add up to it in every future."""
BEGUN = (
    Reason.NEED_AROSE,
    Reason.AROUSED_BY_MEDIA,
    Reason.AROUSED_BY_TALK,
    Reason.ANSWERED_CONTACT,
    Reason.BUYS_AGAIN,
)
"""Why a journey towards an order begins."""
_COMPARED = (Reason.INFORMED, Reason.BUYS_AGAIN)
_FELT = [
    "contacts", "score", "worry", "wait_hours", "minutes", "drop_off_share", "pain",
    "opportunity", "n",
]  # fmt: skip
_ENDS = (0.05, 0.95)
_ROUNDING_SHARE = 1e-12


@dataclass(frozen=True, slots=True)
class Journeys:
    """The journeys of all people under one plan in one future.

    `touchpoints` has one row a stage and touchpoint: the figures of the journey map.
    `emotions` (stages, EMOTION_BINS) counts what was felt at contacts; `reasons`
    (N_REASONS,) the people's moves by their reason.
    """

    touchpoints: pd.DataFrame
    emotions: NDArray[np.float64]
    reasons: NDArray[np.float64]


def journeys_of(scenario: Scenario, history: History) -> Journeys:
    """Return what is kept of the journeys of a run."""
    counts = history.tallies.sum(axis=(0, 1))[REASONS : REASONS + N_REASONS]
    return Journeys(
        touchpoints=journey_map(scenario, history)[["stage", "touchpoint", *_FELT]],
        emotions=history.touch_sums.sum(axis=(0, 2, 3))[:, EMOTION:],
        reasons=scenario.weight * counts,
    )


def journey_table(plans: Sequence[str], futures: Sequence[Future]) -> pd.DataFrame:
    """Return the journey maps: plan, stage, touchpoint, and the figures' means over futures."""
    kept = [
        future.journeys[plan].touchpoints.assign(plan=plan)
        for plan in plans
        for future in futures
        if plan in future.journeys
    ]
    keys = ["plan", "stage", "touchpoint"]
    if not kept:
        return pd.DataFrame(columns=[*keys, *_FELT])
    table = pd.concat(kept, ignore_index=True).groupby(keys, sort=False)
    means = table[_FELT].mean()
    counted = ["contacts", "opportunity", "n"]  # nobody there in a future is none of it
    means[counted] = table[counted].sum() / len(futures)
    return means.reset_index()


def emotion_table(plans: Sequence[str], futures: Sequence[Future]) -> pd.DataFrame:
    """Return what is felt by stage: plan, stage, emotion_mean, emotion_low, ..._median, ..._high.

    Between low and high are 8 of 10 contacts of all futures; `n_felt` are those of one future.
    """
    rows = []
    for plan in plans:
        kept = [future.journeys[plan].emotions for future in futures if plan in future.journeys]
        for stage, counts in enumerate(np.sum(kept, axis=0) if kept else ()):
            low, median, high = quantiles(counts, (0.1, 0.5, 0.9))
            total = float(counts.sum())
            mean = float(counts @ BIN_EMOTIONS) / total if total else math.nan
            rows.append((plan, STAGE_NAMES[stage], mean, low, median, high, total / len(futures)))
    columns = [
        "plan", "stage", "emotion_mean", "emotion_low", "emotion_median", "emotion_high", "n_felt",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def reason_changes(plans: Sequence[str], futures: Sequence[Future]) -> pd.DataFrame:
    """Return plan, reason, people (moves), difference to the baseline, low..high of 9 in 10."""
    rows = []
    for plan in plans:
        kept = [future for future in futures if plan in future.journeys]
        if not kept:
            continue
        moves = np.array([future.journeys[plan].reasons for future in kept])
        change = moves - np.array([future.journeys[plans[0]].reasons for future in kept])
        low, high = np.quantile(change, _ENDS, axis=0)
        rows += [
            (
                plan,
                reason.name.lower(),
                moves[:, reason].mean(),
                change[:, reason].mean(),
                low[reason],
                high[reason],
            )
            for reason in Reason
            if moves[:, reason].any() or change[:, reason].any()
        ]
    columns = ["plan", "reason", "people", "difference", "low", "high"]
    return pd.DataFrame(rows, columns=columns)


def part_table(plans: Sequence[str], futures: Sequence[Future]) -> pd.DataFrame:
    """Return what the difference in contribution is made of: plan, part, money, low, high.

    `n_more` of `n_futures` futures have more money by that part. What orders add is split over
    the steps to an order by their logarithmic means, so that no rest is left; `part` is one of
    `PARTS`.
    """
    rows = []
    for plan in plans[1:]:
        kept = [_parts(future, plans[0], plan) for future in futures if plan in future.journeys]
        if not kept:
            continue
        table = pd.DataFrame(kept, columns=list(PARTS))
        for part in PARTS:
            money = table[part]
            low, high = money.quantile(_ENDS)
            rows.append((plan, part, money.mean(), low, high, int((money > 0).sum()), len(kept)))
    columns = ["plan", "part", "money", "low", "high", "n_more", "n_futures"]
    return pd.DataFrame(rows, columns=columns)


def _parts(future: Future, baseline: str, plan: str) -> dict[str, float]:
    """Return the parts of the difference in contribution of one future."""
    before, after = future.kpis[baseline], future.kpis[plan]

    def more(kpi: str) -> float:
        return after[kpi] - before[kpi]

    paid = [kpis["orders"] + kpis["renewals"] for kpis in (before, after)]
    each = [
        kpis["gross_profit"] / n if n else 0.0
        for kpis, n in zip((before, after), paid, strict=True)
    ]
    usual = sum(each) / 2.0
    steps = _by_step(future, baseline, plan)
    parts = {name: usual * orders for name, orders in steps.items()}
    parts["renewals"] = usual * more("renewals")
    parts["profit per order"] = more("gross_profit") - sum(parts.values())
    costs = {"media": "media_spend", "support": "support_cost", "plan": "plan_cost"}
    parts |= {name: -more(kpi) for name, kpi in costs.items()}
    rest = more("contribution") - sum(parts.values())
    # what rounding leaves of sums of money is no cost
    is_rounding = abs(rest) <= _ROUNDING_SHARE * max(abs(before["revenue"]), abs(rest) / 2.0)
    parts["other costs"] = 0.0 if is_rounding else rest
    return {name: parts[name] for name in PARTS}


def _by_step(future: Future, baseline: str, plan: str) -> dict[str, float]:
    """Return the difference in orders by step: journeys, and how many pass each step on the way.

    Orders are journeys x compared / journeys x chosen / compared x ordered / chosen. A change
    of a product is the sum over its factors of L(after, before) ln(after / before), with L the
    logarithmic mean of the two products.
    """
    counts = []
    for name in (baseline, plan):
        reasons = future.journeys[name].reasons
        begun, compared = float(reasons[list(BEGUN)].sum()), float(reasons[list(_COMPARED)].sum())
        counts.append(
            (begun, compared, float(reasons[Reason.CHOSE_US]), future.kpis[name]["orders"])
        )
    before, after = counts
    change = after[3] - before[3]
    if min(*before, *after) <= 0.0:  # nobody took some step: all is put down to the last
        return dict(zip(PARTS, (0.0, 0.0, 0.0, change), strict=False))
    mean = change / math.log(after[3] / before[3]) if change else before[3]
    levels = [math.log(one / other) for one, other in zip(after, before, strict=True)]
    steps = [level - earlier for level, earlier in zip(levels, (0.0, *levels), strict=False)]
    return {name: mean * step for name, step in zip(PARTS, steps, strict=False)}
