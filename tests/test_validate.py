"""cjsim validate: the checks pass, and each of them catches what it is there to catch."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import cjsim
from cjsim import JourneyModel, Scenario, Stage
from cjsim.cli import main
from cjsim.journey.tally import MONEY, STAGES
from cjsim.peers.builders import build_network
from cjsim.results.run import Run, run
from cjsim.scenarios.paths import get_number, set_number
from cjsim.scenarios.sizing import resized
from cjsim.validation import Check, Finding, check, market, market_names
from cjsim.validation import exact_accounts as accounts
from cjsim.validation import exact_adoption as adoption
from cjsim.validation import exact_choice as choice
from cjsim.validation import exact_desk as desk
from cjsim.validation import exact_luck as luck
from cjsim.validation import exact_talk as talk
from cjsim.validation import validate as validate_function
from cjsim.validation.exact import EXACT

validate_module = sys.modules["cjsim.validation.validate"]


def failed(found: list[Finding]) -> list[str]:
    return [f"{one.what}: {one.expected} / {one.simulated}" for one in found if not one.passed]


# --- the exact checks -------------------------------------------------------------------------


def test_there_are_nine_exact_checks() -> None:
    assert [one.id for one in EXACT] == [f"E{number}" for number in range(1, 10)]


@pytest.mark.parametrize("one", EXACT, ids=lambda one: one.id)
def test_an_exact_check_passes(one: Check) -> None:
    found = one.run(True)
    assert found
    assert not failed(found)
    assert len({each.what for each in found}) == len(found)


@pytest.mark.parametrize(
    ("module", "one", "path", "value"),
    [
        (adoption, "E1", "peers.ties.friend.inform_share", 1.1),
        (adoption, "E1", "channels.outside.aware_chance", 1.3),
        (adoption, "E2", "peers.ties.friend.inform_share", 1.2),
        (adoption, "E2", "peers.divided_attention", 0.0),
        (talk, "E3", "peers.ties.friend.inform_share", 1.15),
        (talk, "E3", "peers.aware_talk_days", 2.0),
        (talk, "E4", "peers.ties.family.inform_share", 1.4),
        (talk, "E4", "peers.strangers_per_day", 0.0),
        (desk, "E5", "support.question_per_year", 0.93),
        (desk, "E5", "support.handle_cv", 0.0),
        (desk, "E5", "support.channels.phone.patience_hours", 0.7),
        (choice, "E6", "journey.evaluation.uncertainty_cost", None),
        (choice, "E7", "product.leave_per_renewal_share", 1.06),
        (choice, "E7", "product.leave_cv", 1.2),
    ],
)
def test_a_market_that_is_not_the_theorys_fails(
    module: Any, one: str, path: str, value: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`value` is what the number is multiplied by; None sets it to 1."""

    def other_market(name: str, changes: Any = None) -> Scenario:
        scenario = market(name, changes)
        number = 1.0 if value is None else float(get_number(scenario, path)) * value
        set_number(scenario, path, number)
        return scenario

    monkeypatch.setattr(module, "market", other_market)
    assert failed(next(each for each in EXACT if each.id == one).run(True))


def a_rule_of_ones_own(me: Any, segment: Any, market: Any, heard: Any, luck: Any, day: Any) -> int:
    """Nobody ever becomes aware, whatever there is to hear."""
    return Stage.UNAWARE


def test_another_rule_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def with_another_rule(scenario: Scenario, seed: int) -> Run:
        rules = {"unaware": a_rule_of_ones_own}
        return run(scenario, seed=seed, customers=50, days=20, engine="python", rules=rules)

    monkeypatch.setattr(adoption, "run", with_another_rule)
    shares = adoption.adopted(market("bass", {"brands.ours.known_share": 0.1}), 1)
    assert 0.0 < shares[0] == shares[-1]
    assert adoption.time_of(0.5, shares) == math.inf
    assert failed([check.near("T50", adoption.bass_time(0.5), math.inf, 0.1)])


def test_the_theory_is_that_of_the_tables() -> None:
    assert adoption.bass_peak(0.03, 0.38) == pytest.approx(6.193, abs=5e-4)
    assert adoption.bass_time(0.5) == pytest.approx(6.550, abs=5e-4)
    assert adoption.bass_time(0.9) == pytest.approx(11.757, abs=5e-4)
    assert adoption.bass(adoption.bass_peak(0.03, 0.38)) == pytest.approx(0.4605, abs=5e-5)
    peaks = (20.21, 11.87, 8.96, 8.61, 6.84, 4.82, 9.593, 9.342)
    for chances, peak in zip(adoption.PEAKS.values(), peaks, strict=True):
        assert adoption.bass_peak(*chances) == pytest.approx(peak, abs=0.016)
    for t, circle, pairs in ((5, 0.2485, 0.2067), (10, 0.5583, 0.4056), (20, 0.9167, 0.6730)):
        assert adoption.on_a_circle(t) == pytest.approx(circle, abs=5e-5)
        assert adoption.in_pairs(t) == pytest.approx(pairs, abs=5e-5)
    for r0, reached in talk.REACHES.items():
        assert talk.final_size(r0) == pytest.approx(reached, abs=1e-4)
    assert talk.final_size(0.9) == talk.regular_size(8, 0.1) == 0.0
    t = np.arange(5.0)
    left = choice.beta_geometric(t)
    rising = (choice.B + t[:-1]) / (choice.A + choice.B + t[:-1])
    np.testing.assert_allclose(left[1:] / left[:-1], rising, rtol=1e-12)


