"""The headings of a brief and of its tables' columns, in the language spoken."""

from __future__ import annotations

from cjsim.language import text


def headings() -> dict[str, str]:
    """Return the headings by what they stand over."""
    return {
        "brief": text("Decision brief"),
        "money": text("Money"),
        "people": text("People"),
        "figure": text("Figure"),
        "before": text("Before"),
        "after": text("After"),
        "difference": text("Difference"),
        "range": text("9 of 10 futures"),
        "better": text("Better in"),
        "others": text("All plans compared"),
        "plan": text("Plan"),
        "reasons": text("Why: the largest parts of the difference in contribution"),
        "segments": text("Who gains, who loses (people)"),
        "segment": text("Segment"),
        "because": text("Bought because of it"),
        "put_off": text("Put off"),
        "net": text("Net"),
        "through_others": text("Through others"),
        "map": text("The journey, before and after"),
        "changes": text("What would change the answer"),
        "turn": text("To find where along a number the answer turns:"),
        "assumptions": text("What it rests on"),
        "number": text("Number with a range"),
        "value": text("In the file"),
        "from_to": text("Range"),
        "source": text("Source"),
        "rank": text("Link"),
        "how_made": text("How to make it again"),
        "no_reasons": text("The plan changes no part of the contribution."),
        "not_felt": text("Nothing was felt at any touchpoint: there is no map."),
    }
