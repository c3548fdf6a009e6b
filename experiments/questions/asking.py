"""What the questions of this folder share: what one may ask of a script, and how a figure ends.

A script finds this file by putting its own parent folder on the path.
"""

from __future__ import annotations

import argparse
import re
import textwrap
from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from cjsim.errors import UserError
from cjsim.results.folder import check_file
from cjsim.results.statistics import Summary, summarise

BLUE, ORANGE, GREEN, RED = "#0072B2", "#E69F00", "#009E73", "#D55E00"  # Okabe and Ito
PINK, SKY, YELLOW, BLACK, GREY = "#CC79A7", "#56B4E9", "#F0E442", "#000000", "#999999"


def new_or_there(words: str) -> Path:
    """Return a folder for what is found, made if it is not there, before any work is done.

    Raises:
        UserError: It cannot be made, or not be written to.
    """
    folder = Path(words)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        how = f"the folder cannot be made ({error.strerror}). Name another."
        raise UserError("out", words, how) from error
    check_file(folder / "table.csv", "out")
    return folder


def _out(words: str) -> Path:
    """Let a mistake in `--out` be told as the mistakes in other options are."""
    try:
        return new_or_there(words)
    except UserError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def parser_of(doc: str, here: Path, *, customers: int, replicates: int) -> argparse.ArgumentParser:
    """Return what every script may be asked: sizes, seed, where to put what it finds."""
    parser = argparse.ArgumentParser(description=doc.splitlines()[0])
    parser.add_argument("--customers", type=int, default=customers)
    parser.add_argument("--days", type=int, help="days instead of the market's")
    parser.add_argument("--replicates", type=int, default=replicates)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=0, help="processes; all cores when 0")
    parser.add_argument("--store", type=Path, help="folder that keeps the runs, to go on with")
    parser.add_argument("--out", type=_out, default=here,
                        help="folder of figure and table; made if it is not there")  # fmt: skip
    mpl.use("Agg")
    return parser


def mean_of(values: ArrayLike, worlds: Sequence[int], seed: int) -> Summary:
    """Return the mean of one value a future, its 95 % interval and 9-of-10 range.

    Futures of one world share the draw of what is not known, so worlds are what is counted.
    """
    return summarise(np.asarray(values, float), np.asarray(worlds), is_skewed=False, seed=seed)


def finish(figure: Figure, finding: str, about: str, file: Path, *, wide: int = 88) -> None:
    """Set the finding above a figure and what was run beneath it, and save it."""
    bound = re.sub(r"(\d) (?=%|h\b|million)", "\\1\u00a0", finding)  # a unit stays by its number
    title = "\n".join(textwrap.wrap(bound, wide))
    figure.suptitle(title, x=0.01, ha="left", fontsize=12, fontweight="bold")
    figure.supxlabel(about, x=0.01, ha="left", fontsize=8, color="#555555")
    for ax in figure.axes:
        tidy(ax)
    figure.savefig(file, dpi=120)


def tidy(ax: Axes) -> None:
    """Take away the frame where nothing is read from it."""
    ax.spines[["top", "right"]].set_visible(False)
