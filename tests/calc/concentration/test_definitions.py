"""A change of definition: exact, taking no side, honest about what is not known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidehead.calc.concentration import ConcentrationRefused, definition_and_growth, honest_series, recode

UNKNOWN = float("nan")
COUNTS = st.integers(0, 10_000).map(float)
CORNERS = st.fixed_dictionaries(dict.fromkeys(("old_then", "old_now", "new_then", "new_now"), COUNTS))


@given(CORNERS)
def test_growth_and_definition_sum_to_the_published_change(corners):
    found = definition_and_growth(**corners)
    assert found.growth + found.definition == corners["new_now"] - corners["old_then"] == found.change


@given(CORNERS)
def test_no_side_is_taken(corners):
    """Turned back, both parts turn their sign; with time and definition exchanged, the parts are."""
    found = definition_and_growth(**corners)
    back = definition_and_growth(
        old_then=corners["new_now"],
        old_now=corners["new_then"],
        new_then=corners["old_now"],
        new_now=corners["old_then"],
    )
    assert (back.growth, back.definition) == (-found.growth, -found.definition)
    turned = definition_and_growth(**corners | {"old_now": corners["new_then"], "new_then": corners["old_now"]})
    assert (turned.growth, turned.definition) == (found.definition, found.growth)


@given(COUNTS, COUNTS)
def test_where_nothing_was_redefined_all_is_growth_and_the_other_way_round(one, other):
    same = definition_and_growth(old_then=one, old_now=other, new_then=one, new_now=other)
    assert (same.growth, same.definition) == (other - one, 0.0)
    still = definition_and_growth(old_then=one, old_now=one, new_then=other, new_now=other)
    assert (still.growth, still.definition) == (0.0, other - one)


def test_a_case_by_hand_is_split_to_the_unit():
    """100 became 180; by the old definition 110, by the new from 150: growth (10 + 30)/2, definition (50 + 70)/2."""
    found = definition_and_growth(old_then=100.0, old_now=110.0, new_then=150.0, new_now=180.0)
    assert (found.growth, found.definition, found.paths) == (20.0, 60.0, 2.0)


def test_with_one_corner_unknown_the_other_path_is_taken_and_said():
    found = definition_and_growth(old_then=100.0, old_now=110.0, new_then=UNKNOWN, new_now=180.0)
    assert (found.growth, found.definition, found.paths) == (10.0, 70.0, 1.0)
    nothing = definition_and_growth(old_then=100.0, old_now=UNKNOWN, new_then=UNKNOWN, new_now=180.0)
    assert nothing.change == 80.0
    assert np.isnan([nothing.growth, nothing.definition]).all()
    assert nothing.paths == 0.0
    unpublished = definition_and_growth(old_then=100.0, old_now=110.0, new_then=150.0, new_now=UNKNOWN)
    assert np.isnan([unpublished.change, unpublished.growth, unpublished.definition]).all()


def test_a_series_through_three_definitions():
    """Every step is a split of its own; the last definition's figures are carried back by growth alone."""
    counted = [[10.0, 12.0, UNKNOWN, UNKNOWN], [20.0, 24.0, 26.0, UNKNOWN], [UNKNOWN, UNKNOWN, 40.0, 44.0]]
    found = honest_series(counted, (0, 1, 1, 2))
    assert found.published.tolist() == [10.0, 24.0, 26.0, 44.0]
    assert found.growth.tolist() == [0.0, (2 + 4) / 2, 2.0, 4.0]
    assert found.definition.tolist() == [0.0, 14 - 3, 0.0, 18 - 4]
    assert found.paths.tolist() == [2.0, 2.0, 2.0, 1.0]
    assert found.comparable.tolist() == [44 - 4 - 2 - 3, 44 - 4 - 2, 44 - 4, 44.0]


@given(st.lists(st.tuples(COUNTS, COUNTS, COUNTS), min_size=2, max_size=6), st.data())
def test_a_series_ends_where_it_was_published_and_its_parts_sum_to_the_change(dates, data):
    in_force = sorted(data.draw(st.lists(st.integers(0, 2), min_size=len(dates), max_size=len(dates))))
    found = honest_series(np.array(dates).T, tuple(in_force))
    assert found.comparable[-1] == found.published[-1]
    np.testing.assert_allclose(np.diff(found.published), (found.growth + found.definition)[1:])
    np.testing.assert_allclose(np.diff(found.comparable), found.growth[1:])


def test_series_of_many_clusters_at_once():
    table = np.arange(24.0).reshape(2, 3, 4)
    together = honest_series(table, (0, 1, 1))
    for cluster in range(4):
        alone = honest_series(table[:, :, cluster], (0, 1, 1))
        assert together.comparable[:, cluster].tolist() == alone.comparable.tolist()


def test_a_series_whose_definitions_are_not_there_is_refused():
    with pytest.raises(ConcentrationRefused):
        honest_series([[1.0, 2.0]], (0, 1))
    with pytest.raises(ConcentrationRefused):
        honest_series([[1.0, 2.0]], (0,))


def test_industries_are_counted_into_clusters_by_parts():
    """10 whole and half of 4 to the first, half of 4 and 6 to the second; the third overlaps the first."""
    found = recode([10.0, 4.0, 6.0], [[1.0, 0.0, 1.0], [0.5, 0.5, 0.0], [0.0, 1.0, 0.0]])
    assert found.tolist() == [10 + 2, 2 + 6, 10]
    assert recode([[1.0, 2.0, 3.0]] * 2, np.eye(3)).tolist() == [[1.0, 2.0, 3.0]] * 2


def test_an_unknown_count_leaves_only_its_clusters_unknown():
    found = recode([10.0, UNKNOWN], [[1.0, 0.0], [0.0, 1.0]])
    assert found[0] == 10.0
    assert np.isnan(found[1])


def test_a_crosswalk_that_counts_more_than_all_is_refused():
    with pytest.raises(ConcentrationRefused):
        recode([1.0], [[1.5]])
    with pytest.raises(ConcentrationRefused):
        recode([1.0, 2.0], [[1.0]])
