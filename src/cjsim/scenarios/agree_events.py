"""What must agree about events: what they name, and when they come."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cjsim.scenarios.checked import Checked
from cjsim.scenarios.errors import listed
from cjsim.scenarios.levers import lever_findings
from cjsim.scenarios.schema_events import (
    CompetitorPriceCut,
    LeverEvent,
    Outage,
    StockOut,
    Timed,
    ViralReview,
    Worry,
)
from cjsim.scenarios.wording import Finding


def named(market: Checked) -> Iterator[Finding]:
    """Events name brands and sales channels that exist, and levers that may move."""
    for name, event in market.scenario.events.items():
        place = ("events", name)
        if isinstance(event, ViralReview | CompetitorPriceCut):
            yield from market.refers((*place, "brand"), event.brand, "brands")
        if isinstance(event, StockOut | Outage):
            yield from market.refers((*place, "sales"), event.sales, "sales")
        if isinstance(event, LeverEvent):
            yield from lever_findings(market, place, event)
        if isinstance(event, CompetitorPriceCut):
            yield from _of_a_rival(market, (*place, "brand"), event.brand)


def _of_a_rival(market: Checked, path: tuple[str, ...], brand: str) -> Iterator[Finding]:
    """Yield a finding when the one competitor that acts is our own brand."""
    brands = market.scenario.brands
    rivals = [name for name, each in brands.items() if not each.is_ours]
    if market.is_whole("brands") and len(rivals) == len(brands) - 1 and brands.get(brand):
        if brand not in rivals:
            yield Finding(
                path,
                f'"{brand}" is our own brand. Name a competitor ({listed(rivals)}); our own price '
                "is moved by an intervention of type discount.",
            )


def dates(market: Checked) -> Iterator[Finding]:
    """Events happen: on a day inside the run, or at random."""
    for name, event in market.scenario.events.items():
        if not isinstance(event, Timed):
            continue
        if event.start is not None:
            yield from market.in_run(("events", name, "start"), event.start)
        elif event.per_year == 0.0:
            yield Finding(
                ("events", name),
                "it never happens: it has no start and comes 0 times a year. "
                "Add start = a date, or per_year = a number above 0.",
            )


def worries(market: Checked) -> Iterator[Finding]:
    """Each kind of personal worry is described once."""
    first: dict[str, str] = {}
    for name, event in market.scenario.events.items():
        if not isinstance(event, Worry):
            continue
        if event.type in first:
            yield Finding(
                ("events", name, "type"),
                f'"{event.type}" is already described by [events.{first[event.type]}]: '
                "one table for each kind of worry. Join the two, adding their per_year.",
            )
        first.setdefault(event.type, name)


EVENT_CHECKS: tuple[Callable[[Checked], Iterator[Finding]], ...] = (named, dates, worries)
