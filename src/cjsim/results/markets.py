"""Reading a market with the names of all KPIs at hand."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from cjsim.errors import UserError
from cjsim.language import text
from cjsim.results.definitions import KPI_NAMES
from cjsim.scenarios import reader
from cjsim.scenarios.errors import did_you_mean, listed
from cjsim.scenarios.schema import Scenario


def load_scenario(source: str | Path | Mapping[str, Any]) -> Scenario:
    """Return a checked market.

    Args:
        source: Name of a ready-made market (`list_scenarios`), path of a TOML file, or a
            mapping of the same form.

    Raises:
        MarketFileError: The market cannot be used; it holds all problems with their lines.
    """
    return reader.load_scenario(source, kpi_names=KPI_NAMES)


def as_scenario(scenario: Scenario | str | Path) -> Scenario:
    """Return a market given as such, by name or by path."""
    return scenario if isinstance(scenario, Scenario) else load_scenario(scenario)


def text_of(name: str) -> str:
    """Return the text of a ready-made market's file.

    Raises `UserError` when there is no such market.
    """
    names = [known for known, _description in reader.list_scenarios()]
    if name not in names:
        guess = did_you_mean(name, names).lstrip()
        raise UserError(
            "from",
            name,
            text(
                "{guess} Ready-made markets: {names}.", {"guess": guess, "names": listed(names)}
            ).lstrip(),
        )
    return resources.files("cjsim.scenarios").joinpath(f"{name}.toml").read_text("utf-8")
