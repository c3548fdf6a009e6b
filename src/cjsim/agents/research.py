"""Research: the firm asks a sample of customers, and listens to a part of what is said."""

from __future__ import annotations

import math
from typing import NamedTuple

import mesa
import numpy as np
from numpy.typing import NDArray

from cjsim.journey.luck import Purpose, uniforms, uniforms_of_pairs
from cjsim.journey.touching import Aspect
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.schema_firm import Listening, Survey

QUESTIONS = ("csat", "nps", "ces")
EFFORTS = (Aspect.EASE, Aspect.BUYING_EFFORT, Aspect.USE_EFFORT, Aspect.REPLY_TIME)
"""Aspects of a contact that are effort."""


class SurveyRow(NamedTuple):
    """What a survey said on one question, beside the truth of that day.

    `csat` is the share answering 4 or 5 of 5, `nps` 100 x (share of 9 and 10 - share of 0 to
    6), `ces` the mean effort, 1 to 7. `known_day` is when the firm knew.
    """

    day: int
    known_day: int
    question: str
    n_asked: int
    n_answers: int
    estimate: float
    standard_error: float
    truth: float


class ListeningRow(NamedTuple):
    """Messages about us heard on a day, and what the firm makes of them, beside the truth."""

    day: int
    known_day: int
    tone: str
    n_heard: int
    estimate: float
    standard_error: float
    truth: float


