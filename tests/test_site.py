"""The documentation as a site: builds without a warning, is whole, loads nothing from elsewhere."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser

import pytest

import cjsim
from tests.pages import ROOT

LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The built site."""
    place = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(place)]
    told = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "NO_MKDOCS_2_WARNING": "1"}
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=told)
    assert built.returncode == 0, built.stderr
    return place


class Loads(HTMLParser):
    """What a page loads by itself, and the words on it."""

    def __init__(self, page):
        super().__init__()
        self.loaded: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        is_loaded = tag != "link" or found.get("rel") not in ("canonical", "prev", "next", "edit")
        if tag in LOADED and is_loaded and found.get(LOADED[tag]):
            self.loaded.append(found[LOADED[tag]])


def page(site, name):
    return (site / name).read_text("utf-8")


def test_no_page_loads_anything_from_elsewhere(site):
    pages = sorted(set(site.rglob("*.html")) - {site / "404.html"})  # that one is for servers
    assert len(pages) > 40
    for each in pages:
        for address in Loads(each.read_text("utf-8")).loaded:
            assert "//" not in address.removeprefix("data:image/svg+xml"), (each.name, address)
            if not address.startswith("data:"):
                target = (each.parent / address.partition("?")[0].partition("#")[0]).resolve()
                assert target.exists(), (each, address)
    for style in site.rglob("*.css"):
        outside = re.findall(r"url\(\s*['\"]?(?:https?:)?//[^)]*", style.read_text("utf-8"))
        assert outside == [], style.name


def test_the_search_finds_words_of_all_four_kinds_and_works_from_a_disk(site):
    index = json.loads(page(site, "search/search_index.json"))
    found = {entry["location"].partition("/")[0] for entry in index["docs"]}
    assert {"tutorial", "how-to", "reference", "explanation", "experiments"} <= found
    assert (site / "search" / "search_index.js").exists()
    assert "iframe-worker.js" in page(site, "index.html")


def test_every_key_of_the_market_file_is_in_its_reference(site):
    words = page(site, "reference/market-file.html")
    schema = cjsim.json_schema()
    for name, part in schema["$defs"].items():
        for key in part.get("properties", {}):
            assert f"<code>{key}</code>" in words or f".{key}" in words, (name, key)
    for kind in ("events", "interventions"):
        (entry,) = schema["properties"][kind]["patternProperties"].values()
        for name in entry["discriminator"]["mapping"]:
            assert f'id="{kind}-{name}"' in words


def test_every_public_name_kpi_and_command_is_in_the_reference(site):
    python, kpis, commands = (
        page(site, f"reference/{name}.html") for name in ("python", "kpis", "commands")
    )
    for name in cjsim.__all__:
        if name not in ("plots", "language"):  # rooms: what is in them is named
            assert re.search(rf'id="cjsim\.[\w.]*\b{name}"', python) or (
                f'id="cjsim.{name}"' in python
            ), name
    for name in cjsim.plots.__all__:
        assert re.search(rf'id="cjsim\.plots\.[\w.]*\b{name}"', python), name
    for kpi in cjsim.KPIS:
        assert f"<code>{kpi.name}</code>" in kpis
    for name in ("list", "new", "check", "compare", "report", "study resume", "validate"):
        assert f"<code>cjsim {name}</code>" in commands


def test_the_map_of_the_house_names_every_folder():
    (house,) = re.findall(
        r"## Map of the house\n(.*?)\n## ", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.DOTALL
    )
    for folder in sorted((ROOT / "src" / "cjsim").iterdir()):
        if folder.is_dir() and (folder / "__init__.py").exists():
            assert re.search(rf"^\s+{folder.name}/", house, re.MULTILINE), folder.name
