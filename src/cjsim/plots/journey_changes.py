"""The journey map before and after a plan, from what a comparison saves of all its futures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from cjsim.language import text
from cjsim.plots.journey_maps import (
    LEFT,
    STAGES,
    draw_curve,
    draw_heads,
    lane_height,
    stage_row,
    write_lanes,
)
from cjsim.plots.numbers import fixed, percent, scale_of
from cjsim.plots.picture import NOTE_SIZE, Picture, Sheet, drawing, wrap
from cjsim.plots.words import plain, stage_words
from cjsim.results.spoken_names import touchpoint_words

_TOP = 2
_LEAST = 30
"""Simulated contacts below which a stage says nothing."""
_BEFORE = ("emotion_mean", "worry", "pain", "opportunity", "contacts")


def journey_change(
    journey: pd.DataFrame,
    emotions: pd.DataFrame,
    *,
    plans: Sequence[str],
    currency: str,
    ax: Axes | None = None,
    lang: str | None = None,
) -> Picture:
    """Draw how customers feel at each stage before and after a plan, and lanes of what changes.

    Args:
        journey: The table `journey_map` of a saved comparison.
        emotions: The table `emotions` of it.
        plans: The baseline's name and the plan's.
        currency: Three letters.
        ax: Where to draw; a new figure when None.
        lang: Language of the words, "en" or "vi"; as chosen when None.

    Returns:
        The picture; its data have one row a stage: emotion_mean, emotion_low, emotion_high,
        touchpoints, contacts, worry, pain, pain_at, opportunity, n, and baseline_... of them.
    """
    data = _table(journey, emotions, plans)
    with drawing(lang):
        wide = 8.3
        lanes = _lanes(data, currency, (wide - 0.24 - LEFT) / max(len(data), 1))
        high = sum(lane_height(lane) for _name, lane in lanes)
        sheet = Sheet(ax, wide, high + 2.6)
        sheet.foot(
            text(
                "Blue: plan {plan}; grey: {baseline}; means over the futures. Band: 8 of 10 "
                "contacts. Lanes: before → after. Worry: risk felt, 0 to 100%. Pain: bad "
                "contacts. To be won: money they cost.",
                {"plan": plain(plans[1]), "baseline": plain(plans[0])},
            )
        )
        panel = sheet.panel(LEFT, top=0.38, bottom=high + 0.12)
        draw_curve(panel, data, "emotion_mean")
        draw_heads(panel, data)
        table = sheet.panel(top=sheet.height - high, is_paper=True)
        write_lanes(table, lanes, len(data), sheet.width)
        alt = text(
            "Journey map before and after: mean emotion by stage, −2 to +2, with lanes below. "
            "{stages}.",
            {"stages": "; ".join(_said(row) for row in data.to_dict("records"))},
        )
    return Picture(panel, data, alt)


def _table(journey: pd.DataFrame, emotions: pd.DataFrame, plans: Sequence[str]) -> pd.DataFrame:
    """Return one row a stage that customers met something in, before and after."""
    rows: list[dict[str, Any]] = []
    for stage in STAGES:
        before, after = (_row(journey, emotions, plan, stage) for plan in plans)
        if before is not None and after is not None:
            rows.append({**after, **{f"baseline_{name}": before[name] for name in _BEFORE}})
    return pd.DataFrame(rows)


def _row(
    journey: pd.DataFrame, emotions: pd.DataFrame, plan: str, stage: str
) -> dict[str, Any] | None:
    """Return what the map shows of a stage under a plan; None where too little is known."""
    part = journey[(journey["plan"] == plan) & (journey["stage"] == stage)]
    felt = emotions[(emotions["plan"] == plan) & (emotions["stage"] == stage)]
    if part.empty or part["n"].sum() < _LEAST or felt.empty:
        return None
    emotion = felt.iloc[0].to_dict()
    if emotion["n_felt"] < _LEAST:
        emotion = {}
    row = stage_row(stage, part, emotion)
    row["touchpoints"] = row["touchpoints"][:_TOP]
    if not emotion:
        row |= {"worry": np.nan, "pain": np.nan}
    return {**row, "emotion_mean": emotion.get("emotion_mean", np.nan)}


def _said(row: dict[Any, Any]) -> str:
    """Return a stage of the map in words."""
    if not np.isfinite(row["emotion_mean"]):
        return text("{stage}: only met", {"stage": stage_words(str(row["stage"]))})
    return text(
        "{stage}: {before} before, {after} after",
        {
            "stage": stage_words(str(row["stage"])),
            "before": fixed(row["baseline_emotion_mean"], 2),
            "after": fixed(row["emotion_mean"], 2),
        },
    )


def _lanes(data: pd.DataFrame, currency: str, wide: float) -> list[tuple[str, list[list[str]]]]:
    """Return the lanes: a name, and for each stage its lines of small words."""
    rows = data.to_dict("records")
    largest = float(data[["opportunity", "baseline_opportunity"]].to_numpy().max(initial=0.0))
    scale = scale_of(largest, currency)

    def lines(words: list[str]) -> list[str]:
        return [line for each in words for line in wrap(each, wide - 0.1, NOTE_SIZE)]

    def shares(name: str, row: dict[Any, Any]) -> list[str]:
        before, after = (float(row[key]) for key in (f"baseline_{name}", name))
        if not np.isfinite(before + after):
            return ["–"]
        return _arrow(percent(before), percent(after))

    def won(row: dict[Any, Any]) -> list[str]:
        before, after = (float(row[key]) for key in ("baseline_opportunity", "opportunity"))
        if before <= 0 and after <= 0:
            return ["–"]
        digits = 0 if largest / scale.size >= 20 else 1
        return _arrow(*(fixed(amount / scale.size, digits) for amount in (before, after)))

    named = [
        lines([f"{_named(name)} {percent(part)}" for name, part in row["touchpoints"]])
        for row in rows
    ]
    return [
        (text("Touchpoints (share of contacts)"), named),
        (text("Worry"), [shares("worry", row) for row in rows]),
        (text("Pain"), [shares("pain", row) for row in rows]),
        (text("To be won ({unit})", {"unit": scale.unit}), [[*won(row), ""] for row in rows]),
    ]


def _named(touchpoint: str) -> str:
    return touchpoint_words(touchpoint).replace("_", " ")


def _arrow(before: str, after: str) -> list[str]:
    return [before if before == after else f"{before} → {after}"]
