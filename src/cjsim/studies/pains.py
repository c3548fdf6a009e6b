"""Where a market hurts, as the search for proposals weighs it: always what a diagnosis says."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from cjsim.errors import UserError
from cjsim.history import History
from cjsim.language import text
from cjsim.results.diagnosis import Diagnosis, diagnose
from cjsim.results.pains import PAINS
from cjsim.scenarios.errors import did_you_mean
from cjsim.scenarios.schema import Scenario


class Felt(NamedTuple):
    """How often a pain was felt, times for all the people, and the money it cost."""

    times: float
    money_lost: float


def pains_of(scenario: Scenario, history: History) -> dict[str, Felt]:
    """Return each pain of a run, as its diagnosis has it."""
    return pains_in(diagnose(scenario, history, pd.DataFrame()))


def mean_of(runs: Sequence[Mapping[str, Felt]]) -> dict[str, Felt]:
    """Return the means over runs, the costliest pain first; one that a run lacks is 0 there."""
    nothing = Felt(0.0, 0.0)
    rows = []
    for name in dict.fromkeys(name for run in runs for name in run):
        each = [run.get(name, nothing) for run in runs]
        times = math.fsum(one.times for one in each)
        money = math.fsum(one.money_lost for one in each)
        rows.append((name, times / len(runs), money / len(runs)))
    return _ordered(rows)


def pains_in(pains: Diagnosis | pd.DataFrame | Mapping[str, float]) -> dict[str, Felt]:
    """Return pains by name, the costliest first and of those that cost alike the commonest.

    Args:
        pains: A diagnosis; one of its tables, or a part of one; or a weight for each pain,
            which then stands for times and money alike.

    Raises:
        UserError: A pain that there is not, or a table that has none.
    """
    if isinstance(pains, Diagnosis):
        return _ordered([*_rows(pains.pains), *_rows(pains.losses)])
    if isinstance(pains, pd.DataFrame):
        return _ordered(_rows(pains))
    return _ordered((name, weight, weight) for name, weight in pains.items())


def _rows(table: pd.DataFrame) -> list[tuple[str, float, float]]:
    """Return pain, times and money lost of each row."""
    times = next((name for name in ("bad_contacts", "times") if name in table), None)
    if times is None or "pain" not in table or "money_lost" not in table:
        remedy = text("hand over run.diagnose(), or its table pains or losses.")
        raise UserError("pains", ", ".join(map(str, table.columns)), remedy)
    rows = table.groupby("pain", sort=False)[[times, "money_lost"]].sum()
    return [(str(name), *row) for name, row in zip(rows.index, rows.to_numpy(), strict=True)]


def _ordered(rows: Iterable[tuple[str, float, float]]) -> dict[str, Felt]:
    found = {_known(name): Felt(float(times), float(money)) for name, times, money in rows}
    return dict(sorted(found.items(), key=lambda one: (-one[1].money_lost, -one[1].times)))


def _known(name: str) -> str:
    """Return the name of a pain, which may be written with underscores."""
    spaced = name.replace("_", " ")
    if spaced not in PAINS:
        remedy = text(
            "there are: {pains}.{spaced}",
            {"pains": ", ".join(PAINS), "spaced": did_you_mean(spaced, PAINS)},
        )
        raise UserError("pains", name, remedy)
    return spaced
