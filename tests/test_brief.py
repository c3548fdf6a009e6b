"""The brief: the figures of the comparison in both languages, in every form, and nothing else."""

from __future__ import annotations

import html as pages
import json
import re
import shutil
import sys
from dataclasses import replace
from html.parser import HTMLParser

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

import cjsim
from cjsim import UserError
from cjsim.cli import app
from cjsim.plots.numbers import change, value
from cjsim.reports.content import brief_of
from cjsim.reports.drivers import drivers_of
from cjsim.reports.html import html
from cjsim.reports.markdown import markdown
from cjsim.reports.room import zooms
from cjsim.reports.rows import segments_of
from cjsim.reports.tables import write_tables
from cjsim.results.money import spoken
from cjsim.results.saving import Result, open_result, result_of
from tests.lab import raw_market

HOSTILE = 'Coffee <script>alert("x")</script> | & *club*'


@pytest.fixture(scope="module")
def comparison():
    interventions = {
        "cheaper": {"type": "discount", "start": "2027-01-20", "share": 0.15},
        "more_staff": {"type": "support_capacity", "start": "2027-01-25", "add_staff": 1.0,
                       "cost_per_month": 100},
    }  # fmt: skip
    changes = {"scenario.people": 900, "scenario.customers": 300, "scenario.days": 40,
               "scenario.name": HOSTILE, "product.need_per_year": 8.0,
               "kpis.verdict": "contribution"}  # fmt: skip
    raw = raw_market(interventions, {}, changes)
    raw["plans"] |= {"cheaper": ["cheaper"], "more_staff": ["more_staff"]}
    return cjsim.compare(raw, plans=["keep", "cheaper", "more_staff"], replicates=8, seed=5,
                         split_futures=1)  # fmt: skip


@pytest.fixture(scope="module")
def folder(comparison, tmp_path_factory):
    return comparison.save(tmp_path_factory.mktemp("results") / "saved")


@pytest.fixture(scope="module")
def written(folder, tmp_path_factory):
    """The brief in both languages and forms, as the command line writes it."""
    place = tmp_path_factory.mktemp("briefs")
    files = {}
    for lang in ("en", "vi"):
        for form in ("html", "md"):
            file = place / f"{lang}.{form}"
            words = ["report", str(folder), "--lang", lang, "--out", str(file), "--plan", "cheaper"]
            answer = CliRunner().invoke(app, words)
            assert answer.exit_code == 0, answer.output
            files[lang, form] = file.read_text("utf-8")
    return files


@pytest.fixture(scope="module")
def briefs(folder):
    """The parts of the brief by language."""
    return {lang: cjsim.report(folder, lang=lang, plan="cheaper") for lang in ("en", "vi")}


# --- the same figures ---------------------------------------------------------------------


def test_the_figures_are_those_of_the_comparison(comparison, briefs):
    brief = briefs["en"]
    row = comparison.row("cheaper", "contribution")
    currency = comparison.scenario.scenario.currency
    assert change(row["difference"], currency) in brief.answer.sentence
    assert change(row["difference_low"], currency) in brief.answer.sentence
    assert (brief.answer.n_better, brief.answer.n_futures) == (row["n_better"], row["n_futures"])
    verdict = next(figure for figure in brief.money.rows if figure.is_verdict)
    assert verdict.better == f"{row['n_better']}/{row['n_futures']}"
    orders = next(figure for figure in brief.people.rows if figure.label == "Orders")
    mean = comparison.row("cheaper", "orders")["mean"]
    assert float(orders.after.replace(",", "")) == pytest.approx(mean, abs=0.5)
    assert {figure.label for figure in brief.others.rows} == {"cheaper", "more_staff"}


def test_a_saved_comparison_and_a_fresh_one_give_the_same_brief(comparison, briefs):
    saved, fresh = briefs["en"], brief_of(result_of(comparison), "cheaper")
    for name in ("answer", "money", "people", "reasons", "segments", "changes", "assumptions"):
        assert getattr(saved, name) == getattr(fresh, name)
    assert saved.map == fresh.map


def test_the_parts_of_the_contribution_add_up_to_it(comparison, folder):
    parts = open_result(folder).tables["parts"]
    for plan in ("cheaper", "more_staff"):
        whole = comparison.row(plan, "contribution")["difference"]
        assert parts.loc[parts["plan"] == plan, "money"].sum() == pytest.approx(whole, abs=1e-6)
    cheaper = parts[parts["plan"] == "cheaper"].set_index("part")["money"]
    assert cheaper["profit per order"] < 0 < cheaper["chose us"]
    assert cheaper["media"] == cheaper["support"] == 0.0


