"""Which uncertain numbers move the outcome most, one at a time."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from cjsim.language import text
from cjsim.plots.axes import number_axis
from cjsim.plots.colours import BLUE, INK, ORANGE, SOFT
from cjsim.plots.numbers import change, number, percent, scale_of, unit_words, value
from cjsim.plots.picture import (
    LABEL_SIZE,
    NOTE_SIZE,
    Picture,
    Sheet,
    drawing,
    text_width,
    wrap,
)
from cjsim.plots.tables import checked_table
from cjsim.plots.words import kpi_words, path_words

_COLUMNS = ("path", "unit", "low_input", "high_input", "at_low", "at_high", "base", "swing")
_LUCK = "(luck)"
_ROW = 0.36
_NAMES = 2.6


def tornado(
    table: pd.DataFrame,
    kpi: str,
    unit: str = "",
    *,
    about: str = "",
    top: int = 12,
    ax: Axes | None = None,
    lang: str | None = None,
) -> Picture:
    """Draw how far each uncertain number moves an outcome from one end of its range to the other.

    Args:
        table: One row a number: path, unit (of the number), low_input, high_input, at_low,
            at_high and base (the outcome), swing; `below_noise`, where given, marks what luck
            alone could do. A row "(luck)" is drawn last.
        kpi: What the outcome is.
        unit: The unit of the outcome: one of a KPI's, or a currency.
        about: The subtitle: market, replicates, seed and days.
        top: Rows at most, the longest first.
        ax: Where to draw; a new figure when None.
        lang: Language of the words, "en" or "vi"; as chosen when None.

    Returns:
        The picture; its data are the rows drawn.
    """
    rows = checked_table(table, _COLUMNS, "tornado")
    is_luck = rows["path"] == _LUCK
    numbers = rows[~is_luck].sort_values("swing", ascending=False, kind="stable").head(top)
    data = pd.concat([numbers, rows[is_luck]], ignore_index=True)
    with drawing(lang):
        base = float(data["base"].iloc[0])
        names = [_name(str(path)) for path in data["path"]]
        sheet = Sheet(ax, 9.0, 2.2 + _ROW * len(data))
        title = _finding(data, kpi, unit)
        sheet.head(title, about)
        sheet.foot(
            text(
                "One number at a time, the others as the file has them: what they do together is "
                "not shown (see the Sobol indices). Hollow bars: luck alone could do as much."
            )
        )
        left = 0.2 + min(max(text_width(name) for name in names), _NAMES)
        panel = sheet.panel(left, 0.15, top=0.42, bottom=0.42)
        _draw(panel, data, base, unit)
        panel.set_yticks(
            range(len(data)), ["\n".join(wrap(name, _NAMES)) for name in names], color=INK
        )
        scale = scale_of(float(data[["at_low", "at_high"]].abs().max().max()), unit)
        number_axis(panel, "x", scale, 5)
        panel.set_xlabel(f"{kpi_words(kpi)} ({scale.unit})" if scale.unit else kpi_words(kpi))
        _key(panel)
        alt = text(
            "Tornado chart of {kpi}, base {base}. {finding}. {rows}.",
            {
                "kpi": kpi_words(kpi),
                "base": value(base, unit),
                "finding": title,
                "rows": "; ".join(
                    f"{name}: {value(row['at_low'], unit)} – {value(row['at_high'], unit)}"
                    for name, row in zip(names, data.to_dict("records"), strict=True)
                ),
            },
        )
    return Picture(panel, data, alt)


def _name(path: str) -> str:
    return text("luck alone") if path == _LUCK else path_words(path)


def _finding(data: pd.DataFrame, kpi: str, unit: str) -> str:
    first = data.iloc[0].to_dict()
    words = {
        "name": _name(str(first["path"])),
        "kpi": kpi_words(kpi),
        "low": _input(first["low_input"], str(first["unit"])),
        "high": _input(first["high_input"], str(first["unit"])),
        "change": change(float(first["at_high"] - first["at_low"]), unit),
    }
    return text("“{name}” moves {kpi} most: {change} from {low} to {high}", words)


def _input(amount: float, unit: str) -> str:
    """Return an input with its unit."""
    if pd.isna(amount):
        return ""
    if unit == "share":
        return percent(float(amount), 0 if abs(amount) >= 0.1 else 1)
    return f"{number(float(amount))} {unit_words(unit)}".strip()


def _draw(ax: Axes, data: pd.DataFrame, base: float, unit: str) -> None:
    """Draw a bar to each end, with the input written beyond it."""
    ends = data[["at_low", "at_high"]].to_numpy()
    low, high = float(min(ends.min(), base)), float(max(ends.max(), base))
    wide = ax.get_window_extent().width / ax.figure.dpi
    room = 0.12 + max(
        text_width(_input(row[end], str(row["unit"])), NOTE_SIZE)
        for row in data.to_dict("records")
        for end in ("low_input", "high_input")
    )
    span = max(high - low, 1e-12) / max(1.0 - 2.0 * room / wide, 0.3)
    middle = (low + high) / 2.0
    ax.set_xlim(middle - span / 2.0, middle + span / 2.0)
    ax.set_ylim(len(data) - 0.4, -0.6)
    for place, row in enumerate(data.to_dict("records")):
        for end, colour, hatch in (("low", ORANGE, "////"), ("high", BLUE, "")):
            _bar(ax, place, row, end, base, colour, hatch)
    ax.axvline(base, color=INK, linewidth=1.0, zorder=4)
    ax.annotate(
        text("as the file has it: {value}", {"value": value(base, unit)}), (base, 1.0), (4, 3),
        xycoords=("data", "axes fraction"), textcoords="offset points", fontsize=NOTE_SIZE,
        color=SOFT, va="bottom", ha="left" if base < middle else "right",
    )  # fmt: skip
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)


def _bar(
    ax: Axes, place: int, row: dict[Any, Any], end: str, base: float, colour: str, hatch: str
) -> None:
    """Draw the bar towards one end of the range of a number."""
    at = float(row[f"at_{end}"])
    is_hollow = bool(row.get("below_noise", False)) or row["path"] == _LUCK
    is_over = (float(row["at_low"]) - base) * (float(row["at_high"]) - base) > 0
    shift = (0.14 if end == "high" else -0.14) if is_over else 0.0
    ax.barh(
        place + shift, at - base, left=base, height=0.28 if is_over else 0.56,
        facecolor="white" if is_hollow else colour, edgecolor=colour if is_hollow else "white",
        hatch=hatch, linewidth=1.0, zorder=3,
    )  # fmt: skip
    is_right = at > base or (at == base and end == "high")
    words = _input(row[f"{end}_input"], str(row["unit"]))
    ax.annotate(
        words, (at, place + shift), (4 if is_right else -4, 0), textcoords="offset points",
        va="center", ha="left" if is_right else "right", fontsize=NOTE_SIZE, color=SOFT,
    )  # fmt: skip


def _key(ax: Axes) -> None:
    """Say at the top left which colour is which end."""
    for place, (words, colour, hatch) in enumerate(
        (
            (text("low end of its range"), ORANGE, "////"),
            (text("high end of its range"), BLUE, ""),
        )
    ):
        x = 0.0 if place == 0 else 0.3 + text_width(text("low end of its range"))
        wide = ax.get_window_extent().width / ax.figure.dpi
        high = ax.get_window_extent().height / ax.figure.dpi
        ax.bar(
            (x + 0.08) / wide, 0.11 / high, 0.16 / wide, bottom=1.0 + 0.21 / high, color=colour,
            hatch=hatch, edgecolor="white", transform=ax.transAxes, clip_on=False,
        )  # fmt: skip
        ax.text(
            (x + 0.2) / wide, 1.0 + 0.265 / high, words, transform=ax.transAxes, va="center",
            fontsize=LABEL_SIZE, color=INK,
        )  # fmt: skip
