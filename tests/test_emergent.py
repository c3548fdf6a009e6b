"""The emergent checks hold, and each would notice a market that does not have its regularity."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from cjsim.results.folder import scenario_hash
from cjsim.results.markets import load_scenario
from cjsim.scenarios import Scenario
from cjsim.validation import emergent_buying
from cjsim.validation.check import Finding
from cjsim.validation.emergent import EMERGENT
from cjsim.validation.emergent_buying import double_jeopardy, heavy_buyers
from cjsim.validation.emergent_credit import captured
from cjsim.validation.emergent_desk import waiting
from cjsim.validation.emergent_journeys import heavy_tails
from cjsim.validation.emergent_levers import Pairs, advertising, diminishing, price, word_of_mouth
from cjsim.validation.emergent_reviews import EVERYONE_WRITES, j_shape
from cjsim.validation.emergent_talk import cascades, talk_balance
from cjsim.validation.emergent_time import falling_churn, launches
from cjsim.validation.emergent_tools import changed

_purchases = emergent_buying.purchases
_LIVED: dict[tuple[str, int, int], NDArray[np.int64]] = {}


def purchases_once(scenario: Scenario, customers: int, seed: int) -> NDArray[np.int64]:
    """Return the purchases of a year, lived once: M2 and M7 look at the same ones."""
    year = (scenario_hash(scenario), customers, seed)
    if year not in _LIVED:
        _LIVED[year] = _purchases(scenario, customers, seed)
    return _LIVED[year]


@pytest.mark.parametrize("check", EMERGENT, ids=lambda check: check.id)
def test_the_ready_made_markets_show_the_regularity(check, monkeypatch) -> None:
    monkeypatch.setattr(emergent_buying, "purchases", purchases_once)
    failed = [finding for finding in check.run(True) if not finding.passed]
    assert not failed, failed


def without(name: str, *switches: str) -> Scenario:
    """Return a ready-made market with some mechanisms off."""
    market = load_scenario(name).model_copy(deep=True)
    for switch in switches:
        setattr(market.scenario.switches, switch, False)
    return market


def gossips() -> list[Finding]:
    """Whoever hears of us tells everybody at once."""
    ties = {f"peers.ties.{tie}.inform_share": 1.0 for tie in ("family", "friend", "colleague")}
    told = changed("crm", {"peers.aware_talk_per_day_share": 0.2, **ties})
    return [cascades(told, "crm", True)]


def equal_brands() -> list[Finding]:
    names = load_scenario("fmcg").brands
    alike = {f"brands.{name}.known_share": 0.4 for name in names}
    alike |= {f"brands.{name}.customer_share": 0.08 for name in names}
    alike |= {f"brands.{name}.price": 34_000.0 for name in names}
    for attribute in ("taste", "nutrition", "brand_image"):
        alike |= {f"brands.{name}.attributes.{attribute}": 0.6 for name in names}
    return double_jeopardy(changed("fmcg", alike), True)


def all_alike() -> list[Finding]:
    """One hazard for all: nobody is sorted out by leaving."""
    one = {"product.leave_cv": 0.0, "journey.use.experience_sd": 0.0}
    return falling_churn(changed("app", one), "app", True)


def nobody_is_moved() -> list[Finding]:
    deaf = without("fmcg", "media")
    deaf = changed(deaf, {f"segments.{name}.price_sensitivity": 0.0 for name in deaf.segments})
    pairs = Pairs(deaf, 500, 2)
    silent = without("app", "word_of_mouth")
    return [
        *advertising(pairs, deaf, "fmcg"),
        diminishing(pairs, deaf, "fmcg", 2),
        price(pairs, deaf, "fmcg"),
        word_of_mouth(Pairs(silent, 500, 2), silent, "app"),
    ]


def known_at_once() -> list[Finding]:
    """Everybody knows the newcomer from the first week, and nobody differs in need."""
    market = load_scenario("crm")
    loud = {f"channels.{name}.aware_chance": 1.0 for name in market.channels}
    loud |= {f"channels.{name}.reach_share": 1.0 for name in market.channels}
    return launches(changed(market, loud), "crm", True)


def one_road() -> list[Finding]:
    """Nobody reads, asks, explores, hesitates or is hindered."""
    straight = without(
        "crm", "reviews", "ask_in_search", "experienced_users", "explore", "talk_in_evaluation",
        "attitude_of_others", "unexpected_situations", "word_of_mouth", "media",
        "trial_requests",
    )  # fmt: skip
    unread = changed(straight, {"journey.search.look_share": 0.0, "content.guidance_share": 0.0})
    return heavy_tails(unread, "crm", True)


def equal_needs() -> list[Finding]:
    market = load_scenario("fmcg")
    alike = {f"segments.{name}.need_times": 1.0 for name in market.segments}
    return heavy_buyers(changed(market, {"product.need_cv": 0.0, **alike}), True)


def all_write() -> list[Finding]:
    return j_shape(changed("hotel", EVERYONE_WRITES), "hotel", True)


def unlike_waits_and_bad_words() -> list[Finding]:
    """A desk that serves urgent kinds first, and a product that keeps nothing it promises."""
    poor = {"brands.sao_viet.attributes.quality": 0.1, "brands.sao_viet.attributes.support": 0.1}
    bad = {"electronics": changed("electronics", poor)}
    return [waiting(load_scenario("app"), "app", True), *talk_balance(bad, True)]


def only_source() -> list[Finding]:
    """Nobody would know us but for the search that is paid for."""
    market = load_scenario("electronics")
    alone = {
        f"channels.{name}.{number}": 0.0
        for name in market.channels
        if name != "google_ads"
        for number in ("spend_per_month", "exposures_per_week")
    }
    alone |= {
        "brands.sao_viet.known_share": 0.0,
        "brands.sao_viet.customer_share": 0.0,
        "journey.search.discover_share": 0.0,
        "channels.google_ads.aware_chance": 1.0,
    }
    for name in market.segments:  # nobody is under way to us before the first ad
        alone |= {f"segments.{name}.{stage}_share": 0.0 for stage in ("searching", "evaluating")}
    return captured(changed(market, alone), "google_ads", True)


@pytest.mark.parametrize(
    "falsified",
    [
        gossips, equal_brands, all_alike, known_at_once, one_road, equal_needs, all_write,
        unlike_waits_and_bad_words, only_source,
    ],
)  # fmt: skip
def test_a_market_without_the_regularity_is_caught(
    falsified: Callable[[], list[Finding]],
) -> None:
    assert any(not finding.passed for finding in falsified())


def test_nothing_is_found_where_nobody_is_moved() -> None:
    found = nobody_is_moved()
    assert len(found) == 5
    assert not any(finding.passed for finding in found)
