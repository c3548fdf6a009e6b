"""What is wrong with a value, in words: what was found, what is expected, how to mend it."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple, get_args, get_origin

from pydantic_core import ErrorDetails

from cjsim.language import current, date, message, short, short_share, text
from cjsim.scenarios.errors import did_you_mean, listed, nearest, shortened
from cjsim.scenarios.kinds import (
    KEY_MARK,
    Place,
    bare,
    between,
    item_kind,
    place_of,
    type_names,
)
from cjsim.scenarios.quantity import Between
from cjsim.scenarios.schema import Scenario

_NUMBER = re.compile(r"\s*([+-]?[0-9][0-9_]*(?:\.[0-9]+)?)\s*(%?)\s*")
_LONGEST = 400


class Finding(NamedTuple):
    """A problem before its line is known: the path of its key, and what to say."""

    path: tuple[str | int, ...]
    message: str


def all_in_words(errors: Iterable[ErrorDetails]) -> list[Finding]:
    """Return the problems pydantic found, in words; a misspelt key is not missing as well."""
    meant = set()
    findings = []
    for error in errors:
        if error["type"] == "extra_forbidden":
            place = place_of(error["loc"])
            allowed = [] if place.table is None else list(place.table.model_fields)
            meant.add((*place.path[:-1], nearest(str(place.path[-1]), allowed)))
        findings.append((error["type"], in_words(error)))
    return [each for kind, each in findings if kind != "missing" or each.path not in meant]


def in_words(error: ErrorDetails) -> Finding:
    """Return one problem of pydantic's in the words of a market file."""
    place = place_of(error["loc"])
    found = error["input"]
    context: Mapping[str, Any] = error.get("ctx", {})
    match error["type"]:
        case "extra_forbidden":
            message = _unknown_key(str(error["loc"][-1]), place)
        case "missing":
            message = _missing(place)
        case "quantity":
            message = _not_this_number(context["message"], found, place)
        case "union_tag_invalid" | "union_tag_not_found":
            return Finding((*place.path, "type"), _unknown_type(found, place))
        case "too_long" | "too_short":
            message = _wrong_count(len(found), context, place)
        case "string_pattern_mismatch" if error["loc"][-1] == KEY_MARK:
            message = _wrong_name(str(found))
        case "string_pattern_mismatch":
            message = text(
                "found {found}: expected three capital letters, e.g. VND.", {"found": said(found)}
            )
        case "literal_error":
            guess = (
                did_you_mean(found, get_args(bare(place.kind))) if isinstance(found, str) else ""
            )
            message = text(
                "found {found}: expected {kind}.{guess}",
                {"found": said(found), "kind": expected(place.kind), "guess": guess},
            )
        case "invalid_key":
            message = text("found {found} as a key: keys are text.", {"found": said(found)})
        case _:
            message = text(
                "found {found}: expected {kind}.{remedy}",
                {
                    "found": said(found),
                    "kind": expected(place.kind),
                    "remedy": _remedy(found, place),
                },
            )
    return Finding(place.path, message)


def figure(number: float) -> str:
    """Return a number as people read it, with commas between thousands."""
    return short(number) if abs(number) < 1e12 else format(float(number), "g")


def percent(share: float) -> str:
    """Return a share as people read it: 0.125 is `12.5 %`."""
    return short_share(share)


def money(scenario: Scenario, amount: float) -> str:
    """Return an amount with the currency; small amounts keep their cents."""
    n_digits = 0 if abs(amount) >= 100.0 else 2 if abs(amount) >= 1.0 else 4
    return f"{figure(round(amount, n_digits))} {scenario.scenario.currency}"


DAYS = (message("{n} day"), message("{n} days"))


def counted(n: float, one: str, many: str) -> str:
    """Return a number with what is counted: one message for 1, another for all else."""
    return text(one if n == 1.0 else many, {"n": figure(n)})


def plain_day(day: dt.date) -> str:
    """Return a day as a file writes it, or as the language spoken does."""
    return day.isoformat() if current() == "en" else date(day)


