"""When the winner changes, what moves the answer, where a plan loses."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest

import cjsim
from cjsim import UserError
from cjsim.cli import app
from cjsim.scenarios.paths import all_numbers, set_number
from cjsim.studies.sensitivity import losing_cases as losing
from cjsim.studies.sensitivity.crossings import brackets, crossing_in, next_probe
from cjsim.studies.sensitivity.estimators import morris, problem_of, sobol
from cjsim.studies.sensitivity.evaluate import evaluate, has_failed, worlds_of
from cjsim.studies.sensitivity.factors import Factor, factors_of, unit_of
from tests.lab import market, raw_market

CHEAPER = {"cheaper": {"type": "discount", "start": "2027-01-05", "share": 0.2}}
SHORT = {"customers": 250, "days": 12, "seed": 3}
COST = "brands.club.unit_cost_share"


def certain(raw):
    """The same market file without ranges."""
    if isinstance(raw, dict):
        return raw["value"] if "value" in raw else {key: certain(raw[key]) for key in raw}
    return raw


@pytest.fixture(scope="module")
def shop():
    """A market without ranges, and a plan that gives a fifth of the price away from day two."""
    raw = raw_market(CHEAPER)
    raw["product"]["need_per_year"] = 40.0  # many orders in few days
    found = cjsim.load_scenario(certain(raw))
    for path, number in all_numbers(found).items():
        set_number(found, path, float(number))
    return found


@pytest.fixture(scope="module")
def unsure():
    """The same market with the ranges of its file, and one of a brand that is not there."""
    return market(CHEAPER, changes={"brands.cart.price": {"value": 110, "low": 90, "high": 130}})


# --- points ------------------------------------------------------------------------------


def test_a_point_that_cannot_be_lived_is_kept_as_a_failure(shop):
    points = pd.DataFrame({"peers.ties_per_customer": [6.0, 400.0]})
    runs = evaluate(
        shop, points, plans=["keep", "act"], outcomes=["orders"], replicates=2, seed=3,
        customers=100, days=3,
    )  # fmt: skip
    assert len(runs) == 2 * 2 * 2
    failed = has_failed(runs)
    assert failed.tolist() == (runs["point_id"] == 1).tolist()
    assert runs.loc[failed, "orders"].isna().all()
    assert runs.loc[failed, "error_message"].str.contains("ties").all()
    assert runs.loc[~failed, "orders"].notna().all()


def test_worlds_are_single_once_all_that_is_uncertain_is_set(unsure):
    uncertain = [one.path for one in factors_of(unsure, None, ["keep", "act"])]
    assert worlds_of(unsure, [COST], 4).tolist() == [0, 0, 1, 1]
    assert worlds_of(unsure, uncertain, 4).tolist() == [0, 1, 2, 3]


def test_ranges_of_the_file_are_drawn_as_its_futures_are(unsure):
    found = {one.path: one for one in factors_of(unsure, None, ["keep", "act"])}
    rival = found["brands.cart.price"]
    assert (rival.at(0.0), rival.at(0.5), rival.at(1.0)) == pytest.approx((90.0, 110.0, 130.0))
    assert rival.at(0.125) == pytest.approx(100.0)  # a quarter of the triangle's left half
    assert rival.unit == "USD"
    assert factors_of(unsure, {rival.path: (90.0, 130.0)}, ["keep"]) == [rival]
    (asked,) = factors_of(unsure, {"support.staff": (1, 4)}, ["keep"])
    assert [asked.at(u) for u in (0.0, 0.4, 1.0)] == [1.0, 2.0, 4.0]


def test_what_can_never_start_is_not_moved():
    ranges = {"value": 0.2, "low": 0.1, "high": 0.3}
    shops = market({"cheaper": CHEAPER["cheaper"] | {"share": ranges}})
    path = "interventions.cheaper.share"
    assert path in {one.path for one in factors_of(shops, None, ["keep", "act"])}
    assert path not in {one.path for one in factors_of(shops, None, ["keep"])}


def test_units_are_read_from_names(shop):
    named = ("support.staff", "journey.search.days", "channels.letters.cost_per_contact", COST)
    assert [unit_of(shop, path) for path in named] == ["staff", "", "USD", "share"]


# --- when the winner changes -----------------------------------------------------------


def curve(mean, half=1.0, x=None):
    mean = np.asarray(mean, float)
    values = np.arange(mean.size, dtype=float) if x is None else x
    return pd.DataFrame(
        {"value": values, "difference": mean, "mean_low": mean - half, "mean_high": mean + half}
    )


def test_one_sure_change_is_one_crossing_however_the_mean_wavers():
    table = curve([3.0, 2.0, -0.5, 0.5, -0.6, -4.0])
    (place,) = brackets(table)
    assert (place.start, place.end, place.sign_before) == (1.0, 5.0, 1)
    found = crossing_in(table, place)
    assert found.n_changes == 3
    assert 2.0 < found.at < 3.0
    assert found.low == pytest.approx(1.0 + 1.0 / 2.5)  # the lower bound falls from 1 to -1.5
    assert found.high == pytest.approx(4.0 + 1.4 / (0.4 + 3.0), abs=0.3)
    assert found.low <= found.at <= found.high


def test_several_changes_none_and_open_ends_are_told_apart():
    assert len(brackets(curve([3.0, -3.0, 3.0, -3.0]))) == 3
    assert brackets(curve([3.0, 0.5, 2.0])) == []
    assert brackets(curve([0.5, 0.2, 0.4])) == []
    (place,) = brackets(curve([-0.5, 0.2, 3.0]))
    assert place.is_open_low
    assert not place.is_open_high
    (place,) = brackets(curve([0.5, 0.2, -0.4]))
    assert place.is_open_low
    assert place.is_open_high
    lost = curve([3.0, math.nan, -3.0])
    assert crossing_in(lost, brackets(lost)[0]).at == pytest.approx(1.0)


def test_halving_stays_with_whole_numbers():
    table = curve([3.0, -3.0], x=np.array([4.0, 7.0]))
    (place,) = brackets(table)
    assert next_probe(table, place, is_whole=True) == 5.0
    assert next_probe(table, place, is_whole=False) == 5.5
    table = curve([3.0, -3.0], x=np.array([5.0, 6.0]))
    assert next_probe(table, brackets(table)[0], is_whole=True) is None


@pytest.fixture(scope="module")
def switched(shop):
    return cjsim.switch_point(
        shop, lever=COST, between=(0.0, 0.9), plans=["keep", "act"], goal="gross_profit",
        grid=3, halvings=3, replicates=5, **SHORT,
    )  # fmt: skip


def test_a_price_cut_stops_paying_where_goods_cost_too_much(switched):
    """The difference is linear in the cost of goods, so the crossing is known exactly."""
    table = switched.table
    assert table["winner"].iloc[-1] == "keep"
    slope, start = np.polyfit(table["value"], table["difference"], 1)
    assert np.allclose(table["difference"], start + slope * table["value"], rtol=1e-6)
    for row in switched.crossings.to_dict("records"):
        assert row["at"] == pytest.approx(-start / slope)
        assert row["low"] <= row["at"] <= row["high"]
        assert (row["before"], row["after"]) == ("act", "keep")


def test_no_crossing_is_said_to_be_none(shop):
    found = cjsim.switch_point(
        shop, lever=COST, between=(0.7, 0.9), plans=["keep", "act"], goal="gross_profit",
        grid=3, halvings=2, replicates=5, **SHORT,
    )  # fmt: skip
    assert found.at is None
    assert found.crossings.empty
    assert "does not change: keep is better" in found.verdict()
    assert "act better in" in str(found)


def test_two_levers_make_a_map_with_its_boundary(shop):
    found = cjsim.switch_point(
        shop, levers={"interventions.cheaper.share": (0.05, 0.3, 2), COST: (0.0, 0.9, 2)},
        plans=["keep", "act"], goal="gross_profit", replicates=3, **SHORT,
    )  # fmt: skip
    assert len(found.table) == 4
    assert found.grid().shape == (2, 2)
    assert set(found.table["winner"]) <= {"", "keep", "act"}
    shares = found.table["winner"].eq("keep")
    assert shares[found.table[COST] == 0.9].any()
    assert "? luck leaves it open" in str(found)
    if found.grid().to_numpy().max() > 0.0 > found.grid().to_numpy().min():
        assert found.boundary[COST].between(0.0, 0.9).all()


def test_mistakes_are_named(shop):
    def ask(**other):
        return cjsim.switch_point(shop, **({"plans": ["keep", "act"], **SHORT} | other))

    with pytest.raises(UserError, match="low end"):
        ask(lever=COST, between=(0.5, 0.5))
    with pytest.raises(UserError, match="may be from 0"):
        ask(lever="support.staff", between=(-1, 4))
    with pytest.raises(UserError, match="Did you mean"):
        ask(lever="support.staf", between=(1, 4))
    with pytest.raises(UserError, match="name two"):
        ask(lever=COST, between=(0.1, 0.5), plans=["keep"])
    with pytest.raises(UserError, match="no KPI has this name"):
        ask(lever=COST, between=(0.1, 0.5), goal="profits")
    with pytest.raises(UserError, match="neither direction"):
        ask(lever=COST, between=(0.1, 0.5), goal="media_spend")
    with pytest.raises(UserError, match="luck cannot be told"):
        ask(lever=COST, between=(0.1, 0.5), replicates=1)
    with pytest.raises(UserError, match="give two"):
        ask(levers={COST: (0.1, 0.5, 3)})


# --- what moves the answer ---------------------------------------------------------------


def ishigami(u):
    x = math.pi * (2.0 * u - 1.0)
    return np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_sobol_finds_the_known_indices_whatever_row_failed():
    """Ishigami's function with a fourth, inert number; a tenth of its variance is luck's."""
    from SALib.sample import sobol as sample

    u = np.asarray(sample.sample(problem_of(4), 512, calc_second_order=False, seed=7))
    luck = np.random.default_rng(5).normal(0.0, 0.8, (len(u), 2))
    y = ishigami(u)[:, None] + luck
    y[3, 0] = np.nan  # one point of the first base row
    found = sobol(4, y, seed=1)
    assert (found.n_rows, found.n_rows_in_all) == (511, 512)
    noise = 0.8**2 / 2 / (13.845 + 0.8**2 / 2)
    assert found.luck == pytest.approx(noise, rel=0.25)
    total = found.columns["total"]
    assert total[:3] == pytest.approx([0.558, 0.442, 0.244], abs=0.08)
    assert total[3] < 2.0 * found.luck  # luck of each point its own: it looks as active as luck
    still = sobol(4, np.repeat(ishigami(u)[:, None], 2, axis=1), seed=1)
    assert still.columns["total"][3] == 0.0
    assert still.columns["first"][:3] == pytest.approx([0.314, 0.442, 0.0], abs=0.1)


def test_morris_greys_what_only_stirs_luck():
    from SALib.sample import morris as sample

    u = np.asarray(sample.sample(problem_of(3), 20, num_levels=4, seed=7))
    luck = np.random.default_rng(5).normal(0.0, 0.5, (len(u), 4))
    found = morris(u, 5.0 * u[:, [0]] + 0.2 * u[:, [1]] + luck, seed=1)
    is_seen = found.columns["mu_star"] > found.columns["noise"]
    assert is_seen[0]
    assert not is_seen[2]
    exact = morris(u, np.repeat(5.0 * u[:, [0]], 2, axis=1), seed=1)
    assert exact.columns["mu_star"] == pytest.approx([5.0, 0.0, 0.0])
    assert exact.columns["noise"] == pytest.approx([0.0, 0.0, 0.0])


def test_too_few_whole_rows_are_refused():
    y = np.full((20, 2), np.nan)
    y[:4] = 1.0
    with pytest.raises(UserError, match="whole"):
        sobol(2, y, seed=1)


OVER = {
    "brands.club.unit_cost_share": (0.4, 0.8),
    "brands.cart.price": (90.0, 130.0),  # a brand that is not there: planted, and inert
    "segments.guests.talk_times": (0.5, 2.0),
}


@pytest.mark.parametrize("method", ["one_at_a_time", "morris", "sobol"])
def test_a_planted_inert_number_comes_out_as_inert(shop, method):
    rows, replicates = (None, 6) if method == "one_at_a_time" else (4, 2)
    found = cjsim.sensitivity(
        shop, OVER, method=method, rows=rows, goal="gross_profit", plans=["keep"],
        replicates=replicates, **(SHORT | {"days": 8}),
    )  # fmt: skip
    table = found.table.set_index("path")
    size = {"one_at_a_time": "swing", "morris": "mu_star", "sobol": "total"}[method]
    assert table.index[0] == COST
    assert table.index[-1] == "(luck)"
    assert table.loc["brands.cart.price", size] == 0.0
    assert table.loc["brands.cart.price", "below_noise"]
    assert not table.loc[COST, "below_noise"]
    assert found.influential[0] == COST
    assert found.top(1) == {COST: (0.4, 0.8)}
    assert found.n_failed == 0
    assert "brands.cart.price" in str(found)
    assert "[within luck]" in str(found)


def test_one_at_a_time_is_ready_for_a_tornado_and_says_what_failed(shop):
    found = cjsim.sensitivity(
        shop, {COST: (0.4, 0.8), "peers.ties_per_customer": (4, 140)}, goal="gross_profit",
        plans=["keep", "act"], replicates=4, **(SHORT | {"customers": 100}),
    )  # fmt: skip
    columns = ["path", "unit", "low_input", "high_input", "at_low", "at_high", "base", "swing"]
    assert set(columns) <= set(found.table)
    rows = found.table.set_index("path")
    ends = rows.loc[COST, ["at_low", "base", "at_high"]].astype(float)
    assert ends["at_low"] > ends["base"] > ends["at_high"]  # dear goods spoil a price cut
    assert rows.loc[COST, "swing"] == pytest.approx(ends["at_low"] - ends["at_high"])
    assert rows.loc["peers.ties_per_customer", "n_failed"] == 4
    assert math.isnan(rows.loc["peers.ties_per_customer", "at_high"])
    assert found.n_failed == 8
    assert "8 of 40 runs failed" in str(found)


def test_arguments_of_sensitivity_are_checked(shop):
    with pytest.raises(UserError, match="power of 2"):
        cjsim.sensitivity(shop, OVER, method="sobol", rows=6)
    with pytest.raises(UserError, match="expected one of"):
        cjsim.sensitivity(shop, OVER, method="guess")
    with pytest.raises(UserError, match="one or two"):
        cjsim.sensitivity(shop, OVER, plans=[])
    with pytest.raises(UserError, match="two numbers"):
        cjsim.sensitivity(shop, {COST: 0.5})
    with pytest.raises(UserError, match="luck cannot be told"):
        cjsim.sensitivity(shop, OVER, replicates=1)


# --- where a plan loses ------------------------------------------------------------------


def cases_of(n, is_planted):
    draw = np.random.default_rng(1)
    factors = [Factor(f"n{i}", "", 0.5, 0.0, 1.0, False, False) for i in range(6)]
    cases = pd.DataFrame(draw.random((n, 6)), columns=[one.path for one in factors])
    inside = (cases["n2"] > 0.6) & (cases["n4"] < 0.5)
    chance = np.where(inside, 0.9, 0.1) if is_planted else np.full(n, 0.3)
    return cases.assign(loses=draw.random(n) < chance), factors


def test_prim_finds_a_planted_box_and_nothing_in_noise(monkeypatch):
    monkeypatch.setattr(losing, "N_SHUFFLES", 9)
    monkeypatch.setattr(losing, "PEELED_SHARES", (0.2,))
    prim = losing._prim()
    cases, factors = cases_of(120, is_planted=True)
    limits, inside = losing._box(prim, cases, factors, seed=1)
    assert limits["path"].tolist() == ["n2", "n4"]
    assert limits["above"].iloc[0] == pytest.approx(0.6, abs=0.08)
    assert limits["below"].iloc[1] == pytest.approx(0.5, abs=0.08)
    assert cases["loses"][inside].mean() > 0.75
    cases, factors = cases_of(120, is_planted=False)
    assert losing._box(prim, cases, factors, seed=1)[0].empty


def test_losses_are_said_in_a_sentence(shop, monkeypatch):
    monkeypatch.setattr(losing, "N_SHUFFLES", 2)
    found = cjsim.losing_cases(
        shop, {COST: (0.0, 0.9), "brands.cart.price": (90.0, 130.0)}, plans=["keep", "act"],
        goal="gross_profit", cases=20, **(SHORT | {"days": 4}),
    )  # fmt: skip
    assert len(found.cases) == 20
    assert found.cases["loses"].equals(found.cases["difference"] < 0.0)
    assert found.losing_share == found.cases["loses"].mean()
    sentence = found.sentence()
    n_lost = int(found.cases["loses"].sum())
    assert f"act loses to keep in {n_lost} of 20 cases" in sentence
    for row in found.limits.to_dict("records"):
        assert row["path"] in sentence
        assert f"{100 * found.coverage:.0f} % of its losses" in sentence


# --- on the command line -----------------------------------------------------------------


def test_both_can_be_asked_on_the_command_line(tmp_path):
    from typer.testing import CliRunner

    common = ["--goal", "gross_profit", "--replicates", "3", "--customers", "100", "--days", "4",
              "--workers", "1", "--seed", "3", "--quiet"]  # fmt: skip
    switch = ["switch", "mail_shop", "--lever", "support.staff", "--between", "1;4", *common]
    said = CliRunner().invoke(app, switch)
    assert isinstance(said.exception, UserError)
    assert "LOW,HIGH" in str(said.exception)
    file = tmp_path / "out.json"
    path = "product.need_per_year"
    asked = ["sensitivity", "fmcg", "--plans", "keep", "--over", f"{path}=1,9", "--json", str(file)]
    said = CliRunner().invoke(app, [*asked, *common])
    assert said.exit_code == 0, said.output
    rows = json.loads(file.read_text("utf-8"))
    assert [row["path"] for row in rows] == [path, "(luck)"]
    folder = tmp_path / "runs"
    asked = ["switch", "fmcg", "--lever", path, "--between", "1,9", "--grid", "3", "--json", "-",
             "--plans", "keep,advertise"]  # fmt: skip
    said = CliRunner().invoke(app, [*asked, *common, "--out", str(folder)])
    assert said.exit_code == 0, said.output
    found = json.loads(said.stdout)
    assert len(found["table"]) >= 3
    assert (folder / "grid" / "manifest.json").is_file()
