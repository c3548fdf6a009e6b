"""What was asked for and no other test of an area says: each is a row of requirements.md."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest

import cjsim
from cjsim import JourneyModel, Mark, MarketFileError, UserError
from cjsim.agents.customer import CUSTOMER
from cjsim.journey.evaluation import known_of_attribute
from cjsim.journey.market import MARKET
from cjsim.journey.place import Place, place_of
from cjsim.journey.stages import Intention, Stage
from cjsim.journey.touching import CONTACTS, SCORE, Aspect, Point
from cjsim.results.report import comparison_lines
from tests.lab import DAYS_PER_MONTH, START_DAY, count, kpi, live, market, raw_market

BUSY = {"support.question_per_year": 20.0, "support.staff": 20}


@cache
def lived(**changes: float) -> JourneyModel:
    return live(market(changes={name.replace("__", "."): at for name, at in changes.items()}))


def met(model: JourneyModel, point: int, aspect: Aspect) -> tuple[float, float]:
    """How many contacts at a touchpoint felt this, and their mean score."""
    sums = model.history.touch_sums[:, :, point, aspect].sum(axis=(0, 1))
    return float(sums[CONTACTS]), float(sums[SCORE] / sums[CONTACTS])


# --- media ---------------------------------------------------------------------------------


def test_pressure_carries_over_and_its_effect_saturates():
    """Spend doubles on one day: pressure follows a_t = (1 - c) x_t + c a_(t-1)."""
    carried, noticed, reach, money, cost = 0.6, 0.5, 0.7, 9000.0, 200.0
    more = {"type": "media_budget", "channel": "social", "change_share": 1.0, "start": "2027-01-18"}
    changes = {
        "channels.social.carry_over_share": carried,
        "channels.social.spend_per_month": money,
        "channels.social.noticed_share": noticed,
    }
    chances: list[float] = []
    scenario = market({"more": more}, changes=changes)
    live(scenario, "act", watch=lambda m: chances.append(m.markets["media_chance"][0, 0]))
    steady = money / DAYS_PER_MONTH / cost * 1000.0 / (reach * float(scenario.scenario.people))
    pressure = steady
    for day, chance in enumerate(chances[: START_DAY + 20]):
        bought = 2.0 * steady if day >= START_DAY else steady
        pressure = (1.0 - carried) * bought + carried * pressure
        assert chance == pytest.approx(1.0 - np.exp(-noticed * pressure), rel=1e-5)
    assert chances[-1] < 2.0 * chances[0]  # twice the money, less than twice as many met


def test_firms_inform_more_often_than_people_do():
    """In every ready-made market that buys media."""
    for name, _ in cjsim.list_scenarios():
        scenario = cjsim.load_scenario(name)
        if not any(float(each.spend_per_month) > 0.0 for each in scenario.channels.values()):
            continue
        values = cjsim.run(scenario, customers=1500, days=60).kpi_values()
        assert values["information_commercial"] > values["information_personal"] > 0.0, name


# --- the journey as a whole ----------------------------------------------------------------

OWN = {
    "before": ["unaware", "aware"],
    "deciding": ["searching", "reading", "comparing", "exploring", "intending", "paused"],
    "ours": ["ordered", "setting_up", "on_trial", "using", "loyal", "advocate",
             "completely_loyal", "helped_to_set_up", "in_support"],
    "elsewhere": ["buying_elsewhere", "using_another", "lapsed", "lapsed_with_offer"],
}  # fmt: skip


def test_a_scheme_of_ones_own_tells_the_same_days():
    run = cjsim.run(market(), days=30)
    own = run.view(OWN)
    assert list(own["stage"].unique()) == list(OWN)
    six = run.view("six_stages")
    people = [view.groupby("day")["people"].sum() for view in (own, six)]
    pd.testing.assert_series_equal(*people)
    last = [view[view["day"] == 29].groupby("stage")["people"].sum() for view in (own, six)]
    assert last[0]["before"] == pytest.approx(last[1]["unaware"] + last[1]["awareness"])
    assert last[0]["ours"] > 0.0


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({**OWN, "before": ["unaware"]}, "aware"),
        ({**OWN, "twice": ["aware"]}, "one stage only"),
        ({**OWN, "more": ["awar"]}, "places are"),
    ],
)
def test_a_scheme_that_does_not_hold_each_place_once_is_refused(wrong, word):
    run = cjsim.run(market(), days=2)
    with pytest.raises(UserError, match=word):
        run.view(wrong)


def test_a_late_order_is_still_an_order():
    people, markets = np.zeros(1, CUSTOMER), np.zeros(1, MARKET)
    people["stage"], people["intention"] = Stage.PURCHASE, Intention.LATE
    assert place_of(people[0], markets[0]) == Place.ORDERED


def test_journeys_go_on_through_the_third_year():
    """Three years: nobody is lost, needs come back, some who left return, loyalty is there."""
    changes = {"scenario.days": 1095, "product.lapse_after_days": 90, "product.need_per_year": 3.0}
    run = cjsim.run(market(changes=changes), customers=400)
    stages = [stage.name.lower() for stage in Stage]
    people = run.daily.groupby("day")[stages].sum().sum(axis=1)
    np.testing.assert_allclose(people, 5000.0)
    late = run.moves[run.moves["day"] >= 730]
    assert set(late["to_stage"]) >= {"search", "evaluation", "purchase", "use", "support", "lapsed"}
    assert (run.moves["reason"] != "").all()
    values = run.kpi_values()
    assert values["came_back"] > 0.0
    assert values["loyal_share"] > 0.0
    back = run.moves[(run.moves["from_stage"] == "lapsed") & (run.moves["day"] >= 730)]
    assert (back["to_stage"] == "search").all()
    assert len(back) > 0


def test_a_report_shows_satisfaction_and_loyalty_beside_money():
    comparison = cjsim.compare(market(), ["keep", "act"], replicates=2, customers=300, days=20)
    text = "\n".join(comparison_lines(comparison))
    for name in ("satisfaction", "loyal_share", "contribution"):
        assert text.count(f"  {name} ") == 2, name


# --- support -------------------------------------------------------------------------------


def test_kinds_of_problem_are_solved_as_often_as_they_are_hard():
    """Only questions come, then only questions that take twice the skill."""
    quiet = {**BUSY, "product.failure_per_year": 0.0, "journey.use.setup_difficulty_share": 0.0,
             "support.first_contact_resolution_share": 0.8}  # fmt: skip
    for times in (1.0, 0.5):
        changes = {**quiet, "support.kinds.question.solved_times": times,
                   "support.kinds.technical.solved_times": 0.0}  # fmt: skip
        model = live(market(changes=changes))
        n = float(model.history.tickets_answered.sum())
        share = 0.8 * times
        assert abs(kpi(model, "first_contact_resolution") - share) < 5 * np.sqrt(0.25 / n)


def test_who_waits_longer_for_help_trusts_less():
    """The same hours of waiting, taken for normal by some and for long by others."""
    changes = {**BUSY, "support.staff": 3}
    patient = live(market(changes={**changes, "support.reference_wait_hours": 1000.0}))
    hurried = live(market(changes={**changes, "support.reference_wait_hours": 0.1}))
    assert kpi(hurried, "trust") < kpi(patient, "trust") - 0.01
    assert kpi(hurried, "satisfaction") < kpi(patient, "satisfaction")


def test_help_is_felt_as_reply_advice_and_treatment():
    base = {**BUSY, "support.attitude_sd": 0.0, "support.reference_wait_hours": 4.0}
    good = live(market(changes={**base, "support.attitude": 0.9,
                                "support.first_contact_resolution_share": 0.9}))  # fmt: skip
    poor = live(market(changes={**base, "support.attitude": 0.2, "support.staff": 2,
                                "support.first_contact_resolution_share": 0.4}))  # fmt: skip
    for aspect in (Aspect.REPLY_TIME, Aspect.ADVICE, Aspect.TREATMENT):
        n, score = met(good, Point.SUPPORT, aspect)
        assert n > 100
        assert score > met(poor, Point.SUPPORT, aspect)[1] + 0.2, aspect
    assert met(good, Point.SUPPORT, Aspect.ATTITUDE)[1] == pytest.approx(4 * 0.4, abs=1e-6)


# --- experience ----------------------------------------------------------------------------


def test_who_is_delighted_trusts_more():
    """The same experiences; only from where on they delight differs."""
    easily, never = (
        lived(journey__use__delight_threshold=at, journey__use__experience_sd=0.3)
        for at in (0.0, 1.0)
    )
    assert count(easily, Mark.DELIGHTED) > 50
    assert count(never, Mark.DELIGHTED) == 0
    assert kpi(easily, "trust") > kpi(never, "trust")


def test_who_expects_more_each_year_is_less_satisfied():
    content, spoilt = (lived(journey__use__expectation_drift_per_year=at) for at in (0.0, 1.0))
    assert kpi(spoilt, "satisfaction") < kpi(content, "satisfaction")


def test_channels_are_scored_by_ease_information_and_interaction():
    """A place to buy by its ease, content by what it tells, a place to explore by its people."""
    worse = lived(
        sales__website__convenience=0.2, content__clarity=0.2, explore__visit__attitude=0.2
    )
    better = lived(
        sales__website__convenience=0.9, content__clarity=0.9, explore__visit__attitude=0.9
    )
    for point, aspect in (
        (Point.ORDER, Aspect.EASE),
        (Point.OWN_CONTENT, Aspect.INFORMATION),
        (Point.EXPLORE, Aspect.INTERACTION),
    ):
        assert met(better, point, aspect)[1] > met(worse, point, aspect)[1], aspect
    assert met(better, Point.ORDER, Aspect.EASE)[1] == pytest.approx(4 * 0.4, abs=1e-6)


def test_good_words_sell():
    """Owners of an excellent product talk; the same people, by the same luck, hear it or not."""
    talk = {"peers.owner_talk_per_day_share": 0.1, "peers.reviews.read_share": 0.0,
            "brands.club.attributes": {"taste": 0.95, "ease": 0.9, "service": 0.9}}  # fmt: skip
    heard = live(market(changes=talk))
    deaf = live(market(changes={**talk, "scenario.switches.word_of_mouth": False}))
    assert kpi(heard, "word_of_mouth_positive") > 3 * kpi(heard, "word_of_mouth_negative")
    ours = heard._ours
    assert heard.records["opinion"][:, ours].mean() > deaf.records["opinion"][:, ours].mean() + 5
    assert kpi(heard, "orders") > kpi(deaf, "orders")


def test_a_low_rating_sets_off_an_improvement():
    fix = {"type": "fix_quality", "attribute": "taste", "add_quality": 0.2, "one_off_cost": 90}
    rule = {"type": "policy", "check_every_days": 14, "kpi": "rating", "below": 6.0,
            "then": ["fix"], "cost": "free"}  # fmt: skip
    run = cjsim.run(market({"rule": rule}, changes={"interventions.fix": fix}), plan="act")
    first = run.policy_log.iloc[0]
    assert first["intervention"] == "fix"
    assert first["day"] == 13
    calm = {**rule, "below": 1.0}
    idle = cjsim.run(market({"rule": calm}, changes={"interventions.fix": fix}), plan="act")
    assert len(idle.policy_log) == 0
    assert run.kpi_values()["satisfaction"] > idle.kpi_values()["satisfaction"]


# --- what a key moves ----------------------------------------------------------------------

TRIALS = {"product.kind": "subscription", "product.trial_days": 5, "product.renewal_days": 10}
WORRY = {"type": "personal_finance", "per_year": 6.0, "lasts_days": 20, "pause_days": 5}
MOVES = [
    # key, a low and a high value, the KPI it moves, its way, and what else is so meanwhile
    ("journey.search.ask_per_day_share", 0.0, 0.9, "information_personal", 1, {}),
    ("journey.search.give_up_per_day_share", 0.0, 0.5, "search_to_evaluation", -1,
     {"journey.search.findability": 0.1}),
    ("journey.evaluation.talk_per_day_share", 0.0, 0.9, "information_personal", 1, {}),
    ("peers.reviews.read_share", 0.1, 1.0, "information_reviews", 1, {}),
    ("peers.negative_weight", 1.0, 4.0, "reconsider_rate", 1,
     {"brands.club.attributes": {"taste": 0.45, "ease": 0.45, "service": 0.45}}),
    ("explore.visit.per_day_share", 0.05, 0.5, "presale_requests", 1, {}),
    ("sales.website.checkout_minutes", 1.0, 60.0, "effort", 1, {}),
    ("sales.website.refused_share", 0.0, 0.5, "delivered_rate", -1, {}),
    ("product.trial_quit_share", 0.1, 0.8, "trial_to_paid", -1, TRIALS),
    ("journey.use.disappointment_threshold", 0.05, 0.6, "return_rate", -1,
     {"journey.use.experience_sd": 0.3}),
    ("journey.use.trust_update", 0.0, 0.9, "trust", 1,
     {"brands.club.attributes": {"taste": 0.95, "ease": 0.95, "service": 0.95},
      "support.staff": 20}),
    ("journey.use.setup_help_trust", 0.0, 0.9, "trust", 1, {"journey.use.setup_help_share": 1.0}),
    ("journey.use.failure_emotion", -1.0, 0.0, "satisfaction", 1,
     {"product.failure_per_year": 4.0}),
    ("support.wait_pain_per_doubling", 0.0, 0.5, "trust", -1, {"support.question_per_year": 20.0}),
    ("support.left_alone_emotion", -1.0, 0.0, "word_of_mouth_negative", -1,
     {"support.question_per_year": 20.0, "support.staff": 0}),
    ("support.staff", 0, 20, "left_bad_support", -1, {"support.question_per_year": 20.0}),
    ("scenario.days", 20, 60, "relation_days", 1, {}),
]  # fmt: skip


@pytest.mark.parametrize(("key", "low", "high", "name", "way", "also"), MOVES)
def test_a_key_moves_what_the_table_says(key, low, high, name, way, also):
    at_low, at_high = (kpi(live(market(changes={**also, key: at})), name) for at in (low, high))
    assert way * (at_high - at_low) > 0.0


@pytest.mark.parametrize(
    ("key", "low", "high", "name", "way"),
    [
        ("pause_share", 0.1, 0.9, "pause_rate", 1),
        ("pause_share", 0.1, 0.9, "cancel_rate", -1),
        ("resume_share", 0.1, 0.9, "resume_rate", 1),
        ("per_year", 1.0, 8.0, "cancel_rate", 1),
    ],
)
def test_a_number_of_a_worry_moves_what_the_table_says(key, low, high, name, way):
    at_low, at_high = (
        kpi(live(market(events={"money": {**WORRY, key: at}})), name) for at in (low, high)
    )
    assert way * (at_high - at_low) > 0.0


def test_a_step_of_quality_is_worth_less_where_it_saturates():
    gains = []
    for saturation in (0.0, 8.0):
        shares = [
            kpi(
                live(
                    market(
                        changes={
                            "product.quality_saturation": saturation,
                            "brands.club.attributes": dict.fromkeys(
                                ("taste", "ease", "service"), at
                            ),
                            "brands.club.claims": {},
                        }
                    )
                ),
                "market_share",
            )
            for at in (0.6, 0.95)
        ]
        gains.append(shares[1] - shares[0])
    assert gains[0] > gains[1] + 0.02


def test_rewards_bring_people_through_invitations():
    reward = {"type": "referral_reward", "reward": 10, "invite_share": 0.8, "cost_per_month": 20}
    scenario = market({"reward": reward}, changes={"peers.owner_talk_per_day_share": 0.1})
    assert kpi(live(scenario), "referral_factor") == 0.0
    assert kpi(live(scenario, "act"), "referral_factor") > 0.0


def test_a_treatment_for_one_segment_changes_that_segment_alone():
    """Nobody hears of it from others: they know nobody, and read no reviews."""
    sale = {"type": "discount", "share": 0.4, "segments": ["guests"]}
    apart = {"peers.network": "none", "peers.reviews.read_share": 0.0,
             "brands.roaster.price_match_share": 0.0, "support.staff": 50}  # fmt: skip
    scenario = market({"sale": sale}, changes=apart)
    who = cjsim.compare(scenario, ["keep", "act"], replicates=2, customers=1500).who_changed
    won = who[who["change"] == "because of the plan"].set_index("segment")["people"]
    assert won["guests"] > 0.0
    assert won["regulars"] == 0.0


def test_the_map_says_what_people_want_and_what_brought_them():
    usual = cjsim.run(market(), days=40).journey_map().set_index("stage")
    calm = {"product.need_per_year": 0.0, "peers.arouse_chance": 0.3,
            "segments.regulars.tastes": {"taste": 0.1, "ease": 0.1, "service": 0.8},
            "segments.guests.tastes": {"taste": 0.1, "ease": 0.2, "service": 0.7}}  # fmt: skip
    other = cjsim.run(market(changes=calm), days=40).journey_map().set_index("stage")
    assert set(usual.loc["evaluation", "wants"]) == {"to compare, above all by taste and ease"}
    assert set(other.loc["evaluation", "wants"]) == {"to compare, above all by service and ease"}
    assert all(words.startswith("need arose") for words in usual.loc["search", "motive"])
    assert all(words.startswith("aroused by talk") for words in other.loc["search", "motive"])
    assert usual["worry"].max() > 0.0


@pytest.mark.parametrize("section", ["segments", "product"])
def test_a_market_says_who_buys_and_what(section):
    raw = raw_market()
    del raw[section]
    with pytest.raises(MarketFileError, match=section):
        cjsim.load_scenario(raw)


def test_by_default_people_judge_more_than_firms_for_what_they_tell():
    """Opinions moved for what was learned: by asking people, and by reading our pages."""
    read, asked = (
        live(market(changes={**SILENT, road: 1.0}), days=20)
        for road in ("journey.search.findability", "journey.search.ask_per_day_share")
    )
    nothing = live(market(changes=SILENT), days=20)
    (known_by_reading, judged_by_reading), (known_by_asking, judged_by_asking) = (
        gains(model, nothing) for model in (read, asked)
    )
    assert min(known_by_reading, known_by_asking) > 0.1
    assert judged_by_asking / known_by_asking > 2.0 * judged_by_reading / known_by_reading


SILENT = {
    "journey.search.findability": 0.0,
    "journey.search.ask_per_day_share": 0.0,
    "journey.evaluation.talk_per_day_share": 0.0,
    "peers.reviews.read_share": 0.0,
    "scenario.switches.media": False,
    "scenario.switches.explore": False,
    "product.need_per_year": 30.0,
}


def gains(model: JourneyModel, nothing: JourneyModel) -> tuple[float, float]:
    """By how much more is known of us, and opinions stand elsewhere, of those without us so far."""
    ours = model._ours
    strange = (model.records["brand"] != ours) & (nothing.records["brand"] != ours)
    strange &= (model.records["n_orders"] == 0) & (nothing.records["n_orders"] == 0)
    known, opinion = (
        np.abs(
            model.records[name][strange, ours].astype(float) - nothing.records[name][strange, ours]
        ).mean()
        for name in ("knowledge", "opinion")
    )
    return float(known / 255.0), float(opinion / 127.0)


# --- needs that nobody speaks of ---------------------------------------------------------


def test_a_latent_need_is_felt_in_use_and_moves_no_choice():
    """However good a brand is at it, nobody chooses by it; whoever uses the product feels it."""

    def tried(service: float, told: float) -> tuple[float, float, cjsim.Run]:
        changes = {"product.visibility.service": told, "brands.club.attributes.service": service}
        run = cjsim.run(market(changes=changes), days=30)
        return run.kpi_values()["choice_share"], run.kpi_values()["satisfaction"], run

    (chosen_bad, pleased_bad, run), (chosen_good, pleased_good, _) = (
        tried(service, 0.0) for service in (0.2, 0.9)
    )
    assert pleased_good > pleased_bad + 0.01
    open_bad, open_good = (tried(service, 1.0)[0] for service in (0.2, 0.9))
    # what is known of it draws at once; what nobody speaks of only later, by being liked
    assert abs(chosen_good - chosen_bad) < 0.5 * (open_good - open_bad)
    found = run.diagnose(futures=0).latent
    assert set(found["attribute"]) == {"service"}
    assert list(found["unmet"]) == sorted(found["unmet"], reverse=True)
    row = found.iloc[0]
    assert row["unmet"] == pytest.approx(row["weight"] * 0.8 * row["people"])


def test_a_latent_need_is_one_of_the_attributes():
    with pytest.raises(cjsim.MarketFileError, match='Did you mean "service"'):
        market(changes={"product.visibility.servise": 0.0})


@pytest.mark.parametrize("visibility", [0.0, 0.5, 1.0, 3.0])
def test_of_each_attribute_as_much_is_known_as_it_is_visible(visibility):
    """Two sources that tell shares a and b leave (1-a)(1-b) of the unknown, each to the power v."""
    one, both = 0.3, 1.0 - 0.7 * 0.6
    known = known_of_attribute(both, visibility)
    assert 1.0 - known == pytest.approx((1.0 - one) ** visibility * 0.6**visibility)
    assert known_of_attribute(0.0, visibility) == 0.0
