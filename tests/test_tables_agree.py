"""The tables of a run agree with one another: one number has one value wherever it stands."""

import math

import numpy as np
import pandas as pd
import pytest

import cjsim
from cjsim.agents.population import make_population
from cjsim.journey.stages import STAGE_NAMES
from cjsim.results.views import VIEWS

MARKETS = [name for name, _ in cjsim.list_scenarios()]


@pytest.fixture(scope="module", params=MARKETS)
def run(request):
    return cjsim.run(request.param, seed=3, customers=800, days=70)


@pytest.fixture(scope="module")
def kpi(run):
    return run.kpi_values()


def same(*totals):
    """Whether all totals are one number, but for the order in which it was added up."""
    return [float(total) for total in totals] == pytest.approx([float(totals[0])] * len(totals))


def test_orders_are_the_same_in_every_table(run, kpi):
    steps = run.purchase_steps().set_index("step")
    assert same(
        kpi["orders"],
        run.daily["ordered_today"].sum(),
        run.revenue()["orders"].sum(),
        run.groups()["orders"].sum(),
        run.channel_switches()["people"].sum(),
        steps.loc["pay", "completed"].sum(),
    )
    assert kpi["orders"] > 0.0
    begun = steps.loc["order", "started"].sum()
    assert kpi["checkout_abandonment"] == pytest.approx(1.0 - kpi["orders"] / begun)


def test_each_step_of_buying_begins_where_the_one_before_ended(run):
    by_step = {step: rows.set_index("sales") for step, rows in run.purchase_steps().groupby("step")}
    assert (by_step["order"]["completed"] == by_step["pay"]["started"]).all()
    assert (by_step["receive"]["started"] <= by_step["pay"]["completed"]).all()


def test_what_was_received_is_the_same_in_every_table(run):
    moves = run.moves
    reasons = run.reasons()
    steps = run.purchase_steps()
    assert same(
        run.daily["received_today"].sum(),
        run.scenario.weight * (moves["reason"] == "received").sum(),
        reasons.loc[reasons["reason"] == "received", "people"].sum(),
        steps.loc[steps["step"] == "receive", "completed"].sum(),
    )


def test_money_is_the_same_in_every_table(run, kpi):
    ledger = run.ledger.groupby("account")["amount"].sum()
    assert same(
        kpi["revenue"],
        ledger["revenue"],
        run.daily["revenue"].sum(),
        run.revenue()["revenue"].sum(),
        run.groups()["revenue"].sum(),
        run.sources()["revenue"].sum(),
    )
    assert same(kpi["contribution"], ledger.sum())
    assert same(kpi["media_spend"], -ledger.get("media", 0.0), run.sources()["spend"].sum())
    assert same(kpi["support_cost"], -ledger.get("support", 0.0))
    of_trials = run.ledger["item"].str.startswith("trials by ")
    presale = ledger.get("presale", 0.0) - run.ledger.loc[of_trials, "amount"].sum()
    assert same(run.explorations()["cost"].sum(), -presale)


def test_everyone_is_in_one_stage_on_each_day(run):
    stages = run.daily[list(STAGE_NAMES)].sum(axis=1)
    by_segment = stages.groupby(run.daily["segment"]).agg(["min", "max"])
    assert by_segment["min"].to_numpy() == pytest.approx(by_segment["max"].to_numpy())
    people = float(run.scenario.scenario.people)
    assert by_segment["min"].sum() == pytest.approx(people)
    assert run.daily["aware"].groupby(run.daily["day"]).sum().max() <= people


@pytest.mark.parametrize("scheme", VIEWS)
def test_a_scheme_of_stages_holds_everyone_and_its_flows_say_the_changes(run, scheme):
    view = run.view(scheme)
    people = view.pivot_table(index="day", columns=["segment", "stage"], values="people")
    flow = view.assign(net=view["entered"] - view["left"])
    net = flow.pivot_table(index="day", columns=["segment", "stage"], values="net")
    assert people.sum(axis=1).to_numpy() == pytest.approx(float(run.scenario.scenario.people))
    assert people.diff().iloc[1:].to_numpy() == pytest.approx(net.iloc[1:].to_numpy(), abs=1e-6)
    by_day = view.groupby("day")[["entered", "left"]].sum()
    assert by_day["entered"].to_numpy() == pytest.approx(by_day["left"].to_numpy())


