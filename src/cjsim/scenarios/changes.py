"""What interventions and events do to the numbers of a market, as data."""

from __future__ import annotations

from typing import Literal, NamedTuple

How = Literal["to", "by", "times"]
OURS = "@ours"
"""Stands for the name of our brand in a path."""


class Change(NamedTuple):
    """A number that moves `to` a value, `by` an amount or `times` a factor.

    `path` is dotted; `*` in it stands for every name of a section. `key` is the key of the
    intervention or event that says by how much. `if_there` lets a market without the section
    be as it is; `after_days` is how much later than the event it begins.
    """

    path: str
    how: How
    amount: float
    key: str
    if_there: bool = False
    after_days: float = 0.0


def moved_to(change: Change, value: float) -> float:
    """Return what a change makes of a number when it works fully, before any bounds."""
    if change.how == "to":
        return change.amount
    return value + change.amount if change.how == "by" else value * change.amount


class Paid(NamedTuple):
    """Money an intervention costs each time something happens to someone of its audience.

    `mark` is the name of a `Mark`, `each` the money, `words` what it is paid for, as in "a
    person helped"; `times_path` names a share of the file: only so many of them are paid for.
    """

    mark: str
    each: float
    words: str
    times_path: str | None = None


class Names(NamedTuple):
    """Says of a text of the file that it names an entry of `section`: a rival's, or our own."""

    section: str
    is_rival: bool = False
    is_ours: bool = False