# --- nothing is made or lost, the same luck -----------------------------------------------------


@pytest.fixture
def small_run() -> tuple[Run, Any]:
    scenario = resized(cjsim.load_scenario("electronics"), 300, 40)
    start = JourneyModel(scenario, panel=0).records["stage"].copy()
    return run(scenario), start


def spoil_people(result: Run) -> None:
    result.history.tallies[7, 0, STAGES + Stage.USE] += 1.0


def spoil_money(result: Run) -> None:
    result.history.tallies[7, 0, MONEY + 1] += 1.0


def spoil_ledger(result: Run) -> None:
    result.history.ledger.book(7, "media", "a slip", -1e9)


def spoil_tickets(result: Run) -> None:
    result.history.tickets_abandoned[7] += 1


@pytest.mark.parametrize(
    ("spoil", "measure"),
    [
        (spoil_people, accounts.days_people_are_off),
        (spoil_money, accounts.days_money_is_off),
        (spoil_tickets, accounts.days_tickets_are_off),
    ],
)
def test_what_is_made_or_lost_is_seen(
    spoil: Callable[[Run], None], measure: Callable[[Run], int], small_run: tuple[Run, Any]
) -> None:
    result, _start = small_run
    spoil(result)
    assert measure(result) > 0


def test_a_slip_in_the_ledger_is_seen(small_run: tuple[Run, Any]) -> None:
    result, _start = small_run
    assert not accounts.is_profit_off(result)
    _ = result.ledger
    del result.__dict__["ledger"]
    values = result.kpi_values()
    spoil_ledger(result)
    other = SimpleNamespace(ledger=result.ledger, kpi_values=lambda: values)
    assert accounts.is_profit_off(other)  # type: ignore[arg-type]


def test_a_move_that_is_not_allowed_is_seen(small_run: tuple[Run, Any]) -> None:
    result, start = small_run
    assert accounts.moves_off(result, start) == 0
    moves = result.history.moves.copy()
    moves["to_stage"][3] = Stage.UNAWARE if moves["from_stage"][3] == Stage.USE else Stage.USE
    spoiled = SimpleNamespace(history=SimpleNamespace(moves=moves))
    assert accounts.moves_off(spoiled, start) > 0  # type: ignore[arg-type]


LEAKS: dict[str, Callable[[JourneyModel], bool]] = {
    "a recorder, a panel, a log on or off": lambda model: len(model.panel) > 0,
    "1 or 2 threads": lambda model: model.sweep._threads > 1,
    "any chunks (sums but for rounding)": lambda model: model.sweep.chunk == 137,
    "compiled or plain Python": lambda model: model.sweep._is_plain,
    "two plans are one until the day they part": lambda model: model.plan.name != "keep",
    "a plan that changes nothing": lambda model: model.plan.name == "idle",
}


