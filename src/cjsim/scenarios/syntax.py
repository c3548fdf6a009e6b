"""What is wrong with a text that is not TOML, and how to mend it."""

from __future__ import annotations

import re
import tomllib

from cjsim.language import message, text
from cjsim.scenarios.errors import shortened
from cjsim.scenarios.locate import key_lines

_PLACE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)\s*$")
_TWICE = ("twice", "overwrite", "mutate immutable", "redefine", "Duplicate")
_CLOSE = (
    ("Unclosed array", message("Close it with ].")),
    ("Unclosed inline table", message("Close it with }.")),
    ("Unterminated string", message("Close it with the quotes it begins with.")),
)
_CAUSES = (
    message("invalid value"),
    message("invalid statement"),
    message("invalid date or datetime"),
    message("invalid initial character for a key part"),
    message("illegal character"),
    message("unclosed array"),
    message("unclosed inline table"),
    message("unterminated string"),
    message("unescaped '\\' in a string"),
    message("expected '=' after a key in a key/value pair"),
    message("expected newline or end of document after a statement"),
    message("expected ']' at the end of a table declaration"),
    message("expected ']]' at the end of an array declaration"),
)
"""What the standard reader says; other causes stay in its words."""
# What people write that TOML does not allow, and what to write instead; the first that fits.
_HINTS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile("[\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb]"),
        message('Use straight quotes: "text".'),
    ),
    (
        re.compile(r"=\s*[+-]?\d{1,3}([.,]\d{3}){2,}"),
        message("Write thousands with _, e.g. 4_200_000."),
    ),
    (
        re.compile(r"=\s*[+-]?\d{1,3},\d{3}\b"),
        message("Write thousands with _ (4_200), decimals with a dot."),
    ),
    (re.compile(r"=\s*[+-]?\d+,\d+"), message("Write decimals with a dot, e.g. 0.5.")),
    (re.compile(r"=\s*[+-]?\d[\d_.]*\s*%"), message("Write 12 % as 0.12.")),
    (re.compile(r"=\s*[+-]?\.\d"), message("Write 0.5, with the 0 before the dot.")),
    (
        re.compile(r"=\s*[+-]?\d+\.(?!\d)"),
        message("Write 5.0 or 5: a digit stands on both sides of a dot."),
    ),
    (re.compile(r"=\s*[+-]?0\d+"), message("Numbers have no leading zeros: write 8, not 08.")),
    (re.compile(r"=\s*\d{1,2}[/.]\d{1,2}[/.]\d{4}"), message("Write dates as 2027-01-31.")),
    (re.compile(r"=\s*\d{4}-\d"), message("Write dates that exist, as 2027-01-31.")),
    (
        re.compile(r"=\s*\d[\d_.]*\s*[^\W\d_]"),
        message("Write the number alone; its unit is in the name."),
    ),
    (re.compile(r"=\s*(True|False|TRUE|FALSE|yes|no|on|off)\b"), message("Write true or false.")),
    (re.compile(r"=\s*(None|null|nil)\b"), message("Leave the key out: there is no empty value.")),
    (re.compile(r"^[^=#]*=\s*(#|$)"), message("A value is missing after the = sign.")),
    (re.compile(r"=\s*[^\W\d_]"), message('Put text in quotes: key = "text".')),
    (re.compile(r"^\s*[\w.]+\s*:"), message("Write key = value, not key: value.")),
    (re.compile(r"^\s*\[[^\]]*$"), message("Close the [ with ].")),
    (re.compile(r"^\s*[\"']?[^=\[\]{}]+$"), message("Write key = value.")),
    (re.compile(r"^[^\"]*\"[^\"]*$"), message('Close the text with ".')),
    (re.compile(r"\\"), message(r"Write \\ for a backslash, or use single quotes: 'text'.")),
)


def syntax_problem(error: str, toml: str) -> tuple[int, str, str]:
    """Return line, key and message of a text the standard reader refuses with `error`."""
    match = _PLACE.search(error)
    cause = shortened(_PLACE.sub("", error).strip().rstrip("."), 120)
    if any(word in error for word in _TWICE):
        for path, first, second in key_lines(toml).twice:
            key = ".".join(map(str, path))
            message = text(
                '"{key}" is written twice, first on line {first}. Join the two, or rename one.',
                {"key": shortened(key), "first": first},
            )
            return second, shortened(key), message
        cause = text("a key is written twice, or has a value and is a table too")
    if match is None:
        return _line_of_digits(toml), "", text("a number is too long. Write at most 18 digits.")
    lines = toml.replace("\r\n", "\n").split("\n")
    if match[1]:
        line = int(match[1])
    elif any(word in cause for word, _ in _CLOSE):
        line = _last_key(toml)
    else:
        line = 1 + toml.count("\n", 0, len(toml.rstrip()))
    here = lines[line - 1] if line <= len(lines) else ""
    # the reader may notice only on the next line that a value has no end
    place = line - 1 if line > 1 and _is_sound(here) and not _is_sound(lines[line - 2]) else line
    here = lines[place - 1] if place <= len(lines) else ""
    hint = next((hint for word, hint in _CLOSE if word in cause), "") or next(
        (hint for pattern, hint in _HINTS if pattern.search(here)), ""
    )
    return (
        place,
        "",
        text(
            "this is not TOML: {cause}. {hint}",
            {"cause": text(_small(cause)), "hint": text(hint) if hint else text("Mend this line.")},
        ),
    )


def _is_sound(line: str) -> bool:
    """Return whether a line is TOML by itself, so that the fault lies elsewhere."""
    try:
        tomllib.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _last_key(toml: str) -> int:
    """Return the line of the last key, whose value has no end."""
    return max(key_lines(toml).lines.values(), default=1)


def _line_of_digits(toml: str) -> int:
    match = re.search(r"[0-9_]{4000,}", toml)
    return toml.count("\n", 0, match.start()) + 1 if match else 1


def _small(cause: str) -> str:
    return cause[:1].lower() + cause[1:]
