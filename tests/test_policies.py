"""Policies: what is decided during the run, when, and that nothing else is touched by it."""

from __future__ import annotations

import numpy as np
import pytest

import cjsim
from cjsim import Mark, MarketFileError
from cjsim.history import BY_DAY, History
from cjsim.model import finish
from cjsim.results.kpis import kpi_values
from cjsim.results.run import Run
from cjsim.reviewing import kpi_so_far
from cjsim.scenarios.watching import Monitor
from tests.lab import (
    START_DAY,
    assert_same_so_far,
    booked,
    by_day,
    live,
    market,
    model_of,
    raw_market,
)

SALE = {"type": "discount", "share": 0.3, "one_off_cost": 70, "cost_per_month": 30}
CARE = {"type": "care_programme", "channel": "letters", "every_days": 3, "cost_per_month": 90}
EVERY = 7


def watchful(**keys):
    usual = {"type": "policy", "check_every_days": EVERY, "kpi": "orders", "over_days": EVERY,
             "then": ["sale"], "cost": "free"}  # fmt: skip
    return usual | keys


def market_with(policy, later=None, changes=None):
    """A market whose plan has this policy, and whose other interventions stand beside it."""
    added = {f"interventions.{name}": each for name, each in (later or {"sale": SALE}).items()}
    return market({"watch": policy}, changes={**added, **(changes or {})})


def sums_at_reviews(keep):
    """Orders of the last days at each review, by hand from the daily series."""
    orders = keep.market_file.weight * by_day(keep, Mark.ORDERED)
    days = range(EVERY - 1, orders.size, EVERY)
    return {day: orders[day - EVERY + 1 : day + 1].sum() for day in days}


@pytest.fixture(scope="module")
def keep():
    return live(market())


def a_bound(keep):
    """A bound first exceeded neither at the first nor at the last review, and on which day."""
    sums = sums_at_reviews(keep)
    days = list(sums)
    for place in range(len(days) - 2, 0, -1):
        earlier = max(sums[day] for day in days[:place])
        if sums[days[place]] > earlier:
            return (sums[days[place]] + earlier) / 2, days[place]
    raise AssertionError("orders only fall")


def test_it_starts_on_the_day_after_the_review_that_triggers(keep):
    bound, day = a_bound(keep)
    model = live(market_with(watchful(above=bound)), "act")
    first = model.history.decisions[0]
    assert (first.day, first.intervention, first.first_day) == (day, "sale", day + 1)
    assert first.value == sums_at_reviews(keep)[day]
    assert len(model.history.decisions) == 1  # for good: it runs, so it is not started again
    same = model.history.tallies == keep.history.tallies
    assert np.all(same[: day + 1])
    assert not np.all(same[day + 1 :])


def test_until_it_triggers_all_is_as_without_it_to_the_last_bit(keep):
    bound, day = a_bound(keep)
    act, without = model_of(market_with(watchful(above=bound)), "act"), model_of(market())
    for _day in range(day + 1):
        act.step()
        without.step()
        assert_same_so_far(act, without)


def test_a_policy_that_never_triggers_changes_nothing(keep):
    act = live(market_with(watchful(below=-1), {"sale": SALE, "care": CARE}), "act")
    assert act.records.tobytes() == keep.records.tobytes()
    assert np.array_equal(act.history.tallies, keep.history.tallies)
    assert act.history.ledger.rows.keys() == keep.history.ledger.rows.keys()
    assert np.array_equal(act.history.ledger.by_day(), keep.history.ledger.by_day())


@pytest.mark.parametrize("later", ["sale", "care"])
def test_what_it_starts_is_what_a_date_would_have_started(later):
    """A policy that triggers at its first review is the same plan with a start in the file."""
    table = {"sale": SALE, "care": CARE}[later]
    by_policy = market_with(watchful(below=1e9, then=[later]), {later: table})
    by_date = market({later: {**table, "start": "2027-01-11"}})
    one, other = live(by_policy, "act"), live(by_date, "act")
    assert one.records.tobytes() == other.records.tobytes()
    assert np.array_equal(one.history.tallies, other.history.tallies)
    assert np.array_equal(one.history.ledger.by_day(), other.history.ledger.by_day())
    assert one.n_addressed == other.n_addressed


