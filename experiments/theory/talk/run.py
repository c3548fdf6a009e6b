"""Talk of the network: strong ties, chance meetings and advertising."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import seaborn as sns
from matplotlib.figure import Figure

from cjsim.validation.exact_talk import TALK, adopted, talk_market


def draw(file: Path, n_seeds: int = 20, days: int = 160) -> None:
    """Draw the share informed, by how many ties of which kind, into a PNG file."""
    with sns.axes_style("whitegrid"):
        figure = Figure(figsize=(8.0, 4.2), layout="constrained")
        axes = figure.subplots()
    colours = sns.color_palette("colorblind", len(TALK))
    for (ties, known), colour in zip(TALK.items(), colours, strict=True):
        scenario = talk_market(*ties, days)
        runs = np.array([adopted(scenario, seed) for seed in range(1, n_seeds + 1)])
        t = np.arange(1, days + 1)
        low, high = np.percentile(100 * runs, [5, 95], axis=0)
        axes.fill_between(t, low, high, color=colour, alpha=0.25, lw=0)
        label = f"{ties[0]} strong ties, {ties[1]} met a day"
        axes.plot(t, 100 * runs.mean(axis=0), color=colour, label=label)
        for share, (mean, sd) in zip((16, 95), known, strict=True):
            axes.errorbar(mean, share, xerr=2 * sd, fmt="o", color="black", ms=4, lw=1, capsize=2)
    axes.errorbar(
        [], [], xerr=[], fmt="o", color="black", ms=4, lw=1, capsize=2,
        label="a second implementation\n(mean and 2 sd of 20 runs)",
    )  # fmt: skip
    axes.axhline(16, color="0.5", lw=0.6, ls=":")
    axes.axhline(95, color="0.5", lw=0.6, ls=":")
    axes.set(
        xlabel="day",
        ylabel="people informed (%)",
        ylim=(0, 101),
        xlim=(0, days),
        title="Twelve more people met a day do nearly as much as twelve more close friends",
    )
    axes.legend(frameon=False, loc="lower right")
    figure.savefig(file, dpi=110)


if __name__ == "__main__":
    draw(Path(__file__).with_name("figure.png"))
