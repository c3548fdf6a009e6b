"""Cases of the interventions by which the firm comes to know its customers, and gives back."""

from __future__ import annotations

from typing import Any

import numpy as np

from cjsim import JourneyModel, Mark
from tests.case import BAD_CONTACT, CONTACT, FIXED, PER_CONTACT, Case, paid_per
from tests.lab import count, kpi

CRM: dict[str, Any] = {"crm": {"identified_share": 0.2}}
SURVEY: dict[str, Any] = {"research": {"survey": {"every_days": 15, "cost_per_answer": 2.0}}}
SUBSCRIPTION: dict[str, Any] = {
    "product.kind": "subscription",
    "product.renewal_days": 10,
    "product.leave_per_renewal_share": 0.4,
}


def mislabelled(model: JourneyModel) -> float:
    """Leads that carry a label of another segment."""
    book = model.history.book
    return float(np.count_nonzero(book.segment[book.ids] != book.truth[book.ids]))


def answers(model: JourneyModel) -> float:
    """Answers to all surveys, question by question."""
    return float(sum(row.n_answers for row in model.history.surveys))


CASES: dict[str, Case] = {
    "nurture": Case(
        table={**CONTACT, "response_share": 1.0, "information": 0.5},
        nothing={"response_share": 0.0, "information": 0.0, "fatigue": 0.0, "stages": ["use"]},
        outcome=lambda model: count(model, Mark.RESPONDED),
        way=1,
        bad=(*BAD_CONTACT, ("max_contacts", 0.5), ("information", 2), ("labels", ["targets"]),
             ("statuses", ["sold"]), ("audience_share", 1.2)),
        money=PER_CONTACT,
    ),
    "save_offer": Case(
        table={**CONTACT, "discount_share": 0.2, "response_share": 1.0, "due_within_days": 9,
               "every_days": 10},
        nothing={"discount_share": 0.0, "response_share": 0.0, "fatigue": 0.0},
        outcome=lambda model: kpi(model, "churn"),
        way=-1,
        bad=(*BAD_CONTACT, ("discount_share", 1.2), ("signs", ["sadness"]),
             ("due_within_days", -1), ("signs_within_days", 1.5)),
        changes=SUBSCRIPTION,
        money=PER_CONTACT,
    ),
    "identify": Case(
        table={"share": 1.0, "cost_per_lead": 3.0, **FIXED},
        nothing={"share": 0.2},
        outcome=lambda model: kpi(model, "leads"),
        way=1,
        bad=(("share", 1.5), ("cost_per_lead", -1), ("segments", ["guests"])),
        changes=CRM,
        money={"programmes": paid_per(Mark.IDENTIFIED, 3.0)},
        takes_audience=False,
    ),
    "crm_data": Case(
        table={"label_error_share": 0.0, "data_delay_days": 1, **FIXED},
        nothing={"label_error_share": 0.4, "data_delay_days": 5},
        outcome=mislabelled,
        way=-1,
        bad=(("label_error_share", 1.5), ("data_delay_days", 0.5), ("segments", ["guests"])),
        changes={"crm": {"label_error_share": 0.4, "data_delay_days": 5}},
        takes_audience=False,
    ),
    "research": Case(
        table={"sample_people": 4000, "every_days": 5, **FIXED},
        nothing={"sample_people": 1000, "every_days": 15},
        outcome=answers,
        way=1,
        bad=(("every_days", 0), ("sample_people", -1), ("segments", ["guests"])),
        changes=SURVEY,
        takes_audience=False,
    ),
    "loyalty_programme": Case(
        table={"points_share": 0.5, "care": 0.2, **FIXED},
        nothing={"points_share": 0.0, "care": 0.0},
        outcome=lambda model: kpi(model, "repeat_orders"),
        way=1,
        bad=(("points_share", 1.1), ("member_share", -0.1), ("care", 2)),
        changes={"product.need_per_year": 12.0},
    ),
}  # fmt: skip
