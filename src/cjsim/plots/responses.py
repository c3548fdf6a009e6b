"""How the goal answers to one lever, and what a little more of it brings."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from cjsim.language import text
from cjsim.plots.axes import number_axis
from cjsim.plots.colours import BLUE, GREEN, INK, SOFT
from cjsim.plots.numbers import change, scale_of, value
from cjsim.plots.picture import LABEL_SIZE, NOTE_SIZE, Picture, Sheet, drawing, text_width
from cjsim.plots.tables import checked_table
from cjsim.plots.words import kpi_words, path_words, sentence


def response_curve(
    table: pd.DataFrame,
    lever: str,
    kpi: str,
    *,
    unit: str = "",
    lever_unit: str = "",
    current: float | None = None,
    tested: tuple[float, float] | None = None,
    about: str = "",
    ax: Axes | None = None,
    lang: str | None = None,
) -> Picture:
    """Draw a goal by the value of one lever, and below it what one more of the lever brings.

    Args:
        table: One row a value: value, goal (mean), low and high (range over futures), marginal
            (goal of one more unit of the lever).
        lever: The dotted path of the lever, or its name.
        kpi: What the goal is.
        unit: Unit of the goal: one of a KPI's, or a currency.
        lever_unit: Unit of the lever.
        current: The value the lever has now.
        tested: The range that was tried out; beyond it the line is dashed.
        about: The subtitle: market, replicates, seed and days.
        ax: Where to draw; a new figure when None.
        lang: Language of the words, "en" or "vi"; as chosen when None.

    Returns:
        The picture; its data are the rows by value, with `is_tested`.
    """
    data = checked_table(table, ("value", "goal", "low", "high", "marginal"), "response curve")
    data = data.sort_values("value", kind="stable").reset_index(drop=True)
    low, high = (data["value"].min(), data["value"].max()) if tested is None else tested
    data["is_tested"] = data["value"].between(low, high)
    with drawing(lang):
        sheet = Sheet(ax, 8.0, 5.8)
        title = _finding(data, lever, kpi, unit, lever_unit, current)
        sheet.head(title, about)
        note = text("The band holds 9 of 10 futures.")
        if not data["is_tested"].all():
            note += " " + text("Dashed: beyond what was tried out.")
        sheet.foot(note)
        scale = scale_of(float(data[["low", "high"]].abs().max().max()), unit)
        across = scale_of(float(data["value"].abs().max()), lever_unit)
        sheet.top -= 0.2
        upper, lower = sheet.column([2.2, 1.0], 0.55, left=0.85, right=0.35, bottom=0.48)
        _curve(upper, data)
        number_axis(upper, "y", scale)
        _above(upper, f"{kpi_words(kpi)} ({scale.unit})" if scale.unit else kpi_words(kpi))
        _marks(upper, data, unit, current)
        lower.plot(data["value"], data["marginal"], color=GREEN, marker="o", markersize=4)
        lower.fill_between(data["value"], 0.0, data["marginal"], color=GREEN, alpha=0.15, lw=0)
        lower.axhline(0.0, color=INK, linewidth=0.8)
        number_axis(lower, "y", scale_of(float(data["marginal"].abs().max()), unit), 3)
        edge = scale_of(float(data["marginal"].abs().max()), unit).unit
        one = scale_of(1.0, lever_unit).unit
        _above(lower, text("what one more {lever} brings ({unit})", {"lever": one or
               path_words(lever), "unit": edge or kpi_words(kpi)}))  # fmt: skip
        for panel in (upper, lower):
            panel.set_xlim(float(data["value"].min()), float(data["value"].max()))
            number_axis(panel, "x", across, 7, has_grid=False)
        lower.set_xlabel(f"{path_words(lever)} ({across.unit})" if across.unit
                         else path_words(lever))  # fmt: skip
        alt = text(
            "Line of {kpi} by {lever} with a band, and below it the gain of one more. {finding}.",
            {"kpi": kpi_words(kpi), "lever": path_words(lever), "finding": title},
        )
    return Picture(upper, data, alt)


def _above(ax: Axes, words: str) -> None:
    """Name the y axis above its upper end, where it needs no room at the side."""
    ax.annotate(
        words, (0.0, 1.0), (0, 6), xycoords="axes fraction", textcoords="offset points",
        fontsize=LABEL_SIZE, color=SOFT, va="bottom",
    )  # fmt: skip


def _finding(
    data: pd.DataFrame, lever: str, kpi: str, unit: str, lever_unit: str, current: float | None
) -> str:
    """Return where the goal is highest, and what that is more than now."""
    best = data.iloc[int(data["goal"].to_numpy().argmax())]
    words = {
        "kpi": sentence(kpi_words(kpi)),
        "lever": path_words(lever),
        "at": value(float(best["value"]), lever_unit),
        "goal": value(float(best["goal"]), unit),
    }
    title = text("{kpi} is highest, {goal}, where “{lever}” is {at}", words)
    if current is None:
        return title
    now = float(np.interp(current, data["value"], data["goal"]))
    if np.isclose(current, float(best["value"])):
        return text("{title}, as it is now", {"title": title})
    more = change(float(best["goal"]) - now, unit)
    return text("{title}: {more} against now", {"title": title, "more": more})


def _curve(ax: Axes, data: pd.DataFrame) -> None:
    """Draw the band and the line, dashed where nothing was tried out."""
    x, is_tested = data["value"].to_numpy(), data["is_tested"].to_numpy()
    ax.fill_between(x, data["low"], data["high"], color=BLUE, alpha=0.15, linewidth=0)
    ax.plot(x, data["goal"], color=BLUE, linestyle=(0, (3, 2)), linewidth=1.4)
    ax.plot(x[is_tested], data["goal"].to_numpy()[is_tested], color=BLUE, linewidth=2.2)
    ax.plot(x[is_tested], data["goal"].to_numpy()[is_tested], "o", color=BLUE, markersize=4)


def _marks(ax: Axes, data: pd.DataFrame, unit: str, current: float | None) -> None:
    """Mark where the lever is now, and where the goal is highest."""
    best = data.iloc[int(data["goal"].to_numpy().argmax())]
    span = float(data["value"].max() - data["value"].min())
    marks = [(float(best["value"]), float(best["goal"]), "*", 13, text("highest"), 10)]
    if current is not None and abs(current - marks[0][0]) > 1e-9 * max(span, 1.0):
        now = float(np.interp(current, data["value"], data["goal"]))
        marks.append((current, now, "D", 7, text("now"), -10))
    wide = ax.get_window_extent().width / ax.figure.dpi
    for x, y, marker, size, name, rise in marks:
        ax.plot([x], [y], marker=marker, markersize=size, color="white", markeredgecolor=INK,
                markeredgewidth=1.2, zorder=6, clip_on=False)  # fmt: skip
        words = f"{name}: {value(y, unit)}"
        is_late = (x - float(data["value"].min())) / span * wide + text_width(words) + 0.2 > wide
        ax.annotate(
            words, (x, y), (-6 if is_late else 6, rise), textcoords="offset points", color=INK,
            fontsize=NOTE_SIZE, ha="right" if is_late else "left", zorder=7,
            va="bottom" if rise > 0 else "top",
            bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1.0},
        )  # fmt: skip
