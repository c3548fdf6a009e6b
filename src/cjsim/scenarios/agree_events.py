"""What must agree about events: what they name, and when they come."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cjsim.language import text
from cjsim.scenarios.agree_changes import change_findings, name_findings
from cjsim.scenarios.checked import Checked
from cjsim.scenarios.events import Drift, LeverEvent, Regulation, Timed, Worry
from cjsim.scenarios.events.personal import MAX_OTHER_WORRIES
from cjsim.scenarios.levers import lever_findings
from cjsim.scenarios.wording import Finding


def named(market: Checked) -> Iterator[Finding]:
    """Events name what exists, and move numbers that may move, within their bounds."""
    for name, event in market.scenario.events.items():
        place = ("events", name)
        yield from name_findings(market, place, event)
        if isinstance(event, Timed):
            yield from change_findings(market, place, event)
        if isinstance(event, LeverEvent | Drift) or (isinstance(event, Regulation) and event.path):
            yield from lever_findings(market, place, event)


def dates(market: Checked) -> Iterator[Finding]:
    """Events happen: on a day inside the run, or at random."""
    for name, event in market.scenario.events.items():
        if not isinstance(event, Timed):
            continue
        if event.start is not None:
            yield from market.in_run(("events", name, "start"), event.start)
        elif event.per_year == 0.0 and event.calendar is None:
            yield Finding(
                ("events", name),
                text(
                    "it never happens: it has no start and comes 0 times a year. Add "
                    "start = a date, or per_year = a number above 0, or calendar = a "
                    "feast."
                ),
            )


def worries(market: Checked) -> Iterator[Finding]:
    """Each known kind of personal worry is described once; others are few enough."""
    first: dict[str, str] = {}
    n_others = 0
    for name, event in market.scenario.events.items():
        if not isinstance(event, Worry):
            continue
        if event.type == "personal_other":
            n_others += 1
            if n_others > MAX_OTHER_WORRIES:
                yield Finding(
                    ("events", name, "type"),
                    text(
                        "{n_others} worries of the file's own; at most {max_other_worries}. "
                        "Join those that are alike.",
                        {"n_others": n_others, "max_other_worries": MAX_OTHER_WORRIES},
                    ),
                )
            continue
        if event.type in first:
            yield Finding(
                ("events", name, "type"),
                text(
                    '"{type}" is already described by [events.{first}]: one table for '
                    "each kind of worry. Join the two, adding their per_year.",
                    {"type": event.type, "first": first[event.type]},
                ),
            )
        first.setdefault(event.type, name)


EVENT_CHECKS: tuple[Callable[[Checked], Iterator[Finding]], ...] = (named, dates, worries)
