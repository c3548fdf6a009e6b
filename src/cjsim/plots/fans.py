"""How a plan draws away from the baseline, in paired futures, and twenty of them one by one."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from cjsim.language import text
from cjsim.plots.axes import EVENT_HIGH, day_axis, event_marks, number_axis
from cjsim.plots.colours import BETTER, BLUE, INK, SOFT, WORSE
from cjsim.plots.numbers import Scale, scale_of
from cjsim.plots.picture import LABEL_SIZE, NOTE_SIZE, Picture, Sheet, bare, drawing, wrap
from cjsim.plots.tables import checked_plan
from cjsim.plots.words import about_comparison, change_of, kpi_words, plain, sentence
from cjsim.results.comparison import Comparison
from cjsim.results.definitions import BY_NAME
from cjsim.results.series import BY_KPI, SERIES

_DOTS = 20
_SINGLE = 5
_BANDS = (5.0, 25.0, 50.0, 75.0, 95.0)
_MARGIN = 1.75


def difference_fan(
    comparison: Comparison,
    kpi: str | None = None,
    plan: str | None = None,
    *,
    ax: Axes | None = None,
    lang: str | None = None,
) -> Picture:
    """Draw a plan minus the baseline by day, over futures with the same luck.

    Median, the bands that hold half and nine of ten of the futures, a few single futures; and at
    the right edge twenty futures as dots, better and worse told apart.

    Args:
        comparison: Two plans or more.
        kpi: One of `cjsim.results.series.SERIES`; the first headline KPI among them when None.
            Those that add up are shown as sums since the first day.
        plan: The plan; the last when None.
        ax: Where to draw; a new figure when None.
        lang: Language of the words, "en" or "vi"; as chosen when None.

    Returns:
        The picture; its data have columns day, date, median, low_50, high_50, low, high.
    """
    plan = checked_plan(comparison, plan)
    name = _kpi_of(comparison) if kpi is None else kpi
    baseline = comparison.plans[0]
    differences = comparison.by_day(plan, name) - comparison.by_day(baseline, name)
    with drawing(lang):
        unit = comparison.unit(name)
        scenario = comparison.scenario
        sheet = Sheet(ax, 9.0, 5.4)
        last = differences[:, -1]
        title = _finding(comparison, plan, name, last)
        sheet.head(title, about_comparison(comparison))
        sheet.foot(_note(differences.shape[0], name))
        sheet.top -= EVENT_HIGH + 0.22
        width = sheet.width - 0.8 - _MARGIN
        panel = sheet.panel(0.8, _MARGIN, bottom=0.42)
        days = np.arange(differences.shape[1])
        data = _draw(panel, differences)
        first = scenario.scenario.start
        data.insert(1, "date", pd.date_range(first, periods=days.size))
        day_axis(panel, first, days.size, width)
        scale = scale_of(float(np.nanmax(np.abs(differences))), unit)
        number_axis(panel, "y", scale)
        _name_axis(panel, name, baseline, scale)
        event_marks(panel, scenario, width, plan)
        _dots(panel, last, name, width)
        alt = text(
            "Fan of the difference in {kpi} by day between plan {plan} and {baseline}. {finding}.",
            {"kpi": kpi_words(name), "plan": plain(plan), "baseline": plain(baseline),
             "finding": title},
        )  # fmt: skip
    return Picture(panel, data, alt)


def _kpi_of(comparison: Comparison) -> str:
    """Return the KPI that decides, or the first of the headline that is kept by day."""
    kpis = comparison.scenario.kpis
    wanted = [kpis.verdict, *kpis.headline, "orders"]
    return next(str(name) for name in wanted if name in BY_KPI)


def _finding(comparison: Comparison, plan: str, kpi: str, last: NDArray[np.float64]) -> str:
    """Return how large the difference is at the end, and in how many futures it is better."""
    n_better, n_worse = (int(np.sum(_is_better(sign * last, kpi))) for sign in (1.0, -1.0))
    words = {
        "plan": plain(plan),
        "baseline": plain(comparison.plans[0]),
        "change": change_of(kpi, float(np.nanmean(last)), comparison.unit(kpi)),
        "better": n_better,
        "worse": n_worse,
        "total": last.size,
    }
    title = text("Plan {plan}: {change} against {baseline}", words)
    if BY_NAME[kpi].better is None:
        return title
    if n_better >= n_worse:
        return text("{title}; better in {better} of {total} futures", {**words, "title": title})
    return text("{title}; worse in {worse} of {total} futures", {**words, "title": title})


def _is_better(differences: NDArray[np.float64], kpi: str) -> NDArray[np.bool_]:
    """Return which futures are better; where neither is better, which are higher."""
    sign = -1.0 if BY_NAME[kpi].better == "lower" else 1.0
    found: NDArray[np.bool_] = sign * differences > 0
    return found


def _note(n_futures: int, kpi: str) -> str:
    note = text(
        "Line: median. Dark band: half of the {n} futures; light band: 9 of 10; thin lines: single "
        "futures.",
        {"n": n_futures},
    )
    if SERIES[BY_KPI[kpi]].is_sum:
        note += " " + text("Summed since the first day.")
    return note


def _draw(ax: Axes, differences: NDArray[np.float64]) -> pd.DataFrame:
    """Draw the bands and lines, and return them by day."""
    days = np.arange(differences.shape[1])
    low, low_50, median, high_50, high = np.nanpercentile(differences, _BANDS, axis=0)
    ax.fill_between(days, low, high, color=BLUE, alpha=0.16, linewidth=0)
    ax.fill_between(days, low_50, high_50, color=BLUE, alpha=0.28, linewidth=0)
    for one in differences[:_SINGLE]:
        ax.plot(days, one, color=SOFT, linewidth=0.5, alpha=0.8)
    ax.plot(days, median, color=BLUE, linewidth=2.2)
    ax.axhline(0.0, color=INK, linewidth=1.0)
    everything = np.r_[differences.ravel(), 0.0]
    least, most = float(np.nanmin(everything)), float(np.nanmax(everything))
    room = 0.05 * max(most - least, 1e-9)
    ax.set_ylim(least - room, most + room)
    return pd.DataFrame(
        {"day": days, "median": median, "low_50": low_50, "high_50": high_50, "low": low,
         "high": high}
    )  # fmt: skip


def _name_axis(ax: Axes, kpi: str, baseline: str, scale: Scale) -> None:
    words = text(
        "{kpi}, difference to {baseline} ({unit})",
        {"kpi": sentence(kpi_words(kpi)), "baseline": plain(baseline), "unit": scale.unit},
    )
    ax.annotate(
        words, (0.0, 1.0), (0, 8 + 72 * EVENT_HIGH), xycoords="axes fraction",
        textcoords="offset points", fontsize=LABEL_SIZE, color=SOFT, va="bottom",
    )  # fmt: skip


def twenty(differences: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return up to twenty futures that stand for all: evenly spaced by rank, lowest first."""
    ordered: NDArray[np.float64] = np.sort(differences)
    if ordered.size <= _DOTS:
        return ordered
    ranks = ((np.arange(_DOTS) + 0.5) / _DOTS * ordered.size).astype(int)
    chosen: NDArray[np.float64] = ordered[ranks]
    return chosen


