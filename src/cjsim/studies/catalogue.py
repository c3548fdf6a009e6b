"""The catalogue of ideas: what could be done about each pain, and the presets made of them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any, Literal, get_args

from cjsim.errors import UserError
from cjsim.language import text
from cjsim.results.pains import PAINS
from cjsim.scenarios.changes import How
from cjsim.scenarios.errors import did_you_mean
from cjsim.scenarios.quantity import Between, Quantity
from cjsim.scenarios.schema import Scenario

Pays = Literal[
    "once", "training", "media", "pay", "hours", "each", "reward", "contact", "people", "margin"
]
SOLUTIONS = ("process", "upgrade", "new_product", "message")
_NEEDS: dict[str, tuple[str, ...]] = {
    "once": ("moves",),
    "training": ("moves",),
    "media": ("size",),
    "pay": ("size",),
    "each": ("size", "mark", "unit", "unit_price_share"),
    "reward": ("size",),
    "contact": ("size",),
    "people": ("size",),
    "margin": ("size",),
}


@dataclass(frozen=True, slots=True)
class Moved:
    """A number an idea moves towards `best`: `key` of the intervention says it.

    `how`: it says the new value (to), the change (by) or the factor (times).
    """

    key: str
    path: str
    best: float
    how: How


@dataclass(frozen=True, slots=True)
class Idea:
    """An idea of the catalogue; the file says what each field means.

    `pain` is the one of `pains` it is proposed against, the first until they are weighed.
    """

    name: str
    words: str
    pain: str
    pains: tuple[str, ...]
    step: str
    solution: str
    pays: Pays
    intervention: Mapping[str, Any]
    lead_days: int = 0
    size: str = ""
    mark: str = ""
    unit: str = ""
    unit_price_share: float = 0.0
    half_of_revenue_share: Quantity = field(default_factory=lambda: Quantity(0.02))
    moves: tuple[Moved, ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preset:
    """A whole strategy: the ideas that share its budget."""

    name: str
    words: str
    ideas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Ideas and presets by name."""

    ideas: dict[str, Idea]
    presets: dict[str, Preset]


def read_catalogue(path: str | Path | None = None) -> Catalogue:
    """Return the catalogue of the file at `path`; ours when None.

    Raises:
        UserError: The file is none, or an idea in it lacks something.
    """
    file = resources.files("cjsim.studies").joinpath("catalogue.toml")
    name = "catalogue.toml" if path is None else str(path)
    try:
        toml = file.read_text("utf-8") if path is None else Path(path).read_text("utf-8")
        raw = tomllib.loads(toml)
    except OSError as error:
        raise UserError(
            "catalogue", name, text("it cannot be read: {strerror}.", {"strerror": error.strerror})
        ) from error
    except ValueError as error:
        raise UserError(
            "catalogue", name, text("this is not TOML: {error}.", {"error": error})
        ) from error
    half = _range(raw.get("defaults", {}).get("half_of_revenue_share", 0.02), "defaults")
    ideas = {key: _idea(key, table, half) for key, table in raw.get("ideas", {}).items()}
    presets = {
        key: Preset(key, str(table["words"]), tuple(table["ideas"]))
        for key, table in raw.get("presets", {}).items()
    }
    for preset in presets.values():
        for each in preset.ideas:
            if each not in ideas:
                raise UserError(
                    f"presets.{preset.name}",
                    each,
                    text("no such idea.{each}", {"each": did_you_mean(each, ideas)}),
                )
    return Catalogue(ideas, presets)


