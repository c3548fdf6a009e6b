"""Every picture of a ready-made market, drawn into a folder: to be looked at, one by one.

    python experiments/pictures/gallery.py OUT [--market electronics] [--lang vi] [--plan swap]

Runs are small, to be quick; the pictures say how small. Tornado, response curve and heat map are
of a few numbers only.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
from collections.abc import Iterator
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")

import numpy as np
import pandas as pd
from matplotlib import pyplot as plt

import cjsim
from cjsim import Comparison, Scenario, plots
from cjsim.plots import Picture
from cjsim.plots.stories import forked_customer
from cjsim.plots.words import about_comparison
from cjsim.scenarios.paths import all_numbers, get_number, set_number
from cjsim.studies.moments import observe_run

SEED, FUTURES, FEW = 1, 20, 4


def parts_of(scenario: Scenario, plan: str) -> tuple[Scenario, list[str]]:
    """Return the market with each intervention of a plan as a plan of its own, and their names."""
    parts = list(scenario.plans[plan])
    raw = scenario.model_dump(exclude_unset=True, exclude_none=True)
    raw["plans"] = {"keep": [], plan: parts, **{part: [part] for part in parts}}
    raw.get("kpis", {}).pop("compare", None)
    raw.get("kpis", {}).pop("budget_neutral", None)
    return cjsim.load_scenario(raw), parts


def lived(scenario: Scenario, plan: str, kpi: str, numbers: dict[str, float]) -> np.ndarray:
    """Return a KPI (baseline and plan, futures) where some numbers of the market are changed."""
    market = scenario.model_copy(deep=True)
    for path, value in numbers.items():
        set_number(market, path, value)
    found = cjsim.compare(market, plans=["keep", plan], replicates=FEW, seed=SEED, split_futures=0)
    return np.array([found.values(each, kpi) for each in ("keep", plan)])


def gain(scenario: Scenario, plan: str, kpi: str, numbers: dict[str, float]) -> np.ndarray:
    """Return the paired differences of a plan where some numbers of the market are changed."""
    baseline, with_plan = lived(scenario, plan, kpi, numbers)
    return with_plan - baseline


def tornado_of(scenario: Scenario, plan: str, kpi: str) -> pd.DataFrame:
    """Return the table of a tornado over some uncertain numbers."""
    uncertain = {p: n for p, n in all_numbers(scenario).items() if n.is_uncertain}
    base = float(gain(scenario, plan, kpi, {}).mean())
    rows = []
    for path, number in list(uncertain.items())[:: max(len(uncertain) // 5, 1)][:5]:
        low, high = (gain(scenario, plan, kpi, {path: end}).mean()
                     for end in (number.low, number.high))  # fmt: skip
        ends = (low, high, base)
        rows.append({
            "path": path, "unit": "share" if path.endswith("_share") else "",
            "low_input": number.low, "high_input": number.high, "at_low": low, "at_high": high,
            "base": base, "swing": max(ends) - min(ends),
        })  # fmt: skip
    return pd.DataFrame(rows)


def response_of(scenario: Scenario, plan: str, kpi: str, path: str) -> pd.DataFrame:
    """Return the table of a response curve over half to double a number."""
    now = float(get_number(scenario, path))
    values = now * np.array([0.25, 0.5, 0.75, 1.0, 1.5, 2.0])
    goals = np.array([lived(scenario, plan, kpi, {path: float(v)})[1] for v in values])
    low, high = np.percentile(goals, (5, 95), axis=1)
    return pd.DataFrame({
        "value": values, "goal": goals.mean(axis=1), "low": low, "high": high,
        "marginal": np.gradient(goals.mean(axis=1), values),
    })  # fmt: skip


def grid_of(scenario: Scenario, plan: str, kpi: str, paths: tuple[str, str]) -> pd.DataFrame:
    """Return the table of a heat map over two numbers, from three quarters to one and a half."""
    now = [float(get_number(scenario, path)) for path in paths]
    rows = []
    for a, b in itertools.product((0.75, 1.0, 1.5), (0.5, 1.0, 1.5)):
        numbers = {paths[0]: round(a * now[0]), paths[1]: b * now[1]}
        found = gain(scenario, plan, kpi, numbers)
        low, high = np.percentile(found, (5, 95))
        rows.append({**numbers, "difference": found.mean(), "low": low, "high": high})
    return pd.DataFrame(rows)


def fitted(scenario: Scenario, folder: Path, lang: str) -> Picture:
    """Return the view of a market fitted to orders that it made itself, with other luck."""
    raw = scenario.model_dump(exclude_unset=True, exclude_none=True)
    raw["scenario"] |= {"people": scenario.n_customers()}
    market = cjsim.load_scenario(raw)
    seen = observe_run(market, "keep", SEED + 1)
    first = scenario.scenario.start
    dates = [first + dt.timedelta(int(day)) for day in seen.day]
    table = pd.DataFrame({"customer": seen.who, "date": dates, "amount": seen.amount})
    folder.mkdir(exist_ok=True)
    table.to_csv(folder / "orders.csv", index=False)
    found = cjsim.calibrate(
        market, folder, paths=["product.need_per_year"], evaluations=10, replicates=1,
        view_replicates=FUTURES, seed=SEED,
    )  # fmt: skip
    return plots.validation_view(found, lang=lang)


def pictures(
    market: str, plan: str, customers: int, days: int | None, lang: str, folder: Path
) -> Iterator[tuple[str, Picture]]:
    """Draw one picture after the other."""
    scenario = cjsim.load_scenario(market)
    kpi = scenario.kpis.verdict or scenario.kpis.headline[0]
    small = {"customers": customers, "days": days}
    swap, keep = (cjsim.run(scenario, plan=each, seed=SEED, **small) for each in (plan, "keep"))
    two = cjsim.compare(scenario, plans=["keep", plan], replicates=FUTURES, seed=SEED, **small)
    yield from _of_runs(swap, keep, two, lang)
    whole, parts = parts_of(scenario, plan)
    every = cjsim.compare(
        whole, plans=["keep", *parts, plan], replicates=FEW, seed=SEED, split_futures=0, **small
    )
    yield "waterfall", plots.waterfall(every, plan, parts, lang=lang)
    yield from _of_tables(two, plan, kpi, lang)
    yield "validation_view", fitted(two.scenario, folder, lang)


def _of_runs(
    swap: cjsim.Run, keep: cjsim.Run, two: Comparison, lang: str
) -> Iterator[tuple[str, Picture]]:
    someone = forked_customer(swap, keep)
    yield "stage_occupancy", plots.stage_occupancy(two, lang=lang)
    yield "stage_occupancy_run", plots.stage_occupancy(swap, scheme="six_stages", lang=lang)
    yield "funnel", plots.funnel(swap, keep, lang=lang)
    yield "alluvial", plots.alluvial(swap, lang=lang)
    yield "step_matrix", plots.step_matrix(swap, lang=lang)
    yield "step_matrix_difference", plots.step_matrix(swap, keep, lang=lang)
    yield "journey_map", plots.journey_map(swap, keep, lang=lang)
    yield "network_snapshots", plots.network_snapshots(swap, someone, lang=lang)
    yield "story", plots.story(swap, someone, lang=lang)
    yield "fork", plots.fork(swap, keep, someone, lang=lang)
    yield "cohort_retention", plots.cohort_retention(swap, lang=lang)
    yield "cohort_retention_difference", plots.cohort_retention(swap, keep, lang=lang)
    yield "difference_fan", plots.difference_fan(two, lang=lang)
    yield "who_changed", plots.who_changed(two, lang=lang)
    if swap.scenario.support is not None:
        yield "support_load", plots.support_load(swap, keep, lang=lang)


def _of_tables(two: Comparison, plan: str, kpi: str, lang: str) -> Iterator[tuple[str, Picture]]:
    market, about, unit = two.scenario, about_comparison(two), two.unit(kpi)
    yield "tornado", plots.tornado(tornado_of(market, plan, kpi), kpi, unit, about=about, lang=lang)
    spends = [path for path in all_numbers(market) if path.endswith(".spend_per_month")]
    if spends:
        now = float(get_number(market, spends[-1]))
        yield "response_curve", plots.response_curve(
            response_of(market, plan, kpi, spends[-1]), spends[-1], kpi, unit=unit, current=now,
            lever_unit=market.scenario.currency, tested=(0.5 * now, 1.5 * now), about=about,
            lang=lang,
        )  # fmt: skip
    paths = ("support.staff", "support.question_per_year")
    if set(paths) <= set(all_numbers(market)):
        base = (float(get_number(market, paths[0])), float(get_number(market, paths[1])))
        yield "heat_map", plots.heat_map(
            grid_of(market, plan, kpi, paths), *paths, kpi=kpi, unit=unit, base=base,
            about=about, lang=lang,
        )  # fmt: skip


def main() -> None:
    """Draw the gallery."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--market", default="electronics")
    parser.add_argument("--plan", default="swap")
    parser.add_argument("--customers", type=int, default=2000)
    parser.add_argument("--days", type=int, default=None)
    parser.add_argument("--lang", default="en")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    drawn = pictures(
        given.market, given.plan, given.customers, given.days, given.lang, given.out / "own_data"
    )
    for name, picture in drawn:
        picture.ax.figure.savefig(given.out / f"{name}.png", dpi=100)
        plt.close("all")
        print(f"{name}: {picture.alt}\n")


if __name__ == "__main__":
    main()
