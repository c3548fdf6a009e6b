"""Where a key stands in the text of a market file.

The standard reader of TOML forgets the lines. This scanner knows just enough of the
language (tables, dotted and quoted keys, arrays, inline tables, the four kinds of string,
comments) to say on which line each key was written. It never fails: on text that is not
TOML it knows as much as it could read.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

Path = tuple[str | int, ...]
MAX_DEPTH = 32  # far beyond any market file; keeps hostile text from taking hours

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BARE_VALUE = re.compile(r"[^,\[\]{}#\n\"']*")
_REST_OF_LINE = re.compile(r"[^\n]*\n?")
_STRINGS = (
    re.compile(r'"""[^"\\]*(?:(?:\\.|"{1,2}(?!"))[^"\\]*)*"""(?:"{0,2})', re.DOTALL),
    re.compile(r"'''[^']*(?:'{1,2}(?!')[^']*)*'''(?:'{0,2})"),
    re.compile(r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"'),
    re.compile(r"'[^'\n]*'"),
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_ESCAPED = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r"}


@dataclass
class KeyLines:
    """The line of each key of a text, counted from 1.

    `twice` holds keys and tables written more than once: path, first line, second line;
    `too_deep` is the first line with a dotted key of more than `MAX_DEPTH` parts, 0 for none.
    """

    lines: dict[Path, int] = field(default_factory=dict)
    twice: list[tuple[Path, int, int]] = field(default_factory=list)
    too_deep: int = 0

    def line_of(self, path: Sequence[str | int]) -> int:
        """Return the line of `path`, of its nearest parent where it is not written, or 1."""
        for n_parts in range(len(path), 0, -1):
            line = self.lines.get(tuple(path[:n_parts]))
            if line is not None:
                return line
        return 1


def key_lines(text: str) -> KeyLines:
    """Return the lines of all keys in a text of TOML."""
    scanner = _Scanner(text.replace("\r\n", "\n"))
    scanner.scan()
    return scanner.found


@dataclass
class _Open:
    """An array or inline table that is being read."""

    path: Path
    line: int
    is_array: bool
    n_items: int = 0


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self.table: Path = ()
        self.n_tables: dict[Path, int] = {}  # of arrays of tables
        self.written: set[Path] = set()  # keys and headers, not the tables they imply
        self.found = KeyLines()

    def scan(self) -> None:
        """Read the text from its first line to its last."""
        while True:
            self._skip(_BLANK)
            if self.at >= len(self.text):
                return
            before = self.at
            if self.text[self.at] == "[":
                self._header()
            elif not self._key_and_value():
                self._skip(_REST_OF_LINE)
            if self.at == before:  # a sign no rule knows
                self.at += 1

    def _skip(self, pattern: re.Pattern[str]) -> bool:
        match = pattern.match(self.text, self.at)
        if match is None:
            return False
        self.at = match.end()
        return True

    def _sign(self) -> str:
        return self.text[self.at : self.at + 1]

    def _line(self) -> int:
        return bisect_right(self.starts, self.at)

    def _header(self) -> None:
        """Read `[table]` or `[[array of tables]]`."""
        line = self._line()
        is_array = self.text.startswith("[[", self.at)
        self.at += 2 if is_array else 1
        parts = self._dotted_key()
        self._skip(_REST_OF_LINE)
        if not parts:
            return
        path: Path = ()
        for part in parts[:-1]:
            path = self._element((*path, part))
            self.found.lines.setdefault(path, line)
        path = (*path, parts[-1])
        if is_array:
            self.found.lines.setdefault(path, line)
            self.n_tables[path] = self.n_tables.get(path, 0) + 1
            path = self._element(path)
            self.found.lines[path] = line
        else:
            self._write(path, line)
        self.table = path

    def _element(self, path: Path) -> Path:
        """Return the last element of an array of tables, or the path of anything else."""
        n_tables = self.n_tables.get(path)
        return path if n_tables is None else (*path, n_tables - 1)

    def _write(self, path: Path, line: int) -> None:
        if path in self.written:
            self.found.twice.append((path, self.found.lines[path], line))
            return
        self.written.add(path)
        self.found.lines[path] = line

    def _dotted_key(self) -> list[str]:
        """Read `a."b".c`; the list is empty when no key stands here."""
        parts: list[str] = []
        while True:
            self._skip(_SPACE)
            begin = self.at
            if self._sign() in ('"', "'"):
                if not self._string():
                    return []
                parts.append(_unquoted(self.text[begin : self.at]))
            elif self._skip(_BARE_KEY):
                parts.append(self.text[begin : self.at])
            else:
                return []
            self._skip(_SPACE)
            if self._sign() != ".":
                break
            self.at += 1
        if len(parts) > MAX_DEPTH:
            self.found.too_deep = self.found.too_deep or self._line()
        return parts[:MAX_DEPTH]

    def _key(self, table: Path) -> Path | None:
        """Read `key =` inside `table` and return the path of the key."""
        line = self._line()
        parts = self._dotted_key()
        if not parts or self._sign() != "=":
            return None
        self.at += 1
        path = table
        for part in parts[:-1]:
            path = (*path, part)
            self.found.lines.setdefault(path, line)
        path = (*path, parts[-1])
        self._write(path, line)
        return path

    def _key_and_value(self) -> bool:
        path = self._key(self.table)
        return path is not None and self._value(path)

    def _value(self, path: Path) -> bool:
        """Read one value with all that is nested in it (no recursion: files may be hostile)."""
        opened: list[_Open] = []
        here: Path | None = path
        while True:
            if here is not None:
                here, is_read = self._begin(here, opened)
                if not is_read:
                    return False
                if here is not None:
                    continue
            if not opened:
                return True
            self._skip(_BLANK)
            sign = self._sign()
            if sign == ",":
                self.at += 1
                self._skip(_BLANK)
                if self._sign() not in ("]", "}"):
                    here = self._next_item(opened[-1])
                    if here is None:
                        return False
            elif sign == ("]" if opened[-1].is_array else "}"):
                self.at += 1
                opened.pop()
            else:
                return False

    def _begin(self, path: Path, opened: list[_Open]) -> tuple[Path | None, bool]:
        """Read a plain value, or open a nested one and return the path of its first item."""
        self._skip(_SPACE)
        sign = self._sign()
        if sign in ("[", "{"):
            if len(opened) >= MAX_DEPTH:
                return None, False
            opened.append(_Open(path, self._line(), is_array=sign == "["))
            self.at += 1
            self._skip(_BLANK)
            if self._sign() in ("]", "}"):
                return None, True
            first = self._next_item(opened[-1])
            return first, first is not None
        if sign in ('"', "'"):
            return None, self._string()
        begin = self.at
        self._skip(_BARE_VALUE)
        return None, self.at > begin

    def _next_item(self, container: _Open) -> Path | None:
        """Return the path of the next element, or read the next key of an inline table."""
        if not container.is_array:
            return self._key(container.path)
        path = (*container.path, container.n_items)
        container.n_items += 1
        line = self._line()
        if line != container.line:  # else the line of the array says it
            self.found.lines[path] = line
        return path

    def _string(self) -> bool:
        return any(self._skip(pattern) for pattern in _STRINGS)


def _unquoted(key: str) -> str:
    if key.startswith("'"):
        return key.strip("'")
    return _ESCAPE.sub(_unescaped, key[1:-1])


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    if code:
        number = int(code, 16)
        return chr(number) if number <= 0x10FFFF else match[0]
    return _ESCAPED.get(match[3], match[3])
