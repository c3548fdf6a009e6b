"""Does the simulation land where the own data are: data points beside simulated bands."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from cjsim.language import text
from cjsim.plots.axes import number_axis
from cjsim.plots.colours import BASELINE, BLUE, FAINT, INK, SOFT, VERMILION
from cjsim.plots.numbers import Scale, value
from cjsim.plots.picture import (
    LABEL_SIZE,
    NOTE_SIZE,
    Picture,
    Sheet,
    clip,
    drawing,
    text_width,
    wrap,
)
from cjsim.plots.tables import checked_table
from cjsim.plots.words import kpi_words, sentence
from cjsim.studies.calibration.calibration import Calibration

_COLUMNS = (
    "figure", "unit", "data", "data_low", "data_high", "before", "before_low", "before_high",
    "fitted", "fitted_low", "fitted_high", "was_inside", "is_inside",
)  # fmt: skip
_ROW = 0.46
_WORDS = 2.75


def validation_view(
    fit: Calibration | pd.DataFrame,
    weekly: pd.DataFrame | None = None,
    *,
    about: str = "",
    ax: Axes | None = None,
    lang: str | None = None,
) -> Picture:
    """Draw each figure of the own data beside what was simulated before and after the fit.

    Every figure has a scale of its own. Above them, where there are any, the orders of each week.

    Args:
        fit: A calibration, or a table with the columns of `Calibration.table`.
        weekly: A table with the columns of `Calibration.weekly`, with a table as `fit`.
        about: The subtitle; of a calibration, where the data are from when left out.
        ax: Where to draw; a new figure when None.
        lang: Language of the words, "en" or "vi"; as chosen when None.

    Returns:
        The picture; its data are the rows of the table.
    """
    table, source = (fit, "") if isinstance(fit, pd.DataFrame) else (fit.table, fit.source)
    if isinstance(fit, Calibration):
        weekly = fit.weekly
    data = checked_table(table, _COLUMNS, "validation view")
    with drawing(lang):
        has_weeks = weekly is not None and len(weekly) > 1
        sheet = Sheet(ax, 9.0, 2.2 + _ROW * len(data) + (2.3 if has_weeks else 0.0))
        inside, before = int(data["is_inside"].sum()), int(data["was_inside"].sum())
        title = text(
            "{inside} of {total} figures of the data lie where the market says, {before} before "
            "the fit",
            {"inside": inside, "total": len(data), "before": before},
        )
        sheet.head(title, about or source)
        sheet.foot(
            text(
                "Diamond: own data with 90% by its own error. Blue band and dot: 9 of 10 simulated "
                "futures, and their mean, after the fit; grey line: before. Each row has a scale "
                "of its own."
            )
        )
        left = 0.2 + min(max(text_width(_name(row)) for row in data.to_dict("records")), 2.4)
        main = None
        if has_weeks and weekly is not None:
            main = sheet.panel(left, _WORDS + 0.1, top=0.3, bottom=sheet.height - 2.0)
            _weeks(main, weekly)
            sheet.top -= 2.35
        panel = sheet.panel(left, _WORDS + 0.1)
        for place, row in enumerate(data.to_dict("records")):
            _row(panel, place, {str(name): cell for name, cell in row.items()})
        panel.set_ylim(len(data) - 0.4, -0.6)
        panel.set_xlim(-0.04, 1.04)
        panel.set_yticks(
            range(len(data)), [clip(_name(row), 2.4) for row in data.to_dict("records")], color=INK
        )
        for spine in panel.spines.values():
            spine.set_visible(False)
        panel.tick_params(length=0, labelbottom=False)
        alt = text(
            "Points of own data beside bands of simulated futures. {finding}. Outside: {outside}.",
            {
                "finding": title,
                "outside": ", ".join(
                    _name(row) for row in data[~data["is_inside"].astype(bool)].to_dict("records")
                ) or text("none"),
            },
        )  # fmt: skip
    return Picture(main or panel, data, alt)


def _name(row: Any) -> str:
    return sentence(kpi_words(str(row["figure"])))


def _row(ax: Axes, place: int, row: dict[str, Any]) -> None:
    """Draw a figure on a scale from 0 to 1 that holds all its numbers."""
    numbers = [float(row[name]) for name in _COLUMNS[2:11] if np.isfinite(row[name])]
    least, span = min(numbers), max(max(numbers) - min(numbers), 1e-12)

    def at(name: str) -> float:
        return (float(row[name]) - least) / span

    is_inside = bool(row["is_inside"])
    ax.plot([0.0, 1.0], [place, place], color=FAINT, linewidth=0.6, zorder=1)
    ax.plot([at("before_low"), at("before_high")], [place + 0.24] * 2, color=BASELINE,
            linewidth=1.6, zorder=2)  # fmt: skip
    ax.plot([at("before")], [place + 0.24], "o", color=BASELINE, markersize=4, zorder=3)
    ax.barh(place, at("fitted_high") - at("fitted_low"), left=at("fitted_low"), height=0.26,
            color=BLUE, alpha=0.3, zorder=2)  # fmt: skip
    ax.plot([at("fitted")], [place], "o", color=BLUE, markersize=5, zorder=4)
    ax.plot([at("data_low"), at("data_high")], [place - 0.24] * 2, color=INK, linewidth=1.4,
            zorder=4)  # fmt: skip
    ax.plot([at("data")], [place - 0.24], "D", color=INK if is_inside else VERMILION,
            markersize=5.5, zorder=5)  # fmt: skip
    unit = str(row["unit"])
    mark = "✓" if is_inside else "✗"
    words = text(
        "{mark} data {data}, simulated {low} to {high}",
        {
            "mark": mark,
            "data": value(float(row["data"]), unit),
            "low": value(float(row["fitted_low"]), unit),
            "high": value(float(row["fitted_high"]), unit),
        },
    )
    lines = "\n".join(wrap(words, _WORDS - 0.05, NOTE_SIZE))
    ax.annotate(
        lines, (1.0, place), (14, 0), xycoords=("axes fraction", "data"),
        textcoords="offset points", va="center", fontsize=NOTE_SIZE,
        color=SOFT if is_inside else VERMILION, linespacing=1.15,
    )  # fmt: skip


def _weeks(ax: Axes, weekly: pd.DataFrame) -> None:
    """Draw the orders of each week: data as points, the simulation as line and band."""
    weeks = weekly["week"].to_numpy() + 1
    ax.fill_between(
        weeks, weekly["fitted_low"], weekly["fitted_high"], color=BLUE, alpha=0.25, lw=0
    )
    ax.plot(weeks, weekly["fitted"], color=BLUE)
    ax.plot(weeks, weekly["before"], color=BASELINE, linestyle="--", linewidth=1.2)
    ax.plot(weeks, weekly["data"], "D", color=INK, markersize=4.5, zorder=5)
    ax.set_ylim(0.0, 1.1 * float(weekly.filter(["data", "fitted_high", "before"]).max().max()))
    ax.set_xlim(0.5, float(weeks.max()) + 0.5)
    number_axis(ax, "y", Scale(1.0, ""), 4)
    ax.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    ax.annotate(
        text("orders by week"), (0.0, 1.0), (0, 6), xycoords="axes fraction", va="bottom",
        textcoords="offset points", fontsize=LABEL_SIZE, color=SOFT,
    )  # fmt: skip
    high = float(ax.get_ylim()[1])
    lines = ((text("◆ data"), INK), (text("— simulated, fitted"), BLUE),
             (text("- - before the fit"), SOFT))  # fmt: skip
    for place, (words, colour) in enumerate(lines):
        ax.annotate(
            words, (1.0, high), (14, -8 - 14 * place), xycoords=("axes fraction", "data"),
            textcoords="offset points", fontsize=NOTE_SIZE, color=colour, va="center",
        )  # fmt: skip
