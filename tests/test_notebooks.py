"""Notebooks as they are committed: run, light, of public names only, alike in both languages.

That they run is seen beside these: pytest executes each from top to bottom (`--nbmake`).
"""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest

import cjsim

HOME = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(path for path in HOME.rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts)
NAMES = [path.relative_to(HOME).as_posix() for path in NOTEBOOKS]
VIETNAMESE = [name for name in NAMES if name.endswith(".vi.ipynb")]
COURSE = [name for name in NAMES if name.startswith("course/")]

IN_BOTH_LANGUAGES = {
    "what_if": ["1_my_first_market", "2_faster_support_or_more_ads", "3_rehearse_bad_news"],
    "course": [
        "1_the_journey_and_its_stages", "2_friends_and_reviews", "3_unexpected_events",
        "4_support_and_loyalty", "5_chance_and_uncertainty", "6_team_competition",
    ],
}  # fmt: skip
IN_ENGLISH = {"research": ["1_a_sweep", "2_sensitivity_with_noise", "3_write_your_own_rule"]}

ROOMS = {"plots", "language"}
"""Reached by name: `cjsim.plots.funnel(run)`."""
A_MACHINES_PATH = re.compile(r"/(?:tmp|home|root|work|usr|opt|var|private|mnt|Users)/|[A-Z]:\\")
PARTS = {
    "en": ("lesson,? you can|goals?", "exercises?", "things to try", "debrief|questions to close"),
    "vi": ("bài này,? bạn có thể|mục tiêu|học xong bài", "bài tập", "thử", "thảo luận|tổng kết"),
}
"""How a lesson says what is learned, what is done, what may be tried and what is talked about."""
HEAVIEST_BYTES = 250_000

every_notebook = pytest.mark.parametrize("name", NAMES)


def cells(name: str, kind: str | None = None) -> list[dict[str, Any]]:
    """The cells of a notebook, of one kind when named."""
    found = json.loads((HOME / name).read_text("utf-8"))["cells"]
    return [cell for cell in found if kind in (None, cell["cell_type"])]


def test_no_notebook_is_missing_and_none_is_left_over() -> None:
    told = {
        f"{folder}/{name}{language}.ipynb"
        for room, languages in ((IN_BOTH_LANGUAGES, ("", ".vi")), (IN_ENGLISH, ("",)))
        for folder, names in room.items()
        for name in names
        for language in languages
    }
    assert set(NAMES) == told


def text(lines: str | list[str]) -> str:
    return "".join(lines)


def trees(name: str) -> list[ast.Module]:
    """The code of each cell: plain Python, for there are no magics to depend on."""
    return [ast.parse(text(cell["source"])) for cell in cells(name, "code")]


def shown(cell: dict[str, Any]) -> list[str]:
    """What a cell shows in words: pictures are no words."""
    found = []
    for output in cell.get("outputs", []):
        found.append(text(output.get("text", "")))
        data = output.get("data", {})
        found += [text(data[kind]) for kind in data if kind.startswith("text/")]
    return found


def n_pictures(cell: dict[str, Any]) -> int:
    return sum("image/png" in output.get("data", {}) for output in cell["outputs"])


def test_pytest_runs_them(pytestconfig: pytest.Config) -> None:
    assert pytestconfig.getoption("nbmake")
    assert not pytestconfig.getoption("overwrite")
    assert "notebooks" in pytestconfig.getini("testpaths")


@every_notebook
def test_was_run_from_top_to_bottom_without_a_complaint(name: str) -> None:
    code = cells(name, "code")
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in cell["outputs"]]
    assert outputs
    assert all(output["output_type"] != "error" for output in outputs)
    assert all(output.get("name") != "stderr" for output in outputs)


