"""When events happen, and what they move."""

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

from cjsim.interventions.moves import Move
from cjsim.journey.luck import Purpose, uniforms
from cjsim.scenarios.events import Timed, ViralReview, Worry
from cjsim.scenarios.paths import expand_path
from cjsim.scenarios.schema import Scenario


@dataclass(frozen=True, slots=True)
class Voice:
    """One viral voice: about which brand, from which day, how far, how it sounds."""

    name: str
    brand: str
    first_day: int
    reach_people: float
    tone: float
    half_life_days: float


def occurrences(scenario: Scenario, name: str, event: Timed, seed: int) -> list[tuple[int, int]]:
    """Return (first day, last day) of each time an event happens.

    A random event begins on a day with chance `per_year` / 365, by the luck of its name.
    """
    lasts = max(int(event.lasts_days), 1)
    if event.start is not None:
        first = (event.start - scenario.scenario.start).days
        return [(first, first + lasts - 1)]
    chance = float(event.per_year) / 365.0
    identity = crc32(name.encode())
    found: list[tuple[int, int]] = []
    for day in range(scenario.n_days()):
        if found and day <= found[-1][1]:
            continue
        if uniforms(seed, [identity], day, Purpose.EVENT)[0] < chance:
            found.append((day, day + lasts - 1))
    return found


def event_moves(scenario: Scenario, seed: int) -> list[Move]:
    """Return every move the events of a market make."""
    moves: list[Move] = []
    for name, event in scenario.events.items():
        if isinstance(event, Worry):
            continue
        for first, last in occurrences(scenario, name, event, seed):
            moves += [
                Move(path, change.how, change.amount, first + int(change.after_days), last)
                for change in event.changes()
                for path in expand_path(scenario, change.path)
            ]
    return moves


def voices(scenario: Scenario, seed: int) -> list[Voice]:
    """Return the viral voices of a market, one for each time one is raised."""
    return [
        Voice(
            name,
            event.brand,
            first,
            float(event.reach_people),
            float(event.tone),
            float(event.half_life_days),
        )
        for name, event in scenario.events.items()
        if isinstance(event, ViralReview)
        for first, _last in occurrences(scenario, name, event, seed)
    ]
