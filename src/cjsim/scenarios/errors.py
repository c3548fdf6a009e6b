"""What is wrong with a market file: problems with their place, all at once."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from cjsim.errors import UserError
from cjsim.language import text

MAX_SHOWN = 100
_MAX_SUGGESTED = 60  # comparing longer words takes long and helps nobody
MAX_COMPARED = 2000
_MAX_LISTED = 40


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a market file; `line` is 0 where there is no line to name."""

    file: str
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place} {self.key}: {self.message}" if self.key else f"{place}: {self.message}"


class MarketFileError(UserError):
    """A market file that cannot be used, with all its problems."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        found = tuple(problems)
        file = found[0].file if found else "?"
        super().__init__("market file", file, "\n".join(map(str, found)))
        self.args = (found,)  # what a copy in another process is made from
        self.problems = found

    def __str__(self) -> str:
        shown = [str(problem) for problem in self.problems[:MAX_SHOWN]]
        if len(self.problems) > MAX_SHOWN:
            shown.append(
                text(
                    "... and {n_problems} more problems.",
                    {"n_problems": len(self.problems) - MAX_SHOWN},
                )
            )
        return "\n".join(shown)


def nearest(word: str, names: Collection[str]) -> str | None:
    """Return the name most like `word`, or None when none is much like it."""
    if len(word) > _MAX_SUGGESTED or len(names) > MAX_COMPARED:
        return None
    lower = {name.lower(): name for name in names}
    found = difflib.get_close_matches(word.lower(), lower, n=1, cutoff=0.6)
    return lower[found[0]] if found else None


def did_you_mean(word: str, names: Collection[str]) -> str:
    """Return ` Did you mean "name"?`, or nothing when no name is much like `word`."""
    name = nearest(word, names)
    return text(' Did you mean "{name}"?', {"name": name}) if name is not None else ""


def listed(names: Collection[str]) -> str:
    """Return the names with commas, the first ones only when there are many."""
    shown = list(names)[:_MAX_LISTED]
    more = len(names) - len(shown)
    return (", ".join(shown) or text("none")) + (
        text(" and {more} more", {"more": more}) if more > 0 else ""
    )


def shortened(words: str, length: int = 60) -> str:
    """Return the text on one line, without its middle when it is longer than `length`."""
    line = words if words.isprintable() else repr(words)[1:-1]
    if len(line) <= length:
        return line
    return f"{line[: length - length // 3]}...{line[-(length // 3) :]}"
