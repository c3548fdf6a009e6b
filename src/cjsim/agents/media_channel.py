"""A media channel of ours: money becomes exposures."""

from __future__ import annotations

import math

import mesa
import numpy as np
from numpy.typing import NDArray

from cjsim.agents.voice import aimed_people, free_exposures
from cjsim.journey.market import DAYS_PER_MONTH, KINDS, MOMENTS
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.schema_market import Channel


class MediaChannel(mesa.Agent):
    """Turns spend into pressure, pressure into the chance to be met on a day.

    Pressure is exposures per reached person and day; it carries over from day to day
    (a_t = (1 - c) x_t + c a_(t-1), Broadbent 1979, scaled so that steady spend is itself).
    The chance to notice at least one among Poisson exposures is 1 - exp(-n a): it saturates.
    """

    def __init__(self, model: mesa.Model, name: str, number: int) -> None:
        """Take the channel's name and its number in the file, its slot in the market record."""
        super().__init__(model)
        self.name = name
        self.number = number
        self.pressure: float | None = None
        self.spend_today = 0.0

    def show(self, today: Scenario, markets: NDArray[np.void]) -> None:
        """Write what the channel is like into the market records, when numbers have changed."""
        channel = today.channels[self.name]
        if channel.moment == "contact":
            return  # nobody meets it by chance: contacts are made one by one
        arouse = float(channel.arouse_chance) * markets["content_arouse_times"]
        told = float(channel.information) * markets["content_inform_times"]
        for name, value in (
            ("aware", float(channel.aware_chance)),
            ("arouse", np.minimum(arouse, 1.0)),
            ("information", np.minimum(told, 1.0)),
            ("kind", KINDS.index(channel.kind)),
            ("credibility", float(channel.credibility)),
            ("tone", float(channel.tone)),
            ("brand", markets["ours"]),
            ("channel", self.number),
            ("moment", MOMENTS.index(channel.moment)),
        ):
            markets[f"media_{name}"][:, self.number] = value

    def act(self, today: Scenario, markets: NDArray[np.void]) -> None:
        """Spend the day's money, and write the chances of each segment to meet the channel."""
        channel = today.channels[self.name]
        buying = float(channel.spend_per_month) / DAYS_PER_MONTH
        self.spend_today = buying + float(channel.cost_per_month) / DAYS_PER_MONTH
        if channel.moment == "contact":
            return
        bought = self._exposures_per_person(today, channel, buying)
        carried = float(channel.carry_over_share)
        before = bought if self.pressure is None else self.pressure
        self.pressure = (1.0 - carried) * bought + carried * before
        noticed = self.pressure * float(channel.noticed_share)
        markets["media_chance"][:, self.number] = [
            1.0 - math.exp(-noticed * float(segment.media_times))
            for segment in today.segments.values()
        ]

    def exposures(self, today: Scenario) -> float:
        """Return exposures per person of the market and day, as things are today."""
        channel = today.channels[self.name]
        people = aimed_people(channel, today)
        if channel.moment == "search":
            people *= float(self.model.searching_share)
        return (self.pressure or 0.0) * people / float(today.scenario.people)

    def _exposures_per_person(self, today: Scenario, channel: Channel, buying: float) -> float:
        """Return exposures per reached person bought for `buying` money or had for nothing."""
        free = free_exposures(channel, today, self.model.good_words)
        cost = float(channel.cost_per_thousand)
        if cost == 0.0 or buying == 0.0:
            return free
        reached = aimed_people(channel, today)
        if channel.moment == "search":
            # only searchers meet it, so the money is spent on those who search
            reached *= self._searching_share()
        return free + buying / cost * 1000.0 / max(reached, 1.0)

    def _searching_share(self) -> float:
        """Return the share of people who searched yesterday, at least one in a thousand."""
        return max(float(self.model.searching_share), 0.001)
