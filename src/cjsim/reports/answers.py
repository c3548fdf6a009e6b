"""The question of a brief, its answer in one sentence, and what would change it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cjsim.language import text
from cjsim.plots.numbers import change, percent, value
from cjsim.plots.words import path_words, sentence
from cjsim.reports.drivers import drivers_of
from cjsim.reports.rows import SURE, row_of
from cjsim.results.definitions import BY_NAME, kpi_words
from cjsim.results.saving import Result

MOST_DOTS = 120
_ALL = 0.995


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer: `call` is "good", "bad" or "open"; `word` says it; `sentence` says how sure.

    `n_better` of `n_futures` are better (0 of 0 where neither way is better); `money` says what
    becomes of the contribution where another KPI decides, else ""; `decision` is the sentence of
    a comparison that ran until it was clear, else "".
    """

    call: str
    word: str
    sentence: str
    n_better: int
    n_futures: int
    counted: str
    money: str
    decision: str


def question_of(pair: tuple[str, str]) -> str:
    """Return the question a brief answers."""
    return text(
        "Is plan “{plan}” better than “{baseline}”?", {"plan": pair[1], "baseline": pair[0]}
    )


def answer_of(
    table: pd.DataFrame, pair: tuple[str, str], kpi: str, manifest: dict[str, Any]
) -> Answer:
    """Return the answer by the KPI that decides."""
    row = row_of(table, pair[1], kpi)
    unit, n_futures = str(row["unit"]), int(row["n_futures"])
    words = {"kpi": sentence(kpi_words(kpi)), "plan": pair[1], "baseline": pair[0]}
    decision = manifest.get("decision") or {}
    said = str(decision.get("sentence", ""))
    money = "" if kpi == "contribution" else _money(table, pair)
    if math.isnan(row["difference"]):
        undefined = text("{kpi} is undefined in every future.", words)
        return Answer("open", text("Not known"), undefined, 0, 0, "", money, said)
    if row["difference_low"] == row["difference_high"] == 0.0:
        same = text("{kpi} is the same as under “{baseline}” in every future.", words)
        return Answer("open", text("No difference"), same, 0, 0, "", money, said)
    words |= {
        "change": change(float(row["difference"]), unit),
        "low": change(float(row["difference_low"]), unit),
        "high": change(float(row["difference_high"]), unit),
    }
    how_sure = text(
        "{kpi}: {change} on average against “{baseline}”; 9 of 10 futures lie between {low} and "
        "{high}.",
        words,
    )
    if BY_NAME[kpi].better is None:
        return Answer("open", text("It depends"), how_sure, 0, 0, "", money, said)
    p, n_better = float(row["p_better"]), int(row["n_better"])
    call = "good" if p >= SURE else "bad" if p <= 1.0 - SURE else "open"
    word = {"good": text("Yes, better"), "bad": text("No, worse")}.get(call, text("Not clear"))
    counted = text("Better in {n} of {total} futures", {"n": n_better, "total": n_futures})
    return Answer(call, word, how_sure, n_better, n_futures, counted, money, said)


def _money(table: pd.DataFrame, pair: tuple[str, str]) -> str:
    """Return what becomes of the contribution."""
    row = row_of(table, pair[1], "contribution")
    if math.isnan(row["difference"]):
        return ""
    unit = str(row["unit"])
    return text(
        "The money: contribution {change} on average ({low} to {high}), better in {n} of {total} "
        "futures.",
        {
            "change": change(float(row["difference"]), unit),
            "low": change(float(row["difference_low"]), unit),
            "high": change(float(row["difference_high"]), unit),
            "n": int(row["n_better"]),
            "total": int(row["n_futures"]),
        },
    )


def changes_of(result: Result, table: pd.DataFrame, pair: tuple[str, str], kpi: str) -> list[str]:
    """Return what would change the answer, a sentence each."""
    row = row_of(table, pair[1], kpi)
    if math.isnan(row["difference"]):
        return []
    said = [*_costs(table, pair, kpi), *_worse(result, pair, kpi)]
    luck = float(row["chance_share"])
    if luck >= _ALL:
        said.append(
            text(
                "The spread between futures is luck alone: the numbers nobody knows exactly add "
                "next to nothing to it."
            )
        )
    elif not math.isnan(luck):
        said.append(
            text(
                "{luck} of the spread between futures is luck; the rest comes from numbers nobody "
                "knows exactly.",
                {"luck": percent(luck)},
            )
        )
    drivers = drivers_of(result, pair, kpi)
    clear = [driver for driver in drivers if driver.is_clear]
    for driver in clear[:2]:
        words = {"number": path_words(driver.path), "rank": f"{abs(driver.rank):.2f}"}
        said.append(
            text("The higher “{number}” truly is, the more the plan brings.", words)
            if driver.rank > 0
            else text("The higher “{number}” truly is, the less the plan brings.", words)
        )
    if len(drivers) == 1 and not clear:
        said.append(
            text(
                "The one number with a range moves the difference by itself no more than luck "
                "could."
            )
        )
    elif drivers and not clear:
        said.append(
            text(
                "None of the {n} numbers with a range moves the difference by itself more than "
                "luck could.",
                {"n": len(drivers)},
            )
        )
    return said


def _costs(table: pd.DataFrame, pair: tuple[str, str], kpi: str) -> list[str]:
    """Return how much more (or less) a plan may cost: money counts one for one."""
    if kpi != "contribution":
        return []
    row = row_of(table, pair[1], kpi)
    unit, gain = str(row["unit"]), float(row["difference"])
    costs = ("media_spend", "support_cost", "plan_cost")
    more = sum(float(row_of(table, pair[1], name)["difference"]) for name in costs)
    words = {"gain": value(abs(gain), unit), "cost": change(more, unit)}
    if gain > 0:
        return [
            text(
                "If the plan costs {gain} more than planned, the mean gain is gone (planned "
                "beyond the baseline: {cost}).",
                words,
            )
        ]
    return [
        text(
            "The plan would break even on average if it cost {gain} less (planned beyond the "
            "baseline: {cost}).",
            words,
        )
    ]


def _worse(result: Result, pair: tuple[str, str], kpi: str) -> list[str]:
    """Return how much worse the plan is in the futures in which it is worse."""
    if BY_NAME[kpi].better is None:
        return []
    futures = result.tables["futures"].pivot_table(index="replicate", columns="plan", values=kpi)
    difference = futures[pair[1]] - futures[pair[0]]
    gain = difference if BY_NAME[kpi].better == "higher" else -difference
    is_worse = gain < 0
    if not is_worse.any():
        return [
            text("In none of the {total} futures is the plan worse.", {"total": len(difference)})
        ]
    unit = str(result.tables["table"].query("kpi == @kpi")["unit"].iloc[0])
    return [
        text(
            "In {n} of {total} futures the plan is worse: there by {change} on average.",
            {
                "n": int(is_worse.sum()),
                "total": len(difference),
                "change": change(float(difference[is_worse].mean()), unit),
            },
        )
    ]
