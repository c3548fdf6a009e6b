"""The brief as Markdown, for a wiki or a message."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

from cjsim.language import speaking
from cjsim.reports.content import Brief
from cjsim.reports.headings import headings
from cjsim.reports.rows import Figures

_SIGNS = re.compile(r"([\\`*_{}\[\]|#~$])")


def markdown(brief: Brief) -> str:
    """Return a brief as Markdown; signs in the words of the market stand for themselves."""
    with speaking(brief.lang):
        return "\n".join(_lines(brief, headings())).rstrip() + "\n"


def escaped(words: str) -> str:
    """Return words in which no sign means anything to Markdown or HTML."""
    return _SIGNS.sub(r"\\\1", html.escape(" ".join(words.split()), quote=False))


def _lines(brief: Brief, h: dict[str, str]) -> Iterable[str]:
    answer = brief.answer
    yield f"# {escaped(brief.question)}"
    yield ""
    for words in (f"{h['brief']} · {brief.market}", brief.description, brief.measures):
        if words:
            yield from (escaped(words), "")
    yield f"**{escaped(answer.word)}.** {escaped(answer.sentence)} {escaped(answer.counted)}"
    yield ""
    for words in (answer.money, answer.decision):
        if words:
            yield from (escaped(words), "")
    yield from (f"_{escaped(brief.setting)}_", "")
    for name, figures in (("money", brief.money), ("people", brief.people)):
        yield from _figures(h, h[name], figures)
    if brief.others is not None:
        yield from _figures(h, h["others"], brief.others)
    yield from (f"## {h['reasons']}", "")
    for place, reason in enumerate(brief.reasons, 1):
        detail = f" {escaped(reason.detail)}." if reason.detail else ""
        yield (
            f"{place}. **{escaped(reason.title)}:** {escaped(reason.money)} "
            f"({escaped(reason.range)}).{detail}"
        )
    yield from ("", escaped(brief.reasons_note if brief.reasons else h["no_reasons"]), "")
    yield from (f"## {h['segments']}", "", escaped(brief.segments.sentence), "")
    heads = [h[name] for name in ("segment", "because", "put_off", "net", "through_others")]
    rows = [
        (row.label, row.because, row.put_off, row.net, row.through_others)
        for row in brief.segments.rows
    ]
    yield from _table(heads, rows)
    yield from (f"## {h['changes']}", "")
    yield from (f"- {escaped(words)}" for words in brief.changes)
    yield f"- {escaped(h['turn'])} `{brief.turn_command.replace('`', '')}`"
    yield ""
    if brief.map is not None:
        yield from (f"## {h['map']}", "", escaped(brief.map.alt), "")
    yield from (f"## {h['assumptions']}", "", *map(escaped, brief.assumptions.sentences), "")
    if brief.assumptions.rows:
        heads = [h[name] for name in ("number", "value", "from_to", "source", "rank")]
        numbers = [
            (row.path, row.value, row.range, row.source, row.rank + (" ✱" if row.is_clear else ""))
            for row in brief.assumptions.rows
        ]
        yield from _table(heads, numbers)
        yield from (escaped(brief.assumptions.note), "")
    yield from (f"## {h['how_made']}", "")
    for fact in brief.facts:
        value = f"`{fact.value.replace('`', '')}`" if fact.is_code else escaped(fact.value)
        yield f"- {fact.label}: {value}"


def _figures(h: dict[str, str], title: str, figures: Figures) -> Iterable[str]:
    unit = f" ({escaped(figures.unit)})" if figures.unit else ""
    yield from (f"## {title}{unit}", "")
    names = ("figure", "before", "after", "difference", "range", "better")
    rows = [
        (row.label, row.before, row.after, row.difference, row.range, row.better)
        for row in figures.rows
    ]
    yield from _table([h[name] for name in names], rows)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterable[str]:
    yield f"| {' | '.join(heads)} |"
    yield "|---" + "|---:" * (len(heads) - 1) + "|"
    yield from (f"| {' | '.join(map(escaped, row))} |" for row in rows)
    yield ""
