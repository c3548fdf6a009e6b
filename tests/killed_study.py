"""A small study for tests to kill: `python -m tests.killed_study FOLDER`, one run a chunk."""

from __future__ import annotations

import sys
from pathlib import Path

import cjsim
from tests.lab import market

OVER = {"support.staff": [1, 3], "brands.club.price": [100.0, 130.0]}
REPLICATES = 4
N_RUNS = 4 * REPLICATES


def tiny():
    sizes = {"scenario.customers": 60, "scenario.people": 150, "scenario.days": 5}
    return market(changes=sizes)


def live(folder: Path | None, replicates: int = REPLICATES, chunk: int = 1) -> cjsim.Study:
    """Begin the study, or go on with it."""
    return cjsim.sweep(
        tiny(), OVER, replicates=replicates, seed=5, outcomes=["orders", "revenue"],
        daily=["revenue"], store=folder, chunk=chunk,
    )  # fmt: skip


if __name__ == "__main__":
    live(Path(sys.argv[1]))
