"""What each phase of the day does, from the docstrings and the text of what is run."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Iterator, Mapping
from types import ModuleType

from cjsim.journey.plain import Rule
from cjsim.model import PHASES
from cjsim.protocol.text import first_line, said

SUBMODELS: dict[str, tuple[str, ...]] = {
    "Luck": ("journey.luck",),
    "People and ties at the start": (
        "agents.population", "agents.owned", "agents.under_way", "peers.builders",
        "peers.lattice_ties", "peers.chance_ties",
        "peers.counted_ties", "peers.network", "peers.implicit",
    ),
    "Calendar: events and plans move the numbers of the day": (
        "interventions.plan", "interventions.moves", "interventions.levers", "events.calendar",
        "events.paydays", "events.viral", "journey.market",
    ),
    "Parties act": (
        "agents.media_channel", "agents.brand", "agents.voice", "agents.presale",
        "agents.sales_channel", "agents.house", "agents.trial_team", "agents.firm",
        "agents.crm", "agents.leads", "agents.research",
        "agents.pains", "interventions.contacts", "interventions.eligible",
        "interventions.register",
    ),
    "Talk": ("journey.listening", "peers.reviews"),
    "Customers live: what all stages share": (
        "journey.day", "journey.feeling", "journey.hearing", "journey.media", "journey.answers",
        "journey.need", "journey.worth", "journey.talking", "journey.touching",
        "journey.feedback", "journey.ladder", "journey.loyalty", "journey.standing",
        "journey.unowned", "journey.ties", "journey.rest", "journey.happened",
    ),
    "Customers live: unaware and awareness": ("journey.unaware", "journey.awareness"),
    "Customers live: search": ("journey.search", "journey.reading", "journey.reach"),
    "Customers live: evaluation": (
        "journey.evaluation", "journey.assortment", "journey.exploring", "journey.shopping",
        "journey.deciding",
    ),
    "Customers live: purchase": (
        "journey.purchase", "journey.worries", "journey.requesting", "journey.outlets",
    ),
    "Customers live: use": (
        "journey.switching", "journey.use", "journey.experience", "journey.using", "journey.regret",
        "journey.leaving", "journey.trouble",
    ),
    "Customers live: support": ("journey.support",),
    "Customers live: lapsed": ("journey.lapsed",),
    "Support desk": (
        "agents.support_desk", "agents.help_desk", "agents.queue", "agents.tickets",
        "agents.replies", "agents.bots",
    ),
    "Record and review": ("journey.tally", "journey.place", "bookkeeping", "reviewing"),
}  # fmt: skip
"""The modules of the engine by what they do, in the order of the day."""


def schedule() -> Iterator[str]:
    """Yield the phases of a day, one line each."""
    for number, phase in enumerate(PHASES, start=1):
        yield f"{number}. `{phase.__name__}`: {first_line(phase)}"


def submodels(*, with_text: bool) -> Iterator[str]:
    """Yield the paragraphs of every submodel; `with_text` adds the text of its functions."""
    for title, names in SUBMODELS.items():
        yield f"#### {title}"
        for name in names:
            module = importlib.import_module(f"cjsim.{name}")
            yield f"##### `{name}`"
            yield said(module)
            described = [_in_words(function) for function in functions_of(module)]
            yield "\n".join(line for line in described if line)
            if with_text:
                yield _fenced(inspect.getsource(module))


def own_rules(rules: Mapping[str, Rule]) -> Iterator[str]:
    """Yield the paragraphs of a user's own rules, if there are any: words and text."""
    if not rules:
        return
    yield "### Rules of one's own"
    yield (
        "The modules below tell the engine as it is. In this study these rules stand in the place "
        "of those of their stages. Nobody rests: with a rule of one's own, all rules are asked "
        "every day."
    )
    for stage, rule in sorted(rules.items()):
        function = inspect.unwrap(getattr(rule, "py_func", rule))
        yield f"#### Stage `{stage}`: `{function.__qualname__}`"
        yield said(function) or "It has no docstring."
        try:
            yield _fenced(inspect.getsource(function))
        except (OSError, TypeError):
            yield "Its text cannot be read from here."
        numbers = numbers_of(function)
        if numbers:
            yield "It reads " + ", ".join(f"`{n} = {v!r}`" for n, v in numbers.items()) + "."


def numbers_of(function: Callable[..., object]) -> dict[str, bool | int | float | str]:
    """Return the plain values a function reads from the text around it, by name."""
    found = inspect.getclosurevars(function)
    known = {**found.globals, **found.nonlocals}
    return {name: known[name] for name in sorted(known)
            if isinstance(known[name], bool | int | float | str)}  # fmt: skip


def functions_of(module: ModuleType) -> list[Callable[..., object]]:
    """Return a module's own functions and methods in the order written, compiled ones as text."""
    found: list[Callable[..., object]] = []
    for thing in vars(module).values():
        if inspect.isclass(thing) and thing.__module__ == module.__name__:
            found += [each for each in vars(thing).values() if inspect.isfunction(each)]
        else:
            found.append(getattr(thing, "py_func", thing))
    own = [f for f in found if inspect.isfunction(f) and f.__module__ == module.__name__]
    return sorted(own, key=lambda function: function.__code__.co_firstlineno)


def _in_words(function: Callable[..., object]) -> str:
    words = " ".join(said(function).split())
    return f"- `{function.__qualname__}`: {words}" if words else ""


def _fenced(text: str) -> str:
    return f"```python\n{text.rstrip()}\n```"
