"""What people read is said in the language they chose; results never depend on it."""

from __future__ import annotations

import ast
import datetime as dt
import json
import os
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

import cjsim
from cjsim import UserError, language
from cjsim.cli import app
from cjsim.language import (
    LANGUAGES,
    date,
    money,
    money_change,
    number,
    share,
    short,
    speaking,
    text,
)
from cjsim.language.catalogue import collected, faults, placeholders, translated
from cjsim.results.definitions import KPIS
from cjsim.results.money import spoken, spoken_change
from cjsim.results.report import comparison_lines, kpi_lines, run_json
from cjsim.scenarios.type_names import named
from tests.broken_markets import SMALL, SMALL_FILE

HOUSE = Path(cjsim.__file__).parent
SOURCES = sorted(
    path.relative_to(HOUSE)
    for path in HOUSE.rglob("*.py")
    if path.parent.name not in ("validation", "language")  # proofs, and what both readers read
)
MISTAKES = ("UserError", "Finding", "Problem", "DoesNotFitError")
OTHERS = LANGUAGES[1:]
SOME = {"customers": 150, "days": 30, "seed": 3}


@pytest.fixture(scope="module")
def runs():
    return cjsim.run(SMALL_FILE, **SOME)


# --- the catalogue ------------------------------------------------------------------------


@pytest.mark.parametrize("name", OTHERS)
def test_every_message_is_translated_and_the_compiled_catalogue_is_up_to_date(name):
    """Mend it with `python -m cjsim.language.catalogue update`, a translation, `compile`."""
    assert list(faults(name)) == []


def test_the_messages_of_the_source_are_found_where_they_hide():
    found = {entry.id for entry in collected()}
    assert "{n} people" in found  # marked in a table
    assert "{n} orders" in found  # marked within a call
    assert {"awareness", KPIS[0].definition} <= found  # the names and definitions of KPIs
    assert "more people at the support desk" in found  # our catalogue of ideas
    assert "What is sold and how often it is needed." in found  # what a missing section means
    assert not {"pain", "what"} & found  # a key of a row is no message


def test_a_fault_of_a_translation_is_found(monkeypatch):
    broken = translated("vi")
    some = [entry for entry in broken if entry.id and placeholders(str(entry.id))][:3]
    some[0].string = ""
    some[1].string = f"{some[1].string} {{more}}"
    some[2].flags.add("fuzzy")
    broken.add("said by nobody", "không ai nói")
    monkeypatch.setattr("cjsim.language.catalogue.translated", lambda _language: broken)
    said = " ".join(faults("vi"))
    for words in ("not translated", "other placeholders", "fuzzy", "no longer said: 'said by"):
        assert words in said


@pytest.mark.parametrize("name", [*(kpi.name for kpi in KPIS)])
def test_each_kpi_has_a_name_of_its_own_in_vietnamese(name):
    with speaking("vi"):
        assert named(name) not in (name, name.replace("_", " "))


def test_each_type_of_intervention_and_event_has_a_name_in_vietnamese():
    schema = json.dumps(cjsim.json_schema())
    types = set(re.findall(r'"type": \{"const": "(\w+)"', schema))
    assert len(types) > 60
    with speaking("vi"):
        same = {name for name in types if named(name) == name.replace("_", " ")}
    assert same == {"livestream"}  # Vietnamese marketers say it so


