"""The cases of voices, rivals, laws and slow change."""

from __future__ import annotations

from typing import Any

from cjsim import JourneyModel, Mark, Reason
from cjsim.journey.tally import EXPOSURES, ORDERS_BY_BRAND
from tests.lab import count, reasons

NEWCOMER = {
    "price": 110,
    "attributes": {"taste": 0.8, "ease": 0.7, "service": 0.6},
    "is_present": 0,
    "known_share": 0.0,
    "customer_share": 0.0,
    "exposures_per_week": 2.0,
    "exposure_aware_chance": 0.3,
}
BAD_DATES = (("start", "2026-12-31"), ("start", "2027-12-31"), ("lasts_days", -1))
BAD_VOICE = (*BAD_DATES, ("brand", "clubb"), ("reach_people", -1), ("segments", ["nobody"]))


def orders_of(brand: str):
    def orders(model: JourneyModel) -> float:
        place = ORDERS_BY_BRAND + list(model.market_file.brands).index(brand)
        return float(model.history.tallies[:, :, place].sum())

    return orders


def met(slot: int):
    """How often the medium in a slot was met."""
    return lambda model: float(model.history.tallies[:, :, EXPOSURES + slot].sum())


def rivals_ads(model: JourneyModel) -> float:
    """How often advertising of rivals was met: their slots follow our channels'."""
    return met(len(model.market_file.channels))(model)


def opinion_of_us(model: JourneyModel) -> float:
    knows = model.records["known"] & 1 == 1
    return float(model.records["opinion"][knows, 0].mean())


def trust_in_us(model: JourneyModel) -> float:
    return float(model.records["trust"][model.records["brand"] == 0].mean())


def cases(case: type[Any]) -> dict[str, Any]:
    """The cases, as `case` objects."""
    voice = {"brand": "club", "reach_people": 4000, "half_life_days": 5}
    return {
        "viral_bad_review": case(
            voice, opinion_of_us, -1, (*BAD_VOICE, ("tone", 1.0), ("tone", 0.0))
        ),
        "viral_good_review": case(
            voice, opinion_of_us, 1, (*BAD_VOICE, ("tone", -1.0), ("tone", 0.0))
        ),
        "scandal": case(
            voice, trust_in_us, -1, (*BAD_VOICE, ("tone", 1.0), ("trust_drop_share", 1.5))
        ),
        "data_breach": case(
            voice, trust_in_us, -1, (*BAD_VOICE, ("tone", 1.0), ("trust_drop_share", -0.1))
        ),
        "competitor_launch": case(
            {"brand": "newcomer", "add_exposures_per_week": 10},
            orders_of("newcomer"),
            1,
            (*BAD_DATES, ("brand", "club"), ("brand", "roaster"), ("brand", "newcmer"),
             ("add_exposures_per_week", -1), ("segments", ["guests"])),
            changes={"brands.newcomer": NEWCOMER},
        ),
        "competitor_ads": case(
            {"brand": "roaster", "add_exposures_per_week": 20},
            rivals_ads,
            1,
            (*BAD_DATES, ("brand", "club"), ("add_exposures_per_week", -1)),
        ),
        "competitor_upgrade": case(
            {"brand": "roaster", "attribute": "taste", "by": 0.3},
            orders_of("roaster"),
            1,
            (*BAD_DATES, ("brand", "club"), ("attribute", "tast"), ("by", 0.9)),
        ),
        "ad_cost_inflation": case(
            {"cost_times": 5.0},
            met(0),
            -1,
            (*BAD_DATES, ("cost_times", -1), ("channels", ["socal"])),
        ),
        "regulation": case(
            {"ads_times": 0.1},
            lambda model: count(model, Mark.EXPOSED),
            -1,
            (*BAD_DATES, ("ads_times", -1), ("path", "journey.search.day"),
             ("path", "scenario.days")),
        ),
        "drift": case(
            {"path": "product.need_per_year", "times": 6.0},
            lambda model: reasons(model, Reason.NEED_AROSE),
            1,
            (*BAD_DATES, ("path", "product.need_per_yer"), ("path", "scenario.days")),
        ),
    }  # fmt: skip


VOICES = ("viral_review", "viral_bad_review", "viral_good_review", "scandal", "data_breach")
STAY = ("drift",)
"""What does not end: the numbers stay where they have come to."""
