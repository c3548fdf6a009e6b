"""Every number of a market with its meaning, range and source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cjsim.journey.luck import Purpose
from cjsim.protocol.text import first_line, table
from cjsim.scenarios.paths import all_numbers, source_of, written_numbers
from cjsim.scenarios.quantity import Quantity, Section
from cjsim.scenarios.schema import Scenario


def numbers(scenario: Scenario) -> Iterator[str]:
    """Yield a table of numbers for each section of the market file, defaults included."""
    written = written_numbers(scenario)
    by_section: dict[str, list[tuple[str, str, str, str]]] = {}
    for path, number in all_numbers(scenario).items():
        source = source_of(scenario, path) or "not said"
        origin = source if path in written else f"{source} (default)"
        row = (f"`{path}`", figure_of(number), meaning_of(scenario, path), origin)
        by_section.setdefault(path.split(".", maxsplit=1)[0], []).append(row)
    for section, rows in by_section.items():
        yield f"#### `[{section}]`"
        yield table(("number", "value (range)", "meaning", "source"), rows)


def figure_of(number: Quantity) -> str:
    """Return a number with its range where it has one."""
    if number.is_uncertain:
        return f"{float(number):.10g} ({number.low:.10g} to {number.high:.10g})"
    return f"{float(number):.10g}"


def meaning_of(scenario: Scenario, path: str) -> str:
    """Return what the schema says of the number at `path`, or of the table it is an entry of."""
    node: object = scenario
    meaning = ""
    for part in path.split("."):
        if isinstance(node, Section):
            field = type(node).model_fields.get(part)
            meaning = (field.description if field is not None else None) or meaning
            node = node.__dict__.get(part)
        elif isinstance(node, Mapping):
            node = node.get(part)
    return meaning


def acts(scenario: Scenario) -> Iterator[str]:
    """Yield what the events, interventions and plans of the market are."""
    if scenario.events:
        yield "Events:"
        rows = [(f"`{n}`", e.type, first_line(type(e))) for n, e in scenario.events.items()]
        yield table(("name", "type", "what it is"), rows)
    if scenario.interventions:
        yield "Interventions:"
        each = scenario.interventions.items()
        yield table(
            ("name", "type", "what it is"),
            [(f"`{n}`", i.type, first_line(type(i))) for n, i in each],
        )
    yield "Plans:"
    plans = [
        (f"`{n}`", ", ".join(names) or "nothing changes") for n, names in scenario.plans.items()
    ]
    yield table(("plan", "interventions"), plans)


def purposes() -> str:
    """Return the purposes of luck with their numbers."""
    return ", ".join(f"{each.value} {each.name.lower()}" for each in Purpose)
