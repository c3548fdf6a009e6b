"""Two versions of a market: every place that differs is named, and no other."""

from __future__ import annotations

from cjsim import differences
from tests.lab import market
from tests.test_cli import cli

__all__ = ["cli"]  # a fixture


def test_a_market_does_not_differ_from_itself():
    assert differences(market(), market()) == []


def test_numbers_ranges_texts_and_entries_are_compared():
    worry = {"type": "personal_time", "per_year": 1}
    after = market(
        events={"busy": worry},
        changes={
            "journey.search.days": 5,
            "product.need_per_year": {"value": 4.0, "low": 3.0, "high": 4.5},
            "scenario.name": "Tea club",
        },
    )
    found = {each.path: (each.before, each.after) for each in differences(market(), after)}
    assert found["journey.search.days"][1] == "5"
    assert found["product.need_per_year"] == ("4 (3.5 to 4.5)", "4 (3 to 4.5)")
    assert found["scenario.name"] == ("Coffee club", "Tea club")
    assert found["events.busy.per_year"] == ("", "1")
    assert all(path.startswith(("events.busy", "journey", "product", "sc")) for path in found)


def test_where_a_number_comes_from_is_no_difference():
    number = {"value": 4.0, "low": 3.5, "high": 4.5, "source": "another order book"}
    assert differences(market(), market(changes={"product.need_per_year": number})) == []


def test_the_command_prints_one_line_a_place(cli, tmp_path):
    mine = tmp_path / "mine.toml"
    cli("new", mine, "--from", "crm")
    mine.write_text(mine.read_text("utf-8").replace("seed = 7", "seed = 8"), "utf-8")
    code, out, _ = cli("diff", "crm", mine)
    assert code == 0
    assert out == "scenario.seed: 7 -> 8\n"
