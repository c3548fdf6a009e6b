"""The picture of the README: what `cjsim compare electronics` finds, drawn.

    python experiments/pictures/readme.py [--out docs/swap.png] [--replicates 30] [--customers N]

Writes the picture with its words in it (as the field "Description" of the PNG), and prints them:
they are the alt text of the README and of docs/README.md. It takes a minute or two.
"""

from __future__ import annotations

import argparse
import io
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")

from PIL import Image
from PIL.PngImagePlugin import PngInfo

import cjsim

PLACE = Path(__file__).parents[2] / "docs" / "swap.png"
DPI = 110
COLOURS = 256


def draw(place: Path, replicates: int | None, customers: int | None, days: int | None) -> str:
    """Write the picture, and return what it shows in words."""
    comparison = cjsim.compare(
        "electronics", replicates=replicates, customers=customers, days=days, progress=True
    )
    picture = cjsim.plots.difference_fan(comparison, "contribution", lang="en")
    sink = io.BytesIO()
    picture.ax.figure.savefig(sink, dpi=DPI)
    write(place, sink, picture.alt)
    return picture.alt


def write(place: Path, picture: io.BytesIO, alt: str) -> None:
    """Write a picture small: few colours are enough for it, and it is loaded by every reader."""
    about = PngInfo()
    about.add_itxt("Title", "cjsim compare electronics")
    about.add_itxt("Description", alt)
    few = Image.open(picture).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(place, optimize=True, pnginfo=about)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=PLACE)
    parser.add_argument("--replicates", type=int)
    parser.add_argument("--customers", type=int)
    parser.add_argument("--days", type=int)
    asked = parser.parse_args()
    print(draw(asked.out, asked.replicates, asked.customers, asked.days))
