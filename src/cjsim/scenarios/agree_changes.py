"""What must agree about anything that names entries of the file and moves its numbers."""

from __future__ import annotations

from collections.abc import Iterator

from cjsim.errors import UserError
from cjsim.language import text
from cjsim.scenarios.actions import Action, ContactAction, Lever
from cjsim.scenarios.changes import OURS, Change, Names, moved_to
from cjsim.scenarios.checked import Checked
from cjsim.scenarios.errors import listed
from cjsim.scenarios.events import Drift, LeverEvent, Timed
from cjsim.scenarios.levers import takes_audience
from cjsim.scenarios.paths import bounds_of, expand_path, get_number
from cjsim.scenarios.quantity import Section
from cjsim.scenarios.wording import Finding, figure, in_bounds

Place = tuple[str, str]


def name_findings(market: Checked, place: Place, table: Section) -> Iterator[Finding]:
    """Yield a finding for each name in a table that is in no section it should be in."""
    for key, info in type(table).model_fields.items():
        for named in info.metadata:
            if not isinstance(named, Names):
                continue
            value = getattr(table, key)
            found: list[tuple[tuple[str | int, ...], str]] = []
            if isinstance(value, str):
                found = [((key,), value)]
            elif isinstance(value, list):
                found = [((key, i), each) for i, each in enumerate(value)]
            for where, name in found:
                yield from market.refers((*place, *where), name, named.section)
                if named.is_rival:
                    yield from _of_a_rival(market, (*place, *where), name)
                if named.is_ours and market.is_whole("brands"):
                    brand = market.scenario.brands.get(name)
                    if brand is not None and not brand.is_ours:
                        words = text(
                            '"{name}" is a competitor. Name our own brand.', {"name": name}
                        )
                        yield Finding((*place, *where), words)


def _of_a_rival(market: Checked, path: tuple[str | int, ...], brand: str) -> Iterator[Finding]:
    """Yield a finding when the one competitor that acts is our own brand."""
    brands = market.scenario.brands
    rivals = [name for name, each in brands.items() if not each.is_ours]
    if market.is_whole("brands") and len(rivals) == len(brands) - 1 and brands.get(brand):
        if brand not in rivals:
            yield Finding(
                path,
                text(
                    '"{brand}" is our own brand. Name a competitor ({rivals}); our own '
                    "price is moved by an intervention of type discount.",
                    {"brand": brand, "rivals": listed(rivals)},
                ),
            )


def change_findings(market: Checked, place: Place, table: Action | Timed) -> Iterator[Finding]:
    """Yield what is wrong with the numbers a named type moves: not there, or out of bounds."""
    if isinstance(table, Lever | LeverEvent | Drift):
        return
    changes = table.changes()
    if isinstance(table, Action) and not isinstance(table, ContactAction) and not changes:
        if type(table).changes is not Action.changes:
            keys = [key for key in type(table).model_fields if key not in Action.model_fields]
            known = text(" or ").join(key for key in keys if key != "type")
            yield Finding(place, text("it changes nothing. Add {known}.", {"known": known}))
    missing: set[str] = set()
    for change in changes:
        section = change.path.split(".", maxsplit=1)[0]
        if not market.is_whole(section) or section in missing:
            continue
        if market.scenario.__dict__.get(section) is None:
            missing.add(section)
            if not change.if_there:
                yield Finding(
                    place,
                    text(
                        "this market has no [{section}] section to change. Add one.",
                        {"section": section},
                    ),
                )
            continue
        for path in expand_path(market.scenario, change.path):
            yield from _stays(market, place, change, path)


def _stays(market: Checked, place: Place, change: Change, path: str) -> Iterator[Finding]:
    """Yield a finding when a number would leave its bounds."""
    try:
        bounds = bounds_of(market.scenario, path)
        now = get_number(market.scenario, path)
    except UserError as error:
        # an entry of a section that is not there has been named already
        if OURS in change.path or change.path.startswith("support."):
            key = "attribute" if OURS in change.path else change.key
            yield Finding((*place, key), f'"{path}": {error.remedy}')
        return
    value = moved_to(change, float(now))
    if not bounds.at_least - 1e-12 <= value <= bounds.at_most + 1e-12:
        yield Finding(
            (*place, change.key),
            text(
                "moves {path} from {now} to {value}: expected {bounds}.",
                {
                    "path": path,
                    "now": figure(now),
                    "value": figure(round(value, 9)),
                    "bounds": in_bounds(bounds),
                },
            ),
        )


def audience_of_changes(market: Checked, place: Place, action: Action) -> Iterator[Finding]:
    """Yield a finding when a named type that works for everyone is given an audience."""
    if not action.segments or isinstance(action, Lever) or not market.is_whole("brands"):
        return
    if any(not takes_audience(market.scenario, change.path) for change in action.changes()):
        kind = str(getattr(action, "type", ""))
        yield Finding(
            (*place, "segments"),
            text(
                "{kind} works for everyone, not for some segments only. Remove segments.",
                {"kind": kind},
            ),
        )
