"""Contacts of the firm: whom a programme addresses today, within its capacity."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from cjsim.interventions.eligible import NEVER, write_eligible
from cjsim.interventions.moves import strength
from cjsim.interventions.plan import Programme
from cjsim.interventions.register import Register
from cjsim.journey.hearing import FOLLOWED, OPENED, UNSUBSCRIBED
from cjsim.journey.luck import Purpose, replicate_seed, uniforms
from cjsim.journey.stages import LEAVING, STAGE_NAMES
from cjsim.scenarios.actions import BrandEvent, CareProgramme, ContactAction, SaveOffer, Seeding
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.schema_firm import STATUSES

COUNTS = ("sent", "opened", "clicked", "unsubscribed", "leads", "orders", "revenue")
"""What is counted of each programme and day: of simulated customers, money as they paid it."""
SENT, OPENINGS, CLICKED, FORBIDDEN, LEADS, ORDERS, REVENUE = range(len(COUNTS))
_ALL_STAGES = (1 << len(STAGE_NAMES)) - 1
_YEAR_DAYS = 365
_LONGEST = 32767


class Records(Protocol):
    """What a CRM tells of whom a programme may address."""

    def eligible(
        self,
        stages: int,
        segments: int,
        statuses: int,
        reasons: int,
        min_days: int,
        max_days: int,
        day: int,
    ) -> NDArray[np.int64]:
        """Return the people with a name who, as far as is seen, fit all of the bit masks."""

    def priority_of(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the class of priority of some customers, 0 the most urgent."""

    def note_contacts(self, ids: NDArray[np.int64], day: int) -> None:
        """Note that these people were contacted today."""


