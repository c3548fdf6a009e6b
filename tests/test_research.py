"""Research finds the truth but for its error: surveys of a sample, and listening."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from cjsim import Mark, Relation
from cjsim.agents.research import Research
from cjsim.journey.tally import MARKS
from tests.lab import booked, kpi, live, market

ASKED = {"every_days": 2, "sample_people": 600, "answer_share": 0.4, "noise_sd": 0.0,
         "cost_per_answer": 1.5}  # fmt: skip


def surveyed(**changes):
    model = live(market(changes={"research": {"survey": {**ASKED, **changes}}}))
    return model, model.history.surveys


@pytest.mark.parametrize("question", ["csat", "nps", "ces"])
def test_without_noise_estimates_are_within_their_standard_errors_of_the_truth(question):
    """z = (estimate - truth) / error has spread about 1; a little less, since few are asked
    of not many (each is one of the 2.5 people a customer stands for)."""
    _, rows = surveyed(every_days=1, delay_days=0)
    rows = rows[-3 * 30 :]  # at the start all are satisfied alike
    z = np.array([(row.estimate - row.truth) / row.standard_error for row in rows
                  if row.question == question])  # fmt: skip
    assert z.size == 30
    assert abs(z.mean()) < 4.0 / np.sqrt(z.size)
    assert 0.5 < np.sqrt(np.mean(z**2)) < 1.5
    assert np.abs(z).max() < 4.5


def test_the_truth_of_a_survey_is_the_kpi_of_the_day():
    model, rows = surveyed(every_days=1, delay_days=0)
    last = {row.question: row for row in rows}
    assert last["csat"].truth == pytest.approx(kpi(model, "csat"))
    assert last["nps"].truth == pytest.approx(kpi(model, "nps"))
    assert last["csat"].estimate == kpi(model, "csat_surveyed")


def test_the_error_falls_with_the_root_of_the_sample():
    errors = []
    for people in (200, 800):
        _, rows = surveyed(sample_people=people)
        errors.append(np.mean([row.standard_error for row in rows if row.question == "nps"]))
    assert errors[0] / errors[1] == pytest.approx(2.0, rel=0.15)


def test_answers_come_by_their_share_and_are_paid():
    model, rows = surveyed()
    rows = [row for row in rows if row.question == "csat"]
    asked, answered = sum(row.n_asked for row in rows), sum(row.n_answers for row in rows)
    assert abs(answered - 0.4 * asked) < 4.0 * np.sqrt(0.24 * asked)
    assert booked(model, "research").sum() == pytest.approx(-1.5 * answered)
    assert {row.day for row in rows} == set(range(1, 60, 2))
    assert all(row.known_day == row.day + 7 for row in rows)


def test_noise_blurs_a_share_towards_the_middle():
    """Satisfied ones scatter below the line of 0.6 and others above it: Phi((s - 0.6) / sd)."""
    model, rows = surveyed(noise_sd=0.2, every_days=60, sample_people=5000, answer_share=1.0)
    owners = model.records["brand"] == 0
    expected = norm.cdf((model.records["satisfaction"][owners] - 0.6) / 0.2).mean()
    row = rows[0]
    assert row.day == 59
    assert abs(row.estimate - expected) < 4.0 * row.standard_error


def test_effort_is_felt_at_contacts_that_are_hard():
    model, _ = surveyed()
    research = model.firm.research
    assert isinstance(research, Research)
    assert np.all((research._effort >= 0.0) & (research._effort <= 1.0))
    assert np.any(research._effort > 0.5)


def test_who_complains_in_a_survey_has_told():
    model, _ = surveyed(sample_people=5000, answer_share=1.0, delay_days=0, noise_sd=0.5)
    told = model.firm.pains.told["survey"]
    felt = model.firm.pains.felt
    assert np.count_nonzero(told) > 0
    assert np.all(told & ~felt == 0)
    assert np.count_nonzero(told) < np.count_nonzero(felt)
    assert np.all(model.records["relation"][told != 0] >= Relation.STRANGER)


def test_what_is_heard_is_within_its_standard_errors_of_what_was_said():
    listening = {"heard_share": 0.3, "cost_per_month": 120.0}
    model = live(market(changes={"research": {"listening": listening}}))
    rows = [row for row in model.history.listened if row.tone == "positive"]
    said = model.history.tallies[:, :, MARKS + Mark.SAID_POSITIVE].sum(axis=1)
    assert [row.truth for row in rows] == pytest.approx((2.5 * said).tolist())
    total, estimate = sum(row.truth for row in rows), sum(row.estimate for row in rows)
    assert abs(estimate - total) < 4.0 * np.sqrt(total * 0.7 / 0.3) + len(rows)
    assert booked(model, "research").sum() == pytest.approx(-120.0 * 60 / (365.0 / 12.0))
    assert all(row.known_day == row.day + 1 for row in rows)
