"""Rankings side by side, and without one of their parts."""

import numpy as np
import pytest

from tidehead.calc.composite import Level, aggregate_levels, rank_agreement, rank_shift, ranks, removal_shifts

UNKNOWN = float("nan")


def test_agreement_by_hand() -> None:
    # Differences of places 0, 1, 1, 0: 1 − 6·2 ÷ (4·15) = 0.8; of six pairs one is turned round: (5 − 1) ÷ 6.
    ours = rank_agreement([1.0, 2.0, 3.0, 4.0, UNKNOWN], [1.0, 3.0, 2.0, 4.0, 9.0])
    assert ours.spearman == pytest.approx(0.8)
    assert ours.kendall == pytest.approx(4 / 6)
    assert ours.compared == 4


def test_agreement_is_one_with_itself_and_minus_one_turned_round() -> None:
    scores = [3.0, 1.0, 4.0, 1.5, 9.0]
    assert rank_agreement(scores, scores)[:2] == (1.0, 1.0)
    assert rank_agreement(scores, [-each for each in scores])[:2] == (-1.0, -1.0)


def test_two_units_do_not_make_an_agreement() -> None:
    assert np.isnan(rank_agreement([1.0, 2.0], [1.0, 2.0])[:2]).all()


def test_a_shift_counts_places_and_who_came_and_went() -> None:
    ours = rank_shift([1.0, 2.0, 3.0, UNKNOWN], [3.0, 1.0, UNKNOWN, 2.0])
    np.testing.assert_array_equal(ours.shift, [1 - 3, 2 - 1, UNKNOWN, UNKNOWN])
    assert (ours.mean_absolute, ours.largest, ours.moved) == ((2 + 1) / 2, 2.0, 2)
    assert (ours.appeared, ours.vanished) == (1, 1)


def test_with_nobody_in_both_there_is_no_mean_shift() -> None:
    ours = rank_shift([1.0, UNKNOWN], [UNKNOWN, 1.0])
    assert np.isnan([ours.mean_absolute, ours.largest]).all()
    assert ours.moved == 0


def test_removal_by_hand() -> None:
    # Three units; without the first indicator only the second counts: 0, 2, 1 turn places 1, 2, 3 into 3, 1, 2.
    values = [[9.0, 0.0], [5.0, 2.0], [4.0, 1.0]]
    ours = removal_shifts(values, [Level([0, 0], [1.0, 1.0])])
    assert ours.rank.tolist() == [[3.0, 1.0, 2.0], [1.0, 2.0, 3.0]]
    np.testing.assert_allclose(ours.mean_absolute, [(2 + 1 + 1) / 3, 0.0])
    assert ours.largest.tolist() == [2.0, 0.0]
    assert ours.unranked.tolist() == [0.0, 0.0]


def test_a_parent_that_loses_its_only_child_goes_with_it() -> None:
    values = np.random.default_rng(6).random((20, 3))
    levels = [Level([0, 0, 1], [1.0, 1.0, 1.0]), Level([0, 0], [1.0, 1.0])]
    ours = removal_shifts(values, levels, at=0)
    without = aggregate_levels(values[:, :2], [Level([0, 0], [1.0, 1.0])])[-1].value[:, 0]
    np.testing.assert_array_equal(ours.rank[2], ranks(without).rank)


def test_removing_what_nobody_lacks_may_give_a_place_to_somebody() -> None:
    values = [[1.0, UNKNOWN], [2.0, 3.0]]
    ours = removal_shifts(values, [Level([0, 0], [1.0, 1.0])])
    np.testing.assert_array_equal(ours.rank, [[UNKNOWN, 1.0], [2.0, 1.0]])
    assert ours.unranked.tolist() == [0.0, 0.0]


def test_boards_are_ranked_apart_without_a_part_too() -> None:
    values = [[9.0, 0.0], [5.0, 2.0], [4.0, 1.0]]
    ours = removal_shifts(values, [Level([0, 0], [1.0, 1.0])], groups=[0, 1, 1])
    assert ours.rank.tolist() == [[1.0, 1.0, 2.0], [1.0, 1.0, 2.0]]


def test_there_has_to_be_such_a_level_and_something_left() -> None:
    with pytest.raises(IndexError):
        removal_shifts([[1.0, 2.0]], [Level([0, 0], [1.0, 1.0])], at=1)
    with pytest.raises(ValueError, match="nothing is left"):
        removal_shifts([[1.0]], [Level([0], [1.0])])
