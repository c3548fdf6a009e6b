"""Choice is the logit: what is finer than check E6 of `cjsim validate` says of it."""

import math
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

import cjsim
from cjsim import JourneyModel, Reason
from cjsim.journey.evaluation import utility
from cjsim.journey.stages import NOBODY
from cjsim.model import finish
from tests.theory_markets import bare_brand, choice_market

STANDARD_ERRORS = 4.0


def lived(market: dict[str, Any], seed: int = 1, *, keep_moves: bool = False) -> JourneyModel:
    model = JourneyModel(cjsim.load_scenario(market), seed=seed, panel=0, keep_moves=keep_moves)
    finish(model)
    return model


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
