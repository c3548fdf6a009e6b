"""Who knows whom: every network is sound, and is the random graph its name promises."""

from concurrent.futures import ThreadPoolExecutor
from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse, stats

from cjsim.peers.builders import NETWORK_KINDS, build_network
from cjsim.peers.network import (
    TIE_TYPES,
    Network,
    Tie,
    network_from_edges,
    network_from_graph,
)

STORED_KINDS = [kind for kind in NETWORK_KINDS if kind not in {"everyone", "none", "implicit"}]


def ties_matrix(network):
    """Who is tied to whom, as a matrix of 1s."""
    n = network.n_customers
    ones = np.ones(network.others.size)
    return sparse.csr_array((ones, network.others, network.starts), shape=(n, n))


def n_ties_of(network):
    return np.diff(network.starts)


def assert_sound(network):
    """Mutual with one type, never to oneself, never double, rows in order of id."""
    n = network.n_customers
    assert (network.starts.dtype, network.others.dtype) == (np.int64, np.int32)
    assert network.tie_types.dtype == np.uint8
    assert network.starts[0] == 0
    assert network.starts[-1] == network.others.size == network.tie_types.size
    assert (np.diff(network.starts) >= 0).all()
    owner = np.repeat(np.arange(n), np.diff(network.starts))
    others = network.others.astype(np.int64)
    assert ((others >= 0) & (others < n)).all()
    assert (owner != others).all()
    place = owner * n + others
    assert (np.diff(place) > 0).all()
    seen_from_other_end = np.argsort(others * n + owner)
    np.testing.assert_array_equal((others * n + owner)[seen_from_other_end], place)
    np.testing.assert_array_equal(network.tie_types[seen_from_other_end], network.tie_types)
    assert (network.tie_types < len(TIE_TYPES)).all()


def is_same(network, other):
    return (
        np.array_equal(network.starts, other.starts)
        and np.array_equal(network.others, other.others)
        and np.array_equal(network.tie_types, other.tie_types)
    )


def as_graph(network):
    ids, types = network.edges()
    graph = nx.empty_graph(network.n_customers)
    for (i, j), tie in zip(ids.tolist(), types.tolist(), strict=True):
        graph.add_edge(i, j, tie=TIE_TYPES[tie])
    return graph


def segments_of_sizes(*sizes):
    """Segments 0, 1, ... of these sizes, not in order of id."""
    segments = np.repeat(np.arange(len(sizes), dtype=np.uint8), sizes)
    return np.random.default_rng(5).permutation(segments)


# --- sound, whatever is asked ---------------------------------------------------------------


@given(
    kind=st.sampled_from(NETWORK_KINDS),
    n_customers=st.integers(1, 40),
    ties=st.integers(0, 12),
    share=st.sampled_from([0.0, 0.3, 0.8, 1.0]),
    household_size=st.floats(1, 4),
    n_segments=st.integers(1, 5),
    seed=st.integers(0, 2**63 - 1),
)
def test_any_request_gives_a_sound_network_or_names_what_is_wrong(
    kind, n_customers, ties, share, household_size, n_segments, seed
):
    segments = (np.arange(n_customers) * 7 % n_segments).astype(np.uint8)
    refusal = ""
    try:
        network = build_network(
            kind,
            n_customers,
            ties_per_customer=ties,
            rewired_share=share,
            same_segment_share=share,
            household_size=household_size,
            segments=segments,
            seed=seed,
        )
    except ValueError as problem:
        refusal = str(problem)
    if refusal:
        is_lattice = kind in {"torus", "pairs"}
        names = ("n_customers",) if is_lattice else ("ties_per_customer", "household_size")
        assert refusal.startswith(names)
    else:
        assert network.n_customers == n_customers
        assert_sound(network.stored())


@pytest.mark.parametrize("kind", ["ring", "small_world", "regular", "scale_free"])
def test_every_number_of_ties_that_fits_can_be_built(kind):
    for n in range(2, 13):
        for ties in range(1, n):
            if (kind == "regular" and n * ties % 2) or (kind != "regular" and ties % 2):
                continue
            network = build_network(kind, n, ties_per_customer=ties, rewired_share=0.5, seed=n)
            assert_sound(network)
            if kind in {"ring", "regular"}:
                assert (n_ties_of(network) == ties).all()


