"""Adoption on seven networks, between pairs and everyone mixing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import seaborn as sns
from matplotlib.figure import Figure

from cjsim.validation.exact_adoption import (
    DAYS_PER_UNIT,
    NETWORKS,
    TIMES,
    adopted,
    bass,
    in_pairs,
    network_market,
    on_a_circle,
)

UNTIL = 20
FORMULAS = {"circle": on_a_circle, "pairs": in_pairs}


def draw(file: Path, customers: int = 10_000) -> None:
    """Draw the share adopted on each network into a PNG file."""
    t = np.arange(1, UNTIL * DAYS_PER_UNIT + 1) / DAYS_PER_UNIT
    with sns.axes_style("whitegrid"):
        figure = Figure(figsize=(8.0, 4.4), layout="constrained")
        axes = figure.subplots()
    axes.plot(t, [100 * bass(one) for one in t], color="black", lw=1.0, ls=":")
    colours = sns.color_palette("tab10", len(NETWORKS))
    fastest_first = sorted(NETWORKS.items(), key=lambda item: -item[1][2][1])
    for (name, (kind, ties, known)), colour in zip(fastest_first, colours, strict=True):
        shares = adopted(network_market(kind, ties, UNTIL, customers), seed=1)
        axes.plot(t, 100 * shares, color=colour, lw=1.6, label=name)
        if name in FORMULAS:
            axes.plot(t, [100 * FORMULAS[name](one) for one in t], color="black", lw=1.0, ls="--")
        else:
            axes.plot(TIMES, 100 * np.array(known), "o", ms=5, mfc="white", mec=colour)
    axes.plot([], [], color="black", lw=1.0, ls=":", label="formula: everyone mixes")
    axes.plot([], [], color="black", lw=1.0, ls="--", label="formula: circle, pairs")
    axes.plot([], [], "o", ms=5, mfc="white", mec="0.4", label="a second implementation")
    axes.set(
        xlabel="time (units of 50 days)",
        ylabel="people who have adopted (%)",
        ylim=(0, 101),
        xlim=(0, UNTIL + 0.4),
        xticks=range(0, UNTIL + 1, 5),
        title="The fewer people one listens to, the slower a product spreads",
    )
    axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1.0, 0.5))
    figure.savefig(file, dpi=110)


if __name__ == "__main__":
    draw(Path(__file__).with_name("figure.png"))
