"""The panel: a fixed sample of customers who are real Mesa agents with a diary."""

from __future__ import annotations

from typing import Any

import mesa
import numpy as np
from numpy.typing import NDArray

from cjsim.agents.customer import FIELDS
from cjsim.errors import UserError
from cjsim.journey.luck import Purpose, uniforms
from cjsim.journey.stages import STAGE_NAMES
from cjsim.language import text


class CustomerAgent(mesa.Agent):
    """A customer of the panel: attributes read and write its record.

    Every field of the record (`CUSTOMER`) is an attribute; `stage_name` says the stage in
    words. The day's sweep lives its life, so `step` of a customer is never called.
    """

    def __init__(self, model: mesa.Model, records: NDArray[np.void], customer: int) -> None:
        """Register customer number `customer` of `records` with the model."""
        super().__init__(model)
        self.customer = customer
        self._records = records

    @property
    def stage_name(self) -> str:
        """The stage in words."""
        return STAGE_NAMES[int(self._records["stage"][self.customer])]


def _field_property(name: str, unit: str, meaning: str) -> property:
    def read(self: CustomerAgent) -> Any:
        value = self._records[name][self.customer]
        return value if isinstance(value, np.ndarray) else value.item()

    def write(self: CustomerAgent, value: Any) -> None:
        self._records[name][self.customer] = value
        self.model.sweep.wake(self.customer)

    return property(read, write, doc=f"{meaning} ({unit})")


for _field in FIELDS:
    setattr(CustomerAgent, _field.name, _field_property(_field.name, _field.unit, _field.meaning))


_LOOKED_AT_ONCE = 1 << 20
"""Customers among whom the panel is sought at once: so much memory is used beside theirs."""


def choose_panel(n_customers: int, size: int, seed: int) -> NDArray[np.int64]:
    """Return the ids of a panel, the same for all plans: everyone when `size` covers all."""
    if size >= n_customers:
        return np.arange(n_customers)
    chosen = np.empty(0, np.int64)
    if size <= 0:
        return chosen
    for first in range(0, n_customers, _LOOKED_AT_ONCE):
        some = np.arange(first, min(first + _LOOKED_AT_ONCE, n_customers))
        both = np.concatenate([chosen, some])
        u = uniforms(seed, both, 0, Purpose.PANEL)
        if both.size > size:  # only the lowest are put in order
            lowest = np.flatnonzero(u <= np.partition(u, size - 1)[size - 1])
            both, u = both[lowest], u[lowest]
        chosen = both[np.argsort(u, kind="stable")[:size]]
    return np.sort(chosen)


def ids_of_panel(panel: int | list[int], n_customers: int, seed: int) -> NDArray[np.int64]:
    """Return the ids of a panel, in order: so many customers, or those that are named.

    Raises `UserError` for a customer there is not.
    """
    if isinstance(panel, int):
        return choose_panel(n_customers, panel, seed)
    ids = np.array(sorted(set(panel)), np.int64)
    if ids.size and not 0 <= ids[0] <= ids[-1] < n_customers:
        remedy = text("customers are numbered 0 to {last}.", {"last": n_customers - 1})
        raise UserError("panel", panel, remedy)
    return ids


def check_panel_class(customer_class: type[CustomerAgent], covers_everyone: bool) -> None:
    """Refuse a `step` of one's own that most customers would never run."""
    if customer_class.step is not mesa.Agent.step and not covers_everyone:
        raise UserError(
            "customer_class",
            customer_class.__name__,
            text(
                "its step() would run for the panel only. Give a rule instead "
                "(rules={'purchase': my_rule}), or let the panel cover everyone."
            ),
        )


class Diary:
    """Every touch of the panel: a copy of the record on each day something happened."""

    def __init__(self, ids: NDArray[np.int64]) -> None:
        """Watch these customers."""
        self.ids = ids
        self._pages: list[tuple[int, NDArray[np.int64], NDArray[np.void]]] = []

    def write(self, day: int, records: NDArray[np.void]) -> None:
        """Copy the records of those to whom something happened on `day`."""
        rows = records[self.ids]
        touched = (rows["marks"] != 0) | (rows["entered_day"] == day)
        if touched.any():
            self._pages.append((day, self.ids[touched], rows[touched]))

    def of(self, customer: int) -> list[tuple[int, np.void]]:
        """Return (day, record at the day's end) of each day something happened to one."""
        pages = []
        for day, ids, rows in self._pages:
            place = np.flatnonzero(ids == customer)
            if place.size:
                pages.append((day, rows[place[0]]))
        return pages

    def n_pages(self) -> int:
        """Return how many days of how many customers were written."""
        return sum(ids.size for _day, ids, _rows in self._pages)
