"""How does a wave of bad words decay, and when is it worth answering bad reviews?

    python experiments/questions/a_wave_of_bad_words/run.py

lives the electronics shop with and without the reviewer who slams it in week 15, and answers bad
reviews within 2 hours, within 48, or as today; writes `wave.png`, `weeks.csv` and `table.csv`
beside this file.
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
from asking import BLUE, GREY, ORANGE, RED, finish, mean_of, parser_of  # noqa: E402 its home

REACH = "events.bad_review.reach_people"
HOURS = "interventions.answer_reviews.answer_hours"
FAST, SLOW, SLAMMED = 2.0, 48.0, 180_000.0
BEFORE = 14
"""Whole weeks before the review: it comes on 12 April 2027, day 98."""


def weeks_of(study: cjsim.Study, seed: int) -> pd.DataFrame:
    """Return the orders of each week that the wave takes, in the same future without it."""
    days = study.traces()
    days = days[(days["plan"] == "keep") & (days[HOURS] == SLOW)]
    days = days.assign(week=days["day"] // 7)
    weekly = days.pivot_table(
        index="week", columns=[REACH, "replication_id"], values="ordered_today", aggfunc="sum"
    )
    worlds = list(study.worlds.values())
    rows = []
    for week, usual in weekly[0.0].iterrows():
        lost = mean_of(weekly[SLAMMED].loc[week] - usual, worlds, seed)
        rows.append({"week": int(str(week)) + 1, "usual": usual.mean(), **lost._asdict()})
    return pd.DataFrame(rows)


def answers_of(study: cjsim.Study, seed: int) -> pd.DataFrame:
    """Return what answering gains against not answering more, in the same future."""
    runs = study.runs.sort_values("replication_id").set_index("plan")
    worlds = list(study.worlds.values())
    rows = []
    for reach in (0.0, SLAMMED):
        for hours in (FAST, SLOW):
            here = runs[(runs[REACH] == reach) & (runs[HOURS] == hours)]
            for kpi in ("contribution", "orders", "reviews_mean", "plan_cost"):
                values = here.loc["quick_answers", kpi].to_numpy() - here.loc["keep", kpi]
                gain = mean_of(values, worlds, seed)
                better = int((values > 0.0).sum())
                rows.append({"reach": reach, "hours": hours, "kpi": kpi, "n_better": better,
                             "n": len(values), **gain._asdict()})  # fmt: skip
    return pd.DataFrame(rows)


def lost_of(study: cjsim.Study, seed: int) -> str:
    """Return in words the orders that the wave takes in all, answered and not."""
    runs = study.runs.sort_values("replication_id").set_index([REACH, HOURS, "plan"])
    lines = []
    for plan, hours in (("keep", SLOW), ("quick_answers", SLOW), ("quick_answers", FAST)):
        with_it, without = (runs.loc[(reach, hours, plan), "orders"] for reach in (SLAMMED, 0.0))
        lost = mean_of(with_it.to_numpy() - without.to_numpy(), list(study.worlds.values()), seed)
        lines.append(f"orders taken by the wave, {plan}, {hours:.0f} h: {lost.mean:,.0f} "
                     f"[{lost.mean_low:,.0f} .. {lost.mean_high:,.0f}]")  # fmt: skip
    return "\n".join(lines)


def draw_weeks(ax: Axes, weeks: pd.DataFrame) -> None:
    """Draw the share of each week's orders that the wave takes or brings."""
    share = 100.0 / weeks["usual"]
    ax.fill_between(weeks["week"], share * weeks["low"], share * weeks["high"], color=RED,
                    alpha=0.15, lw=0, label="9 of 10 futures")  # fmt: skip
    ax.fill_between(weeks["week"], share * weeks["mean_low"], share * weeks["mean_high"], color=RED,
                    alpha=0.35, lw=0, label="95 % interval of the mean")  # fmt: skip
    ax.plot(weeks["week"], share * weeks["mean"], color=RED, marker="o", ms=3, label="mean")
    ax.axhline(0.0, color=GREY, lw=0.8)
    ax.axvline(BEFORE + 1, color=GREY, lw=0.8, ls=":")
    ax.set_xlabel("week (dotted: the review is put up)")
    ax.set_ylabel("orders against the week without it (%)")
    ax.set_title("What the wave takes, week by week", loc="left", fontsize=10)
    ax.legend(fontsize=8, frameon=False, loc="lower left")


