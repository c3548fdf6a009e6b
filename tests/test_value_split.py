"""A plan's value split exactly: sooner, from competitors, from nobody; generated or captured."""

from functools import cache

import numpy as np
import pytest

import cjsim
from cjsim import Comparison, JourneyModel, UserError
from cjsim.history import RECEIPT
from cjsim.journey.luck import replicate_seed
from cjsim.model import finish
from cjsim.results.value import CHANGED_RECEIPT, changed_receipts, split
from cjsim.scenarios.paths import draw_unknowns
from tests import lab

OURS, THEIRS = 1, 0
PLANS = ("keep", "act")
ACTIONS = {
    "sale": {"type": "discount", "share": 0.2, "start": lab.START, "end": "2027-02-10",
             "cost_per_month": 100},
    "news": {"type": "contact", "channel": "letters", "response_share": 0.2, "start": lab.START,
             "stages": ["awareness", "use"], "discount_share": 0.05, "offer_days": 10},
}  # fmt: skip


@cache
def comparison() -> Comparison:
    return cjsim.compare(lab.market(ACTIONS), PLANS, replicates=3, seed=5, split_futures=0)


def receipts(*rows: tuple[int, int, int]) -> np.ndarray:
    """Receipts as (customer, day, whose)."""
    return np.array(list(rows), RECEIPT)


def parts_of(
    before: np.ndarray, after: np.ndarray, until_day: int | None = None
) -> tuple[dict[str, int], float]:
    return split(changed_receipts(before, after), until_day)


def test_the_same_purchase_earlier_is_accelerated() -> None:
    before, after = receipts((7, 50, OURS)), receipts((7, 20, OURS))
    parts, days = parts_of(before, after)
    assert set(parts.values()) == {0}
    assert days == 30.0
    for day, gained in ((19, 0), (20, 1), (49, 1), (50, 0)):
        assert parts_of(before, after, day)[0]["accelerated"] == gained
    assert parts_of(after, before, 30)[0]["accelerated"] == -1


def test_a_purchase_more_is_taken_when_a_rival_sells_one_less() -> None:
    before = receipts((1, 10, THEIRS), (2, 10, THEIRS), (3, 5, OURS))
    after = receipts((1, 12, OURS), (2, 10, THEIRS), (2, 30, OURS), (3, 5, OURS))
    parts, days = parts_of(before, after)
    assert parts == {"accelerated": 0, "taken from competitors": 1, "expansion": 1}
    assert np.isnan(days)
    assert parts_of(before, after, 20)[0]["expansion"] == 0
    back = parts_of(after, before)[0]
    assert back == {"accelerated": 0, "taken from competitors": -1, "expansion": -1}


def test_two_purchases_more_and_one_less_of_a_rival_are_one_of_each() -> None:
    before = receipts((1, 10, THEIRS), (1, 40, THEIRS))
    after = receipts((1, 9, OURS), (1, 30, OURS), (1, 50, THEIRS))
    parts, _ = parts_of(before, after)
    assert parts == {"accelerated": 0, "taken from competitors": 1, "expansion": 1}


def test_only_those_whom_the_plan_changes_are_kept() -> None:
    before = receipts((1, 10, OURS), (2, 10, THEIRS), (2, 20, OURS), (3, 4, OURS))
    after = receipts((1, 10, OURS), (2, 10, THEIRS), (2, 19, OURS), (4, 4, OURS))
    kept = changed_receipts(before, after)
    assert kept.dtype == CHANGED_RECEIPT
    assert sorted(set(kept["customer"])) == [2, 3, 4]
    assert (kept["of_plan"] == 0).sum() == 3
    assert (kept["of_plan"] == 1).sum() == 3
    assert changed_receipts(before, before).size == 0
    assert changed_receipts(receipts(), receipts()).size == 0
    assert parts_of(receipts(), receipts())[0]["expansion"] == 0


def test_the_parts_add_up_to_the_difference_in_orders_exactly() -> None:
    found = comparison()
    scenario = found.scenario
    table = found.value_split().set_index("part")
    differences = [f.kpis["act"]["orders"] - f.kpis["keep"]["orders"] for f in found.futures]
    assert min(differences) > 0.0
    assert table.loc["total", "orders"] == pytest.approx(np.mean(differences), rel=1e-12)
    assert table["orders"].drop("total").sum() == pytest.approx(table.loc["total", "orders"])
    assert table.loc["accelerated", "orders"] == 0.0
    assert table.loc["accelerated", "days"] > 0.0
    assert table.loc["taken from competitors", "orders"] > 0.0
    for future, difference in zip(found.futures, differences, strict=True):
        parts, _ = split(future.receipts["act"], None)
        net = (future.receipts["act"]["is_ours"] == 1) * np.where(
            future.receipts["act"]["of_plan"] == 1, 1, -1
        )
        assert sum(parts.values()) == net.sum()
        assert abs(difference / scenario.weight - net.sum()) < 10  # under way or refused


