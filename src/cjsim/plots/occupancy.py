"""Who is where: people in each stage of the journey over time."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patheffects import Normal, Stroke
from numpy.typing import NDArray

from cjsim.errors import UserError
from cjsim.journey.place import N_PLACES, Place
from cjsim.language import text
from cjsim.plots.axes import EVENT_HIGH, day_axis, event_marks, number_axis
from cjsim.plots.colours import FAINT, INK, MAX_STAGES, OUTSIDE, SOFT, stage_colours
from cjsim.plots.numbers import count, percent, scale_of
from cjsim.plots.picture import LABEL_SIZE, Picture, Sheet, apart, drawing, text_width
from cjsim.plots.words import about_comparison, about_run, plain, view_words
from cjsim.results.comparison import Comparison
from cjsim.results.run import Run
from cjsim.results.series import daily_places
from cjsim.results.views import Scheme, ViewStage, stages_of
from cjsim.scenarios.schema import Scenario

_RANGE = (5.0, 50.0, 95.0)
_OUTSIDE = {Place.LAPSED, Place.LAPSED_WITH_OFFER, Place.USING_ANOTHER, Place.BUYING_ELSEWHERE}
_LINES = 3
_LEFT = 0.85


def stage_occupancy(
    result: Run | Comparison,
    *,
    plan: str | None = None,
    scheme: Scheme = "five_stages",
    ax: Axes | None = None,
    lang: str | None = None,
) -> Picture:
    """Draw how many people stand in each stage, day by day, stages in journey order bottom-up.

    Args:
        result: A run, or a comparison: then the areas are means over its futures, and a second
            panel shows the range of the stages that change most.
        plan: The plan of a comparison; its last when None.
        scheme: A scheme of stages (see `Run.view`), at most seven inside the journey.
        ax: Where to draw; a new figure when None.
        lang: Language of the words, "en" or "vi"; as chosen when None.

    Returns:
        The picture; its data have columns day, date, stage, people, low, high, share.
    """
    stages = _in_order(stages_of(scheme))
    with drawing(lang):
        counts, scenario, name, about = _counts(result, plan)
        members = np.zeros((N_PLACES, len(stages)))
        for place, stage in enumerate(stages):
            members[list(stage.places), place] = 1.0
        people = scenario.weight * (counts @ members)
        has_range = people.shape[0] > 1
        colours = _colours(stages)
        mean = people.mean(axis=0)
        sheet = Sheet(ax, 9.0, 6.4 if has_range else 5.2)
        title = _finding(stages, mean)
        sheet.head(title, about)
        if has_range:
            sheet.foot(text("Areas are means over the futures; bands below hold 9 of 10 of them."))
        names = [view_words(stage) for stage in stages]
        margin = 0.2 + max(text_width(f"{name} 100%") for name in names)
        shares = [2.4, 1.0] if has_range else [1.0]
        sheet.top -= EVENT_HIGH
        panels = sheet.column(shares, 0.62, left=_LEFT, right=margin, bottom=0.42)
        main = panels[0]
        width = sheet.width - _LEFT - margin
        days = np.arange(mean.shape[0])
        main.stackplot(days, mean.T, colors=colours, edgecolor="white", linewidth=0.4)
        main.set_ylim(0, mean[0].sum())
        first = scenario.scenario.start
        day_axis(main, first, days.size, width)
        number_axis(main, "y", scale_of(float(mean.sum(axis=1).max()), "people"))
        main.set_ylabel(text("{n} people", {"n": ""}).strip())
        event_marks(main, scenario, width, name)
        _label_edges(main, names, colours, mean[-1])
        if has_range:
            _range_lines(panels[1], people, names, colours)
            day_axis(panels[1], first, days.size, width)
        data = _tidy(people, stages, pd.date_range(first, periods=days.size))
        alt = text(
            "Stacked areas of people by stage of the journey over {n} days. {finding} At the end: "
            "{shares}.",
            {
                "n": days.size,
                "finding": title + ".",
                "shares": ", ".join(
                    f"{name} {percent(share, 1)}"
                    for name, share in zip(names, mean[-1] / mean[-1].sum(), strict=True)
                ),
            },
        )
    return Picture(main, data, alt)


def _is_outside(stage: ViewStage) -> bool:
    return set(stage.places) <= _OUTSIDE


def _in_order(stages: tuple[ViewStage, ...]) -> list[ViewStage]:
    """Return the stages with those outside the journey last."""
    return sorted(stages, key=_is_outside)


def _colours(stages: list[ViewStage]) -> list[str]:
    n_outside = sum(map(_is_outside, stages))
    if n_outside > len(OUTSIDE):
        raise UserError("scheme", n_outside, text("too many stages outside the journey."))
    n_inside = len(stages) - n_outside
    is_before = stages[0].places == (Place.UNAWARE,)
    if n_inside == MAX_STAGES + 1 and is_before:  # a journey of seven stages, and who is not on it
        return [OUTSIDE[2], *stage_colours(MAX_STAGES), *OUTSIDE[:n_outside]]
    return [*stage_colours(max(n_inside, 1)), *OUTSIDE[:n_outside]]


def _counts(
    result: Run | Comparison, plan: str | None
) -> tuple[NDArray[np.float64], Scenario, str, str]:
    """Return customers by place, (futures, days, places), the market, plan and subtitle."""
    if isinstance(result, Run):
        counts = daily_places(result.history).astype(float)[None]
        return counts, result.scenario, result.plan, about_run(result)
    name = result.plans[-1] if plan is None else plan
    result.values(name, "orders")  # refuses a plan that was not compared
    counts = np.array([future.places[name] for future in result.futures], dtype=float)
    about = text("plan {plan} · {about}", {"plan": plain(name), "about": about_comparison(result)})
    return counts, result.scenario, name, about


def _finding(stages: list[ViewStage], mean: NDArray[np.float64]) -> str:
    """Return which stage changed most; `mean` (days, stages) are people."""
    moved = mean[-1] - mean[0]
    inside = [place for place, stage in enumerate(stages) if not _is_outside(stage)]
    most = max(inside, key=lambda place: abs(moved[place]))
    words = {
        "stage": view_words(stages[most]),
        "before": count(mean[0, most]),
        "after": count(mean[-1, most]),
    }
    if moved[most] >= 0:
        return text("“{stage}” grows most: from {before} to {after} people", words)
    return text("“{stage}” shrinks most: from {before} to {after} people", words)


def _label_edges(
    ax: Axes, names: list[str], colours: list[str], people: NDArray[np.float64]
) -> None:
    """Name each area at the right edge with its share, labels apart and led to their areas."""
    total = people.sum()
    middles = (np.cumsum(people) - people / 2.0) / total
    high = ax.get_window_extent().height / ax.figure.dpi
    places = apart(list(middles), LABEL_SIZE * 1.35 / 72.0 / high, 0.02, 0.98)
    for name, colour, middle, place, share in zip(
        names, colours, middles, places, people / total, strict=True
    ):
        ax.annotate(
            f"{name} {percent(share, 0 if share >= 0.095 else 1)}",
            (1.0, middle), (16, 0), xycoords="axes fraction", textcoords="offset points",
            va="center", fontsize=LABEL_SIZE, color=INK,
        ).set_position((16, (place - middle) * high * 72.0))  # fmt: skip
        ax.plot(
            [1.0, 1.0 + 0.2 * 12 / 72, 1.012 + 0.2 * 12 / 72], [middle, place, place],
            transform=ax.transAxes, clip_on=False, color=FAINT, linewidth=0.8,
        )  # fmt: skip
        ax.plot(
            [1.003], [middle], marker="s", markersize=5, color=colour, transform=ax.transAxes,
            clip_on=False, markeredgecolor=SOFT, markeredgewidth=0.3,
        )  # fmt: skip


def _range_lines(
    ax: Axes, people: NDArray[np.float64], names: list[str], colours: list[str]
) -> None:
    """Draw the range over futures of the stages that change most; `people` (futures, days, n)."""
    mean = people.mean(axis=0)
    moved = np.abs(mean[-1] - mean[0]) / np.maximum(mean.max(axis=0), 1e-9)
    chosen = sorted(np.argsort(-moved, kind="stable")[:_LINES])
    days = np.arange(people.shape[1])
    ends = []
    for place, style in zip(chosen, ("-", "--", ":"), strict=False):
        low, middle, high = np.percentile(people[..., place], _RANGE, axis=0)
        colour = SOFT if colours[place] in OUTSIDE else colours[place]
        ax.fill_between(days, low, high, color=colour, alpha=0.22, linewidth=0)
        edge = [Stroke(linewidth=2.8, foreground=SOFT), Normal()]  # yellow on white needs it
        ax.plot(days, middle, color=colour, linestyle=style, path_effects=edge)
        ends.append(float(middle[-1]))
    ax.set_ylim(0, float(np.percentile(people[..., chosen], 99.5)) * 1.08)
    number_axis(ax, "y", scale_of(1.0, "people"), 4)
    ax.set_ylabel(text("{n} people", {"n": ""}).strip())
    top = ax.get_ylim()[1]
    high_inches = ax.get_window_extent().height / ax.figure.dpi
    gap = LABEL_SIZE * 1.3 / 72.0 / high_inches * top
    for place, end, at in zip(chosen, ends, apart(ends, gap, 0.0, top), strict=True):
        ax.annotate(
            names[place], (1.0, end), (16, (at - end) / top * high_inches * 72.0),
            xycoords=("axes fraction", "data"), textcoords="offset points", va="center",
            fontsize=LABEL_SIZE, color=INK,
            arrowprops={"arrowstyle": "-", "color": FAINT, "linewidth": 0.8, "shrinkA": 0,
                        "shrinkB": 0},
        )  # fmt: skip


def _tidy(
    people: NDArray[np.float64], stages: list[ViewStage], dates: pd.DatetimeIndex
) -> pd.DataFrame:
    """Return one row per day and stage, of people (futures, days, stages)."""
    n_days, n_stages = people.shape[1:]
    mean = people.mean(axis=0)
    low, high = np.percentile(people, (_RANGE[0], _RANGE[2]), axis=0)
    return pd.DataFrame(
        {
            "day": np.repeat(np.arange(n_days), n_stages),
            "date": np.repeat(dates, n_stages),
            "stage": np.tile([stage.code for stage in stages], n_days),
            "people": mean.ravel(),
            "low": low.ravel(),
            "high": high.ravel(),
            "share": (mean / mean.sum(axis=1, keepdims=True)).ravel(),
        }
    )