def test_a_start_is_the_earliest_day_and_an_end_the_last():
    later = {"sale": {**SALE, "start": "2027-01-18", "end": "2027-01-30"}}
    model = live(market_with(watchful(below=1e9), later), "act")
    assert [each[3:5] for each in model.history.decisions] == [(START_DAY, 26)]
    programmes = booked(model, "programmes")
    assert programmes[START_DAY] < -70
    assert np.flatnonzero(programmes).tolist() == list(range(START_DAY, 27))


def test_it_ends_at_the_review_that_finds_the_kpi_recovered():
    bound = 40.0
    rule = watchful(below=bound, kpi="repeat_orders", until="recovered")
    model = live(market_with(rule), "act")
    sale_on = np.zeros(model.market_file.n_days(), bool)
    runs = None
    for each in model.history.decisions:
        assert (each.value < bound) is each.is_start
        if each.is_start:
            runs = each.first_day
        else:
            assert each.last_day == each.day
            sale_on[runs : each.day + 1] = True
            runs = None
    if runs is not None:
        sale_on[runs:] = True
    assert 0 < sale_on.sum() < sale_on.size
    assert np.array_equal(booked(model, "programmes") < 0, sale_on)


def test_days_at_most_and_then_again():
    model = live(market_with(watchful(below=1e9, for_days=3)), "act")
    starts = [each.first_day for each in model.history.decisions]
    assert starts == [7, 14, 21, 28, 35, 42, 49, 56]
    paid = np.flatnonzero(booked(model, "programmes"))
    assert paid.tolist() == [day for first in starts for day in range(first, min(first + 3, 60))]


def test_a_policy_may_start_a_policy_and_end_it_with_what_it_started():
    inner = watchful(check_every_days=5, below=1e9, until="recovered")
    # out of bounds until the orders of all days pass the bound, then recovered for ever
    outer = watchful(then=["inner"], over_days=60, below=200, until="recovered")
    scenario = market_with(outer, {"sale": SALE, "inner": inner})
    model = live(scenario, "act")
    first, second, *ends = model.history.decisions
    assert first[:5] == (6, "watch", "inner", 7, 59)
    assert second[:4] == (11, "inner", "sale", 12)
    assert {each.intervention for each in ends} == {"inner", "sale"}
    last = ends[0].day
    assert np.flatnonzero(booked(model, "programmes")).tolist() == list(range(12, last + 1))


def test_the_order_of_entries_does_not_matter():
    later = {"sale": SALE, "care": CARE}
    one = watchful(below=1e9, then=["sale", "care"])
    other = watchful(below=1e9, then=["care", "sale"])
    models = [live(market_with(one, later), "act"),
              live(market_with(other, dict(reversed(later.items()))), "act")]  # fmt: skip
    assert models[0].history.decisions == models[1].history.decisions
    assert np.array_equal(models[0].history.tallies, models[1].history.tallies)


def test_each_review_costs_what_the_file_says():
    rule = {**watchful(below=-1), "cost_per_review": 4.0}
    del rule["cost"]
    programmes = booked(live(market_with(rule), "act"), "programmes")
    assert np.flatnonzero(programmes).tolist() == list(range(6, 60, 7))
    assert programmes.sum() == -8 * 4.0


def test_a_model_decided_by_another_starts_the_same_on_the_same_days():
    scenario = market_with(watchful(below=1e9))
    leader = model_of(scenario, "act")
    follower = cjsim.JourneyModel(
        scenario, plan="act", panel=0, keep_moves=False, seed=99, decided_by=leader
    )
    for _day in range(12):
        follower.step()  # as in a comparison: whoever follows steps first
        leader.step()
    assert follower.reviewer.started == leader.reviewer.started != []
    discount = [float(each.levers.today.journey.purchase.discount_share) for each in
                (leader, follower)]  # fmt: skip
    assert discount == [0.3, 0.3]
    assert follower.history.decisions == []


