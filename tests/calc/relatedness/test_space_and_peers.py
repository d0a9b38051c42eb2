"""The picture of the industry space, places alike, and what to do next."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse.csgraph import minimum_spanning_tree

from tidehead.calc.relatedness import (
    Edge,
    RelatednessRefused,
    UnknownCells,
    backbone,
    layout,
    nearest_places,
    next_industries,
    place_likeness,
    proximity,
)

UNKNOWN = float("nan")


def near(seed, size=30, share=0.3):
    return proximity((np.random.default_rng(seed).random((50, size)) < share).astype(float))


def test_the_tree_is_the_heaviest_there_is():
    for seed in range(5):
        found = [edge for edge in backbone(near(seed)) if edge.in_tree]
        weights = np.nan_to_num(near(seed))
        np.fill_diagonal(weights, 0)
        other = minimum_spanning_tree(np.where(weights > 0, 2 - weights, 0))
        assert len(found) == 29
        assert sum(edge.weight for edge in found) == pytest.approx(29 * 2 - other.sum())


def test_further_links_are_the_strongest_that_are_left():
    matrix = near(3)
    tree = {(edge.first, edge.second) for edge in backbone(matrix)}
    found = [edge for edge in backbone(matrix, strongest=10) if not edge.in_tree]
    pairs = [(a, b) for a in range(30) for b in range(a + 1, 30) if (a, b) not in tree]
    rest = sorted((matrix[pair] for pair in pairs if matrix[pair] > 0), reverse=True)
    assert sorted((edge.weight for edge in found), reverse=True) == pytest.approx(rest[:10])
    strong = [edge for edge in backbone(matrix, at_least=rest[4]) if not edge.in_tree]
    assert len(strong) >= 5 and all(edge.weight >= rest[4] for edge in strong)


def test_what_is_not_connected_stays_apart():
    matrix = np.zeros((5, 5))
    matrix[0, 1] = matrix[1, 0] = matrix[2, 3] = matrix[3, 2] = 0.5
    assert backbone(matrix) == (Edge(0, 1, 0.5, True), Edge(2, 3, 0.5, True))


def test_proximities_that_are_none_are_refused():
    with pytest.raises(RelatednessRefused, match="symmetric"):
        backbone([[0.0, 1.0], [0.5, 0.0]])
    with pytest.raises(RelatednessRefused, match="1 to"):
        layout(0, ())


@given(st.integers(1, 25), st.integers(0, 2**16), st.floats(0.0, 0.4))
def test_a_layout_lies_in_the_unit_square_and_is_the_same_every_time(size, seed, share):
    edges = backbone(near(seed, size, share), strongest=5)
    found = layout(size, edges, seed=1, rounds=20)
    assert found.shape == (size, 2)
    assert (found >= 0).all() and (found <= 1).all()
    np.testing.assert_array_equal(found, layout(size, edges, seed=1, rounds=20))


def test_distances_in_the_picture_follow_those_along_a_path():
    path = tuple(Edge(each, each + 1, 1.0, True) for each in range(9))
    found = layout(10, path)
    steps = np.linalg.norm(np.diff(found, axis=0), axis=1)
    np.testing.assert_allclose(steps, steps.mean(), rtol=0.05)
    assert np.linalg.norm(found[9] - found[0]) == pytest.approx(steps.sum(), rel=0.05)


def test_no_two_of_five_hundred_fall_on_one_point():
    edges = backbone(near(4, 500, 0.2), strongest=300)
    found = layout(500, edges)
    apart = np.linalg.norm(found[:, None] - found[None], axis=2) + np.eye(500)
    assert apart.min() > 1e-4


def test_groups_are_set_side_by_side():
    edges = (Edge(0, 1, 1.0, True), Edge(1, 2, 1.0, True), Edge(3, 4, 1.0, True))
    found = layout(6, edges)
    groups = [found[:3], found[3:5], found[5:]]
    for one in range(3):
        for other in range(one):
            gaps = np.linalg.norm(groups[one][:, None] - groups[other][None], axis=2)
            assert gaps.min() > 0.1


def test_likeness_is_the_cosine_and_size_does_not_matter():
    # (3, 4) and (4, 3): 24 / 25.
    assert place_likeness([[3.0, 4.0], [4.0, 3.0]])[0, 1] == pytest.approx(24 / 25)
    assert place_likeness([[3.0, 4.0], [400.0, 300.0]])[0, 1] == pytest.approx(24 / 25)
    assert np.isnan(place_likeness([[1.0, 0.0], [0.0, 0.0]])[0, 1])
    with pytest.raises(UnknownCells):
        place_likeness([[UNKNOWN]])
    with pytest.raises(RelatednessRefused, match="negative"):
        place_likeness([[-1.0]])


def test_peers_are_the_likest_places_and_say_what_makes_them_so():
    structures = [[5.0, 1.0, 0.0], [50.0, 8.0, 0.0], [0.0, 1.0, 9.0], [0.0, 0.0, 0.0]]
    found = nearest_places(structures, 0, count=5)
    assert [each.place for each in found] == [1, 2]
    assert found[0].shared == (0, 1)
    assert found[1].shared == (1,)
    with pytest.raises(RelatednessRefused, match="no place"):
        nearest_places(structures, 9)


def test_next_industries_want_nearness_and_complexity_at_once():
    # Missing 1, 2, 3: ranks of density 1, 0.5, 0 and of complexity 0.5, 1, 0: √(1 · 0.5), √(0.5 · 1), 0.
    found = next_industries([1, 0, 0, 0], [0.9, 0.5, 0.4, 0.1], [9.0, 0.0, 1.0, -1.0])
    assert [each.industry for each in found] == [1, 2, 3]
    assert [each.score for each in found] == pytest.approx([np.sqrt(0.5), np.sqrt(0.5), 0.0])
    only_near = next_industries([0, 0, 0], [0.1, 0.3, 0.2], [3.0, 1.0, 2.0], weight=0.0)
    assert [each.industry for each in only_near] == [1, 2, 0]


def test_what_is_unknown_comes_last_and_says_why():
    found = next_industries(
        [0, 0, 0, UNKNOWN], [0.1, UNKNOWN, 0.2, 0.3], [1.0, 1.0, UNKNOWN, 1.0], gain=[7.0, 8.0, 9.0, 1.0]
    )
    assert found[0].industry == 0 and found[0].why_unscored is None and found[0].gain == 7.0
    assert {each.industry: each.why_unscored.en for each in found[1:]} == {
        1: "nothing is near it: its relatedness density is unknown",
        2: "no place has it, or it stands apart: complexity unknown",
    }


def test_a_place_that_has_all_has_nothing_next():
    assert next_industries([1, 1], [0.5, 0.5], [0.0, 1.0]) == ()
    with pytest.raises(RelatednessRefused, match="same industries"):
        next_industries([1, 0], [0.5], [0.0, 1.0])
    with pytest.raises(RelatednessRefused, match="weight"):
        next_industries([0], [0.5], [0.0], weight=2.0)
