"""Who went from where to where between a few dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from cjsim.errors import UserError
from cjsim.language import text
from cjsim.plots.colours import FAINT, INK, OUTSIDE, SOFT, stage_colours
from cjsim.plots.numbers import count, date, percent
from cjsim.plots.picture import LABEL_SIZE, Picture, Sheet, apart, bare, drawing, text_width
from cjsim.plots.standings import N_INSIDE, STANDINGS, standing_words, standings_at
from cjsim.plots.words import about_run
from cjsim.results.run import Run

_SMALLEST = 0.01
_BAR = 0.055
_GAP = 0.012
_N_CURVE = 40


def alluvial(
    run: Run,
    days: Sequence[int] | None = None,
    *,
    all_people: bool = False,
    ax: Axes | None = None,
    lang: str | None = None,
) -> Picture:
    """Draw the streams of people between the stages at a few dates, coloured by origin.

    Args:
        run: A run.
        days: Two to six days, 0 the first; five evenly spread when None.
        all_people: Whether to show also those who stand in one place on all the days.
        ax: Where to draw; a new figure when None.
        lang: Language of the words, "en" or "vi"; as chosen when None.

    Returns:
        The picture; its data have columns from_day, to_day, from_standing, to_standing, people.
    """
    at = _checked(run, days)
    with drawing(lang):
        table = standings_at(run, at)
        is_still = table[at].eq(table[at[0]], axis=0).all(axis=1).to_numpy()
        all_people = all_people or bool(is_still.all())
        shown = table if all_people else table[~is_still]
        left_out = 0.0 if all_people else float(table[is_still]["people"].sum())
        data = _flows(shown, at)
        sheet = Sheet(ax, 9.0, 5.6)
        title = _finding(data)
        sheet.head(title, about_run(run))
        note = text(
            "Ribbons have the colour of where they come from; streams under 1% are left out. "
            "Shares are of the people shown."
        )
        if left_out:
            note += " " + text(
                "Not shown: {n} people who stand in one place on all the dates.",
                {"n": count(left_out)},
            )
        sheet.foot(note)
        sizes = [shown.groupby(day)["people"].sum().reindex(range(len(STANDINGS)), fill_value=0.0)
                 .to_numpy() for day in at]  # fmt: skip
        margins = [_margin(sizes[0]), _margin(sizes[-1])]
        panel = sheet.panel(margins[0], margins[1], bottom=0.28)
        _draw(panel, data, sizes, at)
        bare(panel)
        panel.tick_params(labelbottom=True)
        first = run.scenario.scenario.start
        panel.set_xticks(range(len(at)), [date(first + dt.timedelta(day)) for day in at])
        alt = text(
            "Alluvial diagram of people between stages on {n} dates. {finding}. Largest streams: "
            "{streams}.",
            {"n": len(at), "finding": title, "streams": _largest(data)},
        )
    return Picture(panel, data, alt)


def _checked(run: Run, days: Sequence[int] | None) -> list[int]:
    last = run.scenario.n_days() - 1
    at = sorted({round(last * place / 4) for place in range(5)}) if days is None else list(days)
    if not 2 <= len(at) <= 6 or at != sorted(set(at)) or at[0] < 0 or at[-1] > last:
        raise UserError("days", at, f"name two to six days from 0 to {last}, in order.")
    return at


def _flows(table: pd.DataFrame, at: list[int]) -> pd.DataFrame:
    """Return people by where they stood on one date and on the next."""
    frames = []
    for before, after in pairwise(at):
        flow = table.groupby([before, after])["people"].sum().reset_index()
        flow.columns = pd.Index(["from_standing", "to_standing", "people"])
        flow.insert(0, "to_day", after)
        flow.insert(0, "from_day", before)
        frames.append(flow)
    data = pd.concat(frames, ignore_index=True)
    for name in ("from_standing", "to_standing"):
        data[name] = data[name].map(dict(enumerate(STANDINGS)))
    return data


def _totals(data: pd.DataFrame) -> tuple[pd.DataFrame, float]:
    """Return the streams between different standings over all dates, and all people shown."""
    moved = data[data["from_standing"] != data["to_standing"]]
    total = moved.groupby(["from_standing", "to_standing"])["people"].sum().reset_index()
    people = float(data[data["from_day"] == data["from_day"].min()]["people"].sum())
    return total.sort_values("people", ascending=False, kind="stable"), people


def _finding(data: pd.DataFrame) -> str:
    """Return how many we won and lost between the dates."""
    total, _people = _totals(data)
    came = float(total[total["to_standing"] == "with us"]["people"].sum())
    went = float(total[total["from_standing"] == "with us"]["people"].sum())
    words = {"came": count(came), "went": count(went)}
    if came >= went:
        return text("{came} people came to us between the dates, {went} went from us", words)
    return text("{went} people went from us between the dates, {came} came to us", words)


def _largest(data: pd.DataFrame) -> str:
    total, _people = _totals(data)
    return "; ".join(
        text(
            "{origin} to {target}: {people}",
            {
                "origin": standing_words(row["from_standing"]),
                "target": standing_words(row["to_standing"]),
                "people": count(float(row["people"])),
            },
        )
        for row in total.head(3).to_dict("records")
    )


def _margin(sizes: NDArray[np.float64]) -> float:
    """Return how wide the labels of the standings of a date are."""
    present = [name for name, size in zip(STANDINGS, sizes, strict=True) if size > 0]
    return 0.45 + max(text_width(f"{standing_words(name)} 100%") for name in present)


def _draw(ax: Axes, data: pd.DataFrame, sizes: list[NDArray[np.float64]], at: list[int]) -> None:
    """Draw bars at the dates and ribbons between them."""
    colours = [*stage_colours(N_INSIDE), OUTSIDE[1], OUTSIDE[0]]
    total = float(sizes[0].sum())
    gap = _GAP * total
    bottoms = [_stacked(size, gap) for size in sizes]
    ax.set_xlim(-_BAR / 2, len(at) - 1 + _BAR / 2)
    ax.set_ylim(0, max(b[-1] + s[-1] for b, s in zip(bottoms, sizes, strict=True)))
    for x, (size, bottom) in enumerate(zip(sizes, bottoms, strict=True)):
        ax.bar(
            np.full(size.size, x), size, _BAR, bottom=bottom, color=colours, edgecolor=SOFT,
            linewidth=0.4, zorder=3,
        )  # fmt: skip
    codes = {name: code for code, name in enumerate(STANDINGS)}
    for x, (_day, flows) in enumerate(data.groupby("from_day")):
        leaves, lands = bottoms[x].copy(), bottoms[x + 1].copy()
        for row in flows.to_dict("records"):
            one, two = codes[row["from_standing"]], codes[row["to_standing"]]
            people = float(row["people"])
            if people >= _SMALLEST * total:
                _ribbon(ax, x, leaves[one], lands[two], people, colours[one])
            leaves[one] += people
            lands[two] += people
    for x, side in ((0, -1), (len(at) - 1, 1)):
        _labels(ax, sizes[x], bottoms[x], x + side * _BAR / 2, side)


def _stacked(size: NDArray[np.float64], gap: float) -> NDArray[np.float64]:
    """Return where each bar begins, in journey order bottom-up, with gaps between those shown."""
    steps = np.where(size > 0, size + gap, 0.0)
    stacked: NDArray[np.float64] = np.cumsum(steps) - steps
    return stacked


def _ribbon(ax: Axes, x: int, start: float, end: float, people: float, colour: str) -> None:
    """Draw a stream between two bars: a band along a smooth step, 3t^2 - 2t^3."""
    t = np.linspace(0.0, 1.0, _N_CURVE)
    low = start + (end - start) * (3.0 * t**2 - 2.0 * t**3)
    ax.fill_between(
        x + _BAR / 2 + t * (1.0 - _BAR), low, low + people, color=colour, alpha=0.55, linewidth=0,
    )  # fmt: skip


def _labels(
    ax: Axes, size: NDArray[np.float64], bottom: NDArray[np.float64], x: float, side: int
) -> None:
    """Name the standings beside their bars, with their share, apart from each other."""
    present = np.flatnonzero(size > 0)
    middles = bottom[present] + size[present] / 2.0
    high = ax.get_window_extent().height / ax.figure.dpi
    top = ax.get_ylim()[1]
    places = apart(list(middles), LABEL_SIZE * 1.35 / 72.0 / high * top, 0.02 * top, 0.98 * top)
    for code, middle, place in zip(present, middles, places, strict=True):
        share = percent(float(size[code] / size.sum()), 0)
        ax.annotate(
            f"{standing_words(STANDINGS[code])} {share}", (x, middle),
            (side * 14, (place - middle) / top * high * 72.0), textcoords="offset points",
            va="center", ha="left" if side > 0 else "right", fontsize=LABEL_SIZE, color=INK,
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": FAINT, "linewidth": 0.8, "shrinkA": 1,
                        "shrinkB": 1},
        )  # fmt: skip