@pytest.mark.parametrize("day", [0, 25, 40, 59])
def test_up_to_any_day_they_add_up_to_what_was_received(day: int) -> None:
    found = comparison()
    gained = []
    for future in found.futures:
        luck = replicate_seed(5, future.replicate)
        market = draw_unknowns(found.scenario, 5, int(found._worlds[future.replicate]))
        received = []
        for plan in PLANS:
            model = JourneyModel(
                market, plan=plan, seed=luck, panel=0, keep_moves=False, keep_receipts=True
            )
            finish(model)
            log = model.history.receipts
            received.append(int(((log["is_ours"] == 1) & (log["day"] <= day)).sum()))
        gained.append(received[1] - received[0])
    total = found.value_split(day).set_index("part").loc["total", "orders"]
    assert total == pytest.approx(found.scenario.weight * np.mean(gained), rel=1e-12)


def test_receipts_are_those_of_the_log_of_moves() -> None:
    model = JourneyModel(lab.market(), panel=0, keep_moves=True, keep_receipts=True)
    finish(model)
    moves = cjsim.Run(model, model.market_file, "keep", {}).moves
    log = model.history.receipts
    bought = moves[moves["reason"].isin(["received", "received_rival"])]
    assert np.array_equal(log["customer"], bought["customer"])
    assert np.array_equal(log["day"], bought["day"])
    assert np.array_equal(log["is_ours"] == 1, bought["reason"] == "received")


def test_generated_and_captured_demand_are_the_orders_of_those_touched() -> None:
    table = comparison().demand_split().set_index("touched_by")
    np.testing.assert_allclose(table["generated"] + table["captured"], table["orders"])
    assert 0.0 < table.loc["any", "captured_share"] < 1.0
    assert table.loc["any", "orders"] >= table.loc["contact", "orders"] > 0.0
    assert table.loc["offer", "orders"] > 0.0
    assert table.loc["medium", "orders"] == 0.0
    orders = np.mean([future.orders["act"].sum() for future in comparison().futures])
    assert table.loc["any", "orders"] <= orders * comparison().scenario.weight


def test_a_medium_that_a_plan_moves_is_told_from_one_it_leaves_alone() -> None:
    spend = {"more": {"type": "media_budget", "channel": "social", "change_share": 4.0}}
    found = cjsim.compare(lab.market(spend), PLANS, replicates=1, seed=5, split_futures=0)
    table = found.demand_split().set_index("touched_by")
    assert table.loc["medium", "customers"] > 0.0
    assert table.loc["contact", "customers"] == 0.0
    assert table.loc["medium", "orders"] == table.loc["any", "orders"] > 0.0


def test_a_plan_that_does_nothing_splits_into_nothing() -> None:
    found = cjsim.compare(lab.market(), PLANS, replicates=1, seed=5)
    assert (found.value_split()["orders"] == 0.0).all()
    assert (found.demand_split()["orders"] == 0.0).all()
    assert found.returns()["roi"].isna().all()
    assert cjsim.compare(lab.market(), ["keep"], replicates=1).value_split().empty


def test_returns_are_money_gained_for_money_spent() -> None:
    found = comparison()
    row = found.returns().iloc[0]
    kpis = [(future.kpis["keep"], future.kpis["act"]) for future in found.futures]
    cost = [
        sum(act[name] - keep[name] for name in ("media_spend", "support_cost", "plan_cost"))
        for keep, act in kpis
    ]
    gain = [act["contribution"] - keep["contribution"] for keep, act in kpis]
    assert row["cost"] == pytest.approx(np.mean(cost))
    assert row["cost"] > 0.0
    assert row["roi"] == pytest.approx(np.mean(gain) / np.mean(cost))
    assert row["marginal_roi"] == pytest.approx(row["roi"])  # the first step is from the baseline
    assert row["roi_low"] <= row["roi"] <= row["roi_high"]


def test_a_day_outside_the_run_is_refused() -> None:
    with pytest.raises(UserError, match="0 to 59"):
        comparison().value_split(60)
