"""The market file: its schema, its reader, the ready-made markets."""

from cjsim.scenarios.agreement import agreement
from cjsim.scenarios.caution import cautions
from cjsim.scenarios.describe import describe
from cjsim.scenarios.differences import Difference, differences
from cjsim.scenarios.errors import MarketFileError, Problem
from cjsim.scenarios.paths import (
    all_numbers,
    bounds_of,
    draw_unknowns,
    get_number,
    nearest_path,
    set_number,
    source_of,
)
from cjsim.scenarios.quantity import Between, Quantity
from cjsim.scenarios.reader import json_schema, list_scenarios, load_scenario, parse
from cjsim.scenarios.schema import BASELINE, Scenario

__all__ = [
    "BASELINE",
    "Between",
    "Difference",
    "MarketFileError",
    "Problem",
    "Quantity",
    "Scenario",
    "agreement",
    "all_numbers",
    "bounds_of",
    "cautions",
    "describe",
    "differences",
    "draw_unknowns",
    "get_number",
    "json_schema",
    "list_scenarios",
    "load_scenario",
    "nearest_path",
    "parse",
    "set_number",
    "source_of",
]
