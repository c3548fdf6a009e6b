"""Keep the catalogues: `python -m cjsim.language.catalogue update | compile | check`.

For those who change messages. `update` collects the messages of the source into the `.po` files
(new ones without a translation), `compile` writes the `.mo` files that are read at run time,
`check` says what is wrong and ends with 1 when anything is.
"""

from __future__ import annotations

import ast
import datetime as dt
import inspect
import io
import string
import sys
import tomllib
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import IO

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

from cjsim.language.chosen import LANGUAGES
from cjsim.language.messages import DOMAIN

SOURCE = Path(__file__).parents[1]
"""The folder of the package, whose messages are collected."""
_KEYWORDS = {"text": (0,), "message": (0,), "_K": (0, 2)}
"""Calls whose arguments are messages, and which of them; `_K` makes a KPI."""
_SECTIONS = ("Setting", "Product", "Segment", "Brand", "SalesChannel")
_WIDTH = 100
_HEADER = "# The words of cjsim. The glossary they follow: docs/reference/glossary.md."
_SET = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)  # a file that changes only when a message does


def collected() -> Catalog:
    """Return every message of the source: literals first in calls of `text` and `message`.

    So are the names and definitions of KPIs, what needed keys of market files mean, and the
    `words` of our tables in TOML.
    """
    found = Catalog(domain=DOMAIN, project=DOMAIN, fuzzy=False)
    rows: list[tuple[str, int, str]] = []
    for file, line, words, _comments, _context in extract_from_dir(
        SOURCE, method_map=[("**.py", "cjsim.language.catalogue:literals")]
    ):
        if isinstance(words, str) and words:
            rows.append((file, line, words))
    for path in sorted(SOURCE.glob("studies/*/*.toml")):
        rows += [(path.relative_to(SOURCE).as_posix(), 0, words) for words in _words_in(path)]
    for path in SOURCE.glob("scenarios/**/*.py"):
        rows += [(str(path.relative_to(SOURCE)), n, words) for n, words in _meanings_in(path)]
    for file, line, words in sorted(rows):
        found.add(words, locations=[(file, line)])
    return found


def literals(
    file: IO[bytes], keywords: object, comment_tags: object, options: object
) -> Iterator[tuple[int, None, str, list[str]]]:
    """Yield the messages of a module as babel wants them; what is no literal is left out.

    Args:
        file: The module.
        keywords: Not used: see `_KEYWORDS`.
        comment_tags: Not used.
        options: Not used.
    """
    for call in ast.walk(ast.parse(file.read())):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
            for place in _KEYWORDS.get(call.func.id, ()):
                words = call.args[place] if place < len(call.args) else None
                if isinstance(words, ast.Constant) and isinstance(words.value, str):
                    yield words.lineno, None, words.value, []


def _words_in(path: Path) -> Iterator[str]:
    """Yield the `words` of the tables of a TOML file."""
    tables: list[object] = [tomllib.loads(path.read_text("utf-8"))]
    while tables:
        table = tables.pop()
        if isinstance(table, dict):
            tables += table.values()
            words = table.get("words")
            if isinstance(words, str):
                yield words


def _meanings_in(path: Path) -> Iterator[tuple[int, str]]:
    """Yield what the needed keys and sections of market files mean, which is said when missing."""
    for table in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(table, ast.ClassDef) or not table.bases:
            continue
        if table.name in _SECTIONS:
            yield table.lineno, (ast.get_docstring(table) or "").splitlines()[0]
        for key, below in pairwise(table.body):
            is_needed = isinstance(key, ast.AnnAssign) and key.value is None
            if is_needed and isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
                yield below.lineno, inspect.cleandoc(str(below.value.value))


def place(language: str, suffix: str) -> Path:
    """Return the path of a language's catalogue, "po" or "mo"."""
    return Path(__file__).parent / language / "LC_MESSAGES" / f"{DOMAIN}.{suffix}"


def translated(language: str) -> Catalog:
    """Return the catalogue of a language as translators wrote it."""
    with place(language, "po").open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def compiled(language: str) -> Catalog:
    """Return the catalogue of a language as it is read at run time."""
    with place(language, "mo").open("rb") as file:
        return read_mo(file)


def faults(language: str) -> Iterator[str]:
    """Yield what is wrong with the catalogue of a language, a sentence each."""
    source, said, spoken = collected(), translated(language), compiled(language)
    for entry in source:
        if not entry.id:
            continue
        own = said.get(entry.id)
        if own is None or not own.string:
            yield f"not translated: {entry.id!r}"
            continue
        if own.fuzzy:
            yield f"unsure (fuzzy): {entry.id!r}"
        yield from _faults_of(own)
        ready = spoken.get(entry.id)
        if ready is None or ready.string != own.string:
            yield f"not compiled: {entry.id!r}"
    known = {entry.id for entry in source}
    yield from (f"no longer said: {entry.id!r}" for entry in said if entry.id not in known)
    yield from (f"no longer said: {words!r}" for words in said.obsolete)


def _faults_of(entry: Message) -> Iterator[str]:
    """Yield what is wrong with one translation: its placeholders, its ends, its letters."""
    english, words = str(entry.id), str(entry.string)
    if placeholders(english) != placeholders(words):
        yield f"other placeholders: {english!r}"
    for end in (slice(0, 1), slice(-1, None)):
        if english[end].isspace() != words[end].isspace():
            yield f"other spaces at its ends: {english!r}"
    if unicodedata.normalize("NFC", words) != words:
        yield f"letters not composed (NFC): {english!r}"


def placeholders(words: str) -> set[str] | None:
    """Return the names in braces, or None where the braces are only signs."""
    try:
        parts = list(string.Formatter().parse(words))
    except ValueError:
        return None
    names = {name for _, name, _, _ in parts if name is not None}
    return names if all(name.isidentifier() for name in names) else None


def update(language: str) -> None:
    """Bring a language's `.po` file up to date with the source, in the order of the source."""
    source = collected()
    file = place(language, "po")
    old = translated(language) if file.exists() else Catalog(locale=language, domain=DOMAIN)
    new = Catalog(
        locale=language, domain=DOMAIN, project=DOMAIN, fuzzy=False, header_comment=_HEADER,
        creation_date=_SET, revision_date=_SET, last_translator="The cjsim authors",
        language_team="Vietnamese", copyright_holder="The cjsim authors",
    )  # fmt: skip
    for entry in source:
        if entry.id:
            before = old.get(entry.id)
            files = list(dict.fromkeys((name, 0) for name, _ in entry.locations))
            new.add(entry.id, before.string if before else "", locations=files)
    file.parent.mkdir(parents=True, exist_ok=True)
    sink = io.BytesIO()
    write_po(sink, new, width=_WIDTH, include_lineno=False)
    file.write_bytes(sink.getvalue())


def compile_catalogue(language: str) -> None:
    """Write a language's `.mo` file from its `.po` file."""
    sink = io.BytesIO()
    write_mo(sink, translated(language))
    place(language, "mo").write_bytes(sink.getvalue())


def main(arguments: list[str]) -> int:
    """Do what is asked; return the exit code."""
    others = LANGUAGES[1:]
    match arguments:
        case ["update"]:
            for language in others:
                update(language)
        case ["compile"]:
            for language in others:
                compile_catalogue(language)
        case ["check"]:
            found = [f"{language}: {fault}" for language in others for fault in faults(language)]
            sys.stdout.write("".join(f"{fault}\n" for fault in found))
            return 1 if found else 0
        case _:
            sys.stderr.write(f"{__doc__}\n")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
