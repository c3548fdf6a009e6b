"""What a reader of the code may count on: documented names, plain signatures, one way to import."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

import cjsim

HOUSE = Path(cjsim.__file__).parent
FILES = sorted(HOUSE.rglob("*.py"))
PACKAGE = {".".join(("cjsim", *path.relative_to(HOUSE).with_suffix("").parts)): path
           for path in FILES}  # fmt: skip
MODULES = {name.removesuffix(".__init__"): path for name, path in PACKAGE.items()}
TREES = {name: ast.parse(path.read_text("utf-8")) for name, path in MODULES.items()}
every_module = pytest.mark.parametrize("module", MODULES)

ROOMS = (
    ("errors",),
    ("language",),
    ("journey.luck", "journey.kernel"),  # these rest on no room, and everyone may use them
    ("scenarios",),
    ("journey",),
    ("peers",),
    ("events", "interventions", "agents"),
    # what a policy reviews are KPIs: they rest on the history alone
    (
        "history",
        "model",
        "bookkeeping",
        "founding",
        "reviewing",
        "results.kpis",
        "results.definitions",
        "results.experience",
        "results.feedback",
        "results.lifetime",
        "results.rates",
        "results.trials",
    ),
    ("protocol",),
    ("results",),
    ("studies",),
    ("validation",),
    ("plots",),
    ("reports",),
    ("dashboard", "commands", "cli"),
    ("__main__",),
)
"""Imports go upwards in this list, or stay within a line of it."""


def inside(module):
    """Name of a module without the package's: `journey.luck`; empty for the package."""
    return module.removeprefix("cjsim").removeprefix(".")


def level(module):
    name = inside(module)
    for place, rooms in enumerate(ROOMS):
        if any(name == room or (name.startswith(room + ".") and place > 0) for room in rooms):
            return place
    raise AssertionError(f"{module} is in no room of the house")


def is_for_types_only(node):
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def statements(node):
    """All nodes below one, but what only a type checker reads."""
    for child in ast.iter_child_nodes(node):
        if is_for_types_only(child):
            continue
        yield child
        yield from statements(child)


def imports(module):
    """Modules of cjsim that one imports, at its top or inside a function."""
    found = set()
    for node in statements(TREES[module]):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                found.add(whole if whole in MODULES else node.module)
    return {name for name in found if name in MODULES and name != module}


