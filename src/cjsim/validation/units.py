"""How the numbers of a market hold time, so that a step may be half a day.

The unit that ends a number's name says it, or its own line here. A number that says nothing,
or whose description speaks of time while its name does not, is not understood: it raises, so
that a new number is not forgotten.
"""

from __future__ import annotations

import math
import re
from enum import Enum

from cjsim.errors import UserError
from cjsim.protocol.numbers import meaning_of
from cjsim.scenarios.schema import Scenario


class Unit(Enum):
    """What half a day makes of a number."""

    LENGTH = "a stretch of time: twice as many steps"
    RATE = "so much per time: half as much per step"
    CHANCE = "a chance or share per time: 1 - (1 - p)^(1/2)"
    STAYS = "a share that stays until the next day: p^(1/2)"
    VISIT = "what one visit to a brand's content tells: a day's visits tell as much"
    GROWTH = "growth per time: (1 + r)^(1/2) - 1"
    TIMELESS = "nothing of time: as it is"
    BUILT_IN = "the engine's own clock of a step: as it is, and what follows from it shifts"
    OF_PATH = "as the number that is moved"
    OF_KPI = "as the figure that is watched"


_NAMES: dict[str, Unit] = {
    **dict.fromkeys(
        ("days", "days_back", "from_days_before", "to_days_after", "min_days_in_stage",
         "max_days_in_stage", "handle_minutes"),
        Unit.LENGTH,
    ),
    **dict.fromkeys(("per_year",), Unit.RATE),
    **dict.fromkeys(
        ("per_day_share", "findability", "discover_share", "guidance_share",
         # what a day with reviews does: each half has readers, and does the half of it
         "review_information", "review_judgement"),
        Unit.CHANCE,
    ),
    **dict.fromkeys(("carry_over_share", "wait_share", "hesitate_per_day_share"), Unit.STAYS),
    **dict.fromkeys(("detail", "content_information"), Unit.VISIT),
    "discount_rate_per_year": Unit.GROWTH,
    **dict.fromkeys(("to", "by", "times"), Unit.OF_PATH),
    "findability_times": Unit.OF_PATH,
    **dict.fromkeys(("below", "above"), Unit.OF_KPI),
    **dict.fromkeys(
        ("open_hour", "close_hour", "contacts_from_hour", "contacts_to_hour", "day_of_month",
         "payday_of_month", "payday_effect", "uptime_share"),
        Unit.BUILT_IN,
    ),
}  # fmt: skip
"""Numbers whose unit does not end their name."""

_SUFFIXES: tuple[tuple[str, Unit], ...] = (
    ("_per_day_share", Unit.CHANCE),
    ("_per_year_share", Unit.CHANCE),
    ("_per_day", Unit.RATE),
    ("_per_week", Unit.RATE),
    ("_per_month", Unit.RATE),
    ("_per_year", Unit.RATE),
    ("_days", Unit.LENGTH),
    ("_hours", Unit.LENGTH),
)

_SPEAKS_OF_TIME = (
    # people's own minutes and hours of training are no steps of the market
    "checkout_minutes", "cost_per_hour", "effort_per_hour", "hours_per_person", "minutes",
    "minutes_per_km", "payment_minutes", "usual_order_minutes", "usual_payment_minutes",
    "system_failure_minutes",
    # relative to other days, once a period, or told in words alone
    "contact_steps", "discount_share", "handle_cv", "handle_times", "latest_weight",
    "media_cost_times", "need_times", "on_time_times", "period_update", "sample_people",
    "staff_times", "wait_pain_per_doubling",
    # what is said, met or read in a step is half as much: how much of that is heard is the same
    "hear_share", "meetings_per_day", "read_share",
)  # fmt: skip
"""Timeless numbers whose description speaks of time."""

_TIMELESS = (
    "accuracy", "share", "convenience", "add_attitude", "add_first_contact_resolution",
    "add_persuasion", "add_quality", "add_skill", "add_staff", "add_utility", "asked_peers",
    "attitude", "attractiveness", "brand_fit", "buy_nothing_utility", "care", "checkout_steps",
    "clarity", "consistency", "credibility", "cta_regret", "cta_strength", "customers",
    "decision", "evaluation", "fatigue", "has_stock", "information", "is_open", "is_present",
    "judgement", "known_share", "max_contacts", "max_rounds", "opinion", "opinion_shift",
    "people", "persuasion", "pain_per_step", "price", "price_sensitivity", "queue_place",
    "reach_people", "referral_reward", "replicates", "reward", "sample_people", "search",
    "search_rank", "seats", "seed", "skill", "skill_gap", "staff", "steps", "stock_units",
    "strength", "support", "target_rank", "template_quality", "tone", "trust_gate",
    "usability", "use", "weight", "aftercare_trust", "distance_km", "catchment_km",
    "effort_weight", "explore_information", "experienced_information", "exposure_information",
    "loyal_trust",
    "one_off_cost", "quality_saturation", "reference_price",
    "satisfaction_update", "setup_help_trust", "setup_minutes",
    "taste_strength", "ties_per_customer", "trust_update", "uncertainty_cost",
    "household_size", "delivery_cost", "start_reviews_per_brand", "earned_per_message",
    "bot_attitude", "click_decay", "content_satisfaction",
    "divided_attention", "effort", "emotion_per_gap", "knowledge", "neutral_belief",
    "opinion_spread", "owner_knowledge", "satisfaction", "trust", "usual_steps",
    "usual_usability",
)  # fmt: skip
_TIMELESS_SUFFIXES = ("_share", "_times", "_cv", "_sd", "_weight", "_chance", "_threshold",
                      "_emotion", "_score")  # fmt: skip
_TIMELESS_STARTS = ("cost_per_",)
_TIMELESS_TABLES = ("attributes", "claims", "tastes", "visibility", "wanted", "add_utility")
_TIME = re.compile(r"\b(days?|weeks?|months?|years?|hours?|tomorrow|yesterday|daily)\b")


def unit_of(scenario: Scenario, path: str) -> Unit:
    """Return how the number at `path` holds time.

    Raises:
        UserError: Neither its name nor a line of this file says.
    """
    *tables, name = path.split(".")
    if tables[-1] in _TIMELESS_TABLES:
        return Unit.TIMELESS
    if name in _SPEAKS_OF_TIME:
        return Unit.TIMELESS
    if name in _NAMES:
        return _NAMES[name]
    for suffix, unit in _SUFFIXES:
        if name.endswith(suffix):
            return unit
    is_known = (
        name in _TIMELESS or name.endswith(_TIMELESS_SUFFIXES) or name.startswith(_TIMELESS_STARTS)
    )
    if not is_known:
        raise UserError("path", path, "nobody said how this number holds time: say it in units.py.")
    if _TIME.search(meaning_of(scenario, path)):
        remedy = "its description speaks of time and its name does not: say its unit in units.py."
        raise UserError("path", path, remedy)
    return Unit.TIMELESS


def halve(unit: Unit, value: float) -> float:
    """Return a number of a step of a day for a step of half a day."""
    if unit is Unit.LENGTH:
        return 2.0 * value
    if unit is Unit.RATE:
        return value / 2.0
    if unit is Unit.CHANCE:
        return 1.0 - math.sqrt(1.0 - min(value, 1.0))
    if unit is Unit.STAYS:
        return math.sqrt(max(value, 0.0))
    if unit is Unit.GROWTH:
        return math.sqrt(1.0 + value) - 1.0
    return value
