"""Markets so bare that theory knows what must come of them, as mappings `load_scenario` reads.

Each is a special case of a market file, not another model: all that is not the theory's is
switched off or set to nothing. Where a number would not be nothing by default it is written.
"""

from typing import Any

from cjsim.journey.market import DAYS_PER_YEAR

EVERY_MECHANISM = (
    "media", "persuasion", "earned_media", "forgetting", "word_of_mouth", "reviews",
    "ask_in_search", "experienced_users", "talk_in_evaluation", "feedback",
    "attitude_of_others", "unexpected_situations", "onboarding", "failures", "support", "leaving",
    "competitor_reaction", "explore", "stock", "late_delivery", "regret",
)  # fmt: skip


def bare_market(customers: int, days: int, *, with_only: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return a market of one segment and one brand in which nothing happens.

    Every mechanism is switched off but those named.
    """
    return {
        "scenario": {
            "name": "theory",
            "currency": "USD",
            "people": customers,
            "customers": customers,
            "start": "2027-01-01",
            "days": days,
            "switches": {name: name in with_only for name in EVERY_MECHANISM},
        },
        "product": {
            "attributes": ["quality"],
            "reference_price": 1.0,
            "need_per_year": 0.0,
            "need_cv": 0.0,
            "failure_per_year": 0.0,
        },
        "segments": {
            "all": {"who": "everyone alike", "share": 1.0, "tastes": {"quality": 1.0},
                    "searching_share": 0.0, "evaluating_share": 0.0},
        },
        "brands": {"ours": bare_brand(is_ours=True)},
        "sales": {"shop": {"abandon_per_step_share": 0.0, "payment_failure_share": 0.0,
                           "delivery_days": 1.0}},
        "peers": {"network": "none"},
    }  # fmt: skip


def bare_brand(
    *, is_ours: bool = False, quality: float = 0.5, price: float = 1.0, known: float = 0.0
) -> dict[str, Any]:
    """Return a brand nobody is a customer of, known by a share of people."""
    return {
        "is_ours": is_ours,
        "price": price,
        "attributes": {"quality": quality},
        "known_share": known,
        "customer_share": 0.0,
        "opinion": 0.0,
    }


def choice_market(
    customers: int, brands: dict[str, dict[str, Any]], *, opinion_weight: float
) -> dict[str, Any]:
    """Return a market in which everyone needs something on day 0, searches and chooses once.

    Search takes a day and tells nothing, so everyone chooses on day 2 by what it knew. With
    `opinion_weight` 0 all who know the same brands are alike.
    """
    market = bare_market(customers, days=3)
    market["product"]["need_per_year"] = DAYS_PER_YEAR
    market["brands"] = brands
    market["journey"] = {
        "search": {"days": 1.0, "findability": 0.0, "discover_share": 0.0,
                   "give_up_per_day_share": 0.0},
        "evaluation": {"days": 1.0, "buy_nothing_utility": 0.5,
                       "opinion_weight": opinion_weight},
    }  # fmt: skip
    return market


def retention_market(customers: int, days: int, *, leave: float, leave_cv: float) -> dict[str, Any]:
    """Return a subscription renewed every day that everyone takes up on the same day.

    Everyone buys on day 3, begins on day 5 and is asked to renew from day 6 on. The product
    is exactly what its makers say and buyers know all of it, so that nobody is more or less
    content than expected and people leave at their own rate.
    """
    market = bare_market(customers, days, with_only=("leaving",))
    quality = 0.6  # satisfaction at which one leaves at the usual rate
    market["brands"] = {"ours": bare_brand(is_ours=True, quality=quality, known=1.0)}
    market["product"] |= {
        "kind": "subscription",
        "need_per_year": DAYS_PER_YEAR,
        "renewal_days": 1.0,
        "leave_per_renewal_share": leave,
        "leave_cv": leave_cv,
    }
    market["content"] = {"clarity": 1.0, "detail": 1.0}
    market["journey"] = {
        "search": {"days": 1.0, "findability": 1.0, "give_up_per_day_share": 0.0},
        "evaluation": {"days": 1.0, "buy_nothing_utility": -1e6},
        "use": {"experience_sd": 0.0, "satisfaction_update": 1.0,
                "expectation_drift_per_year": 0.0},
        "lapsed": {"return_times": 0.0},
    }  # fmt: skip
    return market
