"""Teams in rounds: replaying is the history continued, money is kept, luck is told apart."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import cjsim
from cjsim import Competition, UserError
from cjsim.language import speaking
from cjsim.studies.competing.cards import Days, price
from cjsim.studies.competing.standing import luck_table, with_places

SHOP = Path(__file__).parents[1] / "notebooks" / "course" / "phone_shop.toml"
TEAMS = ("Lan", "Minh", "Hương")
EACH = 12


def opened(**setting) -> Competition:
    given = {"rounds": 3, "days_each": EACH, "seed": 5, "customers": 400}
    return Competition(SHOP, TEAMS, **(given | setting))


@pytest.fixture(scope="module")
def game() -> Competition:
    """Two rounds played: Lan helps, Minh sells out and stops, Hương does nothing."""
    game = opened()
    game.decide("Lan", ["training", "short_checkout"])
    game.decide("Minh", ["more_ads", "win_back", "care_calls"])
    game.play()
    game.decide("Lan", ["care_calls"])
    game.decide("Minh", stop=["more_ads", "care_calls"])
    game.play()
    return game


# --- the one idea -----------------------------------------------------------------------------


@pytest.mark.parametrize("team", ["keep", *TEAMS])
def test_all_days_lived_again_are_the_rounds_before_continued(game, team):
    once, again = game.run(team, 1), game.run(team, 2)
    assert np.array_equal(once.history.tallies, again.history.tallies[:EACH])
    assert np.array_equal(once.history.busy_hours, again.history.busy_hours[:EACH])
    booked = again.ledger
    pd.testing.assert_frame_equal(once.ledger, booked[booked["day"] < EACH].reset_index(drop=True))


def test_who_decides_nothing_is_the_shop_that_changes_nothing(game):
    assert np.array_equal(game.run("Hương").history.tallies, game.run("keep").history.tallies)
    mine = game.board().set_index("team").loc["Hương"]
    assert mine["profit"] == 0.0 == mine["spent"]


def test_a_decision_reaches_nothing_before_its_round_and_nothing_after_its_stop(game):
    assert not np.array_equal(game.run("Lan").history.tallies, game.run("keep").history.tallies)
    ledger = game.run("Minh").ledger
    days = {item: set(ledger.loc[ledger["item"] == item, "day"]) for item in ("care_calls",)}
    assert max(days["care_calls"]) == EACH - 1
    media = ledger[ledger["item"] == "facebook_ads"].groupby("day")["amount"].sum()
    assert media[EACH - 1] == pytest.approx(2 * media[EACH] * _dearer(game, EACH - 1, EACH))


def _dearer(game: Competition, one: int, other: int) -> float:
    """How media money of two days stands at the shop that changes nothing."""
    ledger = game.run("keep").ledger
    media = ledger[ledger["item"] == "facebook_ads"].groupby("day")["amount"].sum()
    return float(media[one] / media[other])


# --- keeping ----------------------------------------------------------------------------------


def test_a_class_goes_on_next_week(game, tmp_path):
    file = game.save(tmp_path / "class.json")
    later = Competition.load(file)
    pd.testing.assert_frame_equal(later.board(), game.board())
    pd.testing.assert_frame_equal(later.decisions, game.decisions)
    assert later.left("Minh") == game.left("Minh")
    assert later.round == 3
    assert later.run("Lan").digest == game.run("Lan").digest


def test_a_file_that_is_none_or_of_another_version_is_refused(game, tmp_path):
    with pytest.raises(UserError, match="cannot be read"):
        Competition.load(tmp_path / "nothing.json")
    (tmp_path / "other.json").write_text('{"a": 1}', "utf-8")
    with pytest.raises(UserError, match="no competition"):
        Competition.load(tmp_path / "other.json")
    file = game.save(tmp_path / "class.json")
    told = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps(told | {"version": "0.0.1"}), "utf-8")
    with pytest.raises(UserError, match=r"0\.0\.1"):
        Competition.load(file)
    file.write_text(json.dumps(told | {"cjsim_competition": 0}), "utf-8")
    with pytest.raises(UserError, match="another version"):
        Competition.load(file)
    with pytest.raises(UserError, match="cannot be written"):
        game.save(tmp_path / "no" / "such" / "folder.json")


# --- money ------------------------------------------------------------------------------------


def test_nobody_takes_more_than_the_money():
    game = opened(budget=300_000_000, research_price=40_000_000)
    left = game.decide("Lan", ["short_checkout"])
    assert left == 50_000_000 == game.left("Lan")
    with pytest.raises(UserError, match="stop=") as refused:
        game.decide("Lan", ["short_checkout", "training"])
    assert "300.00 million VND" in str(refused.value)
    assert game.left("Lan") == left  # nothing of it was taken
    assert game.decide("Lan", []) == 300_000_000  # a decision of this round is taken back
    assert game.decide("Lan", ["short_checkout", "training", "no_ads"]) < 50_000_000  # it saves


def test_what_is_spent_is_what_the_ledger_says_and_what_is_promised_is_kept(game):
    spent = game.board().set_index("team")["spent"]
    ledgers = {team: game.run(team).ledger for team in ("Lan", "keep")}
    sales = ["revenue", "refunds", "goods", "fees", "delivery"]
    costs = {team: -ledger.loc[~ledger["account"].isin(sales), "amount"].sum()
             for team, ledger in ledgers.items()}  # fmt: skip
    assert spent["Lan"] == pytest.approx(costs["Lan"] - costs["keep"])
    promised = price(game.scenario, "care_calls", Days(EACH, 3 * EACH - 1), 2 * EACH)
    assert promised > 0.0
    assert game.left("Lan") == pytest.approx(1e9 - spent["Lan"] - promised)


def test_a_card_that_is_short_in_the_file_is_short_in_the_game():
    cards = opened(days_each=30).cards().set_index("card")
    assert cards.loc["big_sale", "days"] == 30
    assert cards.loc["care_calls", "days"] == 90
    assert cards.loc["no_ads", "price"] == -cards.loc["more_ads", "price"] < 0.0


def test_research_is_paid_for_imperfect_and_the_same_for_who_asks_again():
    game = opened(rounds=1, customers=300)
    found = game.research("Lan", "short_checkout")
    pd.testing.assert_frame_equal(found, game.research("Lan", "short_checkout"))  # paid once
    assert not found.equals(game.research("Minh", "short_checkout"))
    assert game.left("Lan") == 980_000_000
    assert list(found["kpi"]) == ["contribution", "satisfaction", "orders"]
    assert (found["low"] <= found["high"]).all()
    board = game.play().set_index("team")
    assert board.loc["Lan", "profit"] == -20_000_000 == -board.loc["Lan", "spent"]


# --- places and luck --------------------------------------------------------------------------


def test_places_are_by_both_and_of_equal_sums_the_more_even_is_better():
    table = pd.DataFrame(
        {"team": ["rich", "even", "dear", "last", "lost"],
         "profit": [5.0, 4.0, 3.0, 1.0, 2.0], "satisfaction": [0.3, 0.4, 0.5, 0.1, 0.2]}
    )  # fmt: skip
    placed = with_places(table).set_index("team")["place"]
    assert placed.to_dict() == {"even": 1, "rich": 2, "dear": 2, "lost": 4, "last": 5}


def test_luck_shares_the_first_place_of_those_who_tie_and_adds_up():
    places = {"Lan": [1, 1, 2, 1], "Minh": [1, 2, 1, 2]}
    rows = [{"future": f, "team": team, "place": place[f], "profit": f, "satisfaction": 0.5}
            for team, place in places.items() for f in range(4)]  # fmt: skip
    board = pd.DataFrame({"team": ["Lan", "Minh", "keep"], "place": [1, 2, pd.NA],
                          "profit": 1.0, "satisfaction": 0.5})  # fmt: skip
    luck = luck_table(board, pd.DataFrame(rows)).set_index("team")
    assert luck["first_share"].to_dict() == {"Lan": 0.625, "Minh": 0.375}
    assert luck["futures"].unique().tolist() == [4]


def test_the_same_decisions_meet_other_luck_in_other_futures(game):
    drawn, luck_alone = game.futures(2), game.futures(2, unknown=False)
    assert len(drawn) == 2 * len(TEAMS)
    still = drawn[drawn["team"] == "Hương"]
    assert (still["profit"] == 0.0).all()
    assert still["satisfaction"].nunique() == 2
    assert not drawn["satisfaction"].equals(luck_alone["satisfaction"])
    pd.testing.assert_frame_equal(drawn, game.futures(2))
    assert luck_table(game.board(), drawn)["first_share"].sum() == pytest.approx(1.0)


# --- words ------------------------------------------------------------------------------------


def test_the_news_say_what_came_and_who_did_what_in_both_languages(game):
    said = game.news(1)
    assert any("before_tet" in line for line in said)
    assert "Lan begins: training, short_checkout." in said
    assert "Minh stops: more_ads, care_calls." in game.news()
    with speaking("vi"):
        spoken = game.news()
    assert len(spoken) == len(game.news())
    assert any(line.startswith("Minh dừng: ") for line in spoken)
    assert game.news() == game.news(2)


def test_what_is_decided_stands_in_a_table(game):
    table = game.decisions
    assert list(table.columns) == ["round", "team", "does", "card", "price"]
    assert table["does"].tolist().count("stop") == 2
    assert "2 of 3" not in repr(game)
    assert "round 3 of 3" in repr(game)


@pytest.mark.parametrize(
    ("mistake", "words"),
    [
        (lambda game: game.decide("Ana", []), "the teams are"),
        (lambda game: game.decide("Lan", ["trainings"]), 'Did you mean "training"'),
        (lambda game: game.decide("Lan", ["training"]), "taken once"),
        (lambda game: game.decide("Hương", ["points", "points"]), "taken once"),
        (lambda game: game.decide("Lan", stop=["more_ads"]), "no such card at work"),
        (lambda game: game.research("Lan", "training"), "taken once"),
        (lambda game: game.board(3), "rounds 1 to 2"),
        (lambda game: game.futures(0), "at least one"),
        (lambda _game: opened().board(), "no round is played"),
        (lambda _game: Competition(SHOP, "Lan"), "two teams"),
        (lambda _game: Competition(SHOP, ["Lan", "keep"]), "two teams"),
        (lambda _game: opened(rounds=0), "one round"),
        (lambda _game: opened(satisfaction="churn"), "more is better"),
        (lambda _game: opened(budget=-1.0), "0 or more"),
        (lambda _game: opened(cards=["trainig"]), 'Did you mean "training"'),
        (lambda _game: opened(customers=0), "customers"),
    ],
)
def test_a_mistake_is_named_with_its_remedy(game, mistake, words):
    with pytest.raises(UserError, match=words):
        mistake(game)


def test_when_all_rounds_are_played_nothing_more_is_decided():
    game = opened(rounds=1, days_each=3)
    game.play()
    for more in (game.play, lambda: game.decide("Lan", [])):
        with pytest.raises(UserError, match="all rounds"):
            more()
    assert "all 1 rounds" in repr(game)
    assert cjsim.Competition is Competition
