"""Who changed: bought because of the plan, would have anyway, was put off, never buys."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from cjsim.language import text
from cjsim.plots.colours import BETTER, FAINT, INK, SOFT, WORSE
from cjsim.plots.numbers import count, percent
from cjsim.plots.picture import LABEL_SIZE, NOTE_SIZE, Picture, Sheet, bare, drawing, text_width
from cjsim.plots.tables import checked_plan
from cjsim.plots.words import about_comparison, plain
from cjsim.results.changes import CHANGES
from cjsim.results.comparison import Comparison

ALL = "(all)"
_BECAUSE, _ANYWAY, _PUT_OFF, _NEVER = (
    "because of the plan", "would have anyway", "put off", "never",
)  # fmt: skip
_COLUMN = 0.95


def who_changed(
    comparison: Comparison,
    plan: str | None = None,
    *,
    ax: Axes | None = None,
    lang: str | None = None,
) -> Picture:
    """Draw by segment who bought because of a plan and who was put off, with all others counted.

    Args:
        comparison: Two plans or more.
        plan: The plan; the last when None.
        ax: Where to draw; a new figure when None.
        lang: Language of the words, "en" or "vi"; as chosen when None.

    Returns:
        The picture; its data are the rows of `comparison.who_changed` of the plan, and of all
        segments together ("(all)").
    """
    name = checked_plan(comparison, plan)
    with drawing(lang):
        data = _table(comparison, name)
        segments = [*comparison.scenario.segments, ALL]
        has_split = bool(data["others_share"].notna().any())
        sheet = Sheet(ax, 9.0, 2.6 + 0.52 * len(segments))
        title = _finding(data)
        sheet.head(title, text("plan {plan} · {about}", {"plan": plain(name), "about":
                               about_comparison(comparison)}))  # fmt: skip
        note = text("Means over the futures; whiskers hold 9 of 10 of them.")
        if has_split:
            note += " " + text("Hatched: reached only through what others say.")
        sheet.foot(note)
        left = 0.2 + max(text_width(_segment(segment), bold=True) for segment in segments)
        panel = sheet.panel(left, 2 * _COLUMN + 0.25, top=0.52, bottom=0.05)
        _draw(panel, data, segments)
        alt = text(
            "Bars to both sides of a line by segment. {finding}. {segments}.",
            {"finding": title, "segments": "; ".join(_said(data, each) for each in segments)},
        )
    return Picture(panel, data, alt)


def _segment(segment: str) -> str:
    return text("All") if segment == ALL else plain(segment)


def _table(comparison: Comparison, plan: str) -> pd.DataFrame:
    """Return the rows of a plan, and the same of all segments together."""
    table = comparison.who_changed
    rows = table[table["plan"] == plan].drop(columns="plan").astype({"segment": str,
                                                                     "change": str})  # fmt: skip
    customers = comparison.customers
    mine = customers[customers["plan"] == plan]
    people = comparison.scenario.weight * pd.crosstab(mine["replicate"], mine["change"]).reindex(
        columns=list(CHANGES), fill_value=0
    )
    split = mine[mine["through"] != ""]
    others = (split["through"] == "others").groupby(split["change"], observed=False).mean()
    total = pd.DataFrame(
        {
            "segment": ALL,
            "change": [str(each) for each in people.columns],
            "people": people.mean().to_numpy(),
            "people_low": people.quantile(0.05).to_numpy(),
            "people_high": people.quantile(0.95).to_numpy(),
            "others_share": others.reindex(people.columns).to_numpy(dtype=float),
        }
    )
    return pd.concat([rows, total], ignore_index=True)


def _of(data: pd.DataFrame, segment: str, change: str) -> dict[str, Any]:
    found = data[(data["segment"] == segment) & (data["change"] == change)]
    return {str(name): cell for name, cell in found.iloc[0].to_dict().items()}


def _finding(data: pd.DataFrame) -> str:
    because, put_off = (_of(data, ALL, change) for change in (_BECAUSE, _PUT_OFF))
    words = {"because": count(because["people"]), "put_off": count(put_off["people"])}
    title = text("{because} people bought because of the plan, {put_off} were put off", words)
    share = because["others_share"]
    if because["people"] > 0 and np.isfinite(share):
        return text(
            "{title}; {share} of the first were reached through others",
            {"title": title, "share": percent(float(share))},
        )
    return title


def _said(data: pd.DataFrame, segment: str) -> str:
    counts = {change: count(_of(data, segment, change)["people"]) for change in (
        _BECAUSE, _PUT_OFF, _ANYWAY, _NEVER)}  # fmt: skip
    return text(
        "{segment}: {because} because of it, {put_off} put off, {anyway} anyway, {never} never",
        {
            "segment": _segment(segment),
            "because": counts[_BECAUSE],
            "put_off": counts[_PUT_OFF],
            "anyway": counts[_ANYWAY],
            "never": counts[_NEVER],
        },
    )


def _draw(ax: Axes, data: pd.DataFrame, segments: list[str]) -> None:
    """Draw bars of those won to the right and of those put off to the left."""
    changed = data[data["change"].isin((_BECAUSE, _PUT_OFF))]
    highest = changed.groupby("change")["people_high"].max()
    left, right = (max(float(highest.get(each, 0.0)), 1e-9) for each in (_PUT_OFF, _BECAUSE))
    wide = ax.get_window_extent().width / ax.figure.dpi
    room = 0.75 / (wide - 1.5) * (left + right)
    ax.set_xlim(-left - room, right + room)
    ax.set_ylim(len(segments) - 0.5, -0.5)
    for place, segment in enumerate(segments):
        for change, sign, colour in ((_BECAUSE, 1.0, BETTER), (_PUT_OFF, -1.0, WORSE)):
            _bar(ax, place, _of(data, segment, change), sign, colour, segment == ALL)
        for column, change in enumerate((_ANYWAY, _NEVER)):
            ax.annotate(
                count(_of(data, segment, change)["people"]), (1.0, place),
                (72 * _COLUMN * (column + 1), 0), xycoords=("axes fraction", "data"),
                textcoords="offset points", ha="right", va="center", color=SOFT,
                fontweight="bold" if segment == ALL else "normal", fontsize=LABEL_SIZE,
            )  # fmt: skip
    ax.axhline(len(segments) - 1.5, color=FAINT, linewidth=0.8, xmin=-1.0, xmax=2.0)
    ax.axvline(0.0, color=INK, linewidth=1.0)
    _heads(ax)
    bare(ax)
    ax.tick_params(axis="y", labelleft=True, pad=4)
    ax.set_yticks(range(len(segments)), [_segment(each) for each in segments], color=INK)
    ax.get_yticklabels()[-1].set_fontweight("bold")


def _bar(
    ax: Axes, place: int, row: dict[str, Any], sign: float, colour: str, is_bold: bool
) -> None:
    """Draw one bar: first those reached themselves, then, hatched, those through others."""
    people = float(row["people"])
    others = people * float(row["others_share"]) if np.isfinite(row["others_share"]) else 0.0
    for start, length, hatch in ((0.0, people - others, ""), (people - others, others, "////")):
        ax.barh(place, sign * length, left=sign * start, height=0.5, color=colour, hatch=hatch,
                edgecolor="white", linewidth=0.5, zorder=3)  # fmt: skip
    low, high = sign * float(row["people_low"]), sign * float(row["people_high"])
    ax.plot([low, high], [place, place], color=INK, linewidth=1.2, zorder=5)
    for end in (low, high):
        ax.plot([end, end], [place - 0.09, place + 0.09], color=INK, linewidth=1.2, zorder=5)
    ax.annotate(
        count(people), (sign * max(abs(high), people), place), (5 * sign, 0),
        textcoords="offset points", va="center", ha="left" if sign > 0 else "right",
        fontsize=LABEL_SIZE, color=INK, fontweight="bold" if is_bold else "normal",
    )  # fmt: skip


def _heads(ax: Axes) -> None:
    """Name the two sides and the two columns above the rows."""
    for words, at, offset, side, colour in (
        (text("put off ◀"), 0.0, -6, "right", WORSE),
        (text("▶ because of the plan"), 0.0, 6, "left", BETTER),
    ):
        ax.annotate(
            words, (at, 1.0), (offset, 6), xycoords=("data", "axes fraction"),
            textcoords="offset points", ha=side, va="bottom", color=colour, fontsize=LABEL_SIZE,
            fontweight="bold",
        )  # fmt: skip
    for column, words in enumerate((text("would have\nanyway"), text("never\nbuy"))):
        ax.annotate(
            words, (1.0, 1.0), (72 * _COLUMN * (column + 1), 6), xycoords="axes fraction",
            textcoords="offset points", ha="right", va="bottom", color=SOFT, fontsize=NOTE_SIZE,
        )  # fmt: skip