def _dots(ax: Axes, last: NDArray[np.float64], kpi: str, width: float) -> None:
    """Draw twenty futures beside the last day: stacked where they are alike."""
    shown = twenty(last[np.isfinite(last)])
    low, high = ax.get_ylim()
    tall = ax.get_window_extent().height / ax.figure.dpi
    radius = 0.065
    panel = ax.inset_axes((1.0 + 0.14 / width, 0.0, (_MARGIN - 0.2) / width, 1.0))
    panel.set_xlim(0.0, _MARGIN - 0.2)
    panel.set_ylim(0.0, tall)
    bare(panel)
    panel.patch.set_visible(False)
    panel.axhline((0.0 - low) / (high - low) * tall, color=INK, linewidth=1.0)
    rows = ((shown - low) / (high - low) * tall / (2.0 * radius)).astype(int)
    fullest = int(np.bincount(rows - rows.min()).max()) if rows.size else 1
    step = min(2.05 * radius, (_MARGIN - 0.4) / max(fullest - 1, 1))
    bins: dict[int, int] = {}
    for row, is_better in zip(rows.tolist(), _is_better(shown, kpi), strict=True):
        place = bins[row] = bins.get(row, -1) + 1
        panel.plot(
            [0.1 + step * place], [(row + 0.5) * 2.0 * radius],
            "o" if is_better else "X", markersize=2.0 * radius * 72.0 * 0.88,
            color=BETTER if is_better else WORSE, markeredgecolor="white", markeredgewidth=0.5,
        )  # fmt: skip
    n_better = int(np.sum(_is_better(shown, kpi)))
    if BY_NAME[kpi].better is None:
        words = text("{n} futures", {"n": shown.size})
    else:
        words = text(
            "{n} futures: ● {better} better, ✖ {worse} not",
            {"n": shown.size, "better": n_better, "worse": shown.size - n_better},
        )
    lines = wrap(words, _MARGIN - 0.3, NOTE_SIZE)
    panel.annotate(
        "\n".join(lines), (0.0, 1.0), (2, 4), xycoords="axes fraction",
        textcoords="offset points", fontsize=NOTE_SIZE, color=INK, va="bottom",
    )  # fmt: skip
