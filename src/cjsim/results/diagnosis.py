"""What hurts, where, what it costs, what the firm does not see, and what matters most."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cjsim.agents.pains import COLUMNS
from cjsim.history import History
from cjsim.journey.stages import Stage
from cjsim.journey.tally import OWNER_COUNT
from cjsim.journey.touching import (
    BAD,
    CONTACTS,
    FACTORS,
    SCORE,
    SCORE_SQUARED,
    VISITS,
    Aspect,
    Point,
)
from cjsim.language import number, text
from cjsim.results.experience import consistency, emotion_low, experience_index
from cjsim.results.journey_map import lost_orders
from cjsim.results.money import spoken
from cjsim.results.pains import losses_of, pain_of
from cjsim.results.rates import Rates, rates_of
from cjsim.results.touchpoints import FACTOR_OF, kind_of, point_names
from cjsim.scenarios.schema import Scenario

_PAIN_COLUMNS = [
    "pain", "stage", "touchpoint", "aspect", "bad_contacts", "share", "lost_orders",
    "money_lost", "unseen_share",
]  # fmt: skip


@dataclass(frozen=True, repr=False)
class Diagnosis:
    """What a run says about the experience of customers.

    Attributes:
        pains: One row per kind of pain felt in contacts (`cjsim.results.pains`), the costliest
            first: pain; bad_contacts (people's); share (of the days at touchpoints where it
            was felt); lost_orders; money_lost; unseen_share, of the people who suffered at
            these touchpoints those who told the firm by no ticket, bad review or survey, then
            or later (the wait at the desk is never unseen: its own clock shows it).
        losses: The pains that show in how journeys end (see `losses_of`): pain, times, share,
            lost_orders, money_lost, unseen_share. Those who left after a bad contact stand in
            both tables, so they are not added up.
        places: `pains` by stage, touchpoint and aspect.
        touchpoints: One row per stage, touchpoint and aspect: contacts, score, score_low and
            score_high (95 % interval of the mean), verdict ("strength", "weakness" or "as
            expected").
        factors: One row per segment (and "all") and factor of experience: contacts, score.
        effects: What raising each factor would bring by segment, empty when it was not
            tried (see `cjsim.results.raising`).
        experience_index: Mean of the five factors over contacts, -2 to 2.
        emotion_low: The worst stage's median emotion, and `emotion_low_stage` its name.
        consistency: 1 when all touchpoints feel alike, 0 when they could not differ more.
        latent: What customers want and nobody speaks of (`product.visibility` 0): segment,
            attribute, weight (its taste), ours and best_rival (how good each truly is, 0 to 1),
            people (our customers on the last day), unmet (weight x what is missing x people),
            the largest first.
    """

    pains: pd.DataFrame
    losses: pd.DataFrame
    places: pd.DataFrame
    touchpoints: pd.DataFrame
    factors: pd.DataFrame
    effects: pd.DataFrame
    experience_index: float
    emotion_low: float
    emotion_low_stage: str
    consistency: float
    latent: pd.DataFrame

    def __repr__(self) -> str:
        """Say what hurts most, and where to look."""
        pains = ", ".join([*self.pains["pain"].head(3), *self.losses["pain"].head(3)])
        return f"<Diagnosis: {pains or 'no pain'}; print() says all pains>"

    def __str__(self) -> str:
        """Return the pains felt in contacts and those seen in how journeys end, costliest first."""
        felt = [
            text(
                "{pain}: {bad_contacts} bad contacts ({share} of those there), "
                "{lost_orders} orders lost, {unseen_share} of the people unseen",
                {
                    "pain": text(row["pain"]),
                    "bad_contacts": number(row["bad_contacts"]),
                    "share": spoken(row["share"], "share"),
                    "lost_orders": number(row["lost_orders"]),
                    "unseen_share": spoken(row["unseen_share"], "share"),
                },
            )
            for row in self.pains.to_dict("records")
        ]
        lost = [
            text(
                "{pain}: {times} times ({share}), {lost_orders} orders lost",
                {
                    "pain": text(row["pain"]),
                    "times": number(row["times"]),
                    "share": spoken(row["share"], "share"),
                    "lost_orders": number(row["lost_orders"]),
                },
            )
            for row in self.losses.to_dict("records")
        ]
        return "\n".join([text("In contacts:"), *felt, text("In how journeys end:"), *lost])


def diagnose(scenario: Scenario, history: History, effects: pd.DataFrame) -> Diagnosis:
    """Return what a run says about experience.

    Money lost is lost orders x margin x the people each customer stands for: bad contacts x
    the drop-off share they have beyond better contacts x orders lost with a drop-out of that
    stage (`lost_orders`) x what an order leaves (`Rates`), all as the run itself shows them.
    """
    sums, rates = history.touch_sums, rates_of(history)
    places = _places(scenario, sums.sum(axis=0), rates, _unseen(history))
    low, stage = emotion_low(sums)
    return Diagnosis(
        pains=_pains(places),
        losses=losses_of(scenario, history, rates),
        places=places[_PAIN_COLUMNS],
        touchpoints=_verdicts(scenario, sums.sum(axis=0)),
        factors=_factors(scenario, sums),
        effects=effects,
        experience_index=experience_index(sums),
        emotion_low=low,
        emotion_low_stage=stage,
        consistency=consistency(sums),
        latent=_latent(scenario, history),
    )


def _latent(scenario: Scenario, history: History) -> pd.DataFrame:
    """Return the needs that no firm has noticed, by segment and attribute."""
    ours = scenario.brands[scenario.our_brand]
    rivals = [brand for brand in scenario.brands.values() if not brand.is_ours]
    owners = scenario.weight * history.tallies[-1, :, OWNER_COUNT]
    rows = []
    for people, (name, segment) in zip(owners, scenario.segments.items(), strict=True):
        for attribute in [a for a, told in scenario.product.visibility.items() if told == 0.0]:
            weight, level = float(segment.tastes[attribute]), float(ours.attributes[attribute])
            best = max((float(rival.attributes[attribute]) for rival in rivals), default=math.nan)
            unmet = weight * (1.0 - level) * float(people)
            rows.append((name, attribute, weight, level, best, float(people), unmet))
    columns = ["segment", "attribute", "weight", "ours", "best_rival", "people", "unmet"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values("unmet", ascending=False, ignore_index=True)


def _unseen(history: History) -> NDArray[np.float64]:
    """Return, by touchpoint, the share of those who suffered there who told nobody."""
    counts = history.pains.by_point()
    felt, told = counts[:, COLUMNS.index("felt")], counts[:, COLUMNS.index("told")]
    return 1.0 - told / np.maximum(felt, 1)


def _places(
    scenario: Scenario, sums: NDArray[np.float64], rates: Rates, unseen: NDArray[np.float64]
) -> pd.DataFrame:
    """Return the pains by place, with the counts their sums need; `sums` has no segments."""
    names, weight = point_names(scenario), scenario.weight
    rows: list[dict[str, Any]] = []
    for stage, point, code in np.argwhere(sums[..., BAD] > 0.0):
        row, aspect = sums[stage, point, code], Aspect(code)
        total = sums[stage, point].sum(axis=0)
        lost = weight * lost_orders(row, total, stage, rates)
        is_timed = kind_of(point) == Point.SUPPORT and aspect == Aspect.REPLY_TIME
        unseen_share = 0.0 if is_timed else float(unseen[point])
        rows.append(
            {
                "pain": pain_of(int(point), aspect),
                "stage": Stage(stage).name.lower(),
                "touchpoint": names[point],
                "aspect": aspect.name.lower(),
                "bad_contacts": weight * row[BAD],
                "share": row[BAD] / total[VISITS],
                "lost_orders": lost,
                "money_lost": lost * rates.margin,
                "unseen_share": unseen_share,
                "contacts": weight * total[VISITS],
                "unseen": weight * row[BAD] * unseen_share,
            }
        )
    table = pd.DataFrame(rows, columns=[*_PAIN_COLUMNS, "contacts", "unseen"])
    return _ranked(table)


def _pains(places: pd.DataFrame) -> pd.DataFrame:
    """Return the pains by kind."""
    columns = ["bad_contacts", "lost_orders", "money_lost", "unseen"]
    table = places.groupby("pain", sort=True)[columns].sum()
    once = places.drop_duplicates(["pain", "stage", "touchpoint"])
    table["contacts"] = once.groupby("pain")["contacts"].sum()
    table = table.reset_index()
    table["share"] = table["bad_contacts"] / table["contacts"]
    table["unseen_share"] = table["unseen"] / table["bad_contacts"]
    kept = ["pain", "bad_contacts", "share", "lost_orders", "money_lost", "unseen_share"]
    return _ranked(table)[kept]


def _ranked(table: pd.DataFrame) -> pd.DataFrame:
    """Return the costliest first, and of those that cost alike the commonest."""
    by = ["money_lost", "bad_contacts"]
    return table.sort_values(by, ascending=False, kind="stable").reset_index(drop=True)


def _verdicts(scenario: Scenario, sums: NDArray[np.float64]) -> pd.DataFrame:
    """Return whether each touchpoint does better or worse than customers expect of it."""
    names = point_names(scenario)
    worth_saying = float(scenario.kpis.worth_saying_score)
    rows = []
    for stage, point, code in np.argwhere(sums[..., CONTACTS] > 0.0):
        row = sums[stage, point, code]
        n = float(row[CONTACTS])
        mean = float(row[SCORE]) / n
        spread = math.sqrt(max(float(row[SCORE_SQUARED]) / n - mean * mean, 0.0) / n)
        low, high = mean - 1.96 * spread, mean + 1.96 * spread
        verdict = "strength" if low > worth_saying else "as expected"
        rows.append(
            {
                "stage": Stage(stage).name.lower(),
                "touchpoint": names[point],
                "aspect": Aspect(code).name.lower(),
                "factor": FACTOR_OF[Aspect(code)],
                "contacts": scenario.weight * n,
                "score": mean,
                "score_low": low,
                "score_high": high,
                "verdict": "weakness" if high < -worth_saying else verdict,
            }
        )
    columns = [
        "stage", "touchpoint", "aspect", "factor", "contacts", "score", "score_low",
        "score_high", "verdict",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _factors(scenario: Scenario, sums: NDArray[np.float64]) -> pd.DataFrame:
    """Return the score of each factor in each segment and in all."""
    by_aspect = sums.sum(axis=(1, 2))
    rows = []
    for place, segment in enumerate([*scenario.segments, "all"]):
        mine = by_aspect.sum(axis=0) if segment == "all" else by_aspect[place]
        for factor, aspects in FACTORS.items():
            contacts = float(mine[list(aspects), CONTACTS].sum())
            score = float(mine[list(aspects), SCORE].sum())
            rows.append(
                {
                    "segment": segment,
                    "factor": factor,
                    "contacts": scenario.weight * contacts,
                    "score": score / contacts if contacts else math.nan,
                }
            )
    return pd.DataFrame(rows)