def draw_answers(ax: Axes, answers: pd.DataFrame) -> None:
    """Draw what answering gains after its cost, with and without the wave."""
    money = answers[answers["kpi"] == "contribution"].reset_index(drop=True)
    names = []
    for place, row in money.iterrows():
        colour = BLUE if row["hours"] == FAST else ORANGE
        middle = row["mean"] / 1e6
        ax.plot([row["low"] / 1e6, row["high"] / 1e6], [place, place], color=colour, lw=7,
                alpha=0.25, solid_capstyle="butt")  # fmt: skip
        ax.errorbar(middle, place, color=colour, marker="o", capsize=3,
                    xerr=[[middle - row["mean_low"] / 1e6], [row["mean_high"] / 1e6 - middle]],
                    )  # fmt: skip
        wave = "with the wave" if row["reach"] else "no wave"
        names.append(f"{wave},\nwithin {row['hours']:.0f} h\n({row['n_better']} of {row['n']})")
    ax.axvline(0.0, color=GREY, lw=0.8)
    ax.set_yticks(range(len(names)), names, fontsize=8)
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.set_xlabel("contribution gained by answering 80 % of bad reviews\n(million VND, its cost "
                  "paid; in brackets: futures in which it gains)")  # fmt: skip
    ax.set_title("Bar: 9 of 10 futures; whisker: 95 % interval", loc="left", fontsize=10)


def finding(weeks: pd.DataFrame, answers: pd.DataFrame) -> str:
    """Return how deep and how long, and whether answering pays, as far as luck lets one say."""
    after = weeks[weeks["week"] > BEFORE]
    told = after[after["mean_high"] < 0.0]
    if told.empty:
        wave = "No week's orders fall by more than luck"
    else:
        lost = 100.0 * after["mean"].sum() / after["usual"].sum()
        shares = 100.0 * told["mean"] / told["usual"]
        worst = told.loc[shares.idxmin(), "week"]
        wave = (
            f"The wave takes {-lost:.0f} % of the orders of {len(after)} weeks; week by week it is "
            f"told from luck to week {told['week'].max():.0f}, most in week {worst:.0f} "
            f"({-shares.min():.0f} %)"
        )
    money = answers[(answers["kpi"] == "contribution") & (answers["reach"] > 0.0)]
    words = []
    for hours in (FAST, SLOW):
        row = money[money["hours"] == hours].iloc[0]
        pays = "does not pay" if row["mean_high"] < 0.0 else "may or may not pay"
        pays = "pays" if row["mean_low"] > 0.0 else pays
        words.append(f"within {hours:.0f} h {pays}")
    return f"{wave}; answering bad reviews {', '.join(words)}"


def main() -> None:
    """Ask, print, draw."""
    asked = parser_of(__doc__, HERE, customers=8000, replicates=10).parse_args()
    study = cjsim.sweep(
        "electronics", {REACH: [0.0, SLAMMED], HOURS: [FAST, SLOW]},
        plans=["keep", "quick_answers"], replicates=asked.replicates, seed=asked.seed,
        customers=asked.customers, days=asked.days, workers=asked.workers, store=asked.store,
        outcomes=["contribution", "orders", "reviews_mean", "plan_cost"],
        daily=["ordered_today"], progress=True,
    )  # fmt: skip
    weeks, answers = weeks_of(study, asked.seed), answers_of(study, asked.seed)
    print(weeks.round(0).to_string(), answers.to_string(), lost_of(study, asked.seed),
          finding(weeks, answers), sep="\n\n")  # fmt: skip
    weeks.to_csv(asked.out / "weeks.csv", index=False, float_format="%.6g")
    answers.to_csv(asked.out / "table.csv", index=False, float_format="%.6g")
    figure, (left, right) = plt.subplots(1, 2, figsize=(11.0, 4.8), layout="constrained")
    draw_weeks(left, weeks)
    draw_answers(right, answers)
    about = (
        f"Market electronics (fictional), {asked.customers:,} simulated customers, "
        f"{asked.days or 182} days, {asked.replicates} futures, seed {asked.seed}; "
        "the review is met by 180,000 of 600,000 people"
    )
    finish(figure, finding(weeks, answers), about, asked.out / "wave.png", wide=98)


if __name__ == "__main__":
    main()
