"""The shop of the stories, with what a story adds to it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cjsim


def market(
    events: Mapping[str, Any] | None = None,
    switches: Mapping[str, bool] | None = None,
    interventions: Mapping[str, Any] | None = None,
    plans: Mapping[str, list[str]] | None = None,
) -> cjsim.Scenario:
    """Return the shop with more events, switches, interventions and plans."""
    raw = tomllib.loads(Path(__file__).with_name("shop.toml").read_text("utf-8"))
    raw["events"] |= dict(events or {})
    raw["interventions"] |= dict(interventions or {})
    raw["plans"] |= dict(plans or {})
    raw["scenario"]["switches"] = dict(switches or {})
    return cjsim.load_scenario(raw)
