"""What a seller claims is a hypothesis: tried with its range, counted apart, never a default."""

import cjsim
from cjsim import Quantity
from cjsim.scenarios import all_numbers, source_of
from cjsim.scenarios.paths import is_assumed, is_claim
from tests.lab import market

CLAIM = "claim: a seller of contact centres says closings are three times as many"
"""Ordinary contacts bring 4 of 100 to look again; thrice that is the top of the range."""
CONTACTS = {"type": "contact", "channel": "letters", "stages": ["awareness", "use", "lapsed"],
            "every_days": 10, "start": "2027-01-18", "cost_per_month": 30}  # fmt: skip


def club(response):
    return market({"call_centre": {**CONTACTS, "response_share": response}})


def test_a_claim_is_neither_a_source_nor_an_assumption():
    assert is_claim(CLAIM)
    assert not is_assumed(CLAIM)
    assert not is_claim("assumption")
    assert not is_claim(None)
    assert not Quantity(0.12, source=CLAIM).is_sourced
    assert Quantity(0.12, source="order book").is_sourced


def test_the_description_counts_claims_apart():
    number = {"value": 0.08, "low": 0.04, "high": 0.12}
    words = cjsim.describe(club({**number, "source": CLAIM}))
    assert "1 claims to be tested" in words
    plain = cjsim.describe(club({**number, "source": "assumption"}))
    assert "claims" not in plain
    counts = [int(text.split("numbers: ")[1].split()[0]) for text in (words, plain)]
    assert counts[0] == counts[1]


def test_no_number_of_a_ready_made_market_is_a_claim():
    for name, _ in cjsim.list_scenarios():
        scenario = cjsim.load_scenario(name)
        assert not any(is_claim(source_of(scenario, path)) for path in all_numbers(scenario))


def test_a_claim_is_tried_over_its_whole_range():
    """With the claim as a prior, orders gained lie between nothing more and all that is claimed."""
    run = {"replicates": 8, "seed": 3, "customers": 600, "split_futures": 0}
    ends = {
        name: cjsim.compare(club(response), ["keep", "act"], **run).row("act", "orders")
        for name, response in (("ordinary", 0.04), ("claimed", 0.12))
    }
    prior = {"value": 0.08, "low": 0.04, "high": 0.12, "source": CLAIM}
    tried = cjsim.compare(club(prior), ["keep", "act"], **run).row("act", "orders")
    assert ends["ordinary"]["difference"] < tried["difference"] < ends["claimed"]["difference"]
    assert tried["difference_low"] < tried["difference_high"]
