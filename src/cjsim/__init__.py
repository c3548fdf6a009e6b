"""cjsim simulates customer journeys: the same people, the same luck, with and without a plan.

>>> import cjsim
>>> scenario = cjsim.load_scenario("electronics")
>>> comparison = cjsim.compare(scenario, plans=["keep", "swap"], replicates=30, seed=1)
>>> print(comparison.verdict())  # doctest: +SKIP
"""

from cjsim import plots
from cjsim.errors import UserError
from cjsim.journey.luck import Luck, Purpose, uniform
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
from cjsim.scenarios import (
    MarketFileError,
    Quantity,
    Scenario,
    cautions,
    describe,
    differences,
    json_schema,
    list_scenarios,
)
from cjsim.studies.calibrate import calibrate
from cjsim.studies.calibration import Calibration
from cjsim.studies.compare import compare
from cjsim.studies.importance import Importance, importance
from cjsim.studies.losing_cases import LosingCases, losing_cases
from cjsim.studies.optimise import optimise
from cjsim.studies.optimum import Optimum
from cjsim.studies.own_data import DataError, OwnData, read_data
from cjsim.studies.presets import presets
from cjsim.studies.propose import Proposals, propose
from cjsim.studies.sensitivity import Sensitivity, sensitivity
from cjsim.studies.sweeps.file import sweep_file
from cjsim.studies.sweeps.resuming import open_study, resume_study
from cjsim.studies.sweeps.study import Study
from cjsim.studies.sweeps.sweep import sweep
from cjsim.studies.switch import SwitchPoint, switch_point
from cjsim.studies.switch_map import SwitchMap
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
    # mistakes
    "UserError",
    "MarketFileError",
    "DataError",
]