def said(found: object) -> str:
    """Say what a value of a file is."""
    match found:
        case None:
            return text("nothing")
        case bool():
            return str(found).lower()
        case str():
            return text('the text "{found}"', {"found": shortened(found)})
        case int() | float():
            return text("the number {found}", {"found": figure(found)})
        case dt.datetime():
            return text("the date with a time {value}", {"value": found.isoformat(" ")})
        case dt.date():
            return text("the date {day}", {"day": found.isoformat()})
        case dt.time():
            return text("the time {time}", {"time": found.isoformat()})
        case Mapping():
            return text("a table")
        case list() | tuple():
            return text("a list of {n_found}", {"n_found": len(found)})
    return f"a {type(found).__name__}"


def expected(kind: Any) -> str:
    """Say what the schema expects at a place of type `kind`."""
    bounds = between(kind)
    if bounds is not None:
        return in_bounds(bounds)
    kind = bare(kind)
    if get_origin(kind) is Literal:
        names = [f'"{name}"' for name in get_args(kind)]
        return text("one of {names}", {"names": listed(names)}) if len(names) > 1 else names[0]
    if get_origin(kind) is list:
        return text('a list of texts, e.g. ["one", "two"]')
    plain = {
        str: text("text in quotes"),
        bool: text("true or false"),
        dt.date: text("a date, e.g. 2027-01-31"),
    }
    return plain.get(kind, text("a table"))


def in_bounds(bounds: Between) -> str:
    """Say which numbers are within the bounds."""
    number = text("a whole number") if bounds.is_whole else text("a number")
    low, high = bounds.at_least, bounds.at_most
    if math.isfinite(low) and math.isfinite(high):
        return text(
            "{number} from {low} to {high}",
            {"number": number, "low": figure(low), "high": figure(high)},
        )
    if math.isfinite(low):
        return text("{number}, {low} or more", {"number": number, "low": figure(low)})
    return (
        text("{number}, {high} or less", {"number": number, "high": figure(high)})
        if math.isfinite(high)
        else number
    )


def _unknown_key(key: str, place: Place) -> str:
    allowed = list(place.table.model_fields) if place.table is not None else []
    allowed.sort(key=lambda name: name == "source")  # it is allowed anywhere, so it comes last
    found = {
        "key": shortened(key),
        "guess": did_you_mean(key, allowed),
        "allowed": listed(allowed),
    }
    if place.table is Scenario:
        return text('unknown section "{key}".{guess} Allowed here: {allowed}.', found)
    return text('unknown key "{key}".{guess} Allowed here: {allowed}.', found)


def _missing(place: Place) -> str:
    """Say what a missing key means, or what belongs in a missing section."""
    key = str(place.path[-1])
    if place.table is not Scenario:
        field = place.table.model_fields.get(key) if place.table is not None else None
        meaning = text(field.description) if field is not None and field.description else ""
        return text(
            '"{key}" is missing.{meaning} Add {key} = ..., {kind}.',
            {"key": key, "meaning": f" {meaning}" if meaning else "", "kind": expected(place.kind)},
        )
    is_named = get_origin(bare(place.kind)) is dict
    table = bare(item_kind(place.kind) if is_named else place.kind)
    meaning = text((table.__doc__ or "").splitlines()[0])
    needed = [name for name, field in table.model_fields.items() if field.is_required()]
    header = (
        text("at least one table [{key}.NAME]", {"key": key})
        if is_named
        else text("a table [{key}]", {"key": key})
    )
    keys = (
        text("Needed in it: {needed}.", {"needed": listed(needed)})
        if needed
        else text("All its keys have defaults.")
    )
    return text(
        'the section "{key}" is missing. Add {header}: {meaning} {keys}',
        {"key": key, "header": header, "meaning": meaning[:1].lower() + meaning[1:], "keys": keys},
    )


