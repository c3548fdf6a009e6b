"""Which numbers may move during a run, how far, and for whom."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from cjsim.errors import UserError
from cjsim.language import text
from cjsim.scenarios.actions import Lever
from cjsim.scenarios.changes import moved_to
from cjsim.scenarios.checked import Checked
from cjsim.scenarios.events import Drift, LeverEvent, Regulation, Timed
from cjsim.scenarios.paths import bounds_of, get_number
from cjsim.scenarios.quantity import Quantity
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.wording import Finding, figure, in_bounds

# Paths, or beginnings of paths, that are fixed once the population is made or the study is
# set; `*` stands for any one name.
FIXED_PATHS = (
    "scenario",
    "kpis",
    "monitors",
    "interventions",
    "peers.ties_per_customer",
    "peers.rewired_share",
    "peers.same_segment_share",
    "peers.household_size",
    "peers.ties.*.share",
    "peers.reviews.start_reviews_per_brand",
    "journey.start",
    "segments.*.share",
    "segments.*.price_sensitivity_cv",
    "segments.*.searching_share",
    "segments.*.evaluating_share",
    "brands.*.known_share",
    "brands.*.customer_share",
    "brands.*.opinion",
    "product.need_cv",
    "product.leave_cv",
    "channels.*.reach_share",
    "sales.*.available_share",
    "sales.*.stock_units",
    "support.channels.*.share",
    "trials.*.share",
)
# Paths a lever may move for some segments only; `brands.<ours>.price` is added where it is used.
AUDIENCE_PATHS = ("content", "journey", "peers", "sales", "explore", "loyalty", "products")
_PUBLIC_PATHS = (
    "peers.reviews.answer",  # what the firm does in the open, all see
    "journey.search.top_click_share",  # a search result stands where it stands for all
    "journey.search.click_decay",
)
_SHARED_KEYS = ("capacity_per_day", "restock_per_day", "cost_per_visit", "cost_per_month")
AnyLever = Lever | LeverEvent | Drift | Regulation
_CHANGES = ("to", "by", "times")


def is_fixed(path: str) -> bool:
    """Return whether a number cannot move during a run."""
    parts = path.split(".")
    return any(
        len(pattern) <= len(parts)
        and all(want in ("*", part) for want, part in zip(pattern, parts, strict=False))
        for pattern in (fixed.split(".") for fixed in FIXED_PATHS)
    )


def takes_audience(scenario: Scenario, path: str) -> bool:
    """Return whether a lever on this path can be for some segments only."""
    if path.startswith(_PUBLIC_PATHS) or path.rpartition(".")[2] in _SHARED_KEYS:
        return False
    ours = [f"brands.{name}.price" for name, brand in scenario.brands.items() if brand.is_ours]
    own = (*ours, "product.need_per_year")
    return path.split(".", maxsplit=1)[0] in AUDIENCE_PATHS or path in own


def furthest(lever: AnyLever, number: Quantity) -> tuple[float, float]:
    """Return the least and the most a lever can make of a number, over all their ranges."""
    change = change_of(lever)
    if change is None:
        return float(number), float(number)
    pairs = itertools.product(_ends(change[1]), _ends(number))
    made = [_moved(change[0], size, value) for size, value in pairs]
    return min(made), max(made)


def change_of(lever: AnyLever) -> tuple[str, Quantity] | None:
    """Return the change a lever makes, `to`, `by` or `times`, and its size."""
    for name in _CHANGES:
        size: Quantity | None = getattr(lever, name)
        if size is not None:
            return name, size
    return None


def _moved(change: str, size: float, value: float) -> float:
    size = float(size)
    return {"to": size, "by": value + size, "times": value * size}[change]


def _ends(number: Quantity) -> set[float]:
    return {float(number), *(end for end in (number.low, number.high) if end is not None)}


def lever_findings(market: Checked, place: tuple[str, str], lever: AnyLever) -> Iterator[Finding]:
    """Yield what is wrong with a lever: its change, its path, where it leads."""
    written = [name for name in _CHANGES if getattr(lever, name) is not None]
    if len(written) != 1:
        found = (
            text("{written} are written", {"written": text(" and ").join(written)})
            if written
            else text("no change is written")
        )
        yield Finding(
            (*place, written[1] if written else "path"),
            text(
                "{found}: exactly one of to (a value), by (an amount) or times (a "
                "factor) is needed.",
                {"found": found},
            ),
        )
    path = (*place, "path")
    changes = [change for change in lever.changes() if change.path == lever.path]
    if is_fixed(lever.path) or _is_of_dated_event(market, lever.path):
        yield Finding(
            path,
            text(
                '"{path}" cannot move during a run. {why}',
                {"path": lever.path, "why": _why(lever.path)},
            ),
        )
        return
    if not market.is_whole(lever.path.split(".", maxsplit=1)[0]):
        return
    try:
        number = get_number(market.scenario, lever.path)
    except UserError as error:
        yield Finding(path, f'"{lever.path}": {error.remedy}')
        return
    bounds = bounds_of(market.scenario, lever.path)
    value = moved_to(changes[0], number) if changes else number
    if len(written) == 1 and not bounds.at_least <= value <= bounds.at_most:
        yield Finding(
            (*place, written[0]),
            text(
                "moves {path} from {number} to {value}: expected {bounds}.",
                {
                    "path": lever.path,
                    "number": figure(number),
                    "value": figure(round(value, 9)),
                    "bounds": in_bounds(bounds),
                },
            ),
        )


def _is_of_dated_event(market: Checked, path: str) -> bool:
    """Return whether a path names an event whose days are settled when the run begins."""
    parts = path.split(".")
    events = market.entries("events")
    return parts[0] == "events" and len(parts) > 1 and isinstance(events.get(parts[1]), Timed)


def _why(path: str) -> str:
    section = path.split(".", maxsplit=1)[0]
    if section in ("scenario", "kpis"):
        return text("It is a setting of the study: change it in the file.")
    if section in ("events", "interventions"):
        return text("Change the number where it is written, or name what it should move.")
    return text(
        "It is settled when the population is made: change it in the file, or sweep over it."
    )


def audience_findings(market: Checked, place: tuple[str, str], lever: Lever) -> Iterator[Finding]:
    """Yield what is wrong with the audience of a lever."""
    if not lever.segments or is_fixed(lever.path):
        return
    path = (*place, "segments")
    section = lever.path.split(".", maxsplit=1)[0]
    if section == "segments":
        yield Finding(
            path, text('"{path}" already names its segment. Remove segments.', {"path": lever.path})
        )
    elif market.is_whole("brands") and not takes_audience(market.scenario, lever.path):
        yield Finding(
            path,
            text(
                '"{path}" is the same for everyone, so it cannot move for some '
                "segments only. Remove segments, or name a number under content, "
                "journey, peers, sales or explore, or our price.",
                {"path": lever.path},
            ),
        )
