"""What a calibration found: the numbers, what is still assumed, and simulation beside data."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cjsim.journey.luck import replicate_seed
from cjsim.language import text
from cjsim.results.folder import write_text
from cjsim.results.markets import load_scenario
from cjsim.results.statistics import FUTURES_PERCENTILES
from cjsim.scenarios.paths import all_numbers, draw_unknowns, get_number, is_assumed, source_of
from cjsim.scenarios.quantity import Quantity
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.writing import to_toml
from cjsim.studies.fitting import PRIOR_PRECISION, Free, with_totals
from cjsim.studies.futures import world_of
from cjsim.studies.moments import (
    MOMENTS,
    Moment,
    Observed,
    moments_of,
    weekly,
)
from cjsim.studies.targets import describe_target

_TOLD_HALF = 0.5
_95 = 1.96
_90 = 1.645


@dataclass(frozen=True, slots=True)
class Fitted:
    """A number that was fitted, with its 95 % interval within the range it had.

    `told_share` is how much of its range the data took away: 0 nothing, 1 all.
    """

    path: str
    before: float
    before_low: float
    before_high: float
    value: float
    low: float
    high: float
    told_share: float

    @staticmethod
    def of(free: Free, share: float, deviation: float) -> Fitted:
        """Return a number at a share of its range, with a standard deviation of the share."""
        low, high = free.at(share - _95 * deviation), free.at(share + _95 * deviation)
        told = 1.0 - deviation * math.sqrt(PRIOR_PRECISION)
        value, low, high = (float(f"{end:.5g}") for end in (free.at(share), low, high))
        return Fitted(free.path, free.before, free.low, free.high, value, low, high, told)


class Calibration:
    """A market fitted to own data.

    Attributes:
        scenario: The fitted market: fitted numbers with their interval as range and the data
            as source; everything else as before.
        unused: Figures of the data that were not used, and why.
        n_evaluations: How often the market was simulated in the search.
    """

    def __init__(
        self,
        *,
        original: Scenario,
        window: Scenario,
        plan: str,
        seen: Observed,
        told: Mapping[str, Moment],
        unused: Mapping[str, str],
        fitted: Sequence[Fitted],
        not_told: Sequence[Free],
        seed: int,
        view_replicates: int,
        repeat_days: int,
        n_evaluations: int,
        together: Mapping[str, tuple[str, float]],
        make_sets: Callable[[], pd.DataFrame],
    ) -> None:
        """Keep what was found; `window` is the market over the days of the data."""
        self.unused = dict(unused)
        self.n_evaluations = n_evaluations
        self._original, self._window, self._plan = original, window, plan
        self._seen, self._told, self._fitted = seen, dict(told), list(fitted)
        self._not_told, self._seed = list(not_told), seed
        self._together, self._make_sets = dict(together), make_sets
        self._n_views, self._repeat_days = max(view_replicates, 1), repeat_days
        fitted_market = self._changed(original)
        raw = fitted_market.model_dump(exclude_unset=True, exclude_none=True)
        self.scenario = load_scenario(raw)

    @property
    def source(self) -> str:
        """What the fitted numbers say of where they are from."""
        first = self._window.scenario.start
        return f"fitted to own data, {self._window.n_days()} days from {first}"

    def _changed(self, scenario: Scenario) -> Scenario:
        """Return a copy of a market with the fitted numbers."""
        changed = scenario.model_copy(deep=True)
        for one in self._fitted:
            low, high = (one.low, one.high) if one.low < one.high else (None, None)
            write_number(changed, one.path, Quantity(one.value, low, high, self.source))
        return changed

    @cached_property
    def numbers(self) -> pd.DataFrame:
        """One row per number fitted, or meant to be.

        Columns: path; before, before_low, before_high (as the file had it); fitted, with low
        and high (95 % interval within the range); told_share (of the range, how much the data
        took away); says: "fitted", or "still assumed" where the data tell next to nothing.
        """
        rows: list[dict[str, Any]] = [
            {
                "path": one.path,
                "before": one.before,
                "before_low": one.before_low,
                "before_high": one.before_high,
                "fitted": one.value,
                "low": one.low,
                "high": one.high,
                "told_share": one.told_share,
                "says": "fitted",
            }
            for one in self._fitted
        ]
        rows += [
            {
                "path": one.path,
                "before": one.before,
                "before_low": one.low,
                "before_high": one.high,
                "fitted": one.before,
                "low": one.low,
                "high": one.high,
                "told_share": 0.0,
                "says": "still assumed",
            }
            for one in self._not_told
        ]
        return pd.DataFrame(rows)

    @cached_property
    def parameter_sets(self) -> pd.DataFrame:
        """Sets of the fitted numbers that are plausible together, with their weights.

        One row per set: set, a column per path, misfit (the distance from the data), weight
        (makes 1; the first set is the best). They are simulated when first asked for. Give
        them to `cjsim.compare(calibration.scenario, ..., parameter_sets=...)`, and each draw
        of what is not known lives in one of them: numbers that go together stay together.
        """
        return self._make_sets()

    @cached_property
    def undetermined(self) -> pd.DataFrame:
        """Numbers that the data do not determine: path, told_share, together_with, why."""
        rows: list[dict[str, Any]] = []
        for one in self._fitted:
            other, correlation = self._together.get(one.path, ("", 0.0))
            if other:
                why = f"only a combination with {other} is told (correlation {correlation:+.2f})."
                rows.append(_open(one.path, one.told_share, other, why))
            elif one.told_share < _TOLD_HALF:
                rows.append(_open(one.path, one.told_share, "", "the data tell little of it."))
        nothing = "the data tell next to nothing of it, or less than of others."
        rows += [_open(one.path, 0.0, "", nothing) for one in self._not_told]
        return pd.DataFrame(rows, columns=["path", "told_share", "together_with", "why"])

    @cached_property
    def assumed(self) -> pd.DataFrame:
        """Every number of the fitted market that still rests on an assumption: path, value."""
        rows = [
            {"path": path, "value": float(number), "low": number.low, "high": number.high}
            for path, number in all_numbers(self.scenario).items()
            if is_assumed(source_of(self.scenario, path))
        ]
        return pd.DataFrame(rows, columns=["path", "value", "low", "high"])

    @cached_property
    def table(self) -> pd.DataFrame:
        """Simulation beside own data, one row per figure of the data.

        Columns: figure, unit, what; data, with data_low and _high (90 % by its own standard
        error); before and fitted, the mean of the simulated futures before and after, each
        with _low and _high (nine of ten futures; what is not known is drawn anew in each);
        was_inside and is_inside: whether the intervals of data and simulation meet; is_used.
        """
        rows = []
        for name, moment in self._told.items():
            unit, what = describe_target(name) or MOMENTS[name]
            row: dict[str, Any] = {
                "figure": name,
                "unit": self._original.scenario.currency if unit == "money" else unit,
                "what": what,
                "data": moment.value,
                "data_low": moment.value - _90 * moment.error,
                "data_high": moment.value + _90 * moment.error,
            }
            for column, views, inside in (
                ("before", self._views[0], "was_inside"),
                ("fitted", self._views[1], "is_inside"),
            ):
                found = [moments_of(view, self._repeat_days).get(name) for view in views]
                values = np.array([one.value for one in found if one is not None])
                low, high = _range(values)
                row |= {
                    column: values.mean() if values.size else math.nan,
                    f"{column}_low": low,
                    f"{column}_high": high,
                    inside: low <= row["data_high"] and high >= row["data_low"],
                }
            row["is_used"] = name not in self.unused
            rows.append(row)
        return pd.DataFrame(rows)

    @cached_property
    def weekly(self) -> pd.DataFrame:
        """Orders of each whole week: week, data, before and fitted with _low and _high."""
        n_weeks = self._window.n_days() // 7
        if self._seen.day is None or n_weeks < 1:
            return pd.DataFrame()
        columns: dict[str, Any] = {
            "week": np.arange(n_weeks), "data": weekly(self._seen.day, n_weeks)
        }  # fmt: skip
        for name, views in zip(("before", "fitted"), self._views, strict=True):
            counts = np.array(
                [v.weight * weekly(v.day, n_weeks) for v in views if v.day is not None]
            )
            columns[name] = counts.mean(axis=0)
            low, high = np.percentile(counts, FUTURES_PERCENTILES, axis=0)
            columns[f"{name}_low"], columns[f"{name}_high"] = low, high
        return pd.DataFrame(columns)

    @cached_property
    def _views(self) -> tuple[list[Observed], list[Observed]]:
        """Futures over the days of the data, before and fitted, with the same luck."""

        def lived(scenario: Scenario) -> list[Observed]:
            return [
                with_totals(
                    draw_unknowns(scenario, self._seed, world_of(scenario, number)),
                    self._plan,
                    replicate_seed(self._seed, number),
                )
                for number in range(self._n_views)
            ]

        return lived(self._window), lived(self._changed(self._window))

    def verdict(self) -> str:
        """Return in words how near the simulation is to the data, and what is still assumed."""
        table = self.table
        n_before, n_now = int(table["was_inside"].sum()), int(table["is_inside"].sum())
        words = [
            text(
                "{n_now} of {n_table} figures of the data lie where the fitted "
                "market says ({n_before} before). Fitted: {n_fitted} numbers; still "
                "assumed: {n_assumed}.",
                {
                    "n_now": n_now,
                    "n_table": len(table),
                    "n_before": n_before,
                    "n_fitted": len(self._fitted),
                    "n_assumed": len(self.assumed),
                },
            )
        ]
        if len(self.undetermined):
            words.append(f"Not determined by the data: {', '.join(self.undetermined['path'])}.")
        off = table[~table["is_inside"]]
        words += [
            text(
                "{figure}: {data} in the data, {fitted} simulated ({fitted_low} to {fitted_high}).",
                {
                    "figure": row["figure"],
                    "data": format(row["data"], ".4g"),
                    "fitted": format(row["fitted"], ".4g"),
                    "fitted_low": format(row["fitted_low"], ".4g"),
                    "fitted_high": format(row["fitted_high"], ".4g"),
                },
            )
            for row in off.to_dict("records")
        ]
        return "\n".join(words)

    def text(self) -> str:
        """Return the fitted market as the text of a market file."""
        heading = f"{self.scenario.scenario.name}: {self.source}.\nWritten by cjsim.calibrate."
        return to_toml(self.scenario, heading)

    def save(self, path: str | Path) -> Path:
        """Write the fitted market as a market file; return its path.

        Raises `UserError` when it cannot be written.
        """
        file = Path(path)
        write_text(file, self.text(), "market file")
        return file


def _open(path: str, told_share: float, other: str, why: str) -> dict[str, Any]:
    """Return the row of a number the data do not determine."""
    return {"path": path, "told_share": told_share, "together_with": other, "why": why}


def _range(values: Any) -> tuple[float, float]:
    if values.size == 0:
        return math.nan, math.nan
    low, high = np.percentile(values, FUTURES_PERCENTILES)
    return float(low), float(high)


def write_number(scenario: Scenario, path: str, number: Quantity) -> None:
    """Write a number into a market with its range and source, as if it stood in the file.

    Raises `UserError` when no number has this path.
    """
    get_number(scenario, path)
    node: Any = scenario
    *tables, key = path.split(".")
    for part in tables:
        if isinstance(node, dict):
            node = node[part]
        else:
            node.__pydantic_fields_set__.add(part)
            node = node.__dict__[part]
    if isinstance(node, dict):
        node[key] = number
    else:
        node.__dict__[key] = number
        node.__pydantic_fields_set__.add(key)
