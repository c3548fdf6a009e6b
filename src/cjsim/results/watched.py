"""One customer watched for a whole run: its story, and what happened to it by day."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import pandas as pd

from cjsim.errors import UserError
from cjsim.journey.feeling import emotion_now
from cjsim.journey.plain import PlainRecord, uncompiled
from cjsim.journey.stages import STAGE_NAMES, Mark
from cjsim.model import JourneyModel, finish
from cjsim.results.run import Run
from cjsim.results.story import Story, tell


class Watched(NamedTuple):
    """The story of a customer, and its diary.

    `diary` has one row for each day on which something happened: day, date, stage (in the
    evening), marks (a tuple of names of `Mark`), emotion (-2 to 2), trust (0 to 1).
    """

    story: Story
    diary: pd.DataFrame


def watched(run: Run, customer: int) -> Watched:
    """Run the market of a run once more, watching one customer.

    Raises:
        UserError: There is no such customer.
    """
    n_customers = run.scenario.n_customers()
    if not 0 <= customer < n_customers:
        raise UserError("customer", customer, f"customers are numbered 0 to {n_customers - 1}.")
    model = JourneyModel(
        run.scenario, plan=run.plan, seed=run.seed, rules=run._rules, panel=[customer]
    )
    finish(model)
    felt = uncompiled(emotion_now, {})
    market = PlainRecord(model.markets[model.records["segment"][customer]])
    first = run.scenario.scenario.start
    rows = [
        {
            "day": day,
            "date": pd.Timestamp(first + dt.timedelta(day)),
            "stage": STAGE_NAMES[int(page["stage"])],
            "marks": tuple(mark.name.lower() for mark in Mark if int(page["marks"]) >> mark & 1),
            "emotion": float(felt(PlainRecord(page), market, day)),
            "trust": float(page["trust"]),
        }
        for day, page in model.diary.of(customer)
    ]
    columns = ["day", "date", "stage", "marks", "emotion", "trust"]
    return Watched(tell(model, customer), pd.DataFrame(rows, columns=columns))
