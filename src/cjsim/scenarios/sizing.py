"""The same market at another resolution, or over fewer or more days."""

from __future__ import annotations

from cjsim.errors import UserError
from cjsim.language import text
from cjsim.scenarios.quantity import Quantity
from cjsim.scenarios.schema import MAX_DAYS, Scenario


def resized(scenario: Scenario, customers: int | None, days: int | None) -> Scenario:
    """Return the scenario with other numbers of simulated customers or days; None keeps one.

    Raises `UserError` for a number out of range (1 to `scenario.people` customers, 1 to
    `MAX_DAYS` days), and for what is no market, such as the name of one.
    """
    if not isinstance(scenario, Scenario):
        how = text("expected a market that is loaded: cjsim.load_scenario(NAME or FILE).")
        raise UserError("scenario", scenario, how)
    if customers is None and days is None:
        return scenario
    changed = scenario.model_copy(deep=True)
    if customers is not None:
        people = int(scenario.scenario.people)
        if not 1 <= customers <= people:
            raise UserError(
                "customers",
                customers,
                text("expected 1 to the {people} people.", {"people": people}),
            )
        changed.scenario.customers = Quantity(customers, source="asked for")
    if days is not None:
        if not 1 <= days <= MAX_DAYS:
            raise UserError("days", days, text("expected 1 to {max_days}.", {"max_days": MAX_DAYS}))
        changed.scenario.days = Quantity(days, source="asked for")
    return changed
