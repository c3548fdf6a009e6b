"""The CRM: whom the firm can name, and what it takes them for."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

import mesa
import numpy as np
from numpy.typing import NDArray

from cjsim.agents.leads import CONTACTED, CONTRACT, LOST, NEVER, NEW, OPPORTUNITY, LeadBook
from cjsim.journey.luck import Purpose, uniforms
from cjsim.journey.plain import Entry
from cjsim.journey.stages import Mark, Reason, Relation, Stage
from cjsim.journey.standing import OURS, RELATION_BITS, STAGE_BITS, write_standing
from cjsim.journey.tally import MARKS
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.schema_firm import STATUSES
from cjsim.scenarios.schema_firm import Crm as CrmNumbers

N_DESK_PRIORITIES = 4
_WRITE_STANDING = Entry(write_standing)


class Changed(NamedTuple):
    """Whose standing changed on a day, and to what."""

    day: int
    ids: NDArray[np.int64]
    codes: NDArray[np.uint8]
    stages: NDArray[np.uint8]
    entered: NDArray[np.int16]


class Crm(mesa.Agent):
    """Knows of customers what was seen of them, some days late and sometimes wrongly.

    Attributes:
        book: The records.
        pipeline: (days, statuses) leads in each status at the end of each day.
    """

    def __init__(
        self, model: mesa.Model, scenario: Scenario, numbers: CrmNumbers, records: NDArray[np.void]
    ) -> None:
        """Open the records of a market; its customers at the start are in them."""
        super().__init__(model)
        self._records = records
        self._seed = int(model.luck_seed)
        self._ours = list(scenario.brands).index(scenario.our_brand)
        self.book = LeadBook(records, *_priorities(scenario, numbers))
        self.pipeline = np.zeros((scenario.n_days(), len(STATUSES)), np.int64)
        self._now = np.zeros(records.size, np.uint8)
        self._out = np.empty(records.size, np.int64)
        _WRITE_STANDING(records, self._ours, self._now, self._out)
        self._seen = self._now.copy()
        self._late: deque[Changed] = deque()
        self._n_owners = len(numbers.owners)
        self._assignment = numbers.assignment
        self._turn = 0
        self._error_share = -1.0
        self._wrong, self._error_luck = self._mistakes(scenario)
        self._hold_for(float(numbers.label_error_share))
        self._open(np.flatnonzero(records["brand"] == self._ours), -1)

    # --- what is known this morning --------------------------------------------------

    def look(self, day: int, numbers: CrmNumbers) -> None:
        """Take in what has reached the records by the morning of `day`."""
        self._hold_for(float(numbers.label_error_share))
        while self._late and day - 1 - self._late[0].day >= int(numbers.data_delay_days):
            late = self._late.popleft()
            self._seen[late.ids] = late.codes
            self.book.stage[late.ids] = late.stages
            self.book.entered_day[late.ids] = late.entered
            self._restate(late.ids, day)

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
        book = self.book
        fits = book.is_identified & _in(stages, book.stage) & _in(segments, book.segment)
        if statuses:
            fits &= _in(statuses, book.status)
        if reasons:
            fits &= _in(reasons, book.told_reason)
        days_there = day - book.entered_day.astype(np.int64)
        fits &= (days_there >= min_days) & (days_there <= max_days)
        return np.flatnonzero(fits)

    def priority_of(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the class of priority of some customers, 0 the most urgent."""
        return self.book.priority(ids)

    def ticket_priority(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the desk's priority, 0 to 3, of customers; -1 for those it cannot name."""
        known = self.book.is_identified[ids]
        return np.where(known, np.minimum(self.priority_of(ids), N_DESK_PRIORITIES - 1), -1)

    def note_contacts(self, ids: NDArray[np.int64], day: int) -> None:
        """Note that these people were contacted today."""
        self.book.contacted_day[ids] = day
        self._restate(ids, day)

    # --- what is learned tonight -----------------------------------------------------

    def learn(self, day: int, numbers: CrmNumbers, tallies: NDArray[np.float64]) -> None:
        """Note what customers showed today, and whom the firm can name from now on.

        Visitors may fill in the form, who orders gives an address. `tallies` is the day's table.
        """
        marks = self._records["marks"]
        fresh = np.flatnonzero((self.book.created_day == NEVER) & _has(marks, _GIVE_NAMES))
        u = uniforms(self._seed, fresh, day, Purpose.IDENTIFY)
        has_ordered = _has(marks[fresh], 1 << Mark.ORDERED)
        fresh = fresh[has_ordered | (u < float(numbers.identified_share))]
        self._records["marks"][fresh] |= np.uint64(1 << Mark.IDENTIFIED)
        segments = self._records["segment"][fresh]
        tallies[:, MARKS + Mark.IDENTIFIED] += np.bincount(segments, minlength=len(tallies))
        self._open(fresh, day)
        self._ask_why(np.flatnonzero(_has(marks, 1 << Mark.LEFT)), day, numbers)
        self._note_changes(day)
        self.pipeline[day] = np.bincount(self.book.status[self.book.ids], minlength=len(STATUSES))

    def _note_changes(self, day: int) -> None:
        n_found = _WRITE_STANDING(self._records, self._ours, self._now, self._out)
        ids = self._out[:n_found].copy()
        rows = self._records[ids]
        if n_found:
            codes = self._now[ids]
            stages = (codes & ((1 << STAGE_BITS) - 1)).astype(np.uint8)
            self._late.append(Changed(day, ids, codes, stages, rows["entered_day"]))

    def _ask_why(self, ids: NDArray[np.int64], day: int, numbers: CrmNumbers) -> None:
        """Ask those who left for their reason; some do not say, some name another."""
        told = uniforms(self._seed, ids, day, Purpose.REASON_TOLD)
        ids = ids[told < float(numbers.reason_told_share)]
        reasons = self._records["left_for"][ids].astype(np.int64)
        u = uniforms(self._seed, ids, day, Purpose.REASON_NAMED)
        share = float(numbers.reason_error_share)
        wrong = np.flatnonzero(u < share)
        # another of the usual answers, each as likely
        places = np.searchsorted(_USUAL_REASONS, reasons[wrong]).clip(max=_USUAL_REASONS.size - 1)
        is_usual = _USUAL_REASONS[places] == reasons[wrong]
        n_others = _USUAL_REASONS.size - is_usual
        steps = is_usual + np.floor(u[wrong] / max(share, 1e-300) * n_others).astype(np.int64)
        reasons[wrong] = _USUAL_REASONS[(places + steps) % _USUAL_REASONS.size]
        self.book.told_reason[ids] = reasons

    # --- records ---------------------------------------------------------------------

    def _open(self, ids: NDArray[np.int64], day: int) -> None:
        """Open the records of people just identified, and put someone in charge."""
        book = self.book
        book.created_day[ids] = day
        book.source[ids] = self._records["source"][ids]
        book.owner[ids] = self._assign(ids)
        book.status_day[ids] = day
        self._restate(ids, day)

    def _assign(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the number of the sales person in charge of each new lead."""
        if self._assignment == "luck":
            u = uniforms(self._seed, ids, 0, Purpose.LEAD_OWNER)
            return np.floor(u * self._n_owners).astype(np.int64)
        if self._assignment == "round_robin":
            turns = (self._turn + np.arange(ids.size)) % self._n_owners
            self._turn = (self._turn + ids.size) % self._n_owners
            return turns
        book = self.book
        is_open = book.is_identified & (book.status <= OPPORTUNITY)
        is_open[ids] = False
        load = np.bincount(book.owner[is_open], minlength=self._n_owners)
        owners = np.empty(ids.size, np.int64)
        for place in range(ids.size):
            owners[place] = load.argmin()
            load[owners[place]] += 1
        return owners

    def _restate(self, ids: NDArray[np.int64], day: int) -> None:
        """Set the status of leads from what is seen of them."""
        book = self.book
        ids = ids[book.created_day[ids] != NEVER]
        code = self._seen[ids].astype(np.int64)
        stage = code & ((1 << STAGE_BITS) - 1)
        relation = code >> STAGE_BITS & ((1 << RELATION_BITS) - 1)
        has_ours = code & OURS > 0
        before = book.status[ids]
        is_buying = (stage == Stage.EVALUATION) | (stage == Stage.PURCHASE)
        was_in = (before >= OPPORTUNITY) & (stage != Stage.SEARCH)
        after = np.select(
            [
                has_ours & (relation == Relation.CUSTOMER),
                has_ours | is_buying,
                was_in | (relation == Relation.FORMER) & (stage == Stage.LAPSED),
                book.contacted_day[ids] != NEVER,
            ],
            [CONTRACT, OPPORTUNITY, LOST, CONTACTED],
            NEW,
        )
        moved = after != before
        book.status[ids] = after
        book.status_day[ids[moved]] = day

    # --- labels and priorities -------------------------------------------------------

    def _mistakes(self, scenario: Scenario) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
        """Return the segment each person would be taken for, and the luck by which it is.

        It is one with another label, as likely as it is large; where all labels are the same
        nobody can be taken for another.
        """
        labels = [segment.label for segment in scenario.segments.values()]
        shares = np.array([float(segment.share) for segment in scenario.segments.values()])
        truth = self._records["segment"]
        ids = np.arange(truth.size)
        u = uniforms(self._seed, ids, 0, Purpose.LABEL_WRONG)
        wrong = truth.copy()
        for place, label in enumerate(labels):
            others = np.array([other != label for other in labels])
            mine = truth == place
            if others.any() and shares[others].sum() > 0.0:
                edges = np.cumsum(np.where(others, shares, 0.0)) / shares[others].sum()
                picked = np.searchsorted(edges, u[mine], side="right")
                wrong[mine] = np.minimum(picked, np.flatnonzero(others)[-1])
        return wrong, uniforms(self._seed, ids, 0, Purpose.LABEL_ERROR)

    def _hold_for(self, error_share: float) -> None:
        """Take a share of people for what they are not."""
        if error_share != self._error_share:
            self._error_share = error_share
            mistaken = self._error_luck < error_share
            self.book.segment[:] = np.where(mistaken, self._wrong, self.book.truth)


def _priorities(
    scenario: Scenario, numbers: CrmNumbers
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the place of each segment's and each status's class of priority."""
    classes, last = numbers.priorities, len(numbers.priorities) - 1
    of_label = {k: classes.index(name) for k, name in numbers.label_priority.items()
                if name in classes}  # fmt: skip
    of_status = {k: classes.index(name) for k, name in numbers.status_priority.items()
                 if name in classes}  # fmt: skip
    labels = [segment.label for segment in scenario.segments.values()]
    return (
        np.array([of_label.get(label, last) for label in labels]),
        np.array([of_status.get(status, last) for status in STATUSES]),
    )


_USUAL_REASONS = np.sort([
    Reason.LEFT_TOO_HARD, Reason.LEFT_PRICE, Reason.LEFT_COMPETITOR, Reason.LEFT_BAD_SUPPORT,
    Reason.LEFT_DISSATISFIED,
]).astype(np.int64)  # fmt: skip
"""What people say when they would rather not say why they left."""
_GIVE_NAMES = 1 << Mark.VISITED | 1 << Mark.ORDERED


def _has(marks: NDArray[np.uint64], mask: int) -> NDArray[np.bool_]:
    """Return where any of the marks in `mask` is set."""
    return np.asarray((marks & np.uint64(mask)) != 0)


def _in(mask: int, codes: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return where the bit of a code is set in `mask`."""
    table = np.array([mask >> code & 1 for code in range(256)], np.bool_)
    found: NDArray[np.bool_] = table[codes]
    return found
