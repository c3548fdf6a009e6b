"""The market files of the theory: each is a special case of what any market file can say.

They lie in the package, so that whoever installs it can run and read them; the pages of
`experiments/theory` explain them and draw from the same files.
"""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Any

from cjsim.errors import UserError
from cjsim.language import text
from cjsim.results.markets import load_scenario
from cjsim.scenarios.schema import Scenario

_SUFFIX = ".toml"


def market_names() -> list[str]:
    """Return the names of the theory's markets, in alphabetical order."""
    files = _folder().iterdir()
    return sorted(file.name.removesuffix(_SUFFIX) for file in files if file.name.endswith(_SUFFIX))


def market(name: str, changes: Mapping[str, Any] | None = None) -> Scenario:
    """Return a market of the theory.

    Args:
        name: One of `market_names`.
        changes: Values by dotted path, e.g. {"peers.network": "pairs"}; a path that is not in
            the file yet is added.

    Raises:
        UserError: There is no such market.
        MarketFileError: The market cannot be used with these changes.
    """
    if name not in market_names():
        raise UserError(
            "market",
            name,
            text(
                "the theory's markets are: {market_names}.",
                {"market_names": ", ".join(market_names())},
            ),
        )
    raw = tomllib.loads(_folder().joinpath(name + _SUFFIX).read_text("utf-8"))
    for path, value in (changes or {}).items():
        *above, key = path.split(".")
        table = raw
        for part in above:
            table = table.setdefault(part, {})
        table[key] = copy.deepcopy(value)
    return load_scenario(raw)


def _folder() -> Any:
    return resources.files("cjsim.validation").joinpath("markets")
