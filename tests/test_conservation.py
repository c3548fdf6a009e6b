"""Nothing is made or lost: people, moves, money and tickets add up."""

import tomllib
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import cjsim
from cjsim import Intention, JourneyModel, Mark, Reason, Scenario, Stage
from cjsim.journey.feeling import BEST_EMOTION, WORST_EMOTION
from cjsim.journey.market import DAYS_PER_MONTH
from cjsim.journey.stages import MOVES, N_REASONS, N_STAGES
from cjsim.journey.tally import EXPOSURES, MARKS, MONEY, OWNER_COUNT, REASONS, STAGES
from cjsim.journey.tally import MOVES as MOVE_COLUMNS
from cjsim.model import finish
from cjsim.results.kpis import kpi_values
from cjsim.scenarios.paths import set_number
from cjsim.scenarios.sizing import resized

SMALL = Path(__file__).parent / "markets" / "small.toml"
MARKETS = {
    "electronics": resized(cjsim.load_scenario("electronics"), 2_000, None),
    "crm": resized(cjsim.load_scenario("crm"), 2_000, 200),
    "mail_shop": resized(cjsim.load_scenario("mail_shop"), 2_000, None),
    "small": cjsim.load_scenario(SMALL),
}
RUNS = (
    ("electronics", "keep"), ("electronics", "swap"), ("electronics", "look_after_owners"),
    ("electronics", "owners_bring_friends"), ("crm", "keep"), ("crm", "both"),
    ("mail_shop", "mail"), ("small", "letters"), ("small", "easier"), ("small", "spread"),
)  # fmt: skip
each_run = pytest.mark.parametrize(("name", "plan"), RUNS)


@cache
def lived(name: str, plan: str) -> JourneyModel:
    model = JourneyModel(MARKETS[name], plan=plan, panel=0)
    finish(model)
    return model


def total(model: JourneyModel, column: int) -> float:
    return float(model.history.tallies[:, :, column].sum())


@each_run
def test_everyone_is_in_one_stage_every_day(name: str, plan: str) -> None:
    model = lived(name, plan)
    in_stages = model.history.tallies[:, :, STAGES : STAGES + N_STAGES].sum(axis=2)
    in_segment = np.bincount(model.records["segment"], minlength=in_stages.shape[1])
    assert (in_stages == in_segment).all()
    at_the_end = np.bincount(model.records["stage"], minlength=N_STAGES)
    last = model.history.tallies[-1, :, STAGES : STAGES + N_STAGES].sum(axis=0)
    assert (last == at_the_end).all()
    daily = cjsim.run(MARKETS[name], plan=plan).daily
    stages = [stage.name.lower() for stage in Stage]
    people = daily.groupby("day")[stages].sum().sum(axis=1)
    np.testing.assert_allclose(people, float(MARKETS[name].scenario.people), rtol=1e-12)


@each_run
def test_every_move_is_allowed_and_continues_the_last(name: str, plan: str) -> None:
    model = lived(name, plan)
    moves = model.history.moves
    assert moves.size > 0
    for before, after in np.unique(
        np.stack([moves["from_stage"], moves["to_stage"]], axis=1), axis=0
    ):
        assert Stage(after) in MOVES[Stage(before)], f"{Stage(before)!r} to {Stage(after)!r}"
    start = JourneyModel(MARKETS[name], plan=plan, panel=0).records["stage"]
    moves = moves[np.lexsort((moves["day"], moves["customer"]))]
    is_first = np.r_[True, np.diff(moves["customer"]) != 0]
    came_from = np.where(is_first, start[moves["customer"]], np.roll(moves["to_stage"], 1))
    assert (moves["from_stage"] == came_from).all()
    assert (np.diff(moves["day"])[~is_first[1:]] > 0).all()  # at most one move a day
    last = np.append(is_first[1:], True)
    at_the_end = start.copy()
    at_the_end[moves["customer"][last]] = moves["to_stage"][last]
    assert (at_the_end == model.records["stage"]).all()
    assert (moves["reason"] != Reason.NONE).all()


