"""The support desk against an oracle, and one rule at a time."""

import math

import mesa
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cjsim.agents.queue import TICKET, work_one_day
from cjsim.agents.support_desk import OUTCOME, Result, SupportDesk
from cjsim.agents.tickets import open_tickets
from tests.oracles.desk_oracle import Day, Ticket, run_desk

SEED = 20270222
FOREVER = math.inf


def new_desk():
    return SupportDesk(mesa.Model(rng=1))


def make_tickets(rows):
    """Tickets from (customer, opened_hour, handle_hours[, priority[, patience_hours]])."""
    tickets = np.zeros(len(rows), dtype=TICKET)
    for ticket, row in zip(tickets, rows, strict=True):
        ticket["customer"], ticket["opened_hour"], ticket["handle_hours"] = row[:3]
        ticket["is_own"] = 1
        ticket["priority"] = row[3] if len(row) > 3 else 0
        ticket["patience_hours"] = row[4] if len(row) > 4 else FOREVER
    tickets["begin_hour"] = np.nan
    return tickets


# --- the oracle ---------------------------------------------------------------------------

coarse = st.integers(0, 47).map(lambda n: n / 2)  # equal hours are common on purpose
length = st.one_of(st.sampled_from([0.0, 0.5, 1.0, 2.0, 30.0]), st.floats(0, 12))
ticket = st.builds(
    lambda day, hour, **fields: Ticket(opened_hour=day * 24.0 + hour, **fields),
    day=st.integers(0, 3),
    hour=st.one_of(coarse, st.floats(0, 23.99)),
    customer=st.integers(0, 3),
    is_copy=st.integers(0, 1),
    kind=st.integers(0, 2),
    channel=st.integers(0, 2),
    priority=st.integers(0, 3),
    handle_hours=length,
    patience_hours=st.one_of(length, st.just(FOREVER)),
)
hours_open = st.one_of(st.just([0, 24]), st.tuples(coarse, coarse).map(sorted))
schedule = st.lists(
    st.builds(lambda staff, hours: Day(staff, *hours), st.integers(0, 4), hours_open),
    min_size=4,
    max_size=4,
)


def as_array(tickets):
    array = np.zeros(len(tickets), dtype=TICKET)
    for name in set(TICKET.names) - {"copy", "n_contacts", "is_own", "begin_hour", "since_hour"}:
        array[name] = [getattr(t, name) for t in tickets]
    array["is_own"] = [not t.is_copy for t in tickets]
    array["copy"] = [t.is_copy for t in tickets]
    array["n_contacts"] = 1
    array["begin_hour"] = np.nan
    return array


