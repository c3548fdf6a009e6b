"""Which numbers drive the value of a customer, and does the ranking change with the shocks?

    python experiments/questions/what_drives_customer_value/run.py

screens fifteen numbers (Morris) in the electronics shop, as it is and with worries twice as
frequent, writes `drivers.png` and `table.csv` beside this file, and prints what it finds.
`--sobol 64` adds shares of variance of the four that move most. `--store DIR` keeps every run.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd

import cjsim
from cjsim.results.markets import text_of
from cjsim.studies.sensitivity.sensitivity import LUCK

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from asking import finish, parser_of  # noqa: E402 its home

SHOCKS = ("money_worry", "not_in_the_mood", "no_time")
FIFTEEN = {
    "product.need_per_year": (0.9, 1.1),
    "segments.potential.price_sensitivity": (2.3, 3.7),
    "segments.potential.ask_share": (0.7, 0.95),
    "brands.sao_viet.unit_cost_share": (0.86, 0.90),
    "sales.marketplace.fee_share": (0.06, 0.12),
    "sales.website.abandon_per_step_share": (0.015, 0.05),
    "journey.search.discover_share": (0.02, 0.10),
    "journey.evaluation.opinion_weight": (1.0, 2.0),
    "journey.evaluation.trust_weight": (0.6, 1.4),
    "journey.purchase.reconsider_share": (0.5, 0.9),
    "journey.use.negative_weight": (1.0, 3.0),
    "journey.use.dissatisfied_leave_share": (0.15, 0.35),
    "peers.owner_talk_per_day_share": (0.003, 0.008),
    "support.question_per_year": (2.0, 2.4),
    "support.wait_pain_per_doubling": (0.05, 0.5),
}
"""Fifteen of the numbers nobody is sure of, with the ranges of the file."""


def market(shock_times: float) -> cjsim.Scenario:
    """The electronics shop with personal worries so many times as frequent."""
    raw = tomllib.loads(text_of("electronics"))
    for name in SHOCKS:
        rate: Any = raw["events"][name]["per_year"]
        usual = rate["value"] if isinstance(rate, dict) else rate
        raw["events"][name]["per_year"] = shock_times * usual
    return cjsim.load_scenario(raw)


def draw(table: pd.DataFrame, about: str, file: Path) -> None:
    """Draw a pair of bars a number: shocks as they are, and twice as frequent."""
    order = table[table["shocks"] == "as they are"].sort_values("mu_star")["path"]
    figure, ax = plt.subplots(figsize=(9.0, 6.0), layout="constrained")
    looks = (("as they are", 0.2, "#0072B2"), ("twice as frequent", -0.2, "#D55E00"))
    for shocks, shift, colour in looks:
        rows = table[table["shocks"] == shocks].set_index("path").loc[order]
        places = [place + shift for place in range(len(rows))]
        faint = ["#BBBBBB" if grey else colour for grey in rows["below_noise"]]
        size = rows["mu_star"] / 1e3
        spread = [(rows["mu_star"] - rows["mu_star_low"]) / 1e3,
                  (rows["mu_star_high"] - rows["mu_star"]) / 1e3]  # fmt: skip
        ax.barh(places, size, height=0.38, color=faint, xerr=spread,
                error_kw={"lw": 0.8, "ecolor": "#333333"})  # fmt: skip
        ax.plot(rows["noise"] / 1e3, places, "|", color="black", ms=7)
        ax.barh([0], [0], color=colour, label=f"worries {shocks}")
    ax.plot([], [], "|", color="black", ms=7, label="what luck alone could do")
    ax.barh([0], [0], color="#BBBBBB", label="not more than luck could")
    ax.set_yticks(range(len(order)), list(order), fontsize=8)
    ax.set_xlabel("mean change of customer value over the whole range (thousand VND)")
    n_told = int((~table.groupby("path")["below_noise"].any()).sum())
    finding = f"{n_told} of {len(order)} numbers move the value of a customer by more than luck"
    ax.legend(fontsize=8, frameon=False, loc="lower right")
    finish(figure, f"{finding}, whatever the rate of worries", about, file, wide=76)


def main() -> None:
    """Ask twice, print, draw."""
    parser = parser_of(__doc__, HERE, customers=1000, replicates=3)
    parser.add_argument("--rows", type=int, default=4, help="trajectories of Morris")
    parser.add_argument("--numbers", type=int, default=15, help="how many of the fifteen")
    parser.add_argument("--sobol", type=int, help="base rows of Sobol', a power of 2")
    asked = parser.parse_args()
    how: dict[str, Any] = {
        "goal": "clv", "plans": ["keep"], "replicates": asked.replicates, "seed": asked.seed,
        "customers": asked.customers, "days": asked.days, "workers": asked.workers,
        "progress": True,
    }  # fmt: skip
    numbers = dict(list(FIFTEEN.items())[: asked.numbers])
    tables = []
    for words, times in (("as they are", 1.0), ("twice as frequent", 2.0)):
        place = asked.store and asked.store / f"shocks_{times:g}"
        found = cjsim.sensitivity(
            market(times), numbers, method="morris", rows=asked.rows,
            store=place and place / "morris", **how,
        )  # fmt: skip
        print(f"Worries {words}:\n{found}\n")
        tables.append(found.table[found.table["path"] != LUCK].assign(shocks=words))
        if asked.sobol:
            shares = cjsim.sensitivity(
                market(times), found.top(4), method="sobol", rows=asked.sobol,
                store=place and place / "sobol", **how,
            )  # fmt: skip
            print(f"{shares}\n")
    table = pd.concat(tables, ignore_index=True)
    ranks = table.pivot_table(index="path", columns="shocks", values="mu_star")
    print(f"Rank correlation of the two: {ranks.corr('spearman').iloc[0, 1]:.2f}")
    table.to_csv(asked.out / "table.csv", index=False)
    about = (
        f"Market electronics (fictional), plan keep, {asked.customers:,} simulated customers, "
        f"{asked.days or 182} days, {asked.rows} trajectories, {asked.replicates} futures, "
        f"seed {asked.seed}"
    )
    draw(table, about, asked.out / "drivers.png")


if __name__ == "__main__":
    main()
