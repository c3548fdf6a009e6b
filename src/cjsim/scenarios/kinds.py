"""What the schema says of a place in the file: the kind of value and its bounds."""

from __future__ import annotations

import types
from collections.abc import Sequence
from functools import cache
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from cjsim.scenarios.quantity import Between, Section
from cjsim.scenarios.schema import Scenario

KEY_MARK = "[key]"  # how pydantic marks a problem with a name itself


class Place(NamedTuple):
    """A place in the schema: its path in the file, its type, and the table it is in."""

    path: tuple[str | int, ...]
    kind: Any
    table: type[Section] | None


def place_of(loc: Sequence[str | int]) -> Place:
    """Follow a location of pydantic's, which names the chosen types of unions too."""
    path: list[str | int] = []
    kind: Any = Scenario
    table: type[Section] | None = None
    for part in loc:
        if part == KEY_MARK:
            break
        kind = bare(kind)
        if is_union(kind):
            kind = next((each for each in get_args(kind) if part in type_names(each)), None)
            continue
        path.append(part)
        if isinstance(kind, type) and issubclass(kind, Section):
            table, kind = kind, field_kind(kind, str(part))
        else:
            kind = item_kind(kind)
    return Place(tuple(path), kind, table)


def bare(kind: Any) -> Any:
    """Return a type without its annotations and without `or None`."""
    while True:
        members = [part for part in get_args(kind) if part is not types.NoneType]
        is_optional = is_union(kind) and len(members) == 1
        if get_origin(kind) is not Annotated and not is_optional:
            return kind
        kind = members[0]


def is_union(kind: Any) -> bool:
    """Return whether a value may be of several types."""
    return get_origin(kind) in (Union, types.UnionType)


def item_kind(kind: Any) -> Any:
    """Return the type of the entries of a list or a table of names, or None."""
    arguments = get_args(bare(kind))
    return arguments[-1] if arguments else None


def between(kind: Any) -> Between | None:
    """Return the bounds of the number of type `kind`, or None when it is not a number."""
    if get_origin(kind) is Annotated:
        found = [part for part in get_args(kind)[1:] if isinstance(part, Between)]
        return found[0] if found else between(get_args(kind)[0])
    members = [part for part in get_args(kind) if part is not types.NoneType]
    return between(members[0]) if is_union(kind) and len(members) == 1 else None


@cache
def field_kind(table: type[Section], key: str) -> Any:
    """Return the type of a field with its bounds, or None when the table has no such key."""
    field = table.model_fields.get(key)
    if field is None:
        return None
    bounds = [part for part in field.metadata if isinstance(part, Between)]
    return Annotated[field.annotation, bounds[0]] if bounds else field.annotation


def type_names(table: type[Section]) -> tuple[str, ...]:
    """Return what `type` may be in a table of a kind of event or intervention."""
    return get_args(bare(table.model_fields["type"].annotation))
