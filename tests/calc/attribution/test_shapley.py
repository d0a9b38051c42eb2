"""Shapley's value, by hand and by its laws."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tidehead.calc.attribution import shapley_parts, shapley_split

PLAYERS = 4
games = arrays(float, 1 << PLAYERS, elements=st.floats(-1e6, 1e6, allow_subnormal=False))


def slow_parts(worth: np.ndarray) -> np.ndarray:
    """What each player adds on joining, averaged over every order of joining."""
    orders = list(permutations(range(PLAYERS)))
    parts = np.zeros(PLAYERS)
    for order in orders:
        coalition = 0
        for player in order:
            parts[player] += worth[coalition | 1 << player] - worth[coalition]
            coalition |= 1 << player
    return parts / len(orders)


def test_the_glove_game_gives_the_rare_glove_two_thirds() -> None:
    # One left glove (player 0), two right ones: a pair is worth 1. Of the 6 orders the left glove completes a pair
    # in the 4 in which it is not first: 4/6; each right one in the one order "left, it, other": 1/6.
    worth = [0, 0, 0, 1, 0, 1, 0, 1]
    np.testing.assert_allclose(shapley_parts(worth), [4 / 6, 1 / 6, 1 / 6], rtol=1e-12)


@given(games)
def test_the_fast_split_agrees_with_every_order_of_joining(worth: np.ndarray) -> None:
    np.testing.assert_allclose(shapley_parts(worth), slow_parts(worth), atol=1e-6)


@given(games)
def test_the_parts_add_up_to_the_whole_change(worth: np.ndarray) -> None:
    size = max(1.0, np.abs(worth).max())
    assert abs(shapley_parts(worth).sum() - (worth[-1] - worth[0])) <= 1e-12 * size


@given(games)
def test_two_players_who_can_stand_in_for_each_other_get_the_same(worth: np.ndarray) -> None:
    twin = np.array([worth[c if c & 3 != 2 else c ^ 3] for c in range(len(worth))])  # {1} is worth what {0} is
    parts = shapley_parts(twin)
    np.testing.assert_allclose(parts[0], parts[1], atol=1e-6)


@given(games)
def test_a_player_who_never_changes_anything_gets_nothing(worth: np.ndarray) -> None:
    idle = np.array([worth[coalition & ~4] for coalition in range(len(worth))])
    assert abs(shapley_parts(idle)[2]) <= 1e-6


@given(games, games)
def test_the_split_of_a_sum_is_the_sum_of_the_splits(one: np.ndarray, other: np.ndarray) -> None:
    np.testing.assert_allclose(shapley_parts(one + other), shapley_parts(one) + shapley_parts(other), atol=1e-5)


def test_many_games_are_split_at_once_and_an_unknown_one_stays_unknown() -> None:
    together = np.array([[0.0, 0.0], [1.0, np.nan], [2.0, 1.0], [4.0, 2.0]])
    parts = shapley_parts(together)
    assert parts[:, 0].tolist() == [(1 + (4 - 2)) / 2, (2 + (4 - 1)) / 2]
    assert np.isnan(parts[:, 1]).all()


def test_a_function_is_asked_once_for_each_set() -> None:
    asked: list[frozenset[int]] = []

    def worth(team: frozenset[int]) -> float:
        asked.append(team)
        return float(len(team) >= 2)

    assert shapley_split(worth, 3).tolist() == pytest.approx([1 / 3, 1 / 3, 1 / 3])
    assert len(asked) == len(set(asked)) == 2**3


@pytest.mark.parametrize("size", [0, 1, 3, 6, 1 << 13])
def test_a_number_of_coalitions_that_is_no_game_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="power of two"):
        shapley_parts(np.zeros(size))


def test_a_game_without_players_is_refused() -> None:
    with pytest.raises(ValueError, match="players"):
        shapley_split(lambda team: 0.0, 0)
