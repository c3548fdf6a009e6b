"""What a brand is truly worth, whatever is believed of it: each step up adds less."""

from __future__ import annotations

import math

from cjsim.journey.kernel import inner

LEAST_SATURATION = 1e-6
"""Below it the formula divides nothing by nothing; its limit, the level, is used."""


@inner
def worth_of(level, saturation):
    """Return the worth of an attribute at a level, both 0 to 1, with diminishing returns.

    (1 - exp(-k x)) / (1 - exp(-k)) with saturation k; at k = 0 worth is the level itself.
    """
    if saturation < LEAST_SATURATION:
        return level
    return (1.0 - math.exp(-saturation * level)) / (1.0 - math.exp(-saturation))


@inner
def true_score(segment, market, brand):
    """Return the true worth of a brand's attributes by the segment's tastes, 0 to 1."""
    score = 0.0
    for attribute in range(market.n_attributes):
        level = market.brand_true[brand, attribute]
        score += segment.tastes[attribute] * worth_of(level, market.quality_saturation)
    return score
