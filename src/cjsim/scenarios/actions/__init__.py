"""What the firm may do: levers it moves and contacts it makes, with their costs."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from cjsim.scenarios.actions.base import Action, ContactAction, Lever, StageName
from cjsim.scenarios.actions.buying import (
    Cta,
    Delivery,
    Instalment,
    OpenStore,
    Price,
    Returns,
    Warranty,
    WebsiteUsability,
)
from cjsim.scenarios.actions.contacts import (
    CareProgramme,
    Contact,
    Nurture,
    SaveOffer,
    Seeding,
    Winback,
)
from cjsim.scenarios.actions.content import (
    AlignMessages,
    BetterContent,
    BrandEvent,
    Influencer,
    Listing,
    Seo,
)
from cjsim.scenarios.actions.desk import (
    CallCentreTech,
    Process,
    QueuePriority,
    StaffTraining,
    Support247,
)
from cjsim.scenarios.actions.exploring import (
    Consultation,
    Demo,
    Livestream,
    PersuasionTraining,
    PresaleLine,
    VrDemo,
)
from cjsim.scenarios.actions.knowing import CrmData, Identify, LoyaltyProgramme, MoreResearch
from cjsim.scenarios.actions.media import MediaBudget, ReferralReward, ReviewResponse
from cjsim.scenarios.actions.policy import Policy
from cjsim.scenarios.actions.product import (
    Aftercare,
    App,
    FixQuality,
    NewProduct,
    Trial,
    Upgrade,
    Uptime,
)
from cjsim.scenarios.actions.selling import Checkout, Discount
from cjsim.scenarios.actions.service import Onboarding, SupportCapacity

MAX_CONTACT_PROGRAMMES = 16

Intervention = Annotated[
    Lever
    | Policy
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
    | PresaleLine
    | Consultation
    | Demo
    | Livestream
    | VrDemo
    | PersuasionTraining
    | Cta
    | WebsiteUsability
    | OpenStore
    | Delivery
    | Price
    | Instalment
    | Warranty
    | Returns
    # serving
    | SupportCapacity
    | Support247
    | CallCentreTech
    | QueuePriority
    | StaffTraining
    | Process
    | Onboarding
    | NewProduct
    | Upgrade
    | FixQuality
    | Uptime
    | App
    | Trial
    | Aftercare,
    Field(discriminator="type"),
]

__all__ = [
    "MAX_CONTACT_PROGRAMMES",
    "Action",
    "Aftercare",
    "AlignMessages",
    "App",
    "BetterContent",
    "BrandEvent",
    "CallCentreTech",
    "CareProgramme",
    "Checkout",
    "Consultation",
    "Contact",
    "ContactAction",
    "CrmData",
    "Cta",
    "Delivery",
    "Demo",
    "Discount",
    "FixQuality",
    "Identify",
    "Influencer",
    "Instalment",
    "Intervention",
    "Lever",
    "Listing",
    "Livestream",
    "LoyaltyProgramme",
    "MediaBudget",
    "MoreResearch",
    "NewProduct",
    "Nurture",
    "Onboarding",
    "OpenStore",
    "PersuasionTraining",
    "Policy",
    "PresaleLine",
    "Price",
    "Process",
    "QueuePriority",
    "ReferralReward",
    "Returns",
    "ReviewResponse",
    "SaveOffer",
    "Seeding",
    "Seo",
    "StaffTraining",
    "StageName",
    "Support247",
    "SupportCapacity",
    "Trial",
    "Upgrade",
    "Uptime",
    "VrDemo",
    "Warranty",
    "WebsiteUsability",
    "Winback",
]
