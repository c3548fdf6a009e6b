"""One case for each type of intervention: at full strength, doing nothing, and badly written."""

from __future__ import annotations

from cjsim import Mark, Reason, Stage
from tests import cases_policies
from tests.case import (
    BAD_CONTACT,
    CONTACT,
    FIXED,
    PER_CONTACT,
    Case,
    exposures,
    paid_daily,
    paid_per,
    trust_of_customers,
)
from tests.cases_firm import CASES as FIRM
from tests.cases_information import CASES as INFORMATION
from tests.cases_use import CASES as USE
from tests.lab import count, kpi, moves, reasons

CASES: dict[str, Case] = {
    "lever": Case(
        table={"path": "journey.search.findability", "to": 1.0, **FIXED},
        nothing={"to": None, "by": 0.0},
        outcome=lambda model: count(model, Mark.VISITED),
        way=1,
        bad=(("path", "journey.search.findabilty"), ("path", "scenario.people"), ("to", 1.5),
             ("by", 0.1), ("segments", ["nobody"])),
    ),
    "contact": Case(
        table={**CONTACT, "response_share": 1.0, "information": 0.5, "discount_share": 0.2,
               "care": 0.3, "stages": ["awareness", "use"]},
        nothing={"response_share": 0.0, "information": 0.0, "discount_share": 0.0, "care": 0.0,
                 "fatigue": 0.0, "stages": ["use"]},
        outcome=lambda model: reasons(model, Reason.ANSWERED_CONTACT),
        way=1,
        bad=(*BAD_CONTACT, ("information", 2), ("response_share", -0.1), ("offer_days", 0.5)),
        money=PER_CONTACT,
    ),
    "winback": Case(
        table={**CONTACT, "discount_share": 0.4, "response_share": 1.0},
        nothing={"discount_share": 0.0, "response_share": 0.0, "fatigue": 0.0},
        outcome=lambda model: moves(model, Stage.LAPSED, Stage.SEARCH) + kpi(model, "came_back"),
        way=1,
        bad=(*BAD_CONTACT, ("reasons", ["boredom"]), ("discount_share", 1.2)),
        money=PER_CONTACT,
    ),
    "care_programme": Case(
        table={**CONTACT, "care": 0.4, "every_days": 10},
        nothing={"care": 0.0, "response_share": 0.0, "fatigue": 0.0},
        outcome=trust_of_customers,
        way=1,
        bad=(*BAD_CONTACT, ("care", 1.5), ("response_share", 2)),
        money=PER_CONTACT,
    ),
    "seeding": Case(
        table={**CONTACT, "people": 1000},
        nothing={"people": 0},
        outcome=lambda model: kpi(model, "awareness"),
        way=1,
        bad=(*BAD_CONTACT, ("people", -5), ("opinion", 1.5), ("information", -1)),
        money=PER_CONTACT,
    ),
    "media_budget": Case(
        table={"channel": "social", "change_share": 2.0, **FIXED},
        nothing={"change_share": 0.0},
        outcome=lambda model: exposures(model, "social"),
        way=1,
        bad=(("channel", "socal"), ("change_share", -1.1), ("segments", ["guests"])),
        money={"media": paid_daily(2.0 * 5_000)},
        takes_audience=False,
    ),
    "discount": Case(
        table={"share": 0.4, **FIXED},
        nothing={"share": 0.0},
        outcome=lambda model: kpi(model, "choice_share"),
        way=1,
        bad=(("share", 1.01), ("share", "a lot"), ("segments", ["nobody"])),
    ),
    "support_capacity": Case(
        table={"add_staff": 3, **FIXED},
        nothing={"add_staff": 0, "close_hour": 17},
        outcome=lambda model: kpi(model, "first_reply_p90_hours"),
        way=-1,
        bad=(("add_staff", -3), ("open_hour", 25), ("open_hour", 18), ("add_attitude", 0.9),
             ("add_first_contact_resolution", 0.9), ("segments", ["guests"])),
        changes={"support.question_per_year": 10.0},
        money={"support": paid_daily(3 * 1_000)},
        takes_audience=False,
    ),
    "onboarding": Case(
        table={"coverage_share": 1.0, "relief_share": 1.0, "cost_per_customer": 2.0, **FIXED},
        nothing={"coverage_share": 0.0},
        outcome=lambda model: count(model, Mark.SETUP_TROUBLE),
        way=-1,
        bad=(("coverage_share", 1.5), ("relief_share", -1), ("cost_per_customer", -2)),
        money={"programmes": paid_per(Mark.SETUP_HELPED, 2.0)},
    ),
    "referral_reward": Case(
        table={"reward": 10, "invite_share": 1.0, "talk_times": 4.0, **FIXED},
        nothing={"reward": 0, "invite_share": 0.0, "talk_times": 1.0},
        outcome=lambda model: count(model, Mark.INVITED) * count(model, Mark.REFERRAL_SUCCEEDED),
        way=1,
        bad=(("reward", -1), ("invite_share", 2), ("talk_times", -1)),
        money={"referrals": paid_per(Mark.REFERRAL_SUCCEEDED, 2 * 10)},
    ),
    "checkout": Case(
        table={"sales": "website", "steps": 0, "payment_failure_share": 0.0, **FIXED},
        nothing={"steps": 5, "payment_failure_share": 0.02},
        outcome=lambda model: kpi(model, "checkout_abandonment"),
        way=-1,
        bad=(("sales", "web"), ("steps", -1), ("payment_failure_share", 2)),
    ),
    "review_response": Case(
        table={"answered_share": 1.0, "answer_hours": 0.0, "cost_per_case": 4.0, **FIXED},
        nothing={"answered_share": 0.0},
        outcome=lambda model: kpi(model, "reviews_mean"),
        way=1,
        bad=(("answered_share", 1.5), ("answer_hours", -1), ("segments", ["guests"])),
        changes={"peers.reviews.write_share": 0.5, "journey.use.negative_weight": 6.0},
        money={"programmes": paid_per(Mark.REVIEWED_BADLY, 4.0 * 1.0)},
        takes_audience=False,
    ),
}  # fmt: skip
CONTACTS = (
    "contact", "winback", "care_programme", "seeding", "brand_event", "nurture", "save_offer",
)  # fmt: skip
UNFELT = ("crm_data", "research")
"""What changes the firm's knowledge alone: customers feel nothing of it by itself."""

CASES |= INFORMATION | USE | FIRM | cases_policies.cases(Case)
