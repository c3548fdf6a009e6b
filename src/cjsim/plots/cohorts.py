"""How long new customers stay, cohort by cohort."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, Normalize, TwoSlopeNorm, to_hex

from cjsim.errors import UserError
from cjsim.language import text
from cjsim.plots.colours import INK, difference_map, ink_on
from cjsim.plots.numbers import count, date, fixed, percent
from cjsim.plots.picture import LABEL_SIZE, Picture, Sheet, drawing, text_width
from cjsim.plots.words import about_run, about_runs
from cjsim.results.cohorts import cohort_table
from cjsim.results.run import Run


def cohort_retention(
    run: Run,
    baseline: Run | None = None,
    *,
    days_each: int = 30,
    ax: Axes | None = None,
    lang: str | None = None,
) -> Picture:
    """Draw the share of each cohort of new customers still with us, by age; age 0 is 100%.

    Args:
        run: A run.
        baseline: A run of another plan: then the difference is drawn, in percentage points.
        days_each: Days in which a cohort joins, and of a step of age.
        ax: Where to draw; a new figure when None.
        lang: Language of the words, "en" or "vi"; as chosen when None.

    Returns:
        The picture; its data are those of `cohort_table`, with baseline_kept and difference.
    """
    data = cohort_table(run, days_each)
    if not data["people"].sum() > 0:
        raise UserError("run", run.plan, "nobody first received our product in this run.")
    if not data["age"].max() >= 1:
        raise UserError("days_each", days_each, "the run is too short: no cohort gets older.")
    if baseline is not None:
        theirs = cohort_table(baseline, days_each)
        keys = ["cohort", "age"]
        data["baseline_kept"] = theirs.set_index(keys)["kept"].reindex(
            pd.MultiIndex.from_frame(data[keys])).to_numpy()  # fmt: skip
        data["difference"] = data["kept"] - data["baseline_kept"]
    column = "kept" if baseline is None else "difference"
    grid = data.pivot_table(index="cohort", columns="age", values=column, dropna=False)
    with drawing(lang):
        names = [
            text("{date}: {people}", {"date": date(row["date"].date()), "people":
                 count(float(row["people"]))})
            for row in data.drop_duplicates("cohort").to_dict("records")
        ]  # fmt: skip
        sheet = Sheet(ax, 8.0, 2.6 + 0.34 * grid.shape[0])
        title = _finding(data, column, days_each)
        sheet.head(title, about_run(run) if baseline is None else about_runs(run, baseline))
        sheet.foot(
            text(
                "Rows: those who first received our product in {n} days from the date, and how "
                "many people. With us: neither left nor with a competitor's product.",
                {"n": days_each},
            )
        )
        left = 0.25 + max(text_width(name) for name in names)
        panel = sheet.panel(left, 0.1, top=0.42)
        _draw(panel, grid, is_difference=baseline is not None)
        panel.set_yticks(range(grid.shape[0]), names, color=INK)
        panel.set_xticks(
            range(grid.shape[1]), [fixed(float(age) * days_each, 0) for age in grid.columns]
        )
        panel.set_xlabel(text("days since each one's first product"))
        alt = text("Triangular heat map of cohorts by age. {finding}.", {"finding": title})
    return Picture(panel, data, alt)


def _finding(data: pd.DataFrame, column: str, days_each: int) -> str:
    """Return what is kept at the age that at least half of the cohorts reach."""
    known = data[data[column].notna()]
    counts = known.groupby("age")["cohort"].count()
    age = int(counts[counts >= max(counts.max() / 2, 1)].index.max())
    rows = known[known["age"] == age]
    share = float(np.average(rows[column], weights=rows["people"]))
    words: dict[str, object] = {"days": age * days_each}
    if column == "kept":
        words["share"] = percent(share)
        return text("{share} of new customers are still with us after {days} days", words)
    words["share"] = ("+" if share >= 0 else "") + fixed(100.0 * share, 1)
    return text(
        "The plan changes by {share} points how many new customers are with us after {days} days",
        words,
    )


def _draw(ax: Axes, grid: pd.DataFrame, *, is_difference: bool) -> None:
    """Draw the triangle with its numbers; one scale from 0 to 100% for all plans."""
    values = grid.to_numpy(dtype=float)
    colours: Colormap = difference_map() if is_difference else colormaps["Blues"]
    reach = max(float(np.nanmax(np.abs(values))), 1e-9)
    norm = TwoSlopeNorm(0.0, -reach, reach) if is_difference else Normalize(0.0, 1.15)
    rows, columns = values.shape
    ax.pcolormesh(
        np.arange(columns + 1) - 0.5, np.arange(rows + 1) - 0.5, np.ma.masked_invalid(values),
        cmap=colours, norm=norm, edgecolors="white", linewidth=1.5,
    )  # fmt: skip
    for (row, column), share in np.ndenumerate(values):
        if np.isnan(share):
            continue
        amount = float(share)
        sign = "+" if is_difference and amount > 0 else ""
        words = sign + fixed(100.0 * amount, 1) if is_difference else percent(amount)
        ax.text(column, row, words, ha="center", va="center", fontsize=LABEL_SIZE,
                color=ink_on(to_hex(colours(norm(amount)))))  # fmt: skip
    ax.set_ylim(rows - 0.5, -0.5)
    ax.set_xlim(-0.5, columns - 0.5)
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.tick_params(length=0, labelbottom=False, labeltop=True)
    ax.xaxis.set_label_position("top")
