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

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from asking import BLUE, GREY, ORANGE, finish, parser_of  # noqa: E402 its home

KPIS = {"repeat_rate": (100.0, "repeat rate (percentage points)"),
        "contribution": (1e-6, "contribution (million VND)")}  # fmt: skip
EFFECTS = {"repeat_rate": 0.01, "contribution": 100e6}
"""What one wants to be able to see: one percentage point, 100 million VND in 26 weeks."""
POWER, ERROR_SHARE = 0.9, 0.05


def worlds_of(compared: cjsim.Comparison, plan: str, kpi: str) -> NDArray[np.float64]:
    """Return the mean of a KPI in each world: its futures share what is not known."""
    values = pd.Series(compared.values(plan, kpi))
    if values.isna().any():
        raise SystemExit(f"{kpi}: not defined in each future; take more --days or --customers.")
    return values.groupby(compared.worlds).mean().to_numpy()


def gaps_of(compared: cjsim.Comparison, kpi: str) -> dict[str, NDArray[np.float64]]:
    """Return the difference of the plans in each world: in the same one, and in another.

    Without shared luck, the baseline of a world stands beside the plan of the next: the other
    draw of what is not known, and other luck.
    """
    keep, swap = (worlds_of(compared, plan, kpi) for plan in ("keep", "swap"))
    return {"same luck": swap - keep, "other luck": swap - np.roll(keep, 1)}


def needed(spread: float, effect: float) -> int:
    """Return the worlds that show an effect nine times in ten (normal, two-sided 5 %)."""
    ends = stats.norm.ppf(1.0 - ERROR_SHARE / 2.0) + stats.norm.ppf(POWER)
    return max(2, math.ceil((ends * spread / effect) ** 2))


def widths_of(compared: cjsim.Comparison) -> pd.DataFrame:
    """Return half the width of the 95 % interval of the mean, over the worlds looked at."""
    rows = []
    for kpi, effect in EFFECTS.items():
        for luck, gaps in gaps_of(compared, kpi).items():
            for n in range(3, gaps.size + 1):
                half = stats.t.ppf(0.975, n - 1) * gaps[:n].std(ddof=1) / math.sqrt(n)
                rows.append({"kpi": kpi, "luck": luck, "worlds": n, "futures": 2 * n,
                             "half_width": half, "mean": gaps[:n].mean()})  # fmt: skip
            spread = float(gaps.std(ddof=1))
            print(f"{kpi}, {luck}: spread between worlds {spread:.5g}; to see {effect:g} in 9 of "
                  f"10 tries takes {2 * needed(spread, effect):,} futures")  # fmt: skip
    return pd.DataFrame(rows)


def draw(table: pd.DataFrame, compared: cjsim.Comparison, about: str, file: Path) -> str:
    """Draw the widths for both KPIs; return the finding."""
    figure, axes = plt.subplots(1, 2, figsize=(11.0, 4.8), layout="constrained")
    times = {}
    for ax, (kpi, (unit, words)) in zip(axes, KPIS.items(), strict=True):
        for luck, colour in (("same luck", BLUE), ("other luck", ORANGE)):
            mine = table[(table["kpi"] == kpi) & (table["luck"] == luck)]
            ax.plot(mine["futures"], unit * mine["half_width"], color=colour, label=luck)
            spread = gaps_of(compared, kpi)[luck].std(ddof=1)
            ideal = [1.96 * unit * spread / math.sqrt(n) for n in mine["worlds"]]
            ax.plot(mine["futures"], ideal, color=colour, lw=0.8, ls="--")
        gaps = gaps_of(compared, kpi)
        times[kpi] = (gaps["other luck"].std(ddof=1) / gaps["same luck"].std(ddof=1)) ** 2
        n = 2 * needed(float(gaps["same luck"].std(ddof=1)), EFFECTS[kpi])
        other = 2 * needed(float(gaps["other luck"].std(ddof=1)), EFFECTS[kpi])
        ax.axhline(unit * EFFECTS[kpi], color=GREY, lw=0.8, ls=":")
        ax.set_yscale("log")
        ax.set_xlabel("futures of each plan")
        ax.set_ylabel(f"half the 95 % interval: {words}")
        ax.set_title(f"To see {unit * EFFECTS[kpi]:g} (dotted) 9 times in 10:\n{n:,} futures with "
                     f"the same luck, {other:,} with other luck", loc="left", fontsize=10)  # fmt: skip
    axes[0].plot([], [], color=GREY, lw=0.8, ls="--", label="one over the root of worlds")
    axes[0].legend(fontsize=8, frameon=False)
    finding = (
        f"The same luck for both plans needs {times['repeat_rate']:.0f} times fewer futures for "
        f"the repeat rate, and {times['contribution']:.0f} times fewer for contribution"
    )
    finish(figure, finding, about, file, wide=98)
    return finding


def main() -> None:
    """Ask, print, draw."""
    parser = parser_of(__doc__, HERE, customers=1500, replicates=48)
    parser.add_argument("--budget", type=int, default=48, help="futures at most until it is clear")
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
    stopped = cjsim.compare(
        "electronics", ["keep", "swap"], until="clear", goal="contribution",
        smallest_effect=EFFECTS["contribution"], budget=asked.budget, seed=asked.seed,
        customers=asked.customers, days=asked.days, workers=asked.workers, split_futures=0,
    )  # fmt: skip
    print(stopped.decision)


if __name__ == "__main__":
    main()
