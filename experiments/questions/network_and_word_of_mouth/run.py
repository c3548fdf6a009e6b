"""Does the shape of the network change how far word of mouth carries a launch?

    python experiments/questions/network_and_word_of_mouth/run.py

lives one launch on five networks of the same mean number of ties, over how much people talk,
with the same people and the same luck; writes `reach.png` and `table.csv` beside this file.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

import cjsim

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from asking import BLUE, GREEN, GREY, ORANGE, RED, finish, mean_of, parser_of  # noqa: E402 its home

TALK = "peers.aware_talk_per_day_share"
FIFTH = 0.2
LEVELS = [0.02, 0.04, 0.06, 0.08, 0.12, 0.20]
NETWORKS = {"random": (GREY, "o"), "scale_free": (RED, "^"), "small_world": (BLUE, "s"),
            "ring": (GREEN, "v"), "households": (ORANGE, "D")}  # fmt: skip
WORDS = {
    "random": "random",
    "scale_free": "scale-free (hubs)",
    "small_world": "small world (1 in 10 ties far)",
    "ring": "ring (neighbours only)",
    "households": "households of 9",
}


def market(network: str) -> cjsim.Scenario:
    """Return the launch on a network: a word cannot be swept, so each is a market of its own."""
    raw = tomllib.loads((HERE / "launch.toml").read_text("utf-8"))
    raw["peers"]["network"] = network
    return cjsim.load_scenario(raw)


def table_of(studies: dict[str, cjsim.Study], seed: int) -> pd.DataFrame:
    """Return awareness at each network and level of talk, and its paired gap from random."""
    runs = {name: study.runs.sort_values(["scenario_id", "replication_id"])
            for name, study in studies.items()}  # fmt: skip
    rows = []
    for name, mine in runs.items():
        worlds = list(studies[name].worlds.values())
        for level, group in mine.groupby(TALK):
            usual = runs["random"]
            base = usual.loc[usual[TALK] == level, "awareness"].to_numpy()
            reach = mean_of(group["awareness"], worlds, seed)
            gap = mean_of(group["awareness"].to_numpy() - base, worlds, seed)
            rows.append(
                {"network": name, "talk": level, **reach._asdict(),
                 **{f"gap_{key}": value for key, value in gap._asdict().items()}}
            )  # fmt: skip
    return pd.DataFrame(rows)


def draw(table: pd.DataFrame, about: str, file: Path) -> None:
    """Draw how far the news came, and how far from the random network at the same luck."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(11.0, 5.0), layout="constrained")
    for number, (name, (colour, sign)) in enumerate(NETWORKS.items()):
        mine = table[table["network"] == name]
        left.plot(100 * mine["talk"], 100 * mine["mean"], color=colour, marker=sign, ms=5,
                  label=WORDS[name])  # fmt: skip
        left.fill_between(100 * mine["talk"], 100 * mine["low"], 100 * mine["high"],
                          color=colour, alpha=0.15, lw=0)  # fmt: skip
        if name == "random":
            continue
        place = 100 * mine["talk"] + 0.12 * (number - 2.5)
        ends = [100 * (mine["gap_mean"] - mine["gap_mean_low"]),
                100 * (mine["gap_mean_high"] - mine["gap_mean"])]  # fmt: skip
        right.errorbar(place, 100 * mine["gap_mean"], yerr=ends, color=colour, marker=sign, ms=5,
                       lw=1, capsize=2)  # fmt: skip
    left.set_ylabel("people who know the tea after the run (%)")
    left.set_title("How far the news came; band: 9 of 10 futures", loc="left", fontsize=10)
    left.legend(fontsize=8, frameon=False, title="8 ties each, laid as", title_fontsize=8)
    right.axhline(0.0, color=GREY, lw=1.0)
    right.set_ylabel("percentage points above random ties")
    right.set_title("Same luck, other ties; bars: 95 % interval of the mean", loc="left",
                    fontsize=10)  # fmt: skip
    for ax in (left, right):
        ax.set_xlabel("chance a day that someone new to it speaks of it (%)")
    finish(figure, finding(table), about, file, wide=98)


def finding(table: pd.DataFrame) -> str:
    """Return from how much talk on the news reaches one in five, by the interval of the mean."""
    starts, never = [], []
    for name, mine in table.groupby("network", sort=False):
        enough = mine.loc[mine["mean_low"] >= FIFTH, "talk"]
        words = str(name).replace("_", "-")
        if enough.empty:
            never.append(words)
        else:
            starts.append((float(enough.min()), words))
    if not starts:
        return "On no network tried does the news surely reach one in five"
    told = ", ".join(f"{100 * talk:.0f} % ({words})" for talk, words in sorted(starts))
    rest = f"; never on {', '.join(never)}" if never else ""
    return f"The same talk goes as far as its ties let it: one in five hear of it from {told}{rest}"


def main() -> None:
    """Ask, print, draw."""
    asked = parser_of(__doc__, HERE, customers=4000, replicates=12).parse_args()
    studies = {}
    for name in NETWORKS:
        studies[name] = cjsim.sweep(
            market(name), {TALK: LEVELS}, replicates=asked.replicates, seed=asked.seed,
            customers=asked.customers, days=asked.days, workers=asked.workers,
            outcomes=["awareness", "orders"], store=asked.store and asked.store / name,
            progress=True,
        )  # fmt: skip
    table = table_of(studies, asked.seed)
    print(table.pivot_table(index="talk", columns="network", values="mean").round(3))
    print(finding(table))
    table.to_csv(asked.out / "table.csv", index=False, float_format="%.5g")
    about = (
        f"{market('random').scenario.name}: {asked.customers:,} people, {asked.days or 180} days, "
        f"{asked.replicates} futures at each point, seed {asked.seed}"
    )
    draw(table, about, asked.out / "reach.png")


if __name__ == "__main__":
    main()
