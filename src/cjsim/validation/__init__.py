"""The engine against theory and facts, on the user's own machine: `cjsim validate`.

>>> import cjsim
>>> card = cjsim.validate(only=["E6"], quick=True)
>>> card.passed
True
"""

from cjsim.validation.card import Card, Row
from cjsim.validation.check import Check, Finding
from cjsim.validation.markets import market, market_names
from cjsim.validation.validate import known_checks, validate

__all__ = [
    "Card",
    "Check",
    "Finding",
    "Row",
    "known_checks",
    "market",
    "market_names",
    "validate",
]
