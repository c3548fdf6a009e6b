"""A sales channel of ours, as one of the market's parties."""

from __future__ import annotations

import mesa

from cjsim.scenarios.schema_market import SalesChannel


class SalesOutlet(mesa.Agent):
    """A place where our product is bought: website, marketplace, store.

    What it is like today is read from the market; customers choose among those open.
    """

    def __init__(self, model: mesa.Model, name: str, number: int) -> None:
        """Take the channel's name and its number in the file."""
        super().__init__(model)
        self.name = name
        self.number = number

    @property
    def terms(self) -> SalesChannel:
        """What it is like today: convenience, fee, checkout, delivery, whether it is open."""
        today: SalesChannel = self.model.levers.today.sales[self.name]
        return today
