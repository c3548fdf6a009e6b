"""Choice by logit: shares before and after a copy of a brand appears."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import seaborn as sns
from matplotlib.figure import Figure

from cjsim.validation.exact_choice import COPY, chosen, logit, worth
from cjsim.validation.markets import market

OPTIONS = ("ours", "cheap", "copy", "fine", "nothing")


def draw(file: Path, customers: int = 40_000) -> None:
    """Draw the shares chosen, with and without the copy, into a PNG file."""
    size = {"scenario.people": customers, "scenario.customers": customers}
    cases = {
        "three brands": market("choice", size),
        "and a copy of the cheap one": market("choice", size | {"brands.copy": COPY}),
    }
    with sns.axes_style("whitegrid"):
        figure = Figure(figsize=(7.0, 4.0), layout="constrained")
        axes = figure.subplots()
    places = np.arange(len(OPTIONS))
    colours = sns.color_palette("colorblind", 2)
    for number, (name, scenario) in enumerate(cases.items()):
        theory, shares = logit(worth(scenario)), chosen(scenario)
        where = places + 0.36 * number - 0.18
        heights = [100 * shares.get(option, 0.0) for option in OPTIONS]
        axes.bar(where, heights, width=0.34, color=colours[number], alpha=0.8, label=name)
        known = [100 * theory.get(option, np.nan) for option in OPTIONS]
        axes.plot(where, known, "_", color="black", ms=22, mew=1.6)
    axes.plot([], [], "_", color="black", ms=14, mew=1.6, label="multinomial logit")
    axes.set_xticks(places, [f"{one}" for one in OPTIONS])
    axes.set(
        ylabel="customers who choose it (%)",
        xlabel="what a customer may choose",
        title="Shares are the logit's; a copy takes from all alike, as the logit has it",
    )
    axes.grid(visible=False, axis="x")
    axes.legend(frameon=False, loc="upper right")
    figure.savefig(file, dpi=110)


if __name__ == "__main__":
    draw(Path(__file__).with_name("figure.png"))
