"""What the README promises: its commands are the ones that exist, and lead to a brief."""

from __future__ import annotations

import re
import tomllib

from PIL import Image

import cjsim
from tests.pages import ROOT, commands_in, run_command

README = (ROOT / "README.md").read_text("utf-8")
EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"][
    "optional-dependencies"
]


def section(title: str) -> str:
    """Return a section of the README."""
    (found,) = re.findall(rf"^## {title}\n(.*?)(?=^## |\Z)", README, re.MULTILINE | re.DOTALL)
    return found


def block(text: str, language: str) -> str:
    """Return the one block of a language in a text."""
    (found,) = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
    return found


def test_a_new_user_gets_from_the_list_of_markets_to_a_brief_in_vietnamese(monkeypatch, tmp_path):
    """The commands are those of the README, in their order, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    path = commands_in(block(section("Your own market, in ten minutes"), "sh"))
    assert [words[0] for words in path] == ["list", "new", "check", "compare", "report", "report"]
    printed = [run_command(words) for words in path]
    for name, _words in cjsim.scenarios.list_scenarios():
        assert name in printed[0]
    market = tmp_path / path[1][1]
    assert cjsim.load_scenario(market).n_customers() == 30_000
    assert "600,000 people" in printed[2]
    assert "Plans" in printed[2]
    assert printed[3].count("difference") >= 5
    english, vietnamese = (
        (tmp_path / words[words.index("--out") + 1]).read_text("utf-8") for words in path[4:]
    )
    assert "Is plan “swap” better than “keep”?" in english
    assert "Biên đóng góp" in vietnamese
    assert sum(file.stat().st_size for file in (tmp_path / "answer").iterdir()) > 10_000


def test_both_marked_commands_are_one_line_and_install_what_exists():
    for name, runs in (("run", "cjsim compare electronics"), ("test", "pytest -n auto")):
        (line,) = re.findall(rf"<!-- command: {name} -->\n```sh\n([^\n]+)\n```", README)
        assert line.startswith("python3 -m venv .venv && ")
        assert line.endswith(runs)
        (extra,) = re.findall(r'install -q (?:-e )?"\.\[([a-z]+)\]"', line)
        assert extra in EXTRAS


def test_windows_is_told_the_same():
    unix = re.findall(r"<!-- command: \w+ -->\n```sh\n([^\n]+)\n```", README)
    windows = block(section("Try it"), "powershell").splitlines()
    for one, other in zip(unix, windows, strict=True):
        parts = [one.split(" && "), other.split("; ")]
        assert len({len(each) for each in parts}) == 1
        assert (
            one.split("pip install ")[1].split(" &&")[0]
            == (other.split("pip install ")[1].split(";")[0])
        )
        assert one.rpartition("/")[2] == other.rpartition("\\")[2]


def test_the_picture_is_small_and_its_words_are_those_it_was_drawn_with():
    ((alt, place),) = re.findall(r"!\[([^\]]+)\]\(([^)]+)\)", README)
    with Image.open(ROOT / place) as picture:
        assert picture.text["Description"] == alt
        assert picture.text["Title"] == "cjsim compare electronics"
        assert 800 <= picture.width <= 1200
    assert (ROOT / place).stat().st_size < 100_000
    assert alt in (ROOT / "docs" / "README.md").read_text("utf-8")


def test_every_file_linked_is_there():
    linked = re.findall(r"\]\(([^)#\s]+)\)", README)
    assert len(linked) > 20
    assert [path for path in linked if "://" not in path and not (ROOT / path).exists()] == []


def test_it_is_short():
    assert len(README.splitlines()) <= 120
