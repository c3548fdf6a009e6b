"""Colours that people with any colour vision can tell apart.

Ordered stages are viridis, at most seven levels (smallest distance of any two 8.7 in CAM02-UCS,
worst of three colour-vision deficiencies); categories are Okabe and Ito's eight (11.0);
differences are seaborn's `vlag`, centred. None stands alone: labels, hatches or markers say the
same.
"""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib import colormaps
from matplotlib.colors import Colormap, to_hex, to_rgb

from cjsim.errors import UserError

MAX_STAGES = 7
OUTSIDE = ("#dadade", "#c3c3c9", "#ededf0")
"""Greys of those outside the journey: lapsed, with a competitor."""

BLACK, ORANGE, SKY, GREEN, YELLOW, BLUE, VERMILION, PURPLE = (
    "#000000", "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7",
)  # fmt: skip
"""Okabe and Ito's colours."""
CATEGORIES = (BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILION, YELLOW, BLACK)
PLAN, BASELINE = BLUE, "#8a8a8f"
BETTER, WORSE = BLUE, VERMILION
INK, SOFT, FAINT = "#1c1c22", "#5b5b64", "#d5d5da"
"""Text, text beside it, and lines that only help the eye."""
HATCHES = ("", "////", "....", "xxxx", "\\\\\\\\", "oo", "++", "--")


def stage_colours(n_stages: int) -> list[str]:
    """Return the colours of so many stages in order, at most `MAX_STAGES`."""
    if not 1 <= n_stages <= MAX_STAGES:
        raise UserError(
            "stages", n_stages, f"at most {MAX_STAGES} can be told apart: put some together."
        )
    steps = [place / max(n_stages - 1, 1) for place in range(n_stages)]
    return [to_hex(colormaps["viridis"](step)) for step in steps]


def categories(names: Sequence[str]) -> dict[str, str]:
    """Return a colour for each of up to eight names; further ones are grey."""
    return {
        name: CATEGORIES[place] if place < len(CATEGORIES) else SOFT
        for place, name in enumerate(names)
    }


def difference_map() -> Colormap:
    """Return the colours of differences: blue below zero, red above, white between."""
    import seaborn as sns

    found: Colormap = sns.color_palette("vlag", as_cmap=True)
    return found


def ink_on(colour: str) -> str:
    """Return black or white, whichever reads better on a colour (WCAG relative luminance)."""
    parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    luminance = 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    return INK if luminance > 0.22 else "#ffffff"