@each_run
def test_the_log_of_moves_and_the_counts_agree(name: str, plan: str) -> None:
    model = lived(name, plan)
    moves, tallies = model.history.moves, model.history.tallies.sum(axis=1)
    logged = np.zeros((tallies.shape[0], N_STAGES * N_STAGES))
    np.add.at(
        logged, (moves["day"], moves["from_stage"].astype(int) * N_STAGES + moves["to_stage"]), 1
    )
    assert (logged == tallies[:, MOVE_COLUMNS : MOVE_COLUMNS + N_STAGES * N_STAGES]).all()
    reasons = np.zeros((tallies.shape[0], N_REASONS))
    np.add.at(reasons, (moves["day"], moves["reason"]), 1)
    assert (reasons == tallies[:, REASONS : REASONS + N_REASONS]).all()
    stages = tallies[:, STAGES : STAGES + N_STAGES]
    flows = logged.reshape(-1, N_STAGES, N_STAGES)
    assert (np.diff(stages, axis=0) == (flows.sum(axis=1) - flows.sum(axis=2))[1:]).all()


@each_run
def test_money_in_the_ledger_is_money_in_the_counts(name: str, plan: str) -> None:
    run = cjsim.run(MARKETS[name], plan=plan)
    ledger = run.history.ledger
    for column, account in (("revenue", "revenue"), ("refunds", "refunds"), ("goods", "goods"),
                            ("fees", "fees"), ("delivery", "delivery")):  # fmt: skip
        sign = 1.0 if account == "revenue" else -1.0
        by_day = run.daily.groupby("day")[column].sum().to_numpy()
        np.testing.assert_allclose(ledger.by_day(account), sign * by_day, rtol=1e-12, atol=1e-6)
    amounts = run.ledger.groupby("account")["amount"].sum()
    assert run.kpi_values()["contribution"] == pytest.approx(amounts.sum(), rel=1e-12)
    assert run.kpi_values()["revenue"] == pytest.approx(amounts["revenue"], rel=1e-12)
    assert (amounts.drop(["revenue", "goods"]) <= 0.0).all()


def one_price(name: str, customers: int, days: int) -> Scenario:
    market = resized(cjsim.load_scenario(name), customers, days)
    set_number(market, "product.basket_cv", 0.0)
    return market


def test_money_of_a_shop_is_counts_times_prices() -> None:
    market = one_price("electronics", 2_000, 182)
    model = JourneyModel(market, panel=market.n_customers())
    finish(model)
    ours, weight = market.brands[market.our_brand], market.weight
    price = float(ours.price)
    received, returned = (total(model, MARKS + mark) for mark in (Mark.RECEIVED, Mark.RETURNED))
    ordered = np.zeros(len(market.sales))  # by sales channel, from what each person lived through
    accepted = np.zeros(len(market.sales))
    for _day, _ids, rows in model.diary._pages:
        for mark, count in ((Mark.ORDERED, ordered), (Mark.RECEIVED, accepted)):
            those = rows["sales"][(rows["marks"] >> np.uint64(mark)) & np.uint64(1) == 1]
            np.add.at(count, those, 1)
    assert ordered.sum() == total(model, MARKS + Mark.ORDERED) > 100
    assert accepted.sum() == received
    ledger = model.history.ledger
    assert ledger.total("revenue") == pytest.approx(weight * price * received, rel=1e-12)
    assert ledger.total("refunds") == pytest.approx(-weight * price * returned, rel=1e-12)
    cost = weight * price * float(ours.unit_cost_share)
    assert ledger.total("goods") == pytest.approx(-cost * (received - returned), rel=1e-12)
    fees = sum(
        n * float(sales.fee_share) for n, sales in zip(accepted, market.sales.values(), strict=True)
    )
    assert ledger.total("fees") == pytest.approx(-weight * price * fees, rel=1e-12)
    delivery = sum(
        n * float(s.delivery_cost) for n, s in zip(ordered, market.sales.values(), strict=True)
    )
    assert ledger.total("delivery") == pytest.approx(-weight * delivery, rel=1e-12)
    media = sum(float(channel.spend_per_month) for channel in market.channels.values())
    assert ledger.total("media") == pytest.approx(-media * 182 / DAYS_PER_MONTH, rel=1e-9)


