"""The rows of a brief's tables: figures before and after, reasons, and who gains and loses."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cjsim.journey.stages import LEAVING
from cjsim.journey.stages import Reason as Cause
from cjsim.language import text
from cjsim.plots.numbers import MINUS, change, count, percent
from cjsim.plots.words import sentence
from cjsim.reports.forms import Form, money_form
from cjsim.results.definitions import BY_NAME, kpi_words
from cjsim.results.journeys import BEGUN
from cjsim.results.saving import Result
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.type_names import named

_MONEY = ("revenue", "gross_profit", "media_spend", "support_cost", "plan_cost", "contribution")
_PEOPLE = ("orders", "new_customers", "customers", "repeat_rate", "satisfaction", "trust",
           "loyal_share", "first_reply_p90_hours")  # fmt: skip
_MOST_MONEY, _MOST_PEOPLE, _MOST_PLANS, _ROOM = 7, 8, 5, 16
_MOST_SEGMENTS, _MOST_NAMED = 5, 3
N_REASONS_SHOWN = 3
_COST, _COSTS = "costs", ("media", "support", "plan", "other costs")
SURE = 0.9


@dataclass(frozen=True, slots=True)
class Row:
    """A figure: what it is, before, after, the difference with its range, how often better."""

    label: str
    before: str
    after: str
    difference: str
    range: str
    better: str
    is_verdict: bool
    tone: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Rows of figures; `unit` is that of money, "" where each figure has its own.

    `more` says that there are rows that have no room, "" where there are none.
    """

    rows: list[Row]
    unit: str = ""
    more: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """A part of the difference: what happens, the money, its range, and what changed most.

    `bar` is its size beside the largest one shown, 0 to 1.
    """

    title: str
    money: str
    range: str
    detail: str
    tone: str
    bar: float


@dataclass(frozen=True, slots=True)
class Segment:
    """What a plan changed in a segment, in people."""

    label: str
    because: str
    put_off: str
    net: str
    through_others: str
    tone: str


@dataclass(frozen=True, slots=True)
class Segments:
    """Who gains and who loses, in a sentence and by segment."""

    sentence: str
    rows: list[Segment]


def figures_of(
    table: pd.DataFrame,
    pair: tuple[str, str],
    scenario: Scenario,
    kpi: str,
    *,
    is_money: bool,
    n_plans: int,
) -> Figures:
    """Return the rows of money, or those of people and what they feel.

    With many plans to show, what people feel leaves them room.
    """
    n_others = min(n_plans - 1, _MOST_PLANS) if n_plans > 2 else 0
    most = _MOST_MONEY if is_money else min(_MOST_PEOPLE, _ROOM - _MOST_MONEY - n_others)
    headline = [name for name in (kpi, *scenario.kpis.headline) if _is_money(name) == is_money]
    names = list(dict.fromkeys([*_MONEY, *headline] if is_money else [*headline, *_PEOPLE]))
    form = _money_form(table, pair, names, scenario) if is_money else None
    rows = [figure_row(table, pair, name, verdict=kpi, form=form) for name in names]
    shown = [row for row in rows if row is not None][:most]
    return Figures(shown, form.scale.unit if form is not None else "")


def plans_of(table: pd.DataFrame, plans: list[str], kpi: str, scenario: Scenario) -> Figures:
    """Return all plans by the KPI that decides, the best first."""
    changes = {plan: float(row_of(table, plan, kpi)["difference"]) for plan in plans[1:]}
    sign = -1.0 if BY_NAME[kpi].better == "lower" else 1.0
    order = sorted(plans[1:], key=lambda plan: -sign * changes[plan])[:_MOST_PLANS]
    form = None
    if _is_money(kpi):
        largest = max(abs(change) for change in changes.values())
        form = money_form(scenario.scenario.currency, largest)
    rows = [figure_row(table, (plans[0], plan), kpi, label=plan, form=form) for plan in order]
    unit = kpi_words(kpi) if form is None else f"{kpi_words(kpi)}, {form.scale.unit}"
    n_hidden = len(plans) - 1 - len(order)
    more = text("{n} more plans are in the tables.", {"n": n_hidden}) if n_hidden else ""
    if n_hidden == 1:
        more = text("One more plan is in the tables.")
    return Figures([row for row in rows if row is not None], unit, more)


