"""How the support desk works: hours, tools, order of service, skill, procedure."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cjsim.scenarios.actions.base import Action
from cjsim.scenarios.changes import Change, Names
from cjsim.scenarios.quantity import Count, Number, Positive, Score, Share, assumed

SupportKindName = Literal["question", "technical", "usage"]


def by_the_staff(add_attitude: float, add_solved: float) -> list[Change]:
    """Return the changes of what staff are like, those of ways with their own included."""
    found = [
        Change("support.attitude", "by", add_attitude, "add_attitude"),
        Change("support.channels.*.attitude", "by", add_attitude, "add_attitude"),
    ]
    name = "first_contact_resolution_share"
    found += [
        Change(path, "by", add_solved, "add_first_contact_resolution")
        for path in (f"support.{name}", f"support.channels.*.{name}")
    ]
    return [change for change in found if change.amount != 0.0]


class Support247(Action):
    """Answer day and night; the longer hours are paid like the others."""

    type: Literal["support_24_7"]
    channel: Annotated[str | None, Names("support.channels")] = None
    """Way to the desk that never closes, with hours of its own in the file; all if left out."""
    add_staff: Number = assumed(0.0)
    """People added to the desk; their pay is booked with the desk's."""

    def changes(self) -> list[Change]:
        """Return the hours, and the staff, it moves."""
        tables = ["support", "support.channels.*"]
        if self.channel is not None:
            tables = [f"support.channels.{self.channel}"]
        found = []
        for table in tables:
            found.append(Change(f"{table}.open_hour", "to", 0.0, "channel"))
            found.append(Change(f"{table}.close_hour", "to", 24.0, "channel"))
        if self.add_staff != 0.0:
            found.append(Change("support.staff", "by", float(self.add_staff), "add_staff"))
        return found


class CallCentreTech(Action):
    """A virtual call centre: staff work faster, bots answer part at once, each seat costs."""

    type: Literal["call_centre_tech"]
    seats: Positive
    """Seats rented."""
    cost_per_seat_per_month: Positive
    """Money for a seat and month."""
    handle_times: Positive = assumed(1.0)
    """Working time relative to before."""
    bot_share: Share | None = None
    """Share of contacts a bot will meet, by every way."""
    bot_resolution_share: Share | None = None
    """Share of these it will solve."""
    contact_steps: Positive | None = None
    """Steps it will take until someone answers."""

    def changes(self) -> list[Change]:
        """Return the working time, the bots and the steps it moves."""
        found = []
        if self.handle_times != 1.0:
            times = float(self.handle_times)
            found.append(Change("support.handle_times", "times", times, "handle_times"))
        if self.contact_steps is not None:
            steps = float(self.contact_steps)
            found.append(Change("support.contact_steps", "to", steps, "contact_steps"))
        for name in ("bot_share", "bot_resolution_share"):
            value = getattr(self, name)
            if value is not None:
                found.append(Change(f"support.channels.*.{name}", "to", float(value), name))
        return found

    def per_month(self) -> float:
        """Return the money for seats, and what else is written, a month."""
        return super().per_month() + float(self.seats * self.cost_per_seat_per_month)


class QueuePriority(Action):
    """Serve the kinds of contact in another order."""

    type: Literal["queue_priority"]
    order: list[SupportKindName] = Field(min_length=1, max_length=3)
    """Kinds in the order in which they are served; those not named stay where they are."""

    def changes(self) -> list[Change]:
        """Return the places of the kinds it moves."""
        return [
            Change(f"support.kinds.{kind}.queue_place", "to", float(place), "order")
            for place, kind in enumerate(self.order)
        ]


class StaffTraining(Action):
    """Train the staff: they are kinder and solve more, and forget again without upkeep."""

    type: Literal["staff_training"]
    hours_per_person: Positive
    """Hours of training for each."""
    people: Count
    """How many are trained."""
    cost_per_hour: Positive
    """Money for an hour of one person: pay lost and the trainer's."""
    add_attitude: Score = assumed(0.0)
    """Change of their attitude."""
    add_first_contact_resolution: Score = assumed(0.0)
    """Change of the share solved at first contact."""
    half_life_days: Positive | None = assumed(180.0)
    """Days in which half of it is forgotten."""

    def changes(self) -> list[Change]:
        """Return what staff are like after it."""
        return by_the_staff(float(self.add_attitude), float(self.add_first_contact_resolution))

    def once(self) -> float:
        """Return the money for the hours, and what else is written, at the start."""
        return super().once() + float(self.hours_per_person * self.people * self.cost_per_hour)


class Process(Action):
    """Make the service process simpler and faster."""

    type: Literal["process"]
    contact_steps: Positive | None = None
    """Steps it will take until someone answers."""
    handle_times: Positive = assumed(1.0)
    """Working time relative to before."""
    add_first_contact_resolution: Score = assumed(0.0)
    """Change of the share solved at first contact."""

    def changes(self) -> list[Change]:
        """Return the steps, the working time and the solutions it moves."""
        found = by_the_staff(0.0, float(self.add_first_contact_resolution))
        if self.handle_times != 1.0:
            times = float(self.handle_times)
            found.append(Change("support.handle_times", "times", times, "handle_times"))
        if self.contact_steps is not None:
            steps = float(self.contact_steps)
            found.append(Change("support.contact_steps", "to", steps, "contact_steps"))
        return found
