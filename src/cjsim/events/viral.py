"""A viral voice: one message that very many meet, fading day by day."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cjsim.events.calendar import Voice
from cjsim.journey.listening import NOT_A_CHANNEL
from cjsim.journey.media import PERSONAL
from cjsim.scenarios.schema import Scenario

VIRAL_AWARE_CHANCE = 0.5
VIRAL_INFORMATION = 0.2
"""What meeting it does to those who did not know the brand, and to knowledge (assumptions)."""


def speak(voice: Voice, slot: int, day: int, scenario: Scenario, markets: NDArray[np.void]) -> None:
    """Write the chance to meet the voice today into every segment's market record.

    The pressure falls by 2**(-1/h) from day to day, and is such that in the long run the share
    `reach_people / people` has met it at least once.
    """
    fading = 0.5 ** (1.0 / max(voice.half_life_days, 1e-9))
    age = day - voice.first_day
    missed = 1.0 - min(voice.reach_people / float(scenario.scenario.people), 1.0)
    chance = 1.0 - missed ** ((1.0 - fading) * fading**age) if age >= 0 else 0.0
    markets["media_chance"][:, slot] = chance
    markets["media_aware"][:, slot] = VIRAL_AWARE_CHANCE
    markets["media_information"][:, slot] = VIRAL_INFORMATION
    markets["media_arouse"][:, slot] = 0.0
    markets["media_tone"][:, slot] = voice.tone
    markets["media_kind"][:, slot] = PERSONAL
    markets["media_credibility"][:, slot] = 1.0
    markets["media_brand"][:, slot] = list(scenario.brands).index(voice.brand)
    markets["media_channel"][:, slot] = NOT_A_CHANNEL
    markets["media_moment"][:, slot] = 0
