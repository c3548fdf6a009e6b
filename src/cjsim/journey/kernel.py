"""How the rules are compiled."""

from __future__ import annotations

from numba import njit

kernel = njit(cache=True, nogil=True, error_model="numpy")
"""Compile a function of the engine: kept in a cache, free of Python's lock, and dividing like
NumPy (no check at each division: the schema keeps zeros out of denominators)."""
