"""The people around one customer on a few dates: stages spread, and so do opinions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from cjsim.errors import UserError
from cjsim.language import text
from cjsim.plots.colours import BLUE, FAINT, INK, OUTSIDE, SOFT, VERMILION, stage_colours
from cjsim.plots.numbers import count, date
from cjsim.plots.picture import LABEL_SIZE, NOTE_SIZE, Picture, Sheet, bare, drawing, text_width
from cjsim.plots.standings import N_INSIDE, STANDINGS, standing_words
from cjsim.plots.words import about_run
from cjsim.results.neighbourhood import neighbourhood
from cjsim.results.run import Run

_MOST = 300
_LIKES = 0.05


def network_snapshots(
    run: Run,
    customer: int,
    days: Sequence[int] | None = None,
    *,
    n_people: int = 60,
    ax: Axes | None = None,
    lang: str | None = None,
) -> Picture:
    """Draw the people around one customer on a few dates: fill is the stage, ring the attitude.

    Each stands in the same place on all dates, on a ring by its ties from the one in the middle.

    Args:
        run: A run; the market is run once more to look at the people.
        customer: Who is in the middle.
        days: One to four days, 0 the first; four evenly spread when None.
        n_people: People shown, the nearest first; 2 to 300.
        ax: Where to draw; a new figure when None.
        lang: Language of the words, "en" or "vi"; as chosen when None.

    Returns:
        The picture; its data are those of `neighbourhood(...).people`, with x and y.
    """
    last = run.scenario.n_days() - 1
    at = sorted({round(last * part / 3) for part in range(4)}) if days is None else list(days)
    if not 1 <= len(at) <= 4:
        raise UserError("days", at, "one to four dates can be seen side by side.")
    if not 2 <= n_people <= _MOST:
        raise UserError("n_people", n_people, f"2 to {_MOST} can be told apart.")
    people, ties = neighbourhood(run, customer, at, n_people)
    places = _layout(people[people["day"] == at[0]])
    data = people.merge(places, on="customer", validate="many_to_one")
    data["standing"] = _standings(data)
    with drawing(lang):
        sheet = Sheet(ax, max(2.6 * len(at), 5.2) + 0.3, 4.1)
        title = _finding(data, at, run)
        sheet.head(title, about_run(run))
        sheet.foot(
            text(
                "{n} people around customer {customer} (in the middle), on rings by ties. Ring: "
                "blue and solid likes us, orange and dashed dislikes us, grey has no opinion.",
                {"n": len(places), "customer": customer},
            )
        )
        sheet.bottom += _legend_high(sheet.width)
        panels = sheet.row(len(at), 0.05, left=0.0, right=0.0, top=0.25, bottom=0.0)
        for panel, day in zip(panels, at, strict=True):
            _snapshot(panel, data[data["day"] == day], ties, places)
            first = run.scenario.scenario.start
            panel.set_title(date(first + dt.timedelta(day), True), fontsize=LABEL_SIZE, pad=4)
        _legend(sheet)
        alt = text("{n} small networks of the same people. {finding}.",
                   {"n": len(at), "finding": title})  # fmt: skip
    return Picture(panels[0], data, alt)


def _standings(data: pd.DataFrame) -> pd.Series[str]:
    """Return the standing of each: whose product it uses, where it uses one."""
    is_using = data["stage"].isin(("use", "support"))
    whose = np.where(data["has_ours"], "with us", "with a competitor")
    return data["stage"].where(~is_using, pd.Series(whose, index=data.index))


def _layout(people: pd.DataFrame) -> pd.DataFrame:
    """Return x and y of each: evenly on a ring by distance, in the order of whom they hang on.

    The same people stand in the same places on every date, and on every machine.
    """
    angle: dict[int, float] = {-1: 0.0}
    frames = []
    farthest = max(int(people["distance"].max()), 1)
    for distance, ring in people.groupby("distance"):
        near = ring.assign(near=ring["parent"].map(angle)).sort_values(
            ["near", "customer"], kind="stable"
        )
        angles = 2.0 * np.pi * np.arange(len(ring)) / len(ring)
        # turn the ring so that its people stand near those they hang on
        pull = np.exp(1j * (near["near"].to_numpy(dtype=float) - angles)).mean()
        angles = angles + np.angle(pull)
        angle |= dict(zip(near["customer"].tolist(), angles.tolist(), strict=True))
        radius = float(distance) / farthest  # type: ignore[arg-type]  # pandas: a group's name
        frames.append(
            pd.DataFrame(
                {
                    "customer": near["customer"].to_numpy(),
                    "x": radius * np.cos(angles),
                    "y": radius * np.sin(angles),
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def _finding(data: pd.DataFrame, at: list[int], run: Run) -> str:
    """Return how many of the people are with us on the first and the last date."""
    ours = [int((data[data["day"] == day]["standing"] == "with us").sum()) for day in (
        at[0], at[-1])]  # fmt: skip
    first = run.scenario.scenario.start
    words = {
        "before": count(ours[0]),
        "after": count(ours[1]),
        "n": count(data["customer"].nunique()),
        "from": date(first + dt.timedelta(at[0])),
        "to": date(first + dt.timedelta(at[-1])),
    }
    return text(
        "Of {n} people around one customer {before} are with us on {from}, {after} on {to}", words
    )


def _colours() -> dict[str, str]:
    return dict(zip(STANDINGS, [*stage_colours(N_INSIDE), OUTSIDE[1], OUTSIDE[0]], strict=True))


def _snapshot(ax: Axes, now: pd.DataFrame, ties: pd.DataFrame, places: pd.DataFrame) -> None:
    """Draw ties, and people over them."""
    where = places.set_index("customer")[["x", "y"]]
    ends = np.stack(
        [where.loc[ties["one"]].to_numpy(), where.loc[ties["other"]].to_numpy()], axis=1
    )
    ax.add_collection(LineCollection(list(ends), colors=FAINT, linewidths=0.5, zorder=1))
    colours = _colours()
    size = 34.0 if len(now) > 80 else 60.0
    groups = (
        (now["attitude"] > _LIKES, BLUE, "-"),
        (now["attitude"] < -_LIKES, VERMILION, (0, (2.5, 1.2))),
        (~(now["attitude"].abs() > _LIKES), SOFT, "-"),
    )
    for chosen, ring, style in groups:
        part = now[chosen]
        ax.scatter(
            part["x"], part["y"], s=np.where(part["distance"] == 0, 3.0 * size, size),
            c=[colours[name] for name in part["standing"]], edgecolors=ring,
            linewidths=0.6 if ring == SOFT else 1.5, linestyles=[style], zorder=3,
        )  # fmt: skip
    ax.set_xlim(-1.12, 1.12)
    ax.set_ylim(-1.12, 1.12)
    ax.set_aspect("equal")
    bare(ax)


def _legend_high(width: float) -> float:
    return 0.24 * (1 + max(line for _at, line in _legend_places(width)))


def _legend_places(width: float) -> list[tuple[float, int]]:
    """Return x in inches and the line of each entry."""
    places, used, line = [], 0.0, 0
    for name in STANDINGS:
        wide = text_width(standing_words(name), NOTE_SIZE) + 0.36
        if used + wide > width:
            used, line = 0.0, line + 1
        places.append((used, line))
        used += wide
    return places


def _legend(sheet: Sheet) -> None:
    """Say below the panels which fill is which stage."""
    high = _legend_high(sheet.width)
    paper = sheet.paper_below(high)
    paper.set_xlim(0, sheet.width)
    paper.set_ylim(high, 0)
    colours = _colours()
    for name, (x, line) in zip(STANDINGS, _legend_places(sheet.width), strict=True):
        y = 0.12 + 0.24 * line
        paper.plot([x + 0.08], [y], "o", markersize=7, color=colours[name], markeredgecolor=SOFT,
                   markeredgewidth=0.5)  # fmt: skip
        paper.text(x + 0.18, y, standing_words(name), va="center", fontsize=NOTE_SIZE, color=INK)
