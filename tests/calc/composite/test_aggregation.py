"""Means by hand and by law, with the unknown, with zero, and up a hierarchy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidehead.calc.composite import (
    MEANS,
    Level,
    aggregate_levels,
    arithmetic_mean,
    generalised_mean,
    geometric_mean,
    harmonic_mean,
    weighted_sum,
)

UNKNOWN = float("nan")
POSITIVE = st.lists(st.tuples(st.floats(0.01, 1000.0), st.floats(0.01, 10.0)), min_size=1, max_size=8)


def test_a_weighted_sum_is_points_by_a_rule() -> None:
    # 30 points for tax per mu at 0.8 of its base, 20 for value added at 1.5, 50 for the rest at 1.
    assert weighted_sum([[0.8, 1.5, 1.0]], [30.0, 20.0, 50.0]).value.tolist() == [30 * 0.8 + 20 * 1.5 + 50]


def test_a_sum_of_points_has_the_digits_of_a_plain_sum() -> None:
    values, weights = np.random.default_rng(4).random((1000, 6)), [30.0, 20.0, 20.0, 10.0, 10.0, 10.0]
    plain = [sum(weight * value for weight, value in zip(weights, row, strict=True)) for row in values.tolist()]
    assert weighted_sum(values, weights).value.tolist() == plain


def test_axes_before_the_last_are_kept() -> None:
    values, weights = np.random.default_rng(4).random((3, 5, 4)), [1.0, 2.0, 3.0, 4.0]
    for mean in (weighted_sum, arithmetic_mean, geometric_mean):
        ours = mean(values, weights)
        assert ours.value.shape == ours.coverage.shape == ours.outside.shape == (3, 5)
        np.testing.assert_array_equal(ours.value[1], mean(values[1], weights).value)


def test_means_by_hand() -> None:
    values, weights = [[2.0, 8.0]], [1.0, 3.0]
    assert arithmetic_mean(values, weights).value[0] == (2 + 3 * 8) / 4
    assert geometric_mean(values, weights).value[0] == pytest.approx((2 * 8**3) ** 0.25)
    assert harmonic_mean(values, weights).value[0] == pytest.approx(4 / (1 / 2 + 3 / 8))
    assert generalised_mean(values, weights, 2.0).value[0] == pytest.approx(((2**2 + 3 * 8**2) / 4) ** 0.5)


def test_a_published_geometric_mean_is_reproduced() -> None:
    # Human development index of Norway for 2021 (UNDP, report 2021/22, table 1): life expectancy 83.2 years, expected
    # schooling 18.2 (counted up to 18), mean schooling 13.0, income 64,660; index 0.961.
    health = (83.2 - 20) / (85 - 20)
    education = (18 / 18 + 13.0 / 15) / 2
    income = (np.log(64_660) - np.log(100)) / (np.log(75_000) - np.log(100))
    assert round(geometric_mean([[health, education, income]], [1.0, 1.0, 1.0]).value[0], 3) == 0.961


@pytest.mark.parametrize("mean", ["sum", "arithmetic", "geometric", "harmonic"])
def test_an_unknown_child_makes_the_whole_unknown_and_the_coverage_says_how_much_is_known(mean: str) -> None:
    done = MEANS[mean]([[4.0, UNKNOWN, 4.0], [4.0, 4.0, 4.0]], [1.0, 2.0, 1.0])
    assert np.isnan(done.value).tolist() == [True, False]
    assert done.coverage.tolist() == [(1 + 1) / 4, 1.0]


@pytest.mark.parametrize("mean", ["arithmetic", "geometric", "harmonic"])
def test_only_when_asked_the_weights_of_the_others_grow(mean: str) -> None:
    ours = MEANS[mean]([[2.0, UNKNOWN, 8.0]], [1.0, 2.0, 3.0], reweight=True)
    alone = MEANS[mean]([[2.0, 8.0]], [1.0, 3.0])
    np.testing.assert_allclose(ours.value, alone.value)
    assert ours.coverage.tolist() == [4 / 6]


def test_with_all_unknown_there_is_nothing_to_re_weight() -> None:
    done = arithmetic_mean([[UNKNOWN, UNKNOWN]], [1.0, 1.0], reweight=True)
    assert np.isnan(done.value[0])
    assert done.coverage[0] == 0.0


@pytest.mark.parametrize("mean", ["sum", "arithmetic", "geometric", "harmonic", "copeland"])
def test_a_child_that_weighs_nothing_counts_for_nothing_known_or_not(mean: str) -> None:
    with_it = MEANS[mean]([[2.0, UNKNOWN, 8.0], [1.0, -3.0, 2.0]], [1.0, 0.0, 3.0])
    without = MEANS[mean]([[2.0, 8.0], [1.0, 2.0]], [1.0, 3.0])
    np.testing.assert_array_equal(with_it.value, without.value)
    assert with_it.coverage.tolist() == [1.0, 1.0]


def test_a_zero_makes_geometric_and_harmonic_means_zero() -> None:
    for mean in (geometric_mean, harmonic_mean):
        done = mean([[0.0, 9.0], [1.0, 9.0]], [1.0, 5.0])
        assert done.value[0] == 0.0
        assert not done.outside.any()


def test_a_zero_that_weighs_nothing_does_not() -> None:
    assert geometric_mean([[0.0, 9.0]], [0.0, 5.0]).value[0] == pytest.approx(9.0)
    assert harmonic_mean([[0.0, 9.0]], [0.0, 5.0]).value[0] == pytest.approx(9.0)


@pytest.mark.parametrize("reweight", [True, False])
def test_a_negative_value_is_outside_and_never_left_out_in_silence(reweight: bool) -> None:
    for mean in (geometric_mean, harmonic_mean):
        done = mean([[-1.0, 9.0], [1.0, 1.0]], [1.0, 1.0], reweight=reweight)
        assert np.isnan(done.value).tolist() == [True, False]
        assert done.outside.tolist() == [True, False]
        assert done.coverage.tolist() == [1.0, 1.0]
    assert arithmetic_mean([[-1.0, 9.0]], [1.0, 1.0]).value[0] == 4.0


@pytest.mark.parametrize("weights", [[1.0], [1.0, -1.0], [1.0, UNKNOWN], [[1.0, 1.0]]])
def test_weights_that_do_not_fit_are_refused(weights: list[float]) -> None:
    with pytest.raises(ValueError, match="weights"):
        arithmetic_mean([[1.0, 2.0]], weights)


def test_weights_of_nothing_give_nothing() -> None:
    assert np.isnan(arithmetic_mean([[1.0, 2.0]], [0.0, 0.0]).value[0])


def test_the_power_of_a_mean_is_finite() -> None:
    with pytest.raises(ValueError, match="finite"):
        generalised_mean([[1.0]], [1.0], float("inf"))


@given(POSITIVE)
def test_the_lower_the_power_the_lower_the_mean_and_none_leaves_the_range(cells: list[tuple[float, float]]) -> None:
    values, weights = [[value for value, _ in cells]], [weight for _, weight in cells]
    means = [generalised_mean(values, weights, power).value[0] for power in (-2.0, -1.0, 0.0, 0.5, 1.0, 2.0)]
    slack = 1 + 1e-9
    assert all(low <= high * slack for low, high in zip(means, means[1:], strict=False))
    assert min(values[0]) <= means[0] * slack
    assert means[-1] <= max(values[0]) * slack


@given(POSITIVE, st.floats(0.1, 50.0))
def test_only_the_proportion_of_weights_counts(cells: list[tuple[float, float]], factor: float) -> None:
    values, weights = [[value for value, _ in cells]], np.array([weight for _, weight in cells])
    for mean in (arithmetic_mean, geometric_mean, harmonic_mean):
        np.testing.assert_allclose(mean(values, weights * factor).value, mean(values, weights).value, rtol=1e-9)


def test_a_unit_has_the_same_digits_alone_as_among_thousands() -> None:
    values, weights = np.random.default_rng(8).random((5000, 7)), np.arange(1.0, 8.0)
    together = arithmetic_mean(values, weights).value
    assert all(arithmetic_mean(values[[at]], weights).value[0] == together[at] for at in range(0, 5000, 97))


def test_a_hierarchy_is_raised_level_by_level_each_in_its_own_way() -> None:
    levels = [Level([0, 0, 1, 1], [1.0, 1.0, 1.0, 3.0], "geometric"), Level([0, 0], [2.0, 1.0], "arithmetic")]
    pillars, top = aggregate_levels([[4.0, 9.0, 1.0, 5.0]], levels)
    np.testing.assert_allclose(pillars.value, [[36**0.5, (1 * 5**3) ** 0.25]])
    np.testing.assert_allclose(top.value, [[(2 * 36**0.5 + (1 * 5**3) ** 0.25) / 3]])


def test_an_unknown_indicator_reaches_the_top_unless_weights_grow() -> None:
    levels = [Level([0, 0, 1], [1.0, 1.0, 1.0]), Level([0, 0], [1.0, 1.0])]
    pillars, top = aggregate_levels([[2.0, UNKNOWN, 6.0]], levels)
    assert np.isnan(pillars.value).tolist() == [[True, False]]
    assert np.isnan(top.value).tolist() == [[True]]
    assert (pillars.coverage.tolist(), top.coverage.tolist()) == ([[0.5, 1.0]], [[0.5]])
    assert aggregate_levels([[2.0, UNKNOWN, 6.0]], levels, reweight=True)[-1].value.tolist() == [[(2 + 6) / 2]]


@pytest.mark.parametrize(
    ("level", "words"),
    [
        (Level([0, 0], [1.0]), "2 parents and 1 weights"),
        (Level([0, 2], [1.0, 1.0]), "numbered"),
        (Level([-1, 0], [1.0, 1.0]), "numbered"),
        (Level([0, 0], [1.0, 1.0], "median"), "no aggregation 'median'"),
    ],
)
def test_a_level_that_does_not_fit_is_refused(level: Level, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        aggregate_levels([[1.0, 2.0]], [level])
