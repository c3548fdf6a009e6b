"""Every picture of a notebook is shown, not the first alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

BACKEND = """
import matplotlib
from matplotlib.backends.backend_agg import FigureCanvas, new_figure_manager
matplotlib.interactive(True)  # as the backend of notebooks does when it is loaded
"""
PROGRAM = """
import matplotlib
from matplotlib import pyplot as plt
from cjsim.plots.picture import drawing
with drawing(None):
    plt.figure()
print(matplotlib.is_interactive())
"""


def test_a_backend_that_shows_pictures_goes_on_showing_them(tmp_path: Path) -> None:
    (tmp_path / "late_backend.py").write_text(BACKEND, encoding="utf-8")
    paths = [str(tmp_path), *sys.path]
    places = {"MPLBACKEND": "module://late_backend", "PYTHONPATH": os.pathsep.join(paths)}
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM], env={**os.environ, **places}, capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    assert run.stdout.split() == ["True"]
