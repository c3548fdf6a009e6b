"""Do loyalty points pay, or do they only give margin away, and to whom?

    python experiments/questions/do_points_pay/run.py

adds futures until it is clear whether the hotel's club pays, sweeps how much it gives back, and
splits what it brings by segment; writes `points.png` and two tables beside this file.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes

import cjsim

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from asking import BLUE, GREEN, GREY, ORANGE, PINK, finish, mean_of, parser_of  # noqa: E402 its home

POINTS = "interventions.club.points_share"
LEVELS = [0.02, 0.05, 0.08, 0.12]
MATTERS = 50e6
"""A difference below 50 million VND a year would not change what the hotel does (assumption)."""
COLOURS = {"families": ORANGE, "couples": BLUE, "business": GREEN}
COSTS = ["goods", "fees", "delivery", "refunds"]


def levels_of(study: cjsim.Study, seed: int) -> pd.DataFrame:
    """Return what the club changes at each share given back, in the same future."""
    runs = study.runs.sort_values("replication_id").set_index("plan")
    worlds = list(study.worlds.values())
    rows = []
    for level in LEVELS:
        here = runs[runs[POINTS] == level]
        for kpi in study.outcomes:
            gain = here.loc["members", kpi].to_numpy() - here.loc["keep", kpi].to_numpy()
            rows.append({"points": level, "kpi": kpi, "n_better": int((gain > 0).sum()),
                         "n": gain.size, **mean_of(gain, worlds, seed)._asdict()})  # fmt: skip
    return pd.DataFrame(rows)


def segments_of(study: cjsim.Study, level: float, seed: int) -> pd.DataFrame:
    """Return gross profit and points taken by segment, at one share given back."""
    days = study.traces(by_segment=True)
    days = days[days[POINTS] == level]
    days = days.assign(gross=days["revenue"] - days[COSTS].sum(axis=1))
    figures = ["gross", "discounts", "ordered_today"]
    sums = days.groupby(["segment", "replication_id", "plan"], sort=False)[figures].sum()
    gain = sums.xs("members", level="plan") - sums.xs("keep", level="plan")
    worlds = list(study.worlds.values())
    rows = []
    for segment in COLOURS:
        for figure in figures:
            values = gain.loc[segment, figure].sort_index()
            rows.append({"segment": segment, "figure": figure,
                         **mean_of(values, worlds, seed)._asdict()})  # fmt: skip
    return pd.DataFrame(rows)


def draw_levels(ax: Axes, levels: pd.DataFrame) -> None:
    """Draw what the club leaves over how much it gives back."""
    money = levels[levels["kpi"] == "contribution"]
    ax.fill_between(100 * money["points"], money["low"] / 1e6, money["high"] / 1e6, color=PINK,
                    alpha=0.2, lw=0, label="9 of 10 futures")  # fmt: skip
    ends = [(money["mean"] - money["mean_low"]) / 1e6, (money["mean_high"] - money["mean"]) / 1e6]
    ax.errorbar(100 * money["points"], money["mean"] / 1e6, yerr=ends, color=PINK, marker="o",
                capsize=3, label="mean, 95 % interval")  # fmt: skip
    ax.axhline(0.0, color=GREY, lw=0.8)
    ax.axvline(5.0, color=GREY, lw=0.8, ls=":")
    ax.set_xlabel("share of the price given back as points (%; dotted: the plan)")
    ax.set_ylabel("contribution against no club (million VND a year)")
    ax.set_title("What is left, by how much is given back", loc="left", fontsize=10)
    ax.legend(fontsize=8, frameon=False)


def draw_segments(ax: Axes, segments: pd.DataFrame) -> None:
    """Draw margin gained beside price given away, by segment."""
    ticks = []
    for place, segment in enumerate(COLOURS):
        rows = segments[segments["segment"] == segment].set_index("figure")
        for shift, figure, colour in ((-0.18, "gross", GREEN), (0.18, "discounts", ORANGE)):
            row = rows.loc[figure] if figure in rows.index else None
            if row is None:
                continue
            middle = float(row["mean"]) / 1e6
            ax.barh(place + shift, middle, height=0.32, color=colour)
            ax.errorbar(middle, place + shift, color="#333333", capsize=2, lw=1,
                        xerr=[[middle - float(row["mean_low"]) / 1e6],
                              [float(row["mean_high"]) / 1e6 - middle]])  # fmt: skip
        ticks.append(segment)
    ax.barh([0], [0], color=GREEN, label="gross profit gained, points paid")
    ax.barh([0], [0], color=ORANGE, label="price given away in points")
    ax.axvline(0.0, color=GREY, lw=0.8)
    ax.set_yticks(range(len(ticks)), ticks)
    ax.invert_yaxis()
    ax.set_xlabel("million VND a year, club minus no club")
    ax.set_title("Who gets the points, and what is left (5 %)", loc="left", fontsize=10)
    ax.legend(fontsize=8, frameon=False)


def finding(decision: cjsim.Decision, levels: pd.DataFrame) -> str:
    """Return what was found and what was decided, no surer than they are."""
    money = levels[levels["kpi"] == "contribution"]
    losing, paying = (money["mean_high"] < 0.0).sum(), (money["mean_low"] > 0.0).sum()
    found = f"Of {len(money)} sizes of a club, {paying} pay and {losing} lose money"
    if decision.reason == "budget":
        n = decision.n_futures
        return f"{found}; after {n} futures the stopping rule leaves the one of 5 % open"
    if decision.reason == "no_difference":
        return f"{found}; the one of 5 % is no more than {MATTERS / 1e6:.0f} million from no club"
    return f"{found}; by the stopping rule {decision.best.replace('keep', 'no club')} is best"


def main() -> None:
    """Ask, print, draw."""
    parser = parser_of(__doc__, HERE, customers=5000, replicates=8)
    parser.add_argument("--budget", type=int, default=24, help="futures at most until it is clear")
    asked = parser.parse_args()
    decision = decide(asked)
    print(decision)
    study = cjsim.sweep(
        "hotel", {POINTS: LEVELS}, plans=["keep", "members"], replicates=asked.replicates,
        seed=asked.seed, customers=asked.customers, days=asked.days, workers=asked.workers,
        outcomes=["contribution", "gross_profit", "orders", "trust", "repeat_rate"],
        daily=["revenue", "discounts", "ordered_today", *COSTS],
        store=asked.store, progress=True,
    )  # fmt: skip
    levels, segments = levels_of(study, asked.seed), segments_of(study, 0.05, asked.seed)
    print(levels.to_string(), segments.to_string(), sep="\n\n")
    levels.to_csv(asked.out / "table.csv", index=False, float_format="%.6g")
    segments.to_csv(asked.out / "segments.csv", index=False, float_format="%.6g")
    figure, (left, right) = plt.subplots(1, 2, figsize=(11.0, 4.8), layout="constrained")
    draw_levels(left, levels)
    draw_segments(right, segments)
    about = (
        f"Market hotel (fictional), plan members against keep, {asked.customers:,} simulated "
        f"customers, {asked.days or 364} days, seed {asked.seed}; decided after "
        f"{decision.n_futures} futures, levels and segments from {asked.replicates}"
    )
    finish(figure, finding(decision, levels), about, asked.out / "points.png", wide=98)


def decide(asked: argparse.Namespace) -> cjsim.Decision:
    """Add futures until it is clear whether the club pays."""
    compared = cjsim.compare(
        "hotel", ["keep", "members"], until="clear", goal="contribution",
        smallest_effect=MATTERS, budget=asked.budget, seed=asked.seed, customers=asked.customers,
        days=asked.days, workers=asked.workers, split_futures=0, progress=True,
    )  # fmt: skip
    decision = compared.decision
    if decision is None:
        raise RuntimeError('compare(until="clear") always decides.')
    return decision


if __name__ == "__main__":
    main()
