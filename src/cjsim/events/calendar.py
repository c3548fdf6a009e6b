"""When events happen, and what they move."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zlib import crc32

from cjsim.interventions.moves import Move
from cjsim.journey.luck import Purpose, uniforms
from cjsim.scenarios.events import DataBreach, Drift, Scandal, Timed, Voiced, Worry, windows_of
from cjsim.scenarios.paths import expand_path
from cjsim.scenarios.schema import Scenario


@dataclass(frozen=True, slots=True)
class Voice:
    """One viral voice: about which brand, from which days, how far, how it sounds, for whom.

    `first_days` has a day for each time it is raised; `segments` is empty for everyone.
    """

    name: str
    brand: str
    first_days: tuple[int, ...]
    reach_people: float
    tone: float
    half_life_days: float
    trust_drop_share: float
    aware_chance: float
    information: float
    credibility: float
    segments: tuple[str, ...]


def occurrences(scenario: Scenario, name: str, event: Timed, seed: int) -> list[tuple[int, int]]:
    """Return (first day, last day) of each time an event happens, days of the run.

    One that comes with a feast may begin before the run, or end after it. A random event
    begins on a day with chance `per_year` / 365, by the luck of its name.
    """
    lasts = max(int(event.lasts_days), 1)
    begin = scenario.scenario.start
    if event.start is not None:
        first = (event.start - begin).days
        return [(first, first + lasts - 1)]
    if event.calendar is not None:
        run = (begin, begin + dt.timedelta(days=scenario.n_days() - 1))
        return [
            ((first - begin).days, (last - begin).days) for first, last in windows_of(event, run)
        ]
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
    """Return every move the events of a market make, in order of their names.

    Where several move one number, the order of the file's entries makes no difference. A drift
    grows over all its days, and stays.
    """
    moves: list[Move] = []
    for name, event in sorted(scenario.events.items()):
        if isinstance(event, Worry):
            continue
        half_life = None if event.half_life_days is None else float(event.half_life_days)
        for first, last in occurrences(scenario, name, event, seed):
            stays = isinstance(event, Drift)
            ramp_days = float(last - first + 1) if stays else 0.0
            until = max(last, scenario.n_days() - 1) if stays else last
            moves += [
                Move(path, change.how, change.amount, first + int(change.after_days), until,
                     ramp_days, half_life, tuple(event.segments))
                for change in event.changes()
                for path in expand_path(scenario, change.path)
            ]  # fmt: skip
    return moves


def voices(scenario: Scenario, seed: int) -> list[Voice]:
    """Return the viral voices of a market in order of their names.

    Their order gives them their slots and so their luck: it is not that of the file's entries.
    """
    found = []
    for name, event in sorted(scenario.events.items()):
        if not isinstance(event, Voiced):
            continue
        drop = event.trust_drop_share if isinstance(event, Scandal | DataBreach) else 0.0
        days = tuple(first for first, _last in occurrences(scenario, name, event, seed))
        half_life = 0.0 if event.half_life_days is None else float(event.half_life_days)
        found.append(
            Voice(
                name, event.brand, days, float(event.reach_people), float(event.tone),
                half_life, float(drop), float(event.aware_chance), float(event.information),
                float(event.credibility), tuple(event.segments),
            )
        )  # fmt: skip
    return found
