"""What the firm says and where it is found: content, search results, listings, who speaks."""

from __future__ import annotations

from typing import Annotated, Literal

from cjsim.scenarios.actions.base import Action, ContactAction
from cjsim.scenarios.changes import Change, Names
from cjsim.scenarios.quantity import (
    Between,
    Count,
    Emotion,
    Positive,
    Quantity,
    Score,
    Share,
    assumed,
)

_MIX = ("promotion_share", "service_share", "benefit_share")
WEEKS_PER_MONTH = 365.0 / 12.0 / 7.0


class BetterContent(Action):
    """Change what our own information is like."""

    type: Literal["content"]
    clarity: Share | None = None
    """Share of what is read that will be understood."""
    detail: Share | None = None
    """Share of what a customer wants to know that will be there."""
    accuracy: Share | None = None
    """How far it will keep to our claims; what is missing to 1 is promised on top."""
    attractiveness: Share | None = None
    """How well it will be made; 0.5 is ordinary."""
    guidance_share: Share | None = None
    """Chance a day that someone comparing will find guidance in it."""
    promotion_share: Share | None = None
    """Share of messages about offers; the three shares are written together and make 1."""
    service_share: Share | None = None
    """Share of messages about service."""
    benefit_share: Share | None = None
    """Share of messages about benefits and uses."""

    def changes(self) -> list[Change]:
        """Return the numbers of our content it moves."""
        values = {
            "clarity": self.clarity,
            "detail": self.detail,
            "accuracy": self.accuracy,
            "attractiveness": self.attractiveness,
            "guidance_share": self.guidance_share,
            **self.mix(),
        }
        return [
            Change(f"content.{name}", "to", float(value), name)
            for name, value in values.items()
            if value is not None
        ]

    def mix(self) -> dict[str, Quantity | None]:
        """Return the shares of the mix of messages, None where one is not written."""
        shares = (self.promotion_share, self.service_share, self.benefit_share)
        return dict(zip(_MIX, shares, strict=True))


class AlignMessages(Action):
    """Let all our messages say the same."""

    type: Literal["align_messages"]
    consistency: Share
    """How far they will agree."""

    def changes(self) -> list[Change]:
        """Return the agreement it moves."""
        return [Change("content.consistency", "to", float(self.consistency), "consistency")]


class Seo(Action):
    """Rise among the results of a search; give it ramp_days, since ranks move slowly."""

    type: Literal["seo"]
    channel: Annotated[str, Names("channels")]
    """A channel with `searches_per_week`."""
    target_rank: Annotated[Quantity, Between(1.0, 1000.0)]
    """Place among the results reached in the end."""

    def changes(self) -> list[Change]:
        """Return the rank it moves."""
        path = f"channels.{self.channel}.search_rank"
        return [Change(path, "to", float(self.target_rank), "target_rank")]


class Listing(Action):
    """Be listed where people look things up, perhaps for a commission on what is sold there."""

    type: Literal["listing"]
    channel: Annotated[str, Names("channels")]
    """Where it is seen."""
    add_exposures_per_week: Positive
    """Exposures per reached person and week it adds."""
    sales: Annotated[str | None, Names("sales")] = None
    """Sales channel its commission is paid on."""
    add_fee_share: Share = assumed(0.0)
    """Commission added to the fee of that sales channel."""

    def changes(self) -> list[Change]:
        """Return the exposures and the commission it moves."""
        added, fee = float(self.add_exposures_per_week), float(self.add_fee_share)
        path = f"channels.{self.channel}.exposures_per_week"
        found = [Change(path, "by", added, "add_exposures_per_week")]
        if self.sales is not None:
            found.append(Change(f"sales.{self.sales}.fee_share", "by", fee, "add_fee_share"))
        return found


class Influencer(Action):
    """Let someone many follow speak of us, in a channel of its own (kind `personal`)."""

    type: Literal["influencer"]
    channel: Annotated[str, Names("channels")]
    """Where it is heard; its `reach_share` are those who follow."""
    sessions_per_week: Positive
    """Posts, videos or livestreams a week."""
    seen_share: Share = assumed(0.3)
    """Share of those who follow that meet one of them."""
    tone: Emotion
    """What it says of us, from -2 (slams) to 2 (raves)."""
    credibility: Share = assumed(0.5)
    """How far it is believed."""
    cost_per_session: Positive = assumed(0.0)
    """Money for each of them."""

    def changes(self) -> list[Change]:
        """Return the exposures, the voice and the money it moves."""
        place, sessions = f"channels.{self.channel}", float(self.sessions_per_week)
        seen = sessions * float(self.seen_share)
        money = sessions * WEEKS_PER_MONTH * float(self.cost_per_session)
        found = [
            Change(f"{place}.exposures_per_week", "by", seen, "seen_share"),
            Change(f"{place}.tone", "to", float(self.tone), "tone"),
            Change(f"{place}.credibility", "to", float(self.credibility), "credibility"),
        ]
        if money > 0.0:
            found.append(Change(f"{place}.cost_per_month", "by", money, "cost_per_session"))
        return found


class BrandEvent(ContactAction):
    """Invite people to meet the brand: opinions rise, and customers grow attached."""

    type: Literal["brand_event"]
    people: Positive
    """Guests in all."""
    information: Share = assumed(0.3)
    """Share of what is still unknown about us that a guest learns."""
    opinion: Score = assumed(0.4)
    """Opinion guests are moved to."""
    care: Share = assumed(0.1)
    """Affection it gives customers: how far trust moves to full."""
    every_days: Count = assumed(0.0)
    """Days between two invitations of one person; 0 means once in all."""
