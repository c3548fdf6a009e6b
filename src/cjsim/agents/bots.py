"""Bots at the desk: they answer at once, solve part of what they meet, and pass the rest on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cjsim.journey.luck import Purpose, uniforms_of_pairs
from cjsim.scenarios.schema_support import SupportChannel


def answer_at_once(
    tickets: NDArray[np.void], ways: Sequence[SupportChannel], seed: int, day: int
) -> NDArray[np.bool_]:
    """Return which of today's TICKETs a bot solves; the others wait for staff.

    A bot meets `bot_share` of the contacts of its way and solves `bot_resolution_share` of
    these, each by luck of its own: one that meets or solves more does so for all whom a
    lesser one would have helped.
    """
    met_by_way = np.array([float(way.bot_share) for way in ways])
    if not met_by_way.any():
        return np.zeros(tickets.size, np.bool_)
    meets = met_by_way[tickets["channel"]]
    solves = np.array([float(way.bot_resolution_share) for way in ways])[tickets["channel"]]
    pair = tickets["customer"], tickets["copy"], day
    is_met = uniforms_of_pairs(seed, *pair, Purpose.BOT_MEETS) < meets
    return np.asarray(is_met & (uniforms_of_pairs(seed, *pair, Purpose.BOT_SOLVES) < solves))
