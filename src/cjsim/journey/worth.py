"""What quality is worth: each step up adds less than the one before."""

from __future__ import annotations

import math

from cjsim.journey.kernel import kernel

CONTENT = 0.6
"""Satisfaction that speaks neither for nor against the brand in use (assumption)."""
LEAST_SATURATION = 1e-6


@kernel
def worth_of(level, saturation):
    """Return the worth of an attribute at a level, both 0 to 1, with diminishing returns.

    (1 - exp(-k x)) / (1 - exp(-k)) with saturation k; at k = 0 worth is the level itself.
    """
    if saturation < LEAST_SATURATION:
        return level
    return (1.0 - math.exp(-saturation * level)) / (1.0 - math.exp(-saturation))
