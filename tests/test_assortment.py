"""An assortment: who takes which product of ours, at which price, and what each brings in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import cjsim
from cjsim import Intention, JourneyModel, Mark, MarketFileError, Run, Scenario
from cjsim.journey.assortment import N_PRODUCTS
from cjsim.journey.tally import DELIVERY, FEES, GOODS, PRODUCTS
from cjsim.model import finish
from cjsim.scenarios.describe import describe
from cjsim.scenarios.schema_people import Start
from cjsim.scenarios.schema_products import MAX_PRODUCTS
from cjsim.scenarios.sizing import resized
from tests.lab import marked_today, market
from tests.test_twin import SUBSCRIPTION, assert_twins
from tests.theory_markets import bare_brand, choice_market

NEVER_NOTHING = -1e6
CUSTOMERS = 8_000
ROASTS: dict[str, Any] = {
    "house": {},
    "dark": {"price_times": 1.3, "add_quality": 0.1, "unit_cost_share": 0.4,
             "add_utility": {"regulars": 0.5}},
    "gift_box": {"price_times": 1.4, "label": "gift box", "wanted": {"regulars": 0.3}},
}  # fmt: skip


def shop(products: dict[str, Any], nothing: float = 0.5, **scenario: Any) -> dict[str, Any]:
    """Our brand alone, known to all, which everyone considers on day 2 and orders on day 3."""
    raw = choice_market(CUSTOMERS, {"ours": bare_brand(is_ours=True, known=1.0)}, opinion_weight=0)
    raw["journey"]["evaluation"]["buy_nothing_utility"] = nothing
    raw["scenario"] |= {"days": 5, **scenario}
    raw["products"] = products
    return raw


def club(products: dict[str, Any] | None = None, **changes: Any) -> Scenario:
    """The coffee club with an assortment, small."""
    tables = {"products": ROASTS if products is None else products, **changes}
    return resized(market(changes=tables), 300, 60)


def lived(source: Any, plan: str = "keep") -> tuple[Run, JourneyModel]:
    scenario = cjsim.load_scenario(source) if isinstance(source, dict) else source
    model = JourneyModel(scenario, plan=plan, seed=7, panel=0)
    finish(model)
    return Run(model, scenario, plan, {}), model


def orders_of(run: Run, segment: str | None = None) -> np.ndarray:
    """Orders by product, in the order of the file."""
    table = run.products()
    if segment is not None:
        table = table[table["segment"] == segment]
    return table.groupby("product", sort=False)["orders"].sum().to_numpy()


def assert_shares(found: np.ndarray, expected: np.ndarray) -> None:
    """Shares of counts are within four standard errors of those expected."""
    n = found.sum()
    error = np.sqrt(expected * (1.0 - expected) / n)
    assert n > 300
    assert np.all(np.abs(found / n - expected) < 4.0 * error), (found / n, expected)


def gains(
    known: float = float(Start().knowledge), taste: float = 3.0, price: float = 3.0
) -> np.ndarray:
    """What the three products of `THREE` add to the brand's utility, by the stated equation."""
    return np.array([0.0, 0.4 + taste * known * 0.2 - price * 0.3, price * 0.2])


THREE: dict[str, Any] = {
    "plain": {},
    "large": {"price_times": 1.3, "add_quality": 0.2, "add_utility": {"all": 0.4}},
    "small": {"price_times": 0.8, "wanted": {"all": 0.5}},
}
WANTED = np.array([1.0, 1.0, 0.5])


# --- the choice ------------------------------------------------------------------------------


def test_shares_within_the_assortment_are_those_of_the_logit() -> None:
    run, _ = lived(shop(THREE, NEVER_NOTHING))
    weights = WANTED * np.exp(gains())
    assert_shares(orders_of(run), weights / weights.sum())


def test_the_brand_is_worth_the_inclusive_value_of_its_products() -> None:
    run, _ = lived(shop(THREE))
    weights = WANTED * np.exp(gains()) / WANTED.sum()
    brand = 3.0 * 0.5 - (1.0 - float(Start().knowledge))  # taste, and the risk of what is not known
    ours = np.exp(brand) * weights
    everything = np.append(orders_of(run), CUSTOMERS - orders_of(run).sum())
    assert_shares(everything, np.append(ours, np.exp(0.5)) / (ours.sum() + np.exp(0.5)))


