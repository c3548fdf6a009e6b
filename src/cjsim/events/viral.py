"""A viral voice: one message that very many meet, fading day by day."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cjsim.events.calendar import Voice
from cjsim.journey.listening import NOT_A_CHANNEL
from cjsim.journey.media import PERSONAL
from cjsim.scenarios.schema import Scenario


def show_voice(voice: Voice, slot: int, scenario: Scenario, markets: NDArray[np.void]) -> None:
    """Write what the voice says and how far it is believed into the market records."""
    markets["media_aware"][:, slot] = voice.aware_chance
    markets["media_information"][:, slot] = voice.information
    markets["media_arouse"][:, slot] = 0.0
    markets["media_tone"][:, slot] = voice.tone
    markets["media_kind"][:, slot] = PERSONAL
    markets["media_credibility"][:, slot] = voice.credibility
    markets["media_trust_drop"][:, slot] = voice.trust_drop_share
    markets["media_brand"][:, slot] = list(scenario.brands).index(voice.brand)
    markets["media_channel"][:, slot] = NOT_A_CHANNEL
    markets["media_moment"][:, slot] = 0


def speak(voice: Voice, slot: int, day: int, scenario: Scenario, markets: NDArray[np.void]) -> None:
    """Write the chance to meet the voice today into the market record of those it is for."""
    chance = chance_to_meet(voice, day, _people_of(voice, scenario))
    markets["media_chance"][:, slot] = [
        chance if not voice.segments or name in voice.segments else 0.0
        for name in scenario.segments
    ]


def chance_to_meet(voice: Voice, day: int, people: float) -> float:
    """Return the chance of one of `people` to meet the voice on `day`.

    The pressure falls by 2**(-1/h) from day to day, and is such that in the long run the share
    `reach_people / people` has met it at least once, each time it is raised.
    """
    fading = 0.5 ** (1.0 / max(voice.half_life_days, 1e-9))
    missed = 1.0 - min(voice.reach_people / people, 1.0)
    ages = [day - first for first in voice.first_days if day >= first]
    pressure = sum((1.0 - fading) * fading**age for age in ages)
    return float(1.0 - missed**pressure) if ages else 0.0


def _people_of(voice: Voice, scenario: Scenario) -> float:
    """Return how many people a voice is for."""
    shares = [float(scenario.segments[name].share) for name in voice.segments]
    return float(scenario.scenario.people) * (sum(shares) if shares else 1.0)
