"""The card of a test in the real market: what is written down before it begins, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cjsim.language import number, short, text
from cjsim.results.money import spoken, spoken_change
from cjsim.scenarios.type_names import named

if TYPE_CHECKING:
    from cjsim.results.real_test import RealTest

_PER = " a person"


def card_of(test: RealTest) -> str:
    """Return the text to write down, date and sign before a test begins (Markdown)."""
    units = text("{n} people", {"n": ""}).strip() if test.kind == "customers" else text("areas")
    size = (
        text(", of {area_people} people each", {"area_people": number(test.area_people)})
        if test.kind == "areas"
        else ""
    )
    matters = _change(test, test.smallest_effect).removeprefix("+")
    lines = [
        text(
            "# Test of `{plan}` against `{baseline}`",
            {"plan": test.plan, "baseline": test.baseline},
        ),
        "",
        text(
            "- **Question**: does `{plan}` change {metric} by {matters} or more?",
            {"plan": test.plan, "metric": named(test.metric), "matters": matters},
        ),
        text(
            "- **Metric**: {definition}; {unit}. Control, as simulated: {control_mean}.",
            {
                "definition": text(test.definition),
                "unit": _unit_words(test.unit),
                "control_mean": _spoken(test.control_mean, test.unit),
            },
        ),
        text(
            "- **Who**: {n_control} {units} as they are, {n_treated} {units} "
            "with the plan{size}, by lot.",
            {
                "n_control": number(test.n_control),
                "units": units,
                "n_treated": number(test.n_treated),
                "size": size,
            },
        ),
        text(
            "- **How long**: {length}. Looked at once, at the end.",
            {"length": _how_long(test)},
        ),
    ]
    lines += _findings(test)
    if not test.is_possible:
        lines.append(
            text(
                "- **Not possible as planned**: there are {n_available} {units}. All "
                "of them would show {value} or more with {wanted_power} % power.",
                {
                    "n_available": number(test.n_available),
                    "units": units,
                    "value": _change(test, test.smallest_detectable).removeprefix("+"),
                    "wanted_power": number(100 * test.wanted_power, is_grouped=False),
                },
            )
        )
    lines += [text("- **Note**: {note}", {"note": note}) for note in test.notes]
    return "\n".join(
        [*lines, "", text("Planned with {made_with}.", {"made_with": test.made_with}), ""]
    )


def _findings(test: RealTest) -> list[str]:
    """Return the lines of what is asked of the numbers, and what they will say."""
    whose = text("people's") if test.kind == "customers" else text("areas'")
    low, high = test.forecast_range
    matters = _change(test, test.smallest_effect).removeprefix("+")
    return [
        text(
            "- **Analysis**: Welch's t test of the {whose} values, two-sided, "
            "level {level}; the effect with its {level_2} % interval.",
            {
                "whose": whose,
                "level": short(test.level, 6),
                "level_2": short(100 * (1 - test.level), 6),
            },
        ),
        text(
            "- **Power**: {power} % to see {matters}, {power_at_forecast} % to "
            "see what is forecast.",
            {
                "power": number(100 * test.power, is_grouped=False),
                "matters": matters,
                "power_at_forecast": number(100 * test.power_at_forecast, is_grouped=False),
            },
        ),
        text(
            "- **Forecast**: {forecast}{for_all}; 9 of 10 such tests between {low} and {high}.",
            {
                "forecast": _change(test, test.forecast),
                "for_all": _for_all(test),
                "low": _change(test, low),
                "high": _change(test, high),
            },
        ),
        text("- **What it decides**: {rule}", {"rule": _rule(test)}),
        text(
            "- **What it says of the simulation**: a result outside the forecast "
            "range is evidence against it, whichever way it is off."
        ),
    ]


def _how_long(test: RealTest) -> str:
    watched = text("each is watched for {watch_days} days", {"watch_days": test.watch_days})
    if test.enrol_days == 0:
        return text(
            "{watch_days} days from the first day of the plan", {"watch_days": test.watch_days}
        )
    return text(
        "{duration_days} days: {enrol_days} until enough have entered; {watched}",
        {
            "duration_days": test.duration_days,
            "enrol_days": test.enrol_days,
            "watched": watched,
        },
    )


def _rule(test: RealTest) -> str:
    """Return what is done with each result."""
    up, down = _change(test, test.smallest_effect), _change(test, -test.smallest_effect)
    if test.is_higher_better is None:
        return text(
            "an interval that leaves out 0 shows a change; one within {down} and {up}, none.",
            {"down": down, "up": up},
        )
    side, far, end = (
        (text("above"), text("below"), up)
        if test.is_higher_better
        else (text("below"), text("above"), down)
    )
    return text(
        "interval {side} 0: take the plan. Interval {far} {end}: it does not "
        "do what matters. Neither: not clear.",
        {"side": side, "far": far, "end": end},
    )


def _for_all(test: RealTest) -> str:
    """Return the effect on all the people in words, where it adds up."""
    if test.metric == "buyers":
        return text(
            " ({forecast} of all)",
            {"forecast": spoken_change(test.forecast * test.people, "people")},
        )
    if not test.unit.endswith(_PER):
        return ""
    unit = test.unit.removesuffix(_PER)
    return text(
        " ({forecast} of all the people)",
        {"forecast": spoken_change(test.forecast * test.people, unit)},
    )


def spoken_effect(value: float, unit: str) -> str:
    """Return an effect in words, with its sign; `unit` is that of a `RealTest`."""
    if unit == "share":
        return spoken_change(value, "share")
    sign = "+" if value > 0.0 else "-" if value < 0.0 else ""
    return sign + _spoken(abs(value), unit)


def _change(test: RealTest, value: float) -> str:
    return spoken_effect(value, test.unit)


def _unit_words(unit: str) -> str:
    if not unit.endswith(_PER):
        return text(unit)
    return text("{unit} a person", {"unit": text(unit.removesuffix(_PER))})


def _spoken(value: float, unit: str) -> str:
    """Return a value in words; a mean per person keeps three digits at least."""
    if not unit.endswith(_PER):
        return spoken(value, unit)
    n = number(value) if abs(value) >= 100.0 else short(value, 3)
    return text("{n} {unit} a person", {"n": n, "unit": text(unit.removesuffix(_PER))})