def _idea(name: str, table: Mapping[str, Any], half: Quantity) -> Idea:
    """Return an idea as it is written, or say what is wrong with it."""
    place = f"ideas.{name}"
    known = set(Idea.__dataclass_fields__) - {"name", "pains"}
    for key in table:
        if key not in known:
            raise UserError(
                place, key, text("unknown key.{key}", {"key": did_you_mean(key, known)})
            )
    always = ("words", "pain", "step", "solution", "pays", "intervention")
    for key in (*always, *_NEEDS.get(str(table.get("pays")), ())):
        if key not in table:
            raise UserError(place, key, text("this key is needed."))
    named = [table["pain"]] if isinstance(table["pain"], str) else list(table["pain"])
    pains = tuple(str(pain).replace("_", " ") for pain in named)
    checks = [("pain", pain, tuple(PAINS)) for pain in pains]
    checks.append(("solution", table["solution"], SOLUTIONS))
    checks.append(("pays", table["pays"], get_args(Pays)))
    for key, value, choices in checks:
        if value not in choices:
            raise UserError(
                f"{place}.{key}",
                value,
                text("expected one of {choices}.", {"choices": ", ".join(choices)}),
            )
    share = _range(table.get("unit_price_share", 0.0), place)
    return Idea(
        name=name,
        words=str(table["words"]),
        pain=pains[0],
        pains=pains,
        step=str(table["step"]),
        solution=table["solution"],
        pays=table["pays"],
        intervention=table["intervention"],
        lead_days=int(table.get("lead_days", 0)),
        size=str(table.get("size", "")),
        mark=str(table.get("mark", "")),
        unit=str(table.get("unit", "")),
        unit_price_share=float(share),
        half_of_revenue_share=_range(table.get("half_of_revenue_share", half), place),
        moves=tuple(Moved(**each) for each in table.get("moves", [])),
        needs=tuple(map(str, table.get("needs", []))),
    )


def _range(raw: Any, place: str) -> Quantity:
    """Return a positive number of the catalogue with its range."""
    try:
        return Between(0.0).read(raw)
    except ValueError as error:
        raise UserError(place, raw, str(error)) from error


def names_in(scenario: Scenario) -> dict[str, str]:
    """Return what the names in braces stand for in a market; those it lacks are left out."""
    ours = scenario.brands[scenario.our_brand]
    missed = {
        attribute: sum(
            float(segment.share) * float(segment.tastes.get(attribute, 0.0)) * (1.0 - quality)
            for segment in scenario.segments.values()
        )
        for attribute, quality in ours.attributes.items()
    }
    lost = {
        name: float(channel.is_open)
        * float(channel.available_share)
        * float(channel.convenience)
        * (1.0 - (1.0 - float(channel.abandon_per_step_share)) ** float(channel.checkout_steps))
        for name, channel in scenario.sales.items()
    }
    found = {
        "ours": scenario.our_brand,
        "attribute": max(missed, key=lambda name: missed[name]),
        "sales": max(lost, key=lambda name: lost[name]),
    }
    days = {
        name: float(channel.delivery_days)
        for name, channel in scenario.sales.items()
        if channel.delivery_cost > 0.0 and channel.is_open > 0.0
    }
    if days:
        found["delivered"] = max(days, key=lambda name: days[name])
    for word, share in (("unpaid", "payment_failure_share"), ("refused", "refused_share")):
        failing = {
            name: float(channel.is_open) * float(channel.available_share) * float(value)
            for name, channel in scenario.sales.items()
            if (value := getattr(channel, share)) > 0.0
        }
        if failing:
            found[word] = max(failing, key=lambda name: failing[name])
    told = {
        name: float(way.information) * (1.0 - float(way.per_day_share))
        for name, way in scenario.explore.items()
        if way.is_open > 0.0
    }
    if told:
        found["explore"] = max(told, key=lambda name: told[name])
    for word, moment in (("media", "always"), ("search_media", "search")):
        spend = {
            name: float(channel.spend_per_month)
            for name, channel in scenario.channels.items()
            if channel.moment == moment
            and channel.spend_per_month > 0.0
            and channel.cost_per_thousand > 0.0
        }
        if spend:
            found[word] = max(spend, key=lambda name: spend[name])
    for name, channel in scenario.channels.items():
        if channel.moment == "contact" and channel.cost_per_contact > 0.0:
            found.setdefault("contact", name)
        if channel.moment != "contact" and channel.searches_per_week > 0.0:
            found.setdefault("ranked", name)
    return found
