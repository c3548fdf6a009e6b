"""Runs the code of a page of the documentation, top to bottom, as its reader would.

Sybil finds the blocks; this says what becomes of each. A page lives in an empty folder:

- `python` blocks share their names;
- `sh` blocks: every command of `cjsim` in them is run, with fewer customers, days and futures;
- `toml` blocks make a market: a whole one, or keys added to it (to `electronics` where a page
  has none);
- a block with `title="FILE"` is written to that file first.
"""

from __future__ import annotations

import os
import re
import shlex
import tomllib
from pathlib import Path

from sybil import Document, Example
from sybil.evaluators.python import PythonEvaluator
from sybil.parsers.markdown.lexers import RawFencedCodeBlockLexer
from typer.testing import CliRunner

import cjsim
from cjsim.cli import app
from cjsim.results.markets import text_of
from cjsim.scenarios.describe import describe

ROOT = Path(__file__).parents[1]
BLOCKS = RawFencedCodeBlockLexer(
    re.compile(r"(?P<language>[a-z]+)(?P<info>[^\n]*)$\n", re.MULTILINE)
)
TITLE = re.compile(r'title="([^"]+)"')
SIZE = ["--customers", "200", "--days", "20"]
SMALL = {
    "run": SIZE,
    "compare": [*SIZE, "--replicates", "2", "--workers", "1"],
    "sweep": [*SIZE, "--replicates", "1", "--workers", "1"],
    "switch": [*SIZE, "--replicates", "3", "--grid", "3", "--workers", "1"],
    "sensitivity": [*SIZE, "--replicates", "3", "--workers", "1", "--over", "support.staff=12,24"],
    "validate": ["--only", "E6", "--workers", "1"],
}
"""What is said to a command last, so that it answers in a second: the last one counts."""
UNTIL_CLEAR = [*SIZE, "--workers", "1", "--budget-runs", "4"]


def parse(path: Path) -> Document:
    """Return a page with its blocks of code."""
    return Document.parse(str(path), _regions)


def _regions(document: Document):
    for region in BLOCKS(document):
        region.parsed = region.lexemes["source"]
        region.evaluator = _evaluate
        yield region


def _evaluate(example: Example) -> None:
    """Do with a block what its reader would."""
    title = TITLE.search(example.region.lexemes["info"])
    if title is not None:
        file = Path(title.group(1))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(example.parsed, "utf-8")
    language = example.region.lexemes["language"]
    if language == "python":
        PythonEvaluator()(example)
    elif language == "sh":
        for words in commands_in(example.parsed):
            run_command(words)
    elif language == "toml" and "market =" not in example.parsed:
        _add_to_market(example)


def commands_in(text: str) -> list[list[str]]:
    """Return the commands of cjsim in lines of a shell, without what stands before `cjsim`."""
    found = []
    for line in text.replace("\\\n", " ").splitlines():
        words = shlex.split(line, comments=True)
        while words:
            end = next((i for i, word in enumerate(words) if word in ("&&", ";")), len(words))
            part, words = words[:end], words[end + 1 :]
            at = next(
                (i for i, word in enumerate(part) if re.fullmatch(r"(.*/)?cjsim", word)), None
            )
            if at is not None:
                found.append([os.path.expandvars(word) for word in part[at + 1 :]])
    return found


def run_command(words: list[str]) -> str:
    """Run a command of cjsim in small, and return what it prints."""
    at = 2 if words[0] == "--lang" else 0
    small = UNTIL_CLEAR if "--until" in words else SMALL.get(words[at], [])
    answer = CliRunner().invoke(app, [*words, *small])
    assert answer.exit_code == 0, f"cjsim {shlex.join(words)}\n{answer.output}{answer.exception}"
    return answer.stdout


def _add_to_market(example: Example) -> None:
    """Check a block of a market file: the whole of one, or what is added to it."""
    written = tomllib.loads(example.parsed)
    raw = written
    if "scenario" not in written:
        before = example.namespace.get("_market") or tomllib.loads(text_of("electronics"))
        raw = _merged(before, written)
    example.namespace["_market"] = raw
    scenario = cjsim.load_scenario(raw)
    assert describe(scenario)
    for plan in written.get("plans", {"keep": []}):
        run = cjsim.run(scenario, plan=plan, customers=300, days=30)
        assert run.kpi_values()["orders"] > 0


def _merged(before, after):
    """Return two tables of a market as one; what comes after goes before."""
    if not isinstance(before, dict) or not isinstance(after, dict):
        return after
    return {**before, **{key: _merged(before.get(key), each) for key, each in after.items()}}
