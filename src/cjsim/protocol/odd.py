"""The ODD protocol of a market: overview, design concepts, details (Grimm et al. 2020)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cjsim.journey.plain import Rule, check_rules
from cjsim.language import speaking
from cjsim.protocol.entities import entities
from cjsim.protocol.numbers import acts, numbers, purposes
from cjsim.protocol.submodels import own_rules, schedule, submodels
from cjsim.protocol.text import chapter
from cjsim.scenarios.describe import describe
from cjsim.scenarios.schema import Scenario


def odd(scenario: Scenario, *, rules: bool = False, own: Mapping[str, Rule] | None = None) -> str:
    """Return the description of the model as it runs on a market, in Markdown.

    It follows the seven elements of the ODD protocol (Grimm et al. 2020, "The ODD protocol
    for describing agent-based and other simulation models: a second update", JASSS 23(2) 7).
    What can be read off the schema, the records and the docstrings is; the rest is written
    beside this file.

    Args:
        scenario: The market.
        rules: Whether to add the text of all that is run, from which it can be rebuilt to the
            last bit.
        own: Rules of one's own by stage, told with their text in the place of the usual ones.

    Raises:
        UserError: `own` names no stage, or holds what is no rule.
    """
    check_rules(own or {})
    with speaking("en"):  # the protocol is for papers; half of one in two languages is none
        return "\n\n".join(_paragraphs(scenario, rules, own or {})) + "\n"


def _paragraphs(scenario: Scenario, rules: bool, own: Mapping[str, Rule]) -> Iterator[str]:
    yield f"# {scenario.scenario.name}: the model, by the ODD protocol"
    yield scenario.scenario.description
    yield "## 1. Purpose and patterns"
    yield chapter("purpose")
    yield "## 2. Entities, state variables, and scales"
    yield from entities(scenario)
    yield "## 3. Process overview and scheduling"
    yield chapter("schedule")
    yield "\n".join(schedule())
    yield "## 4. Design concepts"
    yield chapter("concepts")
    yield "## 5. Initialization"
    yield chapter("initialization")
    yield "## 6. Input data"
    yield chapter("input")
    yield from acts(scenario)
    yield "### The market in words"
    yield describe(scenario)
    yield "### The numbers"
    yield from numbers(scenario)
    yield "## 7. Submodels"
    yield "### The equations"
    yield chapter("equations")
    yield from own_rules(own)
    yield "### The modules"
    yield chapter("submodels")
    yield from submodels(with_text=rules)
    yield "### Purposes of luck"
    yield purposes()
