"""Known theory as special cases of a market file, run by the shipped engine."""

import math
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats
from scipy.special import betaln

import cjsim
from cjsim import JourneyModel, Reason
from cjsim.journey.evaluation import utility
from cjsim.journey.stages import NOBODY
from cjsim.journey.tally import AWARE, OWNER_COUNT
from cjsim.results.run import finish
from tests.theory_markets import bare_brand, bass_market, choice_market, retention_market

P, Q = 0.03, 0.38  # chances by oneself and by others, of the unit of time
CUSTOMERS = 10_000
STANDARD_ERRORS = 4.0


def lived(market: dict[str, Any], seed: int = 1, *, keep_moves: bool = False) -> JourneyModel:
    model = JourneyModel(cjsim.load_scenario(market), seed=seed, panel=0, keep_moves=keep_moves)
    finish(model)
    return model


def adopted(network: str, days: int, days_per_unit: int, seed: int) -> NDArray[np.float64]:
    """Share of customers aware at the end of each day."""
    p, q = P / days_per_unit, Q / days_per_unit
    model = lived(bass_market(network, CUSTOMERS, days, p_per_day=p, q_per_day=q), seed)
    shares: NDArray[np.float64] = model.history.tallies[:, 0, AWARE] / CUSTOMERS
    assert (np.diff(shares) >= 0.0).all()  # nobody forgets
    return shares


# --- E1: everyone mixes (Bass 1969) ----------------------------------------------------------

N_SEEDS = 20
DAYS_PER_UNIT = 100


@pytest.fixture(scope="module")
def diffusions() -> NDArray[np.float64]:
    """Shares adopted, one row a seed, one column a day."""
    return np.array(
        [adopted("everyone", 900, DAYS_PER_UNIT, seed) for seed in range(1, N_SEEDS + 1)]
    )


def bass(t: float) -> float:
    """Return F(t) of Bass (1969)."""
    grown = math.exp(-(P + Q) * t)
    return (1.0 - grown) / (1.0 + Q / P * grown)


def test_half_have_adopted_when_bass_says(diffusions: NDArray[np.float64]) -> None:
    t50 = ((diffusions < 0.5).sum(axis=1) + 1) / DAYS_PER_UNIT
    expected = math.log(2.0 + Q / P) / (P + Q)
    assert expected == pytest.approx(6.550, abs=0.001)
    assert t50.mean() == pytest.approx(expected, rel=0.02)


@pytest.mark.parametrize("t", [3.0, 5.0, math.log(Q / P) / (P + Q), 8.0, 9.0])
def test_adopters_grow_as_bass_says(t: float, diffusions: NDArray[np.float64]) -> None:
    shares = diffusions[:, round(t * DAYS_PER_UNIT) - 1]
    error = STANDARD_ERRORS * shares.std(ddof=1) / math.sqrt(N_SEEDS)
    delay = 2.0 / DAYS_PER_UNIT  # talk is heard the next day, and days end whole
    slope = (P + Q * bass(t)) * (1.0 - bass(t))
    assert shares.mean() == pytest.approx(bass(t), abs=error + delay * slope)


def test_the_peak_is_bass_s(diffusions: NDArray[np.float64]) -> None:
    peak_at = math.log(Q / P) / (P + Q)
    assert peak_at == pytest.approx(6.193, abs=0.001)
    first, last = (round((peak_at + half) * DAYS_PER_UNIT) - 1 for half in (-0.5, 0.5))
    at_peak = diffusions[:, round(peak_at * DAYS_PER_UNIT) - 1]
    assert at_peak.mean() == pytest.approx((1.0 - P / Q) / 2.0, rel=0.02)
    speeds = diffusions[:, last] - diffusions[:, first]  # in the unit of time around the peak
    error = STANDARD_ERRORS * speeds.std(ddof=1) / math.sqrt(N_SEEDS)
    expected = bass(peak_at + 0.5) - bass(peak_at - 0.5)
    assert speeds.mean() == pytest.approx(expected, abs=error)
    assert expected == pytest.approx((P + Q) ** 2 / (4.0 * Q), rel=0.01)


# --- E2: who knows whom matters (Fibich and Gibori 2010) -------------------------------------

