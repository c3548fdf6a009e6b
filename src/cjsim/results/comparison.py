"""What a comparison of plans says: how large, how sure, for whom, through whom."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cjsim.errors import UserError
from cjsim.language import text
from cjsim.results.changes import customers_of, people_who_changed
from cjsim.results.decision import Decision
from cjsim.results.definitions import BY_NAME, KPIS, Kpi, kpi_words
from cjsim.results.future import Future
from cjsim.results.money import spoken, spoken_change
from cjsim.results.real_test import RealTest, TestKind
from cjsim.results.series import BY_KPI, SERIES
from cjsim.results.statistics import compare_paired, summarise
from cjsim.results.value import demand_table, return_table, value_table
from cjsim.scenarios.schema import Scenario


class Comparison:
    """Plans of one market in many paired futures; the first plan is the baseline.

    Attributes:
        scenario: The market.
        plans: The plans' names, baseline first.
        seed: Seed of all luck.
        futures: What each future said, in order of the replicates.
        decision: Why futures stopped being added (`until="clear"`), None otherwise.
    """

    def __init__(
        self,
        scenario: Scenario,
        plans: Sequence[str],
        seed: int,
        futures: Sequence[Future],
        worlds: Sequence[int],
        decision: Decision | None = None,
    ) -> None:
        """Keep the futures of a comparison; `worlds` say which share their unknown numbers."""
        self.decision = decision
        self.scenario = scenario
        self.plans = tuple(plans)
        self.seed = seed
        self.futures = list(futures)
        self._worlds = np.asarray(worlds, dtype=np.int64)

    def __repr__(self) -> str:
        """Say what was compared, and where to look."""
        return (
            f"<Comparison of {', '.join(self.plans)} in {self.scenario.scenario.name!r}: "
            f"{len(self.futures)} paired futures, seed {self.seed}; print() says what it found>"
        )

    def __str__(self) -> str:
        """Return the verdict, the headline KPIs and who changed, in words."""
        from cjsim.results.report import comparison_lines

        return "\n".join(comparison_lines(self))

    def values(self, plan: str, kpi: str) -> NDArray[np.float64]:
        """Return a KPI of a plan in every future, shape (replicates,)."""
        if plan not in self.plans:
            raise UserError(
                "plan", plan, text("compared were: {plans}.", {"plans": ", ".join(self.plans)})
            )
        if kpi not in BY_NAME:
            raise UserError("kpi", kpi, text("known are: {kpis}.", {"kpis": ", ".join(BY_NAME)}))
        return np.array([future.kpis[plan][kpi] for future in self.futures])

    @property
    def worlds(self) -> NDArray[np.int64]:
        """The draw of the unknown numbers each future lives in, shape (replicates,)."""
        return self._worlds

    def by_day(self, plan: str, kpi: str) -> NDArray[np.float64]:
        """Return a KPI of a plan by day in every future, shape (replicates, days).

        KPIs that add up are given up to the end of each day, others as they stand then. Kept are
        those of `cjsim.results.series.SERIES`; others raise `UserError`.
        """
        self.values(plan, kpi)
        if kpi not in BY_KPI:
            raise UserError(
                "kpi", kpi, text("kept by day are: {kpis}.", {"kpis": ", ".join(BY_KPI)})
            )
        place = BY_KPI[kpi]
        days = np.array([future.series[plan][:, place] for future in self.futures], dtype=float)
        return days.cumsum(axis=1) if SERIES[place].is_sum else days

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per plan and KPI.

        Columns: plan, kpi, unit; mean, and low..high that hold 90 % of the futures; mean_low,
        mean_high, the 95 % interval of the mean, by `method` (t, or bootstrap for money and
        rare counts); the same of the difference to the baseline in the same future
        (difference, difference_low, difference_high, difference_mean_low,
        difference_mean_high); p_better, the share of futures in which the plan is better
        (ties count half); n_better, n_futures; chance_share, the part of the spread of the
        difference that is luck (the rest is what is not known); definition. Shares are 0 to
        1; what is undefined is NaN.
        """
        rows = [self._row(plan, kpi) for plan in self.plans for kpi in KPIS]
        return pd.DataFrame(rows).astype({"n_better": "Int64"})

    def _row(self, plan: str, kpi: Kpi) -> dict[str, Any]:
        values = self.values(plan, kpi.name)
        baseline = self.values(self.plans[0], kpi.name)
        one = summarise(values, self._worlds, is_skewed=kpi.is_skewed, seed=self.seed)
        better = None if kpi.better is None else kpi.better == "higher"
        two = compare_paired(
            baseline,
            values,
            self._worlds,
            higher_is_better=better,
            is_skewed=kpi.is_skewed,
            seed=self.seed,
        )
        return {
            "plan": plan,
            "kpi": kpi.name,
            "unit": self.unit(kpi.name),
            "mean": one.mean,
            "low": one.low,
            "high": one.high,
            "difference": two.difference,
            "difference_low": two.difference_low,
            "difference_high": two.difference_high,
            "p_better": two.p_better,
            "n_better": two.n_better,
            "n_futures": two.n_futures,
            "mean_low": one.mean_low,
            "mean_high": one.mean_high,
            "difference_mean_low": two.difference_mean_low,
            "difference_mean_high": two.difference_mean_high,
            "method": one.method,
            "chance_share": two.chance_share,
            "better": kpi.better,
            "definition": kpi.definition,
        }

    def unit(self, kpi: str) -> str:
        """Return the unit of a KPI; money is in the market's currency."""
        unit = BY_NAME[kpi].unit
        return self.scenario.scenario.currency if unit == "money" else unit

    def row(self, plan: str, kpi: str) -> pd.Series[Any]:
        """Return the row of `table` of one plan and KPI."""
        found = self.table[(self.table["plan"] == plan) & (self.table["kpi"] == kpi)]
        if found.empty:
            raise UserError("row", f"{plan}, {kpi}", text("no such plan or KPI was compared."))
        return found.iloc[0]

    @cached_property
    def customers(self) -> pd.DataFrame:
        """One row per plan, future and simulated customer whom the comparison can tell apart.

        Columns: plan, replicate, customer, segment, orders_baseline, orders_plan, change
        ("because of the plan", "would have anyway", "put off", "never"), through ("itself"
        when the change is there even if everyone else is heard as under the baseline,
        "others" when it is not; "" where nothing changed or the effects of the future were not
        split).
        """
        frames = [
            customers_of(future, plan, self.plans, list(self.scenario.segments))
            for plan in self.plans[1:]
            for future in self.futures
        ]
        if not frames:
            return pd.DataFrame()
        return pd.concat(frames, ignore_index=True)

    @cached_property
    def who_changed(self) -> pd.DataFrame:
        """People by plan, segment and change: mean and 90 % range over futures.

        Columns: plan, segment, change, people, people_low, people_high, others_share: of those
        whose purchase changed, the share reached through others alone, over the futures whose
        effects were split (NaN where none was, or nothing changed).
        """
        return people_who_changed(self.customers, self.plans[0], self.scenario.weight)

    def value_split(self, until_day: int | None = None) -> pd.DataFrame:
        """Return where the orders a plan brings come from: plan, part, orders, low, high, days.

        Exactly, per customer: "accelerated" (a purchase made either way, earlier or later),
        "taken from competitors" (a purchase more of ours and one less of theirs), "expansion"
        (nobody would have sold) and "not received" (ordered, but under way or refused at the
        end); "total" is their sum, the difference in orders. Purchases given up are negative.
        Over the whole run an accelerated purchase adds no order; `until_day` asks for those
        received up to a day, where it may. `orders` is the mean over futures, low..high hold
        90 % of them; `days` is how much earlier the same purchases were made, on average.
        """
        return value_table(self.scenario, self.plans, self.futures, until_day)

    def demand_split(self) -> pd.DataFrame:
        """Return what of the orders that a plan itself touched would have come anyway.

        Columns: plan, touched_by ("contact", "offer", "medium" or "any"), customers, orders
        under the plan, generated (not there without it), captured (there anyway) and
        captured_share; means over the futures.
        """
        return demand_table(self.scenario, self.plans, self.futures)

    def returns(self) -> pd.DataFrame:
        """Return what the plans' money brings, against the baseline with the same luck.

        Columns: plan; cost, media, support, contacts and programmes beyond the baseline's;
        contribution gained (after that cost) and revenue gained; roi = contribution / cost,
        with roi_low..roi_high in 90 % of the futures; marginal_roi, the same of the step from
        the next cheaper plan compared. A plan that costs no more than the baseline has none.
        """
        return return_table(self.plans, self.futures)

    def test_plan(
        self,
        *,
        smallest_effect: float,
        metric: str = "orders",
        plan: str | None = None,
        kind: TestKind = "customers",
        power: float = 0.8,
        level: float = 0.05,
        treated_share: float = 0.5,
        people: float | None = None,
        people_per_day: float | None = None,
        area_people: float | None = None,
        area_cv: float | None = None,
        correlation_before: float = 0.0,
    ) -> RealTest:
        """Plan the test in the real market that should come before the plan itself.

        A metric is "orders" or "buyers" of customers (an A/B test by lot) or any KPI of areas
        (whole places by lot). `smallest_effect` is per person for what is counted and money,
        else in the KPI's unit. See `cjsim.results.planning.plan_test` for each argument.
        """
        from cjsim.results.planning import plan_test

        return plan_test(
            self, plan=plan or self.plans[min(1, len(self.plans) - 1)], metric=metric,
            smallest_effect=smallest_effect, kind=kind, power=power, level=level,
            treated_share=treated_share, people=people, people_per_day=people_per_day,
            area_people=area_people, area_cv=area_cv, correlation_before=correlation_before,
        )  # fmt: skip

    def verdict(self, kpi: str | None = None) -> str:
        """Return one sentence a plan: how much better or worse, its range, how sure.

        The KPI is the file's (`kpis.verdict`, or the first of `kpis.headline`) when None.
        """
        name = kpi or self.scenario.kpis.verdict or self.scenario.kpis.headline[0]
        if name not in BY_NAME:
            raise UserError("kpi", name, text("known are: {kpis}.", {"kpis": ", ".join(BY_NAME)}))
        if len(self.plans) == 1:
            row = self.row(self.plans[0], name)
            low, high = (spoken(row[part], row["unit"]) for part in ("low", "high"))
            return text(
                "{plan}: {name} {mean} (9 of 10 futures between {low} and {high}).",
                {
                    "plan": self.plans[0],
                    "name": kpi_words(name),
                    "mean": spoken(row["mean"], row["unit"]),
                    "low": low,
                    "high": high,
                },
            )
        return "\n".join(self._sentence(plan, name) for plan in self.plans[1:])

    def _sentence(self, plan: str, name: str) -> str:
        row = self.row(plan, name)
        unit, kpi = row["unit"], BY_NAME[name]
        low, high = (
            spoken_change(row["difference_low"], unit),
            spoken_change(row["difference_high"], unit),
        )
        how = text(
            "{name} {difference} against {baseline}",
            {
                "name": kpi_words(name),
                "difference": spoken_change(row["difference"], unit),
                "baseline": self.plans[0],
            },
        )
        between = text("9 of 10 futures between {low} and {high}", {"low": low, "high": high})
        if math.isnan(row["difference"]):
            return text(
                "{plan}: {name} is undefined in every future.",
                {"plan": plan, "name": kpi_words(name)},
            )
        if kpi.better is None:
            return f"{plan}: {how} ({between})."
        better, n_futures = int(row["n_better"]), int(row["n_futures"])
        if row["difference_low"] == 0.0 == row["difference_high"]:
            return text(
                "{plan}: no difference in {name} in any of {n_futures} futures.",
                {"plan": plan, "name": kpi_words(name), "n_futures": n_futures},
            )
        p = row["p_better"]
        call = text("better") if p >= 0.9 else text("worse") if p <= 0.1 else text("not clear")
        return text(
            "{plan}: {call}: {how} ({between}); better in {better} of {n_futures} futures.",
            {
                "plan": plan,
                "call": call,
                "how": how,
                "between": between,
                "better": better,
                "n_futures": n_futures,
            },
        )

    def to_json(self) -> str:
        """Return the rows of `table` as a JSON list; what is undefined is null."""
        rows = [
            {name: _plain(value) for name, value in row.items()}
            for row in self.table.to_dict(orient="records")
        ]
        return json.dumps(rows, indent=1, ensure_ascii=False) + "\n"

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the numbers: equal digests mean equal results."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    def save(self, folder: str | Path) -> Path:
        """Write the result folder: Parquet tables and `manifest.json`; return its path.

        The folder appears whole or not at all. Raises `UserError` when it exists already or
        cannot be written.
        """
        from cjsim.results.folder import save_tables
        from cjsim.results.saving import about, tables_of

        return save_tables(Path(folder), tables_of(self), self.scenario, about(self))


def _plain(value: Any) -> Any:
    """Return a value as JSON can hold it."""
    if value is None or value is pd.NA:
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value.item() if isinstance(value, np.generic) else value
