"""Where journeys enter: how many began by each medium, by people, by the firm or by a need."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cjsim.history import History
from cjsim.journey.stages import N_SOURCES, Source
from cjsim.journey.tally import ENTRIES, ENTRY_ORDERS
from cjsim.results.names import Names
from cjsim.scenarios.schema import Scenario

_KINDS = {
    Source.FAMILY: "people",
    Source.FRIEND: "people",
    Source.COLLEAGUE: "people",
    Source.SEARCH: "need",
    Source.FIRM: "contact",
    Source.START: "under way",
}


def entry_table(scenario: Scenario, history: History) -> pd.DataFrame:
    """Return one row per segment and entry point by which journeys began or led to an order.

    Columns: segment, entry (a channel, a kind of tie, `own_need`, `contact` or `under_way`, for
    a journey that was under way on the first day), kind, journeys (begun in the run), share (of
    the segment's), orders (of ours). Counts are of people.
    """
    names = Names(scenario).sources.copy()
    own_names = {"SEARCH": "own_need", "FIRM": "contact", "START": "under_way"}
    for source in _KINDS:
        names[source] = own_names.get(source.name, source.name.lower())
    totals = scenario.weight * history.tallies.sum(axis=0)
    begun = totals[:, ENTRIES : ENTRIES + N_SOURCES]
    orders = totals[:, ENTRY_ORDERS : ENTRY_ORDERS + N_SOURCES]
    rows, codes = np.nonzero(begun + orders)
    all_begun = begun.sum(axis=1)[rows]
    journeys = begun[rows, codes]
    kinds = {int(source): kind for source, kind in _KINDS.items()}
    return pd.DataFrame(
        {
            "segment": np.array(list(scenario.segments), dtype=object)[rows],
            "entry": names[codes],
            "kind": np.array([kinds.get(int(code), "media") for code in codes], dtype=object),
            "journeys": journeys,
            "share": np.divide(
                journeys, all_begun, out=np.zeros_like(journeys), where=all_begun > 0.0
            ),
            "orders": orders[rows, codes],
        }
    )