def test_the_baseline_differs_from_itself_in_nothing(folder):
    reasons = open_result(folder).tables["reasons"].query("plan == 'keep'")
    assert len(reasons) > 10
    assert (reasons["difference"] == 0).all()


def test_the_numbers_counted_are_those_of_the_file(folder, briefs):
    result = open_result(folder)
    numbers = result.tables["numbers"]
    written = numbers[numbers["is_written"]]
    assert set(written["kind"]) <= {"source", "claim", "assumption", "unsaid"}
    sentence = briefs["en"].assumptions.sentences[0]
    assert re.findall(r"\d+", sentence)[0] == str(len(written))
    unknowns = result.tables["unknowns"]
    drawn = numbers[numbers["low"] < numbers["high"]]
    assert set(unknowns["path"]) == set(drawn["path"])
    ends = unknowns.merge(numbers, on="path")
    assert ends["value_x"].between(ends["low"], ends["high"]).all()
    assert unknowns.groupby("path")["value"].nunique().max() == 4  # two futures live in each world


def test_people_by_segment_are_those_who_changed(comparison, briefs):
    brief = briefs["en"]
    who = comparison.who_changed.query("plan == 'cheaper' and change == 'because of the plan'")
    shown = sum(float(row.because.replace(",", "")) for row in brief.segments.rows)
    assert shown == pytest.approx(who["people"].sum(), abs=1.5)


def test_a_number_that_makes_the_difference_is_told_from_those_that_do_not():
    worlds = range(12)
    futures = [
        {"world": world, "plan": plan, "orders": world**2 * (plan == "act") + 3.0}
        for world in worlds
        for plan in ("keep", "act")
    ]
    drawn = {"a.slope": lambda world: 2.0 * world, "b.other": lambda world: world * 5 % 12}
    unknowns = [
        {"world": world, "path": path, "value": float(value(world))}
        for world in worlds
        for path, value in drawn.items()
    ]
    result = Result(
        {}, None, {"futures": pd.DataFrame(futures), "unknowns": pd.DataFrame(unknowns)}
    )
    slope, other = drivers_of(result, ("keep", "act"), "orders")
    assert (slope.path, slope.rank, slope.is_clear) == ("a.slope", pytest.approx(1.0), True)
    assert (other.path, other.is_clear) == ("b.other", False)
    few = {name: table[table["world"] < 5] for name, table in result.tables.items()}
    assert not any(each.is_clear for each in drivers_of(Result({}, None, few), ("keep", "act"),
                                                        "orders"))  # fmt: skip


# --- the page -----------------------------------------------------------------------------


