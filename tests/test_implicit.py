"""The implicit network: ties computed from the seed are those of a network that stores them."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import cjsim
from cjsim import JourneyModel
from cjsim.journey.ties import MAX_TIES, partner
from cjsim.peers.builders import build_network
from cjsim.peers.implicit import implicit_network
from cjsim.scenarios.sizing import resized
from tests.random_markets import SMALL
from tests.test_networks import as_graph, assert_sound
from tests.test_twin import assert_twins

SHARES = (0.2, 0.5, 0.3)


def market_with_implicit_ties(customers: int, days: int):
    market = resized(SMALL, customers, days)
    market.peers.network = "implicit"
    return market


@settings(max_examples=40)
@given(
    n_customers=st.integers(1, 70),
    ties=st.integers(1, 20),
    share=st.floats(0.0, 1.0),
    seed=st.integers(0, 2**63 - 1),
)
def test_ties_are_mutual_typed_never_double_and_as_many_as_asked(n_customers, ties, share, seed):
    ties = min(ties, n_customers - 1)
    network = implicit_network(n_customers, ties, share, SHARES, seed)
    stored = network.stored()
    assert_sound(stored)
    n_found = np.diff(stored.starts)
    assert (n_found <= ties).all()
    n_near = 2 * int(ties * (1.0 - share) / 2.0 + 1e-9)
    assert (n_found >= n_near).all()
    assert network.n_ties == stored.n_ties
    for customer in range(0, n_customers, 7):
        assert network.ties_of(customer) == stored.ties_of(customer)


@given(n_customers=st.integers(2, 300), seed=st.integers(0, 2**63 - 1))
def test_a_matching_pairs_all_but_the_last_of_an_odd_number(n_customers, seed):
    recipe = implicit_network(n_customers, 1, 1.0, SHARES, seed).recipe
    partners = np.array([partner(i, recipe, 0) for i in range(n_customers)])
    alone = np.flatnonzero(partners == n_customers)
    assert alone.size == n_customers % 2
    paired = np.flatnonzero(partners < n_customers)
    assert (partners[partners[paired]] == paired).all()
    assert (partners[paired] != paired).all()


def test_a_partner_is_anyone_alike():
    """The partner of one customer over many seeds, and the distance to it, are even."""
    n, n_seeds = 37, 7_400
    recipes = [implicit_network(n, 1, 1.0, SHARES, seed).recipe for seed in range(n_seeds)]
    for customer in (0, 21):
        partners = np.bincount([partner(customer, r, 0) for r in recipes], minlength=n + 1)
        assert partners[customer] == 0
        counts = np.delete(partners, customer)  # the others, and being left over
        assert stats.chisquare(counts).pvalue > 1e-3


def test_a_large_one_has_the_degree_the_types_and_the_shape_asked_for():
    network = build_network("implicit", 20_000, ties_per_customer=8, rewired_share=0.25, seed=4)
    stored = network.stored()
    # ties are missing only where a partner is a neighbour, or a partner already
    assert 8.0 - network.mean_ties < 8.0**2 / 20_000
    types = np.bincount(stored.edges()[1], minlength=3)
    assert stats.chisquare(types, types.sum() * np.array(SHARES)).pvalue > 1e-3
    graph = as_graph(stored)
    assert nx.is_connected(graph)
    # three neighbours on each side of a ring have clustering 3/5 of 15 pairs: 9 of 28 here
    assert nx.average_clustering(graph) == pytest.approx(9 / 28, abs=0.003)
    lengths = nx.single_source_shortest_path_length(graph, 0)
    assert max(lengths.values()) < 12  # on the ring alone it would be 3,333


def test_no_partners_are_a_ring_and_too_many_ties_are_refused():
    ring = build_network("ring", 30, ties_per_customer=6, seed=1)
    near = build_network("implicit", 30, ties_per_customer=6, rewired_share=0.0, seed=1).stored()
    assert near.others.tobytes() == ring.others.tobytes()
    with pytest.raises(ValueError, match=f"at most {MAX_TIES}"):
        build_network("implicit", 1_000, ties_per_customer=65, seed=1)
    with pytest.raises(IndexError):
        build_network("implicit", 30, ties_per_customer=6, seed=1).ties_of(30)


def test_its_talk_is_that_of_a_stored_network_of_the_same_ties():
    market = market_with_implicit_ties(500, 60)
    computed = JourneyModel(market, seed=3, panel=0)
    stored = JourneyModel(market, seed=3, panel=0, network=computed.network.stored())
    other = JourneyModel(market, seed=3, panel=0, network=build_network(
        "implicit", 500, ties_per_customer=6, seed=4))  # fmt: skip
    for model in (computed, stored, other):
        while model.day < market.n_days():
            model.step()
        model.close()
    assert computed.network.n_bytes < 200 < stored.network.n_bytes
    assert computed.history.digest() == stored.history.digest()
    assert computed.records.tobytes() == stored.records.tobytes()
    assert computed.history.moves.tobytes() == stored.history.moves.tobytes()
    assert computed.history.digest() != other.history.digest()


def test_it_has_a_twin():
    model = assert_twins(market_with_implicit_ties(200, 40), "spread")
    assert model.history.moves.size > 50


def test_a_comparison_and_a_story_read_it():
    market = market_with_implicit_ties(300, 30)
    table = cjsim.compare(market, plans=["keep", "spread"], replicates=1, seed=2).table
    assert len(table)
    story = str(cjsim.run(market, seed=2).story(customer=5))
    assert "5" in story