def test_two_products_alike_share_the_orders_evenly_and_add_none() -> None:
    alone, _ = lived(shop({}))
    two, model = lived(shop({"one": {}, "other": {}}))
    assert np.array_equal(
        two.history.tallies[..., :PRODUCTS], alone.history.tallies[..., :PRODUCTS]
    )
    assert not alone.history.tallies[..., PRODUCTS : PRODUCTS + N_PRODUCTS].any()
    assert alone.products().empty
    assert_shares(orders_of(two), np.array([0.5, 0.5]))
    assert set(model.records["product"]) == {0, 1, 2}


def test_one_product_that_is_the_brand_changes_nothing_in_a_whole_market() -> None:
    with_one, model = lived(club({"house": {}}))
    without, bare = lived(club({}))
    assert np.array_equal(
        with_one.history.tallies[..., :PRODUCTS], without.history.tallies[..., :PRODUCTS]
    )
    for name in set(bare.records.dtype.names or ()) - {"product"}:
        assert bare.records[name].tobytes() == model.records[name].tobytes(), name
    assert with_one.history.ledger.rows.keys() == without.history.ledger.rows.keys()


def test_who_minds_the_price_takes_the_dearer_product_less() -> None:
    raw = shop({"usual": {}, "dear": {"price_times": 1.4}}, NEVER_NOTHING)
    careless = raw["segments"]["all"] | {"share": 0.5, "price_sensitivity": 1.0}
    raw["segments"] = {"careless": careless, "careful": careless | {"price_sensitivity": 4.0}}
    run, _ = lived(raw)
    for segment, sensitivity in (("careless", 1.0), ("careful", 4.0)):
        dear = np.exp(-0.4 * sensitivity)
        assert_shares(orders_of(run, segment), np.array([1.0, dear]) / (1.0 + dear))


def test_what_is_better_is_lived_as_better() -> None:
    raw = shop({"usual": {}, "fine": {"add_quality": 0.3}}, NEVER_NOTHING, days=12)
    raw["journey"]["use"] = {"experience_sd": 0.0, "expectation_drift_per_year": 0.0}
    raw["product"]["need_per_year"] = 36.0
    _, model = lived(raw)
    mine = model.records[model.records["brand"] == 0]
    mine = mine[(mine["n_orders"] == 1) & (mine["intention"] == Intention.NONE)]
    usual, fine = (mine["satisfaction"][mine["product"] == code] for code in (1, 2))
    assert min(usual.size, fine.size) > 100
    assert fine.min() > usual.max()


def test_customers_at_the_start_have_what_they_would_have_considered() -> None:
    raw = shop(THREE)
    raw["brands"]["ours"]["customer_share"] = 1.0
    raw["product"]["kind"] = "subscription"
    records = JourneyModel(cjsim.load_scenario(raw), panel=0).records
    weights = WANTED * np.exp(gains(float(Start().owner_knowledge)))
    found = np.bincount(records["product"], minlength=4)[1:]
    assert_shares(found, weights / weights.sum())
    assert np.array_equal(records["paid"], np.float32([0, 1, 1.3, 0.8])[records["product"]])


# --- money -----------------------------------------------------------------------------------


def test_products_make_the_market_and_months_make_the_run() -> None:
    run, _ = lived(club(**{"product.need_per_year": 12.0, "journey.purchase.return_share": 0.5}))
    table, months = run.products(), run.products(by_month=True)
    total = run.history.tallies.sum(axis=(0, 1)) * run.scenario.weight
    values = run.kpi_values()
    assert table["orders"].sum() == pytest.approx(values["orders"], rel=1e-12)
    assert table["refunds"].sum() > 0.0
    for column, expected in (
        ("revenue", run.revenue()["revenue"].sum()),
        ("revenue", run.history.ledger.total("revenue")),
        ("refunds", -run.history.ledger.total("refunds")),
        ("costs", total[GOODS] + total[FEES] + total[DELIVERY]),
        ("gross_profit", values["gross_profit"]),
    ):
        assert table[column].sum() == pytest.approx(expected, rel=1e-10), column
    assert len(months["month"].unique()) == 3
    for column in ("orders", "revenue", "discounts", "refunds", "costs", "gross_profit"):
        by_product = months.groupby("product")[column].sum()
        expected = table.groupby("product")[column].sum()
        assert by_product.to_numpy() == pytest.approx(expected.to_numpy(), rel=1e-10)
    assert table["share"].groupby(table["segment"]).sum().to_list() == pytest.approx([1.0, 1.0])
    at_end = months[months["month"] == "2027-03"]["customers"].sum()
    assert at_end == table["customers"].sum() > 0.0