def test_moves_say_how_the_stages_change(run):
    moves, weight = run.moves, run.scenario.weight
    stages = run.daily.groupby("day")[list(STAGE_NAMES)].sum()
    days = range(run.scenario.n_days())
    into, out = (
        weight
        * pd.crosstab(moves["day"], moves[end]).reindex(
            index=days, columns=list(STAGE_NAMES), fill_value=0
        )
        for end in ("to_stage", "from_stage")
    )
    change = (into - out).iloc[1:].to_numpy()
    assert stages.diff().iloc[1:].to_numpy() == pytest.approx(change, abs=1e-6)


def test_reasons_count_each_move_once(run):
    reasons = run.reasons()
    assert same(reasons["people"].sum(), run.scenario.weight * len(run.moves))
    assert reasons.groupby("from_stage")["share"].sum().to_numpy() == pytest.approx(1.0)


def test_customers_and_those_who_left_are_the_same_in_every_table(run, kpi):
    groups, daily = run.groups(), run.daily
    end = groups[groups["month"] == groups["month"].iloc[-1]]
    assert same(kpi["customers"], end["customers"].sum())
    assert end["people"].sum() == pytest.approx(float(run.scenario.scenario.people))
    assert same(kpi["new_customers"], groups["new_customers"].sum())
    assert same(kpi["came_back"], groups["came_back"].sum(), daily["came_back_today"].sum())
    assert same(
        daily["left_today"].sum(),
        groups["left"].sum(),
        run.leave_reasons()["left"].sum(),
        sum(
            value
            for name, value in kpi.items()
            if name.startswith("left_") and name != "left_alone"
        ),
    )
    at_start = customers_of_day(run).iloc[0] - came_less_left(run).iloc[0]
    joined = kpi["new_customers"] + kpi["came_back"]
    assert kpi["churn"] == pytest.approx(daily["left_today"].sum() / (at_start + joined))
    for feeling in ("satisfaction", "trust", "loyal_share"):
        mean = (end[feeling] * end["customers"]).sum() / end["customers"].sum()
        assert kpi[feeling] == pytest.approx(mean)


def customers_of_day(run):
    return run.daily.groupby("day")["customers"].sum()


def came_less_left(run):
    """New customers and those who came back, less those who left, by day."""
    flows = run.daily.groupby("day")[["joined_today", "came_back_today", "left_today"]].sum()
    return flows["joined_today"] + flows["came_back_today"] - flows["left_today"]


def test_customers_are_those_of_yesterday_who_came_and_did_not_leave(run, kpi):
    scenario = run.scenario
    people = make_population(scenario, run.seed)
    ours = list(scenario.brands).index(scenario.our_brand)
    at_start = scenario.weight * float((people["brand"] == ours).sum())
    expected = at_start + came_less_left(run).cumsum()
    assert customers_of_day(run).to_numpy() == pytest.approx(expected.to_numpy())
    assert same(kpi["new_customers"], run.daily["joined_today"].sum())


def test_who_takes_a_rivals_product_has_left_us_for_a_competitor(run, kpi):
    """Received a rival's product with ours in use: the log of moves says the same as the KPI."""
    moves, scenario = run.moves, run.scenario
    ours = list(scenario.brands).index(scenario.our_brand)
    owners = make_population(scenario, run.seed)["brand"] == ours
    n_switched = 0
    for move in moves.sort_values("day", kind="stable").itertuples():
        if move.reason == "received":
            owners[move.customer] = True
        elif move.reason == "received_rival":
            n_switched += owners[move.customer]
            owners[move.customer] = False
        elif move.to_stage == "lapsed":
            owners[move.customer] = False
    at_renewal = (moves["reason"] == "left_competitor").sum()
    assert same(kpi["left_competitor"], scenario.weight * (n_switched + at_renewal))
    if scenario.product.kind == "purchase":
        assert n_switched > 0


def test_the_ladder_of_loyalty_holds_the_customers_who_have_bought(run, kpi):
    ladder = run.loyalty[run.loyalty["day"] == run.loyalty["day"].max()]
    rungs = ladder[["buyer", "repeat_buyer", "loyal", "advocate", "completely_loyal"]].sum()
    on_none = kpi["customers"] - rungs.sum()
    assert on_none >= -1e-6
    if run.scenario.product.kind == "purchase":
        last = run.daily[run.daily["day"] == run.daily["day"].max()]
        assert on_none <= last["received_today"].sum() + 1e-6
    assert same(kpi["advocates"], rungs["advocate"] + rungs["completely_loyal"])


def test_no_ticket_is_lost(run, kpi):
    desk = run.support
    before = desk["backlog"].shift(fill_value=0.0)
    done = desk["answered"] + desk["gave_up"] + desk["backlog"]
    assert done.to_numpy() == pytest.approx((before + desk["opened"]).to_numpy())
    assert same(kpi["tickets"], desk["opened"].sum())
    assert (desk["solved"] <= desk["answered"]).all()