@given(
    edges=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda e: e[0] != e[1])),
)
def test_a_network_of_edges_holds_these_edges(edges):
    network = network_from_edges(edges, 10)
    assert_sound(network)
    ids, types = network.edges()
    assert {tuple(e) for e in ids.tolist()} == {tuple(sorted(e)) for e in edges}
    assert network.n_ties == len(ids)
    assert (types == Tie.FRIEND).all()


# --- lattices -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["everyone", "none"])
def test_everyone_and_none_store_no_tie(kind):
    network = build_network(kind, 5, ties_per_customer=8, seed=1)
    assert (network.n_customers, network.n_ties, network.mean_ties) == (5, 0, 0)
    assert network.ties_of(3) == []


def test_a_ring_ties_the_nearest():
    network = build_network("ring", 30, ties_per_customer=6, seed=1)
    oracle = nx.circulant_graph(30, [1, 2, 3])
    assert set(map(frozenset, network.edges()[0].tolist())) == set(map(frozenset, oracle.edges))
    assert [other for other, _ in network.ties_of(0)] == [1, 2, 3, 27, 28, 29]


def test_a_torus_is_a_grid_without_edges():
    network = build_network("torus", 35, ties_per_customer=8, seed=1)
    grid = nx.grid_2d_graph(5, 7, periodic=True)
    oracle = {frozenset((7 * a + b, 7 * c + d)) for (a, b), (c, d) in grid.edges}
    assert set(map(frozenset, network.edges()[0].tolist())) == oracle


def test_pairs_are_two_by_two():
    network = build_network("pairs", 1000, ties_per_customer=8, seed=1)
    np.testing.assert_array_equal(network.others, np.arange(1000) ^ 1)


# --- random ---------------------------------------------------------------------------------


def test_random_ties_are_binomial():
    n, k = 20_000, 8.0
    network = build_network("random", n, ties_per_customer=k, seed=3)
    assert_sound(network)
    p, n_pairs = k / (n - 1), n * (n - 1) / 2
    assert abs(network.n_ties - n_pairs * p) < 4 * np.sqrt(n_pairs * p * (1 - p))
    degree = n_ties_of(network)
    variance = k * (1 - p)
    # variance of a sample variance: (kurtosis - 1) sigma^4 / n, a Poisson's is 3 + 1 / k
    assert abs(degree.var() - variance) < 4 * variance * np.sqrt((2 + 1 / k) / n)
    binomial = stats.binom(n - 1, p)
    most = 18  # at 19 ties and more are counted together
    observed = np.bincount(np.minimum(degree, most + 1), minlength=most + 2)
    expected = n * np.append(binomial.pmf(np.arange(most + 1)), binomial.sf(most))
    assert stats.chisquare(observed, expected, sum_check=False).pvalue > 1e-3


def test_random_draws_each_graph_as_often_as_any_other():
    # four customers, each tie with probability 1/2: all 64 graphs are equally likely
    n_seeds = 3200
    pairs = list(combinations(range(4), 2))
    seen = np.zeros(64)
    for seed in range(n_seeds):
        ids, _ = build_network("random", 4, ties_per_customer=1.5, seed=seed).edges()
        seen[sum(1 << pairs.index(tuple(e)) for e in ids.tolist())] += 1
    assert stats.chisquare(seen).pvalue > 1e-3


def test_random_can_tie_everybody_or_nobody():
    assert build_network("random", 50, ties_per_customer=49, seed=1).n_ties == 50 * 49 / 2
    assert build_network("random", 50, ties_per_customer=0, seed=1).n_ties == 0


# --- regular and scale-free -----------------------------------------------------------------


@pytest.mark.parametrize(("n", "k"), [(2001, 4), (1000, 3), (10, 6)])
def test_regular_gives_everybody_the_same_number(n, k):
    network = build_network("regular", n, ties_per_customer=k, seed=2)
    assert_sound(network)
    assert (n_ties_of(network) == k).all()


@pytest.mark.parametrize(("n", "k"), [(7, 2), (8, 3)])
def test_regular_ties_all_pairs_alike(n, k):
    n_seeds = 2000
    tied = np.zeros((n, n))
    for seed in range(n_seeds):
        network = build_network("regular", n, ties_per_customer=k, seed=seed)
        assert_sound(network)
        tied += ties_matrix(network).toarray()
    share = tied[np.triu_indices(n, 1)] / n_seeds
    p = k / (n - 1)
    assert np.abs(share - p).max() < 4 * np.sqrt(p * (1 - p) / n_seeds)