def test_each_order_is_billed_and_costed_at_its_products_price() -> None:
    run, _ = lived(shop(THREE | {"large": {"price_times": 1.3, "unit_cost_share": 0.25}}))
    table = run.products().set_index("product")
    price = np.array([1.0, 1.3, 0.8])
    assert (table["revenue"] / table["orders"]).to_numpy() == pytest.approx(price, rel=1e-6)
    cost = price * np.array([0.8, 0.25, 0.8])
    assert (table["costs"] / table["orders"]).to_numpy() == pytest.approx(cost, rel=1e-6)


def test_a_renewal_pays_the_price_of_the_plan_owned() -> None:
    changes = {f"product.{name}": value for name, value in SUBSCRIPTION.items()}
    scenario = club({"solo": {}, "family": {"price_times": 1.7}},
                    **changes, **{"product.kind": "subscription"})  # fmt: skip
    model = JourneyModel(scenario, seed=3, panel=0)
    owned = model.records["product"].copy()
    price = np.float32(118.0) * np.array([0.0, 1.0, 1.7])
    n_renewed = np.zeros(3)
    for _day in range(25):
        model.step()
        renewed, ordered = (marked_today(model, mark) for mark in (Mark.RENEWED, Mark.ORDERED))
        now = model.records["product"]
        assert np.array_equal(model.records["paid"][renewed], np.float32(price[now[renewed]]))
        changed = np.flatnonzero(now != owned)
        assert set(changed) <= set(ordered)
        owned = now.copy()
        n_renewed += np.bincount(now[renewed], minlength=3)
    assert n_renewed[0] == 0
    assert n_renewed[1:].min() > 10
    model.close()


# --- plans -----------------------------------------------------------------------------------


def with_plan(act: dict[str, Any], raw: dict[str, Any]) -> dict[str, Any]:
    return raw | {"interventions": {"offer": act}, "plans": {"keep": [], "act": ["offer"]}}


@pytest.mark.parametrize(
    "table",
    [
        {"type": "discount", "product": "dark", "share": 0.0, "one_off_cost": 1},
        {"type": "lever", "path": "products.dark.price_times", "times": 1.0, "one_off_cost": 1},
    ],
)
def test_a_plan_that_moves_no_price_changes_nothing(table: dict[str, Any]) -> None:
    scenario = resized(market({"offer": table}, None, {"products": ROASTS}), 300, 40)
    kept, acted = (lived(scenario, plan) for plan in ("keep", "act"))
    assert kept[1].records.tobytes() == acted[1].records.tobytes()
    assert np.array_equal(kept[0].history.tallies, acted[0].history.tallies)


def test_a_discount_on_one_product_draws_to_it_alone_and_costs_its_margin() -> None:
    raw = with_plan({"type": "discount", "product": "large", "share": 0.2}, shop(THREE))
    (kept, before), (acted, after) = (lived(raw, plan) for plan in ("keep", "act"))
    had, has = before.records["product"], after.records["product"]
    assert np.all(has[had == 2] == 2)  # who would have taken it does
    bought = had > 0
    assert np.all((has == had)[bought] | (has == 2)[bought])  # and nobody moves but to it
    assert np.all(has[bought] > 0)
    assert (has > 0).sum() > bought.sum()
    large = acted.products().set_index("product").loc["large"]
    assert large["orders"] > orders_of(kept)[1]
    assert large["revenue"] == pytest.approx(0.8 * 1.3 * large["orders"], rel=1e-6)
    assert large["discounts"] == pytest.approx(0.2 * 1.3 * large["orders"], rel=1e-6)
    assert large["costs"] == pytest.approx(0.8 * 1.3 * large["orders"], rel=1e-6)
    assert not acted.products().set_index("product")["discounts"].drop("large").any()


