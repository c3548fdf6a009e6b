"""What happens to the market that nobody planned, or that the calendar brings."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from cjsim.scenarios.events.base import LeverEvent, Timed, windows_of
from cjsim.scenarios.events.market import CompetitorPriceCut, EconomicShock, Season, ViralReview
from cjsim.scenarios.events.personal import Worry
from cjsim.scenarios.events.product import DefectBatch, StaffTurnover
from cjsim.scenarios.events.rivals import CompetitorAds, CompetitorLaunch, CompetitorUpgrade
from cjsim.scenarios.events.rules import AdCostInflation, Drift, Regulation
from cjsim.scenarios.events.selling import DeliveryDisruption, PlatformFeeChange
from cjsim.scenarios.events.trouble import Outage, StockOut
from cjsim.scenarios.events.voices import (
    DataBreach,
    Scandal,
    ViralBadReview,
    ViralGoodReview,
    Voiced,
)

Event = Annotated[
    LeverEvent
    # one person's
    | Worry
    # the market's
    | Season
    | ViralReview
    | CompetitorPriceCut
    | EconomicShock
    | AdCostInflation
    | Regulation
    | Drift
    # voices
    | ViralBadReview
    | ViralGoodReview
    | Scandal
    | DataBreach
    # rivals
    | CompetitorLaunch
    | CompetitorAds
    | CompetitorUpgrade
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
    "AdCostInflation",
    "CompetitorAds",
    "CompetitorLaunch",
    "CompetitorPriceCut",
    "CompetitorUpgrade",
    "DataBreach",
    "DefectBatch",
    "DeliveryDisruption",
    "Drift",
    "EconomicShock",
    "Event",
    "LeverEvent",
    "Outage",
    "PlatformFeeChange",
    "Regulation",
    "Scandal",
    "Season",
    "StaffTurnover",
    "StockOut",
    "Timed",
    "ViralBadReview",
    "ViralGoodReview",
    "ViralReview",
    "Voiced",
    "Worry",
    "windows_of",
]
