"""The people around one customer: who is tied to whom, and where each stands on some days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from cjsim.errors import UserError
from cjsim.journey.stages import STAGE_NAMES, Relation, Stage
from cjsim.model import JourneyModel
from cjsim.peers.network import Network
from cjsim.results.run import Run

_OPINION = 127.0


class Neighbourhood(NamedTuple):
    """People and ties.

    `people`: customer, distance (ties from the one in the middle), parent (who is nearer), stage,
    is_customer (of ours), attitude (towards us, -1 to 1; NaN for who does not know us), day: a
    row for each person and day. `ties`: one, other, kind.
    """

    people: pd.DataFrame
    ties: pd.DataFrame


def neighbourhood(
    run: Run, customer: int, days: Sequence[int], n_people: int = 150
) -> Neighbourhood:
    """Run the market of a run once more and look at the people around one customer.

    Args:
        run: A run.
        customer: Who is in the middle.
        days: At the ends of which days to look, 0 the first.
        n_people: People at most, the nearest first.

    Raises:
        UserError: There is no such customer, or a day is not in the run.
    """
    n_customers, n_days = run.scenario.n_customers(), run.scenario.n_days()
    if not 0 <= customer < n_customers:
        raise UserError("customer", customer, f"customers are numbered 0 to {n_customers - 1}.")
    if not days or min(days) < 0 or max(days) >= n_days:
        raise UserError("days", list(days), f"name days from 0 to {n_days - 1}.")
    model = JourneyModel(
        run.scenario, plan=run.plan, seed=run.seed, rules=run._rules, panel=0, keep_moves=False
    )
    around = _around(model.network, customer, n_people)
    frames = []
    try:
        for day in range(max(days) + 1):
            model.step()
            if day in days:
                frames.append(_picture(model, around, day))
    finally:
        model.close()
    ids = set(around["customer"])
    ties = [
        {"one": one, "other": other, "kind": kind}
        for one in around["customer"]
        for other, kind in model.network.ties_of(one)
        if one < other and other in ids
    ]
    return Neighbourhood(
        pd.concat(frames, ignore_index=True), pd.DataFrame(ties, columns=["one", "other", "kind"])
    )


def _around(network: Network, customer: int, n_people: int) -> pd.DataFrame:
    """Return the people nearest to a customer by ties: customer, distance, parent."""
    found = {customer: (0, -1)}
    ring = [customer]
    distance = 0
    while ring and len(found) < n_people:
        distance += 1
        wider = []
        tied = {one: [other for other, _kind in sorted(network.ties_of(one))] for one in ring}
        for turn in range(max(map(len, tied.values()))):  # one of each in turn: none stays alone
            for one in ring:
                other = tied[one][turn] if turn < len(tied[one]) else one
                if other not in found and len(found) < n_people:
                    found[other] = (distance, one)
                    wider.append(other)
        ring = wider
    return pd.DataFrame(
        [(one, far, parent) for one, (far, parent) in found.items()],
        columns=["customer", "distance", "parent"],
    )


def _picture(model: JourneyModel, around: pd.DataFrame, day: int) -> pd.DataFrame:
    """Return where the people stand in the evening of a day."""
    records = model.records[around["customer"].to_numpy()]
    ours = list(model.market_file.brands).index(model.market_file.our_brand)
    knows = (records["known"].astype(np.int64) >> ours) & 1
    attitude = np.where(knows == 1, records["opinion"][:, ours] / _OPINION, np.nan)
    stages = records["stage"].astype(np.int64)
    has_ours = (records["brand"] == ours) & np.isin(stages, (Stage.USE, Stage.SUPPORT))
    return around.assign(
        stage=np.array(STAGE_NAMES)[stages],
        has_ours=has_ours,
        is_customer=records["relation"] == Relation.CUSTOMER,
        attitude=attitude,
        day=day,
    )
