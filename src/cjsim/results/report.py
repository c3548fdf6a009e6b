"""What the command line prints of a result."""

from __future__ import annotations

import json
import math
from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING, Any

import pandas as pd

from cjsim.language import number, share, text
from cjsim.results.definitions import BY_NAME
from cjsim.results.money import spoken, spoken_change

if TYPE_CHECKING:
    from cjsim.results.comparison import Comparison
    from cjsim.results.run import Run

_WHO = ("because of the plan", "put off")


def kpi_lines(run: Run) -> list[str]:
    """Return a run's KPIs, one a line with its definition."""
    setting = run.scenario.scenario
    lines = [
        text(
            "{name}: plan {plan}, seed {seed}, {days} days",
            {
                "name": setting.name,
                "plan": run.plan,
                "seed": run.seed,
                "days": run.scenario.n_days(),
            },
        ),
        "",
    ]
    table = run.kpis()
    width = _width(table["kpi"])
    for kpi, unit, value, definition in table.itertuples(index=False, name=None):
        if not math.isnan(value):
            line = f"{text(kpi):{width}} {spoken(value, unit):>22}   {text(definition)}"
            lines.append(line)
    return lines


def _width(kpis: Iterable[str]) -> int:
    """Return the room that the names of KPIs take, in the language spoken."""
    return max([24, *(len(text(kpi)) for kpi in kpis)])


def run_json(run: Run) -> str:
    """Return an object with `kpis` and `daily`, as JSON."""
    daily = run.daily.assign(date=run.daily["date"].dt.strftime("%Y-%m-%d"))
    document = {
        "plan": run.plan,
        "seed": run.seed,
        "digest": run.digest,
        "kpis": _records(run.kpis()),
        "daily": _records(daily),
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _records(table: pd.DataFrame) -> list[dict[Hashable, Any]]:
    """Return the rows of a table with nulls where a number is undefined."""
    return table.astype(object).where(table.notna(), None).to_dict("records")


def comparison_lines(comparison: Comparison) -> list[str]:
    """Return what a comparison says: the verdict, the headline KPIs, who changed."""
    setting = comparison.scenario.scenario
    n_futures = len(comparison.futures)
    lines = [
        f"{setting.name}",
        text(
            "{people} people by {customers} simulated customers, {days} "
            "days, {n_futures} paired futures, seed {seed}",
            {
                "people": number(int(setting.people)),
                "customers": number(int(setting.customers)),
                "days": comparison.scenario.n_days(),
                "n_futures": n_futures,
                "seed": comparison.seed,
            },
        ),
        "",
        comparison.verdict(),
    ]
    if comparison.decision is not None:
        lines += ["", comparison.decision.sentence]
    for plan in comparison.plans:
        lines += ["", *_plan_lines(comparison, plan)]
    if len(comparison.plans) > 1:
        words = text(
            "Ranges hold 9 of 10 futures. Chance is the share of the spread that is luck; "
            "the rest\nis what is not known about the market (numbers with a range)."
        )
        return [*lines, "", *words.split("\n")]
    return [*lines, "", text("Ranges hold 9 of 10 futures.")]


def _plan_lines(comparison: Comparison, plan: str) -> list[str]:
    """Return the headline KPIs of one plan, and for whom it made a difference."""
    is_baseline = plan == comparison.plans[0]
    is_alone = len(comparison.plans) == 1
    lines = [text("{plan} (baseline)", {"plan": plan}) if is_baseline and not is_alone else plan]
    shown = _shown(comparison)
    width = _width(shown)
    for name in shown:
        row = comparison.row(plan, name)
        unit = row["unit"]
        line = f"  {text(name):{width}} {spoken(row['mean'], unit):>20}"
        line += f"  [{spoken(row['low'], unit)} .. {spoken(row['high'], unit)}]"
        if not is_baseline and not math.isnan(row["difference"]):
            line += text(
                "  difference {difference}", {"difference": spoken_change(row["difference"], unit)}
            )
            low = spoken_change(row["difference_low"], unit)
            line += f" [{low} .. {spoken_change(row['difference_high'], unit)}]"
            if BY_NAME[name].better is not None:
                line += text(
                    "  better in {n_better} of {n_futures}",
                    {"n_better": int(row["n_better"]), "n_futures": int(row["n_futures"])},
                )
            if not math.isnan(row["chance_share"]):
                line += text("  chance {share}", {"share": share(row["chance_share"], 0)})
        lines.append(line)
    if not is_baseline:
        lines += _who_lines(comparison, plan)
    return lines


def _shown(comparison: Comparison) -> list[str]:
    """Return the KPIs to show: the verdict's, the headline ones, what customers feel, money."""
    kpis = comparison.scenario.kpis
    first = [kpis.verdict] if kpis.verdict else []
    money = ["contribution", "media_spend", "support_cost", "plan_cost"]
    return list(dict.fromkeys([*first, *kpis.headline, "satisfaction", "loyal_share", *money]))


def _who_lines(comparison: Comparison, plan: str) -> list[str]:
    """Return how many people bought because of the plan or were put off, by segment."""
    who = comparison.who_changed
    who = who[(who["plan"] == plan) & who["change"].isin(_WHO)]
    lines = [text("  who changed (people, mean of the futures):")]
    for segment in comparison.scenario.segments:
        parts = []
        for change in _WHO:
            row = who[(who["segment"] == segment) & (who["change"] == change)].iloc[0]
            total, others_share = float(row["people"]), float(row["others_share"])
            people = {"n": number(total)}
            words = (
                text("{n} bought because of the plan", people)
                if change == _WHO[0]
                else text("{n} were put off", people)
            )
            if not math.isnan(others_share):
                words += text(" ({n} through others)", {"n": number(others_share * total)})
            parts.append(words)
        lines.append(f"    {segment:22} {'; '.join(parts)}")
    return lines
