"""News told once: how far it goes, below and above the threshold."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import seaborn as sns
from matplotlib.figure import Figure

from cjsim.validation.exact_talk import MEAN_TIES, final_size, news, reach, regular_size

STEPS = (0.5, 0.8, 0.95, 1.1, 1.2, 1.35, 1.5, 2.0, 2.5, 3.0)


def draw(file: Path, customers: int = 40_000, n_seeds: int = 2) -> None:
    """Draw the share reached by how many each tells, on two networks, into a PNG file."""
    with sns.axes_style("whitegrid"):
        figure = Figure(figsize=(7.0, 4.2), layout="constrained")
        axes = figure.subplots()
    r0 = np.linspace(0.3, 3.1, 400)
    random, regular = sns.color_palette("colorblind", 2)
    axes.plot(r0, [100 * final_size(one) for one in r0], color=random, lw=1.4)
    told = r0 / (MEAN_TIES - 1)
    axes.plot(r0, [100 * regular_size(MEAN_TIES, one) for one in told], color=regular, lw=1.4)
    simulated = [reach(news(one / MEAN_TIES, customers, _days(one)), n_seeds) for one in STEPS]
    axes.plot(STEPS, 100 * np.array(simulated), "o", color=random, ms=5)
    simulated = [
        reach(news(one / (MEAN_TIES - 1), customers, _days(one), "regular"), n_seeds)
        for one in STEPS
    ]
    axes.plot(STEPS, 100 * np.array(simulated), "s", color=regular, ms=5)
    axes.plot([], [], "-o", color=random, ms=5, label="ties by chance, 8 on average")
    axes.plot([], [], "-s", color=regular, ms=5, label="8 ties each")
    axes.axvline(1.0, color="0.4", lw=0.8, ls="--")
    axes.text(0.97, 60, "threshold", color="0.3", ha="right")
    axes.set(
        xlabel="people each one who hears the news passes it to, R0",
        ylabel="people reached in the end (%)",
        ylim=(0, 100),
        title="News told once dies out below R0 = 1, and takes off above it",
    )
    axes.legend(frameon=False, loc="lower right", title="theory (line), simulated (points)")
    figure.savefig(file, dpi=110)


def _days(r0: float) -> int:
    """Return days in which the news has run its course: near the threshold it takes long."""
    return 60 if r0 > 1.3 else 150


if __name__ == "__main__":
    draw(Path(__file__).with_name("figure.png"))
