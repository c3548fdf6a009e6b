"""What all tests share: fresh machine code, pictures without a window, fixed examples."""

import gc
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings


def _state_of_the_sources() -> str:
    digest = hashlib.sha256()
    for file in sorted((Path(__file__).parents[1] / "src").rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


# Numba looks only at the file of the function called: after a change to a rule in another file
# it would load old code. So every state of the sources has a cache of its own.
os.environ.setdefault(
    "NUMBA_CACHE_DIR", str(Path(tempfile.gettempdir()) / f"cjsim-numba-{_state_of_the_sources()}")
)

# Set before anything imports matplotlib, which reads it then; nothing is imported for it here.
os.environ["MPLBACKEND"] = "Agg"

# Derandomised, so that a test passes or fails for everybody alike. The first example may wait
# for a compilation, so none has a deadline.
settings.register_profile("cjsim", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("cjsim")


@pytest.fixture(autouse=True, scope="module")
def _let_go(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let go of what a file keeps between its tests with the last of them.

    Whole runs are kept by `functools.cache`, and a model is in circles of references: without
    this a worker holds all that was ever lived in it, some gigabytes.
    """
    yield
    here = request.module.__name__
    kept = [
        thing
        for thing in vars(request.module).values()
        if getattr(thing, "__module__", "") == here
        and callable(getattr(thing, "cache_clear", None))
    ]
    for each in kept:
        each.cache_clear()
    if kept:
        gc.collect()
