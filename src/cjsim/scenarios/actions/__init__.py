"""What the firm may do: levers it moves and contacts it makes, with their costs."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from cjsim.scenarios.actions.base import Action, ContactAction, Lever, StageName
from cjsim.scenarios.actions.contacts import (
    CareProgramme,
    Contact,
    Nurture,
    SaveOffer,
    Seeding,
    Winback,
)
from cjsim.scenarios.actions.knowing import CrmData, Identify, LoyaltyProgramme, MoreResearch
from cjsim.scenarios.actions.media import MediaBudget, ReferralReward, ReviewResponse
from cjsim.scenarios.actions.selling import Checkout, Discount
from cjsim.scenarios.actions.service import Onboarding, SupportCapacity

MAX_CONTACT_PROGRAMMES = 16

Intervention = Annotated[
    Lever
    # one by one
    | Contact
    | Nurture
    | Winback
    | SaveOffer
    | CareProgramme
    | Seeding
    # knowing, and giving back
    | Identify
    | CrmData
    | MoreResearch
    | LoyaltyProgramme
    # saying
    | MediaBudget
    | ReferralReward
    | ReviewResponse
    # selling
    | Discount
    | Checkout
    # serving
    | SupportCapacity
    | Onboarding,
    Field(discriminator="type"),
]

__all__ = [
    "MAX_CONTACT_PROGRAMMES",
    "Action",
    "CareProgramme",
    "Checkout",
    "Contact",
    "ContactAction",
    "CrmData",
    "Discount",
    "Identify",
    "Intervention",
    "Lever",
    "LoyaltyProgramme",
    "MediaBudget",
    "MoreResearch",
    "Nurture",
    "Onboarding",
    "ReferralReward",
    "ReviewResponse",
    "SaveOffer",
    "Seeding",
    "StageName",
    "SupportCapacity",
    "Winback",
]
