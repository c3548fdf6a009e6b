"""Messages in the language spoken; the words of the source are English and the keys."""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from functools import cache
from importlib import resources

from cjsim.language.chosen import LANGUAGES, current

DOMAIN = "cjsim"


def text(message: str, values: Mapping[str, object] | None = None) -> str:
    """Return a message in the language spoken, with values in its braces.

    Args:
        message: The English words, a literal, so that it can be collected for translation. What
            varies is named in braces. Without values, braces are only signs.
        values: What stands for each name. Give numbers, money and dates in the forms of
            `cjsim.language.number` and its neighbours.

    Raises:
        UserError: The environment names a language there is not.
    """
    language = current()
    words = message if language == LANGUAGES[0] else _catalogue(language).gettext(message)
    return words if values is None else words.format_map(values)


def message(words: str) -> str:
    """Mark words of a table for translation, and return them; `text` translates when shown."""
    return words


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    """Return the messages of a language; read once, when first spoken."""
    folder = resources.files("cjsim.language").joinpath(language, "LC_MESSAGES")
    with folder.joinpath(f"{DOMAIN}.mo").open("rb") as file:
        return gettext.GNUTranslations(file)
