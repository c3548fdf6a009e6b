"""The parts of a brief, worked out once from a result; how they are shown is not known here."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

import numpy as np
import pandas as pd

from cjsim.errors import UserError
from cjsim.language import current, date, text
from cjsim.plots.numbers import change, fixed
from cjsim.reports.answers import Answer, answer_of, changes_of, question_of
from cjsim.reports.making import Assumptions, Fact, assumptions_of, facts_of
from cjsim.reports.rows import (
    Figures,
    Reason,
    Segments,
    figures_of,
    plans_of,
    reasons_of,
    row_of,
    segments_of,
)
from cjsim.results.definitions import BY_NAME
from cjsim.results.saving import Result
from cjsim.scenarios.type_names import named

_NAME_SIGNS, _DESCRIPTION_SIGNS, _MEASURES_SIGNS = 70, 260, 240
"""Signs that have room on two pages; the rest of what a file says stands in the file."""


@dataclass(frozen=True, slots=True)
class Map:
    """The journey map before and after: an SVG picture (base64) and its alt text."""

    svg: str
    alt: str


@dataclass(frozen=True, slots=True)
class Brief:
    """What a brief says, in the language it was made in; `data` are its tables as numbers."""

    lang: str
    market: str
    question: str
    description: str
    measures: str
    setting: str
    answer: Answer
    money: Figures
    people: Figures
    others: Figures | None
    reasons: list[Reason]
    reasons_note: str
    segments: Segments
    changes: list[str]
    turn_command: str
    map: Map | None
    assumptions: Assumptions
    facts: list[Fact]
    data: dict[str, pd.DataFrame]


def brief_of(result: Result, plan: str | None = None) -> Brief:
    """Return the brief of a comparison in the language spoken.

    Args:
        result: A saved or fresh comparison (`cjsim.results.saving`).
        plan: The plan it is about; when None the one with the best mean of the file's verdict.

    Raises:
        UserError: The comparison has only one plan, or not this one.
    """
    plans = list(result.manifest["plans"])
    if len(plans) < 2:
        raise UserError(
            "RESULT", plans[0],
            text("only one plan was run: a brief weighs two. Compare again, with --plans."),
        )  # fmt: skip
    kpi = verdict_kpi(result)
    about = _chosen(result, plan, plans, kpi)
    pair = (plans[0], about)
    table = result.tables["table"]
    setting = result.scenario.scenario
    return Brief(
        lang=current(),
        market=_fitting(setting.name, _NAME_SIGNS),
        question=question_of(pair),
        description=_fitting(setting.description, _DESCRIPTION_SIGNS),
        measures=_measures(result, about),
        setting=text(
            "{people} people by {customers} simulated customers · {days} days from {start} · "
            "{n} paired futures",
            {
                "people": fixed(float(setting.people), 0),
                "customers": fixed(float(setting.customers), 0),
                "days": fixed(float(setting.days), 0),
                "start": date(setting.start),
                "n": result.manifest["replicates"],
            },
        ),
        answer=answer_of(table, pair, kpi, result.manifest),
        money=figures_of(table, pair, result.scenario, kpi, is_money=True, n_plans=len(plans)),
        people=figures_of(table, pair, result.scenario, kpi, is_money=False, n_plans=len(plans)),
        others=plans_of(table, plans, kpi, result.scenario) if len(plans) > 2 else None,
        reasons=reasons_of(result, about),
        reasons_note=_reasons_note(table, about),
        segments=segments_of(result, about),
        changes=changes_of(result, table, pair, kpi),
        turn_command=(
            f"cjsim switch MARKET --plans {','.join(pair)} --lever PATH --between LOW,HIGH"
        ),
        map=_map(result, pair),
        assumptions=assumptions_of(result, pair, kpi),
        facts=facts_of(result),
        data=_data(result, pair),
    )


def verdict_kpi(result: Result) -> str:
    """Return the KPI that decides: the file's verdict, or the first of its headline."""
    kpis = result.scenario.kpis
    return str(kpis.verdict or kpis.headline[0])


def _chosen(result: Result, plan: str | None, plans: list[str], kpi: str) -> str:
    """Return the plan the brief is about."""
    if plan is not None:
        if plan not in plans[1:]:
            raise UserError(
                "plan", plan, text("compared were: {plans}.", {"plans": ", ".join(plans[1:])})
            )
        return plan
    means = result.tables["table"].query("kpi == @kpi").set_index("plan")["mean"].loc[plans[1:]]
    if means.isna().all():
        return plans[1]
    return str(means.idxmin() if BY_NAME[kpi].better == "lower" else means.idxmax())


def _measures(result: Result, plan: str) -> str:
    """Return what a plan does: its interventions with their types."""
    listing = result.scenario.plans.get(plan, [])
    said = [
        text(
            "{name} ({type})",
            {
                "name": each.replace("_", " "),
                "type": named(str(result.scenario.interventions[each].type)),
            },
        )
        for each in listing
    ]
    measures = _fitting(", ".join(said), _MEASURES_SIGNS)
    return text("Plan “{plan}”: {measures}.", {"plan": plan, "measures": measures})


def _fitting(words: str, n_signs: int) -> str:
    """Return words as they are, or their beginning where they have no room."""
    return shorten(words, n_signs, placeholder=" …") if len(words) > n_signs else words


def _reasons_note(table: pd.DataFrame, plan: str) -> str:
    row = row_of(table, plan, "contribution")
    return text(
        "All parts of the difference, these among them, add up to it in every future: {total} on "
        "average.",
        {"total": change(float(row["difference"]), str(row["unit"]))},
    )


def _map(result: Result, pair: tuple[str, str]) -> Map | None:
    """Return the journey map before and after; None where nothing was felt."""
    import matplotlib as mpl
    from matplotlib import pyplot as plt

    from cjsim.plots.journey_changes import journey_change

    journey, emotions = result.tables["journey_map"], result.tables["emotions"]
    if journey.empty or not np.isfinite(emotions["emotion_mean"]).any():
        return None
    with mpl.rc_context({"svg.hashsalt": "cjsim", "svg.fonttype": "path"}):
        picture = journey_change(
            journey, emotions, plans=pair, currency=result.scenario.scenario.currency
        )
        sink = io.BytesIO()
        figure: Any = picture.ax.get_figure()
        figure.savefig(sink, format="svg", metadata={"Date": None})
        plt.close(figure)
    return Map(base64.b64encode(sink.getvalue()).decode("ascii"), picture.alt)


def _data(result: Result, pair: tuple[str, str]) -> dict[str, pd.DataFrame]:
    """Return the tables of the brief as numbers, for spreadsheets."""
    tables = result.tables
    names = ("table", "parts", "who_changed", "reasons", "value_split", "returns", "journey_map")
    data = {}
    for name in names:
        of_pair = tables[name]["plan"].isin(pair)
        data[name] = tables[name][of_pair].reset_index(drop=True)
    written = tables["numbers"]["is_written"]
    data["numbers"] = tables["numbers"][written].reset_index(drop=True)
    facts = [(fact.label, fact.value) for fact in facts_of(result)]
    data["how_made"] = pd.DataFrame(facts, columns=["what", "value"])
    return data
