"""Whatever is in a market file, its author gets a scenario or a list of located problems."""

from __future__ import annotations

import copy
import datetime as dt
import pickle
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjsim.scenarios import MarketFileError, Problem, Scenario, load_scenario, parse
from tests.broken_markets import BROKEN, SMALL, Broken, change

JARGON = (
    "pydantic",
    "http",
    "Traceback",
    "validation error",
    "Input should",
    "dictionary",
    "NoneType",
)


def error_of(source: Any) -> MarketFileError:
    with pytest.raises(MarketFileError) as caught:
        load_scenario(source)
    return caught.value


@pytest.mark.parametrize("broken", BROKEN, ids=[each.name for each in BROKEN])
def test_a_broken_market_says_what_is_wrong_and_where(broken: Broken, tmp_path: Path) -> None:
    path = tmp_path / "market.toml"
    if callable(broken.source):
        path = broken.source(tmp_path)
    elif isinstance(broken.source, bytes):
        path.write_bytes(broken.source)
    else:
        path.write_text(broken.source, "utf-8")
    error = error_of(path)
    assert all(problem.file == str(path) for problem in error.problems)
    assert not any(word in str(error) for word in JARGON)
    found = [p for p in error.problems if all(text in str(p) for text in broken.says)]
    assert found, str(error)
    if callable(broken.source):
        return
    assert all(problem.line >= 1 for problem in error.problems)
    if broken.at and isinstance(broken.source, str):
        lines = broken.source.split("\n")
        assert any(broken.at in lines[p.line - 1] + "\n" for p in found), str(error)


def test_there_are_many_ways_to_break_a_market() -> None:
    assert len(BROKEN) >= 100
    assert len({each.name for each in BROKEN}) == len(BROKEN)


def test_all_problems_are_told_at_once_in_the_order_of_their_lines() -> None:
    text = change(
        ("days = 60", "days = -1"),
        ('channel = "social"', 'chanel = "social"'),
        ("\nshare = 0.4\n", "\nshare = 0.5\n"),
        ('swap = ["one_more", "less_social"]', 'swap = ["one_mor", "less_social"]'),
        ('brand = "roaster"', 'brand = "roster"'),
    )
    problems = error_of_text(text).problems
    assert [p.key for p in problems] == [
        "scenario.days",
        "segments",
        "events.rival_sale.brand",
        "interventions.less_social.chanel",
        "plans.swap",
    ]
    assert [p.line for p in problems] == sorted(p.line for p in problems)


def error_of_text(text: str) -> MarketFileError:
    with pytest.raises(MarketFileError) as caught:
        parse(text, "shop.toml")
    return caught.value


def test_a_problem_reads_file_line_key_message() -> None:
    text = change(('channel = "social"', 'chanel = "social"'))
    line = text.split("\n").index('chanel = "social"') + 1
    first = str(error_of_text(text)).split("\n")[0]
    assert first.startswith(
        f'shop.toml:{line} interventions.less_social.chanel: unknown key "chanel". '
        'Did you mean "channel"? Allowed here: '
    )


def test_what_a_broken_part_leaves_unknown_is_not_held_against_the_rest() -> None:
    # the brand, the attributes and the intervention are there, though they cannot be read
    for old, new in (
        ("price = 118", "price = -1"),
        ('    "taste",', "    7,"),
        ("share = 0.1 }", "share = 7 }"),
        ("\nshare = 0.6\n", '\nshare = "much"\n'),
        ('moment = "contact"', 'moment = "letter"'),
        ("staff = 2", "staff = -2"),
    ):
        assert len(error_of_text(change((old, new))).problems) == 1


def test_a_file_nobody_may_read_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "market.toml"
    path.write_text(SMALL, "utf-8")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)  # the tests may run as a user who may read all
    assert "no permission to read it" in str(error_of(path))


def test_a_large_file_is_refused_before_it_is_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "market.toml"
    with path.open("wb") as stream:
        stream.truncate(5_000_001)

    def never(*_: object) -> None:
        raise AssertionError("it was read")

    monkeypatch.setattr(Path, "open", never)
    assert "at most 5,000,000" in str(error_of(path))


def test_an_unknown_name_names_the_nearest_ready_made_market() -> None:
    assert 'Did you mean "electronics"?' in str(error_of("electronic"))
    assert "Ready-made markets: " in str(error_of("something else"))
    assert "expected a name, a path or a mapping" in str(error_of(42))


