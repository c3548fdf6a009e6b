"""What lets people see our product for themselves before they buy."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from cjsim.scenarios.actions.base import Action
from cjsim.scenarios.changes import Change, Names
from cjsim.scenarios.quantity import Number, Positive, Share
from cjsim.scenarios.schema_explore import ExploreKind


class Exploration(Action):
    """What those have in common that work on an entry of `explore`; each opens it."""

    kinds: ClassVar[tuple[ExploreKind, ...]] = ()
    """Kinds of the entries it works on."""
    explore: Annotated[str, Names("explore")]
    """Which entry."""
    per_day_share: Share | None = None
    """Chance a day that someone comparing uses it; the file's where it is left out."""
    information: Share | None = None
    """Share of what is still unknown that a visit tells."""
    judgement: Share | None = None
    """How far a visit moves the opinion towards the true worth."""
    skill: Share | None = None
    """What the team knows of what there is to know."""
    attitude: Share | None = None
    """How the team treats people."""
    capacity_per_day: Positive | None = None
    """Visits a day that can be served, for all the people."""

    def changes(self) -> list[Change]:
        """Return that it is open, and the numbers of the entry it sets."""
        values = {
            "per_day_share": self.per_day_share,
            "information": self.information,
            "judgement": self.judgement,
            "skill": self.skill,
            "attitude": self.attitude,
            "capacity_per_day": self.capacity_per_day,
        }
        entry = f"explore.{self.explore}"
        return [Change(f"{entry}.is_open", "to", 1.0, "explore")] + [
            Change(f"{entry}.{key}", "to", float(value), key)
            for key, value in values.items()
            if value is not None
        ]


class PresaleLine(Exploration):
    """People on the phone (or in a chat) for those who are still choosing."""

    kinds = ("hotline", "chat")
    type: Literal["presale_line"]


class Consultation(Exploration):
    """Advice for one customer at a time, free of charge."""

    kinds = ("consultation", "salesperson", "chat")
    type: Literal["consultation"]


class Demo(Exploration):
    """Let people try the product before they buy."""

    kinds = ("demo", "store_visit")
    type: Literal["demo"]


class Livestream(Exploration):
    """Show the product live to whoever looks in."""

    kinds = ("livestream",)
    type: Literal["livestream"]


class VrDemo(Exploration):
    """Let people walk round the product from home."""

    kinds = ("virtual_tour",)
    type: Literal["vr_demo"]


class PersuasionTraining(Action):
    """Train those who sell; without upkeep it wears off (`half_life_days`)."""

    type: Literal["persuasion_training"]
    add_persuasion: Number
    """Utility added to us at the decision."""

    def changes(self) -> list[Change]:
        """Return the persuasion it adds to."""
        amount = float(self.add_persuasion)
        return [Change("journey.purchase.persuasion", "by", amount, "add_persuasion")]
