"""The journey map: how customers feel at each stage, and below it what they meet there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from cjsim.errors import UserError
from cjsim.language import text
from cjsim.plots.colours import BASELINE, BLUE, FAINT, INK, OUTSIDE, SOFT, ink_on, stage_colours
from cjsim.plots.numbers import count, fixed, money, percent
from cjsim.plots.picture import LABEL_SIZE, NOTE_SIZE, Picture, Sheet, drawing, wrap
from cjsim.plots.words import about_run, about_runs, plain, stage_words
from cjsim.results.run import Run
from cjsim.results.spoken_names import touchpoint_words

STAGES = ("awareness", "search", "evaluation", "purchase", "use", "support", "lapsed")
LEFT = 1.18
_TOP = 3
_LINE = NOTE_SIZE * 1.25 / 72.0
_QUANTILES = {"emotion_low": 0.1, "emotion_median": 0.5, "emotion_high": 0.9}


def journey_map(
    run: Run,
    baseline: Run | None = None,
    *,
    ax: Axes | None = None,
    lang: str | None = None,
) -> Picture:
    """Draw the emotion curve over the stages, and lanes of touchpoints, worry, pain and gain.

    Emotion (-2 to 2) is that of customers on the days they met something in a stage; where
    nothing was felt, as in media, nothing is drawn.

    Args:
        run: A run.
        baseline: A run of another plan, drawn behind in grey.
        ax: Where to draw; a new figure when None.
        lang: Language of the words, "en" or "vi"; as chosen when None.

    Returns:
        The picture; its data have one row a stage: emotion_low, emotion_median, emotion_high,
        n_felt, touchpoints, contacts, worry, pain, pain_at, opportunity, n; and
        baseline_emotion_median.
    """
    data = _table(run)
    if data.empty or data["emotion_median"].isna().all():
        raise UserError("run", run.plan, text("nobody met anything of us in this run."))
    if baseline is not None:
        data["baseline_emotion_median"] = (
            _emotions(baseline)["emotion_median"].reindex(data["stage"]).to_numpy()
        )
    with drawing(lang):
        wide = 10.4
        lanes = _lanes(data, run.scenario.scenario.currency, (wide - 0.24 - LEFT) / len(data))
        high = sum(lane_height(lane) for _name, lane in lanes)
        sheet = Sheet(ax, wide, high + 4.5)
        title = _finding(data)
        sheet.head(title, about_run(run) if baseline is None else about_runs(run, baseline))
        note = text(
            "Line: median; band: 8 of 10 customers on days with a contact. n: simulated contacts. "
            "Worry: mean risk felt, 0 to 100%. Pain: bad contacts. To be won: money lost by them."
        )
        if baseline is not None:
            note += " " + text("Grey: plan {plan}.", {"plan": plain(baseline.plan)})
        sheet.foot(note)
        panel = sheet.panel(LEFT, top=0.38, bottom=high + 0.12)
        draw_curve(panel, data)
        draw_heads(panel, data)
        table = sheet.panel(top=sheet.height - high, is_paper=True)
        write_lanes(table, lanes, len(data), sheet.width)
        alt = text(
            "Journey map: emotion by stage with lanes below. {finding}. {stages}.",
            {"finding": title, "stages": "; ".join(
                f"{stage_words(row['stage'])} {fixed(row['emotion_median'], 2)}"
                for row in data.to_dict("records") if np.isfinite(row["emotion_median"]))},
        )  # fmt: skip
    return Picture(panel, data, alt)


def _emotions(run: Run) -> pd.DataFrame:
    """Return quantiles of emotion by stage, each customer once on a day."""
    touches = run.touches.drop_duplicates(["day", "customer", "stage"])
    felt = touches.groupby("stage")["emotion"]
    found = pd.DataFrame({name: felt.quantile(share) for name, share in _QUANTILES.items()})
    return found.assign(n_felt=felt.size())


def _table(run: Run) -> pd.DataFrame:
    """Return one row per stage that customers met something in."""
    journey = run.journey_map()
    felt = _emotions(run)
    rows: list[dict[str, Any]] = []
    for stage in STAGES:
        part = journey[journey["stage"] == stage]
        if part.empty or (stage == "lapsed" and part["n"].sum() < 30):
            continue
        emotion = felt.loc[stage].to_dict() if stage in felt.index else {}
        rows.append(stage_row(stage, part, emotion))
    return pd.DataFrame(rows)


def _named(touchpoint: str) -> str:
    return touchpoint_words(touchpoint).replace("_", " ")


def stage_row(stage: str, part: pd.DataFrame, emotion: Mapping[Any, Any]) -> dict[str, Any]:
    """Return what the map shows of a stage: of its touchpoints, and of what was felt there."""
    contacts = float(part["contacts"].sum())
    top = part.sort_values("contacts", ascending=False, kind="stable").head(_TOP)
    weight = part["n"].where(part["score"].notna(), 0.0)
    has_felt = float(weight.sum()) > 0
    worst = part.sort_values("opportunity", ascending=False, kind="stable").iloc[0].to_dict()
    named = zip(top["touchpoint"], top["contacts"], strict=True)
    return {
        "stage": stage,
        **{name: emotion.get(name, np.nan) for name in _QUANTILES},
        "n_felt": int(emotion.get("n_felt", 0)),
        "touchpoints": [(str(name), share / contacts) for name, share in named],
        "contacts": contacts,
        "worry": _mean(part["worry"], weight) if has_felt else np.nan,
        "pain": _mean(part["pain"], weight) if has_felt else np.nan,
        "pain_at": str(worst["touchpoint"]) if worst["opportunity"] > 0 else "",
        "opportunity": float(part["opportunity"].sum()),
        "n": float(part["n"].sum()),
    }


def _mean(values: pd.Series[float], weights: pd.Series[float]) -> float:
    return float(np.average(values.fillna(0.0), weights=weights))


def _finding(data: pd.DataFrame) -> str:
    """Return where the median is lowest, and where most money is lost."""
    felt = data[data["emotion_median"].notna()]
    low = felt.iloc[int(felt["emotion_low"].to_numpy().argmin())]
    worst = data.iloc[int(data["opportunity"].to_numpy().argmax())]
    words = {
        "stage": stage_words(str(low["stage"])),
        "emotion": fixed(float(low["emotion_low"]), 1),
        "worst": stage_words(str(worst["stage"])),
    }
    if worst["opportunity"] <= 0:
        return text("The worst tenth of feelings is lowest in “{stage}”: {emotion}", words)
    return text(
        "Feelings fall lowest in “{stage}” (1 in 10 at {emotion} or less); most is lost by bad "
        "contacts in “{worst}”",
        words,
    )


def draw_curve(ax: Axes, data: pd.DataFrame, line: str = "emotion_median") -> None:
    """Draw the band and a line (a column) over the stages, the baseline's behind."""
    x = np.arange(len(data)) + 0.5
    low, median, high = (
        data[name].to_numpy(dtype=float) for name in ("emotion_low", line, "emotion_high")
    )
    has = np.isfinite(median)
    ax.set_xlim(0, len(data))
    ax.set_ylim(-2.15, 2.15)
    ax.fill_between(x[has], low[has], high[has], color=BLUE, alpha=0.15, linewidth=0)
    for level in (-2, -1, 0, 1, 2):
        ax.axhline(level, color=INK if level == 0 else FAINT, linewidth=0.7, zorder=1)
    if f"baseline_{line}" in data:
        theirs = data[f"baseline_{line}"].to_numpy(dtype=float)
        known = np.isfinite(theirs)
        ax.plot(x[known], theirs[known], color=BASELINE, linestyle="--", marker="s", markersize=5)
    ax.plot(x[has], median[has], color=BLUE, marker="o", markersize=7, linewidth=2.2, zorder=4)
    for at, amount in zip(x[has], median[has], strict=True):
        ax.annotate(
            ("+" if amount > 0 else "") + fixed(float(amount), 2), (at, amount), (0, 9),
            textcoords="offset points", ha="center", va="bottom", fontsize=LABEL_SIZE, color=INK,
            zorder=6,
        )  # fmt: skip
    for at in x[~has]:
        ax.annotate(text("not felt,\nonly met"), (at, 0.0), (0, 4), textcoords="offset points",
                    ha="center", va="bottom", fontsize=NOTE_SIZE, color=SOFT)  # fmt: skip
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.tick_params(length=0, labelbottom=False)
    ax.set_xticks([])
    ax.set_yticks(
        [-2, -1, 0, 1, 2],
        [text("very bad −2"), text("bad −1"), text("as usual 0"), text("good +1"),
         text("very good +2")],
    )  # fmt: skip


