"""The catalogue of touchpoints: their names in this market, and what is done and felt there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cjsim.history import History
from cjsim.journey.stages import STAGE_NAMES
from cjsim.journey.touching import FACTORS, N_POINTS, Aspect, Point
from cjsim.language import message
from cjsim.scenarios.actions import ContactAction
from cjsim.scenarios.schema import Scenario

ACTIONS: dict[Point, str] = {
    Point.OWN_CONTENT: message("looks for information on our own pages"),
    Point.REVIEWS: message("reads what others write about us"),
    Point.PEOPLE: message("hears or asks people it knows"),
    Point.EXPERIENCED_USER: message("asks someone who has used the product"),
    Point.PRODUCT: message("uses the product"),
    Point.SETUP: message("sets the product up"),
    Point.SYSTEM: message("uses our app or system"),
    Point.TRIAL: message("asks for a trial"),
    Point.EXPLORE: message("sees the product for itself"),
    Point.ORDER: message("orders"),
    Point.PAYMENT: message("pays"),
    Point.DELIVERY: message("waits for and takes the delivery"),
    Point.SUPPORT: message("asks the support desk for help"),
    Point.PROGRAMME: message("is contacted by us"),
}
"""What a customer does at each kind of touchpoint."""
_BLOCKS = (Point.EXPLORE, Point.ORDER, Point.PAYMENT, Point.DELIVERY, Point.SUPPORT,
           Point.PROGRAMME)  # fmt: skip
FACTOR_OF: dict[Aspect, str] = {
    aspect: factor for factor, aspects in FACTORS.items() for aspect in aspects
}
"""The factor of experience each aspect belongs to."""


def kind_of(point: int) -> Point:
    """Return the kind of a touchpoint: itself, or the block of entries it stands in."""
    if point < Point.EXPLORE:
        return Point(point)
    return max(block for block in _BLOCKS if block <= point)


def point_names(scenario: Scenario) -> list[str]:
    """Return the name of every touchpoint in a market, e.g. "payment: website"; "" if none."""
    names = [""] * N_POINTS
    for point in Point:
        if point < Point.EXPLORE:
            names[point] = point.name.lower().replace("_", " ")
    programmes = sorted(
        name for name, action in scenario.interventions.items() if isinstance(action, ContactAction)
    )
    desk = [] if scenario.support is None else list(scenario.support.channels)
    entries: dict[Point, Sequence[str]] = {
        Point.EXPLORE: list(scenario.explore),
        Point.ORDER: list(scenario.sales),
        Point.PAYMENT: list(scenario.sales),
        Point.DELIVERY: list(scenario.sales),
        Point.SUPPORT: desk,
        Point.PROGRAMME: programmes,
    }
    ends = [*_BLOCKS[1:], N_POINTS]
    for block, end in zip(_BLOCKS, ends, strict=True):
        kind = block.name.lower()
        given = entries.get(block, [])
        for place in range(end - block):
            entry = given[place] if place < len(given) else str(place + 1)
            names[block + place] = f"{kind}: {entry}"
    return names


def touch_table(scenario: Scenario, history: History) -> pd.DataFrame:
    """Return the log of contacts with names: a row for each aspect a customer felt somewhere."""
    log = history.touches
    aspects = np.array([aspect.name.lower() for aspect in Aspect], dtype=object)
    factors = np.array([FACTOR_OF[aspect] for aspect in Aspect], dtype=object)
    actions = np.array([ACTIONS[kind_of(p)] for p in range(N_POINTS)], dtype=object)
    return pd.DataFrame(
        {
            "day": log["day"],
            "date": pd.Timestamp(scenario.scenario.start) + pd.to_timedelta(log["day"], unit="D"),
            "customer": log["customer"],
            "segment": np.array(list(scenario.segments), dtype=object)[log["segment"]],
            "stage": np.array(STAGE_NAMES, dtype=object)[log["stage"]],
            "touchpoint": np.array(point_names(scenario), dtype=object)[log["point"]],
            "action": actions[log["point"]],
            "aspect": aspects[log["aspect"]],
            "factor": factors[log["aspect"]],
            "score": log["score"] + np.float32(0.0),  # no minus zero
            "emotion": log["emotion"],
            "worry": log["worry"],
            "wait_hours": log["wait_hours"],
            "minutes": log["minutes"],
            "dropped": log["dropped"] == 1,
            "voiced": log["voiced"] == 1,
        }
    )