@pytest.mark.parametrize("what", LEAKS)
def test_a_leak_of_luck_is_seen(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Leaking(JourneyModel):
        def step(self) -> None:
            super().step()
            if LEAKS[what](self):
                self.records["trust"][5] += 0.01

    tiny = resized(cjsim.load_scenario("electronics"), 150, 60)
    monkeypatch.setattr(luck, "ready_made", lambda _quick: {"electronics": tiny})
    monkeypatch.setattr(luck, "JourneyModel", Leaking)
    part = luck._plans if "plan" in what else luck._machinery
    assert what in {one.what for one in part(True) if not one.passed}


def test_a_number_of_processes_that_matters_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def other(*_arguments: Any, workers: int, **_options: Any) -> SimpleNamespace:
        return SimpleNamespace(to_json=lambda: str(workers))

    monkeypatch.setattr(luck, "compare", other)
    assert failed([luck._processes()])


# --- the card and the command -------------------------------------------------------------------


GONE = "the data are gone, and nobody knows where they went"


def raising(_quick: bool) -> list[Finding]:
    raise ValueError(GONE)


BROKEN = Check("E1", "Broken", "nowhere", (raising,))
EMPTY = Check("E2", "Empty", "nowhere", (lambda _quick: [],))
FINE = Check("M1", "Fine", "here", (lambda quick: [check.near("one", 1.0, 1.0 + quick, 0.5)],))


@pytest.fixture
def three_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {one.id: one for one in (BROKEN, EMPTY, FINE)}
    monkeypatch.setattr(validate_module, "known_checks", lambda: known)


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    def command(*arguments: str) -> tuple[int, str, str]:
        here = ["--workers", "1"]  # other processes would not see what a test puts in place
        monkeypatch.setattr(sys, "argv", ["cjsim", "validate", *here, *arguments])
        with pytest.raises(SystemExit) as end:
            main()
        out, err = capsys.readouterr()
        return int(end.value.code or 0), out, err

    return command


def test_the_card_says_what_was_expected_and_found(cli: Any) -> None:
    code, out, _err = cli("--only", "E6,E7", "--quick")
    assert code == 0
    lines = out.splitlines()
    assert max(map(len, lines)) <= 100
    assert any(line.startswith("E6  Choice is the multinomial logit (McFadden") for line in lines)
    assert any("share choosing cheap" in line and "0.5237" in line for line in lines)
    assert lines[-1].startswith("2 checks, ")
    assert lines[-1].endswith("all passed.")


def test_json_is_a_list_of_checks(cli: Any) -> None:
    code, out, _err = cli("--only", "e6", "--quick", "--json", "-")
    assert code == 0
    rows = json.loads(out)
    assert {"check", "what", "source", "expected", "simulated", "tolerance", "verdict",
            "seconds", "version"} <= set(rows[0])  # fmt: skip
    assert {row["verdict"] for row in rows} == {"pass"}
    assert {row["check"] for row in rows} == {"E6"}
    assert {row["version"] for row in rows} == {cjsim.__version__}


def test_a_check_that_cannot_run_fails(cli: Any, three_checks: None) -> None:
    code, out, err = cli("--json", "-")
    rows = {row["check"]: row for row in json.loads(out)}
    assert code == 1
    assert "Traceback" not in err
    assert rows["E1"]["verdict"] == "fail"
    assert rows["E1"]["simulated"] == f"ValueError: {GONE}"
    assert rows["E2"]["verdict"] == "fail"
    assert rows["M1"]["verdict"] == "pass"
    code, out, _err = cli("--only", "E1")
    assert code == 1
    assert f"ValueError: {GONE}" in out


def test_one_finding_that_fails_fails_the_check(cli: Any, three_checks: None) -> None:
    assert cli("--only", "M1")[0] == 0
    code, out, _err = cli("--only", "M1", "--quick")  # quick adds 1 to what is found
    assert code == 1
    assert "1 failed (M1; 1 findings)" in out


@pytest.mark.parametrize("only", ["E99", "E1,nothing", ","])
def test_an_unknown_check_is_a_mistake_of_the_user(cli: Any, only: str) -> None:
    code, _out, err = cli("--only", only)
    assert code == 2
    assert "the checks are: E1, E2" in err or "name some of: E1, E2" in err


def test_nan_is_near_nothing() -> None:
    assert not check.near("x", 1.0, math.nan, 1e9).passed


def test_processes_share_the_checks() -> None:
    alone = validate_function(["E6", "E7"], quick=True)
    shared = validate_function(["E7", "E6"], quick=True, workers=2)
    rows = [[(row.check, row.what, row.simulated) for row in card.rows] for card in (alone, shared)]
    assert rows[0] == rows[1]


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("talk", {"peers.strangers_per_day": 29}),
        ("network", {"peers.network": "scale_free", "peers.ties_per_customer": 4,
                     "peers.divided_attention": 0.7}),
        ("one_shot", {"brands.ours.known_share": 0.1}),
    ],
)  # fmt: skip
def test_what_the_theory_needs_of_the_engine_has_a_twin(name: str, changes: dict[str, Any]) -> None:
    small = {"scenario.people": 90, "scenario.customers": 90, "scenario.days": 30}
    scenario = market(name, small | {"channels.outside.aware_chance": 0.02} | changes
                      if name != "one_shot" else small | changes)  # fmt: skip
    twins = [luck.lived(scenario, engine=engine) for engine in ("compiled", "python")]
    assert luck.print_of(twins[0]) == luck.print_of(twins[1])
    assert twins[0].history.moves.size > 10


def test_cliques_are_groups_who_all_know_each_other() -> None:
    network = build_network("cliques", 11, ties_per_customer=3, seed=1)
    assert [other for other, _tie in network.ties_of(5)] == [4, 6, 7]
    assert [other for other, _tie in network.ties_of(10)] == [8, 9]  # the last is smaller


@pytest.mark.parametrize("name", market_names())
def test_a_theorys_market_is_an_ordinary_market_file(name: str) -> None:
    assert not [one for one in cjsim.cautions(market(name)) if "unused" in one]
    assert cjsim.describe(market(name))


def test_an_unknown_market_of_theory_is_named() -> None:
    with pytest.raises(cjsim.UserError, match="the theory's markets are: bass, "):
        market("bas")


def test_the_card_is_kept_as_a_page(cli: Any, three_checks: None, tmp_path: Path) -> None:
    file = tmp_path / "card.md"
    assert cli("--out", str(file), "--quiet")[0] == 1
    text = file.read_text("utf-8")
    assert "`cjsim validate` on " in text
    assert f"cjsim {cjsim.__version__}" in text
    rows = [line for line in text.splitlines() if line.startswith("| ") and "---" not in line]
    assert any(line.endswith("| fail |") for line in rows)
    assert any(line.endswith("| pass |") for line in rows)
    code, _printed, told = cli("--out", str(tmp_path))
    assert code == 2
    assert "this is a folder" in told
