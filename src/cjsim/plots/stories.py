"""The story of one customer, and where it forks under two plans."""

from __future__ import annotations

import datetime as dt

import pandas as pd
from matplotlib.axes import Axes

from cjsim.errors import UserError
from cjsim.language import text
from cjsim.plots.axes import day_axis
from cjsim.plots.colours import INK, SOFT
from cjsim.plots.lanes import draw_lanes, key_words, notes_of, number_marks, spells
from cjsim.plots.numbers import date
from cjsim.plots.picture import LABEL_SIZE, NOTE_SIZE, Picture, Sheet, drawing, wrap
from cjsim.plots.standings import standing_words
from cjsim.plots.words import about_run, about_runs, plain, sentence
from cjsim.results.run import Run
from cjsim.results.watched import Watched, watched

_LEFT, _RIGHT = 1.05, 0.32
_LINE = NOTE_SIZE * 1.3 / 72.0
_MOST = 12
_LANES_HIGH = 2.9
_SHORT = 6


def story(run: Run, customer: int, *, ax: Axes | None = None, lang: str | None = None) -> Picture:
    """Draw what happened to one customer, day by day, and why it moved.

    Args:
        run: A run; the market is run once more to watch the customer.
        customer: Its number.
        ax: Where to draw; a new figure when None.
        lang: Language of the words, "en" or "vi"; as chosen when None.

    Returns:
        The picture; its data are where it stood: standing, first_day, last_day, reason.
    """
    seen = watched(run, customer)
    data = spells(run, customer)
    with drawing(lang):
        notes = notes_of(seen.story, _MOST)
        lines = _numbered(run, notes, 9.4 - 0.24)
        n_more = len(data) - 1 - len(notes)
        if n_more > 0:
            lines.append("      " + text("… and {n} more moves", {"n": n_more}))
        sheet = Sheet(ax, 9.4, _LANES_HIGH + 2.1 + _LINE * len(lines))
        title = _finding(data, customer, run)
        sheet.head(title, about_run(run))
        sheet.foot(key_words(seen.diary))
        _write(sheet, lines)
        panel = sheet.panel(_LEFT, _RIGHT, top=0.25, bottom=0.42)
        draw_lanes(panel, data, seen.diary, run.scenario.n_days())
        wide = sheet.width - _LEFT - _RIGHT
        day_axis(panel, run.scenario.scenario.start, run.scenario.n_days(), wide)
        number_marks(panel, [day for day, _words in notes])
        alt = text(
            "Timeline of one customer. {finding}. {heading} {story}",
            {"finding": title, "heading": seen.story.heading, "story": " ".join(lines)},
        )
    return Picture(panel, data, alt)


def _finding(data: pd.DataFrame, customer: int, run: Run) -> str:
    """Return from where to where the customer came, in how many moves."""
    words = {
        "customer": customer,
        "first": standing_words(str(data["standing"].iloc[0])),
        "last": standing_words(str(data["standing"].iloc[-1])),
        "n": len(data) - 1,
        "plan": plain(run.plan),
    }
    if len(data) == 1:
        return text("Customer {customer} stays where it was: {first}", words)
    return text("Customer {customer}: from “{first}” to “{last}” in {n} moves", words)


def _numbered(
    run: Run, notes: list[tuple[int, str]], width: float, first_number: int = 1
) -> list[str]:
    """Return the notes as lines, numbered and dated."""
    lines = []
    for place, (day, words) in enumerate(notes):
        when = date(run.scenario.scenario.start + dt.timedelta(day))
        head = f"{first_number + place}  {when}: "
        wrapped = wrap(head + words, width, NOTE_SIZE)
        lines += [wrapped[0], *("      " + line for line in wrapped[1:])]
    return lines


def _write(sheet: Sheet, lines: list[str]) -> None:
    """Write the notes below the lanes."""
    if not lines:
        return
    high = _LINE * len(lines)
    table = sheet.panel(top=sheet.height - high, is_paper=True)
    table.set_ylim(high, 0.0)
    for place, line in enumerate(lines):
        table.text(0.0, place * _LINE, line, va="top", fontsize=NOTE_SIZE, color=INK)
    sheet.bottom += high + 0.05


def fork(
    run: Run,
    baseline: Run,
    customer: int | None = None,
    *,
    ax: Axes | None = None,
    lang: str | None = None,
) -> Picture:
    """Draw the same customer, with the same luck, under two plans, up to the day they part.

    Args:
        run: A run of the plan.
        baseline: A run of the baseline, of the same market and seed.
        customer: Its number; when None one whose journeys part, and end apart if any does.
        ax: Where to draw; a new figure when None.
        lang: Language of the words, "en" or "vi"; as chosen when None.

    Returns:
        The picture; its data are where it stood under each plan: plan, standing, first_day,
        last_day, reason.
    """
    if run.seed != baseline.seed:
        raise UserError("seed", (run.seed, baseline.seed), "both runs need the same luck.")
    number = forked_customer(run, baseline) if customer is None else customer
    seen = {each.plan: watched(each, number) for each in (baseline, run)}
    paths = {each.plan: spells(each, number) for each in (baseline, run)}
    parting = _parting(seen[run.plan], seen[baseline.plan])
    with drawing(lang):
        sheet = Sheet(ax, 9.4, 9.2)
        title = _parted(paths[run.plan], paths[baseline.plan], run, parting, number)
        sheet.head(title, about_runs(run, baseline))
        both = pd.concat([each.diary for each in seen.values()])
        sheet.foot(key_words(both))
        half = (sheet.height - 0.1) / 2.0
        panels = []
        for place, each in enumerate((baseline, run)):
            top = place * (half + 0.1)
            panels.append(_half(sheet, each, seen[each.plan], paths[each.plan], parting, top, half))
        frames = [path.assign(plan=plan) for plan, path in paths.items()]
        data = pd.concat(frames, ignore_index=True)
        alt = text("Two timelines of one customer. {finding}.", {"finding": title})
    return Picture(panels[0], data, alt)


