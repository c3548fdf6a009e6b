"""The same rules in other clothes: with a user's own rule, or as plain Python.

A compiled function is rebuilt from the text it was compiled from, with other functions in
the place of some it calls. So there is one text of the day, whatever runs it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import CellType, FunctionType
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numba import njit, typeof
from numba.core.dispatcher import Dispatcher
from numba.core.errors import NumbaError
from numpy.typing import NDArray

from cjsim.errors import UserError
from cjsim.journey import day
from cjsim.journey.kernel import Inner
from cjsim.journey.luck import squares64, squares64_plain
from cjsim.journey.rest import lie_down, never_lie_down
from cjsim.journey.unowned import unowned, unowned_plain
from cjsim.language import text

Rule = Callable[..., Any]
_compiled = njit(nogil=True, error_model="numpy")
"""As `kernel`, without a cache: a rule of a user's own is compiled anew in each process."""


_OWN: WeakKeyDictionary[Rule, list[str]] = WeakKeyDictionary()
"""The stages with a rule of a user's own, by the day's sweep that was built with them."""


class PlainRecord:
    """A record whose fields read as Python numbers and are written in place."""

    __slots__ = ("_record",)

    def __init__(self, record: np.void) -> None:
        """Wrap one element of a structured array."""
        object.__setattr__(self, "_record", record)

    def __getattr__(self, name: str) -> Any:
        """Return a field: a Python number, or the array it holds."""
        value = self._record[name]
        return value if isinstance(value, np.ndarray) else value.item()

    def __setattr__(self, name: str, value: Any) -> None:
        """Write a field."""
        self._record[name] = value


class PlainRows:
    """A structured array whose elements are `PlainRecord`s."""

    def __init__(self, rows: NDArray[np.void]) -> None:
        """Wrap the array; nothing is copied."""
        self._rows = rows
        self.size = rows.size

    def __getitem__(self, place: Any) -> PlainRecord | PlainRows:
        """Return one record, or one row of several."""
        found = self._rows[place]
        return PlainRows(found) if isinstance(found, np.ndarray) else PlainRecord(found)


def _squares64_of_numpy(counter: np.uint64, key: np.uint64) -> np.uint64:
    return np.uint64(squares64_plain(int(counter), int(key)))


def uncompiled(function: Rule, swapped: dict[Rule, Rule]) -> Rule:
    """Return `function` and all it calls as plain Python, with `swapped` ones replaced."""
    if callable(function) and function in swapped:
        return swapped[function]
    text = function.py_func if isinstance(function, Dispatcher | Inner) else function
    if not isinstance(text, FunctionType):
        return function
    names: dict[str, Any] = dict(text.__globals__)
    cells = tuple(
        CellType(uncompiled(cell.cell_contents, swapped)) for cell in text.__closure__ or ()
    )
    plain = FunctionType(text.__code__, names, text.__name__, text.__defaults__, cells)
    swapped[function] = plain
    for name in text.__code__.co_names:
        called = names.get(name)
        if isinstance(called, Dispatcher | Inner):
            names[name] = uncompiled(called, swapped)
    return plain


def check_rules(rules: Mapping[str, Rule]) -> None:
    """Raise `UserError` unless each is a function for a stage there is."""
    for stage, rule in rules.items():
        if stage not in day.RULES:
            raise UserError(
                "rules", stage, text("name a stage: {stages}.", {"stages": ", ".join(day.RULES)})
            )
        if not callable(rule):
            raise UserError(
                f"rules[{stage!r}]",
                rule,
                text(
                    "give a function (me, segment, market, heard, luck, day) that returns a stage."
                ),
            )


def usual_rule(stage: str) -> Rule:
    """Return the rule that a stage has, for a rule of one's own that changes only part of it.

    It is called like any rule, with the same six arguments, and returns the next stage.

    Args:
        stage: Name of the stage, e.g. "purchase".

    Raises:
        UserError: There is no such stage.
    """
    check_rules({stage: len})
    found: Rule = getattr(day, day.RULES[stage])
    return found


