"""Cases of the contract for interventions on exploring and buying."""

from __future__ import annotations

import numpy as np

from cjsim import JourneyModel, Mark, Reason
from cjsim.journey.shopping import EXPLORE_SERVED, ORDERS
from cjsim.journey.tally import BUYING
from tests.case import FIXED, Case, Money, paid_per
from tests.lab import DAYS_PER_MONTH, count, kpi, reasons

LINE = {"per_day_share": 0.5, "information": 0.6, "cost_per_visit": 2.0, "cost_per_month": 50,
        "is_open": 0.0}  # fmt: skip
OPEN_ALREADY = {"explore": "visit", "per_day_share": None, "information": None,
                "judgement": None, "skill": None, "attitude": None}  # fmt: skip


def served_by_day(model: JourneyModel, name: str) -> np.ndarray:
    """How many simulated customers were served where they came to see our product, by day."""
    way = list(model.market_file.explore).index(name)
    return model.history.tallies[:, :, BUYING + EXPLORE_SERVED + way].sum(axis=1)


def orders_at(model: JourneyModel, name: str) -> float:
    """How many orders of simulated customers went through a sales channel."""
    sales = list(model.market_file.sales).index(name)
    return float(model.history.tallies[:, :, BUYING + ORDERS + sales].sum())


def line_costs(model: JourneyModel) -> np.ndarray:
    """What the hotline costs a day while it is open: its upkeep, and each visit."""
    visits = model.market_file.weight * served_by_day(model, "line")
    return -2.0 * visits - 50 / DAYS_PER_MONTH


PRESALE: Money = {"presale": line_costs}
BAD_EXPLORATION = (
    ("explore", "lyne"),
    ("per_day_share", 1.5),
    ("information", -0.1),
    ("judgement", 2),
    ("skill", 1.2),
    ("attitude", -1),
)


def exploration(kind: str, table: dict[str, float]) -> Case:
    """A type that opens a line of its kind, so that more is known of us where it is chosen."""
    return Case(
        table={"explore": "line", **table, **FIXED},
        nothing=OPEN_ALREADY,
        outcome=lambda model: kpi(model, "choice_share"),
        way=1,
        bad=BAD_EXPLORATION,
        changes={
            "explore.line": {"kind": kind, **LINE},
            "explore.visit": {"kind": kind},
            "journey.evaluation.uncertainty_cost": 4.0,
        },
        money=PRESALE,
    )


CASES: dict[str, Case] = {
    "presale_line": exploration("hotline", {"per_day_share": 1.0, "information": 1.0}),
    "consultation": exploration(
        "consultation", {"per_day_share": 0.9, "information": 0.9, "attitude": 0.9}
    ),
    "demo": exploration("demo", {"per_day_share": 0.8}),
    "livestream": exploration("livestream", {"information": 0.9}),
    "vr_demo": exploration("virtual_tour", {"information": 0.9, "judgement": 0.3, "skill": 0.9}),
    "persuasion_training": Case(
        table={"add_persuasion": 1.5, **FIXED},
        nothing={"add_persuasion": 0.0},
        outcome=lambda model: kpi(model, "choice_share"),
        way=1,
        bad=(("add_persuasion", "much"), ("segments", ["nobody"])),
    ),
    "cta": Case(
        table={"strength": 1.0, **FIXED},
        nothing={"strength": 0.0},
        outcome=lambda model: reasons(model, Reason.COOLED_OFF),
        way=-1,
        bad=(("strength", 1.5), ("strength", -0.1)),
        changes={"journey.purchase.hesitate_per_day_share": 0.6,
                 "journey.purchase.cool_off_share": 0.3},
    ),
    "website_usability": Case(
        table={"sales": "website", "findability": 1.0, "steps": 1, "minutes": 1,
               "task_failure_share": 0.0, **FIXED},
        nothing={"findability": 0.7, "steps": 5, "minutes": 5, "task_failure_share": 0.02},
        outcome=lambda model: kpi(model, "checkout_abandonment"),
        way=-1,
        bad=(("sales", "web"), ("findability", 2), ("steps", -1), ("minutes", -1),
             ("task_failure_share", 1.5)),
    ),
    "open_store": Case(
        table={"sales": "kiosk", **FIXED},
        nothing={"sales": "website"},
        outcome=lambda model: orders_at(model, "kiosk"),
        way=1,
        bad=(("sales", "kiosque"), ("segments", ["nobody"])),
        changes={"sales.kiosk": {"kind": "store", "is_open": 0.0, "convenience": 0.9}},
    ),
    "delivery": Case(
        table={"sales": "website", "days": 1, "on_time_share": 1.0, "cost_per_order": 5, **FIXED},
        nothing={"days": 2, "on_time_share": 0.5, "cost_per_order": 3},
        outcome=lambda model: kpi(model, "late_rate"),
        way=-1,
        bad=(("sales", "web"), ("days", -1), ("on_time_share", 1.1), ("cost_per_order", -1),
             ("cod_share", 2)),
        changes={"sales.website.on_time_share": 0.5},
    ),
    "price": Case(
        table={"brand": "club", "change_share": -0.3, **FIXED},
        nothing={"change_share": 0.0},
        outcome=lambda model: kpi(model, "choice_share"),
        way=1,
        bad=(("brand", "roaster"), ("brand", "clubb"), ("change_share", -1.5)),
    ),
    "instalment": Case(
        table={"share": 1.0, "fee_share": 0.05, "relief_share": 1.0, **FIXED},
        nothing={"share": 0.0, "fee_share": 0.0, "relief_share": 0.5},
        outcome=lambda model: count(model, Mark.WORRIED),
        way=-1,
        bad=(("share", 1.5), ("fee_share", -0.1), ("relief_share", 2)),
        changes={"events.money": {"type": "personal_finance", "per_year": 4.0, "lasts_days": 20}},
    ),
    "warranty": Case(
        table={"relief_share": 1.0, "cost_per_claim": 4.0, **FIXED},
        nothing={"relief_share": 0.0},
        outcome=lambda model: kpi(model, "choice_share"),
        way=1,
        bad=(("relief_share", 1.5), ("cost_per_claim", -1)),
        changes={"product.failure_per_year": 1.0},
        money={"programmes": paid_per(Mark.FAILED, 4.0)},
    ),
    "returns": Case(
        table={"relief_share": 1.0, "add_return_share": 0.8, "cost_per_return": 3.0, **FIXED},
        nothing={"relief_share": 0.0, "add_return_share": 0.0},
        outcome=lambda model: count(model, Mark.RETURNED),
        way=1,
        bad=(("relief_share", -1), ("add_return_share", 0.9), ("cost_per_return", -1)),
        changes={"journey.use.experience_sd": 0.3},
        money={"programmes": paid_per(Mark.RETURNED, 3.0)},
    ),
}  # fmt: skip