def test_a_mapping_is_checked_like_a_file() -> None:
    raw = tomllib.loads(SMALL)
    raw["support"]["staff"] = -1
    (problem,) = error_of(raw).problems
    assert (
        str(problem)
        == "mapping support.staff: found the number -1: expected a whole number, 0 or more."
    )
    for odd in ({1: 2}, {"scenario": {1: 2}}, {"scenario": {"days": 10**400}}, {}):
        assert error_of(odd).problems
    endless: dict[str, Any] = {}
    endless["scenario"] = endless
    assert "nested too deeply" in str(error_of(endless))


def test_the_error_can_cross_processes() -> None:
    error = error_of_text(change(("days = 60", "days = -1")))
    again = pickle.loads(pickle.dumps(error))
    assert again.problems == error.problems
    assert str(again) == str(error)


def test_thousands_of_problems_are_counted_not_printed() -> None:
    error = error_of_text(SMALL + "\n".join(f"odd{i} = 1" for i in range(3000)))
    assert str(error).count("\n") < 110
    assert str(error).endswith("more problems.")


JUNK = [
    "", " ", "=", "[", "]", "{", "}", ",", '"', "'", '"""', "#", "\n", "\r\n", "\t", "\0", "\\",
    "nan", "inf", "-1", "0", "1e400", "0x1F", "1_000", "true", "2027-01-01", "12:00:00", '"text"',
    "[]", "{}", "[[a]]", "[scenario]", "[brands.club]", "a.b.c = 1", "ư", "\ufeff", "\u2028",
    "{ value = 1, low = 0, high = 2 }", "type = 3", "share = 2", "9" * 400, "[" * 300,
]  # fmt: skip


def is_checked(read: Any) -> None:
    """Read a market: it must give a scenario, or problems and nothing else."""
    problems: tuple[Problem, ...] = ()
    scenario = None
    try:
        scenario = read()
    except MarketFileError as error:
        problems = error.problems
    assert isinstance(scenario, Scenario) or problems
    assert not any(word in str(problem) for problem in problems for word in JARGON)
    assert all(problem.message.endswith((".", "?")) for problem in problems)


@settings(max_examples=250)
@given(
    st.lists(
        st.tuples(
            st.integers(0, len(SMALL)),
            st.integers(0, 40),
            st.one_of(st.sampled_from(JUNK), st.text(max_size=8)),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_any_damage_to_the_text_is_told_in_words(cuts: list[tuple[int, int, str]]) -> None:
    text = SMALL
    for place, length, put in cuts:
        text = text[:place] + put + text[place + length :]
    is_checked(lambda: parse(text))


LINES = SMALL.split("\n")


@settings(max_examples=150)
@given(st.integers(0, len(LINES) - 1), st.integers(0, len(LINES) - 1), st.booleans())
def test_any_line_moved_or_doubled_is_told_in_words(one: int, other: int, is_kept: bool) -> None:
    lines = list(LINES)
    line = lines[one] if is_kept else lines.pop(one)
    lines.insert(other, line)
    is_checked(lambda: parse("\n".join(lines)))


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of every value in nested tables and lists, tables and lists too."""
    found = [path] if path else []
    is_list = isinstance(value, list)
    keys = range(len(value)) if is_list else value if isinstance(value, dict) else ()
    for key in keys:
        found += leaves(value[key], (*path, key))
    return found


def holder(raw: Any, path: tuple[Any, ...]) -> Any:
    """Return the table or list with the value at `path`, None when it is there no more."""
    for key in path:
        parent = raw
        if isinstance(raw, dict) and key in raw:
            raw = raw[key]
        elif isinstance(raw, list) and key in range(len(raw)):
            raw = raw[int(key)]
        else:
            return None
    return parent


RAW = tomllib.loads(SMALL)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=10),
        st.dates(),
        st.datetimes(),
        st.times(),
        st.sampled_from(["club", "letters", "lever", "free", "keep", "support.staff", 10**30]),
        st.just(dt.date(2027, 1, 20)),
    ),
    lambda each: st.one_of(
        st.lists(each, max_size=3),
        st.dictionaries(
            st.sampled_from(["value", "low", "high", "source", "type", "share", "x"]), each
        ),
    ),
    max_leaves=4,
)


@settings(max_examples=400)
@given(st.sampled_from(leaves(RAW)), VALUES, st.sampled_from(leaves(RAW)), VALUES)
def test_any_value_in_any_place_is_told_in_words(
    one: tuple[Any, ...], value: Any, other: tuple[Any, ...], second: Any
) -> None:
    raw = copy.deepcopy(RAW)
    for path, put in ((one, value), (other, second)):
        place = holder(raw, path)
        if place is not None:
            place[path[-1]] = put
    is_checked(lambda: load_scenario(raw))
