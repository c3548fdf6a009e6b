"""Put numbers into a market: those that are swept, and the shares that must follow them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from cjsim.errors import UserError
from cjsim.language import text
from cjsim.scenarios.agreement import agreement
from cjsim.scenarios.paths import bounds_of, get_number, set_number, share_groups
from cjsim.scenarios.quantity import Between
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.wording import in_bounds

_OF_THE_STUDY = {
    "scenario.seed": "seed=",
    "scenario.replicates": "replicates=",
}
_ROUNDING = 1e-9


def place(scenario: Scenario, values: Mapping[str, float]) -> None:
    """Set numbers of a market by their paths, in place.

    Shares that make 1 together (of segments, of tastes, of tickets ...) go on doing so: what
    is left of 1 is split among those that are not set, in the proportions they had.

    Raises:
        UserError: A path names no number, or shares that are set make more than 1.
    """
    for path, value in values.items():
        set_number(scenario, path, value)
    for shares in share_groups(scenario):
        fixed = [path for path in shares if path in values]
        others = [path for path in shares if path not in values]
        if not fixed or not others:
            continue
        left = 1.0 - math.fsum(values[path] for path in fixed)
        if left < -_ROUNDING:
            raise UserError(
                " + ".join(fixed), 1.0 - left, text("these are parts of 1 and make more than 1.")
            )
        total = math.fsum(get_number(scenario, path) for path in others)
        for path in others:
            part = get_number(scenario, path) / total if total > 0.0 else 1.0 / len(others)
            set_number(scenario, path, max(left, 0.0) * part)


def sweepable(scenario: Scenario, path: str) -> Between:
    """Return the bounds of a number that may be swept.

    Raises:
        UserError: The path names no number, or one that is an argument of the study.
    """
    if path in _OF_THE_STUDY:
        raise UserError(
            "over",
            path,
            text(
                "this belongs to the study: give it as {OF_THE_STUDY}",
                {"OF_THE_STUDY": _OF_THE_STUDY[path]},
            ),
        )
    bounds = bounds_of(scenario, path)
    trial = scenario.model_copy(deep=True)
    set_number(trial, path, bounds.at_least)  # refuses a table, as bounds do not
    return bounds


def check_value(path: str, value: float, bounds: Between) -> None:
    """Raise `UserError` unless a value may stand at a path."""
    is_between = bounds.at_least <= value <= bounds.at_most
    is_broken = bounds.is_whole and math.isfinite(value) and value != round(value)
    if not is_between or is_broken or not math.isfinite(value):
        raise UserError(
            f"over[{path!r}]", value, text("expected {bounds}.", {"bounds": in_bounds(bounds)})
        )


def check_agreement(scenario: Scenario, points: Iterable[Mapping[str, float]]) -> None:
    """Raise `UserError` at the first point where the market no longer agrees with itself.

    What already disagrees in the market as it is (a date outside a shortened run) is left.
    """
    usual = set(agreement(scenario))
    for values in points:
        market = scenario.model_copy(deep=True)
        place(market, values)
        for finding in agreement(market):
            if finding not in usual:
                where = ".".join(map(str, finding.path))
                point = ", ".join(f"{path} = {value:g}" for path, value in values.items())
                raise UserError("over", point, f"{where}: {finding.message}")
