"""Which plan wins over two levers, and where the decision turns."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import TwoSlopeNorm, to_hex
from matplotlib.patches import Rectangle

from cjsim.language import text
from cjsim.plots.axes import numbers
from cjsim.plots.colours import BASELINE, INK, SOFT, difference_map, ink_on
from cjsim.plots.numbers import Scale, number, percent, scale_of, value
from cjsim.plots.picture import NOTE_SIZE, Picture, Sheet, drawing, text_width, wrap
from cjsim.plots.tables import checked_table
from cjsim.plots.words import kpi_words, path_words, sentence

_MOST_NUMBERS = 100


def heat_map(
    table: pd.DataFrame,
    a: str = "a",
    b: str = "b",
    *,
    kpi: str = "difference",
    unit: str = "",
    a_unit: str = "",
    b_unit: str = "",
    threshold: float = 0.0,
    base: tuple[float, float] | None = None,
    about: str = "",
    ax: Axes | None = None,
    lang: str | None = None,
) -> Picture:
    """Draw the difference of two plans over a grid of two levers, with the decision boundary.

    Args:
        table: One row a cell: columns named by `a` and `b`, difference (mean), low and high
            (range over futures).
        a: The lever across: its column, and its name.
        b: The lever upwards.
        kpi: What differs.
        unit: Its unit.
        a_unit: Unit of the lever across.
        b_unit: Unit of the lever upwards.
        threshold: Where the decision turns; a line is drawn there, and cells whose range
            holds it are hatched.
        base: Where the levers are now, marked by a star.
        about: The subtitle: market, replicates, seed and days.
        ax: Where to draw; a new figure when None.
        lang: Language of the words, "en" or "vi"; as chosen when None.

    Returns:
        The picture; its data have columns a, b, difference, low, high, is_open.
    """
    cells = checked_table(table, (a, b, "difference", "low", "high"), "heat map")
    data = cells.rename(columns={a: "a", b: "b"})[["a", "b", "difference", "low", "high"]]
    data["is_open"] = (data["low"] <= threshold) & (data["high"] >= threshold)
    with drawing(lang):
        sheet = Sheet(ax, 7.6, 6.0)
        title = _finding(data, kpi, threshold, unit)
        sheet.head(title, about)
        sheet.foot(_note(data, threshold, unit, base))
        grid = data.pivot_table(index="b", columns="a", values="difference", dropna=False)
        ups = [_tick(float(level), b_unit) for level in grid.index]
        left = 0.55 + max(text_width(words) for words in ups)
        panel = sheet.panel(left, 1.35, top=0.05, bottom=0.5)
        scale = scale_of(float(np.nanmax(np.abs(grid.to_numpy()))), unit)
        _cells(panel, grid, data, threshold, scale)
        panel.set_xticks(
            range(grid.shape[1]), [_tick(float(level), a_unit) for level in grid.columns]
        )
        panel.set_yticks(range(grid.shape[0]), ups)
        panel.set_xlabel(path_words(a))
        panel.set_ylabel(path_words(b))
        if base is not None:
            _star(panel, grid, base)
        _bar(sheet, panel, f"{kpi_words(kpi)} ({scale.unit})" if scale.unit else kpi_words(kpi),
             scale)  # fmt: skip
        alt = text(
            "Heat map of the difference in {kpi} over {a} (across) and {b} (upwards). {finding}.",
            {"kpi": kpi_words(kpi), "a": path_words(a), "b": path_words(b), "finding": title},
        )
    return Picture(panel, data, alt)


def _tick(level: float, unit: str) -> str:
    return percent(level, 0) if unit == "share" else number(level)


def _finding(data: pd.DataFrame, kpi: str, threshold: float, unit: str) -> str:
    above = data[(data["difference"] > threshold) & ~data["is_open"]]
    below = data[(data["difference"] < threshold) & ~data["is_open"]]
    words = {
        "kpi": sentence(kpi_words(kpi)),
        "above": len(above),
        "below": len(below),
        "open": int(data["is_open"].sum()),
        "total": len(data),
        "threshold": value(threshold, unit) if threshold else "0",
    }
    return text(
        "{kpi}: surely above {threshold} in {above} of {total} cells, surely below in {below}, "
        "open in {open}",
        words,
    )


def _note(data: pd.DataFrame, threshold: float, unit: str, base: tuple[float, float] | None) -> str:
    words = [
        text(
            "Black line: where the mean is {threshold}.",
            {"threshold": value(threshold, unit) if threshold else "0"},
        )
    ]
    if data["is_open"].any():
        words.append(text("Hatched: 9 of 10 futures do not agree on the sign."))
    if base is not None:
        words.append(text("Star: as it is now."))
    return " ".join(words)


def _cells(
    ax: Axes, grid: pd.DataFrame, data: pd.DataFrame, threshold: float, scale: Scale
) -> None:
    """Draw the cells, hatch those luck leaves open, and draw the line where the sign turns."""
    values = grid.to_numpy()
    rows, columns = values.shape
    reach = max(float(np.nanmax(np.abs(values - threshold))), 1e-12)
    norm = TwoSlopeNorm(threshold, threshold - reach, threshold + reach)
    colours = difference_map()
    ax.pcolormesh(
        np.arange(columns + 1) - 0.5, np.arange(rows + 1) - 0.5, values, cmap=colours, norm=norm,
        edgecolors="white", linewidth=1.0,
    )  # fmt: skip
    for row, column in _open_cells(data, grid):
        ax.add_patch(
            Rectangle((column - 0.5, row - 0.5), 1, 1, fill=False, hatch="///",
                          edgecolor=BASELINE, linewidth=0)
        )  # fmt: skip
    if values.size <= _MOST_NUMBERS:
        for (row, column), amount in np.ndenumerate(values):
            colour = to_hex(colours(norm(amount)))
            ax.text(
                column, row, number(float(amount) / scale.size), ha="center", va="center",
                fontsize=NOTE_SIZE, color=ink_on(colour), zorder=5,
                bbox={"facecolor": colour, "edgecolor": "none", "pad": 1.0},
            )  # fmt: skip
    if rows > 1 and columns > 1 and values.min() < threshold < values.max():
        ax.contour(
            np.arange(columns), np.arange(rows), values, levels=[threshold], colors=INK,
            linewidths=2.0,
        )  # fmt: skip
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.tick_params(length=0)
    ax.set_xlim(-0.5, columns - 0.5)
    ax.set_ylim(-0.5, rows - 0.5)


def _open_cells(data: pd.DataFrame, grid: pd.DataFrame) -> list[tuple[int, int]]:
    """Return row and column of the cells whose range holds the threshold."""
    found = data[data["is_open"]]
    rows = grid.index.get_indexer(pd.Index(found["b"]))
    columns = grid.columns.get_indexer(pd.Index(found["a"]))
    return list(zip(rows.tolist(), columns.tolist(), strict=True))


def _star(ax: Axes, grid: pd.DataFrame, base: tuple[float, float]) -> None:
    """Mark where the levers are now, between the cells if need be."""
    x = np.interp(base[0], grid.columns.to_numpy(dtype=float), np.arange(grid.shape[1]))
    y = np.interp(base[1], grid.index.to_numpy(dtype=float), np.arange(grid.shape[0]))
    ax.plot([x], [y + 0.27], "*", markersize=14, color="white", markeredgecolor=INK,
            markeredgewidth=1.2, zorder=6, clip_on=False)  # fmt: skip


def _bar(sheet: Sheet, ax: Axes, words: str, scale: Scale) -> None:
    """Draw the colour bar to the right, its unit above it."""
    mesh = ax.collections[0]
    panel = sheet.panel(sheet.width - 1.1, 0.92, top=0.45, bottom=0.9)
    bar = ax.figure.colorbar(mesh, cax=panel)
    bar.outline.set_visible(False)
    panel.tick_params(length=0)
    panel.yaxis.set_major_formatter(numbers(scale))
    title = "\n".join(wrap(words, 1.0, NOTE_SIZE))
    panel.set_title(title, fontsize=NOTE_SIZE, color=SOFT, loc="left", pad=6)
