"""Places: ties, rounding, tie-breakers, and who has none."""

import numpy as np
import pytest

from tidehead.calc.composite import peers_of, places_from_below, ranks

UNKNOWN = float("nan")


def test_the_highest_score_is_first_and_ties_share_the_better_place() -> None:
    placed = ranks([70.0, 90.0, 80.0, 80.0, 60.0])
    assert placed.rank.tolist() == [4.0, 1.0, 2.0, 2.0, 5.0]
    assert placed.tied.tolist() == [1.0, 1.0, 2.0, 2.0, 1.0]
    assert placed.ranked.tolist() == [5.0] * 5


def test_sums_taken_in_another_order_are_ties() -> None:
    assert ranks([0.1 + 0.2 + 0.3, 0.3 + 0.2 + 0.1]).rank.tolist() == [1.0, 1.0]
    assert ranks([0.1 + 0.2 + 0.3, 0.3 + 0.2 + 0.1], decimals=17).rank.tolist() != [1.0, 1.0]


def test_scores_are_compared_after_rounding_to_the_decimals_asked_for() -> None:
    assert ranks([80.04, 80.01], decimals=1).rank.tolist() == [1.0, 1.0]
    assert ranks([80.06, 80.01], decimals=1).rank.tolist() == [1.0, 2.0]


def test_scores_too_large_to_have_decimals_are_ranked_all_the_same() -> None:
    assert ranks([1e305, -1e305, 2e305]).rank.tolist() == [2.0, 3.0, 1.0]


def test_tie_breakers_are_looked_at_in_turn() -> None:
    breakers = [[1.0, 5.0], [1.0, 7.0], [2.0, 0.0], [9.0, 9.0]]
    assert ranks([80.0, 80.0, 80.0, 70.0], tie_breakers=breakers).rank.tolist() == [3.0, 2.0, 1.0, 4.0]


def test_an_unknown_tie_breaker_is_the_lowest_and_equals_another_unknown() -> None:
    placed = ranks([80.0, 80.0, 80.0], tie_breakers=[[UNKNOWN], [-5.0], [UNKNOWN]])
    assert placed.rank.tolist() == [2.0, 1.0, 2.0]


def test_an_unknown_score_has_no_place_whatever_its_tie_breakers() -> None:
    placed = ranks([UNKNOWN, 80.0], tie_breakers=[[9.0], [1.0]])
    np.testing.assert_array_equal(placed.rank, [UNKNOWN, 1.0])


def test_boards_have_first_places_of_their_own() -> None:
    assert ranks([3.0, 9.0, 1.0, 2.0], groups=[0, 1, 0, 1]).rank.tolist() == [1.0, 1.0, 2.0, 2.0]


def test_places_from_below_count_up_from_the_least() -> None:
    ours = places_from_below(np.array([[3.0, 1.0], [1.0, 1.0], [2.0, UNKNOWN]]), peers_of(None, 3))
    np.testing.assert_array_equal(ours, [[3.0, 1.0], [1.0, 1.0], [2.0, UNKNOWN]])


def test_nobody_to_rank_is_no_mistake() -> None:
    assert ranks([]).rank.tolist() == []
    assert np.isnan(ranks([UNKNOWN]).rank).all()
    assert np.isnan(ranks([1.0], groups=[-1]).rank).all()
    assert ranks([], tie_breakers=np.empty((0, 2))).rank.tolist() == []


@pytest.mark.parametrize("breakers", [[1.0, 2.0], [[1.0]]])
def test_tie_breakers_of_another_shape_are_refused(breakers: list[float]) -> None:
    with pytest.raises(ValueError, match="tie-breakers"):
        ranks([1.0, 2.0], tie_breakers=np.array(breakers))


def test_a_table_of_scores_is_refused() -> None:
    with pytest.raises(ValueError, match="one number for each unit"):
        ranks([[1.0, 2.0]])
