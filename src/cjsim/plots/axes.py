"""Axes that are read at a glance: dates, round numbers, a light grid, events of the market."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any, Literal, cast

from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from cjsim.language import current, speaking, text
from cjsim.plots.colours import SOFT
from cjsim.plots.numbers import Scale, date, fixed, month
from cjsim.plots.picture import NOTE_SIZE, clip, text_width
from cjsim.plots.words import plain
from cjsim.scenarios.events.base import Timed, windows_of
from cjsim.scenarios.schema import Scenario

EVENT_HIGH = 0.14
"""Inches that the words of events need above a panel."""


def day_axis(ax: Axes, first: dt.date, n_days: int, width: float, labels: bool = True) -> None:
    """Let x be days of a run, with dates below: months, or weeks of a short one.

    `width` is of the panel in inches; labels are left out where they would touch.
    """
    ax.set_xlim(0, max(n_days - 1, 1))
    dates = [first + dt.timedelta(day) for day in range(n_days)]
    is_long = n_days > 75
    if is_long:
        marks = [day for day, each in enumerate(dates) if each.day == 1]
    else:
        marks = list(range(0, n_days, 7 if n_days > 14 else 1))
    widest = 0.62 if is_long else 0.5
    every = 1
    while len(marks[::every]) * widest > width and every < len(marks):
        every += 1
    shown = marks[::every]
    words, year = [], None
    for day in shown:
        if is_long:
            words.append(month(dates[day], dates[day].year != year))
        else:
            words.append(date(dates[day]))
        year = dates[day].year
    ax.xaxis.set_major_locator(FixedLocator(shown))
    ax.set_xticks(shown, [word.replace(" 20", "\n20") for word in words] if is_long else words)
    if not labels:
        ax.tick_params(labelbottom=False)


def numbers(scale: Scale) -> FuncFormatter:
    """Return how ticks are written: in the language spoken now, whenever they are drawn."""
    language = current()

    def written(amount: float, _place: int | None = None) -> str:
        low, high = sorted(formatter.axis.get_view_interval() / scale.size)
        span = max(high - low, 1e-12)
        with speaking(language):  # ticks are written when they are drawn
            return fixed(amount / scale.size, max(1 - math.floor(math.log10(span)), 0), True)

    formatter: Any = FuncFormatter(written)
    return cast(FuncFormatter, formatter)


def number_axis(
    ax: Axes, along: Literal["x", "y"], scale: Scale, n_ticks: int = 5, has_grid: bool = True
) -> None:
    """Let x or y be numbers divided by the size of `scale`, at round ones.

    With a light grid in the place of ticks and of the line they stand on, or without it.
    """
    axis = ax.xaxis if along == "x" else ax.yaxis
    axis.set_major_locator(MaxNLocator(n_ticks, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(numbers(scale))
    if has_grid:
        axis.grid(True)
        ax.tick_params(axis=along, length=0)
        ax.spines["bottom" if along == "x" else "left"].set_visible(False)


def share_axis(ax: Axes, step: float = 0.2) -> None:
    """Let y be shares from 0 to 1, written as per cent."""
    n_steps = round(1.0 / step)
    ax.set_ylim(0.0, 1.0)
    ax.set_yticks(
        [place * step for place in range(n_steps + 1)],
        [fixed(100.0 * place * step, 0) + "%" for place in range(n_steps + 1)],
    )


_MARK_INCHES = 1.5
"""Room for the name of an event, though another may follow sooner: that one is left out."""


def event_marks(ax: Axes, scenario: Scenario, width: float, plan: str = "") -> None:
    """Write above a panel of days when the plan begins and what happens in the market.

    `width` is of the panel in inches: what finds no room there is left out. Events that come by
    chance, or to persons, have no date and are not shown.
    """
    per_inch = max(scenario.n_days() - 1, 1) / width
    end = scenario.n_days() - 1 + 0.5 * per_inch
    taken: list[tuple[float, float]] = []
    dated = _dated(scenario, plan)
    for day, name in dated:
        following = min((other for other, _name in dated if other > day), default=end)
        room = max(_MARK_INCHES, (following - day) / per_inch - 0.1)
        words = clip("▾ " + name, room, NOTE_SIZE)
        wide = (text_width(words, NOTE_SIZE) + 0.08) * per_inch
        is_free = all(day + wide < start or day > end for start, end in taken)
        if not is_free or day + wide > end:
            continue
        ax.annotate(
            words, (day, 1.0), (-3, 2), xycoords=("data", "axes fraction"),
            textcoords="offset points", fontsize=NOTE_SIZE, color=SOFT, ha="left", va="bottom",
        )  # fmt: skip
        ax.axvline(day, color=SOFT, linewidth=0.7, linestyle=(0, (1, 2)), zorder=3)
        taken.append((day, day + wide))


def _dated(scenario: Scenario, plan: str) -> list[tuple[int, str]]:
    """Return (day, name) of the plan's start, then of the events with a date, in the run."""
    first, n_days = scenario.scenario.start, scenario.n_days()
    last = first + dt.timedelta(n_days - 1)
    found: dict[str, dt.date] = {}
    parts = [scenario.interventions[name].start for name in scenario.plans.get(plan, [])]
    begins = [first if start is None else start for start in parts]
    if begins and first <= min(begins) <= last:
        found[text("plan {plan} begins", {"plan": plain(plan)})] = min(begins)
    for name, event in scenario.events.items():
        if not isinstance(event, Timed):
            continue
        starts = [] if event.start is None else [event.start]
        starts += [start for start, _end in windows_of(event, (first, last))]
        within = [start for start in starts if first <= start <= last]
        if within:
            found[plain(name)] = min(within)
    return [((start - first).days, name) for name, start in found.items()]