class BuiltRules(dict[str, Rule]):
    """Own rules whose sweep is built once, for the many models of a study in one process.

    What a rule refers to is read when the first model is made; later changes are not seen.
    """

    def __init__(self, rules: Mapping[str, Rule]) -> None:
        """Take the rules by stage; nothing is compiled yet."""
        super().__init__(rules)
        self._built: dict[str, Rule] = {}

    def sweep(self, engine: str) -> Rule:
        """Return the day's sweep with these rules."""
        if engine not in self._built:
            self._built[engine] = build_sweep(engine, dict(self))
        return self._built[engine]


def build_sweep(engine: str, rules: Mapping[str, Rule]) -> Rule:
    """Return the day's sweep for an engine, "compiled" or "python", and a user's own rules.

    Raises `UserError` for an unknown engine or stage.
    """
    if isinstance(rules, BuiltRules):
        return rules.sweep(engine)
    check_rules(rules)
    own = {day.RULES[stage]: rule for stage, rule in rules.items()}
    if engine == "python":
        swapped: dict[Rule, Rule] = {squares64: _squares64_of_numpy, unowned: unowned_plain}
        if own:
            swapped[lie_down] = uncompiled(never_lie_down, swapped)
        for name, rule in own.items():
            swapped[getattr(day, name)] = uncompiled(rule, swapped)
        return uncompiled(day.live, swapped)
    if engine != "compiled":
        raise UserError("engine", engine, text('use "compiled" or "python".'))
    if not own:
        return day.live
    compiled = {
        name: rule if isinstance(rule, Dispatcher | Inner) else _compiled(rule)
        for name, rule in own.items()
    }
    decide = _with_globals(day.decide.py_func, compiled)
    changed: dict[str, Rule] = {"decide": decide, "lie_down": never_lie_down}
    live = _with_globals(day.live.py_func, changed)
    _OWN[live] = sorted(rules)
    return live


def entry_point(function: Rule, arguments: tuple[Any, ...]) -> Rule:
    """Return the machine code of `function` for arguments of these types, or itself if plain.

    Numba looks at the type of every argument at every call; for records of hundreds of
    fields that takes longer than the call. The code returned skips the look: it must be
    called with arguments of exactly these types.

    Raises `UserError` when a user's own rule cannot be compiled.
    """
    if not isinstance(function, Dispatcher):
        return function
    types = tuple(typeof(argument) for argument in arguments)
    try:
        function.compile(types)
    except (NumbaError, KeyError) as error:  # Numba lets a field that is not there through as a key
        if function not in _OWN:
            raise
        remedy = text(
            "Numba cannot compile this rule. Give it six arguments, names and fields there are, "
            'and a stage on every path; engine="python" runs the same text and stops where it '
            "goes wrong."
        )
        raise UserError("rules", ", ".join(_OWN[function]), remedy) from error
    code: Rule = function.get_overload(types)
    return code


class Entry:
    """A compiled function that is always called with arguments of the types of its first call.

    That goes for the layout of arrays too: a column of records is contiguous where there is but
    one record, and else is not, so give records whole.
    """

    __slots__ = ("_code", "_function")

    def __init__(self, function: Rule) -> None:
        """Wrap a compiled function; nothing is compiled yet."""
        self._function = function
        self._code: Rule | None = None

    def __call__(self, *arguments: Any) -> Any:
        """Call the function without looking at the types again (see `entry_point`)."""
        if self._code is None:
            self._code = entry_point(self._function, arguments)
        return self._code(*arguments)


def _with_globals(text: Rule, changed: Mapping[str, Rule]) -> Rule:
    """Compile `text` anew with some of the functions it calls replaced."""
    names = {**text.__globals__, **changed}
    rebuilt: Rule = _compiled(FunctionType(text.__code__, names, text.__name__))
    return rebuilt