@settings(max_examples=300)
@given(tickets=st.lists(ticket, max_size=25), days=schedule)
def test_desk_and_oracle_agree_exactly(tickets, days):
    fates, busy_hours = run_desk(tickets, days)
    handed_in = as_array(tickets)
    desk = new_desk()
    for number, day in enumerate(days):
        desk.receive(handed_in[handed_in["opened_hour"] // 24 == number])
        outcomes = desk.work(number, *day)
        expected = [
            (
                f.ticket.customer,
                f.ticket.is_copy,
                1,
                1 - f.ticket.is_copy,
                f.ticket.kind,
                f.ticket.channel,
                f.ticket.priority,
                f.result,
                f.wait_hours,
                f.ticket.handle_hours if f.result == Result.ANSWERED else 0.0,
            )
            for f in fates
            if f.day == number
        ]
        assert sorted(outcomes.tolist()) == sorted(expected)
        assert desk.busy_hours == pytest.approx(busy_hours[number], abs=1e-9)
        assert desk.staffed_hours == day.staff * (day.close_hour - day.open_hour)
        assert desk.n_opened == desk.n_answered + desk.n_abandoned + desk.backlog
    left = as_array([f.ticket for f in fates if not f.result])
    assert sorted(desk.waiting["opened_hour"]) == sorted(left["opened_hour"])
    assert desk.n_opened == len(tickets)


@settings(max_examples=100)
@given(tickets=st.lists(ticket, max_size=25), days=schedule, random=st.randoms())
def test_order_and_batches_of_handing_in_do_not_matter(tickets, days, random):
    shuffled = random.sample(tickets, len(tickets))
    one, other = new_desk(), new_desk()
    for number, day in enumerate(days):
        today = [
            [t for t in batch if t.opened_hour // 24 == number] for batch in (tickets, shuffled)
        ]
        one.receive(as_array(today[0]))
        other.receive(as_array(today[1][:7]))
        other.receive(as_array(today[1][7:]))
        assert one.backlog == other.backlog
        assert one.work(number, *day).tobytes() == other.work(number, *day).tobytes()
        assert one.busy_hours == other.busy_hours


# --- one rule at a time -------------------------------------------------------------------


def waits(outcomes):
    return dict(zip(outcomes["customer"].tolist(), outcomes["wait_hours"].tolist(), strict=True))


def test_nothing_begins_outside_opening_hours():
    ids = np.arange(300)
    nought = np.zeros_like(ids)
    tickets = open_tickets(
        SEED, 2, ids, nought, nought, ids % 4, nought + 1, 0, 24, [3.0], [0.4], 0.7
    )
    tickets = np.sort(tickets, order="opened_hour")
    work_one_day(tickets, np.empty(0), 6, 48.0, 56.0, 68.0)
    begun = tickets["begin_hour"][~np.isnan(tickets["begin_hour"])]
    assert begun.size > 100
    assert begun.min() >= 56.0
    assert begun.max() < 68.0
    assert (begun + tickets["handle_hours"][~np.isnan(tickets["begin_hour"])]).max() > 68.0


def test_night_waits_for_the_morning_and_closing_time_for_the_ticket_in_hand():
    desk = new_desk()
    desk.receive(make_tickets([(1, 3.0, 1.0), (2, 19.5, 6.0), (3, 21.0, 1.0)]))
    assert waits(desk.work(0, 1, 8, 20)) == {1: 5.0, 2: 0.5 - 0.5}
    assert (desk.busy_hours, desk.staffed_hours, desk.backlog) == (1.0 + 4.5, 12, 1)
    assert waits(desk.work(1, 1, 8, 20)) == {3: 11.0}
    assert desk.busy_hours == 1.5 + 1.0


def test_a_more_urgent_ticket_goes_first_but_interrupts_nobody():
    desk = new_desk()
    rows = [(1, 9.0, 2.0, 3), (2, 9.5, 1.0, 2), (3, 10.0, 1.0, 2), (4, 10.5, 1.0, 0)]
    desk.receive(make_tickets(rows))
    assert waits(desk.work(0, 1, 0, 24)) == {1: 0.0, 4: 0.5, 2: 2.5, 3: 3.0}


def test_of_equal_hours_the_lower_id_goes_first_and_its_own_ticket_before_copies():
    desk = new_desk()
    tickets = make_tickets([(7, 9.0, 1.0), (3, 9.0, 0.5), (3, 9.0, 2.0), (8, 8.0, 2.0)])
    tickets["is_own"][1] = 0
    desk.receive(tickets)
    outcomes = desk.work(0, 1, 0, 24)
    assert outcomes["customer"].tolist() == [8, 3, 3, 7]
    assert outcomes["is_own"].tolist() == [1, 1, 0, 1]
    assert outcomes["wait_hours"].tolist() == [0.0, 1.0, 3.0, 3.5]


def test_patience_ends_at_night_too_and_just_enough_is_enough():
    desk = new_desk()
    rows = [
        (1, 22.0, 1.0, 0, 4.0),
        (2, 7.0, 1.0, 0, 1.0),
        (3, 7.0, 1.0, 0, 2.0),
        (4, 7.0, 1.0, 0, 1.9),
    ]
    desk.receive(make_tickets(rows))
    first = desk.work(0, 1, 8, 20)
    assert waits(first) == {2: 1.0, 3: 2.0, 4: 1.9}
    assert dict(zip(first["customer"], first["result"], strict=True)) == {2: 1, 3: 1, 4: 2}
    assert first["handle_hours"][first["customer"] == 4] == 0.0
    night = desk.work(1, 1, 8, 20)
    assert night["result"].tolist() == [Result.ABANDONED]
    assert night["wait_hours"].tolist() == [4.0]


def test_fewer_staff_leave_as_they_become_free_and_more_come_at_once():
    desk = new_desk()
    desk.receive(make_tickets([(1, 23.0, 4.0), (2, 23.0, 7.0)]))
    desk.work(0, 2, 0, 24)
    desk.receive(make_tickets([(3, 24.0, 1.0)]))
    assert waits(desk.work(1, 1, 0, 24)) == {3: 6.0}  # from hour 30, not 27
    desk.receive(make_tickets([(4, 48.0, 30.0), (5, 48.0, 30.0), (6, 48.0, 30.0)]))
    assert waits(desk.work(2, 2, 0, 24)) == {4: 0.0, 5: 0.0}
    desk.work(3, 0, 0, 24)
    assert desk.busy_hours == 12.0
    assert waits(desk.work(4, 1, 0, 24)) == {6: 48.0}


def test_outcomes_carry_what_the_ticket_was():
    desk = new_desk()
    tickets = open_tickets(SEED, 0, [8], [2], [1], [3], [2], 9, 10, [5, 5], [1, 1, 1], 0)
    desk.receive(tickets)
    outcomes = desk.work(0, 2, 9, 17)
    assert outcomes.dtype == OUTCOME
    assert sorted(outcomes["is_own"]) == [0, 1]
    for name, value in {"customer": 8, "kind": 2, "channel": 1, "priority": 3}.items():
        assert (outcomes[name] == value).all()
    assert outcomes["handle_hours"].tolist() == [1.0, 1.0]


def test_the_desk_is_an_agent_of_its_model():
    model = mesa.Model(rng=1)
    desk = SupportDesk(model)
    assert list(model.agents) == [desk]
    model.agents.do("step")
    assert desk.backlog == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((1, 1, 0, 24), "not of day 1"),
        ((0, -1, 0, 24), "staff = -1"),
        ((-1, 1, 0, 24), "day = -1"),
        ((0, 1, 20, 8), "open_hour = 20"),
        ((0, 1, 8, 25), "close_hour = 25"),
    ],
)
def test_work_refuses_what_cannot_be(arguments, words):
    desk = new_desk()
    desk.receive(make_tickets([(1, 3.0, 1.0)]))
    with pytest.raises(ValueError, match=words):
        desk.work(*arguments)
    assert waits(desk.work(0, 1, 0, 24)) == {1: 0.0}
    with pytest.raises(ValueError, match="works next on day 1"):
        desk.work(2, 1, 0, 24)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("is_own", 2),
        ("priority", 4),
        ("opened_hour", math.inf),
        ("patience_hours", math.nan),
        ("handle_hours", -1.0),
        ("begin_hour", 3.0),
    ],
)
def test_receive_refuses_what_cannot_be(field, value):
    tickets = make_tickets([(1, 3.0, 1.0), (2, 3.0, 1.0)])
    tickets[field][1] = value
    with pytest.raises(ValueError, match=field):
        new_desk().receive(tickets)
    with pytest.raises(ValueError, match="dtype TICKET"):
        new_desk().receive(np.zeros(2))
