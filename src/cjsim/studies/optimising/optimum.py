"""What an optimisation found: the plan, how good it is in fresh futures, what more would bring."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cjsim.errors import UserError
from cjsim.language import text
from cjsim.results.comparison import Comparison
from cjsim.results.money import spoken, spoken_change
from cjsim.results.statistics import FUTURES_PERCENTILES, compare_paired, summarise
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.type_names import named
from cjsim.studies.futures import world_of
from cjsim.studies.optimising.choices import Choice, Choices, Values
from cjsim.studies.until import Goal

BEST, EQUAL = "best", "equal_split"
USUAL_POINTS = 7

Evaluate = Callable[[Values, int, int], NDArray[np.float64]]
"""Returns the goal of a candidate in the first futures of a seed."""


class Optimum:
    """The best values of some levers, as far as the search got.

    Attributes:
        scenario: The market with the plans `best` and, where money is split, `equal_split`.
        plan: The best value of each lever by its path.
        confirmation: The comparison of the plan that goes on anyway (the baseline), `best` and
            `equal_split`, in futures that had no part in choosing.
    """

    def __init__(
        self,
        *,
        confirmation: Comparison,
        choices: Choices,
        goal: Goal,
        trials: Sequence[tuple[Values, NDArray[np.float64]]],
        candidates: Mapping[str, Values],
        evaluate: Evaluate,
        seed: int,
        replicates: int,
    ) -> None:
        """Keep what was found; `evaluate` simulates more where a response is asked for."""
        self.confirmation = confirmation
        self.plan = dict(candidates[BEST])
        self._choices, self._goal = choices, goal
        self._trials, self._candidates = list(trials), dict(candidates)
        self._evaluate, self._seed, self._replicates = evaluate, seed, replicates
        self._responses: dict[tuple[str, int, int], pd.DataFrame] = {}

    @property
    def scenario(self) -> Scenario:
        """The market with the plans that were compared."""
        return self.confirmation.scenario

    def __repr__(self) -> str:
        """Say what was sought, and where to look."""
        return (
            f"<Optimum of {self._goal.kpi} over {len(self.plan)} levers, "
            f"{len(self._trials)} candidates; print() says it>"
        )

    def __str__(self) -> str:
        """Return the plan and what it brings, in words."""
        return self.verdict()

    @cached_property
    def trials(self) -> pd.DataFrame:
        """One row per candidate in order: trial, a column per lever, goal (mean), goal_sd."""
        rows = [
            {"trial": number, **values, "goal": goals.mean(), "goal_sd": goals.std()}
            for number, (values, goals) in enumerate(self._trials)
        ]
        return pd.DataFrame(rows)

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per lever: path, low, high, now, best, equal_split and share (of the money)."""
        equal = self._candidates.get(EQUAL, {})
        total = self._choices.per_month
        rows = [
            {
                "path": one.path,
                "low": one.low,
                "high": one.high,
                "now": one.now,
                BEST: self.plan[one.path],
                EQUAL: equal.get(one.path, np.nan),
                "share": self.plan[one.path] / total if one.is_money and total else np.nan,
            }
            for one in self._choices.all
        ]
        return pd.DataFrame(rows)

    def response(
        self, path: str, *, points: int = USUAL_POINTS, replicates: int | None = None
    ) -> pd.DataFrame:
        """Return how the goal responds to one lever, all others being as in the best plan.

        Money of other channels stays as it is, so the sum moves with this one. All points live
        the same fresh futures.

        Args:
            path: Path of a lever.
            points: Values over its range, about, at least 3; the best one is among them.
            replicates: Futures of each; those of the search when None.

        Columns: value; goal (mean), low and high (nine of ten futures); gain over the best plan
        (mean); marginal, the goal one more unit of the lever brings, or one more unit of money
        over the run where it is money of media, with marginal_low and marginal_high (95 %
        interval of its mean); is_best.
        """
        one = self._lever(path)
        n_futures = self._replicates if replicates is None else replicates
        if points < 3:
            raise UserError("points", points, text("at least 3 are needed for a slope."))
        if n_futures < 1:
            raise UserError("replicates", n_futures, text("at least one future is needed."))
        key = (path, points, n_futures)
        if key not in self._responses:
            self._responses[key] = self._response(one, points, n_futures)
        return self._responses[key].copy()

    def _response(self, one: Choice, points: int, n_futures: int) -> pd.DataFrame:
        best = self.plan[one.path]
        values = _grid(one, best, points)
        goals = np.array(
            [
                self._evaluate({**self.plan, one.path: float(value)}, self._seed, n_futures)
                for value in values
            ]
        )
        per_unit = self._choices.months if one.path.endswith(".spend_per_month") else 1.0
        slopes = np.gradient(goals, per_unit * values, axis=0)
        low, high = np.nanpercentile(goals, FUTURES_PERCENTILES, axis=1)
        worlds = np.array([world_of(self.scenario, number) for number in range(n_futures)])
        marginal = [summarise(row, worlds, is_skewed=False, seed=self._seed) for row in slopes]
        return pd.DataFrame(
            {
                "value": values,
                "goal": goals.mean(axis=1),
                "low": low,
                "high": high,
                "gain": (goals - goals[values == best]).mean(axis=1),
                "marginal": [each.mean for each in marginal],
                "marginal_low": [each.mean_low for each in marginal],
                "marginal_high": [each.mean_high for each in marginal],
                "is_best": values == best,
            }
        )

    def marginals(self, *, replicates: int | None = None) -> pd.DataFrame:
        """Return what a little more of each lever would bring at the best plan.

        Columns: path, value, marginal, marginal_low, marginal_high (see `response`). Where the
        split of money is best the channels' marginals are alike, but for those at an end of
        their range.
        """
        rows = []
        for one in self._choices.all:
            found = self.response(one.path, replicates=replicates)
            row = found[found["is_best"]].iloc[0]
            columns = ("value", "marginal", "marginal_low", "marginal_high")
            rows.append({"path": one.path, **{name: row[name] for name in columns}})
        return pd.DataFrame(rows)

    def _lever(self, path: str) -> Choice:
        for one in self._choices.all:
            if one.path == path:
                return one
        raise UserError(
            "path", path, text("the levers are: {plan}.", {"plan": ", ".join(self.plan)})
        )

    def gains(self) -> pd.DataFrame:
        """Return what the best plan gains in the fresh futures.

        Columns: against (the baseline, and `equal_split`), gain (mean), low and high (nine of
        ten futures), mean_low and mean_high (95 % interval of the mean), p_better, n_futures.
        They are smaller than in the search, which had sought out luck too.
        """
        names = [self.confirmation.plans[0], *([EQUAL] if EQUAL in self._candidates else [])]
        worlds = self.confirmation.worlds
        rows: list[dict[str, Any]] = []
        for name in names:
            found = compare_paired(
                self.confirmation.values(name, self._goal.kpi),
                self.confirmation.values(BEST, self._goal.kpi),
                worlds,
                higher_is_better=self._goal.is_higher_better,
                is_skewed=True,
                seed=self._seed,
            )
            rows.append(
                {
                    "against": name,
                    "gain": found.difference,
                    "low": found.difference_low,
                    "high": found.difference_high,
                    "mean_low": found.difference_mean_low,
                    "mean_high": found.difference_mean_high,
                    "p_better": found.p_better,
                    "n_futures": found.n_futures,
                }
            )
        return pd.DataFrame(rows)

    def verdict(self) -> str:
        """Return the plan, and what it gains in fresh futures, in sentences."""
        what = named(self._goal.kpi)
        currency = self.scenario.scenario.currency
        settings = []
        for one in self._choices.all:
            value = self.plan[one.path]
            if one.path.endswith(".spend_per_month"):
                settings.append(
                    text(
                        "{value} {value_2} a month",
                        {"value": one.path.split(".")[1], "value_2": spoken(value, currency)},
                    )
                )
            else:
                settings.append(f"{one.path} {value:,.4g}")
        lines = [
            text(
                "Best of {n_trials} candidates by {what}: {settings}.",
                {"n_trials": len(self._trials), "what": what, "settings": "; ".join(settings)},
            )
        ]
        for row in self.gains().to_dict("records"):
            low, high = (spoken_change(row[end], self._goal.unit) for end in ("low", "high"))
            clear = text("better")
            if row["p_better"] < 0.9:
                clear = text("worse") if row["p_better"] <= 0.1 else text("not clear")
            lines.append(
                text(
                    "Against {against}: {clear}: {what} {gain} (9 of 10 futures between "
                    "{low} and {high}; {n_futures} fresh futures).",
                    {
                        "against": row["against"],
                        "clear": clear,
                        "what": what,
                        "gain": spoken_change(row["gain"], self._goal.unit),
                        "low": low,
                        "high": high,
                        "n_futures": row["n_futures"],
                    },
                )
            )
        return "\n".join(lines)


def _grid(one: Choice, best: float, points: int) -> NDArray[np.float64]:
    """Return values over a lever's range with the best among them, none very near to it.

    A slope between two near values would be noise.
    """
    even = np.linspace(one.low, one.high, points)
    apart = np.abs(even - best) > 0.5 * (even[1] - even[0])
    apart[[0, -1]] |= np.abs(even[[0, -1]] - best) > 0.1 * (even[1] - even[0])
    return np.array(sorted({one.clipped(float(value)) for value in even[apart]} | {best}))
