"""From the codes of records to the names of the file."""

from __future__ import annotations

import numpy as np

from cjsim.journey.exploring import OWN_CONTENT
from cjsim.journey.stages import N_SOURCES, NOBODY, STAGE_NAMES, Reason, Source
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.schema_products import MAX_PRODUCTS

_SOURCES = {
    Source.FAMILY: "family",
    Source.FRIEND: "friend",
    Source.COLLEAGUE: "colleague",
    Source.SEARCH: "own_search",
    Source.FIRM: "our_contact",
    Source.START: "known_at_start",
}


class Names:
    """Arrays of names indexed by code: `names.brands[codes]`; "" where nothing is meant."""

    def __init__(self, scenario: Scenario) -> None:
        """Read the names of a market."""
        self.stages = np.array(STAGE_NAMES, dtype=object)
        self.reasons = np.array([reason.name.lower() for reason in Reason], dtype=object)
        self.brands = _by_code(list(scenario.brands), NOBODY + 1)
        self.products = _by_code(["", *scenario.products], MAX_PRODUCTS + 1)
        self.sales = _by_code(list(scenario.sales), NOBODY + 1)
        self.research = _by_code(["", *scenario.explore], OWN_CONTENT + 1)
        self.research[OWN_CONTENT] = "own_content"
        self.sources = _by_code(list(scenario.channels), N_SOURCES)
        self.sources[len(scenario.channels) : Source.FAMILY] = "viral_message"
        for source, name in _SOURCES.items():
            self.sources[source] = name
        self.segments = np.array(list(scenario.segments), dtype=object)


def _by_code(names: list[str], size: int) -> np.ndarray:
    """Return an array of `size` names: those given, then empty ones."""
    table = np.full(size, "", dtype=object)
    table[: len(names)] = names
    return table