def n_triangles(matrix):
    return (matrix @ matrix @ matrix).trace() / 6


def test_regular_has_as_many_triangles_as_networkx_makes():
    n, k, n_seeds = 400, 6, 60
    ours = [
        n_triangles(ties_matrix(build_network("regular", n, ties_per_customer=k, seed=seed)))
        for seed in range(n_seeds)
    ]
    theirs = [
        n_triangles(nx.to_scipy_sparse_array(nx.random_regular_graph(k, n, seed=seed)))
        for seed in range(n_seeds)
    ]
    assert_same_mean(ours, theirs)


def assert_same_mean(ours, theirs):
    """The means of two samples differ by less than four standard errors of the difference."""
    error = np.sqrt(np.var(ours, ddof=1) / len(ours) + np.var(theirs, ddof=1) / len(theirs))
    assert abs(np.mean(ours) - np.mean(theirs)) < 4 * error


def test_scale_free_degrees_follow_the_power_law():
    n, m = 50_000, 4
    network = build_network("scale_free", n, ties_per_customer=2 * m, seed=7)
    assert_sound(network)
    assert network.n_ties == m * (m + 1) // 2 + m * (n - m - 1)
    degree = n_ties_of(network)
    assert degree.min() == m
    # the limit for large n: Bollobas, Riordan, Spencer, Tusnady 2001
    for k in range(m, m + 12):
        p = 2 * m * (m + 1) / (k * (k + 1) * (k + 2))
        assert abs((degree == k).mean() - p) < 4 * np.sqrt(p * (1 - p) / n)
    tail = m * (m + 1) / (50 * 51)  # at least 50 ties
    assert abs((degree >= 50).mean() - tail) < 4 * np.sqrt(tail / n)
    assert abs(np.corrcoef(degree, np.arange(n))[0, 1]) < 4 / np.sqrt(n)  # a hub has any id


def test_scale_free_hubs_are_as_large_as_networkx_makes():
    n, m, n_seeds = 1000, 3, 40
    ours = [
        n_ties_of(build_network("scale_free", n, ties_per_customer=2 * m, seed=seed)).max()
        for seed in range(n_seeds)
    ]
    core = nx.complete_graph(m + 1)
    graphs = (nx.barabasi_albert_graph(n, m, seed=s, initial_graph=core) for s in range(n_seeds))
    theirs = [max(degree for _, degree in graph.degree) for graph in graphs]
    assert_same_mean(np.log(ours), np.log(theirs))


# --- small world ----------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.05, 0.3, 1.0])
def test_small_world_is_what_networkx_makes(share):
    n, k, n_seeds = 400, 8, 12
    ours = [
        as_graph(build_network("small_world", n, ties_per_customer=k, rewired_share=share, seed=s))
        for s in range(n_seeds)
    ]
    theirs = [nx.watts_strogatz_graph(n, k, share, seed=s) for s in range(n_seeds)]

    def spread(graph):
        return np.var([degree for _, degree in graph.degree])

    def distance(graph):
        return np.mean(list(nx.single_source_shortest_path_length(graph, 0).values()))

    for measure in (nx.average_clustering, spread, distance):
        assert_same_mean(list(map(measure, ours)), list(map(measure, theirs)))


def test_small_world_rewires_the_share_asked():
    n, k, share = 100_000, 8, 0.1
    network = build_network("small_world", n, ties_per_customer=k, rewired_share=share, seed=4)
    assert_sound(network)
    assert network.n_ties == n * k / 2
    assert n_ties_of(network).min() >= k / 2  # each keeps the half it sends out
    ids, _ = network.edges()
    apart = np.abs(np.diff(ids.astype(int), axis=1))
    is_far = np.minimum(apart, n - apart) > k / 2
    # of the ties sent elsewhere, fewer than one in a thousand lands near by chance
    assert abs(is_far.mean() - share) < 4 * np.sqrt(share * (1 - share) / len(ids)) + 1e-4


def test_small_world_without_rewiring_is_the_ring():
    ring = build_network("ring", 100, ties_per_customer=4, seed=1)
    same = build_network("small_world", 100, ties_per_customer=4, rewired_share=0, seed=1)
    assert is_same(ring, same)


# --- clustered and households ---------------------------------------------------------------


def same_segment_share(network, segments):
    ids, _ = network.edges()
    return (segments[ids[:, 0]] == segments[ids[:, 1]]).mean()


