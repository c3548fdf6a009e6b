"""What the README shows is true: its examples run, its commands are the ones that exist."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import cjsim
from cjsim.cli import app

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_python_examples_run_one_after_the_other() -> None:
    examples = blocks("python")
    assert len(examples) >= 3
    names: dict[str, object] = {}
    for example in examples:
        exec(compile(example, "README.md", "exec"), names)


def test_market_example_is_a_market_that_runs() -> None:
    (text,) = blocks("toml")
    scenario = cjsim.load_scenario(tomllib.loads(text))
    run = cjsim.run(scenario, plan="swap", customers=1_000, days=40)
    assert run.kpi_values()["orders"] > 0


def test_commands_named_are_the_commands_there_are() -> None:
    (line,) = [line for line in README.splitlines() if line.startswith("cjsim list | ")]
    named = {part.split()[0] for part in line.removeprefix("cjsim ").split(" | ")}
    commands = [(each.name, each.callback) for each in app.registered_commands]
    there = {name or callback.__name__ for name, callback in commands if callback is not None}
    there |= {str(group.name) for group in app.registered_groups}
    assert named == there
