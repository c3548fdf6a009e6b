"""What the firm has on record of each customer: columns as long as the population."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cjsim.journey.stages import Reason, Source
from cjsim.scenarios.schema_firm import STATUSES

NEVER = -32768
"""Stands for the day of something that has not happened."""
NEW, CONTACTED, OPPORTUNITY, CONTRACT, LOST = range(len(STATUSES))


class LeadBook:
    """The columns of the CRM; those of people it cannot name mean nothing.

    Attributes:
        created_day: (customers,) day a person was identified, -1 before the run, `NEVER`.
        owner: (customers,) number of the sales person in charge.
        source: (customers,) what had made us known (`Source`) when it was identified.
        campaign: (customers,) code of the programme it followed last, 0 none.
        status: (customers,) place in `STATUSES`.
        status_day: (customers,) day it got this status.
        contacted_day: (customers,) day of the last contact, `NEVER`.
        stage: (customers,) stage seen, as of some days ago.
        entered_day: (customers,) day that stage was entered.
        segment: (customers,) segment it is held for.
        truth: (customers,) segment it belongs to.
        told_reason: (customers,) `Reason` of leaving it named last, 0 none.
        segment_priority, status_priority: place of the class of priority of each segment
            held for and each status, 0 the most urgent.
    """

    def __init__(
        self,
        records: NDArray[np.void],
        segment_priority: NDArray[np.int64],
        status_priority: NDArray[np.int64],
    ) -> None:
        """Open a record for each customer, all still without a name."""
        self.segment_priority = segment_priority
        self.status_priority = status_priority
        n_customers = records.size
        self.created_day = np.full(n_customers, NEVER, np.int16)
        self.owner = np.zeros(n_customers, np.uint8)
        self.source = np.full(n_customers, Source.NONE, np.uint8)
        self.campaign = np.zeros(n_customers, np.uint8)
        self.status = np.zeros(n_customers, np.uint8)
        self.status_day = np.full(n_customers, NEVER, np.int16)
        self.contacted_day = np.full(n_customers, NEVER, np.int16)
        self.stage = records["stage"].copy()
        self.entered_day = records["entered_day"].copy()
        self.segment = records["segment"].copy()
        self.truth = records["segment"].copy()
        self.told_reason = np.full(n_customers, Reason.NONE, np.uint8)

    @property
    def is_identified(self) -> NDArray[np.bool_]:
        """Whether the firm can name each customer, shape (customers,)."""
        return np.asarray(self.created_day != NEVER)

    @property
    def ids(self) -> NDArray[np.int64]:
        """The customers the firm can name, in order."""
        return np.flatnonzero(self.is_identified)

    def priority(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the class of priority of some customers, the more urgent of its two."""
        of_label = self.segment_priority[self.segment[ids]]
        return np.asarray(np.minimum(of_label, self.status_priority[self.status[ids]]))
