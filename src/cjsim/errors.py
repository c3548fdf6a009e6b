"""Mistakes a user can make: each names the thing, the value and the remedy."""

from __future__ import annotations


class UserError(Exception):
    """A mistake of a user, not of the program: it is shown without a traceback.

    Args:
        name: What is wrong, as the user wrote or called it, e.g. `plan`.
        value: What was found there.
        remedy: What is expected and how to mend it, in a sentence.
    """

    def __init__(self, name: str, value: object, remedy: str) -> None:
        super().__init__(name, value, remedy)  # all three, so that it can cross processes
        self.name = name
        self.value = value
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.name} = {self.value!r}: {self.remedy}"
