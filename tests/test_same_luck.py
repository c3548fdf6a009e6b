"""The same people, the same luck: what does not reach a customer changes nothing of it."""

import dataclasses
import os
import re
import subprocess
import sys
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import cjsim
from cjsim import JourneyModel, Scenario
from cjsim.agents.panel import CustomerAgent
from cjsim.interventions.plan import days_of
from cjsim.journey import sweep
from cjsim.journey.luck import (
    Luck,
    Purpose,
    luck_of,
    make_key,
    normal_of_day,
    squares64,
    squares64_plain,
    uniform,
    uniform_of_day,
    uniforms,
)
from cjsim.journey.tally import SUMS
from cjsim.model import finish
from cjsim.scenarios.sizing import resized
from cjsim.validation.luck import BLOCKS, KNOWN_BITS, PARTS_OF_A_BLOCK

SMALL = Path(__file__).parent / "markets" / "small.toml"
MARKETS = {
    "electronics": resized(cjsim.load_scenario("electronics"), 3_000, None),
    "small": cjsim.load_scenario(SMALL),
    "crm": resized(cjsim.load_scenario("crm"), 2_000, 150),
    "mail_shop": resized(cjsim.load_scenario("mail_shop"), 2_000, None),
}
PLANS = [(name, plan) for name, market in MARKETS.items() for plan in market.plans]
CHANGING = [(name, plan) for name, plan in PLANS if plan != "keep"]


def lived(market: Scenario, plan: str = "keep", **options: Any) -> JourneyModel:
    model = JourneyModel(market, plan=plan, **({"panel": 0} | options))
    finish(model)
    return model


def first_day_of(market: Scenario, plan: str) -> int:
    """The first day on which anything of a plan works."""
    actions = [market.interventions[name] for name in market.plans[plan]]
    return min(days_of(market, action)[0] for action in actions)


def assert_identical(one: JourneyModel, other: JourneyModel, *, money: bool = True) -> None:
    """Everything a run knows is equal bit for bit."""
    assert one.records.tobytes() == other.records.tobytes()
    assert one.history.moves.tobytes() == other.history.moves.tobytes()
    assert one.history.tallies.tobytes() == other.history.tallies.tobytes()
    assert one.history.backlog.tobytes() == other.history.backlog.tobytes()
    assert one.history.busy_hours.tobytes() == other.history.busy_hours.tobytes()
    waits = [np.concatenate(model.history.waits or [np.empty(0)]) for model in (one, other)]
    assert waits[0].tobytes() == waits[1].tobytes()
    if money:
        assert_same_ledger(one, other, one.day)


def assert_same_ledger(one: JourneyModel, other: JourneyModel, days: int) -> None:
    """The first so many days of both ledgers hold the same amounts."""
    nothing = np.zeros(days)
    rows = [model.history.ledger.rows for model in (one, other)]
    for account in rows[0].keys() | rows[1].keys():
        amounts = [row[account][:days] if account in row else nothing for row in rows]
        assert amounts[0].tobytes() == amounts[1].tobytes(), account


@pytest.mark.parametrize(("name", "plan"), CHANGING)
def test_two_plans_are_identical_until_the_first_day_they_differ(name: str, plan: str) -> None:
    market = MARKETS[name]
    first = first_day_of(market, plan)
    keep, other = (JourneyModel(market, plan=one, panel=0) for one in ("keep", plan))
    for _day in range(first):
        keep.step()
        other.step()
    assert_identical(keep, other)
    for _day in range(first, market.n_days()):
        keep.step()
        other.step()
    assert keep.history.tallies[:first].tobytes() == other.history.tallies[:first].tobytes()
    assert_same_ledger(keep, other, first)
    # and the plan does something, or nothing would have been shown
    assert keep.records.tobytes() != other.records.tobytes()


@pytest.mark.parametrize("name", MARKETS)
def test_a_plan_that_changes_nothing_differs_in_nothing(name: str) -> None:
    market = MARKETS[name].model_copy(deep=True)
    market.plans["nothing"] = []
    keep = cjsim.run(market, plan="keep")
    assert cjsim.run(market, plan="nothing").digest == keep.digest


def test_levers_that_do_not_move_differ_in_nothing() -> None:
    raw = tomllib.loads(SMALL.read_text("utf-8"))
    still = {"type": "lever", "cost": "free"}
    raw["interventions"] |= {
        "same_days": {**still, "path": "journey.search.days", "times": 1.0},
        "same_taste": {**still, "path": "segments.guests.taste_strength", "by": 0.0},
        "same_service": {**still, "path": "journey.use.setup_help_share", "to": 0.0,
                         "segments": ["guests"]},
        "no_contact": {"type": "contact", "channel": "letters", "stages": ["use"],
                       "capacity_per_day": 0, "information": 0.5},
    }  # fmt: skip
    raw["plans"]["still"] = ["same_days", "same_taste", "same_service", "no_contact"]
    market = cjsim.load_scenario(raw)
    assert_identical(lived(market, "keep"), lived(market, "still"))