@every_notebook
def test_no_cell_is_left_out_or_allowed_to_fail(name: str) -> None:
    whole = json.loads((HOME / name).read_text("utf-8"))
    assert "execution" not in whole["metadata"]
    tags = {tag for cell in whole["cells"] for tag in cell["metadata"].get("tags", [])}
    assert not tags & {"skip-execution", "raises-exception"}


@every_notebook
def test_is_light_and_of_no_machine(name: str) -> None:
    assert (HOME / name).stat().st_size < HEAVIEST_BYTES
    words = [text(cell["source"]) for cell in cells(name)]
    words += [each for cell in cells(name, "code") for each in shown(cell)]
    assert [found.group() for each in words for found in A_MACHINES_PATH.finditer(each)] == []


@every_notebook
def test_uses_public_names_only(name: str) -> None:
    public = {*cjsim.__all__, *ROOMS, "__version__"}
    for node in (node for tree in trees(name) for node in ast.walk(tree)):
        match node:
            case ast.Import(names=names):
                modules = [each.name for each in names if each.name.split(".")[0] == "cjsim"]
                assert {*modules} <= {"cjsim", *(f"cjsim.{room}" for room in ROOMS)}
            case ast.ImportFrom(module=str(module), names=names):
                private = module.startswith("cjsim.") and module.split(".", 1)[1] not in ROOMS
                assert not private, module
                assert module != "cjsim" or {each.name for each in names} <= public
            case ast.Attribute(value=ast.Name(id="cjsim"), attr=attr):
                assert attr in public
            case ast.Attribute(attr=attr):
                assert not attr.startswith("_")


class WithoutWords(ast.NodeTransformer):
    """Code without what differs between languages: the words in quotation marks."""

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        return ast.Constant("") if isinstance(node.value, str) else node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.Call | ast.Constant:
        """Keep what is put into a text, in any order, for sentences are built differently."""
        values = [each for each in node.values if isinstance(each, ast.FormattedValue)]
        inside = sorted((self.visit(each.value) for each in values), key=ast.dump)
        if not inside:
            return ast.Constant("")
        return ast.Call(ast.Name("text", ast.Load()), inside, [])


def bare(tree: ast.Module) -> str:
    return ast.unparse(ast.fix_missing_locations(WithoutWords().visit(tree)))


def test_what_is_for_readers_in_vietnam_is_in_vietnamese_too() -> None:
    for_both = {name for name in NAMES if not name.startswith("research/")}
    english = {name.removesuffix(".ipynb") for name in for_both - {*VIETNAMESE}}
    assert english == {name.removesuffix(".vi.ipynb") for name in VIETNAMESE}


@pytest.mark.parametrize("name", VIETNAMESE)
def test_twin_does_the_same(name: str) -> None:
    english = name.replace(".vi.ipynb", ".ipynb")
    assert [c["cell_type"] for c in cells(name)] == [c["cell_type"] for c in cells(english)]
    assert [bare(tree) for tree in trees(name)] == [bare(tree) for tree in trees(english)]
    pictures = [n_pictures(cell) for cell in cells(name, "code")]
    assert pictures == [n_pictures(cell) for cell in cells(english, "code")]


@every_notebook
def test_speaks_the_language_of_its_name(name: str) -> None:
    spoken = {
        ast.literal_eval(node.args[0])
        for tree in trees(name)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("language.use")
    }
    if name in VIETNAMESE:
        assert spoken == {"vi"}
    else:
        assert spoken <= {"en"}


@pytest.mark.parametrize("name", COURSE)
def test_lesson_has_its_parts_and_an_answer_key(name: str) -> None:
    language = "vi" if name in VIETNAMESE else "en"
    words = "\n".join(text(cell["source"]).lower() for cell in cells(name, "markdown"))
    missing = [part for part in PARTS[language] if not re.search(rf"\b(?:{part})\b", words)]
    assert missing == []
    key = HOME / "course" / "answers" / Path(name).name.replace(".ipynb", ".md")
    assert key.read_text("utf-8").startswith("# ")
