"""Does a CRM close three times more?

A seller says so. The claim is written down as what it is, a number with its source and a
range; beside it stands what a CRM really moves, one mechanism at a time: whom the firm can
name and what it takes them for (names), a course of messages to those so named (course), how
many who ask before buying get an answer (answers), how many who put an order off are reminded
(reminders), and all of them (crm). Each is raised from the shop's way of today (0) to the
best there could be (1), for the same people with the same luck.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from shop import market, tell

import cjsim

CLAIMED = 3.0
CLAIM = "claim: the seller of a CRM says that it closes three times more than the traditional way"
STRENGTHS = (0.25, 1.0)
MECHANISMS = ("names", "course", "answers", "reminders", "crm")
MAX_PERSUASION = 3.0
"""Utility that turns odds of 1 to 20 into even ones."""

SMALL_SHOP: dict[str, Any] = {
    "segments": {
        "everyone": {"share": 0.6},
        "keen": {
            "who": "people who like to have the newest phone",
            "label": "target",
            "share": 0.4,
            "tastes": {"quality": 0.5, "convenience": 0.25, "service": 0.25},
            "price_sensitivity": 2.0,
            "need_times": 1.5,
        },
    },
    "brands": {
        "shop": {
            "known_share": 0.3,
            "customer_share": 0.03,
            "opinion": -0.1,
            "price": 7_000_000,
            "attributes": {"quality": 0.5, "convenience": 0.5, "service": 0.5},
        },
        "rival": {"known_share": 0.9, "customer_share": 0.4},
    },
    "explore": {"hotline": {"kind": "hotline", "per_day_share": 0.3, "capacity_per_day": 5}},
    "journey": {"purchase": {"hesitate_per_day_share": 0.3, "cool_off_share": 0.2}},
    "channels": {
        "facebook_ads": {"spend_per_month": 10_000_000},
        "email": {"moment": "contact", "reach_share": 0.9, "cost_per_contact": 0},
    },
    "crm": {"identified_share": 0.05, "label_error_share": 0.4, "data_delay_days": 14},
}
"""Known by few, so that there is room for three times more; a list of customers on paper."""


def _mechanisms(strength: float) -> dict[str, list[dict[str, Any]]]:
    """Return what each mechanism does at a strength from 0 (today) to 1 (the best)."""
    rest = 1.0 - strength
    names: list[dict[str, Any]] = [
        {"type": "identify", "share": 0.05 + 0.95 * strength},
        {"type": "crm_data", "label_error_share": 0.4 * rest, "data_delay_days": round(14 * rest)},
    ]
    course = {"type": "nurture", "channel": "email", "labels": ["target"],
              "information": 0.2 * strength, "response_share": 0.2 * strength}  # fmt: skip
    line = {"type": "presale_line", "explore": "hotline", "capacity_per_day": 5 + 395 * strength}
    reminder = {"type": "lever", "path": "journey.purchase.cool_off_share", "times": rest}
    return {
        "names": names,
        "course": [*names, course],
        "answers": [line],
        "reminders": [reminder],
        "crm": [*names, course, line, reminder],
    }


def _plans() -> tuple[dict[str, Any], dict[str, list[str]]]:
    """Return the interventions and the plans: each mechanism, all of them, and the claim."""
    actions: dict[str, Any] = {
        "claimed": {
            "type": "lever",
            "path": "journey.purchase.persuasion",
            "by": {"value": math.log(CLAIMED), "low": 0.0, "high": math.log(CLAIMED),
                   "source": CLAIM},
            "cost": "free",
        }
    }  # fmt: skip
    plans: dict[str, list[str]] = {"keep": [], "claim": ["claimed"]}
    for strength in STRENGTHS:
        percent = round(100 * strength)
        for mechanism, parts in _mechanisms(strength).items():
            names = [f"{mechanism}_{percent}_{place}" for place in range(len(parts))]
            actions |= {n: {**part, "cost": "free"} for n, part in zip(names, parts, strict=True)}
            plans[f"{mechanism}_{percent}"] = names
        actions[f"persuasion_{percent}"] = {
            "type": "persuasion_training", "add_persuasion": MAX_PERSUASION * strength,
            "cost": "free",
        }  # fmt: skip
        plans[f"persuasion_{percent}"] = [f"persuasion_{percent}"]
    return actions, plans


def play(customers: int = 4000, replicates: int = 10) -> dict[str, float]:
    """Return the lift in new customers by mechanism and strength, and the strength 3 needs."""
    actions, plans = _plans()
    shop = market({**SMALL_SHOP, "interventions": actions, "plans": plans})
    comparison = cjsim.compare(
        shop,
        plans=list(plans),
        replicates=replicates,
        customers=customers,
        days=365,
        split_futures=0,
    )
    before = comparison.values("keep", "new_customers")
    found = {}
    for plan in plans:
        lift = comparison.values(plan, "new_customers") / before
        found[plan] = float(lift.mean())
        found[f"{plan}_low"], found[f"{plan}_high"] = map(float, np.quantile(lift, [0.05, 0.95]))
    return found | {f"{one}_needs": needed(found, one) for one in (*MECHANISMS, "persuasion")}


def needed(found: Mapping[str, float], mechanism: str) -> float:
    """Return the strength at which a mechanism lifts as claimed; infinite if it never does."""
    strengths = [0.0, *STRENGTHS]
    lifts = [1.0, *(found[f"{mechanism}_{round(100 * one)}"] for one in STRENGTHS)]
    for place in range(1, len(strengths)):
        if lifts[place] >= CLAIMED:
            part = (CLAIMED - lifts[place - 1]) / (lifts[place] - lifts[place - 1])
            return strengths[place - 1] + part * (strengths[place] - strengths[place - 1])
    return math.inf


def say(found: Mapping[str, float]) -> str:
    """Return the finding in words."""
    lifts = "\n".join(
        f"  {one}: {found[f'{one}_25']:.2f} times a quarter of the way, "
        f"{found[f'{one}_100']:.2f} at the best ({found[f'{one}_100_low']:.2f} to "
        f"{found[f'{one}_100_high']:.2f}); "
        + (
            f"no strength of it makes {CLAIMED:.0f}"
            if math.isinf(found[f"{one}_needs"])
            else f"{CLAIMED:.0f} needs {found[f'{one}_needs']:.0%} of the way"
        )
        for one in MECHANISMS
    )
    utility = MAX_PERSUASION * found["persuasion_needs"]
    return (
        f"New customers against those of today, where {CLAIMED:.0f} is claimed:\n{lifts}\n"
        f"Odds of being chosen raised by up to {CLAIMED:.0f} times, the claim at its word, make "
        f"{found['claim']:.2f} ({found['claim_low']:.2f} to {found['claim_high']:.2f}). "
        + (
            "Persuasion that turns odds of 1 to 20 into even ones does not make it."
            if math.isinf(utility)
            else f"To make {CLAIMED:.0f} it takes persuasion worth about {utility:.1f} of utility: "
            f"odds of being chosen some {math.exp(utility):.0f} times as high."
        )
    )


if __name__ == "__main__":
    tell(play, say)
