"""What a run remembers: counts of every day, the ledger of every cost and sale, the moves."""

from __future__ import annotations

import copy
import hashlib
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cjsim.agents.leads import LeadBook
from cjsim.agents.pains import Pains
from cjsim.agents.research import ListeningRow, SurveyRow
from cjsim.agents.trial_team import TrialDay
from cjsim.journey.day import MOVE
from cjsim.journey.plain import Entry
from cjsim.journey.records import joined
from cjsim.journey.stages import N_STAGES, Reason
from cjsim.journey.tally import N_TALLIES
from cjsim.journey.touching import N_ASPECTS, N_COLUMNS, N_POINTS, TOUCH, add_touches

Account = tuple[str, str]
"""(account, item): account is one of `ACCOUNTS`, item what exactly."""
ACCOUNTS = (
    "revenue",
    "refunds",
    "goods",
    "fees",
    "delivery",
    "media",
    "support",
    "presale",
    "contacts",
    "programmes",
    "referrals",
    "crm",
    "research",
)

RECEIPT = np.dtype([("customer", "i4"), ("day", "i2"), ("is_ours", "u1")])
"""One product received by a customer, ours or a competitor's."""


class Ledger:
    """Every cost and every sale, by day. Income is positive, costs are negative."""

    def __init__(self, n_days: int) -> None:
        """Open an empty ledger for so many days."""
        self._n_days = n_days
        self._rows: dict[Account, NDArray[np.float64]] = {}

    def book(self, day: int, account: str, item: str, amount: float) -> None:
        """Book an amount of money (income positive, cost negative) on a day."""
        if account not in ACCOUNTS:
            raise ValueError(f"account {account!r} is none of {', '.join(ACCOUNTS)}")
        if amount != 0.0:
            row = self._rows.get((account, item))
            if row is None:
                row = self._rows[account, item] = np.zeros(self._n_days)
            row[day] += amount

    @property
    def rows(self) -> dict[Account, NDArray[np.float64]]:
        """Amounts by (account, item), each of shape (days,), in a fixed order."""
        order = {account: place for place, account in enumerate(ACCOUNTS)}
        return dict(sorted(self._rows.items(), key=lambda row: (order[row[0][0]], row[0][1])))

    def by_day(self, *accounts: str) -> NDArray[np.float64]:
        """Return the sum of some accounts (all when none is named) by day, shape (days,)."""
        total = np.zeros(self._n_days)
        for (account, _item), amounts in self.rows.items():
            if not accounts or account in accounts:
                total += amounts
        return total

    def of_days(self, first: int, last: int) -> Ledger:
        """Return the ledger of the days `first` to `last` (excluded) alone."""
        part = Ledger(last - first)
        part._rows = {account: row[first:last] for account, row in self._rows.items()}
        return part

    def total(self, *accounts: str) -> float:
        """Return the sum of some accounts (all when none is named) over the run."""
        return float(self.by_day(*accounts).sum())


class Alarm(NamedTuple):
    """A KPI found out of bounds by a monitor at the end of a day."""

    day: int
    monitor: str
    kpi: str
    value: float


class Decision(NamedTuple):
    """What a policy decided at the end of a day: to start or to end an intervention.

    `first_day` is -1 for an end; `last_day` is the last day it works.
    """

    day: int
    policy: str
    intervention: str
    first_day: int
    last_day: int
    kpi: str
    value: float

    @property
    def is_start(self) -> bool:
        """Whether something starts."""
        return self.first_day >= 0


BY_DAY = (
    "tallies",
    "trials",
    "backlog",
    "staffed_hours",
    "busy_hours",
    "tickets_opened",
    "tickets_answered",
    "tickets_abandoned",
    "first_answers",
    "first_solved",
    "capacity",
)
"""Arrays of a history whose first axis is the day."""

_ADD_TOUCHES = Entry(add_touches)


