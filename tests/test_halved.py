"""A market in half days is the same market, and conclusions drawn from it are the same."""

import datetime as dt
import math
from typing import Any

import numpy as np
import pytest

import cjsim
from cjsim.scenarios.paths import all_numbers, get_number
from cjsim.validation.halved import S1, halved, of_the_range, real
from cjsim.validation.units import _TIME, Unit, halve, unit_of
from tests.lab import raw_market

MARKETS = ("electronics", "crm", "mail_shop", "app", "fmcg", "hotel", "real_estate")


@pytest.mark.parametrize("name", MARKETS)
def test_every_number_of_a_ready_made_market_is_understood(name: str) -> None:
    scenario = cjsim.load_scenario(name)
    half = halved(scenario)
    for path, number in all_numbers(scenario).items():
        unit = unit_of(scenario, path)
        if unit in (Unit.LENGTH, Unit.RATE) and not path.startswith("events."):
            factor = 2.0 if unit is Unit.LENGTH else 0.5
            assert get_number(half, path) == pytest.approx(factor * number), path
    # nothing is left that could not be drawn anew or does not fit between its ends
    for path, number in all_numbers(half).items():
        assert math.isfinite(number), path
        if number.low is not None and number.high is not None:
            assert number.low <= number <= number.high, path


def test_a_number_nobody_understands_is_refused() -> None:
    scenario = cjsim.load_scenario("electronics")
    with pytest.raises(cjsim.UserError, match="how this number holds time"):
        unit_of(scenario, "journey.search.eagerness")


def test_a_number_whose_description_alone_speaks_of_time_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("cjsim.validation.units.meaning_of", lambda *_: "Chance a day of it.")
    with pytest.raises(cjsim.UserError, match="speaks of time"):
        unit_of(cjsim.load_scenario("electronics"), "segments.target.ask_share")
    assert _TIME.search("Chance a day of it.")


@pytest.mark.parametrize("p", [0.0, 0.01, 0.3, 1.0])
def test_two_halves_make_a_day(p: float) -> None:
    assert 1.0 - (1.0 - halve(Unit.CHANCE, p)) ** 2 == pytest.approx(p)
    assert halve(Unit.STAYS, p) ** 2 == pytest.approx(p)
    assert (1.0 + halve(Unit.GROWTH, p)) ** 2 == pytest.approx(1.0 + p)
    assert halve(Unit.RATE, p) * 2 == p == halve(Unit.LENGTH, p) / 2


def test_visits_of_a_day_tell_in_halves_what_they_told_in_one() -> None:
    scenario = cjsim.load_scenario("mail_shop")  # content is found for certain
    half = halved(scenario)
    told = [float(each.content.clarity * each.content.detail) for each in (scenario, half)]
    assert (1.0 - told[1]) ** 2 == pytest.approx(1.0 - told[0])
    for brand, other in zip(scenario.brands.values(), half.brands.values(), strict=True):
        left = (1.0 - other.content_information) ** 2
        assert left == pytest.approx(1.0 - brand.content_information)


def test_as_many_cool_off() -> None:
    lost = []
    for each in (cjsim.load_scenario("hotel"), halved(cjsim.load_scenario("hotel"))):
        h = float(each.journey.purchase.hesitate_per_day_share)
        c = float(each.journey.purchase.cool_off_share)
        lost.append(h * c / (1.0 - h + h * c))
    assert 0.0 < lost[0] == pytest.approx(lost[1])


def test_dates_are_twice_as_far_from_the_first_and_last_as_long() -> None:
    for name in MARKETS:
        scenario = cjsim.load_scenario(name)
        half = halved(scenario)
        begin = scenario.scenario.start
        for key, action in scenario.interventions.items():
            twin = half.interventions[key]
            if action.start is not None and twin.start is not None:
                assert twin.start - begin == 2 * (action.start - begin)
            if action.end is not None and twin.end is not None:
                since = action.start or begin
                days = (twin.end - (twin.start or begin)).days + 1
                assert days == 2 * ((action.end - since).days + 1)


def test_a_feast_keeps_its_days() -> None:
    scenario, half = cjsim.load_scenario("hotel"), halved(cjsim.load_scenario("hotel"))
    (name, event) = next((n, e) for n, e in scenario.events.items() if getattr(e, "calendar", None))
    assert name not in half.events
    from cjsim.events.calendar import occurrences

    for place, (first, last) in enumerate(occurrences(scenario, name, event, 1)):
        twin: Any = half.events[f"{name}_{place}"]
        assert occurrences(half, name, twin, 1) == [(2 * first, 2 * last + 1)]


