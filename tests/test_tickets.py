"""The luck of a ticket: when it is opened, how long its owner waits, how long it takes."""

import math

import numpy as np
import pytest
from scipy import stats

from cjsim.agents import tickets
from cjsim.agents.customer import CUSTOMER
from cjsim.agents.tickets import open_tickets
from cjsim.journey.plain import Entry

SEED = 20270222
FOREVER = math.inf


def draw(ids, *, day=3, seed=SEED, copies=1, cv=1.0, patience_hours=2.0):
    ids = np.asarray(ids)
    kinds = ids % 2
    return open_tickets(
        seed, day, ids, kinds, kinds, ids % 4, np.full(ids.size, copies), 8, 20,
        [patience_hours, FOREVER], [0.5, 0.25], cv,
    )  # fmt: skip


@pytest.mark.parametrize("cv", [0.4, 1.0, 2.0])
def test_draws_have_the_distributions_asked_for(cv):
    tickets = draw(np.arange(2000), copies=10, cv=cv)
    even = tickets[tickets["kind"] == 0]
    spread = math.sqrt(math.log(1 + cv**2))
    lognormal = stats.lognorm(spread, scale=0.5 * math.exp(-(spread**2) / 2))
    handle = stats.expon(scale=0.5) if cv == 1 else lognormal
    assert handle.std() / handle.mean() == pytest.approx(cv)
    assert stats.kstest(even["handle_hours"], handle.cdf).pvalue > 1e-3
    odd = tickets[tickets["kind"] == 1]  # half as long on average
    assert stats.kstest(2 * odd["handle_hours"], handle.cdf).pvalue > 1e-3
    assert stats.kstest(even["opened_hour"] - 72, stats.uniform(8, 12).cdf).pvalue > 1e-3
    assert stats.kstest(even["patience_hours"], stats.expon(scale=2).cdf).pvalue > 1e-3
    assert np.isinf(tickets["patience_hours"][tickets["channel"] == 1]).all()
    three = [even[n] for n in ("handle_hours", "opened_hour", "patience_hours")]
    off_diagonal = stats.spearmanr(np.column_stack(three)).statistic[np.triu_indices(3, 1)]
    assert np.abs(off_diagonal).max() < 4 / math.sqrt(even.size)


def test_a_ticket_has_its_own_luck():
    everyone = draw(np.arange(200), copies=3, cv=0.6)
    some = draw([150, 7, 20], copies=3, cv=0.6)
    expected = np.concatenate([everyone[everyone["customer"] == i] for i in (150, 7, 20)])
    assert some.tobytes() == expected.tobytes()
    fewer = draw(np.arange(200), copies=1, cv=0.6)
    assert fewer.tobytes() == everyone[everyone["is_own"] == 1].tobytes()
    luck = ["opened_hour", "patience_hours", "handle_hours"]
    for other in (draw(np.arange(200), day=4), draw(np.arange(200), seed=1)):
        opened = other["opened_hour"] - other["opened_hour"] // 24 * 24
        assert not np.isin(opened, fewer["opened_hour"] - 72).any()
    assert np.unique(everyone[everyone["kind"] == 0][luck]).size == 300


def test_tickets_are_laid_out_as_asked():
    tickets = open_tickets(
        SEED, 1, [5, 9], [0, 1], [1, 0], [3, 0], [1, 3], 0, 24, [1, 1], [1, 1], 0.0
    )
    assert tickets["customer"].tolist() == [5, 9, 9, 9]
    assert tickets["is_own"].tolist() == [1, 1, 0, 0]
    assert tickets["kind"].tolist() == [0, 1, 1, 1]
    assert tickets["channel"].tolist() == [1, 0, 0, 0]
    assert tickets["priority"].tolist() == [3, 0, 0, 0]
    assert tickets["handle_hours"].tolist() == [1.0] * 4
    assert np.isnan(tickets["begin_hour"]).all()
    assert open_tickets(SEED, 1, [], [], [], [], [], 0, 24, [1], [1], 1.0).size == 0


def test_no_ticket_opens_after_its_day():
    # between these neighbours every sum of day and hour would round up to the hour excluded
    narrow = float(np.nextafter(24, 0))
    tickets = open_tickets(SEED, 1000, [1], [0], [0], [0], [50], narrow, 24, [1], [1], 1.0)
    assert (tickets["opened_hour"] < 1001 * 24).all()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"customers": [4, 4]}, "an id occurs twice"),
        ({"customers": [-1, 4]}, "customers has -1"),
        ({"kinds": [0, 2]}, "kinds has 0 to 2: allowed are 0 to 1"),
        ({"channels": [0, 1]}, "channels has 0 to 1: allowed are 0 to 0"),
        ({"priorities": [4, 0]}, "priorities has 0 to 4"),
        ({"n_copies": [1, 0]}, "n_copies has 0"),
        ({"n_copies": [1]}, "differ in shape"),
        ({"from_hour": 12, "to_hour": 12}, "from_hour = 12"),
        ({"patience_hours_mean": [math.nan]}, "patience_hours_mean"),
        ({"handle_hours_mean": [1.0, math.inf]}, "handle_hours_mean"),
        ({"handle_cv": -0.1}, "handle_cv = -0.1"),
    ],
)
def test_open_tickets_refuses_what_cannot_be(change, words):
    allowed = {
        "customers": [3, 4], "kinds": [0, 1], "channels": [0, 0], "priorities": [0, 3],
        "n_copies": [1, 2], "from_hour": 0, "to_hour": 24, "patience_hours_mean": [1.0],
        "handle_hours_mean": [1.0, 2.0], "handle_cv": 1.0,
    }  # fmt: skip
    assert open_tickets(SEED, 0, **allowed).size == 3
    with pytest.raises(ValueError, match=words):
        open_tickets(SEED, 0, **(allowed | change))


def test_one_customer_first_and_many_later_are_read_alike(monkeypatch):
    monkeypatch.setattr(tickets, "_WRITE_WHOSE", Entry(tickets._write_whose))
    for n in (1, 3):
        customers = np.zeros(n, CUSTOMER)
        customers["n_contacts"] = 2
        found = tickets.gather(np.ones(n, np.uint8), np.zeros((n, 3), np.uint16), customers)
        assert found["n_contacts"].tolist() == [2] * n
        assert found["customer"].tolist() == list(range(n))
