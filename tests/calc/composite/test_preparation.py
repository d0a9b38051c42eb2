"""Per denominator, with enough data, filled in: what was done is said, cell by cell."""

import numpy as np
import pytest

from tidehead.calc.composite import denominate, impute, impute_across, screen

UNKNOWN = float("nan")


def test_indicators_are_divided_by_the_denominator_chosen_for_each() -> None:
    done = denominate([[100.0, 60.0, 7.0]], [[50.0, 20.0]], [0, 1, -1], factor=[1.0, 1000.0, 9.0])
    assert done.values.tolist() == [[100 / 50, 60 / 20 * 1000, 7.0]]
    assert done.divided.tolist() == [True, True, False]
    assert done.lost.tolist() == [0, 0, 0]


@pytest.mark.parametrize("denominator", [0.0, -5.0, UNKNOWN])
def test_a_denominator_that_is_not_above_zero_loses_the_value_and_is_counted(denominator: float) -> None:
    done = denominate([[100.0, 7.0], [UNKNOWN, 7.0]], [[denominator], [denominator]], [0, -1])
    np.testing.assert_array_equal(done.values, [[UNKNOWN, 7.0], [UNKNOWN, 7.0]])
    assert done.lost.tolist() == [1, 0]


@pytest.mark.parametrize(
    ("denominators", "chosen"), [([[1.0], [1.0]], [0, 0]), ([[1.0]], [0]), ([[1.0]], [1, 0]), ([[1.0]], [-2, 0])]
)
def test_denominators_that_do_not_fit_are_refused(denominators: list[list[float]], chosen: list[int]) -> None:
    with pytest.raises(ValueError, match="denominators"):
        denominate([[1.0, 2.0]], denominators, chosen)


def test_units_are_screened_by_what_is_known_and_by_what_is_not_zero() -> None:
    table = [[1.0, 2.0, 3.0, 4.0], [1.0, UNKNOWN, UNKNOWN, 4.0], [0.0, 0.0, 0.0, 1.0], [UNKNOWN] * 4]
    done = screen(table, least_known=0.65, least_nonzero=0.5)
    assert done.kept.tolist() == [True, False, False, False]
    np.testing.assert_array_equal(done.known, [1.0, 2 / 4, 1.0, 0.0])
    np.testing.assert_array_equal(done.nonzero, [1.0, 1.0, 1 / 4, UNKNOWN])
    assert (done.too_few_known, done.too_many_zeros) == (2, 2)


def test_zeros_are_not_looked_at_unless_asked() -> None:
    assert screen([[0.0, 0.0]]).kept.tolist() == [True]


def test_exactly_the_least_share_is_enough() -> None:
    assert screen([[1.0, 1.0, UNKNOWN]]).kept.tolist() == [True]


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_share_lies_between_nought_and_one(share: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        screen([[1.0]], least_known=share)


def test_an_unknown_value_is_filled_from_its_own_group_and_marked() -> None:
    table = [[1.0, 5.0], [3.0, UNKNOWN], [UNKNOWN, 9.0], [10.0, UNKNOWN], [UNKNOWN, 8.0]]
    done = impute(table, groups=[0, 0, 0, 1, 1])
    assert done.values.tolist() == [[1.0, 5.0], [3.0, (5 + 9) / 2], [(1 + 3) / 2, 9.0], [10.0, 8.0], [10.0, 8.0]]
    assert done.filled.tolist() == [[False, False], [False, True], [True, False], [False, True], [True, False]]
    assert done.left.tolist() == [0, 0]


def test_the_median_is_the_middle_of_the_known() -> None:
    done = impute([[1.0], [2.0], [30.0], [UNKNOWN], [40.0]], method="median")
    assert done.values[3, 0] == (2 + 30) / 2


def test_a_group_that_knows_nothing_stays_unknown_and_is_counted() -> None:
    done = impute([[1.0], [UNKNOWN], [UNKNOWN]], groups=[0, 1, -1])
    np.testing.assert_array_equal(done.values, [[1.0], [UNKNOWN], [UNKNOWN]])
    assert done.left.tolist() == [2]


def test_a_unit_may_be_filled_from_its_own_pillar() -> None:
    done = impute_across([[0.2, UNKNOWN, 0.6, 9.0], [UNKNOWN, UNKNOWN, UNKNOWN, 9.0]], [0, 0, 0, 1])
    np.testing.assert_allclose(done.values[0], [0.2, (0.2 + 0.6) / 2, 0.6, 9.0])
    assert np.isnan(done.values[1]).tolist() == [True, True, True, False]
    assert done.left.tolist() == [1, 1, 1, 0]
    assert impute_across([[0.0, 1.0, 5.0, UNKNOWN]], [0, 0, 0, 0], method="median").values[0, 3] == 1.0


def test_filling_in_by_an_unknown_rule_is_refused() -> None:
    for fill in (lambda: impute([[1.0]], method="guess"), lambda: impute_across([[1.0]], [0], method="guess")):
        with pytest.raises(ValueError, match="guess"):
            fill()


def test_known_values_are_never_touched() -> None:
    table = np.random.default_rng(1).random((60, 5))
    table[np.random.default_rng(2).random(table.shape) < 0.3] = np.nan
    for done in (impute(table, groups=np.arange(60) % 4, method="median"), impute_across(table, [0, 0, 1, 1, 1])):
        np.testing.assert_array_equal(done.values[~done.filled], table[~done.filled])


def test_a_list_is_not_a_table() -> None:
    for step in (lambda: impute([1.0]), lambda: impute_across([1.0], [0]), lambda: screen([1.0])):
        with pytest.raises(ValueError, match="indicator"):
            step()
