"""The brief as one page of HTML that needs nothing beside it, and prints on two sheets of A4."""

from __future__ import annotations

from importlib import resources
from typing import Any

from cjsim.language import speaking, text
from cjsim.reports.answers import MOST_DOTS
from cjsim.reports.content import Brief
from cjsim.reports.headings import headings
from cjsim.reports.room import zooms
from cjsim.reports.tables import needed


def html(brief: Brief) -> str:
    """Return a brief as HTML. All words of the market are escaped.

    Raises:
        UserError: Jinja2 is not installed.
    """
    jinja2: Any = needed("jinja2")
    words = resources.files("cjsim.reports").joinpath("brief.html.j2").read_text("utf-8")
    house = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    answer = brief.answer
    with speaking(brief.lang):
        page: str = house.from_string(words).render(
            b=brief,
            h=headings(),
            dots=range(answer.n_futures) if answer.n_futures <= MOST_DOTS else (),
            dots_alt=answer.counted,
            zooms=[f"{zoom:.2f}" for zoom in zooms(brief)],
            mark={"good": "✓", "bad": "✕"}.get(answer.call, "?"),
            footer=text("Simulated, not observed: try it small first."),
        )
    return page + "\n"
