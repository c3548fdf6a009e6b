"""Who stands where: profit and satisfaction, places, and the same decisions in other futures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cjsim.journey.luck import replicate_seed
from cjsim.model import JourneyModel, finish
from cjsim.peers.implicit import AnyNetwork
from cjsim.results.kpis import kpi_values
from cjsim.results.run import Run, run
from cjsim.scenarios.paths import draw_unknowns
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.sizing import resized
from cjsim.studies.competing.cards import DECIDED, Days, dated
from cjsim.studies.workers import check_workers, each

_OF_SALES = ("revenue", "refunds", "goods", "fees", "delivery")
"""Accounts that grow with what is sold; all others are what the firm spends."""
_LOW, _HIGH = 0.05, 0.95


def spent_beyond(mine: Run, still: Run) -> float:
    """Return what a run has spent so far beyond the shop that changes nothing."""
    spent = []
    for each_run in (mine, still):
        ledger = each_run.ledger
        spent.append(-float(ledger.loc[~ledger["account"].isin(_OF_SALES), "amount"].sum()))
    return spent[0] - spent[1]


def figures(
    mine: Mapping[str, float], still: Mapping[str, float], satisfaction: str, fees: float
) -> dict[str, float]:
    """Return profit (beyond the shop that changes nothing, less fees), feelings and orders.

    `mine` and `still` are KPIs of a team and of that shop.
    """
    return {
        "profit": mine["contribution"] - still["contribution"] - fees,
        "satisfaction": mine[satisfaction],
        "orders": mine["orders"],
    }


def with_places(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of teams (profit, satisfaction) with their places before the rest.

    By the sum of the places in both; of equal sums the one whose worse place is better.
    """
    both = table[["profit", "satisfaction"]].rank(ascending=False, method="min")
    key = both.sum(axis=1) + both.max(axis=1) / (2.0 * len(table) + 1.0)
    placed = table.assign(
        place=key.rank(method="min").astype(int),
        profit_place=both["profit"].astype(int),
        satisfaction_place=both["satisfaction"].astype(int),
    )
    front = ["place", "team", "profit", "profit_place", "satisfaction", "satisfaction_place"]
    return placed[[*front, *(name for name in table if name not in front)]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What one other future of all teams needs."""

    scenario: Scenario
    held: Mapping[str, Mapping[str, Days]]
    fees: Mapping[str, float]
    satisfaction: str
    seed: int
    future: int
    is_unknown: bool
    n_days: int


def live(asked: Asked) -> pd.DataFrame:
    """Live one future with the decisions of every team; return a row a team."""
    world = asked.future if asked.is_unknown else 0
    market = resized(draw_unknowns(asked.scenario, asked.seed, world), None, asked.n_days)
    luck = replicate_seed(asked.seed, asked.future)

    network: AnyNetwork | None = None

    def lived(held: Mapping[str, Days]) -> dict[str, float]:
        nonlocal network  # who knows whom is the same for all
        model = JourneyModel(
            dated(market, held), plan=DECIDED, seed=luck, panel=0,
            keep_moves=False, network=network,
        )  # fmt: skip
        network = model.network
        finish(model)
        return kpi_values(model.market_file, model.history, model.reviews.mean_of_ours)

    still = lived({})
    rows: list[dict[str, Any]] = [
        {"team": team, **figures(lived(held), still, asked.satisfaction, asked.fees[team])}
        for team, held in asked.held.items()
    ]
    table = with_places(pd.DataFrame(rows))
    table.insert(0, "future", asked.future)
    return table


def _prepare(asked: Asked) -> None:
    """Compile the engine before any process starts: a day of a few customers."""
    few = min(50, asked.scenario.n_customers())
    run(resized(asked.scenario, few, 1))


def futures_of(tasks: list[Asked], workers: int | None) -> pd.DataFrame:
    """Return the rows of all futures, in their order."""
    n_workers = min(check_workers(workers), len(tasks))
    tables = list(each(live, tasks, n_workers, None, _prepare))
    return pd.concat(tables).sort_values(["future", "place", "team"], ignore_index=True)


def luck_table(board: pd.DataFrame, futures: pd.DataFrame) -> pd.DataFrame:
    """Return each team as played beside its range over the futures, in the order of the board."""
    first = futures[futures["place"] == 1]
    shared = 1.0 / first.groupby("future")["team"].transform("size")
    n_futures = futures["future"].nunique()
    rows = []
    for row in board[board["place"].notna()].to_dict("records"):
        mine = futures[futures["team"] == row["team"]]
        told = {name: row[name] for name in ("team", "place")}
        for name in ("profit", "satisfaction"):
            low, high = mine[name].quantile([_LOW, _HIGH])
            told |= {name: row[name], f"{name}_low": low, f"{name}_high": high}
        told["mean_place"] = mine["place"].mean()
        told["first_share"] = shared[first["team"] == row["team"]].sum() / n_futures
        rows.append(told | {"futures": n_futures})
    return pd.DataFrame(rows)
