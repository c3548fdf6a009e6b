"""What every picture is made with: its sheet, its title and subtitle, and what is handed back."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from typing import Any, NamedTuple

import matplotlib as mpl
import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

from cjsim.language import speaking
from cjsim.plots.colours import FAINT, INK, SOFT

FONT = "DejaVu Sans"
"""Comes with matplotlib, and has all Vietnamese letters."""
TITLE_SIZE, SUBTITLE_SIZE, LABEL_SIZE, NOTE_SIZE = 13.0, 9.0, 9.0, 8.0
_LINE = 1.25
_HINTING = 1.06  # letters on a screen stand on whole pixels, and so a little wider apart
_STYLE: Any = {
    "font.family": FONT,
    "font.size": LABEL_SIZE,
    "axes.labelsize": LABEL_SIZE,
    "axes.labelcolor": SOFT,
    "axes.edgecolor": FAINT,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": False,
    "axes.axisbelow": True,
    "axes.facecolor": "white",
    "axes.unicode_minus": True,
    "axes.xmargin": 0.0,
    "figure.facecolor": "white",
    "figure.dpi": 100.0,
    "figure.autolayout": False,
    "figure.constrained_layout.use": False,
    "grid.color": "#ececf0",
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "xtick.labelcolor": SOFT,
    "ytick.labelcolor": SOFT,
    "xtick.labelsize": LABEL_SIZE,
    "ytick.labelsize": LABEL_SIZE,
    "text.color": INK,
    "text.parse_math": False,
    "lines.linewidth": 1.8,
}


class Picture(NamedTuple):
    """A picture: its (main) Axes, the tidy data it shows, and its words for who cannot see it."""

    ax: Axes
    data: pd.DataFrame
    alt: str


@contextmanager
def drawing(lang: str | None) -> Iterator[None]:
    """Draw in the house's style, and speak `lang` ("en", "vi"; as chosen when None)."""
    # a notebook's backend gets ready when it is first used: within the style, the end of the
    # style would undo that, and no later picture would be shown
    plt.draw_if_interactive()
    with ExitStack() as stack:
        stack.enter_context(mpl.rc_context(_STYLE))
        if lang is not None:
            stack.enter_context(speaking(lang))
        yield


class Sheet:
    """The paper of a picture, measured in inches from its lower left corner.

    Title and note take what they need; `panel` gives Axes on the rest. A given `ax` becomes the
    first panel, and everything stays within where it stood.
    """

    def __init__(self, ax: Axes | None, width: float, height: float) -> None:
        """Take a new figure of this size, or the place of `ax`."""
        self._given = ax
        if ax is None:
            size = (_whole(width), _whole(height))
            self._figure: Any = plt.figure(figsize=size)
            self._box = (0.0, 0.0, *size)
        else:
            self._figure = ax.get_figure()
            wide, high = self._size()
            place = ax.get_position()
            self._box = (place.x0 * wide, place.y0 * high, place.width * wide, place.height * high)
        self.left, self.bottom = self._box[0] + 0.12, self._box[1] + 0.10
        self.right = self._box[0] + self._box[2] - 0.12
        self.top = self._box[1] + self._box[3] - 0.12

    def _size(self) -> tuple[float, float]:
        """Return the size of the figure in inches."""
        box, dpi = self._figure.bbox, self._figure.dpi
        return box.width / dpi, box.height / dpi

    def _write(self, x: float, y: float, words: str, size: float, bold: bool, colour: str) -> None:
        wide, high = self._size()
        self._figure.text(
            x / wide, y / high, words, ha="left", va="top", fontsize=size, color=colour,
            fontweight="bold" if bold else "normal", linespacing=_LINE,
        )  # fmt: skip

    def head(self, title: str, subtitle: str) -> None:
        """Write the finding and, below it, what it rests on."""
        for words, size, bold, colour, gap in (
            (title, TITLE_SIZE, True, INK, 0.05),
            (subtitle, SUBTITLE_SIZE, False, SOFT, 0.14),
        ):
            lines = wrap(words, self.right - self.left, size, bold)
            self._write(self.left, self.top, "\n".join(lines), size, bold, colour)
            self.top -= len(lines) * size * _LINE / 72.0 + gap

    def foot(self, note: str) -> None:
        """Write below everything how to read the picture."""
        lines = wrap(note, self.right - self.left, NOTE_SIZE)
        high = len(lines) * NOTE_SIZE * _LINE / 72.0
        self._write(self.left, self.bottom + high, "\n".join(lines), NOTE_SIZE, False, SOFT)
        self.bottom += high + 0.10

    @property
    def width(self) -> float:
        """Inches from the left to the right edge of what is left."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Inches of what is left between head and foot."""
        return self.top - self.bottom

    def panel(
        self,
        left: float = 0.0,
        right: float = 0.0,
        top: float = 0.0,
        bottom: float = 0.0,
        *,
        is_paper: bool = False,
    ) -> Axes:
        """Return Axes with these margins, in inches, for their labels; paper is only for text."""
        wide, high = self._size()
        x0, x1 = self.left + left, self.right - right
        y0, y1 = self.bottom + bottom, self.top - top
        place = (x0 / wide, y0 / high, max(x1 - x0, 0.1) / wide, max(y1 - y0, 0.1) / high)
        if self._given is None or is_paper:
            added: Axes = self._figure.add_axes(place)
            if is_paper:
                bare(added)
                added.patch.set_visible(False)
            return added
        ax, self._given = self._given, None
        ax.set_position(place)
        _dress(ax)
        return ax

    def paper_below(self, high: float) -> Axes:
        """Return paper for text, so many inches high, right below what is left."""
        return self.panel(top=self.height, bottom=-high, is_paper=True)

    def column(
        self, shares: Sequence[float], gap: float, left: float, right: float, bottom: float
    ) -> list[Axes]:
        """Return panels one below the other, high in these shares, `gap` inches apart."""
        room = self.height - bottom - gap * (len(shares) - 1)
        panels, top = [], 0.0
        for part in shares:
            high = room * part / sum(shares)
            panels.append(self.panel(left, right, top, self.height - top - high))
            top += high + gap
        return panels

    def row(
        self, n_panels: int, gap: float, left: float, right: float, top: float, bottom: float
    ) -> list[Axes]:
        """Return equal panels side by side, `gap` inches apart."""
        wide = (self.width - left - right - gap * (n_panels - 1)) / n_panels
        panels = []
        for place in range(n_panels):
            start = left + place * (wide + gap)
            panels.append(self.panel(start, self.width - start - wide, top, bottom))
        return panels


