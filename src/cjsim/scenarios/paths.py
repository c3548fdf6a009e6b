"""The one path language: `segments.students.price_sensitivity` names a number of the file.

Interventions, events, sweeps, calibration, sensitivity and the dashboard all use it.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from cjsim.errors import UserError
from cjsim.language import text
from cjsim.scenarios.changes import OURS
from cjsim.scenarios.errors import MAX_COMPARED, listed, nearest
from cjsim.scenarios.kinds import between, field_kind, item_kind
from cjsim.scenarios.quantity import ASSUMPTION, CLAIM, Between, Quantity, Section
from cjsim.scenarios.schema import Scenario


def all_numbers(scenario: Scenario) -> dict[str, Quantity]:
    """Return every number of a scenario by its path, defaults included, in file order."""
    return dict(_numbers(scenario, ""))


def _numbers(node: Section | Mapping[str, object], prefix: str) -> Iterator[tuple[str, Quantity]]:
    for name, value in _entries(node).items():
        if isinstance(value, Quantity):
            yield prefix + name, value
        elif isinstance(value, Section | dict):
            yield from _numbers(value, f"{prefix}{name}.")


def written_numbers(scenario: Scenario) -> set[str]:
    """Return the paths of the numbers that are written in the file; the others are defaults."""
    return set(_written(scenario, ""))


def _written(node: Section | Mapping[str, object], prefix: str) -> Iterator[str]:
    for name, value in _entries(node).items():
        if isinstance(node, Section) and name not in node.model_fields_set:
            continue
        if isinstance(value, Quantity):
            yield prefix + name
        elif isinstance(value, Section | dict):
            yield from _written(value, f"{prefix}{name}.")


def _entries(node: Section | Mapping[str, object]) -> Mapping[str, object]:
    return node.__dict__ if isinstance(node, Section) else node


def get_number(scenario: Scenario, path: str) -> Quantity:
    """Return the number at `path`.

    Raises:
        UserError: No number of the scenario has this path.
    """
    holder, key, _ = _find(scenario, path)
    value = _entries(holder).get(key)
    if not isinstance(value, Quantity):
        raise UserError("path", path, _remedy(scenario, path))
    return value


def set_number(scenario: Scenario, path: str, value: float) -> None:
    """Set the number at `path` in place, without its range and without checking `value`.

    Raises:
        UserError: No number of the scenario has this path.
    """
    holder, key, kind = _find(scenario, path)
    entries: dict[str, Any] = holder.__dict__ if isinstance(holder, Section) else holder
    old = entries.get(key)
    if isinstance(old, Quantity):
        entries[key] = Quantity(value, source=old.source)
    elif old is None and between(kind) is not None:  # an optional number, not written so far
        entries[key] = Quantity(value)
    else:
        raise UserError("path", path, _remedy(scenario, path))


def copied_along(scenario: Scenario, paths: Iterable[str]) -> Scenario:
    """Return a copy in which the numbers at `paths` can be set without touching `scenario`.

    Only the tables on the way to them are copied; the others are the same objects: a market
    file has hundreds, and a plan moves a few.
    """
    whole = scenario.model_copy()
    own: dict[str, object] = {}
    for path in paths:
        node: Any = whole
        place = ""
        for part in path.split(".")[:-1]:
            place = f"{place}.{part}"
            if place not in own:
                table: Any = _child(node, part)
                own[place] = table.model_copy() if isinstance(table, Section) else dict(table)
                entries = node.__dict__ if isinstance(node, Section) else node
                entries[part] = own[place]
            node = own[place]
    return whole


def expand_path(scenario: Scenario, path: str) -> list[str]:
    """Return the paths that `path` stands for: `*` in it is every name there is.

    `@ours` is the name of our brand. None is returned for a table the market does not have,
    nor, where every name is meant, for those that leave the number out.
    """
    if OURS in path:
        ours = next((name for name, brand in scenario.brands.items() if brand.is_ours), OURS)
        path = path.replace(OURS, ours)
    found: list[tuple[str, object]] = [("", scenario)]
    for part in path.split("."):
        found = [
            (f"{prefix}.{name}" if prefix else name, _child(node, name))
            for prefix, node in found
            if isinstance(node, Section | dict)
            for name in (_entries(node) if part == "*" else [part])
        ]
    return [name for name, value in found if value is not None or "*" not in path]


def bounds_of(scenario: Scenario, path: str) -> Between:
    """Return the bounds of the number at `path`, which may be one that is not written.

    Raises:
        UserError: No number of the scenario has this path.
    """
    bounds = between(_find(scenario, path)[2])
    if bounds is None:
        raise UserError("path", path, _remedy(scenario, path))
    return bounds


def source_of(scenario: Scenario, path: str) -> str | None:
    """Return where the number at `path` is from: its own source, or the nearest table's.

    None means that nobody says. Defaults of the schema say `assumption`.
    """
    own = get_number(scenario, path).source
    if own is not None:
        return own
    node: object = scenario
    source = scenario.source
    for part in path.split(".")[:-1]:
        node = _child(node, part)
        if isinstance(node, Section) and node.source is not None:
            source = node.source
    return source


def is_assumed(source: str | None) -> bool:
    """Return whether a source says that nobody vouches for the number."""
    return source is not None and source.lower().startswith(ASSUMPTION)


def is_claim(source: str | None) -> bool:
    """Return whether a source is the claim of someone who sells by it: to be tested, not used."""
    return source is not None and source.lower().startswith(CLAIM)


def nearest_path(scenario: Scenario, path: str) -> str | None:
    """Return the path of a number most like `path`: in its spelling, else in its last part."""
    paths = [name for name, _ in islice(_numbers(scenario, ""), MAX_COMPARED + 1)]
    found = nearest(path, paths)
    if found is not None and found.rpartition(".")[2] == path.rpartition(".")[2]:
        return found
    last = {each.rpartition(".")[2]: each for each in reversed(paths)}
    by_last = nearest(path.rpartition(".")[2], last)
    return found or (last[by_last] if by_last is not None else None)


def _child(node: object, part: str) -> object:
    if isinstance(node, Section):
        return node.__dict__.get(part)
    return node.get(part) if isinstance(node, dict) else None


def _find(scenario: Scenario, path: str) -> tuple[Section | dict[str, Any], str, Any]:
    """Return the table that holds a number, the number's key there, and its type."""
    *tables, key = path.split(".")
    node: object = scenario
    kind: Any = Scenario
    for part in tables:
        kind = field_kind(type(node), part) if isinstance(node, Section) else item_kind(kind)
        node = _child(node, part)
    if isinstance(node, Section):
        return node, key, field_kind(type(node), key)
    if isinstance(node, dict):
        return node, key, item_kind(kind) if key in node else None
    raise UserError("path", path, _remedy(scenario, path))


