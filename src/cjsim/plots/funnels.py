"""The funnel of journeys, with what became of those that did not go on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from cjsim.errors import UserError
from cjsim.language import text
from cjsim.plots.colours import (
    BLUE,
    FAINT,
    GREEN,
    HATCHES,
    INK,
    ORANGE,
    PURPLE,
    SKY,
    SOFT,
    VERMILION,
    YELLOW,
    ink_on,
)
from cjsim.plots.journeys import DROPS, STEPS, WENT_ON, drop_words, funnel_table, step_words
from cjsim.plots.numbers import count, fixed, percent
from cjsim.plots.picture import LABEL_SIZE, NOTE_SIZE, Picture, Sheet, bare, drawing, text_width
from cjsim.plots.words import about_run, about_runs, plain
from cjsim.results.run import Run

_COLOURS = dict(zip((WENT_ON, *DROPS), (
    BLUE, VERMILION, FAINT, PURPLE, ORANGE, YELLOW, SKY, GREEN), strict=True))  # fmt: skip
_HATCH = dict(zip((WENT_ON, *DROPS), HATCHES, strict=True))


def funnel(
    run: Run | Sequence[Run],
    baseline: Run | None = None,
    *,
    ax: Axes | None = None,
    lang: str | None = None,
) -> Picture:
    """Draw how many journeys reach each step towards our product, and why others do not go on.

    A journey begins with looking (or comparing) and ends with any product or none; a person can
    make several. It is an open funnel: those under way on the first day are in it.

    Args:
        run: A run; or several of one plan with other seeds: bars are means, whiskers hold all.
        baseline: A run of another plan, drawn as thin outlines.
        ax: Where to draw; a new figure when None.
        lang: Language of the words, "en" or "vi"; as chosen when None.

    Returns:
        The picture; its data are those of `journeys.funnel_table` with low, high, and baseline.
    """
    runs = [run] if isinstance(run, Run) else list(run)
    if not runs:
        raise UserError("run", run, "give a run, or several of one plan.")
    with drawing(lang):
        data = _table(runs, baseline)
        if not data["reached"].max() > 0.0:
            raise UserError("run", runs[0].plan, "nobody looks for a product in this run.")
        steps = data.drop_duplicates("step").set_index("step").loc[list(STEPS)]
        sheet = Sheet(ax, 9.0, 4.9)
        title = _finding(data, steps)
        about = about_run(runs[0], len(runs))
        if baseline is not None and len(runs) == 1:
            about = about_runs(runs[0], baseline)
        sheet.head(title, about)
        sheet.foot(_note(runs, baseline))
        parts = [part for part in _COLOURS if data.query("part == @part")["journeys"].sum() > 0]
        legend_high = _legend_rows(parts, sheet.width) * 0.23
        left = 0.2 + max(text_width(step_words(step)) for step in STEPS)
        panel = sheet.panel(left, right=1.25, bottom=legend_high + 0.12)
        _draw(panel, data, steps, parts)
        _legend(panel, parts, left, sheet.width, legend_high)
        alt = text(
            "Funnel of journeys, bars from a common left edge. {finding}. {steps}.",
            {"finding": title, "steps": "; ".join(_said(step, row) for step, row in
                                                  steps.iterrows())},
        )  # fmt: skip
    return Picture(panel, data, alt)


def _table(runs: list[Run], baseline: Run | None) -> pd.DataFrame:
    """Return the mean of the runs' tables, with the range of what was reached."""
    tables = [funnel_table(run) for run in runs]
    data = tables[0].copy()
    numeric = data.columns[2:]
    data[list(numeric)] = np.mean([table[list(numeric)].to_numpy() for table in tables], axis=0)
    reached = np.array([table["reached"] for table in tables])
    data["reached_low"], data["reached_high"] = reached.min(axis=0), reached.max(axis=0)
    if baseline is not None:
        data["baseline_reached"] = funnel_table(baseline)["reached"]
    return data


def _finding(data: pd.DataFrame, steps: pd.DataFrame) -> str:
    """Return how many end with us, and where most are lost and why."""
    drops = data[data["part"].isin(DROPS[:5])]
    worst = drops.iloc[int(drops["journeys"].to_numpy().argmax())]
    words = {
        "share": percent(float(steps["share_of_first"].iloc[-1]), 0),
        "lost": percent(float(worst["journeys"] / worst["reached"])),
        "why": drop_words(str(worst["part"])),
        "step": step_words(str(worst["step"])),
    }
    title = text(
        "{share} of journeys end with our product; most are lost at “{step}”, where {lost} {why}",
        words,
    )
    if "baseline_reached" in steps:
        more = float(steps["reached"].iloc[-1] - steps["baseline_reached"].iloc[-1])
        size = count(abs(more))
        if more >= 0:
            return text(
                "{title}; {more} more than without the plan", {"title": title, "more": size}
            )
        return text("{title}; {fewer} fewer than without the plan",
                    {"title": title, "fewer": size})  # fmt: skip
    return title


def _said(step: object, row: Any) -> str:
    return text(
        "{step}: {reached} journeys, {share} of all",
        {
            "step": step_words(str(step)),
            "reached": count(float(row["reached"])),
            "share": percent(float(row["share_of_first"]), 0),
        },
    )