class Page(HTMLParser):
    """Tags with their attributes, and the words between them, of a page."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.words = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_the_page_needs_nothing_from_elsewhere(written, lang):
    page = written[lang, "html"]
    assert "http" not in page
    assert "//" not in re.sub(r"base64,[^\"]*", "", page)
    for tag, attributes in Page(page).tags:
        assert tag not in ("script", "link", "iframe", "object", "embed")
        if tag == "img":
            assert attributes["src"].startswith("data:image/svg+xml;base64,")
        else:
            assert "src" not in attributes
        assert "href" not in attributes
        assert not any(name.startswith("on") for name in attributes)
    assert "url(" not in page
    assert "@import" not in page


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_the_page_can_be_read_by_everyone(written, lang):
    page = Page(written[lang, "html"])
    tags = [tag for tag, _ in page.tags]
    assert dict(page.tags)["html"]["lang"] == lang
    assert tags.count("h1") == 1
    assert tags.count("h2") >= 5
    assert all(attrs.get("scope") in ("col", "row") for tag, attrs in page.tags if tag == "th")
    pictures = [attrs for tag, attrs in page.tags if tag == "img"]
    assert len(pictures) == 1
    assert len(pictures[0]["alt"]) > 60


@pytest.mark.parametrize("form", ["html", "md"])
def test_a_hostile_name_is_only_words(written, form):
    words = written["en", form]
    assert "<script" not in words.lower()
    if form == "html":
        assert HOSTILE in "".join(Page(words).words)
    else:
        assert "&lt;script&gt;" in words
        assert r"\| &amp; \*club\*" in words


def test_the_vietnamese_brief_speaks_vietnamese(written):
    english, vietnamese = (" ".join(Page(written[lang, "html"]).words) for lang in ("en", "vi"))
    for words in ("Money", "Better in", "futures", "What would change", "Source", "Difference"):
        assert words in english
        assert words not in vietnamese.replace(HOSTILE, "")
    assert "lần mô phỏng" in vietnamese
    assert "Biên đóng góp" in vietnamese
    assert "{" not in vietnamese.split("Bản tóm tắt", 1)[1]


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_the_forms_hold_the_same_figures(written, briefs, lang):
    brief = briefs[lang]
    plain = pages.unescape(written[lang, "html"])
    text = pages.unescape(re.sub(r"\\(.)", r"\1", written[lang, "md"]))
    for row in (*brief.money.rows, *brief.people.rows, *brief.others.rows):
        for cell in (row.label, row.before, row.after, row.difference, row.range, row.better):
            assert cell in plain
            assert cell in text
    for words in (brief.answer.sentence, *brief.changes, *brief.assumptions.sentences):
        assert words in plain
        assert words in text


def test_a_brief_is_written_again_byte_for_byte(written, briefs):
    assert html(briefs["vi"]) == written["vi", "html"]


# --- two pages ----------------------------------------------------------------------------


def test_of_many_segments_those_that_change_most_are_shown(comparison, folder):
    result = open_result(folder)
    segment = next(iter(comparison.scenario.segments.values()))
    names = [f"group_{number}" for number in range(16)]
    scenario = result.scenario.model_copy(update={"segments": dict.fromkeys(names, segment)})
    who = pd.DataFrame(
        [
            {"plan": "cheaper", "segment": name, "change": change, "people": float(people),
             "others_share": 0.25}
            for number, name in enumerate(names)
            for change, people in (("because of the plan", 10 * number), ("put off", 1))
        ]
    )  # fmt: skip
    found = segments_of(Result({}, scenario, {"who_changed": who}), "cheaper")
    assert [row.label for row in found.rows] == [
        "Group 12", "Group 13", "Group 14", "Group 15", "12 others"
    ]  # fmt: skip
    assert sum(float(row.because) for row in found.rows) == sum(10 * each for each in range(16))
    assert sum(float(row.put_off) for row in found.rows) == 16
    assert "and 12 more" in found.sentence


def test_long_words_of_a_file_are_cut_and_what_is_still_long_is_printed_smaller(folder, briefs):
    result = open_result(folder)
    scenario = result.scenario.model_copy(deep=True)
    scenario.scenario.name = "A market whose name goes on and on " * 10
    scenario.scenario.description = "Somebody wanted to leave nothing out. " * 60
    scenario.plans["cheaper"] = ["cheaper"] * 40
    long = brief_of(Result(result.manifest, scenario, result.tables), "cheaper")
    assert len(long.market) <= 70
    assert len(long.description) <= 260
    assert len(long.measures) <= 300
    assert long.description.endswith("…")
    assert zooms(briefs["en"]) == (1.0, 1.0)
    assert min(zooms(briefs["vi"])) > 0.95
    rows = [replace(briefs["en"].money.rows[0]) for _row in range(8)]
    longer = replace(
        long, money=replace(long.money, rows=rows), people=replace(long.people, rows=rows),
        question="Is this plan better than that one? " * 6, changes=["What would change it. "] * 30,
    )  # fmt: skip
    first, second = zooms(longer)
    assert 0.7 <= first < 1.0
    assert 0.7 <= second < 1.0
    assert f"#answer {{ zoom: {first:.2f}; }} #grounds {{ zoom: {second:.2f}; }}" in html(longer)


def test_one_of_a_thing_is_said_as_one():
    assert change(1.0, "people") == "+1 person"
    assert change(2.0, "people") == "+2 people"
    assert value(1.0, "orders") == "1 order"
    assert spoken(1.0, "people") == "1 person"
    assert spoken(1.4, "people") == "1.4 people"
    with cjsim.language.speaking("vi"):
        assert value(1.0, "people") == "1 người"


def test_the_last_line_is_in_the_language_of_the_brief(folder, tmp_path):
    out = tmp_path / "brief.html"
    for words in (["report", str(folder), "--lang", "vi"], ["--lang", "vi", "report", str(folder)]):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("cjsim.language.chosen._for_all", [])
            patch.setenv("CJSIM_LANG", "en")
            answer = CliRunner().invoke(app, [*words, "--out", str(out)])
        assert f"Đã ghi {out}" in answer.output


# --- tables -------------------------------------------------------------------------------


def test_tables_hold_the_numbers(comparison, folder, tmp_path):
    book, place = tmp_path / "brief.xlsx", tmp_path / "csv"
    cjsim.report(folder, tables=book, plan="cheaper")
    cjsim.report(comparison, tables=place, plan="cheaper")
    sheets = openpyxl.load_workbook(book)
    assert set(sheets.sheetnames) == {file.stem for file in place.glob("*.csv")}
    row = comparison.row("cheaper", "orders")
    csv = pd.read_csv(place / "table.csv", encoding="utf-8-sig")
    found = csv[(csv["plan"] == "cheaper") & (csv["kpi"] == "orders")].iloc[0]
    assert found["difference"] == pytest.approx(row["difference"])
    heads, *rows = sheets["table"].iter_rows(values_only=True)
    cells = next(each for each in rows if each[:2] == ("cheaper", "orders"))
    assert cells[heads.index("difference")] == pytest.approx(row["difference"])


# --- choices and mistakes -----------------------------------------------------------------


def test_the_best_plan_is_chosen_and_another_may_be(comparison, folder):
    result = open_result(folder)
    table = comparison.table.query("kpi == 'contribution' and plan != 'keep'")
    best = table.set_index("plan")["mean"].idxmax()
    assert f"“{best}”" in brief_of(result).question
    with pytest.raises(UserError, match=r"compared were: cheaper, more_staff"):
        brief_of(result, "act")


def test_one_plan_alone_has_no_brief(comparison):
    alone = cjsim.Comparison(comparison.scenario, ["keep"], 5, comparison.futures, range(8))
    with pytest.raises(UserError, match="only one plan"):
        cjsim.report(alone)


def said(*words):
    outcome = CliRunner().invoke(app, ["report", *map(str, words)])
    assert isinstance(outcome.exception, UserError)
    return str(outcome.exception)


def test_mistakes_are_said_with_their_remedy(folder, tmp_path):
    out = tmp_path / "brief.html"
    assert "no such folder" in said(tmp_path / "none", "--out", out)
    assert "no result folder" in said(tmp_path, "--out", out)
    assert "name a file for the brief" in said(folder)
    assert "cannot be written to" in said(folder, "--out", tmp_path / "none" / "brief.html")
    assert "this is a folder" in said(folder, "--out", tmp_path)
    assert "expected html or md" in said(folder, "--out", out, "--format", "pdf")
    assert "expected en" in said(folder, "--out", out, "--lang", "fr")
    assert "expected a folder" in said(folder, "--tables", tmp_path / "brief.ods")
    assert not out.exists()


def test_old_and_broken_folders_are_said_to_be(folder, tmp_path):
    def with_manifest(name, manifest):
        place = tmp_path / name
        shutil.copytree(folder, place)
        (place / "manifest.json").write_text(manifest, "utf-8")
        return said(place, "--out", tmp_path / "brief.html")

    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    old = {**manifest, "tables": {"table": 1, "futures": 1}}
    assert "missing: numbers" in with_manifest("old", json.dumps(old))
    other = {**manifest, "kind": "run"}
    assert "it holds no comparison, but: run" in with_manifest("other", json.dumps(other))
    assert "cannot be read" in with_manifest("torn", "{")
    assert "it is broken" in with_manifest("list", "[]")
    shutil.copytree(folder, tmp_path / "gone")
    (tmp_path / "gone" / "parts.parquet").unlink()
    assert "it is broken" in said(tmp_path / "gone", "--out", tmp_path / "brief.html")


def test_a_missing_extra_is_named(folder, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(UserError, match=r"pip install \"cjsim\[report\]\""):
        cjsim.report(folder, tables=tmp_path / "brief.xlsx")


def test_words_no_spreadsheet_takes_for_a_formula(briefs, tmp_path):
    numbers = briefs["en"].data["numbers"].copy()
    numbers.loc[0, "source"] = "=HYPERLINK(1)"
    brief = replace(briefs["en"], data={"numbers": numbers})
    write_tables(brief, tmp_path / "csv")
    numbers = pd.read_csv(tmp_path / "csv" / "numbers.csv", encoding="utf-8-sig")
    assert numbers["source"][0] == "'=HYPERLINK(1)"


def test_markdown_is_one_document(briefs):
    words = markdown(briefs["en"])
    assert words.startswith("# ")
    assert words.count("\n# ") == 0
    for block in re.findall(r"(?:^\|.*\n)+", words, flags=re.M):
        n_columns = {len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}
        assert len(n_columns) == 1
