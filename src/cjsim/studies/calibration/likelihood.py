"""How far a simulated figure is from the data, by the likelihood of its kind."""

from __future__ import annotations

import math
from typing import Literal

from cjsim.studies.calibration.moments import MOMENTS
from cjsim.studies.calibration.targets import describe_target

Kind = Literal["count", "share", "wait", "mean"]
_COUNTS = ("orders_per_week", "registrations_per_week")
_NO_SHARES = ("orders_growth",)
_LEAST_SHARE = 1e-6


def kind_of(name: str) -> Kind:
    """Return what kind of figure it is: a count, a share of cases, a wait, or a mean."""
    target = describe_target(name)
    unit = target[0] if target is not None else MOMENTS[name][0]
    if target is None:
        if name in _COUNTS:
            return "count"
        return "share" if unit == "share" and name not in _NO_SHARES else "mean"
    return "share" if unit == "share" else "wait" if unit == "hours" else "count"


def residual(kind: Kind, simulated: float, data: float, error: float) -> float:
    """Return the signed root of the deviance of a simulated figure.

    It is binomial for shares, Poisson for counts, log-normal for waits and normal for means;
    each with the spread that `error` says, which holds the chance of data and simulation. Near
    the data all are (simulated - data) / error.

    Args:
        kind: What kind of figure it is.
        simulated: Its mean over the runs.
        data: What the data say.
        error: Standard error of the two together, above 0.
    """
    if not math.isfinite(simulated):
        return math.nan
    if kind == "share":
        p, q = (min(max(each, _LEAST_SHARE), 1.0 - _LEAST_SHARE) for each in (data, simulated))
        n = max(data * (1.0 - data), 0.25 * error) / error**2
        deviance = p * math.log(p / q) + (1.0 - p) * math.log((1.0 - p) / (1.0 - q))
        return math.copysign(math.sqrt(max(2.0 * n * deviance, 0.0)), simulated - data)
    if kind == "count" and data > 0.0:
        mean = max(simulated, _LEAST_SHARE * data)
        deviance = data * math.log(data / mean) - (data - mean)
        scaled = 2.0 * data / error**2 * deviance
        return math.copysign(math.sqrt(max(scaled, 0.0)), simulated - data)
    if kind == "wait" and data > 0.0:
        return math.log(max(simulated, _LEAST_SHARE * data) / data) * data / error
    return (simulated - data) / error