def test_plans_with_policies_are_compared():
    scenario = market_with(watchful(below=1e9), changes={"scenario.customers": 300})
    comparison = cjsim.compare(scenario, ["keep", "act"], replicates=2, split_futures=1, days=30)
    assert comparison.row("act", "orders")["difference"] > 0


# --- what is seen ------------------------------------------------------------------------


@pytest.mark.parametrize("kpi", ["orders", "contribution", "awareness", "first_reply_p90_hours",
                                 "churn", "checkout_abandonment", "reviews_mean"])  # fmt: skip
def test_a_kpi_of_the_days_so_far_is_that_of_a_run_of_so_many_days(kpi):
    model = live(market(), days=20)
    model.day -= 1  # as at the review of the last day
    shorter = live(market(changes={"scenario.days": 20}))
    values = kpi_values(shorter.market_file, shorter.history, shorter.reviews.mean_of_ours)
    watch = Monitor(kpi=kpi, below=0.0)
    assert kpi_so_far(model, watch) == pytest.approx(values[kpi], nan_ok=True)


def test_every_array_by_day_is_cut_to_the_days_looked_at():
    history = History(977, 3, -1.0)
    by_day_ = {name for name, each in vars(history).items()
               if isinstance(each, np.ndarray) and each.shape[0] == 977}  # fmt: skip
    assert by_day_ == set(BY_DAY)
    part = history.of_days(10, 30)
    assert all(getattr(part, name).shape[0] == 20 for name in BY_DAY)
    assert part.ledger.by_day().size == 20


def test_a_monitor_raises_its_alarm_when_the_kpi_is_out_of_bounds(keep):
    bound, day = a_bound(keep)
    monitor = {"kpi": "orders", "over_days": EVERY, "every_days": EVERY, "above": bound}
    scenario = market(changes={"monitors.few": monitor})
    model = model_of(scenario)
    finish(model)
    assert np.array_equal(model.history.tallies, keep.history.tallies)
    expected = [d for d, total in sums_at_reviews(keep).items() if total > bound]
    alarms = Run(model, scenario, "keep", {}).alarms
    assert alarms["day"].tolist() == expected
    assert expected[0] == day
    assert alarms["is_new"].tolist() == [d - EVERY not in expected for d in expected]


def test_the_log_of_policies_is_a_table():
    scenario = market_with(watchful(below=1e9, for_days=3))
    model = model_of(scenario, "act")
    finish(model)
    log = Run(model, scenario, "act", {}).policy_log
    assert log["decided"].unique().tolist() == ["start"]
    assert log["from_day"].tolist() == [7, 14, 21, 28, 35, 42, 49, 56]
    assert log["date"].iloc[0].isoformat()[:10] == "2027-01-10"


# --- what is refused ---------------------------------------------------------------------


def problems(interventions, changes=None):
    with pytest.raises(MarketFileError) as caught:
        cjsim.load_scenario(raw_market(interventions, changes=changes))
    return {problem.key: problem.message for problem in caught.value.problems}


def test_a_circle_of_policies_is_refused_where_it_is_written():
    found = problems({"a": watchful(below=1, then=["b"])},
                     {"interventions.b": watchful(below=1, then=["a"])})  # fmt: skip
    assert {"interventions.a.then", "interventions.b.then"} <= set(found)
    assert "circle" in found["interventions.a.then"]


def test_what_a_policy_starts_is_not_in_the_plan_itself():
    found = problems({"watch": watchful(below=1), "sale": SALE})
    assert 'started by the policy "watch"' in found["plans.act"]


def test_a_policy_needs_a_bound_that_can_be_kept():
    later = {"interventions.sale": SALE}
    assert "no bounds" in problems({"watch": watchful()}, later)["interventions.watch"]
    crossed = problems({"watch": watchful(below=5, above=3)}, later)
    assert "everywhere" in crossed["interventions.watch.below"]


def test_a_monitor_of_no_kpi_is_refused():
    found = problems({}, {"monitors.few": {"kpi": "order", "below": 1}})
    assert 'Did you mean "orders"' in found["monitors.few.kpi"]
