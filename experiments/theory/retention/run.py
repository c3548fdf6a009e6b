"""Retention of people who differ, and of people all alike."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import seaborn as sns
from matplotlib.figure import Figure

from cjsim.validation.exact_choice import N_RENEWALS, A, B, beta_geometric, staying
from cjsim.validation.markets import market


def draw(file: Path, customers: int = 20_000) -> None:
    """Draw survival and retention, for people who differ and people alike, into a PNG file."""
    size = {"scenario.people": customers, "scenario.customers": customers}
    with sns.axes_style("whitegrid"):
        figure = Figure(figsize=(8.0, 3.8), layout="constrained")
        left, kept = figure.subplots(1, 2)
    t = np.arange(N_RENEWALS + 1, dtype=float)
    stay = B / (A + B)
    cases = {
        "people differ: Beta(0.704, 1.182)": (market("retention", size), beta_geometric(t)),
        "all alike": (market("retention", size | {"product.leave_cv": 0.0}), stay**t),
    }
    colours = sns.color_palette("colorblind", 2)
    for (name, (scenario, theory)), colour in zip(cases.items(), colours, strict=True):
        share = staying(scenario, seed=1)
        left.plot(t, 100 * theory, color=colour, lw=1.4)
        left.plot(t, 100 * share, "o", color=colour, ms=4)
        left.plot([], [], "-o", color=colour, ms=4, label=name)
        kept.plot(t[1:], 100 * theory[1:] / theory[:-1], color=colour, lw=1.4)
        rate = share[1:] / share[:-1]
        error = 200 * np.sqrt(rate * (1 - rate) / (share[:-1] * customers))
        kept.errorbar(t[1:], 100 * rate, yerr=error, fmt="o", color=colour, ms=4, lw=1)
    left.set(xlabel="renewals", ylabel="subscribers still there (%)", ylim=(0, 101))
    kept.set(xlabel="renewal", ylabel="of those left, renew (%)", ylim=(40, 101))
    left.legend(frameon=False, title="theory (line), simulated (points)")
    figure.suptitle("Retention rises by itself when people differ, and not when they are alike")
    figure.savefig(file, dpi=110)


if __name__ == "__main__":
    draw(Path(__file__).with_name("figure.png"))
