"""Where does a hotel leak most value: what is worth most when taken away, and when raised?

    python experiments/questions/where_the_hotel_loses/run.py

takes each touchpoint away and raises it in turn, with the same people and luck; writes
`touchpoints.png` and `table.csv` beside this file.
"""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes

import cjsim

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from asking import BLUE, GREEN, GREY, ORANGE, PINK, finish, parser_of  # noqa: E402 its home

COLOURS = {"channel": BLUE, "sales": ORANGE, "support": PINK, "content": GREEN, "people": "#56B4E9"}


def draw(ax: Axes, rows: pd.DataFrame, title: str, n_most: int = 10) -> None:
    """Draw the touchpoints whose test moves contribution most."""
    rows = rows.head(n_most)
    for place, row in enumerate(rows.to_dict("records")):
        is_told = row["contribution_mean_low"] > 0.0 or row["contribution_mean_high"] < 0.0
        middle = row["contribution"] / 1e6
        ends = [[middle - row["contribution_mean_low"] / 1e6],
                [row["contribution_mean_high"] / 1e6 - middle]]  # fmt: skip
        ax.barh(place, middle, height=0.7, color=COLOURS.get(row["kind"], GREY),
                alpha=1.0 if is_told else 0.35)  # fmt: skip
        ax.errorbar(middle, place, xerr=ends, color="#333333", lw=1, capsize=2)
    names = [str(name).replace("_", " ") for name in rows["touchpoint"]]
    ax.set_yticks(range(len(rows)), names, fontsize=9)
    ax.invert_yaxis()
    ax.axvline(0.0, color=GREY, lw=0.8)
    ax.set_xlabel("change of contribution (million VND a year)")
    ax.set_title(title, loc="left", fontsize=10)


def main() -> None:
    """Ask, print, draw."""
    asked = parser_of(__doc__, HERE, customers=4000, replicates=8).parse_args()
    found = cjsim.importance(
        "hotel", replicates=asked.replicates, seed=asked.seed, customers=asked.customers,
        days=asked.days, workers=asked.workers, progress=True,
    )  # fmt: skip
    without, raised = (found.ranking(test, "contribution") for test in ("without", "raised"))
    table = pd.concat([without, raised], ignore_index=True)
    print(table.to_string())
    table.to_csv(asked.out / "table.csv", index=False, float_format="%.6g")
    figure, (left, right) = plt.subplots(1, 2, figsize=(11.5, 5.2), layout="constrained")
    draw(left, without, "Taken away (the ten that matter most)")
    draw(right, raised, "Half as much more (same scale of luck)")
    kinds = [kind for kind in COLOURS if kind in set(table["kind"])]
    marks = [plt.Rectangle((0, 0), 1, 1, color=COLOURS[kind]) for kind in kinds]
    right.legend(marks, kinds, fontsize=8, frameon=False, loc="lower right",
                 title="pale: not told from 0", title_fontsize=8)  # fmt: skip
    about = (
        f"Market hotel (fictional), plan keep, {asked.customers:,} simulated customers, "
        f"{asked.days or 364} days, {asked.replicates} futures, seed {asked.seed}; whiskers: 95 % "
        "interval of the mean of the paired change"
    )
    finish(figure, finding(without, raised), about, asked.out / "touchpoints.png", wide=100)


def finding(without: pd.DataFrame, raised: pd.DataFrame) -> str:
    """Return what is worth most, and where more of it gains most, as far as luck lets one say."""
    first = without.iloc[0]
    gains = raised[raised["contribution_mean_low"] > 0.0]
    name = str(first["touchpoint"]).replace("_", " ")
    start = f"Without {name} the hotel loses most"
    if gains.empty:
        return f"{start}; half as much more of anything gains nothing one can be sure of"
    best = gains.loc[gains["contribution"].idxmax()]
    return (
        f"{start}; half as much more gains most at {str(best['touchpoint']).replace('_', ' ')} "
        f"({best['contribution'] / 1e6:+.0f} million a year)"
    )


if __name__ == "__main__":
    main()
