"""M8: what the stars of reviews look like, beside a poll of the same buyers."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from cjsim.results.markets import load_scenario
from cjsim.results.run import run
from cjsim.scenarios import Scenario
from cjsim.validation.check import Finding
from cjsim.validation.emergent_tools import Mean, above_zero, changed, over_seeds, size_of, within

MARKETS = ("electronics", "hotel", "app")
STARS = np.arange(1, 6)
EVERYONE_WRITES = {
    "peers.reviews.write_share": 1.0,
    "peers.reviews.extreme_write_share": 1.0,
}


def stars_of(scenario: Scenario, customers: int, seed: int) -> NDArray[np.float64]:
    """Return how many reviews had 1 to 5 stars in a run, shape (5,)."""
    reviews = run(scenario, seed=seed, customers=customers).reviews
    return np.asarray(reviews.groupby("rating")["people"].sum().to_numpy(float))


def j_shape(scenario: Scenario, name: str, quick: bool) -> list[Finding]:
    """Find the J shape of reviews, and that it comes of who writes them."""
    size = size_of(quick, 24_000 if quick else 12_000)  # reviews are rare
    polled = changed(scenario, EVERYONE_WRITES)
    written = np.array(over_seeds(partial(stars_of, scenario, size.customers), size.seeds))
    poll = np.array(over_seeds(partial(stars_of, polled, size.customers), size.seeds))
    shares = written / written.sum(axis=1, keepdims=True)
    of_poll = poll / poll.sum(axis=1, keepdims=True)
    most_of_others = shares[:, :4].mean(axis=0).argmax()
    rise = np.diff(of_poll, axis=1)
    return [
        above_zero(
            f"{name}: share of 5 stars less that of any other",
            shares[:, 4] - shares[:, most_of_others],
            expected="> 0",
        ),
        above_zero(
            f"{name}: share of 1 star less that of 2",
            shares[:, 0] - shares[:, 1],
            expected="> 0",
        ),
        within(f"{name}: mean stars", Mean.of(shares @ STARS), 3.5, 5.0, expected="> 3.5"),
        one_mode(f"{name}: a poll of the same buyers has one mode", rise),
        above_zero(
            f"{name}: 1 star less 2, in reviews against the poll",
            (shares[:, 0] - shares[:, 1]) - (of_poll[:, 0] - of_poll[:, 1]),
            expected="> 0",
        ),
    ]


def one_mode(what: str, rises: NDArray[np.float64]) -> Finding:
    """Find that shares rise to one mode and fall from it; `rises` is (seeds, 4).

    What luck may have done, two standard errors, does not count as a fall or as a rise.
    """
    means = [Mean.of(rise) for rise in rises.T]
    signs = [
        (mean.value > 0.0) - (mean.value < 0.0) if abs(mean.value) > 2.0 * mean.error else 0
        for mean in means
    ]
    steps = [sign for sign in signs if sign != 0]
    passed = steps == sorted(steps, reverse=True)
    shown = ", ".join(f"{mean.value:+.3f}" for mean in means)
    return Finding(what, "rises, then falls", shown, "2 errors", passed)


def m8_reviews(quick: bool) -> list[Finding]:
    """Reviews are J-shaped because of who writes them."""
    names = MARKETS[:1] if quick else MARKETS
    return [finding for name in names for finding in j_shape(load_scenario(name), name, quick)]
