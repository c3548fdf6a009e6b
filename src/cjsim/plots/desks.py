"""What the support desk has to carry: what comes in, what waits, and how long."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from cjsim.errors import UserError
from cjsim.language import text
from cjsim.plots.axes import EVENT_HIGH, day_axis, event_marks, number_axis
from cjsim.plots.colours import BASELINE, BLUE, INK, ORANGE, SOFT, VERMILION
from cjsim.plots.numbers import Scale, count, date, number
from cjsim.plots.picture import LABEL_SIZE, Picture, Sheet, apart, drawing, text_width
from cjsim.plots.words import about_run, about_runs, plain
from cjsim.results.run import Run

_PANELS = (
    ("opened", "answered"),
    ("backlog",),
    ("wait_p50_hours", "wait_p90_hours"),
)
_LEFT = 0.85


def support_load(
    run: Run,
    baseline: Run | None = None,
    *,
    ax: Axes | None = None,
    lang: str | None = None,
) -> Picture:
    """Draw the desk's arrivals and answers, its backlog, and the waits for a first reply, by day.

    Args:
        run: A run of a market with a support desk.
        baseline: A run of another plan, drawn behind in grey.
        ax: Where to draw; a new figure when None.
        lang: Language of the words, "en" or "vi"; as chosen when None.

    Returns:
        The picture; its data are `run.support`, with a column plan.
    """
    if run.scenario.support is None:
        raise UserError(
            "run", run.scenario.scenario.name, text("this market has no [support] desk.")
        )
    runs = [run] if baseline is None else [run, baseline]
    data = pd.concat([each.support.assign(plan=each.plan) for each in runs], ignore_index=True)
    with drawing(lang):
        sheet = Sheet(ax, 9.0, 6.6)
        title = _finding(run)
        sheet.head(title, about_run(run) if baseline is None else about_runs(run, baseline))
        if baseline is not None:
            sheet.foot(text("Grey: plan {plan}.", {"plan": plain(baseline.plan)}))
        words = {"opened": text("opened"), "answered": text("answered"), "backlog":
                 text("waiting"), "wait_p50_hours": text("half within"), "wait_p90_hours":
                 text("9 of 10 within")}  # fmt: skip
        margin = 0.3 + max(text_width(each) for each in words.values())
        sheet.top -= EVENT_HIGH + 0.22
        width = sheet.width - _LEFT - margin
        panels = sheet.column((1.2, 1.0, 1.0), 0.5, left=_LEFT, right=margin, bottom=0.42)
        heads = (
            text("tickets a day (week's mean)"),
            text("tickets waiting at the end of the day"),
            text("hours until the first reply (week's mean)"),
        )
        for place, (panel, names, head) in enumerate(zip(panels, _PANELS, heads, strict=True)):
            _panel(panel, run, baseline, names, words)
            day_axis(panel, run.scenario.scenario.start, run.scenario.n_days(), width,
                     labels=place == len(panels) - 1)  # fmt: skip
            rise = 6 + (72 * EVENT_HIGH if place == 0 else 0)
            panel.annotate(
                head, (0.0, 1.0), (0, rise), xycoords="axes fraction", va="bottom",
                textcoords="offset points", fontsize=LABEL_SIZE, color=SOFT,
            )  # fmt: skip
        event_marks(panels[0], run.scenario, width, run.plan)
        alt = text("Three lines over time of the support desk. {finding}.", {"finding": title})
    return Picture(panels[0], data, alt)


def _finding(run: Run) -> str:
    """Return when most were waiting, and how long 9 of 10 wait over the run."""
    desk = run.support
    worst = int(np.argmax(desk["backlog"].to_numpy()))
    return text(
        "The line is longest on {date}: {backlog} tickets wait; 9 of 10 first replies take up "
        "to {hours} hours",
        {
            "date": date(desk["date"].iloc[worst].date()),
            "backlog": count(float(desk["backlog"].iloc[worst])),
            "hours": number(run.kpi_values()["first_reply_p90_hours"], 2),
        },
    )


def _smooth(values: pd.Series[float]) -> pd.Series[float]:
    return values.rolling(7, min_periods=1, center=True).mean()


def _panel(
    ax: Axes, run: Run, baseline: Run | None, names: tuple[str, ...], words: dict[str, str]
) -> None:
    """Draw some columns of the desk by day, named at their right ends."""
    colours = {"opened": VERMILION, "answered": BLUE, "backlog": VERMILION,
               "wait_p50_hours": BLUE, "wait_p90_hours": ORANGE}  # fmt: skip
    styles = {"answered": "--", "wait_p50_hours": "--"}
    top, ends = 0.0, []
    for name in names:
        rows = run.support[name].astype(float)
        line = rows if name == "backlog" else _smooth(rows)
        if baseline is not None:
            theirs = baseline.support[name].astype(float)
            theirs = theirs if name == "backlog" else _smooth(theirs)
            ax.plot(
                theirs.to_numpy(), color=BASELINE, linewidth=1.1, linestyle=styles.get(name, "-")
            )
            top = max(top, float(np.nanmax(theirs)))
        if name == "backlog":
            ax.fill_between(np.arange(line.size), 0, line, color=colours[name], alpha=0.2, lw=0)
        ax.plot(line.to_numpy(), color=colours[name], linestyle=styles.get(name, "-"))
        top = max(top, float(np.nanmax(line)))
        ends.append(float(line.ffill().iloc[-1]))
    ax.set_ylim(0.0, max(top, 1e-9) * 1.08)
    number_axis(ax, "y", Scale(1.0, ""), 4)
    high = ax.get_window_extent().height / ax.figure.dpi
    limit = ax.get_ylim()[1]
    gap = LABEL_SIZE * 1.3 / 72.0 / high * limit
    for name, end, at in zip(names, ends, apart(ends, gap, 0.0, limit), strict=True):
        ax.annotate(
            words[name], (1.0, end), (12, (at - end) / limit * high * 72.0),
            xycoords=("axes fraction", "data"), textcoords="offset points", va="center",
            fontsize=LABEL_SIZE, color=INK,
            arrowprops={"arrowstyle": "-", "color": colours[name], "linewidth": 0.8,
                        "shrinkA": 0, "shrinkB": 0},
        )  # fmt: skip