@pytest.mark.parametrize("share", [0.0, 0.1, 0.38, 0.7, 1.0])
def test_clustered_ties_stay_in_the_segment_as_often_as_asked(share):
    n, k = 20_000, 8
    segments = segments_of_sizes(10_000, 6_000, 4_000)  # by chance alone: 0.38
    network = build_network(
        "clustered", n, ties_per_customer=k, same_segment_share=share, segments=segments, seed=6
    )
    assert_sound(network)
    n_ties = n * k / 2
    assert abs(network.n_ties - n_ties) < 4 * np.sqrt(n_ties)
    found = same_segment_share(network, segments)
    assert abs(found - share) <= 4 * np.sqrt(share * (1 - share) / n_ties)


def test_clustered_gives_large_and_small_segments_as_many_ties():
    segments = segments_of_sizes(15_000, 4_000, 1_000)
    network = build_network(
        "clustered", 20_000, ties_per_customer=8, same_segment_share=0.8, segments=segments, seed=6
    )
    for segment in range(3):
        degree = n_ties_of(network)[segments == segment]
        # ties inside the segment count for two of its customers: variance at most doubles
        assert abs(degree.mean() - 8) < 4 * np.sqrt(2 * 8 / degree.size)


def test_clustered_at_the_share_of_chance_is_a_random_network():
    # four customers in two segments, where one pair in three is inside: all pairs alike
    segments = np.array([0, 1, 0, 1], dtype=np.uint8)
    n_seeds, seen = 3200, np.zeros(64)
    pairs = list(combinations(range(4), 2))
    for seed in range(n_seeds):
        network = build_network(
            "clustered",
            4,
            ties_per_customer=1.5,
            same_segment_share=1 / 3,
            segments=segments,
            seed=seed,
        )
        seen[sum(1 << pairs.index(tuple(e)) for e in network.edges()[0].tolist())] += 1
    assert stats.chisquare(seen).pvalue > 1e-3


def test_clustered_does_what_the_segments_allow():
    alone = np.zeros(200, dtype=np.uint8)
    network = build_network(
        "clustered", 200, ties_per_customer=6, same_segment_share=0.2, segments=alone, seed=1
    )
    assert abs(network.n_ties - 600) < 4 * np.sqrt(600)
    few = segments_of_sizes(997, 3)  # three customers cannot have six ties among themselves
    network = build_network(
        "clustered", 1000, ties_per_customer=6, same_segment_share=1, segments=few, seed=1
    )
    assert (n_ties_of(network)[few == 1] == 2).all()


def test_households_are_cliques_of_family():
    n, size, k = 20_000, 4, 8
    network = build_network(
        "households",
        n,
        ties_per_customer=k,
        household_size=size,
        tie_shares=(0.5, 0.3, 0.2),
        seed=8,
    )
    assert_sound(network)
    ids, types = network.edges()
    is_family = types == Tie.FAMILY
    at_home = ids[:, 0] // size == ids[:, 1] // size
    np.testing.assert_array_equal(is_family, at_home)
    assert is_family.sum() == n * (size - 1) / 2
    n_others = n * (k - size + 1) / 2
    assert abs((~is_family).sum() - n_others) < 4 * np.sqrt(n_others)
    # friends are 0.3 of 0.5 outside the household
    friends = (types[~is_family] == Tie.FRIEND).mean()
    assert abs(friends - 0.6) < 4 * np.sqrt(0.6 * 0.4 / n_others)


def test_households_of_a_broken_mean_size_mix_the_two_nearest():
    n = 20_000
    network = build_network("households", n, ties_per_customer=4, household_size=2.25, seed=8)
    ids, types = network.edges()
    family = network_from_edges(ids[types == Tie.FAMILY], n)
    n_homes, home = sparse.csgraph.connected_components(ties_matrix(family), directed=False)
    sizes = np.bincount(home)
    np.testing.assert_array_equal(n_ties_of(family), sizes[home] - 1)  # cliques
    assert set(sizes[:-1].tolist()) == {2, 3}
    assert abs(n / n_homes - 2.25) < 4 * np.sqrt(0.25 * 0.75 / n_homes)
    assert abs(network.mean_ties - 4) < 4 * np.sqrt(2 * 4 / n)


# --- types of ties, luck, memory ------------------------------------------------------------


