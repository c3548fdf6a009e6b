"""What differs between two versions of a market."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cjsim.language import text
from cjsim.scenarios.quantity import Quantity, Section
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.wording import figure


class Difference(NamedTuple):
    """A place of the file and what is written there in each version, "" where nothing is."""

    path: str
    before: str
    after: str


def differences(before: Scenario, after: Scenario) -> list[Difference]:
    """Return what differs between two markets, in file order, defaults included.

    A number differs when its value or its range does; where it comes from is not compared.
    """
    old, new = dict(_leaves(before, "")), dict(_leaves(after, ""))
    paths = dict.fromkeys([*old, *new])
    return [
        Difference(path, old.get(path, ""), new.get(path, ""))
        for path in paths
        if old.get(path, "") != new.get(path, "")
    ]


def _leaves(node: object, path: str) -> Iterator[tuple[str, str]]:
    """Yield each place below a part of a market with its value in words."""
    if isinstance(node, Section | dict):
        entries = node.__dict__ if isinstance(node, Section) else node
        for name, value in entries.items():
            if name != "source":
                yield from _leaves(value, f"{path}.{name}" if path else name)
    elif isinstance(node, Quantity):
        in_words = figure(node)
        if node.low is not None and node.high is not None:
            in_words += text(
                " ({low} to {high})", {"low": figure(node.low), "high": figure(node.high)}
            )
        yield path, in_words
    elif isinstance(node, list):
        yield path, ", ".join(str(each) for each in node)
    elif node is not None:
        yield path, str(node)