def test_levers_move_by_as_much_of_a_half_day() -> None:
    levers = {
        "find": {"type": "lever", "cost": "free", "path": "journey.search.findability", "by": 0.1},
        "need": {"type": "lever", "cost": "free", "path": "product.need_per_year", "to": 3.0},
        "days": {"type": "lever", "cost": "free", "path": "journey.search.days", "times": 2.0},
    }
    scenario = cjsim.load_scenario(raw_market(levers))
    half: Any = halved(scenario).interventions
    f = float(scenario.journey.search.findability)
    assert half["find"].by == pytest.approx((1.0 - f) ** 0.5 - (1.0 - f - 0.1) ** 0.5)
    assert half["need"].to == 1.5
    assert half["days"].times == 2.0


def test_money_is_spent_once() -> None:
    changes = {"scenario.customers": 300, "scenario.days": 60}
    scenario = cjsim.load_scenario(raw_market(changes=changes))
    spent = [cjsim.run(each, seed=1).kpi_values() for each in (scenario, halved(scenario))]
    for kpi in ("media_spend", "support_cost"):
        assert spent[1][kpi] == pytest.approx(spent[0][kpi], rel=1e-9)
        assert spent[0][kpi] != 0.0


BASS = {
    "scenario": {
        "name": "Bass", "currency": "USD", "people": 30_000, "customers": 30_000,
        "start": dt.date(2027, 1, 1), "days": 38,
        "switches": dict.fromkeys(
            ("persuasion", "earned_media", "forgetting", "reviews", "ask_in_search", "explore",
             "experienced_users", "talk_in_evaluation", "attitude_of_others", "stock", "support",
             "late_delivery", "regret", "unexpected_situations", "onboarding", "failures",
             "system_failures", "feedback", "leaving", "ladder", "competitor_reaction"),
            False,
        ),
    },
    "product": {"attributes": ["quality"], "reference_price": 1.0, "need_per_year": 0.0},
    "segments": {"all": {"who": "everyone", "share": 1.0, "tastes": {"quality": 1.0}}},
    "brands": {
        "ours": {"is_ours": True, "price": 1.0, "attributes": {"quality": 0.5},
                 "known_share": 0.0, "customer_share": 0.0}
    },
    "sales": {"shop": {}},
    # p = 0.03 and q = 0.38 in a unit of 5 days: steps of a day are not small
    "channels": {
        "outside": {"reach_share": 1.0, "exposures_per_week": 0.28, "aware_chance": 0.15}
    },
    "peers": {
        "network": "everyone", "aware_talk_per_day_share": 0.1, "arouse_chance": 0.0,
        "ties": {
            "family": {"share": 0.0, "hear_share": 1.0, "inform_share": 0.0, "weight": 1.0},
            "friend": {"share": 1.0, "hear_share": 1.0, "inform_share": 0.76, "weight": 1.0},
            "colleague": {"share": 0.0, "hear_share": 1.0, "inform_share": 0.0, "weight": 1.0},
        },
    },
}  # fmt: skip


def late_by(scenario: cjsim.Scenario, steps: int) -> tuple[float, float]:
    """Days by which half of all adopt later than Bass says, and its standard error."""
    outside = scenario.channels["outside"]
    p = steps * float(outside.exposures_per_week / 7.0 * outside.aware_chance)
    peers = scenario.peers
    q = steps * float(peers.aware_talk_per_day_share * peers.ties.friend.inform_share)
    expected = math.log(2.0 + q / p) / (p + q)
    people = float(scenario.scenario.people)
    times = []
    for seed in range(10):
        aware = cjsim.run(scenario, seed=seed).daily["aware"].to_numpy(float) / people
        assert aware[0] < 0.5 < aware[-1]
        after = int(np.argmax(aware >= 0.5))
        part = (0.5 - aware[after - 1]) / (aware[after] - aware[after - 1])
        times.append((after + part) / steps - expected)  # row 0 is the end of the first step
    return float(np.mean(times)), float(np.std(times, ddof=1)) / math.sqrt(len(times))


def test_half_days_come_nearer_to_bass() -> None:
    """T50 = ln(2 + q/p) / (p + q) (Bass 1969), and later the longer the step."""
    days = cjsim.load_scenario(BASS)
    late, error = late_by(days, 1)
    less_late, less_error = late_by(halved(days), 2)
    assert late > 4.0 * error
    assert less_late == pytest.approx(late / 2.0, abs=4.0 * math.hypot(less_error, error / 2.0))
    assert less_late < late


def test_a_figure_that_hangs_on_the_step_fails() -> None:
    days = np.linspace(10.0, 11.0, 20)
    assert of_the_range("a", days, days + 0.5).passed
    assert not of_the_range("a", days, days + 1.5).passed
    assert not of_the_range("a", np.full(20, 3.0), np.full(20, 3.1)).passed
    assert real("first_reply_p90_hours", 3.0) == 1.5


def test_conclusions_do_not_hang_on_the_step() -> None:
    findings = S1.run(True)
    assert len(findings) == 11
    assert [each for each in findings if not each.passed] == []