def _note(runs: list[Run], baseline: Run | None) -> str:
    note = text(
        "Open funnel of journeys in the window, by the furthest step each reached; days are the "
        "median between two steps."
    )
    if len(runs) > 1:
        note += " " + text("Whiskers: all {n} runs.", {"n": len(runs)})
    if baseline is not None:
        note += " " + text("Thin outlines: plan {plan}.", {"plan": plain(baseline.plan)})
    return note


def _draw(ax: Axes, data: pd.DataFrame, steps: pd.DataFrame, parts: list[str]) -> None:
    largest = float(data.filter(["reached_high", "baseline_reached"]).max().max())
    ax.set_xlim(0, largest)
    ax.set_ylim(len(STEPS) - 0.5, -0.55)
    wide = ax.get_window_extent().width / ax.figure.dpi
    for place, (step, row) in enumerate(zip(STEPS, steps.to_dict("records"), strict=True)):
        start = 0.0
        rows = data[data["step"] == step].set_index("part")["journeys"]
        for part in parts:
            length = float(rows[part])
            ax.barh(
                place, length, left=start, height=0.56, color=_COLOURS[part], hatch=_HATCH[part],
                edgecolor="white", linewidth=0.8,
            )  # fmt: skip
            share = percent(length / max(float(row["reached"]), 1e-9), 0)
            if text_width(share) + 0.08 < length / largest * wide:
                ax.text(
                    start + length / 2, place, share, ha="center", va="center",
                    color=ink_on(_COLOURS[part]), fontsize=LABEL_SIZE,
                    bbox=None if not _HATCH[part] else {"facecolor": _COLOURS[part], "pad": 1.2,
                                                        "edgecolor": "none"},
                )  # fmt: skip
            start += length
        _row_words(ax, place, row)
    bare(ax)
    ax.tick_params(axis="y", labelleft=True, pad=6)
    ax.set_yticks(range(len(STEPS)), [step_words(step) for step in STEPS], color=INK)


def _row_words(ax: Axes, place: int, row: Any) -> None:
    """Write the numbers of a step, and draw its whisker and its outline under the baseline."""
    low, high = float(row["reached_low"]), float(row["reached_high"])
    reached = float(row["reached"])
    if high > low:
        ax.errorbar(
            reached, place, xerr=[[reached - low], [high - reached]], color=INK, capsize=3,
            linewidth=1.2, zorder=5,
        )  # fmt: skip
    if "baseline_reached" in row:
        ax.barh(
            place, float(row["baseline_reached"]), height=0.7, fill=False, edgecolor=INK,
            linewidth=0.9, zorder=4, clip_on=False,
        )  # fmt: skip
    ends = max(high, reached, float(row.get("baseline_reached", 0.0)))
    shares = percent(float(row["share_of_first"]), 0)
    ax.annotate(
        f"{count(reached)}", (ends, place), (8, 5), textcoords="offset points", va="center",
        fontweight="bold", fontsize=LABEL_SIZE, annotation_clip=False,
    )  # fmt: skip
    ax.annotate(
        text("{share} of all", {"share": shares}), (ends, place), (8, -7),
        textcoords="offset points", va="center", fontsize=NOTE_SIZE, color=SOFT,
        annotation_clip=False,
    )  # fmt: skip
    if not np.isnan(row["share_of_previous"]):
        words = text(
            "{share} of the step before, after {days} days",
            {
                "share": percent(float(row["share_of_previous"]), 0),
                "days": fixed(float(row["median_days"]), 0),
            },
        )
        ax.annotate(
            "↳ " + words, (0, place - 0.5), (1, 0), textcoords="offset points", va="center",
            fontsize=NOTE_SIZE, color=SOFT,
        )  # fmt: skip


def _legend_rows(parts: list[str], width: float) -> int:
    used, rows = 0.0, 1
    for part in parts:
        wide = text_width(drop_words(part)) + 0.55
        if used + wide > width:
            rows, used = rows + 1, 0.0
        used += wide
    return rows


def _legend(ax: Axes, parts: list[str], left: float, width: float, high: float) -> None:
    """Write the meaning of the colours and hatches in lines below the bars."""
    figure = ax.figure
    box = ax.get_window_extent()
    dpi = figure.dpi
    x, y = box.x0 / dpi - left, box.y0 / dpi - 0.12
    used, line = 0.0, 0
    size = figure.bbox.width / dpi, figure.bbox.height / dpi
    for part in parts:
        wide = text_width(drop_words(part)) + 0.55
        if used + wide > width:
            line, used = line + 1, 0.0
        at = ((x + used) / size[0], (y - 0.23 * line - 0.16) / size[1])
        patch = Patch(facecolor=_COLOURS[part], hatch=_HATCH[part], edgecolor="white")
        legend = figure.legend(
            handles=[patch], labels=[drop_words(part)], loc="lower left", bbox_to_anchor=at,
            frameon=False, handlelength=1.6, handletextpad=0.5, borderpad=0.0, borderaxespad=0.0,
            fontsize=LABEL_SIZE,
        )  # fmt: skip
        legend.set_in_layout(False)
        used += wide
