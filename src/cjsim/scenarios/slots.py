"""Which rivals need a place among the media a customer may meet."""

from __future__ import annotations

from cjsim.scenarios.events import Timed
from cjsim.scenarios.schema import Scenario


def advertisers(scenario: Scenario) -> list[str]:
    """Return the competitors that advertise, or may come to, in the order of the file."""
    moved = {
        change.path
        for entry in (*scenario.events.values(), *scenario.interventions.values())
        if isinstance(entry, Timed) or entry.type == "lever"
        for change in entry.changes()
        if change.how != "times"
    }
    return [
        name
        for name, brand in scenario.brands.items()
        if not brand.is_ours
        and (
            brand.exposures_per_week > 0.0
            or brand.ad_match_share > 0.0
            or f"brands.{name}.exposures_per_week" in moved
        )
    ]
