"""What a model begins with beside its people: who knows whom, and what they see of each other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cjsim.agents.population import BLOCK
from cjsim.errors import UserError
from cjsim.journey.listening import Picture
from cjsim.journey.stages import UNKNOWN
from cjsim.peers.builders import build_network
from cjsim.peers.implicit import AnyNetwork
from cjsim.scenarios.schema import Scenario


def lay_ties(scenario: Scenario, segments: NDArray[np.uint8], seed: int) -> AnyNetwork:
    """Return who knows whom in a market; `segments` (customers,) are the customers' own.

    Raises `UserError` where the network asked for cannot be.
    """
    peers = scenario.peers
    ties = peers.ties
    try:
        return build_network(
            peers.network,
            scenario.n_customers(),
            ties_per_customer=float(peers.ties_per_customer),
            rewired_share=float(peers.rewired_share),
            same_segment_share=float(peers.same_segment_share),
            household_size=float(peers.household_size),
            tie_shares=(
                float(ties.family.share), float(ties.friend.share), float(ties.colleague.share)
            ),
            segments=segments,
            seed=seed,
        )  # fmt: skip
    except ValueError as error:
        raise UserError("peers", peers.network, str(error)) from None


def first_picture(records: NDArray[np.void], network: AnyNetwork, n_brands: int) -> Picture:
    """Return what everyone sees of the others before the first day: opinions of brands known."""
    stance = np.full((records.size, n_brands), UNKNOWN, np.int8)
    for first in range(0, records.size, BLOCK):
        some = records[first : first + BLOCK]
        knows = (some["known"][:, None] >> np.arange(n_brands, dtype=np.uint16)) & 1 == 1
        opinion = some["opinion"][:, :n_brands]
        np.copyto(stance[first : first + BLOCK], opinion, where=knows)
    return Picture(
        np.zeros(records.size, np.int8),
        np.zeros(records.size, np.uint8),
        stance,
        records["brand"].copy(),
        *network.rows,
    )