def _not_this_number(message: str, found: object, place: Place) -> str:
    """Return what is wrong with a number, with the remedy for what was probably meant."""
    bounds = between(place.kind)
    if isinstance(found, Mapping) or bounds is None:
        return shortened(message, _LONGEST)
    words = text(
        "found {found}: expected {bounds}.", {"found": said(found), "bounds": in_bounds(bounds)}
    )
    if isinstance(found, str):
        match = _NUMBER.fullmatch(found)
        number = float(match[1].replace("_", "")) / (100 if match[2] else 1) if match else math.nan
        if bounds.at_least <= number <= bounds.at_most:
            return text(
                "{problem} Write {number} without quotes.",
                {"problem": words, "number": f"{number:.10g}"},
            )
        return text(
            "{problem} Write the number alone, without quotes; its unit is in the key's name.",
            {"problem": words},
        )
    is_share = (bounds.at_least, bounds.at_most) == (0.0, 1.0)
    if is_share and isinstance(found, int | float) and 1 < found <= 100:
        return text(
            "{problem} For {percent} % write {share}.",
            {"problem": words, "percent": f"{found:g}", "share": f"{found / 100:g}"},
        )
    return words


def _unknown_type(found: object, place: Place) -> str:
    names = [name for member in get_args(bare(place.kind)) for name in type_names(member)]
    given = found.get("type") if isinstance(found, Mapping) else None
    if not isinstance(found, Mapping):
        return text(
            "found {found}: expected a table with a type: {names}.",
            {"found": said(found), "names": listed(names)},
        )
    if given is None:
        return text(
            '"type" is missing. Add type = "...", one of {names}.', {"names": listed(names)}
        )
    guess = did_you_mean(given, names) if isinstance(given, str) else ""
    return text(
        "found {given}: no such type.{guess} Types: {names}.",
        {"given": said(given), "guess": guess, "names": listed(names)},
    )


def _wrong_count(n_found: int, context: Mapping[str, Any], place: Place) -> str:
    name = place.path[-1]
    if "max_length" in context:
        return text(
            "{n_found} {name}; at most {max_length}. Join those that matter least.",
            {"n_found": n_found, "name": name, "max_length": context["max_length"]},
        )
    form = f"[{name}.NAME]" if get_origin(bare(place.kind)) is dict else f'{name} = ["..."]'
    return text(
        "no {name}; at least {value} is needed. Write {form}.",
        {"name": name, "value": context.get("min_length"), "form": form},
    )


def plain_name(words: str) -> str:
    """Return a name for a table that is as near to `text` as names can be, or nothing."""
    ascii_text = unicodedata.normalize("NFKD", words.replace("đ", "d").replace("Đ", "D"))
    name = re.sub(r"\W+", "_", ascii_text.encode("ascii", "ignore").decode()).strip("_")
    return (f"_{name}" if name[:1].isdigit() else name)[:40]


def _wrong_name(name: str) -> str:
    example = text(' Write e.g. "{name}".', {"name": plain_name(name)}) if plain_name(name) else ""
    return text(
        'the name "{name}" cannot be used: a name is made of the letters a '
        "to z, digits and _, does not begin with a digit, and has at most 40 "
        "signs.{example}",
        {"name": shortened(name), "example": example},
    )


def _remedy(found: object, place: Place) -> str:
    """Say how to mend a value of the wrong kind, where one can guess what was meant."""
    kind = bare(place.kind)
    if kind is dt.date:
        if isinstance(found, dt.datetime):
            return text(" Write {found}.", {"found": found.date().isoformat()})
        if isinstance(found, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", found):
            return text(" Write {found} without quotes.", {"found": found})
        return ""
    if kind is bool:
        is_true = str(found).lower() in ("1", "true", "yes", "on")
        return text(" Write {value}.", {"value": "true" if is_true else "false"})
    if kind is str:
        return (
            ""
            if isinstance(found, Mapping | list)
            else text(' Write "{found}".', {"found": shortened(str(found))})
        )
    if get_origin(kind) is list:
        return (
            text(' Write ["{found}"].', {"found": shortened(found)})
            if isinstance(found, str)
            else ""
        )
    return (
        text(" Write [{table}] with its keys beneath.", {"table": ".".join(map(str, place.path))})
        if place.path
        else ""
    )
