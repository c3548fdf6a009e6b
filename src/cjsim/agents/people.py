"""The whole population, with the verbs of a Mesa AgentSet working on columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cjsim.errors import UserError
from cjsim.language import text


class People:
    """Customers as columns: `len`, `select`, `get`, `agg`, `groupby`.

    It is a view on the records: selecting copies nothing but ids. Field names are those of
    `cjsim.agents.customer.FIELDS`.
    """

    def __init__(self, records: NDArray[np.void], ids: NDArray[np.int64] | None = None) -> None:
        """See all of `records`, or those with the `ids` given."""
        self._records = records
        self.ids = np.arange(records.size) if ids is None else ids

    def __len__(self) -> int:
        """Return how many customers there are."""
        return int(self.ids.size)

    def get(self, field: str) -> NDArray[Any]:
        """Return one field of every customer, shape (customers,) or (customers, brands)."""
        names = self._records.dtype.names or ()
        if field not in names:
            raise UserError(
                "field", field, text("a customer has: {names}.", {"names": ", ".join(names)})
            )
        column: NDArray[Any] = self._records[field][self.ids]
        return column

    def select(self, condition: ArrayLike | Callable[[People], ArrayLike]) -> People:
        """Return those for whom `condition` holds: a boolean array, or a function giving one."""
        mask = np.asarray(condition(self) if callable(condition) else condition, dtype=bool)
        if mask.shape != self.ids.shape:
            raise UserError(
                "condition",
                mask.shape,
                text("one truth value for each of {n_people}.", {"n_people": len(self)}),
            )
        return People(self._records, self.ids[mask])

    def agg(self, field: str, function: Callable[[NDArray[Any]], Any]) -> Any:
        """Return `function` of one field of all customers, e.g. `agg("trust", np.mean)`."""
        return function(self.get(field))

    def groupby(self, field: str) -> Iterator[tuple[Any, People]]:
        """Yield (value, people) for each value of a field, in order of the values."""
        column = self.get(field)
        for value in np.unique(column):
            yield value.item(), self.select(column == value)