@pytest.mark.parametrize("name", ["electronics", "crm"])
def test_watching_changes_nothing(name: str) -> None:
    market = resized(MARKETS[name], None, 100)
    plan = "swap" if name == "electronics" else "both"
    unwatched = lived(market, plan, panel=0, keep_moves=False)
    for panel in (0, 100, [1, 7], market.n_customers()):
        watched = lived(market, plan, keep_moves=True, panel=panel)
        assert len(watched.panel) == watched.diary.ids.size
        assert watched.records.tobytes() == unwatched.records.tobytes()
        assert watched.history.tallies.tobytes() == unwatched.history.tallies.tobytes()
        assert_same_ledger(watched, unwatched, watched.day)


def test_a_panel_of_ones_own_class_changes_nothing() -> None:
    class Observer(CustomerAgent):
        seen = 0

        def look(self) -> None:
            self.seen = max(self.seen, self.n_orders)  # type: ignore[attr-defined]

    market = resized(MARKETS["electronics"], None, 60)
    model = JourneyModel(market, panel=50, customer_class=Observer)
    while model.day < market.n_days():
        model.step()
        model.agents.select(agent_type=Observer).do("look")
    assert model.records.tobytes() == lived(market).records.tobytes()


def test_threads_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "CHUNK", 512)  # six chunks, or threads had nothing to share
    market = MARKETS["electronics"]
    assert_identical(lived(market, "swap", threads=1), lived(market, "swap", threads=2))


