"""What the firm says, and what it does about what others say."""

from __future__ import annotations

from typing import Annotated, Literal

from cjsim.language import text
from cjsim.scenarios.actions.base import Action, RelativeChange
from cjsim.scenarios.changes import Change, Names, Paid
from cjsim.scenarios.quantity import Positive, Share, assumed


class MediaBudget(Action):
    """Change what is spent on a media channel; the money itself is the cost."""

    type: Literal["media_budget"]
    channel: Annotated[str, Names("channels")]
    change_share: RelativeChange
    """Change of the spend, e.g. -0.2."""

    def changes(self) -> list[Change]:
        """Return the spend it moves."""
        path = f"channels.{self.channel}.spend_per_month"
        return [Change(path, "times", 1.0 + float(self.change_share), "change_share")]


class ReferralReward(Action):
    """Pay customers who bring others, and those they bring."""

    type: Literal["referral_reward"]
    reward: Positive
    """Money to each side when the invited person buys; this is the cost."""
    invite_share: Share = assumed(0.3)
    """Share of positive messages of owners that carry an invitation."""
    talk_times: Positive = assumed(1.2)
    """Owners' talk relative to before."""

    def changes(self) -> list[Change]:
        """Return the reward, the invitations and the talk it moves."""
        return [
            Change("peers.referral_reward", "to", float(self.reward), "reward"),
            Change("peers.invite_share", "to", float(self.invite_share), "invite_share"),
            Change("peers.owner_talk_per_day_share", "times", float(self.talk_times), "talk_times"),
        ]


class ReviewResponse(Action):
    """Answer negative reviews."""

    type: Literal["review_response"]
    answered_share: Share
    """Share of negative reviews answered."""
    answer_hours: Positive
    """Hours from noticing a review to the answer."""
    detect_hours: Positive = assumed(0.0)
    """Hours until a review is noticed."""
    cost_per_case: Positive = assumed(0.0)
    """Money for each review answered."""

    def changes(self) -> list[Change]:
        """Return the answers it moves."""
        share, hours = float(self.answered_share), float(self.answer_hours + self.detect_hours)
        return [
            Change("peers.reviews.answered_share", "to", share, "answered_share"),
            Change("peers.reviews.answer_hours", "to", hours, "answer_hours"),
        ]

    def paid(self) -> list[Paid]:
        """Return the cost of the negative reviews that are answered."""
        each, share = float(self.cost_per_case), "peers.reviews.answered_share"
        return [Paid("REVIEWED_BADLY", each, text("a review answered"), share)]