class Research(mesa.Agent):
    """Asks and listens; what it finds has an error and comes late."""

    def __init__(self, model: mesa.Model, seed: int, n_customers: int, scenario: Scenario) -> None:
        """Set up the research of a market with luck `seed`."""
        super().__init__(model)
        self._seed = seed
        self._weight = scenario.weight
        self._last_day = -1
        self._effort = np.full(n_customers, float(scenario.journey.start.effort), np.float32)

    def feel_effort(self, touches: NDArray[np.void], survey: Survey) -> None:
        """Remember how hard the contacts of a day were beside all before."""
        hard = touches[np.isin(touches["aspect"], EFFORTS)]
        if hard.size == 0:
            return
        ids, place = np.unique(hard["customer"].astype(np.int64), return_inverse=True)
        effort = (2.0 - hard["score"].astype(np.float64)) / 4.0
        today = np.bincount(place, effort) / np.bincount(place)
        before = self._effort[ids].astype(np.float64)
        self._effort[ids] = before + float(survey.latest_weight) * (today - before)

    def is_due(self, day: int, survey: Survey) -> bool:
        """Return whether customers are asked today."""
        return day >= self._last_day + int(survey.every_days)

    def ask(
        self,
        day: int,
        survey: Survey,
        owners: NDArray[np.int64],
        records: NDArray[np.void],
        markets: NDArray[np.void],
    ) -> tuple[list[SurveyRow], NDArray[np.int64]]:
        """Ask a sample of our customers; return the findings and who gave a low score.

        As many real people are asked as the survey says: where a simulated customer stands
        for several of them, any of these may be asked.
        """
        self._last_day = day
        ids, copies = self._sample(day, survey, owners)
        answering = self._u(ids, copies, day, Purpose.SURVEY_ANSWER) < float(survey.answer_share)
        n_asked = ids.size
        ids, copies = ids[answering], copies[answering]
        truth = self._scores(owners, records, markets)
        sd = float(survey.noise_sd)
        noisy = [
            score + sd * self._normal(ids, copies, day, Purpose.SURVEY_NOISE + 2 * place)
            for place, score in enumerate(self._scores(ids, records, markets))
        ]
        known_day = day + int(survey.delay_days)
        segment = records["segment"]
        rows = []
        for place, question in enumerate(QUESTIONS):
            asked = _GRADES[place](noisy[place], segment[ids], markets)
            real = _GRADES[place](truth[place], segment[owners], markets)
            n = asked.size
            spread = float(asked.std(ddof=1)) / math.sqrt(n) if n > 1 else math.nan
            rows.append(
                SurveyRow(
                    day, known_day, question, n_asked, n,
                    float(asked.mean()) if n else math.nan, spread,
                    float(real.mean()) if real.size else math.nan,
                )
            )  # fmt: skip
        is_low = (_grade_csat(noisy[0]) <= float(survey.low_score)) & (copies == 0)
        own = self._u(ids, copies, day, Purpose.SURVEY_OWN) < 1.0 / self._weight
        return rows, np.unique(ids[is_low & own])

    def _sample(
        self, day: int, survey: Survey, owners: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return whom of the people is asked: customer and number among those it stands for."""
        n_people = min(float(survey.sample_people), self._weight * owners.size)
        n_each, n_more = divmod(round(n_people), max(owners.size, 1))
        u = uniforms(self._seed, owners, day, Purpose.SURVEY_SAMPLE)
        copies = np.full(owners.size, n_each, np.int64)
        copies[np.argsort(u, kind="stable")[:n_more]] += 1
        ids = np.repeat(owners, copies)
        first = np.repeat(np.cumsum(copies) - copies, copies)
        return ids, np.arange(ids.size) - first

    def _scores(
        self, ids: NDArray[np.int64], records: NDArray[np.void], markets: NDArray[np.void]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Return what is truly felt, 0 to 1: satisfaction, willingness to recommend, effort."""
        satisfaction = records["satisfaction"][ids].astype(np.float64)
        trust = records["trust"][ids].astype(np.float64)
        segment = records["segment"][ids]
        willingness = markets["use_recommend_satisfaction_weight"][segment] * satisfaction
        willingness += markets["use_recommend_trust_weight"][segment] * trust
        return satisfaction, willingness, self._effort[ids].astype(np.float64)

    def _u(
        self, ids: NDArray[np.int64], copies: NDArray[np.int64], day: int, purpose: int
    ) -> NDArray[np.float64]:
        return uniforms_of_pairs(self._seed, ids, copies, day, purpose)

    def _normal(
        self, ids: NDArray[np.int64], copies: NDArray[np.int64], day: int, purpose: int
    ) -> NDArray[np.float64]:
        """Return standard normal numbers (Box and Muller 1958)."""
        length = np.sqrt(-2.0 * np.log1p(-self._u(ids, copies, day, purpose)))
        return np.asarray(length * np.cos(2.0 * np.pi * self._u(ids, copies, day, purpose + 1)))

    def listen(
        self, day: int, listening: Listening, n_positive: float, n_negative: float
    ) -> list[ListeningRow]:
        """Hear a share of the messages that people said about us today."""
        from scipy.stats import binom

        share = float(listening.heard_share)
        luck = uniforms(self._seed, [0, 1], day, Purpose.LISTEN)
        rows = []
        for tone, said, u in zip(
            ("positive", "negative"), (n_positive, n_negative), luck, strict=True
        ):
            n_heard = max(int(binom.ppf(u, round(said), share)), 0)
            estimate = n_heard / share if share > 0.0 else math.nan
            error = math.sqrt(n_heard * (1.0 - share)) / share if share > 0.0 else math.nan
            known_day = day + int(listening.delay_days)
            rows.append(ListeningRow(day, known_day, tone, n_heard, estimate, error, said))
        return rows


def _grade_csat(score: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return answers of 1 to 5: those satisfied say 4 or 5."""
    return np.asarray(np.clip(1.0 + np.floor(5.0 * score + 1e-12), 1.0, 5.0))


def _csat(
    score: NDArray[np.float64], segment: NDArray[np.uint8], markets: NDArray[np.void]
) -> NDArray[np.float64]:
    return np.asarray(score >= markets["use_satisfied_threshold"][segment], np.float64)


def _nps(
    score: NDArray[np.float64], segment: NDArray[np.uint8], markets: NDArray[np.void]
) -> NDArray[np.float64]:
    promotes = score >= markets["use_promoter_threshold"][segment]
    return 100.0 * (
        promotes.astype(np.float64) - (score < markets["use_detractor_threshold"][segment])
    )


def _ces(
    score: NDArray[np.float64], _segment: NDArray[np.uint8], _markets: NDArray[np.void]
) -> NDArray[np.float64]:
    return np.asarray(np.clip(1.0 + np.floor(6.0 * score + 0.5), 1.0, 7.0))


_GRADES = (_csat, _nps, _ces)
