"""The scales by which people judge are numbers of the file: each moves what it says it moves."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import cjsim
from cjsim import JourneyModel, Mark, Reason, Stage
from cjsim.agents.population import make_population
from cjsim.agents.voice import click_share
from cjsim.journey.market import _SECTIONS
from cjsim.journey.tally import EXPOSURES
from cjsim.journey.touching import BAD, CONTACTS, EMOTION, MINUTES, SCORE, Aspect, Point
from cjsim.scenarios.levers import is_fixed, takes_audience
from cjsim.scenarios.paths import get_number, source_of
from tests.lab import START, START_DAY, count, kpi, live, market, reasons

Outcome = Callable[[JourneyModel], float]
BLOCK = 8
"""Points of a block of touchpoints, one for each entry of the file."""


def _sums(model: JourneyModel, point: int, aspect: Aspect) -> np.ndarray:
    last = point + BLOCK if point >= Point.EXPLORE else point + 1
    return model.history.touch_sums[:, :, point:last, aspect].sum(axis=(0, 1, 2))


def score(point: int, aspect: Aspect) -> Outcome:
    """The mean score of an aspect at a touchpoint."""
    return lambda model: float(np.divide(*_sums(model, point, aspect)[[SCORE, CONTACTS]]))


def minutes(point: int, aspect: Aspect) -> Outcome:
    return lambda model: float(_sums(model, point, aspect)[MINUTES])


def mood(point: int, aspect: Aspect) -> Outcome:
    """The mean emotion at the end of the days on which a touchpoint was met."""

    def mean(model: JourneyModel) -> float:
        bins = _sums(model, point, aspect)[EMOTION:]
        return float(bins @ np.linspace(-2.0, 2.0, bins.size) / bins.sum())

    return mean


def of(name: str) -> Outcome:
    return lambda model: kpi(model, name)


def why(*which: Reason) -> Outcome:
    return lambda model: reasons(model, *which)


def marked(*which: Mark) -> Outcome:
    return lambda model: count(model, *which)


def known_of_us(model: JourneyModel) -> float:
    return float(model.records["knowledge"][:, model._ours].mean())


def known_by_strangers(model: JourneyModel) -> float:
    """What those who do not know us (any more) know of us."""
    forgot = model.records["stage"] == Stage.UNAWARE
    return float(model.records["knowledge"][forgot, model._ours].mean())


def thought_of_us(model: JourneyModel) -> float:
    return float(model.records["opinion"][:, model._ours].mean())


def clicks(model: JourneyModel) -> float:
    """Exposures to our pages, which searchers meet by their rank."""
    slot = EXPOSURES + list(model.market_file.channels).index("pages")
    return float(model.history.tallies[:, :, slot].sum())


def hurts(model: JourneyModel) -> float:
    """Contacts that hurt, by both of their accounts."""
    felt = model.history.pains.by_point()[:, 0].sum()
    return float(model.history.touch_sums[..., BAD].sum() + felt)


def told_in_surveys(model: JourneyModel) -> float:
    return float(np.count_nonzero(model.history.pains.told["survey"]))


def remembered_effort(model: JourneyModel) -> float:
    """How far the effort remembered has moved from where it stood at the start."""
    return float(np.abs(model.firm.research._effort - 0.5).max())


BAD_PRODUCT = {"brands.club.attributes": {"taste": 0.3, "ease": 0.3, "service": 0.3}}
GOOD_PRODUCT = {"brands.club.attributes": {"taste": 0.95, "ease": 0.95, "service": 0.95}}
CLUB = {"product.kind": "subscription", "product.renewal_days": 10,
        "product.leave_per_renewal_share": 0.1}  # fmt: skip
TRIAL = {**CLUB, "product.trial_days": 5, "product.trial_answer_hours": 10.0}
DESK = {"support.question_per_year": 20.0, "support.staff": 20, "support.attitude_sd": 0.0}
HARD = {"journey.use.setup_difficulty_share": 0.6}
DOWN = {"product.uptime_share": 0.95}
RANK = {"channels.pages.searches_per_week": 14.0, "channels.pages.search_rank": 5.0}
ASKING = {"research.survey.every_days": 10.0}
RATED = {"peers.reviews.write_share": 0.6}
VOICE = {"events.voice": {"type": "viral_review", "start": START, "brand": "club", "tone": -1.5,
                          "reach_people": 4000}}  # fmt: skip
MOVES: list[tuple[str, float, float, Outcome, int, dict[str, Any]]] = [
    # key, a low and a high value, what it moves, its way, and what else is so meanwhile
    ("journey.awareness.lost_knowledge_share", 0.0, 1.0, known_by_strangers, -1,
     {"journey.awareness.forget_per_year_share": 0.99}),
    ("journey.search.not_found_score", -2.0, 0.0, score(Point.OWN_CONTENT, Aspect.EASE), 1, {}),
    ("journey.search.top_click_share", 0.05, 0.6, clicks, 1, RANK),
    ("journey.search.click_decay", 0.3, 3.0, clicks, -1, RANK),
    ("journey.evaluation.neutral_belief", 0.1, 0.9, why(Reason.CHOSE_NOTHING), -1, {}),
    ("journey.evaluation.treatment_emotion", 0.0, 1.0,
     mood(Point.EXPLORE, Aspect.INTERACTION), 1, {"explore.visit.attitude": 1.0}),
    ("journey.purchase.rival_delivery_days", 1.0, 40.0, why(Reason.RECEIVED_RIVAL), -1, {}),
    ("journey.purchase.usual_order_minutes", 1.0, 20.0,
     score(Point.ORDER, Aspect.BUYING_EFFORT), 1, {}),
    ("journey.purchase.usual_payment_minutes", 1.0, 20.0,
     score(Point.PAYMENT, Aspect.BUYING_EFFORT), 1, {}),
    ("journey.purchase.usual_answer_hours", 5.0, 20.0, score(Point.ORDER, Aspect.REPLY_TIME), 1,
     TRIAL),
    ("journey.use.setup_trouble_times", 1.0, 6.0, minutes(Point.SETUP, Aspect.USE_EFFORT), 1, HARD),
    ("journey.use.setup_help_score", -1.0, 2.0, score(Point.SETUP, Aspect.ADVICE), 1,
     {"journey.use.setup_help_share": 1.0}),
    ("journey.use.usual_first_value_hours", 10.0, 90.0, score(Point.SETUP, Aspect.UTILITY), 1, {}),
    ("journey.use.settling_days", 1.0, 60.0, of("tickets"), -1,
     {"support.question_per_order_share": 1.0}),
    ("journey.use.usual_usability", 0.2, 0.9, of("satisfaction"), -1, {}),
    ("journey.use.system_failure_minutes", 1.0, 60.0, minutes(Point.SYSTEM, Aspect.USE_EFFORT), 1,
     DOWN),
    ("journey.use.system_failure_score", -2.0, 0.0, score(Point.SYSTEM, Aspect.USE_EFFORT), 1,
     DOWN),
    ("journey.use.emotion_per_gap", 0.0, 20.0, marked(Mark.SAID_POSITIVE, Mark.SAID_NEGATIVE), 1,
     GOOD_PRODUCT),
    ("journey.use.content_satisfaction", 0.2, 1.0, of("churn"), 1, CLUB),
    ("journey.use.satisfied_threshold", 0.3, 0.9, of("csat"), -1, {}),
    ("journey.use.recommend_satisfaction_weight", 0.3, 1.0, of("nps"), 1, {}),
    ("journey.use.recommend_trust_weight", 0.0, 0.8, of("nps"), 1, {}),
    ("journey.use.promoter_threshold", 0.5, 0.95, of("nps"), -1, {}),
    ("journey.use.detractor_threshold", 0.3, 0.75, of("nps"), -1, {}),
    ("journey.leaving.worst_times", 1.0, 50.0, of("churn"), 1,
     {**CLUB, "journey.start.satisfaction": 0.2}),
    ("journey.leaving.rival_pull_times", 0.0, 20.0, of("churn"), 1, CLUB),
    ("journey.leaving.trouble_weight", 0.0, 500.0, why(Reason.LEFT_TOO_HARD), 1,
     {**CLUB, **HARD, "support.staff": 0, "product.need_per_year": 12.0,
      "journey.leaving.no_trouble_weight": 0.0}),
    ("journey.leaving.no_trouble_weight", 0.0, 50.0, why(Reason.LEFT_TOO_HARD), 1, CLUB),
    ("journey.leaving.price_weight", 0.0, 50.0, why(Reason.LEFT_PRICE), 1, CLUB),
    ("journey.leaving.discontent_weight", 0.0, 50.0, why(Reason.LEFT_DISSATISFIED), 1,
     {**CLUB, "journey.start.satisfaction": 0.2}),
    ("journey.start.effort", 0.0, 1.0, lambda model: model.history.surveys[2].truth, 1, ASKING),
    ("peers.reviews.five_star_emotion", 0.05, 1.95, of("rating"), -1, RATED),
    ("peers.reviews.three_star_emotion", -1.9, -0.05, of("rating"), -1, {**RATED, **BAD_PRODUCT}),
    ("peers.reviews.two_star_emotion", -1.95, -0.55, of("rating"), -1, {**RATED, **BAD_PRODUCT}),
    ("kpis.pain_score", -1.9, -0.1, hurts, 1, {}),
    ("support.usual_steps", 1.0, 6.0, score(Point.SUPPORT, Aspect.USE_EFFORT), 1, DESK),
    ("support.usual_steps", 1.0, 9.0, of("trust"), 1, {**DESK, "support.contact_steps": 9.0}),
    ("support.solved_emotion", 0.0, 1.0, mood(Point.SUPPORT, Aspect.ADVICE), 1, DESK),
    ("support.unsolved_emotion", 0.0, 1.0, mood(Point.SUPPORT, Aspect.ADVICE), 1,
     {**DESK, "support.attitude": 1.0, "support.first_contact_resolution_share": 0.1}),
    ("support.unsolved_score", -2.0, 1.0, score(Point.SUPPORT, Aspect.ADVICE), 1, DESK),
    ("content.any_topic_share", 0.0, 1.0, known_of_us, 1,
     {"content.benefit_share": 0.0, "content.promotion_share": 0.5, "content.service_share": 0.5}),
    ("research.survey.latest_weight", 0.01, 1.0, remembered_effort, 1, ASKING),
    ("research.survey.low_score", 0.0, 5.0, told_in_surveys, 1, ASKING),
    ("events.voice.aware_chance", 0.0, 1.0, of("awareness"), 1, VOICE),
    ("events.voice.information", 0.0, 1.0, known_of_us, 1, VOICE),
    ("events.voice.credibility", 0.0, 1.0, thought_of_us, -1, VOICE),
]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "low", "high", "outcome", "way", "also"), MOVES, ids=[row[0] for row in MOVES]
)
def test_a_scale_moves_what_it_says(key, low, high, outcome, way, also):
    at_low, at_high = (outcome(live(market(changes={**also, key: at}))) for at in (low, high))
    assert way * (at_high - at_low) > 0.0


# --- where people stand at the start -------------------------------------------------------


def born(**start: float) -> np.ndarray:
    changes = {f"journey.start.{name}": at for name, at in start.items()}
    return make_population(market(changes=changes), seed=3)


def test_people_start_where_the_file_says():
    people = born(satisfaction=0.3, trust=0.9, knowledge=0.2, owner_knowledge=1.0, days_back=40)
    np.testing.assert_allclose(people["satisfaction"], 0.3, rtol=1e-6)
    np.testing.assert_allclose(people["trust"], 0.9, rtol=1e-6)
    owners, knowing = people["brand"] == 0, people["known"] & 1 == 1
    assert set(people["knowledge"][owners, 0]) == {255}
    assert set(people["knowledge"][knowing & ~owners, 0]) == {51}
    assert people["bought_day"].min() == -40


def test_opinions_spread_as_far_as_the_file_says():
    for spread in (0.0, 0.5):
        people = born(opinion_spread=spread)
        told = (people["known"] & 1 == 1) & (people["brand"] != 0)  # owners may know it by use
        thought = people["opinion"][told, 0] / 127.0
        assert np.ptp(thought) == pytest.approx(2.0 * spread, abs=0.02)
        assert thought.mean() == pytest.approx(0.1, abs=0.05)


# --- closed forms ----------------------------------------------------------------------------


def test_questions_about_an_order_end_with_the_settling_days():
    ages: set[int] = set()

    def watch(model: JourneyModel) -> None:
        asking = (model.records["marks"] >> np.uint64(Mark.TICKET_OPENED)) & np.uint64(1) != 0
        asking &= (model.records["reason"] == Reason.HAS_QUESTION) & (
            model.records["n_contacts"] == 1
        )
        bought = model.records["bought_day"][asking]
        ages.update(int(model.day - 1 - day) for day in bought[bought >= 0])

    changes = {"journey.use.settling_days": 4, "support.question_per_order_share": 1.0,
               "support.question_per_year": 0.0}  # fmt: skip
    live(market(changes=changes), watch=watch)
    assert ages == {1, 2, 3, 4}


def test_clicks_fall_by_a_power_of_the_rank():
    search = market(
        changes={"journey.search.top_click_share": 0.4, "journey.search.click_decay": 2.0}
    ).journey.search
    assert [click_share(rank, search) for rank in (1.0, 2.0, 4.0)] == [0.4, 0.1, 0.025]


def test_an_even_mix_of_messages_does_the_same_whatever_they_share():
    """At a third each the topic makes no difference; away from it, as far as the file says."""
    mix = {"content.benefit_share": 0.6, "content.promotion_share": 0.3,
           "content.service_share": 0.1}  # fmt: skip
    for share in (0.0, 0.5, 1.0):
        even, uneven = (
            live(market(changes={**also, "content.any_topic_share": share}), days=1).markets[0]
            for also in ({}, mix)
        )
        assert even["content_inform_times"] == pytest.approx(1.0)
        assert uneven["content_inform_times"] == pytest.approx(share + (1.0 - share) * 1.8)
        assert uneven["content_arouse_times"] == pytest.approx(share + (1.0 - share) * 0.9)


def test_worth_saying_is_what_the_file_says():
    verdicts = []
    for at in (0.0, 2.0):
        run = cjsim.run(market(changes={"kpis.worth_saying_score": at}), days=30)
        verdicts.append(set(run.diagnose(futures=0).touchpoints["verdict"]))
    assert {"strength", "weakness"} <= verdicts[0]
    assert verdicts[1] == {"as expected"}


def test_a_survey_counts_as_satisfied_and_promoting_whom_the_market_does():
    changes = {**ASKING, "journey.use.satisfied_threshold": 0.0,
               "journey.use.promoter_threshold": 0.0,
               "journey.use.detractor_threshold": 0.0}  # fmt: skip
    for row in live(market(changes=changes)).history.surveys:
        if row.question == "csat":
            assert row.truth == 1.0
        if row.question == "nps":
            assert row.truth == 100.0


# --- one path language -----------------------------------------------------------------------

KEYS = sorted({row[0] for row in MOVES if not row[0].startswith("events.")})
LEVERS = [key for key in KEYS if not is_fixed(key)]
FIELDS = {  # the market record's name of a number that has one of its own
    path + name: prefix + name
    for prefix, section in _SECTIONS
    for path in (f"journey.{prefix[:-1]}.", f"{prefix[:-1]}.", "peers.reviews.")
    for name in section.model_fields
    if path.rstrip(".").rpartition(".")[2] == prefix[:-1]
}


def test_only_settings_of_the_study_and_the_start_stay_where_they_are():
    fixed = set(KEYS) - set(LEVERS)
    assert fixed == {"kpis.pain_score", "journey.start.effort"}


@pytest.mark.parametrize("key", [key for key in LEVERS if key in FIELDS])
def test_a_lever_moves_a_scale_for_whom_it_is(key):
    """On the day it starts the segment it is for meets the number, and the other does not."""
    low, high = next((row[1], row[2]) for row in MOVES if row[0] == key)
    scenario = market(changes={key: low})
    lever = {"type": "lever", "path": key, "to": high, "start": START, "cost": "free"}
    if takes_audience(scenario, key):
        lever["segments"] = ["guests"]
    seen: list[tuple[float, float]] = []
    name = FIELDS[key]
    live(
        market({"lever": lever}, changes={key: low}), "act", days=START_DAY + 1,
        watch=lambda m: seen.append(tuple(map(float, m.markets[name]))),
    )  # fmt: skip
    assert seen[:START_DAY] == [(low, low)] * START_DAY
    assert seen[START_DAY] == pytest.approx((low if "segments" in lever else high, high))


def test_what_all_share_is_not_for_some_segments_only():
    scenario = market()
    for key in ("journey.search.top_click_share", "journey.search.click_decay"):
        assert not takes_audience(scenario, key)


def test_every_scale_says_where_it_is_from():
    scenario = market(changes={**ASKING, **VOICE})
    for key in {row[0] for row in MOVES}:
        assert get_number(scenario, key).low is None
        assert source_of(scenario, key)
    assert str(source_of(scenario, "journey.search.click_decay")).startswith("Sistrix")


# --- no number of behaviour hides in the rules -------------------------------------------------

RULES = ("journey", "agents", "peers", "events")
CONSTANTS = {
    "agents.population.LEAST_CV": "guard: its square is divided by",
    "agents.queue.HOURS_PER_DAY": "unit",
    "agents.tickets._MINUTES_PER_HOUR": "unit",
    "journey.experience.GUMBEL_MEAN": "mathematics: mean of the Gumbel distribution",
    "journey.experience.GUMBEL_SD": "mathematics: its standard deviation",
    "journey.experience.LEAST_WORTH": "guard: keeps a ratio finite",
    "journey.exploring.WAIT_HOURS": "unit: until tomorrow",
    "journey.feeling.BASIS_POINTS": "encoding of shares",
    "journey.feeling.BEST_EMOTION": "end of the scale",
    "journey.feeling.KNOWLEDGE_STEPS": "encoding of a knowledge in a byte",
    "journey.feeling.LONGEST_WAIT": "encoding: days are kept in 16 bits",
    "journey.feeling.OPINION_STEPS": "encoding of an opinion in a byte",
    "journey.feeling.WORST_EMOTION": "end of the scale",
    "journey.listening.LANE_SIZE": "encoding of four draws in one number",
    "journey.luck._TO_UNIT": "encoding of 53 bits as a number below 1",
    "journey.market.DAYS_PER_MONTH": "unit",
    "journey.market.DAYS_PER_YEAR": "unit",
    "journey.rest._ROUNDING": "guard: of a product in another order",
    "journey.support.POINTS_OF_SCALE": "unit: from -2..2 to 0..1",
    "journey.ties._TO_SHARE": "encoding of 53 bits as a number below 1",
    "journey.trouble._MANY": "guard: where an exponential would vanish",
    "journey.worth.LEAST_SATURATION": "guard: where a formula divides 0 by 0",
    "peers.implicit._UNITS": "encoding of a share as a whole number",
}
"""Constants that stay in the code: definitions, units, encodings and guards, never behaviour."""
WHOLE_WITH_UNIT = re.compile(r"_(DAYS|HOURS|MINUTES|TIMES|SHARE|KM|SCORE|WEIGHT)$")
WHOLE = {
    "agents.trial_team.OTHERS_WITHIN_DAYS": "resolution: spreads the people a record stands for",
    "journey.luck.MAX_DAYS": "encoding: days are kept in 16 bits",
    "journey.shopping.WAITED_DAYS": "place of a column",
    "journey.tally.AGE_DAYS": "grid of a report: months of a customer's age",
    "journey.tally.OWNER_RELATION_DAYS": "place of a column",
    "journey.touching.WAIT_HOURS": "place of a column",
}
"""Whole numbers whose names end in a unit, and what each is."""
PLAIN = {0.0, 0.5, 1.0, 2.0}
"""Nothing, the middle, the whole and the strongest: ends and middles of scales."""
LITERALS = {
    "agents.brand": {7.0: "days in a week", 1000.0: "the thousand of cost_per_thousand"},
    "agents.crm": {1e-300: "guard"},
    "agents.house": {1e-9: "guard"},
    "agents.media_channel": {1000.0: "the thousand of cost_per_thousand", 0.001: "guard"},
    "agents.population": {1e-12: "guard", 1e9: "bytes in a gigabyte"},
    "agents.research": {
        4.0: "from -2..2 to 0..1", 5.0: "classes of CSAT", 6.0: "steps of CES",
        7.0: "top of CES", 100.0: "NPS is in points", 1e-12: "guard",
    },
    "agents.trial_team": {23.999: "guard: before midnight"},
    "agents.voice": {7.0: "days in a week"},
    "events.calendar": {365.0: "days in a year"},
    "events.viral": {1e-9: "guard"},
    "journey.evaluation": {1e-300: "guard"},
    "journey.experience": {24.0: "hours in a day"},
    "journey.exploring": {3.0: "mathematics: spread of an even distribution"},
    "journey.listening": {127.0: "encoding of an opinion"},
    "journey.market": {3.0: "the three topics of messages"},
    "journey.outlets": {60.0: "minutes in an hour"},
    "journey.purchase": {24.0: "hours in a day"},
    "journey.requesting": {3.0: "mathematics: spread of an even distribution"},
    "journey.touching": {4.0: "from 0..1 to -2..2, and its quarter points"},
    "journey.trouble": {10.0: "guard"},
    "peers.builders": {
        0.1: "default of an argument", 0.2: "default of an argument",
        0.3: "default of an argument", 3.0: "default of an argument", 1e-6: "guard", 1e-9: "guard",
    },
    "peers.implicit": {1e-9: "guard"},
    "peers.reviews": {1e-9: "guard"},
}  # fmt: skip
"""Bare numbers in the text of rules and parties that stay there, and what each is."""


def _modules() -> Iterator[tuple[str, str]]:
    """The modules of the rules and parties: name within the package, text."""
    root = Path(cjsim.__file__).parent
    for package in RULES:
        for found in pkgutil.iter_modules([str(root / package)]):
            yield (
                f"{package}.{found.name}",
                (root / package / f"{found.name}.py").read_text("utf-8"),
            )


def _constants(name: str, text: str) -> Iterator[str]:
    """Upper-case names a module declares that hold a number of behaviour, by their look."""
    module = importlib.import_module(f"cjsim.{name}")
    for node in ast.parse(text).body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
        for target in targets:
            for each in target.elts if isinstance(target, ast.Tuple) else [target]:
                if isinstance(each, ast.Name) and each.id.isupper():
                    value = getattr(module, each.id)
                    has_unit = type(value) is int and WHOLE_WITH_UNIT.search(each.id)
                    if isinstance(value, float) or has_unit:
                        yield f"{name}.{each.id}"


def _literals(text: str) -> set[float]:
    """The fractions written in the functions of a module, and in their defaults."""
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    return {
        each.value
        for function in functions
        for each in ast.walk(function)
        if isinstance(each, ast.Constant) and isinstance(each.value, float)
    } - PLAIN


def test_no_constant_of_behaviour_is_in_the_rules():
    found = {each for name, text in _modules() for each in _constants(name, text)}
    assert found == {*CONSTANTS, *WHOLE}


def test_no_bare_number_of_behaviour_is_in_the_rules():
    found = {name: values for name, text in _modules() if (values := _literals(text))}
    assert found == {name: set(values) for name, values in LITERALS.items()}


def test_the_scan_would_see_a_number_that_hides():
    assert _literals("def rule(me):\n    return 0.7 * me + 1.0") == {0.7}
    text = (Path(cjsim.__file__).parent / "journey" / "feeling.py").read_text("utf-8")
    assert "journey.feeling.BASIS_POINTS" in set(_constants("journey.feeling", text))
