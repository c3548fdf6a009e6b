"""What we say of ourselves follows what becomes true."""

from __future__ import annotations

import pytest

from cjsim import Mark
from tests.lab import START, count, live, market

TRUTH = 0.6


def claimed(claim: float | None, better: float) -> float:
    """What our pages say of the taste after an upgrade by `better`."""
    upgrade = {"type": "upgrade", "attribute": "taste", "add_quality": better, "cost": "free"}
    changes = {"brands.club.attributes.taste": TRUTH, "brands.club.claims": {}}
    if claim is not None:
        changes["brands.club.claims.taste"] = claim
    model = live(market({"better": upgrade}, changes=changes), "act", days=1)
    column = model.market_file.product.attributes.index("taste")
    ours = int(model.markets["ours"][0])
    assert model.markets["brand_true"][0, ours, column] == pytest.approx(TRUTH + better)
    return float(model.markets["brand_claim"][0, ours, column])


@pytest.mark.parametrize(
    ("claim", "better", "says"),
    [
        (None, 0.2, 0.8),  # nothing is claimed: as it is
        (TRUTH, 0.2, 0.8),  # it told the truth, and goes on telling it
        (0.7, 0.2, 0.8),  # it promised more than there was; now there is more than it promised
        (0.9, 0.2, 0.9),  # it promises too much still
        (0.5, 0.2, 0.7),  # it says less than is true, by as much as before
        (TRUTH, -0.2, TRUTH),  # nobody advertises that he got worse
    ],
)
def test_a_claim_rises_with_the_truth_and_not_beyond_it(claim, better, says):
    assert claimed(claim, better) == pytest.approx(says)


def test_an_upgrade_wins_those_who_only_read_of_it():
    """With claims as they were, nobody could know; who had none claimed knew all along."""
    upgrade = {"type": "upgrade", "attribute": "taste", "add_quality": 0.3, "start": START,
               "cost": "free"}  # fmt: skip
    wins = []
    for claims in ({}, {"taste": 0.7}):  # the taste is 0.7
        scenario = market({"better": upgrade}, changes={"brands.club.claims": claims})
        keep, act = live(scenario), live(scenario, "act")
        wins.append(count(act, Mark.ORDERED) - count(keep, Mark.ORDERED))
    assert wins[0] == wins[1] > 0
