"""Whether the engine has been compiled on this machine."""

from __future__ import annotations

from cjsim.journey import day


def is_prepared() -> bool:
    """Return whether compiled code of the day's sweep lies in the cache."""
    cache = day.live._cache
    return cache._cache_file._load_index() != {}
