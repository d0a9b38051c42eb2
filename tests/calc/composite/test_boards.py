"""Boards: sums and extremes in one sweep, judged by a plain loop over boards."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidehead.calc.composite import peers_of, ranks, signs

UNKNOWN = float("nan")
CELLS = st.lists(
    st.tuples(st.integers(-1, 4), st.integers(0, 5).map(float) | st.just(UNKNOWN)), min_size=1, max_size=40
)


@given(CELLS)
def test_figures_of_boards_are_those_of_a_plain_loop(cells: list[tuple[int, float]]) -> None:
    groups, values = np.array([one[0] for one in cells]), np.array([one[1] for one in cells])
    peers = peers_of(groups, len(values))
    boards = sorted({code for code in groups.tolist() if code >= 0})
    assert peers.boards == len(boards)
    for at, board in enumerate(boards):
        known = [value for code, value in cells if code == board and value == value]
        expected = [len(known), sum(known), *((min(known), max(known), np.median(known)) if known else [UNKNOWN] * 3)]
        ours = [peers.count(values), peers.total(values), peers.minimum(values), peers.maximum(values)]
        np.testing.assert_array_equal([each[at] for each in (*ours, peers.median(values))], expected)
        np.testing.assert_allclose(peers.mean(values)[at], sum(known) / len(known) if known else UNKNOWN)
        assert peers.sizes()[at] == (groups == board).sum()


@given(CELLS)
def test_places_of_boards_are_those_of_a_plain_loop(cells: list[tuple[int, float]]) -> None:
    groups, values = np.array([one[0] for one in cells]), np.array([one[1] for one in cells])
    placed = ranks(values, groups=groups)
    for at, (board, value) in enumerate(cells):
        rivals = [other for code, other in cells if code == board and other == other]
        if board < 0 or value != value:
            assert np.isnan([placed.rank[at], placed.tied[at]]).all()
        else:
            assert placed.rank[at] == 1 + sum(other > value for other in rivals)
            assert placed.tied[at] == rivals.count(value)
        assert placed.ranked[at] == (len(rivals) if board >= 0 else 0)


def test_codes_need_not_be_dense_nor_small() -> None:
    assert peers_of([7, 10**15, 7], 3).total(np.array([1.0, 2.0, 4.0])).tolist() == [1.0 + 4.0, 2.0]
    assert peers_of([70_000, 3, 70_000], 3).total(np.array([1.0, 2.0, 4.0])).tolist() == [2.0, 1.0 + 4.0]


def test_more_boards_than_sixteen_bits_count_are_kept_apart() -> None:
    groups = np.arange(70_000)
    assert ranks(np.ones(70_000), groups=groups).rank.max() == 1.0
    assert peers_of(groups, 70_000).boards == 70_000


def test_boards_made_once_serve_every_stage() -> None:
    made = peers_of([0, 1, 0], 3)
    assert peers_of(made, 3) is made
    assert made.spread(np.array([5.0, 6.0])).tolist() == [5.0, 6.0, 5.0]


@pytest.mark.parametrize("groups", [[0, 1], [[0, 1, 2]], [0.5, 1.0, 2.0]])
def test_groups_are_one_whole_number_for_each_unit(groups: list[float]) -> None:
    with pytest.raises(ValueError, match="groups"):
        peers_of(np.array(groups), 3)


def test_signs_turn_words_into_numbers() -> None:
    assert signs("down") == -1.0
    assert signs(["down", "up"]).tolist() == [-1.0, 1.0]