def _whole(inches: float) -> float:
    """Return a size of whole pixels at 50, 100 or 200 dots an inch, however it is rounded."""
    return math.ceil(round(50.0 * inches, 6)) / 50.0 + 1e-4


def _dress(ax: Axes) -> None:
    """Give Axes made elsewhere the style of the house."""
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        ax.spines[side].set_color(FAINT)
    ax.tick_params(color=FAINT, labelcolor=SOFT, labelsize=LABEL_SIZE)
    ax.margins(x=0.0)


def bare(ax: Axes) -> None:
    """Take the frame and ticks off, and keep the Axes."""
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.tick_params(left=False, bottom=False, labelleft=False, labelbottom=False)


@lru_cache(maxsize=4096)
def text_width(words: str, size: float = LABEL_SIZE, bold: bool = False) -> float:
    """Return how wide one line can be, in inches, whatever it will be drawn on."""
    if not words:
        return 0.0
    font = FontProperties(family=FONT, size=size, weight="bold" if bold else "normal")
    width, _height, _descent = TextToPath().get_text_width_height_descent(words, font, False)
    return _HINTING * float(width) / 72.0


def wrap(words: str, width: float, size: float = LABEL_SIZE, bold: bool = False) -> list[str]:
    """Return words as lines no wider than `width` inches, broken between words."""
    lines: list[str] = []
    for paragraph in words.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if line and text_width(longer, size, bold) > width:
                lines.append(line)
                line = word
            else:
                line = longer
        lines.append(line)
    return lines


def clip(words: str, width: float, size: float = LABEL_SIZE) -> str:
    """Return words cut with an ellipsis where they are wider than `width` inches."""
    if text_width(words, size) <= width:
        return words
    while words and text_width(words + "…", size) > width:
        words = words[:-1]
    return words.rstrip() + "…"


def apart(wanted: Sequence[float], distance: float, low: float, high: float) -> list[float]:
    """Return places as near to those wanted as can be, in their order, `distance` apart.

    All lie between `low` and `high`, or are evenly spread where there is no room.
    """
    order = sorted(range(len(wanted)), key=lambda place: (wanted[place], place))
    if (len(wanted) - 1) * distance > high - low:
        step = (high - low) / max(len(wanted) - 1, 1)
        return [low + order.index(place) * step for place in range(len(wanted))]
    # blocks of labels that touch stand around the mean of what they want
    blocks: list[list[float]] = []  # [sum of wanted starts, count]
    for rank in range(len(order)):
        blocks.append([wanted[order[rank]], 1])
        while len(blocks) > 1 and _start(blocks[-2], distance, low, high) + blocks[-2][
            1
        ] * distance > _start(blocks[-1], distance, low, high):
            last = blocks.pop()
            blocks[-1] = [
                blocks[-1][0] + last[0] - last[1] * blocks[-1][1] * distance,
                blocks[-1][1] + last[1],
            ]
    found = [0.0] * len(wanted)
    rank = 0
    for block in blocks:
        start = _start(block, distance, low, high)
        for step_in in range(int(block[1])):
            found[order[rank]] = start + step_in * distance
            rank += 1
    return found


def _start(block: Sequence[float], distance: float, low: float, high: float) -> float:
    """Return where the first label of a block stands."""
    total, count = block
    return min(max(total / count, low), high - (count - 1) * distance)


def days_between(first: dt.date, n_days: int) -> list[dt.date]:
    """Return so many days from the first."""
    return [first + dt.timedelta(day) for day in range(n_days)]
