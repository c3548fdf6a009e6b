"""Each mechanism can be turned off: what it makes happen is then gone, and only with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pytest

from cjsim import JourneyModel, Mark, Reason
from cjsim.agents.population import make_population
from cjsim.journey.tally import EXPOSURES, MARKS, STAGES
from cjsim.results.feedback import feedback_counts
from cjsim.scenarios.schema import Switches
from tests.case import exposures
from tests.lab import count, live, market, model_of, moves, reasons

WORRIES = {
    "money": {"type": "personal_finance", "per_year": 4.0, "lasts_days": 20},
    "mood": {"type": "personal_psychology", "per_year": 4.0, "lasts_days": 20},
    "time": {"type": "personal_time", "per_year": 4.0, "lasts_days": 20},
}
SWITCHES = tuple(name for name in Switches.model_fields if name != "source")


@dataclass(frozen=True)
class Case:
    """What vanishes with a mechanism: marks, reasons, and anything else that can be counted.

    `stays` are marks that must still be there, so that not simply everything has stopped.
    """

    marks: tuple[Mark, ...] = ()
    why: tuple[Reason, ...] = ()
    also: tuple[Callable[[JourneyModel], float], ...] = ()
    stays: tuple[Mark, ...] = (Mark.ORDERED, Mark.EXPOSED, Mark.SAID_POSITIVE)
    changes: dict[str, Any] = field(default_factory=dict)


def met_media(model: JourneyModel) -> float:
    return float(model.history.tallies[:, :, EXPOSURES : EXPOSURES + 32].sum())


def waiting_for_the_desk(model: JourneyModel) -> float:
    return float(model.history.tallies[:, :, STAGES + 6].sum())


def opinions_moved(model: JourneyModel) -> float:
    """By how much opinions of us have moved of people who have never ordered from us."""
    ours = list(model.market_file.brands).index(model.market_file.our_brand)
    before = make_population(model.market_file, model.luck_seed)["opinion"][:, ours]
    moved = np.abs(model.records["opinion"][:, ours].astype(int) - before)
    return float(moved[model.records["n_orders"] == 0].sum())


def tickets(model: JourneyModel) -> float:
    return float(model.history.tickets_opened.sum() + model.history.backlog.sum())


CASES: dict[str, Case] = {
    "media": Case(
        marks=(Mark.EXPOSED,),
        why=(Reason.HEARD_MEDIA, Reason.AROUSED_BY_MEDIA),
        also=(met_media,),
        stays=(Mark.ORDERED, Mark.SAID_POSITIVE, Mark.VISITED),
    ),
    "forgetting": Case(
        why=(Reason.FORGOT,),
        changes={"journey.awareness.forget_per_year_share": 0.9},
    ),
    "word_of_mouth": Case(
        marks=(Mark.HEARD_POSITIVE, Mark.HEARD_NEGATIVE),
        why=(Reason.HEARD_TALK, Reason.AROUSED_BY_TALK),
        changes={"peers.arouse_chance": 0.1},
    ),
    "reviews": Case(
        marks=(Mark.READ_REVIEWS, Mark.LEARNED_REVIEWS, Mark.REVIEWED_WELL, Mark.REVIEWED_BADLY),
    ),
    "persuasion": Case(
        also=(opinions_moved,),
        changes={
            "content.attractiveness": 1.0,
            "peers.network": "none",
            "peers.reviews.read_share": 0.0,
        },
    ),
    "earned_media": Case(
        also=(lambda model: exposures(model, "pages"),),
        changes={
            "channels.pages.exposures_per_week": 0.0,
            "channels.pages.searches_per_week": 0.0,
            "channels.pages.earned_per_message": 500.0,
        },
    ),
    "experienced_users": Case(marks=(Mark.ASKED_EXPERIENCED,)),
    "feedback": Case(also=(lambda model: float(feedback_counts(model.history).sum()),)),
    "ask_in_search": Case(marks=(Mark.ASKED_IN_SEARCH, Mark.ASKED_EXPERIENCED)),
    "talk_in_evaluation": Case(marks=(Mark.TALKED_IN_EVALUATION,)),
    "explore": Case(marks=(Mark.EXPLORED,)),
    "stock": Case(marks=(Mark.FOUND_EMPTY,), changes={"sales.website.stock_units": 100}),
    "late_delivery": Case(
        marks=(Mark.DELIVERED_LATE,), changes={"sales.website.on_time_share": 0.5}
    ),
    "trial_requests": Case(
        why=(Reason.TRIAL_NOT_ANSWERED,),
        also=(lambda model: float(model.history.trials.sum()),),
        changes={
            "product.kind": "subscription",
            "product.trial_days": 5,
            "trials.sales.capacity_per_day": 2.0,
        },
    ),
    "regret": Case(marks=(Mark.DECIDED_WELL, Mark.REGRETTED)),
    "attitude_of_others": Case(
        marks=(Mark.ASKED_BEFORE_BUYING, Mark.PEERS_WERE_NEGATIVE),
        why=(Reason.RECONSIDERED, Reason.PUT_OFF_BY_OTHERS),
        changes={"journey.purchase.max_rounds": 2, "journey.purchase.reconsider_threshold": 0.2},
    ),
    "unexpected_situations": Case(
        marks=(Mark.WORRIED, Mark.PAUSED, Mark.RESUMED, Mark.CANCELLED),
        why=(Reason.CANCELLED_FINANCE, Reason.CANCELLED_PSYCHOLOGY, Reason.CANCELLED_TIME),
    ),
    "onboarding": Case(
        marks=(Mark.SETUP_TROUBLE, Mark.SETUP_HELPED),
        why=(Reason.CANNOT_SET_UP,),
        changes={"journey.use.setup_help_share": 0.5},
    ),
    "failures": Case(
        marks=(Mark.FAILED,),
        why=(Reason.PRODUCT_FAILED,),
        changes={"product.failure_per_year": 1.0},
    ),
    "system_failures": Case(
        marks=(Mark.SYSTEM_FAILED,),
        changes={"product.uptime_share": 0.95},
    ),
    "ladder": Case(marks=(Mark.CLIMBED,)),
    "support": Case(
        marks=(Mark.TICKET_OPENED, Mark.REPLIED, Mark.GAVE_UP_WAITING, Mark.LEFT_ALONE),
        why=(Reason.LEFT_BAD_SUPPORT, Reason.STILL_UNSOLVED),
        also=(waiting_for_the_desk, tickets),
        stays=(Mark.SOLVED, Mark.ORDERED, Mark.SETUP_TROUBLE),
    ),
    "leaving": Case(
        why=(Reason.LEFT_DISSATISFIED, Reason.LEFT_BAD_SUPPORT),
        stays=(Mark.ORDERED, Mark.DISAPPOINTED, Mark.LEFT_ALONE),
        changes={"journey.purchase.return_share": 0.0, "journey.use.experience_sd": 0.3},
    ),
    "crm": Case(
        marks=(Mark.IDENTIFIED,),
        also=(lambda model: float(model.history.book is not None),),
        changes={"crm": {}},
    ),
    "unsubscribing": Case(
        marks=(Mark.UNSUBSCRIBED,),
        changes={
            "interventions.mail": {
                "type": "contact",
                "channel": "letters",
                "information": 0.1,
                "every_days": 5,
                "unsubscribe_share": 0.9,
            },
            "plans.act": ["sale", "mail"],
        },
    ),
    "research": Case(
        also=(lambda model: float(len(model.history.surveys) + len(model.history.listened)),),
        changes={"research": {"survey": {}, "listening": {}}},
    ),
    "loyalty": Case(
        also=(lambda model: float(model.n_offers),),  # kept by `lived` below
        changes={"loyalty": {"points_share": 0.2}},
    ),
    "competitor_reaction": Case(
        also=(lambda model: float(model.price_cut),),  # kept by `lived` below
        stays=(Mark.ORDERED_RIVAL, Mark.ORDERED),
    ),
}


def test_each_switch_has_a_case():
    assert sorted(CASES) == sorted(SWITCHES)


@cache
def lived(name: str, is_on: bool) -> JourneyModel:
    """The market of a case with its mechanism on or off, under a discount of ours."""
    changes = {**CASES[name].changes, f"scenario.switches.{name}": is_on}
    sale = {"type": "discount", "share": 0.2, "start": "2027-01-10"}
    return live(market({"sale": sale}, WORRIES, changes), "act", watch=_note_price_cut)


def _note_price_cut(model: JourneyModel) -> None:
    roaster = list(model.market_file.brands).index("roaster")
    listed = float(model.market_file.brands["roaster"].price)
    model.price_cut = listed - float(model.markets["brand_price"][0, roaster])
    model.n_offers = np.count_nonzero(model.records["offer_bp"])


@pytest.mark.parametrize("name", SWITCHES)
def test_what_a_mechanism_does_is_there_with_it_and_gone_without(name):
    case, on, off = CASES[name], lived(name, True), lived(name, False)
    for mark in case.marks:
        assert count(on, mark) > 0, mark
        assert count(off, mark) == 0, mark
    for reason in case.why:
        assert reasons(on, reason) > 0, reason
        assert reasons(off, reason) == 0, reason
    for found in case.also:
        assert found(on) > 0
        assert found(off) == 0
    for mark in case.stays:
        assert count(on, mark) > 0, mark
        assert count(off, mark) > 0, mark


@pytest.mark.parametrize("name", SWITCHES)
def test_all_other_mechanisms_still_work_without_it(name):
    """Off, no mark vanishes but those the case names (or rests on: none, or few, were there)."""
    on, off = lived(name, True), lived(name, False)
    marks = [on.history.tallies[:, :, MARKS + mark].sum() for mark in Mark]
    rare = 10
    gone = {m for m in Mark if marks[m] >= rare and count(off, m) == 0}
    assert gone == {m for m in CASES[name].marks if marks[m] >= rare}


def test_rivals_follow_a_price_cut_by_their_share_after_their_delay():
    prices = []
    scenario = market({"sale": {"type": "discount", "share": 0.2}})
    roaster = list(scenario.brands).index("roaster")
    live(scenario, "act", watch=lambda m: prices.append(m.markets["brand_price"][0, roaster]))
    assert prices[:7] == [122.0] * 7
    assert prices[7:] == pytest.approx([122.0 * (1 - 0.5 * 0.2)] * (len(prices) - 7))


@pytest.mark.parametrize("is_on", [True, False])
def test_subscribers_stay_when_nobody_leaves(is_on):
    changes = {
        "product.kind": "subscription",
        "product.renewal_days": 10,
        "product.leave_per_renewal_share": 0.3,
        "scenario.switches.leaving": is_on,
    }
    model = live(market(changes=changes))
    assert count(model, Mark.RENEWED) > 0
    assert (count(model, Mark.LEFT) > 0) is is_on


def test_without_support_a_problem_is_solved_on_the_spot():
    model = model_of(market(changes={"scenario.switches.support": False}))
    for _day in range(30):
        model.step()
        assert not np.any(model.records["ticket"])
    assert count(model, Mark.SOLVED) > 0
    assert moves(model, 5, 6) == 0
