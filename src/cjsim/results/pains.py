"""The pains there are: those felt in contacts, and those that end a journey without one."""

from __future__ import annotations

import pandas as pd

from cjsim.history import History
from cjsim.journey.stages import Mark, Reason, Stage
from cjsim.journey.tally import AWARE, MARKS, OWNER_COUNT, REASONS
from cjsim.journey.touching import FACTORS, Aspect, Point
from cjsim.language import message
from cjsim.results.rates import Rates
from cjsim.results.touchpoints import kind_of
from cjsim.scenarios.schema import Scenario

IN_CONTACTS: dict[str, str] = {
    message("waiting"): message("waited long for an answer or a delivery"),
    message("poor advice or treatment"): message(
        "were advised or treated badly, or left alone with a problem"
    ),
    message("cumbersome steps"): message(
        "had to make much effort to order, to use it or to reach us"
    ),
    message("payment obstacles"): message("could not pay, or only with much effort"),
    message("quality below expectation"): message(
        "had a product or system that did less than was expected"
    ),
    message("information hard to find"): message("looked for something and did not find it"),
    message("onboarding trouble"): message("had trouble setting the product up"),
    message("bad word"): message("heard or read bad things of us"),
    message("too many messages"): message("were contacted by us once too often"),
}
"""Pains felt in contacts, and what happened to those who felt them."""
IN_OUTCOMES: dict[str, str] = {
    message("order given up"): message("left the checkout half-way"),
    message("refused at the door"): message("refused the delivery at the door"),
    message("unknown brand"): message("chose without knowing us"),
    message("undecided"): message("knew us, compared and bought nothing"),
    message("leaving"): message("left us"),
}
"""Pains that show in how journeys end, not in any one contact."""
PAINS = IN_CONTACTS | IN_OUTCOMES
"""All pains by name, the same in a diagnosis and in proposals."""
LOSSES_COLUMNS = ["pain", "times", "share", "lost_orders", "money_lost", "unseen_share"]


def pain_of(point: int, aspect: Aspect) -> str:
    """Return what kind of pain a bad contact is, by its touchpoint and aspect."""
    kind = kind_of(point)
    if kind == Point.SETUP:
        return "onboarding trouble"
    if kind == Point.PROGRAMME:
        return "too many messages"
    if kind in (Point.PEOPLE, Point.EXPERIENCED_USER, Point.REVIEWS):
        return "bad word"
    if aspect == Aspect.REPLY_TIME or kind == Point.DELIVERY:
        return "waiting"
    if kind == Point.PAYMENT:
        return "payment obstacles"
    if aspect in (Aspect.BUYING_EFFORT, Aspect.USE_EFFORT) or kind == Point.ORDER:
        return "cumbersome steps"
    if aspect in FACTORS["product_and_service"] or kind in (Point.PRODUCT, Point.SYSTEM):
        return "quality below expectation"
    if kind == Point.OWN_CONTENT or aspect == Aspect.INFORMATION:
        return "information hard to find"
    return "poor advice or treatment"


def losses_of(scenario: Scenario, history: History, rates: Rates) -> pd.DataFrame:
    """Return the pains that show in how journeys end, the costliest first.

    Columns: pain; times it happened to the people; share of the times it could have happened;
    lost_orders, times x the orders a customer at that stage brings (`Rates`; each refused
    order is one); money_lost, these x what an order leaves; unseen_share, of those to whom it
    happened. What our own pages and books show counts as seen; why customers left, as far as
    the CRM was told. Who knows us is told of the average of all people, not of those who choose.
    """
    total, weight = history.tallies.sum(axis=(0, 1)), scenario.weight

    def times(place: int) -> float:
        return weight * float(total[place])

    known = float(history.tallies[:, :, AWARE].sum(axis=1).mean()) / scenario.n_customers()
    nothing = times(REASONS + Reason.CHOSE_NOTHING)
    chosen = times(REASONS + Reason.CHOSE_US)
    without_us = nothing + times(REASONS + Reason.CHOSE_RIVAL)
    ordered, given_up = times(MARKS + Mark.ORDERED), times(MARKS + Mark.ABANDONED)
    refused, left = times(REASONS + Reason.REFUSED_AT_DOOR), times(MARKS + Mark.LEFT)
    told = 0.0 if history.book is None else weight * float((history.book.told_reason > 0).sum())
    at_start = weight * float(history.tallies[0, :, OWNER_COUNT].sum())
    owners = at_start + times(MARKS + Mark.FIRST_ORDER)
    hidden = 1.0 - min(told / left, 1.0) if left else 1.0
    per_loss = rates.orders_per_loss
    choices = without_us + chosen
    rows = [
        ("order given up", given_up, given_up + ordered, per_loss[Stage.PURCHASE], 0.0),
        ("refused at the door", refused, ordered, 1.0, 0.0),
        ("unknown brand", without_us * (1.0 - known), choices, per_loss[Stage.EVALUATION], 1.0),
        ("undecided", nothing * known, choices, per_loss[Stage.EVALUATION], 1.0),
        ("leaving", left, owners, per_loss[Stage.USE], hidden),
    ]
    found = [
        (pain, n, n / of if of else 1.0, n * each, n * each * rates.margin, unseen)
        for pain, n, of, each, unseen in rows
        if n > 0.0
    ]
    table = pd.DataFrame(found, columns=LOSSES_COLUMNS)
    return table.sort_values(
        ["money_lost", "times"], ascending=False, kind="stable", ignore_index=True
    )