class History:
    """The record of one run, day by day.

    `tallies` (days, segments, N_TALLIES) counts simulated customers; `waits` are the hours
    until a first reply of each real ticket answered, by day; `resolutions` the hours from
    bringing a problem to its solution, by day of that; `first_answers` and `first_solved`
    (days,) count answers to first contacts and those of them that solved it; `backlog`,
    `staffed_hours` and `busy_hours` (days,) are the desk's; `capacity` (days,) is what our
    house holds, 0 where there is no end; `touch_sums` (segments, stages,
    points, aspects, columns) adds up contacts over the run (see `cjsim.journey.touching`);
    `moves` and `touches` are the logs, when they are kept. What the firm saw: `book` and
    `pipeline` (days, statuses) are the CRM's, None without one; `campaigns` counts by programme
    (days, columns), `campaign_codes` are those of records; `surveys` and `listened` are the
    findings of research; `pains` says who suffered and who told; `alarms` and `decisions` are
    those of monitors and policies. `trials` (days, fields of `TrialDay`) are
    requests for a trial.
    """

    def __init__(self, n_days: int, n_segments: int, bad_score: float) -> None:
        """Make room for so many days and segments; contacts of `bad_score` or less are bad."""
        self._bad_score = float(bad_score)
        self.tallies = np.zeros((n_days, n_segments, N_TALLIES))
        self.trials = np.zeros((n_days, len(TrialDay._fields)))
        self.ledger = Ledger(n_days)
        self.waits: list[NDArray[np.float64]] = []
        self.resolutions: list[NDArray[np.float64]] = []
        self.backlog = np.zeros(n_days)
        self.staffed_hours = np.zeros(n_days)
        self.busy_hours = np.zeros(n_days)
        self.first_answers = np.zeros(n_days)
        self.first_solved = np.zeros(n_days)
        self.tickets_opened = np.zeros(n_days)
        self.tickets_answered = np.zeros(n_days)
        self.tickets_abandoned = np.zeros(n_days)
        self.capacity = np.zeros(n_days)
        self.touch_sums = np.zeros((n_segments, N_STAGES, N_POINTS, N_ASPECTS, N_COLUMNS))
        self.book: LeadBook | None = None
        self.pipeline: NDArray[np.int64] | None = None
        self.campaigns: dict[str, NDArray[np.float64]] = {}
        self.campaign_codes: dict[str, int] = {}
        self.surveys: list[SurveyRow] = []
        self.listened: list[ListeningRow] = []
        self.pains = Pains(0, self._bad_score)
        self.alarms: list[Alarm] = []
        self.decisions: list[Decision] = []
        self._moves: list[NDArray[np.void]] = []
        self._touches: list[NDArray[np.void]] = []
        self._receipts: list[NDArray[np.void]] = []

    def log(self, day: int, moves: NDArray[np.void]) -> None:
        """Add a day's moves to the log."""
        moves["day"] = day
        self._moves.append(moves)

    def receive(self, day: int, moves: NDArray[np.void]) -> None:
        """Add what was received on a day, by the day's moves, to the receipts."""
        reason = moves["reason"]
        rows = moves[(reason == Reason.RECEIVED) | (reason == Reason.RECEIVED_RIVAL)]
        receipts = np.empty(rows.size, RECEIPT)
        receipts["customer"] = rows["customer"]
        receipts["day"] = day
        receipts["is_ours"] = rows["reason"] == Reason.RECEIVED
        self._receipts.append(receipts)

    def touch(self, touches: NDArray[np.void], is_kept: bool) -> None:
        """Add a day's contacts to the sums, and to the log if it is kept."""
        if touches.size:
            _ADD_TOUCHES(touches, self.touch_sums, self._bad_score)
            if is_kept:
                self._touches.append(touches)

    def of_days(self, first: int, last: int) -> History:
        """Return the history of the days `first` to `last` (excluded) alone.

        What is only added up over the run (`touch_sums`) is that of all days so far.
        """
        part = copy.copy(self)
        for name in BY_DAY:
            setattr(part, name, getattr(self, name)[first:last])
        part.waits = self.waits[first:last]
        part.resolutions = self.resolutions[first:last]
        part.ledger = self.ledger.of_days(first, last)
        return part

    @property
    def receipts(self) -> NDArray[np.void]:
        """All products received, as RECEIPT records in order of day, when they are kept."""
        return joined(*self._receipts) if self._receipts else np.zeros(0, RECEIPT)

    @property
    def touches(self) -> NDArray[np.void]:
        """All contacts logged, as TOUCH records in order of day and customer."""
        return joined(*self._touches) if self._touches else np.zeros(0, TOUCH)

    @property
    def moves(self) -> NDArray[np.void]:
        """All moves logged, as MOVE records in order of day and customer."""
        return joined(*self._moves) if self._moves else np.zeros(0, MOVE)

    def digest(self) -> str:
        """Return the SHA-256 of the numbers of the run: equal digests mean equal results."""
        digest = hashlib.sha256()
        digest.update(np.ascontiguousarray(self.tallies).tobytes())
        for (account, item), amounts in self.ledger.rows.items():
            digest.update(f"{account}/{item}".encode())
            digest.update(amounts.tobytes())
        for waits in self.waits:
            digest.update(waits.tobytes())
        digest.update(np.ascontiguousarray(self.backlog).tobytes())
        return digest.hexdigest()
