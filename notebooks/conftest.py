"""How pytest runs a notebook: as its reader does, with the Python of the tests."""

import os
from collections.abc import Iterator

import pytest

# A kernel named python3 may also be known to this user from elsewhere: the one beside us is meant.
os.environ.setdefault("JUPYTER_PREFER_ENV_PATH", "1")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Iterator[None]:
    """Let pictures appear below their cells: the other tests draw without a place to show them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("MPLBACKEND", raising=False)
        return (yield)
