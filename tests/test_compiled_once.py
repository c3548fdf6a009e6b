"""One compiled engine serves every market: no size of a market is part of its machine code."""

from __future__ import annotations

import pickle
import sys

import pytest
from numba.core.dispatcher import Dispatcher

import cjsim
from cjsim import JourneyModel
from cjsim.journey.kernel import Inner
from cjsim.journey.prepared import is_prepared
from cjsim.journey.worth import worth_of

DAYS = 4
SIZES = (("hotel", 200), ("electronics", 300), ("fmcg", 500), ("mail_shop", 100))


def specialised():
    """How often each compiled function has been made for other types: compiled or loaded."""
    modules = [module for name, module in sys.modules.items() if name.startswith("cjsim.")]
    things = [thing for module in modules for thing in vars(module).values()]
    return {
        f"{thing.__module__}.{thing.__name__}": len(thing.overloads)
        for thing in things
        if isinstance(thing, Dispatcher)
    }


def sizes_after_living(name, customers):
    scenario = cjsim.load_scenario(name)
    model = JourneyModel(scenario, customers=customers, days=DAYS)
    for _day in range(DAYS):
        model.step()
    model.close()
    parts = (scenario.segments, scenario.brands, scenario.channels, scenario.sales)
    return (*(len(part) for part in parts), customers)


def test_no_size_of_a_market_asks_for_another_engine():
    sizes = [sizes_after_living(*SIZES[0])]
    before = specialised()
    sizes += [sizes_after_living(*size) for size in SIZES[1:]]
    assert all(len(set(each)) > 1 for each in zip(*sizes, strict=True))  # they differ in each
    after = specialised()
    assert before["cjsim.journey.day.live"] == 1
    assert is_prepared()
    # what was not needed before (a mechanism of another market) may come in
    assert {name: n for name, n in after.items() if n != before.get(name, 0) != 0} == {}


def test_a_part_of_the_engine_can_be_called_pickled_and_read():
    assert isinstance(worth_of, Inner)
    assert worth_of(0.37, 0.0) == 0.37  # from Python too: it must not run into missing code
    assert worth_of(0.37, 0.5) == pytest.approx(worth_of.py_func(0.37, 0.5), rel=1e-12)
    assert pickle.loads(pickle.dumps(worth_of)) is worth_of
    assert worth_of.__doc__ == worth_of.py_func.__doc__
