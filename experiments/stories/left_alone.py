"""What becomes of customers left alone with a problem?

The same people meet the same problems with a good desk and with one unskilled person. Those
who were helped at the good desk and left alone at the poor one are compared with themselves.
"""

from __future__ import annotations

import numpy as np
from shop import market, tell

from cjsim import JourneyModel, Mark, Relation


class _Watched(JourneyModel):
    """A model that remembers who was left alone, who turned to the desk, and who spoke."""

    def watch(self) -> None:
        """Look for the first time at the customers of a market about to begin."""
        n_customers = self.records.size
        self.was_left_alone = np.zeros(n_customers, bool)
        self.had_problem = np.zeros(n_customers, bool)
        self.n_good_words = np.zeros(n_customers)
        self.n_bad_words = np.zeros(n_customers)

    def step(self) -> None:
        """Live a day, and note what the marks of the day say."""
        super().step()
        marks = self.records["marks"]
        self.was_left_alone |= _has(marks, Mark.LEFT_ALONE)
        self.had_problem |= _has(marks, Mark.TICKET_OPENED)
        self.n_good_words += _has(marks, Mark.SAID_POSITIVE)
        self.n_bad_words += _has(marks, Mark.SAID_NEGATIVE)


def _has(marks: np.ndarray, mark: Mark) -> np.ndarray:
    return (marks >> np.uint64(mark)) & np.uint64(1) == 1


def play(customers: int = 4000) -> dict[str, float]:
    """Return how the same customers fared, helped and left alone."""
    models = {}
    for plan in ("keep", "poor_desk"):
        model = _Watched(market(), plan=plan, customers=customers, panel=0)
        model.watch()
        for _ in range(model.market_file.n_days()):
            model.step()
        model.close()
        models[plan] = model
    good, poor = models["keep"], models["poor_desk"]
    forked = good.had_problem & ~good.was_left_alone & poor.was_left_alone
    return {
        "n_forked": float(forked.sum()),
        "stayed_helped": float((good.records["relation"][forked] == Relation.CUSTOMER).mean()),
        "stayed_left_alone": float((poor.records["relation"][forked] == Relation.CUSTOMER).mean()),
        "orders_helped": float(good.orders[forked].mean()),
        "orders_left_alone": float(poor.orders[forked].mean()),
        "trust_helped": float(good.records["trust"][forked].mean()),
        "trust_left_alone": float(poor.records["trust"][forked].mean()),
        "good_words_helped": float(good.n_good_words[forked].mean()),
        "good_words_left_alone": float(poor.n_good_words[forked].mean()),
        "bad_words_helped": float(good.n_bad_words[forked].mean()),
        "bad_words_left_alone": float(poor.n_bad_words[forked].mean()),
    }


def say(found: dict[str, float]) -> str:
    """Return the finding in words."""
    return (
        f"{found['n_forked']:.0f} simulated customers were helped by the good desk and left alone "
        f"by the poor one. The same people, helped against left alone:\n"
        f"still our customers {found['stayed_helped']:.0%} against "
        f"{found['stayed_left_alone']:.0%}; orders {found['orders_helped']:.2f} against "
        f"{found['orders_left_alone']:.2f}; "
        f"trust {found['trust_helped']:.2f} against {found['trust_left_alone']:.2f}; "
        f"good words {found['good_words_helped']:.2f} against "
        f"{found['good_words_left_alone']:.2f}; bad words {found['bad_words_helped']:.2f} against "
        f"{found['bad_words_left_alone']:.2f}."
    )


if __name__ == "__main__":
    tell(play, say)
