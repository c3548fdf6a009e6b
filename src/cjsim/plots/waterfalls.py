"""What each part of a plan brings alone, and what they do to each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from cjsim.errors import UserError
from cjsim.language import text
from cjsim.plots.axes import number_axis
from cjsim.plots.colours import BETTER, INK, SOFT, WORSE
from cjsim.plots.numbers import Scale, change, scale_of
from cjsim.plots.picture import LABEL_SIZE, Picture, Sheet, drawing, wrap
from cjsim.plots.words import about_comparison, change_of, kpi_words, plain, sentence
from cjsim.results.comparison import Comparison
from cjsim.results.definitions import BY_NAME

INTERACTION, TOTAL = "(interaction)", "(plan)"


def waterfall(
    comparison: Comparison,
    plan: str,
    parts: Mapping[str, str] | list[str],
    kpi: str | None = None,
    *,
    ax: Axes | None = None,
    lang: str | None = None,
) -> Picture:
    """Draw the uplift of a plan as the sum of its parts and of what they do to each other.

    The interaction is the plan's difference less those of its parts alone, in each future.

    Args:
        comparison: The baseline, each part as a plan of its own, and the whole plan.
        plan: The whole plan.
        parts: The plans of one part each; a mapping gives them other names.
        kpi: A KPI that adds up; the one that decides (`kpis.verdict`) when None.
        ax: Where to draw; a new figure when None.
        lang: Language of the words, "en" or "vi"; as chosen when None.

    Returns:
        The picture; its data have columns part, difference, low, high, start, end.
    """
    names = dict(parts) if isinstance(parts, Mapping) else {part: plain(part) for part in parts}
    if not names:
        raise UserError("parts", list(names), text("name the plans of one part each."))
    goal = kpi or comparison.scenario.kpis.verdict or comparison.scenario.kpis.headline[0]
    baseline = comparison.plans[0]
    total = comparison.values(plan, goal) - comparison.values(baseline, goal)
    alone = {
        part: comparison.values(part, goal) - comparison.values(baseline, goal) for part in names
    }
    with drawing(lang):
        data = _table(alone, total)
        unit = comparison.unit(goal)
        sheet = Sheet(ax, 8.6, 5.4)
        title = _finding(data, plan, goal, unit)
        sheet.head(title, about_comparison(comparison))
        sheet.foot(
            text(
                "Whiskers hold 9 of 10 futures. The parts alone do not add up to the plan: the "
                "hatched bar is what they do to each other. Order: the largest first."
            )
        )
        wide = (sheet.width - 0.95) / len(data)
        scale = scale_of(float(data[["low", "high"]].abs().max().max()), unit)
        labels = {**names, INTERACTION: text("together"), TOTAL: text("plan {plan}",
                  {"plan": plain(plan)})}  # fmt: skip
        ticks = ["\n".join(wrap(labels[part], wide - 0.08)[:3]) for part in data["part"]]
        lines = max(tick.count("\n") for tick in ticks) + 1
        panel = sheet.panel(0.85, 0.1, top=0.3, bottom=0.1 + 0.16 * lines)
        _draw(panel, data, goal, unit)
        panel.set_xticks(range(len(data)), ticks, color=INK)
        _dress(panel, goal, baseline, scale)
        alt = text(
            "Waterfall of the difference in {kpi}. {finding}. {bars}.",
            {
                "kpi": kpi_words(goal),
                "finding": title,
                "bars": "; ".join(
                    f"{labels[row['part']]}: {change(row['difference'], unit)}"
                    for row in data.to_dict("records")
                ),
            },
        )
    return Picture(panel, data, alt)


def _table(alone: dict[str, NDArray[np.float64]], total: NDArray[np.float64]) -> pd.DataFrame:
    """Return the bars in order: the parts, largest first, then interaction and plan."""
    order = sorted(alone, key=lambda part: -abs(float(alone[part].mean())))
    together = total - np.sum([alone[part] for part in order], axis=0)
    bars = [*((part, alone[part]) for part in order), (INTERACTION, together), (TOTAL, total)]
    rows: list[dict[str, Any]] = []
    at = 0.0
    for part, values in bars:
        mean = float(values.mean())
        start = 0.0 if part == TOTAL else at
        low, high = np.percentile(values, (5.0, 95.0))
        rows.append({"part": part, "difference": mean, "low": float(low), "high": float(high),
                     "start": start, "end": start + mean})  # fmt: skip
        at = start + mean
    return pd.DataFrame(rows)


def _finding(data: pd.DataFrame, plan: str, kpi: str, unit: str) -> str:
    by_part = data.set_index("part")["difference"]
    words = {
        "plan": plain(plan),
        "total": change_of(kpi, float(by_part[TOTAL]), unit),
        "together": change(float(by_part[INTERACTION]), unit),
    }
    return text(
        "Plan {plan}: {total}, of which {together} by what its parts do to each other", words
    )


def _draw(ax: Axes, data: pd.DataFrame, kpi: str, unit: str) -> None:
    """Draw the bars, each from where the last ended, with whiskers and their sizes."""
    sign = -1.0 if BY_NAME[kpi].better == "lower" else 1.0
    ends = [0.0]
    rows = data.to_dict("records")
    for place, row in enumerate(rows):
        is_total = row["part"] == TOTAL
        is_better = sign * row["difference"] >= 0
        colour = BETTER if is_better else WORSE
        ax.bar(
            place, row["difference"], 0.62, bottom=row["start"], color=colour, zorder=3,
            hatch="////" if row["part"] == INTERACTION else "", edgecolor="white",
            alpha=1.0 if is_total or row["part"] == INTERACTION else 0.72,
        )  # fmt: skip
        low, high = row["start"] + row["low"], row["start"] + row["high"]
        ax.plot([place, place], [low, high], color=INK, linewidth=1.2, zorder=5)
        for end in (low, high):
            ax.plot([place - 0.06, place + 0.06], [end, end], color=INK, linewidth=1.2, zorder=5)
        ends += [low, high, row["end"]]
        if place + 1 < len(rows):
            ax.plot([place, place + 1], [row["end"]] * 2, color=SOFT, linewidth=0.8, zorder=2)
        top = max(high, row["start"], row["end"])
        ax.annotate(
            change(row["difference"], unit), (place, top), (0, 5), textcoords="offset points",
            ha="center", va="bottom", fontsize=LABEL_SIZE, color=INK, zorder=6,
            fontweight="bold" if is_total else "normal",
        )  # fmt: skip
    least, most = min(ends), max(ends)
    span = max(most - least, 1e-9)
    ax.set_ylim(least - 0.04 * span, most + 0.12 * span)
    ax.set_xlim(-0.6, len(rows) - 0.4)


def _dress(ax: Axes, kpi: str, baseline: str, scale: Scale) -> None:
    number_axis(ax, "y", scale)
    ax.axhline(0.0, color=INK, linewidth=1.0, zorder=4)
    ax.spines["bottom"].set_visible(False)
    ax.tick_params(axis="x", length=0)
    ax.annotate(
        text(
            "{kpi}, difference to {baseline} ({unit}); 0 is {baseline}",
            {"kpi": sentence(kpi_words(kpi)), "baseline": plain(baseline), "unit": scale.unit},
        ),
        (0.0, 1.0), (-50, 6), xycoords="axes fraction", textcoords="offset points",
        fontsize=LABEL_SIZE, color=SOFT, va="bottom",
    )  # fmt: skip
