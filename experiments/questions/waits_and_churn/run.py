"""Is leaving an app driven by waiting for support: in line with the wait, or from a threshold on?

    python experiments/questions/waits_and_churn/run.py

makes the study of `study.toml`, writes `waits.png` and `table.csv` beside this file.
"""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import cjsim

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from asking import BLUE, GREEN, GREY, RED, finish, mean_of, parser_of  # noqa: E402 its home

STAFF = "support.staff"
TODAY = 8.0
LOOKS = (
    ("gave_up_waiting", 100.0, "requests given up\nbefore an answer (%)", BLUE),
    ("churn", 100.0, "users who left (points),\nagainst 8 people", RED),
    ("contribution", 1e-6, "contribution (million VND),\nagainst 8 people", GREEN),
)


def table_of(study: cjsim.Study, seed: int) -> pd.DataFrame:
    """Return each KPI at each number of staff, and its paired change from today's."""
    runs = study.runs.sort_values(["scenario_id", "replication_id"])
    worlds = list(study.worlds.values())
    today = runs[runs[STAFF] == TODAY]
    rows = []
    for staff, mine in runs.groupby(STAFF):
        for kpi in study.outcomes:
            values = mine[kpi].to_numpy()
            level = mean_of(values, worlds, seed)
            change = mean_of(values - today[kpi].to_numpy(), worlds, seed)
            rows.append(
                {"staff": staff, "kpi": kpi, **level._asdict(),
                 **{f"change_{key}": value for key, value in change._asdict().items()}}
            )  # fmt: skip
    return pd.DataFrame(rows)


def draw(table: pd.DataFrame, about: str, file: Path) -> None:
    """Draw the wait, and what it does to leaving and to money, one beneath the other."""
    figure, axes = plt.subplots(3, 1, figsize=(8.0, 8.4), sharex=True, layout="constrained")
    for ax, (kpi, times, words, colour) in zip(axes, LOOKS, strict=True):
        mine = table[table["kpi"] == kpi]
        front = "" if kpi == "gave_up_waiting" else "change_"
        middle, ends = mine[f"{front}mean"], (mine[f"{front}mean_low"], mine[f"{front}mean_high"])
        ax.fill_between(mine["staff"], times * mine[f"{front}low"], times * mine[f"{front}high"],
                        color=colour, alpha=0.15, lw=0, label="9 of 10 futures")  # fmt: skip
        ax.errorbar(mine["staff"], times * middle, color=colour, marker="o", ms=5, capsize=3,
                    yerr=[times * (middle - ends[0]), times * (ends[1] - middle)],
                    label="mean, 95 % interval")  # fmt: skip
        if front:
            ax.axhline(0.0, color=GREY, lw=0.8)
        ax.axvline(TODAY, color=GREY, lw=0.8, ls=":")
        ax.set_ylabel(words)
    axes[0].legend(fontsize=8, frameon=False)
    axes[0].annotate(" today", (TODAY, 0.9), xycoords=("data", "axes fraction"), fontsize=8,
                     color="#555555")  # fmt: skip
    axes[-1].set_xlabel("people at the support desk (same people, same luck at each)")
    finish(figure, finding(table), about, file, wide=74)


def finding(table: pd.DataFrame) -> str:
    """Return how leaving goes with requests given up, and whether more staff would save any."""
    changes = table.pivot_table(index="staff", columns="kpi", values="change_mean")
    slope = float(np.polyfit(changes["gave_up_waiting"], changes["churn"], 1)[0])
    churn = table[table["kpi"] == "churn"].set_index("staff")
    worse = churn.index[churn["change_mean_low"] > 0.0]
    if worse.empty:
        return "No number of staff tried changes how many leave by more than luck"
    most = churn.iloc[-1]
    is_saved = most["change_mean_high"] < 0.0
    rest = "keeps more users" if is_saved else "keeps no user more that can be seen"
    return (
        f"10 points more of requests given up make {10 * slope:.1f} points more users leave; "
        f"a larger desk than today's {rest}"
    )


def main() -> None:
    """Ask, print, draw."""
    asked = parser_of(__doc__, HERE, customers=3000, replicates=12).parse_args()
    study = cjsim.sweep_file(
        HERE / "study.toml", replicates=asked.replicates, seed=asked.seed, days=asked.days,
        customers=asked.customers, workers=asked.workers, store=asked.store, progress=True,
    )  # fmt: skip
    table = table_of(study, asked.seed)
    print(table.pivot_table(index="staff", columns="kpi", values="mean").T.to_string())
    print(finding(table))
    table.to_csv(asked.out / "table.csv", index=False, float_format="%.6g")
    about = (
        f"Market app (fictional), plan keep, {asked.customers:,} simulated customers, "
        f"{asked.days or 364} days, {asked.replicates} futures, seed {asked.seed}"
    )
    draw(table, about, asked.out / "waits.png")


if __name__ == "__main__":
    main()
