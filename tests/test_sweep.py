"""A sweep: its points, shared luck at all of them, and what becomes of the result."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cjsim
from cjsim import UserError
from cjsim.results.kpis import kpi_values
from cjsim.scenarios import bounds_of, get_number
from cjsim.scenarios.paths import draw_unknowns, share_groups
from cjsim.studies.futures import world_of
from cjsim.studies.sweeps.design import make_design
from cjsim.studies.sweeps.jobs import Job, live_chunk
from cjsim.studies.sweeps.ledger import FIXED
from cjsim.studies.sweeps.placing import place
from cjsim.studies.sweeps.store import Store
from cjsim.studies.sweeps.study import Study
from cjsim.studies.sweeps.sweep import sweep as sweep_function
from tests.lab import SEED, live, market

OFFER = {"type": "lever", "path": "brands.club.price", "times": 0.9, "start": "2027-01-06"}


def tiny(**changes):
    sizes = {"scenario.customers": 60, "scenario.people": 150, "scenario.days": 5}
    return market({"offer": OFFER}, changes=sizes | changes)


@pytest.fixture(scope="module")
def study():
    """Two numbers on a grid, two plans, three replicates, with daily figures."""
    over = {"support.staff": [1, 3], "brands.club.price": [100.0, 118.0, 130.0]}
    return cjsim.sweep(
        tiny(), over, plans=["keep", "act"], replicates=3, seed=5, daily=True,
        outcomes=["orders", "revenue", "rating"],
    )  # fmt: skip


# --- points ----------------------------------------------------------------------------------


def test_a_grid_has_all_combinations_and_the_last_path_changes_fastest(study):
    found = study.points.drop_duplicates("point_id")[study.paths].to_numpy().tolist()
    assert found == [[staff, price] for staff in (1.0, 3.0) for price in (100.0, 118.0, 130.0)]
    assert study.points["plan"].tolist() == ["keep", "act"] * 6
    assert study.points["scenario"][3] == "act, support.staff = 1, brands.club.price = 118"


def test_a_latin_hypercube_meets_every_slice_once_and_whole_numbers_all_alike():
    over = {"brands.club.price": (80.0, 120.0), "support.staff": (1, 4)}
    points = make_design(tiny(), over, "latin", 40, 9).points
    assert sorted(np.floor(points["brands.club.price"] - 80.0).astype(int)) == list(range(40))
    assert points["support.staff"].value_counts().to_dict() == {1: 10, 2: 10, 3: 10, 4: 10}


def test_a_sobol_sequence_is_balanced_and_follows_from_its_seed():
    over = {"brands.club.price": (80.0, 120.0), "brands.roaster.price": (90.0, 130.0)}
    first, same, other = (make_design(tiny(), over, "sobol", 16, seed).points for seed in (1, 1, 2))
    for path, (low, high) in over.items():
        cells = np.floor((first[path] - low) / (high - low) * 16).astype(int)
        assert sorted(cells) == list(range(16))
    assert first.equals(same)
    assert not first.equals(other)
    with pytest.raises(UserError, match="take 8 or 16"):
        make_design(tiny(), over, "sobol", 12, 1)


def test_a_table_of_ones_own_keeps_its_order():
    table = pd.DataFrame({"support.staff": [3, 1, 2], "brands.club.price": [90.0, 120.0, 90.0]})
    design = make_design(tiny(), table, "grid", None, 1)
    assert design.name == "table"
    assert design.points.to_numpy().tolist() == table.to_numpy(float).tolist()
    assert design.bounds == {"support.staff": (1.0, 3.0), "brands.club.price": (90.0, 120.0)}


def test_shares_that_make_one_go_on_doing_so():
    scenario = tiny()
    place(scenario, {"segments.guests.share": 0.7, "segments.regulars.tastes.taste": 0.8})
    assert get_number(scenario, "segments.regulars.share") == pytest.approx(0.3)
    tastes = scenario.segments["regulars"].tastes
    assert [float(taste) for taste in tastes.values()] == pytest.approx([0.8, 0.12, 0.08])
    for shares in share_groups(scenario):
        total = math.fsum(get_number(scenario, path) for path in shares)
        assert total == pytest.approx(1.0) or total == 0.0


BAD_POINTS = (
    ({"support.stuff": [1]}, {}, "support.staff"),
    ({"support": [1]}, {}, "this is a table"),
    ({"support.staff": [-3]}, {}, "over\\['support.staff'\\] = -3.0: expected a whole number"),
    ({"support.staff": [1.5]}, {}, "whole number"),
    ({"support.staff": [math.nan]}, {}, "nan"),
    ({"support.staff": ["two"]}, {}, "two"),
    ({"support.staff": [True]}, {}, "expected a number"),
    ({"support.staff": 3}, {}, "a list"),
    ({"support.staff": [2, 2]}, {}, "twice"),
    ({"support.staff": []}, {}, "at least one value"),
    ({"segments.guests.share": [0.5], "segments.regulars.share": [0.4]}, {}, "share"),
    ({"scenario.seed": [1, 2]}, {}, "seed="),
    ({"brands.club.price": [-1.0]}, {}, "0 or more"),
    ({"brands.club.price": (3.0, 1.0)}, {"design": "latin"}, "low below high"),
    ({"brands.club.price": [1.0]}, {"design": "sobal"}, "grid, latin, sobol, table"),
    ({"brands.club.price": [1.0]}, {"points": 8}, "a grid has the points"),
    ({"support.staff": [1]}, {"plans": ["alter"]}, "alter"),
    ({"support.staff": [1]}, {"plans": "keep"}, "give a list"),
    ({"support.staff": [1]}, {"outcomes": ["order"]}, "Did you mean \"orders\""),
    ({"support.staff": [1]}, {"daily": ["revenu"]}, "Did you mean \"revenue\""),
    ({"support.staff": [1]}, {"replicates": 0}, "at least one future"),
    ({"support.staff": [1]}, {"chunk": 0}, "1 or more"),
    ({"support.staff": [1]}, {"executor": 3}, "Executor"),
    ({"support.staff": [1]}, {"rules": {"buying": print}}, "name a stage"),
)  # fmt: skip


@pytest.mark.parametrize(("over", "how", "words"), BAD_POINTS)
def test_a_mistake_is_told_by_name_before_anything_runs(over, how, words):
    with pytest.raises(UserError, match=words):
        cjsim.sweep(tiny(), over, **how)


def test_a_lever_that_would_leave_its_bounds_at_some_point_is_told_with_the_point():
    lever = {"type": "lever", "path": "content.clarity", "by": 0.2, "cost": "free"}
    scenario = market({"clearer": lever})
    with pytest.raises(UserError, match=r"content\.clarity = 0\.9.*1\.1"):
        cjsim.sweep(scenario, {"content.clarity": [0.5, 0.9]})


# --- luck ------------------------------------------------------------------------------------


def test_a_replicate_has_the_same_luck_and_the_same_unknown_numbers_at_all_points(study):
    for _, runs in study.runs.groupby("replication_id"):
        assert len(set(runs["seed_entropy"])) == 1
    same_price = study.runs[study.runs["brands.club.price"] == 118.0]
    assert study.runs["seed_entropy"].nunique() == 3
    assert len(same_price) == 12


def test_a_point_is_what_a_run_of_the_model_gives(study):
    row = study.runs.set_index("run_id").loc[27]
    scenario = tiny()
    world = world_of(scenario, int(row["replication_id"]))
    point = draw_unknowns(scenario, 5, world)
    place(point, {path: row[path] for path in study.paths})
    model = live(point, row["plan"], seed=int(row["seed_entropy"]))
    values = kpi_values(point, model.history, model.reviews.mean_of_ours)
    assert [row[name] for name in study.outcomes] == [values[name] for name in study.outcomes]


def test_without_any_path_a_sweep_finds_what_compare_finds():
    scenario = tiny()
    comparison = cjsim.compare(scenario, ["keep", "act"], replicates=4, seed=SEED, split_futures=0)
    table = cjsim.sweep(
        scenario, {}, plans=["keep", "act"], replicates=4, seed=SEED, outcomes=["orders"]
    ).table.set_index("plan")
    for plan in ("keep", "act"):
        assert table.loc[plan, "mean"] == comparison.row(plan, "orders")["mean"]
        assert table.loc[plan, "mean_low"] <= table.loc[plan, "mean"]


def test_a_number_that_is_swept_keeps_its_value_whatever_its_range():
    scenario = tiny()
    assert get_number(scenario, "product.need_per_year").is_uncertain
    found = [
        cjsim.sweep(scenario, {"product.need_per_year": [need]}, replicates=4, outcomes=["orders"],
                    days=20, customers=150).runs["orders"].sum()
        for need in (0.0, 60.0)
    ]  # fmt: skip
    assert found[0] < found[1]


JOB = Job(tiny(), ("support.staff",), 7, ("orders", "revenue"), ("revenue", "trust"))
ABOUT = {"study_id": "x", "plans": ["keep"], "paths": ["support.staff"], "seed": 7, "name": "x",
         "outcomes": list(JOB.outcomes), "metrics": list(JOB.metrics)}  # fmt: skip


def digest_of(order, sizes):
    """Digest of four runs lived in this order, in chunks of these sizes and a last one."""
    points = pd.DataFrame({"support.staff": [1.0, 4.0]}).rename_axis("point_id")
    with Store(None) as store:
        store.ledger.create(ABOUT, points)
        store.ledger.plan_runs(ABOUT, 2)
        tasks = [store.ledger.tasks(ABOUT, 2)[i] for i in order]
        for size in [*sizes, len(tasks)]:
            lived = live_chunk(JOB.packed(), tasks[:size])
            file = store.add_traces(lived.traces) if lived.traces else None
            store.ledger.write(ABOUT, lived.outcomes, file)
            tasks = tasks[size:]
        return Study(store, JOB.scenario, 2).digest


@pytest.fixture(scope="module")
def in_order():
    return digest_of(range(4), [])


@settings(max_examples=6)
@given(order=st.permutations(range(4)), sizes=st.lists(st.integers(1, 3), max_size=3))
def test_order_and_chunking_do_not_matter(in_order, order, sizes):
    assert digest_of(order, sizes) == in_order


# --- the result ------------------------------------------------------------------------------


def test_the_table_of_runs_has_a_row_a_run_with_parameters_and_outcomes(study):
    runs = study.runs
    assert runs["run_id"].tolist() == list(range(36))
    assert list(runs.columns[:9]) == [
        "study_id", "run_id", "scenario_id", "scenario", "plan", "replication_id", "seed_entropy",
        "status", "error_type",
    ]  # fmt: skip
    assert (runs["status"] == "SUCCEEDED").all()
    assert runs["scenario_id"].dtype == runs["replication_id"].dtype == np.int64
    assert runs[["wall_s", "engine_seconds"]].min().min() > 0.0
    assert study.failures.empty
    assert "36 SUCCEEDED" in repr(study)


def test_the_table_says_mean_and_range_by_point_and_kpi(study):
    row = study.table.query("scenario_id == 4 and kpi == 'orders'").iloc[0]
    values = study.runs.query("scenario_id == 4")["orders"]
    assert row["mean"] == values.mean()
    assert (row["low"], row["high"]) == tuple(np.percentile(values, [5, 95]))
    assert row["n_runs"] == 3
    assert len(study.table) == 12 * 3
    with pytest.raises(UserError, match="this study kept"):
        study.table_of(["trust"])


def test_traces_are_the_daily_table_of_each_run(study):
    rows = study.traces(by_segment=True).query("run_id == 13")
    run = study.runs.set_index("run_id").loc[13]
    point = draw_unknowns(tiny(), 5, world_of(tiny(), int(run["replication_id"])))
    place(point, {path: run[path] for path in study.paths})
    daily = cjsim.run(point, plan=run["plan"], seed=int(run["seed_entropy"])).daily
    for name in ("aware", "revenue", "satisfaction"):
        np.testing.assert_array_equal(rows[name].to_numpy(), daily[name].to_numpy())
    both = study.traces().query("run_id == 13")
    assert both["day"].tolist() == [0, 1, 2, 3, 4]
    assert both["aware"].tolist() == daily.groupby("day")["aware"].sum().tolist()
    weighted = (daily["trust"] * daily["customers"]).groupby(daily["day"]).sum()
    weighted /= daily.groupby("day")["customers"].sum()
    np.testing.assert_allclose(both["trust"], weighted)


def test_a_study_becomes_an_xarray_dataset(study):
    dataset = study.to_xarray()
    assert dict(dataset.sizes) == {"scenario": 12, "replication": 3, "time": 5}
    run = study.runs.query("scenario_id == 7 and replication_id == 2").iloc[0]
    assert float(dataset["orders"].sel(scenario=7, replication=2)) == run["orders"]
    assert float(dataset["support.staff"].sel(scenario=7)) == run["support.staff"]
    assert str(dataset["plan"].sel(scenario=7).item()) == run["plan"]
    last = study.traces().query("run_id == @run.run_id and day == 4")["aware"].item()
    assert float(dataset["daily_aware"].sel(scenario=7, replication=2, time=4)) == last


def test_a_study_becomes_what_mesa_salib_and_ema_read(study):
    mesa_rows = study.to_mesa()
    assert list(mesa_rows.columns[:4]) == ["RunId", "iteration", "Step", "plan"]
    assert len(mesa_rows) == 36 * 5
    ends = mesa_rows[mesa_rows["Step"] == 5]
    assert ends["orders"].tolist() == study.runs["orders"].tolist()
    assert mesa_rows[mesa_rows["Step"] < 5]["orders"].isna().all()

    problem, y = study.salib("orders", "act")
    assert problem["num_vars"] == 2
    assert problem["names"] == ["support.staff", "brands.club.price"]
    assert problem["bounds"] == [[1.0, 3.0], [100.0, 130.0]]
    means = study.runs[study.runs["plan"] == "act"].groupby("scenario_id")["orders"].mean()
    assert y.tolist() == means.tolist()

    experiments, outcomes = study.to_ema()
    assert (
        experiments[["scenario", "policy", "model"]].dtypes.astype(str).tolist() == ["category"] * 3
    )
    assert outcomes["orders"].shape == (36,)
    assert outcomes["daily_aware"].shape == (36, 5)


def test_a_study_without_daily_figures_says_how_to_get_them():
    study = cjsim.sweep(tiny(), {"support.staff": [2]}, replicates=1, outcomes=["orders"])
    with pytest.raises(UserError, match="daily=True"):
        study.traces()
    assert study.to_mesa()["Step"].tolist() == [5]
    assert dict(study.to_xarray().sizes) == {"scenario": 1, "replication": 1}


def test_no_kpi_has_the_name_of_a_column_of_the_ledger():
    assert not {name for name, _ in FIXED} & {kpi.name for kpi in cjsim.KPIS}
    assert cjsim.sweep is sweep_function


def test_every_number_of_a_ready_made_market_can_be_put_where_it_stands():
    scenario = cjsim.load_scenario("electronics")
    numbers = cjsim.scenarios.all_numbers(scenario)
    again = scenario.model_copy(deep=True)
    place(again, {path: float(number) for path, number in numbers.items()})
    after = cjsim.scenarios.all_numbers(again)
    assert {path: float(n) for path, n in after.items()} == {
        path: float(n) for path, n in numbers.items()
    }
    assert all(bounds_of(scenario, path).at_least <= numbers[path] for path in numbers)
