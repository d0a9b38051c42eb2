"""Statistics, correlations, and what weights come to."""

import numpy as np
import pytest
from scipy import stats

from tidehead.calc.composite import (
    Level,
    arithmetic_mean,
    balanced_weights,
    correlations,
    critic_weights,
    effective_weights,
    entropy_weights,
    influence,
    pca_weights,
    principal_components,
    statistics,
)

UNKNOWN = float("nan")
# Eight pharmaceutical firms: Diakoulaki, Mavrotas & Papayannakis 1995, as tested by scikit-criteria (081a59c).
FIRMS = [
    [61.0, 1.08, 4.33],
    [20.7, 0.26, 4.34],
    [16.3, 1.98, 2.53],
    [9.0, 3.29, 1.65],
    [5.4, 2.77, 2.33],
    [4.0, 4.12, 1.21],
    [-6.1, 3.52, 2.10],
    [-34.6, 3.31, 0.98],
]


def test_statistics_by_hand() -> None:
    ours = statistics([[1.0], [0.0], [4.0], [UNKNOWN], [1.0], [UNKNOWN]])
    assert (ours.minimum[0], ours.maximum[0], ours.median[0], ours.mean[0]) == (0.0, 4.0, 1.0, 6 / 4)
    # Deviations from 1.5: −0.5, −1.5, 2.5, −0.5; squares add up to 9; 9 ÷ 3.
    assert ours.deviation[0] == pytest.approx(3**0.5)
    assert (ours.known[0], ours.nonzero[0], ours.distinct[0], ours.most_same[0]) == (4, 3, 3, 2)
    assert ours.coverage[0] == 4 / 6


def test_equal_values_have_no_deviation_and_one_value_an_unknown_one() -> None:
    ours = statistics([[0.1, 5.0], [0.1, UNKNOWN], [0.1, UNKNOWN]])
    np.testing.assert_array_equal(ours.deviation, [0.0, UNKNOWN])
    assert np.isnan(ours.skew).all()


def test_statistics_warn_of_what_they_were_asked_to() -> None:
    table = [[UNKNOWN, 0.0, 1.0, float(at)] for at in range(11)] + [[1.0, 5.0, 1.0, 500.0]]
    ours = statistics(table)
    assert ours.low_coverage.tolist() == [True, False, False, False]
    assert ours.many_zeros.tolist() == [True, True, False, False]
    assert ours.few_distinct.tolist() == [True, True, True, False]
    assert ours.outlying.tolist() == [False, True, False, True]
    assert not statistics(table, least_known=0.0).low_coverage.any()


def test_nobody_has_no_statistics() -> None:
    with pytest.raises(ValueError, match="at least one unit"):
        statistics(np.empty((0, 3)))


@pytest.mark.parametrize(
    ("method", "peer"), [("pearson", stats.pearsonr), ("spearman", stats.spearmanr), ("kendall", stats.kendalltau)]
)
def test_correlations_use_the_units_of_which_both_are_known(method: str, peer: object) -> None:
    values = np.random.default_rng(7).normal(size=(25, 3))
    values[3, 0] = values[5, 1] = np.nan
    ours = correlations(values, method=method)
    both = np.isfinite(values[:, [0, 1]]).all(axis=1)
    expected = peer(values[both, 0], values[both, 1])  # type: ignore[operator]
    assert ours.coefficient[0, 1] == ours.coefficient[1, 0] == pytest.approx(expected.statistic)
    assert ours.p_value[0, 1] == pytest.approx(expected.pvalue)
    assert ours.pairs.tolist() == [[24, 23, 24], [23, 24, 24], [24, 24, 25]]


def test_a_constant_or_hardly_known_indicator_correlates_with_nothing() -> None:
    ours = correlations([[1.0, 5.0, UNKNOWN], [2.0, 5.0, UNKNOWN], [4.0, 5.0, 3.0]])
    assert np.isnan(ours.coefficient[0, 1:]).all()
    assert ours.coefficient[0, 0] == pytest.approx(1.0)


def test_correlations_with_others_are_asked_for_by_column() -> None:
    ours = correlations([[1.0], [2.0], [3.0]], [[2.0, 3.0], [4.0, 2.0], [6.0, 1.0]])
    np.testing.assert_allclose(ours.coefficient, [[1.0, -1.0]])


def test_correlations_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="magic"):
        correlations([[1.0]], method="magic")
    with pytest.raises(ValueError, match="same units"):
        correlations([[1.0], [2.0]], [[1.0]])


def test_effective_weights_multiply_down_the_tree() -> None:
    levels = [Level([0, 0, 1], [30.0, 10.0, 5.0]), Level([0, 0], [1.0, 3.0])]
    low, high = effective_weights(levels)
    assert high.tolist() == [1 / 4, 3 / 4]
    assert low.tolist() == [30 / 40 / 4, 10 / 40 / 4, 3 / 4]
    assert sum(low) == pytest.approx(1.0)


def test_levels_that_do_not_meet_are_refused() -> None:
    with pytest.raises(ValueError, match="2 parents, but the level above has 3 children"):
        effective_weights([Level([0, 1], [1.0, 1.0]), Level([0, 0, 0], [1.0, 1.0, 1.0])])


