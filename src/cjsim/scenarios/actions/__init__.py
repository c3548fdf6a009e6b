"""What the firm may do: levers it moves and contacts it makes, with their costs."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from cjsim.scenarios.actions.base import Action, ContactAction, Lever, StageName
from cjsim.scenarios.actions.contacts import CareProgramme, Contact, Seeding, Winback
from cjsim.scenarios.actions.content import (
    AlignMessages,
    BetterContent,
    BrandEvent,
    Influencer,
    Listing,
    Seo,
)
from cjsim.scenarios.actions.media import MediaBudget, ReferralReward, ReviewResponse
from cjsim.scenarios.actions.selling import Checkout, Discount
from cjsim.scenarios.actions.service import Onboarding, SupportCapacity

MAX_CONTACT_PROGRAMMES = 16

Intervention = Annotated[
    Lever
    # one by one
    | Contact
    | Winback
    | CareProgramme
    | Seeding
    | BrandEvent
    # saying
    | BetterContent
    | AlignMessages
    | Seo
    | Listing
    | Influencer
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
    "AlignMessages",
    "BetterContent",
    "BrandEvent",
    "CareProgramme",
    "Checkout",
    "Contact",
    "ContactAction",
    "Discount",
    "Influencer",
    "Intervention",
    "Lever",
    "Listing",
    "MediaBudget",
    "Onboarding",
    "ReferralReward",
    "ReviewResponse",
    "Seeding",
    "Seo",
    "StageName",
    "SupportCapacity",
    "Winback",
]
