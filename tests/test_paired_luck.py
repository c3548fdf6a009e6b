"""What sharing luck is worth: the difference between two plans is known far more exactly."""

import numpy as np
import pytest

import cjsim
from cjsim import JourneyModel
from cjsim.model import finish
from cjsim.results.statistics import variance_ratio
from cjsim.scenarios.sizing import resized

SEEDS = range(1, 9)
CUSTOMERS = 3_000
AT_LEAST_TIMES = 10.0


def orders(plan: str, seed: int) -> float:
    market = resized(cjsim.load_scenario("electronics"), CUSTOMERS, None)
    model = JourneyModel(market, plan=plan, seed=seed, panel=0, keep_moves=False)
    finish(model)
    return float(model.orders.sum())


def test_shared_luck_makes_a_difference_far_less_noisy(capsys: pytest.CaptureFixture[str]) -> None:
    keep = np.array([orders("keep", seed) for seed in SEEDS])
    swap = np.array([orders("swap", seed) for seed in SEEDS])
    paired = swap - keep
    independent = swap - np.roll(keep, 1)  # each plan with the luck of another seed
    ratio = variance_ratio(paired, independent)
    with capsys.disabled():
        print(  # noqa: T201  the ratio is a finding
            f"\nvariance of the difference in orders, swap against keep ({CUSTOMERS} customers, "
            f"{len(SEEDS)} seeds): separate luck / shared luck = {ratio.ratio:.0f} "
            f"(95 %: {ratio.low:.0f} to {ratio.high:.0f})"
        )
    assert paired.std() > 0.0  # the plan reaches orders, or nothing would have been shown
    assert ratio.ratio >= AT_LEAST_TIMES
    assert ratio.low >= AT_LEAST_TIMES
