"""Contacts of the firm: whom a programme addresses today, within its capacity."""

from __future__ import annotations

from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from cjsim.interventions.eligible import NEVER, write_eligible
from cjsim.interventions.moves import strength
from cjsim.interventions.plan import Programme
from cjsim.journey.luck import Purpose, replicate_seed, uniforms
from cjsim.journey.stages import LEAVING, STAGE_NAMES
from cjsim.scenarios.actions import Seeding
from cjsim.scenarios.schema import Scenario

_ALL_STAGES = (1 << len(STAGE_NAMES)) - 1


class ContactProgramme:
    """A programme at work: remembers whom it has addressed, and chooses whom to address.

    Among those it may address it takes the ones whose luck comes first, so a larger capacity
    reaches all that a smaller one would have reached.
    """

    def __init__(self, programme: Programme, scenario: Scenario, seed: int) -> None:
        """Prepare a programme of a plan for a market with luck `seed`."""
        self.programme = programme
        action = programme.action
        names = list(scenario.segments)
        self._stages = sum(1 << STAGE_NAMES.index(stage) for stage in action.stages) or _ALL_STAGES
        self._segments = sum(1 << names.index(name) for name in action.segments or names)
        codes = {name: reason for reason, name in LEAVING.items()}
        self._reasons = sum(1 << int(codes[name]) for name in programme.reasons)
        self._channel = list(scenario.channels).index(action.channel)
        self._ours = list(scenario.brands).index(scenario.our_brand)
        # whoever is seeded need not know us; every other contact needs an address
        self._known_only = not isinstance(action, Seeding)
        # the luck of a programme is its name's: what else the file holds does not change it
        self._seed = replicate_seed(seed, crc32(programme.name.encode()))
        self._weight = scenario.weight
        self._last_contact = np.full(scenario.n_customers(), NEVER, np.int16)
        self._n_addressed = 0
        self._allowed = 0.0

    def address(self, customers: NDArray[np.void], day: int) -> NDArray[np.int64]:
        """Return the ids of those addressed today, and remember them."""
        programme, action = self.programme, self.programme.action
        share = strength(day, programme.first_day, programme.last_day, float(action.ramp_days))
        room = self._room() if share > 0.0 else 0
        if room <= 0:
            return np.empty(0, np.int64)
        out = np.empty(customers.size, np.int64)
        longest = 32767 if action.max_days_in_stage is None else int(action.max_days_in_stage)
        n_found = write_eligible(
            customers, self._stages, self._segments, self._reasons, self._channel, self._ours,
            self._known_only, action.customers_only, int(action.min_days_in_stage), longest,
            self._last_contact, int(action.every_days), day, out,
        )  # fmt: skip
        chosen = out[:n_found]
        if share < 1.0:
            u = uniforms(self._seed, chosen, 0, Purpose.CONTACT_COVERAGE)
            chosen = chosen[u < share]
        if chosen.size > room:
            u = uniforms(self._seed, chosen, 0, Purpose.CONTACT)
            chosen = np.sort(chosen[np.argsort(u, kind="stable")[:room]])
        self._last_contact[chosen] = day
        self._n_addressed += chosen.size
        # a day's room that is not used is gone; only the fraction carries over
        self._allowed = min(self._allowed - chosen.size, self._allowed % 1.0)
        return chosen

    @property
    def addressed(self) -> NDArray[np.bool_]:
        """Whether each customer was addressed at all so far, shape (customers,)."""
        return self._last_contact > NEVER

    def _room(self) -> int:
        """Return how many simulated customers may still be addressed today."""
        limits = [self._last_contact.size]
        capacity = self.programme.action.capacity_per_day
        if capacity is not None:
            # what is less than one simulated customer a day adds up over the days
            self._allowed += float(capacity) / self._weight
            limits.append(int(self._allowed))
        if self.programme.people is not None:
            limits.append(round(self.programme.people / self._weight) - self._n_addressed)
        return min(limits)


def fill_contacts(record: np.void, programmes: list[Programme]) -> None:
    """Write what a contact of each programme carries into a market record."""
    for programme in programmes:
        slot = programme.slot
        for name in (
            "information",
            "response_share",
            "discount_share",
            "offer_days",
            "care",
            "opinion",
            "introduces",
        ):
            record[f"contact_{name}"][slot] = getattr(programme, name)
        record["contact_fatigue"][slot] = float(programme.action.fatigue)
