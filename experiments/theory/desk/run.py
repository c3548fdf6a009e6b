"""The support desk as a queue: waits by load, with and without patience."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import seaborn as sns
from matplotlib.figure import Figure

from cjsim.validation.check import STANDARD_ERRORS, batch_means
from cjsim.validation.exact_desk import desk_market, erlang, watch

STAFF = 10
LOADS = (5.0, 6.0, 7.0, 8.0, 8.5, 9.0, 9.4)
PATIENT_LOADS = (6.0, 8.0, 9.0, 10.0, 11.0, 12.0, 13.0)
RATE = 0.5


def draw(file: Path, days: int = 0) -> None:
    """Draw mean waits, and the share that gives up, by load, into a PNG file."""
    with sns.axes_style("whitegrid"):
        figure = Figure(figsize=(8.0, 3.9), layout="constrained")
        wait, leave = figure.subplots(1, 2)
    forever, patient = sns.color_palette("colorblind", 2)
    loads = np.linspace(4.5, 9.55, 200)
    wait.plot(loads, [erlang(one, STAFF).mean_wait for one in loads], color=forever, lw=1.4)
    more = np.linspace(4.5, 13.2, 200)
    told = [erlang(one, STAFF, RATE) for one in more]
    wait.plot(more, [one.mean_wait for one in told], color=patient, lw=1.4)
    for load in LOADS:
        _point(wait, load, batch_means(watch(desk_market(load, STAFF, days=days)).wait), forever)
    leave.plot(more, [100 * one.p_gives_up for one in told], color=patient, lw=1.4)
    for load in PATIENT_LOADS:
        seen = watch(desk_market(load, STAFF, RATE, days=days))
        _point(wait, load, batch_means(seen.wait), patient)
        _point(leave, load, 100 * batch_means(seen.gave_up), patient)
    wait.plot([], [], "-o", color=forever, ms=4, label="nobody gives up (Erlang C)")
    wait.plot([], [], "-o", color=patient, ms=4, label="patience of 2 handling times (Erlang A)")
    wait.axvline(STAFF, color="0.4", lw=0.8, ls="--")
    wait.text(STAFF + 0.15, 1.55, "all staff busy", color="0.3")
    wait.set(ylim=(0, 1.8), ylabel="mean wait (handling times)")
    leave.axvline(STAFF, color="0.4", lw=0.8, ls="--")
    leave.set(ylim=(0, 30), ylabel="customers who give up (%)")
    for axes in (wait, leave):
        axes.set_xlabel(f"work that arrives, for {STAFF} staff (hours an hour)")
    leave.legend(*wait.get_legend_handles_labels(), frameon=False, loc="upper left")
    figure.suptitle("The desk waits as queueing theory says; impatience keeps lines short")
    figure.savefig(file, dpi=110)


def _point(axes, load, means, colour) -> None:
    """Draw a mean with its 4 standard errors."""
    error = STANDARD_ERRORS * means.std(ddof=1) / np.sqrt(means.size)
    axes.errorbar(load, means.mean(), yerr=error, fmt="o", ms=4, color=colour, lw=1, capsize=2)


if __name__ == "__main__":
    draw(Path(__file__).with_name("figure.png"))
