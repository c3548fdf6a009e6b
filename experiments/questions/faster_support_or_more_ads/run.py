"""When does faster support stop beating more ads? Two ways to spend the same money.

    python experiments/questions/faster_support_or_more_ads/run.py

writes `winner.png` and `table.csv` beside this file, and prints what it finds. `--store DIR`
keeps every run there, and goes on with them when it is called again.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import matplotlib.pyplot as plt
from matplotlib.axes import Axes

import cjsim
from cjsim.results.markets import text_of

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from asking import finish, parser_of  # noqa: E402 its home

LEVER = "support.staff"
BETWEEN = (12.0, 36.0)
COLOURS = {"more_ads": "#E69F00", "faster_support": "#0072B2", "": "#999999"}  # Okabe and Ito


def market() -> cjsim.Scenario:
    """The electronics shop with one more plan: a fifth more for Facebook.

    Faster support costs 109 million VND a month (six people and a bot) and 36 million once;
    a fifth more of 600 million is 120 million a month.
    """
    raw = tomllib.loads(text_of("electronics"))
    more = dict(raw["interventions"]["less_social"]) | {"change_share": 0.2}
    raw["interventions"]["more_social"] = more
    raw["plans"] |= {"more_ads": ["more_social"], "faster_support": ["faster_support"]}
    return cjsim.load_scenario(raw)


def draw(found: cjsim.SwitchPoint, about: str, file: Path) -> None:
    """Draw the paired difference along the lever, with the range of its mean."""
    table = found.table
    million = 1e6
    figure, ax = plt.subplots(figsize=(8.0, 5.2), layout="constrained")
    known = table.dropna(subset=["mean_low", "mean_high"])
    ax.fill_between(
        known["value"], known["low"] / million, known["high"] / million, color="#56B4E9",
        alpha=0.18, lw=0, label="9 of 10 futures",
    )  # fmt: skip
    ax.fill_between(
        known["value"], known["mean_low"] / million, known["mean_high"] / million,
        color="#56B4E9", alpha=0.4, lw=0, label="95 % interval of the mean",
    )  # fmt: skip
    ax.plot(table["value"], table["difference"] / million, color="#333333", lw=1.2)
    for winner, colour in COLOURS.items():
        mine = table[table["winner"] == winner]
        name = winner.replace("_", " ") + " is better" if winner else "luck leaves it open"
        ax.plot(mine["value"], mine["difference"] / million, "o", color=colour, label=name)
    mark(ax, found)
    ax.axhline(0.0, color="black", lw=0.8)
    ax.axvline(18.0, color="#999999", lw=0.8, ls=":")
    ax.annotate(" today: 18", (18.0, ax.get_ylim()[1]), color="#666666", va="top", fontsize=9)
    ax.set_xlabel("people at the support desk before any plan")
    ax.set_ylabel("contribution, faster support minus more ads\n(million VND in 26 weeks)")
    ax.legend(fontsize=8, frameon=False)
    finish(figure, title_of(found), about, file, wide=70)


def title_of(found: cjsim.SwitchPoint) -> str:
    """Return the finding, no surer than it is."""
    if len(found.crossings) > 1:
        return f"The better of the two changes {len(found.crossings)} times"
    if found.crossings.empty:
        told = found.table.loc[found.table["winner"] == "faster_support", "value"]
        if told.empty:
            return "Faster support and more ads cannot be told apart"
        return (
            f"Faster support is better up to {told.max():.0f} people; beyond, luck leaves it open"
        )
    row = found.crossings.iloc[0]
    title = f"Faster support beats more ads up to about {row['at']:.0f} people at the desk"
    if row["is_open_low"] and row["is_open_high"]:
        return f"{title}: by the means, for luck leaves it open"
    low = "any fewer" if row["is_open_low"] else f"{row['low']:.0f}"
    high = "any more" if row["is_open_high"] else f"{row['high']:.0f}"
    return f"{title} (open from {low} to {high})"


def mark(ax: Axes, found: cjsim.SwitchPoint) -> None:
    """Mark where the winner changes."""
    for row in found.crossings.to_dict("records"):
        if not (row["is_open_low"] and row["is_open_high"]):
            ax.axvspan(row["low"], row["high"], color="#F0E442", alpha=0.2, lw=0)
        ax.axvline(row["at"], color="#D55E00", lw=1.2)


def main() -> None:
    """Ask, print, draw."""
    parser = parser_of(__doc__, HERE, customers=1500, replicates=8)
    parser.add_argument("--grid", type=int, default=5, help="numbers of staff tried at first")
    parser.add_argument("--halvings", type=int, default=2, help="then, towards the crossing")
    asked = parser.parse_args()
    found = cjsim.switch_point(
        market(), lever=LEVER, between=BETWEEN, plans=["more_ads", "faster_support"],
        goal="contribution", grid=asked.grid, halvings=asked.halvings,
        replicates=asked.replicates, seed=asked.seed, customers=asked.customers, days=asked.days,
        workers=asked.workers, store=asked.store, progress=True,
    )  # fmt: skip
    print(found)
    found.table.to_csv(asked.out / "table.csv", index=False)
    about = (
        f"Market electronics (fictional), {asked.customers:,} simulated customers, "
        f"{asked.days or 182} days, {asked.replicates} paired futures, seed {asked.seed}"
    )
    draw(found, about, asked.out / "winner.png")


if __name__ == "__main__":
    main()
