"""The pages of the theory: each market has one, with a figure that its file can draw."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from cjsim.validation import market_names

THEORY = Path(__file__).parents[1] / "experiments" / "theory"
FEW = {
    "bass": {"customers": 100, "n_seeds": 2},
    "network": {"customers": 100},
    "one_shot": {"customers": 500, "n_seeds": 1},
    "talk": {"n_seeds": 1, "days": 20},
    "desk": {"days": 30},
    "choice": {"customers": 500},
    "retention": {"customers": 300},
}


@pytest.mark.parametrize("name", market_names())
def test_a_theory_has_a_page_with_its_figure(name: str) -> None:
    page = (THEORY / name / "README.md").read_text("utf-8")
    assert f"markets/{name}.toml" in page
    assert "(figure.png)" in page
    assert (THEORY / name / "figure.png").stat().st_size < 200_000
    assert f"({name}/README.md)" in (THEORY / "README.md").read_text("utf-8")


@pytest.mark.parametrize("name", market_names())
def test_a_figure_is_drawn_from_the_market_file(name: str, tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location(f"draw_{name}", THEORY / name / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.draw(tmp_path / "figure.png", **FEW[name])
    assert (tmp_path / "figure.png").read_bytes().startswith(b"\x89PNG")
