"""The desk by its ways: hours, staff, bots and costs of each, classes, skill, solutions."""

from __future__ import annotations

from functools import cache

import mesa
import numpy as np
import pytest

from cjsim import Mark, MarketFileError, load_scenario
from cjsim.agents.customer import CUSTOMER
from cjsim.agents.help_desk import HelpDesk
from cjsim.agents.support_desk import SupportDesk
from cjsim.agents.tickets import open_tickets
from cjsim.scenarios.schema import Scenario
from tests.lab import SEED, booked, count, kpi, live, market, raw_market

N = 400
DAY_LONG = {"support.open_hour": 0, "support.close_hour": 24, "support.contacts_from_hour": 0,
            "support.contacts_to_hour": 24}  # fmt: skip
PATIENT = {"share": 0.5, "patience_hours": 1e6}


def ways(phone=None, email=None, **others):
    """The two ways of the coffee club, patient, with other numbers."""
    return {
        "support.channels.phone": {**PATIENT, **(phone or {})},
        "support.channels.email": {**PATIENT, **(email or {})},
        **others,
    }


def worked(scenario: Scenario, days=1, kinds=None, priority_of=None, n=N):
    """A desk to which customer i brings a problem of a kind on the first day, and its customers."""
    support = scenario.support
    desk = HelpDesk(mesa.Model(rng=1), SEED, len(support.priorities), n)
    desk.priority_of = priority_of
    customers = np.zeros(n, CUSTOMER)
    customers["n_contacts"] = 1
    opening = np.ones(n, np.uint8) if kinds is None else np.asarray(kinds, np.uint8)
    done = []
    for day in range(days):
        desk.take_tickets(opening, np.zeros((n, 3), np.uint16), customers, day, support)
        done.append(desk.work_day(day, scenario, customers))
        opening = np.zeros(n, np.uint8)
    return desk, customers, done


def way_of(customers):
    return customers["reply"] // 16


# --- hours -------------------------------------------------------------------------------


def test_a_way_is_answered_within_its_own_hours_only():
    scenario = market(changes=ways(email={"open_hour": 12, "close_hour": 14}, **DAY_LONG)
                      | {"support.staff": 200})  # fmt: skip
    desk, _customers, _ = worked(scenario)
    begun = desk.ended[~np.isnan(desk.ended["begin_hour"])]
    by_mail = begun[begun["channel"] == 1]
    assert by_mail.size > 50
    assert by_mail["begin_hour"].min() >= 12.0
    assert by_mail["begin_hour"].max() < 14.0
    calls = begun[begun["channel"] == 0]
    np.testing.assert_array_equal(calls["begin_hour"], calls["opened_hour"])  # nobody waits
    early = by_mail[by_mail["opened_hour"] < 12.0]
    assert np.isin(12.0, early["begin_hour"])
    assert (desk.waiting["opened_hour"] >= 12.0).all()  # the others wait for tomorrow
    assert (desk.waiting["channel"] == 1).all()


def test_a_way_open_longer_than_the_desk_is_answered_while_the_desk_is_there():
    longer = market(changes=ways(email={"open_hour": 0, "close_hour": 24}))
    usual = market(changes=ways())
    for one, other in zip(worked(longer)[2], worked(usual)[2], strict=True):
        assert one.waits.tobytes() == other.waits.tobytes()


# --- staff of its own --------------------------------------------------------------------


def test_a_way_with_staff_of_its_own_is_a_desk_of_its_own():
    """Its queue is what a desk with its tickets alone makes of them, and the others' likewise."""
    changes = ways({"staff": 2, "open_hour": 8, "close_hour": 20}, **{"support.staff": 3})
    scenario = market(changes=changes)
    desk, _customers, (done,) = worked(scenario)
    shared, alone = SupportDesk(mesa.Model(rng=1)), SupportDesk(mesa.Model(rng=1))
    all_in_one = market(changes=ways(**{"support.staff": 0}))
    everyone = worked(all_in_one)[0].waiting
    assert everyone.size == N
    alone.receive(everyone[everyone["channel"] == 0])
    shared.receive(everyone[everyone["channel"] == 1])
    expected = [alone.work(0, 2, 8.0, 20.0), shared.work(0, 3, 9.0, 17.0)]
    waits = np.concatenate([each["wait_hours"] for each in expected])
    np.testing.assert_array_equal(np.sort(done.waits), np.sort(waits))
    assert desk.n_waiting == alone.backlog + shared.backlog
    assert desk.staffed_hours == 2 * 12 + 3 * 8
    assert desk.busy_hours == pytest.approx(alone.busy_hours + shared.busy_hours)


