"""How much room a brief takes on paper: what is too long for its page is printed smaller."""

from __future__ import annotations

import math

from cjsim.reports.content import Brief
from cjsim.reports.rows import Figures

PAGE = 270.0
"""Millimetres of A4 within the margins of `brief.html.j2`, less a little for other fonts."""
_SMALLEST = 0.7
_ROW, _HEAD = 6.1, 13.5


def zooms(brief: Brief) -> tuple[float, float]:
    """Return how large the two sheets of a brief are printed: 1 is full size, 0.7 the smallest.

    The heights are estimates, from the letters that have room on a line; tried in Chromium.
    """
    first, second = (
        max(min(PAGE / height, 1.0), _SMALLEST) for height in (_first(brief), _second(brief))
    )
    return first, second


def _first(brief: Brief) -> float:
    """Return the height of the question, the answer, the figures and the reasons."""
    answer = brief.answer
    height = 22.0 + 4.3 * _lines(brief.market, 62) + 7.2 * _lines(brief.question, 44)
    height += 4.8 * _lines(f"{brief.description} {brief.measures}", 94)
    height += 15.0 + 5.2 * _lines(answer.sentence, 62)
    height += sum(4.4 * _lines(words, 90) for words in (answer.money, answer.decision) if words)
    height += 14.0 + _figures(brief.money) + _figures(brief.people)
    titles = max((_lines(each.title, 30) for each in brief.reasons), default=1)
    details = max((_lines(each.detail, 38) for each in brief.reasons), default=0)
    height += 30.0 + 4.5 * titles + 4.3 * details
    return height + (0.0 if brief.others is None else _figures(brief.others) + 5.0)


def _second(brief: Brief) -> float:
    """Return the height of the map, the segments, what would change the answer, and the rest."""
    segments = 20.0 + 4.5 * _lines(brief.segments.sentence, 40)
    segments += sum(2.0 + 4.2 * _lines(row.label, 17) for row in brief.segments.rows)
    changes = 10.0 + sum(0.8 + 4.3 * _lines(words, 44) for words in brief.changes)
    changes += 4.3 * _lines(brief.turn_command, 26)
    rests = 22.0 + 4.5 * _lines(" ".join(brief.assumptions.sentences), 100)
    rests += sum(2.0 + 4.0 * _lines(row.label, 32) for row in brief.assumptions.rows)
    facts = 7.0 + sum(0.8 + 4.0 * _lines(fact.value, 80) for fact in brief.facts)
    return 103.0 + max(segments, changes) + rests + facts


def _figures(figures: Figures) -> float:
    return _HEAD + _ROW * len(figures.rows)


def _lines(words: str, n_signs: int) -> int:
    """Return on how many lines words have room."""
    return math.ceil(len(words) / n_signs)