def test_money_of_a_subscription_is_periods_times_the_price() -> None:
    market = one_price("crm", 2_000, 300)
    model = JourneyModel(market, panel=0)
    finish(model)
    counts = {mark: total(model, MARKS + mark) for mark in Mark}
    me = model.records
    unpacks_tomorrow = (me["stage"] == Stage.USE) & (me["intention"] == Intention.ORDERED)
    unpacks_tomorrow &= (me["brand"] == 0) & (me["n_orders"] == 1)
    trials = counts[Mark.TRIAL_STARTED] + unpacks_tomorrow.sum()
    came_back = counts[Mark.RECEIVED] - trials  # who has had a trial pays from the first day
    paid = counts[Mark.RENEWED] + counts[Mark.TRIAL_PAID] + came_back
    price = float(market.brands[market.our_brand].price)
    assert counts[Mark.RENEWED] > 100
    assert counts[Mark.TRIAL_PAID] > 10
    revenue = model.history.ledger.total("revenue")
    assert revenue == pytest.approx(market.weight * price * paid, rel=1e-12)
    assert market.support is not None
    hours = float(market.support.close_hour) - float(market.support.open_hour)
    staff_days = model.history.staffed_hours.sum() / hours  # some leave, and others come
    pay = float(market.support.cost_per_staff_per_month) / DAYS_PER_MONTH
    assert model.history.ledger.total("support") == pytest.approx(-pay * staff_days, rel=1e-9)


@pytest.mark.parametrize("name", ["electronics", "crm", "small"])
def test_each_ticket_is_answered_abandoned_or_waiting(name: str) -> None:
    model = lived(name, "keep")
    history = model.history
    opened, answered, abandoned = (
        np.cumsum(flow)
        for flow in (history.tickets_opened, history.tickets_answered, history.tickets_abandoned)
    )
    assert opened[-1] > 0
    assert (opened == answered + abandoned + history.backlog).all()
    assert sum(waits.size for waits in history.waits) == answered[-1]
    people = history.tallies[:, :, MARKS + Mark.TICKET_OPENED].sum(axis=1)
    weight = MARKETS[name].weight
    assert (history.tickets_opened >= people).all()
    # the people a customer stands for have troubles of their own, as often as the customer
    expected = weight * people.sum()
    assert abs(opened[-1] - expected) <= 5.0 * weight * np.sqrt(people.sum())


@pytest.mark.parametrize("name", ["electronics", "crm", "small"])
def test_each_customers_own_ticket_comes_back_to_it(name: str) -> None:
    model = lived(name, "keep")
    opened = total(model, MARKS + Mark.TICKET_OPENED)
    heard = total(model, MARKS + Mark.REPLIED) + total(model, MARKS + Mark.GAVE_UP_WAITING)
    waiting = int((model.records["stage"] == Stage.SUPPORT).sum())
    assert opened == heard + waiting
    assert model.desk is not None
    own = model.desk.waiting["customer"][model.desk.waiting["is_own"] == 1]
    has_ticket = model.records["intention"] != Intention.REQUESTED  # others asked for a trial
    told_tomorrow = np.flatnonzero((model.records["reply_day"] == model.day) & has_ticket)
    in_support = np.flatnonzero(model.records["stage"] == Stage.SUPPORT)
    assert (np.sort(np.r_[own, told_tomorrow]) == in_support).all()


@each_run
def test_a_channel_reaches_only_those_who_use_it(name: str, plan: str) -> None:
    market, model = MARKETS[name], lived(name, plan)
    moves = model.history.moves
    # a viral voice takes a place after the channels and meets anyone
    learned = moves[
        (moves["from_stage"] == Stage.UNAWARE) & (moves["source"] < len(market.channels))
    ]
    uses = model.records["channels"][learned["customer"]] >> learned["source"] & 1
    assert (uses == 1).all()
    segments = list(market.segments)
    for slot, channel in enumerate(market.channels.values()):
        met = model.history.tallies[:, :, EXPOSURES + slot].sum(axis=0)
        aimed = [not channel.segments or segment in channel.segments for segment in segments]
        assert (met[~np.array(aimed)] == 0.0).all()
        if channel.moment == "contact":
            assert met.sum() == 0.0


