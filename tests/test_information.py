"""What we say and who else speaks: information, persuasion, the four moments of peers, entries."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest

import cjsim
from cjsim import JourneyModel, Mark, MarketFileError, Reason, Stage
from cjsim.agents.customer import CUSTOMER
from cjsim.agents.population import make_population
from cjsim.agents.voice import click_share, voice_times
from cjsim.interventions.plan import make_plan
from cjsim.journey.answers import (
    ASKED_COMPARING,
    ASKED_DECIDING,
    ASKED_SEARCHING,
    attitude_of_others,
    take_in_answers,
)
from cjsim.journey.feedback import stars
from cjsim.journey.hearing import HEARD
from cjsim.journey.market import DAYS_PER_YEAR, new_market
from cjsim.journey.plain import PlainRecord, uncompiled
from cjsim.journey.stages import N_SOURCES, Source
from cjsim.journey.tally import ENTRIES, ENTRY_ORDERS, EXPOSURES, FEEDBACK
from cjsim.journey.touching import CONTACTS, Aspect, Point
from cjsim.results.entries import entry_table
from cjsim.results.feedback import feedback_counts, feedback_table
from cjsim.results.run import Run
from cjsim.scenarios.schema_people import Search
from tests.lab import count, kpi, live, market, model_of, raw_market, reasons
from tests.test_twin import assert_twins
from tests.theory_markets import bare_brand, bare_market

CUSTOMERS = 2_000
STEP = 0.5 / 255  # what rounding can take from a knowledge at each step


def readers(
    days: int, content: dict[str, Any], *, channel: dict[str, Any] | None = None
) -> JourneyModel:
    """A market in which everyone sets out on day 0 and reads our content every day after."""
    raw = bare_market(CUSTOMERS, days, with_only=("persuasion", "media"))
    raw["product"]["need_per_year"] = DAYS_PER_YEAR * (channel is None)
    raw["brands"] = {"ours": bare_brand(is_ours=True, known=1.0), "other": bare_brand(known=1.0)}
    raw["content"] = content
    raw["channels"] = {} if channel is None else {"it": channel}
    raw["journey"] = {"search": {"days": 500.0, "findability": 1.0, "give_up_per_day_share": 0.0}}
    return lived(raw)


def lived(raw: dict[str, Any]) -> JourneyModel:
    model = JourneyModel(cjsim.load_scenario(raw), panel=0, keep_moves=False)
    while model.day < model.market_file.n_days():
        model.step()
    return model


def unknown(model: JourneyModel, brand: int = 0) -> np.ndarray:
    """What is not known of a brand by those who have read of it (or met it) every day."""
    people = model.records
    if model.market_file.product.need_per_year > 0.0:
        people = people[(people["stage"] == Stage.SEARCH) & (people["need_day"] == 0)]
    assert people.size > 0.9 * CUSTOMERS
    return 1.0 - people["knowledge"][:, brand] / 255.0


# --- our own content ---------------------------------------------------------------------


@pytest.mark.parametrize(("clarity", "detail"), [(0.7, 0.5), (1.0, 0.3), (0.4, 0.4), (0.0, 1.0)])
def test_content_tells_clarity_times_detail_of_what_is_unknown(clarity, detail):
    n_visits = 4
    model = readers(n_visits + 1, {"clarity": clarity, "detail": detail})
    expected = 0.6 * (1.0 - clarity * detail) ** n_visits
    assert unknown(model) == pytest.approx(expected, abs=n_visits * STEP)


def test_content_of_rivals_is_their_own():
    poor, rich = (readers(4, {"clarity": clarity, "detail": 1.0}) for clarity in (0.1, 1.0))
    assert unknown(rich).max() == 0.0
    assert unknown(poor).min() > 0.3
    assert np.array_equal(unknown(poor, 1), unknown(rich, 1))
    assert unknown(poor, 1) == pytest.approx(0.6 * 0.65**3, abs=3 * STEP)


@pytest.mark.parametrize("benefit", [0.0, 0.6])
def test_messages_about_benefits_inform(benefit):
    mix = {"benefit_share": benefit, "service_share": 1 / 3, "promotion_share": 2 / 3 - benefit}
    model = readers(3, {"clarity": 0.5, "detail": 0.5, **mix})
    expected = 0.6 * (1.0 - 0.25 * (0.5 + 1.5 * benefit)) ** 2
    assert unknown(model) == pytest.approx(expected, abs=2 * STEP)


def test_messages_that_disagree_tell_less_to_those_who_know_more():
    agreement, told = 0.3, 0.4
    model = readers(6, {"clarity": told, "detail": 1.0, "consistency": agreement})
    knowledge = 0.4
    for _visit in range(5):
        share = told * (1.0 - (1.0 - agreement) * knowledge)
        knowledge += share * (1.0 - knowledge)
    assert 1.0 - unknown(model) == pytest.approx(knowledge, abs=5 * STEP)


@pytest.mark.parametrize(
    ("content", "tone"),
    [
        ({"attractiveness": 0.5}, 0.0),
        ({"attractiveness": 0.9}, 0.8),
        ({"attractiveness": 0.2}, -0.6),
        ({"service_share": 0.6, "promotion_share": 0.2, "benefit_share": 0.2}, 0.4),
        ({"service_share": 0.0, "promotion_share": 0.5, "benefit_share": 0.5}, -0.5),
    ],
)
def test_reading_moves_the_opinion_by_what_is_told_believed_and_how_it_is_made(content, tone):
    told = 0.35 * (0.5 + 1.5 * content.get("benefit_share", 1 / 3))
    model = readers(2, {"credibility": 0.25, **content})
    before = make_population(model.market_file, model.luck_seed)["opinion"][:, 0] / 127.0
    moved = model.records["opinion"][:, 0] / 127.0 - before
    expected = told * 0.25 * abs(tone) * (np.sign(tone) - before)
    # each ends on the step above or below, by luck: the mean is that of the exact values
    assert np.abs(moved - expected).max() < 1.001 / 127.0
    standard_error = 0.5 / 127.0 / math.sqrt(CUSTOMERS)
    assert abs((moved - expected).mean()) < 4 * standard_error
    if tone == 0.0:
        assert not moved.any()


def test_who_is_not_believed_informs_all_the_same():
    believed, not_believed = (
        readers(3, {"attractiveness": 1.0, "credibility": share}) for share in (0.8, 0.0)
    )
    assert np.array_equal(unknown(believed), unknown(not_believed))
    assert believed.records["opinion"][:, 0].mean() > 20.0
    assert abs(not_believed.records["opinion"][:, 0].mean()) < 3.0


def buyers(accuracy: float) -> JourneyModel:
    """Everyone learns all we say and buys from us; the product is as good as our claims."""
    raw = bare_market(CUSTOMERS, 14)
    raw["product"]["need_per_year"] = DAYS_PER_YEAR
    raw["brands"] = {"ours": bare_brand(is_ours=True, known=1.0, quality=0.5)}
    raw["content"] = {"clarity": 1.0, "detail": 1.0, "accuracy": accuracy}
    raw["journey"] = {
        "search": {"days": 1.0, "findability": 1.0, "give_up_per_day_share": 0.0},
        "evaluation": {"days": 1.0, "buy_nothing_utility": -1e6},
        "use": {"experience_sd": 0.0, "expectation_drift_per_year": 0.0},
    }
    return lived(raw)


def test_promising_more_than_is_true_raises_expectations_and_disappoints():
    honest, boasting = buyers(1.0), buyers(0.4)
    assert honest.records["expectation"] == pytest.approx(0.5, abs=1e-6)
    assert boasting.records["expectation"] == pytest.approx(0.5 + 0.6 * 0.5, abs=1e-6)
    assert count(honest, Mark.DISAPPOINTED) == 0
    assert count(boasting, Mark.DISAPPOINTED) >= CUSTOMERS
    assert kpi(boasting, "satisfaction") < kpi(honest, "satisfaction")


def test_only_who_looks_for_our_pages_finds_them_or_suffers_from_not_finding_them():
    def met(look_share: float, findability: float) -> tuple[float, float]:
        changes = {"journey.search.look_share": look_share,
                   "journey.search.findability": findability}  # fmt: skip
        model = live(market(changes=changes))
        own = model.history.touch_sums[:, Stage.SEARCH, Point.OWN_CONTENT, Aspect.EASE]
        return count(model, Mark.VISITED), float(own[:, CONTACTS].sum())

    found, missed = met(0.5, 0.4)
    assert found / (found + missed) == pytest.approx(0.4, abs=4 * (0.24 / (found + missed)) ** 0.5)
    assert met(0.5, 1.0)[1] == 0.0
    assert met(0.2, 1.0)[0] == met(1.0, 0.2)[0] > 0.0
    assert met(1.0, 0.2)[1] > met(0.5, 0.4)[1] > 0.0


def test_guidance_informs_those_who_compare():
    changes = {"journey.search.findability": 0.0, "brands.club.known_share": 1.0}
    with_it, without = (
        live(market(changes={**changes, "content.guidance_share": share})) for share in (1.0, 0.0)
    )
    assert of_us(with_it, "knowledge") > of_us(without, "knowledge")
    own = with_it.history.touch_sums[:, :, Point.OWN_CONTENT].sum(axis=(0, 2))[:, 0]
    assert own[Stage.EVALUATION] > 0
    assert without.history.touch_sums[:, Stage.EVALUATION, Point.OWN_CONTENT].sum() == 0


def of_us(model: JourneyModel, field: str) -> float:
    return float(model.records[field][:, model._ours].mean())


# --- channels ----------------------------------------------------------------------------

ALWAYS = {"reach_share": 1.0, "exposures_per_week": 1e6, "information": 0.2, "credibility": 0.5}


def test_a_channel_judges_by_its_own_credibility():
    loud = readers(2, {"attractiveness": 1.0}, channel=ALWAYS)
    low = readers(2, {"attractiveness": 1.0}, channel={**ALWAYS, "credibility": 0.1})
    before = make_population(loud.market_file, loud.luck_seed)["opinion"][:, 0].mean() / 127.0
    for model, believed in ((loud, 0.5), (low, 0.1)):
        kept = (1.0 - 0.2 * believed) ** 2
        expected = 1.0 - kept * (1.0 - before)
        assert of_us(model, "opinion") / 127.0 == pytest.approx(expected, abs=0.003)
    assert np.array_equal(unknown(loud), unknown(low))


def test_a_person_judges_by_tone_and_the_product_by_what_it_is():
    neutral = readers(3, {}, channel=ALWAYS)
    person = readers(3, {}, channel={**ALWAYS, "kind": "personal", "tone": -2.0})
    tried = readers(3, {}, channel={**ALWAYS, "kind": "experience"})
    assert count(neutral, Mark.LEARNED_COMMERCIAL) == 3 * CUSTOMERS
    assert count(neutral, Mark.LEARNED_PERSONAL) == 0
    for model in (person, tried):
        assert count(model, Mark.LEARNED_PERSONAL) == 3 * CUSTOMERS
        assert count(model, Mark.LEARNED_COMMERCIAL) == 0
    assert of_us(person, "opinion") < of_us(neutral, "opinion") - 20
    spread = [model.records["opinion"][:, 0].std() for model in (neutral, tried)]
    assert spread[1] < 0.8 * spread[0]  # all move to the truth, which is 0 here
    assert abs(of_us(tried, "opinion")) < 2.0


def test_messages_about_offers_awaken_needs():
    woken = []
    for promotion in (0.0, 1 / 3, 1.0):
        rest = (1.0 - promotion) / 2.0
        mix = {"promotion_share": promotion, "service_share": rest, "benefit_share": rest}
        channel = {**ALWAYS, "arouse_chance": 0.02}
        model = readers(2, {"attractiveness": 0.5, **mix}, channel=channel)
        woken.append(reasons(model, Reason.AROUSED_BY_MEDIA))
    for number, times in zip(woken, (0.5, 1.0, 2.0), strict=True):
        chance = 1.0 - (1.0 - 0.02 * times) ** 2
        error = math.sqrt(CUSTOMERS * chance * (1.0 - chance))
        assert abs(number - CUSTOMERS * chance) < 4 * error
    assert woken == sorted(woken)


def test_exposures_of_a_search_follow_the_rank():
    assert click_share(1.0, Search()) == pytest.approx(0.285)
    assert click_share(10.0, Search()) == pytest.approx(0.025, abs=0.001)
    for rank in (1.0, 3.0, 10.0):
        changes = {"channels.pages.searches_per_week": 14.0, "channels.pages.search_rank": rank}
        model = model_of(market(changes=changes))
        model.step()
        pressure = 3.0 / 7.0 + 2.0 * click_share(rank, Search())
        slot = list(model.market_file.channels).index("pages")
        assert model.markets["media_chance"][0, slot] == pytest.approx(1 - math.exp(-pressure))


def test_good_words_earn_exposures():
    changes = {"channels.social.earned_per_message": 30.0, "channels.social.carry_over_share": 0.0,
               "channels.social.spend_per_month": 0.0}  # fmt: skip
    model = model_of(market(changes=changes))
    slot = list(model.market_file.channels).index("social")
    for _day in range(30):
        words = model.good_words
        model.step()
        pressure = 30.0 * words / (5000.0 * 0.7)
        chance = float(model.markets["media_chance"][0, slot])
        assert chance == pytest.approx(1 - math.exp(-pressure), abs=1e-12)
    assert words > 0


def test_a_channels_fees_are_paid_and_buy_no_exposures():
    paid, free = (
        live(market(changes={"channels.social.cost_per_month": money})) for money in (365.0, 0.0)
    )
    assert paid.history.tallies.tobytes() == free.history.tallies.tobytes()
    added = paid.history.ledger.by_day("media") - free.history.ledger.by_day("media")
    assert added == pytest.approx(np.full(60, -12.0))


def test_share_of_voice_counts_exposures_to_us_and_to_rivals():
    model = live(market())
    ours = len(model.market_file.channels)
    met = model.history.tallies[:, :, EXPOSURES : EXPOSURES + ours + 1].sum(axis=(0, 1))
    assert met[ours] > 0  # the roaster's advertising comes after our channels
    assert kpi(model, "share_of_voice") == pytest.approx(met[:ours].sum() / met.sum())
    assert voice_times(1.0, 1.0, 2) == 1.0
    assert voice_times(3.0, 1.0, 2) == 1.5


def test_who_is_louder_is_come_upon_more_often():
    changes = {"brands.club.known_share": 0.0, "brands.club.customer_share": 0.0,
               "journey.search.salience_weight": 1.0, "channels.social.aware_chance": 0.0,
               "channels.pages.aware_chance": 0.0, "peers.network": "none"}  # fmt: skip
    found = []
    for money in (0.0, 5_000.0, 50_000.0):
        model = live(market(changes={**changes, "channels.social.spend_per_month": money}))
        found.append(kpi(model, "awareness"))
    assert found == sorted(set(found))
    even = {**changes, "journey.search.salience_weight": 0.0}
    low, high = (
        live(market(changes={**even, "channels.social.spend_per_month": money}))
        for money in (0.0, 50_000.0)
    )
    assert kpi(low, "awareness") == kpi(high, "awareness")


# --- people who are asked ----------------------------------------------------------------


def answered(moment: int, *, experienced: bool = False, **numbers: float) -> dict[str, float]:
    """What one answer (attitude 0.5, weight 1) about our brand does to someone without opinion."""
    markets, _ = new_market(1)
    record = markets[0]
    record["n_brands"] = 1
    record["peers_opinion_shift"], record["peers_information"] = 0.2, 0.1
    record["peers_experienced_information"] = 0.3
    for name in ("search", "evaluation", "decision", "use"):
        record[f"moments_{name}"] = numbers.get(name, 1.0)
    customer, heard = np.zeros(1, CUSTOMER)[0], np.zeros(1, HEARD)[0]
    customer["known"] = 1
    heard["answer"][0], heard["answer_weight"][0] = 0.5, 1.0
    heard["n_answers"], heard["moment"], heard["doubter"] = 1, moment, -1
    heard["experienced"][0] = experienced
    me, market_, words = PlainRecord(customer), PlainRecord(record), PlainRecord(heard)
    uncompiled(take_in_answers, {})(me, market_, words)
    return {
        "opinion": float(customer["opinion"][0]) / 127.0,
        "knowledge": float(customer["knowledge"][0]) / 255.0,
        "attitude": uncompiled(attitude_of_others, {})(market_, words, 0),
        "point": int(heard["touch_point"][0]),
    }


def test_each_moment_has_a_strength_of_its_own():
    names = {ASKED_SEARCHING: "search", ASKED_COMPARING: "evaluation", ASKED_DECIDING: "decision"}
    for moment, name in names.items():
        for strength in (0.0, 1.0, 2.5):
            told = answered(moment, **{name: strength})
            assert told["opinion"] == pytest.approx(0.2 * strength * 0.5, abs=0.5 / 127)
            assert told["knowledge"] == pytest.approx(0.1, abs=STEP)
        others = dict.fromkeys(set(names.values()) - {name}, 3.0)
        assert answered(moment, **others)["opinion"] == pytest.approx(0.1, abs=0.5 / 127)
    assert answered(ASKED_DECIDING, decision=0.5)["attitude"] == pytest.approx(0.25)
    assert answered(ASKED_DECIDING, decision=5.0)["attitude"] == 1.0


def test_who_has_the_product_tells_much_more():
    anybody, owner = answered(ASKED_SEARCHING), answered(ASKED_SEARCHING, experienced=True)
    assert anybody["knowledge"] == pytest.approx(0.1, abs=STEP)
    assert owner["knowledge"] == pytest.approx(1.0 - 0.9 * 0.7, abs=2 * STEP)
    assert (anybody["point"], owner["point"]) == (Point.PEOPLE, Point.EXPERIENCED_USER)


@pytest.mark.parametrize(
    ("moment", "mark"),
    [
        ("use", Mark.HEARD_POSITIVE),
        ("search", Mark.ASKED_IN_SEARCH),
        ("evaluation", Mark.TALKED_IN_EVALUATION),
        ("decision", Mark.ASKED_BEFORE_BUYING),
    ],
)
def test_a_moment_of_no_strength_moves_no_opinion(moment, mark):
    """Only this one moment speaks: at no strength opinions stay, at full strength they move."""
    switches = {"use": "word_of_mouth", "search": "ask_in_search",
                "evaluation": "talk_in_evaluation", "decision": "attitude_of_others"}  # fmt: skip
    changes: dict[str, Any] = {
        f"scenario.switches.{name}": key == moment for key, name in switches.items()
    }
    changes |= {"scenario.switches.reviews": False, "journey.purchase.reconsider_share": 1.0}
    moved = []
    for strength in (0.0, 1.0):
        model = live(market(changes={**changes, f"peers.moments.{moment}": strength}))
        assert count(model, mark) > 0
        before = make_population(model.market_file, model.luck_seed)["opinion"][:, model._ours]
        strangers = model.records["n_orders"] == 0
        moved.append(int((model.records["opinion"][:, model._ours] != before)[strangers].sum()))
        if moment == "decision":
            assert (count(model, Mark.PEERS_WERE_NEGATIVE) > 0) is (strength > 0.0)
    assert moved[0] == 0
    assert moved[1] > 0


def test_experienced_are_those_who_use_a_brand_or_used_ours():
    model = live(market(), days=40)
    owned = model.picture.owned
    former = (model.records["brand"] == 255) & (model.records["relation"] == 3)
    expected = np.where(former, model._ours, model.records["brand"])
    assert np.array_equal(owned, expected)
    nobody = {"brands.club.customer_share": 0.0, "brands.roaster.customer_share": 0.0,
              "journey.evaluation.buy_nothing_utility": 1e6}  # fmt: skip
    none = live(market(changes=nobody), days=40)
    assert count(none, Mark.ASKED_IN_SEARCH) > 0
    assert count(none, Mark.ASKED_EXPERIENCED) == 0


# --- where journeys enter ----------------------------------------------------------------


def test_every_journey_has_an_entry_and_entries_agree_with_their_causes():
    letters = {"type": "contact", "channel": "letters", "response_share": 0.3,
               "stages": ["awareness", "use"]}  # fmt: skip
    changes = {"channels.social.arouse_chance": 0.05, "peers.arouse_chance": 0.05}
    scenario = market({"it": letters}, changes=changes)
    model = JourneyModel(scenario, plan="act", panel=0)
    while model.day < scenario.n_days():
        model.step()
    begun = model.history.tallies[:, :, ENTRIES : ENTRIES + N_SOURCES].sum(axis=(0, 1))
    log = model.history.moves
    at_rest = np.isin(log["from_stage"], (Stage.UNAWARE, Stage.AWARENESS, Stage.USE, Stage.LAPSED))
    starts = log[at_rest & np.isin(log["to_stage"], (Stage.SEARCH, Stage.EVALUATION))]
    assert begun.sum() == starts.size

    def caused(*which: Reason) -> int:
        return int(np.isin(starts["reason"], which).sum())

    skipped = caused(Reason.BUYS_AGAIN)  # whatever awakened the loyal, they skip the search
    found = {
        Reason.AROUSED_BY_MEDIA: begun[: Source.FAMILY].sum(),
        Reason.AROUSED_BY_TALK: begun[Source.FAMILY : Source.SEARCH].sum(),
        Reason.NEED_AROSE: begun[Source.SEARCH],
        Reason.ANSWERED_CONTACT: begun[Source.FIRM],
    }
    for reason, number in found.items():
        assert caused(reason) > 0
        assert caused(reason) <= number <= caused(reason) + skipped
    assert begun[len(scenario.channels) : Source.FAMILY].sum() == 0
    table = entry_table(scenario, model.history)
    assert table["journeys"].sum() == pytest.approx(2.5 * begun.sum())
    assert table.groupby("segment")["share"].sum().tolist() == pytest.approx([1.0, 1.0])
    assert {"social", "own_need", "contact", "friend"} <= set(table["entry"])
    assert set(table["kind"]) <= {"media", "people", "need", "contact", "under way"}
    ordered = model.history.tallies[:, :, ENTRY_ORDERS : ENTRY_ORDERS + N_SOURCES].sum()
    assert ordered == count(model, Mark.ORDERED)
    assert table["orders"].sum() == pytest.approx(2.5 * ordered)


def test_media_that_awaken_take_their_share_of_entries():
    """Of two media always met, the first awakens with a, the second with (1 - a) b."""
    raw = bare_market(20_000, 1, with_only=("media",))
    raw["brands"] = {"ours": bare_brand(is_ours=True, known=1.0)}
    raw["channels"] = {
        name: {**ALWAYS, "arouse_chance": chance} for name, chance in (("a", 0.1), ("b", 0.2))
    }
    model = lived(raw)
    begun = model.history.tallies[0, 0, ENTRIES : ENTRIES + 2]
    for number, chance in zip(begun, (0.1, 0.9 * 0.2), strict=True):
        assert abs(number - 20_000 * chance) < 4 * math.sqrt(20_000 * chance * (1 - chance))


def test_a_journey_may_be_under_way_on_the_first_day():
    changes = {"segments.guests.searching_share": 0.3, "segments.guests.evaluating_share": 0.2}
    scenario, usual = market(changes=changes), market()
    people, before = (make_population(each, 5) for each in (scenario, usual))
    guests = people["segment"] == list(scenario.segments).index("guests")
    n_guests = guests.sum()
    searching, evaluating = (people["stage"] == stage for stage in (Stage.SEARCH, Stage.EVALUATION))
    assert not (searching | evaluating)[~guests].any()
    under_way = (searching | evaluating).sum()
    assert abs(under_way - 0.5 * n_guests) < 4 * math.sqrt(n_guests * 0.25)
    assert abs(evaluating.sum() - 0.2 * n_guests) < 4 * math.sqrt(n_guests * 0.16) + 0.05 * n_guests
    assert np.all(people["known"][evaluating] != 0)
    assert np.all(people["entry"][searching | evaluating] == Source.START)
    rest = ~(searching | evaluating)
    assert np.array_equal(people[rest], before[rest])
    model = live(scenario, days=20)
    ordered = model.history.tallies[:, :, ENTRY_ORDERS + Source.START].sum()
    assert ordered > 0


def test_subscribers_of_ours_are_not_searching_on_the_first_day():
    changes = {"segments.guests.searching_share": 1.0, "product.kind": "subscription"}
    scenario = market(changes=changes)
    people = make_population(scenario, 5)
    guests = people["segment"] == list(scenario.segments).index("guests")
    is_ours = people["brand"] == list(scenario.brands).index("club")
    assert (people["stage"][guests & is_ours] == Stage.USE).all()
    assert (people["stage"][guests & ~is_ours] == Stage.SEARCH).all()


# --- feedback ----------------------------------------------------------------------------


def test_stars_fall_with_the_feeling_and_part_where_reviews_do():
    market_ = live(market(), days=1).markets[0]
    plain = partial(uncompiled(stars, {}), PlainRecord(market_))
    given = [plain(feeling) for feeling in np.linspace(-2.0, 2.0, 81)]
    assert given == sorted(given)
    assert set(given) == {1, 2, 3, 4, 5}
    assert plain(0.0) == 4
    assert plain(-1e-9) == 3


def test_ratings_of_reviews_are_as_good_as_the_reviews():
    changes = {"peers.reviews.write_share": 0.6, "peers.reviews.extreme_write_share": 0.0,
               "journey.use.negative_weight": 4.0}  # fmt: skip
    model = live(market(changes=changes))  # nobody answers the firm alone
    by_rating = feedback_counts(model.history).sum(axis=(0, 1))
    assert by_rating[3:].sum() == count(model, Mark.REVIEWED_WELL) > 0
    assert by_rating[:3].sum() == count(model, Mark.REVIEWED_BADLY) > 0
    stars_given = float((by_rating * np.arange(1, 6)).sum() / by_rating.sum())
    assert kpi(model, "rating") == pytest.approx(stars_given)
    table = feedback_table(model.market_file, model.history)
    assert table["people"].sum() == pytest.approx(2.5 * by_rating.sum())
    assert set(table["rating"]) == {1, 2, 3, 4, 5}


def test_feedback_says_what_is_wrong():
    """Worse help brings worse ratings of the support, and says that it is the support."""
    quick = {"support.staff": 6, "support.question_per_year": 10.0}
    slow = {"support.staff": 1, "support.question_per_year": 10.0}
    good, bad = (
        feedback_counts(live(market(changes=c)).history).sum(axis=0) for c in (quick, slow)
    )
    support = 4
    assert bad[support, :3].sum() > good[support, :3].sum()
    shares = [each[support, :3].sum() / each[support].sum() for each in (good, bad)]
    assert shares[1] > shares[0]


def test_those_who_stay_review_now_and_then():
    changes = {"peers.reviews.write_share": 0.0, "peers.reviews.extreme_write_share": 0.0,
               "product.need_per_year": 0.0, "product.failure_per_year": 0.0,
               "support.question_per_year": 0.0, "peers.network": "none"}  # fmt: skip
    rate = 2.0
    in_use = []
    model = live(
        market(changes={**changes, "peers.reviews.write_per_year": rate}),
        watch=lambda each: in_use.append(
            np.sum((each.records["brand"] == each._ours) & (each.records["stage"] == Stage.USE))
        ),
    )
    expected = sum(in_use) * rate / 365.0
    written = count(model, Mark.REVIEWED_WELL, Mark.REVIEWED_BADLY)
    assert abs(written - expected) < 4 * math.sqrt(expected)
    assert model.history.tallies[:, :, FEEDBACK : FEEDBACK + 25].sum() == written


# --- interventions -----------------------------------------------------------------------


def test_a_review_is_answered_after_it_is_noticed():
    answer = {"type": "review_response", "answered_share": 0.5, "answer_hours": 6,
              "detect_hours": 18, "cost_per_case": 1.0}  # fmt: skip
    moves = make_plan(market({"it": answer}), "act").moves
    assert {move.path: move.amount for move in moves}["peers.reviews.answer_hours"] == 24.0


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        ("content.promotion_share", 0.9, "content"),
        ("content.clarity", 1.1, "content.clarity"),
        ("segments.guests.searching_share", 0.9, "segments.guests.evaluating_share"),
        ("channels.social.search_rank", 0.0, "channels.social.search_rank"),
        ("channels.social.kind", "paid", "channels.social.kind"),
        ("journey.search.own_information", 0.3, "journey.search.own_information"),
    ],
)
def test_a_bad_number_is_refused_where_it_stands(path, value, key):
    raw = raw_market(changes={path: value, "segments.guests.evaluating_share": 0.2})
    with pytest.raises(MarketFileError) as caught:
        cjsim.load_scenario(raw)
    assert {problem.key for problem in caught.value.problems} == {key}


# --- all of it at once -------------------------------------------------------------------

FULL: dict[str, Any] = {
    "content.attractiveness": 0.9, "content.accuracy": 0.7, "content.consistency": 0.6,
    "content.guidance_share": 0.3, "content.promotion_share": 0.5, "content.service_share": 0.3,
    "content.benefit_share": 0.2, "channels.social.kind": "personal", "channels.social.tone": 1.2,
    "channels.pages.kind": "experience", "channels.pages.searches_per_week": 5.0,
    "channels.social.earned_per_message": 20.0, "channels.social.arouse_chance": 0.02,
    "journey.search.salience_weight": 0.7, "peers.moments.search": 1.5, "peers.moments.use": 0.7,
    "peers.moments.decision": 1.2, "peers.reviews.write_per_year": 2.0,
    "segments.guests.searching_share": 0.1, "segments.regulars.evaluating_share": 0.1,
}  # fmt: skip


def test_all_of_it_has_a_twin():
    raw = raw_market(changes=FULL)
    raw["scenario"] |= {"customers": 200, "days": 40}
    model = assert_twins(cjsim.load_scenario(raw), "keep")
    for mark in (Mark.ASKED_EXPERIENCED, Mark.LEARNED_PERSONAL, Mark.REVIEWED_WELL):
        assert count(model, mark) > 0


def test_the_run_shows_entries_and_feedback():
    scenario = market(changes=FULL)
    model = live(scenario, days=60)
    run = Run(model, scenario, "keep", {})
    assert list(run.entries) == ["segment", "entry", "kind", "journeys", "share", "orders"]
    assert list(run.feedback) == ["segment", "factor", "rating", "people"]
    assert run.feedback["people"].sum() > 0
    made: Callable[[str], float] = run.kpi_values().__getitem__
    assert 0.0 < made("share_of_voice") < 1.0
    assert 1.0 <= made("rating") <= 5.0
