"""How many futures are enough, with the same luck for both plans and without?

    python experiments/questions/how_many_futures/run.py

compares two plans of the electronics shop in many futures, then looks at ever more of them, paired
and unpaired; writes `widths.png` and `table.csv` beside this file.
"""

from __future__ import annotations

import math
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

import cjsim
from cjsim.results.statistics import n_replicates_needed, variance_ratio

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from asking import BLUE, GREY, ORANGE, finish, parser_of  # noqa: E402 its home

KPIS = {"repeat_rate": (100.0, "repeat rate (points)"),
        "contribution": (1e-6, "contribution (million VND)")}  # fmt: skip
EFFECTS = {"repeat_rate": 0.01, "contribution": 100e6}
"""What one wants to be able to see: one percentage point, 100 million VND in 26 weeks."""


def defined(compared: cjsim.Comparison) -> list[str]:
    """Return the KPIs that every future has; a repeat rate needs customers, and time to repeat."""
    return [kpi for kpi in KPIS if not np.isnan(compared.values("keep", kpi)).any()
            and not np.isnan(compared.values("swap", kpi)).any()]  # fmt: skip


def worlds_of(compared: cjsim.Comparison, plan: str, kpi: str) -> NDArray[np.float64]:
    """Return the mean of a KPI in each world: its futures share what is not known."""
    values = pd.Series(compared.values(plan, kpi))
    return values.groupby(compared.worlds).mean().to_numpy()


def gaps_of(compared: cjsim.Comparison, kpi: str) -> dict[str, NDArray[np.float64]]:
    """Return the difference of the plans in each world: in the same one, and in another.

    Without shared luck, the baseline of a world stands beside the plan of the next: the other
    draw of what is not known, and other luck.
    """
    keep, swap = (worlds_of(compared, plan, kpi) for plan in ("keep", "swap"))
    return {"same luck": swap - keep, "other luck": swap - np.roll(keep, 1)}


def two_digits(n: int) -> str:
    """Return a number of futures no surer than it is: the spread is that of some 20 worlds."""
    return f"{float(f'{n:.2g}'):,.0f}"


def widths_of(compared: cjsim.Comparison) -> pd.DataFrame:
    """Return half the width of the 95 % interval of the mean, over the worlds looked at."""
    rows = []
    for kpi in defined(compared):
        effect = EFFECTS[kpi]
        for luck, gaps in gaps_of(compared, kpi).items():
            for n in range(3, gaps.size + 1):
                half = stats.t.ppf(0.975, n - 1) * gaps[:n].std(ddof=1) / math.sqrt(n)
                rows.append({"kpi": kpi, "luck": luck, "worlds": n, "futures": 2 * n,
                             "half_width": half, "mean": gaps[:n].mean()})  # fmt: skip
            spread = float(gaps.std(ddof=1))
            n = 2 * n_replicates_needed(spread, effect)
            print(f"{kpi}, {luck}: spread {spread:.5g}; {n:,} futures show {effect:g}")
    return pd.DataFrame(rows)


def draw(table: pd.DataFrame, compared: cjsim.Comparison, about: str, file: Path) -> str:
    """Draw the widths for both KPIs; return the finding."""
    kpis = defined(compared)
    figure, axes = plt.subplots(1, 2, figsize=(11.0, 4.8), layout="constrained")
    times = {}
    for ax, kpi in zip(axes, kpis, strict=False):
        unit, words = KPIS[kpi]
        for luck, colour in (("same luck", BLUE), ("other luck", ORANGE)):
            mine = table[(table["kpi"] == kpi) & (table["luck"] == luck)]
            ax.plot(mine["futures"], unit * mine["half_width"], color=colour, label=luck)
            spread = gaps_of(compared, kpi)[luck].std(ddof=1)
            ideal = [1.96 * unit * spread / math.sqrt(n) for n in mine["worlds"]]
            ax.plot(mine["futures"], ideal, color=colour, lw=0.8, ls="--")
        gaps = gaps_of(compared, kpi)
        times[kpi] = variance_ratio(gaps["same luck"], gaps["other luck"])
        n, other = (
            2 * n_replicates_needed(float(each.std(ddof=1)), EFFECTS[kpi]) for each in gaps.values()
        )
        ax.axhline(unit * EFFECTS[kpi], color=GREY, lw=0.8, ls=":")
        ax.set_yscale("log")
        ax.set_xlabel("futures of each plan")
        ax.set_ylabel(f"± of the mean, {words}")
        ax.set_title(
            f"To see {unit * EFFECTS[kpi]:g} (dotted) 9 times in 10: some {two_digits(n)} futures\n"
            f"with the same luck, {two_digits(other)} with other luck", loc="left", fontsize=10,
        )  # fmt: skip
    axes[0].plot([], [], color=GREY, lw=0.8, ls="--", label="one over the root of worlds")
    axes[0].legend(fontsize=8, frameon=False)
    told = ", ".join(
        f"{found.low:.0f} to {found.high:.0f} times for {kpi.replace('_', ' ')}"
        for kpi, found in times.items()
    )
    finding = f"With the same luck for both plans fewer futures do: {told}"
    finish(figure, finding, about, file, wide=98)
    return finding


def main() -> None:
    """Ask, print, draw."""
    parser = parser_of(__doc__, HERE, customers=1500, replicates=40)
    parser.add_argument("--budget", type=int, default=40, help="futures at most until it is clear")
    asked = parser.parse_args()
    compared = cjsim.compare(
        "electronics", ["keep", "swap"], replicates=asked.replicates, seed=asked.seed,
        customers=asked.customers, days=asked.days, workers=asked.workers, split_futures=0,
        progress=True,
    )  # fmt: skip
    table = widths_of(compared)
    table.to_csv(asked.out / "table.csv", index=False, float_format="%.6g")
    about = (
        f"Market electronics (fictional), swap against keep, {asked.customers:,} simulated "
        f"customers, {asked.days or 182} days, {asked.replicates} futures (two share a draw of "
        f"what is not known), seed {asked.seed}"
    )
    print(draw(table, compared, about, asked.out / "widths.png"))
    goal = defined(compared)[0]
    stopped = cjsim.compare(
        "electronics", ["keep", "swap"], until="clear", goal=goal,
        smallest_effect=EFFECTS[goal], budget=asked.budget, seed=asked.seed,
        customers=asked.customers, days=asked.days, workers=asked.workers, split_futures=0,
    )  # fmt: skip
    print(stopped.decision)


if __name__ == "__main__":
    main()
