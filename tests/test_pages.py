"""What the documentation shows is true: every block of code on every page runs."""

from __future__ import annotations

import ast
import logging
import re
import shutil
import sys
from functools import partial
from types import ModuleType

import pytest

import cjsim
from tests.pages import ROOT, parse

PAGES = sorted(
    page.relative_to(ROOT).as_posix()
    for pattern in ("README.md", "docs/**/*.md", "notebooks/course/answers/*.md")
    for page in ROOT.glob(pattern)
)
WITH_CODE = [page for page in PAGES if any(parse(ROOT / page))]


def shape(page):
    """The Python of a page; of what it says in words only the numbers."""
    trees = [
        ast.parse(example.parsed)
        for example in parse(ROOT / page)
        if example.region.lexemes["language"] == "python"
    ]
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = " ".join(re.findall(r"\d+", node.value))
    return [ast.dump(tree) for tree in trees]


def says_the_same(page):
    """Whether a page is another one in Vietnamese: then the code is run once for both."""
    english = page.replace(".vi.md", ".md")
    return page != english and english in WITH_CODE and shape(page) == shape(english)


TO_RUN = [page for page in WITH_CODE if not says_the_same(page)]


class Job:
    """A job of submitit, done at once."""

    def __init__(self, function, arguments):
        self.function, self.arguments = function, arguments

    def done(self):
        return True

    def exception(self):
        return None

    def result(self):
        return self.function(*self.arguments)


class Jobs:
    """Stands for an executor of submitit: there is no SLURM where tests run."""

    def __init__(self, folder):
        self.folder = folder

    def update_parameters(self, *, timeout_min, cpus_per_task, mem_gb, slurm_partition):
        assert min(timeout_min, cpus_per_task, mem_gb) > 0
        assert slurm_partition

    def submit(self, function, *arguments):
        return Job(function, arguments)


def in_small(sweep, scenario, over, **how):
    """Sweep few points, once each, however many a page asks for."""
    few = {"customers": 200, "days": 15, "replicates": 1}
    return sweep(scenario, over, **{**how, **few, **({"points": 2} if "points" in how else {})})


def on_a_cluster(monkeypatch, tmp_path):
    """Let the recipes for clusters run on this machine, in small."""
    import concurrent.futures

    import distributed

    a_cluster = distributed.LocalCluster
    monkeypatch.setattr(cjsim, "sweep", partial(in_small, cjsim.sweep))
    monkeypatch.setattr(
        distributed,
        "LocalCluster",
        lambda **options: a_cluster(
            **{**options, "n_workers": 1},
            processes=False,
            dashboard_address=None,
            local_directory=str(tmp_path),
            silence_logs=logging.CRITICAL,
        ),
    )
    submitit, mpi, futures = (ModuleType(name) for name in ("submitit", "mpi4py", "mpi4py.futures"))
    submitit.AutoExecutor = Jobs
    futures.MPIPoolExecutor = partial(concurrent.futures.ThreadPoolExecutor, 1)
    for module in (submitit, mpi, futures):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setenv("SLURM_CPUS_PER_TASK", "1")


def test_there_are_pages_and_most_have_code():
    assert "README.md" in WITH_CODE
    assert len(WITH_CODE) >= 10


@pytest.mark.parametrize("page", TO_RUN)
def test_the_code_of_a_page_runs_from_top_to_bottom(page, monkeypatch, tmp_path):
    from matplotlib import pyplot as plt

    folder = tmp_path / "reader"
    folder.mkdir()
    monkeypatch.chdir(folder)
    if "/answers/" in page:  # the teacher reads them where the markets of the lessons are
        for market in (ROOT / page).parents[1].glob("*.toml"):
            shutil.copy(market, folder)
    monkeypatch.setattr("cjsim.language.chosen._for_all", [])
    monkeypatch.setenv("CJSIM_LANG", "en")
    if page == "docs/how-to/clusters.md":
        on_a_cluster(monkeypatch, tmp_path)
    document = parse(ROOT / page)
    document.namespace["__name__"] = "__main__"
    languages = []
    for example in document:
        language = example.region.lexemes["language"]
        # the commands of the README are a path of their own: tests/test_readme.py walks it
        if page != "README.md" or language != "sh":
            example.evaluate()  # fails with what the reader would see
            languages.append(language)
    plt.close("all")
    assert {"python", "sh", "toml"} & set(languages), "nothing of this page was run"
