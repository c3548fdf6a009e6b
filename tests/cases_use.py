"""Cases of what helps, or hurts, those who use: see `tests.intervention_cases.Case`."""

from __future__ import annotations

from typing import Any

import numpy as np

from cjsim import JourneyModel, Mark
from tests.case import FIXED, Case, paid_daily, paid_per, trust_of_customers
from tests.lab import START_DAY, count, kpi

NEVER: dict[str, Any] = {"ramp_days": 1e300}
"""So slow that nothing has moved by the end."""
BUSY: dict[str, Any] = {"support.question_per_year": 10.0}
OFTEN_BROKEN: dict[str, Any] = {"product.failure_per_year": 2.0}
TRIALS: dict[str, Any] = {
    "product.kind": "subscription",
    "product.trial_days": 5,
    "product.renewal_days": 10,
    "product.trial_answer_hours": 48.0,
}


def paid_at_start(money: float):
    """So much money on the first day of the intervention."""

    def of(model: JourneyModel) -> np.ndarray:
        return -money * (np.arange(model.market_file.n_days()) == START_DAY)

    return of


CASES: dict[str, Case] = {
    "support_24_7": Case(
        table={"add_staff": 1, **FIXED},
        nothing={"add_staff": 0, **NEVER},
        outcome=lambda model: kpi(model, "first_reply_p90_hours"),
        way=-1,
        bad=(("channel", "fax"), ("channel", "email"), ("add_staff", -3),
             ("segments", ["guests"])),
        changes=BUSY,
        # three of the staff instead of two, for 24 hours instead of 8
        money={"support": paid_daily((3 * 3 - 2) * 1_000)},
        takes_audience=False,
    ),
    "call_centre_tech": Case(
        table={"seats": 2, "cost_per_seat_per_month": 50, "handle_times": 0.5, "bot_share": 0.5,
               "bot_resolution_share": 0.8, "contact_steps": 1.0, **FIXED},
        nothing={"handle_times": 1.0, "bot_share": 0.0, "contact_steps": 3.0},
        outcome=lambda model: kpi(model, "first_reply_p50_hours"),
        way=-1,
        bad=(("seats", -1), ("handle_times", -1), ("bot_share", 1.5), ("bot_resolution_share", 2),
             ("contact_steps", -1), ("segments", ["guests"])),
        changes=BUSY,
        money={"programmes": paid_daily(2 * 50)},
        takes_audience=False,
    ),
    "queue_priority": Case(
        table={"order": ["question", "usage", "technical"], **FIXED},
        nothing={"order": ["technical", "usage", "question"]},
        outcome=lambda model: kpi(model, "backlog"),
        way=-1,  # fewer wait when the longest work is done last
        bad=(("order", []), ("order", ["technical", "hotline"]), ("segments", ["guests"])),
        changes={**BUSY, **OFTEN_BROKEN, "support.kinds.technical.handle_minutes": 300},
        takes_audience=False,
    ),
    "staff_training": Case(
        table={"hours_per_person": 10, "people": 2, "cost_per_hour": 5, "add_attitude": 0.3,
               "add_first_contact_resolution": 0.3, "half_life_days": 1e9, **FIXED},
        nothing=NEVER,
        outcome=lambda model: kpi(model, "first_contact_resolution"),
        way=1,
        bad=(("hours_per_person", -1), ("people", 1.5), ("add_attitude", 0.9),
             ("add_first_contact_resolution", 0.9), ("segments", ["guests"])),
        changes=BUSY,
        money={"programmes": paid_at_start(10 * 2 * 5)},
        takes_audience=False,
    ),
    "process": Case(
        table={"contact_steps": 1.0, **FIXED},
        nothing={"contact_steps": 8.0},
        outcome=lambda model: kpi(model, "satisfaction"),
        way=1,
        bad=(("contact_steps", -1), ("handle_times", -1), ("add_first_contact_resolution", 0.9),
             ("segments", ["guests"])),
        changes={**BUSY, "support.contact_steps": 8.0},
        takes_audience=False,
    ),
    "new_product": Case(
        table={"add_utility": 1.5, **FIXED},
        nothing=NEVER,
        outcome=lambda model: kpi(model, "choice_share"),
        way=1,
        bad=(("add_utility", "much"), ("failure_times", -1), ("segments", ["guests"])),
        takes_audience=False,
    ),
    "upgrade": Case(
        table={"attribute": "taste", "add_quality": 0.3, **FIXED},
        nothing=NEVER,
        outcome=lambda model: kpi(model, "satisfaction"),
        way=1,
        bad=(("attribute", "tasty"), ("add_quality", 0.4), ("segments", ["guests"])),
        takes_audience=False,
    ),
    "fix_quality": Case(
        table={"failure_times": 0.0, **FIXED},
        nothing=NEVER,
        outcome=lambda model: count(model, Mark.FAILED),
        way=-1,
        bad=(("failure_times", -1), ("segments", ["guests"])),
        changes=OFTEN_BROKEN,
        takes_audience=False,
    ),
    "uptime": Case(
        table={"uptime_share": 1.0, **FIXED},
        nothing={"uptime_share": 0.95},
        outcome=lambda model: count(model, Mark.SYSTEM_FAILED),
        way=-1,
        bad=(("uptime_share", 1.1), ("segments", ["guests"])),
        changes={"product.uptime_share": 0.95},
        takes_audience=False,
    ),
    "app": Case(
        table={"usability": 1.0, **FIXED},
        nothing={"usability": 0.7},
        outcome=lambda model: count(model, Mark.SETUP_TROUBLE),
        way=-1,
        bad=(("usability", 1.1), ("segments", ["guests"])),
        takes_audience=False,
    ),
    "trial": Case(
        table={"answer_hours": 1.0, "cost_per_trial": 2.0, **FIXED},
        nothing={"answer_hours": 48.0},
        outcome=lambda model: count(model, Mark.TRIAL_STARTED),
        way=1,
        bad=(("answer_hours", -1), ("days", 1.5), ("quit_times", -1), ("cost_per_trial", -1),
             ("team", "sales"), ("add_capacity_per_day", 5.0), ("add_skill", 2),
             ("add_attitude", "kind"), ("segments", ["guests"])),
        changes=TRIALS,
        money={"programmes": paid_per(Mark.TRIAL_STARTED, 2.0)},
        takes_audience=False,
    ),
    "aftercare": Case(
        table={"share": 1.0, "relief_share": 1.0, "cost_per_case": 3.0, **FIXED},
        nothing={"share": 0.0},
        outcome=trust_of_customers,
        way=1,
        bad=(("share", 1.5), ("relief_share", -1), ("cost_per_case", -2)),
        changes=OFTEN_BROKEN,
        money={"programmes": paid_per(Mark.FAILED, 3.0)},
    ),
}  # fmt: skip

EVENTS: dict[str, tuple[Any, ...]] = {
    "defect_batch": (
        {"share": 0.5, "detected_after_days": 0, "recalled_share": 0.0},
        lambda model: count(model, Mark.FAILED),
        1,
        (("share", 1.5), ("detected_after_days", -1), ("recalled_share", 2),
         ("failures_per_year", -1)),
    ),
    "staff_turnover": (
        {"lost_share": 0.5, "skill_gap": 0.3},
        lambda model: kpi(model, "first_reply_p90_hours"),
        1,
        (("lost_share", 1.5), ("skill_gap", 0.9)),
    ),
}  # fmt: skip
"""Events: table, outcome, which way it goes, and keys with values that must be refused."""
