"""The programme finds the least effort: by hand, and against every combination on a grid."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tidehead.calc.advice import Lever, best_moves, cheapest_moves


def lever(name: str, points: list[tuple[float, float]], effort: float = 1.0) -> Lever:
    moves, gains = zip(*points, strict=True)
    return Lever(name, np.array(moves), np.array(gains), effort)


def slow_least(levers: list[Lever], need: float, most: int, grid: int = 12) -> float:
    """The least effort over every combination of moves in twelfths of each lever."""
    choices = [[lever.moves[-1] * step / grid for step in range(grid + 1)] for lever in levers]
    best = np.inf
    for moves in product(*choices):
        gain = sum(lever.gain(move) for lever, move in zip(levers, moves, strict=True))
        if gain >= need - 1e-9 and sum(move > 0 for move in moves) <= most:
            best = min(best, sum(lever.effort * move for lever, move in zip(levers, moves, strict=True)))
    return best


def test_the_lever_that_gains_most_for_its_effort_goes_first() -> None:
    # a: 2 points a unit at 1 a unit, up to 4; b: 1 point a unit at 1 a unit. 10 points: 4 of a (8), 2 of b (2).
    a, b = lever("a", [(0, 0), (4, 8)]), lever("b", [(0, 0), (9, 9)])
    choice = cheapest_moves([a, b], 10.0)
    assert choice is not None
    assert choice.moves.tolist() == pytest.approx([4.0, 2.0])
    assert choice.effort == pytest.approx(4 + 2)


def test_a_step_is_taken_when_it_is_cheaper_than_a_slope() -> None:
    step, slope = lever("step", [(0, 0), (3, 0), (3, 5), (6, 5)]), lever("slope", [(0, 0), (10, 10)])
    choice = cheapest_moves([step, slope], 5.0)
    assert choice is not None
    assert choice.moves.tolist() == pytest.approx([3.0, 0.0])  # 3 for 5 points, not 5
    assert cheapest_moves([step, slope], 2.0).moves.tolist() == pytest.approx([0.0, 2.0])  # 2 for 2 points, not 3


def test_a_gain_that_grows_the_further_one_goes_is_not_mistaken_for_an_even_one() -> None:
    # 1 point over the first 4 units, then 3 a unit. Need 4: 4 + 1 units, effort 5; the other lever: 4 · 1.3 = 5.2.
    bent, even = lever("bent", [(0, 0), (4, 1), (6, 7)]), lever("even", [(0, 0), (9, 9)], 1.3)
    assert cheapest_moves([bent, even], 4.0).moves.tolist() == pytest.approx([5.0, 0.0])


def test_no_more_levers_are_moved_than_are_allowed() -> None:
    levers = [lever("a", [(0, 0), (2, 2)]), lever("b", [(0, 0), (2, 2)]), lever("c", [(0, 0), (4, 4)], 3.0)]
    assert cheapest_moves(levers, 4.0).moves.tolist() == pytest.approx([2.0, 2.0, 0.0])
    assert cheapest_moves(levers, 4.0, most=1).moves.tolist() == pytest.approx([0.0, 0.0, 4.0])


def test_what_cannot_be_gained_is_said_and_the_most_is_known() -> None:
    levers = [lever("a", [(0, 0), (2, 2), (5, 2)]), lever("b", [(0, 0), (1, 3)])]
    assert cheapest_moves(levers, 5.1) is None
    assert cheapest_moves([], 1.0) is None
    assert best_moves(levers).moves.tolist() == [2.0, 1.0]
    assert best_moves(levers, most=1).moves.tolist() == [0.0, 1.0]
    assert cheapest_moves(levers, 5.0).moves.tolist() == pytest.approx([2.0, 1.0])
    assert cheapest_moves(levers, 0.0).effort == 0.0


curves = st.lists(st.integers(0, 6), min_size=1, max_size=4).map(
    lambda steps: [(0.0, 0.0), *((3.0 * (place + 1), float(sum(steps[: place + 1]))) for place in range(len(steps)))]
)


@settings(max_examples=40)
@given(
    st.lists(st.tuples(curves, st.floats(0.1, 5.0)), min_size=1, max_size=3),
    st.floats(0.1, 0.9),
    st.integers(1, 3),
)
def test_nothing_on_a_grid_is_cheaper_than_the_programme(
    given_levers: list[tuple[list[tuple[float, float]], float]], share: float, most: int
) -> None:
    levers = [lever(str(place), points, effort) for place, (points, effort) in enumerate(given_levers)]
    need = share * sum(one.gains.max() for one in levers)
    choice = cheapest_moves(levers, need, most=most)
    least = slow_least(levers, need, most)
    if choice is None:
        assert least == np.inf
        return
    assert sum(one.gain(move) for one, move in zip(levers, choice.moves, strict=True)) >= need - 1e-6
    assert (choice.moves > 1e-9).sum() <= most
    assert choice.effort <= least + 1e-6


@pytest.mark.parametrize("points", [[(1, 0), (2, 1)], [(0, 1), (2, 2)], [(0, 0), (2, 1), (1, 2)]])
def test_a_lever_that_is_no_curve_is_refused(points: list[tuple[float, float]]) -> None:
    with pytest.raises(ValueError, match="lever"):
        lever("bad", points)
