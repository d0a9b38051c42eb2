"""Measures of unevenness: bounds, scale, order, a slow version, published numbers, refusals."""

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidehead.calc.concentration import (
    ConcentrationRefused,
    atkinson,
    balassa_gini,
    entropy,
    gini,
    gini_normalised,
    herfindahl,
    herfindahl_normalised,
    hoover,
    mean_log_deviation,
    theil,
    williamson,
)

UNKNOWN = float("nan")
AMOUNTS = st.lists(st.integers(0, 1000).map(float), min_size=2, max_size=12).filter(any)
ABOVE_ZERO = st.lists(st.integers(1, 1000).map(float), min_size=2, max_size=12)
MEASURES = (herfindahl, herfindahl_normalised, entropy, gini, gini_normalised, hoover, theil, atkinson)
EVEN_IS_ZERO = (herfindahl_normalised, gini, gini_normalised, hoover, theil, mean_log_deviation, atkinson)
INCOMES = [10.0, 10.0, 10.0, 20.0, 50.0]


@given(AMOUNTS, st.floats(0.01, 100), st.randoms(use_true_random=False))
def test_neither_unit_nor_order_matters(values, unit, lots):
    mixed = [value * unit for value in values]
    lots.shuffle(mixed)
    for measure in MEASURES:
        assert measure(mixed) == pytest.approx(measure(values).item(), abs=1e-9)


@given(AMOUNTS)
def test_every_measure_keeps_its_bounds(values):
    count = len(values)
    assert 1 / count - 1e-12 <= herfindahl(values) <= 1 + 1e-12
    assert -1e-12 <= entropy(values) <= np.log2(count) + 1e-12
    assert -1e-12 <= gini(values) <= 1 - 1 / count + 1e-12
    assert -1e-12 <= hoover(values) <= gini(values) + 1e-12
    assert -1e-12 <= theil(values) <= np.log(count) + 1e-12
    assert -1e-12 <= atkinson(values) <= 1.0


@given(st.integers(2, 20))
def test_equal_parts_are_even_and_one_owner_is_the_most(count):
    for measure in EVEN_IS_ZERO:
        assert measure([3.0] * count) == pytest.approx(0.0, abs=1e-12)
    single = [0.0] * (count - 1) + [7.0]
    for measure, most in ((herfindahl, 1.0), (herfindahl_normalised, 1.0), (gini_normalised, 1.0), (entropy, 0.0)):
        assert measure(single) == pytest.approx(most, abs=1e-12)
    assert gini(single) == pytest.approx((count - 1) / count)
    assert theil(single) == pytest.approx(np.log(count))


@given(ABOVE_ZERO)
def test_giving_from_the_rich_to_the_poor_never_makes_it_less_even(values):
    ordered = sorted(values)
    gift = (ordered[-1] - ordered[0]) / 4
    evened = [ordered[0] + gift, *ordered[1:-1], ordered[-1] - gift]
    for measure in (herfindahl, gini, hoover, theil, mean_log_deviation, atkinson):
        assert measure(evened) <= measure(values) + 1e-9


@given(AMOUNTS)
def test_gini_is_half_the_mean_difference_by_the_mean(values):
    slow = sum(abs(one - other) for one, other in product(values, values)) / len(values) ** 2
    assert gini(values) == pytest.approx(slow / 2 / (sum(values) / len(values)), abs=1e-12)


@given(ABOVE_ZERO, st.data())
def test_hoover_gini_is_the_area_under_the_curve_drawn_by_hand(values, data):
    size = data.draw(st.lists(st.integers(1, 50), min_size=len(values), max_size=len(values)))
    order = sorted(range(len(values)), key=lambda nth: values[nth] / size[nth])
    across, up = [0.0], [0.0]
    for nth in order:
        across.append(across[-1] + size[nth] / sum(size))
        up.append(up[-1] + values[nth] / sum(values))
    area = sum(
        (right - left) * (low + high) / 2
        for (left, right), (low, high) in zip(pairwise(across), pairwise(up), strict=True)
    )
    assert balassa_gini(values, size) == pytest.approx(1 - 2 * area, abs=1e-9)


@given(ABOVE_ZERO)
def test_against_itself_nothing_is_uneven(values):
    assert balassa_gini(values, values) == pytest.approx(0.0, abs=1e-12)
    assert hoover(values, values) == 0.0


def test_a_place_without_people_but_with_jobs_is_unknown_and_an_empty_one_counts_nothing():
    assert np.isnan(balassa_gini([1.0, 2.0], [0.0, 5.0]))
    assert balassa_gini([0.0, 0.0, 8.0], [0.0, 5.0, 5.0]) == 0.5


def test_published_incomes_have_their_published_unevenness():
    """REAT 3.0.3 for the incomes 10, 10, 10, 20, 50: Gini 0.36 (normalised 0.45), Theil L, Atkinson 0.5."""
    assert gini(INCOMES).item() == pytest.approx(0.36)
    assert gini_normalised(INCOMES).item() == pytest.approx(0.45)
    assert mean_log_deviation(INCOMES).item() == pytest.approx(0.23263016196, rel=1e-10)
    assert atkinson(INCOMES).item() == pytest.approx(0.11547510881, rel=1e-10)
    shares = [0.1, 0.1, 0.1, 0.2, 0.5]
    assert theil(INCOMES).item() == pytest.approx(sum(share * np.log(share * 5) for share in shares))


def test_williamson_by_hand():
    """1, 3 and 5 a head with 2, 1 and 1 people: mean 10/4 = 2.5, (2 x 2.25 + 0.25 + 6.25)/4 = 2.75."""
    assert williamson([1.0, 3.0, 5.0], [2.0, 1.0, 1.0]).item() == pytest.approx(2.75**0.5 / 2.5)
    assert williamson([1.0, 3.0, 5.0], [20.0, 10.0, 10.0]) == williamson([1.0, 3.0, 5.0], [2.0, 1.0, 1.0])
    about_three = (2 * 4 + 0 + 4) / 4
    assert williamson([1.0, 3.0, 5.0], [2.0, 1.0, 1.0], about=3.0).item() == pytest.approx(about_three**0.5 / 2.5)


def test_more_aversion_to_inequality_counts_more_of_it():
    found = [atkinson(INCOMES, aversion=each).item() for each in (0.0, 0.5, 1.0, 2.0)]
    assert found == sorted(found)
    assert found[0] == pytest.approx(0.0)
    assert found[2] == pytest.approx(1 - np.exp(np.mean(np.log(INCOMES))) / 20)
    assert atkinson([0.0, 1.0], aversion=2.0) == 1.0
    with pytest.raises(ConcentrationRefused):
        atkinson(INCOMES, aversion=-1.0)


def test_an_unknown_or_missing_sum_is_unknown_not_zero():
    for measure in (*MEASURES, mean_log_deviation):
        assert np.isnan(measure([1.0, UNKNOWN]))
        assert np.isnan(measure([0.0, 0.0]))
    assert np.isnan(mean_log_deviation([0.0, 1.0]))


def test_many_rows_at_once_are_each_as_alone():
    rows = [[1.0, 2.0, 3.0], [5.0, 0.0, 1.0]]
    for measure in MEASURES:
        assert measure(rows).tolist() == [measure(row).item() for row in rows]
