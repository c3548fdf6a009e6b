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
    ax.set_xlabel("change of contribution (million VND in the run)")
    ax.set_title(title, loc="left", fontsize=10)


def main() -> None:
    """Ask, print, draw."""
    asked = parser_of(__doc__, HERE, customers=5000, replicates=8).parse_args()
    found = cjsim.importance(
        "hotel", replicates=asked.replicates, seed=asked.seed, customers=asked.customers,
        days=asked.days, workers=asked.workers, progress=True,
    )  # fmt: skip
    without, raised = (found.ranking(test, "contribution") for test in ("without", "raised"))
    table = pd.concat([without, raised], ignore_index=True)
    print(table.to_string())
    table.to_csv(asked.out / "table.csv", index=False, float_format="%.6g")
    days = asked.days or 364
    about = (
        f"Market hotel (fictional), plan keep, {asked.customers:,} simulated customers, {days} "
        f"days, {asked.replicates} futures, seed {asked.seed}; whiskers: 95 % interval of the mean "
        "of the paired change"
    )
    picture(without, raised, about, asked.out / "touchpoints.png")


def picture(without: pd.DataFrame, raised: pd.DataFrame, about: str, file: Path) -> None:
    """Draw both tests side by side under what they find."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(11.5, 5.2), layout="constrained")
    draw(left, without, "Taken away (the ten that matter most)")
    draw(right, raised, "Raised (half as much more, or half the way to perfect)")
    kinds = [kind for kind in COLOURS if kind in {*without["kind"], *raised["kind"]}]
    marks = [plt.Rectangle((0, 0), 1, 1, color=COLOURS[kind]) for kind in kinds]
    right.legend(marks, kinds, fontsize=8, frameon=False, loc="lower right",
                 title="pale: not told from 0", title_fontsize=8)  # fmt: skip
    finish(figure, finding(without, raised), about, file, wide=100)


def finding(without: pd.DataFrame, raised: pd.DataFrame) -> str:
    """Return what leaks most and what more of gains most, as far as luck lets one say."""
    words = []
    leaks = without[without["contribution_mean_low"] > 0.0].head(1)
    needed = without[without["contribution_mean_high"] < 0.0].head(1)
    gains = raised[raised["contribution_mean_low"] > 0.0].head(1)
    for rows, what in (
        (leaks, "most leaks at the {}: {} without it"),
        (needed, "least can it do without the {}: {}"),
        (gains, "more of the {} brings {}"),
    ):
        for row in rows.to_dict("records"):
            money = f"{row['contribution'] / 1e6:+,.0f} million"
            words.append(what.format(str(row["touchpoint"]).replace("_", " "), money))
    text = "; ".join(words) or "no touchpoint is told from luck"
    return f"{text[0].upper()}{text[1:]}"


if __name__ == "__main__":
    main()