def test_types_are_drawn_by_their_shares():
    shares = (0.2, 0.5, 0.3)
    network = build_network("ring", 20_000, ties_per_customer=8, tie_shares=shares, seed=2)
    found = np.bincount(network.edges()[1], minlength=3) / network.n_ties
    for share, seen in zip(shares, found, strict=True):
        assert abs(seen - share) < 4 * np.sqrt(share * (1 - share) / network.n_ties)


def test_one_pair_has_one_type_in_every_network_of_a_seed():
    wide = as_graph(build_network("ring", 500, ties_per_customer=8, seed=2))
    for kind in ("ring", "small_world", "regular"):
        network = as_graph(build_network(kind, 500, ties_per_customer=4, seed=2))
        shared = [e for e in network.edges if wide.has_edge(*e)]
        assert shared
        assert all(network.edges[e]["tie"] == wide.edges[e]["tie"] for e in shared)


def build_example(kind, seed):
    return build_network(
        kind,
        3000,
        ties_per_customer=6,
        same_segment_share=0.6,
        segments=segments_of_sizes(1500, 1000, 500),
        seed=seed,
    )


@pytest.mark.parametrize("kind", STORED_KINDS)
def test_a_seed_makes_one_network_in_any_thread(kind):
    once = build_example(kind, 1)
    with ThreadPoolExecutor(2) as threads:
        again = list(threads.map(build_example, [kind] * 4, [1, 2, 1, 2]))
    assert is_same(once, again[0])
    assert is_same(once, again[2])
    assert is_same(again[1], again[3])
    assert not is_same(once, again[1])
    is_lattice = kind in {
        "ring",
        "torus",
        "pairs",
        "cliques",
    }  # another seed changes their types only
    assert np.array_equal(once.others, again[1].others) == is_lattice


def test_a_tie_takes_ten_bytes_and_a_customer_eight():
    network = build_network("ring", 1000, ties_per_customer=8, seed=1)
    assert network.n_ties == 4000
    assert network.n_bytes == 10 * 4000 + 8 * 1001


# --- a user's own ties ----------------------------------------------------------------------


def test_rows_agree_with_scipy_hubs_included():
    n = 5000
    generator = np.random.default_rng(9)
    hub = np.stack([np.zeros(n - 1, dtype=int), np.arange(1, n)], axis=1)
    rest = generator.integers(1, n, size=(20_000, 2))
    edges = generator.permutation(np.concatenate([hub, rest[rest[:, 0] != rest[:, 1]]]))
    network = network_from_edges(edges, n)
    assert_sound(network)
    oracle = sparse.csr_array((np.ones(len(edges)), edges.T), shape=(n, n))
    oracle = (oracle + oracle.T).tocsr()
    oracle.sort_indices()
    np.testing.assert_array_equal(network.starts, oracle.indptr)
    np.testing.assert_array_equal(network.others, oracle.indices)


@pytest.mark.parametrize("kind", STORED_KINDS)
def test_edges_and_graphs_go_there_and_back(kind):
    network = build_example(kind, 1)
    ids, types = network.edges()
    assert is_same(network, network_from_edges(ids, network.n_customers, types))
    names = [TIE_TYPES[code] for code in types]
    backwards = network_from_edges(ids[::-1, ::-1], network.n_customers, names[::-1])
    assert is_same(network, backwards)
    assert is_same(network, network_from_graph(as_graph(network)))


def test_types_of_a_users_ties_are_names_or_numbers():
    network = network_from_edges([(2, 0), (0, 1), (0, 2)], 4, ["family", "colleague", "family"])
    assert network.ties_of(0) == [(1, "colleague"), (2, "family")]
    assert network.ties_of(2) == [(0, "family")]
    assert network.ties_of(3) == []
    by_number = network_from_edges([(0, 1), (0, 2)], 4, [Tie.COLLEAGUE, Tie.FAMILY])
    assert is_same(network, by_number)


def test_a_graphs_labels_are_ids_only_when_they_number_the_nodes():
    graph = nx.Graph([(2, 0), (0, 1)])
    assert network_from_graph(graph).ties_of(0) == [(1, "friend"), (2, "friend")]
    named = nx.Graph()
    named.add_edge("Lan", "Minh", tie="family")
    named.add_edge("Minh", "An")
    assert network_from_graph(named).ties_of(1) == [(0, "family"), (2, "friend")]
    karate = nx.karate_club_graph()
    assert is_same(network_from_graph(karate), network_from_edges(list(karate.edges), 34))


