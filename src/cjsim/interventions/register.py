"""What all programmes of contacts remember together: who follows, who forbids, who may leave."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cjsim.journey.stages import Relation
from cjsim.scenarios.actions.contacts import SIGNS, Sign
from cjsim.scenarios.schema import Scenario

NEVER = -32768


class Register:
    """The firm's memory of contacts, as columns as long as the population.

    Attributes:
        forbidden: (customers,) bits of the channels a person has unsubscribed from.
        followed_day: (customers,) day a contact was followed last.
        watches: Whether signs of leaving are remembered.
    """

    def __init__(
        self, scenario: Scenario, records: NDArray[np.void], contacts: bool, watches: bool
    ) -> None:
        """Start with nothing remembered; without `contacts` no programme will ever ask."""
        self._records = records
        self._renews = scenario.product.kind == "subscription"
        self._lapse_days = int(scenario.product.lapse_after_days)
        self._ours = list(scenario.brands).index(scenario.our_brand)
        n_contacted = records.size if contacts else 0
        self.forbidden = np.zeros(n_contacted, np.uint16)
        self.followed_day = np.full(n_contacted, NEVER, np.int16)
        self._visited_day = np.full(n_contacted, NEVER, np.int16)
        self.watches = watches
        n_watched = records.size if watches else 0
        self._sign_day = {sign: np.full(n_watched, NEVER, np.int16) for sign in SIGNS[1:]}

    def credited(
        self, ids: NDArray[np.int64], day: int, attribution_days: int
    ) -> NDArray[np.int64]:
        """Return the code of the programme each of `ids` came by of late, 0 for none."""
        is_late = day - self.followed_day[ids].astype(np.int64) <= attribution_days
        return np.where(is_late, self._records["campaign"][ids].astype(np.int64), 0)

    def note_leads(self, visitors: NDArray[np.int64], day: int) -> NDArray[np.int64]:
        """Return those of today's visitors who have not visited since they followed a contact."""
        fresh = visitors[self._visited_day[visitors] < self.followed_day[visitors]]
        self._visited_day[fresh] = day
        return fresh

    def note_sign(self, sign: Sign, ids: NDArray[np.int64], day: int) -> None:
        """Note that these people showed a sign of leaving."""
        if self.watches:
            self._sign_day[sign][ids] = day

    def shows_sign(
        self, ids: NDArray[np.int64], signs: list[Sign], day: int, due_days: int, n_days: int
    ) -> NDArray[np.bool_]:
        """Return who of `ids` shows any of the signs: within `n_days`, or is due within days."""
        shows = np.zeros(ids.size, np.bool_)
        for sign in signs:
            if sign == "due":
                shows |= self._is_due(ids, day, due_days)
            else:
                shows |= day - self._sign_day[sign][ids].astype(np.int64) <= n_days
        return shows

    def _is_due(self, ids: NDArray[np.int64], day: int, due_days: int) -> NDArray[np.bool_]:
        """Return whose paid period, or patience without an order, ends within the days."""
        rows = self._records[ids]
        if self._renews:
            left = rows["due_day"].astype(np.int64) - day
        else:
            left = rows["bought_day"].astype(np.int64) + self._lapse_days - day
        pays = (rows["brand"] == self._ours) & (rows["relation"] == Relation.CUSTOMER)
        return np.asarray(pays & (left >= 0) & (left <= due_days))
