"""Where people stand after each move: what follows beginning to look."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, Normalize, TwoSlopeNorm, to_hex
from numpy.typing import NDArray

from cjsim.errors import UserError
from cjsim.language import text
from cjsim.plots.colours import INK, OUTSIDE, SOFT, difference_map, ink_on, stage_colours
from cjsim.plots.numbers import fixed, percent
from cjsim.plots.picture import LABEL_SIZE, Picture, Sheet, drawing, text_width
from cjsim.plots.standings import N_INSIDE, STANDINGS, coded_moves, standing_words
from cjsim.plots.words import about_run, about_runs
from cjsim.results.run import Run

NO_MOVE = "no further move"
_ROWS = (*STANDINGS, NO_MOVE)
_SHOWN = 0.01
_OURS, _THEIRS = STANDINGS.index("with us"), STANDINGS.index("with a competitor")


def step_matrix(
    run: Run,
    baseline: Run | None = None,
    *,
    start: str = "search",
    moves: int = 7,
    ax: Axes | None = None,
    lang: str | None = None,
) -> Picture:
    """Draw where people stand after each of their moves; each column adds up to 100%.

    Args:
        run: A run.
        baseline: A run of another plan: then the difference is drawn, in percentage points.
        start: The standing from which moves are counted, when it is first entered in the run.
        moves: Columns after the first, 1 to 12.
        ax: Where to draw; a new figure when None.
        lang: Language of the words, "en" or "vi"; as chosen when None.

    Returns:
        The picture; its data have columns standing, move, share, and with a baseline
        baseline_share and difference.
    """
    if start not in STANDINGS:
        raise UserError("start", start, f"there are: {', '.join(STANDINGS)}.")
    if not 1 <= moves <= 12:
        raise UserError("moves", moves, "1 to 12 columns can be read.")
    shares, reached = _shares(run, start, moves)
    data = _tidy(shares)
    shown = shares
    if baseline is not None:
        theirs, reached_theirs = _shares(baseline, start, moves)
        data["baseline_share"] = theirs.ravel()
        data["difference"] = data["share"] - data["baseline_share"]
        shown, reached = shares - theirs, reached - reached_theirs
    with drawing(lang):
        title = _finding(reached, start, moves, is_difference=baseline is not None)
        sheet = Sheet(ax, 8.6, 5.2)
        sheet.head(title, about_run(run) if baseline is None else about_runs(run, baseline))
        note = text("Each column adds up to 100%; cells under 1% stay empty.")
        if baseline is not None:
            note = text("Differences in percentage points; each column adds up to 0.")
        sheet.foot(note)
        left = 0.45 + max(text_width(_row_words(row)) for row in _ROWS)
        panel = sheet.panel(left, 0.1, bottom=0.45)
        _draw(panel, shown, is_difference=baseline is not None)
        _names(panel, start, moves)
        alt = text("Matrix of standings by number of moves. {finding}.", {"finding": title})
    return Picture(panel, data, alt)


def _row_words(row: str) -> str:
    return text("no further move") if row == NO_MOVE else standing_words(row)


def _shares(run: Run, start: str, n_moves: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the share of paths in each row after each move, and of those ever ours or theirs."""
    moves = coded_moves(run)
    code = STANDINGS.index(start)
    begins = moves["after"].eq(code) & ~moves["after"].eq(code).groupby(
        moves["customer"]).cumsum().gt(1)  # fmt: skip
    first = moves[begins].drop_duplicates("customer").index.to_numpy()
    if first.size == 0:
        raise UserError("start", start, "nobody came there in this run.")
    customer = moves["customer"].to_numpy()
    after = moves["after"].to_numpy()
    paths = np.full((first.size, n_moves + 1), len(STANDINGS))
    for step in range(n_moves + 1):
        place = np.minimum(first + step, after.size - 1)
        is_same = (first + step < after.size) & (customer[place] == customer[first])
        paths[is_same, step] = after[place[is_same]]
    counts = [np.bincount(paths[:, step], minlength=len(_ROWS)) for step in range(n_moves + 1)]
    reached = np.array([(paths == group).any(axis=1).mean() for group in (_OURS, _THEIRS)])
    return np.array(counts).T / first.size, reached


def _tidy(shares: NDArray[np.float64]) -> pd.DataFrame:
    n_rows, n_columns = shares.shape
    return pd.DataFrame(
        {
            "standing": np.repeat(_ROWS, n_columns),
            "move": np.tile(np.arange(n_columns), n_rows),
            "share": shares.ravel(),
        }
    )


def _finding(reached: NDArray[np.float64], start: str, moves: int, *, is_difference: bool) -> str:
    words: dict[str, object] = {"start": standing_words(start), "n": moves}
    if is_difference:
        sign = "+" if reached[0] >= 0 else ""
        words["ours"] = sign + fixed(100.0 * float(reached[0]), 1)
        return text(
            "The plan changes by {ours} points how many come to us in {n} moves after “{start}”",
            words,
        )
    words |= {"ours": percent(float(reached[0])), "theirs": percent(float(reached[1]))}
    return text(
        "Of those who enter “{start}”, {ours} come to us in {n} moves and {theirs} to a competitor",
        words,
    )


def _draw(ax: Axes, shares: NDArray[np.float64], *, is_difference: bool) -> None:
    """Draw the cells with their numbers."""
    colours: Colormap = difference_map() if is_difference else colormaps["Blues"]
    reach = max(float(np.abs(shares).max()), 1e-9)
    norm = TwoSlopeNorm(0.0, -reach, reach) if is_difference else Normalize(0.0, 1.15)
    rows, columns = shares.shape
    ax.pcolormesh(
        np.arange(columns + 1) - 0.5, np.arange(rows + 1) - 0.5, shares, cmap=colours, norm=norm,
        edgecolors="white", linewidth=1.5,
    )  # fmt: skip
    ax.set_ylim(rows - 0.5, -0.5)
    ax.set_xlim(-0.5, columns - 0.5)
    for (row, column), share in np.ndenumerate(shares):
        amount = float(share)
        if is_difference and abs(amount) >= 0.0005:
            words = ("+" if amount > 0 else "") + fixed(100.0 * amount, 1)
        elif not is_difference and amount >= _SHOWN:
            words = percent(amount)
        else:
            continue
        ax.text(column, row, words, ha="center", va="center", fontsize=LABEL_SIZE,
                color=ink_on(to_hex(colours(norm(amount)))))  # fmt: skip


def _names(ax: Axes, start: str, moves: int) -> None:
    """Name rows and columns; a square beside each row has the colour of its stage."""
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.tick_params(length=0, pad=4)
    ax.tick_params(axis="y", pad=21)
    ax.set_yticks(range(len(_ROWS)), [_row_words(row) for row in _ROWS], color=INK)
    ax.set_xticks(range(moves + 1), [standing_words(start), *map(str, range(1, moves + 1))])
    ax.set_xlabel(text("moves after"))
    colours = [*stage_colours(N_INSIDE), OUTSIDE[1], OUTSIDE[0], "#ffffff"]
    for place, colour in enumerate(colours):
        ax.annotate(
            "■" if colour != "#ffffff" else "□", (0.0, place), (-6, 0),
            xycoords=("axes fraction", "data"), textcoords="offset points", ha="right",
            va="center", color=colour if colour != "#ffffff" else SOFT, fontsize=12,
        )  # fmt: skip