def unspoken(tree):
    """Lines of mistakes whose last argument is words in one language, not what `text` says."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in MISTAKES and call.args:
            last = call.args[-1]
            parts = last.values if isinstance(last, ast.JoinedStr) else [last]
            said = [part.value for part in parts if isinstance(part, ast.Constant)]
            if any(re.search("[A-Za-z]{2}", str(words)) for words in said):
                yield call.lineno


@pytest.mark.parametrize("file", SOURCES, ids=str)
def test_no_mistake_of_a_user_is_worded_past_the_catalogue(file):
    assert list(unspoken(ast.parse((HOUSE / file).read_text("utf-8")))) == []


# --- the choice ---------------------------------------------------------------------------


def test_a_language_is_chosen_by_call_by_block_or_by_the_environment(monkeypatch):
    monkeypatch.setattr("cjsim.language.chosen._for_all", [])
    monkeypatch.delenv("CJSIM_LANG", raising=False)
    assert text("better") == "better"
    with speaking("vi"):
        assert text("better") == "tốt hơn"
    assert text("better") == "better"
    monkeypatch.setenv("CJSIM_LANG", "vi")
    assert text("better") == "tốt hơn"
    language.use("en")  # goes before the environment
    assert text("better") == "better"


def test_words_nobody_translated_and_names_of_users_stay_as_they_are():
    with speaking("vi"):
        assert text("our {n} own words", {"n": 3}) == "our 3 own words"
        assert named("blue_shoes") == "blue shoes"
        assert text("{ braces } without values") == "{ braces } without values"


def test_an_unknown_language_is_a_mistake_that_names_those_there_are(monkeypatch):
    monkeypatch.setattr("cjsim.language.chosen._for_all", [])
    for choose in (lambda: language.use("fr"), lambda: speaking("fr").__enter__()):
        with pytest.raises(UserError, match=r"en .*vi "):
            choose()
    monkeypatch.setenv("CJSIM_LANG", "fr")
    with pytest.raises(UserError, match=r"CJSIM_LANG = 'fr': .*en .*vi "):
        text("better")


# --- forms --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "english", "vietnamese"),
    [
        (lambda: number(1234567.891, 2), "1,234,567.89", "1.234.567,89"),
        (lambda: number(-0.5, 1, is_signed=True), "-0.5", "-0,5"),
        (lambda: number(1234.0, is_grouped=False, is_signed=True), "+1234", "+1234"),
        (lambda: short(12000.5), "12,000.5", "12.000,5"),
        (lambda: share(0.4567), "45.7 %", "45,7%"),
        (lambda: money(1.2e9, "VND"), "1.20 billion VND", "1,2 tỷ đồng"),
        (lambda: money(120e6, "VND"), "120.00 million VND", "120 triệu đồng"),
        (lambda: money(850_000, "VND"), "850,000 VND", "850.000 đồng"),
        (lambda: money(12_300, "USD"), "USD 12.3k", "12,3 nghìn USD"),
        (lambda: money_change(-77.75e6, "VND"), "-77.75 million VND", "-77,75 triệu đồng"),
        (lambda: date(dt.date(2027, 1, 31)), "31 Jan 2027", "31/1/2027"),
        (lambda: date(dt.date(2027, 1, 31), with_year=False), "31 Jan", "31/1"),
        (lambda: spoken(812, "orders"), "812 orders", "812 đơn hàng"),
        (lambda: spoken(float("nan"), "share"), "undefined", "không xác định"),
        (lambda: spoken_change(0.0123, "share"), "+1.23 pp", "+1,23 điểm %"),
    ],
)
def test_numbers_money_and_days_are_written_as_the_language_does(said, english, vietnamese):
    with speaking("en"):
        assert said() == english
    with speaking("vi"):
        assert said() == vietnamese


# --- what is said -------------------------------------------------------------------------


def test_a_market_its_mistakes_and_its_cautions_are_said_in_vietnamese(tmp_path):
    scenario = cjsim.load_scenario(SMALL_FILE)
    with speaking("vi"):
        words = cjsim.describe(scenario)
        file = tmp_path / "wrong.toml"
        file.write_text(SMALL.replace('kind = "purchase"', 'kind = "purchases"'), "utf-8")
        with pytest.raises(UserError, match=r'cần một trong .* Có phải bạn muốn viết "purchase"'):
            cjsim.load_scenario(file)
        cautions = cjsim.cautions(cjsim.load_scenario("electronics"))
        assert "support.staff: mỗi ngày khoảng" in cautions[0]
    for part in ("Phân khúc", "Thương hiệu", "Kênh bán hàng", "Phương án", "không thay đổi gì"):
        assert part in words
    assert "Segments" not in words


def test_a_story_and_a_diagnosis_are_said_in_vietnamese(runs):
    customer = int(runs.moves["customer"].iloc[0])
    with speaking("vi"):
        story, pains = str(runs.story(customer)), str(runs.diagnose(futures=0))
    assert story.startswith(f"Khách hàng số {customer} (")
    assert "chúng ta" in story
    assert "Trong các lượt tiếp xúc:" in pains
    assert "đơn hàng" in pains


def test_results_are_the_same_in_every_language_and_only_their_words_differ(runs):
    compared, lines, tables = {}, {}, {}
    for name in LANGUAGES:
        with speaking(name):
            comparison = cjsim.compare(SMALL_FILE, ["keep", "swap"], replicates=2, **SOME)
            compared[name] = (comparison.digest, comparison.to_json(), run_json(runs))
            lines[name] = comparison_lines(comparison) + kpi_lines(runs)
            tables[name] = runs.kpis()
    assert compared["en"] == compared["vi"]
    assert tables["en"].equals(tables["vi"])
    assert len(lines["en"]) == len(lines["vi"])
    assert "better in" in "".join(lines["en"])
    assert "tốt hơn trong" in "".join(lines["vi"])
    assert not any("better in" in line for line in lines["vi"])


def test_what_is_saved_is_the_same_in_every_language(runs, tmp_path):
    found = {}
    for name in LANGUAGES:
        with speaking(name):
            folder = runs.save(tmp_path / name)
        found[name] = {file.name: file.read_bytes() for file in folder.glob("*.parquet")}
    assert found["en"] == found["vi"]


# --- the command line ---------------------------------------------------------------------


def test_the_command_line_speaks_the_language_asked_for(monkeypatch):
    monkeypatch.setattr("cjsim.language.chosen._for_all", [])
    monkeypatch.setenv("CJSIM_LANG", "vi")
    said = CliRunner().invoke(app, ["check", str(SMALL_FILE)])
    assert "Phân khúc" in said.output
    said = CliRunner().invoke(app, ["--lang", "en", "check", str(SMALL_FILE)])
    assert "Segments" in said.output
    assert os.environ["CJSIM_LANG"] == "en"  # what the processes that share the work read
    assert isinstance(CliRunner().invoke(app, ["--lang", "fr", "list"]).exception, UserError)
