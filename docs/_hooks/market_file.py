"""The reference of the market file, from the JSON Schema that cjsim checks files with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]
_KINDS = ("events", "interventions")
"""Sections whose entries are of many types, told apart by `type`."""
_OF = {"events": "event", "interventions": "intervention"}


def market_file() -> str:
    """Return a section for each table of a market file, with a row for each key."""
    import cjsim

    schema = cjsim.json_schema()
    return "\n\n".join(_Reference(schema["$defs"]).lines(schema))


class _Reference:
    """Walks through the tables of the schema; `defs` are its named parts."""

    def __init__(self, defs: dict[str, Schema]) -> None:
        self.defs = defs

    def lines(self, schema: Schema) -> Iterator[str]:
        """Yield the paragraphs of all sections."""
        for name, part in schema["properties"].items():
            if name == "source":
                continue
            is_needed = name in schema["required"]
            yield f"## {name} {{ #{name} }}"
            entry = self.entry(part)
            if name in _KINDS:
                yield from self.many(name, entry or {})
            elif entry is None:
                yield from self.table(f"[{name}]", part, 3, is_needed)
            elif "properties" in (target := self.target(entry)):
                yield from self.table(f"[{name}.NAME]", target, 3, is_needed, _how_many(part))
            else:
                yield f"`[{name}]`: a key for each, {self.kind(entry)}."

    def many(self, section: str, entry: Schema) -> Iterator[str]:
        """Yield what all types of a section share, then each type with keys of its own."""
        types = {
            name: self.defs[ref.rpartition("/")[2]]
            for name, ref in sorted(entry["discriminator"]["mapping"].items())
        }
        shared = self.shared([each["properties"] for each in types.values()])
        word = _OF[section]
        yield (
            f"`[{section}.NAME]`. Every {word} has a `type`, which is one of those below, and "
            "these keys where its type says nothing else:"
        )
        yield self.rows({"properties": shared})
        for name, part in types.items():
            yield f'### type = "{name}" {{ #{section}-{name} }}'
            yield " ".join(part.get("description", "").split())
            own = {
                key: each
                for key, each in part["properties"].items()
                if key != "type" and _words(each) != _words(shared.get(key))
            }
            if own:
                yield self.rows({"properties": own, "required": part.get("required", [])})
            missing = [f"`{key}`" for key in shared if key not in part["properties"]]
            if missing:
                yield f"It has no {', '.join(missing)}."

    def shared(self, types: list[dict[str, Schema]]) -> dict[str, Schema]:
        """Return the keys that most types have, with the same words and the same default."""
        found: dict[str, Schema] = {}
        for key, part in (item for each in types for item in each.items()):
            n_same = sum(_words(each.get(key)) == _words(part) for each in types)
            if n_same > len(types) / 2 and key not in ("source", "type"):
                found[key] = part
        return found

    def table(
        self, path: str, part: Schema, level: int, is_needed: bool, limit: str = ""
    ) -> Iterator[str]:
        """Yield the paragraphs of a table, and of the tables in it."""
        target = self.target(part)
        needed = " *Needed.*" if is_needed else ""
        yield f"`{path}`{needed} {' '.join(target.get('description', '').split())} {limit}".strip()
        inner: dict[str, Schema] = {}
        plain = dict(target["properties"])
        for key, each in target["properties"].items():
            entry = self.entry(each)
            below = self.target(entry if entry is not None else each)
            if "properties" in below:
                name = f"{path[:-1]}.{key}{'.NAME' if entry is not None else ''}]"
                inner[name] = below
                del plain[key]
        if set(plain) - {"source"}:
            yield self.rows({"properties": plain, "required": target.get("required", [])})
        for name, below in inner.items():
            yield f"{'#' * min(level, 5)} {name[1:-1]}"
            yield from self.table(name, below, level + 1, False)

    def rows(self, part: Schema) -> str:
        """Return the keys of a table with type, default and meaning."""
        lines = ["| key | is | default | what it is |", "|---|---|---|---|"]
        for key, each in part["properties"].items():
            if key == "source":
                continue
            default = "**needed**" if key in part.get("required", []) else self.default(each)
            words = " ".join(each.get("description", "").split()).replace("|", "\\|")
            lines.append(f"| `{key}` | {self.kind(each)} | {default} | {words} |")
        return "\n".join(lines)

    def target(self, part: Schema) -> Schema:
        """Return what a part refers to, or the part."""
        for each in [part, *part.get("anyOf", [])]:
            if "$ref" in each:
                return self.defs[each["$ref"].rpartition("/")[2]]
        return part

    def entry(self, part: Schema) -> Schema | None:
        """Return what the named entries of a table are; None where it has none."""
        if "patternProperties" in part:
            (found,) = part["patternProperties"].values()
            return dict(found)
        named = part.get("additionalProperties")
        return named if isinstance(named, dict) and "$ref" in named else None

    def kind(self, part: Schema) -> str:
        """Return in words what a value is, with its bounds."""
        choices = [each for each in part.get("anyOf", [part]) if each.get("type") != "null"]
        each = choices[0]
        if "$ref" in each:
            each = self.target(each)
        if "enum" in each:
            return "one of " + ", ".join(f"`{one}`" for one in each["enum"])
        if "const" in each:
            return f"`{each['const']}`"
        kind = each.get("type")
        if kind in ("number", "integer"):
            return _number(each)
        if kind == "array":
            return "list of " + self.kind(each.get("items", {}))
        if kind == "object":
            inside = each.get("additionalProperties") or next(
                iter(each.get("patternProperties", {}).values()), {}
            )
            return "table of " + (self.kind(inside) if isinstance(inside, dict) else "values")
        words = {"boolean": "`true` or `false`", "string": "text"}
        return "date" if each.get("format") == "date" else words.get(str(kind), "value")

    def default(self, part: Schema) -> str:
        """Return the default as it would be written."""
        default = part.get("default")
        if default is None or default in ([], {}, ""):
            return ""
        if isinstance(default, bool):
            return f"`{str(default).lower()}`"
        return f"`{default:g}`" if isinstance(default, float) else f"`{default}`"


def _number(each: Schema) -> str:
    """Return the bounds of a number."""
    word = "whole number" if each["type"] == "integer" else "number"
    low, high = each.get("minimum"), each.get("maximum")
    if low is not None and high is not None:
        return f"{word}, {low:g} to {high:g}"
    if low is not None:
        return f"{word}, {low:g} or more"
    return f"{word}, {high:g} or less" if high is not None else word


def _how_many(part: Schema) -> str:
    """Return how many entries a section may have."""
    most = part.get("maxProperties")
    return f"At most {most}." if most else ""


def _words(part: Schema | None) -> str | None:
    return None if part is None else f"{part.get('description')} {part.get('default')}"
