"""Adoption where everyone mixes: Bass's curve and twenty simulated markets."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import seaborn as sns
from matplotlib.figure import Figure

from cjsim.validation.exact_adoption import (
    DAYS_PER_UNIT,
    P,
    Q,
    adopted,
    bass,
    bass_market,
    bass_peak,
)

UNTIL = 12.0


def draw(file: Path, customers: int = 5_000, n_seeds: int = 10) -> None:
    """Draw the share adopted, and how many adopt in a unit of time, into a PNG file."""
    scenario = bass_market(P, Q, UNTIL, customers)
    runs = np.array([adopted(scenario, seed) for seed in range(1, n_seeds + 1)])
    t = np.arange(1, runs.shape[1] + 1) / DAYS_PER_UNIT
    with sns.axes_style("whitegrid"):
        figure = Figure(figsize=(8.0, 3.8), layout="constrained")
        whole, speed = figure.subplots(1, 2)
    whole.plot(t, 100 * runs.T, color="0.75", lw=0.6)
    every = slice(DAYS_PER_UNIT // 2 - 1, None, DAYS_PER_UNIT // 2)
    whole.plot(t[every], 100 * runs.mean(axis=0)[every], "o", ms=4, label=f"mean of {n_seeds} runs")
    whole.plot(t, [100 * bass(one) for one in t], color="black", lw=1.2, label="Bass's F(t)")
    whole.set(xlabel="time (units of 50 days)", ylabel="people who have adopted (%)", ylim=(0, 100))
    whole.legend(frameon=False, loc="upper left")
    edges = np.arange(0, UNTIL + 0.01, 0.5)
    at_edges = np.r_[np.zeros((1, n_seeds)), runs.T[every]]
    per_unit = 100 * np.diff(at_edges, axis=0) / 0.5
    middle = (edges[:-1] + edges[1:]) / 2
    low, high = per_unit.min(axis=1), per_unit.max(axis=1)
    speed.fill_between(middle, low, high, color="0.85", label="range of the runs")
    speed.plot(middle, per_unit.mean(axis=1), "o", ms=4)
    rate = [100 * (P + Q * bass(one)) * (1 - bass(one)) for one in t]
    speed.plot(t, rate, color="black", lw=1.2)
    peak = bass_peak(P, Q)
    speed.axvline(peak, color="0.4", lw=0.8, ls="--")
    speed.text(peak + 0.15, 0.4, f"T* = {peak:.2f}", color="0.3")
    speed.set(xlabel="time (units of 50 days)", ylabel="adopt in a unit of time (%)", ylim=(0, 14))
    speed.legend(frameon=False, loc="upper right")
    figure.suptitle("Where everyone mixes, adoption follows Bass's curve, peak included")
    figure.savefig(file, dpi=110)


if __name__ == "__main__":
    draw(Path(__file__).with_name("figure.png"))
