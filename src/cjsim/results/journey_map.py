"""The journey map: stage by stage, touchpoint by touchpoint, what customers do and feel."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cjsim.history import History
from cjsim.journey.stages import N_REASONS, Mark, Reason, Stage
from cjsim.journey.tally import EXPOSURES, MARKS, REASONS
from cjsim.journey.touching import (
    BAD,
    BAD_DROPPED,
    CONTACTS,
    DROPPED,
    EMOTION,
    MINUTES,
    N_POINTS,
    SCORE,
    VISITS,
    WAIT_HOURS,
    WORRY,
    Point,
)
from cjsim.language import message, share, speaking, text
from cjsim.results.experience import quantiles
from cjsim.results.rates import Rates, rates_of
from cjsim.results.touchpoints import ACTIONS, kind_of, point_names
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.type_names import named

_WANTS = {
    Stage.UNAWARE: message("nothing of us yet"),
    Stage.AWARENESS: message("to be reminded when it needs something"),
    Stage.SEARCH: message("clear information that is easy to find"),
    Stage.EVALUATION: message("to compare"),
    Stage.PURCHASE: message("to buy with little effort and be sure of it"),
    Stage.USE: message("a product that does what was promised"),
    Stage.SUPPORT: message("a quick answer that helps"),
    Stage.LAPSED: message("a reason to come back"),
}


def journey_map(scenario: Scenario, history: History) -> pd.DataFrame:
    """Return one row per stage and touchpoint, in the order of the journey.

    Columns: stage; touchpoint; action, what customers do there; wants, what they want in the
    stage, with what their segments care for most; motive, the commonest reason for entering
    the stage, with its share; contacts, days at the touchpoint of all the people; score,
    mean of what was felt, -2 to 2 (0 as usual); worry, mean risk perceived, 0 to 1;
    emotion_median and emotion_spread (between the quartiles), -2 to 2; wait_hours and minutes,
    means of a contact; drop_off_share, contacts after which the journey (in use and support:
    the relation) ended / contacts; pain, share of what was felt that was bad (-1 or less);
    opportunity, money lost by bad contacts (see `lost_orders` and `Rates`), in the scenario's
    currency; n, simulated contacts it rests on. Action, wants and motive are in the language
    spoken.

    Media exposures and contact programmes stand in the stage "awareness" with their contacts
    alone, except programmes whose contacts are logged, which stand where they were met.
    """
    sums = history.touch_sums.sum(axis=0)
    rates = rates_of(history)
    names = point_names(scenario)
    motives = _motives(history)
    wants = _wants(scenario)
    rows: list[dict[str, Any]] = []
    for stage in Stage:
        if stage == Stage.AWARENESS:
            rows += _media_rows(scenario, history, sums, wants[stage], motives[stage])
        for point in range(N_POINTS):
            by_aspect = sums[stage, point]
            if by_aspect[:, CONTACTS].sum() > 0.0:
                rows.append(
                    {
                        "stage": stage.name.lower(),
                        "touchpoint": names[point],
                        "action": text(ACTIONS[kind_of(point)]),
                        "wants": wants[stage],
                        "motive": motives[stage],
                        **_felt(by_aspect, stage, rates, scenario.weight),
                    }
                )
    return pd.DataFrame(rows, columns=_COLUMNS)


def map_to_save(scenario: Scenario, history: History) -> pd.DataFrame:
    """Return the journey map as files hold it: in English, whatever is spoken."""
    with speaking("en"):
        return journey_map(scenario, history)


_COLUMNS = [
    "stage", "touchpoint", "action", "wants", "motive", "contacts", "score", "worry",
    "emotion_median", "emotion_spread", "wait_hours", "minutes", "drop_off_share", "pain",
    "opportunity", "n",
]  # fmt: skip


def _felt(
    by_aspect: NDArray[np.float64], stage: Stage, rates: Rates, weight: float
) -> dict[str, float]:
    """Return what a touchpoint's sums (aspects, columns) say."""
    total = by_aspect.sum(axis=0)
    contacts, visits = float(total[CONTACTS]), float(total[VISITS])
    low, median, high = quantiles(total[EMOTION:], (0.25, 0.5, 0.75))
    lost = sum(lost_orders(row, total, stage, rates) for row in by_aspect)
    return {
        "contacts": weight * visits,
        "score": total[SCORE] / contacts,
        "worry": total[WORRY] / contacts,
        "emotion_median": median,
        "emotion_spread": high - low,
        "wait_hours": total[WAIT_HOURS] / visits,
        "minutes": total[MINUTES] / visits,
        "drop_off_share": total[DROPPED] / visits,
        "pain": total[BAD] / contacts,
        "opportunity": weight * lost * rates.margin,
        "n": visits,
    }


