"""How the rules are compiled."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from numba import njit

kernel = njit(cache=True, nogil=True, error_model="numpy")
"""Compile a function of the engine: kept in a cache, free of Python's lock, and dividing like
NumPy (no check at each division: the schema keeps zeros out of denominators).

For what Python or another room calls."""

_uncached = njit(nogil=True, error_model="numpy")

# what Numba calls the options is not in its annotations
_unwrapped: Any = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
_part = njit(nogil=True, error_model="numpy", **_unwrapped)
_kept_part = njit(cache=True, nogil=True, error_model="numpy", **_unwrapped)


class Inner:
    """A function that compiled functions call: a part of theirs, without an entry for Python.

    That saves a third of the time the engine takes to compile. Called from Python all the
    same, it is compiled once more, with an entry: Numba would call code that is not there. That
    is not kept in the cache, where both would have the same place.
    """

    def __init__(self, function: Callable[..., Any], compiled: Any) -> None:
        """Take the text, and its part in what is compiled."""
        update_wrapper(self, function)
        self.py_func = function
        self._compiled = compiled
        self._whole: Callable[..., Any] | None = None

    @property
    def _numba_type_(self) -> Any:
        """What Numba sees in the place of this object."""
        return self._compiled._numba_type_

    def __call__(self, *arguments: Any) -> Any:
        """Call the function from Python."""
        if self._whole is None:
            self._whole = _uncached(self.py_func)
        return self._whole(*arguments)

    def __reduce__(self) -> str:
        """Be pickled by name, as a function is: rules that call one go to other processes."""
        return self.py_func.__qualname__


def inner(function: Callable[..., Any]) -> Inner:
    """Compile a function of the engine that only other compiled functions call."""
    return Inner(function, _part(function))


def rule(function: Callable[..., Any]) -> Inner:
    """As `inner`, for what the day is put together from: kept in the cache for itself too.

    A day with a user's own rule is put together anew in each process, from these.
    """
    return Inner(function, _kept_part(function))
