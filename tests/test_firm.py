"""What the firm sees: leads, labels, delays, priorities, and what its programmes bring."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import cjsim
from cjsim import JourneyModel, Mark, MarketFileError, Stage
from cjsim.agents.leads import CONTACTED, CONTRACT, LOST, NEVER, NEW, OPPORTUNITY
from cjsim.interventions.contacts import COUNTS
from cjsim.journey.tally import MARKS
from cjsim.results.run import Run
from cjsim.scenarios import Scenario
from tests.lab import booked, count, live, marked_today, market, model_of, raw_market

MAIL = {"type": "contact", "channel": "letters", "information": 0.1, "every_days": 1}


def of_mark(counts: np.ndarray, name: str) -> float:
    return float(counts[:, COUNTS.index(name)].sum())


def watched(
    scenario: Scenario, see: Callable[[JourneyModel], Any], days: int | None = None
) -> list[Any]:
    """What `see` returns after each day under the plan."""
    found: list[Any] = []
    live(scenario, "act", days=days, watch=lambda model: found.append(see(model)))
    return found


def near(n_found: float, n_all: float, share: float, errors: float = 4.0) -> bool:
    """Whether a count is within so many standard errors of its binomial mean."""
    return bool(abs(n_found - n_all * share) <= errors * np.sqrt(n_all * share * (1 - share)) + 1)


# --- who is identified -------------------------------------------------------------------


def test_customers_at_the_start_are_identified_and_nobody_else() -> None:
    scenario = market(changes={"crm": {}})
    model = model_of(scenario)
    ours = list(scenario.brands).index("club")
    assert np.array_equal(model.firm.crm.book.is_identified, model.records["brand"] == ours)
    assert np.all(model.firm.crm.book.status[model.firm.crm.book.ids] == CONTRACT)


def test_a_visit_leaves_a_name_by_the_share_and_an_order_always() -> None:
    share = 0.3
    scenario = market(changes={"crm": {"identified_share": share}})
    model = model_of(scenario)
    n_visits = n_named = 0
    for _day in range(40):
        nameless = ~model.firm.crm.book.is_identified.copy()
        model.step()
        named = marked_today(model, Mark.IDENTIFIED)
        assert np.array_equal(named, np.flatnonzero(nameless & model.firm.crm.book.is_identified))
        ordered = np.intersect1d(marked_today(model, Mark.ORDERED), np.flatnonzero(nameless))
        assert np.isin(ordered, named).all()
        visited = np.setdiff1d(marked_today(model, Mark.VISITED), ordered)
        visited = visited[nameless[visited]]
        assert np.isin(np.setdiff1d(named, ordered), visited).all()
        n_visits += visited.size
        n_named += np.isin(visited, named).sum()
    assert n_visits > 300
    assert near(n_named, n_visits, share)
    assert count(model, Mark.IDENTIFIED) == np.count_nonzero(model.history.book.created_day >= 0)


def test_records_alone_change_nothing_for_customers() -> None:
    bare = live(market())
    crm = live(market(changes={"crm": {}, "research": {"survey": {}, "listening": {}}}))
    tallies = crm.history.tallies.copy()
    assert tallies[:, :, MARKS + Mark.IDENTIFIED].sum() > 0
    tallies[:, :, MARKS + Mark.IDENTIFIED] = 0.0
    assert np.array_equal(tallies, bare.history.tallies)


def test_the_desk_serves_by_the_priorities_only_where_it_is_told_to() -> None:
    busy = {"support.question_per_year": 30.0, "scenario.switches.leaving": False}
    apart = {"label_priority": {"target": "urgent", "potential": "low"}}
    alike, by_class = (
        live(market(changes={**busy, "crm": {**apart, "orders_support": told}}))
        for told in (False, True)
    )
    assert alike.desk.priority_of is None
    assert by_class.desk.priority_of is not None
    assert not np.array_equal(alike.records["wait_hours"], by_class.records["wait_hours"])


# --- labels ------------------------------------------------------------------------------


def test_a_wrong_label_comes_by_its_share_and_the_mistakes_of_less_are_among_those_of_more() -> (
    None
):
    mistaken = {}
    for share in (0.0, 0.2, 0.5, 1.0):
        model = model_of(market(changes={"crm": {"label_error_share": share}}))
        book = model.firm.crm.book
        wrong = book.segment != book.truth
        assert near(wrong.sum(), wrong.size, share)
        mistaken[share] = set(np.flatnonzero(wrong))
    assert not mistaken[0.0]
    assert mistaken[0.2] < mistaken[0.5] < mistaken[1.0]


@pytest.mark.parametrize("error", [0.0, 0.25, 0.5])
def test_wrong_labels_waste_contacts_by_the_share_that_is_wrong(error: float) -> None:
    """Of those labelled target, t(1-e) / (t(1-e) + (1-t)e) are; only they are worth asking."""
    mail = {**MAIL, "labels": ["target"], "response_share": 0.3, "fatigue": 0.0}
    crm = {"identified_share": 1.0, "label_error_share": error}
    scenario = market({"it": mail}, changes={"crm": crm, "segments.regulars.label": "target"})
    model = model_of(scenario, "act")
    sent, right, answered = 0, 0, 0
    for _day in range(30):
        model.step()
        ids = model.programmes[0]._today
        is_target = model.records["segment"][ids] == 0
        sent, right = sent + ids.size, right + is_target.sum()
        followed = model.sweep.answers[ids[is_target]] >> 16 & 1
        answered += followed.sum()
    named = model.firm.crm.book.is_identified
    t = np.mean(model.records["segment"][named] == 0)
    expected = t * (1 - error) / (t * (1 - error) + (1 - t) * error)
    assert right / sent == pytest.approx(expected, abs=0.08)  # people are asked again and again
    assert near(answered, sent, 0.3 * right / sent)


def test_without_a_crm_labels_are_the_truth() -> None:
    scenario = market({"it": {**MAIL, "labels": ["target"]}})
    assert {
        int(segment)
        for today in watched(scenario, lambda m: m.records["segment"][m.programmes[0]._today], 5)
        for segment in today
    } == {0}


# --- delay -------------------------------------------------------------------------------


@pytest.mark.parametrize("delay", [0, 1, 4])
def test_nobody_is_addressed_for_a_stage_entered_less_than_the_delay_ago(delay: int) -> None:
    mail = {**MAIL, "stages": ["search"], "response_share": 0.0}
    crm = {"identified_share": 1.0, "data_delay_days": delay}
    scenario = market({"it": mail}, changes={"crm": crm, "product.need_per_year": 20.0})
    model = model_of(scenario, "act")
    stages = [model.records["stage"].copy()]  # on the morning of each day
    n_addressed = 0
    for day in range(30):
        model.step()
        ids = model.programmes[0]._today
        n_addressed += ids.size
        assert np.all(stages[max(day - delay, 0)][ids] == Stage.SEARCH)
        stages.append(model.records["stage"].copy())
    assert n_addressed > 50


def test_status_follows_what_is_seen() -> None:
    mail = {**MAIL, "stages": ["awareness", "search"], "capacity_per_day": 50}
    scenario = market({"it": mail}, changes={"crm": {"identified_share": 1.0}})
    model = live(scenario, "act")
    book, ids = model.history.book, model.history.book.ids
    seen = {status: ids[book.status[ids] == status] for status in range(5)}
    assert all(found.size for found in seen.values())
    assert np.all(book.contacted_day[seen[NEW]] == NEVER)
    assert np.all(book.contacted_day[seen[CONTACTED]] >= 0)
    for status, stages in (
        (OPPORTUNITY, {Stage.EVALUATION, Stage.PURCHASE, Stage.USE}),
        (NEW, {Stage.AWARENESS, Stage.SEARCH, Stage.USE, Stage.UNAWARE}),
    ):
        assert set(book.stage[seen[status]].tolist()) <= stages
    assert not np.isin(book.stage[seen[LOST]], [Stage.EVALUATION, Stage.PURCHASE]).any()
    assert model.history.pipeline.sum(axis=1)[-1] == ids.size


# --- priorities and owners ---------------------------------------------------------------


def test_the_urgent_come_first_within_the_capacity() -> None:
    mail = {**MAIL, "capacity_per_day": 60}
    crm = {
        "identified_share": 1.0,
        "priorities": ["now", "soon", "later"],
        "label_priority": {"target": "soon"},
        "status_priority": {"opportunity": "now"},
    }
    model = model_of(market({"it": mail}, changes={"crm": crm}), "act")
    crm_party = model.firm.crm
    mixed = 0
    for _day in range(20):
        before = {}
        original = crm_party.priority_of

        def remember(ids: np.ndarray, of: Any = original, kept: dict[str, Any] = before) -> Any:
            kept["ids"], kept["class"] = ids.copy(), of(ids)
            return kept["class"]

        crm_party.priority_of = remember
        model.step()
        crm_party.priority_of = original
        taken = np.isin(before["ids"], model.programmes[0]._today)
        assert 0 < taken.sum() < taken.size
        assert before["class"][taken].max() <= before["class"][~taken].min()
        mixed += np.unique(before["class"][taken]).size > 1
    assert mixed  # some days have room for more than one class
    book, ids = crm_party.book, np.arange(model.records.size)
    of_label = np.where(book.segment == 0, 1, 2)  # target soon, all others later
    of_status = np.where(book.status == OPPORTUNITY, 0, 2)
    assert np.array_equal(crm_party.priority_of(ids), np.minimum(of_label, of_status))
    desk = crm_party.ticket_priority(ids)
    assert np.array_equal(desk == -1, ~book.is_identified)
    assert np.array_equal(desk[book.ids], crm_party.priority_of(book.ids))


@pytest.mark.parametrize("assignment", ["round_robin", "load", "luck"])
def test_sales_people_share_the_leads(assignment: str) -> None:
    owners = ["an", "binh", "chi"]
    crm = {"identified_share": 1.0, "owners": owners, "assignment": assignment}
    model = live(market(changes={"crm": crm}), days=30)
    book = model.history.book
    shares = np.bincount(book.owner[book.ids], minlength=3)
    if assignment == "round_robin":
        assert np.ptp(shares) <= 1
    else:
        assert all(near(n, book.ids.size, 1 / 3) for n in shares)


# --- contacts ----------------------------------------------------------------------------


def test_opening_and_following_have_their_chances() -> None:
    mail = {**MAIL, "stages": ["use"], "open_share": 0.4, "response_share": 0.5, "fatigue": 0.0}
    model = live(market({"it": mail}, changes={"product.need_per_year": 0.0}), "act", days=20)
    counts = model.history.campaigns["it"]
    sent, opened, clicked = (of_mark(counts, name) for name in ("sent", "opened", "clicked"))
    assert sent == count(model, Mark.CONTACTED) > 1000
    assert near(opened, sent, 0.4)
    assert near(clicked, opened, 0.5)


def test_who_unsubscribes_never_gets_another_by_that_channel() -> None:
    mail = {**MAIL, "unsubscribe_share": 0.8, "fatigue": 0.2}
    other = {**MAIL, "every_days": 3, "open_share": 0.5}
    scenario = market({"it": mail, "other": other})
    model = model_of(scenario, "act")
    gone: set[int] = set()
    for _day in range(30):
        model.step()
        assert not gone & set(marked_today(model, Mark.CONTACTED).tolist())
        gone |= set(marked_today(model, Mark.UNSUBSCRIBED).tolist())
    assert len(gone) > 100
    counts = model.history.campaigns["it"]
    assert of_mark(counts, "unsubscribed") == count(model, Mark.UNSUBSCRIBED)


def test_unsubscribing_grows_with_fatigue() -> None:
    """At contact number k a share 0.5 (1 - 0.8**k) of those who still get it forbid the next."""
    mail = {**MAIL, "stages": ["use"], "unsubscribe_share": 0.5, "fatigue": 0.2}
    changes = {"product.need_per_year": 0.0, "product.failure_per_year": 0.0}
    model = model_of(market({"it": mail}, changes=changes), "act")
    times = np.zeros(model.records.size, int)
    asked, left = np.zeros(12), np.zeros(12)
    for _day in range(10):
        model.step()
        ids = model.programmes[0]._today
        times[ids] += 1
        asked += np.bincount(times[ids], minlength=12)
        left += np.bincount(times[marked_today(model, Mark.UNSUBSCRIBED)], minlength=12)
    for k in range(1, 6):
        assert near(left[k], asked[k], 0.5 * (1 - 0.8**k))


def test_the_better_template_wins_by_its_quality_on_other_people() -> None:
    half = {**MAIL, "stages": ["use"], "response_share": 0.2, "fatigue": 0.0,
            "split": "subject", "audience_share": 0.5}  # fmt: skip
    both = {"plain": half, "vivid": {**half, "template_quality": 2.0}}
    model = model_of(market(both, changes={"product.need_per_year": 0.0}), "act")
    reached: list[set[int]] = [set(), set()]
    for _day in range(15):
        model.step()
        for place, programme in enumerate(model.programmes):
            reached[place] |= set(programme._today.tolist())
    assert not reached[0] & reached[1]
    assert near(len(reached[0]), len(reached[0] | reached[1]), 0.5)
    for name, share in (("plain", 0.2), ("vivid", 0.4)):
        counts = model.history.campaigns[name]
        assert near(of_mark(counts, "clicked"), of_mark(counts, "sent"), share)
    alone = market({"plain": half, "vivid": both["vivid"]})
    alone.plans["act"] = ["vivid"]
    assert set(model_with(alone, 15)) <= reached[1] | set(model_with(alone, 15))
    assert not set(model_with(alone, 1)) & reached[0]


def model_with(scenario: Scenario, days: int) -> list[int]:
    """Everyone the one programme of the plan has reached."""
    return [
        int(i) for ids in watched(scenario, lambda m: m.programmes[0]._today, days) for i in ids
    ]


def test_a_course_ends_after_its_messages() -> None:
    course = {"type": "nurture", "channel": "letters", "every_days": 2, "max_contacts": 3}
    ids = model_with(market({"it": course}), 30)
    assert set(np.unique(ids, return_counts=True)[1]) <= {1, 2, 3}
    assert np.unique(ids, return_counts=True)[1].max() == 3


def test_orders_are_put_down_to_the_programme_followed_within_the_days() -> None:
    mail = {**MAIL, "stages": ["use", "awareness"], "every_days": 20, "response_share": 0.5}
    scenario = market({"it": mail}, changes={"crm": {"attribution_days": 10}})
    model = model_of(scenario, "act")
    followed = np.full(model.records.size, -99)
    n_orders, revenue = 0, 0.0
    for day in range(scenario.n_days()):
        model.step()
        ids = model.programmes[0]._today
        followed[ids[model.sweep.answers[ids] >> 16 & 1 == 1]] = day
        buyers = marked_today(model, Mark.ORDERED)
        by_it = buyers[day - followed[buyers] <= 10]
        n_orders += by_it.size
        revenue += model.records["paid"][by_it].astype(float).sum()
    counts = model.history.campaigns["it"]
    assert of_mark(counts, "orders") == n_orders > 0
    assert of_mark(counts, "revenue") == pytest.approx(revenue)
    assert 0 < of_mark(counts, "leads") <= of_mark(counts, "clicked")


def test_a_birthday_present_comes_once_a_year() -> None:
    gift = {"type": "care_programme", "channel": "letters", "kind": "birthday",
            "cost_per_contact": 9.5, "every_days": 1}  # fmt: skip
    model = live(market({"it": gift}, changes={"product.need_per_year": 0.0}), "act")
    n_sent = of_mark(model.history.campaigns["it"], "sent")
    letters = list(model.market_file.channels).index("letters")
    gets_them = (model.records["channels"] >> np.uint16(letters)) & 1 == 1
    pool = np.count_nonzero((model.records["n_orders"] > 0) & gets_them)
    assert near(n_sent, pool, model.market_file.n_days() / 365.0)
    weight = model.market_file.weight
    assert booked(model, "contacts").sum() == pytest.approx(-(0.5 + 9.5) * weight * n_sent)


# --- staying and coming again ------------------------------------------------------------


def test_save_offer_keeps_those_who_accept_while_it_holds() -> None:
    changes = {
        "product.kind": "subscription",
        "product.renewal_days": 10,
        "product.leave_per_renewal_share": 0.5,
    }
    offer = {"type": "save_offer", "channel": "letters", "discount_share": 0.1,
             "response_share": 0.5, "signs": ["due"], "due_within_days": 3, "every_days": 0,
             "offer_days": 30, "fatigue": 0.0}  # fmt: skip
    model = model_of(market({"it": offer}, changes=changes), "act")
    accepted_day = np.full(model.records.size, -99)
    n_left = 0
    for day in range(40):
        due = model.records["due_day"].astype(int) - day
        model.step()
        ids = model.programmes[0]._today
        assert np.all((due[ids] >= 0) & (due[ids] <= 3))
        accepted_day[ids[model.sweep.answers[ids] >> 16 & 1 == 1]] = day
        left = marked_today(model, Mark.LEFT)
        bad_luck = np.isin(model.records["left_for"][left], [32, 33, 34, 38])
        kept = day - accepted_day[left] <= 30
        assert not np.any(kept & bad_luck & (model.records["ticket"][left] == 0)
                          & (model.records["onboarding"][left] != 0)
                          & (day - model.records["bought_day"][left] > 1))  # fmt: skip
        n_left += left.size
    counts = model.history.campaigns["it"]
    assert near(of_mark(counts, "clicked"), of_mark(counts, "sent"), 0.5)
    assert n_left > 50


def test_signs_of_leaving_are_remembered_for_their_days() -> None:
    offer = {"type": "save_offer", "channel": "letters", "discount_share": 0.1, "every_days": 1,
             "signs": ["left_alone", "gave_up_waiting"], "signs_within_days": 5,
             "response_share": 0.0}  # fmt: skip
    changes = {"support.staff": 1, "support.question_per_year": 12.0}
    model = model_of(market({"it": offer}, changes=changes), "act")
    last_sign = np.full(model.records.size, -99)
    n_sent = 0
    for day in range(40):
        model.step()
        ids = model.programmes[0]._today
        assert np.all(day - last_sign[ids] <= 5)
        n_sent += ids.size
        for mark in (Mark.LEFT_ALONE, Mark.GAVE_UP_WAITING):
            last_sign[marked_today(model, mark)] = day
    assert n_sent > 0


def test_points_are_a_share_of_what_members_paid() -> None:
    changes = {"loyalty": {"points_share": 0.2, "member_share": 0.5, "points_days": 100}}
    model = model_of(market(changes=changes))
    price = float(model.market_file.brands["club"].price)
    n_members = n_paid = 0
    for day in range(40):
        before = model.records["offer_bp"].copy()
        model.step()
        paid = marked_today(model, Mark.RECEIVED)
        rows = model.records[paid]
        credited = rows["offer_day"] == day + 100
        expected = np.floor(0.2 * rows["paid"].astype(float) / price * 10_000 + 0.5)
        assert np.array_equal(rows["offer_bp"][credited], np.minimum(expected, 10_000)[credited])
        fresh = before[paid] == 0
        n_members += (credited & fresh).sum()
        n_paid += fresh.sum()
    assert n_paid > 100
    assert near(n_members, n_paid, 0.5)


# --- tables ------------------------------------------------------------------------------


def test_the_tables_of_a_run_agree_with_each_other() -> None:
    mail = {**MAIL, "stages": ["awareness", "use"], "every_days": 10, "response_share": 0.3}
    crm = {"identified_share": 0.6, "label_error_share": 0.3, "reason_told_share": 1.0}
    scenario = market({"it": mail}, changes={"crm": crm, "product.lapse_after_days": 40})
    model = live(scenario, "act")
    run = Run(model, scenario, "act", {})
    leads, pipeline = run.leads, run.pipeline
    weight = scenario.weight
    assert weight * len(leads) == pytest.approx(
        pipeline.iloc[-1][["new", "contacted", "opportunity", "contract", "lost"]].sum()
    )
    assert leads["code"].is_unique
    assert leads["email"].str.endswith(".invalid").all()
    assert near((~leads["label_is_right"]).sum(), len(leads), 0.3)
    assert set(leads["campaign"]) == {"", "it"}
    assert (leads["created_day"] >= -1).all()
    row = run.campaigns().iloc[0]
    assert row["sent"] >= row["opened"] >= row["clicked"] >= row["leads"] > 0
    assert row["cost"] == pytest.approx(0.5 * row["sent"])
    assert "not causal" in run.campaigns().attrs["note"]
    unseen = run.unseen()
    assert len(unseen)
    assert (unseen["told"] <= unseen["suffered"]).all()
    assert unseen["unseen_share"].between(0.0, 1.0).all()
    told = run.leave_reasons()
    assert told["left"].sum() >= told["told"].sum() > 0
    kpis = run.kpis().set_index("kpi")["value"]
    assert kpis["leads"] == pytest.approx(weight * (leads["created_day"] >= 0).sum())


def test_reasons_told_are_wrong_by_their_share() -> None:
    changes = {
        "product.kind": "subscription", "product.renewal_days": 5,
        "product.leave_per_renewal_share": 0.3,
        "crm": {"reason_told_share": 0.5, "reason_error_share": 0.4},
    }  # fmt: skip
    model = model_of(market(changes=changes))
    n_left = n_told = n_wrong = 0
    for _day in range(30):
        before = model.firm.crm.book.told_reason.copy()
        model.step()
        left = marked_today(model, Mark.LEFT)
        left = left[before[left] == 0]
        told = model.firm.crm.book.told_reason[left]
        n_left, n_told = n_left + left.size, n_told + np.count_nonzero(told)
        n_wrong += np.count_nonzero((told != 0) & (told != model.records["left_for"][left]))
    assert near(n_told, n_left, 0.5)
    assert near(n_wrong, n_told, 0.4)


# --- what is refused ---------------------------------------------------------------------

LEAD_MAIL = {**MAIL, "statuses": ["new"]}


@pytest.mark.parametrize(
    ("interventions", "changes", "key"),
    [
        ({"it": LEAD_MAIL}, {}, "interventions.it.statuses"),
        ({"it": {**MAIL, "labels": ["targets"]}}, {}, "interventions.it.labels"),
        ({"a": {**MAIL, "split": "s"}, "b": {**MAIL, "split": "s"}}, {},
         "interventions.b.audience_share"),
        ({}, {"crm": {"owners": ["an", "an"]}}, "crm.owners"),
        ({}, {"crm": {"priorities": ["a", "a"]}}, "crm.priorities"),
        ({}, {"crm": {"label_priority": {"target": "urgnt"}}}, "crm.label_priority.target"),
        ({}, {"crm": {"label_priority": {"tarket": "urgent"}}}, "crm.label_priority.tarket"),
        ({}, {"crm": {"status_priority": {"new": "first"}}}, "crm.status_priority.new"),
        ({"it": {"type": "research", "every_days": 5, "cost": "free"}}, {"research": {}},
         "interventions.it"),
        ({"it": {"type": "identify", "share": 0.5, "cost": "free"}}, {}, "interventions.it"),
    ],
)  # fmt: skip
def test_what_does_not_agree_is_refused(
    interventions: dict[str, Any], changes: dict[str, Any], key: str
) -> None:
    with pytest.raises(MarketFileError) as caught:
        cjsim.load_scenario(raw_market(interventions, changes=changes))
    assert key in {problem.key for problem in caught.value.problems}