def lost_orders(
    row: NDArray[np.float64], total: NDArray[np.float64], stage: int, rates: Rates
) -> float:
    """Return the orders lost by the bad contacts with one aspect of a touchpoint in a stage.

    They are bad contacts x (drop-off share of bad ones - drop-off share of the contacts there
    that were not bad, at least 0) x orders lost with a drop-out of that stage: only what
    exceeds the drop-off that better contacts have too is laid at their door. `row` holds the
    sums of the aspect, `total` those of all aspects of the touchpoint.
    """
    bad, better = float(row[BAD]), float(total[CONTACTS] - total[BAD])
    if bad == 0.0:
        return 0.0
    usual = float(total[DROPPED] - total[BAD_DROPPED]) / better if better else 0.0
    excess = max(float(row[BAD_DROPPED]) / bad - usual, 0.0)
    return bad * excess * float(rates.orders_per_loss[stage])


def _media_rows(
    scenario: Scenario, history: History, sums: NDArray[np.float64], wants: str, motive: str
) -> list[dict[str, Any]]:
    """Return rows of our media and of the programmes that only their contacts are known of."""
    total = history.tallies.sum(axis=(0, 1))
    met = {
        name: (float(total[EXPOSURES + slot]), text("meets our media"), f"media: {name}")
        for slot, name in enumerate(scenario.channels)
    }
    is_logged = sums[:, Point.PROGRAMME :, :, CONTACTS].sum() > 0.0
    if not is_logged:
        contacted = float(total[MARKS + Mark.CONTACTED])
        met["contacts"] = (
            contacted,
            text(ACTIONS[Point.PROGRAMME]),
            "programme: all contacts",
        )
    return [
        {
            "stage": "awareness",
            "touchpoint": name,
            "action": action,
            "wants": wants,
            "motive": motive,
            "contacts": scenario.weight * count,
            "n": count,
        }
        for count, action, name in met.values()
        if count > 0.0
    ]


def _wants(scenario: Scenario) -> dict[Stage, str]:
    """Return what customers want by stage, with what they care for most when comparing."""
    weights = dict.fromkeys(scenario.product.attributes, 0.0)
    for segment in scenario.segments.values():
        for attribute, weight in segment.tastes.items():
            weights[attribute] += float(segment.share) * float(weight)
    first = sorted(weights, key=lambda name: -weights[name])[:2]
    most = {"most": text(" and ").join(named(name) for name in first)}
    wants = {stage: text(words) for stage, words in _WANTS.items()}
    wants[Stage.EVALUATION] += text(", above all by {most}", most)
    wants[Stage.USE] += text(", above all in {most}", most)
    return wants


_ENTERING = {
    Stage.AWARENESS: (Reason.HEARD_MEDIA, Reason.HEARD_TALK, Reason.HEARD_FIRM),
    Stage.SEARCH: (
        Reason.NEED_AROSE,
        Reason.AROUSED_BY_MEDIA,
        Reason.AROUSED_BY_TALK,
        Reason.ANSWERED_CONTACT,
    ),
    Stage.EVALUATION: (Reason.INFORMED, Reason.RECONSIDERED, Reason.BUYS_AGAIN),
    Stage.PURCHASE: (Reason.CHOSE_US,),
    Stage.USE: (Reason.RECEIVED,),
    Stage.SUPPORT: (Reason.HAS_QUESTION, Reason.PRODUCT_FAILED, Reason.CANNOT_SET_UP),
    Stage.LAPSED: tuple(Reason(code) for code in range(Reason.LEFT_TOO_HARD, Reason.OWN_RULE)),
}
"""The reasons that lead into a stage, on the way to us; the map is of our journey."""

_MOTIVE_WORDS = {
    Reason.HEARD_FIRM: message("contacted by us"),
    Reason.ANSWERED_CONTACT: message("took up our contact"),
    Reason.INFORMED: message("knew enough"),
    Reason.RECONSIDERED: message("sent back by others"),
    Reason.BUYS_AGAIN: message("buys again without a search"),
    Reason.CHOSE_RIVAL: message("chose a rival"),
    Reason.RECEIVED: message("received our product"),
    Reason.RECEIVED_RIVAL: message("received a rival's product"),
    Reason.HAS_QUESTION: message("has a question"),
    Reason.PRODUCT_FAILED: message("the product failed"),
    Reason.CANNOT_SET_UP: message("cannot set it up"),
    Reason.LEFT_INACTIVE: message("bought nothing for very long"),
    Reason.LEFT_TRIAL: message("did not pay after the trial"),
}
"""Reasons whose name alone does not say enough."""


def _motives(history: History) -> dict[Stage, str]:
    """Return the commonest reason for entering each stage, with its share of them."""
    counts = history.tallies.sum(axis=(0, 1))[REASONS : REASONS + N_REASONS]
    motives = dict.fromkeys(Stage, "")
    for stage, reasons in _ENTERING.items():
        total = float(sum(counts[reason] for reason in reasons))
        if total > 0.0:
            top = max(reasons, key=lambda reason: float(counts[reason]))
            words = text(_MOTIVE_WORDS.get(top, top.name.lower().replace("_", " ")))
            motives[stage] = f"{words} ({share(float(counts[top]) / total, 0)})"
    return motives