def draw_heads(ax: Axes, data: pd.DataFrame) -> None:
    """Write the stages above the curve, each on its colour."""
    colours = dict(zip(STAGES[:-1], stage_colours(len(STAGES) - 1), strict=True))
    high = 0.3 / (ax.get_window_extent().height / ax.figure.dpi)
    for place, stage in enumerate(data["stage"]):
        colour = colours.get(str(stage), OUTSIDE[0])
        ax.bar(place + 0.5, high, 0.97, bottom=1.01, color=colour, clip_on=False,
               transform=ax.get_xaxis_transform())  # fmt: skip
        ax.text(place + 0.5, 1.01 + high / 2, stage_words(str(stage)), ha="center", va="center",
                color=ink_on(colour), fontweight="bold", fontsize=LABEL_SIZE,
                transform=ax.get_xaxis_transform())  # fmt: skip


def _lanes(data: pd.DataFrame, currency: str, wide: float) -> list[tuple[str, list[list[str]]]]:
    """Return the lanes: a name, and for each stage its lines of small words."""
    rows = data.to_dict("records")

    def lines(words: list[str]) -> list[str]:
        return [line for each in words for line in wrap(each, wide - 0.1, NOTE_SIZE)]

    def share(amount: float) -> str:
        return percent(amount) if np.isfinite(amount) else "–"

    return [
        (
            text("Touchpoints (share of contacts)"),
            [
                lines([f"{_named(name)} {percent(part)}" for name, part in row["touchpoints"]])
                for row in rows
            ],
        ),
        (text("Worry"), [[share(row["worry"])] for row in rows]),
        (
            text("Pain"),
            [
                lines([share(row["pain"]), *([_named(row["pain_at"])] if row["pain_at"] else [])])
                for row in rows
            ],
        ),
        (
            text("To be won"),
            [
                lines([money(row["opportunity"], currency) if row["opportunity"] > 0 else "–"])
                for row in rows
            ],
        ),
        (text("n"), [[count(row["n"])] for row in rows]),
    ]


def lane_height(lane: list[list[str]]) -> float:
    """Return the height of a lane in inches."""
    return 0.14 + _LINE * max(len(lines) for lines in lane)


def write_lanes(
    ax: Axes, lanes: list[tuple[str, list[list[str]]]], n_stages: int, width: float
) -> None:
    """Write the lanes as a table, inches from the lower left corner."""
    high = sum(lane_height(lane) for _name, lane in lanes)
    ax.set_xlim(0, width)
    ax.set_ylim(high, 0)
    wide = (width - LEFT) / n_stages
    top = 0.0
    for name, lane in lanes:
        ax.plot([0, width], [top, top], color=FAINT, linewidth=0.8)
        ax.text(0.0, top + 0.08, "\n".join(wrap(name, LEFT - 0.12, NOTE_SIZE)), va="top",
                fontsize=NOTE_SIZE, fontweight="bold", color=INK)  # fmt: skip
        for place, lines in enumerate(lane):
            ax.text(LEFT + (place + 0.5) * wide, top + 0.08, "\n".join(lines), va="top",
                    ha="center", fontsize=NOTE_SIZE, color=INK, linespacing=1.25)  # fmt: skip
        top += lane_height(lane)