def test_influence_is_the_share_of_the_correlations_with_the_whole() -> None:
    values = np.random.default_rng(1).normal(size=(50, 3))
    whole = arithmetic_mean(values, [5.0, 1.0, 1.0]).value
    ours = influence(values, whole)
    assert ours.correlation.argmax() == 0
    np.testing.assert_allclose(ours.correlation, [np.corrcoef(column, whole)[0, 1] for column in values.T])
    assert ours.share.sum() == pytest.approx(1.0)


def test_balanced_weights_bring_importance_into_the_wished_proportion() -> None:
    random = np.random.default_rng(11)
    values = random.normal(size=(200, 1)) + random.normal(size=(200, 3)) * [1.0, 5.0, 0.5]
    done = balanced_weights(values, [1.0, 2.0, 1.0])
    assert done.reached
    assert done.weights.sum() == pytest.approx(1.0)
    whole = arithmetic_mean(values, done.weights).value
    np.testing.assert_allclose(influence(values, whole).share, [1 / 4, 2 / 4, 1 / 4])


def test_balanced_weights_say_when_the_wish_cannot_be_met() -> None:
    random = np.random.default_rng(12)
    common = random.normal(size=(100, 1))
    values = np.hstack([common, common + 0.01 * random.normal(size=(100, 1)), random.normal(size=(100, 1))])
    done = balanced_weights(values, [1.0, 50.0, 1.0])
    assert not done.reached
    assert (done.weights >= 0).all()
    np.testing.assert_allclose(influence(values, arithmetic_mean(values, done.weights).value).share, done.obtained)


@pytest.mark.parametrize("targets", [[1.0, 0.0, 1.0], [1.0, 1.0], [1.0, -1.0, 1.0]])
def test_a_target_above_zero_is_needed_for_each(targets: list[float]) -> None:
    with pytest.raises(ValueError, match="target above zero"):
        balanced_weights(FIRMS, targets)


def test_principal_components_explain_all_variance_and_are_square_to_each_other() -> None:
    values = np.random.default_rng(3).normal(size=(40, 4))
    ours = principal_components([*values.tolist(), [UNKNOWN, 1.0, 1.0, 1.0]])
    assert ours.left_out == 1
    assert ours.explained.sum() == pytest.approx(1.0)
    assert (ours.deviations**2).sum() == pytest.approx(4.0)
    np.testing.assert_allclose(ours.loadings.T @ ours.loadings, np.eye(4), atol=1e-12)
    assert (ours.loadings.sum(axis=0) >= 0).all()
    np.testing.assert_allclose(pca_weights(values), ours.loadings[:, 0] ** 2)


def test_published_entropy_weights_are_reproduced() -> None:
    # scikit-criteria, tests/preprocessing/test_weighters.py (081a59c): two units give 0.358889 and 0.641111 there;
    # here each row stands twice, which leaves 1 − entropy in proportion: ln 2 becomes ln 4 below the line.
    once = np.array([[1.0, 2.0], [4.0, 16.0]])
    share = once / once.sum(axis=0)
    expected = 1 + (share * np.log(share)).sum(axis=0) / np.log(2)
    np.testing.assert_allclose(expected / expected.sum(), [0.358889, 0.641111], atol=1e-6)
    twice = entropy_weights(np.vstack([once, once]))
    doubled = 1 + 2 * (share / 2 * np.log(share / 2)).sum(axis=0) / np.log(4)
    np.testing.assert_allclose(twice, doubled / doubled.sum())
    np.testing.assert_allclose(twice, [0.358889, 0.641111], atol=1e-6)


def test_an_indicator_that_is_the_same_everywhere_weighs_nothing() -> None:
    assert entropy_weights([[2.0, 1.0], [2.0, 3.0], [2.0, 0.0]]).tolist() == [0.0, 1.0]
    with pytest.raises(ValueError, match="evenly"):
        entropy_weights([[2.0], [2.0], [2.0]])


@pytest.mark.parametrize("table", [[[1.0], [-1.0], [3.0]], [[0.0], [0.0], [0.0]]])
def test_entropy_needs_values_from_zero_up(table: list[list[float]]) -> None:
    with pytest.raises(ValueError, match="zero up"):
        entropy_weights(table)


def test_published_critic_weights_are_reproduced() -> None:
    np.testing.assert_allclose(critic_weights(FIRMS), [0.20222554, 0.48090173, 0.31687273], atol=5e-9)


def test_indicators_that_all_tell_the_same_have_no_critic_weights() -> None:
    with pytest.raises(ValueError, match="the same"):
        critic_weights([[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]])


@pytest.mark.parametrize("weights", [critic_weights, entropy_weights, pca_weights, principal_components])
def test_weights_from_data_need_three_whole_units(weights: object) -> None:
    with pytest.raises(ValueError, match="three are needed"):
        weights([[1.0, 2.0], [2.0, 1.0], [3.0, UNKNOWN]])  # type: ignore[operator]
    with pytest.raises(ValueError, match="indicator"):
        weights([1.0, 2.0, 3.0])  # type: ignore[operator]


@pytest.mark.parametrize("weights", [critic_weights, pca_weights])
def test_a_constant_indicator_is_named(weights: object) -> None:
    with pytest.raises(ValueError, match="indicator 1 is the same"):
        weights([[1.0, 2.0], [2.0, 2.0], [4.0, 2.0]])  # type: ignore[operator]