def test_staff_of_a_way_may_come_and_go_and_no_ticket_is_lost():
    lever = {"type": "lever", "path": "support.channels.phone.staff", "to": 2,
             "start": "2027-01-10", "end": "2027-01-30"}  # fmt: skip
    model = live(market({"team": lever}, changes={"support.question_per_year": 20.0}), "act")
    history = model.history
    total = history.tickets_answered + history.tickets_abandoned
    in_hand = np.cumsum(history.tickets_opened - total)
    np.testing.assert_array_equal(in_hand, history.backlog)
    keep = live(market({"team": lever}, changes={"support.question_per_year": 20.0}))
    added = (booked(model, "support") - booked(keep, "support"))[6:27]
    assert added == pytest.approx(-2 * 1_000 * 12 / 365)
    assert history.backlog[20] < keep.history.backlog[20]


# --- bots --------------------------------------------------------------------------------


def bots(share, solves):
    return ways({"bot_share": share, "bot_resolution_share": solves}, **{"support.staff": 0})


def helped_by_a_bot(share, solves):
    _desk, customers, _ = worked(market(changes=bots(share, solves)), n=4000)
    is_bot = customers["reply"] & 8 != 0
    assert (customers["reply"][is_bot] & 4 != 0).all()  # and solved
    assert (customers["wait_hours"][is_bot] == 0.0).all()
    assert (way_of(customers)[is_bot] == 0).all()
    return is_bot


def test_bots_answer_at_once_and_pass_on_what_they_cannot_solve():
    helped = helped_by_a_bot(0.6, 0.5).mean()
    expected = 0.5 * 0.6 * 0.5  # half of all come by this way
    assert abs(helped - expected) < 4 * np.sqrt(expected * (1 - expected) / 4000)
    desk, _customers, _ = worked(market(changes=bots(0.6, 0.5)), n=4000)
    assert desk.backlog == 4000 * (1 - helped)  # the rest waits for staff
    assert desk.n_contacts.sum() == 4000


@pytest.mark.parametrize(("share", "solves"), [(0.9, 0.5), (0.6, 0.8)])
def test_a_better_bot_helps_all_whom_a_lesser_one_helps(share, solves):
    lesser, better = helped_by_a_bot(0.6, 0.5), helped_by_a_bot(share, solves)
    assert better.sum() > lesser.sum()
    assert not (lesser & ~better).any()


@pytest.mark.parametrize(("share", "solves"), [(0.0, 1.0), (1.0, 0.0)])
def test_a_bot_that_meets_or_solves_nobody_changes_nothing(share, solves):
    usual = live(market(changes=ways()))
    with_bot = live(market(changes=ways({"bot_share": share, "bot_resolution_share": solves})))
    assert usual.records.tobytes() == with_bot.records.tobytes()
    assert usual.history.backlog.tobytes() == with_bot.history.backlog.tobytes()


# --- money -------------------------------------------------------------------------------


def test_each_contact_costs_what_its_way_costs():
    contacts = []
    scenario = market(changes=ways({"cost_per_contact": 2.0, "bot_share": 0.5},
                                   {"cost_per_contact": 0.25}))  # fmt: skip
    model = live(scenario, watch=lambda m: contacts.append(m.desk.n_contacts))
    by_way = np.array(contacts).sum(axis=0)
    assert by_way.sum() == model.history.tickets_opened.sum()
    rows = model.history.ledger.rows
    assert rows["support", "contacts by phone"].sum() == pytest.approx(-2.0 * by_way[0])
    assert rows["support", "contacts by email"].sum() == pytest.approx(-0.25 * by_way[1])


# --- classes -----------------------------------------------------------------------------


def test_customers_in_a_sooner_class_are_served_before_others():
    """Whoever knows customers says their place; it counts where it is sooner than the kind's."""
    scenario = market(changes=ways())
    dear = np.arange(N) < 40
    usual = worked(scenario)[1]["reply"] & 3 == 1
    _desk, customers, _ = worked(scenario, priority_of=lambda ids: np.where(dear[ids], 0, 3))
    answered = customers["reply"] & 3 == 1
    assert answered[dear].mean() > 2 * usual[dear].mean()
    assert answered[~dear].mean() < usual[~dear].mean()
    same = worked(scenario, priority_of=lambda ids: np.full(ids.size, 3))[1]
    assert same.tobytes() == worked(scenario)[1].tobytes()


