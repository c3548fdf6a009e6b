"""Whether the engine has been compiled on this machine."""

from __future__ import annotations

from pathlib import Path

from cjsim.journey import day


def is_prepared() -> bool:
    """Return whether compiled code of the day's sweep lies in Numba's cache."""
    folder = Path(str(day.live.stats.cache_path))
    return any(folder.glob("day.live-*.nbc"))
