"""Neighbours: by lists, nearness, distance and borders; distances on the earth; refusals."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from tidehead.calc.spatial import (
    EARTH_KM,
    SpatialRefused,
    Surface,
    contiguity,
    from_neighbours,
    great_circle_km,
    lag,
    link_sums,
    nearest,
    row_standardised,
    two_sided,
    within,
)

DEGREES = st.tuples(st.floats(-180, 180), st.floats(-90, 90))
UNKNOWN = float("nan")


def spots(count, *, seed):
    return np.random.default_rng(seed).uniform(0, 10, (count, 2))


def grid(size):
    """Squares side by side."""
    return [shapely.box(x, y, x + 1, y + 1) for y in range(size) for x in range(size)]


@given(st.integers(0, 100), st.integers(1, 6))
def test_the_nearest_are_the_nearest_of_a_plain_search(seed, k):
    points = spots(12, seed=seed)
    found = nearest(points, k).toarray()
    for place in range(12):
        far = np.hypot(*(points - points[place]).T)
        order = [other for other in np.argsort(far) if other != place]
        assert np.flatnonzero(found[place]).tolist() == sorted(order[:k])


@given(st.integers(0, 100), st.floats(0.1, 12))
def test_those_within_a_distance_are_those_of_a_plain_search(seed, distance):
    points = spots(12, seed=seed)
    far = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    want = (far <= distance) & ~np.eye(12, dtype=bool)
    assert within(points, distance).toarray().tolist() == want.astype(float).tolist()


def test_on_the_earth_the_short_way_leads_across_the_date_line():
    points = [[179.9, 0.0], [-179.9, 0.0], [175.0, 0.0]]
    assert nearest(points, 1, surface=Surface.EARTH).toarray()[0].tolist() == [0.0, 1.0, 0.0]
    assert within(points, 30.0, surface=Surface.EARTH).toarray().tolist() == [[0, 1, 0], [1, 0, 0], [0, 0, 0]]


@given(st.integers(0, 50), st.floats(100, 15_000))
def test_those_within_kilometres_are_those_by_the_great_circle(seed, distance):
    lots = np.random.default_rng(seed)
    points = np.column_stack([lots.uniform(-180, 180, 15), lots.uniform(-90, 90, 15)])
    far = great_circle_km(points[:, None], points[None])
    want = (far <= distance) & ~np.eye(15, dtype=bool)
    assert within(points, distance, surface=Surface.EARTH).toarray().tolist() == want.astype(float).tolist()


def test_a_published_distance_is_reproduced():
    """The haversine's textbook case (Rosetta Code): Nashville to Los Angeles, 2887.26 km with a radius of 6372.8."""
    found = great_circle_km([-86.67, 36.12], [-118.40, 33.94])
    assert found == pytest.approx(2887.26 * EARTH_KM / 6372.8, abs=0.01)
    assert great_circle_km([0.0, 90.0], [77.0, -90.0]) == pytest.approx(np.pi * EARTH_KM)


@given(DEGREES, DEGREES, DEGREES)
def test_distance_is_symmetric_and_no_detour_is_shorter(one, other, third):
    assert great_circle_km(one, other) == great_circle_km(other, one)
    assert great_circle_km(one, one) == 0.0
    detour = great_circle_km(one, third) + great_circle_km(third, other)
    assert great_circle_km(one, other) <= detour + 1e-3


def test_squares_of_a_grid_meet_in_lines_and_points():
    found = contiguity(grid(3))
    assert np.diff(found.indptr).tolist() == [3, 5, 3, 5, 8, 5, 3, 5, 3]
    assert (found != found.T).nnz == 0


def test_an_island_meets_nobody_and_its_row_stays_zero():
    found = row_standardised(contiguity([*grid(2), shapely.box(9, 9, 10, 10)]))
    assert found.toarray().sum(axis=1).tolist() == pytest.approx([1, 1, 1, 1, 0])


def test_many_firms_at_one_point_are_still_no_neighbours_of_themselves():
    found = nearest(np.zeros((8, 2)), 3)
    assert np.diff(found.indptr).tolist() == [3] * 8
    assert not found.diagonal().any()


def test_standardising_twice_changes_nothing_and_leaves_the_given_alone():
    given = nearest(spots(9, seed=1), 4)
    once = row_standardised(given)
    assert given.data.max() == 1.0
    np.testing.assert_allclose(row_standardised(once).toarray(), once.toarray())


def test_the_lag_is_the_mean_of_the_neighbours():
    weights = row_standardised(from_neighbours([[1, 2], [0], []]))
    assert lag([1.0, 2.0, 6.0], weights).tolist() == [(2 + 6) / 2, 1.0, 0.0]
    assert np.isnan(lag([1.0, UNKNOWN, 6.0], weights)[0])
    with pytest.raises(SpatialRefused):
        lag([1.0], weights)


def test_sums_of_links_by_hand():
    """A line of three: S0 = 4; S1 = half of four links (1 + 1)² = 8; S2 = 2² + 4² + 2² = 24."""
    assert link_sums(from_neighbours([[1], [0, 2], [1]])) == (4.0, 8.0, 24.0)


def test_the_tails_of_a_normal_number():
    np.testing.assert_allclose(two_sided([0.0, 1.0, -1.0]), [1.0, 0.31731050786, 0.31731050786], rtol=1e-9)


@pytest.mark.parametrize("neighbours", [[[1]], [[0]], [[1, 1], [0]], [[-1], [0]]])
def test_neighbours_that_are_not_there_or_oneself_or_twice_are_refused(neighbours):
    with pytest.raises(SpatialRefused):
        from_neighbours(neighbours)


def test_points_and_distances_that_cannot_be_are_refused():
    for points in ([[0.0, UNKNOWN], [1.0, 1.0]], [0.0, 1.0], [[0.0, 1.0, 2.0]]):
        with pytest.raises(SpatialRefused):
            within(points, 1.0)
    for k in (0, 2, 5):
        with pytest.raises(SpatialRefused):
            nearest([[0.0, 0.0], [1.0, 1.0]], k)
    with pytest.raises(SpatialRefused, match="above zero") as refused:
        within([[0.0, 0.0], [1.0, 1.0]], 0.0)
    assert refused.value.message.zh


def test_memory_goes_with_neighbours_not_with_the_square_of_places():
    found = nearest(spots(10_000, seed=2), 6)
    assert isinstance(found, sparse.csr_array)
    assert found.nnz == 60_000