NETWORK_UNIT = 50


def on_a_ring(t: float) -> float:
    return 1.0 - math.exp(-(P + Q) * t + Q * (1.0 - math.exp(-P * t)) / P)


def in_pairs(t: float) -> float:
    return 1.0 - (Q * math.exp(-2.0 * P * t) - P * math.exp(-(P + Q) * t)) / (Q - P)


@pytest.mark.parametrize(
    ("network", "theory", "known"),
    [("ring", on_a_ring, (0.2485, 0.5583, 0.9167)), ("pairs", in_pairs, (0.2067, 0.4056, 0.6730))],
)
def test_adopters_on_a_network_grow_as_theory_says(
    network: str, theory: Any, known: tuple[float, ...]
) -> None:
    shares = adopted(network, 20 * NETWORK_UNIT, NETWORK_UNIT, seed=1)
    for t, value in zip((5, 10, 20), known, strict=True):
        assert theory(t) == pytest.approx(value, abs=5e-5)
        assert shares[t * NETWORK_UNIT - 1] == pytest.approx(theory(t), abs=0.02)


# --- E6: choice is the multinomial logit (McFadden 1974) -------------------------------------

LEVEL = 0.001
CHOOSERS = 40_000
OURS = bare_brand(is_ours=True, quality=0.7, known=1.0)
CHEAP = bare_brand(quality=0.5, price=0.8, known=1.0)
FINE = bare_brand(quality=0.9, price=1.1, known=1.0)


def chosen(
    brands: dict[str, dict[str, Any]], seed: int = 1, *, opinion_weight: float = 0.0
) -> tuple[JourneyModel, NDArray[np.int64]]:
    """Return the model, and what each customer chose: a brand, or their number for nothing."""
    market = choice_market(CHOOSERS, brands, opinion_weight=opinion_weight)
    model = lived(market, seed, keep_moves=True)
    choices = model.history.moves[model.history.moves["day"] == 2]
    reasons = {int(reason) for reason in np.unique(choices["reason"])}
    assert reasons <= {Reason.CHOSE_US, Reason.CHOSE_RIVAL, Reason.CHOSE_NOTHING}
    picked = np.full(CHOOSERS, -1)
    picked[choices["customer"]] = choices["candidate"]
    assert (picked >= 0).all()  # everyone chose
    return model, np.where(picked == NOBODY, len(brands), picked)


def softmax(worths: NDArray[np.float64]) -> NDArray[np.float64]:
    odds = np.exp(worths)
    shares: NDArray[np.float64] = odds / odds.sum(axis=-1, keepdims=True)
    return shares


def worths_at_start(model: JourneyModel, customers: int) -> NDArray[np.float64]:
    """Utility to the first customers of each brand (-inf if unknown), and of buying nothing."""
    start = JourneyModel(model.market_file, seed=model.luck_seed, panel=0)
    market, segment = model.markets[0], model.segments[0]
    n_brands = len(model.market_file.brands)
    worths = np.full((customers, n_brands + 1), float(market["evaluation_buy_nothing_utility"]))
    for place in range(customers):
        me = start.records[place]
        for brand in range(n_brands):
            is_known = int(me["known"]) >> brand & 1
            worth = utility(me, segment, market, brand, 2) if is_known else -math.inf
            worths[place, brand] = worth
    return worths


def assert_shares(counts: NDArray[np.int64], shares: NDArray[np.float64]) -> None:
    p_value = stats.chisquare(counts, shares * counts.sum()).pvalue
    assert p_value > LEVEL, f"{counts / counts.sum()} is not {shares}"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_shares_chosen_are_the_logits(seed: int) -> None:
    model, choices = chosen({"ours": OURS, "cheap": CHEAP, "fine": FINE}, seed)
    worths = worths_at_start(model, 100)
    assert (worths == worths[0]).all()  # fixed utilities: all are alike
    counts = np.bincount(choices, minlength=4)
    assert counts.min() > 1_000  # buying nothing is chosen too
    assert_shares(counts, softmax(worths[0]))
    # and not those of a market in which nobody could buy nothing
    without = softmax(worths[0, :3]) * CHOOSERS
    assert stats.chisquare(counts[:3], without, sum_check=False).pvalue < LEVEL


