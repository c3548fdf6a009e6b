"""The shop of the stories with what a story changes in it, and how a story is told."""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import cjsim


def market(changes: Mapping[str, Any] | None = None) -> cjsim.Scenario:
    """Return the shop with other tables, laid over those of its file key by key."""
    raw = tomllib.loads(Path(__file__).with_name("shop.toml").read_text("utf-8"))
    return cjsim.load_scenario(_over(raw, changes or {}))


def _over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return two nested tables as one; where both speak, the one above is heard."""
    both = dict(below)
    for key, value in above.items():
        before = both.get(key)
        is_table = isinstance(before, Mapping) and isinstance(value, Mapping)
        both[key] = _over(before, value) if is_table else value
    return both


def tell(play: Callable[[int], Any], say: Callable[[Any], str], customers: int = 4000) -> None:
    """Play a story from the command line and print what it found.

    The one argument is the number of simulated customers. A mistake is told in a line.
    """
    parser = argparse.ArgumentParser(description=sys.modules[play.__module__].__doc__)
    parser.add_argument("customers", type=int, nargs="?", default=customers,
                        help=f"simulated customers, {customers} when left out")  # fmt: skip
    try:
        print(say(play(parser.parse_args().customers)))
    except cjsim.UserError as mistake:
        sys.exit(str(mistake))