def _money_form(
    table: pd.DataFrame, pair: tuple[str, str], names: list[str], scenario: Scenario
) -> Form:
    """Return the form of money in which the usual difference has few figures."""
    changes = [abs(float(row_of(table, pair[1], name)["difference"])) for name in names]
    seen = sorted(change for change in changes if change > 0) or [0.0]
    return money_form(scenario.scenario.currency, seen[len(seen) // 2])


def row_of(table: pd.DataFrame, plan: str, kpi: str) -> dict[Any, Any]:
    """Return the row of a comparison's table of one plan and KPI."""
    return table[(table["plan"] == plan) & (table["kpi"] == kpi)].iloc[0].to_dict()


def _is_money(kpi: str) -> bool:
    return BY_NAME[kpi].unit == "money"


def figure_row(
    table: pd.DataFrame,
    pair: tuple[str, str],
    kpi: str,
    *,
    label: str | None = None,
    verdict: str = "",
    form: Form | None = None,
) -> Row | None:
    """Return the row of a KPI; None where it is undefined or there is none of it at all."""
    before, after = (row_of(table, plan, kpi) for plan in pair)
    form = form or Form(str(after["unit"]))
    if math.isnan(after["difference"]) or after["mean"] == before["mean"] == 0.0:
        return None
    low, high = float(after["difference_low"]), float(after["difference_high"])
    is_same = low == high == 0.0
    counted = BY_NAME[kpi].better is not None and not is_same
    return Row(
        label=sentence(kpi_words(kpi)) if label is None else label,
        before=form.value(float(before["mean"])),
        after=form.value(float(after["mean"])),
        difference=text("no change") if is_same else form.change(float(after["difference"])),
        range="–" if is_same else form.range(low, high),
        better=f"{int(after['n_better'])}/{int(after['n_futures'])}" if counted else "–",
        is_verdict=kpi == verdict,
        tone=_tone(float(after["p_better"])) if counted else "",
    )


def range_words(low: float, high: float, unit: str) -> str:
    """Return the range of a difference."""
    ends = {"low": change(low, unit), "high": change(high, unit)}
    is_one = ends["low"] == ends["high"]
    return text("in every future") if is_one else text("{low} to {high}", ends)


def _tone(p_better: float) -> str:
    return "good" if p_better >= SURE else "bad" if p_better <= 1.0 - SURE else ""


def reasons_of(result: Result, plan: str) -> list[Reason]:
    """Return the largest parts of the difference in contribution."""
    parts = _with_one_cost(result, plan)
    parts = parts[parts["money"] != 0.0].sort_values("money", key=abs, ascending=False)
    shown = parts.head(N_REASONS_SHOWN).to_dict("records")
    largest = max((abs(row["money"]) for row in shown), default=1.0)
    currency = result.scenario.scenario.currency
    mine = result.tables["reasons"].query("plan == @plan")
    moves = dict(zip(mine["reason"].astype(str), mine["difference"].astype(float), strict=True))
    return [
        Reason(
            title=_titles(row["money"] > 0)[str(row["part"])],
            money=change(row["money"], currency),
            range=range_words(row["low"], row["high"], currency),
            detail=_costs(result, plan) if row["part"] == _COST
            else _detail(str(row["part"]), moves),
            tone="good" if row["money"] > 0 else "bad",
            bar=abs(row["money"]) / largest,
        )
        for row in shown
    ]  # fmt: skip


def _with_one_cost(result: Result, plan: str) -> pd.DataFrame:
    """Return the parts of a plan with all costs as one: what it pays, before what it brings."""
    parts = result.tables["parts"].query("plan == @plan")
    futures = result.tables["futures"]
    futures = futures.assign(left=futures["contribution"] - futures["gross_profit"])
    left = futures.pivot_table(index="replicate", columns="plan", values="left")
    cost = left[plan] - left[str(result.manifest["plans"][0])]
    low, high = cost.quantile([0.05, 0.95])
    row = {"plan": plan, "part": _COST, "money": cost.mean(), "low": low, "high": high}
    others = parts[~parts["part"].isin(_COSTS)]
    return pd.concat([others, pd.DataFrame([row])], ignore_index=True)


def _costs(result: Result, plan: str) -> str:
    """Return which costs change, as what they bring to the contribution."""
    parts = result.tables["parts"].query("plan == @plan").set_index("part")["money"]
    currency = result.scenario.scenario.currency
    names = {
        "media": text("media"),
        "support": text("support desk"),
        "plan": text("programmes and contacts"),
        "other costs": text("other"),
    }
    said = [
        f"{names[part]} {change(float(parts[part]), currency)}"
        for part in _COSTS
        if parts[part] != 0.0
    ]
    return ", ".join(said) if len(said) > 1 else ""


def _titles(is_more: bool) -> dict[str, str]:
    """Return what each part means where it brings money (or takes it)."""
    if is_more:
        return {
            "journeys begun": text("More people begin to look for a product"),
            "went on to compare": text("More of those who search go on to compare"),
            "chose us": text("More of those who compare choose us"),
            "completed the order": text("More of those who chose us complete the order"),
            "renewals": text("More customers renew"),
            "profit per order": text("Each order leaves more"),
            _COST: text("The costs are lower"),
        }
    return {
        "journeys begun": text("Fewer people begin to look for a product"),
        "went on to compare": text("Fewer of those who search go on to compare"),
        "chose us": text("Fewer of those who compare choose us"),
        "completed the order": text("Fewer of those who chose us complete the order"),
        "renewals": text("Fewer customers renew"),
        "profit per order": text("Each order leaves less"),
        _COST: text("The costs are higher"),
    }


_CAUSES: dict[str, tuple[Cause, ...]] = {
    "journeys begun": BEGUN,
    "went on to compare": (Cause.INFORMED, Cause.GAVE_UP, Cause.FOUND_NOTHING),
    "chose us": (Cause.CHOSE_US,),
    "completed the order": (
        Cause.RECONSIDERED, Cause.PUT_OFF_BY_OTHERS, Cause.CANCELLED_FINANCE,
        Cause.CANCELLED_PSYCHOLOGY, Cause.CANCELLED_TIME, Cause.CANCELLED_OTHER,
        Cause.NOT_AVAILABLE, Cause.ABANDONED_CHECKOUT, Cause.PAYMENT_FAILED, Cause.NOT_TRUSTED,
        Cause.COOLED_OFF, Cause.TRIAL_NOT_ANSWERED,
    ),
    "renewals": tuple(LEAVING),
}  # fmt: skip
"""The reasons of moves behind each part."""


def _detail(part: str, moves: Mapping[str, float]) -> str:
    """Return which reason of moves changed most behind a part; "" where none did."""
    causes = [cause.name.lower() for cause in _CAUSES.get(part, ())]
    most = max(causes, key=lambda cause: abs(moves.get(cause, 0.0)), default="")
    if not moves.get(most):
        return ""
    words = {"reason": named(most), "change": signed(moves[most])}
    if words["change"][1:] == "1":
        return text("Most changed: “{reason}”, {change} time", words)
    return text("Most changed: “{reason}”, {change} times", words)


def segments_of(result: Result, plan: str) -> Segments:
    """Return who bought because of a plan and who was put off, by segment.

    Of many segments those that change most are shown, the others as one.
    """
    who = result.tables["who_changed"].query("plan == @plan")
    people = {(row["segment"], row["change"]): row for row in who.to_dict("records")}
    changed = {
        name: (
            float(people[name, _CHANGED[0]]["people"]),
            float(people[name, _CHANGED[1]]["people"]),
        )
        for name in result.scenario.segments
    }
    net = {named(name): because - put_off for name, (because, put_off) in changed.items()}
    shown = list(changed)
    if len(shown) > _MOST_SEGMENTS:
        most = sorted(shown, key=lambda name: -sum(changed[name]))[: _MOST_SEGMENTS - 1]
        shown = [name for name in shown if name in most]
    rows = [
        _segment(
            sentence(named(name)), *changed[name], float(people[name, _CHANGED[0]]["others_share"])
        )
        for name in shown
    ]
    others = [each for name, each in changed.items() if name not in shown]
    if others:
        because, put_off = (sum(column) for column in zip(*others, strict=True))
        rows.append(_segment(text("{n} others", {"n": len(others)}), because, put_off))
    return Segments(_who_sentence(net), rows)


def _segment(label: str, because: float, put_off: float, through: float = math.nan) -> Segment:
    """Return the row of a segment."""
    return Segment(
        label=label,
        because=count(because),
        put_off=count(put_off),
        net=signed(because - put_off),
        through_others="–" if math.isnan(through) else percent(through),
        tone="good" if because > put_off else "bad" if because < put_off else "",
    )


_CHANGED = ("because of the plan", "put off")


def signed(people: float) -> str:
    """Return a number of people with its sign."""
    return ("+" if people > 0 else MINUS if people < 0 else "") + count(abs(people))


def _who_sentence(net: dict[str, float]) -> str:
    """Return who gains most and who loses, on balance."""
    gained = {name: people for name, people in net.items() if people > 0}
    lost = {name: people for name, people in net.items() if people < 0}
    if not gained and not lost:
        return text("No segment buys more or less because of the plan.")
    listed, losing = _listed(gained), _listed(lost)
    if not lost:
        return text(
            "On balance no segment loses buyers; buyers are gained among {gained}.",
            {"gained": listed},
        )
    if not gained:
        return text("Buyers are lost among {lost}; no segment gains any.", {"lost": losing})
    return text(
        "Buyers are gained among {gained}, and lost among {lost}.",
        {"gained": listed, "lost": losing},
    )


def _listed(net: dict[str, float]) -> str:
    """Name those with the largest changes, and count the others."""
    ranked = sorted(net.items(), key=lambda item: -abs(item[1]))
    words = ", ".join(f"{name} ({signed(people)})" for name, people in ranked[:_MOST_NAMED])
    n_more = len(ranked) - _MOST_NAMED
    if n_more <= 0:
        return words
    return text("{names} and {n} more", {"names": words, "n": n_more})