@pytest.mark.parametrize("chunk", [100, 1_000, 2_999])
def test_the_size_of_chunks_changes_sums_by_rounding_alone(
    chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    market = resized(MARKETS["electronics"], None, 100)
    whole = lived(market, "swap")
    monkeypatch.setattr(sweep, "CHUNK", chunk)
    split = lived(market, "swap", threads=2)
    assert split.records.tobytes() == whole.records.tobytes()
    assert split.history.moves.tobytes() == whole.history.moves.tobytes()
    sums = np.array(SUMS)
    one, other = whole.history.tallies, split.history.tallies
    counts = np.setdiff1d(np.arange(one.shape[2]), sums)
    assert (one[:, :, counts] == other[:, :, counts]).all()
    np.testing.assert_allclose(one[:, :, sums], other[:, :, sums], rtol=1e-12, atol=1e-9)


def test_the_number_of_workers_changes_nothing() -> None:
    market = resized(MARKETS["small"], 300, 30)
    results = [
        cjsim.compare(market, ["keep", "swap", "letters"], replicates=4, seed=5, workers=workers)
        for workers in (1, 2)
    ]
    assert results[0].to_json() == results[1].to_json()
    for one, other in zip(results[0].futures, results[1].futures, strict=True):
        for plan, orders in one.orders.items():
            assert (orders == other.orders[plan]).all()


def _reversed(table: dict[str, Any]) -> dict[str, Any]:
    return dict(reversed(table.items()))


def _reordered(raw: dict[str, Any], section: str) -> dict[str, Any]:
    return raw | {section: _reversed(raw[section])}


@pytest.mark.parametrize("section", ["events", "interventions", "plans"])
@pytest.mark.parametrize("name", ["electronics", "crm", "small"])
def test_the_order_of_entries_in_the_file_changes_nothing(name: str, section: str) -> None:
    ready_made = resources.files("cjsim.scenarios") / f"{name}.toml"
    raw = tomllib.loads((SMALL if name == "small" else ready_made).read_text("utf-8"))
    markets = [cjsim.load_scenario(each) for each in (raw, _reordered(raw, section))]
    for plan in ("letters", "look_after_owners", "tet_push", "both"):
        if plan in markets[0].plans:
            models = [lived(resized(market, 1_000, 80), plan) for market in markets]
            assert models[0].records.tobytes() == models[1].records.tobytes(), plan
            assert models[0].history.tallies.tobytes() == models[1].history.tallies.tobytes(), plan


def test_an_intervention_of_another_plan_changes_nothing() -> None:
    raw = tomllib.loads(SMALL.read_text("utf-8"))
    another = {"type": "contact", "channel": "letters", "information": 0.3}
    more = raw | {"interventions": {"another": another} | raw["interventions"]}
    models = [lived(cjsim.load_scenario(each), "letters") for each in (raw, more)]
    assert_identical(*models)


def test_results_do_not_depend_on_the_hash_seed() -> None:
    program = (
        "import cjsim; "
        f"print(cjsim.run({str(SMALL)!r}, plan='letters', customers=300, days=40).digest)"
    )

    def digest(hash_seed: str) -> str:
        return subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    assert digest("1") == digest("2") != ""


def test_a_run_is_repeated_by_its_seed_and_by_no_other() -> None:
    market = MARKETS["small"]
    runs = [cjsim.run(market, plan="swap", seed=seed).digest for seed in (3, 3, 4)]
    assert runs[0] == runs[1] != runs[2]


def test_a_future_is_a_pure_function_of_its_task() -> None:
    from cjsim.studies.futures import Task, live_future

    task = Task(resized(MARKETS["small"], 300, 30), ("keep", "swap"), 5, 2, 1, splits_effect=True)
    one, other = live_future(task), live_future(dataclasses.replace(task, threads=2))
    assert str(one.kpis) == str(other.kpis)  # in words, for a KPI that is undefined is NaN
    for plan in task.plans[1:]:
        assert (one.direct_orders[plan] == other.direct_orders[plan]).all()


@pytest.mark.parametrize(("counter", "key", "bits"), KNOWN_BITS)
def test_squares_gives_anothers_bits(counter: int, key: int, bits: int) -> None:
    assert squares64_plain(counter, key) == bits
    assert int(squares64(np.uint64(counter), np.uint64(key))) == bits


def test_a_number_is_its_customer_day_and_purpose_in_one_counter() -> None:
    key = make_key(42)
    counter = 7 << 32 | 3 << 16 | Purpose.NEED
    expected = (squares64_plain(counter, int(key)) >> 11) / 2**53
    assert uniform(luck_of(key, 7, 3), Purpose.NEED) == expected
    assert uniform_of_day(luck_of(key, 7, 90), 3, Purpose.NEED) == expected
    assert uniforms(42, [6, 7], 3, Purpose.NEED)[1] == expected


def test_luck_is_read_alike_whatever_was_read_before() -> None:
    small, large = Luck(3, 5), luck_of(make_key(42), 2**31, 3)
    for luck in (small, large, small):
        expected = (squares64_plain(int(luck.base) | Purpose.NEED, int(luck.key)) >> 11) / 2**53
        assert uniform(luck, Purpose.NEED) == expected
    assert luck_of(np.uint64(3), 0, 0) == (3, 0)
    assert isinstance(luck_of(np.uint64(3), 0, 0).key, np.uint64)


def test_a_normal_number_takes_two_uniform_ones() -> None:
    luck = luck_of(make_key(42), 7, 3)
    u, v = (uniform_of_day(luck, 3, Purpose.BASKET + place) for place in (0, 1))
    z = np.sqrt(-2.0 * np.log(1.0 - u)) * np.cos(2.0 * np.pi * v)
    assert normal_of_day(luck, 3, Purpose.BASKET) == pytest.approx(z, rel=1e-12)


@pytest.mark.parametrize("seed", [0, 1, 2, 20270104, 2**63 - 1])
def test_keys_are_irregular(seed: int) -> None:
    digits = f"{int(make_key(seed)):016x}"
    assert "0" not in digits
    assert len(set(digits[:8])) == len(set(digits[8:])) == 8
    assert int(digits, 16) % 2 == 1


def test_two_purposes_never_share_a_number() -> None:
    owner: dict[int, Purpose] = {}
    for purpose in Purpose:
        if purpose in PARTS_OF_A_BLOCK:
            continue
        for number in range(purpose, purpose + BLOCKS.get(purpose, 1)):
            assert number not in owner, f"{purpose.name} takes a number of {owner[number].name}"
            assert 0 < number < 1 << 16
            owner[number] = purpose


def test_no_market_takes_more_numbers_than_a_block_has() -> None:
    raw = tomllib.loads(SMALL.read_text("utf-8"))
    raw["peers"]["meetings_per_day"] = BLOCKS[Purpose.MEET] + 1
    with pytest.raises(cjsim.MarketFileError, match="meetings_per_day"):
        cjsim.load_scenario(raw)


def test_every_block_the_rules_count_up_in_is_known_to_this_test() -> None:
    folder = resources.files("cjsim")
    used = set()
    for package in ("journey", "agents", "interventions", "events"):
        for file in folder.joinpath(package).iterdir():
            if file.name.endswith(".py"):
                used |= set(re.findall(r"Purpose\.([A-Z_]+) \+", file.read_text("utf-8")))
    assert used
    assert used <= {purpose.name for purpose in BLOCKS}
