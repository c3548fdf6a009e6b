"""What the command line prints of a result."""

from __future__ import annotations

import json
import math
from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

import pandas as pd

from cjsim.language import number, text
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
    for kpi, unit, value, definition in run.kpis().itertuples(index=False, name=None):
        if not math.isnan(value):
            lines.append(f"{kpi:24} {spoken(value, unit):>22}   {definition}")
    return lines


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
    for plan in comparison.plans:
        lines += ["", *_plan_lines(comparison, plan)]
    lines += ["", text("Ranges hold 9 of 10 futures.")]
    if len(comparison.plans) > 1:
        lines[-1] += text(" Chance is the share of the spread that is luck; the rest")
        lines.append(text("is what is not known about the market (numbers with a range)."))
    return lines


def _plan_lines(comparison: Comparison, plan: str) -> list[str]:
    """Return the headline KPIs of one plan, and for whom it made a difference."""
    is_baseline = plan == comparison.plans[0]
    is_alone = len(comparison.plans) == 1
    lines = [text("{plan} (baseline)", {"plan": plan}) if is_baseline and not is_alone else plan]
    for name in _shown(comparison):
        row = comparison.row(plan, name)
        unit = row["unit"]
        line = f"  {name:24} {spoken(row['mean'], unit):>20}"
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
                line += text(
                    "  chance {chance_share} %",
                    {"chance_share": format(100 * row["chance_share"], ".0f")},
                )
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
            total, share = float(row["people"]), float(row["others_share"])
            others = (
                ""
                if math.isnan(share)
                else text(" ({share} through others)", {"share": number(share * total)})
            )
            words = (
                text("bought because of the plan") if change == _WHO[0] else text("were put off")
            )
            parts.append(f"{total:,.0f} {words}{others}")
        lines.append(f"    {segment:22} {'; '.join(parts)}")
    return lines
