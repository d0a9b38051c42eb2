"""Who has what, and what is near what: worked by hand, laws, refusals, and the slow obvious way."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from tidehead.calc.relatedness import (
    PresenceTest,
    RelatednessRefused,
    Similarity,
    UnknownCells,
    advantage_per_head,
    co_occurrence,
    continuous_proximity,
    diversity,
    nearest_density,
    presence_matrix,
    proximity,
    relatedness,
    relatedness_density,
    revealed_advantage,
    ubiquity,
)

UNKNOWN = float("nan")
presences = arrays.arrays(
    np.float64,
    st.tuples(st.integers(2, 8), st.integers(2, 8)),
    elements=st.sampled_from([0.0, 1.0]),
)
amounts = arrays.arrays(
    np.float64, st.tuples(st.integers(1, 6), st.integers(1, 6)), elements=st.floats(0, 1e6, allow_subnormal=False)
)

# Three places and four industries, used throughout: a has 1 and 2, b has 2 and 3, c has 2.
HAND = np.array([[1.0, 1.0, 0.0, 0.0], [0.0, 1.0, 1.0, 0.0], [0.0, 1.0, 0.0, 0.0]])


def test_an_advantage_is_the_share_here_over_the_share_of_all():
    # Place 1: 20 of 50; all: 30 of 100. 0.4 / 0.3 = 1.3333.
    found = revealed_advantage([[20.0, 30.0], [10.0, 40.0]])
    assert found[0, 0] == pytest.approx((20 / 50) / (30 / 100))


def test_a_head_counts_people_instead_of_all_industries():
    # 20 for 100 people here, 30 for 400 in all: 0.2 / 0.075 = 2.6667.
    found = advantage_per_head([[20.0], [10.0]], [100.0, 300.0])
    assert found[0, 0] == pytest.approx((20 / 100) / (30 / 400))
    both = presence_matrix([[20.0, 1.0], [10.0, 9.0]], test=PresenceTest.BOTH, population=[100.0, 300.0])
    alone = [
        presence_matrix([[20.0, 1.0], [10.0, 9.0]], test=each, population=[100.0, 300.0])
        for each in (PresenceTest.ADVANTAGE, PresenceTest.PER_HEAD)
    ]
    np.testing.assert_array_equal(both, alone[0] * alone[1])


@given(amounts)
def test_weighted_by_size_advantages_average_to_one(table):
    found = revealed_advantage(table)
    sizes = table.sum(axis=1)
    for industry in np.flatnonzero(table.sum(axis=0) > 0):
        mean = np.nansum(found[:, industry] * sizes) / sizes.sum()
        assert mean == pytest.approx(1.0)


@given(amounts, st.floats(1e-3, 1e3))
def test_the_unit_of_amounts_does_not_matter(table, unit):
    np.testing.assert_allclose(revealed_advantage(table * unit), revealed_advantage(table), rtol=1e-9)


def test_an_unknown_amount_is_unknown_and_not_absent():
    found = presence_matrix([[5.0, UNKNOWN], [1.0, 4.0]])
    assert np.isnan(found[0, 1])
    assert np.isnan(diversity(found)[0])
    assert diversity(found)[1] == 1
    assert np.isnan(ubiquity(found)[1])
    with pytest.raises(UnknownCells, match="row 1, column 2"):
        proximity(found)


def test_what_cannot_be_judged_is_refused():
    with pytest.raises(RelatednessRefused, match="negative"):
        revealed_advantage([[-1.0]])
    with pytest.raises(RelatednessRefused, match="population of every place"):
        presence_matrix([[1.0]], test=PresenceTest.PER_HEAD)
    with pytest.raises(RelatednessRefused, match="one figure for each of 1 places"):
        advantage_per_head([[1.0]], [1.0, 2.0])
    with pytest.raises(RelatednessRefused, match="zeros and ones"):
        proximity([[0.5]])
    with pytest.raises(RelatednessRefused, match="rows and columns"):
        proximity([1.0])


def test_proximities_by_hand():
    # Industries 1 and 2: together in one place (a); 1 is in 1 place, 2 in 3. Of 3 places.
    assert co_occurrence(HAND)[0, 1] == 1
    assert proximity(HAND)[0, 1] == 1 / 3
    assert proximity(HAND, Similarity.COSINE)[0, 1] == pytest.approx(1 / np.sqrt(1 * 3))
    assert proximity(HAND, Similarity.JACCARD)[0, 1] == pytest.approx(1 / (1 + 3 - 1))
    assert proximity(HAND, Similarity.ASSOCIATION)[0, 1] == pytest.approx(1 * 3 / (1 * 3))
    assert np.isnan(proximity(HAND)[3]).all()


@given(presences, st.sampled_from(Similarity))
def test_proximity_is_symmetric_bounded_and_one_with_itself(present, similarity):
    near = proximity(present, similarity)
    np.testing.assert_array_equal(near, near.T)
    known = near[np.isfinite(near)]
    assert (known >= 0).all()
    if similarity is not Similarity.ASSOCIATION:
        assert (known <= 1 + 1e-12).all()
        had = present.sum(axis=0) > 0
        np.testing.assert_allclose(np.diag(near)[had], 1.0)


@given(presences)
def test_proximity_is_that_of_the_slow_obvious_way(present):
    near = proximity(present)
    for one, other in itertools.product(range(present.shape[1]), repeat=2):
        both = sum(row[one] and row[other] for row in present)
        given_one, given_other = present[:, one].sum(), present[:, other].sum()
        if given_one and given_other:
            assert near[one, other] == pytest.approx(min(both / given_one, both / given_other))


@given(presences, st.randoms(use_true_random=False))
def test_the_order_of_places_and_industries_does_not_matter(present, shuffled):
    rows, columns = list(range(len(present))), list(range(present.shape[1]))
    shuffled.shuffle(rows)
    shuffled.shuffle(columns)
    np.testing.assert_array_equal(proximity(present[rows][:, columns]), proximity(present)[columns][:, columns])


def test_continuous_proximity_is_a_correlation_moved_to_between_0_and_1():
    advantage = np.random.default_rng(1).random((9, 5))
    expected = (1 + np.corrcoef(advantage.T)) / 2
    np.testing.assert_allclose(continuous_proximity(advantage), expected, rtol=1e-12)
    flat = advantage.copy()
    flat[:, 2] = 3.0
    assert np.isnan(continuous_proximity(flat)[2]).all()
    with pytest.raises(RelatednessRefused, match="two places"):
        continuous_proximity([[1.0, 2.0]])


def test_relatedness_by_hand():
    # Meetings: 1–2 twice, 2–3 twice. Sums 2, 4, 2; T = 8. Association of 1 and 2: 2 · 8 / (2 · 4) = 2.
    meetings = np.array([[0.0, 2.0, 0.0], [2.0, 0.0, 2.0], [0.0, 2.0, 0.0]])
    assert relatedness(meetings)[0, 1] == 2 * 8 / (2 * 4)
    # Expected for two different ones: (2/8 · 4/6 + 4/8 · 2/4) · 8/2 = 5/3; 2 ÷ 5/3 = 1.2.
    assert relatedness(meetings, Similarity.PROBABILITY)[0, 1] == pytest.approx(
        2 / ((2 / 8 * 4 / 6 + 4 / 8 * 2 / 4) * 4)
    )
    assert relatedness(meetings, Similarity.COSINE)[0, 1] == pytest.approx(2 / np.sqrt(2 * 4))
    assert relatedness(meetings, Similarity.JACCARD)[0, 1] == 2 / (2 + 4 - 2)


def test_a_table_of_meetings_that_is_not_symmetric_is_refused():
    with pytest.raises(RelatednessRefused, match="symmetric"):
        relatedness([[0.0, 1.0], [2.0, 0.0]])


def test_density_by_hand():
    # Industry 3 is near 2 (0.5) and itself (1). Place a has 2: 0.5 / 1.5; without itself 0.5 / 0.5.
    near = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.5], [0.0, 0.5, 1.0]])
    have = np.array([[1.0, 1.0, 0.0]])
    assert relatedness_density(have, near).value[0, 2] == pytest.approx(0.5 / 1.5)
    assert relatedness_density(have, near, itself=False).value[0, 2] == 1.0
    assert np.isnan(relatedness_density(have, near, itself=False).value[0, 0])


@given(presences)
def test_density_is_a_share_and_one_for_a_place_that_has_all(present):
    near = proximity(present)
    everything = np.vstack([present, np.ones(present.shape[1])])
    found = relatedness_density(everything, near).value
    known = np.isfinite(found)
    assert (found[known] >= 0).all() and (found[known] <= 1 + 1e-12).all()
    np.testing.assert_allclose(found[-1][known[-1]], 1.0)


@given(presences)
def test_gaining_an_industry_never_lowers_a_density(present):
    near = np.nan_to_num(proximity(present))
    more = present.copy()
    more[0, 0] = 1.0
    before, after = (np.nan_to_num(relatedness_density(each, near).value) for each in (present, more))
    assert (after >= before - 1e-12).all()


def test_an_unknown_presence_takes_its_nearness_out_of_the_coverage():
    near = np.array([[1.0, 0.5], [0.5, 1.0]])
    found = relatedness_density([[1.0, UNKNOWN]], near)
    # Of industry 2 (weights 0.5 and 1) only 0.5 is known, and there the place has the industry.
    assert found.value[0, 1] == 1.0
    assert found.coverage[0, 1] == pytest.approx(0.5 / 1.5)


def test_density_refuses_another_proximity():
    with pytest.raises(RelatednessRefused, match="must be 2 × 2"):
        relatedness_density([[1.0, 0.0]], [[1.0]])
    with pytest.raises(RelatednessRefused, match="negative"):
        relatedness_density([[1.0]], [[-1.0]])


def slow_nearest(present, near, neighbours):
    found = np.full(present.shape, np.nan)
    for industry in range(present.shape[1]):
        others = sorted((each for each in range(len(near)) if each != industry), key=lambda each: -near[each, industry])
        nearest = others[:neighbours]
        whole = sum(near[each, industry] for each in nearest)
        if whole:
            for place in range(len(present)):
                found[place, industry] = sum(near[each, industry] * present[place, each] for each in nearest) / whole
    return found


@given(presences, st.integers(1, 7))
def test_the_nearest_neighbours_are_weighed_as_the_slow_obvious_way_weighs_them(present, neighbours):
    near = np.nan_to_num(proximity(present))
    neighbours = min(neighbours, len(near) - 1)
    found = nearest_density(present, near, neighbours=neighbours).value
    np.testing.assert_allclose(found, slow_nearest(present, near, neighbours), atol=1e-12)


def test_all_neighbours_are_the_density_without_the_industry_itself():
    present = (np.random.default_rng(2).random((6, 9)) < 0.5).astype(float)
    near = np.nan_to_num(proximity(present))
    all_of_them = nearest_density(present, near, neighbours=8)
    np.testing.assert_allclose(all_of_them.value, relatedness_density(present, near, itself=False).value)


def test_more_neighbours_than_there_are_is_refused():
    with pytest.raises(RelatednessRefused, match="between 1 and 1"):
        nearest_density([[1.0, 0.0]], np.eye(2), neighbours=2)