def test_the_journey_map_counts_what_the_other_tables_count(run, kpi):
    journey, touches = run.journey_map(), run.touches
    weight = run.scenario.weight
    assert journey["n"].min() >= 1.0
    assert journey["contacts"].to_numpy() == pytest.approx(weight * journey["n"].to_numpy())
    by_name = journey.groupby("touchpoint")["contacts"].sum()
    steps = run.purchase_steps()
    is_limited = run.scenario.product.capacity_per_day is not None
    if is_limited:  # who finds the house full has been at the order, and has not begun one
        at_order = by_name[by_name.index.str.startswith("order: ")].sum()
        begun = steps.loc[steps["step"] == "order", "started"].sum()
        assert same(at_order, begun + run.daily["found_empty_today"].sum())
    for step, kind in (("order", "order"), ("pay", "payment"), ("receive", "delivery")):
        for _, row in steps[steps["step"] == step].iterrows():
            name = f"{kind}: {row['sales']}"
            is_at_once = float(run.scenario.sales[row["sales"]].delivery_days) == 0.0
            met = row["started"] if step != "receive" or not is_at_once else 0.0
            if not (is_limited and step == "order"):
                assert same(met, by_name.get(name, 0.0)), name
    asked = run.explorations()
    assert same(kpi["presale_requests"], asked["asked"].sum())
    for _, row in asked.iterrows():
        assert same(row["served"], by_name.get(f"explore: {row['explore']}", 0.0))
    days = touches.drop_duplicates(["day", "customer", "stage", "touchpoint"])
    n_logged = days.groupby(["stage", "touchpoint"]).size()
    felt = journey[journey["score"].notna()].set_index(["stage", "touchpoint"])["n"]
    assert (n_logged.sort_index() == felt.sort_index()).all()
    assert set(run.unseen()["touchpoint"]) <= set(journey["touchpoint"])


def test_what_is_felt_stays_within_its_bounds(run):
    journey, touches = run.journey_map(), run.touches
    for felt in (journey["score"], journey["emotion_median"], touches["score"], touches["emotion"]):
        assert felt.dropna().between(-2.0, 2.0).all()
    assert run.moves["emotion"].between(-2.0, 2.0).all()
    for share in ("worry", "drop_off_share", "pain"):
        assert journey[share].dropna().between(0.0, 1.0).all()
    assert touches.notna().all(axis=None)


def test_ratings_are_those_of_the_feedback(run, kpi):
    feedback = run.feedback
    n_ratings = feedback["people"].sum()
    if n_ratings:
        assert kpi["rating"] == pytest.approx(
            (feedback["rating"] * feedback["people"]).sum() / n_ratings
        )
    else:
        assert math.isnan(kpi["rating"])


def test_entries_are_whole(run):
    entries = run.entries
    assert entries.groupby("segment")["share"].sum().to_numpy() == pytest.approx(1.0)
    assert entries["entry"].ne("").all()


def test_the_pipeline_holds_each_lead_once(run):
    pipeline = run.pipeline
    if len(pipeline):
        statuses = pipeline.drop(columns=["day", "date"]).iloc[-1]
        assert same(statuses.sum(), run.scenario.weight * len(run.leads))
    else:
        assert run.leads.empty


def test_every_table_has_its_columns_and_says_names_not_codes(run):
    tables = [
        run.daily, run.loyalty, run.support, run.ledger, run.moves, run.entries, run.feedback,
        run.leads, run.pipeline, run.surveys, run.listening, run.alarms, run.policy_log,
        run.touches, run.campaigns(), run.unseen(), run.sources(), run.journey_map(),
    ]  # fmt: skip
    for table in tables:
        assert len(table.columns) > 1
        for column in table.select_dtypes(["object", "str"]):
            words = table[column].astype(str)
            assert not words.str.fullmatch(r"[A-Z_]+|.*<.*>|None|nan").any(), column
    for table in (run.daily, run.loyalty, run.ledger, run.moves, run.feedback, run.entries):
        numbers = table.select_dtypes("number").to_numpy(np.float64)
        assert np.isfinite(numbers).all()


def test_a_run_says_what_it_is(run):
    assert repr(run).startswith(f"<Run of {run.scenario.scenario.name!r}: plan keep, seed 3")
    assert "orders of our brand placed in the run" in str(run)
    assert repr(run.scenario).startswith("<Scenario ")
