"""The ODD protocol says all there is: every field, number, phase and module of the engine."""

import ast
import inspect
import pkgutil
from importlib import import_module

import pytest

import cjsim
from cjsim.agents.customer import FIELDS
from cjsim.cli import main
from cjsim.protocol.numbers import meaning_of
from cjsim.protocol.submodels import SUBMODELS, functions_of
from cjsim.scenarios.paths import all_numbers

MARKETS = [name for name, _ in cjsim.list_scenarios()]
NOT_THE_MODEL = {
    "agents.customer",  # the record: told under entities
    "agents.panel",  # watches
    "agents.people",  # columns of the records for users
    "journey.kernel",  # how rules are compiled
    "journey.records",  # how arrays are put together
    "journey.plain",
    "journey.prepared",
    "journey.stages",  # codes: told under entities
    "journey.sweep",  # chunks and threads
}
ELEMENTS = (
    "## 1. Purpose and patterns",
    "## 2. Entities, state variables, and scales",
    "## 3. Process overview and scheduling",
    "## 4. Design concepts",
    "## 5. Initialization",
    "## 6. Input data",
    "## 7. Submodels",
)
CONCEPTS = (
    "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction",
    "Sensing", "Interaction", "Stochasticity", "Collectives", "Observation",
)  # fmt: skip


@pytest.fixture(scope="module")
def text() -> str:
    return cjsim.odd(cjsim.load_scenario("electronics"))


def test_it_has_the_elements_and_concepts_of_the_protocol_in_order(text: str) -> None:
    places = [text.index(f"\n{title}\n") for title in ELEMENTS]
    assert places == sorted(places)
    concepts = [text.index(f"**{name}.**") for name in CONCEPTS]
    assert concepts == sorted(concepts)


def test_it_names_every_field_of_the_record_and_every_phase(text: str) -> None:
    for field in FIELDS:
        assert f"| {field.name} |" in text
    for phase in cjsim.PHASES:
        assert f"`{phase.__name__}`" in text


@pytest.mark.parametrize("name", MARKETS)
def test_it_tells_every_number_of_every_market_with_its_meaning(name: str) -> None:
    scenario = cjsim.load_scenario(name)
    text = cjsim.odd(scenario)
    for path in all_numbers(scenario):
        assert f"| `{path}` |" in text
        assert meaning_of(scenario, path), path


def engine_modules() -> set[str]:
    found = {"bookkeeping", "reviewing"}
    for room in ("agents", "events", "interventions", "journey", "peers"):
        package = import_module(f"cjsim.{room}")
        found |= {f"{room}.{each.name}" for each in pkgutil.iter_modules(package.__path__)}
    return found


def test_every_module_of_the_engine_is_a_submodel_once() -> None:
    told = [name for names in SUBMODELS.values() for name in names]
    assert len(told) == len(set(told))
    assert set(told) == engine_modules() - NOT_THE_MODEL


def test_every_public_function_and_every_rule_is_told_by_its_docstring(text: str) -> None:
    for names in SUBMODELS.values():
        for name in names:
            for function in functions_of(import_module(f"cjsim.{name}")):
                is_rule = {"me", "market"} <= set(inspect.signature(function).parameters)
                if is_rule or not function.__name__.startswith("_"):
                    assert f"- `{function.__qualname__}`: " in text, f"{name}"


def test_with_rules_the_text_that_runs_is_there_and_can_be_read_by_python() -> None:
    scenario = cjsim.load_scenario("mail_shop")
    text = cjsim.odd(scenario, rules=True)
    blocks = text.split("```python\n")[1:]
    names = [name for names in SUBMODELS.values() for name in names]
    assert len(blocks) == len(names)
    for name, block in zip(names, blocks, strict=True):
        source = block.split("\n```", maxsplit=1)[0]
        written = ast.dump(ast.parse(inspect.getsource(import_module(f"cjsim.{name}"))))
        assert ast.dump(ast.parse(source)) == written


def test_the_command_prints_it_or_writes_a_new_file(tmp_path, monkeypatch, capsys) -> None:
    file = tmp_path / "odd.md"
    for arguments in (["mail_shop"], ["mail_shop", "--out", str(file)]):
        monkeypatch.setattr("sys.argv", ["cjsim", "describe", *arguments])
        with pytest.raises(SystemExit) as end:
            main()
        assert end.value.code == 0
    printed = capsys.readouterr().out
    assert file.read_text("utf-8") == printed
    assert printed.startswith("# ")
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 2
    assert "exists already" in capsys.readouterr().err


SHARE = 0.25


def waits_for_company(me, segment, market, heard, luck, day):
    """Nobody sets out alone."""
    return cjsim.Stage.AWARENESS if SHARE < 1.0 else cjsim.Stage.SEARCH


def test_rules_of_ones_own_are_told_with_their_text() -> None:
    scenario = cjsim.load_scenario("mail_shop")
    text = cjsim.odd(scenario, own={"awareness": waits_for_company})
    assert "Stage `awareness`: `waits_for_company`" in text
    assert "Nobody sets out alone." in text
    assert "return cjsim.Stage.AWARENESS" in text
    assert "It reads `SHARE = 0.25`." in text
    assert "Rules of one's own" not in cjsim.odd(scenario)
    with pytest.raises(cjsim.UserError, match="name a stage"):
        cjsim.odd(scenario, own={"buying": waits_for_company})
