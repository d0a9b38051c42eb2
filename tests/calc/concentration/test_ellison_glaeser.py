"""Ellison–Glaeser: a textbook case, darts thrown at a map, bounds, refusals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidehead.calc.concentration import (
    ConcentrationRefused,
    coagglomeration,
    ellison_glaeser,
    ellison_glaeser_index,
    group_coagglomeration,
)

JOBS = [200.0, 650.0, 12000.0, 100.0, 50.0, 16000.0, 13000.0, 1500.0, 1500.0, 25000.0]
PLACE = np.array([0] * 5 + [1] * 4 + [2])
ALL_JOBS = [500_000.0, 400_000.0, 100_000.0]
ONE = np.zeros(10, dtype=int)


def test_a_textbook_industry():
    """Farhauer & Kröll 2014: ten firms in three regions, as REAT computes it."""
    found = ellison_glaeser(JOBS, PLACE, ONE, place_jobs=ALL_JOBS)
    said = [0.059906284117, 0.16816326531, 0.24468877551, 0.19590019703, 10]
    got = [found.gamma[0], found.raw[0], found.herfindahl[0], found.z[0], found.firms[0]]
    np.testing.assert_allclose(got, said, rtol=1e-10)


def test_by_hand_two_equal_firms_in_one_of_two_places_are_wholly_together():
    assert ellison_glaeser([5.0, 5.0], np.array([0, 0]), np.array([0, 0]), place_jobs=[9.0, 9.0]).gamma[0] == 1.0
    apart = ellison_glaeser([5.0, 5.0], np.array([0, 1]), np.array([0, 0]), place_jobs=[9.0, 9.0])
    assert apart.gamma[0] == pytest.approx((0 - 0.5 * 0.5) / (0.5 * 0.5))


def test_darts_at_a_map_give_nothing_on_average_and_z_of_one():
    """The index is made so that firms thrown by the size of places have an expectation of 0, whatever their sizes."""
    lots = np.random.default_rng(3)
    place = np.array([0.5, 0.3, 0.2])
    sizes = lots.lognormal(3, 1.5, 15)
    throws = 4000
    where = lots.choice(3, (throws, 15), p=place)
    industry = np.repeat(np.arange(throws), 15)
    found = ellison_glaeser(np.tile(sizes, throws), where.ravel(), industry, place_jobs=place * 1e6)
    assert found.gamma.mean() == pytest.approx(0.0, abs=4 * found.gamma.std() / throws**0.5)
    assert found.z.std() == pytest.approx(1.0, abs=0.05)


@given(st.data())
def test_neither_the_order_of_firms_nor_the_unit_matters(data):
    order = data.draw(st.permutations(range(10)))
    unit = data.draw(st.floats(0.01, 100))
    industry = np.array(data.draw(st.lists(st.integers(0, 2), min_size=10, max_size=10)))
    jobs = np.array(JOBS)
    once = ellison_glaeser(jobs, PLACE, industry, place_jobs=ALL_JOBS)
    other = ellison_glaeser(jobs[order] * unit, PLACE[order], industry[order], place_jobs=np.array(ALL_JOBS) * 3)
    np.testing.assert_allclose(other.gamma, once.gamma, atol=1e-9)


def test_the_table_and_what_is_known_of_sizes_give_the_same():
    table = np.zeros((3, 1))
    np.add.at(table, (PLACE, ONE), JOBS)
    found = ellison_glaeser(JOBS, PLACE, ONE, place_jobs=ALL_JOBS)
    again = ellison_glaeser_index(table, found.herfindahl, place_jobs=ALL_JOBS)
    assert again[0] == pytest.approx(found.gamma[0], rel=1e-12)
    with pytest.raises(ConcentrationRefused):
        ellison_glaeser_index(table, [0.5, 0.5])


def test_a_single_firm_says_nothing_of_sitting_together():
    found = ellison_glaeser([5.0, 5.0], np.array([0, 1]), np.array([0, 2]), place_jobs=[9.0, 9.0])
    assert np.isnan(found.gamma).all()
    assert found.firms.tolist() == [1.0, 0.0, 1.0]
    assert np.isnan(found.herfindahl[1])


def test_a_firm_with_unknown_jobs_leaves_its_industry_unknown():
    jobs = np.array([*JOBS[:9], np.nan, 5.0, 5.0])
    place, industry = np.array([*PLACE, 0, 1]), np.array([*ONE, 1, 1])
    found = ellison_glaeser(jobs, place, industry, place_jobs=ALL_JOBS)
    assert np.isnan(found.gamma[0])
    assert np.isfinite(found.gamma[1])


def test_pairs_together_and_apart():
    """Two industries in the first of two places, a third in the second."""
    found = coagglomeration([5.0, 7.0, 9.0], np.array([0, 0, 1]), np.array([0, 1, 2]), place_jobs=[50.0, 50.0])
    assert found[0, 1] == 1.0
    assert found[0, 2] == -1.0
    np.testing.assert_array_equal(found, found.T)


def test_two_halves_of_one_industry_are_together_as_the_industry_is():
    """Firms thrown into two classes at random: the group's index of the classes is near the index of the whole."""
    lots = np.random.default_rng(8)
    count = 4000
    where = lots.choice(3, count, p=[0.7, 0.2, 0.1])
    jobs, halves = lots.lognormal(3, 1, count), lots.integers(0, 2, count)
    whole = ellison_glaeser(jobs, where, np.zeros(count, dtype=int), place_jobs=ALL_JOBS).gamma[0]
    assert group_coagglomeration(jobs, where, halves, place_jobs=ALL_JOBS) == pytest.approx(whole, abs=0.01)
    assert coagglomeration(jobs, where, halves, place_jobs=ALL_JOBS)[0, 1] == pytest.approx(whole, abs=0.01)


def test_firms_that_are_nowhere_or_lists_that_differ_are_refused():
    with pytest.raises(ConcentrationRefused):
        ellison_glaeser([1.0], np.array([3]), np.array([0]), place_jobs=[1.0, 1.0])
    with pytest.raises(ConcentrationRefused):
        ellison_glaeser([1.0, 2.0], np.array([0]), np.array([0]))
    with pytest.raises(ConcentrationRefused):
        ellison_glaeser([1.0], np.array([-1]), np.array([0]))