class ContactProgramme:
    """A programme at work: remembers whom it has addressed, and chooses whom to address.

    Among those it may address it takes the ones whose luck comes first (of the most urgent
    class of priority, where a CRM has classes), so a larger capacity reaches all that a
    smaller one would have reached.

    Attributes:
        counts: (days, columns) what became of its contacts, columns `COUNTS`.
    """

    def __init__(self, programme: Programme, scenario: Scenario, seed: int) -> None:
        """Prepare a programme of a plan for a market with luck `seed`."""
        self.programme = programme
        action = programme.action
        segments = scenario.segments
        self._stages = sum(1 << STAGE_NAMES.index(stage) for stage in action.stages) or _ALL_STAGES
        self._segments = sum(
            1 << place
            for place, (name, segment) in enumerate(segments.items())
            if (not action.segments or name in action.segments)
            and (not action.labels or segment.label in action.labels)
        )
        self._statuses = sum(1 << STATUSES.index(status) for status in action.statuses)
        codes = {name: reason for reason, name in LEAVING.items()}
        self._reasons = sum(1 << int(codes[name]) for name in programme.reasons)
        self._channel = list(scenario.channels).index(action.channel)
        self._ours = list(scenario.brands).index(scenario.our_brand)
        # whoever is seeded or invited need not know us; every other contact needs an address
        self._known_only = not isinstance(action, Seeding | BrandEvent)
        self._is_birthday = isinstance(action, CareProgramme) and action.kind == "birthday"
        self._year_day = scenario.scenario.start.timetuple().tm_yday - 1
        # the luck of a programme is its name's: what else the file holds does not change it
        self._luck_seed = seed
        self._seed = replicate_seed(seed, crc32(programme.name.encode()))
        self._part = _part_of_split(programme, scenario)
        split = action.split or programme.name
        self._split_seed = replicate_seed(seed, crc32(split.encode()))
        self._weight = scenario.weight
        self._last_contact = np.full(scenario.n_customers(), NEVER, np.int16)
        limited = action.max_contacts is not None
        self._n_contacts = np.zeros(scenario.n_customers() if limited else 0, np.int16)
        self._n_addressed = 0
        self._allowed = 0.0
        self._today = np.empty(0, np.int64)
        self.counts = np.zeros((scenario.n_days(), len(COUNTS)))

    # --- whom it addresses -----------------------------------------------------------

    def address(
        self, customers: NDArray[np.void], day: int, register: Register, crm: Records | None = None
    ) -> NDArray[np.int64]:
        """Return the ids of those addressed today, and remember them.

        With a CRM they are sought by what the firm sees, without one by what is true.
        """
        programme, action = self.programme, self.programme.action
        half_life = None if action.half_life_days is None else float(action.half_life_days)
        share = strength(
            day, programme.first_day, programme.last_day, float(action.ramp_days), half_life
        )
        self._today = np.empty(0, np.int64)
        room = self._room() if share > 0.0 else 0
        if room <= 0:
            return self._today
        by_records = crm is not None and self._known_only
        chosen = self._fitting(customers, day, crm if by_records else None)
        chosen = self._willing(chosen, day, register)
        if share < 1.0:
            u = uniforms(self._seed, chosen, 0, Purpose.CONTACT_COVERAGE)
            chosen = chosen[u < share]
        if chosen.size > room:
            u = uniforms(self._seed, chosen, 0, Purpose.CONTACT)
            urgency = np.zeros(chosen.size) if crm is None else crm.priority_of(chosen)
            chosen = np.sort(chosen[np.lexsort((u, urgency))[:room]])
        self._last_contact[chosen] = day
        if self._n_contacts.size:
            self._n_contacts[chosen] += 1
        self._n_addressed += chosen.size
        # a day's room that is not used is gone; only the fraction carries over
        self._allowed = min(self._allowed - chosen.size, self._allowed % 1.0)
        if crm is not None:
            crm.note_contacts(chosen, day)
        self._today = chosen
        return chosen

    @property
    def addressed(self) -> NDArray[np.bool_]:
        """Whether each customer was addressed at all so far, shape (customers,)."""
        return self._last_contact > NEVER

    def _fitting(
        self, customers: NDArray[np.void], day: int, crm: Records | None
    ) -> NDArray[np.int64]:
        """Return those of its audience whom it has not addressed too lately."""
        action = self.programme.action
        shortest, every = int(action.min_days_in_stage), int(action.every_days)
        longest = _LONGEST if action.max_days_in_stage is None else int(action.max_days_in_stage)
        if crm is None:
            out = np.empty(customers.size, np.int64)
            n_found = write_eligible(
                customers, self._stages, self._segments, self._reasons, self._channel, self._ours,
                self._known_only, action.customers_only, shortest, longest,
                self._last_contact, every, day, out,
            )  # fmt: skip
            return out[:n_found]
        ids = crm.eligible(
            self._stages, self._segments, self._statuses, self._reasons, shortest, longest, day
        )
        last = self._last_contact[ids].astype(np.int64)
        fits = (last == NEVER) | ((every > 0) & (day - last >= every))
        ids = ids[fits]
        rows = customers[ids]
        fits = (rows["channels"] >> np.uint16(self._channel)) & 1 == 1
        if action.customers_only:
            fits &= rows["n_orders"] > 0
        return np.asarray(ids[fits])

    def _willing(self, ids: NDArray[np.int64], day: int, register: Register) -> NDArray[np.int64]:
        """Return those of `ids` who may still be addressed, and whom it is their day."""
        action = self.programme.action
        ids = ids[(register.forbidden[ids] >> np.uint16(self._channel)) & 1 == 0]
        if action.max_contacts is not None:
            ids = ids[self._n_contacts[ids] < int(action.max_contacts)]
        low, high = self._part
        if high - low < 1.0:
            u = uniforms(self._split_seed, ids, 0, Purpose.AUDIENCE)
            ids = ids[(u >= low) & (u < high)]
        if self._is_birthday:
            u = uniforms(self._luck_seed, ids, 0, Purpose.BIRTHDAY)
            ids = ids[np.floor(u * _YEAR_DAYS) == (self._year_day + day) % _YEAR_DAYS]
        if isinstance(action, SaveOffer):
            due, within = int(action.due_within_days), int(action.signs_within_days)
            ids = ids[register.shows_sign(ids, action.signs, day, due, within)]
        return ids

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

    # --- what became of it -----------------------------------------------------------

    def note_answers(
        self, answers: NDArray[np.int64], day: int, register: Register
    ) -> NDArray[np.int64]:
        """Note what those addressed today did; return those who followed the contact.

        Who forbids the channel is not addressed by it again.
        """
        ids, row = self._today, self.counts[day]
        done = answers[ids] >> np.int64(self.programme.slot)
        opened, followed, forbids = (
            ids[done >> np.int64(first) & 1 == 1] for first in (OPENED, FOLLOWED, UNSUBSCRIBED)
        )
        row[[SENT, OPENINGS, CLICKED, FORBIDDEN]] = (
            ids.size, opened.size, followed.size, forbids.size
        )  # fmt: skip
        register.followed_day[followed] = day
        register.forbidden[forbids] |= np.uint16(1 << self._channel)
        return np.asarray(followed)

    def credit(self, day: int, n_leads: int, n_orders: int, revenue: float) -> None:
        """Put leads and orders of today down to it."""
        self.counts[day, [LEADS, ORDERS, REVENUE]] = n_leads, n_orders, revenue


def _part_of_split(programme: Programme, scenario: Scenario) -> tuple[float, float]:
    """Return the part of the audience, from 0 to 1, that is the programme's.

    Programmes of one split share it out in the order of the file, in all plans alike.
    """
    share = float(programme.action.audience_share)
    low = 0.0
    if programme.action.split is not None:
        for name, action in scenario.interventions.items():
            if name == programme.name:
                break
            if isinstance(action, ContactAction) and action.split == programme.action.split:
                low += float(action.audience_share)
    return low, low + share


def fill_contacts(record: np.void, programmes: list[Programme], codes: Mapping[str, int]) -> None:
    """Write what a contact of each programme carries into a market record.

    `codes` are what a customer's `campaign` says of each programme.
    """
    for programme in programmes:
        record["contact_code"][programme.slot] = codes[programme.name]
        for name in (
            "information",
            "response_share",
            "discount_share",
            "offer_days",
            "care",
            "opinion",
            "introduces",
            "fatigue",
            "open_share",
            "template_quality",
            "unsubscribe_share",
            "keeps",
        ):
            record[f"contact_{name}"][programme.slot] = getattr(programme, name)