def functions(tree):
    return [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


def words_below(name):
    """The string that stands below the line in which a name gets its value."""
    for tree in TREES.values():
        for node, after in pairwise([*tree.body, ast.Pass()]):
            targets = [node.target] if isinstance(node, ast.AnnAssign) else []
            targets += node.targets if isinstance(node, ast.Assign) else []
            if any(isinstance(t, ast.Name) and t.id == name for t in targets):
                value = after.value if isinstance(after, ast.Expr) else None
                return value.value if isinstance(value, ast.Constant) else None
    return None


# --- documented --------------------------------------------------------------------------


@pytest.mark.parametrize("name", cjsim.__all__)
def test_each_public_name_says_what_it_is(name):
    thing = getattr(cjsim, name)
    if isinstance(thing, tuple):  # a table has its words in the string below it
        assert words_below(name)
        return
    assert inspect.getdoc(thing)
    assert inspect.getdoc(thing) != inspect.getdoc(type(thing))


def test_the_list_of_public_names_is_whole_and_names_none_twice():
    assert len(set(cjsim.__all__)) == len(cjsim.__all__)
    shown = next(node for node in TREES["cjsim"].body if is_for_types_only(node))
    homes = {
        alias.name: node.module
        for node in shown.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    rooms = dict.fromkeys(cjsim._ROOMS, "cjsim")
    assert homes == cjsim._HOME_OF | rooms  # a type checker reads the one, Python the other
    assert set(homes) == set(cjsim.__all__) <= set(dir(cjsim))


def test_a_name_the_package_has_not_is_an_attribute_error():
    with pytest.raises(AttributeError, match="swoop"):
        cjsim.swoop  # noqa: B018


def public_without_words(tree):
    """Public classes, functions and methods without a docstring."""
    blocks = [tree, *(n for n in ast.walk(tree) if isinstance(n, ast.ClassDef))]
    for block in blocks:
        is_private = isinstance(block, ast.ClassDef) and block.name.startswith("_")
        for node in [] if is_private else block.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                if ast.get_docstring(node) is None:
                    yield node.name


@every_module
def test_each_public_function_and_class_has_words(module):
    if not TREES[module].body:
        return  # an empty __init__.py
    assert ast.get_docstring(TREES[module]), "the module says nothing of itself"
    assert list(public_without_words(TREES[module])) == []


# --- plain ---------------------------------------------------------------------------------


@every_module
def test_arguments_are_explicit_and_no_error_is_swallowed(module):
    tree = TREES[module]
    assert [f.name for f in functions(tree) if f.args.kwarg is not None] == []
    handlers = [n for n in ast.walk(tree) if isinstance(n, ast.ExceptHandler)]
    caught = [ast.unparse(h.type) if h.type is not None else "" for h in handlers]
    assert not {"", "Exception", "BaseException"} & set(caught)
    names = [n.id for n in ast.walk(tree) if isinstance(n, ast.Name)]
    assert "hasattr" not in names


def lines_of_code(function):
    """Lines of a function below its arguments and its docstring."""
    first = function.body[1:] if ast.get_docstring(function) else function.body
    return function.end_lineno - first[0].lineno + 1 if first else 0


@every_module
def test_a_file_is_short_and_a_function_fits_on_a_screen(module):
    n_lines = len(MODULES[module].read_text("utf-8").splitlines())
    assert n_lines <= 400
    long = {f.name: lines_of_code(f) for f in functions(TREES[module])}
    assert {name: n for name, n in long.items() if n > 60} == {}


@every_module
def test_luck_comes_from_luck_alone(module):
    """No generator but the one that resamples futures, which has a seed of its own."""
    used = {ast.unparse(n) for n in ast.walk(TREES[module]) if isinstance(n, ast.Attribute)}
    drawn = {name for name in used if name.startswith(("np.random", "numpy.random", "random."))}
    allowed = {"np.random.default_rng", "np.random"} if "statistics" in module else set()
    assert drawn <= allowed


# --- one way -----------------------------------------------------------------------------


@every_module
def test_rooms_import_one_way(module):
    if module == "cjsim":
        return  # the package itself shows what all rooms offer
    uses = imports(module)
    if level(module) < level("cjsim.cli"):
        assert "cjsim" not in uses
    wrong = {name for name in uses if name != "cjsim" and level(name) > level(module)}
    assert wrong == set()


def test_what_everyone_may_use_rests_on_nothing():
    assert imports("cjsim.errors") == set()
    assert imports("cjsim.journey.kernel") == set()
    assert imports("cjsim.journey.luck") <= {
        "cjsim.errors", "cjsim.language", "cjsim.journey.kernel",
    }  # fmt: skip


def test_no_modules_import_each_other_in_a_circle():
    edges = {name: imports(name) - {"cjsim"} for name in MODULES}
    done: set[str] = set()

    def visit(name, path):
        assert name not in path, " -> ".join([*path[path.index(name) :], name])
        if name not in done:
            for other in sorted(edges[name]):
                visit(other, [*path, name])
            done.add(name)

    for name in edges:
        visit(name, [])
    assert done == set(MODULES)


def test_the_house_has_a_place_for_each_module():
    levels = [level(name) for name in MODULES if name != "cjsim"]
    assert set(levels) >= set(range(8))
    assert level("cjsim.__main__") == max(levels)


# --- light -------------------------------------------------------------------------------


def loaded_after(statement):
    command = [sys.executable, "-c", f"{statement}; import sys; print(*sys.modules)"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def test_pictures_and_studies_load_only_when_asked_for():
    loaded = {name.split(".")[0] for name in loaded_after("import cjsim")}
    assert "cjsim" in loaded
    heavy = {"matplotlib", "seaborn", "panel", "optuna", "SALib", "dask", "IPython", "babel"}
    assert not heavy & loaded


AS_IN_A_NOTEBOOK = """
import os, sys, types, warnings
os.environ.pop("QT_API", None)
sys.modules["ipykernel.zmqshell"] = types.SimpleNamespace()
sys.modules["IPython"] = types.SimpleNamespace(get_ipython=object)
sys.modules["ipywidgets"] = None
warnings.simplefilter("always")
import cjsim
cjsim.JourneyModel
import tqdm.notebook
assert tqdm.notebook.IProgress is None  # so there was a reason to complain
"""


def test_a_notebook_without_widgets_is_not_complained_of():
    command = [sys.executable, "-c", AS_IN_A_NOTEBOOK]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (found.returncode, found.stderr) == (0, "")
