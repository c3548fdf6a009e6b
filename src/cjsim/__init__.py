"""cjsim simulates customer journeys: the same people, the same luck, with and without a plan.

>>> import cjsim
>>> scenario = cjsim.load_scenario("electronics")
>>> comparison = cjsim.compare(scenario, plans=["keep", "swap"], replicates=30, seed=1)
>>> print(comparison.verdict())  # doctest: +SKIP
"""

import warnings
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # for type checkers and editors; at run time each name loads on first use
    from cjsim import language, plots
    from cjsim.errors import UserError
    from cjsim.journey.luck import Luck, Purpose, uniform, uniform_of_day
    from cjsim.journey.plain import usual_rule
    from cjsim.journey.stages import Intention, Mark, Reason, Relation, Stage
    from cjsim.model import PHASES, JourneyModel
    from cjsim.protocol.odd import odd
    from cjsim.reports.report import report
    from cjsim.results.comparison import Comparison
    from cjsim.results.decision import Decision
    from cjsim.results.definitions import KPIS, Kpi
    from cjsim.results.markets import load_scenario
    from cjsim.results.real_test import RealTest
    from cjsim.results.run import Run, run
    from cjsim.scenarios.caution import cautions
    from cjsim.scenarios.describe import describe
    from cjsim.scenarios.differences import differences
    from cjsim.scenarios.errors import MarketFileError
    from cjsim.scenarios.quantity import Quantity
    from cjsim.scenarios.reader import json_schema, list_scenarios
    from cjsim.scenarios.schema import Scenario
    from cjsim.studies.calibration.calibrate import calibrate
    from cjsim.studies.calibration.calibration import Calibration
    from cjsim.studies.calibration.own_data import DataError, OwnData, read_data
    from cjsim.studies.compare import compare
    from cjsim.studies.competing.competition import Competition
    from cjsim.studies.importance.importance import Importance, importance
    from cjsim.studies.optimising.optimise import optimise
    from cjsim.studies.optimising.optimum import Optimum
    from cjsim.studies.proposing.presets import presets
    from cjsim.studies.proposing.propose import Proposals, propose
    from cjsim.studies.sensitivity.losing_cases import LosingCases, losing_cases
    from cjsim.studies.sensitivity.sensitivity import Sensitivity, sensitivity
    from cjsim.studies.sensitivity.switch import SwitchPoint, switch_point
    from cjsim.studies.sensitivity.switch_map import SwitchMap
    from cjsim.studies.sweeps.file import sweep_file
    from cjsim.studies.sweeps.resuming import open_study, resume_study
    from cjsim.studies.sweeps.study import Study
    from cjsim.studies.sweeps.sweep import sweep
    from cjsim.validation.validate import validate

__version__ = "0.1.0"

__all__ = [  # noqa: RUF022  # in reading order
    # a market
    "load_scenario",
    "list_scenarios",
    "describe",
    "odd",
    "cautions",
    "differences",
    "json_schema",
    "Scenario",
    "Quantity",
    # running it
    "run",
    "Run",
    "compare",
    "Comparison",
    "Decision",
    "RealTest",
    "KPIS",
    "Kpi",
    # many runs
    "sweep",
    "sweep_file",
    "Study",
    "open_study",
    "resume_study",
    # pictures, and the brief
    "plots",
    "report",
    # English and Vietnamese
    "language",
    # finding out what matters, and what to do
    "importance",
    "Importance",
    # what would change the answer
    "switch_point",
    "SwitchPoint",
    "SwitchMap",
    "sensitivity",
    "Sensitivity",
    "losing_cases",
    "LosingCases",
    "propose",
    "Proposals",
    "presets",
    "optimise",
    "Optimum",
    # a game for a class
    "Competition",
    # own data
    "read_data",
    "OwnData",
    "calibrate",
    "Calibration",
    # can it be trusted
    "validate",
    # the model
    "JourneyModel",
    "PHASES",
    # writing a rule of one's own
    "Stage",
    "Reason",
    "Mark",
    "Intention",
    "Relation",
    "Luck",
    "Purpose",
    "uniform",
    "uniform_of_day",
    "usual_rule",
    # mistakes
    "UserError",
    "MarketFileError",
    "DataError",
]

_NAMES_IN = {
    "cjsim.errors": "UserError",
    "cjsim.journey.luck": "Luck Purpose uniform uniform_of_day",
    "cjsim.journey.plain": "usual_rule",
    "cjsim.journey.stages": "Intention Mark Reason Relation Stage",
    "cjsim.model": "PHASES JourneyModel",
    "cjsim.protocol.odd": "odd",
    "cjsim.reports.report": "report",
    "cjsim.results.comparison": "Comparison",
    "cjsim.results.decision": "Decision",
    "cjsim.results.definitions": "KPIS Kpi",
    "cjsim.results.markets": "load_scenario",
    "cjsim.results.real_test": "RealTest",
    "cjsim.results.run": "Run run",
    "cjsim.scenarios.caution": "cautions",
    "cjsim.scenarios.describe": "describe",
    "cjsim.scenarios.differences": "differences",
    "cjsim.scenarios.errors": "MarketFileError",
    "cjsim.scenarios.quantity": "Quantity",
    "cjsim.scenarios.reader": "json_schema list_scenarios",
    "cjsim.scenarios.schema": "Scenario",
    "cjsim.studies.calibration.calibrate": "calibrate",
    "cjsim.studies.calibration.calibration": "Calibration",
    "cjsim.studies.compare": "compare",
    "cjsim.studies.competing.competition": "Competition",
    "cjsim.studies.importance.importance": "Importance importance",
    "cjsim.studies.sensitivity.losing_cases": "LosingCases losing_cases",
    "cjsim.studies.optimising.optimise": "optimise",
    "cjsim.studies.optimising.optimum": "Optimum",
    "cjsim.studies.calibration.own_data": "DataError OwnData read_data",
    "cjsim.studies.proposing.presets": "presets",
    "cjsim.studies.proposing.propose": "Proposals propose",
    "cjsim.studies.sensitivity.sensitivity": "Sensitivity sensitivity",
    "cjsim.studies.sweeps.file": "sweep_file",
    "cjsim.studies.sweeps.resuming": "open_study resume_study",
    "cjsim.studies.sweeps.study": "Study",
    "cjsim.studies.sweeps.sweep": "sweep",
    "cjsim.studies.sensitivity.switch": "SwitchPoint switch_point",
    "cjsim.studies.sensitivity.switch_map": "SwitchMap",
    "cjsim.validation.validate": "validate",
}
"""Where the public names live: the same as above, for when the program runs."""

_HOME_OF = {name: module for module, names in _NAMES_IN.items() for name in names.split()}
_ROOMS = ("plots", "language")
"""Folders a user reaches by name: `cjsim.plots.funnel(run)`, `cjsim.language.use("vi")`."""


def __getattr__(name: str) -> object:
    """Load a public name on its first use: `import cjsim` itself pays for nothing."""
    if name in _ROOMS:
        return import_module(f"{__name__}.{name}")
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    with warnings.catch_warnings():  # of a bar that Mesa loads and we do not use
        warnings.filterwarnings("ignore", message="IProgress not found")
        thing = getattr(import_module(_HOME_OF[name]), name)
    globals()[name] = thing
    return thing


def __dir__() -> list[str]:
    """Name what is loaded and what can be."""
    return sorted({*globals(), *__all__})
