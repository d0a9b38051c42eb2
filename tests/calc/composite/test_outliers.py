"""Outliers: Winsorised, logged or left, and each time said."""

import numpy as np
import pytest
from scipy import stats

from tidehead.calc.composite import kurtosis, logged, skewness, treat, winsorise

UNKNOWN = float("nan")


def test_skewness_and_kurtosis_are_those_of_a_spreadsheet() -> None:
    # Microsoft's own example for SKEW and KURT: 3, 4, 5, 2, 3, 4, 5, 6, 4, 7 give 0.359543071 and −0.151799637.
    values = [3.0, 4.0, 5.0, 2.0, 3.0, 4.0, 5.0, 6.0, 4.0, 7.0]
    assert round(skewness(values).item(), 9) == 0.359543071
    assert round(kurtosis(values).item(), 9) == -0.151799637


def test_skewness_and_kurtosis_agree_with_scipy_and_leave_out_the_unknown() -> None:
    values = np.random.default_rng(5).lognormal(size=(40, 3))
    holed = np.vstack([values, [[UNKNOWN] * 3]])
    np.testing.assert_allclose(skewness(holed), stats.skew(values, bias=False))
    np.testing.assert_allclose(kurtosis(holed), stats.kurtosis(values, bias=False))


def test_too_few_or_equal_values_have_neither() -> None:
    assert np.isnan([skewness([1.0, 2.0]), kurtosis([1.0, 2.0, 4.0]), skewness([0.1] * 9), kurtosis([0.1] * 9)]).all()


@pytest.mark.parametrize("factor", [1e-200, 1.0, 1e200])
def test_skewness_and_kurtosis_have_no_unit(factor: float) -> None:
    values = np.array([1.0, 2.0, 3.0, 4.0, 10.0])
    assert skewness(values * factor) == pytest.approx(skewness(values))
    assert kurtosis(values * factor) == pytest.approx(kurtosis(values))


def test_one_outlier_is_drawn_in_to_the_next_value() -> None:
    values = [[float(value)] for value in (1, 2, 3, 4, 5, 6, 7, 8, 9, 200)]
    done = treat(values)
    assert done.values[:, 0].tolist() == [1, 2, 3, 4, 5, 6, 7, 8, 9, 9]
    assert done.changed[:, 0].tolist() == [False] * 9 + [True]
    how = done.treatments[0]
    assert (how.outcome, how.high, how.low, how.passes) == ("winsorised", 1, 0, True)
    assert how.skew_before > 2 > how.skew_after
    assert how.kurtosis_before > 3.5


def test_outliers_below_are_drawn_in_from_below() -> None:
    done = winsorise([-200.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, UNKNOWN])
    assert done.values[:-1].tolist() == [1.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]
    assert (done.high, done.low) == (0, 1)


def test_tied_outliers_are_drawn_in_together() -> None:
    values = [float(value) for value in range(30)] + [900.0, 900.0]
    done = winsorise(values, most=1)
    assert done.values[-3:].tolist() == [29.0, 29.0, 29.0]
    assert done.high == 2


def test_where_winsorising_is_not_enough_the_original_is_logged() -> None:
    values = np.array([float(value) for value in range(40)] + [10.0**power for power in range(3, 12)])
    done = treat(values[:, None])
    how = done.treatments[0]
    assert (how.outcome, how.high, how.low) == ("logged", 0, 0)
    least, width = 0.0, 1e11
    np.testing.assert_allclose(done.values[:, 0], np.log(values - least + 0.01 * width))
    assert done.changed.all()


def test_what_still_does_not_pass_says_so() -> None:
    done = treat([[0.0]] * 40 + [[1.0]], most_winsorised=0)
    assert done.treatments[0].outcome == "logged"
    assert not done.treatments[0].passes


def test_an_indicator_within_limits_is_left_alone() -> None:
    values = np.random.default_rng(2).normal(size=(30, 2))
    done = treat(values)
    np.testing.assert_array_equal(done.values, values)
    assert [each.outcome for each in done.treatments] == ["as_it_was", "as_it_was"]
    assert not done.changed.any()


def test_an_indicator_that_cannot_be_judged_is_reported_as_such() -> None:
    done = treat([[1.0, 5.0, UNKNOWN]] * 3 + [[1.0, UNKNOWN, UNKNOWN]])
    assert [each.outcome for each in done.treatments] == ["unchecked"] * 3
    assert [each.passes for each in done.treatments] == [False] * 3


def test_unknown_values_stay_unknown_through_treatment() -> None:
    values = [*range(1, 10), UNKNOWN, 200]
    done = treat(np.array(values, dtype=float)[:, None])
    assert np.isnan(done.values[:, 0]).tolist() == [False] * 9 + [True, False]
    assert done.values[-1, 0] == 9.0
    assert not done.changed[9, 0]


def test_limits_may_be_set() -> None:
    values = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 30.0])[:, None]
    assert treat(values).treatments[0].outcome == "winsorised"
    assert treat(values, skew=99.0).treatments[0].outcome == "as_it_was"
    assert treat(values, kurtosis_limit=99.0).treatments[0].outcome == "as_it_was"


def test_treatment_keeps_the_order() -> None:
    values = np.random.default_rng(9).lognormal(sigma=2.5, size=(60, 20))
    done = treat(values)
    assert {each.outcome for each in done.treatments} >= {"winsorised", "logged"}
    for before, after in zip(values.T, done.values.T, strict=True):
        assert (np.diff(after[np.argsort(before)]) >= 0).all()


def test_logarithms_of_equal_or_unknown_values_are_unknown() -> None:
    assert np.isnan(logged([2.0, 2.0])).all()
    assert np.isnan(logged([UNKNOWN])).all()


def test_a_list_is_not_a_table() -> None:
    with pytest.raises(ValueError, match="indicator"):
        treat([1.0, 2.0])