def test_goods_cost_what_they_did_when_a_price_moves() -> None:
    table = {"type": "lever", "path": "products.large.price_times", "times": 1.5}
    raw = with_plan(table, shop(THREE, NEVER_NOTHING))
    (kept, _), (acted, _) = (lived(raw, plan) for plan in ("keep", "act"))
    one, other = (run.products().set_index("product").loc["large"] for run in (kept, acted))
    assert other["orders"] < one["orders"]
    assert other["revenue"] / other["orders"] == pytest.approx(1.95, rel=1e-6)
    assert other["costs"] / other["orders"] == pytest.approx(one["costs"] / one["orders"], rel=1e-6)


def test_a_discount_on_a_product_may_be_for_one_segment() -> None:
    offer = {"type": "discount", "product": "house", "share": 0.3, "segments": ["guests"]}
    run, _ = lived(resized(market({"offer": offer}, None, {"products": ROASTS}), 300, 60), "act")
    table = run.products().set_index(["product", "segment"])["discounts"]
    assert table["house", "guests"] > 0.0
    assert not table.drop(("house", "guests")).any()


# --- engines, words, mistakes ----------------------------------------------------------------


@pytest.mark.parametrize("kind", ["purchase", "subscription"])
def test_an_assortment_has_a_twin(kind: str) -> None:
    rhythm = SUBSCRIPTION if kind == "subscription" else {}
    changes = {f"product.{name}": value for name, value in rhythm.items()}
    changes |= {"product.kind": kind, "product.need_per_year": 12.0, "products": ROASTS}
    acts: dict[str, Any] = {
        "dark_weeks": {"type": "discount", "product": "dark", "share": 0.2, "ramp_days": 10},
        "points": {"type": "loyalty_programme", "points_share": 0.2, "one_off_cost": 1},
    }
    model = assert_twins(resized(market(acts, None, changes), 200, 40), "act")
    assert np.all(np.bincount(model.records["product"], minlength=4)[1:] > 0)


def test_moves_stories_and_result_folders_name_the_product(tmp_path: Path) -> None:
    scenario = club(**{"product.need_per_year": 12.0})
    run = cjsim.run(scenario, seed=7)
    received = run.moves[run.moves["reason"] == "received"]
    assert set(received["product"]) == set(ROASTS)
    assert set(run.moves["product"][run.moves["brand"] != "club"]) == {""}
    gift = received[received["product"] == "gift_box"].iloc[0]
    assert "(gift box)" in str(run.story(int(gift["customer"])))
    kept = pd.read_parquet(run.save(tmp_path / "out") / "products.parquet")
    assert kept["orders"].sum() == run.products()["orders"].sum()


def test_the_check_says_what_is_sold() -> None:
    text = describe(club())
    assert "  dark: 153 USD; goods cost 40 % of it; better by 0.1; extra utility for " in text
    assert "  gift_box: gift box; 165 USD; wanted by regulars 0.3" in text
    assert "What we sell under our brand" not in describe(club({}))


@pytest.mark.parametrize(
    ("products", "place", "says"),
    [
        ({"house": {"wanted": {"regulers": 1.0}}}, "products.house.wanted.regulers", "regulars"),
        ({"house": {"add_utility": {"x": 1.0}}}, "products.house.add_utility.x", "[segments]"),
        ({"house": {"wanted": {"regulars": -1.0}}}, "products.house.wanted.regulars", "-1"),
        ({"a": {"wanted": {"guests": 0}}, "b": {"wanted": {"guests": 0}}},
         "products.b.wanted.guests", "nobody"),
        ({"house": {"price_times": 0}}, "products.house.price_times", "above 0"),
        ({"house": {"add_quality": 1.5}}, "products.house.add_quality", "1.5"),
        ({"house": {"price": 3}}, "products.house.price", "price_times"),
        ({f"p{i}": {} for i in range(MAX_PRODUCTS + 1)}, "products", "8"),
    ],
)  # fmt: skip
def test_mistakes_are_told_where_they_are(products: dict[str, Any], place: str, says: str) -> None:
    with pytest.raises(MarketFileError) as error:
        club(products)
    found = [str(each) for each in error.value.problems if place in str(each)]
    assert found, str(error.value)
    assert says in found[0]


def test_a_discount_is_on_a_product_there_is() -> None:
    offer = {"type": "discount", "product": "darc", "share": 0.3}
    with pytest.raises(MarketFileError, match=r"darc.*dark"):
        market({"offer": offer}, None, {"products": ROASTS})
