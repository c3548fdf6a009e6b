"""Which language is spoken: chosen by a call, else by the environment, else English."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from cjsim.errors import UserError

LANGUAGES = ("en", "vi")
VARIABLE = "CJSIM_LANG"
"""Name of the environment variable that chooses a language."""

_here: ContextVar[str | None] = ContextVar("cjsim_language", default=None)
_for_all: list[str] = []  # empty until `use` is called


def use(language: str) -> None:
    """Speak a language from now on: "en" (English) or "vi" (Vietnamese).

    It goes before the environment variable `CJSIM_LANG`.

    Raises:
        UserError: There is no such language.
    """
    _for_all[:] = [_known("language", language)]


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language within a `with` block, in this thread or task only.

    Raises:
        UserError: There is no such language.
    """
    before = _here.set(_known("language", language))
    try:
        yield
    finally:
        _here.reset(before)


def current() -> str:
    """Return the language spoken, "en" or "vi".

    Raises:
        UserError: The environment variable names a language there is not.
    """
    here = _here.get()
    if here is not None:
        return here
    if _for_all:
        return _for_all[0]
    named = os.environ.get(VARIABLE, "")
    return _known(VARIABLE, named) if named else LANGUAGES[0]


def _known(name: str, language: str) -> str:
    if language not in LANGUAGES:
        # in both languages, since nobody knows which of them is read
        raise UserError(name, language, "expected en (English) or vi (tiếng Việt).")
    return language
