"""The language people are spoken to in. English only for now: the words of the source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

_here: ContextVar[str] = ContextVar("cjsim_language", default="en")


def current() -> str:
    """Return the language spoken, "en" or "vi"."""
    return _here.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language within a `with` block."""
    before = _here.set(language)
    try:
        yield
    finally:
        _here.reset(before)


def text(message: str, values: Mapping[str, object] | None = None) -> str:
    """Return a message with values in its braces."""
    return message if values is None else message.format_map(values)


def message(words: str) -> str:
    """Mark words of a table for translation, and return them; `text` translates when shown."""
    return words
