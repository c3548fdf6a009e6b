"""The case of the intervention that is decided during the run."""

from __future__ import annotations

from typing import Any

import numpy as np

from cjsim import JourneyModel
from tests.lab import START_DAY, kpi

REVIEW = 5.0
EVERY = 4


def reviews(model: JourneyModel) -> np.ndarray:
    """Cost of reviews by day, for a policy that begins at START."""
    days = np.arange(model.market_file.n_days())
    return np.where((days - START_DAY + 1) % EVERY == 0, -REVIEW, 0.0)


def cases(case: type[Any]) -> dict[str, Any]:
    """The cases, as `case` objects."""
    return {
        "policy": case(
            table={"check_every_days": EVERY, "kpi": "orders", "below": 1e9, "then": ["sale_now"],
                   "until": "recovered", "cost_per_review": REVIEW, "one_off_cost": 100,
                   "cost_per_month": 30},
            nothing={"below": -1},
            outcome=lambda model: kpi(model, "choice_share"),
            way=1,
            bad=(("check_every_days", 0), ("check_every_days", 1.5), ("kpi", "ordrs"),
                 ("then", ["nobody"]), ("then", ["it"]), ("then", []), ("until", "never"),
                 ("for_days", 0), ("over_days", 2.5), ("cost_per_review", -1),
                 ("segments", ["nobody"]), ("ramp_days", 3), ("half_life_days", 3),
                 ("below", "few")),
            changes={"interventions.sale_now": {"type": "discount", "share": 0.4}},
            money={"programmes": reviews},
            takes_audience=False,
        ),
    }  # fmt: skip
