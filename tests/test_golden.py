"""Golden runs: the numbers of small runs, so that no change of results goes unnoticed.

When they change on purpose, run `python -m tests.test_golden` and say in CHANGELOG.md, under
"Results change", what moved and why.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import cjsim

FILE = Path(__file__).parent / "golden.json"
RUNS = {
    "electronics": ("swap", 1_500, 120),
    "crm": ("both", 1_000, 240),
    "mail_shop": ("mail", 3_000, 14),
    "hotel": ("sea_views", 1_500, 200),
    "real_estate": ("downtown", 1_500, 200),
    "app": ("keep", 1_000, 120),
    "fmcg": ("promote", 1_000, 120),
}
KPIS = (
    "orders", "repeat_orders", "visitors", "contribution", "revenue", "trust", "awareness",
    "tickets", "first_reply_p90_hours", "left_alone", "word_of_mouth_negative", "market_share",
    "pause_rate", "reconsider_rate", "churn", "reviews_mean",
)  # fmt: skip


def numbers(name: str) -> dict[str, float]:
    plan, customers, days = RUNS[name]
    values = cjsim.run(name, plan=plan, seed=20, customers=customers, days=days).kpi_values()
    return {kpi: values[kpi] for kpi in KPIS}


@pytest.mark.parametrize("name", RUNS)
def test_results_are_those_of_the_golden_run(name: str) -> None:
    golden = json.loads(FILE.read_text(encoding="utf-8"))[name]
    assert numbers(name) == pytest.approx(golden, rel=1e-9, abs=1e-12, nan_ok=True)


if __name__ == "__main__":
    FILE.write_text(json.dumps({name: numbers(name) for name in RUNS}, indent=1) + "\n", "utf-8")
