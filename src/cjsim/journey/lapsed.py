"""Lapsed: the relation ended, never for good."""

from __future__ import annotations

from cjsim.journey.kernel import rule
from cjsim.journey.need import journey_begins
from cjsim.journey.stages import Stage


@rule
def come_back(me, segment, market, heard, luck, day):
    """Decide whether a need, a friend or an offer sets the former customer out again."""
    if journey_begins(me, segment, market, heard, luck, day, market.lapsed_return_times):
        return Stage.SEARCH
    return Stage.LAPSED
