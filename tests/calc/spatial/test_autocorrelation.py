"""Moran, Geary, local Moran and G*: slow versions, shuffling, laws, false discoveries, refusals."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidehead.calc.spatial import (
    Quadrant,
    SpatialRefused,
    false_discovery,
    from_neighbours,
    geary,
    getis_ord,
    local_moran,
    moran,
    nearest,
    row_standardised,
    within,
)

UNKNOWN = float("nan")
LINE = from_neighbours([[1], [0, 2], [1, 3], [2]])


def place(count, *, seed, k=4):
    """Values without a pattern, and who is near."""
    lots = np.random.default_rng(seed)
    return lots.lognormal(0, 1, count), row_standardised(nearest(lots.uniform(0, 1, (count, 2)), k))


def square(size):
    """Places on a grid, each with those beside it, above and below."""
    points = np.array([[x, y] for y in range(size) for x in range(size)], dtype=float)
    return points, within(points, 1.0)


def slow_moran(values, weights):
    count, mean = len(values), sum(values) / len(values)
    top = sum(weights[i][j] * (values[i] - mean) * (values[j] - mean) for i in range(count) for j in range(count))
    return count / sum(map(sum, weights)) * top / sum((value - mean) ** 2 for value in values)


def slow_geary(values, weights):
    count, mean = len(values), sum(values) / len(values)
    top = sum(weights[i][j] * (values[i] - values[j]) ** 2 for i in range(count) for j in range(count))
    return (count - 1) * top / (2 * sum(map(sum, weights)) * sum((value - mean) ** 2 for value in values))


@given(st.integers(0, 200))
def test_the_fast_ones_are_the_slow_ones(seed):
    values, weights = place(12, seed=seed)
    dense = weights.toarray().tolist()
    assert moran(values, weights).value == pytest.approx(slow_moran(values.tolist(), dense))
    assert geary(values, weights).value == pytest.approx(slow_geary(values.tolist(), dense))


@given(st.integers(0, 100), st.floats(0.01, 100), st.floats(-50, 50))
def test_neither_unit_nor_zero_point_matters(seed, unit, shift):
    values, weights = place(15, seed=seed)
    for measure in (moran, geary):
        once, other = measure(values, weights), measure(values * unit + shift, weights)
        assert other.value == pytest.approx(once.value)
        assert other.z_random == pytest.approx(once.z_random, rel=1e-6)
    np.testing.assert_allclose(
        local_moran(values * unit + shift, weights, permutations=0).value,
        local_moran(values, weights, permutations=0).value,
        atol=1e-9,
    )


@given(st.integers(0, 100), st.randoms(use_true_random=False))
def test_the_order_of_places_does_not_matter(seed, lots):
    values, weights = place(15, seed=seed)
    order = list(range(15))
    lots.shuffle(order)
    turned = weights[order][:, order]
    assert moran(values[order], turned).z_normal == pytest.approx(moran(values, weights).z_normal)
    assert geary(values[order], turned).z_random == pytest.approx(geary(values, weights).z_random)
    z, other = getis_ord(values, weights).z, getis_ord(values[order], turned).z
    np.testing.assert_allclose(other, z[order], atol=1e-9)


@given(st.integers(0, 100))
def test_local_ones_sum_to_the_whole(seed):
    values, weights = place(15, seed=seed)
    local = local_moran(values, weights, permutations=0).value
    assert local.sum() / 15 * 15 / 14 == pytest.approx(moran(values, weights).value)


def test_a_chessboard_differs_and_two_halves_agree():
    points, weights = square(8)
    chess = (points.sum(axis=1) % 2).astype(float)
    halves = (points[:, 0] >= 4).astype(float)
    assert moran(chess, weights).value == pytest.approx(-1.0)
    assert moran(halves, weights).value > 0.8
    assert geary(chess, weights).value > 1.5 > 0.3 > geary(halves, weights).value
    assert moran(halves, weights).p_random < 1e-6


def test_the_formulas_are_the_mean_and_spread_of_all_720_orders():
    """Six values dealt out in every order there is: no chance is left."""
    values, weights = place(6, seed=4, k=2)
    for measure in (moran, geary):
        found = measure(values, weights)
        drawn = np.array([measure(deal, weights).value for deal in permutations(values)])
        assert drawn.mean() == pytest.approx(found.expected)
        assert drawn.std() == pytest.approx((found.value - found.expected) / found.z_random)


def test_shuffled_p_is_uniform_where_there_is_no_pattern():
    found = []
    for seed in range(150):
        values, weights = place(30, seed=seed)
        found.append(moran(values, weights, permutations=99, seed=seed).p_permuted)
    assert np.mean(np.array(found) <= 0.1) == pytest.approx(0.1, abs=0.07)
    assert np.mean(np.array(found) <= 0.5) == pytest.approx(0.5, abs=0.12)


def test_the_same_seed_gives_the_same_p_and_none_without_shuffling():
    values, weights = place(30, seed=1)
    one, other = (moran(values, weights, permutations=199, seed=7) for _ in range(2))
    assert one.p_permuted == other.p_permuted
    assert np.isnan(moran(values, weights).p_permuted)
    assert geary(values, weights, permutations=199, seed=7).p_permuted > 0
    assert np.isnan(local_moran(values, weights, permutations=0).p).all()


def test_a_patch_of_high_values_is_found_and_named():
    points, weights = square(12)
    lots = np.random.default_rng(2)
    patch = (np.abs(points - 4).max(axis=1) <= 2).astype(float)
    values = patch * 10 + lots.normal(0, 1, len(points))
    found = local_moran(values, row_standardised(weights), permutations=1999, seed=3)
    inside = np.flatnonzero(np.abs(points - 4).max(axis=1) <= 1)
    assert found.found[inside].all()
    assert (found.quadrant[inside] == Quadrant.HIGH_HIGH).all()
    assert found.found[np.abs(points - 4).max(axis=1) > 3].mean() < 0.05
    hot = getis_ord(values, weights)
    assert hot.found[inside].all()
    assert (hot.z[inside] > 3).all()


def test_finds_where_there_is_nothing_are_rare():
    """With false discoveries held at 5 %, most maps without a pattern have no find at all."""
    finds = 0
    for seed in range(40):
        values, weights = place(60, seed=seed)
        finds += bool(local_moran(values, weights, permutations=999, seed=seed).found.any())
    assert finds <= 8


def test_local_p_is_that_of_a_plain_shuffle():
    values, weights = place(20, seed=6)
    found = local_moran(values, weights, permutations=4000, seed=1)
    apart, lots = values - values.mean(), np.random.default_rng(9)
    for one in (0, 7, 13):
        others = np.delete(apart, one)
        drawn = np.array([lots.permutation(others)[:4].mean() for _ in range(4000)])
        seen = (weights @ apart)[one]
        plain = 2 * min((drawn >= seen).mean(), (drawn <= seen).mean())
        assert found.p[one] == pytest.approx(min(1.0, plain), abs=0.05)


def test_quadrants_of_a_line():
    found = local_moran([9.0, 8.0, 2.0, 1.0], LINE, permutations=0)
    want = [Quadrant.HIGH_HIGH, Quadrant.HIGH_HIGH, Quadrant.LOW_LOW, Quadrant.LOW_LOW]
    assert found.quadrant.tolist() == want
    lone = local_moran([1.0, 9.0, 1.0, 1.0], LINE, permutations=0)
    assert lone.quadrant[:2].tolist() == [Quadrant.LOW_HIGH, Quadrant.HIGH_LOW]


def test_hot_spots_by_hand():
    """0, 0, 0, 4: the last two sum to 4, expected 2, spread √3 x √((4 x 2 - 4)/3)."""
    assert getis_ord([0.0, 0.0, 0.0, 4.0], LINE).z[3] == pytest.approx((4 - 2) / (3**0.5 * (4 / 3) ** 0.5))


def test_an_unknown_place_is_left_out_with_its_links_and_the_coverage_says_so():
    values, weights = place(20, seed=3)
    holed = values.copy()
    holed[4] = UNKNOWN
    rest = np.delete(np.arange(20), 4)
    alone = row_standardised(weights[rest][:, rest])
    found = moran(holed, weights)
    assert found.value == pytest.approx(moran(values[rest], alone).value)
    assert found.coverage == 19 / 20
    local = local_moran(holed, weights, permutations=99, seed=1)
    assert np.isnan([local.value[4], local.p[4], local.q[4]]).all()
    assert local.quadrant[4] == Quadrant.UNKNOWN
    assert not local.found[4]
    assert np.isnan(getis_ord(holed, weights).z[4])


def test_an_island_is_counted_and_has_no_local_value():
    weights = from_neighbours([[1], [0, 2], [1], [], [5], [4]])
    values = [1.0, 2.0, 3.0, 9.0, 4.0, 6.0]
    assert moran(values, weights).islands == 1
    found = local_moran(values, weights, permutations=9, seed=1)
    assert np.isnan([found.value[3], found.p[3]]).all()
    assert found.quadrant[3] == Quadrant.UNKNOWN


@pytest.mark.parametrize("values", [[3.0] * 4, [UNKNOWN] * 4, [1.0, 2.0, UNKNOWN, UNKNOWN]])
def test_where_nothing_can_be_said_nothing_is(values):
    for measure in (moran, geary):
        assert np.isnan(measure(values, LINE).value)
        assert np.isnan(measure(values, LINE).p_normal)
    assert np.isnan(local_moran(values, LINE).value).all()
    assert np.isnan(getis_ord(values, LINE).z).all()
    assert not local_moran(values, LINE).found.any()


def test_false_discoveries_as_published():
    """Benjamini & Hochberg 1995, section 3.2: fifteen p of which four are found at 5 %."""
    p = [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.3240,
        0.4262,
        0.5719,
        0.6528,
        0.7590,
        1,
    ]
    assert (false_discovery(p) <= 0.05).sum() == 4
    assert false_discovery(p)[3] == pytest.approx(0.0095 * 15 / 4)
    assert false_discovery([*p, UNKNOWN])[:15].tolist() == false_discovery(p).tolist()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_the_controlled_p_is_never_smaller_and_keeps_the_order(p):
    found = false_discovery(p)
    assert (found >= np.array(p) - 1e-12).all()
    assert (np.diff(found[np.argsort(p, kind="stable")]) >= -1e-12).all()


def test_weights_that_cannot_be_are_refused():
    with pytest.raises(SpatialRefused):
        moran([1.0, 2.0, 3.0], LINE)
    with pytest.raises(SpatialRefused, match="below zero"):
        moran([1.0, 2.0, 3.0, 4.0], LINE * -1.0)


def test_ten_thousand_places_are_no_trouble():
    values, weights = place(10_000, seed=1, k=6)
    assert abs(moran(values, weights).z_random) < 5
    assert local_moran(values, weights, permutations=99, seed=1).found.sum() < 100