def _half(
    sheet: Sheet,
    run: Run,
    seen: Watched,
    path: pd.DataFrame,
    parting: int | None,
    top: float,
    high: float,
) -> Axes:
    """Draw one of the two plans: lanes, and what happened since they parted."""
    notes = notes_of(seen.story, _SHORT, parting or 0)
    while len(_numbered(run, notes, sheet.width)) > _SHORT:
        notes = notes[:-1]
    lines = _numbered(run, notes, sheet.width)
    words_high = _LINE * _SHORT
    left_below = sheet.height - top - high
    panel = sheet.panel(_LEFT, _RIGHT, top=top + 0.48, bottom=left_below + words_high + 0.42)
    draw_lanes(panel, path, seen.diary, run.scenario.n_days())
    wide = sheet.width - _LEFT - _RIGHT
    day_axis(panel, run.scenario.scenario.start, run.scenario.n_days(), wide)
    number_marks(panel, [day for day, _words in notes])
    panel.annotate(
        text("Plan {plan}", {"plan": plain(run.plan)}), (0.0, 1.0), (-72 * _LEFT, 16),
        xycoords="axes fraction", textcoords="offset points", fontsize=LABEL_SIZE + 1,
        fontweight="bold", color=INK, va="bottom",
    )  # fmt: skip
    if parting is not None:
        panel.axvline(parting, color=INK, linewidth=1.2, linestyle=(0, (3, 2)), zorder=6)
        panel.axvspan(0, parting, color="white", alpha=0.45, zorder=5, linewidth=0)
    table = sheet.panel(top=top + high - words_high, bottom=left_below, is_paper=True)
    table.set_ylim(words_high, 0.0)
    for place, line in enumerate(lines):
        table.text(0.0, place * _LINE, line, va="top", fontsize=NOTE_SIZE, color=SOFT)
    return panel


def _parting(one: Watched, two: Watched) -> int | None:
    """Return the first day on which something differs, None when nothing does."""
    columns = ["day", "stage", "marks", "emotion", "trust"]
    rows = [list(each.diary[columns].itertuples(index=False, name=None)) for each in (one, two)]
    days = [min(a[0], b[0]) for a, b in zip(rows[0], rows[1], strict=False) if a != b]
    if days:
        return int(days[0])
    longer = max(rows, key=len)
    shorter = min(len(rows[0]), len(rows[1]))
    return int(longer[shorter][0]) if len(longer) > shorter else None


def _parted(
    path: pd.DataFrame, other: pd.DataFrame, run: Run, parting: int | None, number: int
) -> str:
    if parting is None:
        return text("Customer {customer} lives the same days under both plans",
                    {"customer": number})  # fmt: skip
    words = {
        "customer": number,
        "date": date(run.scenario.scenario.start + dt.timedelta(parting)),
        "end": standing_words(str(path["standing"].iloc[-1])),
        "other": standing_words(str(other["standing"].iloc[-1])),
    }
    if words["end"] == words["other"]:
        return sentence(text("customer {customer} parts on {date} and ends “{end}” under both "
                             "plans", words))  # fmt: skip
    return text(
        "The same until {date}: then customer {customer} ends “{end}” with the plan, “{other}” "
        "without it",
        words,
    )


def forked_customer(run: Run, baseline: Run) -> int:
    """Return a customer whose journeys part: one that ends apart, and with us if there is one.

    Raises:
        UserError: Nobody's journey differs.
    """
    columns = ["customer", "day", "to_stage", "brand"]
    mine, theirs = (each.moves[columns] for each in (run, baseline))
    merged = mine.merge(theirs, how="outer", indicator=True)
    differs = sorted(merged[merged["_merge"] != "both"]["customer"].unique())
    if not differs:
        raise UserError("customer", None, "nobody's journey differs between the two runs.")
    ends = [
        each[each["customer"].isin(differs)].groupby("customer")[["to_stage", "brand"]].last()
        for each in (mine, theirs)
    ]
    both = ends[0].join(ends[1].add_suffix("_without"), how="inner")
    is_apart = (both["to_stage"] != both["to_stage_without"]) | (
        both["brand"] != both["brand_without"])  # fmt: skip
    ours = run.scenario.our_brand
    is_ours = is_apart & both["to_stage"].eq("use") & both["brand"].eq(ours)
    for chosen in (is_ours, is_apart):
        if chosen.any():
            return int(both.index[chosen.to_numpy()][0])
    return int(differs[0])
