"""Places by ascending key: every way of sorting agrees with counting those ahead."""

import numpy as np
import pytest

from tidehead.calc.doubt.sorting import close_places, compared_places, whole_keys, whole_places


def counted(figures: np.ndarray) -> list[list[int]]:
    """One and how many are smaller."""
    return [[1 + int((row < own).sum()) for own in row] for row in figures]


@pytest.mark.parametrize("units", [1, 2, 51, 1500])
@pytest.mark.parametrize("decimals", [0, 1, 9])
def test_places_of_rounded_figures_are_those_of_counting(units, decimals):
    """Below and above the length from which rows are sorted digit by digit; 0 decimals make many level."""
    figures = np.round(np.random.default_rng(units).normal(50.0, 30.0, size=(3, units)), decimals)
    found = whole_places(whole_keys(figures, decimals))
    assert found.tolist() == counted(figures) == compared_places(figures, None).tolist()


@pytest.mark.parametrize("units", [51, 1500])
def test_places_of_any_figures_are_those_of_counting(units):
    figures = np.random.default_rng(2).normal(size=(3, units)).round(2)
    assert close_places(figures).tolist() == counted(figures)


@pytest.mark.parametrize("units", [4, 1500])
def test_ties_part_equal_keys_and_only_those(units):
    """Keys 7, 7, 7 and 1, ties 0, 0, 1 and 1: the last is first, two share the second place, and one is fourth."""
    keys, ties = np.full((2, units), 9), np.arange(units) + 2
    keys[:, :4], ties[:4] = [7, 7, 7, 1], [0, 0, 1, 1]
    assert whole_places(keys, ties)[1, :4].tolist() == [2, 2, 4, 1]
    assert compared_places(keys.astype(float), ties)[1, :4].tolist() == [2, 2, 4, 1]


def test_figures_too_large_for_whole_numbers_are_compared_instead():
    assert whole_keys(np.array([[1e300, 1.0]]), 9) is None
    assert whole_places(np.array([[2**60, 5]])) is not None
    assert whole_places(np.array([[2**60, *range(9)]])) is None


def test_unknown_figures_come_last():
    keys = whole_keys(np.array([[np.nan, 2.0, -1.0], [0.5, np.nan, np.nan]]), 1)
    assert whole_places(keys)[:, 0].tolist() == [3, 1]
    assert whole_keys(np.full((1, 2), np.nan), 1).tolist() == [[0, 0]]
