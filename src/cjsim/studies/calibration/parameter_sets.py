"""Sets of numbers that are plausible together: each world of a comparison lives in one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cjsim.errors import UserError
from cjsim.language import text
from cjsim.scenarios.paths import bounds_of, get_number, set_number
from cjsim.scenarios.schema import Scenario

_GOLDEN = (5.0**0.5 - 1.0) / 2.0
NOT_PATHS = ("set", "weight", "misfit")
"""Columns of a table of sets that are no path."""


@dataclass(frozen=True, slots=True)
class ParameterSets:
    """Numbers by path, one tuple of values a set, and the share of worlds up to each set."""

    paths: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]
    up_to: tuple[float, ...]

    def of_world(self, world: int) -> dict[str, float]:
        """Return the numbers of a world.

        Worlds take sets in proportion to their weights, any number of first worlds as nearly
        as can be (multiples of the golden ratio), so more worlds leave the first as they were.
        """
        place = int(np.searchsorted(self.up_to, (0.5 + world * _GOLDEN) % 1.0, side="right"))
        chosen = self.values[min(place, len(self.values) - 1)]
        return dict(zip(self.paths, chosen, strict=True))

    def write(self, scenario: Scenario, world: int) -> None:
        """Write the numbers of a world into its market."""
        for path, value in self.of_world(world).items():
            is_whole = bounds_of(scenario, path).is_whole
            set_number(scenario, path, float(round(value)) if is_whole else value)


def parameter_sets_of(
    scenario: Scenario, sets: pd.DataFrame | Sequence[Mapping[str, float]]
) -> ParameterSets:
    """Return sets of numbers, checked.

    Args:
        scenario: The market they are of.
        sets: A column a path, a row a set, such as `calibration.parameter_sets`; `weight` is
            how plausible each is, alike where there is none.

    Raises:
        UserError: A path is none of the market, a value is out of its bounds, or none is there.
    """
    table = sets if isinstance(sets, pd.DataFrame) else pd.DataFrame(list(sets))
    paths = tuple(str(name) for name in table.columns if name not in NOT_PATHS)
    if table.empty or not paths:
        raise UserError(
            "parameter_sets", len(table), text("expected a set with a number at least.")
        )
    weights = np.ones(len(table))
    if "weight" in table:
        weights = table["weight"].to_numpy(np.float64)
    if not (np.isfinite(weights).all() and (weights >= 0.0).all() and weights.sum() > 0.0):
        raise UserError("parameter_sets", "weight", text("expected numbers from 0 up, not all 0."))
    values = table[list(paths)].to_numpy(np.float64)
    for path, column in zip(paths, values.T, strict=True):
        get_number(scenario, path)
        bounds = bounds_of(scenario, path)
        wrong = ~((column >= bounds.at_least) & (column <= bounds.at_most))
        if wrong.any():
            remedy = text(
                "expected {at_least} to {at_most}.",
                {"at_least": f"{bounds.at_least:g}", "at_most": f"{bounds.at_most:g}"},
            )
            raise UserError("parameter_sets", f"{path} = {column[wrong][0]:g}", remedy)
    up_to = np.cumsum(weights / weights.sum())
    return ParameterSets(
        paths, tuple(tuple(map(float, row)) for row in values), tuple(map(float, up_to))
    )
