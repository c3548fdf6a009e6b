"""What holds of every market: nobody is lost, no move is forbidden, no number breaks."""

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import cjsim
from cjsim import JourneyModel, Scenario, Stage
from cjsim.journey.market import MARKET, SEGMENT
from cjsim.journey.stages import LEAVING, MOVES, Mark
from cjsim.journey.tally import JOINED, LEFT_FOR, MARKS, MONEY, OWNER_COUNT, STAGES
from cjsim.results.kpis import kpi_values
from tests.random_markets import SMALL, markets

plans = st.sampled_from(sorted(SMALL.plans))
seeds = st.integers(0, 2**63 - 1)
CHANCES = ("_share", "_chance", "_aware", "_arouse")
FREE = {"media_chance"}


def names_of_chances(kind: np.dtype) -> list[str]:
    return [name for name in kind.names or () if name.endswith(CHANCES)]


def check_chances(model: JourneyModel) -> None:
    """Every share and chance the rules read today lies between 0 and 1."""
    for kind, records in ((MARKET, model.markets), (SEGMENT, model.segments)):
        for name in names_of_chances(kind):
            values = records[name]
            assert np.all((values >= 0.0) & (values <= 1.0)), f"day {model.day}: {name} {values}"


def check_record(model: JourneyModel) -> None:
    """Every field of every customer is a number, within its scale."""
    records = model.records
    for field in records.dtype.names:
        assert np.isfinite(records[field]).all(), f"day {model.day}: {field}"
    for field in ("satisfaction", "trust", "expectation"):
        assert ((records[field] >= 0.0) & (records[field] <= 1.0)).all(), field
    assert (np.abs(records["emotion"]) <= 2.0).all()
    assert (np.abs(records["opinion"].astype(int)) <= 127).all()
    assert ((records["paid"] >= 0.0) & (records["saved"] >= 0.0)).all()


def ours_of(market: Scenario) -> int:
    return list(market.brands).index(market.our_brand)


@settings(max_examples=40)
@given(markets(), plans, seeds)
def test_nothing_breaks_and_nobody_is_lost(market: Scenario, plan: str, seed: int) -> None:
    model = JourneyModel(market, plan=plan, seed=seed, panel=0)
    stage = model.records["stage"].astype(int)
    customers = (model.records["brand"] == ours_of(market)).sum()
    shares = np.array([float(segment.share) for segment in market.segments.values()])
    for day in range(market.n_days()):
        model.step()
        check_chances(model)
        check_record(model)
        tallies = model.history.tallies[day]
        in_stages = tallies[:, STAGES : STAGES + len(Stage)]
        counted = np.bincount(model.records["stage"], minlength=len(Stage))
        assert np.array_equal(in_stages.sum(axis=0), counted)
        assert in_stages.sum() == market.n_customers()
        total = tallies.sum(axis=0)
        customers += total[JOINED] + total[MARKS + Mark.CAME_BACK] - total[MARKS + Mark.LEFT]
        assert customers == total[OWNER_COUNT]
        assert total[LEFT_FOR : LEFT_FOR + len(LEAVING)].sum() == total[MARKS + Mark.LEFT]
        moved = model.history.moves[model.history.moves["day"] == day]
        assert np.array_equal(stage[moved["customer"]], moved["from_stage"])
        stage[moved["customer"]] = moved["to_stage"]
        assert np.array_equal(stage, model.records["stage"])
    assert np.isclose(shares.sum(), 1.0)
    for move in np.unique(model.history.moves[["from_stage", "to_stage"]]):
        assert Stage(move["to_stage"]) in MOVES[Stage(move["from_stage"])]
    history = model.history
    assert np.isfinite(history.tallies).all()
    assert (history.tallies[:, :, np.r_[STAGES:MONEY, OWNER_COUNT]] >= 0.0).all()
    for (account, item), amounts in history.ledger.rows.items():
        assert np.isfinite(amounts).all(), (account, item)
    waiting = history.tickets_opened - history.tickets_answered - history.tickets_abandoned
    assert np.array_equal(np.cumsum(waiting), history.backlog)
    for kpi, value in kpi_values(market, history, 0.0).items():
        unit = cjsim.results.definitions.BY_NAME[kpi].unit
        assert not math.isinf(value), kpi
        if unit == "share" and not math.isnan(value):
            assert -1e-9 <= value <= 1.0 + 1e-9, kpi


@settings(max_examples=10)
@given(markets(), seeds)
def test_two_plans_are_one_until_they_differ(market: Scenario, seed: int) -> None:
    """An empty plan and one whose levers stay where they are have the same luck everywhere."""
    market.plans["idle"] = []
    runs = []
    for plan in ("keep", "idle"):
        model = JourneyModel(market, plan=plan, seed=seed, panel=0)
        while model.day < market.n_days():
            model.step()
        runs.append(model)
    assert runs[0].records.tobytes() == runs[1].records.tobytes()
    assert runs[0].history.moves.tobytes() == runs[1].history.moves.tobytes()
