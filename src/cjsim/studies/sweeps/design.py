"""The points of a sweep: a grid, a Latin hypercube, a Sobol' sequence, or a table of one's own."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cjsim.errors import UserError
from cjsim.language import number, text
from cjsim.scenarios.quantity import Between
from cjsim.scenarios.schema import Scenario
from cjsim.studies.sweeps.placing import check_agreement, check_value, sweepable

DesignName = Literal["grid", "latin", "sobol", "table"]
DEFAULT_POINTS = 64
MAX_POINTS = 1_000_000
MAX_PATHS = 1_000
_MAX_LOOKED_INTO = 400  # points whose whole market is checked before anything runs

Over = Mapping[str, Sequence[float]] | pd.DataFrame


@dataclass(frozen=True)
class Design:
    """The points of a sweep.

    Attributes:
        name: How they were made.
        points: One row per point, one column (float64) per path, in sample order.
        bounds: The least and the most of each path: as asked for, else as in the points.
    """

    name: DesignName
    points: pd.DataFrame
    bounds: dict[str, tuple[float, float]]


def make_design(
    scenario: Scenario, over: Over, name: str, n_points: int | None, seed: int
) -> Design:
    """Return the points of a sweep, all checked against the market.

    Args:
        scenario: The market.
        over: Lists of values by path (grid), (low, high) by path (latin, sobol), or a frame
            whose columns are paths.
        name: One of `DesignName`; a frame is always a table.
        n_points: Points of latin and sobol; 64 when None.
        seed: Seed of latin and sobol.

    Raises:
        UserError: A path names nothing, a value is out of range, or a point makes no market.
    """
    if isinstance(over, pd.DataFrame):
        name = "table"
    if name not in get_args(DesignName):
        raise UserError(
            "design",
            name,
            text("expected one of: {DesignName}.", {"DesignName": ", ".join(get_args(DesignName))}),
        )
    if name == "table" and not isinstance(over, pd.DataFrame):
        raise UserError(
            "over", type(over).__name__, text("a table is a DataFrame: a column per path.")
        )
    if not isinstance(over, Mapping | pd.DataFrame):
        how = text('give values by path, e.g. {"support.staff": [12, 18]}, or a DataFrame.')
        raise UserError("over", over, how)
    if n_points is not None and name in ("grid", "table"):
        raise UserError(
            "points", n_points, text("a {name} has the points that `over` says.", {"name": name})
        )
    paths = [str(path) for path in over]
    bounds = _check_paths(scenario, paths)
    columns = {str(path): over[path] for path in over}  # type: ignore[index]
    given = {path: _numbers(path, values) for path, values in columns.items()}
    if name == "grid":
        points = _grid(given)
    elif name == "table":
        points = pd.DataFrame(given, dtype=float)
    else:
        points = _sampled(name, given, bounds, n_points or DEFAULT_POINTS, seed)
    if points.empty and paths:
        raise UserError("over", "no points", text("give at least one value for each path."))
    for path in paths:
        for value in points[path].unique():
            check_value(path, float(value), bounds[path])
    check_agreement(scenario, _looked_into(points))
    ends = given if name in ("latin", "sobol") else {path: points[path] for path in paths}
    reach = {path: (float(min(values)), float(max(values))) for path, values in ends.items()}
    return Design(name, points.reset_index(drop=True), reach)  # type: ignore[arg-type]


def _check_paths(scenario: Scenario, paths: Sequence[str]) -> dict[str, Between]:
    if len(paths) > MAX_PATHS:
        raise UserError(
            "over",
            len(paths),
            text("at most {MAX_PATHS} paths can be swept at once.", {"MAX_PATHS": MAX_PATHS}),
        )
    if len({path.lower() for path in paths}) < len(paths):
        how = text(
            "a path is named twice, or two differ in capitals only, which no database tells."
        )
        raise UserError("over", ", ".join(paths[:8]), how)
    return {path: sweepable(scenario, path) for path in paths}


def _numbers(path: str, values: Any) -> list[float]:
    """Return values as floats; whatever is no number is refused by name."""
    if isinstance(values, str) or not isinstance(values, Sequence | np.ndarray | pd.Series | range):
        raise UserError(f"over[{path!r}]", values, text("give a list of numbers."))
    for value in values:
        if isinstance(value, bool | np.bool_) or not isinstance(value, Real):
            raise UserError(f"over[{path!r}]", value, text("expected a number."))
    return [float(value) for value in values]


def _grid(given: Mapping[str, list[float]]) -> pd.DataFrame:
    """Return all combinations; the last path changes fastest."""
    n_points = 1
    for path, values in given.items():
        if len(set(values)) < len(values):
            raise UserError(f"over[{path!r}]", values, text("a value is named twice."))
        n_points *= len(values)
    if n_points > MAX_POINTS:
        how = text(
            "a grid has at most {MAX_POINTS} points; take fewer values, or latin or sobol.",
            {"MAX_POINTS": number(MAX_POINTS)},
        )
        raise UserError("over", n_points, how)
    rows = list(itertools.product(*given.values()))
    return pd.DataFrame(rows, columns=list(given), index=range(len(rows)), dtype=float)


def _sampled(
    name: str,
    given: Mapping[str, list[float]],
    bounds: Mapping[str, Between],
    n_points: int,
    seed: int,
) -> pd.DataFrame:
    """Return a sample between the ends of each path; whole numbers are all equally likely."""
    if not given:
        raise UserError(
            "over", "{}", text("{name} needs at least one path with (low, high).", {"name": name})
        )
    for path, ends in given.items():
        if len(ends) != 2 or not ends[0] < ends[1]:
            raise UserError(
                f"over[{path!r}]",
                ends,
                text("{name} needs (low, high), low below high.", {"name": name}),
            )
        for end in ends:
            check_value(path, end, bounds[path])
    unit = _unit_sample(name, len(given), n_points, seed)
    columns = {}
    for place, (path, (low, high)) in enumerate(given.items()):
        if bounds[path].is_whole:
            columns[path] = np.minimum(low + np.floor(unit[:, place] * (high - low + 1.0)), high)
        else:
            columns[path] = low + unit[:, place] * (high - low)
    return pd.DataFrame(columns)


def _unit_sample(name: str, n_paths: int, n_points: int, seed: int) -> NDArray[np.float64]:
    """Return points of the unit cube, shape (points, paths), by SciPy's samplers."""
    from scipy.stats import qmc

    if not 1 <= n_points <= MAX_POINTS:
        raise UserError(
            "points",
            n_points,
            text("expected 1 to {MAX_POINTS} points.", {"MAX_POINTS": number(MAX_POINTS)}),
        )
    if name == "latin":
        return np.asarray(qmc.LatinHypercube(n_paths, seed=seed).random(n_points))
    power = (n_points - 1).bit_length()
    if n_points != 1 << power:
        near = f"{1 << power >> 1} or {1 << power}"
        how = text("a Sobol' sequence is balanced at powers of two: take {near}.", {"near": near})
        raise UserError("points", n_points, how)
    return np.asarray(qmc.Sobol(n_paths, scramble=True, seed=seed).random_base2(power))


def _looked_into(points: pd.DataFrame) -> list[dict[str, float]]:
    """Return the points whose market is checked in full: all, or the ends and some between."""
    if len(points) > _MAX_LOOKED_INTO:
        ends = {int(points[path].argmin()) for path in points}
        ends |= {int(points[path].argmax()) for path in points}
        spread = np.linspace(0, len(points) - 1, _MAX_LOOKED_INTO).astype(int)
        points = points.iloc[sorted(ends | set(spread.tolist()))]
    return [dict(zip(points.columns, row, strict=True)) for row in points.to_numpy().tolist()]