def test_a_channel_nobody_uses_reaches_nobody() -> None:
    raw = tomllib.loads(SMALL.read_text("utf-8"))
    raw["channels"]["social"]["reach_share"] = 0.0
    model = JourneyModel(cjsim.load_scenario(raw), panel=0)
    finish(model)
    assert total(model, EXPOSURES) == 0.0
    assert total(lived("small", "keep"), EXPOSURES) > 0.0


SHARES = ("satisfaction", "trust", "expectation")


@each_run
def test_numbers_stay_within_their_bounds(name: str, plan: str) -> None:
    market, model = MARKETS[name], lived(name, plan)
    records, tallies = model.records, model.history.tallies
    for field in records.dtype.names:
        assert np.isfinite(records[field]).all(), field
    for field in SHARES:
        assert ((records[field] >= 0.0) & (records[field] <= 1.0)).all(), field
    assert (np.abs(records["opinion"]) <= 127).all()
    assert ((records["emotion"] >= WORST_EMOTION) & (records["emotion"] <= BEST_EMOTION)).all()
    moods = model.history.moves["emotion"]
    assert ((moods >= WORST_EMOTION) & (moods <= BEST_EMOTION)).all()
    assert (records["paid"] >= 0.0).all()
    assert (records["saved"] >= 0.0).all()
    assert (records["known"] < 1 << len(market.brands)).all()
    assert np.isfinite(tallies).all()
    counts = np.r_[STAGES:MONEY, OWNER_COUNT]  # a day may see more goods come back than go out
    assert (tallies[:, :, counts] >= 0.0).all()
    for kpi, value in kpi_values(market, model.history, 0.0).items():
        definition = cjsim.results.definitions.BY_NAME[kpi]
        if definition.unit == "share" and not np.isnan(value):
            assert 0.0 <= value <= 1.0, kpi


# --- resolution: another number of simulated customers is the same market --------------------

RESOLUTIONS = ((3_000, 12), (30_000, 4), (100_000, 1))
SMOOTH = ("orders", "market_share")
THROUGH_THE_DESK = ("gave_up_waiting", "utilisation", "satisfaction")


@pytest.fixture(scope="module")
def at_resolutions() -> dict[int, NDArray[np.float64]]:
    """KPIs of electronics, one row a seed, by the number of simulated customers."""
    found = {}
    for customers, n_seeds in RESOLUTIONS:
        market = resized(cjsim.load_scenario("electronics"), customers, 120)
        rows = []
        for seed in range(n_seeds):
            model = JourneyModel(market, seed=100 + seed, panel=0, keep_moves=False, threads=2)
            finish(model)
            values = kpi_values(market, model.history, 0.0)
            rows.append([values[kpi] for kpi in (*SMOOTH, *THROUGH_THE_DESK)])
        found[customers] = np.array(rows)
    return found


@pytest.mark.parametrize("kpi", [*SMOOTH, *THROUGH_THE_DESK])
def test_resolution_is_not_the_market(
    kpi: str, at_resolutions: dict[int, NDArray[np.float64]]
) -> None:
    place = (*SMOOTH, *THROUGH_THE_DESK).index(kpi)
    coarse = at_resolutions[3_000][:, place]
    means, errors = [], []
    for customers, n_seeds in RESOLUTIONS:
        means.append(at_resolutions[customers][:, place].mean())
        # the spread between seeds falls with the root of the customers
        errors.append(coarse.std(ddof=1) * np.sqrt(3_000 / customers / n_seeds))
    for one in range(len(means)):
        for other in range(one):
            error = np.hypot(errors[one], errors[other])
            assert abs(means[one] - means[other]) <= 4.0 * error, f"{means} +- {errors}"
