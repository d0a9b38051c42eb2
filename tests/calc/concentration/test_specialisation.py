"""Special places, concentrated industries, cluster indices: laws, cases by hand, refusals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tidehead.calc.concentration import (
    Against,
    ConcentrationRefused,
    expy,
    gini_concentration,
    gini_specialisation,
    hachman,
    hoover_gini,
    krugman_concentration,
    krugman_index,
    krugman_specialisation,
    litzenberger_sternberg,
    locational_gini,
    prody,
    specialisation_coefficient,
)

TABLES = arrays(np.float64, st.tuples(st.integers(2, 6), st.integers(2, 5)), elements=st.integers(1, 50).map(float))
OF_PLACES = (krugman_specialisation, specialisation_coefficient, hachman, gini_specialisation)
OF_INDUSTRIES = (krugman_concentration, gini_concentration, hoover_gini, locational_gini)
HAND = [[30.0, 10.0], [10.0, 30.0]]


@given(TABLES, st.floats(0.01, 100), st.randoms(use_true_random=False))
def test_neither_unit_nor_order_of_rows_matters(table, unit, lots):
    order = list(range(len(table)))
    lots.shuffle(order)
    for measure in OF_PLACES:
        np.testing.assert_allclose(measure(table[order] * unit), measure(table)[order], atol=1e-9)
    for measure in OF_INDUSTRIES:
        np.testing.assert_allclose(measure(table[order] * unit), measure(table), atol=1e-9)


@given(TABLES)
def test_every_measure_keeps_its_bounds(table):
    for measure, most in (
        (krugman_specialisation, 2.0),
        (krugman_concentration, 2.0),
        (specialisation_coefficient, 1.0),
        (hachman, 1.0),
        (hoover_gini, 1.0),
        (locational_gini, 0.5),
        (gini_specialisation, 1.0),
        (gini_concentration, 1.0),
    ):
        found = measure(table)
        assert (found >= -1e-12).all()
        assert (found <= most + 1e-12).all()


@given(TABLES)
def test_places_alike_are_not_special(table):
    same = np.outer(np.arange(1.0, len(table) + 1), table[0])
    for measure in (*OF_INDUSTRIES, krugman_specialisation, gini_specialisation):
        np.testing.assert_allclose(measure(same), 0.0, atol=1e-12)
    np.testing.assert_allclose(hachman(same), 1.0)
    np.testing.assert_allclose(krugman_specialisation(same, against=Against.OTHERS), 0.0, atol=1e-12)


@given(TABLES)
def test_concentration_is_specialisation_of_the_turned_table(table):
    for against in Against:
        turned = krugman_specialisation(table.T, against=against)
        assert krugman_concentration(table, against=against).tolist() == turned.tolist()
    np.testing.assert_allclose(gini_concentration(table), gini_specialisation(table.T))


def test_krugman_by_hand():
    """Shares 3/4, 1/4 against the table's halves, and against the only other place's 1/4, 3/4."""
    assert krugman_specialisation(HAND).tolist() == [1 / 4 + 1 / 4] * 2
    assert krugman_specialisation(HAND, against=Against.OTHERS).tolist() == [1 / 2 + 1 / 2] * 2
    assert krugman_index([1.0, 0.0], [0.0, 5.0]) == 2.0
    with pytest.raises(ConcentrationRefused):
        krugman_index([1.0], [1.0, 2.0])


def test_ginis_of_a_textbook_are_reproduced():
    """Farhauer & Kröll 2014, as in REAT: quotients of five regions 0.4068966, of five industries 0.6222222."""
    region, every = [500.0, 500.0, 1000.0, 7000.0, 1000.0], [20000.0, 15000.0, 20000.0, 40000.0, 5000.0]
    table = np.column_stack([region, np.subtract(every, region)])
    assert gini_concentration(table)[0] == pytest.approx(0.40689655172, rel=1e-10)
    place, country = [700.0, 600.0, 500.0, 10000.0, 40000.0], [30000.0, 15000.0, 10000.0, 60000.0, 50000.0]
    rows = np.array([place, np.subtract(country, place)])
    assert gini_specialisation(rows)[0] == pytest.approx(0.62222222222, rel=1e-10)


def test_hoover_gini_against_people():
    """The industry sits where half of the people live, evenly: the curve runs to (1/2, 0) and up."""
    assert hoover_gini([[4.0], [4.0], [0.0], [0.0]], [10.0, 10.0, 10.0, 10.0]).tolist() == [0.5]


def test_a_firm_of_more_size_is_no_cluster_of_more_firms():
    """Both places 10 jobs on the same land and people; the first has five firms, the second one."""
    found = litzenberger_sternberg([[10.0], [10.0]], firms=[[5.0], [1.0]], area_km2=[1.0, 1.0], people=[9.0, 9.0])
    size = np.array([10 / 5, 10 / 1]) / (20 / 6)
    np.testing.assert_allclose(found[:, 0], 1.0 * 1.0 / size)


@given(TABLES, st.floats(0.01, 100))
def test_the_cluster_index_does_not_depend_on_units(table, unit):
    land, people = np.arange(1.0, len(table) + 1), np.arange(2.0, len(table) + 2)
    once = litzenberger_sternberg(table, firms=table, area_km2=land, people=people)
    other = litzenberger_sternberg(table * unit, firms=table, area_km2=land * unit, people=people * 7)
    np.testing.assert_allclose(other, once, rtol=1e-9)


def test_jobs_without_firms_are_unknown_and_firms_without_jobs_are_no_cluster():
    jobs, firms = [[5.0, 0.0], [5.0, 8.0]], [[0.0, 2.0], [2.0, 2.0]]
    found = litzenberger_sternberg(jobs, firms=firms, area_km2=[1.0, 1.0], people=[1.0, 1.0])
    assert np.isnan(found[0, 0])
    assert found[0, 1] == 0.0
    with pytest.raises(ConcentrationRefused):
        litzenberger_sternberg(jobs, firms=firms, area_km2=[1.0], people=[1.0, 1.0])


@given(TABLES)
def test_the_income_of_an_industry_lies_between_those_of_the_places(table):
    income = np.arange(1.0, len(table) + 1)
    found = prody(table, income)
    assert ((found >= 1.0 - 1e-9) & (found <= len(table) + 1e-9)).all()
    assert ((expy(table, found) >= found.min() - 1e-9) & (expy(table, found) <= found.max() + 1e-9)).all()


def test_prody_and_expy_by_hand():
    assert prody(HAND, [100.0, 200.0]).tolist() == [0.75 * 100 + 0.25 * 200, 0.25 * 100 + 0.75 * 200]
    assert expy(HAND, [125.0, 175.0])[0] == 0.75 * 125 + 0.25 * 175
    assert np.isnan(prody(HAND, [100.0, float("nan")])).all()


def test_an_unknown_cell_leaves_what_needs_it_unknown():
    table = [[30.0, float("nan")], [10.0, 30.0]]
    for measure in (*OF_PLACES, gini_concentration):
        assert np.isnan(measure(table)[0])