def test_classes_may_be_ones_own():
    kinds = {
        f"support.kinds.{kind}": {"handle_minutes": 60, "priority": name}
        for kind, name in (("question", "c6"), ("technical", "c0"), ("usage", "c3"))
    }
    own = {"support.priorities": [f"c{i}" for i in range(7)], **kinds}
    scenario = market(changes=own)
    assert [scenario.support.place_of(k) for k in ("question", "technical", "usage")] == [6, 0, 3]
    usual = live(market(changes={"support.kinds.technical.handle_minutes": 60}))
    renamed = live(scenario)
    assert usual.records.tobytes() == renamed.records.tobytes()  # the same order of service


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"support.priorities": ["low", "high"]}, "support.kinds.technical.priority"),
        ({"support.priorities": ["urgent", "very_high", "high", "low", "low"]},
         "support.priorities"),
        ({"support.kinds.usage.priority": "hight"}, "support.kinds.usage.priority"),
        ({"support.kinds.usage.queue_place": 8}, "support.kinds.usage.queue_place"),
        ({"support.channels.phone.bot_share": 1.5}, "support.channels.phone.bot_share"),
        ({"support.channels.phone.open_hour": 18}, "support.channels.phone"),
    ],
)  # fmt: skip
def test_what_a_desk_cannot_be_is_refused(changes, key):
    with pytest.raises(MarketFileError) as caught:
        load_scenario(raw_market(changes=changes))
    assert key in {problem.key for problem in caught.value.problems}


# --- skill and solutions -----------------------------------------------------------------


@cache
def asked_often(skill):
    changes = {"support.question_per_year": 30.0, "support.staff": 30, "support.handle_cv": 0.0,
               "support.first_contact_resolution_share": skill, **DAY_LONG}  # fmt: skip
    return live(market(changes={**ways(), **changes}))


@pytest.mark.parametrize("skill", [0.3, 0.8])
def test_first_contacts_solve_what_the_skill_of_the_staff_says(skill):
    model = asked_often(skill)
    n = model.history.first_answers.sum()
    solved = kpi(model, "first_contact_resolution")
    assert n > 1000
    assert abs(solved - skill) < 4 * np.sqrt(skill * (1 - skill) / n)


def test_a_problem_solved_at_once_takes_the_work_and_others_days_more():
    solved = np.concatenate(asked_often(0.8).history.resolutions)
    at_once = solved[solved < 3.0]
    assert at_once.min() == pytest.approx(1.0)  # an hour of work, nobody waits
    share = 0.8 / (0.8 + 0.2 * 0.8 + 0.04 * 0.8)  # of all that are solved within three contacts
    error = np.sqrt(share * (1 - share) / solved.size)
    assert abs(at_once.size / solved.size - share) < 4 * error + 0.01
    assert solved.max() < 24 * 6


def test_a_way_may_have_people_of_another_skill():
    changes = ways({"first_contact_resolution_share": 1.0}, {"first_contact_resolution_share": 0.0},
                   **{"support.staff": 60})  # fmt: skip
    _desk, customers, _ = worked(market(changes=changes), kinds=np.ones(N))
    answered, solved = customers["reply"] & 3 == 1, customers["reply"] & 4 != 0
    assert solved[answered & (way_of(customers) == 0)].all()
    assert not solved[answered & (way_of(customers) == 1)].any()


def test_training_is_forgotten_by_half_in_each_half_life():
    course = {"type": "staff_training", "hours_per_person": 1, "people": 2, "cost_per_hour": 1,
              "add_attitude": 0.2, "half_life_days": 10}  # fmt: skip
    seen = []
    scenario = market({"course": course})
    live(scenario, "act", days=30, watch=lambda m: seen.append(m.markets[0]["support_attitude"]))
    base = float(scenario.support.attitude)
    assert seen[0] - base == pytest.approx(0.2)
    assert seen[10] - base == pytest.approx(0.1)
    assert seen[20] - base == pytest.approx(0.05)


def test_the_tickets_of_all_the_people_are_opened_and_ended():
    model = live(market(changes=ways({"staff": 1, "bot_share": 0.3}, {"open_hour": 12})))
    history = model.history
    ended = history.tickets_answered.sum() + history.tickets_abandoned.sum()
    assert history.tickets_opened.sum() == ended + history.backlog[-1]
    assert count(model, Mark.REPLIED) > 0


def test_a_thousand_tickets_of_eight_ways_and_classes_are_served_in_order():
    ids = np.arange(1000)
    tickets = open_tickets(SEED, 0, ids, ids % 2, ids % 8, ids % 4, np.ones(1000, int), 0, 24,
                           [1e9] * 8, [0.1, 0.2], 1.0)  # fmt: skip
    tickets["priority"] = (ids // 8) % 8
    desk = SupportDesk(mesa.Model(rng=1), 8)
    desk.receive(tickets)
    desk.work(0, 3, 0, 24)
    begun = desk.ended[np.argsort(desk.ended["begin_hour"], kind="stable")]
    for place in range(begun.size - 1):
        now = begun["begin_hour"][place]
        there = begun[place:]
        there = there[there["opened_hour"] <= now]
        assert begun["priority"][place] == there["priority"].min()