# --- what is refused ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "n_customers", "arguments", "message"),
    [
        ("small-world", 100, {}, 'kind "small-world" is unknown. Did you mean "small_world"'),
        ("ring", 0, {}, "n_customers = 0: a network has 1 to"),
        ("ring", 100, {"ties_per_customer": 5}, "ties_per_customer = 5: .* even number from 2 to"),
        ("ring", 100, {"ties_per_customer": 100}, "even number from 2 to 98"),
        ("small_world", 100, {"ties_per_customer": 4.5}, "ties_per_customer = 4.5: small_world"),
        ("small_world", 100, {"rewired_share": 10}, "rewired_share = 10: a share is from 0 to 1"),
        ("random", 100, {"ties_per_customer": 100}, "ties_per_customer = 100: random .* 0 to 99"),
        ("random", 100, {"ties_per_customer": float("nan")}, "ties_per_customer = nan"),
        ("random", 100, {"tie_shares": (0.5, 0.5, 0.5)}, "tie_shares = .* adding up to 1"),
        ("random", 100, {"tie_shares": (0.5, 0.5)}, "tie_shares = .* family, friends"),
        ("regular", 101, {"ties_per_customer": 3}, "ties_per_customer = 3 .* Take 102 customers"),
        ("torus", 101, {}, r"n_customers = 101 cannot .* Take 100 \(10 x 10\)"),
        ("torus", 4, {}, r"n_customers = 4 cannot .* Take 9 \(3 x 3\)"),
        ("pairs", 101, {}, "n_customers = 101: .* Take 102"),
        ("clustered", 100, {}, "segments is None: .* 100 customers needs the segment of each"),
        ("clustered", 100, {"segments": np.zeros(9, dtype=np.uint8)}, "9 customers' segments"),
        ("clustered", 100, {"same_segment_share": -0.1}, "same_segment_share = -0.1"),
        ("households", 100, {"household_size": 0.5}, "household_size = 0.5: .* from 1 to"),
        ("households", 100, {"household_size": 20}, "households alone make 19. Raise it"),
        ("households", 100, {"tie_shares": (1.0, 0.0, 0.0)}, "tie_shares = .* outside"),
    ],
)
def test_a_wrong_request_is_named_with_its_remedy(kind, n_customers, arguments, message):
    given_arguments = {"ties_per_customer": 8, "seed": 1} | arguments
    with pytest.raises(ValueError, match=message):
        build_network(kind, n_customers, **given_arguments)


@pytest.mark.parametrize(
    ("edges", "types", "message"),
    [
        ([(0, 1), (1, 9)], None, r"edges\[1\] = \[1, 9\]: ids go from 0 to 4"),
        ([(0, -1)], None, r"edges\[0\] = \[0, -1\]: ids go"),
        ([(0, 1), (3, 3)], None, r"edges\[1\] = \[3, 3\]: .* tied to itself. Remove"),
        ([(0, 1, 2)], None, r"edges has the shape \(1, 3\)"),
        ([(0.5, 1.0)], None, "edges holds float64: customer ids are whole numbers"),
        ([(0, 1)], [], "tie_types has 0 entries for 1 edges"),
        ([(0, 1)], ["boss"], "tie_types holds boss: a tie is one of family, friend, colleague"),
        ([(0, 1)], [3], "tie_types holds 3"),
        ([(0, 1), (1, 0)], ["family", "friend"], "customers 0 and 1 are tied twice"),
    ],
)
def test_a_wrong_edge_is_named_with_its_remedy(edges, types, message):
    with pytest.raises(ValueError, match=message):
        network_from_edges(edges, 5, types)


def test_a_graph_that_is_no_network_is_refused():
    with pytest.raises(ValueError, match=r"graph is directed.*to_undirected"):
        network_from_graph(nx.DiGraph([(0, 1)]))
    with pytest.raises(ValueError, match="tied to itself"):
        network_from_graph(nx.Graph([(0, 0), (0, 1)]))
    with pytest.raises(ValueError, match="tie_types holds boss"):
        network_from_graph(nx.Graph([(0, 1, {"tie": "boss"})]))


def test_a_customer_who_is_not_there_has_no_ties():
    network: Network = build_network("pairs", 4, ties_per_customer=1, seed=1)
    for customer in (-1, 4):
        with pytest.raises(IndexError, match=f"customer = {customer}: .* 0 to 3"):
            network.ties_of(customer)