def _remedy(scenario: Scenario, path: str) -> str:
    """Say why a path names no number and which one was probably meant."""
    if path.split(".", maxsplit=1)[0] == "support" and scenario.__dict__.get("support") is None:
        return text("this market has no [support] section. Add one.")
    node: object = scenario
    for part in path.split("."):
        node = _child(node, part)
    if isinstance(node, Section | dict):
        names = [f"{path}.{name}" for name, _ in _numbers(node, "")]
        return text(
            "this is a table; name one of its numbers: {names}.", {"names": listed(names[:8])}
        )
    found = nearest_path(scenario, path)
    guess = text(' Did you mean "{found}"?', {"found": found}) if found else ""
    kind = text("this is not a number") if node is not None else text("no number has this path")
    return text(
        "{kind}.{guess} A path is the table and the key, e.g. support.staff.",
        {"kind": kind, "guess": guess},
    )


def draw_unknowns(scenario: Scenario, seed: int, world: int) -> Scenario:
    """Return a copy in which every number with a range is drawn from it.

    A number is drawn from the triangular distribution on `low`..`high` with its mode at
    `value`, by inversion; its luck depends on the seed, the world and its path alone, so
    that adding a number leaves the others as they were. Shares that must make 1 are scaled
    back to 1.

    Args:
        scenario: The market; it is left as it is.
        seed: Seed of the study, 0 to 2**63 - 1.
        world: Number of the world from 0; worlds differ, plans within a world do not.
    """
    from cjsim.journey.luck import Purpose, replicate_seed, uniforms  # compiles when called

    drawn = scenario.model_copy(deep=True)
    unknown = {path: q for path, q in all_numbers(drawn).items() if q.is_uncertain}
    if not unknown:
        return drawn
    ids = [zlib.crc32(path.encode()) for path in unknown]
    luck = uniforms(replicate_seed(seed, world), ids, 0, Purpose.PARAMETER)
    for (path, number), u in zip(unknown.items(), luck, strict=True):
        value = triangular(number, float(u))
        set_number(drawn, path, round(value) if bounds_of(drawn, path).is_whole else value)
    for shares in share_groups(drawn):
        if any(path in unknown for path in shares):
            _make_one(drawn, shares)
    customers = [f"brands.{name}.customer_share" for name in drawn.brands]
    if math.fsum(get_number(drawn, path) for path in customers) > 1.0:
        _make_one(drawn, customers)
    return drawn


def triangular(number: Quantity, u: float) -> float:
    """Return the value below which a share `u` of the number's distribution lies."""
    mode = float(number)
    low = mode if number.low is None else number.low
    high = mode if number.high is None else number.high
    if high <= low:
        return mode
    width = high - low
    if u * width < mode - low:
        value = low + math.sqrt(u * width * (mode - low))
    else:
        value = high - math.sqrt((1.0 - u) * width * (high - mode))
    return min(max(value, low), high)


def share_groups(scenario: Scenario) -> list[list[str]]:
    """Return the paths of the shares that make 1 together, group by group."""
    groups = [[f"segments.{name}.share" for name in scenario.segments]]
    groups += [
        [f"segments.{name}.tastes.{taste}" for taste in segment.tastes]
        for name, segment in scenario.segments.items()
    ]
    groups.append([f"content.{name}_share" for name in ("promotion", "service", "benefit")])
    groups.append([f"peers.ties.{name}.share" for name in ("family", "friend", "colleague")])
    if scenario.trials:
        groups.append([f"trials.{name}.share" for name in scenario.trials])
    if scenario.support is not None:
        groups.append([f"support.channels.{name}.share" for name in scenario.support.channels])
    return groups


def _make_one(scenario: Scenario, paths: list[str]) -> None:
    total = math.fsum(get_number(scenario, path) for path in paths)
    for path in paths:
        share = get_number(scenario, path) / total if total > 0.0 else 1.0 / len(paths)
        set_number(scenario, path, share)