def test_people_who_differ_choose_by_their_own_logit() -> None:
    some = [{**brand, "known_share": share, "opinion": opinion} for brand, share, opinion in
            ((OURS, 0.6, 0.4), (CHEAP, 0.9, -0.3), (FINE, 0.4, 0.0))]  # fmt: skip
    brands = dict(zip(("ours", "cheap", "fine"), some, strict=True))
    market = choice_market(CHOOSERS, brands, opinion_weight=1.5)
    market["segments"]["all"]["price_sensitivity_cv"] = 0.5
    model = lived(market, keep_moves=True)
    choices = model.history.moves[model.history.moves["day"] == 2]
    known_to = choices["customer"] < 10_000  # who knows no brand at all gives up on day 1
    choices = choices[known_to]
    shares = softmax(worths_at_start(model, 10_000)[choices["customer"]])
    picked = np.where(choices["candidate"] == NOBODY, 3, choices["candidate"])
    spread = np.sqrt((shares * (1.0 - shares)).sum(axis=0))
    misses = (np.bincount(picked, minlength=4) - shares.sum(axis=0)) / spread
    assert (np.abs(misses) < STANDARD_ERRORS).all()
    # each is likelier to choose what its own logit says than what that of the average says
    own = np.log(shares[np.arange(picked.size), picked]).sum()
    assert own > np.log(shares.mean(axis=0)[picked]).sum()


def test_a_copy_of_a_brand_splits_its_share() -> None:
    _model, before = chosen({"ours": OURS, "cheap": CHEAP})
    model, after = chosen({"ours": OURS, "cheap": CHEAP, "copy": CHEAP})
    counts = np.bincount(after, minlength=4)
    assert_shares(counts, softmax(worths_at_start(model, 1)[0]))
    twins = counts[1:3]
    assert stats.binomtest(int(twins[0]), int(twins.sum())).pvalue > LEVEL
    # the odds between those that were there before stay (independence of irrelevant options)
    table = [np.bincount(before, minlength=3)[[0, 2]], counts[[0, 3]]]
    assert stats.chi2_contingency(table).pvalue > LEVEL
    # luck is each brand's own: who leaves for the copy comes from all, and nobody else moves
    moved = before != np.where(after == 3, 2, after)
    assert (after[moved] == 2).all()


# --- E7: retention of people who differ (Fader and Hardie 2007) ------------------------------

A, B = 0.704, 1.182
SUBSCRIBERS = 20_000
FIRST_RENEWAL = 6
N_RENEWALS = 12


def survivors(leave_cv: float, seed: int) -> NDArray[np.float64]:
    """Share still with us after 0, 1, 2 ... renewals."""
    days = FIRST_RENEWAL + N_RENEWALS
    model = lived(retention_market(SUBSCRIBERS, days, leave=A / (A + B), leave_cv=leave_cv), seed)
    shares: NDArray[np.float64] = model.history.tallies[:, 0, OWNER_COUNT] / SUBSCRIBERS
    assert shares[FIRST_RENEWAL - 1] == 1.0
    return shares[FIRST_RENEWAL - 1 :]


def cv_of_beta(a: float, b: float) -> float:
    return math.sqrt(b / (a * (a + b + 1.0)))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_survival_of_people_who_differ_is_beta_geometric(seed: int) -> None:
    left = survivors(cv_of_beta(A, B), seed)
    t = np.arange(left.size)
    expected = np.exp(betaln(A, B + t) - betaln(A, B))
    error = np.sqrt(expected * (1.0 - expected) / SUBSCRIBERS)
    assert (np.abs(left - expected) <= STANDARD_ERRORS * error).all()
    retention = left[1:] / left[:-1]
    assert retention[-1] > retention[0] + 0.2  # it rises without being told to


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_retention_of_people_all_alike_is_flat(seed: int) -> None:
    left = survivors(0.0, seed)
    retention = left[1:] / left[:-1]
    stay = B / (A + B)
    error = np.sqrt(stay * (1.0 - stay) / (left[:-1] * SUBSCRIBERS))
    assert (np.abs(retention - stay) <= STANDARD_ERRORS * error).all()
