"""Copeland and the outranking matrix: by hand, by law, and against a plain double loop."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidehead.calc.composite import LARGEST_BOARD, LARGEST_MATRIX, Level, aggregate_levels, copeland, outranking_matrix

UNKNOWN = float("nan")
# Four firms, three indicators of weight 0.5, 0.3 and 0.2.
FIRMS = [[9.0, 1.0, 5.0], [7.0, 4.0, 5.0], [5.0, 3.0, 9.0], [5.0, 3.0, 1.0]]
WEIGHTS = [0.5, 0.3, 0.2]
TABLES = st.integers(2, 9).flatmap(
    lambda units: st.lists(
        st.lists(st.integers(0, 3).map(float) | st.just(UNKNOWN), min_size=3, max_size=3),
        min_size=units,
        max_size=units,
    )
)


def test_outranking_by_hand() -> None:
    ours = outranking_matrix(FIRMS, WEIGHTS)
    expected = [
        [0.0, 0.5 + 0.2 / 2, 0.5, 0.5 + 0.2],  # ahead in the first; level in the third; behind in the second
        [0.3 + 0.2 / 2, 0.0, 0.5 + 0.3, 1.0],
        [0.3 + 0.2, 0.2, 0.0, 0.2 + 0.5 / 2 + 0.3 / 2],
        [0.3, 0.0, 0.5 / 2 + 0.3 / 2, 0.0],
    ]
    np.testing.assert_allclose(ours.matrix, expected, atol=1e-12)
    assert (ours.dominant_pairs, ours.dominant_share) == (1, 1 / 6)


def test_copeland_by_hand() -> None:
    # First: beats the second (0.6), draws with the third (0.5), beats the fourth (0.7). Second: loses, wins, wins.
    ours = copeland(FIRMS, WEIGHTS)
    assert ours.score.tolist() == [2 - 0, 2 - 1, 1 - 1, 0 - 3]
    assert ours.wins.tolist() == [2, 2, 1, 0]
    assert ours.draws.tolist() == [1, 0, 1, 0]
    assert ours.losses.tolist() == [0, 1, 1, 3]


def test_weights_that_add_up_in_another_order_still_draw() -> None:
    # 0.1 + 0.2 against 0.3 is a draw, though the sums differ in the last bit.
    assert copeland([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]], [0.1, 0.2, 0.3]).score.tolist() == [0.0, 0.0]


def test_a_unit_with_something_unknown_meets_nobody() -> None:
    ours = copeland([*FIRMS, [9.0, UNKNOWN, 9.0]], WEIGHTS)
    np.testing.assert_array_equal(ours.score, [*copeland(FIRMS, WEIGHTS).score, UNKNOWN])


def test_when_asked_a_pair_is_compared_in_what_is_known_of_both() -> None:
    ours = copeland([[9.0, UNKNOWN], [7.0, 8.0], [UNKNOWN, 9.0], [UNKNOWN, UNKNOWN]], [1.0, 2.0], reweight=True)
    # First beats second in the first indicator; third beats second in the second; first and third share none.
    np.testing.assert_array_equal(ours.score, [1.0, -2.0, 1.0, UNKNOWN])
    np.testing.assert_array_equal(ours.wins + ours.draws + ours.losses, [1.0, 2.0, 1.0, UNKNOWN])
    shares = outranking_matrix([[9.0, UNKNOWN], [7.0, 8.0], [UNKNOWN, 9.0]], [1.0, 2.0], reweight=True).matrix
    np.testing.assert_array_equal(shares, [[0.0, 1.0, UNKNOWN], [0.0, 0.0, 0.0], [UNKNOWN, 1.0, 0.0]])


def test_without_being_asked_an_unknown_makes_its_pairs_unknown() -> None:
    matrix = outranking_matrix([[9.0, UNKNOWN], [7.0, 8.0], [6.0, 9.0]], [1.0, 2.0]).matrix
    assert np.isnan(matrix).tolist() == [[False, True, True], [True, False, False], [True, False, False]]


@given(TABLES, st.booleans())
def test_pairs_are_those_of_a_plain_double_loop(table: list[list[float]], reweight: bool) -> None:
    weights = [1.0, 2.0, 4.0]
    groups = [at % 2 for at in range(len(table))]
    ours = copeland(table, weights, groups=groups, reweight=reweight)
    for at, one in enumerate(table):
        whole = [all(cell == cell for cell in row) for row in table]
        if not (any(cell == cell for cell in one) if reweight else whole[at]):
            assert np.isnan(ours.score[at])
            continue
        score = 0
        for other, rival in enumerate(table):
            if other == at or groups[other] != groups[at] or not (reweight or whole[other]):
                continue
            ahead = sum(w for w, a, b in zip(weights, one, rival, strict=True) if a > b)
            behind = sum(w for w, a, b in zip(weights, one, rival, strict=True) if a < b)
            score += (ahead > behind) - (ahead < behind)
        assert ours.score[at] == score


@given(TABLES)
def test_the_matrix_and_its_mirror_add_up_to_one(table: list[list[float]]) -> None:
    matrix = outranking_matrix(table, [1.0, 2.0, 3.0], reweight=True).matrix
    off = ~np.eye(len(table), dtype=bool) & np.isfinite(matrix)
    np.testing.assert_allclose((matrix + matrix.T)[off], 1.0)


def test_only_the_order_of_values_counts() -> None:
    values = np.random.default_rng(3).random((30, 4))
    np.testing.assert_array_equal(copeland(values**3, np.ones(4)).score, copeland(values, np.ones(4)).score)


def test_copeland_combines_a_level_of_a_hierarchy() -> None:
    (top,) = aggregate_levels(FIRMS, [Level([0, 0, 0], WEIGHTS, "copeland")])
    assert top.value[:, 0].tolist() == [2.0, 1.0, 0.0, -3.0]


def test_a_board_too_large_for_pairs_is_refused_but_many_small_ones_are_not() -> None:
    size = LARGEST_BOARD + 1
    values = np.arange(2.0 * size).reshape(size, 2)
    with pytest.raises(ValueError, match=f"{size} units"):
        copeland(values, [1.0, 1.0])
    assert copeland(values, [1.0, 1.0], groups=np.arange(size) // 3).score[:3].tolist() == [-2.0, 0.0, 2.0]


def test_a_matrix_that_would_take_gigabytes_is_refused() -> None:
    with pytest.raises(ValueError, match="has room for"):
        outranking_matrix(np.ones((LARGEST_MATRIX + 1, 1)), [1.0])


@pytest.mark.parametrize("weights", [[1.0], [0.0, 0.0, 0.0], [1.0, -1.0, 1.0]])
def test_weights_that_do_not_fit_are_refused(weights: list[float]) -> None:
    for compare in (copeland, outranking_matrix):
        with pytest.raises(ValueError, match="weights"):
            compare(FIRMS, weights)


def test_nobody_to_compare_is_no_mistake() -> None:
    assert copeland(np.empty((0, 2)), [1.0, 1.0]).score.tolist() == []
    assert copeland([[1.0, 2.0]], [1.0, 1.0]).score.tolist() == [0.0]
