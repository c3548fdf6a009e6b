"""E8: in the ready-made markets nothing is made or lost, people, moves, money or tickets."""

from __future__ import annotations

import numpy as np

from cjsim.journey.stages import MOVES, N_STAGES, Stage
from cjsim.model import JourneyModel
from cjsim.results.markets import load_scenario
from cjsim.results.run import Run, run
from cjsim.scenarios import list_scenarios
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.sizing import resized
from cjsim.validation.check import Check, Finding, none_off

QUICK_MARKETS = ("electronics", "crm")
ACCOUNTS = {"revenue": 1.0, "refunds": -1.0, "goods": -1.0, "fees": -1.0, "delivery": -1.0}
"""What daily counts say of sales, and the sign it has in the ledger."""


def ready_made(quick: bool) -> dict[str, Scenario]:
    """Return ready-made markets, small: two of them over 120 days, or all over a year."""
    names = QUICK_MARKETS if quick else [name for name, _description in list_scenarios()]
    customers, most_days = (500, 120) if quick else (1_500, 365)
    markets = {name: load_scenario(name) for name in names}
    return {
        name: resized(scenario, customers, min(scenario.n_days(), most_days))
        for name, scenario in markets.items()
    }


def first_plan(scenario: Scenario) -> str:
    """Return the first plan that changes anything."""
    return next(name for name, entries in scenario.plans.items() if entries)


def days_people_are_off(result: Run) -> int:
    """Return on how many days people in all stages are not the people of the market."""
    stages = [stage.name.lower() for stage in Stage]
    people = result.daily.groupby("day")[stages].sum().sum(axis=1).to_numpy(float)
    expected = float(result.scenario.scenario.people)
    return int((np.abs(people - expected) > 1e-9 * expected).sum())


def moves_off(result: Run, began: np.ndarray) -> int:
    """Return how many moves are not allowed, or do not begin where the customer stood.

    `began` is the stage of each customer at the start, shape (customers,).
    """
    moves = result.history.moves
    moves = moves[np.lexsort((moves["day"], moves["customer"]))]
    allowed = np.zeros((N_STAGES, N_STAGES), bool)
    for stage, others in MOVES.items():
        for other in others:
            allowed[stage, other] = True
    is_first = np.r_[True, np.diff(moves["customer"]) != 0][: moves.size]
    stood = np.where(is_first, began[moves["customer"]], np.roll(moves["to_stage"], 1))
    is_off = ~allowed[moves["from_stage"], moves["to_stage"]] | (moves["from_stage"] != stood)
    return int(is_off.sum())


def days_money_is_off(result: Run) -> int:
    """Return on how many days an account of the ledger is not what the day's sales come to."""
    off = np.zeros(result.scenario.n_days(), bool)
    for column, sign in ACCOUNTS.items():
        counted = sign * result.daily.groupby("day")[column].sum().to_numpy(float)
        booked = result.history.ledger.by_day(column)
        off |= np.abs(booked - counted) > 1e-9 * np.abs(counted) + 1e-6
    return int(off.sum())


def is_profit_off(result: Run) -> bool:
    """Return whether the contribution is not the sum of all that was spent and earned."""
    total = float(result.ledger["amount"].sum())
    size = float(result.ledger["amount"].abs().sum())
    return abs(result.kpi_values()["contribution"] - total) > 1e-9 * size


def days_tickets_are_off(result: Run) -> int:
    """Return on how many days tickets opened so far are not those answered, given up or waiting."""
    days = result.support
    ended = days["answered"].cumsum() + days["gave_up"].cumsum()
    return int((days["opened"].cumsum() != ended + days["backlog"]).sum())


def nothing_lost(quick: bool) -> list[Finding]:
    """Check that people, moves, money and tickets add up in the ready-made markets."""
    people = moves = money = profit = tickets = n_days = n_moves = n_tickets = n_runs = 0
    for scenario in ready_made(quick).values():
        for plan in ("keep", first_plan(scenario)):
            start = JourneyModel(scenario, plan=plan, panel=0)
            began = start.records["stage"].copy()
            start.close()
            result = run(scenario, plan=plan)
            people += days_people_are_off(result)
            moves += moves_off(result, began)
            money += days_money_is_off(result)
            profit += is_profit_off(result)
            tickets += days_tickets_are_off(result)
            n_days += scenario.n_days()
            n_moves += result.history.moves.size
            n_tickets += int(result.support["opened"].sum())
            n_runs += 1
    return [
        none_off("people in all stages are all people", people, f"{n_days:,} days"),
        none_off("moves are allowed, and go on from the last", moves, f"{n_moves:,} moves"),
        none_off("the ledger's sales are the sales counted", money, f"{n_days:,} days"),
        none_off("contribution is all earned and spent", profit, f"{n_runs} runs"),
        none_off("tickets answered, given up or waiting", tickets, f"{n_tickets:,} tickets"),
    ]


E8 = Check(
    "E8", "Nothing is made or lost", "accounting, in the ready-made markets", (nothing_lost,)
)
