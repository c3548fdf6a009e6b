"""Pictures of results: one a function, drawn when asked for.

Each takes a result and `ax=None`, and returns a `Picture`: its Axes, the tidy data it shows, and
its alt text. Titles say the finding, subtitles what it rests on; `lang` chooses the language.
matplotlib and seaborn are loaded with the first picture, not with this module.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cjsim.plots.alluvials import alluvial as alluvial
    from cjsim.plots.funnels import funnel as funnel
    from cjsim.plots.occupancy import stage_occupancy as stage_occupancy
    from cjsim.plots.picture import Picture as Picture

_HOMES = {
    "alluvial": "alluvials",
    "funnel": "funnels",
    "Picture": "picture",
    "stage_occupancy": "occupancy",
}
__all__ = ["Picture", "alluvial", "funnel", "stage_occupancy"]


def __getattr__(name: str) -> object:
    """Load a picture when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"cjsim.plots has no {name!r}; it has: {', '.join(__all__)}")
    return getattr(import_module(f"cjsim.plots.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    """List the pictures too."""
    return __all__
