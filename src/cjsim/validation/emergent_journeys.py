"""M6: how long journeys are, and how many ways there are through one."""

from __future__ import annotations

from collections import Counter
from functools import partial

import numpy as np

from cjsim.results.markets import load_scenario
from cjsim.results.run import Run, run
from cjsim.scenarios import Scenario
from cjsim.validation.check import Finding
from cjsim.validation.emergent_tools import Mean, over_seeds, size_of, within

MARKETS = ("electronics", "app", "crm", "hotel", "real_estate")
UNDER_WAY = ("search", "evaluation", "purchase")
N_JOURNEYS = 4_000


def journeys_of(lived: Run) -> list[tuple[str, ...]]:
    """Return the touchpoints met, in order, on each journey that began and ended in a run.

    A journey begins with a search or a comparison and ends with the product, or without. A
    touchpoint met on several days counts for each.
    """
    moves = lived.moves
    is_in = moves["to_stage"].isin(UNDER_WAY).to_numpy()
    was_in = moves["from_stage"].isin(UNDER_WAY).to_numpy()
    edges = moves.loc[is_in != was_in, ["customer", "day"]].assign(begins=is_in[is_in != was_in])
    edges = edges.sort_values(["customer", "day"], kind="stable")
    ends = edges.groupby("customer")[["day", "begins"]].shift(-1)
    whole = edges["begins"] & (ends["begins"] == False)  # noqa: E712  # not known is not False
    spans = edges[whole].assign(last=ends["day"][whole]).reset_index(names="journey")
    met = lived.touches[["customer", "day", "touchpoint"]].drop_duplicates()
    met = met.rename(columns={"day": "met_day"})
    rows = spans.merge(met, on="customer")
    rows = rows[(rows["met_day"] >= rows["day"]) & (rows["met_day"] <= rows["last"])]
    paths = rows.groupby("journey")["touchpoint"].agg(tuple)
    every = paths.reindex(spans["journey"])  # who met nothing has no path
    return [path if isinstance(path, tuple) else () for path in every]


def shape_of(scenario: Scenario, customers: int, seed: int) -> tuple[float, float, float]:
    """Return p99 over median of lengths, distinct paths of 4,000 journeys, share of the top one.

    Distinct paths of fewer journeys are reckoned for as many as there are.
    """
    paths = journeys_of(run(scenario, seed=seed, customers=customers))[:N_JOURNEYS]
    lengths = np.array([len(path) for path in paths])
    counts = Counter(paths)
    tail = float(np.quantile(lengths, 0.99) / max(np.median(lengths), 1.0))
    return tail, float(len(counts)), counts.most_common(1)[0][1] / len(paths)


def heavy_tails(scenario: Scenario, name: str, quick: bool) -> list[Finding]:
    """Find how unlike each other the journeys of a market are."""
    size = size_of(quick, 8_000 if quick else 4_000)  # fewer journeys have no tail to see
    tail, n_paths, top = zip(
        *over_seeds(partial(shape_of, scenario, size.customers), size.seeds), strict=True
    )
    return [
        within(f"{name}: contacts of a journey, p99 / median", Mean.of(tail), 5.0, np.inf),
        within(
            f"{name}: distinct paths of up to {N_JOURNEYS:,} journeys",
            Mean.of(n_paths), 100.0, np.inf, expected="> 100",
        ),
        within(f"{name}: share of the commonest path", Mean.of(top), 0.0, 0.6, expected="< 0.6"),
    ]  # fmt: skip


def m6_journeys(quick: bool) -> list[Finding]:
    """Few journeys are long, most paths are rare."""
    names = MARKETS[:2] if quick else MARKETS
    return [finding for name in names for finding in heavy_tails(load_scenario(name), name, quick)]
