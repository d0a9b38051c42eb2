"""Shift-share: parts that sum to the change, a published case, what is new or unknown."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tidehead.calc.concentration import ConcentrationRefused, esteban, growth_quotients, shift_share

UNKNOWN = float("nan")
NATION = {"reference_before": [400.0, 150.0, 150.0, 400.0], "reference_after": [440.0, 210.0, 135.0, 480.0]}
FOUR = arrays(np.float64, (4, 3), elements=st.integers(0, 1000).map(float))
ABOVE_ZERO = arrays(np.float64, (4, 3), elements=st.integers(1, 1000).map(float))


def of(four):
    return {"before": four[0], "after": four[1], "reference_before": four[2], "reference_after": four[3]}


@given(FOUR.filter(lambda four: four[2].sum() > 0))
def test_the_parts_sum_to_the_change_of_every_industry(four):
    found = shift_share(**of(four))
    known = np.isfinite(found.own)
    assert known[(four[0] == 0) | (four[2] > 0)].all()
    np.testing.assert_allclose((found.common + found.net)[known], (four[1] - four[0])[known], atol=1e-9)


@given(ABOVE_ZERO)
def test_the_parts_of_esteban_sum_to_the_change_too(four):
    found = esteban(**of(four))
    np.testing.assert_allclose(found.common + found.net, found.change, atol=1e-9)
    dunn = shift_share(**of(four))
    np.testing.assert_allclose(found.own + found.allocation, dunn.own, atol=1e-9)


@given(ABOVE_ZERO)
def test_gerfin_is_a_product(four):
    found = growth_quotients(**of(four))
    assert found.net == pytest.approx(found.structure * found.location)


@given(ABOVE_ZERO, st.floats(0.01, 100))
def test_every_part_is_in_the_unit_given(four, unit):
    once, scaled = shift_share(**of(four)).summed(), shift_share(**of(four * unit)).summed()
    for one, other in ((once.common, scaled.common), (once.mix, scaled.mix), (once.own, scaled.own)):
        assert other == pytest.approx(one * unit, abs=1e-6 * unit)


@given(ABOVE_ZERO)
def test_the_reference_itself_has_no_mix_and_nothing_of_its_own(four):
    whole = esteban(four[2], four[3], reference_before=four[2], reference_after=four[3])
    np.testing.assert_allclose([whole.own, whole.allocation], 0.0, atol=1e-9)
    assert whole.summed().mix == pytest.approx(0.0, abs=1e-9)


def test_a_textbook_region():
    """Farhauer & Kröll 2014, region A, as in REAT: 205 - 180 = 25 = 27 + 1 - 3."""
    found = shift_share([90.0, 20.0, 10.0, 60.0], [100.0, 40.0, 10.0, 55.0], **NATION).summed()
    parts = [found.change, found.common, found.mix, found.own, found.net]
    np.testing.assert_allclose(parts, [25.0, 27.0, 1.0, -3.0, 1.0 - 3.0], atol=1e-12)
    split = esteban([90.0, 20.0, 10.0, 60.0], [100.0, 40.0, 10.0, 55.0], **NATION).summed()
    np.testing.assert_allclose([split.own, split.allocation], [-0.63636363636, -2.3636363636], rtol=1e-9)
    ratios = growth_quotients([90.0, 20.0, 10.0, 60.0], [100.0, 40.0, 10.0, 55.0], **NATION)
    found = [ratios.structure, ratios.location, ratios.net]
    np.testing.assert_allclose(found, [208 / 207, 205 / 208, 205 / 207], rtol=1e-12)


def test_many_places_at_once_are_each_as_alone():
    before, after = np.array([[90.0, 20.0, 10.0, 60.0], [60, 30, 30, 40]]), np.full((2, 4), 50.0)
    together = shift_share(before, after, **NATION)
    for place in range(2):
        assert together.own[place].tolist() == shift_share(before[place], after[place], **NATION).own.tolist()


def test_an_industry_new_to_a_place_is_all_its_own():
    found = shift_share([0.0, 10.0], [7.0, 10.0], reference_before=[0.0, 100.0], reference_after=[7.0, 100.0])
    assert (found.common[0], found.mix[0], found.own[0]) == (0.0, 0.0, 7.0)
    split = esteban([0.0, 10.0], [7.0, 10.0], reference_before=[5.0, 100.0], reference_after=[7.0, 100.0])
    assert np.isnan([split.own[0], split.allocation[0]]).all()
    assert split.change[0] == 7.0


def test_an_unknown_figure_leaves_its_sum_unknown():
    found = shift_share([UNKNOWN, 10.0], [7.0, 12.0], reference_before=[50.0, 50.0], reference_after=[55.0, 55.0])
    assert np.isnan(found.summed().own)
    assert found.own[1] == pytest.approx(12 - 10 * 1.1)


def test_lists_of_other_lengths_are_refused():
    with pytest.raises(ConcentrationRefused):
        shift_share([1.0, 2.0], [1.0], reference_before=[1.0, 2.0], reference_after=[1.0, 2.0])
