"""Each number by hand, by a slow oracle, and by how often it is right."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cjsim.results.statistics import compare_paired, n_replicates_needed, summarise, variance_ratio
from tests.oracles import statistics_oracle as oracle

NAN = math.nan
# How often a 95 % BCa interval of 2,000 resamples holds the mean of 30 values exp(normal(0, 1)):
# `oracle.bca_coverage(5_000, 30, 1.0, seed=1)`, standard error 0.005. Short of 0.95, as known
# of the bootstrap with long tails.
ATTAINABLE_LOGNORMAL = 0.8914
WORLD_SIZES = ([2] * 6, [1] * 7, [2, 2, 2, 1], [1, 2, 1, 2, 2], [3, 1, 2, 4])


def labels(sizes):
    return np.repeat(np.arange(len(sizes)), sizes)


def pairs(n):
    return np.arange(n) // 2


def mean_of(values, worlds, *, is_skewed=False, seed=1):
    return summarise(np.asarray(values, float), np.asarray(worlds), is_skewed=is_skewed, seed=seed)


def compared(baseline, plan, worlds, *, higher_is_better=True, is_skewed=False, seed=1):
    return compare_paired(
        np.asarray(baseline, float),
        np.asarray(plan, float),
        np.asarray(worlds),
        higher_is_better=higher_is_better,
        is_skewed=is_skewed,
        seed=seed,
    )


def planted(rng, n_worlds, world_sd, luck_sd):
    """Return differences of mean 1, two a world, from known standard deviations."""
    unknown = np.repeat(rng.normal(0, world_sd, n_worlds), 2)
    return 1.0 + unknown + rng.normal(0, luck_sd, 2 * n_worlds)


def test_summary_of_five_futures_by_hand():
    # Mean 3, variance 2.5, t with 4 degrees of freedom 2.776445 (any table): 3 -+ 1.963243.
    summary = mean_of([5, 1, 3, 2, 4], np.arange(5))
    assert summary.method == "t"
    assert summary[:3] == pytest.approx((3.0, 1.2, 4.8))  # 5 % of four steps is 0.2
    assert summary[3:5] == pytest.approx((1.036757, 4.963243), abs=1e-6)


def test_worlds_count_not_futures():
    # World means 1, 2, 3 whatever the luck inside: 2 -+ 4.302653 / sqrt(3).
    half = 4.302653 / math.sqrt(3)
    values = [0, 2, -5, 9, 3, 3]
    summary = mean_of(values, pairs(6))
    assert summary[3:5] == pytest.approx((2 - half, 2 + half), abs=1e-6)
    assert summary.low == pytest.approx(-3.75)
    assert summary.high == pytest.approx(7.5)
    # A label is only a name, and futures may come in any order.
    order = [3, 0, 5, 2, 4, 1]
    shuffled = mean_of(np.array(values)[order], np.array([40, 40, 7, 7, 9, 9])[order])
    assert shuffled[:5] == pytest.approx(summary[:5])


def test_comparison_by_hand():
    # Differences 1, 3 | -1, 1 | 0, 0: mean 2/3; world means 2, 0, 0.
    summary = compared([10, 10, 10, 10, 5, 7], [11, 13, 9, 11, 5, 7], pairs(6))
    half = 4.302653 * math.sqrt(4 / 3) / math.sqrt(3)
    assert summary.difference == pytest.approx(2 / 3)
    assert summary.difference_low == pytest.approx(-0.75)
    assert summary.difference_high == pytest.approx(2.5)
    assert summary.difference_mean_low == pytest.approx(2 / 3 - half, abs=1e-6)
    assert summary.difference_mean_high == pytest.approx(2 / 3 + half, abs=1e-6)
    assert (summary.n_better, summary.n_futures) == (3, 6)
    assert summary.p_better == pytest.approx(4 / 6)  # three better, two ties, one worse
    # Within: (2 + 2 + 0) / 3 = 4/3. Between: 2 * 4/3 = 8/3, so worlds (8/3 - 4/3) / 2 = 2/3.
    assert summary.chance_share == pytest.approx((4 / 3) / (4 / 3 + 2 / 3))


def test_variance_ratio_by_hand():
    # Variances 2.5 and 250; F(4, 4) has its 97.5 % point at 9.604530 (any table).
    ratio, low, high = variance_ratio(np.arange(5.0), 10 * np.arange(5.0))
    assert ratio == pytest.approx(100.0)
    assert (low, high) == pytest.approx((100 / 9.604530, 100 * 9.604530), rel=1e-6)


def test_replicates_needed_by_hand():
    # Normal formula for half a standard deviation, (1.960 + z)^2 / 0.5^2 = 31.4 and 42.0 for a
    # power of 80 and 90 %; not knowing the variance costs about 1.960^2 / 2 = 1.9 more.
    assert n_replicates_needed(2.0, 1.0, power=0.8) == 34
    assert n_replicates_needed(2.0, 1.0) == 44


@pytest.mark.parametrize("sizes", WORLD_SIZES)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_agrees_with_the_oracle(sizes, seed):
    rng = np.random.default_rng(seed)
    worlds = labels(sizes)
    rng.shuffle(worlds)
    baseline = rng.normal(100, 5, worlds.size)
    plan = baseline + rng.normal(1, 2, len(sizes))[worlds] + rng.normal(0, 1, worlds.size)
    plan[0] = baseline[0]
    summary = compared(baseline, plan, worlds, higher_is_better=False)
    differences, names = (plan - baseline).tolist(), worlds.tolist()
    assert summary.difference == pytest.approx(math.fsum(differences) / len(differences))
    assert summary.difference_low == pytest.approx(oracle.percentile(differences, 5))
    assert summary.difference_high == pytest.approx(oracle.percentile(differences, 95))
    assert (summary.difference_mean_low, summary.difference_mean_high) == pytest.approx(
        oracle.t_interval(differences, names), rel=1e-9, abs=1e-9
    )
    assert summary.p_better == oracle.p_better(baseline.tolist(), plan.tolist(), higher=False)
    expected = 1.0 if max(sizes) == 1 else oracle.chance_share(differences, names)
    assert summary.chance_share == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("sizes", [[1] * 9, [2] * 8 + [1]])
def test_bootstrap_agrees_with_every_resample(sizes):
    # The oracle enumerates all 24,310 resamples of nine worlds. The mean of 40 seeded
    # intervals must agree within 4 of its standard errors.
    rng = np.random.default_rng(8)
    worlds = labels(sizes)
    values = rng.lognormal(0, 0.8, len(sizes))[worlds] + rng.gamma(2.0, 0.2, worlds.size)
    exact = oracle.bca_exact(values.tolist(), worlds.tolist())
    found = np.array([mean_of(values, worlds, is_skewed=True, seed=s)[3:5] for s in range(40)])
    error = found.std(axis=0, ddof=1) / math.sqrt(40)
    assert np.all(np.abs(found.mean(axis=0) - exact) < 4 * error)
    # 2,000 resamples move an end by some 3 % of the spread of the values; 200 by 8 %.
    assert np.all(error * math.sqrt(40) < 0.045 * values.std())


@pytest.mark.parametrize(("n_paired", "n_independent"), [(10, 30), (30, 10), (12, 12)])
def test_interval_of_a_variance_ratio_agrees_with_the_oracle(n_paired, n_independent):
    rng = np.random.default_rng(3)
    paired, independent = rng.normal(size=n_paired), 3 * rng.normal(size=n_independent)
    ratio, low, high = variance_ratio(paired, independent)
    assert ratio == pytest.approx(independent.var(ddof=1) / paired.var(ddof=1))
    degrees = (n_independent - 1, n_paired - 1)
    assert low == pytest.approx(ratio / oracle.f_quantile(0.975, *degrees), rel=1e-7)
    assert high == pytest.approx(ratio / oracle.f_quantile(0.025, *degrees), rel=1e-7)


@pytest.mark.parametrize(
    ("sd", "smallest", "power", "level"),
    [
        (1.0, 5.0, 0.9, 0.05),
        (1.0, 1.0, 0.9, 0.05),
        (3.0, 2.0, 0.8, 0.01),
        (1.0, 0.9, 0.5, 0.1),
        (1.0, 0.1, 0.06, 0.05),  # so little power that the wrong tail counts
    ],
)
def test_replicates_needed_agree_with_the_oracle(sd, smallest, power, level):
    expected = oracle.n_replicates_needed(sd, smallest, power, level)
    assert n_replicates_needed(sd, smallest, power, level) == expected


def share_covered(data_sets, worlds, truth, *, is_skewed):
    hits = 0
    for seed, values in enumerate(data_sets):
        summary = summarise(values, worlds, is_skewed=is_skewed, seed=seed)
        hits += summary.mean_low <= truth <= summary.mean_high
    return hits / len(data_sets)


def within_luck(share, expected, n_sets, known_within=0.0):
    """Say whether a share of `n_sets` is within 4 binomial standard errors of the expected."""
    error = math.hypot(math.sqrt(expected * (1 - expected) / n_sets), known_within)
    return abs(share - expected) < 4 * error


def test_t_interval_holds_a_normal_mean_as_often_as_it_says():
    data_sets = np.random.default_rng(11).normal(3, 2, (1_000, 30))
    covered = share_covered(data_sets, np.arange(30), 3.0, is_skewed=False)
    assert within_luck(covered, 0.95, 1_000)


def test_bootstrap_holds_a_lognormal_mean_as_often_as_it_can():
    data_sets = np.random.default_rng(12).lognormal(0, 1, (1_000, 30))
    covered = share_covered(data_sets, np.arange(30), math.exp(0.5), is_skewed=True)
    assert within_luck(covered, ATTAINABLE_LOGNORMAL, 1_000, known_within=0.005)


@pytest.mark.parametrize("is_skewed", [False, True])
def test_ignoring_worlds_would_be_too_sure(is_skewed):
    # 30 futures in 15 worlds. Taken for 30 worlds, the interval is too short:
    # sqrt((1.09 / 30) / (1.045 / 15)) = 0.72 of its length, which covers about 85 %.
    rng = np.random.default_rng(13)
    n_sets = 600
    data_sets = np.array([planted(rng, 15, 1.0, 0.3) for _ in range(n_sets)])
    with_worlds = share_covered(data_sets, pairs(30), 1.0, is_skewed=is_skewed)
    ignoring_them = share_covered(data_sets, np.arange(30), 1.0, is_skewed=is_skewed)
    if not is_skewed:
        assert within_luck(with_worlds, 0.95, n_sets)
        assert not within_luck(ignoring_them, 0.95, n_sets)
    assert ignoring_them < with_worlds - 0.05


@pytest.mark.parametrize("world_sd", [0.0, 0.5, 1.0, 3.0])
def test_planted_share_of_chance_is_found(world_sd):
    n_worlds, luck_sd = 3_000, 1.0
    values = planted(np.random.default_rng(21), n_worlds, world_sd, luck_sd)
    share = compared(np.zeros(values.size), values, pairs(values.size)).chance_share
    expected = luck_sd**2 / (luck_sd**2 + world_sd**2)
    # Large-sample error of an intraclass correlation r from pairs: (1 - r^2) / sqrt(worlds).
    error = (1 - (1 - expected) ** 2) / math.sqrt(n_worlds)
    assert abs(share - expected) < 4 * error


def test_share_of_chance_at_its_ends():
    zeros = np.zeros(6)
    assert compared(zeros, [1, 1, 4, 4, 9, 9], pairs(6)).chance_share == 0.0
    assert compared(zeros, [1, 3, 1, 3, 1, 3], pairs(6)).chance_share == 1.0  # clamped
    assert compared(zeros, [1, 2, 3, 4, 5, 7], np.arange(6)).chance_share == 1.0  # no ranges
    assert math.isnan(compared(zeros, [5] * 6, pairs(6)).chance_share)
    assert math.isnan(compared(zeros, [5] * 6, np.arange(6)).chance_share)


def test_rounding_is_not_variance():
    # A plan that costs the same in every future, on money of 1e9 with rounding of 1e-7.
    baseline = 1e9 * np.random.default_rng(23).uniform(1, 2, 20)
    plan = baseline - 0.1
    assert np.ptp(plan - baseline) > 0.0
    assert math.isnan(compared(baseline, plan, pairs(20)).chance_share)
    # A thousandth of a dong on a billion is no rounding, and is told apart.
    plan = baseline - 0.1 - 0.001 * np.repeat(np.arange(10), 2)
    assert compared(baseline, plan, pairs(20)).chance_share < 1e-6
    found = mean_of(1e9 + 0.001 * np.arange(9), np.arange(9))
    assert found.mean_low < found.mean < found.mean_high


@pytest.mark.parametrize("is_skewed", [False, True])
def test_one_future_has_no_interval_of_its_mean(is_skewed):
    summary = mean_of([7.5], [0], is_skewed=is_skewed)
    assert summary[:3] == (7.5, 7.5, 7.5)
    assert np.isnan(summary[3:5]).all()
    assert summary.method == "none"
    alone = compared([1.0], [3.0], [0], is_skewed=is_skewed)
    assert (alone.difference, alone.difference_low, alone.difference_high) == (2.0, 2.0, 2.0)
    assert (alone.n_better, alone.n_futures, alone.p_better) == (1, 1, 1.0)
    assert np.isnan((alone.difference_mean_low, alone.chance_share)).all()


def test_two_futures():
    # Two worlds: 2 -+ 12.706205 * sqrt(2) / sqrt(2). One world: the mean is not known at all.
    apart = mean_of([1, 3], [0, 1])
    assert apart[:3] == pytest.approx((2.0, 1.1, 2.9))
    assert apart[3:5] == pytest.approx((2 - 12.706205, 2 + 12.706205), abs=1e-5)
    together = mean_of([1, 3], [0, 0])
    assert together[:3] == pytest.approx((2.0, 1.1, 2.9))
    assert np.isnan(together[3:5]).all()
    assert math.isnan(compared([0, 0], [1, 3], [0, 0]).chance_share)
    assert compared([0, 0], [1, 3], [0, 1]).chance_share == 1.0


def test_bootstrap_of_two_worlds_is_plain_percentiles():
    # Resampled means are 1, 2, 3 with chances 1/4, 1/2, 1/4.
    assert mean_of([1, 3], [0, 1], is_skewed=True)[3:] == (1.0, 3.0, "bootstrap")


@pytest.mark.parametrize("is_skewed", [False, True])
@pytest.mark.parametrize("values", [[0.1] * 7, [0.0] * 7, [1, 3, 3, 1, 0, 4, 2]])
def test_equal_worlds_leave_no_doubt_about_the_mean(values, is_skewed):
    summary = mean_of(values, [0, 0, 1, 1, 2, 2, 3], is_skewed=is_skewed)
    assert summary.mean_low == summary.mean == summary.mean_high
    assert summary.method == ("bootstrap" if is_skewed else "t")


@pytest.mark.parametrize("is_skewed", [False, True])
def test_undefined_values_leave_with_their_future(is_skewed):
    values, worlds = np.array([1, NAN, 4, 2, 8, NAN, NAN, 3.0]), pairs(8)
    kept = ~np.isnan(values)
    found = mean_of(values, worlds, is_skewed=is_skewed)
    assert found == mean_of(values[kept], worlds[kept], is_skewed=is_skewed)
    baseline = np.array([0, 0, NAN, 0, NAN, 1, 0, 1.0])
    both = kept & ~np.isnan(baseline)
    pair = compared(baseline, values, worlds, is_skewed=is_skewed)
    assert pair.n_futures == both.sum() == 3
    assert pair.p_better == 1.0
    assert pair.difference == pytest.approx((1 + 2 + 2) / 3)


def test_undefined_values_do_not_make_what_is_unknown_into_luck():
    # Ranges were drawn, but no world keeps both its futures: the share cannot be said.
    plan = [1, NAN, 3, NAN, 8, NAN]
    assert math.isnan(compared(np.zeros(6), plan, pairs(6)).chance_share)
    assert math.isnan(compared(np.zeros(6), [1, 2, NAN, NAN, NAN, NAN], pairs(6)).chance_share)


@pytest.mark.parametrize("values", [[], [NAN, NAN]])
def test_nothing_defined_is_all_undefined(values):
    worlds = np.zeros(len(values), int)
    summary, pair = mean_of(values, worlds), compared(values, values, worlds)
    assert np.isnan(summary[:5]).all()
    assert summary.method == pair.method == "none"
    assert np.isnan([*pair[:5], pair.p_better, pair.chance_share]).all()
    assert (pair.n_better, pair.n_futures) == (0, 0)


def test_ties_count_half():
    same = np.array([3.0, 5.0, 2.0, 9.0])
    equal = compared(same, same, pairs(4))
    assert (equal.p_better, equal.n_better, equal.difference) == (0.5, 0, 0.0)
    assert (equal.difference_mean_low, equal.difference_mean_high) == (0.0, 0.0)
    raised = np.array([4.0, 5.0, 2.0, 9.0])
    one_up = compared(same, raised, pairs(4))
    assert (one_up.p_better, one_up.n_better) == (0.625, 1)
    one_down = compared(same, raised, pairs(4), higher_is_better=False)
    assert (one_down.p_better, one_down.n_better) == (0.375, 0)


def test_a_kpi_without_direction_is_never_better():
    pair = compared([1, 2, 3], [2, 3, 5], np.arange(3), higher_is_better=None)
    assert math.isnan(pair.p_better)
    assert pair.n_better is None
    assert pair.difference == pytest.approx(4 / 3)


def test_the_seed_alone_decides_the_resamples():
    values = np.random.default_rng(31).lognormal(0, 1, 20)
    first = mean_of(values, pairs(20), is_skewed=True, seed=5)
    other = mean_of(values, pairs(20), is_skewed=True, seed=6)
    assert mean_of(values, pairs(20), is_skewed=True, seed=5) == first
    assert other[3:5] != first[3:5]
    assert other[:3] == first[:3]
    assert mean_of(values, pairs(20), seed=5) == mean_of(values, pairs(20), seed=6)


ONE_FUTURE = st.tuples(st.integers(-50, 50), st.integers(-50, 50), st.integers(0, 5))
FUTURES = st.lists(ONE_FUTURE, min_size=1, max_size=14)


@given(FUTURES)
def test_turning_the_comparison_round_turns_its_answer_round(futures):
    baseline, plan, worlds = (np.array(column) for column in zip(*futures, strict=True))
    there, back = compared(baseline, plan, worlds), compared(plan, baseline, worlds)
    assert there.p_better + back.p_better == pytest.approx(1.0)
    assert there.difference == pytest.approx(-back.difference, abs=1e-9)
    assert there.difference_low == pytest.approx(-back.difference_high, abs=1e-9)
    mirrored = pytest.approx(-back.difference_mean_high, abs=1e-9, nan_ok=True)
    assert there.difference_mean_low == mirrored
    assert there.chance_share == pytest.approx(back.chance_share, nan_ok=True)
    assert there.n_better + back.n_better <= there.n_futures == len(futures)


@given(FUTURES, st.sampled_from([0.25, 8.0, 1024.0]), st.booleans())
def test_another_currency_changes_only_the_unit(futures, rate, is_skewed):
    baseline, plan, worlds = (np.array(column) for column in zip(*futures, strict=True))
    one = compared(baseline, plan, worlds, is_skewed=is_skewed)
    other = compared(rate * baseline, rate * plan, worlds, is_skewed=is_skewed)
    assert other[:5] == pytest.approx(tuple(rate * x for x in one[:5]), nan_ok=True)
    assert other[5:8] == one[5:8]
    assert other.chance_share == pytest.approx(one.chance_share, nan_ok=True)
    assert math.isnan(one.chance_share) or 0.0 <= one.chance_share <= 1.0


def test_no_more_replicates_than_needed():
    assert n_replicates_needed(0.0, 1.0) == 2
    assert n_replicates_needed(1e-9, 1.0) == 2
    needed = n_replicates_needed(10.0, 1.0)
    assert oracle.power_of_t_test(needed, 0.1, 0.05) >= 0.9
    assert oracle.power_of_t_test(needed - 1, 0.1, 0.05) < 0.9
    # Far out it is the normal formula, (1.959964 + 1.281552)^2 sd^2 / effect^2.
    assert n_replicates_needed(1e3, 1.0) == pytest.approx(10.507415e6, rel=1e-5)


def test_variance_ratio_at_its_ends():
    nothing = variance_ratio(np.array([1.0]), np.array([1.0, 2.0, 3.0]))
    assert np.isnan(nothing).all()
    assert variance_ratio(np.ones(4), np.arange(4.0)) == (math.inf, math.inf, math.inf)
    assert np.isnan(variance_ratio(np.ones(4), np.ones(4))).all()
    with_gap = variance_ratio(np.array([0, 1, NAN, 5.0]), np.array([3.0, NAN, 9, 4]))
    assert with_gap == variance_ratio(np.array([0, 1, 5.0]), np.array([3.0, 9, 4]))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: mean_of([[1, 2]], [0, 0]), r"values has shape \(1, 2\)"),
        (lambda: mean_of([1, math.inf], [0, 1]), r"values\[1\] is infinite"),
        (lambda: mean_of([1, 2], [0, 1, 2]), r"worlds has shape \(3,\)"),
        (lambda: mean_of([1, 2], [0.0, 0.5]), "worlds are float64"),
        (lambda: compared([1, 2], [1, 2, 3], [0, 1]), "plan has 3 futures and baseline 2"),
        (lambda: variance_ratio(np.ones(2), np.array([1, -math.inf])), "independent.1. is infin"),
        (lambda: n_replicates_needed(NAN, 1.0), "sd_of_difference = nan"),
        (lambda: n_replicates_needed(1.0, 0.0), "smallest_effect = 0.0"),
        (lambda: n_replicates_needed(1.0, 1.0, power=1.0), "power = 1.0"),
        (lambda: n_replicates_needed(1.0, 1.0, level=0.0), "level = 0.0"),
    ],
)
def test_what_cannot_be_meant_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
