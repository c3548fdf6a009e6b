"""Journeys under way before the first day: a market is never first met with nobody on the way."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cjsim.journey.feeling import KNOWLEDGE_STEPS
from cjsim.journey.luck import Purpose, uniforms
from cjsim.journey.market import DAYS_PER_YEAR, fill_market, new_market
from cjsim.journey.stages import Relation, Source, Stage
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.schema_market import Segment

Reals = NDArray[np.float64]


def draw_journeys(
    people: NDArray[np.void], ids: NDArray[np.int64], scenario: Scenario, seed: int
) -> None:
    """Let some people be searching or comparing already, and some of them decide on day 0.

    Our subscribers have no journey under way, and who knows no brand can only search. What is
    ordered before the start is not on its way to anybody.
    """
    u = uniforms(seed, ids, 0, Purpose.START_JOURNEY)
    searching, evaluating, deciding = _shares(people, scenario)
    under_way = u < searching + evaluating
    if scenario.product.kind == "subscription":
        under_way &= people["relation"] != Relation.CUSTOMER
    has_searched = under_way & (u >= searching)
    _find_out(people, ids, np.flatnonzero(has_searched), scenario, seed)
    compares = has_searched & (people["known"] != 0)
    people["stage"][under_way] = np.where(compares, Stage.EVALUATION, Stage.SEARCH)[under_way]
    people["next_day"][compares & (u >= searching + evaluating - deciding)] = 0
    people["entry"][under_way] = Source.START


def _shares(people: NDArray[np.void], scenario: Scenario) -> tuple[Reals, Reals, Reals]:
    """Return each person's chance to search, to compare, and to compare for the last day."""
    searching, evaluating, deciding = np.zeros((3, people.size))
    for place, segment in enumerate(scenario.segments.values()):
        mine = people["segment"] == place
        needs = people["need_times"][mine].astype(np.float64)
        usual = usual_shares(scenario, segment, needs)
        if segment.searching_share is None:
            searching[mine] = usual[0]
        else:
            searching[mine] = float(segment.searching_share)
        if segment.evaluating_share is None:
            evaluating[mine] = np.minimum(usual[1] + usual[2], 1.0 - searching[mine])
            deciding[mine] = np.minimum(usual[2], evaluating[mine])
        else:
            evaluating[mine] = float(segment.evaluating_share)
    return searching, evaluating, deciding


def usual_shares(
    scenario: Scenario, segment: Segment, need_times: Reals
) -> tuple[Reals, Reals, Reals]:
    """Return the shares searching, comparing, and about to order when needs flow steadily.

    By Little's law (1961) a stage holds its entries a day times the days spent in it; needs
    arise for those at rest only. Giving up, going back and what others and media awaken are
    left out (assumption). `need_times` are those of persons of the segment.
    """
    journey = scenario.journey
    searches = max(float(journey.search.days), 1.0)
    compares = max(float(journey.evaluation.days), 1.0)
    orders = 1.0  # the intention forms on one day and is acted upon on the next
    if scenario.scenario.switches.attitude_of_others and journey.purchase.asked_peers >= 1.0:
        orders += float(segment.ask_share)
    per_year = float(scenario.product.need_per_year) * float(segment.need_times)
    rate = np.minimum(per_year / DAYS_PER_YEAR * need_times, 1.0)
    begun = rate / (1.0 + rate * (searches + compares + orders))
    return begun * searches, begun * compares, begun * orders


def _find_out(
    people: NDArray[np.void],
    ids: NDArray[np.int64],
    rows: NDArray[np.int64],
    scenario: Scenario,
    seed: int,
) -> None:
    """Let those who have searched before the start know what a search of usual length tells."""
    record = new_market(1)[0][0]
    fill_market(record, scenario, scenario)
    days = max(float(record["search_days"]), 1.0)
    ours = int(record["ours"])
    told = record["brand_information"].copy()
    told[ours] = record["content_clarity"] * record["content_detail"]
    told[ours] *= record["content_inform_times"]
    fame = record["brand_known_share"] * (record["brand_present"] >= 0.5)
    fame[ours] = 1.0
    for brand in range(int(record["n_brands"])):
        met = 1.0 - (1.0 - min(float(record["search_discover_share"] * fame[brand]), 1.0)) ** days
        u = uniforms(seed, ids[rows], brand, Purpose.FOUND_BEFORE)
        knew = (people["known"][rows] >> np.uint16(brand)) & 1 == 1
        if brand == ours:
            people["source"][rows[~knew & (u < met)]] = Source.SEARCH
        knows = knew | (u < met)
        people["known"][rows[knows]] |= np.uint16(1 << brand)
        # half a search, for those who have come upon it on some day of theirs
        spent = np.where(knew, days, days / 2.0)[knows]
        missed = (1.0 - float(record["search_findability"]) * min(float(told[brand]), 1.0)) ** spent
        level = people["knowledge"][rows[knows], brand] / KNOWLEDGE_STEPS
        level = 1.0 - (1.0 - level) * missed
        people["knowledge"][rows[knows], brand] = np.rint(KNOWLEDGE_STEPS * level)
