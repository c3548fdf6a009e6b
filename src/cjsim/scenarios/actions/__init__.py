"""What the firm may do: levers it moves and contacts it makes, with their costs."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from cjsim.scenarios.actions.base import Action, ContactAction, Lever, StageName
from cjsim.scenarios.actions.contacts import CareProgramme, Contact, Seeding, Winback
from cjsim.scenarios.actions.media import MediaBudget, ReferralReward, ReviewResponse
from cjsim.scenarios.actions.policy import Policy
from cjsim.scenarios.actions.selling import Checkout, Discount
from cjsim.scenarios.actions.service import Onboarding, SupportCapacity

MAX_CONTACT_PROGRAMMES = 16

Intervention = Annotated[
    Lever
    | Policy
    # one by one
    | Contact
    | Winback
    | CareProgramme
    | Seeding
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
    "Discount",
    "Intervention",
    "Lever",
    "MediaBudget",
    "Onboarding",
    "Policy",
    "ReferralReward",
    "ReviewResponse",
    "Seeding",
    "StageName",
    "SupportCapacity",
    "Winback",
]
