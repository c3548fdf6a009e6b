"""The language people are spoken to in: messages, and how numbers, money and dates are written.

Results never depend on it: names of columns, KPIs, keys and plans stay as they are. English is
what the source says; other languages are gettext catalogues (`LANGUAGE/LC_MESSAGES/cjsim.mo`),
kept by `python -m cjsim.language.catalogue`.

>>> from cjsim.language import speaking, text
>>> text("{n} of {total} futures", {"n": 17, "total": 20})
'17 of 20 futures'
>>> with speaking("vi"):
...     text("{n} of {total} futures", {"n": 17, "total": 20})
'17 trong 20 tương lai'
"""

from cjsim.language.chosen import LANGUAGES, VARIABLE, current, speaking, use
from cjsim.language.formats import date, money, money_change, number, share, short, short_share
from cjsim.language.messages import message, text

__all__ = [
    "LANGUAGES",
    "VARIABLE",
    "current",
    "date",
    "message",
    "money",
    "money_change",
    "number",
    "share",
    "short",
    "short_share",
    "speaking",
    "text",
    "use",
]
