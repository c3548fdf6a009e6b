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
    from cjsim.plots.changes import who_changed as who_changed
    from cjsim.plots.cohorts import cohort_retention as cohort_retention
    from cjsim.plots.desks import support_load as support_load
    from cjsim.plots.fans import difference_fan as difference_fan
    from cjsim.plots.fits import validation_view as validation_view
    from cjsim.plots.funnels import funnel as funnel
    from cjsim.plots.heat_maps import heat_map as heat_map
    from cjsim.plots.journey_maps import journey_map as journey_map
    from cjsim.plots.networks import network_snapshots as network_snapshots
    from cjsim.plots.occupancy import stage_occupancy as stage_occupancy
    from cjsim.plots.picture import Picture as Picture
    from cjsim.plots.responses import response_curve as response_curve
    from cjsim.plots.step_matrices import step_matrix as step_matrix
    from cjsim.plots.stories import fork as fork
    from cjsim.plots.stories import story as story
    from cjsim.plots.tornadoes import tornado as tornado
    from cjsim.plots.waterfalls import waterfall as waterfall

__all__ = [
    "Picture",
    "alluvial",
    "cohort_retention",
    "difference_fan",
    "fork",
    "funnel",
    "heat_map",
    "journey_map",
    "network_snapshots",
    "response_curve",
    "stage_occupancy",
    "step_matrix",
    "story",
    "support_load",
    "tornado",
    "validation_view",
    "waterfall",
    "who_changed",
]
_HOMES = {
    "Picture": "picture",
    "alluvial": "alluvials",
    "cohort_retention": "cohorts",
    "difference_fan": "fans",
    "fork": "stories",
    "funnel": "funnels",
    "heat_map": "heat_maps",
    "journey_map": "journey_maps",
    "network_snapshots": "networks",
    "response_curve": "responses",
    "stage_occupancy": "occupancy",
    "step_matrix": "step_matrices",
    "story": "stories",
    "support_load": "desks",
    "tornado": "tornadoes",
    "validation_view": "fits",
    "waterfall": "waterfalls",
    "who_changed": "changes",
}
"""In which module each stands: no picture has the name of a module, so neither hides the other."""


def __getattr__(name: str) -> object:
    """Load a picture when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"cjsim.plots has no {name!r}; it has: {', '.join(__all__)}")
    return getattr(import_module(f"cjsim.plots.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    """List the pictures too."""
    return __all__
