"""What a brand is truly worth, whatever is believed of it."""

from __future__ import annotations

from cjsim.journey.kernel import kernel


@kernel
def true_score(segment, market, brand):
    """Return the true worth of a brand's attributes by the segment's tastes, 0 to 1."""
    score = 0.0
    for attribute in range(market.n_attributes):
        score += segment.tastes[attribute] * market.brand_true[brand, attribute]
    return score
