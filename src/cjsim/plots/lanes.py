"""Lanes of one customer's journey: where it stood, what it met, heard, did, and how it felt."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from cjsim.language import text
from cjsim.plots.colours import (
    BLUE,
    FAINT,
    GREEN,
    INK,
    ORANGE,
    OUTSIDE,
    PURPLE,
    SOFT,
    VERMILION,
    ink_on,
    stage_colours,
)
from cjsim.plots.picture import LABEL_SIZE, NOTE_SIZE, text_width
from cjsim.plots.standings import N_INSIDE, STANDINGS, coded_moves, standing_words
from cjsim.results.run import Run


class Sign(NamedTuple):
    """A letter that stands for something that happened."""

    mark: str
    letter: str
    colour: str


class Lane(NamedTuple):
    """A line of signs."""

    name: str
    signs: tuple[Sign, ...]


LANES = (
    Lane("advertising", (Sign("exposed", "|", SOFT), Sign("contacted", "C", BLUE))),
    Lane(
        "looking",
        (
            Sign("visited", "V", BLUE),
            Sign("read_reviews", "R", PURPLE),
            Sign("explored", "X", GREEN),
        ),
    ),
    Lane(
        "others say", (Sign("heard_positive", "+", GREEN), Sign("heard_negative", "−", VERMILION))
    ),
    Lane(
        "buying",
        (
            Sign("ordered", "O", BLUE),
            Sign("received", "D", GREEN),
            Sign("ordered_rival", "K", VERMILION),
            Sign("ticket_opened", "T", ORANGE),
            Sign("solved", "S", GREEN),
        ),
    ),
    Lane(
        "unexpected",
        (
            Sign("worried", "W", VERMILION),
            Sign("paused", "P", ORANGE),
            Sign("cancelled", "N", VERMILION),
            Sign("failed", "F", VERMILION),
            Sign("left_alone", "L", VERMILION),
            Sign("delighted", "☺", GREEN),
            Sign("disappointed", "☹", VERMILION),
        ),
    ),
)


def lane_words(lane: str) -> str:
    """Return the name of a lane in the language spoken."""
    named = {
        "stands": text("Stands"),
        "advertising": text("Ads, messages"),
        "looking": text("Looks"),
        "others say": text("Others say"),
        "buying": text("Buys, asks"),
        "unexpected": text("Unexpected"),
        "feels": text("Feels"),
    }
    return named[lane]


def sign_words(mark: str) -> str:
    """Return what a letter stands for in the language spoken."""
    named = {
        "exposed": text("advertising"),
        "contacted": text("our message"),
        "visited": text("our pages"),
        "read_reviews": text("reviews"),
        "explored": text("saw the product"),
        "heard_positive": text("something good"),
        "heard_negative": text("something bad"),
        "ordered": text("ordered"),
        "received": text("received"),
        "ordered_rival": text("ordered from a competitor"),
        "ticket_opened": text("asked for help"),
        "solved": text("solved"),
        "worried": text("second thoughts"),
        "paused": text("paused"),
        "cancelled": text("cancelled"),
        "failed": text("product failed"),
        "left_alone": text("left alone"),
        "delighted": text("delighted"),
        "disappointed": text("disappointed"),
    }
    return named[mark]


def key_words(diary: pd.DataFrame) -> str:
    """Return what the letters that occur stand for."""
    seen = {mark for marks in diary["marks"] for mark in marks}
    signs = [sign for lane in LANES for sign in lane.signs if sign.mark in seen]
    return " · ".join(f"{sign.letter} {sign_words(sign.mark)}" for sign in signs)


def spells(run: Run, customer: int) -> pd.DataFrame:
    """Return where a customer stood from day to day: standing, first_day, last_day, reason.

    `reason` is why it came there, "" at the beginning.
    """
    moves = coded_moves(run)
    mine = moves[moves["customer"] == customer]
    last_day = run.scenario.n_days() - 1
    if mine.empty:
        return pd.DataFrame(
            {"standing": [_unmoved(run, customer)], "first_day": [0], "last_day": [last_day],
             "reason": [""]}
        )  # fmt: skip
    standing = [int(mine["before"].iloc[0]), *mine["after"]]
    first = [0, *mine["day"]]
    last = [*mine["day"], last_day]
    return pd.DataFrame(
        {
            "standing": [STANDINGS[code] for code in standing],
            "first_day": first,
            "last_day": last,
            "reason": ["", *mine["reason"]],
        }
    )


def _unmoved(run: Run, customer: int) -> str:
    """Return where someone stands who never moves."""
    from cjsim.agents.population import make_population
    from cjsim.journey.stages import Stage

    record = make_population(run.scenario, run.seed)[customer]
    ours = list(run.scenario.brands).index(run.scenario.our_brand)
    stage = Stage(int(record["stage"]))
    if stage in (Stage.USE, Stage.SUPPORT):
        return "with us" if int(record["brand"]) == ours else "with a competitor"
    return stage.name.lower()


def draw_lanes(ax: Axes, path: pd.DataFrame, diary: pd.DataFrame, n_days: int) -> None:
    """Draw the lanes of a customer: where it stood above, its feelings below."""
    wide = ax.get_window_extent().width / ax.figure.dpi
    per_inch = max(n_days - 1, 1) / wide
    names = ["stands", *(lane.name for lane in LANES), "feels"]
    feels = len(names) + 0.6
    ax.set_ylim(feels + 0.75, -0.65)
    ax.set_xlim(0, max(n_days - 1, 1))
    _band(ax, path, per_inch)
    for place, lane in enumerate(LANES, start=1):
        ax.axhline(place + 0.5, color=FAINT, linewidth=0.6)
        _signs(ax, place, lane, diary, per_inch)
    _feelings(ax, diary, feels - 0.35, n_days)
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.tick_params(axis="y", length=0)
    ax.set_yticks(
        [*range(len(names) - 1), feels - 0.35], [lane_words(name) for name in names], color=INK
    )


def _band(ax: Axes, path: pd.DataFrame, per_inch: float) -> None:
    """Draw where the customer stood as a band, named where there is room."""
    colours = dict(zip(STANDINGS, [*stage_colours(N_INSIDE), OUTSIDE[1], OUTSIDE[0]], strict=True))
    for row in path.to_dict("records"):
        start, length = float(row["first_day"]), float(row["last_day"] - row["first_day"])
        colour = colours[str(row["standing"])]
        ax.broken_barh([(start, length)], (-0.4, 0.8), color=colour, edgecolor="white",
                       linewidth=0.8)  # fmt: skip
        words = standing_words(str(row["standing"]))
        if (text_width(words, NOTE_SIZE) + 0.08) * per_inch < length:
            ax.text(start + length / 2, 0.0, words, ha="center", va="center", fontsize=NOTE_SIZE,
                    color=ink_on(colour))  # fmt: skip


def _signs(ax: Axes, place: int, lane: Lane, diary: pd.DataFrame, per_inch: float) -> None:
    """Draw the letters of a lane where there is room, and a tick for each day in any case."""
    free_from = -np.inf
    letters: list[tuple[int, Sign]] = []
    for row in diary.to_dict("records"):
        letters += [(int(row["day"]), sign) for sign in lane.signs if sign.mark in row["marks"]]
    is_tick = {sign for sign in lane.signs if sign.letter == "|"}
    for day, sign in letters:
        ax.plot([day, day], [place + 0.22, place + 0.4], color=sign.colour, linewidth=1.1)
    for day, sign in letters:
        if sign in is_tick:
            continue
        half = (text_width(sign.letter, LABEL_SIZE, bold=True) / 2.0 + 0.02) * per_inch
        at = max(day, half)
        if at - half < free_from:
            continue
        ax.text(at, place - 0.08, sign.letter, ha="center", va="center", fontsize=LABEL_SIZE,
                fontweight="bold", color=sign.colour)  # fmt: skip
        free_from = at + half


def _feelings(ax: Axes, diary: pd.DataFrame, middle: float, n_days: int) -> None:
    """Draw emotion from -2 to 2 around a line, a point on each day it was felt."""
    scale = 0.36
    ax.axhline(middle, color=FAINT, linewidth=0.8)
    days = [0, *diary["day"], n_days - 1]
    felt = [0.0, *diary["emotion"]]
    felt.append(felt[-1])
    heights = middle - scale * np.array(felt)
    ax.plot(days, heights, color=BLUE, linewidth=1.5)
    ax.fill_between(days, middle, heights, color=BLUE, alpha=0.15, linewidth=0)
    for level in (-2, 2):
        ax.annotate(
            f"{'+' if level > 0 else '−'}2", (1.0, middle - scale * level), (4, 0),
            xycoords=("axes fraction", "data"), textcoords="offset points", va="center",
            fontsize=NOTE_SIZE, color=SOFT,
        )  # fmt: skip


def number_marks(ax: Axes, days: list[int], first_number: int = 1) -> None:
    """Put the numbers of notes above the band, apart from each other."""
    from cjsim.plots.picture import apart

    wide = ax.get_window_extent().width / ax.figure.dpi
    span = ax.get_xlim()[1]
    places = apart([float(day) for day in days], 0.24 / wide * span, 0.0, span)
    for place, (day, at) in enumerate(zip(days, places, strict=True)):
        ax.plot([day, at], [-0.42, -0.72], color=SOFT, linewidth=0.6, clip_on=False)
        ax.text(at, -0.9, str(first_number + place), ha="center", va="center", clip_on=False,
                fontsize=NOTE_SIZE, color=INK,
                bbox={"boxstyle": "circle,pad=0.18", "facecolor": "white", "edgecolor": SOFT,
                      "linewidth": 0.7})  # fmt: skip


def notes_of(story: Any, most: int, from_day: int = 0) -> list[tuple[int, str]]:
    """Return (day, words) of the moves of a story, and of what else is told if there is room."""
    lines = [line for line in story.lines if line.day >= from_day]
    moves = [line for line in lines if line.reason]
    return [(line.day, f"{line.text}") for line in moves[:most]]
