"""What happens to the market that nobody planned, or that the calendar brings."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from cjsim.scenarios.events.base import LeverEvent, Timed
from cjsim.scenarios.events.market import CompetitorPriceCut, EconomicShock, Season, ViralReview
from cjsim.scenarios.events.personal import Worry
from cjsim.scenarios.events.product import DefectBatch, StaffTurnover
from cjsim.scenarios.events.selling import DeliveryDisruption, PlatformFeeChange
from cjsim.scenarios.events.trouble import Outage, StockOut

Event = Annotated[
    LeverEvent
    # one person's
    | Worry
    # the market's
    | Season
    | ViralReview
    | CompetitorPriceCut
    | EconomicShock
    # ours
    | StockOut
    | Outage
    | DefectBatch
    | StaffTurnover
    | DeliveryDisruption
    | PlatformFeeChange,
    Field(discriminator="type"),
]

__all__ = [
    "CompetitorPriceCut",
    "DefectBatch",
    "DeliveryDisruption",
    "EconomicShock",
    "Event",
    "LeverEvent",
    "Outage",
    "PlatformFeeChange",
    "Season",
    "StaffTurnover",
    "StockOut",
    "Timed",
    "ViralReview",
    "Worry",
]
