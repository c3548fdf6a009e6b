"""Where a market hurts: pains by name, each with how often it happened to the people.

This is all that the search for proposals asks of a diagnosis; any other source of pains can
take the place of `pains_of`.
"""

from __future__ import annotations

import numpy as np

from cjsim.history import History
from cjsim.journey.stages import Mark, Reason
from cjsim.journey.tally import AWARE, MARKS, REASONS
from cjsim.scenarios.schema import Scenario

PAINS: dict[str, str] = {
    "waiting": "waited longer for support than is taken as normal, or gave up waiting",
    "staff_attitude": "were left alone with a problem, or still had it after an answer",
    "cumbersome_steps": "left the checkout half-way",
    "payment_obstacles": "failed to pay, or refused the delivery at the door",
    "quality_below_expectation": "were disappointed, or had a product that failed",
    "information_hard_to_find": "gave up a search in which they found nothing",
    "onboarding_trouble": "had trouble setting the product up",
    "unknown_brand": "chose without knowing us",
    "undecided": "compared and bought nothing",
    "bad_word": "wrote a bad review",
    "leaving": "left us",
}
"""The pains there are, and what happened to those who felt them."""


def pains_of(scenario: Scenario, history: History) -> dict[str, float]:
    """Return how often each pain was felt in a run, times for all the people, by name.

    Args:
        scenario: The market that was run.
        history: What its run recorded.
    """
    total = history.tallies.sum(axis=(0, 1))
    weight = scenario.weight

    def marks(*names: Mark) -> float:
        return weight * float(sum(total[MARKS + mark] for mark in names))

    def reasons(*names: Reason) -> float:
        return weight * float(sum(total[REASONS + reason] for reason in names))

    known = float(history.tallies[:, :, AWARE].sum(axis=1).mean())
    known_share = known / scenario.n_customers()
    choices = reasons(Reason.CHOSE_RIVAL, Reason.CHOSE_NOTHING)
    return {
        "waiting": _late_replies(scenario, history) + float(history.tickets_abandoned.sum()),
        "staff_attitude": marks(Mark.LEFT_ALONE) + reasons(Reason.STILL_UNSOLVED),
        "cumbersome_steps": marks(Mark.ABANDONED),
        "payment_obstacles": reasons(Reason.PAYMENT_FAILED, Reason.REFUSED_AT_DOOR),
        "quality_below_expectation": marks(Mark.DISAPPOINTED, Mark.FAILED),
        "information_hard_to_find": reasons(Reason.GAVE_UP, Reason.FOUND_NOTHING),
        "onboarding_trouble": marks(Mark.SETUP_TROUBLE),
        "unknown_brand": choices * (1.0 - known_share),
        "undecided": reasons(Reason.CHOSE_NOTHING) * known_share,
        "bad_word": marks(Mark.REVIEWED_BADLY),
        "leaving": marks(Mark.LEFT),
    }


def _late_replies(scenario: Scenario, history: History) -> float:
    """Return the first replies that came later than customers take as normal."""
    if scenario.support is None or not history.waits:
        return 0.0
    late = np.concatenate(history.waits) > float(scenario.support.reference_wait_hours)
    return float(late.sum())
