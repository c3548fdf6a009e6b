"""Which product of our assortment those have who are customers of ours at the start."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cjsim.journey.luck import Purpose, uniforms
from cjsim.scenarios.schema import Scenario


def draw_products(
    people: NDArray[np.void], ids: NDArray[np.int64], scenario: Scenario, seed: int, known: float
) -> None:
    """Give customers of ours the products they would have considered at the prices of the file.

    `known` (0 to 1) is what they know of us; the logit is that of `cjsim.journey.assortment`.
    A subscriber has paid the price of its own product.
    """
    is_ours = people["n_orders"] > 0
    if not scenario.products or not is_ours.any():
        return
    mine = people[is_ours]
    weights = np.column_stack([_weights(mine, scenario, name, known) for name in scenario.products])
    edges = np.cumsum(weights, axis=1)
    u = uniforms(seed, ids[is_ours], 0, Purpose.START_PRODUCT) * edges[:, -1]
    place = np.minimum((u[:, None] >= edges).sum(axis=1), len(scenario.products) - 1)
    people["product"][is_ours] = place + 1
    if scenario.product.kind == "subscription":
        asked = np.array([float(each.price_times) for each in scenario.products.values()])
        people["paid"][is_ours] = mine["paid"] * asked[place]


def _weights(
    mine: NDArray[np.void], scenario: Scenario, name: str, known: float
) -> NDArray[np.float64]:
    """Return each customer's weight of a product: w exp(v) of its segment and its own price taste.

    Shape (customers,).
    """
    product, ours = scenario.products[name], scenario.brands[scenario.our_brand]
    asked = float(product.price_times) * (1.0 - float(product.discount_share))
    dearer = float(ours.price) * (asked - 1.0) / float(scenario.product.reference_price)
    weights = np.zeros(mine.size)
    for place, (segment, numbers) in enumerate(scenario.segments.items()):
        is_here = mine["segment"] == place
        worth = float(product.add_utility.get(segment, 0.0))
        worth += float(numbers.taste_strength) * known * float(product.add_quality)
        sensitivity = float(numbers.price_sensitivity) * mine["price_times"][is_here]
        wanted = float(product.wanted.get(segment, 1.0))
        weights[is_here] = wanted * np.exp(worth - sensitivity.astype(np.float64) * dearer)
    return weights
